//! Hidden rows and columns of a table, a filter, merged cells, formulas that wait to be calculated, each told once.
//! Refuses to know what the rows say.

use super::super::header::Header;
use super::super::layout::{Column, Layout, Treatment};
use super::super::phrases;
use super::super::problems::Problems;
use crate::problem::Problem;
use crate::sheets::{Hidden, Merge, extend};

/// What of a sheet is hidden or merged, and which of its hidden rows are the table's.
pub(super) struct HiddenRows<'t> {
    of_sheet: &'t Hidden,
    /// Those that were met, as sorted ranges.
    met: Vec<(u32, u32)>,
    /// The last row that was met, hidden or not.
    last_row: u32,
}

impl<'t> HiddenRows<'t> {
    /// None was met yet.
    pub fn of(of_sheet: &'t Hidden) -> Self {
        Self { of_sheet, met: Vec::new(), last_row: 0 }
    }

    /// Takes note of a row of the table, and answers whether it is hidden.
    pub fn meet(&mut self, row: u32) -> bool {
        self.last_row = row;
        let hidden = !self.of_sheet.rows.is_empty() && self.of_sheet.hides_row(row);
        if hidden {
            extend(&mut self.met, row);
        }
        hidden
    }

    /// One problem for all hidden rows, one for a filter, one for all merged cells that the table has.
    pub fn tell(&self, layout: &Layout, header: &Header, sheet: &str, problems: &mut Problems) {
        if !self.met.is_empty() {
            problems.push(phrases::hidden_rows(&self.met, layout.hidden_rows).in_sheet(sheet));
        }
        if let Some(range) = &self.of_sheet.filter {
            problems.push(phrases::filtered(range).in_sheet(sheet));
        }
        if let Some((row, column)) = self.of_sheet.waiting {
            let cell = crate::origin::cell_name(row, column);
            problems.push(phrases::waiting_formulas().in_sheet(sheet).in_cell(cell));
        }
        let found: Vec<(&Column, u16)> =
            layout.columns.iter().zip(&header.columns).filter_map(|(it, at)| Some((it, (*at)?))).collect();
        let covers = |merge: &&Merge| {
            let body = header.last_row + 1..=self.last_row;
            let within = |at: u16| (merge.first.1..=merge.last.1).contains(&at);
            // A caption that runs over a row covers nothing; an amount that runs over two columns is of both or of one.
            let wide = || {
                let spread = found.iter().filter(|(column, at)| column.kind.is_numeric() && within(*at));
                found.iter().any(|(column, at)| column.kind.is_numeric() && *at == merge.first.1) && spread.count() > 1
            };
            let tall = merge.last.0 > merge.first.0;
            body.contains(&merge.first.0) && ((tall && found.iter().any(|(_, at)| within(*at))) || wide())
        };
        let merged: Vec<&Merge> = self.of_sheet.merged.iter().filter(covers).collect();
        if !merged.is_empty() {
            let said = phrases::some(merged.iter().map(ToString::to_string));
            problems.push(phrases::merged_cells(&said, merged.len(), layout.merged_cells).in_sheet(sheet));
        }
    }
}

/// The problems that hidden columns are; those that are ignored are taken out of the header.
pub(in crate::read) fn hidden_columns(layout: &Layout, header: &mut Header, hidden: &Hidden) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (column, found) in layout.columns.iter().zip(&mut header.columns) {
        let Some(at) = found.filter(|at| hidden.hides_column(*at)) else { continue };
        let treatment = match layout.hidden_columns {
            // Without a column that the file must have there is nothing to read.
            Treatment::Ignore if column.required => Treatment::Refuse,
            declared => declared,
        };
        problems.push(phrases::hidden_column(column, &crate::origin::column_name(at), treatment));
        if treatment == Treatment::Ignore {
            *found = None;
        }
    }
    problems
}
