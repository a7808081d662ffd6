//! SQLite: the log of what was done, and the only room that writes SQL.
//! A pass is committed in one transaction or not at all; what follows the commit is repeatable and marked when done.

mod alerts;
mod fault;
mod jobs;
mod outbox;
mod pass;
mod records;
mod rows;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::intake::Sighting;
pub use fault::{Fault, fault};
pub use jobs::{JobRun, JobState};
pub use outbox::{MessageState, QueuedMessage};
pub use pass::{IssuedAlert, IssuedAmount, IssuedDifference, IssuedIndicator, IssuedInput, IssuedTieOut, Pass};
pub use records::{Arrival, ArrivalState, Issue};
pub use rows::ComparedRows;

use crate::indicators::AmountKey;
use crate::money::Cents;
use crate::monitor::Memory;
use crate::origin::Digest;
use crate::period::Period;
use crate::reconcile::FormerRow;

/// The migrations, in order; the database's `user_version` counts those that were applied.
const MIGRATIONS: [&str; 1] = [include_str!("schema.sql")];

/// How long one waits for another process that is writing: a commit of a large month takes seconds.
const BUSY: std::time::Duration = std::time::Duration::from_secs(10);

fn refuse_other(owner: Option<&str>, ente: &str) -> anyhow::Result<()> {
    match owner {
        Some(owner) if owner != ente => bail!("appartiene all'ente `{owner}`, non a `{ente}`"),
        _ => Ok(()),
    }
}

/// The database of one chamber.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    rolls_back: bool,
}

impl Store {
    /// Opens or creates the database of a chamber, and brings it up to this program's schema.
    ///
    /// # Errors
    /// When it cannot be opened, belongs to another chamber, or was written by a later program.
    pub fn open(path: &Path, ente: &str) -> anyhow::Result<Self> {
        let connection =
            Connection::open(path).with_context(|| format!("non si apre il database `{}`", path.display()))?;
        Self::prepared(connection, ente, false).with_context(|| format!("database `{}`", path.display()))
    }

