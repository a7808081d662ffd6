//! What of a table is not to be seen or is merged: hidden rows and columns, a filter, merged cells, formulas that wait to
//! be calculated, each told once.
//! Refuses to know what the rows say.

use super::super::header::Header;
use super::super::layout::{Column, Layout, Treatment};
use super::super::phrases;
use super::super::problems::Problems;
use super::super::unseen::{Merge, Unseen};
use super::Table;
use crate::problem::Problem;

impl Table<'_, '_> {
    /// One problem for all hidden rows, one for a filter, one for all merged cells that the table has.
    pub(super) fn tell_unseen(&self, problems: &mut Problems) {
        let layout = self.file.layout;
        if !self.hidden.is_empty() {
            problems.push(phrases::hidden_rows(&self.hidden, layout.hidden_rows).in_sheet(self.sheet));
        }
        if let Some(range) = &self.unseen.filter {
            problems.push(phrases::filtered(range).in_sheet(self.sheet));
        }
        if let Some((row, column)) = self.unseen.waiting {
            let cell = crate::origin::cell_name(row, column);
            problems.push(phrases::waiting_formulas().in_sheet(self.sheet).in_cell(cell));
        }
        let found: Vec<(&Column, u16)> =
            layout.columns.iter().zip(&self.header.columns).filter_map(|(it, at)| Some((it, (*at)?))).collect();
        let covers = |merge: &&Merge| {
            let body = self.header.last_row + 1..=self.last_row;
            let within = |at: u16| (merge.first.1..=merge.last.1).contains(&at);
            // A caption that runs over a row covers nothing; an amount that runs over two columns is of both or of one.
            let wide = || {
                let spread = found.iter().filter(|(column, at)| column.kind.is_numeric() && within(*at));
                found.iter().any(|(column, at)| column.kind.is_numeric() && *at == merge.first.1) && spread.count() > 1
            };
            let tall = merge.last.0 > merge.first.0;
            body.contains(&merge.first.0) && ((tall && found.iter().any(|(_, at)| within(*at))) || wide())
        };
        let merged: Vec<&Merge> = self.unseen.merged.iter().filter(covers).collect();
        if !merged.is_empty() {
            let said = phrases::some(merged.iter().map(ToString::to_string));
            problems.push(phrases::merged_cells(&said, merged.len(), layout.merged_cells).in_sheet(self.sheet));
        }
    }
}

/// The problems that hidden columns are; those that are ignored are taken out of the header.
pub(in crate::read) fn hidden_columns(layout: &Layout, header: &mut Header, unseen: &Unseen) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (column, found) in layout.columns.iter().zip(&mut header.columns) {
        let Some(at) = found.filter(|at| unseen.hides_column(*at)) else { continue };
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
