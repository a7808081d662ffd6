//! The minute: rings once in each, whatever becomes of the machine's clock.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};
use tokio_cron_scheduler::{Job, JobScheduler};

/// Every minute, in UTC. The scheduler's own zoned jobs would keep the offset of the day they were made, overlap, and
/// forget what fell while the process was down: it ticks, and `calendar::due` says what is due.
const EVERY_MINUTE: &str = "0 * * * * *";

/// Seconds without a ring after which the scheduler is made anew. It waits for an instant of the clock: one that was a
/// fortnight ahead for a moment would be waited for that long.
const SILENT_SECONDS: u64 = 90;

/// Rings every minute.
pub(super) struct Minute {
    scheduler: JobScheduler,
    rings: Arc<Notify>,
    silent: Duration,
    patient_until: Instant,
}

impl Minute {
    /// Rings at once, since what fell while nobody was there does not wait, and then every minute.
    ///
    /// # Errors
    /// When there is no scheduler to be had.
    pub(super) async fn start() -> anyhow::Result<Self> {
        let rings = Arc::new(Notify::new());
        let scheduler = ringing(&rings).await.context("il servizio non si avvia")?;
        rings.notify_one();
        let silent = Duration::from_secs(SILENT_SECONDS);
        Ok(Self { scheduler, rings, silent, patient_until: Instant::now() + silent })
    }

    /// Waits for the next ring; dropped while it waits, it loses none.
    pub(super) async fn begins(&mut self) {
        if timeout_at(self.patient_until, self.rings.notified()).await.is_err() {
            tracing::warn!("the scheduler waits for a minute that does not come");
            self.end().await;
            match ringing(&self.rings).await {
                Ok(scheduler) => self.scheduler = scheduler,
                Err(error) => tracing::error!(%error, "no scheduler"),
            }
        }
        self.patient_until = Instant::now() + self.silent;
    }

    /// Ends the ringing. It returns at once: what is under way is for others to wait for.
    pub(super) async fn end(&mut self) {
        if let Err(error) = self.scheduler.shutdown().await {
            tracing::warn!(%error, "the ticking did not end");
        }
    }
}

async fn ringing(rings: &Arc<Notify>) -> Result<JobScheduler, tokio_cron_scheduler::JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    let each = Arc::clone(rings);
    scheduler.add(Job::new(EVERY_MINUTE, move |_, _| each.notify_one())?).await?;
    scheduler.start().await?;
    Ok(scheduler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheduler_that_waits_for_ever_is_made_anew() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut minute = Minute::start().await.unwrap();
            minute.begins().await;
            // As it is when its next minute lies in another year.
            minute.end().await;
            minute.silent = Duration::from_millis(1);
            minute.patient_until = Instant::now();
            minute.begins().await;
            minute.begins().await;
            assert!(minute.patient_until <= Instant::now() + minute.silent);
            minute.end().await;
        });
    }
}
