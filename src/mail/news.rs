//! What a pass found worth telling of its month, in words, and what several months of one run come to: each alert once.
//! Refuses to know who is written to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::month;
use super::rows::{self, FileToMend, OfficeRows};
use super::settings::{Receives, Recipient};
use crate::issue::{IssueState, SourceState};
use crate::monitor::{AlertState, Followed, Kind, Memory, News};
use crate::period::Period;
use crate::report::View;

/// An alert that a pass has to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The alert's id.
    pub alert: String,
    /// Why it is told.
    pub news: News,
    /// What of its items is told for the first time.
    pub fresh: BTreeSet<String>,
    /// The role that knows it by a receipt; empty for nobody.
    pub receipted: String,
}

/// What a pass has to tell of its month: kept with the pass, and told when the run has done all of its months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthNews {
    /// The month.
    pub period: Period,
    /// The last day that its figures speak of: by night the month may not be over. None while it has no file.
    pub(super) as_of: Option<NaiveDate>,
    /// Whether it was issued, and only as a draft.
    pub(super) draft: bool,
    /// How this pass issued the month, if it did: its message leaves with the digests.
    issued: Option<IssueState>,
    /// How that message tells alerts, by id.
    in_message: BTreeMap<String, AlertState>,
    /// The first digits of what it was computed from.
    pub(super) manifest: String,
    told: Vec<Told>,
    /// Files that are told, by the alerts that tell them.
    pub(super) files: BTreeMap<String, FileToMend>,
    /// The open differences of each office that is told of anything.
    pub(super) rows: BTreeMap<String, OfficeRows>,
}

impl MonthNews {
    /// What a pass tells of the month that it shows, and issues where `issues` says so; none where that is nothing. `memory`
    /// are the alerts after it.
    #[must_use]
    pub fn of(view: &View<'_>, told: Vec<Told>, memory: &Memory, today: NaiveDate, issues: bool) -> Option<Self> {
        let (mut files, mut rows) = (BTreeMap::new(), BTreeMap::new());
        let mut offices: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (it, alert) in told.iter().filter_map(|it| Some((it, memory.followed.get(&it.alert)?))) {
            for (office, _) in view.offices.iter().filter(|(office, _)| alert.recipients.contains(office)) {
                let fresh = offices.entry(office).or_default();
                if it.asks() && alert.id == own_id(Kind::Differences, office) {
                    fresh.extend(it.fresh.iter().cloned());
                }
            }
            files.extend(told_file(view, alert).map(|file| (alert.id.clone(), file)));
        }
        rows.extend(
            offices.into_iter().map(|(office, fresh)| (office.to_owned(), rows::differences(view, office, &fresh))),
        );
        (!told.is_empty()).then(|| Self {
            period: view.period,
            as_of: as_of(view, today),
            draft: view.issue > 0 && view.state == IssueState::Draft,
            issued: issues.then_some(view.state),
            in_message: if issues { month::tells(view) } else { BTreeMap::new() },
            manifest: view.manifest.short(),
            told,
            files,
            rows,
        })
    }
}

impl Told {
    /// Whether somebody has something to do that he did not know of.
    pub(super) fn asks(&self) -> bool {
        !matches!(self.news, News::Reminder | News::Resolved)
    }

    /// This news of an alert after an earlier one of the same run; none where nobody has to know of either.
    fn after(self, earlier: &Self) -> Option<Self> {
        let news = match (earlier.news, self.news) {
            // What came and went between two months of one run was never told.
            (News::Raised, News::Resolved) => return None,
            (News::Raised, _) => News::Raised,
            // What was over for a month of the run stands as it stood before it.
            (News::Resolved, News::Raised) => News::Reminder,
            (News::Worse, News::Grown | News::Again | News::Reminder) => News::Worse,
            (before, News::Reminder) if before != News::Resolved => before,
            (_, after) => after,
        };
        let fresh = earlier.fresh.union(&self.fresh).cloned().collect();
        Some(Self { news, fresh, ..self })
    }
}

