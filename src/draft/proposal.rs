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

/// What becomes of the sheets that have one header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Alike {
    /// There is one.
    #[default]
    Alone,
    /// A person says it; these are the other ones.
    Unsure(Vec<String>),
    /// The one of the file's month is read; the pattern that finds it.
    OfMonth(String),
    /// All of them are one table, the sheet being what the column says, where there is one.
    Every(Vec<String>, Option<FromSheet>),
}

/// A column that the names of sheets say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FromSheet {
    pub id: &'static str,
    pub kind: ColumnKind,
    /// The pattern that finds it in a name; none where it is the whole name.
    pub pattern: Option<String>,
}

impl Alike {
    /// The column that the names of sheets say.
    pub fn said_by_sheets(&self) -> Option<&FromSheet> {
        if let Self::Every(_, said) = self { said.as_ref() } else { None }
    }
}

/// Everything that is written of a draft.
pub(super) struct Draft<'g, 's> {
    pub name: &'g str,
    /// The offices that the configuration declares, where there is one.
    pub offices: &'g Offices,
    pub sheet: &'g RawSheet,
    pub many_tables: bool,
    /// What becomes of other sheets with the same header.
    pub alike: Alike,
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
    /// Whether a column of it is called so.
    pub fn has(&self, id: &str) -> bool {
        let said = self.alike.said_by_sheets().map(|said| said.id);
        said == Some(id) || self.columns.iter().any(|column| column.id == id)
    }

    /// Whether an office keeps the sheet: then its name says which.
    pub fn is_of_office(&self) -> bool {
        matches!(self.kind, Kind::Initiatives | Kind::Measurements)
    }
}

/// Whether the columns of a table of this kind may hold the year's figures.
pub(super) fn holds_figures(kind: Kind) -> bool {
    matches!(kind, Kind::Accounts | Kind::Reference | Kind::Statement)
}
