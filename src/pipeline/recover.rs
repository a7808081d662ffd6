//! A database made anew from what archive and reports tell. What the registry says goes before what an older database
//! says; nothing is thrown away and nothing is sent: what waits, or may have been sent since, is left to a person.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::arrivals::number_of;
use super::behind::{OnDisk, Workbook, unfinished};
use super::failure::{Cause, failure};
use super::folders::Folders;
use super::phrases;
use super::registry::{Alerts, IssueRecord, MessageRecord, Registry, Shelf, record};
use crate::config::Config;
use crate::intake::archive;
use crate::issue::{Issue, IssueState};
use crate::origin::Digest;
use crate::period::Period;
use crate::store::{self, Arrival, Commit, Numbered, Pass, Store, Telling};

/// What was made anew.
#[derive(Debug, Default)]
pub struct Recovered {
    /// How many arrivals the registry tells of.
    pub arrivals: usize,
    /// The issues that were put in, by month and number.
    pub issues: Vec<(Period, u32)>,
    /// How many messages the registry tells of.
    pub messages: usize,
    /// How many alerts it tells of.
    pub alerts: usize,
    /// How many messages do not leave by themselves any more: whether they arrived nobody knows.
    pub held: usize,
    /// Where the database lies that was there before.
    pub aside: Option<PathBuf>,
    /// What could not be made anew, in Italian.
    pub left_out: Vec<String>,
}

/// The database that is there.
enum Before {
    /// It knows all that lies on disk.
    Whole(Store),
    /// It knows less.
    Older(Store),
    /// It is damaged, or tells another story under the same names.
    Useless,
    Missing,
}

/// Makes the database anew, or brings an older one up to what archive and reports tell; nothing where nothing is missing.
/// Then the registry too is complete. The caller holds the [`Lock`](super::Lock) of the data root.
///
/// # Errors
/// When disk or database fail; the database is what it was then.
pub fn recover(config: &Config) -> anyhow::Result<Option<Recovered>> {
    let folders = Folders::of(config);
    if let Some(unfinished) = unfinished(&folders) {
        return Err(unfinished.into());
    }
    let (disk, registry) = (OnDisk::look(&folders)?, Registry::of(&folders));
    let mut recovered = Recovered::default();
    let mut store = match before(config, &folders, &disk, &registry)? {
        Before::Whole(mut store) => {
            store.forget_recorded()?;
            record(&folders, &mut store, &|_| Ok(()))?;
            return Ok(None);
        }
        Before::Missing if disk.is_empty() => return Ok(None),
        Before::Older(store) => {
            let aside = store::free_name(&folders.database());
            store.copy_to(&aside)?;
            recovered.aside = Some(aside);
            store
        }
        Before::Useless => {
            recovered.aside = Some(store::put_aside(&folders.database())?);
            Store::open(&folders.database(), &config.settings.ente.id)?
        }
        Before::Missing => Store::open(&folders.database(), &config.settings.ente.id)?,
    };
    put_in(&folders, &disk, &registry, &mut store, &mut recovered)?;
    tell_of_gaps(&store, &mut recovered)?;
    record(&folders, &mut store, &|_| Ok(()))?;
    match OnDisk::look(&folders)?.unknown_to(&store, &folders)? {
        Some(behind) => Err(behind.into()),
        None => Ok(Some(recovered)),
    }
}

fn before(config: &Config, folders: &Folders, disk: &OnDisk, registry: &Registry) -> anyhow::Result<Before> {
    let database = folders.database();
    let open = || {
        if store::is_new(&database)? {
            return Ok(None);
        }
        let store = Store::open(&database, &config.settings.ente.id)?;
        store.check()?;
        anyhow::Ok(Some(store))
    };
    match open() {
        Ok(None) => Ok(Before::Missing),
        Ok(Some(store)) if contradicts(&store, registry)? => Ok(Before::Useless),
        Ok(Some(store)) => Ok(match disk.unknown_to(&store, folders)? {
            None => Before::Whole(store),
            Some(_) => Before::Older(store),
        }),
        Err(error) if failure(&error).cause == Cause::DatabaseDamaged => Ok(Before::Useless),
        Err(error) => Err(error),
    }
}

