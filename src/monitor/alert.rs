//! What a rule found, and the alert that is made of it. An id names the subject and nothing that changes with the month,
//! so that an alert can be followed; only what belongs to one month carries that month.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Kind, phrases};
use crate::named::named;
use crate::problem::Severity;

/// Where an alert stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertState {
    /// Seen, not yet said.
    Pending,
    /// Said in this run: for the first time, anew, or with something more.
    Raised,
    /// Said before, still so.
    Standing,
    /// No longer so.
    Resolved,
    /// Kept silent by another one, which is its cause.
    Muted,
    /// Somebody said that they know.
    Acknowledged,
}

named!(AlertState {
    Pending = "pending",
    Raised = "raised",
    Standing = "standing",
    Resolved = "resolved",
    Muted = "muted",
    Acknowledged = "acknowledged",
});

/// The parts of what an alert says, for whoever lays them out; Italian, empty where there is nothing to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What it is about, short.
    pub title: String,
    /// The figure: `36.270,00 €`.
    pub figure: String,
    /// What it is held against, with its name: `assestato 46.500,00 €`.
    pub target: String,
    /// How far it is from there.
    pub deviation: String,
    /// Where the figure stands: file, sheet, cell.
    pub places: Vec<String>,
    /// What to do.
    pub action: String,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its kind.
    pub kind: Kind,
    /// What follows the kind in its id.
    pub subject: String,
    /// How bad it is.
    pub severity: Severity,
    /// One Italian sentence with the figures, without what to do.
    pub said: String,
    /// The same in parts, and what to do.
    pub detail: Detail,
    /// The line, indicator or office it is about, by which routes choose it; empty for none.
    pub about: Arc<str>,
    /// The office that answers for it; empty for the accounts.
    pub office: Arc<str>,
    /// Roles and offices it is for.
    pub recipients: Vec<Arc<str>>,
    /// What it is made of, where it can grow: one more of these is news.
    pub items: BTreeSet<String>,
    /// The alert that explains it, and says so for it.
    pub cause: Option<String>,
    /// Whether it is an event, which passes by itself.
    pub passing: bool,
    /// Whether no file of this month tells of it: the month before left it.
    pub carried: bool,
}

impl Finding {
    /// A finding of a kind about a subject; whom it is for is its office's matter, or that of the accounts.
    pub(super) fn new(
        kind: Kind,
        subject: impl Into<String>,
        severity: Severity,
        said: String,
        detail: Detail,
    ) -> Self {
        Self {
            kind,
            subject: subject.into(),
            severity,
            said,
            detail,
            about: Arc::from(""),
            office: Arc::from(""),
            recipients: vec![Arc::from(super::ACCOUNTS_OFFICE)],
            items: BTreeSet::new(),
            cause: None,
            passing: kind.is_event(),
            carried: false,
        }
    }

    /// `kind:subject`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}:{}", self.kind.id(), self.subject)
    }

    /// The whole sentence: what is so, and what to do.
    #[must_use]
    pub fn text(&self) -> String {
        if self.detail.action.is_empty() { self.said.clone() } else { format!("{} {}", self.said, self.detail.action) }
    }

    /// The alert that it makes.
    pub(super) fn alert(&self, state: AlertState) -> Alert {
        Alert {
            id: self.id(),
            kind: self.kind,
            state,
            severity: self.severity,
            text: self.text(),
            recipients: self.recipients.clone(),
            detail: self.detail.clone(),
            cause: self.cause.clone(),
        }
    }
}

/// Something that somebody must know.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// `kind:subject`, the same in every run.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Where it stands.
    pub state: AlertState,
    /// How bad it is.
    pub severity: Severity,
    /// One or two Italian sentences with figure, limit and what to do.
    pub text: String,
    /// Roles and offices it is for.
    pub recipients: Vec<Arc<str>>,
    /// The same in parts.
    pub detail: Detail,
    /// The alert that keeps it silent, by id.
    pub cause: Option<String>,
}

/// An alert as an earlier issue said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Its id.
    pub id: String,
    /// Its state then.
    pub state: AlertState,
    /// How bad it was.
    pub severity: Severity,
    /// What it was about, short.
    pub title: String,
    /// What it said.
    pub text: String,
    /// Whom it was for.
    pub recipients: Vec<Arc<str>>,
}

impl Former {
    /// Its kind; none when another program wrote it.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.id.split_once(':').and_then(|(kind, _)| Kind::of(kind))
    }

    pub(super) fn was_said(&self) -> bool {
        matches!(self.state, AlertState::Raised | AlertState::Standing | AlertState::Acknowledged)
    }

    fn again(&self, kind: Kind, state: AlertState, text: String) -> Alert {
        Alert {
            id: self.id.clone(),
            kind,
            state,
            severity: self.severity,
            text,
            recipients: self.recipients.clone(),
            detail: Detail { title: self.title.clone(), ..Detail::default() },
            cause: None,
        }
    }

    pub(super) fn resolved(&self, kind: Kind, now: Option<&str>) -> Alert {
        let alert = self.again(kind, AlertState::Resolved, phrases::resolved(kind, &self.title, now));
        Alert { severity: Severity::Warning, ..alert }
    }

    pub(super) fn standing(&self, kind: Kind) -> Alert {
        self.again(kind, AlertState::Standing, self.text.clone())
    }
}
