//! What a file says of itself: the totals it prints of its own rows, beside the sums of those rows, in the file's sign.
//! Compares nothing.

use std::sync::Arc;

use super::{FileTotal, RowAt, Scheme};
use crate::money::{Cents, Unit};
use crate::read::layout::Column;
use crate::read::{ColumnKind, Layout, RowKind};

/// Sums of the columns of a file that add up, for the totals it prints of itself: those of money, and those of which its scheme says so.
pub(super) struct RunningTotals {
    layout: Arc<str>,
    columns: Vec<Summed>,
    since_subtotal: Vec<Cents>,
    all: Vec<Cents>,
    rows_since_subtotal: u64,
    rows: u64,
}

/// A column that adds up.
struct Summed {
    at: usize,
    id: Arc<str>,
    unit: Unit,
}

impl Summed {
    /// A column of a layout, where its cells add up.
    fn of(at: usize, column: &Column, scheme: Option<&Scheme>) -> Option<Self> {
        let unit = match column.kind {
            ColumnKind::Money => Unit::Euro,
            _ => {
                let (centre, scheme) = (column.amount?.centre?, scheme?);
                let rule = scheme.column(centre).filter(|rule| rule.sums)?;
                rule.unit.unwrap_or(scheme.unit)
            }
        };
        Some(Self { at, id: Arc::from(column.id.as_str()), unit })
    }

    /// What a row holds in it; what has more decimals than are carried is told where it is posted.
    fn cell(&self, row: RowAt<'_>) -> Option<Cents> {
        match self.unit {
            Unit::Euro => row.money(self.at),
            unit => row.cell(self.at).carried(unit)?.ok(),
        }
    }
}

impl RunningTotals {
    pub fn of(layout: &Layout, scheme: Option<&Scheme>) -> Self {
        let columns = layout.columns.iter().enumerate();
        let columns: Vec<Summed> = columns.filter_map(|(at, column)| Summed::of(at, column, scheme)).collect();
        let zeros = vec![Cents::ZERO; columns.len()];
        Self {
            layout: Arc::from(layout.id.as_str()),
            columns,
            since_subtotal: zeros.clone(),
            all: zeros,
            rows_since_subtotal: 0,
            rows: 0,
        }
    }

    /// Begins again where another sheet does: what a sheet prints below its rows is of these.
    pub fn begin(&mut self) {
        self.since_subtotal.fill(Cents::ZERO);
        self.all.fill(Cents::ZERO);
        (self.rows_since_subtotal, self.rows) = (0, 0);
    }

    pub fn add(&mut self, row: RowAt<'_>) {
        for (i, column) in self.columns.iter().enumerate() {
            let cents = column.cell(row).unwrap_or_default();
            self.since_subtotal[i] += cents;
            self.all[i] += cents;
        }
        self.rows_since_subtotal += 1;
        self.rows += 1;
    }

    pub fn rows(&self, kind: RowKind) -> u64 {
        if kind == RowKind::Subtotal { self.rows_since_subtotal } else { self.rows }
    }

    pub fn close(&mut self, row: RowAt<'_>, label: &str, totals: &mut Vec<FileTotal>) {
        let subtotal = row.kind == RowKind::Subtotal;
        let rows = self.rows(row.kind);
        let computed = if subtotal { &self.since_subtotal } else { &self.all };
        for (column, computed) in self.columns.iter().zip(computed) {
            if let Some(printed) = column.cell(row) {
                totals.push(FileTotal {
                    layout: Arc::clone(&self.layout),
                    column: Arc::clone(&column.id),
                    label: Arc::from(label),
                    subtotal,
                    printed,
                    computed: *computed,
                    unit: column.unit,
                    rows,
                    origin: row.origin_of(column.at),
                });
            }
        }
        self.since_subtotal.fill(Cents::ZERO);
        self.rows_since_subtotal = 0;
    }
}
