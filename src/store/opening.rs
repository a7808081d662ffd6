//! Opening the database: it is created, brought up to this program's schema, or refused, and only looked at where
//! somebody only looks. Knows whose it is and nothing of what it holds.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use super::migrations::{CHAINED, MIGRATIONS};
use super::{Fault, Store, chain, fault, whole};

/// How long one waits for another process that is writing: a commit of a large month takes seconds.
const BUSY: Duration = Duration::from_secs(10);

/// How long one waits between two tries to copy what another process is writing.
const BUSY_STEP: Duration = Duration::from_millis(1);

/// What is said to who may only read, while a log is there that only who may write can read.
const UNFINISHED: &str = "una scrittura è rimasta a metà, e lo legge solo chi può scrivere nella cartella: riprovare dopo la \
                          prossima esecuzione, o con l'utente del servizio (`sudo -u quadratura`)";

/// Whether something committed may lie beside the database.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|it| it.len() > 0)
}

/// The name by which a database is opened without a lock and without a log.
fn as_it_lies(path: &Path) -> OsString {
    let mut name = b"file:".to_vec();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'%' | b'?' | b'#' => name.extend(format!("%{byte:02x}").bytes()),
            byte => name.push(*byte),
        }
    }
    name.extend(b"?immutable=1");
    OsString::from_vec(name)
}

/// Opens a database that is there to be read. Who may write its folder leaves no traces in it: the last one to close a log
/// removes it. Who may not, reads.
fn looking(path: &Path) -> anyhow::Result<Connection> {
    whole::refuse_no_file(path)?;
    let open = |name: &OsStr, flags| {
        let connection = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "query_only", true)?;
        Store::written_by(&connection)?;
        anyhow::Ok(connection)
    };
    let reads = OpenFlags::SQLITE_OPEN_READ_ONLY;
    open(path.as_os_str(), OpenFlags::SQLITE_OPEN_READ_WRITE).or_else(|_| open(path.as_os_str(), reads)).or_else(
        |error| {
            match error.chain().find_map(fault) {
                // A log would have to be begun, to be sure that there is none.
                Some(Fault::Gone | Fault::ReadOnly) if !has_log(path) => {
                    open(&as_it_lies(path), reads | OpenFlags::SQLITE_OPEN_URI)
                }
                Some(Fault::Gone | Fault::ReadOnly) => Err(anyhow!(UNFINISHED)),
                _ => Err(error),
            }
        },
    )
}

fn refuse_other(owner: Option<&str>, ente: &str) -> anyhow::Result<()> {
    match owner {
        Some(owner) if owner != ente => bail!("appartiene all'ente `{owner}`, non a `{ente}`"),
        _ => Ok(()),
    }
}

/// Copies a database beside itself before it is brought up to date: the earlier program reads the copy, and no other.
fn keep_before(connection: &Connection, version: usize) -> anyhow::Result<()> {
    let Some(path) = connection.path().filter(|path| version > 0 && !path.is_empty()) else { return Ok(()) };
    let copy = format!("{path}.prima-della-{}", MIGRATIONS.len());
    if !Path::new(&copy).exists() {
        whole::copy_of(connection, Path::new(&copy)).with_context(|| format!("non si scrive `{copy}`"))?;
    }
    Ok(())
}

impl Store {
    /// Opens or creates the database of a chamber, and brings it up to this program's schema.
    ///
    /// # Errors
    /// When it cannot be opened, belongs to another chamber, or was written by a later program.
    pub fn open(path: &Path, ente: &str) -> anyhow::Result<Self> {
        whole::refuse_no_file(path)?;
        let connection =
            Connection::open(path).with_context(|| format!("non si apre il database `{}`", path.display()))?;
        Self::prepared(connection, ente, false).with_context(|| format!("database `{}`", path.display()))
    }

