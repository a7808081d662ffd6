//! What a pass makes of alerts: those of the issue, a function of what it is made of; and their lives, with the digests that
//! tell them. What is worth an alert, and when one is said, `monitor` decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::arrivals::WaitingFile;
use super::folders::Folders;
use super::month::{Month, refused_for};
use super::receipts;
use crate::calendar;
use crate::config::Config;
use crate::config::settings::Expected;
use crate::issue::{Issue, IssueState};
use crate::mail::{self, MonthNews};
use crate::monitor::{
    self, Alert, AlertId, AlertState, Change, ExpectedFile, FileState, Findings, Judgement, Kind, Memory, Moment, News,
    Notification, PartialFile, RefusedFile, Told,
};
use crate::origin::Sources;
use crate::period::Period;
use crate::problem::Severity;
use crate::read::layout;
use crate::report::View;
use crate::store::{Arrival, Filed, Store};

/// What findings are made of beside the month itself.
struct Around {
    expected: Vec<ExpectedFile>,
    refused: Vec<RefusedFile>,
    partial: Vec<PartialFile>,
    sheets: Vec<Arc<str>>,
    unmapped: Vec<Arc<str>>,
    offices: Vec<(Arc<str>, String)>,
    whole: bool,
}

impl Around {
    fn of(month: &Month, waiting: &[WaitingFile], config: &Config) -> Self {
        let sheet = |arrival: &&Arrival| {
            config.layout(&arrival.layout).is_some_and(|layout| layout.kind == layout::Kind::Initiatives)
        };
        Self {
            expected: config.expected_files(|it| state(month, waiting, it)),
            refused: refused(month, config),
            partial: partial(month),
            sheets: month.standing.iter().filter(sheet).map(|it| Arc::from(it.office.as_str())).collect(),
            unmapped: month.ledger.unmapped.iter().map(|it| Arc::clone(&it.account)).collect(),
            offices: config.offices(),
            whole: true,
        }
    }

    fn findings<'a>(
        &'a self,
        period: Period,
        month: &'a Month,
        config: &'a Config,
        sources: &'a Sources,
        (today, draft): (Option<NaiveDate>, Option<&'a [String]>),
    ) -> Findings<'a> {
        Findings {
            period,
            today,
            statement: month.ledger.statement(&config.settings.thresholds.scheme),
            phasing: &config.phasing,
            whole: self.whole,
            reconciliation: &month.reconciliation,
            ledger: &month.ledger,
            sources,
            indicators: &month.indicators,
            expected: &self.expected,
            refused: &self.refused,
            partial: &self.partial,
            sheets: &self.sheets,
            offices: &self.offices,
            unmapped: &self.unmapped,
            restated: month.restated.as_ref(),
            draft,
        }
    }
}

fn stands(month: &Month, layout: &str, office: &str) -> Option<Arrival> {
    month.standing.iter().find(|it| it.layout == layout && it.office == office).cloned()
}

fn state(month: &Month, waiting: &[WaitingFile], expected: &Expected) -> FileState {
    let waits = waiting.iter().find(|it| it.layout == expected.layout && *it.office == *expected.office);
    match (stands(month, &expected.layout, &expected.office), refused_for(month, expected), waits) {
        (Some(_), _, _) => FileState::Here,
        (None, Some(refused), _) => FileState::Refused(refused.name.clone()),
        (None, None, Some(it)) => FileState::Waiting { name: it.name.clone(), reason: it.reason.clone() },
        (None, None, None) => FileState::Missing,
    }
}

/// Refused files that no expected place waits for, and that nothing has replaced since.
fn refused(month: &Month, config: &Config) -> Vec<RefusedFile> {
    let mut out = Vec::new();
    for arrival in &month.refused {
        let standing = stands(month, &arrival.layout, &arrival.office);
        let awaited = config
            .settings
            .expected
            .iter()
            .any(|it| it.layout == arrival.layout && *it.office == *arrival.office && standing.is_none());
        let replaced = standing.as_ref().is_some_and(|it| it.id > arrival.id || it.arrived_at >= arrival.arrived_at);
        if awaited || replaced {
            continue;
        }
        let office = if arrival.office.is_empty() { &arrival.folder } else { &arrival.office };
        out.push(RefusedFile {
            file: arrival.name.clone(),
            ask: Arc::from(office.as_str()),
            standing: standing.map(|it| it.name).unwrap_or_default(),
        });
    }
    out
}

