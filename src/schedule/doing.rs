//! What the service is doing at this moment, seen from outside its working thread, and the wish that it end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::overview::Running;

/// Shared between the thread that works and the one that listens.
#[derive(Debug, Default)]
pub struct Doing {
    stops: AtomicBool,
    running: Mutex<Option<Running>>,
}

impl Doing {
    /// Asks the job under way to end at its next step, and the others not to begin.
    pub fn stop(&self) {
        self.stops.store(true, Ordering::SeqCst);
    }

    /// Whether somebody asked for the end.
    #[must_use]
    pub fn stops(&self) -> bool {
        self.stops.load(Ordering::SeqCst)
    }

    /// The job under way.
    #[must_use]
    pub fn running(&self) -> Option<Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn begins(&self, job: &str, due: DateTime<Utc>, now: DateTime<Utc>) {
        self.set(Some(Running { job: job.to_owned(), due, since: now, stepped: now }));
    }

    pub(super) fn steps(&self, now: DateTime<Utc>) {
        if let Some(running) = self.running.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            running.stepped = now;
        }
    }

    pub(super) fn ends(&self) {
        self.set(None);
    }

    fn set(&self, running: Option<Running>) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }
}
