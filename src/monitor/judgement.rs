//! What a month judged, as the rules say it and as it is asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::alert::Finding;
use super::id::{AlertId, Subject};
use super::kind::Kind;
use crate::period::Period;

/// What a month found, and what it could judge at all: only what was judged and not found is over.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The month.
    pub period: Period,
    /// What was found, sorted by severity, kind and subject; each id once.
    pub found: Vec<Finding>,
    /// The kinds that were judged.
    pub judged: BTreeSet<Kind>,
    /// What of them could not be: its file or value is not there.
    pub blind: BTreeSet<AlertId>,
    /// What the rules looked at, found or not, and what could not be judged too.
    pub seen: BTreeSet<AlertId>,
    /// How a subject stands that is well, by the id of the alert that would say the contrary: Italian words that follow its
    /// name. Where there are none, the alert itself says what is over.
    pub well: BTreeMap<AlertId, String>,
    /// Alerts that this month does not find any more without anything being better: they are over without a word.
    pub faded: BTreeSet<AlertId>,
}

impl Judgement {
    /// Whether an alert that was not found is over: its kind was judged, and its subject was among what could be.
    #[must_use]
    pub fn clears(&self, id: &AlertId) -> bool {
        let own_month = id.subject().month().is_none_or(|month| month == self.period);
        // An identity that no file of this month speaks of is nowhere to be seen, and not over.
        let visible = id.kind() != Kind::TieOutFailed || self.seen.contains(id);
        own_month && visible && self.judges(id)
    }

    /// Whether the kind was judged, and the subject of this alert was among what could be.
    pub(crate) fn judges(&self, id: &AlertId) -> bool {
        self.judged.contains(&id.kind()) && !self.blind.contains(id)
    }

    /// Whether what is not found any more is over without anything being better; so is what is said of an indicator that the
    /// month does not have: it is retired, or no longer in the plan.
    pub(super) fn is_faded(&self, id: &AlertId) -> bool {
        let is_gone = || {
            matches!(id.subject(), Subject::Indicator(_))
                && !self.seen.contains(id)
                && self.seen.iter().any(|it| it.kind() == id.kind())
        };
        self.faded.contains(id) || is_gone()
    }

    /// How the subject of this alert stands, where it is well and the month says how.
    pub(super) fn well(&self, id: &AlertId) -> Option<&str> {
        self.well.get(id).map(String::as_str)
    }

    /// What this month judged of kinds that go on from month to month.
    pub(crate) fn going_on(&self) -> impl Iterator<Item = &AlertId> {
        self.seen.iter().filter(|id| !id.kind().of_month() && self.judges(id))
    }
}

/// What the rules say while they judge.
impl Judgement {
    /// Before any rule has looked at the month.
    pub(super) fn of(period: Period) -> Self {
        Self {
            period,
            found: Vec::new(),
            judged: BTreeSet::new(),
            blind: BTreeSet::new(),
            seen: BTreeSet::new(),
            well: BTreeMap::new(),
            faded: BTreeSet::new(),
        }
    }

    /// This kind is judged, whatever it finds.
    pub(super) fn covers(&mut self, kind: Kind) {
        self.judged.insert(kind);
    }

    /// This is looked at.
    pub(super) fn sees(&mut self, id: AlertId) {
        self.seen.insert(id);
    }

    /// How this stands if it is not found.
    pub(super) fn stands_well(&mut self, id: AlertId, how: String) {
        self.well.insert(id, how);
    }

    /// If this is not found, that is no good news.
    pub(super) fn fades(&mut self, id: AlertId) {
        self.faded.insert(id);
    }

    /// This is of a judged kind, and cannot be judged.
    pub(super) fn blinds(&mut self, id: AlertId) {
        self.covers(id.kind());
        self.blind.insert(id);
    }
}
