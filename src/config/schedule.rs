//! `[schedule]` of the settings: which jobs the service does, when, and what becomes of those that fell while the
//! machine was off. Refuses to know how a job is done.

use std::path::PathBuf;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::calendar::Cron;

/// When the service does what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schedule {
    /// Seconds within which a service that is told to end has ended.
    pub stop_within_seconds: u64,
    /// The file by which others see that the service lives, relative to the settings file; `heartbeat.json` in the data
    /// root when none is named.
    pub heartbeat: Option<PathBuf>,
    /// The jobs.
    #[serde(rename = "job")]
    pub jobs: Vec<Job>,
}

impl Default for Schedule {
    fn default() -> Self {
        // A pass on a large month makes a step every few seconds.
        Self { stop_within_seconds: 30, heartbeat: None, jobs: Vec::new() }
    }
}

/// A job of the service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Its name, by which the database knows when it was last done.
    pub name: String,
    /// What is done.
    pub kind: Kind,
    /// When, on Rome's clocks.
    pub cron: Cron,
    /// What becomes of the times that nobody was there for.
    #[serde(default = "latest")]
    pub catch_up: CatchUp,
    /// Hours after which a missed time is not made up for any more; a year and a month when not said.
    pub max_age_hours: Option<u32>,
}

fn latest() -> CatchUp {
    CatchUp::Latest
}

impl Job {
    /// How old a due time may be and still be worth doing.
    #[must_use]
    pub fn age_max(&self) -> TimeDelta {
        // Without a bound, a machine found in a cellar would begin with the nights of the decade.
        TimeDelta::hours(self.max_age_hours.map_or(400 * 24, i64::from))
    }
}

/// What a job does. At the same instant they are done in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Takes files in, so that an office soon sees whether its file was taken.
    Watch,
    /// Takes files in, computes the current month and every earlier one that has new files, and alerts.
    Nightly,
    /// Issues the month before, after every earlier one that has new files.
    Issue,
    /// Hands over the messages that wait.
    Deliver,
    /// Verifies all that was issued, and tells who keeps the service running what is not as it was.
    Verify,
}

/// What becomes of due times that fell while the machine was off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CatchUp {
    /// Each is made up for, oldest first.
    All,
    /// Only the latest.
    Latest,
    /// None.
    Skip,
}
