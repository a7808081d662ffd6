//! Claiming a file out of the drop folder and putting it into the trays, so that no crash loses or doubles it.
//! It refuses to know why a file goes into a tray; it moves only within the drop folder and overwrites nothing.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::archive::{Kept, sync_folder};
use super::phrases::Reason;
use super::sighting::Found;
use crate::office::OfficeId;
use crate::origin::Digest;

/// The folder inside the drop folder where claimed files stand until their pass is committed.
pub const IN_HAND: &str = ".in-lavorazione";

/// Bytes of a file's name on every file system that a chamber has.
const NAME_BYTES_MAX: usize = 255;

/// Arrival ids are short: what follows a shortened name must leave room for the name.
const ARRIVAL_BYTES_MAX: usize = 64;

const REASON: &str = ".motivo.txt";

/// How the word ends that a file is being read.
const BEING_READ: &str = ".lettura";

/// How the word ends whose a file was that had to be copied.
const OWNED: &str = ".proprietario";

/// The trays inside the drop folder, and inside the folder of an office that has its own.
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

    /// The name of its folder.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Accepted => "accettati",
            Self::Refused => "rifiutati",
            Self::Duplicate => "duplicati",
        }
    }
}

/// A tray where copies lie: of the drop folder, or of the folder of an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What became of them.
    pub tray: Tray,
    /// The office whose tray it is; none for that of the drop folder.
    pub office: Option<OfficeId>,
}

impl Place {
    /// The place of this name: `rifiutati`, or `estero/rifiutati`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (office, tray) = name.split_once('/').map_or((None, name), |(office, tray)| (OfficeId::of(office), tray));
        Some(Self { tray: Tray::named(tray)?, office })
    }

    /// Its name, by which the database knows where a copy lies.
    #[must_use]
    pub fn name(&self) -> String {
        let tray = self.tray.folder();
        self.office.as_ref().map_or_else(|| tray.to_owned(), |office| format!("{office}/{tray}"))
    }

    /// The folder in which the tray lies; none where the office has no folder any more.
    fn above(&self, drop: &Path) -> Option<PathBuf> {
        match &self.office {
            Some(office) => folder_of(drop, office),
            None => Some(drop.to_owned()),
        }
    }
}

/// The folder of an office in the drop folder, however its name is capitalised; a link is none.
#[must_use]
pub fn folder_of(drop: &Path, office: &OfficeId) -> Option<PathBuf> {
    let is_folder = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir());
    let exact = plain(office).is_ok().then(|| drop.join(&**office)).filter(is_folder);
    exact.or_else(|| {
        let called = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().eq_ignore_ascii_case(office);
        let mut found: Vec<PathBuf> = fs::read_dir(drop).ok()?.flatten().filter(called).map(|it| it.path()).collect();
        found.sort();
        found.into_iter().find(is_folder)
    })
}

/// The name under which a file is in hand: the office in whose folder it lay travels with the id, so that an interrupted
/// pass does not forget it.
#[must_use]
pub fn hand_of(id: &str, folder: Option<&OfficeId>) -> String {
    folder.map_or_else(|| id.to_owned(), |folder| format!("{id}.{folder}"))
}

/// The id and the office's folder of a file in hand.
#[must_use]
pub fn of_hand(hand: &str) -> (&str, Option<OfficeId>) {
    let (id, folder) = hand.split_once('.').unwrap_or((hand, ""));
    (id, OfficeId::of(folder))
}

/// The number of the user whose a file is, in hand or where it was dropped.
#[must_use]
pub fn owner_of(path: &Path) -> Option<u32> {
    // A copy is ours; whose the file was stands beside its folder.
    let is_hand = |hand: &&Path| hand.parent().and_then(Path::file_name).is_some_and(|it| it == IN_HAND);
    let told = path.parent().filter(is_hand).map(owned_beside);
    if let Some(word) = told.and_then(|path| super::open_plain(&path).ok()) {
        let mut text = String::new();
        word.take(16).read_to_string(&mut text).ok()?;
        // One that was cut short is another number.
        return text.strip_suffix('\n')?.parse().ok();
    }
    fs::symlink_metadata(path).ok().map(|meta| meta.uid())
}

/// Where it stands whose the file in this folder was.
fn owned_beside(hand: &Path) -> PathBuf {
    let mut name = hand.as_os_str().to_owned();
    name.push(OWNED);
    PathBuf::from(name)
}

