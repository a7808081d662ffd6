//! What merged cells cover. Of cells merged into one a person sees the first: the others count as blank, and a value that
//! lies hidden under them is told. Where a layout says so, what is no number counts for all rows of its merge.

use super::super::header::Header;
use super::super::layout::{Column, Layout, Treatment};
use super::super::phrases::{self, Few};
use super::super::problems::Problems;
use crate::origin::cell_name;
use crate::sheets::cell::{is_blank, shown, tidy};
use crate::sheets::{Content, Hidden, Merge};

/// Rows from one to another.
type Ranges = Vec<(u32, u32)>;

/// The merged cells of a table, by layout column.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// The rows whose cell is covered, as sorted ranges that do not touch; none at all where nothing is merged.
    covered: Vec<Ranges>,
    /// The rows whose covered cell means the first of its merge, which stands in the row above each range.
    meant: Vec<Ranges>,
    /// What was hidden under them, and the first cell of it.
    hidden: Vec<Option<(String, Few)>>,
}

impl Merged {
    /// Those of the columns that a header found.
    pub fn of(layout: &Layout, header: &Header, hidden: &Hidden) -> Self {
        if hidden.merged.is_empty() {
            return Self::default();
        }
        let found = || layout.columns.iter().zip(&header.columns);
        let below = |merge: &&Merge| merge.last.0 > header.last_row;
        let merges: Vec<&Merge> = hidden.merged.iter().filter(below).collect();
        let means = |column: &Column| layout.merged_cells == Treatment::Use && !column.kind.is_numeric();
        let meant = |(column, at): (&Column, &Option<u16>)| match at {
            Some(at) if means(column) => apart(merges.iter().filter(|it| it.first.1 == *at).map(|it| below_first(it))),
            _ => Ranges::new(),
        };
        let covered = |(_, at): (&Column, &Option<u16>)| {
            at.map_or_else(Ranges::new, |at| apart(merges.iter().filter_map(|merge| covered(merge, at))))
        };
        let hidden = found().map(|_| None).collect();
        Self { covered: found().map(covered).collect(), meant: found().map(meant).collect(), hidden }
    }

    /// Whether the cell of a column is covered in a row.
    pub fn covers(&self, row: u32, column: usize) -> bool {
        self.covered.get(column).is_some_and(|ranges| range_of(ranges, row).is_some())
    }

    /// Blanks the covered cells of a row, and gives what they held.
    pub fn uncover<'w>(&self, row: u32, slots: &mut [Content<'w>]) -> Vec<(usize, Content<'w>)> {
        let covered = self.covered.iter().enumerate().filter(|(_, ranges)| range_of(ranges, row).is_some());
        let held = covered.map(|(column, _)| (column, std::mem::take(&mut slots[column])));
        held.filter(|(_, content)| !is_blank(content)).collect()
    }

    /// The row that speaks for a covered cell, where one does.
    pub fn speaker(&self, row: u32, column: usize) -> Option<u32> {
        let (first, _) = range_of(self.meant.get(column)?, row)?;
        first.checked_sub(1)
    }

    /// Whether any cell of a column means the first of its merge.
    pub fn speaks(&self, column: usize) -> bool {
        self.meant.get(column).is_some_and(|ranges| !ranges.is_empty())
    }

    /// Takes note of what lay hidden in a row that counts.
    pub fn note(&mut self, row: u32, columns: &[u16], held: &[(usize, Content<'_>)]) {
        for (column, content) in held {
            let cell = cell_name(row, columns[*column]);
            let (_, all) = self.hidden[*column].get_or_insert_with(|| (cell.clone(), Few::default()));
            all.add(|| phrases::cell_holding(&cell, &tidy(&shown(content))));
        }
    }

    /// One problem for each column that has hidden values.
    pub fn tell(&self, layout: &Layout, sheet: &str, problems: &mut Problems) {
        for (column, hidden) in layout.columns.iter().zip(&self.hidden) {
            if let Some((first, all)) = hidden {
                problems.push(phrases::covered_values(column, all).in_sheet(sheet).in_cell(first));
            }
        }
    }
}

/// The rows of a merge below its first.
fn below_first(merge: &Merge) -> (u32, u32) {
    (merge.first.0.saturating_add(1), merge.last.0)
}

/// The rows in which a merge covers the cell of a column: all of them, but for the first in its own column.
fn covered(merge: &Merge, column: u16) -> Option<(u32, u32)> {
    match column {
        _ if column == merge.first.1 => Some(below_first(merge)),
        _ if (merge.first.1..=merge.last.1).contains(&column) => Some((merge.first.0, merge.last.0)),
        _ => None,
    }
}

/// Ranges sorted, without empty ones, and those that overlap joined.
fn apart(ranges: impl Iterator<Item = (u32, u32)>) -> Ranges {
    let mut sorted: Ranges = ranges.filter(|(first, last)| first <= last).collect();
    sorted.sort_unstable();
    sorted.dedup_by(|next, standing| {
        let overlaps = next.0 <= standing.1;
        if overlaps {
            standing.1 = standing.1.max(next.1);
        }
        overlaps
    });
    sorted
}

/// The range in which a row lies, of some that are sorted and apart.
fn range_of(ranges: &Ranges, row: u32) -> Option<(u32, u32)> {
    let after = ranges.partition_point(|(first, _)| *first <= row);
    ranges[..after].last().copied().filter(|(_, last)| *last >= row)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cell_is_covered_when_a_merge_holds_it_and_does_not_begin_with_it(
            corners in prop::collection::vec(((0_u32..9, 0_u16..4), (0_u32..9, 0_u16..4)), 0..6),
        ) {
            let merges: Vec<Merge> = corners.into_iter().map(|(a, b)| Merge::between(a, b)).collect();
            for column in 0..4 {
                let ranges = apart(merges.iter().filter_map(|merge| covered(merge, column)));
                for row in 0..9 {
                    let holds = |it: &Merge| {
                        (it.first.0..=it.last.0).contains(&row) && (it.first.1..=it.last.1).contains(&column)
                    };
                    let expected = merges.iter().any(|it| holds(it) && it.first != (row, column));
                    prop_assert_eq!(range_of(&ranges, row).is_some(), expected, "{} {} {:?}", row, column, merges);
                }
            }
        }
    }
}
