//! A text with columns (CSV and its kin) as located cells: its encoding, its delimiter, its records.
//! Every value of it is text, or an error that an export wrote; what a column means is the layout's business.
//!
//! Places are those that a spreadsheet shows when it opens the text: a blank line is a row, a quoted line break is not,
//! and the line `sep=;` is no row at all.

use std::borrow::Cow;
use std::ops::ControlFlow;

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::cells::{Content, Gate};
use super::guard::Fault;
use super::value::{is_typed_error, tidy};
use crate::intake::format::{self, Wide};

/// The delimiters that exports use; of two that fit equally well the first counts.
const DELIMITERS: [u8; 4] = [b';', b'\t', b'|', b','];

/// How much of a text is looked at to find its delimiter.
const SNIFFED_RECORDS: usize = 200;

/// A text that was decoded and understood as records.
#[derive(Debug)]
pub(super) struct Text<'b> {
    body: Cow<'b, str>,
    delimiter: u8,
}

impl<'b> Text<'b> {
    /// Decodes a text and finds its delimiter.
    pub fn of(bytes: &'b [u8]) -> Result<Self, Fault> {
        let body = decoded(bytes)?;
        let declared = declared_delimiter(&body);
        let (delimiter, start) = declared.unwrap_or_else(|| (sniffed(&body), 0));
        let body = match body {
            Cow::Borrowed(text) => Cow::Borrowed(&text[start..]),
            Cow::Owned(mut text) => {
                text.drain(..start);
                Cow::Owned(text)
            }
        };
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
        let bytes = self.body.as_bytes();
        let mut reader = reader_of(bytes, self.delimiter);
        let mut record = csv::ByteRecord::new();
        let (mut row, mut end) = (0_u32, 0_usize);
        loop {
            let start = end + line_ends(bytes, end, &mut row);
            // Reading from memory cannot fail, and records may have any number of fields.
            if !reader.read_byte_record(&mut record).map_err(|_| Fault::Damaged(gate.at_last()))? {
                return Ok(());
            }
            end = usize::try_from(reader.position().byte()).unwrap_or(bytes.len());
            if end >= bytes.len() && ends_inside_quotes(&bytes[start..], self.delimiter) {
                return Err(Fault::OpenQuote(gate.at(Some((row, 0)))));
            }
            for (column, field) in (0_u32..).zip(&record) {
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
            row = row.saturating_add(1);
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

fn reader_of(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
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

/// Whether a quote that opens a field of this last record is never closed: all that follows it would be one cell.
fn ends_inside_quotes(record: &[u8], delimiter: u8) -> bool {
    let (mut quoted, mut field_begins) = (false, true);
    for byte in record {
        match (*byte, quoted) {
            (b'"', true) => quoted = false,
            // A second quote at once is one that the text quotes, and opens again.
            (b'"', false) if field_begins => quoted = true,
            (byte, false) if byte == delimiter => {
                field_begins = true;
                continue;
            }
            _ => {}
        }
        // Inside a field a quote that just closed may only be doubled: it opens again.
        field_begins = *byte == b'"' && !quoted;
    }
    quoted
}

/// The delimiter of a first line `sep=;`, as spreadsheets understand it, and where the rest begins.
fn declared_delimiter(text: &str) -> Option<(u8, usize)> {
    let line = text.split_inclusive('\n').next()?;
    let sign = line.trim_end_matches(['\r', '\n']).trim_matches('"');
    let sign = sign.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).and(sign.get(4..))?;
    match sign.as_bytes() {
        [sign] if sign.is_ascii() && *sign != b'"' => Some((*sign, line.len())),
        _ => None,
    }
}

/// The delimiter that cuts the most records into the same number of fields.
fn sniffed(text: &str) -> u8 {
    let mut best = (0.0, DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let score = score(text.as_bytes(), delimiter);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// How well a delimiter cuts a text: the share of its records that have the most frequent number of fields, which must
/// be two or more, and a little for each further field.
fn score(bytes: &[u8], delimiter: u8) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    let (mut records, mut outside_numbers) = (0_u32, false);
    for record in reader_of(bytes, delimiter).into_byte_records().take(SNIFFED_RECORDS) {
        let Ok(record) = record else { return 0.0 };
        records += 1;
        *counts.entry(record.len()).or_insert(0_u32) += 1;
        let digits = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let fields: Vec<&[u8]> = record.iter().collect();
        outside_numbers |= fields.windows(2).any(|pair| !digits(pair[0].last()) || !digits(pair[1].first()));
    }
    // A comma that stands only between digits is the decimal comma of a text with a single column.
    if delimiter == b',' && !outside_numbers {
        return 0.0;
    }
    let most = counts.iter().filter(|(fields, _)| **fields > 1).max_by_key(|(fields, count)| (**count, **fields));
    most.map_or(0.0, |(fields, count)| {
        let further = u32::try_from(*fields).unwrap_or(u32::MAX).min(50);
        f64::from(*count) / f64::from(records) * (1.0 + f64::from(further) / 100.0)
    })
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
mod tests {
    use proptest::prelude::*;

    use super::super::Limits;
    use super::super::cells::Spent;
    use super::*;

    /// The cells of a text, as `B2=value`.
    fn cells(bytes: &[u8]) -> Vec<String> {
        let text = Text::of(bytes).unwrap();
        let (limits, mut spent) = (Limits::default(), Spent::default());
        let mut found = Vec::new();
        let take = |row, column, content| {
            let value = match content {
                Content::Text(text) => text.into_owned(),
                Content::Error(error) => format!("errore {error}"),
                other => format!("{other:?}"),
            };
            found.push(format!("{}={value}", crate::origin::cell_name(row, column)));
            ControlFlow::Continue(())
        };
        text.each(Gate::of("x", &limits, &mut spent), take).unwrap();
        found
    }

    #[test]
    fn places_are_those_that_a_spreadsheet_shows() {
        let text = b"titolo\r\n\r\n\r\nConto;Note\r\n00123;\"riga\r\nspezzata\"\r\n\r\n124;fine";
        assert_eq!(
            cells(text),
            ["A1=titolo", "A4=Conto", "B4=Note", "A5=00123", "B5=riga\r\nspezzata", "A7=124", "B7=fine"]
        );
        assert_eq!(cells(b"\n\na;b\n\n1;2\n"), ["A3=a", "B3=b", "A5=1", "B5=2"]);
        assert_eq!(cells(b"a;b\r\r1;2\r"), ["A1=a", "B1=b", "A3=1", "B3=2"]);
    }

    #[test]
    fn the_declared_delimiter_counts_and_its_line_is_no_row() {
        assert_eq!(cells(b"sep=,\r\na;b,c\r\n1;2,3\r\n"), ["A1=a;b", "B1=c", "A2=1;2", "B2=3"]);
        assert_eq!(cells(b"\xef\xbb\xbf\"sep=#\"\na#b\n"), ["A1=a", "B1=b"]);
        assert_eq!(cells(b"separatore;b\n1;2\n"), ["A1=separatore", "B1=b", "A2=1", "B2=2"]);
    }

    #[test]
    fn a_decimal_comma_is_not_a_delimiter() {
        for (text, delimiter) in [
            ("Conto;Importo\n310000;1.234,56\n310001;7,00\n310002;1,10\n", b';'),
            ("Camera di commercio, esempio\nConto;Descrizione;Importo\n1;a, b, c;2,50\n2;d, e, f;3,50\n", b';'),
            ("Conto|Importo\n1|2,50\n", b'|'),
            ("Conto\tImporto\n1\t2,50\n", b'\t'),
            ("Conto,Importo\n1,\"2,50\"\n", b','),
            ("Conto,Importo\n1,2\n2,3\n", b','),
            ("Importo\n2,50\n3,50\n", b';'),
            ("Importo\n", b';'),
        ] {
            assert_eq!(sniffed(text), delimiter, "{text}");
        }
    }

    #[test]
    fn every_encoding_that_spreadsheets_write_is_read() {
        let shown = ["A1=Voce", "B1=Importo €", "A2=attività", "B2=  1.234,56 €"];
        let text = "Voce;Importo €\r\nattività;  1.234,56 €\r\n";
        let wide = |unit: fn(u16) -> [u8; 2], mark: bool| {
            let mark = mark.then_some(0xfeff);
            mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
        };
        let narrow: Vec<u8> =
            text.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }).collect();
        assert_eq!(cells(text.as_bytes()), shown);
        assert_eq!(cells(format!("\u{feff}{text}").as_bytes()), shown);
        assert_eq!(cells(&narrow), shown);
        for mark in [true, false] {
            assert_eq!(cells(&wide(u16::to_le_bytes, mark)), shown);
            assert_eq!(cells(&wide(u16::to_be_bytes, mark)), shown);
        }
    }

    #[test]
    fn a_text_in_two_encodings_or_cut_in_a_letter_is_refused() {
        for bytes in [b"citt\xc3\xa0;1\nattivit\xe0;2\n".as_slice(), b"\xef\xbb\xbfa;attivit\xe0\n", b"\xff\xfea\0;\0b"]
        {
            assert_eq!(Text::of(bytes).unwrap_err(), Fault::Encoding, "{bytes:?}");
        }
        assert_eq!(Text::of(b" \r\n ").unwrap_err(), Fault::Empty);
    }

    #[test]
    fn errors_are_errors_and_guarded_codes_are_codes() {
        assert_eq!(
            cells(b"a;b\n#RIF!;#N/D\n #VALORE! ;=\"00123\"\n\"=\"\"007\"\"\";x\n"),
            ["A1=a", "B1=b", "A2=errore #RIF!", "B2=errore #N/D", "A3=errore #VALORE!", "B3=00123", "A4=007", "B4=x"]
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_with_its_row() {
        let fault = |text: &str| {
            let (limits, mut spent) = (Limits::default(), Spent::default());
            let read = Text::of(text.as_bytes())
                .unwrap()
                .each(Gate::of("x", &limits, &mut spent), |_, _, _: Content<'_>| ControlFlow::Continue(()));
            match read {
                Err(Fault::OpenQuote(place)) => Some(place.cell),
                _ => None,
            }
        };
        assert_eq!(fault("a;b\n1;\"due\n3;4\n5;6\n").as_deref(), Some("A2"));
        for closed in ["a;b\n1;\"due\"\n", "a;b\n1;\"d\"\"ue\"\"\"\n", "a;5\" tubo\n", "a;\"\"", "a;b\n1;\"due\n3\""] {
            assert_eq!(fault(closed), None, "{closed}");
        }
    }

    proptest! {
        #[test]
        fn what_a_spreadsheet_writes_comes_back_cell_by_cell(
            rows in prop::collection::vec(prop::collection::vec("[a-zè;,\"|\n ]{0,6}", 3), 1..12),
            delimiter in prop::sample::select(DELIMITERS.to_vec()),
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let mut bytes = format!("sep={}\r\n", char::from(delimiter)).into_bytes();
            bytes.extend(writer.into_inner().unwrap());
            let expected: Vec<String> = (0_u32..).zip(&rows).flat_map(|(r, row)| {
                (0_u16..).zip(row).filter(|(_, field)| !field.trim().is_empty())
                    .map(move |(c, field)| format!("{}={field}", crate::origin::cell_name(r, c)))
            }).collect();
            prop_assume!(!expected.is_empty());
            prop_assert_eq!(cells(&bytes), expected);
        }

        #[test]
        fn no_bytes_make_the_text_panic(bytes in prop::collection::vec(prop::sample::select(b"a1;,\"\t|\r\n=\xe0\xc3\xa0\0\xff\xfe".to_vec()), 0..80)) {
            if let Ok(text) = Text::of(&bytes) {
                let (limits, mut spent) = (Limits::default(), Spent::default());
                let _ = text.each(Gate::of("x", &limits, &mut spent), |_, _, _: Content<'_>| ControlFlow::Continue(()));
            }
        }
    }
}
