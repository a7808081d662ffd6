//! What released issues said of indicators, against what is computed of them now: the change in parts that add up.

use polars::prelude::*;

use super::known;
use crate::period::Period;

/// A figure of an indicator, and its target, in the last unit that is shown of both: hundredths of a point for `10,84%`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The month.
    pub period: Period,
    /// The indicator's id.
    pub indicator: String,
    /// Whether it is where the year was heading, and not the figure to date.
    pub of_year_end: bool,
    /// The figure, where there is one.
    pub figure: Option<i64>,
    /// The target, where it has a number.
    pub target: Option<i64>,
}

/// A figure that is not what it was, in the same units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The month.
    pub period: Period,
    /// The indicator's id.
    pub indicator: String,
    /// Whether it is where the year was heading.
    pub of_year_end: bool,
    /// The figure as issued.
    pub issued: Option<i64>,
    /// The figure now.
    pub now: Option<i64>,
    /// What other data make of it, by the definition of then; none where a figure is missing, or cannot be compared.
    pub data: Option<i64>,
    /// What another definition makes of it, on the data of now.
    pub definition: Option<i64>,
    /// What another target makes of its distance from the target.
    pub target: Option<i64>,
}

/// Figures that are not what they were, by month and indicator: as they were `issued`, as the definitions of then make them of
/// the data of now (`by_then`), and as they are `now`. Of what was issued only.
#[must_use]
pub fn changes(issued: &[Reading], by_then: &[Reading], now: &[Reading]) -> Vec<Change> {
    if issued.is_empty() {
        return Vec::new();
    }
    known(query(issued, by_then, now), "restated")
}

const KEYS: [&str; 3] = ["month", "id", "of_year_end"];

fn frame(all: &[Reading], figure: &str, target: &str) -> PolarsResult<LazyFrame> {
    let month = |it: &Reading| i32::from(it.period.exercise().0) * 100 + i32::from(it.period.month());
    let columns = vec![
        Column::new("month".into(), all.iter().map(month).collect::<Vec<i32>>()),
        Column::new("id".into(), all.iter().map(|it| it.indicator.as_str()).collect::<Vec<_>>()),
        Column::new("of_year_end".into(), all.iter().map(|it| it.of_year_end).collect::<Vec<_>>()),
        Column::new(figure.into(), all.iter().map(|it| it.figure).collect::<Vec<Option<i64>>>()),
        Column::new(target.into(), all.iter().map(|it| it.target).collect::<Vec<Option<i64>>>()),
    ];
    Ok(DataFrame::new(all.len(), columns)?.lazy())
}

fn query(issued: &[Reading], by_then: &[Reading], now: &[Reading]) -> PolarsResult<Vec<Change>> {
    let keys = KEYS.map(col);
    let left = |frame: LazyFrame, other| frame.join(other, keys.clone(), keys.clone(), JoinArgs::new(JoinType::Left));
    let issued = frame(issued, "issued", "target_issued")?;
    let by_then = frame(by_then, "by_then", "target_then")?.drop(cols(["target_then"]));
    let all = left(left(issued, by_then), frame(now, "now", "target_now")?);
    let changed = col("issued").neq_missing(col("now")).or(col("target_issued").neq_missing(col("target_now")));
    let result = all
        .filter(changed)
        .with_columns([
            (col("by_then") - col("issued")).alias("data"),
            (col("now") - col("by_then")).alias("definition"),
            (col("target_issued") - col("target_now")).alias("target"),
        ])
        .sort(KEYS, SortMultipleOptions::default())
        .collect()?;
    let number = |name: &str| Ok::<_, PolarsError>(result.column(name)?.i64()?.clone());
    let (month, id) = (result.column("month")?.i32()?, result.column("id")?.str()?);
    let of_year_end = result.column("of_year_end")?.bool()?;
    let (issued, now, data) = (number("issued")?, number("now")?, number("data")?);
    let (definition, target) = (number("definition")?, number("target")?);
    let at = |row: usize| {
        let month = month.get(row)?;
        Some(Change {
            period: Period::new(u16::try_from(month / 100).ok()?, u8::try_from(month % 100).ok()?)?,
            indicator: id.get(row)?.to_owned(),
            of_year_end: of_year_end.get(row)?,
            issued: issued.get(row),
            now: now.get(row),
            data: data.get(row),
            definition: definition.get(row),
            target: target.get(row),
        })
    };
    Ok((0..result.height()).filter_map(at).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Figures = (Option<i64>, Option<i64>);

    fn reading(place: usize, (figure, target): Figures) -> Reading {
        let period = Period::new(2021, u8::try_from(place % 12).unwrap() + 1).unwrap();
        Reading { period, indicator: format!("i{}", place / 12), of_year_end: place.is_multiple_of(2), figure, target }
    }

    fn figures() -> impl Strategy<Value = Figures> {
        let cents = || prop_oneof![3 => (-500_000_i64..500_000).prop_map(Some), 1 => Just(None), 2 => Just(Some(800))];
        (cents(), cents())
    }

    proptest! {
        #[test]
        fn the_parts_add_up(all in prop::collection::vec((figures(), figures(), figures()), 1..40)) {
            let of = |which: fn(&(Figures, Figures, Figures)) -> Figures| -> Vec<Reading> {
                all.iter().enumerate().map(|(place, it)| reading(place, which(it))).collect()
            };
            let (issued, by_then, mut now) = (of(|it| it.0), of(|it| it.1), of(|it| it.2));
            now.reverse();
            let found = changes(&issued, &by_then, &now);
            let mut expected = Vec::new();
            for (place, (issued, by_then, now)) in all.iter().enumerate() {
                if issued != now {
                    let Reading { period, indicator, of_year_end, .. } = reading(place, *issued);
                    let less = |a: Option<i64>, b: Option<i64>| Some(a? - b?);
                    expected.push(Change {
                        period, indicator, of_year_end,
                        issued: issued.0, now: now.0,
                        data: less(by_then.0, issued.0), definition: less(now.0, by_then.0), target: less(issued.1, now.1),
                    });
                }
            }
            expected.sort_by(|a, b| (a.period, &a.indicator, a.of_year_end).cmp(&(b.period, &b.indicator, b.of_year_end)));
            prop_assert_eq!(&found, &expected);
            for change in found {
                if let (Some(issued), Some(now), Some(data), Some(definition)) = (change.issued, change.now, change.data, change.definition) {
                    prop_assert_eq!(issued + data + definition, now);
                    let is_it = |place: &usize| {
                        let it = reading(*place, (None, None));
                        (it.period, &it.indicator) == (change.period, &change.indicator)
                    };
                    let (before, _, after) = all[(0..all.len()).find(is_it).unwrap()];
                    if let (Some(target), Some(was), Some(is)) = (change.target, before.1, after.1) {
                        prop_assert_eq!((now - is) - (issued - was), data + definition + target);
                    }
                }
            }
        }
    }

    #[test]
    fn what_was_not_issued_is_no_change() {
        let one = reading(1, (Some(1084), Some(800)));
        assert_eq!(changes(&[], &[], std::slice::from_ref(&one)), []);
        assert_eq!(changes(std::slice::from_ref(&one), &[], std::slice::from_ref(&one)), []);
        let gone = changes(std::slice::from_ref(&one), &[], &[]);
        assert_eq!((gone[0].issued, gone[0].now, gone[0].data), (Some(1084), None, None));
    }
}
