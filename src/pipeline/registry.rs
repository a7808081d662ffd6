//! The registry beside the archive: for each arrival, issue, message and answer a small JSON file, and one for the alerts, by
//! which the archive tells what its bytes are. Written from committed rows, each marked when done, so it never knows more
//! than the database that wrote it; a database that knows less than the registry is another one.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::context::{Step, Witness};
use super::folders::{Folders, entries};
use super::phrases;
use crate::intake::{self, archive, leftovers};
use crate::issue::{Document, Issue, IssueState, Withdrawal};
use crate::mail::MonthNews;
use crate::monitor::{Followed, Memory, News, Notification};
use crate::origin::Digest;
use crate::period::Period;
use crate::store::{Link, MessageState, QueuedMessage, Store};

/// The database knows less than archive and reports.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Behind(pub(super) String);

impl Behind {
    pub(super) fn lost(database: &Path) -> Self {
        Self(phrases::lost(database))
    }

    pub(super) fn contradicted(record: &Path) -> Self {
        Self(phrases::contradicted(record))
    }
}

/// Read by its owner and group, written by nobody: it is replaced whole.
const KEPT: u32 = 0o440;

/// What the registry tells of, each in a folder of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    Arrivals,
    Issues,
    Messages,
    Answers,
}

impl Shelf {
    pub(super) const ALL: [Self; 4] = [Self::Arrivals, Self::Issues, Self::Messages, Self::Answers];

    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Arrivals => "arrivi",
            Self::Issues => "emissioni",
            Self::Messages => "messaggi",
            Self::Answers => "risposte",
        }
    }

    /// What makes a record the one it is: with another of these it tells of something else.
    pub(super) fn identity(self) -> &'static [&'static str] {
        match self {
            Self::Arrivals => &["name", "sha256", "arrived_at"],
            Self::Issues => &["decisive", "workbook_sha256"],
            Self::Messages => &["sha256"],
            Self::Answers => &["answer"],
        }
    }
}

/// An issue, as the registry tells of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct IssueRecord {
    period: Period,
    number: u32,
    state: IssueState,
    issued_at: DateTime<Utc>,
    workbook_name: String,
    workbook_sha256: Digest,
    /// The prospetto and its digest; left out of issues of before there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prospetto_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prospetto_sha256: Option<Digest>,
    #[serde(default)]
    pub(super) published: bool,
    decisive: Digest,
    /// When and why it was taken back; left out of one that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) withdrawn: Option<Withdrawal>,
    /// What it found: a database in the archive.
    #[serde(default)]
    pub(super) found_sha256: Option<Digest>,
    manifest: Value,
}

impl IssueRecord {
    fn of(issue: &Issue, published: bool, found: Digest) -> anyhow::Result<Self> {
        Ok(Self {
            period: issue.period,
            number: issue.number,
            state: issue.state,
            issued_at: issue.issued_at,
            workbook_name: issue.workbook_name.clone(),
            workbook_sha256: issue.workbook,
            prospetto_name: issue.prospetto.as_ref().map(|it| it.name.clone()),
            prospetto_sha256: issue.prospetto.as_ref().map(|it| it.digest),
            published,
            decisive: issue.decisive,
            withdrawn: issue.withdrawn.clone(),
            found_sha256: Some(found),
            manifest: serde_json::from_str(&issue.manifest)?,
        })
    }

    /// What the record of an issue has to say, but for whether it is published and where the archive keeps what it found.
    pub(super) fn identity_of(issue: &Issue) -> anyhow::Result<Value> {
        let mut record = serde_json::to_value(Self::of(issue, false, issue.workbook)?)?;
        if let Some(record) = record.as_object_mut() {
            record.shift_remove("published");
            record.shift_remove("found_sha256");
        }
        Ok(record)
    }

    /// The name under which it is told.
    pub(super) fn name(&self) -> String {
        format!("{}-{}", self.period, self.number)
    }

    pub(super) fn issue(&self) -> Issue {
        Issue {
            period: self.period,
            number: self.number,
            state: self.state,
            decisive: self.decisive,
            manifest: self.manifest.to_string(),
            workbook: self.workbook_sha256,
            workbook_name: self.workbook_name.clone(),
            prospetto: self
                .prospetto_sha256
                .zip(self.prospetto_name.clone())
                .map(|(digest, name)| Document { digest, name }),
            issued_at: self.issued_at,
            withdrawn: self.withdrawn.clone(),
        }
    }
}

