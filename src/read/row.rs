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

/// A row of the table, with one value per column of the layout, in the layout's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// File, sheet and row; `column` is that of the first column.
    pub origin: Origin,
    /// What the row is.
    pub kind: RowKind,
    /// One per layout column. A column that the file does not have (an optional one) is `Missing`.
    pub values: Vec<Value>,
    /// Where each stands: the sheet column of each layout column, shared by all rows of the file.
    pub columns: Arc<[u16]>,
}

impl Row {
    /// Where the value of this layout column stands.
    #[must_use]
    pub fn origin_of(&self, column: usize) -> Origin {
        self.origin.at_column(self.columns[column])
    }
}
