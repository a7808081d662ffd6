//! The table `alert_told`: which address was told of which alert, by which letter.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, Transaction, named_params};

use super::table::{Table, parsed};
use crate::monitor::{AlertId, Notification};

const TABLE: Table = Table { name: "alert_told", columns: &["alert", "address", "message_id", "told_at", "news"] };

/// The log, by alert and address; what another program told of alerts of its own is left alone where it lies.
pub(super) fn read(connection: &Connection) -> anyhow::Result<BTreeMap<AlertId, BTreeMap<String, Notification>>> {
    let mut told: BTreeMap<AlertId, BTreeMap<String, Notification>> = BTreeMap::new();
    for (alert, address, notification) in TABLE.rows(connection, "ORDER BY alert, address", [], from_row)? {
        if let Some(alert) = alert {
            told.entry(alert).or_default().insert(address, notification);
        }
    }
    Ok(told)
}

fn from_row(row: &Row<'_>) -> anyhow::Result<(Option<AlertId>, String, Notification)> {
    let notification = Notification {
        message_id: row.get("message_id")?,
        told_at: parsed(row, "told_at")?,
        news: parsed(row, "news")?,
    };
    Ok((row.get::<_, String>("alert")?.parse().ok(), row.get("address")?, notification))
}

/// Writes the log, in the place of what was there.
pub(super) fn write(
    told: &BTreeMap<AlertId, BTreeMap<String, Notification>>,
    transaction: &Transaction<'_>,
) -> anyhow::Result<()> {
    transaction.execute("DELETE FROM alert_told", [])?;
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for (alert, log) in told {
        for (address, it) in log {
            insert.execute(named_params! {
                ":alert": alert.as_str(),
                ":address": address,
                ":message_id": it.message_id,
                ":told_at": it.told_at.to_rfc3339(),
                ":news": it.news.id(),
            })?;
        }
    }
    Ok(())
}
