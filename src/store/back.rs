//! The database as it was when an issue was made, for who makes the issue again: for as long as one looks, and only in a copy.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, params};

use super::answers::Said;
use super::arrivals::{self, Arrival};
use super::database::Store;
use super::found::{self, Found};
use crate::issue::{Issue, SourceState};
use crate::period::Period;

/// What was otherwise when an issue was made.
#[derive(Clone, Debug, Default)]
pub struct Then {
    /// Issues that were not there yet.
    pub later: Vec<(Period, u32)>,
    /// Issues that were withdrawn since.
    pub stood: Vec<(Period, u32)>,
    /// Arrivals that were not there, or did not count for anything.
    pub gone: Vec<String>,
    /// Arrivals as they stood.
    pub arrivals: Vec<(String, SourceState)>,
    /// The answers that were known, by their ids; visti apart.
    pub answers: BTreeSet<String>,
    /// The `now` of then: visti came by then, or were not there.
    pub now: DateTime<Utc>,
    /// Arrivals that were refused and have been accepted since, as they were refused.
    pub refused: Vec<Arrival>,
}

/// The database as it was, until this is dropped.
#[derive(Debug)]
pub struct Back<'s> {
    transaction: Transaction<'s>,
}

/// What an issue found that is a value, by how people call it, table and columns.
const VALUES: [(&str, &str, &str); 5] = [
    ("importo", "issued_amount", "scheme, line, exercise, scenario, function, centre, cents"),
    ("indicatore", "issued_indicator", "id, scenario, value, state"),
    ("dato di un indicatore", "issued_input", "indicator, name, cents, number_value"),
    ("quadratura", "issued_tie_out", "id, scope, left_cents, right_cents, state"),
    ("partita", "issued_difference", "id, kind, cents, state"),
];

impl Store {
    /// Goes back to when an issue was made: only in a copy, of which nothing is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn back_to(&self, issue: &Issue, then: &Then) -> anyhow::Result<Back<'_>> {
        let transaction = self.connection.unchecked_transaction()?;
        for (period, number) in &then.later {
            let key = params![period.to_string(), number];
            transaction.execute("DELETE FROM issue WHERE period = ?1 AND number = ?2", key)?;
        }
        for (period, number) in &then.stood {
            let key = params![period.to_string(), number];
            transaction.execute("UPDATE issue SET withdrawn = NULL WHERE period = ?1 AND number = ?2", key)?;
        }
        let was_known = |it: &Said| match it {
            Said::OnSubject(it) => then.answers.contains(&it.id.to_string()),
            Said::OnMonth(it) => it.at <= then.now,
        };
        let all = self.answers_numbered()?;
        for id in all.iter().filter(|it| !was_known(&it.answer)).map(|it| it.answer.id()) {
            transaction.execute("DELETE FROM answer WHERE id = ?1", [id])?;
        }
        for id in &then.gone {
            transaction.execute("DELETE FROM arrival WHERE id = ?1", [id])?;
        }
        for (id, state) in &then.arrivals {
            transaction.execute("UPDATE arrival SET state = ?2 WHERE id = ?1", [id.as_str(), state.id()])?;
        }
        arrivals::write(&then.refused, &transaction)?;
        let key = params![issue.period.to_string(), issue.number];
        transaction.execute("DELETE FROM message WHERE period = ?1 AND number >= ?2", key)?;
        Ok(Back { transaction })
    }
}

impl Back<'_> {
    /// The values that an issue would find otherwise than it found them, each as it stands in one of both.
    ///
    /// # Errors
    /// When the database fails.
    pub fn found_otherwise(&self, issue: &Issue, found: &Found<'_>) -> anyhow::Result<Vec<String>> {
        let before = values(&self.transaction, issue)?;
        for table in found::TABLES {
            let key = params![issue.period.to_string(), issue.number];
            self.transaction.execute(&format!("DELETE FROM {table} WHERE period = ?1 AND number = ?2"), key)?;
        }
        found::write(issue, found, &self.transaction)?;
        let now = values(&self.transaction, issue)?;
        Ok(before.symmetric_difference(&now).cloned().collect())
    }
}

fn values(connection: &Connection, issue: &Issue) -> anyhow::Result<BTreeSet<String>> {
    let mut values = BTreeSet::new();
    for (called, table, columns) in VALUES {
        let sql = format!("SELECT json_array({columns}) FROM {table} WHERE period = ?1 AND number = ?2");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![issue.period.to_string(), issue.number])?;
        while let Some(row) = rows.next()? {
            values.insert(format!("{called} {}", row.get::<_, String>(0)?));
        }
    }
    Ok(values)
}
