//! The database as a whole: whether it is sound, copies of it, what an issue found as a small database of its own, and
//! the rows of a lost one put in again. Decides nothing about when.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use rusqlite::backup::Backup;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, ffi, params};

use super::found::TABLES;
use super::migrations::MIGRATIONS;
use super::table::parsed;
use super::{Commit, Link, QueuedMessage, Store, chain, issues, messages};
use crate::issue::{Issue, Withdrawal};
use crate::origin::Digest;
use crate::period::Period;

/// Pages that are copied at once.
pub(super) const PAGES: i32 = 10_000;

/// Whether there is no database at this path yet: no file, or one that nothing was ever committed to.
///
/// # Errors
/// When what is there cannot be read, or is no database.
pub fn is_new(path: &Path) -> anyhow::Result<bool> {
    if !path.exists() {
        return Ok(true);
    }
    refuse_no_file(path)?;
    let look = || anyhow::Ok(existing(path)?.pragma_query_value(None, "user_version", |row| row.get::<_, usize>(0))?);
    Ok(look().with_context(|| format!("database `{}`", path.display()))? == 0)
}

/// A pipe in the place of a database would be waited for.
pub(super) fn refuse_no_file(path: &Path) -> anyhow::Result<()> {
    // SQLite opens what lies beside it under these names too.
    for path in [path.to_owned(), beside(path, "-journal"), beside(path, "-wal"), beside(path, "-shm")] {
        if std::fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
            bail!("`{}` non è un file: toglierlo, e se era il database rimetterlo da una copia", path.display());
        }
    }
    Ok(())
}

/// Opens a database that is there. Where it may not be written, it is read.
pub(super) fn existing(path: &Path) -> anyhow::Result<Connection> {
    refuse_no_file(path)?;
    let open = |flags| Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    Ok(open(OpenFlags::SQLITE_OPEN_READ_WRITE).or_else(|_| open(OpenFlags::SQLITE_OPEN_READ_ONLY))?)
}

/// Copies the database behind a connection as it is, while others may be writing it; the copy is whole and sound, or not
/// there at all.
pub(super) fn copy_of(connection: &Connection, to: &Path) -> anyhow::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    // A name of its own, so that what a killed process left is written over by the next try.
    let unfinished = beside(to, ".parziale");
    for left in [unfinished.clone(), beside(&unfinished, "-journal"), beside(&unfinished, "-wal")] {
        match std::fs::remove_file(&left) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
            _ => {}
        }
    }
    let mut copy = Connection::open(&unfinished)?;
    Backup::new(connection, &mut copy)?.run_to_completion(PAGES, Duration::from_millis(1), None)?;
    // One file, which also a disk that may only be read gives back.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    sound(&copy)?;
    copy.close().map_err(|(_, error)| error)?;
    File::open(&unfinished)?.sync_all()?;
    std::fs::rename(&unfinished, to)?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// A path with something after its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Puts a database that is not to be used any more aside, with what belongs to it, under the first free name; the name.
///
/// # Errors
/// When the disk refuses.
pub fn put_aside(path: &Path) -> anyhow::Result<PathBuf> {
    let aside = free_name(path);
    // The log first: left beside a new database, it would be taken for its own.
    for (from, to) in [(beside(path, "-wal"), beside(&aside, "-wal")), (path.to_owned(), aside.clone())] {
        match std::fs::rename(&from, &to) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            done => done.with_context(|| format!("non si mette da parte `{}`", from.display()))?,
        }
    }
    match std::fs::remove_file(beside(path, "-shm")) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(e).with_context(|| format!("non si mette da parte `{}`", path.display()))
        }
        _ => Ok(aside),
    }
}

/// The first free name for what was in the place of a database.
#[must_use]
pub fn free_name(path: &Path) -> PathBuf {
    let mut names = (1_u32..).map(|number| beside(path, &format!(".da-parte-{number}")));
    names.find(|name| std::fs::symlink_metadata(name).is_err()).unwrap_or_else(|| beside(path, ".da-parte"))
}

