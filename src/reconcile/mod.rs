//! Does the accounting agree with itself, and with the offices: tie-outs, and row matching within declared tolerances.
//! Never guesses: what has two equally good partners is listed as ambiguous. Knows no dates of runs, no mail, no database.

pub mod accepted;
mod acts;
pub mod answered;
pub mod answers;
pub mod bridge;
pub mod carried;
mod checks;
mod differences;
mod faults;
mod finer;
pub mod fixtures;
mod groups;
mod hints;
mod identities;
mod keys;
pub mod matching;
mod near;
mod nearest;
mod order;
mod pairing;
mod phrases;
mod places;
pub mod projected;
pub mod reasons;
pub mod restated;
mod reversals;
pub mod rules;
mod spellings;
mod subject;
mod subsets;
#[cfg(test)]
mod tests;
pub mod tie_out;
pub mod tried;
mod vanished;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::ledger::{Ledger, Objectives, RowId, Side};
use crate::money::{Cents, Unit};
use crate::named::named;
use crate::office::OfficeId;
use crate::origin::Origin;
use crate::period::Period;

pub use accepted::Acceptance;
pub use answered::{Anomaly, Answered};
pub use answers::{Answer, Answers};
pub use bridge::{Bridge, BridgeItem};
pub use carried::{Carried, ChangedRow, FormerDifference, FormerRow, FormerState, Memory, Published, RowState};
pub use finer::FinerObjectives;
pub use phrases::inside_sentence;
pub use places::Places;
pub use restated::RestatedRow;
pub use rules::{Check, Pass, Relation, RuleSet, Settings};
pub use subject::Subject;

/// What [`compare`] found.
#[derive(Clone, Debug, Default)]
pub struct Reconciliation {
    /// Every identity that was checked, sorted by id and scope.
    pub tie_outs: Vec<TieOut>,
    /// Groups of rows that agree, in order of their first row.
    pub matches: Vec<Match>,
    /// Rows that do not, sorted by office, objective, act, beneficiary and day; those that the month before had open and that are
    /// closed too.
    pub differences: Vec<Difference>,
    /// Matches whose sides name two objectives below the level of comparison.
    pub finer_objectives: Vec<FinerObjectives>,
    /// From the accounts' total to the office's, for each rule set, office and objective.
    pub bridges: Vec<Bridge>,
    /// Rows of which this month's files say otherwise than what was released.
    pub restated_rows: Vec<RestatedRow>,
    /// The ids of the rule sets, by the number under which [`RowState::rule_set`] names them.
    pub rule_sets: Vec<Arc<str>>,
    /// Every row that was compared, and how it stands: what the next month is told.
    pub rows: Vec<RowState>,
    /// Rows of earlier months that are not there now: still spoken of, or of a side that is silent.
    pub kept: Vec<FormerRow>,
    /// Differences that were accepted for this month and that it does not have.
    pub unknown_acceptances: Vec<RowId>,
}

/// Whether an identity holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieOutState {
    /// Within its tolerance.
    Holds,
    /// Beyond it.
    Fails,
    /// A side is not known.
    NoData,
}

named!(TieOutState {
    Holds = "holds",
    Fails = "fails",
    NoData = "no_data",
});

/// One identity: what is printed against what is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct TieOut {
    /// `scheme.line`, `layout.totale`, or the id of a check.
    pub id: String,
    /// What it was checked on: `cremona_risultanze/2020/previsione_consuntivo`, `oneri/2021-06/consuntivo`.
    pub scope: String,
    /// The same for people: `previsione consuntivo 2020`, `consuntivo 2021, funzione A`, `giugno 2021`.
    pub figures: String,
    /// What it says, for people.
    pub label: String,
    /// What all of its family say, for people: those of one check, or of one statement checked in one way.
    pub family: String,
    /// Printed.
    pub left: Option<Cents>,
    /// Computed.
    pub right: Option<Cents>,
    /// How far they may be apart.
    pub tolerance: Cents,
    /// How left is to stand to right.
    pub relation: Relation,
    /// Whether its failure keeps the month a draft.
    pub blocking: bool,
    /// What its figures count.
    pub unit: Unit,
    /// Whether it holds.
    pub state: TieOutState,
    /// What the gap looks like, when it speaks, in Italian.
    pub hint: Option<String>,
    /// The terms of the computed side, with their signed amounts, as people name them.
    pub terms: Vec<(String, Cents)>,
    /// Where the printed side stands.
    pub origin: Option<Origin>,
}

impl TieOut {
    /// Left less right, when both are known.
    #[must_use]
    pub fn difference(&self) -> Option<Cents> {
        Some(self.left? - self.right?)
    }
}

/// Rows of both sides that agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// `RULESET.PASS`; `RULESET.senza_importo` for a row worth nothing, which agrees with nothing, and `RULESET.storno` for
    /// a row and its reversal on one side: the other side is empty.
    pub rule: Arc<str>,
    /// Rows of the accounts.
    pub accounting: Places,
    /// Rows of an office: the same.
    pub office: Places,
}

