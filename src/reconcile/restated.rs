//! Restatement: what this month's files say otherwise of months that were issued before, row by row.
//! Only reads: whether a change is right, somebody else must say.

use std::collections::BTreeSet;

use super::carried::{Carried, ChangedRow, FormerRow, FormerState, Published};
use super::{Reconciliation, phrases};
use crate::ledger::{Ledger, Movement, RowId, Side};
use crate::money::Cents;
use crate::period::Period;

/// Something that was issued in one way and is told in another.
#[derive(Clone, Debug, PartialEq)]
pub struct RestatedRow {
    /// `changed`, `added` or `removed`.
    pub kind: &'static str,
    /// The row.
    pub id: RowId,
    /// Who tells it.
    pub side: Side,
    /// What was issued; `None` for a row that was not there.
    pub issued: Option<Cents>,
    /// What is told now; `None` for a row that is gone.
    pub now: Option<Cents>,
    /// One Italian sentence.
    pub text: String,
    /// Where it stands now: a place in [`Ledger::movements`].
    pub place: Option<usize>,
}

/// What a month says otherwise of itself, row by row, than when it was released: `released` remembers the rows of that issue.
#[must_use]
pub fn since_release(ledger: &Ledger, released: &Carried, found: &Reconciliation, period: Period) -> Vec<RestatedRow> {
    let changed = released.changed.iter().filter_map(|row| changed(ledger, row));
    let compared = found.rows.iter().filter_map(|row| usize::try_from(row.place).ok());
    let new = compared.filter(|place| released.known.get(*place).is_some_and(|known| !known));
    let added = new.filter_map(|place| {
        let movement = ledger.movements.get(place)?;
        Some(RestatedRow {
            kind: "added",
            id: movement.id,
            side: movement.side,
            issued: None,
            now: Some(movement.cents),
            text: phrases::added_since(movement, period),
            place: Some(place),
        })
    });
    let gone = released.gone.iter().filter(|row| row.state != FormerState::Vanished).map(removed);
    let mut all: Vec<RestatedRow> = changed.chain(added).chain(gone).collect();
    all.sort_by(|a, b| (a.id, a.kind).cmp(&(b.id, b.kind)));
    all.dedup();
    all
}

fn changed(ledger: &Ledger, row: &ChangedRow) -> Option<RestatedRow> {
    let movement = ledger.movements.get(row.place)?;
    Some(RestatedRow {
        kind: "changed",
        id: movement.id,
        side: movement.side,
        issued: Some(row.issued),
        now: Some(movement.cents),
        text: phrases::restated_amount(movement, row.issued, row.told),
        place: Some(row.place),
    })
}

fn removed(row: &FormerRow) -> RestatedRow {
    RestatedRow {
        kind: "removed",
        id: row.id,
        side: row.side,
        issued: Some(row.cents),
        now: None,
        text: phrases::gone(row),
        place: None,
    }
}

/// Rows whose amount changed since they were published, rows dated in published months that were not there, and rows that
/// are gone; sorted by row. A draft published nothing: whoever read the last released issue is told what changed since.
pub(super) fn of(ledger: &Ledger, carried: &Carried, found: &Reconciliation, period: Period) -> Vec<RestatedRow> {
    let published = match &carried.published {
        Published::Nothing => return Vec::new(),
        Published::Carried => carried,
        Published::Earlier(published) => published,
    };
    if published.period.is_none_or(|before| before >= period) {
        return Vec::new();
    }
    let mut all: Vec<RestatedRow> = published.changed.iter().filter_map(|row| changed(ledger, row)).collect();
    // An office has until now to write what it did: only the accounts close their months, each time they speak.
    if let Some(told) = published.accounts_told {
        let new = |place: usize| published.known.get(place).is_some_and(|known| !known);
        let compared = found.rows.iter().filter_map(|row| usize::try_from(row.place).ok());
        let backdated = |movement: &Movement| {
            movement.side == Side::Accounting && movement.date.is_some_and(|date| date <= told.last_day())
        };
        for place in compared.filter(|place| new(*place)) {
            let Some(movement) = ledger.movements.get(place).filter(|movement| backdated(movement)) else { continue };
            all.push(RestatedRow {
                kind: "added",
                id: movement.id,
                side: movement.side,
                issued: None,
                now: Some(movement.cents),
                text: phrases::restated_row(movement, told),
                place: Some(place),
            });
        }
    }
    // What had vanished before was read out then.
    let lately: BTreeSet<RowId> =
        published.gone.iter().filter(|row| row.state != FormerState::Vanished).map(|row| row.id).collect();
    let gone = |row: &&FormerRow| row.state == FormerState::Vanished && lately.contains(&row.id);
    all.extend(found.kept.iter().filter(gone).map(removed));
    all.sort_by(|a, b| (a.id, a.kind).cmp(&(b.id, b.kind)));
    all.dedup();
    all
}
