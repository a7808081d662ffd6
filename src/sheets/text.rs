//! A text with columns (CSV and its kin) as located cells: its encoding, its delimiter, its records.
//! Every value of it is text, or an error that an export wrote; what a column means is the layout's business.
//!
//! Places are those that a spreadsheet shows when it opens the text: a blank line is a row, a quoted line break is not,
//! and the line `sep=;` is no row at all.

mod alignment;
mod delimiter;
mod quotes;
mod records;

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::cell::{Content, typed};
use super::encoding::decoded;
use super::fault::{Excess, Fault};
use super::meter::Meter;
use crate::intake::format;

pub use alignment::{Captions, Misfit};
use quotes::Quotes;
use records::Records;

/// A text that was decoded and understood as records.
#[derive(Debug)]
pub struct Text<'b> {
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
        mut meter: Meter<'_>,
        mut take: impl FnMut(u32, u16, Content<'w>) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let mut records = self.records();
        // Records may have any number of fields; all that fails is one that does not end.
        let endless = |meter: &Meter<'_>| Fault::TooLarge(Excess::TextChars, meter.at_last());
        while let Some((row, record, written)) = records.advance().map_err(|_| endless(&meter))? {
            match quotes::of(written, self.delimiter, record.len()) {
                Quotes::Closed => {}
                Quotes::Open => return Err(Fault::OpenQuote(meter.at(Some((row, 0))))),
                Quotes::Late => return Err(Fault::LateQuote(meter.at(Some((row, 0))))),
            }
            for (column, field) in (0_u32..).zip(record) {
                meter.record()?;
                // Fields are cut out of a valid text at ASCII characters.
                let field = std::str::from_utf8(field).map_err(|_| Fault::Damaged(meter.at_last()))?;
                let content = typed(field);
                if content == Content::Blank {
                    continue;
                }
                let column = meter.admit((row, column), &content)?;
                if take(row, column, content).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn records(&self) -> Records<'_> {
        Records::of(self.body.as_bytes(), self.delimiter)
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

#[cfg(test)]
mod tests;