    /// Opens a copy of the database in memory, for a dry run: whatever is committed changes nothing, and nothing is created
    /// where there is none.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_dry(path: &Path, ente: &str) -> anyhow::Result<Self> {
        let place = || format!("database `{}`", path.display());
        // What cannot be seen is not what is not there.
        if !path.try_exists().with_context(place)? {
            return Self::prepared(Connection::open_in_memory()?, ente, true);
        }
        Self::in_memory(&looking(path).with_context(place)?, ente).with_context(place)
    }

    /// Opens the database for somebody who only looks: it is neither created nor written at all. One of an earlier program
    /// is brought up to date in memory.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_looking(path: &Path, ente: &str) -> anyhow::Result<Self> {
        let place = || format!("database `{}`", path.display());
        if !path.try_exists().with_context(place)? {
            return Self::open_dry(path, ente);
        }
        let look = || {
            let connection = looking(path)?;
            let (version, owner) = Self::written_by(&connection)?;
            refuse_other(owner.as_deref(), ente)?;
            if version == MIGRATIONS.len() {
                return Ok(Self { connection, rolls_back: true });
            }
            Self::in_memory(&connection, ente)
        };
        look().with_context(place)
    }

    fn in_memory(connection: &Connection, ente: &str) -> anyhow::Result<Self> {
        let mut copy = Connection::open_in_memory()?;
        Backup::new(connection, &mut copy)?.run_to_completion(whole::PAGES, BUSY_STEP, None)?;
        Self::prepared(copy, ente, true)
    }

    /// Opens the database of a chamber as it is, whichever earlier program wrote it: to copy it, or to ask what it knows.
    ///
    /// # Errors
    /// When it cannot be opened, belongs to another chamber, or was written by a later program.
    pub fn open_unchanged(path: &Path, ente: &str) -> anyhow::Result<Self> {
        let open = || {
            let connection = whole::existing(path)?;
            connection.busy_timeout(BUSY)?;
            let (_, owner) = Self::written_by(&connection)?;
            refuse_other(owner.as_deref(), ente)?;
            anyhow::Ok(Self { connection, rolls_back: true })
        };
        open().with_context(|| format!("database `{}`", path.display()))
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
        keep_before(&connection, version)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: usize = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for migration in MIGRATIONS.iter().skip(version) {
            transaction.execute_batch(migration)?;
        }
        if version < CHAINED {
            chain::extend(true, &transaction)?;
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_in_the_place_of_the_database_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quadratura.db");
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let opens: [fn(&Path, &str) -> anyhow::Result<Store>; 4] =
            [Store::open, Store::open_dry, Store::open_looking, Store::open_unchanged];
        for open in opens {
            let said = format!("{:#}", open(&path, "camera").unwrap_err());
            assert!(said.contains("non è un file: toglierlo"), "{said}");
        }
        assert!(whole::is_new(&path).is_err());
    }

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
        // One that nothing was ever committed to.
        std::fs::write(&path, b"").unwrap();
        assert!(Store::open_looking(&path, "terni").unwrap().all_runs().unwrap().is_empty());
        assert_eq!(std::fs::read(&path).unwrap(), b"");
    }

    #[test]
    fn who_may_not_write_reads_it_as_it_lies_or_is_told_who_can() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("100% #1? quadratura.db");
        let store = Store::open(&path, "cremona").unwrap();
        store.skip_runs("notte", chrono::DateTime::UNIX_EPOCH, chrono::DateTime::UNIX_EPOCH, "primo avvio").unwrap();
        assert!(has_log(&path));
        drop(store);
        assert!(!has_log(&path));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(as_it_lies(&path), flags).unwrap();
        let runs: u32 = connection.query_row("SELECT count(*) FROM job_run", [], |row| row.get(0)).unwrap();
        assert_eq!((Store::written_by(&connection).unwrap().0, runs), (MIGRATIONS.len(), 1));
        drop(connection);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "and leaves nothing beside it");
        assert!(UNFINISHED.contains("sudo -u quadratura"));
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
