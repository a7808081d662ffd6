//! The binary workbook of Excel, `.xls`, listed cell by cell. Runs in the child process, where a parser may panic or ask
//! for too much memory. What the parser does not tell of an `.xls`, [`biff`](super::biff) does.

use std::io::{Cursor, Write};

use calamine::{Data, DataRef, Reader as _, SheetType, SheetVisible, Xls, XlsError};

use super::biff;
use super::book::Sheet;
use super::cells::{Content, content};
use super::child::{Bounds, Interrupted};
use super::guard::{Excess, Fault, Password, Place};
use super::listing::Writer;

fn damaged() -> Fault {
    Fault::Damaged(Place::default())
}

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
