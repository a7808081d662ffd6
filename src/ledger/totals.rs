//! What a file says of itself: the totals it prints of its own rows, beside the sums of those rows, in the file's sign.
//! Compares nothing.

use std::sync::Arc;

use super::{FileTotal, RowAt};
use crate::money::Cents;
use crate::read::{ColumnKind, Layout, RowKind};

/// Sums of the money columns of a file, for the totals it prints of itself.
pub(super) struct RunningTotals {
    layout: Arc<str>,
    columns: Vec<(usize, Arc<str>)>,
    since_subtotal: Vec<Cents>,
    all: Vec<Cents>,
    rows_since_subtotal: u64,
    rows: u64,
}

impl RunningTotals {
    pub fn of(layout: &Layout) -> Self {
        let columns: Vec<(usize, Arc<str>)> = layout
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.kind == ColumnKind::Money)
            .map(|(at, column)| (at, Arc::from(column.id.as_str())))
            .collect();
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
        for (i, (at, _)) in self.columns.iter().enumerate() {
            let cents = row.money(*at).unwrap_or_default();
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
        for ((at, column), computed) in self.columns.iter().zip(computed) {
            if let Some(printed) = row.money(*at) {
                totals.push(FileTotal {
                    layout: Arc::clone(&self.layout),
                    column: Arc::clone(column),
                    label: Arc::from(label),
                    subtotal,
                    printed,
                    computed: *computed,
                    rows,
                    origin: row.origin_of(*at),
                });
            }
        }
        self.since_subtotal.fill(Cents::ZERO);
        self.rows_since_subtotal = 0;
    }
}
