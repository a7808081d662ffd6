//! A whole copy of a data root, made beside a service at work, and put back. The copy is laid out as a data root is: what
//! knows a root knows its copies. Whatever ends a copy halfway leaves one that can be put back.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::behind::{OnDisk, UNFINISHED};
use super::copying::{Copied, copy_file, one, originals, tree, tree_but, without, write};
use super::folders::{Folders, entries, is_page};
use super::owner::writable;
use super::registry::Registry;
use super::{Behind, Lock, Locked, phrases};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::intake::{self, leftovers};
use crate::origin::Digest;
use crate::store::{Store, is_new};

/// The file by which a folder is known as a copy.
const MARKER: &str = "copia.json";

/// The folder of the configuration, in a copy and in what is made of it.
const CONFIG: &str = "config";

/// What a new file system holds before anybody wrote to it.
const LOST_AND_FOUND: &str = "lost+found";

/// How often, and how many times, somebody who works on the data root is waited for: the issue of a large month.
const WAIT: (Duration, u32) = (Duration::from_secs(1), 600);

/// What a copy says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// Whose it is.
    pub ente: String,
    /// When it was last made whole; none while the first one is being made.
    pub at: Option<DateTime<Utc>>,
    /// The program that made it.
    pub program: String,
    /// The name of the settings file.
    pub settings: String,
}

/// Why a folder cannot be the copy, or cannot take what is put back.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unfit(String);

/// What was put back.
#[derive(Debug)]
pub struct Restored {
    /// What the copy said of itself.
    pub marker: Marker,
    /// What was copied.
    pub copied: Copied,
    /// The settings file.
    pub settings: PathBuf,
    /// What has to be done before anything else, in Italian.
    pub first: Vec<String>,
}

/// Copies a data root into a folder: what is there already is verified and left alone.
///
/// # Errors
/// [`Unfit`] when the folder is no place for it; [`Behind`] when the database, or the data root, knows less than what lies
/// beside it or in the copy; anything else when disk or database fail.
pub fn backup(config: &Config, settings: &Path, dir: &Path, clock: &dyn Clock) -> anyhow::Result<Copied> {
    let from = Folders::of(config);
    let to = Folders::at(real(&config::normal(&std::path::absolute(dir)?)));
    let marker = Marker {
        ente: config.settings.ente.id.clone(),
        at: None,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    };
    fit_for_a_copy(&from, &to, settings, &marker)?;
    let store = known(&from, &to, &marker.ente)?;
    fs::create_dir_all(&to.root).with_context(|| format!("non si crea la cartella `{}`", to.root.display()))?;
    // What a killed copy left half written.
    for folder in [to.root.clone(), to.archive(), to.reports(), registry_of(&to)] {
        leftovers::sweep(&folder).with_context(|| format!("non si legge `{}`", folder.display()))?;
    }
    if marker_of(&to.root)?.is_none() {
        write(&to.root.join(MARKER), &serde_json::to_vec_pretty(&marker)?)?;
    }
    let mut copied = Copied::default();
    let mut seen = BTreeSet::new();
    // Most of it while others work: originals are never altered. The rest in one moment, the database before what tells
    // of it, so that the copy's database never knows less.
    originals(&from, &to, true, &mut seen, &mut copied)?;
    let work = work(&from.root, clock)?;
    if Registry::of(&from).lacks(&store)? {
        copied.leave_out(phrases::registry_lacks(Registry::of(&from).folder()));
    }
    originals(&from, &to, true, &mut seen, &mut copied)?;
    store.copy_to(&to.database())?;
    tree(&registry_of(&from), &registry_of(&to), &mut copied)?;
    tree_but(&from.reports(), &to.reports(), is_page, &mut copied)?;
    tree(&from.outbox(), &to.outbox(), &mut copied)?;
    configuration(config, settings, &to.root.join(CONFIG), &mut copied)?;
    drop(work);
    complete(&Store::open_unchanged(&to.database(), &marker.ente)?, &seen, &mut copied)?;
    write(&to.root.join(MARKER), &serde_json::to_vec_pretty(&Marker { at: Some(clock.now()), ..marker })?)?;
    Ok(copied)
}