    /// Opens the database for a dry run: what is committed is rolled back, and nothing is created where there is none.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_dry(path: &Path, ente: &str) -> anyhow::Result<Self> {
        if path.exists() {
            Ok(Self { rolls_back: true, ..Self::open(path, ente)? })
        } else {
            Self::prepared(Connection::open_in_memory()?, ente, true)
        }
    }

    /// Opens the database for somebody who only looks: it is neither created nor brought up to date, nor written at all.
    ///
    /// # Errors
    /// As [`Store::open`], and when it was written by an earlier program.
    pub fn open_looking(path: &Path, ente: &str) -> anyhow::Result<Self> {
        if !path.exists() {
            return Self::open_dry(path, ente);
        }
        let place = || format!("database `{}`", path.display());
        // Who may write the folder leaves no traces in it: the last one to close a log removes it. Who may not, reads.
        let open = |flags| {
            let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            connection.busy_timeout(BUSY)?;
            connection.pragma_update(None, "query_only", true)?;
            Self::written_by(&connection)?;
            anyhow::Ok(connection)
        };
        let connection = open(OpenFlags::SQLITE_OPEN_READ_WRITE)
            .or_else(|_| open(OpenFlags::SQLITE_OPEN_READ_ONLY))
            .with_context(place)?;
        let (version, owner) = Self::written_by(&connection).with_context(place)?;
        if version < MIGRATIONS.len() {
            bail!("{}: è di una versione precedente del programma; la prossima esecuzione lo aggiorna", place());
        }
        refuse_other(owner.as_deref(), ente).with_context(place)?;
        Ok(Self { connection, rolls_back: true })
    }

    /// The schema that a database has, and the chamber that it belongs to.
    fn written_by(connection: &Connection) -> anyhow::Result<(usize, Option<String>)> {
        let version: usize = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version > MIGRATIONS.len() {
            bail!("è stato scritto da una versione più recente del programma (schema {version})");
        }
        let owner = if version == 0 {
            None
        } else {
            connection.query_row("SELECT id FROM ente", [], |row| row.get(0)).optional()?
        };
        Ok((version, owner))
    }

    fn prepared(mut connection: Connection, ente: &str, rolls_back: bool) -> anyhow::Result<Self> {
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let (version, owner) = Self::written_by(&connection)?;
        refuse_other(owner.as_deref(), ente)?;
        if version == MIGRATIONS.len() && owner.is_some() {
            return Ok(Self { connection, rolls_back });
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: usize = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for migration in MIGRATIONS.iter().skip(version) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
        let owner: Option<String> = transaction.query_row("SELECT id FROM ente", [], |row| row.get(0)).optional()?;
        // Another process may have been first.
        refuse_other(owner.as_deref(), ente)?;
        if owner.is_none() {
            transaction.execute("INSERT INTO ente VALUES (?1)", [ente])?;
        }
        transaction.commit()?;
        Ok(Self { connection, rolls_back })
    }

    /// The number that the next arrival's id will carry.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn next_arrival(&self) -> anyhow::Result<u64> {
        Ok(self.connection.query_row(
            "SELECT coalesce(max(CAST(substr(id, 2) AS INTEGER)), 0) + 1 FROM arrival",
            [],
            |row| row.get(0),
        )?)
    }

    /// Every arrival with these bytes, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_of(&self, digest: Digest) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE digest = ?1", params![digest.to_string()])
    }

    /// An arrival by its id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrival(&self, id: &str) -> anyhow::Result<Option<Arrival>> {
        Ok(self.arrivals("WHERE id = ?1", params![id])?.pop())
    }

    /// The arrivals of a month, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_in(&self, period: Period) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE period = ?1", params![period.to_string()])
    }

    /// The arrivals read by a layout, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_by(&self, layout: &str) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE layout = ?1", params![layout])
    }

    /// Arrivals that stand for a place and that no issue of their month is made of. Whether one is, its manifest says:
    /// instants would not, since a month may be run with a `now` of the past.
    ///
    /// # Errors
    /// When the database fails.
    pub fn waiting(&self) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals(
            "WHERE state = 'accepted' AND NOT EXISTS \
             (SELECT 1 FROM issue, json_each(issue.manifest, '$.decisive.sources') AS source \
              WHERE issue.period = arrival.period AND json_extract(source.value, '$.sha256') = arrival.digest)",
            [],
        )
    }

    /// Arrivals whose copy does not lie in a tray yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unsettled(&self) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE settled = 0", [])
    }

    fn arrivals(&self, filter: &str, params: impl rusqlite::Params) -> anyhow::Result<Vec<Arrival>> {
        let sql = format!(
            "SELECT id, name, folder, digest, bytes, arrived_at, state, layout, office, period, as_of, row_count, \
             total_cents, problems, settled, tray, configuration FROM arrival {filter} ORDER BY id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params, |row| Ok(Arrival::from_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Marks an arrival as lying in this tray.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_settled(&self, id: &str, tray: &str) -> anyhow::Result<()> {
        self.connection.execute("UPDATE arrival SET settled = 1, tray = ?2 WHERE id = ?1", [id, tray])?;
        Ok(())
    }

    /// Every refused arrival, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn refused(&self) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE state = 'refused'", [])
    }

    /// What the last scan saw of the files that it left.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sightings(&self) -> anyhow::Result<Vec<Sighting>> {
        let sql =
            "SELECT folder, name, bytes, modified, scans, first_seen, open_since FROM sighting ORDER BY folder, name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok(records::sighting(row)))?;
        rows.map(|row| row?).collect()
    }

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

    fn issues(&self, filter: &str, params: impl rusqlite::Params) -> anyhow::Result<Vec<Issue>> {
        let sql = format!(
            "SELECT period, number, state, decisive, manifest, workbook, workbook_name, issued_at FROM issue {filter}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params, |row| Ok(Issue::from_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Marks an issue's workbook as published.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_published(&self, period: Period, number: u32) -> anyhow::Result<()> {
        let key = params![period.to_string(), number];
        self.connection.execute("UPDATE issue SET published = 1 WHERE period = ?1 AND number = ?2", key)?;
        Ok(())
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

    /// Every alert with its life, as the last pass left it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn alerts(&self) -> anyhow::Result<Memory> {
        alerts::read(&self.connection)
    }

    /// Writes alerts outside of a pass: what somebody acknowledged.
    ///
    /// # Errors
    /// When the database fails; nothing is written then.
    pub fn write_alerts(&mut self, memory: &Memory) -> anyhow::Result<()> {
        self.commit(&Pass { alert_lives: Some(memory), ..Pass::default() })
    }

    /// Commits a pass: arrivals with their outcome, the issue with everything it found, the outbox. All or nothing.
    ///
    /// # Errors
    /// When the database fails; nothing is written then.
    pub fn commit(&mut self, pass: &Pass<'_>) -> anyhow::Result<()> {
        self.begin()?.end(pass)
    }

    /// Begins to commit a pass: its rows may be written while the rest of it is still made.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin(&mut self) -> anyhow::Result<Commit<'_>> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Commit { transaction, rolls_back: self.rolls_back })
    }
}

