//! One pass for a month, told top to bottom: files are taken in, the month is computed, what it issues and tells is kept, one
//! transaction commits it, and what is committed is carried out.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::alerts::{self, At, Workbooks};
use super::arrivals::{self, Around, Intake};
use super::compared::Standing;
use super::context::{Desk, Digests, DropFolder, Hands, Scope, Shelves, Step};
use super::corrections;
use super::finish::{self, Place};
use super::issue::{self, Emission, Shown, Told};
use super::month::is_reserved;
use super::outbox::{Delivered, deliver};
use super::outcome::Outcome;
use super::phrases;
use super::receipts;
use super::registry::record;
use super::standing::{self, pending};
use crate::issue::IssueState;
use crate::mail::MonthNews;
use crate::monitor::Lived;
use crate::period::Period;
use crate::report::View;
use crate::store::{Commit, ComparedRows, Filed, Pass, Telling};

/// Makes one pass for a month, and issues it where something new decides.
///
/// # Errors
/// When disk, database or configuration fail. What is wrong with the data is in the outcome.
pub fn issue(period: Period, hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    pass(period, hands, |standing| standing.is_due)
}

/// Makes one pass that takes files in, computes and alerts, and issues nothing.
///
/// # Errors
/// As [`issue`].
pub fn night(period: Period, hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    pass(period, hands, |_| false)
}

fn pass(period: Period, hands: &mut Hands<'_>, issues: fn(&Standing) -> bool) -> anyhow::Result<Outcome> {
    hands.folders.mounted(hands.store)?;
    hands.folders.prepare()?;
    let delivered = finish_former(hands)?;
    let (mut intake, mut standing) = take_in_and_compute(period, hands)?;
    let is_new = issues(&standing);
    if is_new {
        let shelves = Shelves { config: hands.config, folders: &hands.folders, store: hands.store };
        corrections::untold(period, shelves)?.told_by(&mut standing.month);
    }
    let due = Due::of(period, &standing, is_new);
    if due.number.is_none() {
        standing.month.forget_gap();
    }
    let scope = Scope { period, config: hands.config, sources: &standing.sources };
    let mut lived = alerts::follow(&standing.month, scope, At { now: hands.now, issued: due.stands }, hands.store)?;
    let committed = commit(&due, &standing, &mut intake, &mut lived, hands)?;
    (hands.witness)(Step::Committed)?;
    let delivered = if hands.is_trial() {
        try_out(period, &committed, hands)?;
        delivered
    } else {
        carry_out(period, delivered, &mut intake, hands)?
    };
    (hands.witness)(Step::CarriedOut)?;
    Passed { due, standing, intake, lived, committed, delivered }.outcome(hands)
}

/// Finishes what an earlier pass committed, and delivers what is due; a trial does neither.
fn finish_former(hands: &mut Hands<'_>) -> anyhow::Result<Delivered> {
    if hands.is_trial() {
        return Ok(Delivered::default());
    }
    // Whatever could not be published is said at the end, when it is tried again.
    finish::carry_out(&hands.folders, hands.store, hands.witness)?;
    let delivered = deliver(hands.config, hands.store, hands.transport, hands.now)?;
    record(&hands.folders, hands.store, hands.witness)?;
    Ok(delivered)
}

fn take_in_and_compute(period: Period, hands: &Hands<'_>) -> anyhow::Result<(Intake, Standing)> {
    let Hands { config, folders, witness, now, .. } = hands;
    let store = &*hands.store;
    let claims = hands.drop == DropFolder::Taken;
    let last = hands.last.unwrap_or(period);
    let around = Around { folders, store, config, period, last, wait: hands.wait(), witness: *witness, claims };
    let mut intake = arrivals::take_in(&around)?;
    witness(Step::Computing)?;
    let waiting = arrivals::waiting_of_month(&around, &intake)?;
    let standing = standing::of(period, *now, waiting, &mut intake, Shelves { config, folders, store })?;
    Ok((intake, standing))
}

