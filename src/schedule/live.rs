//! The service as a process: a tick every minute, signals, the service manager, the heartbeat. The work itself is done
//! on a thread of its own, one tick at a time, so that this one always answers.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::doing::Doing;
use super::minute::Minute;
use super::{Service, phrases, systemd};
use crate::calendar;
use crate::clock::Clock;
use crate::config::Config;
use crate::overview::{Heartbeat, Troubles};

/// Minutes without a step after which a job hangs, and the service manager may end the service: a share that answers
/// no more keeps its caller for ever.
const STUCK_MINUTES: i64 = 60;

/// How the service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything that was begun is done or put down.
    Clean,
    /// A job was still at work: the next start takes it up.
    Cut,
}

/// What the loop knows of its service while a thread works with it.
struct Known {
    since: DateTime<Utc>,
    config: Config,
    troubles: Troubles,
}

/// Lives until it is told to end. The caller holds the seat of the data root.
///
/// # Errors
/// When the system gives no runtime, no signals or no ticks; failures of jobs are told and survived.
pub fn live(
    service: Service,
    clock: Arc<dyn Clock + Send + Sync>,
    tell: Arc<dyn Fn(&str) + Send + Sync>,
) -> anyhow::Result<Ended> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("il servizio non si avvia")?;
    let ended = runtime.block_on(until_told(service, clock, tell));
    // A thread that still works is left to the end of the process: it may be killed anywhere.
    runtime.shutdown_timeout(Duration::ZERO);
    ended
}

#[expect(clippy::too_many_lines, reason = "one loop, each arm of which may end it")]
async fn until_told(
    service: Service,
    clock: Arc<dyn Clock + Send + Sync>,
    tell: Arc<dyn Fn(&str) + Send + Sync>,
) -> anyhow::Result<Ended> {
    let mut minute = Minute::start().await?;
    let mut terminate = signal(SignalKind::terminate()).context("il servizio non riceve i segnali")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("il servizio non riceve i segnali")?;
    let mut hangup = signal(SignalKind::hangup()).context("il servizio non riceve i segnali")?;

    let settings_file = service.settings_file.clone();
    let mut known = Known { since: clock.now(), config: service.config.clone(), troubles: service.troubles.clone() };
    let doing = Arc::new(Doing::default());
    let mut idle = Some(service);
    let mut at_work: Option<JoinHandle<Service>> = None;
    let (mut reload, mut end_by) = (false, None);
    let mut watchdog = tokio::time::interval(systemd::watchdog().unwrap_or(Duration::from_secs(3600)));
    tell(&phrases::started(known.config.settings.schedule.jobs.len(), &known.config.root.display().to_string()));
    systemd::ready(&status(&known.config, clock.now()));
    let ended = loop {
        tokio::select! {
            () = minute.begins() => {
                beat(&known, &doing, clock.now());
                if let Some(mut service) = idle.take() {
                    let (clock, doing, tell) = (Arc::clone(&clock), Arc::clone(&doing), Arc::clone(&tell));
                    at_work = Some(tokio::task::spawn_blocking(move || {
                        service.tick(&*clock, &doing, &*tell);
                        service
                    }));
                }
            }
            done = finished(&mut at_work), if at_work.is_some() => {
                at_work = None;
                let mut service = match done {
                    Ok(service) => service,
                    Err(error) => {
                        // Our bug: the row stays under way, and a new service finds it interrupted.
                        tracing::error!(%error, "a job panicked");
                        tell(phrases::BROKEN);
                        Service::new(&settings_file, clock.now())?
                    }
                };
                if reload {
                    reload = false;
                    read_again(&mut service, &clock, &*tell);
                }
                known.config = service.config.clone();
                known.troubles = service.troubles.clone();
                idle = Some(service);
                beat(&known, &doing, clock.now());
                systemd::ready(&status(&known.config, clock.now()));
                if end_by.is_some() {
                    break Ended::Clean;
                }
            }
            _ = hangup.recv() => match &mut idle {
                Some(service) => {
                    read_again(service, &clock, &*tell);
                    known.config = service.config.clone();
                }
                // The job under way keeps the configuration with which it began.
                None => reload = true,
            },
            _ = terminate.recv() => {
                if ending(&doing, &known, &mut end_by, &*tell, at_work.is_none()) { break Ended::Clean; }
            }
            _ = interrupt.recv() => {
                if ending(&doing, &known, &mut end_by, &*tell, at_work.is_none()) { break Ended::Clean; }
            }
            _ = watchdog.tick() => {
                let stuck = |since: DateTime<Utc>| clock.now() - since > TimeDelta::minutes(STUCK_MINUTES);
                if !doing.running().is_some_and(|running| stuck(running.stepped)) {
                    systemd::alive();
                }
            }
            () = at_last(end_by), if end_by.is_some() => break Ended::Cut,
        }
    };
    minute.end().await;
    tell(if ended == Ended::Clean { phrases::ENDED } else { phrases::CUT });
    Ok(ended)
}

/// Waits for the thread that works; the guard of the branch asks only while there is one.
async fn finished(at_work: &mut Option<JoinHandle<Service>>) -> Result<Service, tokio::task::JoinError> {
    match at_work {
        Some(handle) => handle.await,
        None => std::future::pending().await,
    }
}

async fn at_last(end_by: Option<Instant>) {
    match end_by {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

/// Begins the end; whether there is nothing to wait for.
fn ending(doing: &Doing, known: &Known, end_by: &mut Option<Instant>, tell: &dyn Fn(&str), idle: bool) -> bool {
    systemd::stopping();
    tell(phrases::ENDING);
    doing.stop();
    let within = Duration::from_secs(known.config.settings.schedule.stop_within_seconds);
    *end_by = Some(Instant::now() + within);
    idle
}

fn read_again(service: &mut Service, clock: &Arc<dyn Clock + Send + Sync>, tell: &dyn Fn(&str)) {
    systemd::reloading();
    match service.reload() {
        Ok(()) => tell(phrases::RELOADED),
        Err(error) => {
            tell(&phrases::kept_old(&error.to_string()));
        }
    }
    systemd::ready(&status(&service.config, clock.now()));
}

/// What the service waits for, in a line.
fn status(config: &Config, now: DateTime<Utc>) -> String {
    let next =
        config.settings.schedule.jobs.iter().filter_map(|job| Some((calendar::next(&job.cron, now)?, &job.name)));
    next.min().map_or_else(|| phrases::NO_JOBS.to_owned(), |(due, job)| phrases::next(job, due))
}

fn beat(known: &Known, doing: &Doing, now: DateTime<Utc>) {
    let heartbeat = Heartbeat::of(known.since, now, doing.running(), known.troubles.clone());
    let path: &Path = &known.config.heartbeat;
    if let Err(error) = heartbeat.write(path) {
        tracing::error!(error = format!("{error:#}"), "no heartbeat");
    }
}
