//! The rules as the chamber declares them: matching passes and checks beyond the schemes.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::accepted::Acceptance;
use crate::formula::Formula;
use crate::ledger::Level;
use crate::money::{CENTS_MAX, Cents};
use crate::named::named;
use crate::period::{Period, Scenario};
use crate::read::Layout;
use crate::read::acts::Writing;
use crate::read::layout::Field;
use crate::read::words::folded;

/// Everything that reconciliation is told.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// From `config/matching/*.toml`, sorted by id.
    pub rule_sets: Vec<RuleSet>,
    /// From `config/checks.toml`.
    pub checks: Vec<Check>,
    /// From `config/accepted.toml`.
    pub accepted: Vec<Acceptance>,
    /// Layouts whose printed totals keep the month a draft when they fail.
    pub blocking_totals: Vec<String>,
    /// How the files of a layout write acts, by its id, where it says so.
    pub writings: Writings,
}

/// How the files of layouts write acts, by layout; those that write as most do are left out.
pub type Writings = BTreeMap<String, Writing>;

/// How the files of these layouts write acts.
#[must_use]
pub fn writings(layouts: &[Arc<Layout>]) -> Writings {
    let own = layouts.iter().filter(|layout| layout.acts != Writing::default());
    own.map(|layout| (layout.id.clone(), layout.acts.clone())).collect()
}

/// Two sides and the passes that pair their rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Its name; part of every difference's id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The layout of the accounts' rows, or several.
    #[serde(deserialize_with = "one_or_several")]
    pub accounting_layout: Vec<String>,
    /// The layout of the offices' rows, or several: each office may have its own.
    #[serde(deserialize_with = "one_or_several")]
    pub office_layout: Vec<String>,
    /// Which of the accounts' rows take part.
    #[serde(default)]
    pub accounting: Filter,
    /// Which of the offices' rows take part.
    #[serde(default)]
    pub office: Filter,
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
    /// Days within which what an office liquidated is expected in the accounts; `None` expects nothing.
    pub expected_days: Option<i64>,
    /// Days after which an open difference is overdue; `None` for never.
    pub overdue_days: Option<i64>,
    /// Which rows of one side alone are listed apart; without it, none.
    #[serde(default)]
    pub apart: Apart,
    /// The passes, from strict to loose.
    #[serde(rename = "pass")]
    pub passes: Vec<Pass>,
    /// Small months with what must be found in them: `check` runs them.
    #[serde(rename = "test", default)]
    pub tests: Vec<Fixture>,
}

/// A name, or a list of them.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "qui serve il nome di un tracciato, o un elenco di nomi fra parentesi quadre")]
    enum Names {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Names::deserialize(deserializer)? {
        Names::One(name) => vec![name],
        Names::Several(names) => names,
    })
}

fn group_rows_max() -> usize {
    24
}

fn search_steps_max() -> u64 {
    100_000
}

/// Which rows of a layout take part. An empty list takes them all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Beginnings of accounts: `330`. Offices have none.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Offices by id.
    #[serde(default)]
    pub offices: Vec<String>,
}

/// What is no row that the other side lacks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Apart {
    /// Rows by an act of an earlier exercise: the year that is written in it.
    pub former_year: bool,
    /// Grants that were taken back.
    pub revocation: Option<Mark>,
    /// Less paid than granted.
    pub saving: Option<Mark>,
}

impl Apart {
    /// By what revoche and economie are recognised, with the key that says it.
    #[must_use]
    pub fn marks(&self) -> [(&'static str, Option<&Mark>); 2] {
        [("revocation", self.revocation.as_ref()), ("saving", self.saving.as_ref())]
    }
}

/// By what a row is recognised.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Words of its column `note`, one of which it has, whatever their case and accents; without any, its sign alone.
    #[serde(default)]
    pub words: Vec<String>,
    /// Of which sign it is.
    #[serde(default)]
    pub sign: Sign,
}

/// Of which sign a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Less than zero.
    #[default]
    Negative,
    /// Of either.
    Any,
}

impl Mark {
    /// Whether a note has one of its words.
    #[must_use]
    pub fn is_said(&self, note: &str) -> bool {
        let note = format!(" {} ", folded(note));
        self.words.iter().any(|words| note.contains(&format!(" {} ", folded(words))))
    }

