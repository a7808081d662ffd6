//! What a pass makes of alerts: those of the issue, a function of what it is made of; and their lives, with the digests that
//! tell them. What is worth an alert, and when one is said, `monitor` decides.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::answered;
use super::arrivals::WaitingFile;
use super::context::{Desk, Scope};
use super::month::{Month, refused_for};
use super::receipts;
use super::redefined::Redefinition;
use crate::calendar;
use crate::config::Config;
use crate::config::settings::{Expected, Release, ReleaseSettings};
use crate::issue::{Issue, IssueState};
use crate::mail::{self, MonthNews};
use crate::monitor::{
    self, Alert, AwaitedVisto, ChangedInPlace, ExpectedFile, FileState, Findings, Judgement, Lived, Memory, Moment,
    Notification, PartialFile, RefusedFile,
};
use crate::office::{OfficeId, Offices};
use crate::problem::{Problem, Severity};
use crate::read::layout;
use crate::reconcile::Answered;
use crate::report::{self, View};
use crate::store::{Arrival, Filed, Store};

/// What findings are made of beside the month itself.
struct Around {
    expected: Vec<ExpectedFile>,
    refused: Vec<RefusedFile>,
    partial: Vec<PartialFile>,
    sheets: Vec<OfficeId>,
    unmapped: Vec<Arc<str>>,
    offices: Offices,
    changed: Vec<ChangedInPlace>,
    whole: bool,
    awaits_visto: Option<AwaitedVisto>,
    answered: Answered,
}

impl Around {
    fn of(month: &Month, waiting: &[WaitingFile], scope: Scope<'_>) -> Self {
        let config = scope.config;
        let sheet = |arrival: &&Arrival| {
            arrival
                .layout
                .as_deref()
                .and_then(|id| config.layout(id))
                .is_some_and(|layout| layout.kind == layout::Kind::Initiatives)
        };
        Self {
            expected: config.expected_files(|it| state(month, waiting, it)),
            refused: refused(month, config),
            partial: partial(month),
            sheets: month.standing.iter().filter(sheet).filter_map(|it| it.office.clone()).collect(),
            unmapped: month.ledger.unmapped.iter().map(|it| Arc::clone(&it.account)).collect(),
            offices: config.settings.offices.clone(),
            changed: month.redefined.iter().filter(|it| it.is_silent()).map(Redefinition::told).collect(),
            whole: true,
            awaits_visto: None,
            answered: answered::of(month, scope.period),
        }
    }

    /// What the month found; `draft` is why its last issue is one.
    fn findings<'a>(
        &'a self,
        month: &'a Month,
        scope: Scope<'a>,
        today: Option<NaiveDate>,
        draft: Option<&'a [String]>,
    ) -> Findings<'a> {
        let Scope { period, config, sources } = scope;
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
            answered: &self.answered,
            restated: month.restated.as_ref(),
            changed: &self.changed,
            awaits_visto: self.awaits_visto.as_ref(),
            draft,
        }
    }
}

/// The file that stands in the place of a refused one.
fn stands<'a>(month: &'a Month, refused: &Arrival) -> Option<&'a Arrival> {
    month.standing.iter().find(|it| it.layout == refused.layout && it.office == refused.office)
}

fn state(month: &Month, waiting: &[WaitingFile], expected: &Expected) -> FileState {
    let waits = waiting.iter().find(|it| expected.is_for(Some(&it.layout), it.office.as_ref()));
    let stands = month.standing.iter().find(|it| expected.is_for(it.layout.as_ref(), it.office.as_ref()));
    match (stands, refused_for(month, expected), waits) {
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
        let standing = stands(month, arrival);
        let awaited = config
            .settings
            .expected
            .iter()
            .any(|it| standing.is_none() && it.is_for(arrival.layout.as_ref(), arrival.office.as_ref()));
        let replaced = standing.is_some_and(|it| it.id > arrival.id || it.arrived_at >= arrival.arrived_at);
        if awaited || replaced {
            continue;
        }
        let office = arrival.office.as_deref().or(arrival.folder.as_deref()).unwrap_or_default();
        out.push(RefusedFile {
            file: arrival.name.clone(),
            ask: Arc::from(office),
            standing: standing.map(|it| it.name.clone()),
        });
    }
    out
}

