//! Whether the database is the one that made what lies on disk. One that is lost, empty, or put back from an older copy
//! would number anew, issue again and write to people who were written to: nothing is done with it until a person says so.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::arrivals::number_of;
use super::folders::{Folders, entries};
use super::phrases;
use super::registry::{Behind, IssueRecord, MessageRecord, Registry, Shelf};
use crate::config::Config;
use crate::intake::{self, archive};
use crate::origin::Digest;
use crate::period::Period;
use crate::report;
use crate::store::{Store, is_new};

/// A workbook under `reports/` with a name that an issue gives.
#[derive(Clone, Debug)]
pub(super) struct Workbook {
    pub(super) period: Period,
    pub(super) number: u32,
    pub(super) path: PathBuf,
}

impl Workbook {
    /// Whether the archive has its bytes too: then an issue made it, and not somebody who copied a file.
    fn is_issued(&self, folders: &Folders) -> bool {
        let read = || Digest::of_copy(&mut intake::open_plain(&self.path)?, &mut std::io::sink());
        read().is_ok_and(|(digest, _)| archive::path_of(&folders.archive(), digest).exists())
    }
}

/// What lies on disk, by its names alone.
#[derive(Debug, Default)]
pub(super) struct OnDisk {
    arrivals: Vec<String>,
    issues: Vec<(Period, u32)>,
    messages: Vec<String>,
    answers: Vec<String>,
    pub(super) workbooks: Vec<Workbook>,
    /// Whether the archive holds any bytes.
    bytes: bool,
}

impl OnDisk {
    /// Looked at before the database is asked: that never knows less than what it wrote.
    pub(super) fn look(folders: &Folders) -> anyhow::Result<Self> {
        let registry = Registry::of(folders);
        let issue = |name: String| {
            let (period, number) = name.rsplit_once('-')?;
            Some((period.parse().ok()?, number.parse().ok()?))
        };
        Ok(Self {
            arrivals: registry.names(Shelf::Arrivals)?,
            issues: registry.names(Shelf::Issues)?.into_iter().filter_map(issue).collect(),
            messages: registry.names(Shelf::Messages)?,
            answers: registry.names(Shelf::Answers)?,
            workbooks: workbooks(folders)?,
            bytes: holds_bytes(folders)?,
        })
    }

    /// Whether nothing tells of any work.
    pub(super) fn is_empty(&self) -> bool {
        let told = self.arrivals.is_empty() && self.issues.is_empty() && self.messages.is_empty();
        told && self.answers.is_empty() && self.workbooks.is_empty() && !self.bytes
    }

    /// What the database does not know of it.
    pub(super) fn unknown_to(&self, store: &Store, folders: &Folders) -> anyhow::Result<Option<Behind>> {
        let known = store.next_arrival()?;
        let beyond = |id: &&String| number_of(id).is_some_and(|number| number >= known);
        let arrivals: Vec<&String> = self.arrivals.iter().filter(beyond).collect();
        let numbers = store.issue_numbers()?;
        let mut issues: BTreeSet<(Period, u32)> =
            self.issues.iter().copied().filter(|issue| !numbers.contains(issue)).collect();
        let strange = self.workbooks.iter().filter(|it| !numbers.contains(&(it.period, it.number)));
        issues.extend(strange.filter(|it| it.is_issued(folders)).map(|it| (it.period, it.number)));
        let withdrawn = self.withdrawals_beyond(store, folders)?;
        let messages = self.messages_beyond(store, folders)?;
        let known: BTreeSet<String> = store.answers_numbered()?.iter().map(|it| it.answer.id()).collect();
        let answers = self.answers.iter().filter(|id| !known.contains(*id)).count();
        let none = arrivals.is_empty() && issues.is_empty() && withdrawn.is_empty() && messages + answers == 0;
        let last = arrivals.last().map(|id| id.as_str());
        Ok((!none).then(|| Behind(phrases::behind((arrivals.len(), last), &issues, &withdrawn, messages))))
    }

