//! The records of a binary workbook of Excel (BIFF, from Excel 5 on): how they follow each other, how they hold texts, and
//! what stands before the sheets. Refuses to know cells.

use std::collections::BTreeMap;

use super::encoding;
use super::fault::{Excess, Fault, damaged, too_large};
use super::hidden::Merge;
use super::number_format::{NumberFormat, NumberFormats};
use super::shared_strings::SharedStrings;
use crate::intake::ole::{u16_at, u32_at};

/// The end of a part of the stream.
pub(super) const EOF: u16 = 0x000a;
/// The beginning of one, which may lie inside another: a chart in a sheet.
pub(super) const BOF: u16 = 0x0809;
/// What did not fit into the record before it.
const CONTINUE: u16 = 0x003c;

/// The number in two bytes of a record.
pub(super) fn u16_of(data: &[u8], at: usize) -> Result<u16, Fault> {
    u16_at(data, at).ok_or_else(damaged)
}

/// The records of a stream, kind and content, up to the first that is cut off.
#[derive(Clone)]
pub(super) struct Records<'b>(&'b [u8]);

/// The records of a stream.
pub(super) fn records(stream: &[u8]) -> Records<'_> {
    Records(stream)
}

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((kind, data))
    }
}

impl<'b> Records<'b> {
    /// What follows of the record that was told last.
    fn continued(&mut self) -> Option<&'b [u8]> {
        (u16_at(self.0, 0)? == CONTINUE).then(|| self.next())?.map(|(_, data)| data)
    }
}

/// How the texts of a workbook are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// In sixteen bits, or in eight where the upper ones are all zero: Excel 97 and later, whatever code page is named.
    Unicode,
    /// In a code page: Excel 5 and 95.
    Page(u16),
}

/// What a record holds, read from front to back through those that continue it.
pub(super) struct Body<'r, 'b> {
    piece: &'b [u8],
    records: &'r mut Records<'b>,
}

impl<'r, 'b> Body<'r, 'b> {
    /// What is in this record, the one that `records` told last.
    pub fn of(piece: &'b [u8], records: &'r mut Records<'b>) -> Self {
        Self { piece, records }
    }

    /// Whether there is nothing more.
    fn is_over(&mut self) -> bool {
        while self.piece.is_empty() {
            let Some(next) = self.records.continued() else { return true };
            self.piece = next;
        }
        false
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            if self.is_over() {
                return None;
            }
            (*byte, self.piece) = (self.piece[0], &self.piece[1..]);
        }
        Some(bytes)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.is_over() {
                return None;
            }
            let here = count.min(self.piece.len());
            (count, self.piece) = (count - here, &self.piece[here..]);
        }
        Some(())
    }

    /// A text with its length before it in two bytes.
    pub fn text(&mut self, letters: Letters) -> Result<String, Fault> {
        let length = u16::from_le_bytes(self.bytes().ok_or_else(damaged)?);
        self.characters(length.into(), letters)
    }

    /// A text with its length before it in one byte.
    pub fn short_text(&mut self, letters: Letters) -> Result<String, Fault> {
        let [length] = self.bytes().ok_or_else(damaged)?;
        self.characters(length.into(), letters)
    }

    fn characters(&mut self, count: usize, letters: Letters) -> Result<String, Fault> {
        match letters {
            Letters::Page(page) => {
                let mut bytes = Vec::new();
                while bytes.len() < count && !self.is_over() {
                    let (here, rest) = self.piece.split_at(self.piece.len().min(count - bytes.len()));
                    bytes.extend_from_slice(here);
                    self.piece = rest;
                }
                let whole = Some(bytes).filter(|bytes| bytes.len() == count).ok_or_else(damaged)?;
                Ok(encoding::of_page(page, &whole).ok_or(Fault::Encoding)?.into_owned())
            }
            // Some programs write nothing after the length of an empty text.
            Letters::Unicode if count == 0 && self.is_over() => Ok(String::new()),
            Letters::Unicode => self.unicode(count).ok_or_else(damaged),
        }
    }

    /// Flags, characters, and what tells of their fonts and their pronunciation.
    fn unicode(&mut self, count: usize) -> Option<String> {
        let [flags] = self.bytes()?;
        let fonts = if flags & 8 != 0 { u16::from_le_bytes(self.bytes()?) } else { 0 };
        let pronounced = if flags & 4 != 0 { u32::from_le_bytes(self.bytes()?) } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::with_capacity(count);
        while units.len() < count {
            if self.piece.is_empty() {
                // Where characters are continued, it is said anew whether they are wide.
                (wide, self.piece) =
                    self.records.continued()?.split_first().map(|(flags, rest)| (flags & 1 != 0, rest))?;
            }
            let width = 1 + usize::from(wide);
            let here = (self.piece.len() / width).min(count - units.len());
            let (taken, rest) = self.piece.split_at(here * width);
            match wide {
                true => units.extend(taken.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))),
                false => units.extend(taken.iter().copied().map(u16::from)),
            }
            // No character lies across two records.
            self.piece = Some(rest).filter(|rest| here > 0 && (units.len() == count || rest.is_empty()))?;
        }
        self.skip(usize::from(fonts) * 4)?;
        self.skip(usize::try_from(pronounced).ok()?)?;
        Some(String::from_utf16_lossy(&units))
    }
}

/// A sheet, as it is announced.
#[derive(Debug)]
pub(super) struct Announced {
    pub name: String,
    pub visible: bool,
    /// 0 for cells, 1 for macros, 2 for a chart, 6 for a module of Visual Basic.
    pub kind: u8,
    /// Where its records begin.
    pub start: usize,
}

