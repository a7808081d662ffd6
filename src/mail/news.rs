//! What a pass found worth telling of its month, in words: the files and rows that its alerts speak of. Who reads what,
//! `monitor` says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rows::{self, FileToMend, OfficeRows};
use super::settings::{Receives, Recipient};
use super::things;
use crate::issue::{IssueState, SourceState};
use crate::monitor::{self, AlertId, AlertState, Followed, Kind, Memory, Told};
use crate::office::{OfficeId, Offices};
use crate::period::Period;
use crate::report::View;

/// What a pass has to tell of its month: kept with the pass, and told when the run has done all of its months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthNews {
    /// The month.
    pub period: Period,
    /// The last day that its figures speak of: by night the month may not be over. None while it has no file.
    pub(super) as_of: Option<NaiveDate>,
    /// Whether it was issued, and only as a draft.
    pub(super) draft: bool,
    /// Whether it waits for a visto: who reads the month's message hears of it there, and not before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    held: bool,
    /// How this pass issued the month, if it did: its message leaves with the digests.
    issued: Option<IssueState>,
    /// How that message tells alerts, by id.
    in_message: BTreeMap<AlertId, AlertState>,
    /// The first digits of what it was computed from.
    pub(super) manifest: String,
    told: Vec<Told>,
    /// Files that are told, by the alerts that tell them.
    pub(super) files: BTreeMap<AlertId, FileToMend>,
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
            for office in view.offices.ids().filter(|office| alert.recipients.iter().any(|to| **to == ***office)) {
                let fresh = offices.entry(office).or_default();
                if it.asks() && alert.id == AlertId::of_office(Kind::Differences, Some(office)) {
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
            in_message: if issues { things::tells(view) } else { BTreeMap::new() },
            manifest: view.manifest.short(),
            told,
            files,
            rows,
            held: false,
        })
    }

    /// The same of a month that waits for a visto.
    #[must_use]
    pub fn held(self) -> Self {
        Self { held: true, ..self }
    }

    /// Whether it says nothing of an alert to who will read it in the month's message; that he is waited for, he is told.
    pub(super) fn keeps(&self, alert: &Followed, recipient: &Recipient, offices: &Offices) -> bool {
        self.held
            && alert.kind != Kind::VistoAwaited
            && recipient.receives.contains(&Receives::Monthly)
            && !offices.is_accounts(&recipient.role)
            && offices.name(&recipient.role).is_none()
    }
}

/// An alert to tell, with what the month that has the word on it tells beside it.
pub(super) type Item<'a> = monitor::Item<'a, &'a MonthNews>;

/// All that several months have to tell, each alert once: the worst first.
pub(super) fn items<'a>(months: &'a [MonthNews], memory: &'a Memory) -> Vec<Item<'a>> {
    monitor::items(months.iter().map(|month| (month, &*month.told)), memory)
}

/// How the message of an item's month tells it to a recipient, when it leaves with the digests and goes to him too.
pub(super) fn in_message(item: &Item<'_>, recipient: &Recipient) -> Option<AlertState> {
    let receives = |state| recipient.receives.contains(&Receives::of_month(state));
    item.month.in_message.get(&item.alert.id).copied().filter(|_| item.month.issued.is_some_and(receives))
}

/// What it is about, as a role reads it.
pub(super) fn title<'a>(item: &'a Item<'_>, role: &str) -> &'a str {
    // An office knows that its differences are its own.
    let own = item.alert.id == AlertId::of_office(Kind::DifferencesAged, OfficeId::of(role).as_ref());
    if own { "Differenze aperte da troppo tempo" } else { &item.alert.detail.title }
}

/// The last day that the accepted files of a month speak of; where none says it, the month's last or today.
fn as_of(view: &View<'_>, today: NaiveDate) -> Option<NaiveDate> {
    let mut accepted = view.files.iter().filter(|file| file.state == SourceState::Accepted).peekable();
    accepted.peek()?;
    let last = view.period.last_day().min(today);
    Some(accepted.filter_map(|file| file.as_of).max().map_or(last, |as_of| as_of.min(last)))
}

/// The file that an alert is about, with what is wrong with it: who mends it reads that cell by cell.
fn told_file(view: &View<'_>, alert: &Followed) -> Option<FileToMend> {
    rows::file(view, alert.detail.file.as_deref()?)
}
