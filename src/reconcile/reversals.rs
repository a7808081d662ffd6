//! Storni: a registration and the row that takes it back, before anything is compared. What is booked anew in its place is
//! then left to be compared with the other side.

use std::collections::BTreeMap;

use super::keys::{Person, Row};
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
/// is a revoca or an economia.
pub(super) fn found(ledger: &Ledger, rows: &[Row], apart: &Apart) -> Vec<Reversal> {
    let is_apart = |row: &Row| {
        let note = ledger.movements.at(row.place()).note;
        apart.marks().into_iter().filter_map(|(_, mark)| mark).any(|mark| mark.is_said(note))
    };
    let key = |row: &Row| (row.part(KeyPart::Act), row.cents.abs());
    let mut groups: BTreeMap<(Text, Cents), Vec<usize>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.cents < Cents::ZERO) {
        groups.entry(key(row)).or_default();
    }
    if groups.is_empty() {
        return Vec::new();
    }
    for (number, row) in rows.iter().enumerate() {
        if let Some(group) = groups.get_mut(&key(row)) {
            group.push(number);
        }
    }
    groups.values().flat_map(|group| of_group(rows, group, &is_apart)).collect()
}

/// The reversals among rows of one act and amount of both sides.
fn of_group(rows: &[Row], group: &[usize], is_apart: &dyn Fn(&Row) -> bool) -> Vec<Reversal> {
    let (back, mut forth): (Vec<usize>, Vec<usize>) =
        group.iter().copied().partition(|row| rows[*row].cents < Cents::ZERO);
    let told_by_other_side = |row: &Row| {
        let of_other_side = back.iter().map(|other| &rows[*other]).filter(|other| other.side != row.side);
        of_other_side.into_iter().any(|other| other.same_person(row) != Person::Other)
    };
    let mut reversals: Vec<usize> = back.iter().copied().filter(|row| !told_by_other_side(&rows[*row])).collect();
    reversals.sort_by_key(|row| (rows[*row].day, *row));
    let mut found = Vec::new();
    for by in reversals.into_iter().filter(|row| !is_apart(&rows[*row])) {
        if let Some(at) = reversed_by(rows, &forth, by) {
            found.push(Reversal { reversed: forth.remove(at), by });
        }
    }
    found
}

/// Which of these rows a reversal takes back: the last one before it, of its mandate if that is said.
fn reversed_by(rows: &[Row], forth: &[usize], by: usize) -> Option<usize> {
    let reversal = &rows[by];
    let objective = |row: &Row| (row.part(KeyPart::Office), row.part(KeyPart::Objective));
    let possible = |least: Person| {
        let of = move |row: &Row| {
            row.side == reversal.side && objective(row) == objective(reversal) && row.same_person(reversal) == least
        };
        forth
            .iter()
            .enumerate()
            .filter(move |(_, row)| of(&rows[**row]))
            .map(|(at, row)| (at, *row))
            .collect::<Vec<_>>()
    };
    let mut among = possible(Person::Same);
    if among.is_empty() && !reversal.part(KeyPart::Act).is_empty() {
        among = possible(Person::Unknown);
        let persons = among.iter().map(|(_, row)| rows[*row].person());
        if persons.clone().min() != persons.max() {
            return None;
        }
    }
    let mandate = reversal.part(KeyPart::Mandate);
    let order = |row: usize| {
        let row_of = &rows[row];
        let days = row_of.day.zip(reversal.day).map_or(0, |(one, two)| (two - one).num_days());
        let other_mandate = mandate.is_empty() || row_of.part(KeyPart::Mandate) != mandate;
        (other_mandate, days < 0, days.abs(), row)
    };
    among.into_iter().min_by_key(|(_, row)| order(*row)).map(|(at, _)| at)
}

impl Reversal {
    /// Both rows, the one that is taken back first.
    pub(super) fn rows(self) -> [usize; 2] {
        [self.reversed, self.by]
    }

    /// The reversal of what a row of the other side still tells: of its act and amount, and of nobody else.
    pub(super) fn told_still_by(rows: &[Row], reversals: &[Self], row: &Row) -> Option<Self> {
        let side = if row.side == Side::Accounting { Side::Office } else { Side::Accounting };
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