/// Whether the database tells something else under the names of the registry: it went on by itself after it was lost.
fn contradicts(store: &Store, registry: &Registry) -> anyhow::Result<bool> {
    for id in registry.names(Shelf::Arrivals)? {
        if let (Ok(told), Some(known)) = (registry.read::<Arrival>(Shelf::Arrivals, &id), store.arrival(&id)?)
            && (told.digest, told.arrived_at, &told.name) != (known.digest, known.arrived_at, &known.name)
        {
            return Ok(true);
        }
    }
    let issues = store.all_issues()?;
    for name in registry.names(Shelf::Issues)? {
        if let Ok(told) = registry.read::<IssueRecord>(Shelf::Issues, &name) {
            let told = told.issue();
            let same_name = |it: &&Issue| (it.period, it.number) == (told.period, told.number);
            if issues.iter().find(same_name).is_some_and(|known| known.workbook != told.workbook) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn put_in(
    folders: &Folders,
    disk: &OnDisk,
    registry: &Registry,
    store: &mut Store,
    recovered: &mut Recovered,
) -> anyhow::Result<()> {
    let mut known = store.issue_numbers()?;
    let drafts = store.drafts_standing()?;
    let arrivals = arrivals(folders, registry, recovered)?;
    let alerts = registry.alerts()?;
    let links = registry.links()?;
    let commit = store.begin()?;
    commit.chain_again(&links)?;
    commit.part(&Pass { arrivals: &arrivals, ..Pass::default() })?;
    for told in all(registry, Shelf::Issues, IssueRecord::name, recovered)? {
        let issue = told.issue();
        if let Some(withdrawn) = told.withdrawn.as_ref().filter(|_| drafts.contains(&(issue.period, issue.number))) {
            commit.withdraw(&issue, withdrawn)?;
        }
        put_in_issue(folders, &told, &mut known, &commit, recovered)?;
    }
    for it in &disk.workbooks {
        if known.insert((it.period, it.number)) {
            let (workbook, _) = folders.keep_file(&it.path)?;
            commit.issue_again(&by_its_name(it, workbook), true, None)?;
            recovered.issues.push((it.period, it.number));
            recovered.left_out.push(phrases::only_its_name(&it.path));
        }
    }
    for told in all(registry, Shelf::Messages, MessageRecord::name, recovered)? {
        commit.message_again(&told.message())?;
        recovered.messages += 1;
    }
    let mut answers = all(registry, Shelf::Answers, |it: &Numbered| it.answer.id(), recovered)?;
    answers.sort_by_key(|it| it.number);
    for told in &answers {
        commit.answer_again(told)?;
    }
    recovered.held = commit.hold_messages(phrases::HELD)?;
    if let Some(alerts) = &alerts {
        put_in_alerts(alerts, &commit, recovered)?;
    }
    commit.end(&Pass::default())
}

/// Names the files of which issues were made and of which nothing tells that they arrived: those months would be issued
/// again without them.
fn tell_of_gaps(store: &Store, recovered: &mut Recovered) -> anyhow::Result<()> {
    for issue in store.all_issues()? {
        let sources = issue.made_of().ok().flatten().map(|it| it.decisive.sources);
        for source in sources.unwrap_or_default() {
            if store.arrivals_of(source.sha256)?.is_empty() {
                recovered.left_out.push(phrases::arrival_lost(&source.file, issue.period, issue.number));
            }
        }
    }
    recovered.left_out.sort();
    recovered.left_out.dedup();
    Ok(())
}

/// Everything that a shelf tells. What cannot be read, or tells of something else than its name says, is named, and put out
/// of the way: it tells nobody anything.
fn all<T: serde::de::DeserializeOwned>(
    registry: &Registry,
    shelf: Shelf,
    name_of: impl Fn(&T) -> String,
    recovered: &mut Recovered,
) -> anyhow::Result<Vec<T>> {
    let mut found = Vec::new();
    for name in registry.names(shelf)? {
        match registry.read(shelf, &name) {
            Ok(told) if name_of(&told) == name => found.push(told),
            _ => recovered.left_out.push(phrases::unreadable_record(&registry.put_aside(shelf, &name)?)),
        }
    }
    Ok(found)
}

fn arrivals(folders: &Folders, registry: &Registry, recovered: &mut Recovered) -> anyhow::Result<Vec<Arrival>> {
    let own = |it: &Arrival| number_of(&it.id).map_or_else(String::new, |_| it.id.clone());
    let arrivals = all(registry, Shelf::Arrivals, own, recovered)?;
    recovered.arrivals = arrivals.len();
    for arrival in &arrivals {
        if archive::copy(&folders.archive(), arrival.digest, &mut std::io::sink()).is_err() {
            recovered.left_out.push(phrases::bytes_lost(&arrival.name, &arrival.id));
        }
    }
    Ok(arrivals)
}

fn put_in_issue(
    folders: &Folders,
    told: &IssueRecord,
    known: &mut BTreeSet<(Period, u32)>,
    commit: &Commit<'_>,
    recovered: &mut Recovered,
) -> anyhow::Result<()> {
    let issue = told.issue();
    if !known.insert((issue.period, issue.number)) {
        return Ok(());
    }
    // Verified on the way: what an altered file says was never found.
    let mut copy = archive::draft(&folders.archive())?;
    let found = told.found_sha256.filter(|it| archive::copy(&folders.archive(), *it, &mut copy).is_ok());
    if found.is_none() {
        recovered.left_out.push(phrases::figures_lost(issue.period, issue.number));
    }
    commit.issue_again(&issue, told.published, found.map(|_| copy.path()))?;
    recovered.issues.push((issue.period, issue.number));
    Ok(())
}

/// An issue of which nothing but its workbook is left: its number is taken, and no month is compared with it.
fn by_its_name(it: &Workbook, workbook: Digest) -> Issue {
    let changed = std::fs::metadata(&it.path).and_then(|meta| meta.modified());
    Issue {
        period: it.period,
        number: it.number,
        state: IssueState::Draft,
        // No manifest has this digest, so whatever the month is made of next is a new issue.
        decisive: workbook,
        manifest: Issue::BY_NAME.to_owned(),
        workbook,
        workbook_name: it.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        prospetto: None,
        issued_at: changed.map_or(DateTime::UNIX_EPOCH, DateTime::<Utc>::from),
        withdrawn: None,
    }
}

fn put_in_alerts(alerts: &Alerts, commit: &Commit<'_>, recovered: &mut Recovered) -> anyhow::Result<()> {
    recovered.alerts = alerts.memory.followed.len();
    commit.part(&Pass { alert_lives: Some(&alerts.memory), news: Telling::Told, ..Pass::default() })?;
    for news in &alerts.untold {
        commit.part(&Pass { news: Telling::Kept(Some(news)), ..Pass::default() })?;
    }
    if alerts.unknown > 0 {
        recovered.left_out.push(phrases::unknown_alerts(alerts.unknown));
    }
    Ok(())
}

impl Recovered {
    /// Whether somebody should look at what came of it.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.held > 0 || !self.left_out.is_empty()
    }
}
