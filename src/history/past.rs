//! What stands beside a month's own statement: the months of its exercise before it, and the same month of the year before.

use std::collections::{BTreeMap, BTreeSet};

use super::History;
use crate::formula::Value;
use crate::ledger::Column;
use crate::money::Cents;
use crate::period::{Period, Scenario};

/// Lines of one scheme as they were issued: actuals of all functions and centres, cumulated from 1 January.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// By line, the released months of the exercise before the month, oldest first; only of lines on which the formula of an
    /// indicator rested in them.
    pub months: BTreeMap<String, Vec<(Period, Cents)>>,
    /// By line, the same month of the year before.
    pub last_year: BTreeMap<String, Cents>,
}

impl History {
    /// The past of a scheme's lines, as a month sees it. `of_scheme` are the indicators whose formulas name lines of it.
    #[must_use]
    pub fn past(&self, scheme: &str, of_scheme: &BTreeSet<&str>, period: Period) -> Past {
        let mut past = Past::default();
        let mut months: BTreeMap<(&str, Period), Cents> = BTreeMap::new();
        for it in self.inputs.iter().filter(|it| it.period.exercise() == period.exercise() && it.period < period) {
            let known = if let Value::Cents(cents) = it.value { i64::try_from(cents).ok() } else { None };
            if let Some(cents) = known.filter(|_| of_scheme.contains(&*it.indicator)) {
                months.insert((&it.name, it.period), Cents(cents));
            }
        }
        for ((line, month), cents) in months {
            past.months.entry(line.to_owned()).or_default().push((month, cents));
        }
        let exercise = period.exercise().previous();
        let column = Column { exercise, scenario: Scenario::Consuntivo, function: None, centre: None };
        for it in self.amounts.iter().filter(|it| it.period.month() == period.month()) {
            if it.key.0 == scheme && it.key.2 == column && it.period.exercise() == exercise {
                past.last_year.insert(it.key.1.clone(), it.cents);
            }
        }
        past
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{IssuedAmount, IssuedInput};

    #[test]
    fn months_of_the_exercise_come_from_inputs_and_last_year_from_its_lines() {
        let period: Period = "2021-06".parse().unwrap();
        let input = |month: &str, indicator: &str, name: &str, value| IssuedInput {
            period: month.parse().unwrap(),
            indicator: indicator.to_owned(),
            name: name.to_owned(),
            value,
        };
        let last_year = |line: &str, month: &str, scenario, cents| {
            let period: Period = month.parse().unwrap();
            let column = Column { exercise: period.exercise(), scenario, function: None, centre: None };
            IssuedAmount { period, key: ("c".to_owned(), line.to_owned(), column), cents: Cents(cents) }
        };
        let history = History {
            inputs: vec![
                input("2021-05", "equilibrio", "oneri", Value::Cents(500)),
                input("2021-04", "equilibrio", "oneri", Value::Cents(400)),
                input("2020-12", "equilibrio", "oneri", Value::Cents(999)),
                input("2021-05", "dell_ufficio", "oneri", Value::Cents(1)),
                input("2021-05", "equilibrio", "incerti", Value::NoData(vec![])),
            ],
            amounts: vec![
                last_year("oneri", "2020-06", Scenario::Consuntivo, 60),
                last_year("oneri", "2020-06", Scenario::Assestato, 61),
                last_year("oneri", "2020-12", Scenario::Consuntivo, 120),
                last_year("oneri", "2019-06", Scenario::Consuntivo, 59),
            ],
            ..History::default()
        };
        let past = history.past("c", &BTreeSet::from(["equilibrio"]), period);
        let months = [("2021-04".parse().unwrap(), Cents(400)), ("2021-05".parse().unwrap(), Cents(500))];
        assert_eq!(past.months, BTreeMap::from([("oneri".to_owned(), months.to_vec())]));
        assert_eq!(past.last_year, BTreeMap::from([("oneri".to_owned(), Cents(60))]));
    }
}
