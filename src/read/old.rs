//! The binary workbook of Excel, `.xls`, listed cell by cell. Runs in the child process, where a parser may panic or ask
//! for too much memory. What the parser does not tell of an `.xls`, [`biff`](super::biff) does.

use std::borrow::Cow;
use std::io::{Cursor, Write};

use calamine::{Data, DataRef, Reader as _, SheetType, SheetVisible, Xls, XlsError};

use super::biff;
use super::book::Sheet;
use super::cells::{Content, iso_moment, moment_of};
use super::child::{Bounds, Interrupted};
use super::guard::{Excess, Fault, Password, Place, damaged};
use super::listing::Writer;

fn told(sheet: &calamine::Sheet) -> Sheet {
    Sheet {
        name: sheet.name.clone(),
        visible: sheet.visible == SheetVisible::Visible,
        has_cells: sheet.typ == SheetType::WorkSheet,
        unreadable: false,
    }
}

/// Lists an `.xls`.
pub(super) fn list_xls(bytes: &[u8], bounds: Bounds, out: &mut impl Write) -> Result<(), Interrupted> {
    let mut workbook: Xls<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Fault::Protected(Password::Unknown),
        _ => damaged(),
    })?;
    // Where this cannot follow the records, neither percentages nor hidden rows are known: the file is not half read.
    let beside = biff::told(bytes).ok_or_else(damaged)?;
    let mut writer = Writer::begin(out)?;
    let mut cells = 0_u64;
    for (number, sheet) in workbook.sheets_metadata().to_vec().into_iter().enumerate() {
        writer.sheet(&told(&sheet))?;
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = workbook.worksheet_range(&sheet.name).map_err(|_| damaged())?;
        let Some((first_row, first_column)) = range.start() else { continue };
        for (row, column, data) in range.used_cells() {
            let row = u32::try_from(row).ok().and_then(|row| row.checked_add(first_row)).ok_or_else(damaged)?;
            let column = u32::try_from(column).ok().and_then(|it| it.checked_add(first_column)).ok_or_else(damaged)?;
            let cell = (number, row, column);
            let content =
                if beside.uncomputed.contains(&cell) { Content::Uncomputed } else { content(borrowed(data), false) };
            bounded(&mut cells, column, bounds)?;
            let content = match content {
                Content::Number(value) if beside.percents.contains(&cell) => Content::Percent(value),
                other => other,
            };
            writer.cell(row, column, &content)?;
        }
    }
    for (number, unseen) in beside.unseen.iter().enumerate() {
        writer.unseen(number, unseen)?;
    }
    Ok(writer.end()?)
}

/// Refuses what lies beyond the limits before it is written: the parent would refuse it anyway.
pub(super) fn bounded(cells: &mut u64, column: u32, bounds: Bounds) -> Result<(), Fault> {
    *cells += 1;
    if *cells > bounds.cells_max {
        return Err(Fault::TooLarge(Excess::Cells, Place::default()));
    }
    if column >= bounds.columns_max {
        return Err(Fault::TooLarge(Excess::Columns, Place::default()));
    }
    Ok(())
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(value) => DataRef::Int(*value),
        Data::Float(value) => DataRef::Float(*value),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// What the parser says of a cell; `formula` is whether it holds one.
#[inline]
fn content(value: DataRef<'_>, formula: bool) -> Content<'_> {
    match value {
        DataRef::Empty if formula => Content::Uncomputed,
        DataRef::Empty => Content::Blank,
        DataRef::Float(number) => Content::Number(number),
        DataRef::SharedString(text) => Content::Text(Cow::Borrowed(text)),
        DataRef::String(text) => Content::Text(Cow::Owned(text)),
        other => rare(other),
    }
}

/// The same, of what few cells hold: kept apart, so that the rest is short enough to be told where it is asked.
#[cold]
fn rare(value: DataRef<'_>) -> Content<'_> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a workbook's numbers are doubles anyway")]
        DataRef::Int(number) => Content::Number(number as f64),
        DataRef::Bool(value) => Content::Bool(value),
        DataRef::DateTime(moment) => moment_of(moment),
        DataRef::DateTimeIso(text) => iso_moment(&text).map_or(Content::Text(Cow::Owned(text)), Content::Moment),
        DataRef::Error(error) => Content::Error(Cow::Owned(error.to_string())),
        DataRef::String(text) | DataRef::DurationIso(text) => Content::Text(Cow::Owned(text)),
        DataRef::SharedString(text) => Content::Text(Cow::Borrowed(text)),
        DataRef::Float(number) => Content::Number(number),
        DataRef::Empty => Content::Blank,
    }
}