/// Accepted files with rows or values that do not count.
fn partial(month: &Month) -> Vec<PartialFile> {
    let refused: BTreeSet<&str> = month.refused.iter().map(|it| it.name.as_str()).collect();
    let of_file = |arrival: &Arrival| {
        let layout = arrival.layout.clone()?;
        let own = month.problems.iter().filter(|it| it.is_of(&arrival.name) && it.severity == Severity::Error);
        let rows: BTreeSet<String> = own.filter(|it| it.cell.is_some()).map(Problem::within).collect();
        (!rows.is_empty()).then(|| PartialFile {
            file: arrival.name.clone(),
            layout,
            office: arrival.office.clone(),
            rows,
        })
    };
    month.standing.iter().filter(|it| !refused.contains(it.name.as_str())).filter_map(of_file).collect()
}

/// The alerts of an issue of this month, a function of its manifest: no day counts, and nothing that waits in the drop
/// folder. Who is written to is told of what waits.
pub(super) fn of_issue(
    month: &Month,
    waiting: &[WaitingFile],
    scope: Scope<'_>,
    store: &Store,
) -> anyhow::Result<Vec<Alert>> {
    let around = Around::of(month, waiting, scope);
    let blocking = if waiting.is_empty() { &month.blocking } else { &month.blocking_told };
    let judgement = judge(&around.findings(month, scope, None, Some(blocking)), scope.config);
    let former = month.earlier.last().map(|last| store.issued_alerts(last)).transpose()?.unwrap_or_default();
    let mut alerts = monitor::assess(&judgement, &former);
    // Who reads a month that is issued again was told by the issue before of what that one said; a draft went to who mends it.
    let goes_out = scope.config.settings.release.mode == Release::Visto && month.blocking.is_empty();
    let before = match goes_out {
        true => store.released_before(scope.period, u32::MAX)?,
        false => store.last_issue(scope.period)?,
    };
    if let Some(before) = before {
        monitor::known(&mut alerts, &store.issued_alerts(&before)?);
    }
    Ok(alerts)
}

fn judge(findings: &Findings<'_>, config: &Config) -> Judgement {
    monitor::judge(findings, &config.settings.thresholds, &config.settings.alerts)
}

/// When alerts are followed.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// The instant.
    pub now: DateTime<Utc>,
    /// How the month stands as issued, or is about to be; none when it never was.
    pub issued: Option<IssueState>,
}

/// Follows the alerts of a month at an instant.
pub(super) fn follow(month: &Month, scope: Scope<'_>, at: At, store: &Store) -> anyhow::Result<Lived> {
    let moment = Moment { at: at.now, today: calendar::day(at.now) };
    let mut around = Around::of(month, &month.waiting, scope);
    around.whole = is_whole(month, scope, moment.today);
    around.awaits_visto = awaited(month, scope, at, store)?;
    let draft = match at.issued {
        Some(IssueState::Released) => Some([].as_slice()),
        // What no longer blocks is over when the month is issued again.
        Some(IssueState::Draft) if !month.blocking.is_empty() => Some(month.blocking_told.as_slice()),
        Some(IssueState::Draft) | None => None,
    };
    let judgement = judge(&around.findings(month, scope, Some(moment.today), draft), scope.config);
    Ok(Lived::of(&judgement, store.alerts()?, &month.alerts, &scope.config.settings.alerts, moment))
}

/// That an issue of the month waits for its visto, and for nothing else.
fn awaited(month: &Month, scope: Scope<'_>, at: At, store: &Store) -> anyhow::Result<Option<AwaitedVisto>> {
    let waits = at.issued == Some(IssueState::Draft) && month.awaits_visto.is_some() && month.blocking.len() == 1;
    if !waits {
        return Ok(None);
    }
    let own = store.all_issues()?.into_iter().filter(|it| it.period == scope.period && it.withdrawn.is_none());
    let mut own: Vec<Issue> = own.collect();
    own.sort_by_key(|it| it.number);
    let drafts = own.iter().rev().take_while(|it| it.state == IssueState::Draft);
    let since = calendar::day(drafts.last().map_or(at.now, |it| it.issued_at));
    let ReleaseSettings { remind_after_days, tell_others_after_days, then, .. } = &scope.config.settings.release;
    Ok(Some(AwaitedVisto {
        since,
        days: u32::try_from((calendar::day(at.now) - since).num_days()).unwrap_or_default(),
        remind_after: *remind_after_days,
        tell_others_after: *tell_others_after_days,
        then: then.clone(),
    }))
}

