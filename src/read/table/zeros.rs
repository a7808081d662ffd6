//! Zeros where no number belongs: a formula that points at an empty cell gives 0, which is no code, no text and no date.
//! Refuses to know what the columns are for.

use chrono::NaiveDate;

use super::super::layout::{Column, Layout};
use super::super::phrases::{self, Few};
use super::super::problems::Problems;
use crate::sheets::cell::{is_blank, is_zero};
use crate::sheets::{Content, extend};

/// Zeros that were met and say nothing.
#[derive(Debug, Default)]
pub(super) struct Zeros {
    /// By layout column that need not say anything, the first of its cells and all of them.
    cells: Vec<Option<(String, Few)>>,
    /// Rows that hold nothing else, as sorted ranges.
    rows: Vec<(u32, u32)>,
}

impl Zeros {
    /// Whether a row holds zeros alone, one of them where no number belongs: formulas were drawn down beyond the data.
    /// Such a row is taken note of.
    pub fn is_row(&mut self, row: u32, slots: &[Content<'_>], layout: &Layout) -> bool {
        let zeros = slots.iter().all(|content| is_blank(content) || is_zero_shown(content));
        let belongs = |(content, column): (&Content<'_>, &Column)| column.kind.is_numeric() || is_blank(content);
        let found = zeros && !slots.iter().zip(&layout.columns).all(belongs);
        if found {
            extend(&mut self.rows, row);
        }
        found
    }

    /// Takes note of a zero in a column that need not say anything.
    pub fn add(&mut self, column: usize, cell: String) {
        if self.cells.len() <= column {
            self.cells.resize_with(column + 1, || None);
        }
        let (_, all) = self.cells[column].get_or_insert_with(|| (cell.clone(), Few::default()));
        all.add(|| cell);
    }

    /// One problem for each such column, and one for all such rows.
    pub fn tell(&self, layout: &Layout, sheet: &str, problems: &mut Problems) {
        for (column, zeros) in layout.columns.iter().zip(&self.cells) {
            if let Some((first, all)) = zeros {
                problems.push(phrases::zeros(column, all).in_sheet(sheet).in_cell(first));
            }
        }
        if !self.rows.is_empty() {
            problems.push(phrases::zero_rows(&self.rows).in_sheet(sheet));
        }
    }
}

/// A zero, also where a spreadsheet keeps it as the day from which it counts.
fn is_zero_shown(content: &Content<'_>) -> bool {
    let day_zero = NaiveDate::from_ymd_opt(1899, 12, 30);
    is_zero(content) || matches!(content, Content::Moment(moment) if Some(moment.date()) == day_zero)
}
