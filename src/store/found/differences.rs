//! The table `issued_difference`: on what accounts and offices disagreed.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::{Row, Transaction, named_params, params};

use crate::issue::Issue;
use crate::ledger::RowId;
use crate::money::Cents;
use crate::office::OfficeId;
use crate::period::Period;
use crate::reconcile::{Difference, DifferenceState, FormerDifference, Kind};
use crate::store::Store;
use crate::store::table::{Table, parsed};

const TABLE: Table = Table {
    name: "issued_difference",
    columns: &[
        "period",
        "number",
        "id",
        "kind",
        "reason",
        "office",
        "objective",
        "cents",
        "first_seen",
        "state",
        "text",
        "key",
    ],
};

/// The differences with which a month was issued.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IssuedDifferences {
    /// By id.
    pub known: BTreeMap<RowId, FormerDifference>,
    /// Those of a kind that a later program found.
    pub unknown: Vec<UnknownDifference>,
}

/// A difference of a kind that this program does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDifference {
    /// Its id.
    pub id: String,
    /// Its kind's name.
    pub kind: String,
    /// Its sentence.
    pub text: String,
}

/// A difference as an issue listed it, for who looks for one by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldDifference {
    /// Its id.
    pub id: RowId,
    /// The month of the issue.
    pub period: Period,
    /// The number of the issue.
    pub number: u32,
    /// How it stood.
    pub state: DifferenceState,
    /// When it was first seen.
    pub first_seen: NaiveDate,
}

pub(super) fn write(issue: &Issue, differences: &[Difference], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in differences {
        insert.execute(named_params! {
            ":period": issue.period.to_string(),
            ":number": issue.number,
            ":id": it.id.to_string(),
            ":kind": it.kind.id(),
            ":reason": it.reason,
            ":office": it.office.as_deref().unwrap_or_default(),
            ":objective": &*it.objective,
            ":cents": it.cents.0,
            ":first_seen": it.first_seen.to_string(),
            ":state": it.state.id(),
            ":text": it.text,
            ":key": it.key,
        })?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Result<(RowId, FormerDifference), UnknownDifference>> {
    let name: String = row.get("kind")?;
    let Some(kind) = Kind::of(&name) else {
        return Ok(Err(UnknownDifference { id: row.get("id")?, kind: name, text: row.get("text")? }));
    };
    let former = FormerDifference {
        kind,
        state: parsed(row, "state")?,
        reason: row.get("reason")?,
        text: row.get("text")?,
        key: row.get("key")?,
        office: OfficeId::of(row.get_ref("office")?.as_str()?),
        objective: Arc::from(row.get::<_, String>("objective")?),
        cents: Cents(row.get("cents")?),
        first_seen: parsed(row, "first_seen")?,
    };
    Ok(Ok((parsed(row, "id")?, former)))
}

impl Store {
    /// The differences with which a month was issued; closed ones are told of no more.
    ///
    /// # Errors
    /// When the database fails, or holds what no program of ours wrote.
    pub fn issued_differences(&self, issue: &Issue) -> anyhow::Result<IssuedDifferences> {
        let filter = "WHERE period = ?1 AND number = ?2 AND state <> 'closed' ORDER BY id";
        let key = params![issue.period.to_string(), issue.number];
        let mut found = IssuedDifferences::default();
        for row in TABLE.rows(&self.connection, filter, key, from_row)? {
            match row {
                Ok((id, difference)) => drop(found.known.insert(id, difference)),
                Err(unknown) => found.unknown.push(unknown),
            }
        }
        Ok(found)
    }

    /// The differences whose id begins so, as each issue listed them, by month and number; those of withdrawn issues are
    /// among them.
    ///
    /// # Errors
    /// When the database fails, or holds what no program of ours wrote.
    pub fn differences_told(&self, begin: &str) -> anyhow::Result<Vec<ToldDifference>> {
        let told = |row: &Row<'_>| {
            Ok(ToldDifference {
                id: parsed(row, "id")?,
                period: parsed(row, "period")?,
                number: row.get("number")?,
                state: parsed(row, "state")?,
                first_seen: parsed(row, "first_seen")?,
            })
        };
        let filter = "WHERE substr(id, 1, length(?1)) = ?1 ORDER BY period, number, id";
        TABLE.rows(&self.connection, filter, [begin], told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::IssueState;
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
            prospetto: None,
            issued_at: chrono::DateTime::UNIX_EPOCH,
            withdrawn: None,
        }
    }

    fn store_with(kinds_and_days: &[(&str, &str)]) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("quadratura.db"), "esempio").unwrap();
        for (kind, day) in kinds_and_days {
            let insert = "INSERT INTO issued_difference VALUES \
                          ('2021-05', 2, ?1, ?2, '', 'promozione', '2021_01_01', 100, ?3, 'open', 'Testo.', '')";
            store.connection.execute(insert, [&RowId::hash(kind).to_string(), *kind, *day]).unwrap();
        }
        (folder, store)
    }

    #[test]
    fn a_difference_of_a_kind_that_is_not_known_is_told_apart() {
        let (_folder, store) = store_with(&[("amount", "2021-05-31"), ("frode", "2021-05-31")]);
        let found = store.issued_differences(&may()).unwrap();
        assert_eq!(found.known.values().map(|it| it.kind).collect::<Vec<_>>(), [Kind::Amount]);
        assert_eq!(found.unknown.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>(), ["frode"]);
    }

    #[test]
    fn a_day_that_is_no_day_is_a_damaged_database() {
        let (_folder, store) = store_with(&[("amount", "ieri")]);
        let error = store.issued_differences(&may()).unwrap_err();
        assert!(error.to_string().contains("`ieri`"), "{error}");
    }
}
