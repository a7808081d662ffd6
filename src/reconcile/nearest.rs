//! The row of the other side that is nearest to one that has no partner: a place to begin looking, never a match. What has
//! nothing in common but the office, or the firm alone, is no place to look.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::keys::{Person, Row};
use super::rules::KeyPart;
use crate::ledger::{Side, Text};
use crate::money::Cents;

/// By what rows are found: a fiscal code, a name or an act.
const PARTS: [KeyPart; 3] = [KeyPart::FiscalCode, KeyPart::Beneficiary, KeyPart::Act];

/// Of how many rows that share something the nearest is sought; beyond it they are those of the nearest amounts.
const LOOKED_AT: usize = 32;

/// Rows of a side that say a text, by amount.
type ByText = BTreeMap<(Side, Text), Vec<(Cents, usize)>>;

/// Open rows by side and by what they say, each sorted by amount.
pub(super) struct Nearest<'a> {
    rows: &'a [Row],
    by_part: [ByText; PARTS.len()],
    /// How many rows of a side are of an act and amount: of the many that one act pays, none is near to another's.
    by_act: BTreeMap<(Side, Text, Cents), usize>,
}

impl<'a> Nearest<'a> {
    /// Among these rows, by number in the slice of all rows.
    pub(super) fn among(rows: &'a [Row], open: &[usize]) -> Self {
        let by_part = PARTS.map(|part| {
            let mut found = ByText::new();
            for number in open {
                let row = &rows[*number];
                if !row.part(part).is_empty() {
                    found.entry((row.side, row.part(part))).or_default().push((row.cents, *number));
                }
            }
            found.values_mut().for_each(|rows| rows.sort_unstable());
            found
        });
        let mut by_act = BTreeMap::new();
        for row in open.iter().map(|number| &rows[*number]) {
            *by_act.entry((row.side, row.part(KeyPart::Act), row.cents)).or_default() += 1;
        }
        Self { rows, by_part, by_act }
    }

    /// The row of the other side that has most in common with this one, and then the closest amount: two of person, act and
    /// amount, or person, objective and nearly the amount.
    pub(super) fn to(&self, row: &Row) -> Option<usize> {
        let side = super::opposite(row.side);
        let found = PARTS.into_iter().zip(&self.by_part).filter_map(|(part, all)| all.get(&(side, row.part(part))));
        let around = found.flat_map(|rows| {
            let at = rows.partition_point(|(cents, _)| *cents < row.cents);
            rows[at.saturating_sub(LOOKED_AT / 2)..].iter().take(LOOKED_AT).map(|(_, number)| *number)
        });
        let weighed = around.filter_map(|number| Some((self.in_common(row, &self.rows[number])?, number)));
        weighed
            .min_by_key(|(common, number)| {
                let other = &self.rows[*number];
                (Reverse(*common), (other.cents - row.cents).abs(), Reverse(row.common(other)), *number)
            })
            .map(|(_, number)| number)
    }

    /// How many of person, act and amount two rows share; nothing where that is no reason to look.
    fn in_common(&self, row: &Row, other: &Row) -> Option<usize> {
        let same = |part| !row.part(part).is_empty() && row.part(part) == other.part(part);
        let person = row.same_person(other);
        let shared = [person == Person::Same, same(KeyPart::Act), row.cents == other.cents];
        let count = shared.into_iter().filter(|it| *it).count();
        let (gap, most) = ((row.cents - other.cents).abs(), row.cents.abs().max(other.cents.abs()));
        let is_near = i128::from(gap.0) * 10 <= i128::from(most.0);
        let is_only =
            || [row, other].map(|it| (it.side, it.part(KeyPart::Act), it.cents)).iter().all(|it| self.by_act[it] == 1);
        match person {
            Person::Other => (count == 2 && is_only()).then_some(count),
            Person::Same => (count >= 2 || same(KeyPart::Objective) && is_near).then_some(count),
            Person::Unknown => (count >= 2).then_some(count),
        }
    }
}
