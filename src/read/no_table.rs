//! Why a file gives no table.

use crate::problem::Problem;
use crate::sheets::{Fault, Place};

/// Why there is no table to read.
pub(super) enum NoTable {
    /// The file cannot be read.
    Fault(Fault),
    /// It can, and the table is not in it.
    Problems(Vec<Problem>),
}

impl NoTable {
    /// A sheet that is meant and cannot be read.
    pub fn damaged(sheet: &str) -> Self {
        Self::Fault(Fault::Damaged(Place { sheet: sheet.to_owned(), cell: String::new() }))
    }

    /// One problem alone.
    pub fn problem(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<Fault> for NoTable {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
