//! The rules as the chamber declares them: matching passes and checks beyond the schemes.

use serde::Deserialize;

use crate::formula::Formula;
use crate::ledger::Level;
use crate::period::Scenario;

/// Everything that reconciliation is told.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// From `config/matching/*.toml`, sorted by id.
    pub rule_sets: Vec<RuleSet>,
    /// From `config/checks.toml`.
    pub checks: Vec<Check>,
    /// Layouts whose printed totals keep the month a draft when they fail.
    pub blocking_totals: Vec<String>,
}

/// Two sides and the passes that pair their rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Its name; part of every difference's id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The layout of the accounts' rows.
    pub accounting_layout: String,
    /// The layout of the offices' rows.
    pub office_layout: String,
    /// The level to which objectives roll up before they are compared.
    pub objective_level: Level,
    /// Rows of one key that a search for equal sums may hold on each side.
    #[serde(default = "group_rows_max")]
    pub group_rows_max: usize,
    /// Subsets that a search may try before it says that it stopped.
    #[serde(default = "search_steps_max")]
    pub search_steps_max: u64,
    /// Below this amount a difference is listed but does not alert.
    #[serde(default)]
    pub materiality_cents: i64,
    /// The passes, from strict to loose.
    #[serde(rename = "pass")]
    pub passes: Vec<Pass>,
}

fn group_rows_max() -> usize {
    24
}

fn search_steps_max() -> u64 {
    100_000
}

/// One pass over the rows that are still open.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pass {
    /// Its name.
    pub id: String,
    /// What must be equal; a row with an empty key value takes no part in the pass.
    pub keys: Vec<KeyPart>,
}

/// A part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPart {
    /// The office: the sheet's, or that of the registration's objective.
    Office,
    /// The objective, rolled up.
    Objective,
    /// The act, normalised: `12/2021`, `n. 12 del 2021`, `DET 12-2021` are one.
    Act,
    /// Codice fiscale.
    FiscalCode,
    /// The beneficiary, normalised for case, accents and legal forms.
    Beneficiary,
    /// The payment order.
    Mandate,
}

/// An identity beyond the schemes, from `config/checks.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name; the tie-out's id.
    pub id: String,
    /// What it says, for people.
    pub label: String,
    /// The scheme whose names its formulas use; a line may say another column (`personale.assestato`, `.funzione_a`,
    /// `.anno_prima`, `.centri`; see [`Qualified`](crate::ledger::statement::Qualified)), a line of another scheme is named
    /// with it (`stato_patrimoniale.avanzo`). Further names: `registrazioni` (sum of the accounts' registrations),
    /// `conto.330*` (sum of accounts by code or prefix), `piano.2021_01` (resources of an objective), each over the whole month.
    pub scheme: String,
    /// The scenarios on which it is checked.
    pub scenarios: Vec<Scenario>,
    /// What is printed.
    pub left: Formula,
    /// What it must equal.
    pub right: Formula,
    /// How left stands to right.
    #[serde(default)]
    pub relation: Relation,
    /// Whether it holds for each line of the scheme of which the left side says something; its formulas call the line `voce`.
    #[serde(default)]
    pub each_line: bool,
    /// Whether it holds for each centre too, beside the whole.
    #[serde(default)]
    pub each_centre: bool,
    /// Whether it holds for every exercise that the scheme's statement has, not for that of the month alone.
    #[serde(default)]
    pub each_exercise: bool,
    /// How far they may be apart, in cents.
    #[serde(default)]
    pub tolerance_cents: i64,
    /// Whether its failure keeps the month a draft.
    #[serde(default)]
    pub blocking: bool,
}

/// What a line is called in the formulas of a check that holds for each.
pub const EACH_LINE: &str = "voce";

/// How the sides of a check stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They are the same.
    #[default]
    Equal,
    /// The left one is not the greater.
    AtMost,
}
