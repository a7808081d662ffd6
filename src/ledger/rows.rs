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
    blocks: Vec<Block>,
    around: Around,
}

/// Rows that follow each other, few enough to be given back block by block while they are posted.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Where each row begins, and what it is.
    rows: Vec<(Origin, RowKind)>,
    /// The cells of all rows, as many a row as the layout has columns.
    cells: Vec<Cell<Text>>,
}

/// What all rows of a file share.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    texts: Texts,
    /// Where each layout column stands, the same for all rows of a file.
    columns: Arc<[u16]>,
}

/// Rows of a block.
const BLOCK_ROWS: usize = 4096;

impl Rows {
    /// Adds the next row of the file.
    pub fn push(&mut self, row: &Row) {
        if self.blocks.is_empty() {
            self.around.columns = Arc::clone(&row.columns);
            self.blocks.push(Block::default());
        }
        if self.blocks.last().is_none_or(|block| block.rows.len() >= BLOCK_ROWS) {
            // A second block is as large as the first has become.
            let cells = Vec::with_capacity(BLOCK_ROWS * row.values.len());
            self.blocks.push(Block { rows: Vec::with_capacity(BLOCK_ROWS), cells });
        }
        let Some(block) = self.blocks.last_mut() else { return };
        block.rows.push((row.origin, row.kind));
        let texts = &mut self.around.texts;
        block.cells.extend(row.values.iter().map(|value| Cell::from(value).map(|text| texts.keep(text))));
    }

    /// Gives back what only adding more needs.
    pub fn rest(&mut self) {
        self.around.texts.rest();
    }

    /// How many there are, totals included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.rows.len()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = RowAt<'_>> {
        self.blocks.iter().flat_map(|block| block.iter(&self.around))
    }

    /// All of them as blocks, in order, each to be dropped when it is done with, and what they share.
    pub(super) fn into_blocks(self) -> (Vec<Block>, Around) {
        (self.blocks, self.around)
    }
}

impl Block {
    /// Its rows, in order.
    pub(super) fn iter<'r>(&'r self, around: &'r Around) -> impl Iterator<Item = RowAt<'r>> {
        let width = around.columns.len().max(1);
        self.rows.iter().zip(self.cells.chunks(width)).map(move |((origin, kind), cells)| RowAt {
            origin: *origin,
            kind: *kind,
            cells,
            of: around,
        })
    }
}

impl Around {
    /// The keeper of the texts.
    pub(super) fn texts(&self) -> &Texts {
        &self.texts
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
    of: &'r Around,
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
