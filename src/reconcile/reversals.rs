//! Storni: a registration and the row that takes it back, before anything is compared. What is booked anew in its place is
//! then left to be compared with the other side.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{Person, Row};
use super::opposite;
use super::rules::{Apart, KeyPart};
use crate::ledger::{Ledger, Side, Text};
use crate::money::Cents;

/// A row and its reversal, by number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reversal {
    pub(super) reversed: usize,
    pub(super) by: usize,
}

/// The rows of each side that another row of their side takes back: of the same act, person, objective and amount, where
/// there is no doubt which one it is. A row that the other side takes back too is left to be compared, and so is one that
/// is a revoca or an economia, unless what it takes back was booked anew.
pub(super) fn found(ledger: &Ledger, rows: &[Row], apart: &Apart) -> Vec<Reversal> {
    let is_apart = |row: &Row| {
        let note = ledger.movements.at(row.place()).note;
        apart.marks().into_iter().filter_map(|(_, mark)| mark).any(|mark| mark.is_said(note))
    };
    let mut groups: BTreeMap<Shared, Vec<usize>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.cents < Cents::ZERO) {
        groups.extend(Shared::of_reversal(row).map(|shared| (shared, Vec::new())));
    }
    if groups.is_empty() {
        return Vec::new();
    }
    let mut orders: BTreeSet<(Side, Text, Text)> = BTreeSet::new();
    for (number, row) in rows.iter().enumerate() {
        for shared in Shared::all(row) {
            if let Some(group) = groups.get_mut(&shared) {
                group.push(number);
            }
        }
        if row.cents > Cents::ZERO {
            orders.insert(order_of(row));
        }
    }
    let mut found: Vec<Reversal> = Vec::new();
    for group in groups.values() {
        let taken: BTreeSet<usize> = found.iter().flat_map(|it| it.rows()).collect();
        let group: Vec<usize> = group.iter().copied().filter(|row| !taken.contains(row)).collect();
        found.extend(of_group(rows, &group, &is_apart, &orders));
    }
    found
}

/// What a row and its reversal share: the act or, of a reversal that says none, the payment order; and the amount.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shared {
    is_act: bool,
    text: Text,
    cents: Cents,
}

impl Shared {
    fn all(row: &Row) -> [Self; 2] {
        let of = |is_act: bool, part| Self { is_act, text: row.part(part), cents: row.cents.abs() };
        [of(true, KeyPart::Act), of(false, KeyPart::Mandate)]
    }

    fn of_reversal(row: &Row) -> Option<Self> {
        let [act, mandate] = Self::all(row);
        if !act.text.is_empty() { Some(act) } else { Some(mandate).filter(|it| !it.text.is_empty()).or(Some(act)) }
    }
}

/// The payment order of a row, of its act and side.
fn order_of(row: &Row) -> (Side, Text, Text) {
    (row.side, row.part(KeyPart::Act), row.part(KeyPart::Mandate))
}

/// The reversals among rows that share an act or order, and an amount, of both sides.
fn of_group(
    rows: &[Row],
    group: &[usize],
    is_apart: &dyn Fn(&Row) -> bool,
    orders: &BTreeSet<(Side, Text, Text)>,
) -> Vec<Reversal> {
    let (back, mut forth): (Vec<usize>, Vec<usize>) =
        group.iter().copied().partition(|row| rows[*row].cents < Cents::ZERO);
    let told_by_other_side = |row: &Row| {
        let of_other_side = back.iter().map(|other| &rows[*other]).filter(|other| other.side != row.side);
        of_other_side.into_iter().any(|other| other.same_person(row) != Person::Other)
    };
    let mut reversals: Vec<usize> = back.iter().copied().filter(|row| !told_by_other_side(&rows[*row])).collect();
    reversals.sort_by_key(|row| (rows[*row].day, *row));
    let mut found = Vec::new();
    for by in reversals {
        let possible = reversed_by(rows, &forth, by, orders);
        let booked_anew = |by: usize| {
            let reversal = &rows[by];
            let is_alike =
                |row: &&usize| rows[**row].side == reversal.side && rows[**row].same_person(reversal) == Person::Same;
            forth.iter().filter(is_alike).count() > 1
        };
        if let Some(at) = possible.filter(|_| !is_apart(&rows[by]) || booked_anew(by)) {
            found.push(Reversal { reversed: forth.remove(at), by });
        }
    }
    found
}

/// Which of these rows a reversal takes back: the last one before it, of its payment order if that is said. A reversal of
/// another payment of its act takes back a part of that one.
fn reversed_by(rows: &[Row], forth: &[usize], by: usize, orders: &BTreeSet<(Side, Text, Text)>) -> Option<usize> {
    let reversal = &rows[by];
    let objective = |row: &Row| (row.part(KeyPart::Office), row.part(KeyPart::Objective));
    let mandate = reversal.part(KeyPart::Mandate);
    let names_another = !mandate.is_empty() && orders.contains(&order_of(reversal));
    let days = |row: &Row| row.day.zip(reversal.day).map_or(0, |(one, two)| (two - one).num_days());
    let possible = |person: Person| {
        let of = |row: &Row| {
            row.side == reversal.side
                && objective(row) == objective(reversal)
                && row.same_person(reversal) == person
                && days(row) >= 0
                && (!names_another || row.part(KeyPart::Mandate) == mandate)
        };
        let found = forth.iter().enumerate().filter(|(_, row)| of(&rows[**row]));
        found.map(|(at, row)| (at, *row)).collect::<Vec<_>>()
    };
    let mut among = possible(Person::Same);
    if among.is_empty() && !reversal.part(KeyPart::Act).is_empty() {
        among = possible(Person::Unknown);
        let persons = among.iter().map(|(_, row)| rows[*row].person());
        if persons.clone().min() != persons.max() {
            return None;
        }
    }
    let other_order = |row: &Row| mandate.is_empty() || row.part(KeyPart::Mandate) != mandate;
    among.into_iter().min_by_key(|(_, row)| (other_order(&rows[*row]), days(&rows[*row]), *row)).map(|(at, _)| at)
}

impl Reversal {
    /// Both rows, the one that is taken back first.
    pub(super) fn rows(self) -> [usize; 2] {
        [self.reversed, self.by]
    }

    /// The reversal of what a row of the other side still tells: of its act and amount, and of nobody else.
    pub(super) fn told_still_by(rows: &[Row], reversals: &[Self], row: &Row) -> Option<Self> {
        let side = opposite(row.side);
        let act = row.part(KeyPart::Act);
        reversals.iter().copied().find(|it| {
            let reversed = &rows[it.reversed];
            let person = reversed.same_person(row);
            reversed.side == side
                && reversed.cents == row.cents
                && reversed.part(KeyPart::Act) == act
                && (person == Person::Same || person == Person::Unknown && !act.is_empty())
        })
    }
}
