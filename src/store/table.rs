//! A table by the names of its columns, and what its cells hold: no value is told from another by its place.

use std::fmt::Display;
use std::str::FromStr;

use anyhow::Context as _;
use rusqlite::{Connection, Params, Row, RowIndex};
use serde::de::DeserializeOwned;

/// A table.
pub(super) struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns that are written and read.
    pub columns: &'static [&'static str],
}

impl Table {
    /// `INSERT INTO name (a, b) VALUES (:a, :b)`.
    pub(super) fn insert(&self) -> String {
        self.put("INSERT")
    }

    /// The same, in the place of the row with its key.
    pub(super) fn replace(&self) -> String {
        self.put("INSERT OR REPLACE")
    }

    fn put(&self, verb: &str) -> String {
        let Self { name, columns } = self;
        format!("{verb} INTO {name} ({}) VALUES (:{})", columns.join(", "), columns.join(", :"))
    }

    /// The rows that a filter chooses, in its order.
    pub(super) fn rows<T>(
        &self,
        connection: &Connection,
        filter: &str,
        params: impl Params,
        from_row: impl Fn(&Row<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<Vec<T>> {
        let sql = format!("SELECT {} FROM {} {filter}", self.columns.join(", "), self.name);
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params, |row| Ok(from_row(row)))?;
        rows.map(|row| row?).collect()
    }
}

/// Reads a text that this program wrote; anything else is a damaged database.
pub(super) fn parsed<T: FromStr<Err: Display>>(row: &Row<'_>, column: impl RowIndex) -> anyhow::Result<T> {
    parse(&row.get::<_, String>(column)?)
}

/// The same where there may be none.
pub(super) fn parsed_or_none<T: FromStr<Err: Display>>(
    row: &Row<'_>,
    column: impl RowIndex,
) -> anyhow::Result<Option<T>> {
    row.get::<_, Option<String>>(column)?.map(|text| parse(&text)).transpose()
}

fn parse<T: FromStr<Err: Display>>(text: &str) -> anyhow::Result<T> {
    text.parse().map_err(|e| anyhow::anyhow!("il database contiene `{text}`: {e}"))
}

/// Reads JSON that this program wrote.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: impl RowIndex) -> anyhow::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).with_context(|| format!("il database contiene `{text}`"))
}
