//! What one pass commits: all of it, or nothing.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::arrivals::{self, Arrival};
use super::found::{self, Found};
use super::messages::{self, Filed};
use super::{alerts, answers, chain, issues, sightings, untold};
use crate::intake::Sighting;
use crate::issue::{Issue, Visto};
use crate::mail::MonthNews;
use crate::monitor::Memory;
use crate::origin::Digest;
use crate::reconcile::Answer;

/// What a pass does with the news of alerts.
#[derive(Clone, Copy, Debug, Default)]
pub enum Telling<'a> {
    /// Nothing.
    #[default]
    Left,
    /// Keeps its own, if there is any, until a later pass of the run tells it.
    Kept(Option<&'a MonthNews>),
    /// Told all that was kept, with its own.
    Told,
}

/// Everything that one pass commits.
#[derive(Clone, Debug, Default)]
pub struct Pass<'a> {
    /// New arrivals, and refused ones whose outcome has changed.
    pub arrivals: &'a [Arrival],
    /// Ids of refused arrivals that were examined by this configuration with the outcome that they had.
    pub rechecked: &'a [(String, Digest)],
    /// What people answered.
    pub answers: &'a [Answer],
    /// Visti that are given on months.
    pub visti: &'a [Visto],
    /// What the scan saw of the files that it left, when there was one.
    pub sightings: Option<&'a [Sighting]>,
    /// Ids of arrivals that stood and no longer do.
    pub superseded: &'a [String],
    /// The new issue with what it found, if one is due.
    pub issue: Option<(&'a Issue, Found<'a>)>,
    /// The digest of the whole configuration, and under which the archive keeps it where an issue was made by it.
    pub configuration: Option<(Digest, Digest)>,
    /// Messages of the issue, and those that any pass may have.
    pub messages: Vec<Filed>,
    /// Alerts with their lives, after this pass.
    pub alert_lives: Option<&'a Memory>,
    /// What it has to tell of alerts.
    pub news: Telling<'a>,
    /// Since when its messages wait; needed wherever there are any.
    pub queued_at: Option<DateTime<Utc>>,
}

impl Pass<'_> {
    pub(super) fn write(&self, transaction: &Transaction<'_>) -> anyhow::Result<()> {
        arrivals::write(self.arrivals, transaction)?;
        arrivals::recheck(self.rechecked, transaction)?;
        arrivals::supersede(self.superseded, transaction)?;
        answers::append(self.answers, self.visti, transaction)?;
        if let Some(seen) = self.sightings {
            sightings::write(seen, transaction)?;
        }
        if let Some(memory) = self.alert_lives {
            alerts::write(memory, transaction)?;
        }
        match self.news {
            Telling::Left | Telling::Kept(None) => {}
            Telling::Kept(Some(news)) => untold::keep(news, transaction)?,
            Telling::Told => untold::forget(transaction)?,
        }
        if let Some(at) = self.queued_at {
            messages::queue(&self.messages, at, transaction)?;
        }
        if let Some((whole, kept)) = self.configuration {
            issues::keep_configuration(whole, kept, transaction)?;
        }
        if let Some((issue, found)) = &self.issue {
            issues::write(issue, transaction)?;
            found::write(issue, found, transaction)?;
        }
        chain::extend(false, transaction)
    }
}
