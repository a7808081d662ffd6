//! Other months and years as they were issued, or as the chamber recorded them from a publication: long tables, and what a
//! month asks of them, one frame an answer. Plain values and ids: what is defined, and which definition holds, nobody knows here.

mod amounts;
mod flows;
mod past;
pub mod learnt;
pub mod projection;
pub mod restated;
mod series;
pub mod triennium;
mod window;

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::formula::Value;
use crate::ledger::Column;
use crate::money::Cents;
use crate::period::Period;

pub use amounts::OtherYears;
pub use flows::{Flow, flows};
pub use past::Past;
pub use series::{Before, Point, before};
pub use window::{MONTHS, Window};

/// The key of an amount as it was issued: scheme, line or aggregate, column.
pub type AmountKey = (String, String, Column);

/// An amount of a released issue, of all centres together, in a column of its own exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuedAmount {
    /// The month of the issue.
    pub period: Period,
    /// Scheme, line or aggregate, column.
    pub key: AmountKey,
    /// The amount.
    pub cents: Cents,
}

/// What a formula of a released issue was worked out on, actuals only.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuedInput {
    /// The month of the issue.
    pub period: Period,
    /// The indicator's id.
    pub indicator: String,
    /// The name in its formula.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// The value of an indicator in a released issue, actuals only, in the unit of the indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuedValue {
    /// The month of the issue.
    pub period: Period,
    /// The indicator's id.
    pub indicator: String,
    /// Its value.
    pub value: f64,
}

/// How an indicator was judged in a released issue.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuedJudgement {
    /// The month of the issue.
    pub period: Period,
    /// The indicator's id.
    pub indicator: String,
    /// The name of its judged state, as JSON has it.
    pub state: String,
    /// What it was judged on, in the unit of the indicator.
    pub value: Option<f64>,
    /// Whether that was where the year was heading, and not the figures to date.
    pub on_year_end: bool,
}

/// Where a released issue saw a voce heading, or a sum of accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuedProjection {
    /// The scheme.
    pub scheme: String,
    /// The line or aggregate.
    pub line: String,
    /// Its year end.
    pub cents: Cents,
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

/// What is known of other months and years: of each month its last released issue, of those months that something looks
/// back to.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Amounts of statements.
    pub amounts: Vec<IssuedAmount>,
    /// Inputs of indicators.
    pub inputs: Vec<IssuedInput>,
    /// Values of indicators.
    pub values: Vec<IssuedValue>,
    /// How indicators were judged in the last released month of the exercise.
    pub judgements: Vec<IssuedJudgement>,
    /// Where the same month saw the year heading.
    pub projections: Vec<IssuedProjection>,
    /// Indicators that the same month computed otherwise than they are now.
    pub redefined: BTreeSet<String>,
    /// Indicators that it judged by something else, by another target.
    pub rejudged: BTreeSet<String>,
    /// Recorded figures.
    pub observations: Vec<Observation>,
}

impl History {
    /// What was recorded of an indicator, by year and month.
    #[must_use]
    pub fn recorded(&self, indicator: &str) -> Vec<&Observation> {
        let mut found: Vec<&Observation> =
            self.observations.iter().filter(|it| it.indicator.as_deref() == Some(indicator)).collect();
        found.sort_by_key(|it| (it.year, it.month));
        found
    }
}

/// What a frame gives; the frame is ours, so an error is a defect, and then nothing is known.
fn known<T: Default>(answer: polars::prelude::PolarsResult<T>, of: &str) -> T {
    answer.unwrap_or_else(|error| {
        tracing::error!(%error, of, "history: the frame was not evaluated");
        T::default()
    })
}
