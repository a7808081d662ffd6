//! The rows of the database as the rest of the house sees them.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use crate::intake::Sighting;
use crate::issue::SourceState;
use crate::origin::Digest;
use crate::period::Period;
use crate::problem::Problem;

/// A file that arrived: its row, and its record beside the archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// `A000001`, in order of arrival.
    pub id: String,
    /// Its name as dropped.
    pub name: String,
    /// The office subfolder it lay in; empty for the drop folder itself.
    pub folder: String,
    /// Its bytes' digest.
    #[serde(rename = "sha256")]
    pub digest: Digest,
    /// How many they are.
    pub bytes: u64,
    /// When it was claimed.
    pub arrived_at: DateTime<Utc>,
    /// What became of it.
    pub state: SourceState,
    /// The layout it was read by; empty when none fits.
    pub layout: String,
    /// The office it declares; empty for the accounts.
    pub office: String,
    /// The month it declares, or that of the run that met it.
    pub period: Period,
    /// The date to which its figures stand.
    pub as_of: Option<NaiveDate>,
    /// Data rows read.
    pub rows: u64,
    /// The sum of its amounts, by which a shrunken copy is recognised.
    pub total_cents: i64,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Whether its copy lies in the tray of its state.
    pub settled: bool,
    /// The tray where its copy lies; empty while it lies in none.
    pub tray: String,
    /// The configuration by which it was examined.
    pub configuration: Digest,
}

/// Reads a text that this program wrote; anything else is a damaged database.
pub(super) fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> anyhow::Result<T>
where
    T::Err: std::fmt::Display,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|e| anyhow::anyhow!("il database contiene `{text}`: {e}"))
}

pub(super) fn named<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> anyhow::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text)).context("il database contiene uno stato sconosciuto")
}

/// The name that the database gives to a state; [`named`] reads it.
pub(super) fn name<T: Serialize>(state: &T) -> anyhow::Result<String> {
    match serde_json::to_value(state)? {
        serde_json::Value::String(name) => Ok(name),
        other => anyhow::bail!("{other} is no name"),
    }
}

/// What a scan saw, as the next scan asks for it.
pub(super) fn sighting(row: &Row<'_>) -> anyhow::Result<Sighting> {
    let open_since: Option<String> = row.get(6)?;
    Ok(Sighting {
        folder: row.get(0)?,
        name: row.get(1)?,
        bytes: row.get(2)?,
        modified: row.get(3)?,
        scans: row.get(4)?,
        first_seen: parsed(row, 5)?,
        open_since: open_since.map(|text| text.parse()).transpose()?,
    })
}

impl Arrival {
    pub(super) fn from_row(row: &Row<'_>) -> anyhow::Result<Self> {
        let as_of: Option<String> = row.get(10)?;
        let problems: String = row.get(13)?;
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            folder: row.get(2)?,
            digest: parsed(row, 3)?,
            bytes: row.get(4)?,
            arrived_at: parsed(row, 5)?,
            state: named(row, 6)?,
            layout: row.get(7)?,
            office: row.get(8)?,
            period: parsed(row, 9)?,
            as_of: as_of.map(|text| text.parse()).transpose()?,
            rows: row.get(11)?,
            total_cents: row.get(12)?,
            problems: serde_json::from_str(&problems)?,
            settled: row.get(14)?,
            tray: row.get(15)?,
            configuration: parsed(row, 16)?,
        })
    }
}
