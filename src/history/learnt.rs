//! How much of a year a line has come to by a month, learnt from former years.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::{History, known};
use crate::period::{Period, Scenario};

/// Former years of which a share is learnt, at least.
const YEARS_MIN: usize = 2;

/// A line of which a share is asked, and the years to learn it from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// Its scheme.
    pub scheme: String,
    /// The line.
    pub line: String,
    /// The former years.
    pub years: Vec<u16>,
}

/// What former years say of a line: its actuals by the month, and by December.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learnt {
    /// The years of which both are known, as issued or as recorded.
    pub years: Vec<u16>,
    /// Those that were asked in vain.
    pub missing: Vec<u16>,
    /// The sum of the actuals by the month, in cents.
    pub to_date: i64,
    /// The sum of those of December, in cents.
    pub whole: i64,
}

impl Learnt {
    /// The share of the year as a ratio of amounts above zero; none of fewer than two years, or where the sums have no share.
    #[must_use]
    pub fn share(&self) -> Option<(i64, i64)> {
        // Of less than a hundredth a few cents would make millions.
        let is_enough_of_it = i128::from(self.to_date).abs() * 100 >= i128::from(self.whole).abs();
        let is_share = self.to_date != 0 && self.to_date.signum() == self.whole.signum() && is_enough_of_it;
        (self.is_enough() && is_share).then(|| (self.to_date.saturating_abs(), self.whole.saturating_abs()))
    }

    /// Whether the years are enough.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.years.len() >= YEARS_MIN
    }
}

impl History {
    /// What former years say of these lines by the end of a month, by scheme and line: of each line asked.
    #[must_use]
    pub fn learnt(&self, pupils: &[Pupil], period: Period) -> BTreeMap<(String, String), Learnt> {
        let mut learnt = if pupils.is_empty() { BTreeMap::new() } else { known(self.taught(pupils, period), "learnt") };
        for Pupil { scheme, line, years } in pupils {
            let found = learnt.entry((scheme.clone(), line.clone())).or_default();
            found.missing = years.iter().copied().filter(|year| !found.years.contains(year)).collect();
        }
        learnt
    }

