//! The table `untold`: what passes have to tell of alerts, until the last pass of their run tells it.

use rusqlite::{Connection, Transaction, named_params};

use super::database::Store;
use super::table::{Table, json};
use crate::mail::MonthNews;

const TABLE: Table = Table { name: "untold", columns: &["news"] };

impl Store {
    /// What passes had to tell of alerts and left to a later one of their run, in the order in which they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub fn untold(&self) -> anyhow::Result<Vec<MonthNews>> {
        read(&self.connection)
    }
}

/// In the order in which it was kept. What another program kept in its own way is left untold: it must not hold up every
/// pass.
fn read(connection: &Connection) -> anyhow::Result<Vec<MonthNews>> {
    let rows = TABLE.rows(connection, "ORDER BY ordinal", [], |row| Ok(json(row, "news")))?;
    let known = |news: anyhow::Result<MonthNews>| {
        news.inspect_err(|error| {
            tracing::warn!(error = format!("{error:#}"), "kept news of another program is left untold");
        })
    };
    Ok(rows.into_iter().filter_map(|news| known(news).ok()).collect())
}

pub(super) fn keep(news: &MonthNews, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    transaction.execute(&TABLE.insert(), named_params! { ":news": serde_json::to_string(news)? })?;
    Ok(())
}

pub(super) fn forget(transaction: &Transaction<'_>) -> anyhow::Result<()> {
    transaction.execute("DELETE FROM untold", [])?;
    Ok(())
}
