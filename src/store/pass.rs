//! What one pass commits: the rows of an issue as they are written once and read by later months.

use chrono::{DateTime, Utc};
use rusqlite::{Transaction, params};

use super::alerts;
use super::outbox::{self, Filed};
use super::records::Arrival;
use crate::intake::Sighting;
use crate::issue::Issue;
use crate::mail::MonthNews;
use crate::monitor::Memory;
use crate::origin::Digest;

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
    /// Its severity's id.
    pub severity: String,
    /// What it is about, short.
    pub title: String,
    /// Whom it is for, as JSON.
    pub recipients: String,
}

/// What a pass does with the news of alerts.
#[derive(Clone, Copy, Debug, Default)]
pub enum Telling<'a> {
    /// Nothing.
    #[default]
    Left,
    /// Keeps its own, if there is any, until a later pass of the run tells it.
    Kept(Option<&'a MonthNews>),
    /// Told all that was kept, with its own.
    Told,
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
    /// Its alerts.
    pub alerts: Vec<IssuedAlert>,
    /// Messages of the issue, and those that any pass may have.
    pub messages: Vec<Filed>,
    /// Alerts with their lives, after this pass.
    pub alert_lives: Option<&'a Memory>,
    /// What it has to tell of alerts.
    pub news: Telling<'a>,
    /// Since when they wait; needed wherever there are messages.
    pub queued_at: Option<DateTime<Utc>>,
}

impl Pass<'_> {
    pub(super) fn write(&self, transaction: &Transaction<'_>) -> anyhow::Result<()> {
        for arrival in self.arrivals {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO arrival VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,0)")?
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
            let sql = "UPDATE arrival SET configuration = ?2, recorded = 0 WHERE id = ?1";
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
            transaction.execute("UPDATE arrival SET state = 'superseded', recorded = 0 WHERE id = ?1", [id])?;
        }
        if let Some(memory) = self.alert_lives {
            alerts::write(memory, transaction)?;
        }
        match self.news {
            Telling::Left | Telling::Kept(None) => {}
            Telling::Kept(Some(news)) => alerts::keep_news(news, transaction)?,
            Telling::Told => alerts::forget_news(transaction)?,
        }
        outbox::write(self, transaction)?;
        let Some(issue) = self.issue else { return Ok(()) };
        write_issue(issue, transaction)?;
        let (period, number) = (issue.period.to_string(), issue.number);
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
        for it in &self.alerts {
            transaction
                .prepare_cached("INSERT INTO issued_alert VALUES (?1,?2,?3,?4,?5,?6,?7,?8)")?
                .execute(params![period, number, it.id, it.state, it.text, it.severity, it.title, it.recipients])?;
        }
        Ok(())
    }
}

/// Writes an issue alone.
pub(super) fn write_issue(issue: &Issue, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    transaction.execute(
        "INSERT INTO issue VALUES (?1,?2,?3,?4,?5,?6,?7,?8,0,0)",
        params![
            issue.period.to_string(),
            issue.number,
            issue.state.id(),
            issue.decisive.to_string(),
            issue.manifest,
            issue.workbook.to_string(),
            issue.workbook_name,
            issue.issued_at.to_rfc3339(),
        ],
    )?;
    Ok(())
}
