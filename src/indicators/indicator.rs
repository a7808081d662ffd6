//! One indicator of a month: its value, what it is judged on, and what stands before it. Computes no value.

use std::sync::Arc;

use serde::Serialize;

use super::definition::{Definition, Good, Reading};
use super::{JudgedBefore, Projection, Quarter, Standing, State};
use crate::formula::Value;
use crate::history::Before;
use crate::money::Cents;
use crate::period::{Period, Scenario};

/// One indicator in one scenario.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its definition: id, code, objective, name, unit, office, formula, source, decimals.
    pub definition: Arc<Definition>,
    /// The figures it was computed on.
    pub scenario: Scenario,
    /// Its value: cents, number (a percentage as its fraction), no data or undefined. `NoData` for a milestone.
    pub value: Value,
    /// The milestone's state as the office wrote it, for milestones.
    pub milestone: Option<Arc<str>>,
    /// Each input of the formula, in the order of the formula's inputs.
    pub inputs: Vec<(String, Value)>,
    /// How it stands against the target; [`State::InProgress`] on budgets, which are not judged.
    pub state: State,
    /// How it is judged: the same, and before its day what is not one yet.
    pub standing: Standing,
    /// Where the year is heading, for a ratio of the accounts before its day whose year end is known: what it is judged on.
    pub projection: Option<Projection>,
    /// How it was judged in the last released month of the exercise (actuals only).
    pub judged_before: Option<JudgedBefore>,
    /// Why, one Italian sentence.
    pub reason: String,
    /// The quarters that are over, of the indicator of payments: what each is, whatever the mean of the year becomes.
    pub quarters: Vec<Quarter>,
    /// Degree of achievement of what it is judged on, 0 to 1, where the target has a number and there is a value, or a
    /// milestone has a state; actuals only.
    pub achievement: Option<f64>,
    /// Whether its degree may still change: its day has not come.
    pub provisional: bool,
    /// Values of earlier months of the exercise, from what was issued, oldest first (actuals only).
    pub earlier: Vec<(Period, Value)>,
    /// What stands before it, as it was issued (actuals only).
    pub before: Before,
    /// Whether it is computed as in the last released month of the exercise: otherwise the two do not compare.
    pub compares: bool,
    /// Published values of earlier years, recorded with their sources (actuals only): year, value, source.
    pub recorded: Vec<Recorded>,
}

/// A published value, never computed here.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The year.
    pub year: u16,
    /// The last month it covers.
    pub month: u8,
    /// The value, a percentage as its fraction.
    pub value: f64,
    /// Where it is published.
    pub source: String,
}

/// Where a value is going, seen from its good direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Better than before.
    Better,
    /// As before.
    Same,
    /// Worse than before.
    Worse,
}

impl Trend {
    /// The name people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Better => "migliora",
            Self::Same => "stabile",
            Self::Worse => "peggiora",
        }
    }
}

impl Indicator {
    /// Whether it is one that the plan lists, on its actuals: a ratio on a budget, or one that the plan does not list, is not.
    #[must_use]
    pub fn is_of_plan(&self) -> bool {
        self.scenario == Scenario::Consuntivo && self.definition.code.is_some()
    }

    /// The value that it is judged on: before its day a ratio of the accounts where the year is heading, otherwise its own.
    #[must_use]
    pub fn judged_value(&self) -> Option<f64> {
        self.projection.as_ref().map_or_else(|| self.number(), |it| Some(it.value))
    }

    /// The figures that it is judged on.
    #[must_use]
    pub fn judged_on(&self) -> Scenario {
        if self.projection.is_some() { Scenario::Preconsuntivo } else { self.scenario }
    }

    /// The value as a float where it is one: euro for amounts.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        number_of(&self.value)
    }

    /// Where it is going since the month before, by its polarity. What has no target has no better and no worse, and what only
    /// grows has no trend; a ratio of the accounts before
    /// its day has that of where the year is heading, since its months to date do not compare.
    #[must_use]
    pub fn trend(&self) -> Option<Trend> {
        let (now, before) = match (self.definition.read_as(), &self.projection) {
            _ if self.definition.goal().is_none() || !self.compares => return None,
            (Reading::Cumulata, _) => return None,
            (Reading::RapportoContabile, _) if self.standing == Standing::NotMeaningful => return None,
            (Reading::RapportoContabile, _) if self.before.month.is_none() => return None,
            (Reading::RapportoContabile, Some(heading)) => (heading.value, self.judged_before?.of_the_year()?),
            // On its day it has come to an end, and not from the figures to date of the month before.
            (Reading::RapportoContabile, None) if self.standing != Standing::ToDate => {
                (self.number()?, self.judged_before?.of_the_year()?)
            }
            (Reading::RapportoContabile, None) => return None,
            _ => (self.number()?, self.before.month?),
        };
        let noise = 1e-9 * now.abs().max(before.abs()).max(1e-9);
        Some(match (now - before, self.definition.good) {
            (change, _) if change.abs() <= noise => Trend::Same,
            (change, Good::Up) if change > 0.0 => Trend::Better,
            (change, Good::Down) if change < 0.0 => Trend::Better,
            _ => Trend::Worse,
        })
    }
}

/// A value as a float: euro for amounts, the fraction for a percentage.
#[must_use]
pub fn number_of(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "sums of amounts are bounded below 2^53 cents")]
        Value::Cents(cents) => Some(*cents as f64 / 100.0),
        Value::Number(number) => Some(*number),
        Value::NoData(_) | Value::Undefined(_) => None,
    }
}

/// A value as an amount; none of what is no amount, or not known.
#[must_use]
pub fn cents_of(value: &Value) -> Option<Cents> {
    let Value::Cents(cents) = value else { return None };
    i64::try_from(*cents).ok().map(Cents)
}
