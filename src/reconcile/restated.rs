//! Restatement: what this month's files say otherwise of months that were issued before, row by row.
//! Only reads: whether a change is right, somebody else must say.

use std::collections::BTreeSet;

use super::carried::{Carried, FormerRow, FormerState};
use super::{Reconciliation, phrases};
use crate::ledger::{Ledger, Movement, RowId, Side};
use crate::money::Cents;
use crate::period::Period;

/// Something that was issued in one way and is told in another.
#[derive(Clone, Debug, PartialEq)]
pub struct Restated {
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
pub fn since_release(ledger: &Ledger, released: &Carried, found: &Reconciliation, period: Period) -> Vec<Restated> {
    let changed = released.changed.iter().filter_map(|(place, issued)| {
        let movement = ledger.movements.get(*place)?;
        Some(Restated {
            kind: "changed",
            id: movement.id,
            side: movement.side,
            issued: Some(*issued),
            now: Some(movement.cents),
            text: phrases::restated_amount(movement, *issued, period),
            place: Some(*place),
        })
    });
    let compared = found.rows.iter().filter_map(|row| usize::try_from(row.place).ok());
    let new = compared.filter(|place| released.known.get(*place).is_some_and(|known| !known));
    let added = new.filter_map(|place| {
        let movement = ledger.movements.get(place)?;
        Some(Restated {
            kind: "added",
            id: movement.id,
            side: movement.side,
            issued: None,
            now: Some(movement.cents),
            text: phrases::added_since(movement, period),
            place: Some(place),
        })
    });
    let gone = released.gone.iter().filter(|row| row.state != FormerState::Vanished).map(|row| Restated {
        kind: "removed",
        id: row.id,
        side: row.side,
        issued: Some(row.cents),
        now: None,
        text: phrases::vanished(row, period, None),
        place: None,
    });
    let mut all: Vec<Restated> = changed.chain(added).chain(gone).collect();
    all.sort_by(|a, b| (a.id, a.kind).cmp(&(b.id, b.kind)));
    all.dedup();
    all
}

/// Rows whose amount changed, rows dated in issued months that were not there, and rows that are gone; sorted by row.
pub(super) fn of(ledger: &Ledger, carried: &Carried, found: &Reconciliation, period: Period) -> Vec<Restated> {
    let Some(before) = carried.period.filter(|before| *before < period) else { return Vec::new() };
    let mut all: Vec<Restated> = Vec::new();
    for (place, issued) in &carried.changed {
        let Some(movement) = ledger.movements.get(*place) else { continue };
        all.push(Restated {
            kind: "changed",
            id: movement.id,
            side: movement.side,
            issued: Some(*issued),
            now: Some(movement.cents),
            text: phrases::restated_amount(movement, *issued, before),
            place: Some(*place),
        });
    }
    // An office has until now to write what it did: only the accounts close their months.
    let new = |place: usize| carried.known.get(place).is_some_and(|known| !known);
    let compared = found.rows.iter().filter_map(|row| usize::try_from(row.place).ok());
    let backdated = |movement: &Movement<'_>| {
        movement.side == Side::Accounting && movement.date.is_some_and(|date| date <= before.last_day())
    };
    let spoke =
        carried.known.iter().zip(ledger.movements.iter()).any(|(known, it)| *known && it.side == Side::Accounting);
    for place in compared.filter(|place| spoke && new(*place)) {
        let Some(movement) = ledger.movements.get(place).filter(|movement| backdated(movement)) else { continue };
        all.push(Restated {
            kind: "added",
            id: movement.id,
            side: movement.side,
            issued: None,
            now: Some(movement.cents),
            text: phrases::restated_row(movement, before),
            place: Some(place),
        });
    }
    // What had vanished before was read out then.
    let lately: BTreeSet<RowId> =
        carried.gone.iter().filter(|row| row.state != FormerState::Vanished).map(|row| row.id).collect();
    let gone = |row: &&FormerRow| row.state == FormerState::Vanished && lately.contains(&row.id);
    for row in found.kept.iter().filter(gone) {
        all.push(Restated {
            kind: "removed",
            id: row.id,
            side: row.side,
            issued: Some(row.cents),
            now: None,
            text: phrases::vanished(row, before, None),
            place: None,
        });
    }
    all.sort_by(|a, b| (a.id, a.kind).cmp(&(b.id, b.kind)));
    all.dedup();
    all
}