/// An alert to tell, with the month that has the word on it.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub month: &'a MonthNews,
    pub alert: &'a Followed,
    pub told: Told,
}

impl Item<'_> {
    /// Whether the message of the month, which leaves with the digests, tells it to a recipient, and tells it so: what is
    /// new to who reads every night may be known to who reads every month, or the other way round.
    pub(super) fn in_message_to(&self, recipient: &Recipient) -> bool {
        let receives = |state| recipient.receives.contains(&Receives::of_month(state));
        let so = |state: &AlertState| match self.told.news {
            News::Resolved => *state == AlertState::Resolved,
            News::Reminder => *state != AlertState::Resolved,
            News::Raised | News::Worse | News::Grown | News::Again => {
                matches!(state, AlertState::Raised | AlertState::Pending)
            }
        };
        self.month.issued.is_some_and(receives) && self.month.in_message.get(&self.alert.id).is_some_and(so)
    }

    /// Whether it says to a role that its own file is there at last: who sent it knows.
    pub(super) fn thanks(&self, role: &str) -> bool {
        let of_file = matches!(self.alert.kind, Kind::SourceMissing | Kind::SourceRefused | Kind::RowsRefused);
        // `kind:month:office:layout`.
        self.told.news == News::Resolved && of_file && self.alert.id.split(':').nth(2) == Some(role)
    }

    /// What it is about, as a role reads it.
    pub(super) fn title(&self, role: &str) -> &str {
        // An office knows that its differences are its own.
        let own = self.alert.id == own_id(Kind::DifferencesAged, role);
        if own { "Differenze aperte da troppo tempo" } else { &self.alert.detail.title }
    }
}

/// All that several months have to tell, in their order, each alert once and as it stands: the worst first.
pub(super) fn items<'a>(months: &'a [MonthNews], memory: &'a Memory) -> Vec<Item<'a>> {
    let mut by_alert: BTreeMap<&str, Option<Item<'a>>> = BTreeMap::new();
    for (month, told) in months.iter().flat_map(|month| month.told.iter().map(move |told| (month, told))) {
        let Some(alert) = memory.followed.get(&told.alert) else { continue };
        let before = by_alert.remove(&*told.alert).flatten();
        let told = match before {
            Some(before) => told.clone().after(&before.told),
            None => Some(told.clone()),
        };
        by_alert.insert(&alert.id, told.map(|told| Item { month, alert, told }));
    }
    let mut items: Vec<Item<'a>> = by_alert.into_values().flatten().collect();
    items.sort_by(|a, b| {
        let importance =
            |it: &Item<'a>| (!it.told.asks(), it.told.news == News::Resolved, it.alert.severity, it.alert.kind);
        (importance(a), &a.alert.id).cmp(&(importance(b), &b.alert.id))
    });
    items
}

/// The last day that the accepted files of a month speak of; where none says it, the month's last or today.
fn as_of(view: &View<'_>, today: NaiveDate) -> Option<NaiveDate> {
    let mut accepted = view.files.iter().filter(|file| file.state == SourceState::Accepted).peekable();
    accepted.peek()?;
    let last = view.period.last_day().min(today);
    Some(accepted.filter_map(|file| file.as_of).max().map_or(last, |as_of| as_of.min(last)))
}

/// The id of the alert of a kind about a subject: an office, a tie-out.
pub(super) fn own_id(kind: Kind, subject: &str) -> String {
    format!("{}:{subject}", kind.id())
}

/// The file that an alert is about, with what is wrong with it: who mends it reads that cell by cell.
fn told_file(view: &View<'_>, alert: &Followed) -> Option<FileToMend> {
    let of_file = matches!(alert.kind, Kind::SourceRefused | Kind::RowsRefused);
    let name = alert.detail.title.split('`').nth(1).filter(|_| of_file)?;
    rows::file(view, name)
}
