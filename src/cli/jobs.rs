//! The service and its jobs as `status` tells them: whether it lives, what hinders it, what it did and will do.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{lines, program};
use crate::calendar;
use crate::config::Config;
use crate::config::schedule::Job;
use crate::overview::{Heartbeat, is_old};
use crate::pipeline::{Holder, Seat};
use crate::store::{JobRun, JobState};

/// What `status` knows of the service.
pub(super) struct Standing<'a> {
    pub config: &'a Config,
    pub seat: Seat,
    pub heartbeat: Option<Heartbeat>,
    pub latest: Vec<JobRun>,
    pub now: DateTime<Utc>,
}

/// Whether the service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// It holds its seat, and gives signs of life.
    Runs,
    /// It holds its seat, and has given no sign of life since then.
    Silent(DateTime<Utc>),
    /// Somebody else's clock calls it anew each time, the last one a short while ago.
    Called,
    /// It does not run.
    Stopped,
}

impl Standing<'_> {
    /// Whether the service runs. The seat says so, which dies with its holder; a sign of life outlives who gave it.
    pub(super) fn service(&self) -> Service {
        let silent = |since: DateTime<Utc>| is_old(since, self.now);
        let last = self.heartbeat.as_ref();
        let called = last.is_some_and(|it| it.called && it.is_recent(self.now));
        match &self.seat {
            Seat::Held(Some(holder)) if holder.serves() => {
                // Of one that has only begun, the last sign may be another's.
                let own = last.filter(|it| it.pid == holder.pid).map_or(holder.since, |it| it.at);
                if silent(own) { Service::Silent(own) } else { Service::Runs }
            }
            // An older program's service, which left no word that says so.
            Seat::Held(None) => Service::Runs,
            // Nobody may look: what it wrote is all there is.
            Seat::Unknown if last.is_some_and(|it| !it.called && !silent(it.at)) => Service::Runs,
            _ if called => Service::Called,
            _ => Service::Stopped,
        }
    }

    /// Who holds the seat.
    fn holder(&self) -> Option<&Holder> {
        match &self.seat {
            Seat::Held(holder) => holder.as_ref(),
            Seat::Free | Seat::Unknown => None,
        }
    }

    fn last(&self, job: &Job) -> Option<&JobRun> {
        self.latest.iter().find(|run| run.job == job.name)
    }

    pub(super) fn json(&self) -> (Value, Value) {
        let troubles = self.heartbeat.iter().flat_map(|it| it.troubles.all());
        let service = json!({
            "alive": self.service() != Service::Stopped,
            "heartbeat": self.heartbeat.as_ref().map(|it| it.at.to_rfc3339()),
            "since": self.heartbeat.as_ref().map(|it| it.since.to_rfc3339()),
            "pid": self.holder().filter(|it| it.serves()).map(|it| it.pid).or(self.heartbeat.as_ref().map(|it| it.pid)),
            "running": self.heartbeat.as_ref().and_then(|it| it.running.as_ref()),
            "troubles": troubles.collect::<Vec<_>>(),
        });
        let jobs = self.config.settings.schedule.jobs.iter().map(|job| {
            json!({
                "name": job.name, "kind": job.kind, "cron": job.cron.text(), "catch_up": job.catch_up,
                "next": calendar::next(&job.cron, self.now).map(|at| at.to_rfc3339()),
                "last": self.last(job).map(|run| json!({
                    "due": run.due.to_rfc3339(), "state": run.state, "started": run.started.to_rfc3339(),
                    "ended": run.ended.map(|at| at.to_rfc3339()), "text": run.said,
                })),
            })
        });
        (service, jobs.collect())
    }

    pub(super) fn tell(&self, out: &mut String) {
        lines::field(out, "Servizio", &self.told());
        for trouble in self.heartbeat.iter().flat_map(|it| it.troubles.all()) {
            let text = format!("dal {}: {}", calendar::shown(trouble.since), trouble.text);
            lines::field(out, "Guasto", &text);
            lines::field(out, "", &format!("→ {}", trouble.remedy));
        }
        for job in &self.config.settings.schedule.jobs {
            let next = match calendar::next(&job.cron, self.now) {
                Some(at) => format!("prossima volta {}", calendar::shown(at)),
                None => "nessuna prossima volta".to_owned(),
            };
            let text = match self.last(job) {
                Some(run) => format!("{}: {}; {next}", job.name, told(run)),
                None => format!("{}: mai eseguito; {next}", job.name),
            };
            lines::field(out, "Lavoro", &text);
        }
    }

    /// Whether it runs, since when, and what it does.
    pub(super) fn told(&self) -> String {
        let last = self.heartbeat.as_ref();
        let sign = |it: &Heartbeat| format!("ultimo segno di vita {}", calendar::shown(it.at));
        match self.service() {
            Service::Runs | Service::Silent(_) => {
                let since = match (last, self.holder()) {
                    (Some(it), Some(holder)) if it.pid != holder.pid => begun(holder.since, holder.pid),
                    (None, Some(holder)) => begun(holder.since, holder.pid),
                    (Some(it), _) => begun(it.since, it.pid),
                    (None, None) => String::new(),
                };
                format!("attivo{since}{}", self.doing())
            }
            Service::Called => format!(
                "chiamato ogni volta da fuori (`quadratura serve --once`), {}",
                last.map_or_else(String::new, |it| format!("l'ultima {}", calendar::shown(it.at)))
            ),
            Service::Stopped => {
                let works = match self.holder() {
                    Some(it) => format!("; al lavoro c'è un comando dato a mano ({})", it.told()),
                    None => String::new(),
                };
                match last {
                    Some(it) => format!("fermo: {}{works}", sign(it)),
                    None => format!("mai avviato; per avviarlo: {} serve{works}", program::name()),
                }
            }
        }
    }

    /// What it does at the moment, or that it says nothing.
    fn doing(&self) -> String {
        if let Service::Silent(since) = self.service() {
            let since = calendar::shown(since);
            return format!("; ma non dà segno di vita dal {since}: guardare il registro, e se serve riavviarlo");
        }
        let running = self.heartbeat.as_ref().and_then(|it| it.running.as_ref());
        running.map_or_else(String::new, |it| format!("; in corso «{}» dalle {}", it.job, calendar::shown(it.since)))
    }
}

/// ` dal 23/11/2026 08:46 (processo 21882)`.
fn begun(since: DateTime<Utc>, pid: u32) -> String {
    format!(" dal {} (processo {pid})", calendar::shown(since))
}

/// `del 05/07/2021 07:00, fatto: giugno 2021: emissione 1`.
fn told(run: &JobRun) -> String {
    let state = match run.state {
        JobState::Running => "in corso",
        JobState::Done => "fatto",
        JobState::Failed => "non riuscito",
        JobState::Interrupted => "interrotto",
        JobState::Skipped => "non recuperato",
    };
    let said = if run.said.is_empty() { String::new() } else { format!(": {}", run.said) };
    format!("{}, {state}{said}", calendar::shown(run.due))
}
