//! A month as it stands: computed, compared with what was released of it, with the alerts that an issue of it tells.

use chrono::{DateTime, Utc};

use super::arrivals::{Intake, WaitingFile};
use super::compared::Standing;
use super::context::{Scope, Shelves};
use super::folders::Folders;
use super::month::{Month, is_reference_layout};
use super::redefined::{self, Redefinition};
use super::{alerts, arrivals, revised};
use crate::config::Config;
use crate::origin::Sources;
use crate::period::Period;
use crate::store::{Arrival, Store};

/// The month of what was taken in, at an instant; `waiting` are its files that were not.
pub(super) fn of(
    period: Period,
    now: DateTime<Utc>,
    waiting: Vec<WaitingFile>,
    intake: &mut Intake,
    shelves: Shelves<'_>,
) -> anyhow::Result<Standing> {
    let mut standing = Standing::compared(period, now, intake, shelves)?;
    let month = &mut standing.month;
    month.waits_for(waiting, shelves.config);
    month.redefined = redefined::before(period, shelves)?;
    month.problems.extend(month.redefined.iter().filter(|it| it.is_silent()).map(Redefinition::refused));
    month.problems.sort();
    // What would change released months in silence is not issued.
    standing.is_due &= !month.redefined.iter().any(Redefinition::is_silent);
    let scope = Scope { period, config: shelves.config, sources: &standing.sources };
    month.alerts = alerts::of_issue(month, &[], scope, shelves.store)?;
    Ok(standing)
}

/// A month as it stands, computed from what was taken in, beside what its last released issue said; nothing is taken in, nothing is
/// changed.
///
/// # Errors
/// When disk or database fail.
pub fn standing(period: Period, config: &Config, folders: &Folders, store: &Store) -> anyhow::Result<(Month, Sources)> {
    let shelves = Shelves { config, folders, store };
    let mut it = of(period, DateTime::UNIX_EPOCH, Vec::new(), &mut Intake::default(), shelves)?;
    let released = store.released_before(period, u32::MAX)?;
    it.month.issued = released.map(|issue| revised::issued(&it.month, issue, shelves)).transpose()?;
    Ok((it.month, it.sources))
}

/// Files that no issue of their month is made of; a reference table belongs to no month and waits for none. Corrections count
/// from their month on: one that is issued already without them waits for another issue.
///
/// # Errors
/// When the database fails.
pub fn waiting(store: &Store, config: &Config) -> anyhow::Result<Vec<Arrival>> {
    let mut waiting = store.waiting()?;
    waiting.retain(|it| {
        !arrivals::has_no_place(it) && !it.layout.as_deref().is_some_and(|it| is_reference_layout(it, config))
    });
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