    /// The drafts that stand for the database and were withdrawn for the registry. Only drafts are, and they are few.
    fn withdrawals_beyond(&self, store: &Store, folders: &Folders) -> anyhow::Result<BTreeSet<(Period, u32)>> {
        let registry = Registry::of(folders);
        let mut drafts = store.drafts_standing()?;
        drafts.retain(|it| self.issues.contains(it));
        drafts.retain(|(period, number)| {
            let record = registry.read::<IssueRecord>(Shelf::Issues, &format!("{period}-{number}"));
            record.is_ok_and(|it| it.withdrawn.is_some())
        });
        Ok(drafts)
    }

    /// How many messages the registry knows better: those that the database does not know, and those that it would
    /// still send though they were dealt with.
    fn messages_beyond(&self, store: &Store, folders: &Folders) -> anyhow::Result<usize> {
        let registry = Registry::of(folders);
        let messages = store.messages(None)?;
        let known: BTreeSet<&str> = messages.iter().map(|it| it.id.as_str()).collect();
        let unknown = self.messages.iter().filter(|id| !known.contains(id.as_str())).count();
        let waiting = messages.iter().filter(|it| it.state.waits() && self.messages.binary_search(&it.id).is_ok());
        let dealt_with = |id: &str| {
            let record = registry.read::<MessageRecord>(Shelf::Messages, id);
            record.is_ok_and(|it| !it.state.waits())
        };
        Ok(unknown + waiting.filter(|it| dealt_with(&it.id)).count())
    }
}

fn workbooks(folders: &Folders) -> anyhow::Result<Vec<Workbook>> {
    let mut found = Vec::new();
    for folder in entries(&folders.root.join("reports"))? {
        let Some(period) = folder.file_name().and_then(|name| name.to_str()?.parse::<Period>().ok()) else { continue };
        for path in entries(&folder)? {
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some(number) = name.and_then(|name| report::workbook_number(period, name)) {
                found.push(Workbook { period, number, path });
            }
        }
    }
    Ok(found)
}

fn holds_bytes(folders: &Folders) -> anyhow::Result<bool> {
    for folder in entries(&folders.archive())? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let of_digests = name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if of_digests && !entries(&folder)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The file that lies in a data root while it is being put back.
pub(super) const UNFINISHED: &str = "ripristino-non-finito";

/// Whether a data root was put back only in part.
pub(super) fn unfinished(folders: &Folders) -> Option<Behind> {
    folders.root.join(UNFINISHED).exists().then(|| Behind(phrases::unfinished(&folders.root)))
}

/// What a database that only is looked at does not know of what lies on disk.
///
/// # Errors
/// When disk or database fail.
pub fn behind(folders: &Folders, store: &Store) -> anyhow::Result<Option<Behind>> {
    if let Some(unfinished) = unfinished(folders) {
        return Ok(Some(unfinished));
    }
    let disk = OnDisk::look(folders)?;
    // Who may only read cannot ask the database itself for more.
    if std::fs::metadata(folders.database()).map_or(true, |meta| meta.len() == 0) {
        return Ok((!disk.is_empty()).then(|| Behind::lost(&folders.database())));
    }
    disk.unknown_to(store, folders)
}

/// Opens the database of a data root for work: it is sound, and knows all that lies on disk. The caller holds the
/// [`Lock`](super::Lock).
///
/// # Errors
/// [`Behind`] when it knows less; anything else when it is damaged or cannot be opened.
pub fn open(config: &Config) -> anyhow::Result<Store> {
    let folders = Folders::of(config);
    let database = folders.database();
    if let Some(unfinished) = unfinished(&folders) {
        return Err(unfinished.into());
    }
    let disk = OnDisk::look(&folders)?;
    if is_new(&database)? && !disk.is_empty() {
        return Err(Behind::lost(&database).into());
    }
    let store = Store::open(&database, &config.settings.ente.id)?;
    store.check()?;
    if Registry::of(&folders).lacks(&store)? {
        store.forget_recorded()?;
    }
    match disk.unknown_to(&store, &folders)? {
        Some(behind) => Err(behind.into()),
        None => Ok(store),
    }
}
