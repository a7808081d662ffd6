//! Claiming a file out of the drop folder and putting it into the trays, so that no crash loses or doubles it.
//! It refuses to know why a file goes into a tray; it moves only within the drop folder and overwrites nothing.

use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::Found;
use super::archive::{Kept, sync_folder};

/// The folder inside the drop folder where claimed files stand until their pass is committed.
pub const IN_HAND: &str = ".in-lavorazione";

/// Bytes of a file's name on every file system that a chamber has.
const NAME_BYTES_MAX: usize = 255;

/// Arrival ids are short: what follows a shortened name must leave room for the name.
const ARRIVAL_BYTES_MAX: usize = 64;

const REASON: &str = ".motivo.txt";

/// The trays inside the drop folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tray {
    /// `accettati`
    Accepted,
    /// `rifiutati`, each with a `NAME.motivo.txt`
    Refused,
    /// `duplicati`
    Duplicate,
}

impl Tray {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Refused, Self::Duplicate];

    /// The tray with a folder of this name.
    #[must_use]
    pub fn named(folder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tray| tray.folder() == folder)
    }

    /// The name of its folder inside the drop folder.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Accepted => "accettati",
            Self::Refused => "rifiutati",
            Self::Duplicate => "duplicati",
        }
    }
}

/// Takes the copy of an arrival out of a tray again, with its reason, because its outcome has changed; the archive has
/// its bytes. A copy that somebody took away or altered is left alone. Repeating it changes nothing more.
///
/// # Errors
/// When the disk refuses.
pub fn withdraw(drop: &Path, arrival: &str, name: &str, tray: Tray, kept: Kept<'_>) -> anyhow::Result<()> {
    plain(name)?;
    let folder = drop.join(tray.folder());
    for placed in [labelled(name, arrival, ""), name.to_owned()] {
        let path = folder.join(&placed);
        if kept.is_at(&path) {
            // The reason goes first: a crash in between leaves a file without reason, not a reason without file.
            for gone in [folder.join(reason_name(&placed, name, arrival)), path] {
                match fs::remove_file(&gone) {
                    Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                        return Err(e).with_context(|| format!("non si elimina `{}`", gone.display()));
                    }
                    _ => {}
                }
            }
            return sync_folder(&folder);
        }
    }
    Ok(())
}

/// Whether a folder of this name is a tray, and so no office's.
pub(super) fn is_tray(name: &str) -> bool {
    Tray::ALL.iter().any(|tray| tray.folder().eq_ignore_ascii_case(name))
}

/// Moves a found file, without overwriting, to `IN_HAND/ARRIVAL/NAME` and returns the new path.
/// Claiming again what is claimed already changes nothing.
///
/// # Errors
/// When the disk refuses, or something already stands there.
pub fn claim(drop: &Path, found: &Found, arrival: &str) -> anyhow::Result<PathBuf> {
    let target = claimed_path(drop, arrival, &found.name)?;
    if !exists(&found.path) && exists(&target) {
        return Ok(target);
    }
    let folder = make_folder(drop, &[IN_HAND, arrival])?;
    if !move_to_free(&found.path, &target)? {
        bail!("non si prende `{}`: `{}` esiste già", found.path.display(), target.display());
    }
    sync_folder(&folder)?;
    sync_folder(found.path.parent().unwrap_or(drop))?;
    Ok(target)
}

/// The files that stand in `IN_HAND`: arrival id, name, path; sorted. What an interrupted pass left.
///
/// # Errors
/// When the folder cannot be read.
pub fn in_hand(drop: &Path) -> anyhow::Result<Vec<(String, String, PathBuf)>> {
    let folder = drop.join(IN_HAND);
    let mut standing = Vec::new();
    for (arrival, path) in entries(&folder, true)? {
        for (name, path) in entries(&path, false)? {
            standing.push((arrival.clone(), name, path));
        }
    }
    standing.sort();
    Ok(standing)
}

/// The folders, or else the files, inside a folder; none where the folder is not there.
fn entries(folder: &Path, folders: bool) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let context = || format!("non si guarda in `{}`", folder.display());
    let listing = match fs::read_dir(folder) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.with_context(context)?,
    };
    let mut found = Vec::new();
    for entry in listing {
        let entry = entry.with_context(context)?;
        let kind = entry.file_type().with_context(context)?;
        if (folders && kind.is_dir()) || (!folders && kind.is_file()) {
            found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
        }
    }
    Ok(found)
}

/// Returns a claimed file to the drop folder under its name (a free variant of it when that is taken again).
/// Where it is no longer in hand, it was returned already and nothing happens.
///
/// # Errors
/// When the disk refuses.
pub fn put_back(drop: &Path, claimed: &Path, name: &str) -> anyhow::Result<()> {
    plain(name)?;
    if !exists(claimed) {
        return Ok(());
    }
    let mut variant = name.to_owned();
    for ordinal in 2..1000 {
        if move_to_free(claimed, &drop.join(&variant))? {
            sync_folder(drop)?;
            return clear(drop, claimed.parent());
        }
        variant = labelled(name, &ordinal.to_string(), "");
    }
    bail!("non si rimette `{name}`: ogni variante del nome è già presa")
}