/// Reads every page and holds it against its neighbours; half a second for two hundred megabytes.
fn sound(connection: &Connection) -> rusqlite::Result<()> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" {
        return Ok(());
    }
    Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT), Some(said)))
}

impl Store {
    /// Whether the database is sound.
    ///
    /// # Errors
    /// When it is not, or cannot be read.
    pub fn check(&self) -> anyhow::Result<()> {
        let place = || format!("database `{}`", self.connection.path().unwrap_or_default());
        sound(&self.connection).with_context(place)
    }

    /// Copies it as it is, whichever program wrote it and whoever writes it meanwhile; a copy that was there is replaced.
    ///
    /// # Errors
    /// When the disk refuses, or it is damaged.
    pub fn copy_to(&self, to: &Path) -> anyhow::Result<()> {
        copy_of(&self.connection, to).with_context(|| format!("non si scrive `{}`", to.display()))
    }

    /// Keeps every message that waits from ever leaving by itself; how many they are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn hold_messages(&mut self, why: &str) -> anyhow::Result<usize> {
        let transaction = self.connection.transaction()?;
        let held = hold(&transaction, why)?;
        transaction.commit()?;
        Ok(held)
    }

    /// Forgets every run of every job, as if no service had ever been here.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_all_runs(&self) -> anyhow::Result<()> {
        self.connection.execute("DELETE FROM job_run", [])?;
        Ok(())
    }

    /// How many arrivals, issues, messages and answers the registry tells of, as far as this knows.
    ///
    /// # Errors
    /// When the database fails.
    pub fn recorded(&self) -> anyhow::Result<usize> {
        let sql = "SELECT (SELECT count(*) FROM arrival WHERE recorded = 1) + (SELECT count(*) FROM issue WHERE \
                   recorded = 1) + (SELECT count(*) FROM message WHERE recorded = 1) + (SELECT count(*) FROM answer \
                   WHERE recorded = 1)";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Has the registry told of everything again.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forget_recorded(&self) -> anyhow::Result<()> {
        let sql = "UPDATE arrival SET recorded = 0; UPDATE issue SET recorded = 0; UPDATE message SET recorded = 0; \
                   UPDATE answer SET recorded = 0";
        Ok(self.connection.execute_batch(sql)?)
    }

    /// Month and number of every issue.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn issue_numbers(&self) -> anyhow::Result<BTreeSet<(Period, u32)>> {
        let mut statement = self.connection.prepare("SELECT period, number FROM issue")?;
        let rows = statement.query_map([], |row| Ok(parsed(row, 0).and_then(|period| Ok((period, row.get(1)?)))))?;
        rows.map(|row| row?).collect()
    }

    /// Month and number of every draft that is not withdrawn; a copy of an earlier schema knows of no withdrawal.
    ///
    /// # Errors
    /// When the database fails.
    pub fn drafts_standing(&self) -> anyhow::Result<BTreeSet<(Period, u32)>> {
        let knows = columns_of(&self.connection, "issue")?.iter().any(|it| it == "withdrawn");
        let standing = if knows { " AND withdrawn IS NULL" } else { "" };
        let sql = format!("SELECT period, number FROM issue WHERE state = 'draft'{standing}");
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| Ok(parsed(row, 0).and_then(|period| Ok((period, row.get(1)?)))))?;
        rows.map(|row| row?).collect()
    }

    /// Every digest whose bytes the archive has to give back.
    ///
    /// # Errors
    /// When the database fails.
    pub fn digests(&self) -> anyhow::Result<BTreeSet<Digest>> {
        let mut sql =
            "SELECT digest FROM arrival UNION SELECT workbook FROM issue UNION SELECT digest FROM message".to_owned();
        // A copy may be of an earlier schema.
        if has_table(&self.connection, "prospetto")? {
            sql.push_str(" UNION SELECT digest FROM prospetto");
        }
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| Ok(parsed(row, 0)))?;
        rows.map(|row| row?).collect()
    }

    /// Writes everything that an issue found into an empty file, as a database of its own.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_found(&self, issue: &Issue, to: &Path) -> anyhow::Result<()> {
        let own = Connection::open(to)?;
        // The file is temporary until it is whole.
        own.pragma_update(None, "journal_mode", "OFF")?;
        own.pragma_update(None, "synchronous", "OFF")?;
        let transaction = own.unchecked_transaction()?;
        for table in TABLES {
            let columns = columns_of(&self.connection, table)?.join(", ");
            transaction.execute(&format!("CREATE TABLE {table} ({columns})"), [])?;
            copy_rows(&self.connection, &transaction, table, issue)?;
        }
        transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
        transaction.commit()?;
        own.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