/// Whether the files that fill the watched scheme reach the month's last day; where they do not say, the month must be over.
fn is_whole(month: &Month, scope: Scope<'_>, today: NaiveDate) -> bool {
    let Scope { period, config, .. } = scope;
    let scheme = Some(config.settings.thresholds.scheme.as_str());
    let fills = |it: &&Arrival| {
        let layout = it.layout.as_deref().and_then(|id| config.layout(id));
        layout.is_some_and(|it| it.kind == layout::Kind::Accounts && it.scheme.as_deref() == scheme)
    };
    let last = period.last_day();
    month.standing.iter().filter(fills).all(|it| it.as_of.map_or(today > last, |as_of| as_of >= last))
}

/// What a pass has to tell of the month that it shows, and issues where `issues` says so.
pub(super) fn news(lived: &Lived, view: &View<'_>, month: &Month, desk: Desk<'_>, issues: bool) -> Option<MonthNews> {
    let told = lived.told(|file| receipts::role_told(file, &month.refused, desk.config).map(str::to_owned));
    let news = MonthNews::of(view, told, &lived.after, calendar::day(desk.now), issues);
    let awaits = desk.config.settings.release.mode == Release::Visto && view.state == IssueState::Draft;
    news.map(|it| if awaits { it.held() } else { it })
}

/// The workbooks on which offices answer, by their ids: file name and bytes.
pub(super) type Workbooks = BTreeMap<OfficeId, (String, Vec<u8>)>;

/// The workbooks on which offices answer, of a month that is as it is issued; of one that has changed since there is none, for
/// an answer is bound to an issue.
pub(super) fn workbooks(view: &View<'_>) -> anyhow::Result<Workbooks> {
    let asked =
        view.indicators.iter().filter(|it| it.is_of_plan() && it.standing.asks()).map(|it| &it.definition.office);
    let of_problems = view.answered.problems.iter().filter_map(|it| it.office.as_ref());
    let of_differences = view.reconciliation.differences.iter().filter_map(|it| it.office.as_ref());
    let offices: BTreeSet<&OfficeId> = of_differences.chain(of_problems).chain(asked).collect();
    let mut all = Workbooks::new();
    for office in offices {
        let mut bytes = Vec::new();
        if report::render_office(view, office, Cursor::new(&mut bytes))? {
            all.insert(office.clone(), (format!("differenze-{}-{office}.xlsx", view.period), bytes));
        }
    }
    Ok(all)
}

/// Composes the digests of what the months of a run have to tell, keeps them, and remembers in which thread each alert
/// is told.
pub(super) fn digests(
    months: &[MonthNews],
    workbooks: &Workbooks,
    memory: &mut Memory,
    desk: Desk<'_>,
    store: &Store,
) -> anyhow::Result<Vec<Filed>> {
    let Desk { config, folders, now } = desk;
    let Some(period) = months.iter().map(|it| it.period).max() else { return Ok(Vec::new()) };
    let taken = store.messages(None)?.into_iter().map(|it| it.id).collect();
    let stamp = calendar::stamp(now);
    let settings = &config.settings;
    let (ente, offices) = (&*settings.ente.name, &settings.offices);
    let duties = config.duties.due(calendar::day(now));
    let around = mail::Around { months, ente, offices, memory: &*memory, workbooks, duties: &duties };
    let digests = mail::digests(&around, &settings.mail, (now, &stamp), taken)?;
    let mut kept = Vec::new();
    for digest in digests {
        for (id, news) in &digest.alerts {
            let by = Notification { message_id: digest.message_id.clone(), told_at: now, news: *news };
            memory.remember_told(id, &digest.address, by);
        }
        let bytes = folders.keep(&digest.message.bytes)?;
        // Of no issue: whichever pass met the news first tells it.
        kept.push(Filed { message: digest.message, digest: bytes, period, number: None });
    }
    Ok(kept)
}
