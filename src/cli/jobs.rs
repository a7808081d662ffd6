//! The service and its jobs as `status` tells them: whether it lives, what hinders it, what it did and will do.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::summary;
use crate::calendar;
use crate::config::Config;
use crate::config::schedule::Job;
use crate::schedule::Heartbeat;
use crate::store::{JobRun, JobState};

/// Minutes after which a heartbeat is old: it is written every minute.
const SILENT_MINUTES: i64 = 3;

/// What `status` knows of the service.
pub(super) struct Standing<'a> {
    pub config: &'a Config,
    pub heartbeat: Option<Heartbeat>,
    pub latest: Vec<JobRun>,
    pub now: DateTime<Utc>,
}

impl Standing<'_> {
    fn alive(&self) -> bool {
        self.heartbeat.as_ref().is_some_and(|it| self.now - it.at <= TimeDelta::minutes(SILENT_MINUTES))
    }

    fn last(&self, job: &Job) -> Option<&JobRun> {
        self.latest.iter().find(|run| run.job == job.name)
    }

    pub(super) fn json(&self) -> (Value, Value) {
        let troubles = self.heartbeat.iter().flat_map(|it| it.troubles.all());
        let service = json!({
            "alive": self.alive(),
            "heartbeat": self.heartbeat.as_ref().map(|it| it.at.to_rfc3339()),
            "since": self.heartbeat.as_ref().map(|it| it.since.to_rfc3339()),
            "pid": self.heartbeat.as_ref().map(|it| it.pid),
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
        summary::field(out, "Servizio", &self.service());
        for trouble in self.heartbeat.iter().flat_map(|it| it.troubles.all()) {
            let text = format!("dal {}: {}", calendar::shown(trouble.since), trouble.text);
            summary::field(out, "Guasto", &text);
            summary::field(out, "", &format!("→ {}", trouble.remedy));
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
            summary::field(out, "Lavoro", &text);
        }
    }

    fn service(&self) -> String {
        match &self.heartbeat {
            None => "mai avviato; per avviarlo: quadratura serve".to_owned(),
            Some(it) if self.alive() => {
                let doing = it.running.as_ref().map_or_else(String::new, |running| {
                    format!("; in corso «{}» dalle {}", running.job, calendar::shown(running.since))
                });
                format!("attivo dal {} (processo {}){doing}", calendar::shown(it.since), it.pid)
            }
            Some(it) => format!("fermo: ultimo segno di vita {}", calendar::shown(it.at)),
        }
    }
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
