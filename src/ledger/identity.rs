//! Row identity: the same row has the same name in every run, on every machine.

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::hash::{BuildHasherDefault, Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::cells::Cell;
use crate::origin::Digest;

/// The name of a row: a hash of layout, office and identity columns, with the ordinal among equals. Never random.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowId([u8; 16]);

impl RowId {
    /// The identity of the `ordinal`-th row (from 0) of this layout and office with these identity values.
    #[must_use]
    pub fn of(layout: &str, office: &str, identity: &[&str], ordinal: u32) -> Self {
        let mut text = named(layout, office);
        for part in identity {
            text.push(PART);
            text.push_str(&as_named(part));
        }
        Self::nth(&mut text, ordinal)
    }

    /// The same, of a text that names the row; the text is given back as it came.
    fn nth(text: &mut String, ordinal: u32) -> Self {
        let length = text.len();
        text.push('\u{1e}');
        // Writing into a string cannot fail.
        let _ = write!(text, "{ordinal}");
        let id = Self::hash(text);
        text.truncate(length);
        id
    }

    /// Its sixteen bytes, in the order in which names sort.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The name of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The identity of any other text that names one thing: a group of rows, a rule and a row.
    #[must_use]
    pub fn hash(text: &str) -> Self {
        let digest = Digest::of(text.as_bytes());
        Self(*digest.bytes().first_chunk().unwrap_or(&[0; 16]))
    }
}

/// What stands between the parts of a name.
const PART: char = '\u{1f}';

fn named(layout: &str, office: &str) -> String {
    format!("{layout}{PART}{office}")
}

/// Names the rows of a run, one after the other: of rows with equal identity values it counts how many came before.
#[derive(Debug, Default)]
pub(super) struct Namer {
    before: HashMap<RowId, u32, BuildHasherDefault<Itself>>,
    text: String,
}

impl Namer {
    /// The name of the next row with these identity values.
    pub fn next<'v>(&mut self, layout: &str, office: &str, identity: impl Iterator<Item = Cell<&'v str>>) -> RowId {
        self.text.clear();
        self.text.push_str(layout);
        self.text.push(PART);
        self.text.push_str(office);
        for cell in identity {
            self.text.push(PART);
            push(&mut self.text, cell);
        }
        let first = RowId::nth(&mut self.text, 0);
        let before = self.before.entry(first).or_insert(0);
        let ordinal = *before;
        *before += 1;
        if ordinal == 0 { first } else { RowId::nth(&mut self.text, ordinal) }
    }
}

/// A text as names have it: without case, accents, apostrophes and punctuation. Names are kept, so this never changes, whatever
/// `read::words` learns of how people write.
fn as_named(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'à' | 'á' | 'â' | 'ä' | 'ã' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            other => other,
        };
        if c.is_alphanumeric() || c == '%' {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
            gap = false;
        } else {
            gap = true;
        }
    }
    out
}

/// Adds a value as its row's name says it.
fn push(text: &mut String, cell: Cell<&str>) {
    match cell {
        Cell::Missing => {}
        // Digits fold into themselves, and a code of digits stands in nearly every row.
        Cell::Text(code) if code.bytes().all(|byte| byte.is_ascii_digit()) => text.push_str(code),
        Cell::Text(words) => text.push_str(&as_named(words)),
        Cell::Money(cents) => text.push_str(&as_named(&cents.0.to_string())),
        Cell::Number(number) | Cell::Percent(number) => text.push_str(&as_named(&number.to_string())),
        Cell::Date(date) => text.push_str(&as_named(&date.to_string())),
    }
}

/// The hash of a name is the name: it is one already.
#[derive(Clone, Copy, Debug, Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, half: u64) {
        self.0 = half;
    }
}

impl Hash for RowId {
    /// Half of a hash is a hash.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.first_chunk().map_or(0, |half| u64::from_ne_bytes(*half)));
    }
}

impl fmt::Display for RowId {
    /// Thirty-two hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl std::str::FromStr for RowId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(|id| Self(id.to_be_bytes()))
    }
}

impl Serialize for RowId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RowId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Cents;

    #[test]
    fn a_name_is_the_same_however_it_was_made_and_never_changes() {
        let values = [Cell::Text("DET 12-2021"), Cell::Money(Cents(-1250)), Cell::Missing];
        let mut namer = Namer::default();
        let names = [0, 1, 2].map(|_| namer.next("oneri", "promozione", values.into_iter()));
        let written = ["DET 12-2021", "-1250", ""];
        assert_eq!(names, [0, 1, 2].map(|ordinal| RowId::of("oneri", "promozione", &written, ordinal)));
        // Differences of released months are found again by it.
        assert_eq!(names[0].to_string(), "609a36dbb516e393ae9f9e84d2336e16");
        assert_eq!(names[0].to_string().parse(), Ok(names[0]));
    }
}
