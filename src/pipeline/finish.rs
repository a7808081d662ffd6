//! Steps 1 and 6 of a pass: what was committed is carried out. Each step is repeatable, and marked when done:
//! a pass killed anywhere here is ended by the next one.

use std::fs::File;
use std::path::Path;

use anyhow::Context;

use super::context::{Step, Witness};
use super::folders::Folders;
use super::phrases;
use crate::intake;
use crate::intake::archive::{self, Kept};
use crate::intake::leftovers;
use crate::intake::trays::{self, BeingRead, Deposit, Tray};
use crate::issue::SourceState;
use crate::italian::quoted;
use crate::origin::Digest;
use crate::period::Period;
use crate::problem::Problem;
use crate::store::Store;

/// A file of an issue could not be published: other bytes stand at its name, and stay.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Occupied(String);

impl Occupied {
    /// What a pass said of it, as a failure of the job that made the pass: somebody has to make room.
    ///
    /// # Errors
    /// When it said so.
    pub fn among(warnings: &[Problem]) -> Result<(), Self> {
        match warnings.iter().find(|it| it.code == phrases::OCCUPIED) {
            Some(said) => Err(Self(format!("`{}`: {}", said.file.as_deref().unwrap_or_default(), said.text))),
            None => Ok(()),
        }
    }
}

/// Moves files into their trays, and publishes what issues give; says which of it could not be.
pub(super) fn carry_out(folders: &Folders, store: &Store, witness: Witness<'_>) -> anyhow::Result<Vec<Problem>> {
    settle(folders, store, witness)?;
    let mut said = take_away(folders, store, witness)?;
    said.extend(publish(folders, store, witness)?);
    Ok(said)
}

/// Takes the files of withdrawn issues out of `reports/`; the archive keeps them. One that somebody has written in is
/// theirs: it stays, and that is said.
pub(super) fn take_away(folders: &Folders, store: &Store, witness: Witness<'_>) -> anyhow::Result<Vec<Problem>> {
    let mut said = Vec::new();
    for issue in store.withdrawn_published()? {
        for (name, digest) in issue.files() {
            let path = super::issue::path_of(folders, issue.period, name);
            if holds(&path, digest) {
                let context = || format!("non si toglie `{}`", path.display());
                std::fs::remove_file(&path).with_context(context)?;
                let folder = path.parent().unwrap_or(Path::new("."));
                File::open(folder).and_then(|folder| folder.sync_all()).with_context(context)?;
                // A month of which nothing else lies there has no folder; one that is not empty stays.
                let _ = std::fs::remove_dir(folder);
            } else if std::fs::symlink_metadata(&path).is_ok() {
                said.push(phrases::withdrawn_altered(&path, issue.period, issue.number));
            }
            witness(Step::TakenAway(name))?;
        }
        store.mark_taken_away(issue.period, issue.number)?;
    }
    Ok(said)
}

/// Moves the copies of arrivals into the trays of their outcomes; of an outcome that has changed, out of the former one.
pub(super) fn settle(folders: &Folders, store: &Store, witness: Witness<'_>) -> anyhow::Result<()> {
    let unsettled = store.unsettled()?;
    if !unsettled.is_empty() {
        folders.mounted(store)?;
    }
    for arrival in unsettled {
        let (tray, reason) = match arrival.state {
            SourceState::Refused => (Tray::Refused, Some(phrases::refusal_reason(&arrival.name, &arrival.problems))),
            SourceState::Duplicate => {
                let first = store.arrivals_of(arrival.digest)?.into_iter().next();
                let name = first.map_or_else(|| arrival.name.clone(), |first| first.name);
                (Tray::Duplicate, Some(phrases::duplicate_reason(&name)))
            }
            SourceState::Superseded if !arrival.problems.is_empty() => {
                (Tray::Accepted, Some(phrases::older_reason(&arrival.name, &arrival.problems)))
            }
            SourceState::Accepted | SourceState::Superseded | SourceState::Missing => (Tray::Accepted, None),
        };
        let reason = reason.map(|it| quoted(&it).into_owned());
        let hand = trays::hand_of(&arrival.id, arrival.folder.as_ref());
        let archive = folders.archive();
        let kept = Kept { archive: &archive, digest: arrival.digest, bytes: arrival.bytes };
        if let Some(former) = trays::Place::named(&arrival.tray) {
            trays::withdraw(&folders.drop(), &hand, &arrival.name, &former, kept)?;
            witness(Step::Withdrawn(&arrival.name))?;
        }
        let place = folders.place(tray, arrival.folder.as_ref());
        let deposit = Deposit { place: &place, reason: reason.as_deref() };
        trays::settle(&folders.drop(), &hand, &arrival.name, deposit, kept)?;
        BeingRead::of(&folders.drop(), &hand).end();
        witness(Step::Moved(&arrival.name))?;
        store.mark_settled(&arrival.id, &place.name())?;
        witness(Step::Settled(&arrival.name))?;
    }
    Ok(())
}