    /// Whether a row with this note and amount bears it.
    #[must_use]
    pub fn is_borne(&self, note: &str, cents: Cents) -> bool {
        (self.sign == Sign::Any || cents < Cents::ZERO) && (self.words.is_empty() || self.is_said(note))
    }
}

/// One pass over the rows that are still open.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pass {
    /// Its name.
    pub id: String,
    /// What must be equal; a row with an empty key value takes no part in the pass.
    pub keys: Vec<KeyPart>,
    /// How far amounts of one payment may be apart.
    #[serde(default)]
    pub tolerance: Tolerance,
    /// How far the dates may be apart; without it, dates are not looked at.
    pub window: Option<Window>,
    /// How many rows may stand against how many.
    #[serde(default)]
    pub cardinality: Cardinality,
    /// Whether a hit is a match.
    #[serde(default)]
    pub hit: Hit,
}

/// How far the accounts' amount may be from the office's. Nothing given: not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Cents by which the accounts may be above the office.
    #[serde(default)]
    pub above_cents: i64,
    /// Cents by which they may be below.
    #[serde(default)]
    pub below_cents: i64,
    /// Per cent of the office's amount, either way; the wider of this and the cents holds.
    #[serde(default)]
    pub percent: f64,
    /// The most that the percentage may allow, in cents.
    pub percent_max_cents: Option<i64>,
}

impl Tolerance {
    /// The least and the greatest amount of the accounts that agree with an amount of an office, in cents.
    #[must_use]
    pub fn around(&self, office: i64) -> (i64, i64) {
        #[expect(clippy::cast_possible_truncation, reason = "`check` keeps the percentage between 0 and 100")]
        let millionths = (self.percent * 10_000.0).round() as i128;
        let share = i64::try_from(i128::from(office.unsigned_abs()) * millionths / 1_000_000).unwrap_or(i64::MAX);
        let share = share.min(self.percent_max_cents.unwrap_or(i64::MAX)).max(0);
        (office.saturating_sub(self.below_cents.max(share)), office.saturating_add(self.above_cents.max(share)))
    }

    /// The least and the greatest amount of an office that agree with an amount of the accounts: the reverse of
    /// [`Tolerance::around`], searched for since a percentage is of the office's amount.
    #[must_use]
    pub fn offices_of(&self, accounts: i64) -> (i64, i64) {
        if self.is_none() {
            return (accounts, accounts);
        }
        // The first whole number in `from..` for which a test that turns true once holds.
        let first = |holds: &dyn Fn(i64) -> bool| {
            let (mut no, mut yes) = (-4 * CENTS_MAX, 4 * CENTS_MAX);
            while yes - no > 1 {
                let middle = no + (yes - no) / 2;
                if holds(middle) { yes = middle } else { no = middle }
            }
            yes
        };
        let least = first(&|office| self.around(office).1 >= accounts);
        let beyond = first(&|office| self.around(office).0 > accounts);
        (least, beyond - 1)
    }

    /// Whether only equal amounts agree.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.above_cents == 0 && self.below_cents == 0 && self.percent == 0.0
    }
}

/// When a registration may be booked, counted from the day on which the office liquidated. A row without date has no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Days before that day.
    #[serde(default)]
    pub days_before: i64,
    /// Days after it.
    #[serde(default)]
    pub days_after: i64,
}

/// How many rows of the accounts may stand against how many of an office.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cardinality {
    /// Pairs alone.
    OneToOne,
    /// One registration, several rows of the sheet.
    OneToMany,
    /// Several registrations, one row of the sheet.
    ManyToOne,
    /// Either, and then the whole of both sides when their sums are equal.
    #[default]
    ManyToMany,
}

/// What a hit of a pass is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hit {
    /// The rows agree.
    #[default]
    Automatic,
    /// They stay differences, each with the other as its candidate.
    Suggested,
}