/// Puts a copy back into a folder that holds nothing: the database last, so that one that is put back in part is told.
///
/// # Errors
/// [`Unfit`] when one folder is no copy or the other not empty; [`Foreign`](super::Foreign) when root would put it back into
/// the folder of somebody else; anything else when disk or database fail.
pub fn restore(dir: &Path, into: &Path) -> anyhow::Result<Restored> {
    let from = Folders::at(config::normal(&std::path::absolute(dir)?));
    let to = Folders::at(config::normal(&std::path::absolute(into)?));
    let Some(marker) = marker_of(&from.root)?.filter(|_| from.database().is_file()) else {
        let said = if from.database().is_file() { phrases::unmarked } else { phrases::no_copy };
        return Err(Unfit(said(&from.root)).into());
    };
    if to.root.starts_with(&from.root) || !is_empty(&to.root)? {
        return Err(Unfit(phrases::not_empty(&to.root)).into());
    }
    writable(&to.root)?;
    Store::open_unchanged(&from.database(), &marker.ente)?.check()?;
    fs::create_dir_all(to.drop()).with_context(|| format!("non si crea la cartella `{}`", to.drop().display()))?;
    write(&to.root.join(UNFINISHED), b"")?;
    let (mut copied, mut seen) = (Copied::default(), BTreeSet::new());
    tree(&from.root.join(CONFIG), &to.root.join(CONFIG), &mut copied)?;
    originals(&from, &to, false, &mut seen, &mut copied)?;
    tree(&registry_of(&from), &registry_of(&to), &mut copied)?;
    tree(&from.outbox(), &to.outbox(), &mut copied)?;
    tree(&from.reports(), &to.reports(), &mut copied)?;
    let (store, held) = database(&from, &to, &marker.ente)?;
    fs::remove_file(to.root.join(UNFINISHED)).with_context(|| format!("non si finisce `{}`", to.root.display()))?;
    complete(&store, &seen, &mut copied)?;
    let settings = to.root.join(CONFIG).join(&marker.settings);
    let mut first = Vec::new();
    match Config::load(&settings) {
        Ok(config) if config.root == to.root => {}
        Ok(config) => first.push(phrases::root_elsewhere(&settings, &config.root)),
        Err(error) => first.push(error.to_string()),
    }
    if let Some(behind) = OnDisk::look(&to)?.unknown_to(&store, &to)? {
        first.push(phrases::cut_copy(&behind.to_string(), &settings));
    }
    if held > 0 {
        copied.left_out.push(phrases::held(held));
    }
    Ok(Restored { marker, copied, settings, first })
}

/// A path through the links that lie on its way, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let there = path.ancestors().find_map(|it| Some((it, it.canonicalize().ok()?)));
    let beyond = |it: &Path| path.strip_prefix(it).unwrap_or(Path::new("")).to_owned();
    // What is joined to nothing ends with a slash.
    there.map_or_else(|| path.to_owned(), |(it, real)| config::normal(&real.join(beyond(it))))
}

fn registry_of(folders: &Folders) -> PathBuf {
    Registry::of(folders).folder().to_owned()
}

/// Whether a folder may hold the copy of a data root: none of its own, and empty or a copy of the same chamber.
fn fit_for_a_copy(from: &Folders, to: &Folders, settings: &Path, marker: &Marker) -> anyhow::Result<()> {
    let own = [from.archive(), from.reports(), from.outbox(), from.drop()];
    let configured = settings.parent().and_then(|it| std::path::absolute(it).ok()).map(|it| config::normal(&it));
    let is_in = |folder: &PathBuf| to.root.starts_with(folder) || to.root.starts_with(real(folder));
    let inside = own.iter().chain(&configured).any(|folder| is_in(folder) && *folder != from.root);
    if inside || from.root.starts_with(&to.root) || real(&from.root).starts_with(&to.root) {
        return Err(Unfit(phrases::inside(&to.root)).into());
    }
    match marker_of(&to.root)? {
        Some(other) if other.ente != marker.ente => Err(Unfit(phrases::copy_of_another(&to.root, &other.ente)).into()),
        None if !is_empty(&to.root)? => Err(Unfit(phrases::not_empty(&to.root)).into()),
        _ => Ok(()),
    }
}

