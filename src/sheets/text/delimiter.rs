//! By which character a text is cut into columns: the one that it declares, or the one that cuts it best.

use std::collections::BTreeMap;

use super::records::{RECORD_BYTES_MAX, reader_of};

/// The delimiters that exports use; of two that fit equally well the first counts.
pub(super) const USUAL: [u8; 4] = [b';', b'\t', b'|', b','];

/// How much of a text is looked at to find its delimiter.
const SNIFFED_RECORDS: usize = 200;

/// The delimiter of a first line `sep=;`, as spreadsheets understand it, and where the rest begins.
pub(super) fn declared(text: &str) -> Option<(u8, usize)> {
    let line = text.split_inclusive('\n').next()?;
    let sign = line.trim_end_matches(['\r', '\n']).trim_matches('"');
    let sign = sign.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).and(sign.get(4..))?;
    match sign.as_bytes() {
        [sign] if sign.is_ascii() && *sign != b'"' => Some((*sign, line.len())),
        _ => None,
    }
}

/// The delimiter that cuts the most records into the same number of fields.
pub(super) fn sniffed(text: &str) -> u8 {
    let mut best = (0.0, USUAL[0]);
    for delimiter in USUAL {
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
    let mut counts = BTreeMap::new();
    let (mut records, mut outside_numbers) = (0_u32, false);
    // A quote that nothing closes would make one record of all the rest.
    let bytes = &bytes[..bytes.len().min(RECORD_BYTES_MAX)];
    for record in reader_of(bytes, delimiter).into_byte_records().take(SNIFFED_RECORDS) {
        let Ok(record) = record else { return 0.0 };
        records += 1;
        let digits = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let fields: Vec<&[u8]> = record.iter().collect();
        let outside = fields.windows(2).any(|pair| !digits(pair[0].last()) || !digits(pair[1].first()));
        outside_numbers |= outside;
        // `310000;carta;5,00` is cut by another: with two notes below (`Cremona, 05/07/2021`) its commas would outvote it.
        let is_decimal =
            delimiter == b',' && !outside && record.as_slice().iter().any(|byte| USUAL[..3].contains(byte));
        *counts.entry(if is_decimal { 1 } else { record.len() }).or_insert(0_u32) += 1;
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
