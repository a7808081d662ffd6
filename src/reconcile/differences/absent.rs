//! What is not there: rows that an earlier month compared and this one has not, sides that say nothing, differences that
//! nothing speaks of any more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::listing::Worth;
use super::{Rest, Said, missing_from, name_of};
use crate::ledger::{RowId, Side, Text};
use crate::period::Period;
use crate::reconcile::carried::{Carried, FormerDifference, FormerRow, FormerState};
use crate::reconcile::{Difference, DifferenceState, Kind, opposite, phrases, reasons, vanished};

/// Differences of the month before that nothing speaks of any more. They are listed once, in the month that closes them.
pub(in crate::reconcile) fn closed(carried: &Carried, told: &BTreeSet<RowId>, period: Period) -> Vec<Difference> {
    let all = carried.differences.iter().chain(&carried.open_items);
    all.filter(|(id, _)| !told.contains(id)).map(|(id, former)| is_closed(*id, former, period)).collect()
}

/// A difference that closes in a month.
pub(super) fn is_closed(id: RowId, former: &FormerDifference, period: Period) -> Difference {
    Difference {
        id,
        kind: former.kind,
        reason: reasons::known(&former.reason),
        text: phrases::closed(&former.text, period),
        cents: former.cents,
        key: former.key.clone(),
        office: former.office.clone(),
        objective: Arc::clone(&former.objective),
        rows: Vec::new(),
        candidate: None,
        first_seen: former.first_seen,
        age_days: (period.last_day() - former.first_seen).num_days(),
        state: DifferenceState::Closed,
        overdue: false,
        material: false,
        answer: None,
    }
}

/// The name of the difference of an office's rows of a side that the other does not answer at all.
pub(super) fn of_side_absent(rule_set: &str, office: &str, side: Side) -> RowId {
    let whose = if side == Side::Accounting { "" } else { "\u{1f}contabilita" };
    RowId::hash(&format!("{rule_set}\u{1f}{office}{whose}"))
}

impl Rest<'_> {
    /// Offices that tell something this month, or whose sheet came without rows.
    fn heard(&self) -> BTreeSet<Option<&str>> {
        let movements = &self.book.ledger.movements;
        let rows = self.book.rows.iter().filter(|row| row.side == Side::Office);
        let telling: BTreeSet<Text> = rows.map(|row| movements.handles()[row.place()].office).collect();
        let telling = telling.into_iter().map(|office| movements.texts().get(office));
        let telling = telling.map(|office| Some(office).filter(|office| !office.is_empty()));
        telling.chain(self.book.sheets.iter().map(|office| Some(&**office))).collect()
    }

    fn accounts_heard(&self) -> bool {
        self.book.rows.iter().any(|row| row.side == Side::Accounting)
    }

    /// Rows that the month before compared and that this month's files do not have.
    pub(super) fn vanished(&mut self) {
        let rules = self.book.rules;
        let heard = self.heard();
        let accounts_heard = self.accounts_heard();
        let speaks = |row: &FormerRow| match row.side {
            Side::Accounting => accounts_heard,
            Side::Office => heard.contains(&row.office.as_deref()),
        };
        let rows = &self.book.rows[..self.book.inside];
        let gone = vanished::sort_out(&rules.id, self.book.carried, rows, &speaks);
        for row in gone.unheard {
            self.unheard(row);
        }
        let mut partners: BTreeMap<(Side, u64), Vec<usize>> = BTreeMap::new();
        for (number, row) in self.book.rows.iter().enumerate().filter(|(number, _)| self.open[*number]) {
            partners.entry((row.side, row.likeness)).or_default().push(number);
        }
        for row in gone.vanished {
            let partner = match partners.get(&(opposite(row.side), row.likeness)).map(Vec::as_slice) {
                Some([only]) if self.open[*only] => Some(*only),
                _ => None,
            };
            self.gone(row, partner);
        }
    }

    /// A row of a side that says nothing this month. It is remembered until the side speaks again, even one that agreed:
    /// whoever comes back without it has taken it out. What was open stays as it was.
    fn unheard(&mut self, row: &FormerRow) {
        self.kept.push(row.clone());
        if row.state == FormerState::Matched {
            return;
        }
        let id = name_of(&self.book.rules.id, row.id);
        let Some(former) = self.book.carried.differences.get(&id) else {
            self.told.insert(id);
            return;
        };
        let last_day = self.book.period.last_day();
        let said = Said {
            kind: former.kind,
            reason: reasons::known(&former.reason),
            text: phrases::plain(&former.text).to_owned(),
            key: former.key.clone(),
            candidate: None,
        };
        let seen = former.first_seen.min(last_day);
        let (office, objective) = (former.office.clone(), Arc::clone(&former.objective));
        self.push(id, &[], said, Worth { cents: former.cents, office, objective, first_seen: seen });
    }

    /// A row that vanished, with the row of the other side that is left alone by it.
    fn gone(&mut self, row: &FormerRow, partner: Option<usize>) {
        let id = name_of(&self.book.rules.id, row.id);
        let last_day = self.book.period.last_day();
        let former = self.book.carried.differences.get(&id);
        let seen = former.map_or(last_day, |former| former.first_seen).min(last_day);
        let (reason, cents) = match row.side {
            Side::Accounting => ("gone_from_accounting", -row.cents),
            Side::Office => ("gone_from_office", row.cents),
        };
        let text = phrases::vanished(row, partner.map(|partner| self.movement(partner)));
        let key = partner.map_or_else(|| row.label.clone(), |partner| self.first_key(partner));
        let said = Said { kind: Kind::Vanished, reason, text, key, candidate: None };
        let rows: Vec<usize> = partner.into_iter().collect();
        let (office, objective) = (row.office.clone(), Arc::clone(&row.objective));
        self.push(id, &rows, said, Worth { cents, office, objective, first_seen: seen });
        self.kept.push(FormerRow { state: FormerState::Vanished, first_seen: Some(seen), ..row.clone() });
    }

    /// Offices whose sheet is not there, or all offices when the accounts are not: one difference each.
    pub(super) fn sides_absent(&mut self) {
        let heard = self.heard();
        let accounts_heard = self.accounts_heard();
        let mut absent: BTreeMap<(Option<&str>, Side), Vec<usize>> = BTreeMap::new();
        for (number, row) in self.book.rows.iter().enumerate().filter(|(number, _)| self.open[*number]) {
            let office = self.movement(number).office;
            let missing = match row.side {
                // A registration of no office has nobody's sheet to be in: it is listed by itself.
                Side::Accounting => office.is_some() && !heard.contains(&office),
                Side::Office => !accounts_heard,
            };
            if missing {
                absent.entry((office, row.side)).or_default().push(number);
            }
        }
        for ((office, side), rows) in absent {
            let office = office.unwrap_or_default();
            let kind = missing_from(side);
            let sum = rows.iter().map(|row| self.row(*row).cents).sum();
            let text = phrases::side_absent(side, rows.len(), sum);
            let said = Said { kind, reason: reasons::SIDE_ABSENT, text, key: office.to_string(), candidate: None };
            // A sheet and registrations that do not come are two things, each with its own age.
            let id = of_side_absent(&self.book.rules.id, office, side);
            self.list_as(id, &rows, said, None);
        }
    }
}
