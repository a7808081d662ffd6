//! The binary workbook of Excel in a zip, `.xlsb`, listed cell by cell out of its records. Runs in the child process.
//! Refuses to know formulas: a record of one always holds a result, which is a zero where nobody calculated it and the
//! workbook says that all are to be calculated.

use std::borrow::Cow;
use std::io::{BufReader, Read, Write};

use super::book::Sheet;
use super::cells::Content;
use super::child::{Bounds, Interrupted};
use super::guard::{Excess, Fault, Place};

use super::listing::Writer;
use super::number_format::{NumberFormat, NumberFormats};
use super::package::Package;
use super::unseen::{self, MERGES_MAX, Merge, Unseen};
use super::xls;
use crate::intake::ole::{u16_at, u32_at};

fn damaged() -> Fault {
    Fault::Damaged(Place::default())
}

/// A record may be a text of the longest sort, and nothing longer.
const RECORD_BYTES_MAX: u64 = 1 << 20;

/// Reads the records of a part, one after the other.
struct Records<R> {
    part: R,
    data: Vec<u8>,
}

/// The records of a part.
fn records_of<R: Read>(part: R) -> Records<BufReader<R>> {
    Records { part: BufReader::new(part), data: Vec::new() }
}

impl<R: Read> Records<R> {
    /// Seven bits of a byte, and whether another follows; `None` at the end of the part.
    fn seven(&mut self) -> Result<Option<(u32, bool)>, Fault> {
        let mut byte = [0];
        match self.part.read(&mut byte).map_err(|_| damaged())? {
            0 => Ok(None),
            _ => Ok(Some((u32::from(byte[0] & 0x7f), byte[0] & 0x80 != 0))),
        }
    }

    /// The next record: its kind, and its content until the next is asked for.
    fn next(&mut self) -> Result<Option<(u32, &[u8])>, Fault> {
        let Some((low, more)) = self.seven()? else { return Ok(None) };
        let high = if more { self.seven()?.ok_or_else(damaged)?.0 } else { 0 };
        let mut length = 0_u64;
        for shift in [0, 7, 14, 21] {
            let (bits, more) = self.seven()?.ok_or_else(damaged)?;
            length |= u64::from(bits) << shift;
            if !more {
                break;
            }
        }
        if length > RECORD_BYTES_MAX {
            return Err(Fault::TooLarge(Excess::TextChars, Place::default()));
        }
        self.data.clear();
        let read = (&mut self.part).take(length).read_to_end(&mut self.data).map_err(|_| damaged())?;
        if (read as u64) < length {
            return Err(damaged());
        }
        Ok(Some((low | high << 7, &self.data)))
    }
}

/// The records of a part, told until the telling says that it is enough.
fn each(archive: &mut Package<'_>, part: &str, mut tell: impl FnMut(u32, &[u8]) -> Option<()>) -> Result<(), Fault> {
    let mut records = records_of(archive.part(part)?);
    while let Some((kind, data)) = records.next()? {
        tell(kind, data).ok_or_else(damaged)?;
    }
    Ok(())
}

/// A text of sixteen-bit characters with its length before it, and how many bytes both take.
fn text(data: &[u8]) -> Option<(String, usize)> {
    let length = usize::try_from(u32_at(data, 0)?).ok()?;
    let bytes = data.get(4..length.checked_mul(2)?.checked_add(4)?)?;
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some((text, bytes.len() + 4))
}

/// Two texts and nothing after them.
fn two_texts(data: &[u8]) -> Option<(String, String)> {
    let (first, length) = text(data)?;
    let rest = data.get(length..)?;
    let (second, length) = text(rest)?;
    (length == rest.len()).then_some((first, second))
}

/// What stands before the sheets.
#[derive(Default)]
struct Workbook {
    sheets: Vec<(Sheet, String)>,
    is_1904: bool,
    /// Formulas are to be calculated by whoever opens the file, or waited for it when it was saved.
    recalculated: bool,
    /// They waited for it when it was saved.
    unfinished: bool,
    strings: Vec<String>,
    styles: Vec<NumberFormat>,
}

impl Workbook {
    fn open(archive: &mut Package<'_>) -> Result<Self, Fault> {
        let book = archive.relations("").into_iter().find(|it| it.is("officeDocument")).ok_or_else(damaged)?.part;
        let relations = archive.relations(&book);
        let mut found = Self::default();
        let mut named = Vec::new();
        each(archive, &book, |kind, data| {
            match kind {
                153 => found.is_1904 = u32_at(data, 0)? & 1 != 0,
                // The engine, the mode, three measures of iterations and threads, then fFullCalcOnLoad, fRefA1, fIter,
                // fFullPrec, fSomeUncalced.
                157 => {
                    let flags = u16_at(data, 24).unwrap_or_default();
                    found.unfinished = flags & 0x10 != 0;
                    found.recalculated = found.unfinished || flags & 1 != 0;
                }
                156 => {
                    // The first edition of the format has four bytes more before the two texts that end the record.
                    let (id, name) = [8, 12].into_iter().find_map(|at| two_texts(data.get(at..)?))?;
                    named.push((name, u32_at(data, 0)? == 0, id));
                }
                _ => {}
            }
            Some(())
        })?;
        for (name, visible, id) in named {
            let relation = relations.iter().find(|relation| relation.id == id);
            let part = relation.filter(|it| it.is("worksheet")).map(|it| it.part.clone()).unwrap_or_default();
            found.sheets.push((Sheet { name, visible, has_cells: !part.is_empty(), unreadable: false }, part));
        }
        let beside = |kind: &str| relations.iter().find(|relation| relation.is(kind)).map(|it| it.part.as_str());
        if let Some(part) = beside("sharedStrings") {
            each(archive, part, |kind, data| {
                if kind == 19 {
                    found.strings.push(text(data.get(1..)?)?.0);
                }
                Some(())
            })?;
        }
        if let Some(part) = beside("styles") {
            found.styles = styles(archive, part)?;
        }
        Ok(found)
    }
}

