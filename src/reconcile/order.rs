//! The order in which differences are listed: as somebody goes through the acts of each office and objective.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Difference;
use super::rules::Writings;
use crate::ledger::{Ledger, RowId};
use crate::office::OfficeId;
use crate::period::Exercise;
use crate::read::acts::Writing;
use crate::read::words::folded;

/// Where a difference stands. Those whose rows are not there come last in their objective.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    office: Option<OfficeId>,
    objective: Arc<str>,
    is_without_rows: bool,
    /// Year and number, and its text.
    act: (u16, u64, String),
    beneficiary: String,
    date: Option<NaiveDate>,
    id: RowId,
}

/// By office, objective, act, beneficiary and day.
pub(super) fn sort(differences: &mut [Difference], ledger: &Ledger, writings: &Writings, exercise: Exercise) {
    let usual = Writing::default();
    differences.sort_by_cached_key(|difference| {
        let first = difference.rows.first().map(|row| ledger.movements.at(*row));
        let act = first.map(|row| writings.get(row.layout).unwrap_or(&usual).read(row.act, exercise));
        let order = act.as_ref().map(|act| act.order());
        Place {
            office: difference.office.clone(),
            objective: Arc::clone(&difference.objective),
            is_without_rows: first.is_none(),
            act: order.map_or_else(Default::default, |(year, number, text)| (year, number, text.to_owned())),
            beneficiary: first.map_or_else(String::new, |row| folded(row.beneficiary)),
            date: first.and_then(|row| row.date),
            id: difference.id,
        }
    });
}
