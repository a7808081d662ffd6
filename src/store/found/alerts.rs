//! The table `issued_alert`: what an issue's workbook and messages said that somebody must know.

use std::sync::Arc;

use rusqlite::{Row, Transaction, named_params, params};

use crate::issue::Issue;
use crate::monitor::{Alert, Ending, Former};
use crate::store::Store;
use crate::store::table::{Table, json, parsed};

/// `recipients` and `ends` are JSON; of an issue of an earlier program there are no `ends`.
const TABLE: Table = Table {
    name: "issued_alert",
    columns: &["period", "number", "id", "state", "text", "severity", "title", "recipients", "ends"],
};

pub(super) fn write(issue: &Issue, alerts: &[Alert], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in alerts {
        let recipients: Vec<&str> = it.recipients.iter().map(|role| &**role).collect();
        insert.execute(named_params! {
            ":period": issue.period.to_string(),
            ":number": issue.number,
            ":id": it.id.as_str(),
            ":state": it.state.id(),
            ":text": it.text,
            ":severity": it.severity.id(),
            ":title": it.detail.title,
            ":ends": serde_json::to_string(&it.detail.ends)?,
            ":recipients": serde_json::to_string(&recipients)?,
        })?;
    }
    Ok(())
}

/// An alert as it was issued; none of a kind that a later program found.
fn from_row(row: &Row<'_>) -> anyhow::Result<Option<Former>> {
    let Ok(id) = row.get::<_, String>("id")?.parse() else { return Ok(None) };
    let ends: String = row.get("ends")?;
    Ok(Some(Former {
        id,
        ends: if ends.is_empty() { Ending::default() } else { json(row, "ends")? },
        state: parsed(row, "state")?,
        severity: parsed(row, "severity")?,
        title: row.get("title")?,
        text: row.get("text")?,
        recipients: json::<Vec<String>>(row, "recipients")?.into_iter().map(Arc::from).collect(),
    }))
}

impl Store {
    /// The alerts with which a month was issued, sorted by id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_alerts(&self, issue: &Issue) -> anyhow::Result<Vec<Former>> {
        let filter = "WHERE period = ?1 AND number = ?2 ORDER BY id";
        let rows = TABLE.rows(&self.connection, filter, params![issue.period.to_string(), issue.number], from_row)?;
        Ok(rows.into_iter().flatten().collect())
    }
}