/// A message, as the registry tells of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MessageRecord {
    id: String,
    period: Period,
    number: u32,
    sha256: Digest,
    from: String,
    to: String,
    subject: String,
    pub(super) state: MessageState,
    queued_at: DateTime<Utc>,
}

impl MessageRecord {
    pub(super) fn of(it: &QueuedMessage) -> Self {
        Self {
            id: it.id.clone(),
            period: it.period,
            number: it.number.unwrap_or_default(),
            sha256: it.digest,
            from: it.from.clone(),
            to: it.to.clone(),
            subject: it.subject.clone(),
            state: it.state,
            queued_at: it.queued_at,
        }
    }

    /// The name under which it is told.
    pub(super) fn name(&self) -> String {
        self.id.clone()
    }

    pub(super) fn message(self) -> QueuedMessage {
        QueuedMessage {
            id: self.id,
            period: self.period,
            number: Some(self.number).filter(|number| *number > 0),
            digest: self.sha256,
            from: self.from,
            to: self.to,
            subject: self.subject,
            state: self.state,
            answer: String::new(),
            queued_at: self.queued_at,
            failures: 0,
            tried_at: None,
            next_try: None,
        }
    }
}

/// The alerts with their lives. Each on its own: one that a later program wrote in its own way takes no other with it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct AlertsRecord {
    followed: Vec<Value>,
    judged: BTreeMap<String, Period>,
    #[serde(default)]
    told: BTreeMap<String, BTreeMap<String, Notification>>,
    untold: Vec<Value>,
}

/// The alerts that the registry tells of.
#[derive(Debug, Default)]
pub(super) struct Alerts {
    pub(super) memory: Memory,
    pub(super) untold: Vec<MonthNews>,
    /// How many it tells of in words that this program does not know.
    pub(super) unknown: usize,
}

/// The registry of a data root.
#[derive(Debug)]
pub(super) struct Registry {
    folder: PathBuf,
}

impl Registry {
    pub(super) fn of(folders: &Folders) -> Self {
        Self { folder: folders.archive().join("registro") }
    }

    /// Where it lies.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The names of what a shelf tells of, sorted.
    pub(super) fn names(&self, shelf: Shelf) -> anyhow::Result<Vec<String>> {
        let name = |path: PathBuf| Some(path.file_name()?.to_str()?.strip_suffix(".json")?.to_owned());
        Ok(entries(&self.folder.join(shelf.folder()))?.into_iter().filter_map(name).collect())
    }

    /// Whether it tells of fewer arrivals, issues or messages than were told: somebody took records away.
    pub(super) fn lacks(&self, store: &Store) -> anyhow::Result<bool> {
        let mut told = 0;
        for shelf in Shelf::ALL {
            told += self.names(shelf)?.len();
        }
        Ok(told < store.recorded()?)
    }

    /// The first record that another registry tells otherwise under the same name.
    pub(super) fn contradicted_by(&self, other: &Self) -> anyhow::Result<Option<PathBuf>> {
        for shelf in Shelf::ALL {
            for name in self.names(shelf)? {
                let (Ok(ours), Ok(theirs)) = (self.read::<Value>(shelf, &name), other.read::<Value>(shelf, &name))
                else {
                    continue;
                };
                if shelf.identity().iter().any(|key| ours[key] != theirs[key]) {
                    return Ok(Some(self.path(shelf, &name)));
                }
            }
        }
        Ok(None)
    }

    /// Puts a record that nobody can read out of the way; its new name.
    pub(super) fn put_aside(&self, shelf: Shelf, name: &str) -> anyhow::Result<PathBuf> {
        let (path, aside) = (self.path(shelf, name), self.path(shelf, name).with_extension("illeggibile"));
        fs::rename(&path, &aside).with_context(|| format!("non si mette da parte `{}`", path.display()))?;
        Ok(aside)
    }

    pub(super) fn path(&self, shelf: Shelf, name: &str) -> PathBuf {
        self.folder.join(shelf.folder()).join(format!("{name}.json"))
    }

