//! The only place that asks the time.

use chrono::{DateTime, Utc};

/// Something that knows the time.
pub trait Clock {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
    fn now(&self) -> DateTime<Utc> {
        DateTime::from(std::time::SystemTime::now())
    }
}

/// A clock that stands still: for a given `--now`, for the demo and for tests.
#[derive(Clone, Copy, Debug)]
pub struct Fixed(pub DateTime<Utc>);

impl Clock for Fixed {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// The machine's clock, shown as if it had been another time when it was made: a rehearsal of days to come or gone by.
#[derive(Clone, Copy, Debug)]
pub struct Shifted {
    ahead: chrono::TimeDelta,
}

impl Shifted {
    /// A clock that shows this instant now, and goes on from there.
    #[must_use]
    pub fn starting_at(instant: DateTime<Utc>) -> Self {
        Self { ahead: instant - System.now() }
    }
}

impl Clock for Shifted {
    fn now(&self) -> DateTime<Utc> {
        System.now() + self.ahead
    }
}
