//! What a pass did, for who tells it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::month::Month;
use super::outbox::Delivered;
use super::redefined::Redefinition;
use crate::issue::IssueState;
use crate::ledger::{RestatedDegree, SCORECARD, Scorecard};
use crate::monitor::{Alert, Memory};
use crate::origin::Sources;
use crate::period::Period;
use crate::problem::{Problem, Severity};
use crate::store::{Arrival, MessageState, QueuedMessage};

/// What a pass did, and how the month stands after it.
#[derive(Debug)]
pub struct Outcome {
    /// The month.
    pub period: Period,
    /// The last issue's number; none when the month was never issued.
    pub issue: Option<u32>,
    /// How the month stands; a month that was never issued is a draft.
    pub state: IssueState,
    /// Whether this pass took anything in or issued anything.
    pub changed: bool,
    /// The instant of the pass.
    pub now: DateTime<Utc>,
    /// The alerts of the month as this pass leaves them, sorted by severity and id.
    pub alerts: Vec<Alert>,
    /// All alerts with their lives, after this pass.
    pub lives: Memory,
    /// The month.
    pub month: Month,
    /// The files behind its origins.
    pub sources: Sources,
    /// What this pass took in.
    pub arrivals: Vec<Arrival>,
    /// Those of them whose figures are told to few, by their places in `arrivals`.
    pub reserved: BTreeSet<usize>,
    /// Files that wait: name and why.
    pub settling: Vec<(String, String)>,
    /// What must be said of this pass and is no part of the month: files left open for too long.
    pub warnings: Vec<Problem>,
    /// Months that have files which no issue of theirs tells of, sorted.
    pub pending: Vec<Period>,
    /// The last issue's workbook.
    pub workbook: Option<PathBuf>,
    /// The month's messages.
    pub messages: Vec<QueuedMessage>,
    /// What the delivery at the end of the pass did.
    pub delivered: Delivered,
}

impl Outcome {
    /// Whether a degree may be told beside the month: the whole of a scorecard gives back the part that somebody gives in a table. Whether one
    /// was there in another exercise this month does not know.
    #[must_use]
    pub fn is_told_to_all(&self, degree: &RestatedDegree) -> bool {
        let takes = |card: &Scorecard| card.groups.iter().any(|group| group.from.is_some());
        let of = |card: &&Scorecard| degree.id.strip_prefix(SCORECARD) == Some(&card.id);
        let may_have_one = !self.month.ledger.reserved.is_empty() || degree.period.exercise() != self.period.exercise();
        !(may_have_one && self.month.objectives.scorecards.iter().filter(of).any(takes))
    }

    /// What is wrong with the data of the month, and with the files of other months that this pass met: sorted.
    #[must_use]
    pub fn problems(&self) -> Vec<&Problem> {
        let told = self.arrivals.iter().enumerate().filter(|(at, _)| !self.reserved.contains(at));
        let others = told.map(|(_, arrival)| arrival).filter(|arrival| arrival.period != self.period);
        let mut all: Vec<&Problem> =
            self.month.problems.iter().chain(&self.warnings).chain(others.flat_map(|it| &it.problems)).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Whether somebody should look: problems first met in this pass, or a blocking finding.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        let serious = |arrival: &Arrival| arrival.problems.iter().any(|problem| problem.severity != Severity::Warning);
        let posted = |file: &str| self.arrivals.iter().any(|arrival| arrival.name == file);
        let undelivered = |it: &QueuedMessage| !matches!(it.state, MessageState::Sent | MessageState::Cancelled);
        !self.month.blocking.is_empty()
            || self.month.redefined.iter().any(Redefinition::is_silent)
            || self.messages.iter().any(undelivered)
            || self.delivered.needs_attention()
            || self.warnings.iter().any(|it| it.severity == Severity::Error)
            || self.arrivals.iter().any(serious)
            || self
                .month
                .problems
                .iter()
                .any(|it| it.severity == Severity::Error && it.file.as_deref().is_some_and(posted))
    }
}
