//! A row of a table: where it stands, what it is, and the value that each of its cells holds once its column's kind is applied.

use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::money::Cents;
use crate::origin::Origin;
use crate::problem::Problem;

/// What a cell holds once its column's kind is applied. Texts that recur in a file share memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Blank, where the layout lets blanks be missing; or `n.d.` and the like in a measure.
    Missing,
    /// Text, trimmed, inner white space folded to single spaces.
    Text(Arc<str>),
    /// An amount; blank is zero where the layout says so.
    Money(Cents),
    /// A number that is no money, as written.
    Number(f64),
    /// A number whose cell says that it is a percentage (`85%`, or a percent format), as its fraction.
    Percent(f64),
    /// A date.
    Date(NaiveDate),
}

impl Value {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&Arc<str>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The amount, if it is one.
    #[must_use]
    pub fn money(&self) -> Option<Cents> {
        if let Self::Money(cents) = self { Some(*cents) } else { None }
    }

    /// The date, if it is one.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }
}

/// The years that a date may have. Around them lie the days that programs write where there is none: the zeros of
/// spreadsheets (30/12/1899, 01/01/1900, 01/01/1904), 01/01/0001, and for "never" 31/12/2099 and 31/12/9999; and years
/// with a wrong or a missing digit.
pub const YEARS: RangeInclusive<i32> = 1920..=2098;

/// What a cell is.
#[derive(Debug, PartialEq)]
pub(super) enum Outcome {
    /// Nothing, or a text of white space.
    Blank,
    /// A value, perhaps with a warning.
    Good(Value, Option<Box<Problem>>),
    /// A problem whose severity the table decides.
    Wrong(Box<Problem>),
}

impl Outcome {
    /// Boxed, so that the ordinary outcome stays small: one is moved for every cell.
    pub(super) fn wrong(problem: Problem) -> Self {
        Self::Wrong(Box::new(problem))
    }
}

/// What a row is, by the layout's row rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A row that counts.
    Data,
    /// A subtotal of the data rows since the last subtotal: checked, never summed.
    Subtotal,
    /// A total of all data rows above: checked, never summed.
    Total,
    /// A summary account, the total of the data rows whose codes begin with its own: checked, never summed.
    Summary,
}

/// Where the value of a layout column stands, in all rows of one sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In this column of the sheet, in the row itself.
    InRow(u16),
    /// In this cell, row and column from 0, which says it once for all rows: one of the title. The name of the sheet stands in
    /// no cell, and is looked for at the first.
    Once(u32, u16),
}

impl Stands {
    /// The cell of a row that begins there.
    #[must_use]
    pub fn of_row(self, row: Origin) -> Origin {
        match self {
            Self::InRow(column) => row.at_column(column),
            Self::Once(at, column) => Origin { row: at, column, ..row },
        }
    }
}

/// A row of the table, with one value per column of the layout, in the layout's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// File, sheet and row; `column` is that of the first column.
    pub origin: Origin,
    /// What the row is.
    pub kind: RowKind,
    /// One per layout column. A column that the file does not have (an optional one) is `Missing`.
    pub values: Vec<Value>,
    /// Where each stands, shared by all rows of the sheet.
    pub columns: Arc<[Stands]>,
}

impl Row {
    /// Where the value of this layout column stands.
    #[must_use]
    pub fn origin_of(&self, column: usize) -> Origin {
        self.columns[column].of_row(self.origin)
    }
}