/// Puts the database back, as of a service that begins: what fell due since the copy was made is not made up for. It would
/// find none of the files that came since, and write to every office that they are missing. What waited to be sent may have
/// left since: it is held, and counted.
fn database(from: &Folders, to: &Folders, ente: &str) -> anyhow::Result<(Store, usize)> {
    let unfinished = to.root.join("quadratura.db.parziale");
    copy_file(&from.database(), &unfinished)?;
    let held = {
        let mut store = Store::open_unchanged(&unfinished, ente)?;
        store.forget_all_runs()?;
        store.hold_messages(phrases::PUT_BACK)?
    };
    let place = || format!("non si rimette `{}`", to.database().display());
    fs::rename(&unfinished, to.database()).with_context(place)?;
    File::open(&to.root).and_then(|root| root.sync_all()).with_context(place)?;
    Ok((Store::open_unchanged(&to.database(), ente)?, held))
}

/// The database to be copied: sound, and neither the data root nor the copy knows more than it.
fn known(from: &Folders, to: &Folders, ente: &str) -> anyhow::Result<Store> {
    let (disk, copy) = (OnDisk::look(from)?, OnDisk::look(to)?);
    if is_new(&from.database())? {
        return Err(Behind::lost(&from.database()).into());
    }
    let store = Store::open_unchanged(&from.database(), ente)?;
    store.check()?;
    if let Some(behind) = disk.unknown_to(&store, from)? {
        return Err(behind.into());
    }
    if let Some(behind) = copy.unknown_to(&store, to)? {
        return Err(Unfit(phrases::fuller_copy(&to.root, &behind.to_string())).into());
    }
    match Registry::of(to).contradicted_by(&Registry::of(from))? {
        Some(record) => Err(Unfit(phrases::other_copy(&to.root, &record)).into()),
        None => Ok(store),
    }
}

fn marker_of(dir: &Path) -> anyhow::Result<Option<Marker>> {
    let path = dir.join(MARKER);
    match intake::read_file(&path) {
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => Ok(None),
        read => {
            let bytes = read.with_context(|| format!("non si legge `{}`", path.display()))?;
            let marker = serde_json::from_slice(&bytes).map_err(|_| Unfit(phrases::no_marker(&path)))?;
            Ok(Some(marker))
        }
    }
}

/// Whether nothing lies in a folder that somebody put there; one that is no folder is full.
fn is_empty(folder: &Path) -> anyhow::Result<bool> {
    if folder.exists() && !folder.is_dir() {
        return Ok(false);
    }
    Ok(entries(folder)?.iter().all(|path| path.file_name().is_some_and(|name| name == LOST_AND_FOUND)))
}

/// The work of a data root, when nobody works on it any more.
fn work(root: &Path, clock: &dyn Clock) -> anyhow::Result<Lock> {
    let (pause, times) = WAIT;
    for _ in 1..times {
        match Lock::take_as(root, "backup", clock.now()) {
            Err(error) if error.is::<Locked>() => std::thread::sleep(pause),
            taken => return taken,
        }
    }
    Lock::take_as(root, "backup", clock.now())
}

/// Copies the folder of the settings, and takes away what is no more in it: a layout too many is another configuration.
fn configuration(config: &Config, settings: &Path, to: &Path, copied: &mut Copied) -> anyhow::Result<()> {
    let folder = settings.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = config::normal(&std::path::absolute(folder)?);
    if config.root.starts_with(&folder) {
        // The settings lie among the data: only what they are made of is theirs.
        for name in config.texts.keys() {
            let there = to.join(name);
            fs::create_dir_all(there.parent().unwrap_or(to))
                .with_context(|| format!("non si crea `{}`", to.display()))?;
            one(&folder.join(name), &there, copied)?;
        }
        return Ok(());
    }
    tree(&folder, to, copied)?;
    without(&folder, to)
}

/// Names what the database speaks of and the archive of the copy does not have.
fn complete(store: &Store, seen: &BTreeSet<Digest>, copied: &mut Copied) -> anyhow::Result<()> {
    let missing = store.digests()?.into_iter().filter(|it| !seen.contains(it)).count();
    if missing > 0 {
        copied.left_out.push(phrases::missing_originals(missing));
    }
    Ok(())
}
