//! The binary workbook of Excel in a zip, `.xlsb`, listed cell by cell out of its records. Runs in the child process.
//! Refuses to know formulas: a record of one always holds a result, which is a zero where nobody calculated it and the
//! workbook says that all are to be calculated.

mod records;
mod workbook;

use std::borrow::Cow;
use std::io::Write;

use self::records::{records_of, text};
use self::workbook::Workbook;
use super::Limits;
use super::cell::Content;
use super::excel::{error, packed, written};
use super::fault::{Fault, damaged};
use super::hidden::{self, Hidden, MERGES_MAX, Merge};
use super::listing::{Interrupted, Writer};
use super::package::Package;
use crate::intake::ole::{u16_at, u32_at};

/// Lists an `.xlsb`.
pub(super) fn list(bytes: &[u8], limits: &Limits, out: &mut impl Write) -> Result<(), Interrupted> {
    let mut package = Package::open(bytes, limits.entries_max, limits.inflated_bytes_max)?;
    match list_parts(&mut package, limits, out) {
        Err(Interrupted::Fault(Fault::Damaged(_))) => Err(package.fault().into()),
        other => other,
    }
}

fn list_parts(package: &mut Package<'_>, limits: &Limits, out: &mut impl Write) -> Result<(), Interrupted> {
    let book = Workbook::open(package, limits.cells_max)?;
    let mut lister = Lister { book: &book, limits, writer: Writer::begin(out)?, cells: 0 };
    let mut hidden_of_sheets = Vec::new();
    for (sheet, part) in &book.sheets {
        lister.writer.sheet(sheet)?;
        hidden_of_sheets.push(if sheet.has_cells { lister.sheet(package, part)? } else { Hidden::default() });
    }
    Ok(lister.writer.end(&hidden_of_sheets)?)
}

/// Lists sheet by sheet.
struct Lister<'b, W: Write> {
    book: &'b Workbook,
    limits: &'b Limits,
    writer: Writer<W>,
    cells: u64,
}

impl<W: Write> Lister<'_, W> {
    /// Lists the cells of a sheet, and gives what is hidden or merged in it.
    fn sheet(&mut self, package: &mut Package<'_>, part: &str) -> Result<Hidden, Interrupted> {
        let mut records = records_of(package.part(part)?);
        let (mut hidden, mut row, mut next) = (Hidden::default(), None, 0);
        let (mut filter, mut filters) = (None, false);
        while let Some((kind, data)) = records.next()? {
            match kind {
                0 => {
                    let number = u32_at(data, 0).ok_or_else(damaged)?;
                    (row, next) = (Some(number), 0);
                    // Hidden, or so low that nothing of it is seen.
                    if data.get(11).is_some_and(|flags| flags & 0x10 != 0) || u16_at(data, 8) == Some(0) {
                        hidden::extend(&mut hidden.rows, number);
                    }
                }
                1..=18 | 62 => {
                    let row = row.ok_or_else(damaged)?;
                    let (column, content) = cell(kind, data, next, self.book).ok_or_else(damaged)?;
                    next = column.checked_add(1).ok_or_else(damaged)?;
                    if self.book.unfinished && matches!(kind, 8..=11) {
                        hidden.waiting = hidden.waiting.or(u16::try_from(column).ok().map(|column| (row, column)));
                    }
                    if content != Content::Blank {
                        self.limits.admit(&mut self.cells, column)?;
                        self.writer.cell(row, column, &content)?;
                    }
                }
                60 if data.get(16).is_some_and(|flags| flags & 1 != 0) || u32_at(data, 8) == Some(0) => {
                    let bound = |at| u32_at(data, at).and_then(|column| u16::try_from(column).ok());
                    hidden.columns.extend(bound(0).zip(bound(4)));
                }
                161 => filter = range(data).map(|range| range.to_string()),
                163 => filters = true,
                176 if hidden.merged.len() < MERGES_MAX => hidden.merged.extend(range(data)),
                _ => {}
            }
        }
        hidden.filter = filter.filter(|_| filters);
        Ok(hidden)
    }
}

/// First row, last row, first column, last column.
fn range(data: &[u8]) -> Option<Merge> {
    let column = |at| u16::try_from(u32_at(data, at)?).ok();
    Some(Merge { first: (u32_at(data, 0)?, column(8)?), last: (u32_at(data, 4)?, column(12)?) })
}

/// A cell's column and what it holds. Some programs write most cells in a shorter way, without the column: such a cell
/// stands in the `next` one.
fn cell<'w>(kind: u32, data: &[u8], next: u32, book: &'w Workbook) -> Option<(u32, Content<'w>)> {
    let (kind, column, rest) = match kind {
        12..=18 => (kind - 11, next, data),
        _ => (kind, u32_at(data, 0)?, data.get(4..)?),
    };
    let style = usize::try_from(u32_at(rest, 0)? & 0x00ff_ffff).ok()?;
    let value = rest.get(4..)?;
    let format = book.styles.get(style).copied().unwrap_or_default();
    let number = |number: f64| format.content(number, book.is_1904);
    let real = |value: &[u8]| Some(f64::from_le_bytes(value.get(..8)?.try_into().ok()?));
    let found = match kind {
        2 => number(packed(u32_at(value, 0)?)),
        3 | 11 => Content::Error(Cow::Borrowed(error(*value.first()?))),
        4 | 10 => Content::Bool(*value.first()? != 0),
        9 => match real(value)? {
            result if result.is_finite() && (result != 0.0 || !book.recalculated) => number(result),
            // Neither a zero that stands for nothing yet nor what is no number is a result.
            _ => Content::Uncomputed,
        },
        5 => match real(value)? {
            value if value.is_finite() => number(value),
            value => Content::Unreadable(Cow::Owned(value.to_string())),
        },
        6 | 8 => written(text(value)?.0),
        7 => book.strings.content(u32_at(value, 0)?),
        62 => written(text(value.get(1..)?)?.0),
        _ => Content::Blank,
    };
    Some((column, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_read_to_the_bit() {
        for (bits, expected) in
            [(0x0000_0006, 1.0), (0x3ff0_0000, 1.0), (0xffff_fffe, -1.0), (0x0007_8903, 1234.56), (0x4059_0001, 1.0)]
        {
            assert!((packed(bits) - expected).abs() < 1e-12, "{bits:x} is {}", packed(bits));
        }
    }
}
