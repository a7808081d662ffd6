//! One pass of the service, told top to bottom: the only room where disk, database and transport meet.

mod alerts;
mod apart;
mod arrivals;
mod awaited;
mod backup;
mod behind;
mod examine;
mod carried;
mod copying;
mod failure;
mod finish;
mod folders;
mod issue;
mod manifest;
mod month;
mod outbox;
mod phrases;
mod receipts;
mod recover;
mod registry;
mod restated;

use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

pub use apart::{Taken, carry_out, retry, take_in, tell_kept};
pub use arrivals::Intake;
pub use awaited::awaited;
pub use backup::{Marker, Restored, Unfit, backup, restore};
pub use behind::{behind, open};
pub use copying::Copied;
pub use examine::whole;
pub use failure::{Cause, Failure, failure};
pub use finish::Occupied;
pub use folders::{Folders, Lock, Locked, keep_from_others};
pub use month::Month;
pub use outbox::{Delivered, deliver, notify};
pub use recover::{Recovered, recover};
pub use registry::{Behind, record};
pub use restated::RestatedLine;

use self::finish::{OCCUPIED, Place};
use crate::calendar;
use crate::clock::Clock;
use crate::config::Config;
use crate::intake::Wait;
use crate::issue::IssueState;
use crate::mail::{MonthNews, Transport};
use crate::monitor::{Alert, Memory, Moment};
use crate::origin::Sources;
use crate::period::Period;
use crate::problem::{Problem, Severity};
use crate::store::{Arrival, ComparedRows, MessageState, Pass, QueuedMessage, Store, Telling};

/// How a pass is made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Takes files in and computes, but issues no workbook and no message.
    pub nightly: bool,
    /// Changes nothing under the data root, and writes what would be issued below this folder.
    pub dry_run_out: Option<PathBuf>,
    /// How many passes in a row must see a file unchanged before it is taken: a service asks for 2; 0 is 1.
    pub settled_scans: u32,
    /// Takes nothing out of the drop folder: the caller did so by [`take_in`], and a second look in the same instant
    /// would count as a second scan.
    pub leaves_drop: bool,
    /// Tells nothing of alerts yet: a later pass of the same run, for another month, tells it with its own.
    pub leaves_news: bool,
}

