//! What an indicator is, with the fields of DPCM 18/9/2012 art. 3.
//! Refuses to know any figure: only how one would be computed and read.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;

use super::target::{Op, Target};
use crate::formula::Formula;
use crate::period::{Period, Scenario};

/// All definitions, from `config/indicators/*.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definitions {
    /// Sorted by code, id and date.
    #[serde(rename = "indicator", default)]
    pub all: Vec<Arc<Definition>>,
}

/// One definition of one indicator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// An Italian slug: the indicator's name in JSON and in the store.
    pub id: String,
    /// Objective + `-I` + ordinal; empty for a ratio that the plan does not list.
    #[serde(default)]
    pub code: String,
    /// The objective it measures; empty for such a ratio.
    #[serde(default)]
    pub objective: String,
    /// As the plan prints it.
    pub name: String,
    /// `strategico | operativo | outcome | indice`.
    #[serde(rename = "type")]
    pub kind: Type,
    /// The office that answers for it (and measures it, when `source = "office"`).
    pub office: Arc<str>,
    /// Where its figures come from.
    pub source: Source,
    /// The scheme whose lines its formula uses, for `source = "accounts"`.
    pub scheme: Option<String>,
    /// The scenarios on which it is evaluated, for `source = "accounts"`; an office measures actuals only.
    #[serde(default = "actual_only")]
    pub scenarios: Vec<Scenario>,
    /// Over lines and aggregates; for an office's, over `numeratore`, `denominatore` and `valore`. None for a milestone.
    pub formula: Option<Formula>,
    /// Method and source in words, for the auditor.
    #[serde(default)]
    pub method: String,
    /// What the value is.
    pub unit: Unit,
    /// Which direction is good.
    pub good: Good,
    /// As people write it: `>= 8%`, `<= 20 giorni`, `Almeno 2 bandi`, `10,00`; empty when there is none.
    #[serde(default)]
    pub target: Target,
    /// How it is read during the year.
    pub reading: Reading,
    /// How far below (or above) its target it is still near, as a fraction of the target.
    #[serde(default)]
    pub near_within: f64,
    /// Decimals shown.
    #[serde(default = "two")]
    pub decimals: usize,
    /// The first day on which this definition holds.
    pub valid_from: NaiveDate,
    /// What share of a milestone each of its states is worth.
    #[serde(default)]
    pub shares: Shares,
    /// A worked example: inputs and the value they must give. A test and `check` evaluate it.
    pub example: Option<Example>,
}

/// The degree of achievement of a milestone by its state, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shares {
    /// Not begun.
    pub non_avviato: f64,
    /// Under way.
    pub in_corso: f64,
    /// Done.
    pub completato: f64,
}

impl Default for Shares {
    fn default() -> Self {
        Self { non_avviato: 0.0, in_corso: 0.5, completato: 1.0 }
    }
}

/// A target as it is compared: its operator settled, its number in the unit of the indicator's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The operator as written, or that of the good direction.
    pub op: Op,
    /// The number; a percentage as its fraction.
    pub value: f64,
}

impl Definition {
    /// The target as it is compared; `None` without a number. A percentage written without its sign (`>=8`) counts hundredths.
    #[must_use]
    pub fn goal(&self) -> Option<Goal> {
        let Target::Number { op, value, unit } = &self.target else { return None };
        let by_direction = match self.good {
            Good::Up => Op::AtLeast,
            Good::Down => Op::AtMost,
        };
        let value = if self.unit == Unit::Percent && unit != "%" { value / 100.0 } else { *value };
        Some(Goal { op: op.unwrap_or(by_direction), value })
    }

    /// The target as it is compared, in the form that JSON carries: operator settled, number in the unit of the value,
    /// unit by its code.
    #[must_use]
    pub fn target_compared(&self) -> Target {
        match self.goal() {
            Some(Goal { op, value }) => Target::Number { op: Some(op), value, unit: self.unit.id().to_owned() },
            None => self.target.clone(),
        }
    }
}

fn actual_only() -> Vec<Scenario> {
    vec![Scenario::Consuntivo]
}

fn two() -> usize {
    2
}

/// A worked example of a formula.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Where the figures are published, or that they are invented.
    pub source: String,
    /// Inputs by name: euro for amounts.
    pub inputs: BTreeMap<String, f64>,
    /// The value as a fraction or number, rounded to as many decimals as are written.
    pub value: f64,
    /// Decimals to which `value` is rounded.
    pub decimals: u32,
}

/// The plan's column Tipo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// STRATEGICO
    Strategico,
    /// OPERATIVO
    Operativo,
    /// OUTCOME
    Outcome,
    /// A ratio that the plan publishes without a target.
    Indice,
}

/// Where an indicator's figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The ledger.
    Accounts,
    /// An office's sheet.
    Office,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A fraction, shown as a percentage.
    Percent,
    /// A count.
    Number,
    /// Days.
    Days,
    /// Euro.
    Euro,
    /// A state in words.
    Milestone,
}

impl Unit {
    /// The code in JSON: `percent | number | days | euro | milestone`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Number => "number",
            Self::Days => "days",
            Self::Euro => "euro",
            Self::Milestone => "milestone",
        }
    }
}

/// Which direction is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Good {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// How an indicator is read during the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Grows to year end: a `>=` may be met early, never missed before; a `<=` may be missed early, never met.
    Cumulata,
    /// In progress until the year ends.
    Rapporto,
    /// A state in words.
    Milestone,
}

impl Definitions {
    /// The definitions that hold at a period's last day: for each id, the latest that has begun.
    #[must_use]
    pub fn at(&self, period: Period) -> Vec<Arc<Definition>> {
        let mut holding: BTreeMap<&str, &Arc<Definition>> = BTreeMap::new();
        for definition in self.all.iter().filter(|definition| definition.valid_from <= period.last_day()) {
            let standing = holding.entry(&definition.id).or_insert(definition);
            if standing.valid_from < definition.valid_from {
                *standing = definition;
            }
        }
        let mut out: Vec<_> = holding.into_values().cloned().collect();
        out.sort_by(|a, b| (&a.code, &a.id).cmp(&(&b.code, &b.id)));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::definition;
    use super::*;

    #[test]
    fn a_percentage_written_without_its_sign_is_still_one() {
        let with = definition("target = \">= 8%\"").goal();
        assert_eq!(definition("target = \">=8\"").goal(), with);
        assert_eq!(with, Some(Goal { op: Op::AtLeast, value: 0.08 }));
        let count = definition("target = \"8,00\"\nunit = \"number\"\ngood = \"down\"").goal();
        assert_eq!(count, Some(Goal { op: Op::AtMost, value: 8.0 }));
        let json = serde_json::to_string(&definition("target = \">=8\"").target_compared()).unwrap();
        assert_eq!(json, r#"{"op":">=","value":"0.08","unit":"percent"}"#);
    }
}
