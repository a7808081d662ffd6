//! The parts of what an alert says.

use serde::{Deserialize, Serialize};

/// The parts of what an alert says, for whoever lays them out; Italian, empty where there is nothing to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What it is about, short.
    pub title: String,
    /// The figure: `36.270,00 €`.
    pub figure: String,
    /// What it is held against, with its name: `assestato 46.500,00 €`.
    pub target: String,
    /// How far it is from there.
    pub deviation: String,
    /// Where the figure stands: file, sheet, cell.
    pub places: Vec<String>,
    /// What to do.
    pub action: String,
    /// The file that it is about, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Whether the month stays a draft because of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocks: bool,
    /// How it is said that it is over; of an alert that an earlier program found, nothing.
    #[serde(default, skip_serializing_if = "Ending::is_empty")]
    pub ends: Ending,
}

/// How it is said that an alert is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// What stands well again, and is said to stand as the month says; none where `words` are the whole sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How it stands, where the month does not say so.
    pub words: String,
}

impl Ending {
    /// Whether nothing tells how it is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
