//! Hidden rows and columns of a sheet, its active filter, its merged cells, its formulas that wait to be calculated: all that a
//! person looking at it does not see. Refuses to know what is in the cells.

use crate::origin::parse_cell;

/// What is hidden or merged in a sheet. Rows and columns count from 0, ranges include both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Hidden rows, as sorted ranges.
    pub rows: Vec<(u32, u32)>,
    /// Hidden columns, as sorted ranges.
    pub columns: Vec<(u16, u16)>,
    /// The range of a filter that selects something: `A4:F30`.
    pub filter: Option<String>,
    /// Merged cells, in the order of the file.
    pub merged: Vec<Merge>,
    /// Its first formula, where the file says that formulas waited to be calculated when it was saved.
    pub waiting: Option<(u32, u16)>,
}

/// Cells merged into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// First row and column.
    pub first: (u32, u16),
    /// Last row and column.
    pub last: (u32, u16),
}

/// A sheet with as many merges as these is a drawing: the rest of them is not looked at, and no table is read from it.
pub const MERGES_MAX: usize = 50_001;

impl Hidden {
    /// Whether a row is hidden.
    pub fn hides_row(&self, row: u32) -> bool {
        within(&self.rows, row)
    }

    /// Whether a column is hidden.
    pub fn hides_column(&self, column: u16) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }
}

impl Merge {
    /// The cells between two corners, whichever of them a file names first.
    pub fn between(a: (u32, u16), b: (u32, u16)) -> Self {
        Self { first: (a.0.min(b.0), a.1.min(b.1)), last: (a.0.max(b.0), a.1.max(b.1)) }
    }

    /// The cells of a range such as `A4:F30`.
    pub fn of_range(range: &str) -> Option<Self> {
        let (first, last) = range.split_once(':')?;
        Some(Self::between(parse_cell(first)?, parse_cell(last)?))
    }
}

/// Whether a row lies in one of these sorted ranges.
pub fn within(ranges: &[(u32, u32)], row: u32) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= row);
    after > 0 && ranges[after - 1].1 >= row
}

impl std::fmt::Display for Merge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |(row, column)| crate::origin::cell_name(row, column);
        write!(f, "{}:{}", name(self.first), name(self.last))
    }
}

/// Adds a row below those that are told already.
pub fn extend(ranges: &mut Vec<(u32, u32)>, row: u32) {
    match ranges.last_mut() {
        Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
        _ => ranges.push((row, row)),
    }
}