/// Moves the claimed file of an arrival into a tray under `NAME`, or `NAME (ARRIVAL)` where that name is taken,
/// with `NAME.motivo.txt` beside it when a reason is given; repeating it after a crash at any instant ends in the same state.
/// The archive is asked only when the claimed file is gone, and gives its bytes piece by piece. Returns the final path.
///
/// # Errors
/// When the disk refuses.
pub fn settle(
    drop: &Path,
    arrival: &str,
    name: &str,
    tray: Tray,
    kept: Kept<'_>,
    reason: Option<&str>,
) -> anyhow::Result<PathBuf> {
    let claimed = claimed_path(drop, arrival, name)?;
    let folder = make_folder(drop, &[tray.folder()])?;
    let plain = (folder.join(name), folder.join(reason_name(name, name, arrival)));
    let variant_name = labelled(name, arrival, "");
    let variant = (folder.join(&variant_name), folder.join(reason_name(&variant_name, name, arrival)));
    // A reason left beside a name whose file somebody took away belongs to that file, not to this one.
    let free = |(path, beside): &(PathBuf, PathBuf)| {
        !exists(path) && reason.is_none_or(|text| !exists(beside) || holds(beside, text.as_bytes()))
    };

    let (path, beside) = if exists(&claimed) {
        let place = if free(&plain) { plain } else { variant };
        if !move_to_free(&claimed, &place.0)? {
            bail!("non si depone `{}`: `{}` esiste già", claimed.display(), place.0.display());
        }
        place
    } else {
        // The move was done, or the file was lost out of our hands: the archive has its bytes.
        if kept.is_at(&variant.0) {
            variant
        } else if kept.is_at(&plain.0) {
            plain
        } else {
            let place = if free(&plain) { plain } else { variant };
            write_durably(&place.0, |file| kept.copy_to(file))?;
            place
        }
    };
    if let Some(reason) = reason
        && !exists(&beside)
    {
        write_durably(&beside, |file| Ok(file.write_all(reason.as_bytes())?))?;
    }
    sync_folder(&folder)?;
    clear(drop, claimed.parent())?;
    Ok(path)
}

/// Removes an arrival's empty folder; one that still holds something stays.
fn clear(drop: &Path, folder: Option<&Path>) -> anyhow::Result<()> {
    let Some(folder) = folder.filter(|folder| folder.starts_with(drop.join(IN_HAND))) else { return Ok(()) };
    match fs::remove_dir(folder) {
        Ok(()) => sync_folder(&drop.join(IN_HAND)),
        Err(_) => Ok(()),
    }
}

fn claimed_path(drop: &Path, arrival: &str, name: &str) -> anyhow::Result<PathBuf> {
    plain(name)?;
    plain(arrival)?;
    if arrival.len() > ARRIVAL_BYTES_MAX {
        bail!("`{arrival}` is too long for an arrival id");
    }
    Ok(drop.join(IN_HAND).join(arrival).join(name))
}

/// A name that leads nowhere else: no separators, no `..`, nothing absolute.
fn plain(name: &str) -> anyhow::Result<()> {
    let mut parts = Path::new(name).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(only)), None) if only == name && !name.contains('\0') => Ok(()),
        _ => bail!("`{name}` is not the name of a file"),
    }
}

/// `NAME.motivo.txt`, or where that is too long a shorter one that carries the arrival, so that two long names
/// with the same beginning do not share a reason.
fn reason_name(placed: &str, name: &str, arrival: &str) -> String {
    if placed.len() + REASON.len() <= NAME_BYTES_MAX {
        format!("{placed}{REASON}")
    } else {
        labelled(name, arrival, REASON)
    }
}

/// `scheda (LABEL).xlsx` and an ending, with as much of the name as fits.
fn labelled(name: &str, label: &str, ending: &str) -> String {
    let (stem, extension) = match name.rsplit_once('.') {
        // A last part as long as a sentence is no extension.
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 16 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let after = format!(" ({label}){extension}{ending}");
    let mut room = NAME_BYTES_MAX.saturating_sub(after.len()).min(stem.len());
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    format!("{}{after}", &stem[..room])
}

/// Whether something stands there, a broken link included.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|found| found == bytes)
}

fn make_folder(drop: &Path, parts: &[&str]) -> anyhow::Result<PathBuf> {
    let mut folder = drop.to_owned();
    for part in parts {
        let parent = folder.clone();
        folder.push(part);
        match fs::create_dir(&folder) {
            Ok(()) => sync_folder(&parent)?,
            // A link in the place of a tray would lead files out of the drop folder.
            Err(_) if fs::symlink_metadata(&folder).is_ok_and(|meta| meta.is_dir()) => {}
            Err(e) => return Err(e).with_context(|| format!("non si crea `{}`", folder.display())),
        }
    }
    Ok(folder)
}

/// Moves a file where nothing stands; `false` where something does.
pub(crate) fn move_to_free(from: &Path, to: &Path) -> anyhow::Result<bool> {
    let context = || format!("non si sposta `{}` in `{}`", from.display(), to.display());
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(true),
        Err(Errno::EXIST) => Ok(false),
        // Network file systems do not all know a rename that refuses to replace. Nobody else writes into these
        // folders while the pass holds its lock, so looking first is enough.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            if exists(to) {
                return Ok(false);
            }
            fs::rename(from, to).with_context(context)?;
            Ok(true)
        }
        Err(e) => Err(e).with_context(context),
    }
}

/// Writes a file whole or not at all, where nothing stands.
fn write_durably(path: &Path, write: impl FnOnce(&mut fs::File) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let context = || format!("non si scrive `{}`", path.display());
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary =
        tempfile::Builder::new().prefix(".").suffix(".tmp").tempfile_in(folder).with_context(context)?;
    write(temporary.as_file_mut()).with_context(context)?;
    // The office that dropped the file must be able to open what comes back.
    temporary.as_file().set_permissions(Permissions::from_mode(0o644)).with_context(context)?;
    temporary.as_file().sync_all().with_context(context)?;
    temporary.persist_noclobber(path).map_err(|e| e.error).with_context(context)?;
    Ok(())
}

#[cfg(test)]
mod tests;
