//! A text with columns (CSV and its kin) as located cells: its encoding, its delimiter, its records.
//! Every value of it is text, or an error that an export wrote; what a column means is the layout's business.
//!
//! Places are those that a spreadsheet shows when it opens the text: a blank line is a row, a quoted line break is not,
//! and the line `sep=;` is no row at all.

mod alignment;
mod delimiter;
mod quotes;

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Read;
use std::ops::ControlFlow;
use std::rc::Rc;

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::cells::{Content, Gate};
use super::guard::{Excess, Fault};
use super::value::{is_typed_error, tidy};
use crate::intake::format::{self, Wide};

pub(super) use alignment::{Captions, Misfit};
use quotes::Quotes;

/// A text that was decoded and understood as records.
#[derive(Debug)]
pub(super) struct Text<'b> {
    body: Cow<'b, str>,
    delimiter: u8,
}

impl<'b> Text<'b> {
    /// Decodes a text and finds its delimiter.
    pub fn of(bytes: &'b [u8]) -> Result<Self, Fault> {
        let body = without_marks(decoded(bytes)?);
        let declared = delimiter::declared(&body);
        let (delimiter, start) = declared.unwrap_or_else(|| (delimiter::sniffed(&body), 0));
        let body = cut(body, start, usize::MAX);
        if body.trim().is_empty() {
            return Err(Fault::Empty);
        }
        Ok(Self { body, delimiter })
    }

    /// Gives every field that is not blank, in order, until `take` breaks.
    pub fn each<'w>(
        &self,
        mut gate: Gate<'_>,
        mut take: impl FnMut(u32, u16, Content<'w>) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let mut records = self.records();
        // Records may have any number of fields; all that fails is one that does not end.
        let endless = |gate: &Gate<'_>| Fault::TooLarge(Excess::TextChars, gate.at_last());
        while let Some((row, record, written)) = records.advance().map_err(|_| endless(&gate))? {
            match quotes::of(written, self.delimiter, record.len()) {
                Quotes::Closed => {}
                Quotes::Open => return Err(Fault::OpenQuote(gate.at(Some((row, 0))))),
                Quotes::Late => return Err(Fault::LateQuote(gate.at(Some((row, 0))))),
            }
            for (column, field) in (0_u32..).zip(record) {
                gate.record()?;
                // Fields are cut out of a valid text at ASCII characters.
                let field = std::str::from_utf8(field).map_err(|_| Fault::Damaged(gate.at_last()))?;
                let content = content(field);
                if content == Content::Blank {
                    continue;
                }
                let column = gate.admit((row, column), &content)?;
                if take(row, column, content).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn records(&self) -> Records<'_> {
        let bytes = self.body.as_bytes();
        let left = Rc::new(Cell::new(RECORD_BYTES_MAX));
        let reader = reader_of(Bounded { rest: bytes, left: Rc::clone(&left) }, self.delimiter);
        Records { bytes, reader, left, record: csv::ByteRecord::new(), row: 0, end: 0 }
    }
}

/// Bytes of one record: ten times what the longest texts of a wide table take.
const RECORD_BYTES_MAX: usize = 4 << 20;

/// Bytes that are read as long as a record is none too long: a quote that nothing closes would make one of all the rest.
struct Bounded<'t> {
    rest: &'t [u8],
    left: Rc<Cell<usize>>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let Some(left) = self.left.get().checked_sub(into.len().min(self.rest.len())) else {
            return Err(std::io::ErrorKind::InvalidData.into());
        };
        self.left.set(left);
        self.rest.read(into)
    }
}

/// The records of a text, one after the other.
struct Records<'t> {
    bytes: &'t [u8],
    reader: csv::Reader<Bounded<'t>>,
    /// What of the record's bytes may still be read.
    left: Rc<Cell<usize>>,
    record: csv::ByteRecord,
    row: u32,
    end: usize,
}

impl<'t> Records<'t> {
    /// The next record: its row, its fields, and the bytes in which it is written.
    fn advance(&mut self) -> csv::Result<Option<(u32, &csv::ByteRecord, &'t [u8])>> {
        let start = self.end + line_ends(self.bytes, self.end, &mut self.row);
        self.left.set(RECORD_BYTES_MAX);
        if !self.reader.read_byte_record(&mut self.record)? {
            return Ok(None);
        }
        self.end = usize::try_from(self.reader.position().byte()).unwrap_or(self.bytes.len());
        let row = self.row;
        self.row = row.saturating_add(1);
        Ok(Some((row, &self.record, &self.bytes[start..self.end])))
    }
}

/// A text without what is no part of it: the mark with which DOS ends a file, and the marks of UTF-8 that stand where
/// several files were joined into one.
fn without_marks(body: Cow<'_, str>) -> Cow<'_, str> {
    let end = format::before_end_mark(body.as_bytes()).len();
    let body = cut(body, 0, end);
    if body.contains('\u{feff}') { Cow::Owned(body.replace('\u{feff}', "")) } else { body }
}

/// A part of a text, which is copied only where it is not borrowed.
fn cut(body: Cow<'_, str>, start: usize, end: usize) -> Cow<'_, str> {
    match body {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..end.min(text.len())]),
        Cow::Owned(mut text) => {
            text.truncate(end);
            text.drain(..start);
            Cow::Owned(text)
        }
    }
}

fn content<'w>(field: &str) -> Content<'w> {
    // `="00123"` is how exports keep a spreadsheet from eating zeros; what it shows is 00123.
    let shown = field.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(field);
    let tidied = tidy(shown);
    if tidied.is_empty() {
        Content::Blank
    } else if is_typed_error(&tidied) {
        Content::Error(Cow::Owned(tidied.into_owned()))
    } else {
        Content::Text(Cow::Owned(shown.to_owned()))
    }
}

fn reader_of<R: Read>(bytes: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes)
}

/// The line ends between a record and the next, which the parser passes over in silence: each but the one that ends the
/// record is a blank row. Answers how many bytes they take.
fn line_ends(bytes: &[u8], from: usize, row: &mut u32) -> usize {
    let mut at = from;
    // The second half of the record's own line end.
    if from > 0 && bytes[from - 1] == b'\r' && bytes.get(from) == Some(&b'\n') {
        at += 1;
    }
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => at += 2,
            (Some(b'\r' | b'\n'), _) => at += 1,
            _ => return at - from,
        }
        *row = row.saturating_add(1);
    }
}

/// The text: by its mark, as UTF-16 when every other byte says so, as UTF-8 when it is, else of one byte a letter.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let not_text = || Fault::Encoding;
    if let Some(wide) = format::wide(bytes) {
        let encoding = match wide {
            Wide::LittleEndian => UTF_16LE,
            Wide::BigEndian => UTF_16BE,
        };
        let (text, wrong) = encoding.decode_with_bom_removal(bytes);
        return if wrong { Err(not_text()) } else { Ok(Cow::Owned(text.into_owned())) };
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return std::str::from_utf8(rest).map(Cow::Borrowed).map_err(|_| not_text());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if mixes_encodings(bytes) => Err(not_text()),
        Err(_) => super::codepage::decoded(bytes).ok_or_else(not_text),
    }
}

/// Whether a text that is not UTF-8 as a whole has letters in UTF-8 nevertheless: read as Windows-1252 they would
/// become `Ã¨` without anybody being told.
fn mixes_encodings(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| chunk.valid().chars().any(|c| ('à'..='ù').contains(&c) || c == '€' || c == '’'))
}

#[cfg(test)]
mod tests;
