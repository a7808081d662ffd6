//! What the issues before a month hand on to it: the open differences of the last one, what became of the rows that it
//! compared, and what was last published of rows. It decides nothing: whatever it cannot read it says.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;

use super::phrases;
use crate::issue::{Issue, IssueState};
use crate::ledger::{Movements, RowId};
use crate::money::Cents;
use crate::period::Period;
use crate::problem::Problem;
use crate::reconcile::{Carried, FormerDifference, Kind, Memory, Published};
use crate::store::{IssuedDifference, Store};

/// The rows that the files of an issue's own month told, as they are remembered beside these movements; what it
/// remembered of earlier months, where a side was silent, it did not say itself.
pub(super) fn rows_told_by(store: &Store, issue: &Issue, movements: &Movements) -> anyhow::Result<Carried> {
    let mut memory = Memory::of(issue.period, BTreeMap::new(), movements);
    store.issued_rows(issue, &mut |row| {
        if row.told == issue.period {
            memory.row(row);
        }
    })?;
    Ok(memory.end())
}

/// Reads it for a month with these movements, out of the last issue of the exercise before it, with what of it could not
/// be taken over. Empty when there was none.
pub(super) fn from(
    store: &Store,
    period: Period,
    last: Option<&Issue>,
    movements: &Movements,
) -> anyhow::Result<(Carried, Vec<Problem>)> {
    let Some(last) = last else { return Ok((Carried::default(), Vec::new())) };
    let (differences, problems) = open(store.issued_differences(last)?, last)?;
    let mut carried = remembered(store, last, differences, movements)?;
    carried.published = match last.state {
        IssueState::Released => Published::Carried,
        IssueState::Draft => match store.last_released(period)? {
            Some(issue) => Published::Earlier(Box::new(remembered(store, &issue, BTreeMap::new(), movements)?)),
            None => Published::Nothing,
        },
    };
    Ok((carried, problems))
}

fn remembered(
    store: &Store,
    issue: &Issue,
    differences: BTreeMap<RowId, FormerDifference>,
    movements: &Movements,
) -> anyhow::Result<Carried> {
    let mut memory = Memory::of(issue.period, differences, movements);
    store.issued_rows(issue, &mut |row| memory.row(row))?;
    Ok(memory.end())
}

/// The differences of an issue that were not closed; one of a kind that this program does not know is told instead.
fn open(
    issued: Vec<IssuedDifference>,
    issue: &Issue,
) -> anyhow::Result<(BTreeMap<RowId, FormerDifference>, Vec<Problem>)> {
    let (mut differences, mut problems) = (BTreeMap::new(), Vec::new());
    for it in issued.into_iter().filter(|it| it.state != "closed") {
        let unreadable = || format!("il database contiene la differenza `{}` del `{}`", it.id, it.first_seen);
        let id = it.id.parse::<RowId>().with_context(unreadable)?;
        let first_seen = it.first_seen.parse::<NaiveDate>().with_context(unreadable)?;
        let Ok(kind) = serde_json::from_value::<Kind>(serde_json::Value::String(it.kind.clone())) else {
            problems.push(phrases::unknown_kind(&it.id, &it.kind, &it.text, issue.period, issue.number));
            continue;
        };
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
    Ok((differences, problems))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Digest;

    fn may() -> Issue {
        Issue {
            period: "2021-05".parse().unwrap(),
            number: 2,
            state: IssueState::Released,
            decisive: Digest::of(b""),
            manifest: String::new(),
            workbook: Digest::of(b""),
            workbook_name: String::new(),
            issued_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn difference(kind: &str, first_seen: &str) -> IssuedDifference {
        IssuedDifference {
            id: RowId::hash(kind).to_string(),
            kind: kind.to_owned(),
            reason: String::new(),
            office: "promozione".to_owned(),
            objective: "2021_01_01".to_owned(),
            cents: 100,
            first_seen: first_seen.to_owned(),
            state: "open".to_owned(),
            text: "Provvedimento `12/2021`: 1,00 € in contabilità.".to_owned(),
            key: String::new(),
        }
    }

    #[test]
    fn a_former_difference_of_a_kind_that_is_not_known_is_told() {
        let (carried, problems) =
            open(vec![difference("amount", "2021-05-31"), difference("frode", "2021-05-31")], &may()).unwrap();
        assert_eq!(carried.len(), 1);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].code, "pipeline.unknown_kind");
        insta::assert_snapshot!(problems[0].text, @"la differenza `b11e2f947832f151716d0cb584ccf118`, aperta nell'emissione 2 di maggio 2021, è del tipo `frode`, che questa versione del programma non conosce: non è stata riportata in questo mese. Diceva: Provvedimento `12/2021`: 1,00 € in contabilità");
    }

    #[test]
    fn a_former_difference_whose_day_is_no_day_ends_the_pass() {
        let error = open(vec![difference("amount", "ieri")], &may()).unwrap_err();
        assert!(error.to_string().contains("`ieri`"), "{error}");
    }
}