/// Rows in, pairs and differences out: a test of a rule set, written where its rules are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    /// What it shows.
    pub name: String,
    /// The month in which it plays, for expected and overdue items.
    pub period: Option<Period>,
    /// Passes in place of the rule set's own: what a pass would do that is not in use.
    #[serde(rename = "pass", default)]
    pub passes: Vec<Pass>,
    /// Steps in place of the rule set's own, for a search that is to stop.
    pub search_steps_max: Option<u64>,
    /// Rows of the accounts: `c1`, `c2`, ... in what must be found.
    #[serde(default)]
    pub accounting: Vec<FixtureRow>,
    /// Rows of the offices: `u1`, `u2`, ...
    #[serde(default)]
    pub office: Vec<FixtureRow>,
    /// Groups that must agree: `c1 = u1 + u2`.
    #[serde(default)]
    pub pairs: Vec<String>,
    /// Differences that must be left: `amount/withholding_4: c1, u1`.
    #[serde(default)]
    pub differences: Vec<String>,
    /// Acts as an office writes them, each with what is read: `785/2021`, or nothing where it is no number of a year.
    #[serde(default)]
    pub acts: BTreeMap<String, String>,
}

/// A row of a [`Fixture`]. What is not said is empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FixtureRow {
    /// The office; for a registration, that of its objective when it is not said.
    pub office: String,
    /// The account.
    pub account: String,
    /// The objective.
    pub objective: String,
    /// The act.
    pub act: String,
    /// The payment order.
    pub mandate: String,
    /// The CUP.
    pub cup: String,
    /// The COR.
    pub cor: String,
    /// `YYYY-MM-DD`.
    pub date: Option<NaiveDate>,
    /// The beneficiary.
    pub beneficiary: String,
    /// Codice fiscale.
    pub fiscal_code: String,
    /// What is noted beside it.
    pub note: String,
    /// The amount in euro, as people write it: `1.234,56`.
    pub amount: String,
}

/// A part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPart {
    /// The office: the sheet's, or that of the registration's objective.
    Office,
    /// The objective, rolled up.
    Objective,
    /// The act, as [`Writing::read`] reads it: `12/2021`, `n. 12 del 2021`, `DET 12-21` are one.
    Act,
    /// Codice fiscale.
    FiscalCode,
    /// The beneficiary, normalised for case, accents and legal forms.
    Beneficiary,
    /// The payment order.
    Mandate,
    /// The CUP of the project, where a layout has its column.
    Cup,
    /// The COR of the national register of aid, where a layout has its column.
    Cor,
}

named!(KeyPart {
    Office = "office",
    Objective = "objective",
    Act = "act",
    FiscalCode = "fiscal_code",
    Beneficiary = "beneficiary",
    Mandate = "mandate",
    Cup = "cup",
    Cor = "cor",
});

impl KeyPart {
    /// The column of either side's layout that fills it; of the office, which no column says, none.
    #[must_use]
    pub fn field(self) -> Option<Field> {
        match self {
            Self::Office => None,
            Self::Objective => Some(Field::Objective),
            Self::Act => Some(Field::Act),
            Self::FiscalCode => Some(Field::FiscalCode),
            Self::Beneficiary => Some(Field::Beneficiary),
            Self::Mandate => Some(Field::Mandate),
            Self::Cup => Some(Field::Cup),
            Self::Cor => Some(Field::Cor),
        }
    }
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
    /// `.anno_prima`, `.centri`, `.colonna_quota`; see [`Qualified`](crate::ledger::statement::Qualified)), a line of another scheme is named
    /// with it (`stato_patrimoniale.avanzo`). Further names: `registrazioni` (sum of the accounts' registrations, `registrazioni.01` of
    /// those of an objective),
    /// `conto.330*` (sum of accounts by code or prefix), `piano.01` (resources of an objective of the month's plan;
    /// `piano.2021_01` rolls to it), each over the whole month.
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
    /// The table that it is of, by its scheme, or its part (`partecipazioni.colonna_valore_contabile`, `azienda_speciale.consuntivo`, of
    /// the month's exercise): in a month without it nothing is checked.
    pub only_with: Option<String>,
    /// The months in which it is checked; all of them where none is named. What is of a whole year is checked in December.
    #[serde(default)]
    pub months: Vec<u8>,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They are the same.
    #[default]
    Equal,
    /// The left one is not the greater.
    AtMost,
}
