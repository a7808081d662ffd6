//! What the service manager is told. Without one, telling it is nothing.

use std::time::Duration;

use sd_notify::NotifyState;

/// Says that the service is ready, and what it waits for.
pub(super) fn ready(status: &str) {
    said(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Says that the configuration is being read again; `ready` follows.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(instant) => said(&[NotifyState::Reloading, instant]),
        Err(error) => tracing::warn!(%error, "no monotonic clock"),
    }
}

/// Says that the service ends.
pub(super) fn stopping() {
    said(&[NotifyState::Stopping]);
}

/// Says that the service lives.
pub(super) fn alive() {
    said(&[NotifyState::Watchdog]);
}

/// How often the service manager wants to hear that it lives: half of the time after which it would kill it.
pub(super) fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled().map(|within| within / 2).filter(|every| !every.is_zero())
}

fn said(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "the service manager was not told");
    }
}