/// The issue that a pass makes, or the one that stands.
struct Due {
    period: Period,
    /// Its number; none when the month was never issued.
    number: Option<u32>,
    /// Whether this pass makes it.
    is_new: bool,
    /// How the month stands as issued, once this pass is through; none when it never was.
    stands: Option<IssueState>,
}

impl Due {
    fn of(period: Period, standing: &Standing, is_new: bool) -> Self {
        let last = standing.last.as_ref();
        let number = if is_new { Some(standing.next_number) } else { last.map(|issue| issue.number) };
        let stands = if is_new { Some(standing.state()) } else { last.map(|last| last.state) };
        Self { period, number, is_new, stands }
    }

    /// How the month is shown: one that was never issued is a draft.
    fn state(&self) -> IssueState {
        self.stands.unwrap_or(IssueState::Draft)
    }
}

/// What a pass committed, as far as it is needed afterwards.
struct Committed {
    emission: Option<Emission>,
    messages: Vec<Filed>,
}

/// Composes and keeps what the pass issues and tells, and commits it with everything else.
fn commit(
    due: &Due,
    standing: &Standing,
    intake: &mut Intake,
    lived: &mut Lived,
    hands: &mut Hands<'_>,
) -> anyhow::Result<Committed> {
    let Hands { config, now, .. } = *hands;
    let month = &standing.month;
    let scope = Scope { period: due.period, config, sources: &standing.sources };
    let shown = Shown::of(month, &standing.manifest, config)?;
    let view = issue::view(month, &shown, due.number.unwrap_or_default(), due.state(), scope);
    let (folders, store) = (&hands.folders, &mut *hands.store);
    let desk = Desk { config, folders, now };
    let news = alerts::news(lived, &view, month, desk, due.is_new && !month.tells_nobody);
    let keeps = hands.digests == Digests::Kept;
    // With what earlier months of the run found, or a pass that was killed.
    let untold: Vec<MonthNews> = store.untold()?.into_iter().chain(news.clone()).collect();
    let mut messages = receipts::of(intake, desk, store)?;
    if !keeps {
        // An answer is bound to an issue: this one, or the one that says what the month says now.
        let is_issued = due.is_new || standing.last.as_ref().is_some_and(|last| last.decisive == view.manifest);
        let workbooks = if is_issued { alerts::workbooks(&view)? } else { Workbooks::default() };
        messages.extend(alerts::digests(&untold, &workbooks, &mut lived.after, desk, store)?);
    }
    let told = if due.is_new {
        let alerts = alerts::of_issue(month, &month.waiting, scope, store)?;
        Told { alerts, letters: issue::letters_before(due.period, store, folders)? }
    } else {
        Told::default()
    };
    let transaction = store.begin()?;
    let emission = due.is_new.then(|| emit(&view, &told, standing, &transaction, desk)).transpose()?;
    (hands.witness)(Step::Kept)?;
    messages.extend(emission.iter().flat_map(|it| it.messages.iter().cloned()));
    let sightings = intake.sightings();
    let pass = Pass {
        arrivals: &intake.arrivals,
        rechecked: &intake.rechecked,
        superseded: &intake.superseded,
        answers: &intake.answers,
        visti: &intake.visti,
        sightings: (hands.drop == DropFolder::Taken).then_some(&*sightings),
        alert_lives: lived.moved().then_some(&lived.after),
        news: if keeps { Telling::Kept(news.as_ref()) } else { Telling::Told },
        issue: emission.as_ref().map(|it| (&it.issue, issue::found(month))),
        messages,
        configuration: standing.manifest.whole_configuration.zip(standing.manifest.kept_configuration),
        queued_at: Some(now),
    };
    transaction.end(&pass)?;
    let messages = pass.messages;
    Ok(Committed { emission, messages })
}