fn styles(archive: &mut Package<'_>, part: &str) -> Result<Vec<NumberFormat>, Fault> {
    let (mut declared, mut used, mut of_cells) = (NumberFormats::default(), Vec::new(), false);
    each(archive, part, |kind, data| {
        match kind {
            44 => declared.declare(u16_at(data, 0)?, &text(data.get(2..)?)?.0),
            617 => of_cells = true,
            618 => of_cells = false,
            47 if of_cells => used.push(u16_at(data, 2)?),
            _ => {}
        }
        Some(())
    })?;
    Ok(used.into_iter().map(|format| declared.of(format)).collect())
}

/// Lists an `.xlsb`.
pub(super) fn list(bytes: &[u8], bounds: Bounds, out: &mut impl Write) -> Result<(), Interrupted> {
    let mut archive = Package::open(bytes, bounds.entries_max, bounds.inflated_bytes_max)?;
    let book = Workbook::open(&mut archive)?;
    let mut writer = Writer::begin(out)?;
    let mut beside = Vec::new();
    let mut cells = 0_u64;
    for (sheet, part) in &book.sheets {
        writer.sheet(sheet)?;
        let mut unseen = Unseen::default();
        if sheet.has_cells {
            let part = archive.part(part)?;
            let mut records = records_of(part);
            let (mut row, mut filter, mut filters) = (0, None, false);
            while let Some((kind, data)) = records.next()? {
                match kind {
                    0 => {
                        row = u32_at(data, 0).ok_or_else(damaged)?;
                        if data.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                            unseen::extend(&mut unseen.rows, row);
                        }
                    }
                    1..=11 | 62 => {
                        let (column, content) = cell(kind, data, &book).ok_or_else(damaged)?;
                        if book.unfinished && matches!(kind, 8..=11) {
                            unseen.waiting = unseen.waiting.or(u16::try_from(column).ok().map(|column| (row, column)));
                        }
                        if content != Content::Blank {
                            xls::bounded(&mut cells, column, bounds)?;
                            writer.cell(row, column, &content)?;
                        }
                    }
                    60 if data.get(16).is_some_and(|flags| flags & 1 != 0) => {
                        let corner = |at| u32_at(data, at).and_then(|column| u16::try_from(column).ok());
                        unseen.columns.extend(corner(0).zip(corner(4)));
                    }
                    161 => filter = range(data).map(|range| range.to_string()),
                    163 => filters = true,
                    176 if unseen.merged.len() < MERGES_MAX => unseen.merged.extend(range(data)),
                    _ => {}
                }
            }
            unseen.filter = filter.filter(|_| filters);
        }
        beside.push(unseen);
    }
    for (number, unseen) in beside.iter().enumerate() {
        writer.unseen(number, unseen)?;
    }
    Ok(writer.end()?)
}

/// First row, last row, first column, last column.
fn range(data: &[u8]) -> Option<Merge> {
    let column = |at| u16::try_from(u32_at(data, at)?).ok();
    Some(Merge { first: (u32_at(data, 0)?, column(8)?), last: (u32_at(data, 4)?, column(12)?) })
}

fn cell<'w>(kind: u32, data: &[u8], book: &'w Workbook) -> Option<(u32, Content<'w>)> {
    let column = u32_at(data, 0)?;
    let style = usize::try_from(u32_at(data, 4)? & 0x00ff_ffff).ok()?;
    let value = data.get(8..)?;
    let format = book.styles.get(style).copied().unwrap_or_default();
    let number = |number: f64| format.content(number, book.is_1904);
    let real = |value: &[u8]| Some(f64::from_le_bytes(value.get(..8)?.try_into().ok()?)).filter(|it| it.is_finite());
    let found = match kind {
        2 => number(packed(u32_at(value, 0)?)),
        3 | 11 => Content::Error(Cow::Borrowed(error(*value.first()?))),
        4 | 10 => Content::Bool(*value.first()? != 0),
        9 => match real(value) {
            Some(result) if result != 0.0 || !book.recalculated => number(result),
            // Neither a zero that stands for nothing yet nor what is no number is a result.
            _ => Content::Uncomputed,
        },
        5 => number(real(value)?),
        6 | 8 => Content::Text(Cow::Owned(text(value)?.0)),
        7 => Content::Text(Cow::Borrowed(book.strings.get(usize::try_from(u32_at(value, 0)?).ok()?)?)),
        62 => Content::Text(Cow::Owned(text(value.get(1..)?)?.0)),
        _ => Content::Blank,
    };
    Some((column, found))
}

/// A number in four bytes: an integer or the upper half of a double, perhaps in hundredths.
pub(super) fn packed(bits: u32) -> f64 {
    let whole = bits & !3;
    let number = if bits & 2 != 0 {
        f64::from(i32::from_le_bytes(whole.to_le_bytes()) >> 2)
    } else {
        f64::from_bits(u64::from(whole) << 32)
    };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

pub(super) fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERR!",
    }
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
