//! What each kind of job does. Everything that bears a date is done with the job's own due time, however late it is.

use chrono::{DateTime, TimeDelta, Utc};

use super::phrases;
use super::ran::Moment;
use crate::calendar;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::schedule::Kind;
use crate::intake::Wait;
use crate::mail::Transport;
use crate::period::Period;
use crate::pipeline::{self, Folders, Occupied, Shelves, Witness};
use crate::store::{JobState, Store};

/// How many passes in a row must see a file unchanged: it may still be on its way over the network.
const SETTLED_SCANS: u32 = 2;

/// Minutes for which an issue waits for files that have just appeared. One written for longer is the next issue's.
const WAIT_MINUTES: i64 = 5;

/// What a job works with.
pub(super) struct Hands<'a> {
    pub config: &'a Config,
    pub store: &'a mut Store,
    pub transport: &'a dyn Transport,
    pub witness: Witness<'a>,
    /// The machine's clock, for what cannot be done in the past.
    pub clock: &'a dyn Clock,
    /// How many files wait only because too few scans have seen them, once this step has looked at all: two looks in
    /// one step would be two scans of the same instant.
    pub unsettled: &'a mut Option<usize>,
}

/// How a job ended.
pub(super) enum Outcome {
    /// Done; what it has to say, or nothing.
    Done(String),
    /// Not yet: files have just appeared, and the next tick will know whether they are whole.
    Later(String),
}

/// Whether a job that was due then may still wait a little.
pub(super) fn may_wait(due: DateTime<Utc>, moment: Moment) -> bool {
    moment.now < due.max(moment.awake_since) + TimeDelta::minutes(WAIT_MINUTES)
}

pub(super) fn perform(kind: Kind, due: DateTime<Utc>, patient: bool, hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    match kind {
        Kind::Watch => watch(due, hands),
        Kind::Nightly => nightly(due, patient, hands),
        Kind::Issue => issue(due, patient, hands),
        Kind::Deliver => deliver(hands),
        Kind::Verify => verify(hands),
    }
}

/// Takes in what lies there, unless this step did; what it came to.
fn take_in(due: DateTime<Utc>, hands: &mut Hands<'_>) -> anyhow::Result<String> {
    let Hands { config, store, witness, unsettled, .. } = hands;
    if unsettled.is_some() {
        return Ok(String::new());
    }
    let wait = Wait { now: due, settled_scans: SETTLED_SCANS, settings: config.settings.intake };
    let taken = pipeline::take_in(calendar::month_of(due), wait, config, store, *witness)?;
    **unsettled = Some(taken.unsettled);
    Ok(phrases::taken(&taken))
}

/// Takes in what lies there, and sends out the months of which a file brought the visto. One that fails is told by this job: night
/// and issue go on without it.
fn watch(due: DateTime<Utc>, hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    let mut said = vec![take_in(due, hands)?];
    for month in pipeline::seen(hands.store)? {
        let outcome = pipeline::issue(month, &mut hands_of(hands, due, true))?;
        Occupied::among(&outcome.warnings)?;
        said.push(phrases::issued(&outcome));
    }
    said.retain(|text| !text.is_empty());
    Ok(Outcome::Done(said.join("; ")))
}

/// Months before one to be judged anew by night: those with new files, and those whose expected files have not come.
fn unsettled_before(month: Period, due: DateTime<Utc>, hands: &Hands<'_>) -> anyhow::Result<Vec<Period>> {
    let mut months = waiting_before(month, hands)?;
    months.extend(pipeline::awaited(hands.store, hands.config, calendar::day(due))?);
    months.retain(|it| *it < month);
    months.sort();
    months.dedup();
    Ok(months)
}

/// Months before one whose files no issue of theirs tells of, in order.
fn waiting_before(month: Period, hands: &Hands<'_>) -> anyhow::Result<Vec<Period>> {
    let mut months: Vec<Period> =
        pipeline::waiting(hands.store, hands.config)?.iter().map(|it| it.period).filter(|it| *it < month).collect();
    months.sort();
    months.dedup();
    Ok(months)
}