/// Takes the copy of an arrival out of a tray again, with its reason, because its outcome has changed; the archive has
/// its bytes. A copy that somebody took away or altered is left alone. Repeating it changes nothing more.
///
/// # Errors
/// When the disk refuses.
pub fn withdraw(drop: &Path, arrival: &str, name: &str, place: &Place, kept: Kept<'_>) -> anyhow::Result<()> {
    plain(name)?;
    let Some(above) = place.above(drop) else { return Ok(()) };
    let folder = above.join(place.tray.folder());
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

/// The folder inside that of an office in which its blank sheets lie. Nobody looks for files there.
pub const TEMPLATES: &str = "modelli";

/// Whether a folder in that of an office is the one of its blank sheets.
pub(super) fn is_of_templates(name: &str) -> bool {
    name.eq_ignore_ascii_case(TEMPLATES)
}

/// Whether something of this name lies among the blank sheets in the folder of an office.
#[must_use]
pub fn has_template(folder: &Path, name: &str) -> bool {
    exists(&folder.join(TEMPLATES).join(name))
}

/// Leaves a blank sheet in the folder of an office; whether it was left: what lies there under its name is not touched, and where
/// somebody put a link in the place of the folder nothing is written.
///
/// # Errors
/// When the disk refuses.
pub fn leave_template(folder: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<bool> {
    plain(name)?;
    let path = make_folder(folder, &[TEMPLATES])?.join(name);
    if exists(&path) {
        return Ok(false);
    }
    write_durably(&path, |file| Ok(file.write_all(bytes)?))?;
    Ok(true)
}

/// Whether a folder of this name is a tray, and so no office's.
pub(super) fn is_tray(name: &str) -> bool {
    Tray::ALL.iter().any(|tray| tray.folder().eq_ignore_ascii_case(name))
}

/// What became of a file that was to be claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It is in hand, under this path.
    InHand(PathBuf),
    /// Somebody took it away or renamed it since it was seen.
    Gone,
    /// It cannot be taken, and why, in Italian; the other files can.
    Left(Reason),
}

/// Moves a found file, without overwriting, to `IN_HAND/ARRIVAL/NAME`; out of a folder that is a mount of its own it is
/// copied, and removed when the copy is whole. Claiming again what is claimed already changes nothing.
///
/// # Errors
/// When the disk refuses what is ours: no file can be claimed.
pub fn claim(drop: &Path, found: &Found, arrival: &str) -> anyhow::Result<Claimed> {
    let target = claimed_path(drop, arrival, &found.name)?;
    if !exists(&found.path) && exists(&target) {
        return Ok(Claimed::InHand(target));
    }
    let folder = make_folder(drop, &[IN_HAND, arrival])?;
    // Of a claim that was killed before it had its file.
    let _ = fs::remove_file(owned_beside(&folder));
    let moved = match move_file(&found.path, &target) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => copy_over(&found.path, &target),
        moved => moved,
    };
    let left = match moved {
        Ok(true) => {
            sync_folder(&folder)?;
            // A mount of its own may not let its folder be opened for that; the file is in hand all the same.
            let _ = sync_folder(found.path.parent().unwrap_or(drop));
            return Ok(Claimed::InHand(target));
        }
        Ok(false) => bail!("non si prende `{}`: `{}` esiste già", found.path.display(), target.display()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Claimed::Gone,
        Err(e) => Claimed::Left(Reason::unclaimable(&e)),
    };
    clear(drop, Some(&folder))?;
    Ok(left)
}

/// Copies a file of another file system and removes it there; where it cannot be removed there is no copy either.
fn copy_over(from: &Path, to: &Path) -> io::Result<bool> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let mut copy = super::leftovers::temporary_in(folder)?;
    let (digest, _) = Digest::of_copy(&mut super::open_plain(from)?, copy.as_file_mut())?;
    copy.as_file().sync_all()?;
    let owner = fs::symlink_metadata(from)?.uid();
    let mut word = fs::File::options().write(true).create_new(true).open(owned_beside(folder))?;
    word.write_all(format!("{owner}\n").as_bytes())?;
    word.sync_all()?;
    // A writer that is still there is not cut off: what was copied is what lies there now.
    let (now, _) = Digest::of_copy(&mut super::open_plain(from)?, &mut io::sink())?;
    if now != digest {
        return Err(io::Error::from(io::ErrorKind::ResourceBusy));
    }
    copy.persist_noclobber(to).map_err(|e| e.error)?;
    if let Err(e) = fs::remove_file(from) {
        fs::remove_file(to)?;
        return Err(e);
    }
    Ok(true)
}

