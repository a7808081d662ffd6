//! All that the database tells of how things stand at a moment: months, files, differences, alerts, mail. Changes nothing, opens no
//! file of the drop folder and no workbook, and computes no month.

use chrono::{DateTime, Utc};

use super::duties::{Owed, owed};
use super::months::Months;
use crate::calendar;
use crate::config::Config;
use crate::issue::Issue;
use crate::ledger::RowId;
use crate::monitor::{AlertState, Followed};
use crate::period::Period;
use crate::pipeline;
use crate::reconcile::{DifferenceState, FormerDifference};
use crate::store::{Arrival, MessageState, QueuedMessage, Store};

/// What stands.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The issues that stand, by month and number.
    pub issues: Vec<Issue>,
    /// The months that they are of.
    pub months: Months,
    /// Months between issued ones of which there is no issue.
    pub never_issued: Vec<Period>,
    /// Drafts that somebody took back.
    pub withdrawn: Vec<Issue>,
    /// Files that no issue of their month is made of.
    pub waiting: Vec<Arrival>,
    /// Refused files in whose place no other came.
    pub refused: Vec<Arrival>,
    /// The open differences of the last month.
    pub open: Vec<(RowId, FormerDifference)>,
    /// Alerts that are not over, the worst first.
    pub alerts: Vec<Followed>,
    /// What falls due, or fell due and is not known to be done, by day.
    pub duties: Vec<Owed>,
    /// Every message.
    pub messages: Vec<QueuedMessage>,
}

impl Gathered {
    /// What the database tells at an instant.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(config: &Config, store: &Store, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let issues = store.standing_issues()?;
        let waiting = pipeline::waiting(store, config)?;
        let months = Months::of(&issues, &waiting, store, config, calendar::day(now))?;
        let is_open = |it: &FormerDifference| it.state == DifferenceState::Open;
        let open = match months.last.last() {
            Some(issue) => store.issued_differences(issue)?.known.into_iter().filter(|(_, it)| is_open(it)).collect(),
            None => Vec::new(),
        };
        let mut alerts: Vec<_> =
            store.alerts()?.followed.into_values().filter(|it| it.state != AlertState::Resolved).collect();
        alerts.sort_by(|a, b| (a.severity, a.kind, &a.id).cmp(&(b.severity, b.kind, &b.id)));
        Ok(Self {
            never_issued: pipeline::passed_over(store)?,
            withdrawn: store.withdrawn_issues()?,
            refused: pipeline::refused(store)?,
            messages: store.messages(None)?,
            duties: owed(config, store, &issues, calendar::day(now))?,
            issues,
            months,
            waiting,
            open,
            alerts,
        })
    }

    /// The messages that have not arrived, and of which nobody decided that they should not.
    pub fn undelivered(&self) -> impl Iterator<Item = &QueuedMessage> {
        self.messages.iter().filter(|it| !matches!(it.state, MessageState::Sent | MessageState::Cancelled))
    }
}
