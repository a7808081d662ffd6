//! The sum of the entries is the sum of the file, to the cent: counted from the rows on one side, from what was posted
//! on the other. What a row said and the ledger does not hold is named by its rows.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::{Column, Statement};
use crate::money::Cents;
use crate::origin::Origin;

/// What the rows of one file must have left in a statement.
#[derive(Debug, Default)]
pub(super) struct Expected {
    sums: BTreeMap<Column, i128>,
    cells: Vec<(Column, Cents, Origin)>,
}

/// A column of the ledger that does not hold what the file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lost {
    /// What the file says, in the ledger's sign.
    pub file: i128,
    /// What was posted.
    pub posted: i128,
    /// The rows whose amount is not in the ledger, from 1, ascending.
    pub rows: Vec<u32>,
    /// The first of their cells, or of the column's.
    pub origin: Origin,
}

impl Expected {
    /// An amount that is to be posted.
    pub fn add(&mut self, column: Column, cents: Cents, origin: Origin) {
        *self.sums.entry(column).or_default() += i128::from(cents.0);
        self.cells.push((column, cents, origin));
    }

    /// Every column whose posted sum is another.
    pub fn lost(&self, statement: &Statement) -> Vec<Lost> {
        let Some(source) = self.cells.first().map(|(_, _, origin)| origin.source) else { return Vec::new() };
        let mut posted: BTreeMap<Column, i128> = BTreeMap::new();
        let mut held: BTreeSet<Origin> = BTreeSet::new();
        for ((_, column), amount) in &statement.amounts {
            let printed = amount.printed.iter().copied();
            let entries = amount.entries.iter().map(|(_, cents, origin)| (*cents, *origin));
            for (cents, origin) in entries.chain(printed).filter(|(_, origin)| origin.source == source) {
                *posted.entry(*column).or_default() += i128::from(cents.0);
                held.insert(origin);
            }
        }
        let short = |(column, file): (&Column, &i128)| {
            let posted = posted.get(column).copied().unwrap_or_default();
            (posted != *file).then(|| self.told(*column, *file, posted, &held))
        };
        self.sums.iter().filter_map(short).collect()
    }

    fn told(&self, column: Column, file: i128, posted: i128, held: &BTreeSet<Origin>) -> Lost {
        let of_column = || self.cells.iter().filter(|(at, ..)| *at == column);
        let absent: Vec<Origin> = of_column()
            .filter(|(_, cents, origin)| *cents != Cents::ZERO && !held.contains(origin))
            .map(|(_, _, origin)| *origin)
            .collect();
        let rows: BTreeSet<u32> = absent.iter().map(|origin| origin.row + 1).collect();
        let first = absent.first().copied().or_else(|| of_column().next().map(|(_, _, origin)| *origin));
        Lost { file, posted, rows: rows.into_iter().collect(), origin: first.unwrap_or_default() }
    }
}
