//! Steps 1 and 6 of a pass: what was committed is carried out. Each step is repeatable, and marked when done:
//! a pass killed anywhere here is ended by the next one.

use std::fs::File;

use anyhow::Context;

use super::folders::Folders;
use super::{Step, Witness, phrases};
use crate::intake::archive::{self, Kept};
use crate::intake::leftovers;
use crate::intake::trays::{self, Tray};
use crate::store::{ArrivalState, Store};

/// Moves files into their trays, and publishes workbooks.
pub(super) fn carry_out(folders: &Folders, store: &Store, witness: Witness<'_>) -> anyhow::Result<()> {
    settle(folders, store, witness)?;
    publish(folders, store, witness)
}

/// Moves the copies of arrivals into the trays of their outcomes; of an outcome that has changed, out of the former one.
pub(super) fn settle(folders: &Folders, store: &Store, witness: Witness<'_>) -> anyhow::Result<()> {
    for arrival in store.unsettled()? {
        let (tray, reason) = match arrival.state {
            ArrivalState::Refused => (Tray::Refused, Some(phrases::refusal_reason(&arrival.name, &arrival.problems))),
            ArrivalState::Duplicate => {
                let first = store.arrivals_of(arrival.digest)?.into_iter().next();
                let name = first.map_or_else(|| arrival.name.clone(), |first| first.name);
                (Tray::Duplicate, Some(phrases::duplicate_reason(&name)))
            }
            ArrivalState::Superseded if !arrival.problems.is_empty() => {
                (Tray::Accepted, Some(phrases::older_reason(&arrival.name, &arrival.problems)))
            }
            ArrivalState::Accepted | ArrivalState::Superseded => (Tray::Accepted, None),
        };
        let hand = super::arrivals::hand_of(&arrival.id, &arrival.folder);
        let archive = folders.archive();
        let kept = Kept { archive: &archive, digest: arrival.digest, bytes: arrival.bytes };
        if let Some(former) = Tray::named(&arrival.tray) {
            trays::withdraw(&folders.drop(), &hand, &arrival.name, former, kept)?;
            witness(Step::Withdrawn(&arrival.name))?;
        }
        trays::settle(&folders.drop(), &hand, &arrival.name, tray, kept, reason.as_deref())?;
        witness(Step::Moved(&arrival.name))?;
        store.mark_settled(&arrival.id, tray.folder())?;
        witness(Step::Settled(&arrival.name))?;
    }
    Ok(())
}

fn publish(folders: &Folders, store: &Store, witness: Witness<'_>) -> anyhow::Result<()> {
    for issue in store.unpublished()? {
        // From the archive piece by piece: a large workbook is never held.
        let fill = |file: &mut File| archive::copy(&folders.archive(), issue.workbook, file);
        write_report(folders, &issue.period.to_string(), &issue.workbook_name, fill)?;
        witness(Step::Published(&issue.workbook_name))?;
        store.mark_published(issue.period, issue.number)?;
    }
    Ok(())
}

/// Writes a workbook, with what `fill` writes, whole or not at all under `reports/PERIOD/`.
pub(super) fn write_report(
    folders: &Folders,
    period: &str,
    name: &str,
    fill: impl FnOnce(&mut File) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let folder = folders.reports().join(period);
    let path = folder.join(name);
    let place = || format!("non si scrive `{}`", path.display());
    std::fs::create_dir_all(&folder).with_context(place)?;
    let mut file = leftovers::temporary_in(&folder).with_context(place)?;
    fill(file.as_file_mut()).with_context(place)?;
    readable_by_all(file.as_file()).with_context(place)?;
    file.as_file().sync_all().with_context(place)?;
    file.persist(&path).with_context(place)?;
    // The name is on disk only when its folder is, and the folder only when the one above it is.
    for folder in [folder.as_path(), &folders.reports()] {
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(place)?;
    }
    Ok(())
}

/// A temporary file is its owner's alone; a report is for the whole office.
fn readable_by_all(file: &File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}
