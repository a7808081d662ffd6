//! Across New Year: what an exercise left open, and rows of this one that the other side need not have: by acts of an earlier
//! exercise, revoche, economie. Guesses nothing: the year is the one written in the act, the rest is declared by the rule set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike as _, Days};

use super::absent::{is_closed, of_side_absent};
use super::listing::Worth;
use super::{Book, Rest, Said, name_of};
use crate::ledger::{RowId, Side};
use crate::reconcile::carried::{FormerDifference, FormerRow};
use crate::reconcile::rules::{KeyPart, Mark, Pass};
use crate::reconcile::{Difference, Kind, phrases, reasons};

/// The side whose row settles what an earlier exercise left open; none where no single row does.
fn lacking(former: &FormerDifference) -> Option<Side> {
    match (former.kind, former.reason.as_str()) {
        (_, reasons::SIDE_ABSENT) => None,
        (Kind::MissingInOffice, _) | (Kind::Vanished, "gone_from_office") => Some(Side::Office),
        (Kind::MissingInAccounting, _)
        | (Kind::Timing, reasons::NOT_YET_BOOKED)
        | (Kind::Vanished, "gone_from_accounting") => Some(Side::Accounting),
        _ => None,
    }
}

/// The rows that settle what an earlier exercise left open, by number: of the side that lacked it, by the same act, to the
/// same beneficiary, of the same amount. One row settles one difference; one that agrees with a row of this exercise settles none.
pub(super) fn settled(book: &Book<'_>, open: &[bool]) -> BTreeMap<usize, RowId> {
    let mut waiting: BTreeMap<(Side, u64), Vec<RowId>> = BTreeMap::new();
    for row in book.item_rows().rev() {
        let id = name_of(&book.rules.id, row.id);
        if let Some(side) = book.carried.open_items.get(&id).and_then(lacking) {
            waiting.entry((side, row.likeness)).or_default().push(id);
        }
    }
    let mut settled = BTreeMap::new();
    if waiting.is_empty() {
        return settled;
    }
    for (number, row) in book.rows[..book.inside].iter().enumerate().filter(|(number, _)| open[*number]) {
        let Some(left) = waiting.get_mut(&(row.side, row.likeness)) else { continue };
        if book.former_act(number).is_some()
            && let Some(id) = left.pop()
        {
            settled.insert(number, id);
        }
    }
    settled
}

impl<'a> Book<'a> {
    /// The rows of earlier exercises behind what they left open, of this rule set, in the order of their names.
    fn item_rows(&self) -> impl DoubleEndedIterator<Item = &'a FormerRow> + use<'a> {
        let id = &self.rules.id;
        self.carried.item_rows.iter().filter(move |row| *row.rule_set == **id)
    }

    /// The year of a row's act, when it is an earlier exercise.
    fn former_act(&self, number: usize) -> Option<u16> {
        self.acts.year(self.rows[number].part(KeyPart::Act)).filter(|year| *year < self.period.exercise().0)
    }
}

