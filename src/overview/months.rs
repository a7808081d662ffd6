//! Which months are named one by one: those of the exercise being worked on, and those that still need somebody.

use chrono::NaiveDate;

use crate::config::Config;
use crate::issue::{Issue, IssueState};
use crate::period::{Exercise, Period};
use crate::pipeline;
use crate::store::{Arrival, Store};

/// The months that were issued, as they stand.
#[derive(Clone, Debug)]
pub struct Months {
    /// The last issue of each, by month.
    pub last: Vec<Issue>,
    /// The exercise of the last month that was issued; that of today where none was.
    exercise: Option<Exercise>,
    /// Months of which something is open: no released issue, files that no issue is made of, files still to come.
    open: Vec<Period>,
}

impl Months {
    pub(super) fn of(
        issues: &[Issue],
        waiting: &[Arrival],
        store: &Store,
        config: &Config,
        today: NaiveDate,
    ) -> anyhow::Result<Self> {
        let last = latest(issues);
        let drafts = last.iter().filter(|it| it.state == IssueState::Draft).map(|it| it.period);
        let mut open: Vec<Period> = drafts.chain(waiting.iter().map(|it| it.period)).collect();
        open.extend(pipeline::awaited(store, config, today)?);
        let exercise = last.last().map(|it| it.period).or_else(|| Period::of(today)).map(Period::exercise);
        Ok(Self { last, exercise, open })
    }

    /// Whether a month is named by itself.
    #[must_use]
    pub fn matters(&self, period: Period) -> bool {
        self.exercise.is_none_or(|exercise| period.exercise() >= exercise) || self.open.contains(&period)
    }

    /// The issues of the months that are named, and those of the others.
    #[must_use]
    pub fn parted(&self) -> (Vec<&Issue>, Vec<&Issue>) {
        self.last.iter().partition(|it| self.matters(it.period))
    }

    /// Months that are drafts.
    pub fn drafts(&self) -> impl Iterator<Item = Period> {
        self.last.iter().filter(|it| it.state == IssueState::Draft).map(|it| it.period)
    }
}

/// The last issue of each month, by month.
fn latest(issues: &[Issue]) -> Vec<Issue> {
    let mut last: Vec<Issue> = Vec::new();
    for issue in issues {
        match last.last_mut() {
            Some(standing) if standing.period == issue.period => *standing = issue.clone(),
            _ => last.push(issue.clone()),
        }
    }
    last
}
