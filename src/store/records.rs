//! The rows of the database as the rest of the house sees them.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use crate::intake::Sighting;
use crate::origin::Digest;
use crate::period::Period;
use crate::problem::Problem;
use crate::report::IssueState;

/// What became of a file that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalState {
    /// It stands for its place.
    Accepted,
    /// It was returned with a reason.
    Refused,
    /// Its bytes were known already.
    Duplicate,
    /// Another file stands for its place.
    Superseded,
}

impl ArrivalState {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Duplicate => "duplicate",
            Self::Superseded => "superseded",
        }
    }
}

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
    pub state: ArrivalState,
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

/// One emission of a month's workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// The month.
    pub period: Period,
    /// From 1.
    pub number: u32,
    /// Draft or released.
    pub state: IssueState,
    /// The digest of what decides whether a new issue is due.
    pub decisive: Digest,
    /// The whole manifest, as JSON.
    pub manifest: String,
    /// The workbook's digest.
    pub workbook: Digest,
    /// Its name under `reports/PERIOD/`.
    pub workbook_name: String,
    /// The `now` of the run.
    pub issued_at: DateTime<Utc>,
}

impl Issue {
    /// Whether a file is among those that it was made of; one that was merely refused is not.
    #[must_use]
    pub fn is_made_of(&self, digest: Digest) -> bool {
        let manifest: serde_json::Value = serde_json::from_str(&self.manifest).unwrap_or_default();
        let sources = manifest["decisive"]["sources"].as_array();
        sources.is_some_and(|all| all.iter().any(|it| it["sha256"] == digest.to_string().as_str()))
    }

    pub(super) fn from_row(row: &Row<'_>) -> anyhow::Result<Self> {
        Ok(Self {
            period: parsed(row, 0)?,
            number: row.get(1)?,
            state: named(row, 2)?,
            decisive: parsed(row, 3)?,
            manifest: row.get(4)?,
            workbook: parsed(row, 5)?,
            workbook_name: row.get(6)?,
            issued_at: parsed(row, 7)?,
        })
    }
}
