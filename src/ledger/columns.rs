//! Where a layout keeps what makes a movement: looked up by name once a file, not once a row.

use super::{RowAt, Text};
use crate::money::Cents;
use crate::origin::Origin;
use crate::read::Layout;
use crate::read::layout::Kind;

/// The columns of a layout of registrations or initiatives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub objective: Column,
    pub account: Column,
    pub initiative: Column,
    pub act: Column,
    pub mandate: Column,
    pub date: Column,
    pub beneficiary: Column,
    pub fiscal_code: Column,
    pub cup: Column,
    pub cor: Column,
    pub amount: Column,
    pub dare: Column,
    pub avere: Column,
    pub allotted: Column,
}

/// A column of a layout, if it has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column(pub Option<usize>);

impl Columns {
    /// Those of a layout. The two kinds of movement call their date and amount otherwise.
    pub fn of(layout: &Layout) -> Self {
        let column = |id: &str| Column(layout.column(id));
        let (amount, date, allotted) = match layout.kind {
            Kind::Initiatives => (column("liquidato"), column("data_liquidazione"), column("stanziato")),
            _ => (column("importo"), column("data"), Column(None)),
        };
        Self {
            objective: column("obiettivo"),
            account: column("conto"),
            initiative: column("iniziativa"),
            act: column("provvedimento"),
            mandate: column("mandato"),
            date,
            beneficiary: column("beneficiario"),
            fiscal_code: column("codice_fiscale"),
            cup: column("cup"),
            cor: column("cor"),
            amount,
            dare: column("dare"),
            avere: column("avere"),
            allotted,
        }
    }

    /// The column in which a row's amount stands: its own, else the one of dare and avere that is not zero.
    pub fn amount_column(&self, row: RowAt<'_>) -> Column {
        let filled = |column: &Column| column.money(row).is_some_and(|cents| cents != Cents::ZERO);
        if self.amount.0.is_some() {
            return self.amount;
        }
        [self.dare, self.avere].into_iter().find(filled).unwrap_or(self.amount)
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

    /// Where it stands; the row itself where the layout has no such column.
    pub fn origin(self, row: RowAt<'_>) -> Origin {
        self.0.map_or(row.origin, |at| row.origin_of(at))
    }
}
