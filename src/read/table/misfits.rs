//! Rows of a text with another number of fields than its header: nobody knows which value stands under which caption.
//! Refuses to know how they are found.

use super::super::header::Header;
use super::super::layout::{Blank, Column, Layout, Unreadable};
use super::super::phrases;
use crate::origin::cell_name;
use crate::problem::{Problem, Severity};
use crate::sheets::{Captions, Misfit};

/// What the rows of a text are compared with.
pub(super) fn captions(layout: &Layout, header: &Header) -> Captions {
    let fields_up_to = |last: Option<u16>| last.map_or(0, |column| usize::from(column) + 1);
    let counts = |column: &Column| column.required || column.kind.is_numeric() || column.blank == Blank::Above;
    let columns = layout.columns.iter().zip(&header.columns);
    Captions {
        rows: (header.first_row, header.last_row),
        named: fields_up_to(header.captions.iter().map(|caption| caption.column).max()),
        needed: fields_up_to(columns.filter(|(column, _)| counts(column)).filter_map(|(_, found)| *found).max()),
    }
}

/// The problem that a row is, if it is one of these.
pub(super) fn problem(misfits: &[Misfit], row: u32, unreadable: Unreadable) -> Option<Problem> {
    let found = misfits.binary_search_by_key(&row, |misfit| misfit.row).ok()?;
    let mut problem = phrases::misfit(&misfits[found]);
    problem.severity = match unreadable {
        Unreadable::File => Severity::Refusal,
        Unreadable::Row => Severity::Error,
    };
    Some(problem.in_cell(cell_name(row, 0)))
}
