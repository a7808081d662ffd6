//! What was issued, as the database remembers it: issues, and everything that one of them said of its month.
//! Compares nothing.

use std::collections::BTreeMap;

use anyhow::Context;
use rusqlite::{Row, params};

use super::records::parsed;
use super::{IssuedAlert, IssuedDifference, IssuedInput, Store, rows};
use crate::indicators::AmountKey;
use crate::issue::Issue;
use crate::money::Cents;
use crate::period::Period;
use crate::reconcile::FormerRow;

impl Store {
    /// The last released issue of a month before the one of this number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn released_before(&self, period: Period, number: u32) -> anyhow::Result<Option<Issue>> {
        let filter = "WHERE period = ?1 AND state = 'released' AND number < ?2 ORDER BY number DESC LIMIT 1";
        Ok(self.issues(filter, params![period.to_string(), number])?.pop())
    }

    /// The last released issue of the latest month of the exercise that has one before this month.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_released(&self, period: Period) -> anyhow::Result<Option<Issue>> {
        let filter = "WHERE period < ?1 AND substr(period, 1, 4) = ?2 AND state = 'released' \
                      ORDER BY period DESC, number DESC LIMIT 1";
        Ok(self.issues(filter, params![period.to_string(), period.exercise().to_string()])?.pop())
    }

    /// The last issue of a month.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_issue(&self, period: Period) -> anyhow::Result<Option<Issue>> {
        Ok(self.issues("WHERE period = ?1 ORDER BY number DESC LIMIT 1", params![period.to_string()])?.pop())
    }

    /// The last issue of each month of the exercise before this one, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn earlier_issues(&self, period: Period) -> anyhow::Result<Vec<Issue>> {
        self.issues(
            "WHERE period < ?1 AND substr(period, 1, 4) = ?2 \
             AND number = (SELECT max(number) FROM issue AS other WHERE other.period = issue.period) ORDER BY period",
            params![period.to_string(), period.exercise().to_string()],
        )
    }

    /// The last issue of the same month in every earlier exercise, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issues_of_other_years(&self, period: Period) -> anyhow::Result<Vec<Issue>> {
        self.issues(
            "WHERE substr(period, 6) = substr(?1, 6) AND period < ?1 \
             AND number = (SELECT max(number) FROM issue AS other WHERE other.period = issue.period) ORDER BY period",
            params![period.to_string()],
        )
    }

    /// All issues, by month and number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn all_issues(&self) -> anyhow::Result<Vec<Issue>> {
        self.issues("ORDER BY period, number", [])
    }

    /// Issues whose workbook does not lie under `reports/` yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unpublished(&self) -> anyhow::Result<Vec<Issue>> {
        self.issues("WHERE published = 0 ORDER BY period, number", [])
    }

    /// Issues of which the registry does not tell, each with whether its workbook was published.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unrecorded_issues(&self) -> anyhow::Result<Vec<(Issue, bool)>> {
        let issues = self.issues("WHERE recorded = 0 ORDER BY period, number", [])?;
        let unpublished = self.unpublished()?;
        let published = |it: &Issue| unpublished.iter().all(|other| other.workbook_name != it.workbook_name);
        Ok(issues.into_iter().map(|it| (it.clone(), published(&it))).collect())
    }

    /// Marks an issue as told by the registry.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_issue_recorded(&self, issue: &Issue) -> anyhow::Result<()> {
        let key = params![issue.period.to_string(), issue.number];
        self.connection.execute("UPDATE issue SET recorded = 1 WHERE period = ?1 AND number = ?2", key)?;
        Ok(())
    }

    fn issues(&self, filter: &str, params: impl rusqlite::Params) -> anyhow::Result<Vec<Issue>> {
        let sql = format!(
            "SELECT period, number, state, decisive, manifest, workbook, workbook_name, issued_at FROM issue {filter}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params, |row| Ok(from_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Marks an issue's workbook as published.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_published(&self, period: Period, number: u32) -> anyhow::Result<()> {
        let key = params![period.to_string(), number];
        self.connection
            .execute("UPDATE issue SET published = 1, recorded = 0 WHERE period = ?1 AND number = ?2", key)?;
        Ok(())
    }

    /// The amounts with which a month was issued, of all centres together: lines and aggregates by scheme, exercise,
    /// scenario and function.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_amounts(&self, issue: &Issue) -> anyhow::Result<BTreeMap<AmountKey, Cents>> {
        let sql = "SELECT scheme, line, exercise, scenario, function, cents FROM issued_amount \
                   WHERE period = ?1 AND number = ?2 AND centre = ''";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![issue.period.to_string(), issue.number], |row| {
            let key = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok((key, Cents(row.get(5)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The values with which a month's indicators were issued, actuals only, by id; those without a value are absent.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_values(&self, issue: &Issue) -> anyhow::Result<BTreeMap<String, f64>> {
        let sql = "SELECT id, value FROM issued_indicator \
                   WHERE period = ?1 AND number = ?2 AND scenario = 'consuntivo' AND value IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![issue.period.to_string(), issue.number], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut values = BTreeMap::new();
        for row in rows {
            let (id, value) = row?;
            values.insert(id, value.parse().with_context(|| format!("il database contiene `{value}`"))?);
        }
        Ok(values)
    }

    /// The inputs with which a month was issued, sorted by indicator and name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_inputs(&self, issue: &Issue) -> anyhow::Result<Vec<IssuedInput>> {
        let sql = "SELECT indicator, name, cents, number_value FROM issued_input WHERE period = ?1 AND number = ?2 \
                   ORDER BY indicator, name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![issue.period.to_string(), issue.number], |row| {
            Ok(IssuedInput { indicator: row.get(0)?, name: row.get(1)?, cents: row.get(2)?, number: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The differences with which a month was issued, sorted by id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_differences(&self, issue: &Issue) -> anyhow::Result<Vec<IssuedDifference>> {
        let sql = "SELECT id, kind, reason, office, objective, cents, first_seen, state, text, key FROM issued_difference \
                   WHERE period = ?1 AND number = ?2 ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![issue.period.to_string(), issue.number], |row| {
            Ok(IssuedDifference {
                id: row.get(0)?,
                kind: row.get(1)?,
                reason: row.get(2)?,
                office: row.get(3)?,
                objective: row.get(4)?,
                cents: row.get(5)?,
                first_seen: row.get(6)?,
                state: row.get(7)?,
                text: row.get(8)?,
                key: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Tells the rows that an issue compared one by one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_rows(&self, issue: &Issue, each: &mut dyn FnMut(FormerRow)) -> anyhow::Result<()> {
        rows::read(&self.connection, issue, each)
    }

    /// The alerts with which a month was issued, sorted by id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_alerts(&self, issue: &Issue) -> anyhow::Result<Vec<IssuedAlert>> {
        let sql = "SELECT id, state, text, severity, title, recipients FROM issued_alert \
                   WHERE period = ?1 AND number = ?2 ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![issue.period.to_string(), issue.number], |row| {
            Ok(IssuedAlert {
                id: row.get(0)?,
                state: row.get(1)?,
                text: row.get(2)?,
                severity: row.get(3)?,
                title: row.get(4)?,
                recipients: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Issue> {
    Ok(Issue {
        period: parsed(row, 0)?,
        number: row.get(1)?,
        state: parsed(row, 2)?,
        decisive: parsed(row, 3)?,
        manifest: row.get(4)?,
        workbook: parsed(row, 5)?,
        workbook_name: row.get(6)?,
        issued_at: parsed(row, 7)?,
    })
}