/// Publishes what is not published yet. What stands at a name already is either the same, or somebody's own: it is never
/// replaced, and holds up nothing else.
fn publish(folders: &Folders, store: &Store, witness: Witness<'_>) -> anyhow::Result<Vec<Problem>> {
    let mut occupied = Vec::new();
    for issue in store.unpublished()? {
        let before = occupied.len();
        for (name, digest) in issue.files() {
            let path = super::issue::path_of(folders, issue.period, name);
            if put(folders, &path, digest)? {
                witness(Step::Published(name))?;
            } else {
                occupied.push(phrases::occupied(&path, issue.period, issue.number));
            }
        }
        if occupied.len() == before {
            store.mark_published(issue.period, issue.number)?;
        }
    }
    Ok(occupied)
}

/// Puts a file of an issue in its place where nothing lies there; whether it lies there now.
fn put(folders: &Folders, path: &Path, digest: Digest) -> anyhow::Result<bool> {
    // From the archive piece by piece: a large workbook is never held.
    let fill = |file: &mut File| archive::copy(&folders.archive(), digest, file);
    let there = std::fs::symlink_metadata(path).is_ok() || !write_report(path, Place::Free, fill)?;
    Ok(!there || holds(path, digest))
}

/// Puts the files of a month's last issue back where they are not any more; says which were altered.
pub(super) fn put_back(folders: &Folders, store: &Store, period: Period) -> anyhow::Result<Vec<Problem>> {
    let Some(issue) = store.last_issue(period)? else { return Ok(Vec::new()) };
    let mut altered = Vec::new();
    for (name, digest) in issue.files() {
        let path = super::issue::path_of(folders, period, name);
        if !put(folders, &path, digest)? || !holds(&path, digest) {
            altered.push(phrases::occupied(&path, issue.period, issue.number));
        }
    }
    Ok(altered)
}

/// Whether a file has these bytes; one that cannot be read has others.
fn holds(path: &Path, digest: Digest) -> bool {
    let read = || Digest::of_copy(&mut intake::open_plain(path)?, &mut std::io::sink());
    read().is_ok_and(|(found, _)| found == digest)
}

/// What a report may do with a file that stands at its name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Leave it alone.
    Free,
    /// Replace it: a trial may be repeated.
    Trial,
}

/// Writes a file of an issue, with what `fill` writes, whole or not at all; whether it was written.
pub(super) fn write_report(
    path: &Path,
    place: Place,
    fill: impl FnOnce(&mut File) -> anyhow::Result<()>,
) -> anyhow::Result<bool> {
    let context = || format!("non si scrive `{}`", path.display());
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(context)?;
    let mut file = leftovers::temporary_in(folder).with_context(context)?;
    fill(file.as_file_mut()).with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    if place == Place::Trial {
        file.persist(path).with_context(context)?;
    } else {
        let temporary = file.into_temp_path();
        if !trays::move_to_free(&temporary, path).with_context(context)? {
            return Ok(false);
        }
    }
    // The name is on disk only when its folder is, and the folder only when the one above it is.
    for folder in [Some(folder), folder.parent()].into_iter().flatten() {
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(context)?;
    }
    Ok(true)
}