/// What a pass of a run works with. The drop folder was looked into; the last month tells what all of them found.
fn hands_of<'h>(hands: &'h mut Hands<'_>, due: DateTime<Utc>, is_last: bool) -> pipeline::Hands<'h> {
    let own = pipeline::Hands::of(hands.config, hands.store, hands.transport, due, hands.witness);
    let own = own.leaving_the_drop_folder();
    if is_last { own } else { own.keeping_digests() }
}

/// The current month, after the earlier ones that have new files or miss some: what depends on those is judged in their
/// light, and a file that does not come grows late on its days though nothing else happens.
fn nightly(due: DateTime<Utc>, patient: bool, hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    let current = calendar::month_of(due);
    let mut said = vec![take_in(due, hands)?];
    let unsettled = hands.unsettled.unwrap_or_default();
    // Half of what an office is putting down would be judged as if the other half were missing.
    if unsettled > 0 && patient {
        return Ok(Outcome::Later(phrases::waits(unsettled)));
    }
    let news = waiting_before(current, hands)?;
    for month in unsettled_before(current, due, hands)? {
        pipeline::night(month, &mut hands_of(hands, due, false))?;
        if news.contains(&month) {
            said.push(phrases::computed(month));
        }
    }
    let outcome = pipeline::night(current, &mut hands_of(hands, due, true))?;
    Occupied::among(&outcome.warnings)?;
    said.push(templates(due, hands));
    said.retain(|text| !text.is_empty());
    Ok(Outcome::Done(said.join("; ")))
}

/// The month before the due time, after the earlier ones that have new files. One with nothing new changes nothing.
fn issue(due: DateTime<Utc>, patient: bool, hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    let target = calendar::month_before(due);
    let mut said = vec![take_in(due, hands)?];
    let unsettled = hands.unsettled.unwrap_or_default();
    if unsettled > 0 && patient {
        return Ok(Outcome::Later(phrases::waits(unsettled)));
    }
    let mut months = waiting_before(target, hands)?;
    months.push(target);
    let mut warnings = Vec::new();
    for month in months {
        let outcome = pipeline::issue(month, &mut hands_of(hands, due, month == target))?;
        said.push(phrases::issued(&outcome));
        warnings = outcome.warnings;
    }
    Occupied::among(&warnings)?;
    said.push(templates(due, hands));
    said.retain(|text| !text.is_empty());
    Ok(Outcome::Done(said.join("; ")))
}

/// Leaves the offices what they fill in next: when a month has gone out, and by night what a changed configuration asks for beside it.
/// That it could not be done keeps nothing else from being done.
fn templates(due: DateTime<Utc>, hands: &Hands<'_>) -> String {
    let Hands { config, store, .. } = hands;
    let folders = Folders::of(config);
    let leave = || {
        let month = pipeline::next_month(store, due)?;
        let shelves = Shelves { config, folders: &folders, store };
        anyhow::Ok(phrases::templates(pipeline::leave_templates(month, shelves), month))
    };
    leave().unwrap_or_else(|error| {
        tracing::warn!(error = format!("{error:#}"), "i modelli degli uffici non sono scritti");
        String::new()
    })
}

/// Delivery is of now: a server is not asked in the past.
fn deliver(hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    let Hands { config, store, transport, witness, clock, .. } = hands;
    let (delivered, warnings) = pipeline::carry_out(config, store, *transport, clock.now(), *witness)?;
    Occupied::among(&warnings)?;
    Ok(Outcome::Done(phrases::delivered(&delivered, config.settings.mail.mode)))
}

/// What is not as it was is told once, for as long as it stays the same.
fn verify(hands: &mut Hands<'_>) -> anyhow::Result<Outcome> {
    let Hands { config, store, transport, witness, clock, .. } = hands;
    let verified = pipeline::verify(config, None, *witness)?;
    let said = phrases::verified(&verified);
    let is_ours = |job: &str| config.settings.schedule.jobs.iter().any(|it| it.kind == Kind::Verify && it.name == job);
    let runs = store.all_runs()?.into_iter().filter(|it| it.state == JobState::Done && is_ours(&it.job));
    let before = runs.max_by_key(|it| it.due).map(|it| it.said);
    if !verified.findings.is_empty() && before.as_ref() != Some(&said) {
        pipeline::notify(config, Some(store), *transport, &phrases::not_as_it_was(&verified), clock.now())?;
    }
    Ok(Outcome::Done(said))
}