    /// What is told under a name.
    pub(super) fn read<T: DeserializeOwned>(&self, shelf: Shelf, name: &str) -> anyhow::Result<T> {
        let path = self.path(shelf, name);
        let read = || anyhow::Ok(serde_json::from_slice(&intake::read_file(&path)?)?);
        read().with_context(|| format!("non si legge `{}`", path.display()))
    }

    /// The alerts; none where nothing tells of them.
    pub(super) fn alerts(&self) -> anyhow::Result<Option<Alerts>> {
        let path = self.alerts_path();
        let bytes = match intake::read_file(&path) {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.with_context(|| format!("non si legge `{}`", path.display()))?,
        };
        let record: AlertsRecord =
            serde_json::from_slice(&bytes).with_context(|| format!("non si legge `{}`", path.display()))?;
        let mut alerts = Alerts::default();
        let memory = &mut alerts.memory;
        memory.judged = record.judged.into_iter().filter_map(|(id, month)| Some((id.parse().ok()?, month))).collect();
        memory.told = record.told.into_iter().filter_map(|(id, log)| Some((id.parse().ok()?, log))).collect();
        for value in record.followed {
            let threads = value.get("threads").cloned().and_then(|it| serde_json::from_value(it).ok());
            match serde_json::from_value::<Followed>(value) {
                Ok(it) => {
                    told_before(memory, &it, threads.unwrap_or_default());
                    memory.followed.insert(it.id.clone(), it);
                }
                Err(_) => alerts.unknown += 1,
            }
        }
        for value in record.untold {
            match serde_json::from_value(value) {
                Ok(news) => alerts.untold.push(news),
                Err(_) => alerts.unknown += 1,
            }
        }
        Ok(Some(alerts))
    }

    fn alerts_path(&self) -> PathBuf {
        self.folder.join("avvisi.json")
    }

    /// The links of the chain that it tells of, by shelf and name.
    pub(super) fn links(&self) -> anyhow::Result<BTreeMap<(String, String), Link>> {
        let mut links = BTreeMap::new();
        for shelf in Shelf::ALL {
            for name in self.names(shelf)? {
                if let Some(link) = self.read::<Value>(shelf, &name).ok().and_then(|it| link_of(&it)) {
                    links.insert((shelf.folder().to_owned(), name), link);
                }
            }
        }
        Ok(links)
    }

    /// Tells of something, in the place of what was told of it before.
    fn tell(&self, shelf: Shelf, name: &str, record: &impl Serialize, link: Option<Link>) -> anyhow::Result<()> {
        if Path::new(name).file_name() != Some(name.as_ref()) {
            bail!("`{name}` non può essere il nome di un file");
        }
        let (path, mut record) = (self.path(shelf, name), serde_json::to_value(record)?);
        if let Some(link) = link {
            record[CHAIN] = serde_json::to_value(link)?;
        }
        if let Ok(before) = self.read::<Value>(shelf, name)
            && shelf.identity().iter().any(|key| before[key] != record[key])
        {
            return Err(Behind::contradicted(&path).into());
        }
        self.write(&path, &record)
    }

    /// Writes a record whole or not at all, unless it stands there already.
    fn write(&self, path: &Path, record: &Value) -> anyhow::Result<()> {
        let context = || format!("non si scrive `{}`", path.display());
        let mut text = serde_json::to_vec_pretty(record)?;
        text.push(b'\n');
        if intake::read_file(path).is_ok_and(|there| there == text) {
            return Ok(());
        }
        fs::create_dir_all(path.parent().unwrap_or(&self.folder)).with_context(context)?;
        // In the registry's own folder, where what a killed pass left is swept.
        let mut file = leftovers::temporary_in(&self.folder).with_context(context)?;
        file.write_all(&text).with_context(context)?;
        file.as_file().set_permissions(Permissions::from_mode(KEPT)).with_context(context)?;
        file.as_file().sync_all().with_context(context)?;
        file.persist(path).with_context(context)?;
        Ok(())
    }

    /// Makes what was told on a shelf durable.
    fn settle(&self, shelf: Shelf) -> anyhow::Result<()> {
        let shelf = self.folder.join(shelf.folder());
        for folder in [shelf.as_path(), &self.folder, self.folder.parent().unwrap_or(&self.folder)] {
            let sync = || File::open(folder)?.sync_all();
            sync().with_context(|| format!("non si rende durevole `{}`", folder.display()))?;
        }
        Ok(())
    }
}

