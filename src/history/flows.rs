//! What came of an amount in a month alone: statements are cumulated from 1 January.

use polars::prelude::*;

use super::{AmountKey, IssuedAmount, known};
use crate::money::Cents;
use crate::period::{Function, Period};

/// What an amount came to in a month alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// The month.
    pub period: Period,
    /// Scheme, line or aggregate, column.
    pub key: AmountKey,
    /// The amount of the month; none where the month before it is not known, unless it is January, or adds up other accounts.
    pub cents: Option<Cents>,
    /// Whether the month before adds up other accounts: what lies between both is no flow.
    pub is_regrouped: bool,
}

/// The own flow of each month of these cumulated amounts, one a month and key, sorted by key and month.
#[must_use]
pub fn flows(amounts: &[IssuedAmount]) -> Vec<Flow> {
    if amounts.is_empty() {
        return Vec::new();
    }
    let of = known(query(amounts), "flows");
    of.into_iter()
        .map(|(row, cents)| Flow {
            period: amounts[row].period,
            key: amounts[row].key.clone(),
            cents,
            is_regrouped: false,
        })
        .collect()
}

impl Flow {
    /// The same where the month before adds up other accounts.
    #[must_use]
    pub fn regrouped(self) -> Self {
        Self { cents: None, is_regrouped: true, ..self }
    }
}

const KEYS: [&str; 5] = ["scheme", "line", "function", "scenario", "year"];

/// The place of each amount, in order, with its flow.
fn query(amounts: &[IssuedAmount]) -> PolarsResult<Vec<(usize, Option<Cents>)>> {
    let text = |of: fn(&IssuedAmount) -> &str| amounts.iter().map(of).collect::<Vec<&str>>();
    let number = |of: fn(Period) -> i32| amounts.iter().map(|it| of(it.period)).collect::<Vec<i32>>();
    let places: Vec<u32> = (0..amounts.len()).map(|place| u32::try_from(place).unwrap_or_default()).collect();
    let columns = vec![
        Column::new("place".into(), places),
        Column::new("scheme".into(), text(|it| it.key.0.as_str())),
        Column::new("line".into(), text(|it| it.key.1.as_str())),
        Column::new("function".into(), text(|it| it.key.2.function.map_or("", Function::id))),
        Column::new("scenario".into(), text(|it| it.key.2.scenario.id())),
        Column::new("year".into(), number(|it| i32::from(it.exercise().0))),
        Column::new("month".into(), number(|it| i32::from(it.month()))),
        Column::new("cents".into(), amounts.iter().map(|it| it.cents.0).collect::<Vec<i64>>()),
    ];
    let of_year = KEYS.map(col);
    let before = |name: &str| col(name).shift(lit(1)).over(&of_year);
    let follows = (col("month") - before("month")?).eq(lit(1));
    let own = when(col("month").eq(lit(1)))
        .then(col("cents"))
        .when(follows)
        .then(col("cents") - before("cents")?)
        .otherwise(lit(NULL))
        .alias("flow");
    let sorted: Vec<&str> = KEYS.into_iter().chain(["month"]).collect();
    let frame = DataFrame::new(amounts.len(), columns)?
        .lazy()
        .sort(sorted, SortMultipleOptions::default())
        .with_columns([own])
        .collect()?;
    let (places, flows) = (frame.column("place")?.u32()?, frame.column("flow")?.i64()?);
    let at = |row: usize| Some((usize::try_from(places.get(row)?).ok()?, flows.get(row).map(Cents)));
    Ok((0..frame.height()).filter_map(at).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger;
    use crate::period::Scenario;

    fn amounts() -> impl Strategy<Value = Vec<IssuedAmount>> {
        let one = (2020..2022_u16, 1..13_u8, 0..2_u8, any::<bool>(), -900..900_i64);
        let amount = |(year, month, line, whole, cents): (u16, u8, u8, bool, i64)| {
            let period = Period::new(year, month).unwrap();
            let function = (!whole).then_some(Function::B);
            let column =
                ledger::Column { exercise: period.exercise(), scenario: Scenario::Consuntivo, function, centre: None };
            IssuedAmount { period, key: ("s".to_owned(), format!("l{line}"), column), cents: Cents(cents) }
        };
        prop::collection::vec(one.prop_map(amount), 0..60).prop_map(|mut all| {
            let mut seen = std::collections::BTreeSet::new();
            all.retain(|it| seen.insert((it.period, it.key.clone())));
            all
        })
    }

    proptest! {
        #[test]
        fn the_frame_says_what_a_loop_finds(amounts in amounts()) {
            let found = flows(&amounts);
            prop_assert_eq!(found.len(), amounts.len());
            for Flow { period, key, cents, .. } in found {
                let at = |month: Period| amounts.iter().find(|it| it.period == month && it.key == key).map(|it| it.cents);
                let own = at(period).unwrap();
                let wanted = if period.month() == 1 { Some(own) } else { at(period.previous()).map(|before| own - before) };
                prop_assert_eq!(cents, wanted);
            }
        }
    }
}
