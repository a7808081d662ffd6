//! The rows of the database as the rest of the house sees them.

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::rows::{self, ComparedRows};
use crate::intake::Sighting;
use crate::mail::Message;
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
    fn id(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Duplicate => "duplicate",
            Self::Superseded => "superseded",
        }
    }
}

/// A file that arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// `A000001`, in order of arrival.
    pub id: String,
    /// Its name as dropped.
    pub name: String,
    /// The office subfolder it lay in; empty for the drop folder itself.
    pub folder: String,
    /// Its bytes' digest.
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
fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> anyhow::Result<T>
where
    T::Err: std::fmt::Display,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|e| anyhow::anyhow!("il database contiene `{text}`: {e}"))
}

fn named<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> anyhow::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text)).context("il database contiene uno stato sconosciuto")
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

/// A line's amount, as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedAmount {
    /// Scheme, line, exercise, scenario and function ids; the function empty for all of them.
    pub key: (String, String, u16, &'static str, &'static str),
    /// The centre; empty for all of them.
    pub centre: String,
    /// The amount.
    pub cents: i64,
}

/// An indicator, as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedIndicator {
    /// Its id.
    pub id: String,
    /// The scenario's id.
    pub scenario: &'static str,
    /// Its code.
    pub code: String,
    /// Its value, canonical.
    pub value: Option<String>,
    /// Its unit's id.
    pub unit: &'static str,
    /// Its state's id.
    pub state: String,
    /// Why.
    pub reason: String,
    /// Its degree of achievement, canonical.
    pub achievement: Option<String>,
}

/// An input of an indicator, as issued: an amount, a number, or neither.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuedInput {
    /// The indicator's id.
    pub indicator: String,
    /// The input's name.
    pub name: String,
    /// The amount.
    pub cents: Option<i64>,
    /// The number.
    pub number: Option<f64>,
}

/// A tie-out, as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedTieOut {
    /// Its id and scope.
    pub key: (String, String),
    /// Printed.
    pub left: Option<i64>,
    /// Computed.
    pub right: Option<i64>,
    /// Its state's id.
    pub state: String,
}

/// A difference, as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedDifference {
    /// Its id.
    pub id: String,
    /// Its kind's id.
    pub kind: String,
    /// Its reason.
    pub reason: String,
    /// Its office.
    pub office: String,
    /// Its objective.
    pub objective: String,
    /// What it is worth.
    pub cents: i64,
    /// When it was first seen, `YYYY-MM-DD`.
    pub first_seen: String,
    /// Its state's id.
    pub state: String,
    /// Its sentence.
    pub text: String,
    /// Its key.
    pub key: String,
}

/// An alert, as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedAlert {
    /// Its id.
    pub id: String,
    /// Its state's id.
    pub state: String,
    /// Its sentence.
    pub text: String,
}

/// How a message's delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// Composed and committed.
    Queued,
    /// Handed over.
    Sent,
    /// The server refused it for good.
    Refused,
    /// The answer was lost: it may have been sent.
    Uncertain,
    /// Tried too often.
    GivenUp,
}

impl MessageState {
    /// The name in JSON and in the database.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Uncertain => "uncertain",
            Self::GivenUp => "given_up",
        }
    }
}

/// A message of the outbox; its bytes lie in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedMessage {
    /// Its stable name.
    pub id: String,
    /// The month.
    pub period: Period,
    /// The issue.
    pub number: u32,
    /// Its bytes.
    pub digest: Digest,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's receiver.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// How delivery stands.
    pub state: MessageState,
    /// What the transport answered.
    pub answer: String,
}

impl QueuedMessage {
    pub(super) fn from_row(row: &Row<'_>) -> anyhow::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            period: parsed(row, 1)?,
            number: row.get(2)?,
            digest: parsed(row, 3)?,
            from: row.get(4)?,
            to: row.get(5)?,
            subject: row.get(6)?,
            state: named(row, 7)?,
            answer: row.get(8)?,
        })
    }
}

/// Everything that one pass commits.
#[derive(Clone, Debug, Default)]
pub struct Pass<'a> {
    /// New arrivals, and refused ones whose outcome has changed.
    pub arrivals: &'a [Arrival],
    /// Ids of refused arrivals that were examined by this configuration with the outcome that they had.
    pub rechecked: &'a [(String, Digest)],
    /// What the scan saw of the files that it left, when there was one.
    pub sightings: Option<&'a [Sighting]>,
    /// Ids of arrivals that stood and no longer do.
    pub superseded: &'a [String],
    /// The new issue, if one is due.
    pub issue: Option<&'a Issue>,
    /// What it found.
    pub amounts: Vec<IssuedAmount>,
    /// Its indicators.
    pub indicators: Vec<IssuedIndicator>,
    /// Their inputs, actuals only.
    pub inputs: Vec<IssuedInput>,
    /// Its tie-outs.
    pub tie_outs: Vec<IssuedTieOut>,
    /// Its differences.
    pub differences: Vec<IssuedDifference>,
    /// The rows that it compared.
    pub rows: Option<ComparedRows<'a>>,
    /// Its alerts.
    pub alerts: Vec<IssuedAlert>,
    /// Its messages, with the digests of their bytes.
    pub messages: Vec<(Message, Digest)>,
}