/// The link that a record tells with what it tells of.
pub(super) fn link_of(record: &Value) -> Option<Link> {
    serde_json::from_value(record.get(CHAIN)?.clone()).ok()
}

/// Where a record tells its link.
const CHAIN: &str = "chain";

/// What an earlier program wrote with an alert of who was told of it: Message-IDs by address.
fn told_before(memory: &mut Memory, it: &Followed, threads: BTreeMap<String, String>) {
    for (address, message_id) in threads {
        let told_at = it.last_said.unwrap_or(it.first_seen);
        memory.remember_told(&it.id, &address, Notification { message_id, told_at, news: News::Raised });
    }
}

/// Tells the registry what is committed and not told yet. The caller holds the [`Lock`](super::Lock) of the data root.
///
/// # Errors
/// When disk or database fail, or the registry tells something else under the same names.
pub fn record(folders: &Folders, store: &mut Store, witness: Witness<'_>) -> anyhow::Result<()> {
    let registry = Registry::of(folders);
    let arrivals = store.unrecorded_arrivals()?;
    if !arrivals.is_empty() {
        arrivals
            .iter()
            .try_for_each(|it| registry.tell(Shelf::Arrivals, &it.id, it, link(store, Shelf::Arrivals, &it.id)?))?;
        registry.settle(Shelf::Arrivals)?;
        witness(Step::Recorded)?;
        store.mark_arrivals_recorded(&arrivals)?;
    }
    for (issue, published) in store.unrecorded_issues()? {
        let name = format!("{}-{}", issue.period, issue.number);
        // What an issue found never changes: told once, it is not written again.
        let told = registry.read::<IssueRecord>(Shelf::Issues, &name).ok().and_then(|it| it.found_sha256);
        let found = match told.filter(|it| archive::path_of(&folders.archive(), *it).exists()) {
            Some(found) => found,
            None => {
                let draft = archive::draft(&folders.archive())?;
                store.write_found(&issue, draft.path())?;
                archive::keep_draft(&folders.archive(), draft)?.0
            }
        };
        let link = link(store, Shelf::Issues, &name)?;
        registry.tell(Shelf::Issues, &name, &IssueRecord::of(&issue, published, found)?, link)?;
        registry.settle(Shelf::Issues)?;
        witness(Step::Recorded)?;
        store.mark_issue_recorded(&issue)?;
    }
    let messages = store.unrecorded_messages()?;
    if !messages.is_empty() {
        messages.iter().try_for_each(|it| {
            registry.tell(Shelf::Messages, &it.id, &MessageRecord::of(it), link(store, Shelf::Messages, &it.id)?)
        })?;
        registry.settle(Shelf::Messages)?;
        witness(Step::Recorded)?;
        store.mark_messages_recorded(&messages)?;
    }
    let answers = store.unrecorded_answers()?;
    if !answers.is_empty() {
        answers.iter().try_for_each(|it| {
            let name = it.answer.id();
            registry.tell(Shelf::Answers, &name, it, link(store, Shelf::Answers, &name)?)
        })?;
        registry.settle(Shelf::Answers)?;
        witness(Step::Recorded)?;
        store.mark_answers_recorded(&answers)?;
    }
    record_alerts(&registry, store)
}

fn link(store: &Store, shelf: Shelf, name: &str) -> anyhow::Result<Option<Link>> {
    store.link(shelf.folder(), name)
}

/// The alerts are few and change together: they are told whole, whenever they are not what was told.
fn record_alerts(registry: &Registry, store: &Store) -> anyhow::Result<()> {
    let (memory, untold) = (store.alerts()?, store.untold()?);
    if memory == Memory::default() && untold.is_empty() && !registry.alerts_path().exists() {
        return Ok(());
    }
    let record = AlertsRecord {
        followed: memory.followed.values().map(serde_json::to_value).collect::<Result<_, _>>()?,
        judged: memory.judged.into_iter().map(|(id, month)| (id.to_string(), month)).collect(),
        told: memory.told.into_iter().map(|(id, log)| (id.to_string(), log)).collect(),
        untold: untold.iter().map(serde_json::to_value).collect::<Result<_, _>>()?,
    };
    registry.write(&registry.alerts_path(), &serde_json::to_value(record)?)
}