/// Accepted files with rows or values that do not count.
fn partial(month: &Month) -> Vec<PartialFile> {
    let refused: BTreeSet<&str> = month.refused.iter().map(|it| it.name.as_str()).collect();
    let of_file = |arrival: &Arrival| {
        let own = month.problems.iter().filter(|it| it.file == arrival.name && it.severity == Severity::Error);
        let rows: BTreeSet<String> = own
            .filter(|it| !it.cell.is_empty())
            .map(|it| match it.sheet.as_str() {
                "" => format!("cella {}", it.cell),
                sheet => format!("foglio `{sheet}`, cella {}", it.cell),
            })
            .collect();
        let office = Arc::from(arrival.office.as_str());
        (!rows.is_empty()).then(|| PartialFile {
            file: arrival.name.clone(),
            layout: arrival.layout.clone(),
            office,
            rows,
        })
    };
    month.standing.iter().filter(|it| !refused.contains(it.name.as_str())).filter_map(of_file).collect()
}

/// The alerts of an issue of this month, a function of its manifest: no day counts, and nothing that waits in the drop
/// folder. Who is written to is told of what waits.
pub(super) fn of_issue(
    period: Period,
    (month, waiting): (&Month, &[WaitingFile]),
    config: &Config,
    store: &Store,
    sources: &Sources,
) -> anyhow::Result<Vec<Alert>> {
    let around = Around::of(month, waiting, config);
    let blocking = if waiting.is_empty() { &month.blocking } else { &month.blocking_told };
    let findings = around.findings(period, month, config, sources, (None, Some(blocking)));
    let judgement = monitor::judge(&findings, &config.settings.thresholds, &config.settings.alerts);
    let former = month.earlier.last().map(|last| store.issued_alerts(last)).transpose()?.unwrap_or_default();
    Ok(monitor::assess(&judgement, &former))
}

/// How alerts stand after a pass, and what it tells of them.
#[derive(Debug)]
pub(super) struct Lives {
    before: Memory,
    pub(super) after: Memory,
    changes: Vec<Change>,
    /// The alerts of the month, as the pass leaves them.
    pub(super) shown: Vec<Alert>,
}

/// Follows the alerts of a month at an instant. `issue` is how the month stands as issued, or is about to be.
pub(super) fn follow(
    period: Period,
    month: &Month,
    config: &Config,
    store: &Store,
    sources: &Sources,
    (now, issue): (Moment, Option<IssueState>),
) -> anyhow::Result<Lives> {
    let mut around = Around::of(month, &month.waiting, config);
    around.whole = is_whole(period, month, config, now.today);
    let draft = match issue {
        Some(IssueState::Released) => Some([].as_slice()),
        // What no longer blocks is over when the month is issued again.
        Some(IssueState::Draft) if !month.blocking.is_empty() => Some(month.blocking_told.as_slice()),
        Some(IssueState::Draft) | None => None,
    };
    let findings = around.findings(period, month, config, sources, (Some(now.today), draft));
    let judgement = monitor::judge(&findings, &config.settings.thresholds, &config.settings.alerts);
    let before = store.alerts()?;
    let (after, changes) = monitor::follow(&judgement, &before, &config.settings.alerts, now);
    let shown = shown(month, &judgement, &before, &after, &changes);
    Ok(Lives { before, after, changes, shown })
}

/// Whether the files that fill the watched scheme reach the month's last day; where they do not say, the month must be over.
fn is_whole(period: Period, month: &Month, config: &Config, today: NaiveDate) -> bool {
    let scheme = Some(config.settings.thresholds.scheme.as_str());
    let fills = |it: &&Arrival| {
        let layout = config.layout(&it.layout);
        layout.is_some_and(|it| it.kind == layout::Kind::Accounts && it.scheme.as_deref() == scheme)
    };
    let last = period.last_day();
    month.standing.iter().filter(fills).all(|it| it.as_of.map_or(today > last, |as_of| as_of >= last))
}

