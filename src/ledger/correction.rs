//! What the finance office expects of a voce at the year's end, in the place of what is projected. Refuses to know what is
//! projected.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::money::Cents;
use crate::office::OfficeId;
use crate::origin::Origin;
use crate::period::Function;

/// A correction of one voce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The scheme.
    pub scheme: Arc<str>,
    /// The line, which is no total.
    pub line: Arc<str>,
    /// The line as people call it.
    pub label: String,
    /// The year end, in the ledger's sign: a cost is positive.
    pub cents: Cents,
    /// The same by function, in their order, where the table says them; they sum to the whole.
    pub by_function: Option<[Cents; Function::ALL.len()]>,
    /// Why; never empty.
    pub reason: String,
    /// Who says so: the office that answers for the accounts.
    pub office: Option<OfficeId>,
    /// When: the date of the table, or the day on which it came.
    pub date: Option<NaiveDate>,
    /// The file's name.
    pub file: Arc<str>,
    /// Where its amount stands; the first one's, where there is one a function.
    pub origin: Origin,
}
