//! The row of the other side that is nearest to one that has no partner: a place to begin looking, never a match.

use super::keys::Row;
use super::rules::KeyPart;
use crate::ledger::{Side, Text};
use crate::money::Cents;

/// Open rows by side, sorted so that the nearest one is a binary search away.
pub(super) struct Nearest {
    /// By fiscal code, then amount.
    by_code: [Vec<(Text, Cents, usize)>; 2],
    /// By amount.
    by_amount: [Vec<(Cents, usize)>; 2],
}

impl Nearest {
    /// Among these rows, by number in the slice of all rows.
    pub(super) fn among(rows: &[Row], open: &[usize]) -> Self {
        let mut nearest = Self { by_code: Default::default(), by_amount: Default::default() };
        for number in open {
            let row = &rows[*number];
            let code = row.part(KeyPart::FiscalCode);
            if !code.is_empty() {
                nearest.by_code[row.side as usize].push((code, row.cents, *number));
            }
            nearest.by_amount[row.side as usize].push((row.cents, *number));
        }
        nearest.by_code.iter_mut().for_each(|rows| rows.sort_unstable());
        nearest.by_amount.iter_mut().for_each(|rows| rows.sort_unstable());
        nearest
    }

    /// The row of the other side with the same fiscal code and the closest amount; else the only one with the same amount.
    pub(super) fn to(&self, row: &Row) -> Option<usize> {
        let other = match row.side {
            Side::Accounting => Side::Office as usize,
            Side::Office => Side::Accounting as usize,
        };
        self.same_code(other, row).or_else(|| self.same_amount(other, row))
    }

    fn same_code(&self, side: usize, row: &Row) -> Option<usize> {
        let code = row.part(KeyPart::FiscalCode);
        let rows = &self.by_code[side];
        let at = rows.partition_point(|(other, cents, _)| (*other, *cents) < (code, row.cents));
        // The row before is the last of the amounts below, whose equals stand before it: both are one step away.
        let around =
            rows[at.saturating_sub(1)..].iter().take(2).filter(|(other, ..)| *other == code && !code.is_empty());
        around.min_by_key(|(_, cents, number)| ((*cents - row.cents).abs(), *number)).map(|(.., number)| *number)
    }

    /// An amount that many rows have says nothing of any of them.
    fn same_amount(&self, side: usize, row: &Row) -> Option<usize> {
        let rows = &self.by_amount[side];
        let at = rows.partition_point(|(cents, _)| *cents < row.cents);
        let mut equal = rows[at..].iter().take(2).filter(|(cents, _)| *cents == row.cents);
        match (equal.next(), equal.next()) {
            (Some((_, number)), None) => Some(*number),
            _ => None,
        }
    }
}