impl Pass<'_> {
    pub(super) fn write(&self, transaction: &Transaction<'_>) -> anyhow::Result<()> {
        for arrival in self.arrivals {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO arrival VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17)")?
                .execute(params![
                    arrival.id,
                    arrival.name,
                    arrival.folder,
                    arrival.digest.to_string(),
                    arrival.bytes,
                    arrival.arrived_at.to_rfc3339(),
                    arrival.state.id(),
                    arrival.layout,
                    arrival.office,
                    arrival.period.to_string(),
                    arrival.as_of.map(|date| date.to_string()),
                    arrival.rows,
                    arrival.total_cents,
                    serde_json::to_string(&arrival.problems)?,
                    arrival.settled,
                    arrival.tray,
                    arrival.configuration.to_string(),
                ])?;
        }
        for (id, configuration) in self.rechecked {
            let sql = "UPDATE arrival SET configuration = ?2 WHERE id = ?1";
            transaction.execute(sql, params![id, configuration.to_string()])?;
        }
        if let Some(sightings) = self.sightings {
            transaction.execute("DELETE FROM sighting", [])?;
            for it in sightings {
                transaction.prepare_cached("INSERT INTO sighting VALUES (?1,?2,?3,?4,?5,?6,?7)")?.execute(params![
                    it.folder,
                    it.name,
                    it.bytes,
                    it.modified,
                    it.scans,
                    it.first_seen.to_rfc3339(),
                    it.open_since.map(|since| since.to_rfc3339()),
                ])?;
            }
        }
        for id in self.superseded {
            transaction.execute("UPDATE arrival SET state = 'superseded' WHERE id = ?1", [id])?;
        }
        let Some(issue) = self.issue else { return Ok(()) };
        let (period, number) = (issue.period.to_string(), issue.number);
        transaction.execute(
            "INSERT INTO issue VALUES (?1,?2,?3,?4,?5,?6,?7,?8,0)",
            params![
                period,
                number,
                match issue.state {
                    IssueState::Draft => "draft",
                    IssueState::Released => "released",
                },
                issue.decisive.to_string(),
                issue.manifest,
                issue.workbook.to_string(),
                issue.workbook_name,
                issue.issued_at.to_rfc3339(),
            ],
        )?;
        for IssuedAmount { key: (scheme, line, exercise, scenario, function), centre, cents } in &self.amounts {
            transaction
                .prepare_cached("INSERT INTO issued_amount VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)")?
                .execute(params![period, number, scheme, line, exercise, scenario, function, centre, cents])?;
        }
        for it in &self.indicators {
            transaction
                .prepare_cached("INSERT INTO issued_indicator VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)")?
                .execute(params![
                    period,
                    number,
                    it.id,
                    it.scenario,
                    it.code,
                    it.value,
                    it.unit,
                    it.state,
                    it.reason,
                    it.achievement
                ])?;
        }
        for it in &self.inputs {
            transaction.prepare_cached("INSERT INTO issued_input VALUES (?1,?2,?3,?4,?5,?6)")?.execute(params![
                period,
                number,
                it.indicator,
                it.name,
                it.cents,
                it.number
            ])?;
        }
        for IssuedTieOut { key: (id, scope), left, right, state } in &self.tie_outs {
            transaction
                .prepare_cached("INSERT INTO issued_tie_out VALUES (?1,?2,?3,?4,?5,?6,?7)")?
                .execute(params![period, number, id, scope, left, right, state])?;
        }
        for it in &self.differences {
            transaction
                .prepare_cached("INSERT INTO issued_difference VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)")?
                .execute(params![
                    period,
                    number,
                    it.id,
                    it.kind,
                    it.reason,
                    it.office,
                    it.objective,
                    it.cents,
                    it.first_seen,
                    it.state,
                    it.text,
                    it.key
                ])?;
        }
        if let Some(rows) = &self.rows {
            rows::write(rows, &period, number, transaction)?;
        }
        for it in &self.alerts {
            transaction
                .prepare_cached("INSERT INTO issued_alert VALUES (?1,?2,?3,?4,?5)")?
                .execute(params![period, number, it.id, it.state, it.text])?;
        }
        for (message, digest) in &self.messages {
            transaction.prepare_cached("INSERT INTO message VALUES (?1,?2,?3,?4,?5,?6,?7,'queued','')")?.execute(
                params![message.id, period, number, digest.to_string(), message.from, message.to, message.subject],
            )?;
        }
        Ok(())
    }
}