/// A pass being committed: one transaction. Dropped before its end, it never was.
#[derive(Debug)]
pub struct Commit<'s> {
    transaction: Transaction<'s>,
    rolls_back: bool,
}

impl Commit<'_> {
    /// Writes the rows that an issue compared.
    ///
    /// # Errors
    /// When the database fails.
    pub fn rows(&self, period: Period, number: u32, rows: &ComparedRows<'_>) -> anyhow::Result<()> {
        rows::write(rows, period, number, &self.transaction)
    }

    /// Writes everything else, and commits.
    ///
    /// # Errors
    /// When the database fails; nothing is written then.
    pub fn end(self, pass: &Pass<'_>) -> anyhow::Result<()> {
        pass.write(&self.transaction)?;
        if self.rolls_back {
            self.transaction.rollback()?;
        } else {
            self.transaction.commit()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_refuses_another_chamber() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quadratura.db");
        drop(Store::open(&path, "cremona").unwrap());
        let refusal = format!("{:#}", Store::open(&path, "terni").unwrap_err());
        assert!(refusal.contains("appartiene all'ente `cremona`"), "{refusal}");
        assert!(Store::open(&path, "cremona").is_ok());
    }

    #[test]
    fn a_later_schema_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quadratura.db");
        drop(Store::open(&path, "cremona").unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let refusal = format!("{:#}", Store::open(&path, "cremona").unwrap_err());
        assert!(refusal.contains("versione più recente"), "{refusal}");
    }

    #[test]
    fn looking_changes_nothing_and_refuses_what_it_does_not_know() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quadratura.db");
        assert!(Store::open_looking(&path, "cremona").unwrap().all_runs().unwrap().is_empty());
        assert!(!path.exists());
        drop(Store::open(&path, "cremona").unwrap());
        let names = || std::fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect::<Vec<_>>();
        let (bytes, files) = (std::fs::read(&path).unwrap(), names());
        let store = Store::open_looking(&path, "cremona").unwrap();
        assert!(store.claim_run("notte", chrono::DateTime::UNIX_EPOCH, chrono::DateTime::UNIX_EPOCH).is_err());
        drop(store);
        assert_eq!((std::fs::read(&path).unwrap(), names()), (bytes, files));
        assert!(Store::open_looking(&path, "terni").is_err());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 0).unwrap();
        let refusal = format!("{:#}", Store::open_looking(&path, "cremona").unwrap_err());
        assert!(refusal.contains("versione precedente"), "{refusal}");
    }

    #[test]
    fn a_dry_run_creates_no_database() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quadratura.db");
        let store = Store::open_dry(&path, "cremona").unwrap();
        assert_eq!(store.next_arrival().unwrap(), 1);
        assert!(!path.exists());
    }
}