/// What kind of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// In the accounts only.
    MissingInOffice,
    /// In the office's sheet only.
    MissingInAccounting,
    /// Both, with other amounts.
    Amount,
    /// Both, under another objective or account.
    Coding,
    /// Both, at other times.
    Timing,
    /// Told twice.
    Duplicate,
    /// More than one partner is equally good.
    Ambiguous,
    /// The search ended at its bound.
    SearchStopped,
    /// There last month, not now.
    Vanished,
    /// On one side only, by an act of an earlier exercise.
    FormerYear,
    /// On one side only: a grant was taken back.
    Revocation,
    /// On one side only, or by the gap of a pair: less was paid than granted, the rest is released.
    Saving,
}

impl Kind {
    /// Whether it is listed apart: nobody has to write a row for it.
    #[must_use]
    pub fn is_apart(self) -> bool {
        matches!(self, Self::FormerYear | Self::Revocation | Self::Saving)
    }
}

named!(Kind {
    MissingInOffice = "missing_in_office",
    MissingInAccounting = "missing_in_accounting",
    Amount = "amount",
    Coding = "coding",
    Timing = "timing",
    Duplicate = "duplicate",
    Ambiguous = "ambiguous",
    SearchStopped = "search_stopped",
    Vanished = "vanished",
    FormerYear = "former_year",
    Revocation = "revocation",
    Saving = "saving",
});

/// How an open difference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceState {
    /// Somebody has to act.
    Open,
    /// It will close by itself within its time.
    Expected,
    /// Somebody answers for it, with a reason: see [`Acceptance`].
    Accepted,
    /// It is gone.
    Closed,
    /// It is of a kind that is listed apart: see [`Kind::is_apart`].
    Apart,
}

named!(DifferenceState {
    Open = "open",
    Expected = "expected",
    Accepted = "accepted",
    Closed = "closed",
    Apart = "apart",
});

/// One thing on which the accounts and an office disagree.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Hash of rule set and row identity (the accounting row's where both exist); never of kind or partner.
    pub id: RowId,
    /// What kind.
    pub kind: Kind,
    /// A code inside the kind: `withholding_4`, `digits_transposed`, `side_absent`, as [`reasons`] lists them.
    pub reason: &'static str,
    /// One Italian sentence that a colleague would write.
    pub text: String,
    /// What it is worth: accounts less office; the whole amount, with its sign, when a side is missing (minus for missing in the accounts).
    pub cents: Cents,
    /// The key under which the rows were looked for, as people write it.
    pub key: String,
    /// The office that has to look, if the payment is of one.
    pub office: Option<OfficeId>,
    /// The objective.
    pub objective: Arc<str>,
    /// The rows: places in [`Ledger::movements`], those of the accounts first.
    pub rows: Vec<usize>,
    /// The nearest row of the other side, when one is near.
    pub candidate: Option<usize>,
    /// The last day of the first month that listed it.
    pub first_seen: NaiveDate,
    /// Days from then to the last day of this month.
    pub age_days: i64,
    /// How it stands.
    pub state: DifferenceState,
    /// Whether it has been open for longer than its rule set allows; the reason of that name is another thing.
    pub overdue: bool,
    /// Whether it is worth an alert, by its rule set.
    pub material: bool,
    /// What people answered on it, as far as it stands.
    pub answer: Option<answers::Standing>,
}

impl Difference {
    /// The difference as people answer on it.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::Difference { id: self.id, kind: self.kind, cents: self.cents }
    }

    /// Whether who answers for the accounts decided to put it right: it is no task of its office any more.
    #[must_use]
    pub fn is_of_accounts(&self) -> bool {
        self.answer.as_ref().is_some_and(|it| it.decides(answers::Outcome::AccountsCorrect))
    }
}

/// What a month is compared from.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// What was read.
    pub ledger: &'a Ledger,
    /// The plan's objectives.
    pub objectives: &'a Objectives,
    /// What the month before left.
    pub carried: &'a Carried,
    /// The offices whose sheet of initiatives was accepted this month: an accepted sheet without rows is a side that is
    /// present.
    pub sheets: &'a [OfficeId],
    /// Rule sets, tie-outs and accepted differences.
    pub settings: &'a Settings,
    /// What people answered.
    pub answers: &'a Answers,
    /// The month.
    pub period: Period,
}

/// Ties out the ledger and compares its two sides.
#[must_use]
pub fn compare(given: Given<'_>) -> Reconciliation {
    let Given { ledger, objectives, carried, settings, period, .. } = given;
    let tie_outs = tie_out::all(ledger, objectives, settings, period);
    let found = matching::all(given);
    let restated_rows = restated::of(ledger, carried, &found, period);
    Reconciliation { tie_outs, restated_rows, ..found }
}

/// The other side.
#[must_use]
pub fn opposite(side: Side) -> Side {
    match side {
        Side::Accounting => Side::Office,
        Side::Office => Side::Accounting,
    }
}
