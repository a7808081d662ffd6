//! An indicator over the months: what stands before its value.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::known;
use crate::period::Period;

/// The value of an indicator in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The indicator's id.
    pub indicator: String,
    /// The month.
    pub period: Period,
    /// Its value, where it has one.
    pub value: Option<f64>,
    /// Whether it was recorded from a publication: what was issued says it better.
    pub recorded: bool,
}

/// What stands before the value of a month, as it was issued.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Before {
    /// The month before, within the exercise.
    pub month: Option<f64>,
    /// The first issued month of the exercise.
    pub year_start: Option<f64>,
    /// The same month of the year before, as issued or recorded.
    pub last_year: Option<f64>,
}

/// What stands before a month, by indicator: of each that has a point.
#[must_use]
pub fn before(points: &[Point], period: Period) -> BTreeMap<String, Before> {
    known(query(points, period), "series")
}

fn query(points: &[Point], period: Period) -> PolarsResult<BTreeMap<String, Before>> {
    let ids: std::collections::BTreeSet<&str> = points.iter().map(|it| it.indicator.as_str()).collect();
    let year = i32::from(period.exercise().0);
    // The month itself is a row of each, whose value nobody asks for.
    let rows = points.iter().map(|it| (it.indicator.as_str(), it.period, it.value, it.recorded));
    let rows: Vec<_> = rows.filter(|it| it.1 < period).chain(ids.iter().map(|id| (*id, period, None, false))).collect();
    let text = rows.iter().map(|it| it.0).collect::<Vec<_>>();
    let number = |of: fn(Period) -> i32| rows.iter().map(|it| of(it.1)).collect::<Vec<i32>>();
    let frame = DataFrame::new(
        rows.len(),
        vec![
            Column::new("id".into(), text),
            Column::new("year".into(), number(|it| i32::from(it.exercise().0))),
            Column::new("month".into(), number(|it| i32::from(it.month()))),
            Column::new("value".into(), rows.iter().map(|it| it.2).collect::<Vec<Option<f64>>>()),
            Column::new("recorded".into(), rows.iter().map(|it| it.3).collect::<Vec<bool>>()),
        ],
    )?;
    let each = frame
        .lazy()
        .sort(["id", "year", "month", "recorded"], SortMultipleOptions::default())
        .group_by_stable([col("id"), col("year"), col("month")])
        .agg([col("value").first()]);
    let of_year = [col("id"), col("year")];
    let follows = (col("month") - col("month").shift(lit(1)).over(&of_year)?).eq(lit(1));
    let last_year =
        each.clone().select([col("id"), col("month"), col("year") + lit(1), col("value").alias("last_year")]);
    let keys = [col("id"), col("year"), col("month")];
    let result = each
        .with_columns([
            when(follows).then(col("value").shift(lit(1)).over(&of_year)?).otherwise(lit(NULL)).alias("before"),
            when(col("month").first().over(&of_year)?.lt(lit(i32::from(period.month()))))
                .then(col("value").first().over(&of_year)?)
                .otherwise(lit(NULL))
                .alias("start"),
        ])
        .join(last_year, keys.clone(), keys, JoinArgs::new(JoinType::Left))
        .filter(col("year").eq(lit(year)).and(col("month").eq(lit(i32::from(period.month())))))
        .sort(["id"], SortMultipleOptions::default())
        .collect()?;
    let (ids, before) = (result.column("id")?.str()?, result.column("before")?.cast(&DataType::Float64)?);
    let (start, last) = (result.column("start")?.cast(&DataType::Float64)?, result.column("last_year")?.f64()?);
    let (before, start) = (before.f64()?, start.f64()?);
    let at = |row: usize| {
        let told = Before { month: before.get(row), year_start: start.get(row), last_year: last.get(row) };
        Some((ids.get(row)?.to_owned(), told))
    };
    Ok((0..result.height()).filter_map(at).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point(month: &str, value: Option<f64>, recorded: bool) -> Point {
        Point { indicator: "a".to_owned(), period: month.parse().unwrap(), value, recorded }
    }

    fn at(points: &[Point], month: &str) -> Before {
        before(points, month.parse().unwrap())["a"]
    }

    #[test]
    fn a_month_stands_after_the_month_before_and_not_after_a_gap() {
        let points = [
            point("2021-03", Some(3.0), false),
            point("2020-12", Some(12.0), true),
            point("2020-04", Some(4.5), true),
            point("2020-04", Some(4.0), false),
            point("2020-05", Some(5.0), true),
            point("2021-02", None, false),
        ];
        assert_eq!(at(&points, "2021-04"), Before { month: Some(3.0), year_start: None, last_year: Some(4.0) });
        assert_eq!(at(&points, "2021-05"), Before { month: None, year_start: None, last_year: Some(5.0) });
        assert_eq!(at(&points[..5], "2021-05").year_start, Some(3.0));
        // A December is before no January of a cumulated year.
        assert_eq!(at(&points, "2021-01"), Before::default());
    }

    fn points() -> impl Strategy<Value = Vec<Point>> {
        let one = (0..2_u8, 2019..2022_u16, 1..13_u8, prop::option::of(0..9_i32), any::<bool>());
        let point = |(indicator, year, month, value, recorded): (u8, u16, u8, Option<i32>, bool)| Point {
            indicator: format!("i{indicator}"),
            period: Period::new(year, month).unwrap(),
            value: value.map(f64::from),
            recorded,
        };
        prop::collection::vec(one.prop_map(point), 0..60).prop_map(|mut all| {
            // Of a month one point is issued, and one recorded.
            all.sort_by_key(|it| (it.indicator.clone(), it.period, it.recorded));
            all.dedup_by_key(|it| (it.indicator.clone(), it.period, it.recorded));
            all
        })
    }

    /// The same, looked up one by one.
    fn by_hand(points: &[Point], id: &str, period: Period) -> Before {
        let at = |month: Period| {
            let of =
                |recorded| points.iter().find(|it| it.indicator == id && it.period == month && it.recorded == recorded);
            of(false).or_else(|| of(true))
        };
        let of_year = points.iter().filter(|it| it.indicator == id && it.period.exercise() == period.exercise());
        let first = of_year.map(|it| it.period).filter(|it| *it < period).min();
        let last_year = Period::new(period.exercise().0 - 1, period.month()).unwrap();
        Before {
            month: (period.month() > 1).then(|| at(period.previous())).flatten().and_then(|it| it.value),
            year_start: first.and_then(at).and_then(|it| it.value),
            last_year: at(last_year).and_then(|it| it.value),
        }
    }

    proptest! {
        #[test]
        fn the_frame_says_what_a_loop_finds(points in points(), month in 1..13_u8) {
            let period = Period::new(2021, month).unwrap();
            let found = before(&points, period);
            let ids: std::collections::BTreeSet<&str> = points.iter().map(|it| it.indicator.as_str()).collect();
            prop_assert_eq!(found.len(), ids.len());
            for id in ids {
                prop_assert_eq!(found[id], by_hand(&points, id, period), "{} {:?}", id, points);
            }
        }
    }
}
