//! One step of the service: everything that is due at an instant is claimed and done, in the order in which it was due.
//! Synchronous and under a given clock, so that a year can be lived through in a test.

use chrono::SubsecRound as _;

use super::doing::Doing;
use super::jobs::{self, Hands, Outcome};
use super::phrases;
use super::plan::{Slot, of_job};
use super::ran::{Moment, Ran};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::schedule::CatchUp;
use crate::mail::Transport;
use crate::pipeline::{self, Step, failure};
use crate::store::{JobState, RunEnd, Store};

/// With what a step is made.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// What is asked for the time.
    pub clock: &'a dyn Clock,
    /// What messages are handed to.
    pub transport: &'a dyn Transport,
    /// What is said of the job under way, and asked whether to go on.
    pub doing: &'a Doing,
}

/// The service was asked to end.
#[derive(Debug, thiserror::Error)]
#[error("il servizio si ferma")]
struct Stopped;

/// Does what is due, and adds each run to `ran` when it has ended. A run that fails does not hold up the others.
///
/// # Errors
/// When the database does not answer: what was done is in `ran`, and what was not is still due.
pub fn step(
    config: &Config,
    store: &mut Store,
    moment: Moment,
    means: Means<'_>,
    ran: &mut Vec<Ran>,
) -> anyhow::Result<()> {
    let Means { clock, transport, doing } = means;
    let mut unsettled = None;
    for slot in planned(config, store, moment, clock)? {
        if doing.stops() {
            break;
        }
        let Slot { job, due } = slot;
        if !store.claim_run(&job.name, due, clock.now())? {
            continue;
        }
        doing.begins(&job.name, due, clock.now());
        let witness = |_: Step<'_>| {
            doing.steps(clock.now());
            if doing.stops() { Err(Stopped.into()) } else { Ok(()) }
        };
        let mut hands = Hands { config, store, transport, witness: &witness, clock, unsettled: &mut unsettled };
        // A file is waited for only by a job that will be asked again.
        let patient = job.catch_up != CatchUp::Skip && jobs::may_wait(due, moment);
        let outcome = jobs::perform(job.kind, due, patient, &mut hands);
        doing.ends();
        let ended =
            |store: &Store, state, said: &str| store.end_run(&job.name, due, clock.now(), RunEnd { state, said });
        match outcome {
            Ok(Outcome::Done(said)) => {
                ended(store, JobState::Done, &said)?;
                ran.push(Ran { job: job.name.clone(), due, result: Ok(said) });
            }
            Ok(Outcome::Later(said)) => ended(store, JobState::Interrupted, &said)?,
            Err(error) if error.is::<Stopped>() => ended(store, JobState::Interrupted, phrases::STOPPED)?,
            Err(error) => {
                let failure = failure(&error);
                // What the months before the one that failed had to tell does not wait for it.
                if let Err(error) = pipeline::tell_kept(config, store, due) {
                    tracing::warn!(error = format!("{error:#}"), "kept news is told by the next run");
                }
                let noted = ended(store, JobState::Failed, &failure.text);
                ran.push(Ran { job: job.name.clone(), due, result: Err(failure) });
                // A database that takes no row any more leaves the run claimed: the next service finds it.
                noted?;
            }
        }
    }
    Ok(())
}

/// What is to be done now, in the order in which it was due; what is passed over is settled on the way.
fn planned<'a>(config: &'a Config, store: &Store, moment: Moment, clock: &dyn Clock) -> anyhow::Result<Vec<Slot<'a>>> {
    let Moment { now, awake_since } = moment;
    let mut slots = Vec::new();
    for job in &config.settings.schedule.jobs {
        let Some(last) = store.last_due(&job.name, now)? else {
            // A job that nobody has seen before begins now: it does not make up for the time before it was thought of.
            store.skip_runs(&job.name, now.trunc_subsecs(0), clock.now(), phrases::FIRST)?;
            continue;
        };
        let plan = of_job(job, last, &store.unfinished_runs(&job.name)?, now, awake_since);
        if let Some(skipped) = plan.skipped {
            tracing::info!(job = job.name, from = %skipped.from, to = %skipped.to, "due times passed over");
            store.skip_runs(&job.name, skipped.to.trunc_subsecs(0), clock.now(), &phrases::skipped(&skipped))?;
        }
        slots.extend(plan.slots);
    }
    slots.sort_by(|a, b| (a.due, a.job.kind, &a.job.name).cmp(&(b.due, b.job.kind, &b.job.name)));
    Ok(slots)
}
