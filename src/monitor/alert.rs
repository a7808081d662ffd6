//! What a rule found, and the alert that is made of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::detail::{Detail, Ending};
use super::id::AlertId;
use super::kind::Kind;
use super::phrases;
use crate::money::Cents;
use crate::named::named;
use crate::office::OfficeId;
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

/// What a rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is.
    pub id: AlertId,
    /// How bad it is.
    pub severity: Severity,
    /// One Italian sentence with the figures, without what to do.
    pub said: String,
    /// The same in parts, and what to do.
    pub detail: Detail,
    /// The line, indicator or office it is about, by which routes choose it, if it is about one.
    pub about: Option<Arc<str>>,
    /// The office that answers for it; none for the accounts.
    pub office: Option<OfficeId>,
    /// Roles and offices it is for; none for the accounts, until it is judged whose they are.
    pub recipients: Vec<Arc<str>>,
    /// What it is made of, where it can grow: one more of these is news.
    pub items: BTreeSet<String>,
    /// How much money it is about, without sign; zero for what is not money.
    pub weight: Cents,
    /// The alert that explains it, and says so for it.
    pub cause: Option<AlertId>,
    /// Whether it is an event, which passes by itself.
    pub passing: bool,
    /// Whether no file of this month tells of it: the month before left it.
    pub carried: bool,
    /// The last day on which nobody is reminded of it, since all of it was answered.
    pub silent_until: Option<NaiveDate>,
}

impl Finding {
    /// A finding of a kind about a subject; whom it is for is its office's matter, or that of the accounts.
    pub(super) fn new(id: AlertId, severity: Severity, (said, detail): (String, Detail)) -> Self {
        Self {
            passing: id.kind().is_event(),
            id,
            severity,
            said,
            detail,
            about: None,
            office: None,
            recipients: Vec::new(),
            items: BTreeSet::new(),
            weight: Cents::ZERO,
            cause: None,
            carried: false,
            silent_until: None,
        }
    }

    /// The whole sentence: what is so, and what to do.
    #[must_use]
    pub fn text(&self) -> String {
        if self.detail.action.is_empty() { self.said.clone() } else { format!("{} {}", self.said, self.detail.action) }
    }

    /// The alert that it makes.
    pub(super) fn alert(&self, state: AlertState) -> Alert {
        Alert {
            id: self.id.clone(),
            kind: self.id.kind(),
            state,
            severity: self.severity,
            text: self.text(),
            recipients: self.recipients.clone(),
            detail: self.detail.clone(),
            weight: self.weight,
            cause: self.cause.clone(),
        }
    }
}

/// Something that somebody must know.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// What tells it from every other.
    pub id: AlertId,
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
    /// How much money it is about, without sign: of two that are as bad, the heavier is told first.
    pub weight: Cents,
    /// The alert that keeps it silent, by id.
    pub cause: Option<AlertId>,
}

/// An alert as an earlier issue said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Its id.
    pub id: AlertId,
    /// Its state then.
    pub state: AlertState,
    /// How bad it was.
    pub severity: Severity,
    /// What it was about, short.
    pub title: String,
    /// How it is said that it is over.
    pub ends: Ending,
    /// What it said.
    pub text: String,
    /// Whom it was for.
    pub recipients: Vec<Arc<str>>,
}

impl Former {
    pub(super) fn was_said(&self) -> bool {
        matches!(self.state, AlertState::Raised | AlertState::Standing | AlertState::Acknowledged)
    }

    fn again(&self, state: AlertState, text: String) -> Alert {
        Alert {
            id: self.id.clone(),
            kind: self.id.kind(),
            state,
            severity: self.severity,
            text,
            recipients: self.recipients.clone(),
            detail: Detail { title: self.title.clone(), ends: self.ends.clone(), ..Detail::default() },
            weight: Cents::ZERO,
            cause: None,
        }
    }

    pub(super) fn resolved(&self, now: Option<&str>) -> Alert {
        let alert = self.again(AlertState::Resolved, phrases::resolved(&self.title, &self.ends, now));
        Alert { severity: Severity::Warning, ..alert }
    }

    pub(super) fn standing(&self) -> Alert {
        self.again(AlertState::Standing, self.text.clone())
    }
}

/// What an earlier issue of the same month said in the same words is no news in a later one.
pub fn known(alerts: &mut [Alert], said: &[Former]) {
    let is_known =
        |it: &Alert| said.iter().any(|former| former.was_said() && former.id == it.id && former.text == it.text);
    for alert in alerts.iter_mut().filter(|it| it.state == AlertState::Raised) {
        if is_known(alert) {
            alert.state = AlertState::Standing;
        }
    }
}