impl Commit<'_> {
    /// Puts the chain in that the registry tells of, in the place of the one that there is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn chain_again(&self, told: &BTreeMap<(String, String), Link>) -> anyhow::Result<()> {
        chain::put_in(told, &self.transaction)
    }

    /// Puts in an issue that the database does not know, with what it found when that is known.
    ///
    /// # Errors
    /// When the database fails, or a later program wrote what it found; so for every function below.
    pub fn issue_again(&self, issue: &Issue, published: bool, found: Option<&Path>) -> anyhow::Result<()> {
        issues::write(issue, &self.transaction)?;
        if published {
            issues::mark_published(issue.period, issue.number, &self.transaction)?;
        }
        let Some(found) = found else { return Ok(()) };
        let own = Connection::open_with_flags(found, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let version: usize = own.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version > MIGRATIONS.len() {
            bail!("`{}` è stato scritto da una versione più recente del programma (schema {version})", found.display());
        }
        TABLES.iter().try_for_each(|table| copy_rows(&own, &self.transaction, table, issue))
    }

    /// Marks an issue as withdrawn.
    ///
    /// # Errors
    /// When the database fails.
    pub fn withdraw(&self, issue: &Issue, withdrawn: &Withdrawal) -> anyhow::Result<()> {
        issues::withdraw(issue.period, issue.number, withdrawn, &self.transaction)
    }

    /// Puts in a message as it stands, in the place of what the database says of it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn message_again(&self, message: &QueuedMessage) -> anyhow::Result<()> {
        messages::write_again(message, &self.transaction)
    }

    /// Keeps every message that waits from ever leaving by itself; how many they are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn hold_messages(&self, why: &str) -> anyhow::Result<usize> {
        Ok(hold(&self.transaction, why)?)
    }
}

fn hold(connection: &Connection, why: &str) -> rusqlite::Result<usize> {
    let sql =
        "UPDATE message SET state = 'cancelled', answer = ?1, next_try = NULL WHERE state IN ('queued', 'uncertain')";
    let held = connection.execute(sql, [why])?;
    // A copy may be of an earlier schema.
    if columns_of(connection, "message")?.iter().any(|it| it == "recorded") {
        connection.execute("UPDATE message SET recorded = 0 WHERE state = 'cancelled'", [])?;
    }
    Ok(held)
}

fn columns_of(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
    Ok(statement.column_names().map(str::to_owned).collect())
}

fn has_table(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    let known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
    Ok(connection.query_row(known, [table], |_| Ok(())).optional()?.is_some())
}

/// Copies the rows of an issue from one database into another; a table that an earlier program did not know has none.
fn copy_rows(from: &Connection, to: &Connection, table: &str, issue: &Issue) -> anyhow::Result<()> {
    if !has_table(from, table)? {
        return Ok(());
    }
    let columns = columns_of(from, table)?;
    let places: Vec<String> = (1..=columns.len()).map(|number| format!("?{number}")).collect();
    let insert = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
    let mut write = to.prepare(&insert)?;
    let mut read = from.prepare(&format!("SELECT * FROM {table} WHERE period = ?1 AND number = ?2"))?;
    let mut rows = read.query(params![issue.period.to_string(), issue.number])?;
    while let Some(row) = rows.next()? {
        for at in 0..columns.len() {
            write.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(row.get_ref(at)?))?;
        }
        write.raw_execute()?;
    }
    Ok(())
}