/// The word that a file in hand is being read, beside its folder. Left standing, reading it ended the process: a file
/// that asks for all memory is killed from outside, and nobody says why.
#[derive(Clone, Debug)]
pub struct BeingRead {
    path: PathBuf,
}

impl BeingRead {
    /// Of an arrival.
    #[must_use]
    pub fn of(drop: &Path, arrival: &str) -> Self {
        Self { path: drop.join(IN_HAND).join(format!("{arrival}{BEING_READ}")) }
    }

    /// How many processes ended while they read the file.
    #[must_use]
    pub fn deaths(&self) -> u32 {
        let read = || {
            let mut text = String::new();
            super::open_plain(&self.path)?.take(16).read_to_string(&mut text)?;
            io::Result::Ok(text)
        };
        read().ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
    }

    /// The reading begins. Where the word cannot be left, the file is read all the same.
    pub fn begin(&self) {
        let deaths = self.deaths() + 1;
        self.end();
        // Made anew: a link that somebody put there is not followed.
        let made = fs::File::options().write(true).create_new(true).open(&self.path);
        let _ = made.and_then(|mut file| file.write_all(deaths.to_string().as_bytes()));
    }

    /// The reading came to its end, or is given up.
    pub fn end(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A file that stands in `IN_HAND`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// The name of the folder of its arrival; empty where it lies in none.
    pub arrival: String,
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// The files that stand in `IN_HAND`, sorted: what an interrupted pass left, and what somebody else put there.
///
/// # Errors
/// When the folder cannot be read.
pub fn in_hand(drop: &Path) -> anyhow::Result<Vec<Standing>> {
    let folder = drop.join(IN_HAND);
    let mut standing = Vec::new();
    for (name, path) in entries(&folder, false)? {
        if !name.ends_with(BEING_READ) && !name.ends_with(OWNED) {
            standing.push(Standing { arrival: String::new(), name, path });
        }
    }
    for (arrival, path) in entries(&folder, true)? {
        for (name, path) in entries(&path, false)? {
            standing.push(Standing { arrival: arrival.clone(), name, path });
        }
    }
    standing.sort();
    Ok(standing)
}

/// Whether a file can be claimed for this arrival: nobody put something else in the place of its folder.
#[must_use]
pub fn is_free(drop: &Path, arrival: &str) -> bool {
    fs::symlink_metadata(drop.join(IN_HAND).join(arrival)).is_ok_and(|meta| meta.is_dir())
        || !exists(&drop.join(IN_HAND).join(arrival))
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

/// Returns a claimed file to the folder where it lay, under its name (a free variant of it when that is taken again).
/// Where it is no longer in hand, it was returned already and nothing happens.
///
/// # Errors
/// When the disk refuses.
pub fn put_back(drop: &Path, claimed: &Path, name: &str) -> anyhow::Result<()> {
    plain(name)?;
    if !exists(claimed) {
        return Ok(());
    }
    // The office's folder travels with the arrival.
    let hand = claimed.parent().and_then(Path::file_name).map(|it| it.to_string_lossy().into_owned());
    let office = hand.as_deref().and_then(|hand| of_hand(hand).1);
    let folder = office.and_then(|office| folder_of(drop, &office)).unwrap_or_else(|| drop.to_owned());
    let mut variant = name.to_owned();
    for ordinal in 2..1000 {
        if move_to_free(claimed, &folder.join(&variant))? {
            sync_folder(&folder)?;
            return clear(drop, claimed.parent());
        }
        variant = labelled(name, &ordinal.to_string(), "");
    }
    bail!("non si rimette `{name}`: ogni variante del nome è già presa")
}

/// Where a file goes in the end.
#[derive(Clone, Copy, Debug)]
pub struct Deposit<'a> {
    /// The tray.
    pub place: &'a Place,
    /// Why, for people.
    pub reason: Option<&'a str>,
}

/// Moves the claimed file of an arrival into a tray under `NAME`, or `NAME (ARRIVAL)` where that name is taken,
/// with `NAME.motivo.txt` beside it when a reason is given; repeating it after a crash at any instant ends in the same state.
/// The archive is asked only when the claimed file is gone, and gives its bytes piece by piece. Returns the final path.
///
/// # Errors
/// When the disk refuses.
pub fn settle(drop: &Path, arrival: &str, name: &str, deposit: Deposit<'_>, kept: Kept<'_>) -> anyhow::Result<PathBuf> {
    let Deposit { place, reason } = deposit;
    let claimed = claimed_path(drop, arrival, name)?;
    let above = place.above(drop).with_context(|| format!("non c'è la cartella di `{}`", place.name()))?;
    let folder = make_folder(&above, &[place.tray.folder()])?;
    let plain = (folder.join(name), folder.join(reason_name(name, name, arrival)));
    let variant_name = labelled(name, arrival, "");
    let variant = (folder.join(&variant_name), folder.join(reason_name(&variant_name, name, arrival)));
    // A reason left beside a name whose file somebody took away belongs to that file, not to this one.
    let free = |(path, beside): &(PathBuf, PathBuf)| {
        !exists(path) && reason.is_none_or(|text| !exists(beside) || holds(beside, text.as_bytes()))
    };

    let is_same = kept.is_at(&claimed);
    if exists(&claimed) && !is_same {
        // It was written to after it was taken: what was counted goes into the tray, the rest is taken again.
        put_back(drop, &claimed, name)?;
    }
    let (path, beside) = if is_same {
        let place = if free(&plain) { plain } else { variant };
        match move_file(&claimed, &place.0) {
            Ok(true) => {}
            Ok(false) => bail!("non si depone `{}`: `{}` esiste già", claimed.display(), place.0.display()),
            // A tray that is a mount of its own is given a copy.
            Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
                write_durably(&place.0, |file| kept.copy_to(file))?;
                fs::remove_file(&claimed).with_context(|| format!("non si elimina `{}`", claimed.display()))?;
            }
            Err(e) => return Err(e).with_context(|| format!("non si depone `{}`", claimed.display())),
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
        Ok(()) => {
            let _ = fs::remove_file(owned_beside(folder));
            sync_folder(&drop.join(IN_HAND))
        }
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

/// The name of the reason beside a refused file; none where the file's name leaves no room, and it is a shorter one.
#[must_use]
pub fn reason_beside(name: &str) -> Option<String> {
    (name.len() + REASON.len() <= NAME_BYTES_MAX).then(|| format!("{name}{REASON}"))
}

/// Where the reason lies why an arrival was refused; none once somebody has taken both it and the file out of the tray.
#[must_use]
pub fn reason_of(drop: &Path, arrival: &str, name: &str, place: &Place) -> Option<PathBuf> {
    let folder = place.above(drop)?.join(place.tray.folder());
    [labelled(name, arrival, ""), name.to_owned()].into_iter().find_map(|placed| {
        let reason = folder.join(reason_name(&placed, name, arrival));
        (exists(&folder.join(&placed)) || exists(&reason)).then_some(reason)
    })
}

/// `NAME.motivo.txt`, or where that is too long a shorter one that carries the arrival, so that two long names
/// with the same beginning do not share a reason.
fn reason_name(placed: &str, name: &str, arrival: &str) -> String {
    reason_beside(placed).unwrap_or_else(|| labelled(name, arrival, REASON))
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
    move_file(from, to).with_context(|| format!("non si sposta `{}` in `{}`", from.display(), to.display()))
}

fn move_file(from: &Path, to: &Path) -> io::Result<bool> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(true),
        Err(Errno::EXIST) => Ok(false),
        // Network file systems do not all know a rename that refuses to replace. Nobody else writes into these
        // folders while the pass holds its lock, so looking first is enough.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            if exists(to) {
                return Ok(false);
            }
            fs::rename(from, to)?;
            Ok(true)
        }
        Err(e) => Err(e.into()),
    }
}

/// Writes a file whole or not at all, where nothing stands.
fn write_durably(path: &Path, write: impl FnOnce(&mut fs::File) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let context = || format!("non si scrive `{}`", path.display());
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = super::leftovers::temporary_in(folder).with_context(context)?;
    write(temporary.as_file_mut()).with_context(context)?;
    temporary.as_file().sync_all().with_context(context)?;
    temporary.persist_noclobber(path).map_err(|e| e.error).with_context(context)?;
    Ok(())
}

#[cfg(test)]
mod tests;