    fn taught(&self, pupils: &[Pupil], period: Period) -> PolarsResult<BTreeMap<(String, String), Learnt>> {
        let asked: Vec<(&str, &str, u16)> = pupils
            .iter()
            .flat_map(|it| it.years.iter().map(|year| (it.scheme.as_str(), it.line.as_str(), *year)))
            .filter(|(.., year)| *year < period.exercise().0)
            .collect();
        let columns = vec![
            Column::new("scheme".into(), asked.iter().map(|it| it.0).collect::<Vec<&str>>()),
            Column::new("line".into(), asked.iter().map(|it| it.1).collect::<Vec<&str>>()),
            Column::new("year".into(), asked.iter().map(|it| i32::from(it.2)).collect::<Vec<i32>>()),
        ];
        let whole = col("scenario").eq(lit(Scenario::Consuntivo.id())).and(col("function").eq(lit("")));
        let actuals = self.frame()?.filter(whole);
        let keys = ["scheme", "line", "year"].map(col);
        let by = |month: u8, name: &str| {
            let of_month = actuals.clone().filter(col("month").eq(lit(i32::from(month))));
            of_month.select([col("scheme"), col("line"), col("year"), col("cents").alias(name)])
        };
        let inner = || JoinArgs::new(JoinType::Inner);
        let frame = DataFrame::new(asked.len(), columns)?
            .lazy()
            .join(by(period.month(), "to_date"), keys.clone(), keys.clone(), inner())
            .join(by(12, "whole"), keys.clone(), keys, inner())
            .sort(["scheme", "line", "year"], SortMultipleOptions::default())
            .group_by_stable([col("scheme"), col("line")])
            .agg([col("to_date").sum(), col("whole").sum(), col("year")])
            .sort(["scheme", "line"], SortMultipleOptions::default())
            .collect()?;
        let (schemes, lines) = (frame.column("scheme")?.str()?, frame.column("line")?.str()?);
        let (to_date, whole) = (frame.column("to_date")?.i64()?, frame.column("whole")?.i64()?);
        let years = frame.column("year")?.list()?;
        let mut out = BTreeMap::new();
        for row in 0..frame.height() {
            let (Some(scheme), Some(line)) = (schemes.get(row), lines.get(row)) else { continue };
            let (Some(to_date), Some(whole)) = (to_date.get(row), whole.get(row)) else { continue };
            let Some(of_line) = years.get_as_series(row) else { continue };
            let years = of_line.i32()?.iter().flatten().filter_map(|year| u16::try_from(year).ok()).collect();
            out.insert((scheme.to_owned(), line.to_owned()), Learnt { years, missing: Vec::new(), to_date, whole });
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::history::{IssuedAmount, Observation};
    use crate::ledger;
    use crate::money::Cents;

    fn issued(month: &str, line: &str, cents: i64) -> IssuedAmount {
        let period: Period = month.parse().unwrap();
        let column = ledger::Column {
            exercise: period.exercise(),
            scenario: Scenario::Consuntivo,
            function: None,
            centre: None,
        };
        IssuedAmount { period, key: ("s".to_owned(), line.to_owned(), column), cents: Cents(cents) }
    }

    fn recorded(year: u16, month: u8, euro: f64) -> Observation {
        Observation {
            indicator: None,
            scheme: Some("s".to_owned()),
            line: Some("a".to_owned()),
            year,
            month,
            value: None,
            euro: Some(euro),
            source: "Bilancio".to_owned(),
        }
    }

    #[test]
    fn a_share_is_learnt_of_years_whose_month_and_december_are_known() {
        let history = History {
            amounts: vec![
                issued("2020-06", "a", 300),
                issued("2020-12", "a", 1_000),
                issued("2018-06", "a", 500),
                issued("2020-06", "b", 1),
            ],
            // What was issued of a month says it better.
            observations: vec![recorded(2019, 6, 5.0), recorded(2019, 12, 10.0), recorded(2020, 6, 9.0)],
            ..History::default()
        };
        let pupil =
            |line: &str, years: &[u16]| Pupil { scheme: "s".to_owned(), line: line.to_owned(), years: years.to_vec() };
        let pupils = [pupil("a", &[2018, 2019, 2020]), pupil("b", &[2020]), pupil("c", &[2020])];
        let learnt = history.learnt(&pupils, "2021-06".parse().unwrap());
        let of = |line: &str| &learnt[&("s".to_owned(), line.to_owned())];
        let wanted = Learnt { years: vec![2019, 2020], missing: vec![2018], to_date: 800, whole: 2_000 };
        assert_eq!((of("a"), of("a").share()), (&wanted, Some((800, 2_000))));
        assert_eq!((of("b").share(), &of("b").missing, of("c").share()), (None, &vec![2020], None));
        let only = history.learnt(&[pupil("a", &[2020])], "2021-06".parse().unwrap());
        assert_eq!(only.values().next().unwrap().share(), None);
        // Sums of two signs are no share.
        assert_eq!(Learnt { to_date: -1, ..wanted }.share(), None);
    }

    fn history() -> impl Strategy<Value = History> {
        let one = (2017..2022_u16, prop_oneof![Just(6_u8), Just(12)], 0..2_u8, -50..200_i64, any::<bool>());
        prop::collection::vec(one, 0..24).prop_map(|rows| {
            let (mut history, mut seen) = (History::default(), std::collections::BTreeSet::new());
            for (year, month, line, cents, as_recorded) in rows {
                let line = if line == 0 { "a" } else { "b" };
                if !seen.insert((year, month, line, as_recorded)) {
                    continue;
                }
                if as_recorded {
                    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
                    let euro = cents as f64 / 100.0;
                    let it = Observation { line: Some(line.to_owned()), ..recorded(year, month, euro) };
                    history.observations.push(it);
                } else {
                    history.amounts.push(issued(&format!("{year}-{month:02}"), line, cents));
                }
            }
            history
        })
    }

    /// An amount, looked up: as issued, else as recorded.
    fn amount(history: &History, line: &str, year: u16, month: u8) -> Option<i64> {
        let period = Period::new(year, month).unwrap();
        let issued = history.amounts.iter().find(|it| it.period == period && it.key.1 == line).map(|it| it.cents.0);
        let is_it = |it: &&Observation| (it.line.as_deref(), it.year, it.month) == (Some(line), year, month);
        let recorded = || history.observations.iter().find(is_it).and_then(|it| Cents::from_f64(it.euro?).ok());
        issued.or_else(|| recorded().map(|cents| cents.0))
    }

    proptest! {
        #[test]
        fn the_frames_say_what_a_loop_finds(history in history()) {
            let june: Period = "2021-06".parse().unwrap();
            let pupil = |line: &str| Pupil { scheme: "s".into(), line: line.into(), years: vec![2018, 2019, 2020, 2021] };
            let learnt = history.learnt(&[pupil("a"), pupil("b")], june);
            let former = history.other_years(june);
            for line in ["a", "b"] {
                let mut wanted = Learnt::default();
                for year in 2018..2022 {
                    let both = amount(&history, line, year, 6).zip(amount(&history, line, year, 12));
                    match both.filter(|_| year < 2021) {
                        Some((to_date, whole)) => {
                            wanted.years.push(year);
                            wanted.to_date += to_date;
                            wanted.whole += whole;
                        }
                        None => wanted.missing.push(year),
                    }
                }
                prop_assert_eq!(&learnt[&("s".to_owned(), line.to_owned())], &wanted);
                for (year, month) in [(2017, 6), (2020, 12), (2021, 6)] {
                    let exercise = crate::period::Exercise(year);
                    let column = ledger::Column { exercise, scenario: Scenario::Consuntivo, function: None, centre: None };
                    let wanted = amount(&history, line, year, month).filter(|_| year < 2021);
                    prop_assert_eq!(former.amount("s", line, column, month).map(|cents| cents.0), wanted);
                }
            }
        }
    }
}
