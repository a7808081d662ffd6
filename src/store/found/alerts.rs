//! The table `issued_alert`: what an issue's workbook and messages said that somebody must know.

use std::sync::Arc;

use rusqlite::{Row, Transaction, named_params, params};

use crate::issue::Issue;
use crate::monitor::{Alert, Former};
use crate::store::Store;
use crate::store::table::{Table, json, parsed};

/// `recipients` is JSON.
const TABLE: Table = Table {
    name: "issued_alert",
    columns: &["period", "number", "id", "state", "text", "severity", "title", "recipients"],
};

pub(super) fn write(issue: &Issue, alerts: &[Alert], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in alerts {
        let recipients: Vec<&str> = it.recipients.iter().map(|role| &**role).collect();
        insert.execute(named_params! {
            ":period": issue.period.to_string(),
            ":number": issue.number,
            ":id": it.id,
            ":state": it.state.id(),
            ":text": it.text,
            ":severity": it.severity.id(),
            ":title": it.detail.title,
            ":recipients": serde_json::to_string(&recipients)?,
        })?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Former> {
    Ok(Former {
        id: row.get("id")?,
        state: parsed(row, "state")?,
        severity: parsed(row, "severity")?,
        title: row.get("title")?,
        text: row.get("text")?,
        recipients: json::<Vec<String>>(row, "recipients")?.into_iter().map(Arc::from).collect(),
    })
}

impl Store {
    /// The alerts with which a month was issued, sorted by id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_alerts(&self, issue: &Issue) -> anyhow::Result<Vec<Former>> {
        let filter = "WHERE period = ?1 AND number = ?2 ORDER BY id";
        TABLE.rows(&self.connection, filter, params![issue.period.to_string(), issue.number], from_row)
    }
}
