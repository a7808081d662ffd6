//! A month as it stands: computed, compared with what was released of it, with the alerts that an issue of it tells.

use chrono::{DateTime, Utc};

use super::arrivals::{Intake, WaitingFile};
use super::context::{Scope, Shelves};
use super::folders::Folders;
use super::month::{Month, compute, is_reference_layout};
use super::redefined::{self, Redefinition};
use super::{alerts, manifest, restated, revised};
use crate::config::Config;
use crate::issue::{Issue, IssueState, Manifest};
use crate::origin::Sources;
use crate::period::Period;
use crate::store::{Arrival, Store};

/// A month, complete.
pub(super) struct Standing {
    pub month: Month,
    /// The files behind its origins.
    pub sources: Sources,
    /// What an issue of it is made of.
    pub manifest: Manifest,
    /// The last issue of it that stands.
    pub last: Option<Issue>,
    /// The number that a new one has.
    pub next_number: u32,
    /// Whether a new one is due: what decides has changed since.
    pub is_due: bool,
}

impl Standing {
    /// The month of what was taken in, at an instant; `waiting` are its files that were not.
    pub(super) fn of(
        period: Period,
        now: DateTime<Utc>,
        waiting: Vec<WaitingFile>,
        intake: &mut Intake,
        shelves: Shelves<'_>,
    ) -> anyhow::Result<Self> {
        let mut standing = Self::computed(period, now, intake, shelves)?;
        let month = &mut standing.month;
        month.waits_for(waiting, shelves.config);
        month.revised.extend(revised::corrections(period, month, shelves)?);
        month.redefined = redefined::before(period, shelves)?;
        month.problems.extend(month.redefined.iter().filter(|it| it.is_silent()).map(Redefinition::refused));
        month.problems.sort();
        // What would change released months in silence is not issued.
        standing.is_due &= !month.redefined.iter().any(Redefinition::is_silent);
        let scope = Scope { period, config: shelves.config, sources: &standing.sources };
        month.alerts = alerts::of_issue(month, &[], scope, shelves.store)?;
        Ok(standing)
    }

    /// A month of what was taken in before, without what a pass of it looks for in other months.
    pub(super) fn alone(period: Period, shelves: Shelves<'_>) -> anyhow::Result<Self> {
        // No issue is made of its manifest, so no instant is asked for.
        Self::computed(period, DateTime::UNIX_EPOCH, &mut Intake::default(), shelves)
    }

    /// A month compared with what was released of it.
    fn computed(
        period: Period,
        now: DateTime<Utc>,
        intake: &mut Intake,
        shelves: Shelves<'_>,
    ) -> anyhow::Result<Self> {
        let Shelves { config, store, .. } = shelves;
        let last = store.last_issue(period)?;
        // They are read once more where the last issue was made by other rules.
        let rows = last.is_some().then(|| intake.rows.clone()).unwrap_or_default();
        let mut month = compute(period, intake, shelves)?;
        intake.rows = rows;
        restated::tell_settled(&mut month, store, period)?;
        let mut manifest = manifest::of(&month, config, period, now)?;
        restated::tell(&mut month, &mut manifest, shelves, last.as_ref(), intake)?;
        let sources = std::mem::take(&mut intake.sources);
        let stands = last.as_ref().map(|last| manifest.decided(last)).transpose()?.unwrap_or(false);
        let next_number = store.next_issue_number(period)?;
        Ok(Self { month, sources, manifest, last, next_number, is_due: !stands })
    }

    /// How an issue of it would stand: a draft when anything blocks.
    pub(super) fn state(&self) -> IssueState {
        if self.month.blocking.is_empty() { IssueState::Released } else { IssueState::Draft }
    }
}

/// A month as it stands, computed from what was taken in; nothing is taken in, nothing is changed.
///
/// # Errors
/// When disk or database fail.
pub fn standing(period: Period, config: &Config, folders: &Folders, store: &Store) -> anyhow::Result<(Month, Sources)> {
    let shelves = Shelves { config, folders, store };
    let it = Standing::of(period, DateTime::UNIX_EPOCH, Vec::new(), &mut Intake::default(), shelves)?;
    Ok((it.month, it.sources))
}

/// Files that no issue of their month is made of; a reference table belongs to no month and waits for none. Corrections count
/// from their month on: one that is issued already without them waits for another issue.
///
/// # Errors
/// When the database fails.
pub fn waiting(store: &Store, config: &Config) -> anyhow::Result<Vec<Arrival>> {
    let mut waiting = store.waiting()?;
    waiting.retain(|it| !it.layout.as_deref().is_some_and(|layout| is_reference_layout(layout, config)));
    Ok(waiting)
}

/// Months other than this one whose files wait for an issue, in order.
pub(super) fn pending(store: &Store, config: &Config, period: Period) -> anyhow::Result<Vec<Period>> {
    let mut months: Vec<Period> =
        waiting(store, config)?.iter().map(|it| it.period).filter(|month| *month != period).collect();
    months.sort();
    months.dedup();
    Ok(months)
}
