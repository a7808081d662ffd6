//! Old workbooks, written here record by record: what Excel 5 and later, and the many programs that write for them, hold.

mod sheets;
mod values;

use super::super::Limits;
use super::super::cell::{Content, shown};
use super::super::fault::Fault;
use super::super::listing::{Interrupted, Listing};
use super::super::meter::{Meter, Usage};
use super::super::xls;
use crate::origin::cell_name;

const EXCEL_5: u16 = 0x0500;
const EXCEL_97: u16 = 0x0600;

fn limits() -> Limits {
    Limits { cells_max: 1000, columns_max: 300, ..Limits::default() }
}

fn record(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data.as_slice()].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A record of 16-bit numbers.
fn short(kind: u16, data: &[u16]) -> Vec<u8> {
    record(kind, &[&words(data)])
}

fn begin(version: u16, kind: u16) -> Vec<u8> {
    short(0x0809, &[version, kind, 0, 0, 0, 0, 0, 0])
}

fn end() -> Vec<u8> {
    record(0x000a, &[])
}

/// A text of sixteen-bit characters as Excel 97 writes it, its length before it in two bytes.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [words(&[u16::try_from(units.len()).unwrap()]), vec![1], words(&units)].concat()
}

/// A text of Latin-1 as Excel 97 writes it.
fn narrow(text: &str) -> Vec<u8> {
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    [words(&[u16::try_from(bytes.len()).unwrap()]), vec![0], bytes].concat()
}

/// A text of Excel 5.
fn bytes(text: &[u8]) -> Vec<u8> {
    [&words(&[u16::try_from(text.len()).unwrap()]), text].concat()
}

fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[&words(&[row, column, style]), &value.to_le_bytes()])
}

fn label(row: u16, column: u16, text: &[u8]) -> Vec<u8> {
    record(0x0204, &[&words(&[row, column, 0]), text])
}

/// A formula in this record, with this result, these flags and these operations.
fn formula(kind: u16, (row, column): (u16, u16), result: [u8; 8], flags: u16, tokens: &[u8]) -> Vec<u8> {
    let length = u16::try_from(tokens.len()).unwrap();
    record(kind, &[&words(&[row, column, 0]), &result, &words(&[flags, 0, 0, length]), tokens])
}

/// A result that is no number: its kind and its value.
fn result(kind: u8, value: u8) -> [u8; 8] {
    [kind, 0, value, 0, 0, 0, 0xff, 0xff]
}

const TEXT_FOLLOWS: [u8; 8] = [0, 0, 0, 0, 0, 0, 0xff, 0xff];

/// A sheet: its name, its state, its kind and its records.
type Written<'s> = (&'s str, u8, u8, Vec<u8>);

/// A stream: what stands before the sheets, and the sheets.
fn stream(version: u16, globals: &[Vec<u8>], sheets: &[Written<'_>]) -> Vec<u8> {
    let announced = |start: usize, (name, state, kind, _): &Written<'_>| {
        let start = u32::try_from(start).unwrap().to_le_bytes();
        let flags: &[u8] = if version == EXCEL_5 { &[] } else { &[0] };
        let length = u8::try_from(name.len()).unwrap();
        record(0x0085, &[&start, &[*state, *kind, length], flags, name.as_bytes()])
    };
    let parts = |starts: &[usize]| {
        let named = sheets.iter().zip(starts).flat_map(|(sheet, start)| announced(*start, sheet));
        [begin(version, 0x0005), globals.concat(), named.collect(), end()].concat()
    };
    let mut starts = vec![0; sheets.len()];
    let mut start = parts(&starts).len();
    for (place, (.., records)) in starts.iter_mut().zip(sheets) {
        *place = start;
        start += records.len();
    }
    let records = sheets.iter().flat_map(|(.., records)| records.clone());
    [parts(&starts), records.collect()].concat()
}

/// The records of a sheet of cells.
fn sheet(version: u16, records: &[Vec<u8>]) -> Vec<u8> {
    [begin(version, 0x0010), records.concat(), end()].concat()
}

/// A stream with one sheet.
fn one(version: u16, globals: &[Vec<u8>], records: &[Vec<u8>]) -> Vec<u8> {
    stream(version, globals, &[("Oneri", 0, 0, sheet(version, records))])
}

fn fault(listed: Result<(), Interrupted>) -> Result<(), Fault> {
    listed.map_err(|interrupted| match interrupted {
        Interrupted::Fault(fault) => fault,
        Interrupted::Parent(gone) => panic!("{gone}"),
    })
}

fn listing(stream: &[u8]) -> Result<Listing, Fault> {
    let mut lines = Vec::new();
    fault(xls::list_stream(stream, &limits(), &mut lines))?;
    Ok(Listing::parse(lines)?.expect("a listing with its end"))
}

/// The cells of a sheet, one `A1 kind value` each.
fn cells_of(listing: &Listing, number: usize) -> Vec<String> {
    let (limits, mut spent) = (Limits::default(), Usage::default());
    let mut found = Vec::new();
    let each = listing.each(number, Meter::of("", &limits, &mut spent), |row, column, content| {
        let kind = match &content {
            Content::Text(_) => "text",
            Content::Number(_) => "number",
            Content::Percent(_) => "percent",
            Content::Moment(_) => "date",
            Content::NoDate(_) => "hours",
            Content::Bool(_) => "bool",
            Content::Error(_) => "error",
            Content::Uncomputed => "uncomputed",
            Content::Unreadable(_) => "unreadable",
            Content::Blank => "blank",
        };
        found.push(format!("{} {kind} {}", cell_name(row, column), shown(&content)).trim_end().to_owned());
        std::ops::ControlFlow::Continue(())
    });
    each.unwrap();
    found
}

/// The cells of the first sheet.
fn cells(stream: &[u8]) -> Vec<String> {
    cells_of(&listing(stream).unwrap(), 0)
}

/// Styles of cells, each with the number format of an id.
fn styles(formats: &[u16]) -> Vec<u8> {
    formats.iter().flat_map(|format| short(0x00e0, &[0, *format, 0, 0, 0, 0, 0, 0, 0, 0])).collect()
}

fn numbers(count: u16, value: f64) -> Vec<Vec<u8>> {
    (0..count).map(|row| number(row, 0, row, value)).collect()
}
