//! A row of a table: where it stands, what it is, its values.

use std::sync::Arc;

use super::value::Value;
use crate::origin::Origin;

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
