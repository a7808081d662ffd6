//! Where a layout keeps what the ledger takes of its rows: looked up by name once a file, not once a row.

use chrono::NaiveDate;

use super::{Cell, RowAt, Text};
use crate::money::Cents;
use crate::origin::Origin;
use crate::read::Layout;
use crate::read::layout::{Field, FieldColumns, Kind};

/// The columns of a layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    fields: FieldColumns,
    /// What is a movement's amount, and its day: offices call them otherwise than the accounts.
    amount: Field,
    date: Field,
}

/// A column of a layout, if it has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column(pub Option<usize>);

impl Columns {
    /// Those of a layout.
    pub fn of(layout: &Layout) -> Self {
        let (amount, date) = match layout.kind {
            Kind::Initiatives => (Field::Paid, Field::Liquidated),
            _ => (Field::Amount, Field::Booked),
        };
        Self { fields: layout.fields(), amount, date }
    }

    /// The column of a field.
    pub fn get(&self, field: Field) -> Column {
        Column(self.fields.of(field))
    }

    /// That of a movement's amount.
    pub fn amount(&self) -> Column {
        self.get(self.amount)
    }

    /// That of its day.
    pub fn date(&self) -> Column {
        self.get(self.date)
    }

    /// The column in which a row's amount stands: its own, else the one of dare and avere that is not zero.
    pub fn amount_of(&self, row: RowAt<'_>) -> Column {
        let filled = |column: &Column| column.money(row).is_some_and(|cents| cents != Cents::ZERO);
        let own = self.amount();
        if own.0.is_some() {
            return own;
        }
        [self.get(Field::Dare), self.get(Field::Avere)].into_iter().find(filled).unwrap_or(own)
    }
}

impl Column {
    /// The row's text, or nothing.
    pub fn text(self, row: RowAt<'_>) -> &str {
        self.0.and_then(|at| row.text(at)).unwrap_or_default()
    }

    /// The handle of the row's text.
    pub fn handle(self, row: RowAt<'_>) -> Text {
        self.0.map_or(Text::EMPTY, |at| row.handle(at))
    }

    /// The row's amount.
    pub fn money(self, row: RowAt<'_>) -> Option<Cents> {
        self.0.and_then(|at| row.money(at))
    }

    /// The row's day.
    pub fn day(self, row: RowAt<'_>) -> Option<NaiveDate> {
        self.0.and_then(|at| row.date(at))
    }

    /// What the row's cell holds.
    pub fn cell(self, row: RowAt<'_>) -> Option<Cell<&str>> {
        self.0.map(|at| row.cell(at))
    }

    /// Where it stands; the row itself where the layout has no such column.
    pub fn origin(self, row: RowAt<'_>) -> Origin {
        self.0.map_or(row.origin, |at| row.origin_of(at))
    }
}
