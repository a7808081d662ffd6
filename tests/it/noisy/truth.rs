//! What is true of a month: its rows, and to which one thing each of them belongs.

use chrono::NaiveDate;
use quadratura::ledger::{RowId, Side};
use quadratura::reconcile::Kind;

/// A registration, or a line of an office's sheet.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: RowId,
    pub side: Side,
    pub office: String,
    /// Empty in an office's sheet.
    pub account: &'static str,
    pub objective: String,
    pub act: String,
    pub mandate: String,
    pub date: Option<NaiveDate>,
    pub name: String,
    pub code: String,
    pub note: &'static str,
    pub cents: i64,
}

/// A month as it was written, and what a careful clerk says of it who sees only the rows.
pub struct Month {
    pub rows: Vec<Row>,
    /// Every row is in exactly one of them.
    pub items: Vec<Item>,
}

/// One thing that happened, with the rows that tell it, as places in [`Month::rows`].
pub struct Item {
    pub kind: &'static str,
    pub rows: Vec<usize>,
    /// What is to be said where objectives roll up to the strategic one.
    pub strategic: Truth,
    /// The same where operative objectives are compared.
    pub operative: Truth,
}

/// What is to be said of a thing.
#[derive(Clone)]
pub enum Truth {
    /// One match of its rows.
    Found,
    /// All of one of these lists.
    Told(Vec<Vec<Told>>),
    /// Nobody can say: its rows may stay alone, but with no other thing's.
    Free,
}

/// One thing that is said.
#[derive(Clone)]
pub enum Told {
    /// These rows are a match of both sides.
    Pair(Vec<usize>),
    /// These rows of the accounts take each other back.
    Storno(Vec<usize>),
    /// These rows are a difference of this kind, for one of these reasons.
    Differs { kind: Kind, reasons: Vec<&'static str>, rows: Vec<usize>, candidate: Option<usize> },
    /// Of these rows, which are the same, at least one is said to be a duplicate.
    Twice { reason: &'static str, copies: Vec<usize> },
}

impl Told {
    /// A difference of these rows.
    pub fn differs(kind: Kind, reason: &'static str, rows: &[usize]) -> Self {
        Self::Differs { kind, reasons: vec![reason], rows: rows.to_vec(), candidate: None }
    }

    /// A row alone, that proposes one of the other side.
    pub fn suggested(kind: Kind, row: usize, candidate: usize) -> Self {
        Self::Differs { kind, reasons: vec!["suggested"], rows: vec![row], candidate: Some(candidate) }
    }
}
