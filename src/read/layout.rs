//! The declared shape of one kind of file: which sheet, which header, which columns, which rows do not count.

mod faults;
mod field;
mod said_once;
mod sheets;

use serde::Deserialize;

use super::acts::Writing;
use super::wording::Wording;
use crate::named::named;
use crate::period::{Centre, Function, Scenario};

pub use field::{Field, FieldColumns, Given, Need};
pub(super) use said_once::MONTH;
pub use sheets::{SaidBy, Sheets};

/// One kind of file, from `config/layouts/*.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Its name in configuration, JSON and ids.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// What the ledger will make of its rows; `read` only carries it.
    pub kind: Kind,
    /// A regular expression on the file's name without extension, case ignored; groups `period` (YYYY-MM) and `office` tell what they tell.
    pub file: Pattern,
    /// The sheet's name; without it the one visible sheet that has the header (two such sheets refuse the file).
    pub sheet: Option<String>,
    /// Instead of a name, a regular expression on the sheet's name: of the visible sheets it fits, the one with the header. A
    /// group `period` picks the sheet of the file's month; a group with the id of a column `from` the sheet is its value.
    pub sheet_pattern: Option<Pattern>,
    /// Whether one of the sheets that may be meant is the table, or all of them together.
    #[serde(default)]
    pub sheets: Sheets,
    /// A regular expression on each line above the header; its groups are the values of the columns `from` the title.
    pub title_pattern: Option<Pattern>,
    /// Rows from the top within which the header must stand.
    #[serde(default = "header_rows_max")]
    pub header_rows_max: u32,
    /// Whether the title must name the chamber.
    #[serde(default = "yes")]
    pub check_ente: bool,
    /// Where else than in its title the file names the chamber.
    pub ente: Option<Place>,
    /// Where else than in its title and its name the file says its month.
    pub period: Option<Place>,
    /// The unit of the file's amounts. A title that says another one refuses the file.
    #[serde(default)]
    pub unit: Unit,
    /// What becomes of rows that a filter or a hand has hidden.
    #[serde(default)]
    pub hidden_rows: Treatment,
    /// What becomes of columns that are hidden.
    #[serde(default)]
    pub hidden_columns: Treatment,
    /// What becomes of the cells that a merge covers below its first one: `use` gives codes, texts and dates the value
    /// of the first (an amount is never repeated), `ignore` leaves them blank.
    #[serde(default = "ignore")]
    pub merged_cells: Treatment,
    /// The scheme whose lines the rows are (`kind = "reference"`, `"corrections"`), or whose accounts they hold.
    pub scheme: Option<String>,
    /// Which lines its accounts may fill; an account of the other kind is in the wrong file. Without it, any.
    pub holds: Option<Holds>,
    /// Columns that identify a row, normalised; equal rows are told apart by their ordinal.
    #[serde(default)]
    pub identity: Vec<String>,
    /// Whether an unreadable cell of a required column refuses the file or its row.
    #[serde(default)]
    pub unreadable: Unreadable,
    /// How interventi are booked: `competenza | liquidazione`.
    #[serde(default)]
    pub basis: Basis,
    /// How the file writes its oneri, beside the signs of its columns.
    #[serde(default)]
    pub oneri: Oneri,
    /// How the file writes its acts.
    #[serde(default)]
    pub acts: Writing,
    /// The columns.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    /// Rows that are not data, tried in order.
    #[serde(rename = "row", default)]
    pub rows: Vec<RowRule>,
}

fn header_rows_max() -> u32 {
    30
}

fn yes() -> bool {
    true
}

fn ignore() -> Treatment {
    Treatment::Ignore
}

/// A place in a file that says something of the whole file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Place {
    /// A cell above or in the header's first lines: `{ cell = "B2" }`.
    Cell(CellName),
    /// A column, by its id; all its rows must say the same: `{ column = "mese" }`.
    Column(String),
    /// The header of a column, by the column's id, where a date stands: `{ header = "consuntivo" }`.
    Header(String),
}

