//! A month computed and compared with what was released of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::arrivals::Intake;
use super::context::Shelves;
use super::month::{Month, compute};
use super::{manifest, restated, visto};
use crate::issue::{Issue, IssueState, Manifest};
use crate::origin::Sources;
use crate::period::Period;

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
    /// A month of what was taken in before, without what a pass of it looks for in other months.
    pub(super) fn alone(period: Period, shelves: Shelves<'_>) -> anyhow::Result<Self> {
        // No issue is made of its manifest, so no instant is asked for.
        Self::compared(period, DateTime::UNIX_EPOCH, &mut Intake::default(), shelves)
    }

    /// A month compared with what was released of it.
    pub(super) fn compared(
        period: Period,
        now: DateTime<Utc>,
        intake: &mut Intake,
        shelves: Shelves<'_>,
    ) -> anyhow::Result<Self> {
        let Shelves { config, store, .. } = shelves;
        let last = store.last_issue(period)?;
        // They are read once more where the last issue was made by other rules.
        let other_rules = match &last {
            Some(last) => last.made_of()?.is_some_and(|it| it.whole_configuration != Some(config.digest)),
            None => false,
        };
        let rows = if other_rules { intake.rows.clone() } else { BTreeMap::new() };
        let mut month = compute(period, intake, shelves)?;
        intake.rows = rows;
        restated::tell_settled(&mut month, store, period)?;
        let mut manifest = manifest::of(&month, config, period, now)?;
        restated::tell(&mut month, &mut manifest, shelves, last.as_ref(), intake)?;
        visto::ask(&mut month, &mut manifest, last.as_ref(), (shelves, &intake.visti))?;
        let sources = std::mem::take(&mut intake.sources);
        let stands = last.as_ref().map(|last| manifest.decided(last)).transpose()?.unwrap_or(false);
        let next_number = store.next_issue_number(period)?;
        // A draft that only waited for a visto which nobody asks for any more goes out.
        let is_freed = last.as_ref().is_some_and(|it| it.state == IssueState::Draft) && month.blocking.is_empty();
        Ok(Self { month, sources, manifest, last, next_number, is_due: !stands || is_freed })
    }

    /// How an issue of it would stand: a draft when anything blocks.
    pub(super) fn state(&self) -> IssueState {
        if self.month.blocking.is_empty() { IssueState::Released } else { IssueState::Draft }
    }
}
