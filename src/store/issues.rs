//! The table `issue`: every emission of a month's workbook. Compares nothing.

use std::collections::BTreeSet;

use rusqlite::{Connection, Params, Row, Transaction, named_params, params};

use super::Store;
use super::table::{Table, json, parsed};
use crate::issue::{Document, Issue, Withdrawal};
use crate::origin::Digest;
use crate::period::{Exercise, Period};

/// What is read of it; `published` and `recorded` are left out: they are marked later.
const TABLE: Table = Table {
    name: "issue",
    columns: &[
        "period",
        "number",
        "state",
        "decisive",
        "manifest",
        "workbook",
        "workbook_name",
        "issued_at",
        "withdrawn",
        "(SELECT digest FROM prospetto AS own WHERE own.period = issue.period AND own.number = issue.number) AS prospetto",
        "(SELECT name FROM prospetto AS own WHERE own.period = issue.period AND own.number = issue.number) AS prospetto_name",
    ],
};

/// Writes an issue whose files are not published yet, without what it found.
pub(super) fn write(it: &Issue, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let sql = "INSERT INTO issue (period, number, state, decisive, manifest, workbook, workbook_name, issued_at, published, \
               withdrawn) VALUES (:period, :number, :state, :decisive, :manifest, :workbook, :workbook_name, :issued_at, 0, \
               :withdrawn)";
    transaction.prepare_cached(sql)?.execute(named_params! {
        ":period": it.period.to_string(),
        ":number": it.number,
        ":state": it.state.id(),
        ":decisive": it.decisive.to_string(),
        ":manifest": it.manifest,
        ":workbook": it.workbook.to_string(),
        ":workbook_name": it.workbook_name,
        ":issued_at": it.issued_at.to_rfc3339(),
        ":withdrawn": it.withdrawn.as_ref().map(serde_json::to_string).transpose()?,
    })?;
    if let Some(prospetto) = &it.prospetto {
        let sql = "INSERT INTO prospetto (period, number, digest, name) VALUES (?1, ?2, ?3, ?4)";
        let key = params![it.period.to_string(), it.number, prospetto.digest.to_string(), prospetto.name];
        transaction.prepare_cached(sql)?.execute(key)?;
    }
    let manifest = it.made_of()?;
    match manifest.and_then(|manifest| manifest.whole_configuration.zip(manifest.kept_configuration)) {
        Some((whole, kept)) => keep_configuration(whole, kept, transaction),
        None => Ok(()),
    }
}

