//! The file by which others see that the service lives: rewritten whole at every tick, so that an old one means a dead
//! service. It also carries over a restart what the operator was told already.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::troubles::Troubles;
use crate::intake::{self, leftovers};

/// Minutes between two calls up to which a service that is called each time counts as awake: an hour, and some leeway.
const CALLED_MINUTES: i64 = 65;

/// Minutes after which a sign of life is old: it is given every minute.
const SILENT_MINUTES: i64 = 3;

/// A job under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its name.
    pub job: String,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// When it was begun.
    pub since: DateTime<Utc>,
    /// When it last made a step.
    pub stepped: DateTime<Utc>,
}

/// Whether a sign of life given then is an old one; one that is to come is of a clock that went back.
#[must_use]
pub fn is_old(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - at).abs() > TimeDelta::minutes(SILENT_MINUTES)
}

/// The service at a tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// The process.
    pub pid: u32,
    /// When the service was started.
    pub since: DateTime<Utc>,
    /// The program's version.
    pub program: String,
    /// The job under way.
    pub running: Option<Running>,
    /// What hinders it.
    pub troubles: Troubles,
    /// Whether it is called anew each time (`serve --once`), and is not there in between.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub called: bool,
}

impl Heartbeat {
    /// That of this process.
    #[must_use]
    pub fn of(since: DateTime<Utc>, now: DateTime<Utc>, running: Option<Running>, troubles: Troubles) -> Self {
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Self { at: now, pid: std::process::id(), since, program, running, troubles, called: false }
    }

    /// Whether it is so recent that a service that is called anew each time will be called again.
    #[must_use]
    pub fn is_recent(&self, now: DateTime<Utc>) -> bool {
        (TimeDelta::minutes(-1)..=TimeDelta::minutes(CALLED_MINUTES)).contains(&(now - self.at))
    }

    /// The last one; none when there is none, or it cannot be read.
    #[must_use]
    pub fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&intake::read_file(path).ok()?).ok()
    }

    /// Writes it whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let place = || format!("non si scrive `{}`", path.display());
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = leftovers::temporary_in(folder).with_context(place)?;
        file.write_all(&serde_json::to_vec_pretty(self)?).with_context(place)?;
        // What watches it is another user's program.
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        file.as_file().set_permissions(permissions).with_context(place)?;
        file.persist(path).with_context(place)?;
        Ok(())
    }
}