impl Rest<'_> {
    /// A row of one side that is listed apart, with the nearest row of the other.
    pub(super) fn set_apart(&self, number: usize, near: Option<usize>) -> Option<Said> {
        let (movement, apart) = (self.movement(number), &self.book.rules.apart);
        let borne = |mark: &Option<Mark>| mark.as_ref().is_some_and(|it| it.is_borne(movement.note, movement.cents));
        let year = self.book.former_act(number);
        let (kind, reason, text) = match year {
            Some(year) if self.settles(number) => {
                (Kind::FormerYear, reasons::OPEN_ITEM, phrases::settles(movement, year))
            }
            _ if borne(&apart.revocation) => (Kind::Revocation, "", phrases::revocation(movement)),
            _ if borne(&apart.saving) => (Kind::Saving, "", phrases::saving(movement)),
            // Left open under its own name, it is open still.
            Some(year) if apart.former_year && !self.is_left_open(number) => {
                let near = near.map(|near| self.movement(near));
                (Kind::FormerYear, "", phrases::former_year(movement, year, near))
            }
            _ => return None,
        };
        let candidate = near.map(|near| self.row(near).place());
        Some(Said { kind, reason, text, key: self.first_key(number), candidate })
    }

    fn is_left_open(&self, number: usize) -> bool {
        let id = name_of(&self.book.rules.id, self.row(number).name(self.book.ledger));
        self.book.carried.open_items.contains_key(&id)
    }

    /// Whether a row settles what an earlier exercise left open, in this month or since an earlier one.
    fn settles(&self, number: usize) -> bool {
        let id = name_of(&self.book.rules.id, self.row(number).name(self.book.ledger));
        let before = self.book.carried.differences.get(&id);
        self.settled.contains_key(&number) || before.is_some_and(|it| it.reason == reasons::OPEN_ITEM)
    }

    /// A pair of which less was paid than granted, where a side says that the rest is saved.
    pub(super) fn saved(&self, pass: &Pass, accounts: usize, office: usize) -> Option<Said> {
        let mark = self.book.rules.apart.saving.as_ref()?;
        let (paid, granted) = (self.movement(accounts), self.movement(office));
        let less = paid.cents.0 >= 0 && paid.cents < granted.cents;
        (less && (mark.is_said(paid.note) || mark.is_said(granted.note))).then(|| Said {
            kind: Kind::Saving,
            reason: "",
            text: phrases::paid_less(paid, granted),
            key: self.key(&pass.keys, accounts),
            candidate: None,
        })
    }

    /// What earlier exercises left open: it stands until a row of this one settles it or somebody accepts it. No file of this
    /// exercise has its rows, so that they count in no bridge.
    pub(super) fn open_items(&mut self) {
        let book = self.book;
        let settled: BTreeMap<RowId, usize> = self.settled.iter().map(|(number, id)| (*id, *number)).collect();
        let mut names: BTreeSet<RowId> = BTreeSet::new();
        for row in book.item_rows() {
            let id = name_of(&book.rules.id, row.id);
            let Some(former) = book.carried.open_items.get(&id) else { continue };
            if self.told.contains(&id) || !names.insert(id) {
                continue;
            }
            if let Some(number) = settled.get(&id) {
                let text = phrases::paid_next_year(&former.text, book.period, self.movement(*number));
                let closed = is_closed(id, former, book.period);
                self.found.push(Difference { reason: reasons::PAID_NEXT_YEAR, text, ..closed });
                self.told.insert(id);
                continue;
            }
            // A row of this exercise that bears the same name is spoken of in its place.
            let is_here = |it: &super::Row| it.name(book.ledger).cmp(&row.id);
            if book.rows[..book.inside].binary_search_by(is_here).is_ok() {
                continue;
            }
            self.kept.push(row.clone());
            let said = self.still_open(row, former);
            self.stands(id, former, said);
        }
        for (id, former) in book.carried.open_items.iter().filter(|(_, it)| it.reason == reasons::SIDE_ABSENT) {
            let side = if former.kind == Kind::MissingInOffice { Side::Accounting } else { Side::Office };
            let name = of_side_absent(&book.rules.id, former.office.as_deref().unwrap_or_default(), side);
            if name == *id && !self.told.contains(id) {
                let said = said_of(former, former.kind, reasons::SIDE_ABSENT, phrases::plain(&former.text));
                self.stands(*id, former, said);
            }
        }
    }

    /// What is said now of something that was left open. What the accounts were to book in the new year is late when its
    /// days are over.
    fn still_open(&self, row: &FormerRow, former: &FormerDifference) -> Said {
        let reason = reasons::known(&former.reason);
        let days = self.book.rules.expected_days.and_then(|days| u64::try_from(days).ok());
        let due = row.date.zip(days).and_then(|(date, days)| date.checked_add_days(Days::new(days)));
        match due.filter(|due| reason == reasons::NOT_YET_BOOKED && *due < self.book.period.last_day()) {
            Some(due) => {
                let text = phrases::not_booked(row, due);
                said_of(former, Kind::MissingInAccounting, reasons::NOT_BOOKED_IN_TIME, &text)
            }
            None => said_of(former, former.kind, reason, phrases::plain(&former.text)),
        }
    }

    fn stands(&mut self, id: RowId, former: &FormerDifference, said: Said) {
        let (office, objective) = (former.office.clone(), Arc::clone(&former.objective));
        self.push(id, &[], said, Worth { cents: former.cents, office, objective, first_seen: former.first_seen });
        self.told.insert(id);
    }
}

fn said_of(former: &FormerDifference, kind: Kind, reason: &'static str, text: &str) -> Said {
    let text = phrases::open_item(text, former.first_seen.year());
    Said { kind, reason, text, key: former.key.clone(), candidate: None }
}
