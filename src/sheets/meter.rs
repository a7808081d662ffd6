//! Counts what is read against the limits, and refuses a cell beyond them or out of order: the same for all formats.

use super::Limits;
use super::cell::Content;
use super::fault::{Excess, Fault, Place};
use crate::origin::cell_name;

/// What was read so far of a whole file, against its limits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    cells: u64,
    records: u64,
    text_bytes: u64,
}

/// Rows of the grid: Excel 2007 and later.
pub const ROWS_MAX: u32 = 1_048_576;

/// Blank cells cost time although they hold nothing; a sheet formatted to its last column has many more of them than
/// of values, so they are bounded loosely.
const RECORDS_PER_CELL: u64 = 8;

/// What every source of cells asks before it hands one on.
pub struct Meter<'g> {
    sheet: &'g str,
    limits: &'g Limits,
    usage: &'g mut Usage,
    last: Option<(u32, u32)>,
}

impl<'g> Meter<'g> {
    /// The meter of one look at one sheet.
    pub fn of(sheet: &'g str, limits: &'g Limits, usage: &'g mut Usage) -> Self {
        Self { sheet, limits, usage, last: None }
    }

    /// A place in this sheet.
    pub fn at(&self, position: Option<(u32, u32)>) -> Place {
        Place { sheet: self.sheet.to_owned(), cell: show(position) }
    }

    /// The last cell that was let through.
    pub fn at_last(&self) -> Place {
        self.at(self.last)
    }

    /// Counts a cell that was met, blank or not.
    #[inline]
    pub fn record(&mut self) -> Result<(), Fault> {
        self.usage.records += 1;
        if self.usage.records > self.limits.cells_max.saturating_mul(RECORDS_PER_CELL) {
            return Err(self.beyond(Excess::Cells));
        }
        Ok(())
    }

    /// Lets a cell that is not blank through, with its column in the form that the rest of the room uses.
    #[inline]
    pub fn admit(&mut self, position: (u32, u32), content: &Content<'_>) -> Result<u16, Fault> {
        let (row, column) = position;
        // Every program writes cells in order. One that goes back has a coordinate that overflowed or was made up.
        let goes_on = self.last.is_none_or(|last| position > last);
        let narrow = u16::try_from(column).ok().filter(|_| column < self.limits.columns_max);
        let (Some(narrow), true, true) = (narrow, row < ROWS_MAX, goes_on) else {
            return Err(self.misplaced(position));
        };
        self.last = Some(position);
        self.usage.cells += 1;
        if let Content::Text(text) = content {
            self.usage.text_bytes += text.len() as u64;
            if text.len() > self.limits.text_chars_max && text.chars().count() > self.limits.text_chars_max {
                return Err(self.beyond(Excess::TextChars));
            }
        }
        // A short part may repeat one long text in every cell: what counts is the text once it is in its cells.
        if self.usage.cells > self.limits.cells_max || self.usage.text_bytes > self.limits.inflated_bytes_max {
            return Err(self.beyond(Excess::Cells));
        }
        Ok(narrow)
    }

    /// What is wrong with the place of a cell.
    #[cold]
    fn misplaced(&self, position: (u32, u32)) -> Fault {
        let (row, column) = position;
        let at = self.at(Some(position));
        if row >= ROWS_MAX {
            Fault::TooLarge(Excess::Rows, at)
        } else if u16::try_from(column).is_err() || column >= self.limits.columns_max {
            Fault::TooLarge(Excess::Columns, at)
        } else {
            Fault::Damaged(at)
        }
    }

    /// Too much, at the last cell.
    #[cold]
    pub fn beyond(&self, excess: Excess) -> Fault {
        Fault::TooLarge(excess, self.at_last())
    }
}

fn show(position: Option<(u32, u32)>) -> String {
    position.map_or_else(String::new, |(row, column)| match u16::try_from(column) {
        Ok(column) => cell_name(row, column),
        Err(_) => String::new(),
    })
}