/// What stands before the sheets.
#[derive(Debug)]
pub(super) struct Workbook {
    pub letters: Letters,
    pub sheets: Vec<Announced>,
    pub is_1904: bool,
    /// Whoever opens it is to calculate its formulas: it says that no program has.
    pub recalculated: bool,
    /// The texts that cells share.
    pub strings: SharedStrings,
    /// The number format of each style of cells.
    pub styles: Vec<NumberFormat>,
    /// The ranges of filters, selecting or not, by the number of the sheet.
    pub filters: BTreeMap<usize, String>,
}

impl Workbook {
    /// What the first part of the stream says; its cells share no more than so many texts.
    pub fn of(stream: &[u8], texts_max: u64) -> Result<Self, Fault> {
        let (Some((BOF, version)), true) = (records(stream).next(), ends(records(stream))) else {
            return Err(damaged());
        };
        let mut found = Self {
            letters: letters(stream, u16_of(version, 0)?)?,
            sheets: Vec::new(),
            is_1904: false,
            recalculated: false,
            strings: SharedStrings::default(),
            styles: Vec::new(),
            filters: BTreeMap::new(),
        };
        let (mut declared, mut used) = (NumberFormats::default(), Vec::new());
        let mut records = records(stream);
        while let Some((kind, data)) = records.next().filter(|(kind, _)| *kind != EOF) {
            match kind {
                0x0085 => found.sheets.push(found.announced(data, &mut records)?),
                0x0022 => found.is_1904 = u16_of(data, 0)? == 1,
                // The engine that calculated it last: none.
                0x01c1 => found.recalculated = u32_at(data, 4) == Some(0),
                0x041e => {
                    let mut body = Body::of(data.get(2..).ok_or_else(damaged)?, &mut records);
                    let code = match found.letters {
                        Letters::Unicode => body.text(found.letters)?,
                        Letters::Page(_) => body.short_text(found.letters)?,
                    };
                    declared.declare(u16_of(data, 0)?, &code);
                }
                0x00e0 => used.push(u16_of(data, 2)?),
                0x00fc => found.strings = strings(data, &mut records, texts_max)?,
                0x0018 if found.letters == Letters::Unicode => found.filters.extend(filter_range(data)),
                _ => {}
            }
        }
        found.styles = used.into_iter().map(|format| declared.of(format)).collect();
        Ok(found)
    }

    fn announced<'b>(&self, data: &'b [u8], records: &mut Records<'b>) -> Result<Announced, Fault> {
        let start = u32_at(data, 0).and_then(|start| usize::try_from(start).ok()).ok_or_else(damaged)?;
        let [state, kind] = u16_of(data, 4)?.to_le_bytes();
        let name = Body::of(&data[6..], records).short_text(self.letters)?;
        Ok(Announced { name, visible: state & 3 == 0, kind, start })
    }
}

/// Whether these records come to the end of what the first of them begins.
fn ends(mut records: Records<'_>) -> bool {
    records.any(|(kind, _)| kind == EOF)
}

/// How texts are written, by the version of the workbook and the code page that it names anywhere.
fn letters(stream: &[u8], version: u16) -> Result<Letters, Fault> {
    const EXCEL_5: u16 = 0x0500;
    // What Excel in Italy shows where none is named.
    const WINDOWS: u16 = 1252;
    if version != EXCEL_5 {
        return Ok(Letters::Unicode);
    }
    let page = records(stream).take_while(|(kind, _)| *kind != EOF).find(|(kind, _)| *kind == 0x0042);
    page.map_or(Ok(Letters::Page(WINDOWS)), |(_, data)| Ok(Letters::Page(u16_of(data, 0)?)))
}

/// The texts that cells share. How many they are is not believed: they end where the record does.
fn strings<'b>(data: &'b [u8], records: &mut Records<'b>, texts_max: u64) -> Result<SharedStrings, Fault> {
    let told = u32_at(data, 4).ok_or_else(damaged)?;
    let mut body = Body::of(&data[8..], records);
    let mut found = SharedStrings::default();
    for number in 0.. {
        if body.is_over() {
            break;
        }
        match body.text(Letters::Unicode) {
            Ok(text) => found.next().push_str(&text),
            // What lies after the last of them is none.
            Err(_) if number >= told => break,
            Err(fault) => return Err(fault),
        }
        // Each is of a cell: who has too many of them is told of his cells.
        found.end(texts_max).map_err(|_| too_large(Excess::Cells))?;
    }
    Ok(found)
}

/// The sheet and the range of a defined name that is a filter's: built in, called 13, an area of one sheet.
fn filter_range(name: &[u8]) -> Option<(usize, String)> {
    const AREA_OF_A_SHEET: u8 = 0x3b;
    let built_in = u16_at(name, 0)? & 0x20 != 0 && name.get(3) == Some(&1) && name.get(15) == Some(&13);
    let area = name.get(16..).filter(|area| built_in && area.first() == Some(&AREA_OF_A_SHEET))?;
    let sheet = usize::from(u16_at(name, 8)?).checked_sub(1)?;
    // The two high bits of a column say that it moves with the formula.
    let corner = |row, column| Some((u32::from(u16_at(area, row)?), u16_at(area, column)? & 0x3fff));
    Some((sheet, Merge { first: corner(3, 7)?, last: corner(5, 9)? }.to_string()))
}
