//! What becomes of the rows of a text that do not stand under the header of its table.
//! Refuses to know how that is told.

use super::super::layout::{Blank, Column, Unreadable};
use super::super::phrases;
use super::super::problems::Problems;
use super::super::text::Captions;
use super::Table;
use crate::origin::cell_name;
use crate::problem::Severity;

impl Table<'_, '_> {
    /// What the rows of a text are compared with.
    pub(super) fn captions(&self) -> Captions {
        let fields_up_to = |last: Option<u16>| last.map_or(0, |column| usize::from(column) + 1);
        let counts = |column: &Column| column.required || column.kind.is_numeric() || column.blank == Blank::Above;
        let columns = self.file.layout.columns.iter().zip(&self.header.columns);
        Captions {
            rows: (self.header.first_row, self.header.last_row),
            named: fields_up_to(self.header.captions.iter().map(|caption| caption.column).max()),
            needed: fields_up_to(columns.filter(|(column, _)| counts(column)).filter_map(|(_, found)| *found).max()),
        }
    }

    /// Whether a data row is one of those; then it is refused, alone or with its file.
    pub(super) fn refuses_misfit(&mut self, row: u32, problems: &mut Problems) -> bool {
        let Ok(found) = self.misfits.binary_search_by_key(&row, |misfit| misfit.row) else { return false };
        let mut problem = phrases::misfit(&self.misfits[found]);
        problem.severity = match self.file.layout.unreadable {
            Unreadable::File => Severity::Refusal,
            Unreadable::Row => Severity::Error,
        };
        problems.push(problem.in_sheet(self.sheet).in_cell(cell_name(row, 0)));
        // The rows below that say "as above" cannot mean what stands in nobody knows which column.
        self.above.iter_mut().for_each(|above| *above = None);
        self.rows_refused += u64::from(!problems.refuse());
        true
    }
}
