//! The instant of a step, and what was done in it.

use chrono::{DateTime, Utc};

use crate::pipeline::Failure;

/// When a step is made.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The instant up to which jobs are due.
    pub now: DateTime<Utc>,
    /// Since when somebody was there to do them.
    pub awake_since: DateTime<Utc>,
}

/// A job that was done, or could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its name.
    pub job: String,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// What it said, empty when there was nothing to say; or why it failed.
    pub result: Result<String, Failure>,
}
