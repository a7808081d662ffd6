//! The accounts as the chamber keeps them: balances by line of a scheme, movements, measurements, objectives.
//! Posting makes them out of rows and loses none. Oneri are positive costs here, whatever sign their file writes.
//! Knows no other side to compare with, no targets, no thresholds.

mod cells;
pub mod chart;
mod columns;
mod conserved;
mod corrected;
pub mod correction;
mod dates;
pub mod faults;
mod functions;
pub mod identity;
mod labels;
pub mod masked;
mod movement;
mod movements;
pub mod objective;
mod phrases;
pub mod plans;
mod posting;
mod rewritten;
mod rows;
pub mod scheme;
mod signs;
pub mod statement;
mod texts;
mod totals;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::money::{Cents, Unit};
use crate::office::OfficeId;
use crate::origin::{Origin, Sources};
use crate::period::Period;
use crate::problem::Problem;
use crate::read::Layout;

pub use cells::Cell;
pub use chart::{Aggregate, Chart, IfMissing, Mapping};
pub use corrected::{Corrected, CorrectedColumn, CorrectedLine, OBJECTIVE, RestatedDegree, SCORECARD};
pub use correction::Correction;
pub use identity::RowId;
pub use labels::is_line_of;
pub use masked::{Place, masked};
pub use movement::{MeasuredCells, Measurement, Movement, Payment, Side};
pub use movements::{Handles, Movements, Rare, Told};
pub use objective::{Level, Objective, Objectives, ScoreGroup, Scorecard};
pub use plans::Plans;
pub use rewritten::{Corrects, Rewritten};
pub use rows::{RowAt, Rows};
pub use scheme::{ColumnRule, Line, Nature, Scheme, Statutory, Subject};
pub use statement::{Amount, Beside, Column, Statement};
pub use texts::{Text, Texts};

/// The code of the problem of an account that maps to no line.
pub const UNMAPPED: &str = "ledger.unmapped_account";

/// The code of the problem of an account that stands in a file which may not hold its line.
pub const OTHER_NATURE: &str = "ledger.other_nature";

/// The code of the problem of an account that holds the sum of others of its file.
pub const SUMMED_TWICE: &str = "ledger.summed_twice";

/// The code of the problem of a column that writes oneri with the other sign than the rest of its file.
pub const OPPOSITE_SIGN: &str = "ledger.opposite_sign";

/// The problems of a month's accounts that make its sums wrong: with one of them it is a draft.
pub const BLOCKING: [&str; 3] = [OTHER_NATURE, SUMMED_TWICE, OPPOSITE_SIGN];

/// The rows of one accepted file, with what is known of the whole.
#[derive(Clone, Debug)]
pub struct FileRows {
    /// The layout by which they were read.
    pub layout: Arc<Layout>,
    /// The office whose file it is; `None` for the accounts and for reference tables. Of corrections, who answers for the accounts.
    pub office: Option<OfficeId>,
    /// The month it belongs to; for a reference table, the month it declares.
    pub period: Period,
    /// The date to which its figures stand, if it says one; of corrections that say none, the day on which they came.
    pub as_of: Option<NaiveDate>,
    /// The rows, in sheet order.
    pub rows: Rows,
}

/// A total or subtotal that a file prints of its own rows.
#[derive(Clone, Debug, PartialEq)]
pub struct FileTotal {
    /// The layout's id.
    pub layout: Arc<str>,
    /// The layout column's id.
    pub column: Arc<str>,
    /// The row's label as printed.
    pub label: Arc<str>,
    /// Whether it is a subtotal.
    pub subtotal: bool,
    /// What the file prints, in the file's sign.
    pub printed: Cents,
    /// The sum of the data rows it stands for, in the file's sign.
    pub computed: Cents,
    /// What both count.
    pub unit: Unit,
    /// How many data rows those are.
    pub rows: u64,
    /// Where it is printed.
    pub origin: Origin,
}

/// An account that maps to no line.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmapped {
    /// Its code.
    pub account: Arc<str>,
    /// Its description.
    pub description: Arc<str>,
    /// Where its code stands.
    pub origin: Origin,
    /// Its amount in the last amount column of its file that is not zero.
    pub cents: Cents,
}

/// Everything posted from the files of a run.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// One statement per scheme that any file filled, sorted by scheme id.
    pub statements: Vec<Statement>,
    /// Those of schemes that are reserved, which are no statements of the month: nothing of them is shown, kept or compared but the degree
    /// that a scorecard takes from them, and what its readers are told.
    pub reserved: Vec<Statement>,
    /// Totals that files print of their own rows.
    pub file_totals: Vec<FileTotal>,
    /// Registrations and offices' initiatives, in file and row order.
    pub movements: Movements,
    /// What the offices measured.
    pub measurements: Vec<Measurement>,
    /// Payments to suppliers, in file and row order.
    pub payments: Vec<Payment>,
    /// What the finance office expects of voci at the year's end, each once.
    pub corrections: Vec<Correction>,
    /// Accounts that map to nothing.
    pub unmapped: Vec<Unmapped>,
    /// Data rows posted, one count a file, in the order of the files given.
    pub rows: Vec<u64>,
}

impl Ledger {
    /// The statement of a scheme, if any file filled it.
    #[must_use]
    pub fn statement(&self, scheme: &str) -> Option<&Statement> {
        self.statements.iter().find(|statement| &*statement.scheme.id == scheme)
    }

    /// Movements of one side.
    pub fn side(&self, side: Side) -> impl Iterator<Item = Movement<'_>> {
        self.movements.of(side)
    }
}

/// Posts the rows of all files of a run.
#[must_use]
pub fn post(files: Vec<FileRows>, chart: &Chart, objectives: &Objectives, sources: &Sources) -> (Ledger, Vec<Problem>) {
    posting::post(files, chart, objectives, sources)
}
