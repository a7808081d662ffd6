//! What people answer on, as it was when they did: a difference, an indicator, a problem. One that is otherwise now is no longer
//! what was answered on.

use super::Kind;
use crate::ledger::RowId;
use crate::money::Cents;

/// What an answer is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A difference.
    Difference {
        /// Its id.
        id: RowId,
        /// What kind it was.
        kind: Kind,
        /// What it was worth.
        cents: Cents,
    },
    /// An indicator of a plan, missed or about to be.
    Indicator {
        /// Its id.
        id: String,
        /// Its value as the workbook printed it, unrounded.
        value: String,
        /// The name of how it stood.
        state: String,
    },
    /// A problem of a file or a month.
    Problem {
        /// Its id.
        id: RowId,
        /// What it said, as the workbook printed it.
        text: String,
    },
}

impl Subject {
    /// Its name among all that can be answered on.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Difference { id, .. } => id.to_string(),
            Self::Indicator { id, .. } => format!("indicatore {id}"),
            Self::Problem { id, .. } => format!("anomalia {id}"),
        }
    }

    /// Whether both are the same thing, whatever it was worth.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Difference { id: a, .. }, Self::Difference { id: b, .. })
            | (Self::Problem { id: a, .. }, Self::Problem { id: b, .. }) => a == b,
            (Self::Indicator { id: a, .. }, Self::Indicator { id: b, .. }) => a == b,
            _ => false,
        }
    }

    /// The difference that it is.
    #[must_use]
    pub fn difference(&self) -> Option<RowId> {
        match self {
            Self::Difference { id, .. } => Some(*id),
            _ => None,
        }
    }
}