/// The alerts of a month after its run: those it found with their lives, those that it found over, and those that still
/// stand because nobody could judge them. Where a later month has the word, they stand as the month was issued.
fn shown(month: &Month, judgement: &Judgement, before: &Memory, after: &Memory, changes: &[Change]) -> Vec<Alert> {
    let period = judgement.period;
    let overtaken = |it: &monitor::Followed| before.overtaken(&it.id, period);
    let issued: BTreeMap<&AlertId, &Alert> = month.alerts.iter().map(|it| (&it.id, it)).collect();
    let mut out: BTreeMap<AlertId, Alert> = BTreeMap::new();
    for finding in &judgement.found {
        let id = &finding.id;
        let lived = after.followed.get(id).filter(|it| !overtaken(it) && it.state != AlertState::Resolved);
        let alert = lived.map(monitor::Followed::alert).or_else(|| issued.get(id).map(|it| (*it).clone()));
        out.extend(alert.map(|alert| (id.clone(), alert)));
    }
    let over = |id: &AlertId| changes.iter().any(|it| it.id == *id && it.news == News::Resolved);
    for it in after.followed.values().filter(|it| !overtaken(it)) {
        let stands = !it.kind.of_month() && it.state != AlertState::Resolved;
        if stands || over(&it.id) {
            out.entry(it.id.clone()).or_insert_with(|| it.alert());
        }
    }
    // What the last issue said to be over, or to stand unjudged, it says still.
    for alert in month.alerts.iter().filter(|it| !it.kind.of_month()) {
        out.entry(alert.id.clone()).or_insert_with(|| alert.clone());
    }
    let mut out: Vec<Alert> = out.into_values().collect();
    out.sort_by(|a, b| (a.severity, &a.id).cmp(&(b.severity, &b.id)));
    out
}

impl Lives {
    /// What the pass has to tell of the month that it shows.
    pub(super) fn news(
        &self,
        view: &View<'_>,
        month: &Month,
        config: &Config,
        (today, issues): (NaiveDate, bool),
    ) -> Option<MonthNews> {
        let told = self.changes.iter().filter_map(|change| {
            let alert = self.after.followed.get(&change.id)?;
            let known =
                self.before.followed.get(&change.id).filter(|it| it.was_said() && it.state != AlertState::Resolved);
            let known = known.map(|it| it.items.clone()).unwrap_or_default();
            let fresh = alert.items.difference(&known).cloned().collect();
            let news = matches!(change.news, News::Raised | News::Grown) && alert.kind == Kind::SourceRefused;
            let file = alert.detail.file.as_deref().filter(|_| news).unwrap_or_default();
            let receipted = receipts::role_told(file, &month.refused, config).to_owned();
            Some(Told { alert: change.id.clone(), news: change.news, fresh, receipted })
        });
        MonthNews::of(view, told.collect(), &self.after, today, issues)
    }

    /// Composes the digests of what the months of a run have to tell.
    pub(super) fn digests(
        &mut self,
        months: &[MonthNews],
        (config, folders): (&Config, &Folders),
        store: &Store,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Vec<Filed>> {
        digests(months, &mut self.after, (config, folders), store, now)
    }

    /// Whether the pass leaves them otherwise than it found them.
    pub(super) fn moved(&self) -> bool {
        self.before != self.after
    }
}

/// Composes the digests of what the months of a run have to tell, keeps them, and remembers in which thread each alert
/// is told.
pub(super) fn digests(
    months: &[MonthNews],
    memory: &mut Memory,
    (config, folders): (&Config, &Folders),
    store: &Store,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Filed>> {
    let Some(period) = months.iter().map(|it| it.period).max() else { return Ok(Vec::new()) };
    let taken = store.messages(None)?.into_iter().map(|it| it.id).collect();
    let stamp = calendar::stamp(now);
    let settings = &config.settings;
    let around = mail::Around { months, ente: &settings.ente.name, offices: &config.offices(), memory: &*memory };
    let digests = mail::digests(&around, &settings.mail, (now, &stamp), taken)?;
    let mut kept = Vec::new();
    for digest in digests {
        for (id, news) in &digest.alerts {
            let by = Notification { message_id: digest.message_id.clone(), told_at: now, news: *news };
            memory.remember_told(id, &digest.address, by);
        }
        let bytes = folders.keep(&digest.message.bytes)?;
        // Of no issue: whichever pass met the news first tells it.
        kept.push(Filed { message: digest.message, digest: bytes, period, number: 0 });
    }
    Ok(kept)
}

/// How a month stands as issued, once this pass is through.
pub(super) fn issue_state(due: Option<IssueState>, last: Option<&Issue>) -> Option<IssueState> {
    due.or_else(|| last.map(|last| last.state))
}
