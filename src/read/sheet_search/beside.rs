//! What stands in a file beside the table that is read: the same table once more, one that goes on, one that is hidden or lies
//! too low. None of it is read, and what may be missed is told.

use super::super::file::File;
use super::super::header::{Header, Top};
use super::super::phrases;
use super::super::words::folded;
use super::choice;
use crate::origin::cell_name;
use crate::problem::Problem;
use crate::sheets::{Book, Fault, Sheet, Usage};

/// Rows from the top within which a header is still looked for when it is not where the layout wants it.
const LOOKED_AT_ROWS_MAX: u32 = 500;

/// Rows below a header within which it must have some, for its table to be one.
const BELOW_ROWS: u32 = 5;

/// The problem that the whole header is there, below the rows within which the layout wants it: it is not read there, but
/// whoever set the limit wants to know.
pub(super) fn header_below(
    file: File<'_>,
    book: &mut Book<'_>,
    candidates: &[usize],
    sheets: &[Sheet],
    usage: &mut Usage,
) -> Result<Option<Problem>, Fault> {
    let rows_max = file.layout.header_rows_max;
    if rows_max >= LOOKED_AT_ROWS_MAX {
        return Ok(None);
    }
    for i in candidates.iter().copied() {
        let merged = book.hidden(i).merged;
        let top = Top::of(book, i, LOOKED_AT_ROWS_MAX, &merged, file.limits, usage)?;
        let Some(header) = top.header(file.layout, file.month).filter(|header| header.is_whole(file.layout)) else {
            continue;
        };
        let columns = file.layout.columns.iter().filter(|column| column.required && column.is_headed());
        let first = header.columns.iter().flatten().min().copied().unwrap_or_default();
        let problem = phrases::header_below(columns, rows_max, header.last_row);
        return Ok(Some(problem.in_sheet(&sheets[i].name).in_cell(cell_name(header.last_row, first))));
    }
    Ok(None)
}

/// Whether a sheet holds the table with rows. One that cannot be read says nothing.
fn holds_it(file: File<'_>, book: &mut Book<'_>, sheet: usize) -> bool {
    let rows_max = file.layout.header_rows_max.saturating_add(BELOW_ROWS);
    let top = Top::of(book, sheet, rows_max, &[], file.limits, &mut Usage::default());
    top.is_ok_and(|top| {
        let header = top.header(file.layout, file.month).filter(|header| header.is_whole(file.layout));
        header.is_some_and(|header| top.goes_on_below(&header))
    })
}

/// Where a layout says which sheets are read, the others that are seen and hold the same table with rows: what they say is not
/// counted. Those of other months are no others.
pub(super) fn others<'s>(
    file: File<'_>,
    book: &mut Book<'_>,
    candidates: &[usize],
    sheets: &'s [Sheet],
) -> Vec<&'s str> {
    if file.layout.sheet.is_none() && file.layout.sheet_pattern.is_none() {
        return Vec::new();
    }
    let is_other = |i: &usize| {
        choice::is_seen(&sheets[*i]) && !candidates.contains(i) && !choice::is_of_other_month(file, &sheets[*i].name)
    };
    let seen = (0..sheets.len()).filter(is_other);
    seen.filter(|i| holds_it(file, book, *i)).map(|i| sheets[i].name.as_str()).collect()
}

/// Where every sheet is read, the hidden ones that would be too if they were seen.
pub(super) fn hidden_ones<'s>(file: File<'_>, book: &mut Book<'_>, sheets: &'s [Sheet]) -> Vec<&'s str> {
    let is_hidden = |i: &usize| {
        let sheet = &sheets[*i];
        sheet.has_cells && !sheet.visible && choice::is_meant(file, &sheet.name)
    };
    let hidden = (0..sheets.len()).filter(is_hidden);
    hidden.filter(|i| holds_it(file, book, *i)).map(|i| sheets[i].name.as_str()).collect()
}

/// A table without a name of its own, and without a header, that may be the rest of the one that was found with this header:
/// pages cut long lists into several tables. `read` are those that are read; one that the layout chooses by its name stands
/// alone.
pub(super) fn continuation<'s>(
    file: File<'_>,
    book: &mut Book<'_>,
    header: &Header,
    read: &[usize],
    sheets: &'s [Sheet],
) -> Option<&'s str> {
    let is_chosen = |sheet: &Sheet| {
        sheet.named || file.layout.sheet.as_ref().is_some_and(|name| folded(name) == folded(&sheet.name))
    };
    if read.iter().any(|i| is_chosen(&sheets[*i])) {
        return None;
    }
    let mut goes_on = |i: &usize| {
        let top = Top::of(book, *i, file.layout.header_rows_max, &[], file.limits, &mut Usage::default());
        top.is_ok_and(|top| top.begins_with_row_of(header, file.layout))
    };
    let others = (0..sheets.len()).filter(|i| !read.contains(i));
    let mut others = others.filter(|i| choice::is_seen(&sheets[*i]) && !sheets[*i].named);
    others.find(|i| goes_on(i)).map(|i| sheets[i].name.as_str())
}

/// A hidden sheet that has the whole header: it is not read, but whoever hid it wants to know. One that cannot be read says
/// nothing.
pub(super) fn hidden_with_table(
    file: File<'_>,
    book: &mut Book<'_>,
    sheets: &[Sheet],
    usage: &mut Usage,
) -> Result<Option<String>, Fault> {
    if file.layout.sheet.is_some() {
        return Ok(None);
    }
    for (i, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.has_cells && !sheet.visible) {
        let merged = book.hidden(i).merged;
        let top = match Top::of(book, i, file.layout.header_rows_max, &merged, file.limits, usage) {
            Err(Fault::Damaged(_)) => continue,
            top => top?,
        };
        if top.header(file.layout, file.month).is_some_and(|header| header.is_whole(file.layout)) {
            return Ok(Some(sheet.name.clone()));
        }
    }
    Ok(None)
}
