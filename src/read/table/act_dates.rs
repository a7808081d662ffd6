//! Dates where acts should be: who types 5/2021 into a spreadsheet is left with the first of May.
//! Refuses to take a date for an act: what it may have been is only told.

use super::super::acts::date_of;
use super::super::layout::{Field, Layout};
use super::super::phrases::{self, DateForAct, Few};
use super::super::problems::Problems;
use super::super::row::Value;
use crate::origin::cell_name;
use crate::sheets::Content;
use crate::sheets::cell::is_blank;

/// The dates that were met in the column of acts.
#[derive(Debug, Default)]
pub(super) struct ActDates {
    column: Option<usize>,
    /// The first of them, and its cell.
    first: Option<(DateForAct, String)>,
    cells: Few,
}

impl ActDates {
    /// None yet, in the column from which the ledger takes acts.
    pub fn of(layout: &Layout) -> Self {
        Self { column: layout.fields().of(Field::Act), ..Self::default() }
    }

    /// Takes note of a date that a row has for an act: in its own cell, not one that it means from above.
    pub fn look(&mut self, row: u32, slots: &[Content<'_>], values: &[Value], columns: &[u16]) {
        let Some(column) = self.column.filter(|column| !is_blank(&slots[*column])) else { return };
        let Some(text) = values[column].text().filter(|text| may_be_date(text)) else { return };
        let Some(day) = date_of(text) else { return };
        let date = DateForAct::of(text, day);
        let cell = cell_name(row, columns[column]);
        self.cells.add(|| date.in_cell(&cell));
        self.first.get_or_insert((date, cell));
    }

    /// One problem for all of them.
    pub fn tell(&self, layout: &Layout, sheet: &str, problems: &mut Problems) {
        if let (Some(column), Some((date, cell))) = (self.column, &self.first) {
            let problem = phrases::date_for_act(&layout.columns[column], date, &self.cells);
            problems.push(problem.in_sheet(sheet).in_cell(cell));
        }
    }
}

/// Whether a text has enough signs for a date, which few acts have: `12/2021` has not.
fn may_be_date(text: &str) -> bool {
    let marks = text.bytes().filter(|byte| matches!(byte, b'/' | b'-' | b'.' | b' ')).count();
    (1..=4).contains(&marks) && (marks > 1 || text.starts_with(|c: char| c.is_alphabetic()))
}
