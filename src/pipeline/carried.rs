//! What the last issue before a month hands on to it: its open differences, and what became of the rows that it compared.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::ledger::{Movements, RowId};
use crate::money::Cents;
use crate::reconcile::{Carried, FormerDifference, Kind, Memory};
use crate::store::{Issue, Store};

/// The rows of an issue, as they are remembered beside these movements.
pub(super) fn rows_of(store: &Store, issue: &Issue, movements: &Movements) -> anyhow::Result<Carried> {
    let mut memory = Memory::of(issue.period, BTreeMap::new(), movements);
    store.issued_rows(issue, &mut |row| memory.row(row))?;
    Ok(memory.end())
}

/// Reads it for a month with these movements. Empty when there was no issue in the exercise.
pub(super) fn from(store: &Store, last: Option<&Issue>, movements: &Movements) -> anyhow::Result<Carried> {
    let Some(last) = last else { return Ok(Carried::default()) };
    let mut differences = BTreeMap::new();
    for it in store.issued_differences(last)?.into_iter().filter(|it| it.state != "closed") {
        let (Ok(id), Ok(first_seen)) = (it.id.parse::<RowId>(), it.first_seen.parse::<NaiveDate>()) else { continue };
        let Ok(kind) = serde_json::from_value::<Kind>(serde_json::Value::String(it.kind)) else { continue };
        let former = FormerDifference {
            kind,
            reason: it.reason,
            text: it.text,
            key: it.key,
            office: Arc::from(it.office),
            objective: Arc::from(it.objective),
            cents: Cents(it.cents),
            first_seen,
        };
        differences.insert(id, former);
    }
    let mut memory = Memory::of(last.period, differences, movements);
    store.issued_rows(last, &mut |row| memory.row(row))?;
    Ok(memory.end())
}