/// Makes the issue: what a large month compared is written while its workbook is made.
fn emit(
    view: &View<'_>,
    told: &Told,
    standing: &Standing,
    commit: &Commit<'_>,
    desk: Desk<'_>,
) -> anyhow::Result<Emission> {
    let month = &standing.month;
    let rows = ComparedRows { movements: &month.ledger.movements, reconciliation: &month.reconciliation };
    std::thread::scope(|scope| {
        let emission = scope.spawn(|| issue::emit(view, told, month, &standing.manifest, desk));
        let written = commit.rows(view.period, view.issue, &rows);
        let emission = emission.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and(emission)
    })
}

/// Writes what a trial would have issued and sent below its own folder.
fn try_out(period: Period, committed: &Committed, hands: &Hands<'_>) -> anyhow::Result<()> {
    if let Some(emission) = &committed.emission
        && let Some(draft) = &emission.draft
    {
        let path = issue::path_of(&hands.folders, period, &emission.issue.workbook_name);
        let fill = |file: &mut File| Ok(std::io::copy(&mut draft.reopen()?, file).map(drop)?);
        finish::write_report(&path, Place::Trial, fill)?;
        if let Some(prospetto) = &emission.issue.prospetto {
            let path = issue::path_of(&hands.folders, period, &prospetto.name);
            finish::write_report(&path, Place::Trial, |file| Ok(file.write_all(&emission.prospetto)?))?;
        }
    }
    committed.messages.iter().try_for_each(|filed| hands.transport.send(&filed.message).map(drop))
}

/// Moves files into their trays, publishes, delivers and records; what was delivered in the whole pass.
fn carry_out(
    period: Period,
    mut delivered: Delivered,
    intake: &mut Intake,
    hands: &mut Hands<'_>,
) -> anyhow::Result<Delivered> {
    intake.warnings.extend(finish::carry_out(&hands.folders, hands.store, hands.witness)?);
    intake.warnings.extend(finish::put_back(&hands.folders, hands.store, period)?);
    // A server that was not there a moment ago is not asked again.
    if delivered.stopped() {
        delivered.count_waiting(hands.store, hands.now)?;
    } else {
        delivered = delivered.and(deliver(hands.config, hands.store, hands.transport, hands.now)?);
    }
    record(&hands.folders, hands.store, hands.witness)?;
    Ok(delivered)
}

/// All that a pass came to.
struct Passed {
    due: Due,
    standing: Standing,
    intake: Intake,
    lived: Lived,
    committed: Committed,
    delivered: Delivered,
}

impl Passed {
    /// What the pass did, and how the month stands after it.
    fn outcome(self, hands: &Hands<'_>) -> anyhow::Result<Outcome> {
        let Self { due, standing, intake, lived, committed, delivered } = self;
        let Hands { config, now, .. } = *hands;
        let (store, settling) = (&*hands.store, intake.waiting());
        let issued = committed.emission.map(|it| it.issue).or(standing.last);
        let workbook = issued.map(|it| issue::path_of(&hands.folders, due.period, &it.workbook_name));
        // What lies there may be somebody else's.
        let occupied = |path: &PathBuf| {
            intake
                .warnings
                .iter()
                .any(|it| it.code == phrases::OCCUPIED && it.file.as_ref().is_some_and(|it| Path::new(it) == path))
        };
        Ok(Outcome {
            period: due.period,
            issue: due.number,
            state: due.state(),
            changed: due.is_new || !intake.arrivals.is_empty(),
            now,
            alerts: lived.shown,
            lives: lived.after,
            month: standing.month,
            sources: standing.sources,
            pending: pending(store, config, due.period)?,
            workbook: workbook.filter(|path| !occupied(path)),
            reserved: (0..).zip(&intake.arrivals).filter(|(_, it)| is_reserved(it, config)).map(|(at, _)| at).collect(),
            arrivals: intake.arrivals,
            settling,
            warnings: intake.warnings,
            messages: store.messages(Some(due.period))?,
            delivered,
        })
    }
}
