//! What an indicator is, with the fields of DPCM 18/9/2012 art. 3.
//! Refuses to know any figure: only how one would be computed and read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::target::{Op, Target};
use crate::formula::Formula;
use crate::ledger::objective::in_exercise;
use crate::named::{absent, named};
use crate::office::OfficeId;
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
    /// Objective + `-I` + ordinal; a ratio that the plan does not list has none.
    #[serde(default, with = "absent")]
    pub code: Option<String>,
    /// The objective it measures; such a ratio has none.
    #[serde(default, with = "absent")]
    pub objective: Option<String>,
    /// As the plan prints it.
    pub name: String,
    /// `strategico | operativo | outcome | indice`.
    #[serde(rename = "type")]
    pub kind: Type,
    /// The office that answers for it (and measures it, when `source = "office"`).
    pub office: OfficeId,
    /// Where its figures come from.
    pub source: Source,
    /// The scheme whose lines its formula uses, for `source = "accounts"`.
    pub scheme: Option<String>,
    /// The scenarios on which it is evaluated, for `source = "accounts"`; an office measures actuals only.
    #[serde(default = "actual_only")]
    pub scenarios: Vec<Scenario>,
    /// Over lines and aggregates; for an office's, over `numeratore`, `denominatore` and `valore`. None for a milestone.
    pub formula: Option<Formula>,
    /// Method in words, for the auditor.
    #[serde(default)]
    pub method: String,
    /// Source of the data as the plan prints it: `interna`, `XAFO`, `Bilancio Camerale`.
    #[serde(default)]
    pub data_source: String,
    /// What the value is.
    pub unit: Unit,
    /// Which direction is good.
    pub good: Good,
    /// As people write it: `>= 8%`, `<= 20 giorni`, `Almeno 2 bandi`, `10,00`; empty when there is none.
    #[serde(default)]
    pub target: Target,
    /// The target as the plan prints it, where what is compared is not it: `Rispetto tempi di legge o contratto`.
    pub printed: Option<Target>,
    /// The target in the other place where the plan prints it; none when the plan prints it once.
    pub also_printed: Option<Target>,
    /// The document that proves a milestone done; when it is named, the office's note must bear one.
    #[serde(default)]
    pub proof: String,
    /// The day by which the target is to be met; without it, the last of the exercise.
    pub due: Option<NaiveDate>,
    /// How much it counts among its sisters under one objective.
    #[serde(default = "one")]
    pub weight: f64,
    /// The group of the scorecard it counts in, if it does.
    #[serde(default, with = "absent")]
    pub weight_group: Option<String>,
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
    /// The act (provvedimento) that authorised this definition, when it changes an earlier one.
    #[serde(default)]
    pub act: String,
    /// Whether it puts right a mistake in months that were released already, and not only what comes: with `act` and `why`.
    #[serde(default)]
    pub corrects: bool,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
    /// What share of a milestone each of its states is worth.
    #[serde(default)]
    pub shares: Shares,
    /// Exercises over which its figures are summed: 1, or 3 for a value *nel triennio*.
    #[serde(default = "one_exercise")]
    pub window: u8,
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
    /// Whether an office measures it in its sheets.
    #[must_use]
    pub fn is_measured_by(&self, office: Option<&OfficeId>) -> bool {
        self.source == Source::Office && office == Some(&self.office)
    }

    /// Its code for people; empty for a ratio that the plan does not list.
    #[must_use]
    pub fn code_text(&self) -> &str {
        self.code.as_deref().unwrap_or_default()
    }

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

    /// The two targets that the plan prints for it, when they differ; case and spaces are no difference.
    #[must_use]
    pub fn conflict(&self) -> Option<(&Target, &Target)> {
        let one = self.printed.as_ref().unwrap_or(&self.target);
        let other = self.also_printed.as_ref()?;
        (!one.same(other)).then_some((one, other))
    }

    /// Whether its figures are sums of three exercises.
    #[must_use]
    pub fn is_over_three(&self) -> bool {
        self.window == 3
    }

    /// Whether its time is over at the end of a month.
    #[must_use]
    pub fn is_due(&self, period: Period) -> bool {
        period.last_day() >= self.due.unwrap_or_else(|| period.exercise().last_day())
    }

    /// How it is read, the names of before brought to those of today: `rapporto` of the accounts is `rapporto_contabile`, and
    /// an average of payments or of an office's numeratore and denominatore that less is better of is a `media`.
    #[must_use]
    pub fn read_as(&self) -> Reading {
        let of_two = || self.formula.as_ref().is_some_and(|it| it.inputs() == ["denominatore", "numeratore"]);
        let limited = || self.goal().is_some_and(|goal| !goal.op.upward());
        match (self.reading, self.source) {
            (Reading::Rapporto, Source::Accounts) => Reading::RapportoContabile,
            (Reading::Rapporto | Reading::Cumulata, Source::Payments) if limited() => Reading::Media,
            (Reading::Rapporto | Reading::Cumulata, Source::Office) if of_two() && limited() => Reading::Media,
            (reading, _) => reading,
        }
    }

    /// Whether at the end of a month it is judged on where the year is heading, since its denominators and the entries of the
    /// year's end are still to come: a ratio of the accounts before its day.
    #[must_use]
    pub fn is_judged_on_the_year(&self, period: Period) -> bool {
        self.read_as() == Reading::RapportoContabile && !self.is_due(period)
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

fn one() -> f64 {
    1.0
}

fn one_exercise() -> u8 {
    1
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
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
    /// The list of payments to suppliers.
    Payments,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

named!(Unit {
    Percent = "percent",
    Number = "number",
    Days = "days",
    Euro = "euro",
    Milestone = "milestone",
});

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
    /// A mean to date: beyond its limit it is at risk, not missed, until its day.
    Media,
    /// A ratio that an office measures: in progress until the year ends.
    Rapporto,
    /// A ratio of the accounts: until its day it is judged on where the year is heading.
    RapportoContabile,
    /// A position at a date, of the stato patrimoniale or of persons: it is as it is today, and judged on its day.
    Stock,
    /// A state in words.
    Milestone,
}

impl Definitions {
    /// The definitions that hold at a period's last day: for each id, the latest that has begun. An earlier exercise's
    /// codes roll to the period's own (`2021_04_02-I1` is `2022_04_02-I1` a year later), unless that one is defined itself.
    #[must_use]
    pub fn at(&self, period: Period) -> Vec<Arc<Definition>> {
        let mut holding: BTreeMap<&str, &Arc<Definition>> = BTreeMap::new();
        for definition in self.all.iter().filter(|definition| definition.valid_from <= period.last_day()) {
            let standing = holding.entry(&definition.id).or_insert(definition);
            if standing.valid_from < definition.valid_from {
                *standing = definition;
            }
        }
        let codes: BTreeSet<&str> = holding.values().filter_map(|it| it.code.as_deref()).collect();
        let rolled = |definition: &&Arc<Definition>| {
            let in_this = |code: &Option<String>| in_exercise(code.as_deref()?, period.exercise());
            let Some(code) = in_this(&definition.code) else {
                return Some(Arc::clone(definition));
            };
            // The plan of the new exercise has an indicator of its own under this code.
            if codes.contains(code.as_str()) {
                return None;
            }
            let objective = in_this(&definition.objective).or_else(|| definition.objective.clone());
            Some(Arc::new(Definition { code: Some(code), objective, ..Definition::clone(definition) }))
        };
        let mut out: Vec<_> = holding.values().filter_map(rolled).collect();
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