/// Notes under which digest the archive keeps a whole configuration.
pub(super) fn keep_configuration(whole: Digest, kept: Digest, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let sql = "INSERT OR IGNORE INTO configuration (digest, kept) VALUES (?1, ?2)";
    transaction.prepare_cached(sql)?.execute([whole.to_string(), kept.to_string()])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Issue> {
    let withdrawn: Option<String> = row.get("withdrawn")?;
    let name: Option<String> = row.get("prospetto_name")?;
    let prospetto = name.map(|name| anyhow::Ok(Document { digest: parsed(row, "prospetto")?, name })).transpose()?;
    Ok(Issue {
        period: parsed(row, "period")?,
        number: row.get("number")?,
        state: parsed(row, "state")?,
        decisive: parsed(row, "decisive")?,
        manifest: row.get("manifest")?,
        workbook: parsed(row, "workbook")?,
        workbook_name: row.get("workbook_name")?,
        prospetto,
        issued_at: parsed(row, "issued_at")?,
        withdrawn: withdrawn.map(|_| json(row, "withdrawn")).transpose()?,
    })
}

/// Marks an issue's workbook as published.
pub(super) fn mark_published(period: Period, number: u32, connection: &Connection) -> anyhow::Result<()> {
    let sql = "UPDATE issue SET published = 1, recorded = 0 WHERE period = ?1 AND number = ?2";
    connection.execute(sql, params![period.to_string(), number])?;
    Ok(())
}

/// Marks an issue as withdrawn. Its workbook is taken for published, whether it is or not: it has to leave.
pub(super) fn withdraw(
    period: Period,
    number: u32,
    withdrawn: &Withdrawal,
    connection: &Connection,
) -> anyhow::Result<()> {
    let sql = "UPDATE issue SET withdrawn = ?3, published = 1, recorded = 0 WHERE period = ?1 AND number = ?2";
    connection.execute(sql, params![period.to_string(), number, serde_json::to_string(withdrawn)?])?;
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

    /// Under which digest the archive keeps a whole configuration, as far as a pass has met it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn kept_configuration(&self, whole: Digest) -> anyhow::Result<Option<Digest>> {
        let mut statement = self.connection.prepare_cached("SELECT kept FROM configuration WHERE digest = ?1")?;
        let mut rows = statement.query([whole.to_string()])?;
        rows.next()?.map(|row| parsed(row, 0)).transpose()
    }

    /// The last issue of a month that stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_issue(&self, period: Period) -> anyhow::Result<Option<Issue>> {
        let filter = "WHERE period = ?1 AND withdrawn IS NULL ORDER BY number DESC LIMIT 1";
        Ok(self.issues(filter, params![period.to_string()])?.pop())
    }

    /// The number that the next issue of a month has: one that was withdrawn keeps its own.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_issue_number(&self, period: Period) -> anyhow::Result<u32> {
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM issue WHERE period = ?1";
        Ok(self.connection.query_row(sql, [period.to_string()], |row| row.get(0))?)
    }

    /// The months that have issues, or files that tell that they are of them; sorted.
    ///
    /// # Errors
    /// When the database fails.
    pub fn months_known(&self) -> anyhow::Result<BTreeSet<Period>> {
        // Of a refused file that names no month nobody knows more than which run met it.
        let sql = "SELECT period FROM issue WHERE withdrawn IS NULL UNION SELECT period FROM arrival \
                   WHERE state <> 'refused' OR (layout <> '' AND problems NOT LIKE '%\"read.no_period\"%')";
        let mut statement = self.connection.prepare(sql)?;
        let months = statement.query_map([], |row| Ok(parsed(row, 0)))?;
        months.map(|month| month?).collect()
    }

    /// The last issue of each month of the exercise before this one, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn earlier_issues(&self, period: Period) -> anyhow::Result<Vec<Issue>> {
        self.issues(
            "WHERE period < ?1 AND substr(period, 1, 4) = ?2 AND number = (SELECT max(number) FROM issue AS other \
             WHERE other.period = issue.period AND other.withdrawn IS NULL) ORDER BY period",
            params![period.to_string(), period.exercise().to_string()],
        )
    }

    /// The last issue of the latest month of an exercise that has one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_of_exercise(&self, exercise: Exercise) -> anyhow::Result<Option<Issue>> {
        let filter = "WHERE substr(period, 1, 4) = ?1 AND withdrawn IS NULL ORDER BY period DESC, number DESC LIMIT 1";
        Ok(self.issues(filter, params![exercise.to_string()])?.pop())
    }

    /// The last released issue of each of these months that has one, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn released_in(&self, months: &BTreeSet<Period>) -> anyhow::Result<Vec<Issue>> {
        let months = serde_json::to_string(months)?;
        self.issues(
            "WHERE period IN (SELECT value FROM json_each(?1)) AND number = (SELECT max(number) FROM issue AS other \
             WHERE other.period = issue.period AND other.state = 'released' AND other.withdrawn IS NULL) ORDER BY period",
            params![months],
        )
    }

    /// The months that have an issue of which more than its name is known, sorted: of many years no more than that is read.
    ///
    /// # Errors
    /// When the database fails.
    pub fn months_issued(&self) -> anyhow::Result<Vec<Period>> {
        let sql = "SELECT DISTINCT period FROM issue WHERE withdrawn IS NULL AND manifest <> ?1 ORDER BY period";
        let mut statement = self.connection.prepare_cached(sql)?;
        let months = statement.query_map([Issue::BY_NAME], |row| Ok(parsed(row, 0)))?;
        months.map(|month| month?).collect()
    }

    /// The months that have an issue, of whatever more than its name is known; sorted.
    ///
    /// # Errors
    /// When the database fails.
    pub fn months_with_issue(&self) -> anyhow::Result<Vec<Period>> {
        let sql = "SELECT DISTINCT period FROM issue WHERE withdrawn IS NULL ORDER BY period";
        let mut statement = self.connection.prepare_cached(sql)?;
        let months = statement.query_map([], |row| Ok(parsed(row, 0)))?;
        months.map(|month| month?).collect()
    }

    /// All issues that stand, by month and number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn standing_issues(&self) -> anyhow::Result<Vec<Issue>> {
        self.issues("WHERE withdrawn IS NULL ORDER BY period, number", [])
    }

    /// Issues that were withdrawn, by month and number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn withdrawn_issues(&self) -> anyhow::Result<Vec<Issue>> {
        self.issues("WHERE withdrawn IS NOT NULL ORDER BY period, number", [])
    }

    /// Withdrawn issues whose workbook may still lie under `reports/`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn withdrawn_published(&self) -> anyhow::Result<Vec<Issue>> {
        self.issues("WHERE withdrawn IS NOT NULL AND published = 1 ORDER BY period, number", [])
    }

    /// Marks that a withdrawn issue's workbook has left `reports/`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_taken_away(&self, period: Period, number: u32) -> anyhow::Result<()> {
        let sql = "UPDATE issue SET published = 0, recorded = 0 WHERE period = ?1 AND number = ?2";
        self.connection.execute(sql, params![period.to_string(), number])?;
        Ok(())
    }

    /// All issues, withdrawn ones too, by month and number.
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
        self.issues("WHERE published = 0 AND withdrawn IS NULL ORDER BY period, number", [])
    }

    /// The prospetto of an issue, as the archive keeps it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn prospetto(&self, period: Period, number: u32) -> anyhow::Result<Option<Document>> {
        let filter = "WHERE period = ?1 AND number = ?2";
        Ok(self.issues(filter, params![period.to_string(), number])?.pop().and_then(|it| it.prospetto))
    }

    /// Issues of which the registry does not tell, each with whether its workbook was published.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unrecorded_issues(&self) -> anyhow::Result<Vec<(Issue, bool)>> {
        let issues = self.issues("WHERE recorded = 0 ORDER BY period, number", [])?;
        let unpublished = self.issues("WHERE published = 0", [])?;
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
