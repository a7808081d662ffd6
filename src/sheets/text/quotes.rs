//! Where a quoted text begins and ends: a quote too many makes one cell of several, rows among them, and nobody is told.

use super::super::number;

/// What the quotes of a record do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// Each that opens a text is closed where the text ends.
    Closed,
    /// The last is never closed.
    Open,
    /// One is closed by a quote that was meant for another cell.
    Late,
}

/// Where the bytes of a record are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    FieldBegin,
    Unquoted,
    /// Since this place.
    Quoted(usize),
    /// Behind a quote that closes a text begun at this place, unless the next byte is a quote too.
    Quote(usize),
}

/// Judges the quotes of a record with this many fields.
pub(super) fn of(record: &[u8], delimiter: u8, fields: usize) -> Quotes {
    if !record.contains(&b'"') {
        return Quotes::Closed;
    }
    let ends = |byte: u8| byte == delimiter || matches!(byte, b'\r' | b'\n');
    let mut at = At::FieldBegin;
    for (place, byte) in record.iter().enumerate() {
        let ends_field = ends(*byte);
        at = match (at, *byte) {
            (At::FieldBegin, b'"') => At::Quoted(place + 1),
            (At::Quoted(start), b'"') => At::Quote(start),
            (At::Quoted(start), _) => At::Quoted(start),
            (At::Quote(start), b'"') => At::Quoted(start),
            (At::Quote(start), _) => {
                let text = &record[start..place - 1];
                // Whoever quotes a text for what is in it ends the cell where the quote is closed.
                let next = record[place..].iter().find(|byte| **byte != b' ');
                let runs_on = next.is_some_and(|byte| !ends(*byte)) && text.iter().any(|byte| ends(*byte));
                if runs_on || swallows_rows(text, delimiter, fields) {
                    return Quotes::Late;
                }
                if ends_field { At::FieldBegin } else { At::Unquoted }
            }
            (At::FieldBegin | At::Unquoted, _) if ends_field => At::FieldBegin,
            (At::FieldBegin | At::Unquoted, _) => At::Unquoted,
        };
    }
    match at {
        At::Quoted(_) => Quotes::Open,
        At::Quote(start) if swallows_rows(&record[start..record.len() - 1], delimiter, fields) => Quotes::Late,
        _ => Quotes::Closed,
    }
}

/// Whether a quoted text is the end of a row, perhaps whole rows, and the beginning of another: as many line breaks as
/// there are delimiters for, and numbers as cells between them.
fn swallows_rows(text: &[u8], delimiter: u8, fields: usize) -> bool {
    let is_break = |pair: &(usize, &u8)| *pair.1 == b'\n' || (*pair.1 == b'\r' && text.get(pair.0 + 1) != Some(&b'\n'));
    let breaks = text.iter().enumerate().filter(is_break).count();
    let delimiters = text.iter().filter(|byte| **byte == delimiter).count();
    if breaks == 0 || fields < 3 || delimiters != breaks.saturating_mul(fields - 1) {
        return false;
    }
    let cells: Vec<&[u8]> = text.split(|byte| *byte == delimiter || matches!(byte, b'\r' | b'\n')).collect();
    let between = cells.get(1..cells.len() - 1).unwrap_or_default();
    between.iter().any(|cell| std::str::from_utf8(cell).is_ok_and(|cell| number::parse(cell).is_some()))
}