/// A cell's name as a spreadsheet shows it, checked when the configuration is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellName {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

impl<'de> Deserialize<'de> for CellName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        crate::origin::parse_cell(&text)
            .map(|(row, column)| Self { row, column })
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` non è una cella come B2")))
    }
}

/// The unit in which a file writes its amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Euro, with or without cents.
    #[default]
    Euro,
    /// Thousands of euro.
    Migliaia,
    /// Whatever the title says; one that says nothing refuses the file.
    Titolo,
}

/// What becomes of what a person looking at the sheet does not see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// It counts, and one warning names it.
    #[default]
    Use,
    /// It does not count, and one warning names it.
    Ignore,
    /// It refuses the file.
    Refuse,
}

impl Unit {
    /// Euro of one unit, as far as the layout alone says it.
    #[must_use]
    pub fn euro(self) -> Option<i64> {
        match self {
            Self::Euro => Some(1),
            Self::Migliaia => Some(1000),
            Self::Titolo => None,
        }
    }
}

/// What the ledger makes of a layout's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Balances by account: columns `conto`, `descrizione` and amounts.
    Accounts,
    /// Registrations of interventi economici in the accounts.
    Registrations,
    /// An office's sheet of initiatives.
    Initiatives,
    /// An office's sheet of measurements.
    Measurements,
    /// Payments to suppliers: columns `importo`, `data_scadenza` and `data_pagamento`.
    Payments,
    /// A statement by lines (column `voce` and amounts) that belongs to no month.
    Reference,
    /// A statement by lines (column `voce` and amounts) of its month.
    Statement,
    /// What the finance office expects of a voce at the year's end, with its reason: columns `voce`, `importo` and `motivo`.
    Corrections,
}

named!(Kind {
    Accounts = "accounts",
    Registrations = "registrations",
    Initiatives = "initiatives",
    Measurements = "measurements",
    Payments = "payments",
    Reference = "reference",
    Statement = "statement",
    Corrections = "corrections",
});

impl Kind {
    /// Whether its files are of no month: the latest of the exercise counts from its own month on.
    #[must_use]
    pub fn is_of_no_month(self) -> bool {
        matches!(self, Self::Reference | Self::Corrections)
    }
}

/// How a file writes oneri.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oneri {
    /// As most of its oneri are written: with a minus or in brackets when more are below zero than above.
    #[default]
    ByFile,
    /// A cost is positive.
    Positive,
    /// A cost is negative.
    Negative,
}

/// The side of an account on which an amount stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Balance {
    /// Left: it makes oneri more and proventi less.
    Dare,
    /// Right: it makes proventi more and oneri less.
    Avere,
}

/// Which lines the accounts of a file may fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Income.
    Proventi,
    /// Charges.
    Oneri,
}

/// What an unreadable cell takes away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// The whole file.
    #[default]
    File,
    /// Its row.
    Row,
}

/// When an amount is booked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// When the charge arises.
    #[default]
    Competenza,
    /// When it is paid, earlier years' debts included.
    Liquidazione,
}

/// One column of a layout.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in configuration and identities.
    pub id: String,
    /// Header words, the first being the usual ones; compared without case, accents, punctuation and line breaks. A date
    /// that changes is written `{data}`, a year `{anno}`. None of a column that is `from` elsewhere.
    #[serde(default)]
    pub header: Vec<Wording>,
    /// What says its value once for all rows of a sheet, where no cell of the row does.
    pub from: Option<SaidBy>,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// Whether the file must have it, and its cells must be readable.
    #[serde(default)]
    pub required: bool,
    /// What a blank cell means.
    #[serde(default)]
    pub blank: Blank,
    /// Whether a zero in a column of texts is one: elsewhere it is what a formula gives that points at an empty cell.
    #[serde(default)]
    pub zeros: bool,
    /// How a percentage is written where neither a `%` nor the cell's format says it.
    pub bare: Option<Bare>,
    /// Which of the year's figures its amounts are.
    pub amount: Option<Amount>,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// A code: text whose zeros count; a whole number becomes its digits; a date is a problem.
    Code,
    /// Free text.
    Text,
    /// An amount in euro.
    Money,
    /// A number that is no money.
    Number,
    /// A number without decimals.
    Integer,
    /// A percentage: `85%`, a cell with a percent format, or a bare number as the column's `bare` says.
    Percent,
    /// The tax code of a person (16 characters) or of a firm (11 digits); a wrong check digit is a warning.
    FiscalCode,
    /// The code of a public project (CUP); one of another shape is a warning.
    Cup,
    /// The code of an aid in its national register (COR), a number; one that is none is a warning.
    Cor,
    /// A date, day first.
    Date,
}

named!(ColumnKind {
    Code = "code",
    Text = "text",
    Money = "money",
    Number = "number" | "ratio",
    Integer = "integer",
    Percent = "percent",
    FiscalCode = "fiscal_code",
    Cup = "cup",
    Cor = "cor",
    Date = "date",
});

impl ColumnKind {
    /// Whether a text in the column may be read in two ways, and the column's other texts are asked.
    #[must_use]
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Money | Self::Number | Self::Integer | Self::Percent)
    }
}

/// What a bare number in a percent column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare {
    /// `14,65` is 14,65%.
    Points,
    /// `0,1465` is 14,65%.
    Fraction,
}

named!(Bare { Points = "points", Fraction = "fraction" });

/// What a blank cell means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// Nothing was said; in a required column of a data row, a problem.
    #[default]
    Missing,
    /// Zero.
    Zero,
    /// The same as the row above.
    Above,
}

/// Which figure an amount column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Budget, actual, ...
    pub scenario: Scenario,
    /// The function, or all of them.
    pub function: Option<Function>,
    /// The centre, or all of them; a column `centro` says it row by row.
    pub centre: Option<Centre>,
    /// Dare or avere, in a file that keeps the two apart; the other stands in another column of the same figure.
    pub balance: Option<Balance>,
    /// The year, when it is not that of the file's period.
    pub exercise: Option<u16>,
    /// Years before that of the file's period: 1 for the comparison column of last year.
    #[serde(default)]
    pub years_before: u16,
    /// Whether it is of the whole year, of one that is over: what figures *nel triennio* may be summed of.
    #[serde(default)]
    pub whole_year: bool,
    /// Its sign in the file: `-1` where the file writes oneri with a minus.
    #[serde(default = "plus")]
    pub sign: i64,
}

fn plus() -> i64 {
    1
}

/// How to recognise rows that are not data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowRule {
    /// The column looked at.
    pub column: String,
    /// A regular expression on its text, case ignored.
    pub matches: Pattern,
    /// What such a row is.
    pub is: RowIs,
}

/// What a row that is not data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowIs {
    /// A subtotal of the data rows since the last subtotal.
    Subtotal,
    /// The total of all data rows above.
    Total,
    /// A summary account (*mastro*): the total of the data rows whose text in the rule's column begins with its own.
    Summary,
    /// A note or a caption: skipped.
    Skip,
    /// The table ends before it.
    End,
}

named!(RowIs { Subtotal = "subtotal", Total = "total", Summary = "summary", Skip = "skip", End = "end" });

/// A regular expression that was checked when the configuration was read.
#[derive(Clone, Debug)]
pub struct Pattern(pub regex::Regex);

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        regex::RegexBuilder::new(&text)
            .case_insensitive(true)
            .build()
            .map(Self)
            .map_err(|_| serde::de::Error::custom(format!("`{text}` non è un'espressione regolare valida")))
    }
}

impl Layout {
    /// The place of a column among the layout's columns.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }
}
