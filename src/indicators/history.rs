//! What other months and years are known by: as they were issued, or as the chamber recorded them from a publication.
//! Nothing here is computed again.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::formula::Value;
use crate::ledger::Column;
use crate::money::Cents;
use crate::period::{Period, Scenario};

/// What an earlier month was issued with: the inputs of every indicator, actuals only.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuedMonth {
    /// The month.
    pub period: Period,
    /// Inputs by indicator id and input name.
    pub inputs: Vec<(String, String, Value)>,
}

/// The key of an amount as it was issued: scheme, line or aggregate, column.
pub type AmountKey = (String, String, Column);

/// What the same month of another exercise was issued with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IssuedYear {
    /// The exercise.
    pub exercise: u16,
    /// Amounts of its statements.
    pub amounts: BTreeMap<AmountKey, Cents>,
    /// Values of its indicators by id, actuals only, in the unit of the indicator.
    pub values: BTreeMap<String, f64>,
}

/// A published figure, recorded with its source: of an indicator, or of a line of a scheme.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// The indicator's id, for a value.
    pub indicator: Option<String>,
    /// The scheme, for an amount.
    pub scheme: Option<String>,
    /// The line or aggregate, for an amount; of one function with `.funzione_a` to `.funzione_d`.
    pub line: Option<String>,
    /// The year.
    pub year: u16,
    /// The last month it covers; without it, the whole year.
    #[serde(default = "december")]
    pub month: u8,
    /// The value in the unit of the indicator, a percentage in points (14.65).
    pub value: Option<f64>,
    /// The amount in euro.
    pub euro: Option<f64>,
    /// Where it is published.
    pub source: String,
}

fn december() -> u8 {
    12
}

/// All that is known of other months and years.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Earlier months of the exercise.
    pub months: Vec<IssuedMonth>,
    /// The same month of other exercises.
    pub years: Vec<IssuedYear>,
    /// Recorded figures.
    pub observations: Vec<Observation>,
}

impl History {
    /// An amount of another year, in the same months: as issued, or as recorded.
    #[must_use]
    pub fn amount(&self, scheme: &str, line: &str, column: Column, month: u8) -> Option<Cents> {
        let exercise = column.exercise.0;
        let key = (scheme.to_owned(), line.to_owned(), column);
        // Its own year says it best; a later one may print it beside its own.
        let own = self.years.iter().find(|year| year.exercise == exercise);
        let issued = own.and_then(|year| year.amounts.get(&key).copied());
        let qualified = column.function.map_or_else(|| line.to_owned(), |function| format!("{line}.{}", function.id()));
        issued.or_else(|| {
            let recorded = self.observations.iter().find(|it| {
                it.scheme.as_deref() == Some(scheme)
                    && it.line.as_ref() == Some(&qualified)
                    && (it.year, it.month) == (exercise, month)
                    && column.scenario == Scenario::Consuntivo
            })?;
            Cents::from_f64(recorded.euro?).ok()
        })
    }

    /// What was recorded of an indicator, by year and month.
    #[must_use]
    pub fn recorded(&self, indicator: &str) -> Vec<&Observation> {
        let mut found: Vec<&Observation> =
            self.observations.iter().filter(|it| it.indicator.as_deref() == Some(indicator)).collect();
        found.sort_by_key(|it| (it.year, it.month));
        found
    }
}
