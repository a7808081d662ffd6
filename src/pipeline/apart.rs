//! What is done apart from a pass: files are taken in and tried again, what was committed is carried out, what was kept is
//! told. Computes no month.

use chrono::{DateTime, Utc};

use super::context::{Desk, Step, Witness};
use super::folders::Folders;
use super::outbox::{Delivered, deliver};
use super::registry::record;
use super::{alerts, arrivals, finish, receipts};
use crate::config::Config;
use crate::intake::Wait;
use crate::mail::Transport;
use crate::period::Period;
use crate::problem::Problem;
use crate::store::{Arrival, Pass, Store, Telling};

/// What taking files in came to.
#[derive(Debug, Default)]
pub struct Taken {
    /// The files that arrived, with their outcome.
    pub arrivals: Vec<Arrival>,
    /// Files that wait: name and why.
    pub settling: Vec<(String, String)>,
    /// What must be said of those that wait.
    pub warnings: Vec<Problem>,
    /// How many of them wait only because too few scans have seen them unchanged.
    pub unsettled: usize,
}

/// Takes in what lies in the drop folder, puts it into its trays and queues the receipts, so that an office sees what
/// became of its file; computes nothing and delivers nothing. Files that name no month are of `period`. The caller holds the
/// [`Lock`](super::Lock) of the data root.
///
/// # Errors
/// When disk or database fail.
pub fn take_in(
    period: Period,
    wait: Wait,
    config: &Config,
    store: &mut Store,
    witness: Witness<'_>,
) -> anyhow::Result<Taken> {
    let folders = Folders::of(config);
    folders.mounted(store)?;
    folders.prepare()?;
    finish::settle(&folders, store, witness)?;
    let around =
        arrivals::Around { folders: &folders, store, config, period, last: period, wait, witness, claims: true };
    let intake = arrivals::take_in(&around)?;
    let now = wait.now;
    let receipts = receipts::of(&intake, Desk { config, folders: &folders, now }, store)?;
    witness(Step::Kept)?;
    let sightings = intake.sightings();
    let took = !intake.arrivals.is_empty() || !intake.rechecked.is_empty() || !intake.superseded.is_empty();
    // A look every few minutes at an empty folder must not write all year long.
    if took || !receipts.is_empty() || store.sightings()? != sightings {
        store.commit(&Pass {
            arrivals: &intake.arrivals,
            rechecked: &intake.rechecked,
            superseded: &intake.superseded,
            answers: &intake.answers,
            visti: &intake.visti,
            sightings: Some(&sightings),
            messages: receipts,
            queued_at: Some(now),
            ..Pass::default()
        })?;
        witness(Step::Committed)?;
        finish::settle(&folders, store, witness)?;
    }
    record(&folders, store, witness)?;
    let unsettled = sightings.iter().filter(|it| it.open_since.is_none() && it.scans < wait.settled_scans).count();
    let settling = intake.waiting();
    Ok(Taken { arrivals: intake.arrivals, settling, warnings: intake.warnings, unsettled })
}

/// Carries out what is committed and not done yet: trays, reports, and the messages that are due at `now`; says which
/// workbooks could not be published. The caller holds the [`Lock`](super::Lock).
///
/// # Errors
/// When disk or database fail; a message that cannot be handed over waits, and is no failure.
pub fn carry_out(
    config: &Config,
    store: &mut Store,
    transport: &dyn Transport,
    now: DateTime<Utc>,
    witness: Witness<'_>,
) -> anyhow::Result<(Delivered, Vec<Problem>)> {
    let folders = Folders::of(config);
    folders.prepare()?;
    let occupied = finish::carry_out(&folders, store, witness)?;
    let delivered = deliver(config, store, transport, now)?;
    record(&folders, store, witness)?;
    Ok((delivered, occupied))
}

/// Tells what the passes of a run kept for its last one, which did not come to it: it failed. The letters are queued, and
/// leave with the next delivery. The caller holds the [`Lock`](super::Lock).
///
/// # Errors
/// When disk or database fail.
pub fn tell_kept(config: &Config, store: &mut Store, now: DateTime<Utc>) -> anyhow::Result<()> {
    let kept = store.untold()?;
    if kept.is_empty() {
        return Ok(());
    }
    let folders = Folders::of(config);
    let mut memory = store.alerts()?;
    let messages = alerts::digests(
        &kept,
        &alerts::Workbooks::default(),
        &mut memory,
        Desk { config, folders: &folders, now },
        store,
    )?;
    let (alert_lives, queued_at) = (Some(&memory), Some(now));
    store.commit(&Pass { alert_lives, messages, queued_at, news: Telling::Told, ..Pass::default() })
}

/// Tries these refused files again from the archive, by today's configuration, and moves their copies accordingly.
/// Answers with each as it stands now. Issues nothing: that is for the next run of its month.
///
/// # Errors
/// When disk or database fail.
pub fn retry(
    refused: &[Arrival],
    config: &Config,
    store: &mut Store,
    now: DateTime<Utc>,
    witness: Witness<'_>,
) -> anyhow::Result<Vec<Arrival>> {
    let folders = Folders::of(config);
    finish::settle(&folders, store, witness)?;
    let wait = Wait { now, settled_scans: 1, settings: config.settings.intake };
    let Some(period) = refused.first().map(|arrival| arrival.period) else { return Ok(Vec::new()) };
    let around =
        arrivals::Around { folders: &folders, store, config, period, last: period, wait, witness, claims: false };
    let intake = arrivals::try_again(&around, refused)?;
    store.commit(&Pass {
        arrivals: &intake.arrivals,
        rechecked: &intake.rechecked,
        superseded: &intake.superseded,
        answers: &intake.answers,
        visti: &intake.visti,
        ..Pass::default()
    })?;
    witness(Step::Committed)?;
    finish::settle(&folders, store, witness)?;
    record(&folders, store, witness)?;
    let standing = refused.iter().filter_map(|before| store.arrival(&before.id).transpose());
    standing.collect()
}
