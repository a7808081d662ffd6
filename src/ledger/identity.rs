//! Row identity: the same row has the same name in every run, on every machine.

use std::fmt;

use crate::origin::Digest;
use crate::read::words::folded;

/// The name of a row: a hash of layout, office and identity columns, with the ordinal among equals. Never random.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(u128);

impl RowId {
    /// The identity of the `ordinal`-th row (from 0) of this layout and office with these identity values.
    #[must_use]
    pub fn of(layout: &str, office: &str, identity: &[&str], ordinal: u32) -> Self {
        let mut text = format!("{layout}\u{1f}{office}");
        for part in identity {
            text.push('\u{1f}');
            text.push_str(&folded(part));
        }
        text.push_str(&format!("\u{1e}{ordinal}"));
        Self::hash(&text)
    }

    /// Its sixteen bytes, in the order in which names sort.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The name of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    /// The identity of any other text that names one thing: a group of rows, a rule and a row.
    #[must_use]
    pub fn hash(text: &str) -> Self {
        let hex = Digest::of(text.as_bytes()).to_string();
        Self(u128::from_str_radix(&hex[..32], 16).unwrap_or_default())
    }
}

impl fmt::Display for RowId {
    /// Thirty-two hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl std::str::FromStr for RowId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

impl fmt::Debug for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowId({self})")
    }
}
