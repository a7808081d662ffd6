//! The rows of a file at rest, between reading and posting: cells of sixteen bytes one after the other, each text kept
//! once. A large file lies in memory as a whole until it is known whether it stands.

use std::sync::Arc;

use chrono::NaiveDate;

use super::texts::{Text, Texts};
use crate::money::Cents;
use crate::origin::Origin;
use crate::read::{Row, RowKind, Value};

/// What a cell holds; the arms are those of [`Value`], with a text borrowed or kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<T> {
    /// Nothing.
    Missing,
    /// Text.
    Text(T),
    /// An amount.
    Money(Cents),
    /// A number that is no money.
    Number(f64),
    /// A percentage, as its fraction.
    Percent(f64),
    /// A date.
    Date(NaiveDate),
}

impl<T> Cell<T> {
    /// The same, with its text exchanged for another.
    fn map<U>(self, text: impl FnOnce(T) -> U) -> Cell<U> {
        match self {
            Self::Missing => Cell::Missing,
            Self::Text(held) => Cell::Text(text(held)),
            Self::Money(cents) => Cell::Money(cents),
            Self::Number(number) => Cell::Number(number),
            Self::Percent(fraction) => Cell::Percent(fraction),
            Self::Date(date) => Cell::Date(date),
        }
    }

    /// The amount, if it is one.
    #[must_use]
    pub fn money(self) -> Option<Cents> {
        if let Self::Money(cents) = self { Some(cents) } else { None }
    }
}

impl<'v> From<&'v Value> for Cell<&'v str> {
    fn from(value: &'v Value) -> Self {
        match value {
            Value::Missing => Self::Missing,
            Value::Text(text) => Self::Text(text),
            Value::Money(cents) => Self::Money(*cents),
            Value::Number(number) => Self::Number(*number),
            Value::Percent(fraction) => Self::Percent(*fraction),
            Value::Date(date) => Self::Date(*date),
        }
    }
}

/// Rows of one file, in sheet order.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Where each row begins, and what it is.
    rows: Vec<(Origin, RowKind)>,
    /// The cells of all rows, as many a row as the layout has columns.
    cells: Vec<Cell<Text>>,
    texts: Texts,
    /// Where each layout column stands, the same for all rows of a file.
    columns: Arc<[u16]>,
}

/// More cells than this are not foreseen.
const CELLS_EXPECTED_MAX: usize = 1 << 24;

/// From this size on a file's rows are worth room of their own.
const LARGE_FILE_BYTES: usize = 1 << 20;

/// Allocators map what is larger than 32 MiB by itself, and give it back to the system when it is dropped; smaller
/// pieces they keep, each thread for itself. What is not written takes no memory.
pub(super) const MAPPED_BYTES: usize = 33 << 20;

/// Makes room that goes back to the system; without it things only take more memory.
pub(super) fn map<T>(items: &mut Vec<T>, expected: usize) {
    let least = MAPPED_BYTES / size_of::<T>().max(1);
    let _ = items.try_reserve_exact(expected.max(least));
}

impl Rows {
    /// None yet, of a file of so many bytes.
    #[must_use]
    pub fn of_file(bytes: usize) -> Self {
        let mut all = Self::default();
        if bytes >= LARGE_FILE_BYTES {
            // A packed cell takes four bytes or more.
            map(&mut all.cells, (bytes / 4).min(CELLS_EXPECTED_MAX));
            map(&mut all.rows, 0);
            all.texts.map();
        }
        all
    }

    /// Gives back what only adding more needs.
    pub fn rest(&mut self) {
        self.texts.rest();
    }

    /// Adds the next row of the file.
    pub fn push(&mut self, row: &Row) {
        if self.rows.is_empty() {
            self.columns = Arc::clone(&row.columns);
        }
        self.rows.push((row.origin, row.kind));
        let texts = &mut self.texts;
        self.cells.extend(row.values.iter().map(|value| Cell::from(value).map(|text| texts.keep(text))));
    }

    /// How many there are, totals included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The keeper of their texts.
    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = RowAt<'_>> {
        let width = self.columns.len().max(1);
        self.rows.iter().zip(self.cells.chunks(width)).map(|((origin, kind), cells)| RowAt {
            origin: *origin,
            kind: *kind,
            cells,
            of: self,
        })
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(&row));
        all
    }
}

/// One of [`Rows`].
#[derive(Clone, Copy, Debug)]
pub struct RowAt<'r> {
    /// File, sheet and row; `column` is that of the first column.
    pub origin: Origin,
    /// What the row is.
    pub kind: RowKind,
    cells: &'r [Cell<Text>],
    of: &'r Rows,
}

impl<'r> RowAt<'r> {
    /// What stands in a layout column; nothing beyond the last one.
    #[must_use]
    pub fn cell(&self, column: usize) -> Cell<&'r str> {
        let cell = self.cells.get(column).copied().unwrap_or(Cell::Missing);
        cell.map(|text| self.of.texts.get(text))
    }

    /// What stands in each layout column, in their order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<&'r str>> + use<'r> {
        let row = *self;
        (0..row.cells.len()).map(move |column| row.cell(column))
    }

    /// The amounts of the row, in the order of the layout columns.
    pub fn amounts(&self) -> impl Iterator<Item = Cents> + use<'r> {
        self.cells.iter().filter_map(|cell| cell.money())
    }

    /// The handle of a layout column's text among the file's texts; the empty one where it holds none.
    pub(super) fn handle(&self, column: usize) -> Text {
        if let Some(Cell::Text(text)) = self.cells.get(column) { *text } else { Text::EMPTY }
    }

    /// The text of a layout column, if it holds one.
    #[must_use]
    pub fn text(&self, column: usize) -> Option<&'r str> {
        if let Cell::Text(text) = self.cell(column) { Some(text) } else { None }
    }

    /// The amount of a layout column, if it holds one.
    #[must_use]
    pub fn money(&self, column: usize) -> Option<Cents> {
        self.cells.get(column)?.money()
    }

    /// The date of a layout column, if it holds one.
    #[must_use]
    pub fn date(&self, column: usize) -> Option<NaiveDate> {
        if let Some(Cell::Date(date)) = self.cells.get(column) { Some(*date) } else { None }
    }

    /// Where the value of a layout column stands.
    #[must_use]
    pub fn origin_of(&self, column: usize) -> Origin {
        self.of.columns.get(column).map_or(self.origin, |at| self.origin.at_column(*at))
    }
}
