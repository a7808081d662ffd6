//! The table `issue`: every emission of a month's workbook. Compares nothing.

use rusqlite::{Connection, Params, Row, Transaction, named_params, params};

use super::Store;
use super::table::{Table, parsed};
use crate::issue::Issue;
use crate::period::Period;

/// `published` and `recorded` are left out: they are marked later.
const TABLE: Table = Table {
    name: "issue",
    columns: &["period", "number", "state", "decisive", "manifest", "workbook", "workbook_name", "issued_at"],
};

/// Writes an issue whose workbook is not published yet, without what it found.
pub(super) fn write(it: &Issue, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let sql = "INSERT INTO issue (period, number, state, decisive, manifest, workbook, workbook_name, issued_at, published) \
               VALUES (:period, :number, :state, :decisive, :manifest, :workbook, :workbook_name, :issued_at, 0)";
    transaction.prepare_cached(sql)?.execute(named_params! {
        ":period": it.period.to_string(),
        ":number": it.number,
        ":state": it.state.id(),
        ":decisive": it.decisive.to_string(),
        ":manifest": it.manifest,
        ":workbook": it.workbook.to_string(),
        ":workbook_name": it.workbook_name,
        ":issued_at": it.issued_at.to_rfc3339(),
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Issue> {
    Ok(Issue {
        period: parsed(row, "period")?,
        number: row.get("number")?,
        state: parsed(row, "state")?,
        decisive: parsed(row, "decisive")?,
        manifest: row.get("manifest")?,
        workbook: parsed(row, "workbook")?,
        workbook_name: row.get("workbook_name")?,
        issued_at: parsed(row, "issued_at")?,
    })
}

/// Marks an issue's workbook as published.
pub(super) fn mark_published(period: Period, number: u32, connection: &Connection) -> anyhow::Result<()> {
    let sql = "UPDATE issue SET published = 1, recorded = 0 WHERE period = ?1 AND number = ?2";
    connection.execute(sql, params![period.to_string(), number])?;
    Ok(())
}

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

    fn issues(&self, filter: &str, params: impl Params) -> anyhow::Result<Vec<Issue>> {
        TABLE.rows(&self.connection, filter, params, from_row)
    }

    /// Marks an issue's workbook as published.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_published(&self, period: Period, number: u32) -> anyhow::Result<()> {
        mark_published(period, number, &self.connection)
    }
}
