//! What the issues before a month hand on to it: the open differences of the last one, what became of the rows that it
//! compared, and what was last published of rows. It decides nothing: whatever it cannot read it says.

use std::collections::BTreeMap;

use super::phrases;
use crate::issue::{Issue, IssueState};
use crate::ledger::{Movements, RowId};
use crate::period::Period;
use crate::problem::Problem;
use crate::reconcile::{Carried, FormerDifference, Memory, Published};
use crate::store::{IssuedDifferences, Store, UnknownDifference};

/// The rows that the files of an issue's own month told, as they are remembered beside these movements; what it
/// remembered of earlier months, where a side was silent, it did not say itself.
pub(super) fn rows_told_by(store: &Store, issue: &Issue, movements: &Movements) -> anyhow::Result<Carried> {
    let mut memory = Memory::of(issue.period, BTreeMap::new(), movements);
    store.issued_rows(issue, &mut |row| {
        if row.told == issue.period {
            memory.row(row);
        }
    })?;
    Ok(memory.end())
}

/// Reads it for a month with these movements, out of the last issue of the exercise before it, with what of it could not
/// be taken over. Empty when there was none.
pub(super) fn from(
    store: &Store,
    period: Period,
    last: Option<&Issue>,
    movements: &Movements,
) -> anyhow::Result<(Carried, Vec<Problem>)> {
    let Some(last) = last else { return Ok((Carried::default(), Vec::new())) };
    let IssuedDifferences { known, unknown } = store.issued_differences(last)?;
    let told = |it: &UnknownDifference| phrases::unknown_kind(it, last.period, last.number);
    let problems = unknown.iter().map(told).collect();
    let mut carried = remembered(store, last, known, movements)?;
    carried.published = match last.state {
        IssueState::Released => Published::Carried,
        IssueState::Draft => match store.last_released(period)? {
            Some(issue) => Published::Earlier(Box::new(remembered(store, &issue, BTreeMap::new(), movements)?)),
            None => Published::Nothing,
        },
    };
    Ok((carried, problems))
}

fn remembered(
    store: &Store,
    issue: &Issue,
    differences: BTreeMap<RowId, FormerDifference>,
    movements: &Movements,
) -> anyhow::Result<Carried> {
    let mut memory = Memory::of(issue.period, differences, movements);
    store.issued_rows(issue, &mut |row| memory.row(row))?;
    Ok(memory.end())
}
