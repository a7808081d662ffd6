//! Where a value came from: file, sheet and cell, small enough to travel with every amount.
//! It refuses to know what the value means.

use std::fmt;
use std::io;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a file's bytes: the name under which the archive keeps it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of everything that a reader gives and how many bytes that is, copied piece by piece to a writer.
    ///
    /// # Errors
    /// When reading or writing fails.
    pub fn of_copy(from: &mut impl io::Read, to: &mut impl io::Write) -> io::Result<(Self, u64)> {
        let mut hasher = Sha256::new();
        let mut piece = vec![0; 64 << 10];
        let mut bytes = 0;
        loop {
            let read = match from.read(&mut piece) {
                Ok(0) => return Ok((Self(hasher.finalize().into()), bytes)),
                Ok(read) => read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            hasher.update(&piece[..read]);
            to.write_all(&piece[..read])?;
            bytes += read as u64;
        }
    }

    /// Its bytes, the first being the first two digits.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first twelve hexadecimal digits: enough to tell files apart in a listing, too few to look one up.
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a SHA-256 in hexadecimal");
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A cell of a file that was read. `source` and `sheet` are places in [`Sources`]; `row` and `column` count from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Which file, as numbered by [`Sources::add`].
    pub source: u16,
    /// Which sheet of it, in workbook order.
    pub sheet: u16,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

impl Origin {
    /// The cell's name as a spreadsheet shows it, without the sheet: `D14`.
    #[must_use]
    pub fn cell(&self) -> String {
        cell_name(self.row, self.column)
    }

    /// Another column of the same row.
    #[must_use]
    pub fn at_column(self, column: u16) -> Self {
        Self { column, ..self }
    }
}

/// A file's name without its extension.
#[must_use]
pub fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// `D14` for row 13 and column 3, both from 0.
#[must_use]
pub fn cell_name(row: u32, column: u16) -> String {
    format!("{}{}", column_name(column), u64::from(row) + 1)
}

/// Row and column, from 0, of a cell's name such as `D14`; `None` for what is no cell of a sheet.
#[must_use]
pub fn parse_cell(name: &str) -> Option<(u32, u16)> {
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 || digits.starts_with('0') {
        return None;
    }
    let mut column = 0_u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let row: u32 = digits.parse().ok()?;
    Some((row - 1, u16::try_from(column - 1).ok()?))
}

/// `A`, `Z`, `AA`, ... for a column counted from 0.
#[must_use]
pub fn column_name(column: u16) -> String {
    let mut rest = u32::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A file that was read: what an [`Origin`] points into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name under which it was dropped.
    pub file: String,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its sheets, in workbook order.
    pub sheets: Vec<String>,
}

/// The files of a run, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a file and returns the number that origins carry for it.
    ///
    /// # Panics
    /// On more than 65 535 files in one run, which no drop folder holds.
    pub fn add(&mut self, source: Source) -> u16 {
        let number = u16::try_from(self.0.len()).expect("fewer than 65536 files in one run");
        self.0.push(source);
        number
    }

    /// Names the sheets of a file that was added before it was opened.
    pub fn name_sheets(&mut self, source: u16, sheets: Vec<String>) {
        if let Some(known) = self.0.get_mut(usize::from(source)) {
            known.sheets = sheets;
        }
    }

    /// The file of an origin, if it is one of these.
    #[must_use]
    pub fn get(&self, source: u16) -> Option<&Source> {
        self.0.get(usize::from(source))
    }

    /// All files, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// The file's name, or an empty text for an origin of another run.
    #[must_use]
    pub fn file(&self, origin: Origin) -> &str {
        self.get(origin.source).map_or("", |source| &source.file)
    }

    /// The sheet's name, or an empty text where the file has no sheets.
    #[must_use]
    pub fn sheet(&self, origin: Origin) -> &str {
        self.get(origin.source)
            .and_then(|source| source.sheets.get(usize::from(origin.sheet)))
            .map_or("", String::as_str)
    }

    /// `CE!D14`: sheet and cell, as a formula would name them.
    #[must_use]
    pub fn show(&self, origin: Origin) -> String {
        format!("{}!{}", self.sheet(origin), origin.cell())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_a_spreadsheet_names_them() {
        assert_eq!(cell_name(13, 3), "D14");
        assert_eq!(column_name(25), "Z");
        assert_eq!(column_name(26), "AA");
        assert_eq!(column_name(16383), "XFD");
        for (row, column) in [(0, 0), (13, 3), (1_048_575, 16383), (9, 26)] {
            assert_eq!(parse_cell(&cell_name(row, column)), Some((row, column)));
        }
        for wrong in ["", "B", "12", "B0", "B01", "2B", "ABCD1", "B1C", "à1"] {
            assert_eq!(parse_cell(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_digest_reads_back_what_it_prints() {
        let digest = Digest::of(b"Quadratura");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("é".repeat(32).parse::<Digest>().is_err());
    }
}