/// A place in a pass, told to a [`Witness`] when it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A file was claimed out of the drop folder.
    Claimed(&'a str),
    /// A file is about to be read.
    Reading(&'a str),
    /// Everything was read; the month is about to be computed.
    Computing,
    /// Workbook and messages lie in the archive; nothing is committed.
    Kept,
    /// The transaction is committed; nothing was carried out.
    Committed,
    /// A file whose outcome has changed was taken out of its former tray.
    Withdrawn(&'a str),
    /// A file lies in its tray; the database does not say so yet.
    Moved(&'a str),
    /// The database says that it does.
    Settled(&'a str),
    /// A workbook lies under `reports/`; the database does not say so yet.
    Published(&'a str),
    /// The registry beside the archive tells of arrivals, of an issue or of messages; the database does not say so yet.
    Recorded,
    /// Trays, reports and messages are done.
    CarriedOut,
}

/// Somebody who follows a pass: a progress line, or a test that ends it. An error stops the pass there, as a kill would.
pub type Witness<'a> = &'a dyn Fn(Step<'_>) -> anyhow::Result<()>;

/// What a pass did, and how the month stands after it.
#[derive(Debug)]
pub struct Outcome {
    /// The month.
    pub period: Period,
    /// The last issue's number; 0 when none was made.
    pub issue: u32,
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
    /// What is wrong with the data of the month, and with the files of other months that this pass met: sorted.
    #[must_use]
    pub fn problems(&self) -> Vec<&Problem> {
        let others = self.arrivals.iter().filter(|arrival| arrival.period != self.period);
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
            || self.messages.iter().any(undelivered)
            || self.delivered.needs_attention()
            || self.warnings.iter().any(|it| it.severity == Severity::Error)
            || self.arrivals.iter().any(serious)
            || self.month.problems.iter().any(|it| it.severity == Severity::Error && posted(&it.file))
    }
}

/// Makes one pass for a month. The caller holds the [`Lock`] of the data root.
///
/// # Errors
/// When disk, database or configuration fail. What is wrong with the data is in the outcome.
pub fn run(
    period: Period,
    config: &Config,
    store: &mut Store,
    clock: &dyn Clock,
    transport: &dyn Transport,
    options: &Options,
    witness: Witness<'_>,
) -> anyhow::Result<Outcome> {
    let now = clock.now();
    let folders = Folders { root: config.root.clone(), dry_out: options.dry_run_out.clone() };
    let dry = options.dry_run_out.is_some();
    folders.mounted(store)?;
    folders.prepare()?;
    let mut delivered = Delivered::default();
    if !dry {
        // Whatever could not be published is said at the end, when it is tried again.
        finish::carry_out(&folders, store, witness)?;
        delivered = deliver(config, store, transport, now)?;
        record(&folders, store, witness)?;
    }

    let mut sources = Sources::default();
    let wait = Wait { now, settled_scans: options.settled_scans, settings: config.settings.intake };
    let around =
        arrivals::Around { folders: &folders, store, config, period, wait, witness, claims: !options.leaves_drop };
    let mut intake = arrivals::take_in(&around, &mut sources)?;
    witness(Step::Computing)?;
    let mut month = month::compute(period, config, &folders, store, &mut intake, &mut sources)?;
    month.waits_for(arrivals::waiting_of_month(&around, &intake)?, config);
    restated::tell_settled(&mut month, store, period)?;

    let mut manifest = manifest::of(&month, config, period, now);
    let last = store.last_issue(period)?;
    restated::tell(&mut month, &mut manifest, store, last.as_ref(), &sources)?;
    let stands = last.as_ref().map(|last| manifest.decided(last)).transpose()?.unwrap_or(false);
    let due = !options.nightly && !stands;
    let number = last.as_ref().map_or(0, |issue| issue.number) + u32::from(due);
    month.alerts = alerts::of_issue(period, (&month, &[]), config, store, &sources)?;
    let told = alerts::of_issue(period, (&month, &month.waiting), config, store, &sources)?;
    let moment = Moment { at: now, today: calendar::day(now) };
    let issued = alerts::issue_state(due.then(|| issue::state_of(&month)), last.as_ref());
    let mut lives = alerts::follow(period, &month, config, store, &sources, (moment, issued))?;
    let around_view = issue::Shown::of(&month, &manifest, config)?;
    let state = issued.unwrap_or(IssueState::Draft);
    let view = issue::view(&month, &around_view, (period, number, state), config, &sources);
    let news = lives.news(&view, &month, config, (moment.today, due));
    // With what earlier months of the run found, or a pass that was killed.
    let untold: Vec<MonthNews> = store.untold()?.into_iter().chain(news.clone()).collect();
    let digests =
        if options.leaves_news { Vec::new() } else { lives.digests(&untold, (config, &folders), store, now)? };
    let receipts = receipts::of(&intake, config, &folders, store, now)?;
    let commit = store.begin()?;
    let emission = if due {
        let rows = ComparedRows { movements: &month.ledger.movements, reconciliation: &month.reconciliation };
        // What a large month compared is written while its workbook is made.
        let emission = std::thread::scope(|scope| {
            let emission = scope.spawn(|| issue::emit((&view, &told, &month), &manifest, config, &folders, now));
            let written = commit.rows(period, number, &rows);
            let emission = emission.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written.and(emission)
        });
        Some(emission?)
    } else {
        None
    };
    witness(Step::Kept)?;

    let (sightings, settling) = (intake.sightings(), intake.waiting());
    let pass = Pass {
        arrivals: &intake.arrivals,
        rechecked: &intake.rechecked,
        superseded: &intake.superseded,
        sightings: (!options.leaves_drop).then_some(&*sightings),
        alert_lives: lives.moved().then_some(&lives.after),
        news: if options.leaves_news { Telling::Kept(news.as_ref()) } else { Telling::Told },
        issue: emission.as_ref().map(|it| (&it.issue, issue::found(&month))),
        messages: receipts
            .into_iter()
            .chain(digests)
            .chain(emission.iter().flat_map(|it| it.messages.clone()))
            .collect(),
        queued_at: Some(now),
    };
    commit.end(&pass)?;
    witness(Step::Committed)?;

    if dry {
        if let Some(emission) = &emission
            && let Some(draft) = &emission.draft
        {
            let name = &emission.issue.workbook_name;
            let fill = |file: &mut File| Ok(std::io::copy(&mut draft.reopen()?, file).map(drop)?);
            finish::write_report(&issue::path_of(&folders, period, name), Place::Trial, fill)?;
        }
        for filed in &pass.messages {
            transport.send(&filed.message)?;
        }
    } else {
        intake.warnings.extend(finish::carry_out(&folders, store, witness)?);
        intake.warnings.extend(finish::put_back(&folders, store, period)?);
        // A server that was not there a moment ago is not asked again.
        if delivered.stopped() {
            delivered.count_waiting(store, now)?;
        } else {
            delivered = delivered.and(deliver(config, store, transport, now)?);
        }
        record(&folders, store, witness)?;
    }
    witness(Step::CarriedOut)?;

    let workbook_name = emission.map(|emission| emission.issue.workbook_name).or(last.map(|issue| issue.workbook_name));
    let workbook = workbook_name.map(|name| issue::path_of(&folders, period, &name));
    // What lies there may be somebody else's.
    let occupied = |path: &PathBuf| intake.warnings.iter().any(|it| it.code == OCCUPIED && Path::new(&it.file) == path);
    let workbook = workbook.filter(|path| !occupied(path));
    Ok(Outcome {
        period,
        issue: number,
        state,
        changed: due || !intake.arrivals.is_empty(),
        now,
        alerts: lives.shown,
        lives: lives.after,
        month,
        sources,
        pending: pending(store, config, period)?,
        arrivals: intake.arrivals,
        settling,
        warnings: intake.warnings,
        workbook,
        messages: store.messages(Some(period))?,
        delivered,
    })
}

/// A month as it stands, computed from what was taken in; nothing is taken in, nothing is changed.
///
/// # Errors
/// When disk or database fail.
pub fn standing(period: Period, config: &Config, folders: &Folders, store: &Store) -> anyhow::Result<(Month, Sources)> {
    let mut sources = Sources::default();
    let mut month = month::compute(period, config, folders, store, &mut Intake::default(), &mut sources)?;
    restated::tell_settled(&mut month, store, period)?;
    // No issue is made of this manifest: it says what the month would be compared with.
    let mut manifest = manifest::of(&month, config, period, DateTime::UNIX_EPOCH);
    restated::tell(&mut month, &mut manifest, store, store.last_issue(period)?.as_ref(), &sources)?;
    month.alerts = alerts::of_issue(period, (&month, &[]), config, store, &sources)?;
    Ok((month, sources))
}

/// Files that no issue of their month is made of; a reference belongs to no month and waits for none.
///
/// # Errors
/// When the database fails.
pub fn waiting(store: &Store, config: &Config) -> anyhow::Result<Vec<Arrival>> {
    let reference = |arrival: &Arrival| {
        config.layout(&arrival.layout).is_some_and(|it| it.kind == crate::read::layout::Kind::Reference)
    };
    let mut waiting = store.waiting()?;
    waiting.retain(|arrival| !reference(arrival));
    Ok(waiting)
}

/// Months other than this one whose files wait for an issue.
fn pending(store: &Store, config: &Config, period: Period) -> anyhow::Result<Vec<Period>> {
    let mut months: Vec<Period> =
        waiting(store, config)?.iter().map(|it| it.period).filter(|month| *month != period).collect();
    months.sort();
    months.dedup();
    Ok(months)
}
