//! Findings against thresholds become alerts, each for whoever must act, and alerts live from run to run.
//! Knows no mail, no workbook and no database: what stood before is given, what stands now is given back.

mod alert;
mod files;
pub mod fixtures;
mod id;
mod kind;
pub mod life;
mod lines;
mod lived;
mod measures;
mod phrases;
mod reconciled;
mod routes;
mod telling;
#[cfg(test)]
mod tests;
mod thresholds;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::indicators::{Indicator, Phasing};
use crate::ledger::{Ledger, Statement};
use crate::origin::{Origin, Sources};
use crate::period::Period;
use crate::reconcile::Reconciliation;

pub use alert::{Alert, AlertState, Detail, Ending, Finding, Former};
pub use files::{ExpectedFile, FileState, PartialFile, RefusedFile, Restatement};
pub use id::{AlertId, Subject};
pub use kind::Kind;
pub use life::{Acknowledgement, Change, Followed, Memory, Moment, News, follow};
pub use lived::Lived;
pub use phrases::mutes;
pub use routes::{Route, Settings};
pub use telling::{Item, Notification, Told, items, told_to};
pub use thresholds::{Limits, Override, Thresholds};

/// The role that answers for the accounts, beside the offices: a recipient of alerts.
pub const ACCOUNTS_OFFICE: &str = "contabilita";

/// What a month found.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The month.
    pub period: Period,
    /// The day by which expected files are due or not; none where a missing file is told whatever the day, as in the workbook.
    pub today: Option<NaiveDate>,
    /// The income statement, if there is one.
    pub statement: Option<&'a Statement>,
    /// How voci spread over the year.
    pub phasing: &'a Phasing,
    /// Whether the accounts reach the month's last day: half a month is not behind its profile.
    pub whole: bool,
    /// Tie-outs and differences.
    pub reconciliation: &'a Reconciliation,
    /// Movements and measurements, by which a finding names its cells.
    pub ledger: &'a Ledger,
    /// The files behind origins.
    pub sources: &'a Sources,
    /// Indicators of all scenarios.
    pub indicators: &'a [Indicator],
    /// Every expected file and how it stands.
    pub expected: &'a [ExpectedFile],
    /// Files refused that nothing has replaced and that no expected place waits for.
    pub refused: &'a [RefusedFile],
    /// Accepted files some rows of which do not count.
    pub partial: &'a [PartialFile],
    /// Offices whose sheet of initiatives stands.
    pub sheets: &'a [Arc<str>],
    /// Names of offices by id, for people.
    pub offices: &'a [(Arc<str>, String)],
    /// Codes of accounts that map to nothing.
    pub unmapped: &'a [Arc<str>],
    /// What is no longer as the month was released; none when it never was.
    pub restated: Option<&'a Restatement>,
    /// Why the last issue of the month is a draft; empty when it was released, none when there is no issue to judge.
    pub draft: Option<&'a [String]>,
}

impl Findings<'_> {
    /// The name of an office for people; the id itself when it is not declared.
    fn office_name<'b>(&'b self, id: &'b str) -> &'b str {
        self.offices.iter().find(|(office, _)| **office == *id).map_or(id, |(_, name)| name)
    }

    /// The date that its figures speak of, in words.
    fn at(&self) -> String {
        phrases::at(self.period, self.today)
    }

    /// Where the rows behind a finding can be read: without a day it stands in the workbook itself.
    fn rows(&self) -> phrases::Rows {
        match (self.today, self.draft) {
            (None, _) => phrases::Rows::Here,
            (Some(_), Some(_)) => phrases::Rows::InWorkbook,
            (Some(_), None) => phrases::Rows::InWorkbookToCome,
        }
    }

    /// Where a value stands, for who has the file.
    fn place(&self, origin: Origin) -> String {
        self.places([origin], 0).into_iter().next().unwrap_or_default()
    }

    /// Where values stand, for who has the files: each file once, with its cells in order; `more` is how many cells are not
    /// named.
    fn places(&self, origins: impl IntoIterator<Item = Origin>, more: usize) -> Vec<String> {
        let mut sheets: BTreeMap<(u16, u16), BTreeSet<Origin>> = BTreeMap::new();
        for origin in origins.into_iter().filter(|it| !self.sources.file(*it).is_empty()) {
            sheets.entry((origin.source, origin.sheet)).or_default().insert(origin);
        }
        // Of several files nobody knows here which one those that are not named are in.
        let (in_one, apart) = if sheets.len() == 1 { (more, 0) } else { (0, more) };
        let told = sheets.values().filter_map(|origins| {
            let first = *origins.first()?;
            let (file, sheet) = (self.sources.file(first), self.sources.sheet(first));
            let of_row = |it: &Origin| (u64::from(it.row) + 1).to_string();
            let cells: Vec<String> =
                origins.iter().map(|it| if sheet.is_empty() { of_row(it) } else { it.cell() }).collect();
            Some(phrases::cells(file, sheet, &cells, in_one))
        });
        let mut told: Vec<String> = told.collect();
        if apart > 0 && !told.is_empty() {
            told.push(phrases::more_rows(apart));
        }
        told
    }
}

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

    /// How the subject of this alert stands, where it is well and the month says how.
    fn well(&self, id: &AlertId) -> Option<&str> {
        self.well.get(id).map(String::as_str)
    }

    /// What this month judged of kinds that go on from month to month.
    pub(crate) fn going_on(&self) -> impl Iterator<Item = &AlertId> {
        self.seen.iter().filter(|id| !id.kind().of_month() && self.judges(id))
    }
}

