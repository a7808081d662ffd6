//! A draft of a layout before it is written: its header, its columns, its rows.

use super::amounts::Amount;
use super::captions::Header;
use super::kinds::Guess;
use super::rows::Rows;
use super::summaries::Summaries;
use super::uncoded::Uncoded;
use crate::office::Offices;
use crate::read::ColumnKind;
use crate::read::layout::Kind;
use crate::sheets::RawSheet;

/// A column of the draft.
pub(super) struct Column {
    pub at: u16,
    pub id: String,
    pub caption: String,
    /// The words that a layout has for it: the caption, with what stands in them for a date that changes.
    pub wording: String,
    pub guess: Guess,
    pub blank: Blank,
    pub amount: Option<Amount>,
}

impl Column {
    /// Whether it may hold one of the year's figures, in a table of this kind.
    pub fn may_be_amount(&self, kind: Kind) -> bool {
        self.guess.kind == ColumnKind::Money && holds_figures(kind)
    }
}

/// What the blank cells of a column seem to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blank {
    /// There are none.
    Never,
    /// The row above says it: as many as these.
    Above(usize),
    /// Nothing is said: as many as these.
    Some(usize),
}

/// Everything that is written of a draft.
pub(super) struct Draft<'g, 's> {
    pub name: &'g str,
    /// The offices that the configuration declares, where there is one.
    pub offices: &'g Offices,
    pub sheet: &'g RawSheet,
    pub many_tables: bool,
    /// Other sheets with the same header.
    pub alike: Vec<&'g str>,
    pub header: Header,
    pub title: String,
    pub kind: Kind,
    /// The column over which the month stands, where neither the file's name nor its title says it.
    pub month_over: Option<String>,
    /// Columns whose captions are nothing but months, where there are several.
    pub months: Vec<u16>,
    pub columns: Vec<Column>,
    /// Columns with values and without a caption, by their letters.
    pub unnamed: Vec<String>,
    pub identity: Vec<String>,
    pub rows: Rows<'g, 's>,
    /// Rows without a code that are no accounts, with the column of their names.
    pub uncoded: Option<(u16, Uncoded<'g, 's>)>,
    /// Accounts that sum others, with the column of their codes.
    pub summaries: Option<(u16, Summaries)>,
}

impl Draft<'_, '_> {
    /// Whether an office keeps the sheet: then its name says which.
    pub fn is_of_office(&self) -> bool {
        matches!(self.kind, Kind::Initiatives | Kind::Measurements)
    }
}

/// Whether the columns of a table of this kind may hold the year's figures.
pub(super) fn holds_figures(kind: Kind) -> bool {
    matches!(kind, Kind::Accounts | Kind::Reference | Kind::Statement)
}
