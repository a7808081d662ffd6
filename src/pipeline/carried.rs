//! What the issues before a month hand on to it: the open differences of the last one, what became of the rows that it
//! compared, and what was last published of rows. It decides nothing: whatever it cannot read it says.

use std::collections::BTreeMap;

use super::phrases;
use super::remembered::Used;
use crate::issue::{Issue, IssueState};
use crate::ledger::{Movements, RowId};
use crate::origin::Digest;
use crate::period::{Exercise, Period};
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

/// The last issue of the exercise before, of whose open differences the first month of an exercise goes on to speak. A month
/// that was issued without them goes on without: by the program alone nothing is issued again.
pub(super) fn former_year(store: &Store, period: Period, earlier: Option<&Issue>) -> anyhow::Result<Option<Issue>> {
    if earlier.is_some() {
        return Ok(None);
    }
    let december = store.last_of_exercise(period.exercise().previous())?;
    let went_on = |last: Issue| {
        // Of one that came before its December was issued, this program said so.
        last.made_of().map(|it| it.is_some_and(|it| it.carried_from.is_some() || !it.never_issued.is_empty()))
    };
    let goes_on = store.last_issue(period)?.map(went_on).transpose()?.unwrap_or(true);
    Ok(december.filter(|_| goes_on))
}

/// What a month uses of the exercise before: what that left open, if anything. What it is made of never changes: issues
/// rest on it.
pub(super) fn items_used(issue: &Issue, carried: &Carried) -> Option<Used> {
    let told = |(id, it): (&RowId, &FormerDifference)| {
        let (kind, reason, state, cents) = (it.kind.id(), &it.reason, it.state.id(), it.cents.0);
        format!("{id}\t{kind}\t{reason}\t{state}\t{cents}\t{}\t{}\t{}\n", it.first_seen, it.key, it.text)
    };
    let all: String = carried.open_items.iter().map(told).collect();
    (!all.is_empty()).then(|| (issue.period, Digest::of(all.as_bytes())))
}

/// Reads it for a month with these movements, out of the last issue of its exercise before it, or of the exercise before,
/// with what of it could not be taken over. Empty when there was none.
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
    let exercise = period.exercise();
    let mut carried = remembered(store, last, known, exercise, movements)?;
    carried.published = match last.state {
        // Files are of one exercise: they say nothing otherwise of another one.
        _ if last.period.exercise() != exercise => Published::Nothing,
        IssueState::Released => Published::Carried,
        IssueState::Draft => match store.last_released(period)? {
            Some(issue) => {
                Published::Earlier(Box::new(remembered(store, &issue, BTreeMap::new(), exercise, movements)?))
            }
            None => Published::Nothing,
        },
    };
    Ok((carried, problems))
}

fn remembered(
    store: &Store,
    issue: &Issue,
    differences: BTreeMap<RowId, FormerDifference>,
    exercise: Exercise,
    movements: &Movements,
) -> anyhow::Result<Carried> {
    let mut memory = Memory::between(issue.period, exercise, differences, movements);
    store.issued_rows(issue, &mut |row| memory.row(row))?;
    Ok(memory.end())
}