/// What the rules collect while they judge.
#[derive(Default)]
struct Judged {
    found: Vec<Finding>,
    judged: BTreeSet<Kind>,
    blind: BTreeSet<AlertId>,
    seen: BTreeSet<AlertId>,
    well: BTreeMap<AlertId, String>,
    faded: BTreeSet<AlertId>,
}

impl Judged {
    /// This kind is judged, whatever it finds.
    fn judges(&mut self, kind: Kind) {
        self.judged.insert(kind);
    }

    /// This is looked at.
    fn sees(&mut self, id: AlertId) {
        self.seen.insert(id);
    }

    /// How this stands if it is not found.
    fn well(&mut self, id: AlertId, how: String) {
        self.well.insert(id, how);
    }

    /// If this is not found, that is no good news.
    fn fades(&mut self, id: AlertId) {
        self.faded.insert(id);
    }

    /// This is of a judged kind, and cannot be judged.
    fn blind(&mut self, id: AlertId) {
        self.judges(id.kind());
        self.blind.insert(id);
    }
}

/// Judges a month: what is worth telling, and whom.
#[must_use]
pub fn judge(findings: &Findings<'_>, thresholds: &Thresholds, settings: &Settings) -> Judgement {
    let mut out = Judged::default();
    files::judge(findings, &mut out);
    lines::judge(findings, thresholds, &mut out);
    measures::judge(findings, thresholds, &mut out);
    reconciled::judge(findings, thresholds, &mut out);
    let Judged { mut found, judged, blind, seen, well, faded } = out;
    for finding in &mut found {
        routes::route(finding, settings);
    }
    found.sort_by(|a, b| (a.severity, a.id.kind(), &a.id).cmp(&(b.severity, b.id.kind(), &b.id)));
    found.dedup_by(|a, b| a.id == b.id);
    Judgement { period: findings.period, found, judged, blind, seen, well, faded }
}

/// The alerts of an issue, a function of what it is made of: `before` are those of the last issue of an earlier month of the
/// exercise. What was there is standing, what is new raised, what was judged and is gone resolved, and said once. Days,
/// reminders and acknowledgements are no part of this: [`follow`] lives them.
#[must_use]
pub fn assess(judgement: &Judgement, before: &[Former]) -> Vec<Alert> {
    let said: BTreeMap<&AlertId, &Former> = before.iter().filter(|it| it.was_said()).map(|it| (&it.id, it)).collect();
    let mut alerts: Vec<Alert> = judgement
        .found
        .iter()
        .map(|finding| {
            let state = match (&finding.cause, said.contains_key(&finding.id)) {
                (Some(_), _) => AlertState::Muted,
                (None, true) => AlertState::Standing,
                (None, false) => AlertState::Raised,
            };
            finding.alert(state)
        })
        .collect();
    let found: BTreeSet<AlertId> = alerts.iter().map(|alert| alert.id.clone()).collect();
    for former in said.values().filter(|it| !found.contains(&it.id)) {
        let kind = former.id.kind();
        // What belongs to another month is that month's; an event that has passed is no news, and what has faded is none.
        if kind.of_month() || kind.is_event() || judgement.faded.contains(&former.id) {
            continue;
        }
        alerts.push(match judgement.clears(&former.id) {
            true => former.resolved(judgement.well(&former.id)),
            false => former.standing(),
        });
    }
    alerts.sort_by(|a, b| (a.severity, &a.id).cmp(&(b.severity, &b.id)));
    alerts
}
