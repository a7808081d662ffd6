//! Where things lie under the data root, and the kernel lock that keeps a second process out.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use tempfile::NamedTempFile;

use super::owner::{Owner, writable};
use super::seat::{Holder, SEAT};
use crate::config::Config;
use crate::intake::trays::{self, Place, Tray};
use crate::intake::{archive, leftovers};
use crate::office::OfficeId;
use crate::origin::Digest;
use crate::store::Store;

/// The folders of a data root. In a dry run, what is written goes below another folder.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The data root.
    pub root: PathBuf,
    /// Where a dry run writes instead.
    pub dry_out: Option<PathBuf>,
    /// Where a dry run of a chamber that was just drafted finds its files, in the place of the drop folder.
    pub dry_drop: Option<PathBuf>,
    /// Whether the offices' folders have trays of their own.
    pub own_trays: bool,
}

/// Whether a file of this name under `reports/` is a page that tells how things stand: whoever has the data makes it anew.
pub(super) fn is_page(name: &str) -> bool {
    name.strip_prefix("stato")
        .and_then(|rest| rest.strip_suffix(".html"))
        .is_some_and(|it| it.is_empty() || it.starts_with('-'))
}

impl Folders {
    /// The folders of a chamber.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self { own_trays: config.settings.intake.own_trays, ..Self::at(config.root.clone()) }
    }

    /// The folders below a data root.
    #[must_use]
    pub fn at(root: PathBuf) -> Self {
        Self { root, dry_out: None, dry_drop: None, own_trays: false }
    }

    /// Where the offices put files.
    #[must_use]
    pub fn drop(&self) -> PathBuf {
        self.dry_drop.clone().unwrap_or_else(|| self.root.join("drop"))
    }

    /// Every original, by digest.
    #[must_use]
    pub fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    /// The workbooks issued.
    #[must_use]
    pub fn reports(&self) -> PathBuf {
        self.dry_out.as_ref().unwrap_or(&self.root).join("reports")
    }

    /// The page that tells how things stand, of the whole chamber or of an office.
    #[must_use]
    pub fn page(&self, office: Option<&str>) -> PathBuf {
        self.reports().join(office.map_or_else(|| "stato.html".to_owned(), |office| format!("stato-{office}.html")))
    }

    /// The messages written.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.dry_out.as_ref().unwrap_or(&self.root).join("outbox")
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join("quadratura.db")
    }

    /// Where an arrival's copy goes that lay in the folder of an office, or in none: into a tray of that folder, if it has
    /// its own and is still there.
    pub(super) fn place(&self, tray: Tray, folder: Option<&OfficeId>) -> Place {
        let office = folder.filter(|it| self.own_trays && trays::folder_of(&self.drop(), it).is_some());
        Place { tray, office: office.cloned() }
    }

    /// Whether the drop folder is the one that files were taken from: where what came of them was put and nothing of it is
    /// there, a share is not mounted, and what lies in its place is not an empty month.
    ///
    /// # Errors
    /// [`Unmounted`] when it is not; anything else when the database fails.
    pub fn mounted(&self, store: &Store) -> anyhow::Result<()> {
        use std::io::ErrorKind::{NotADirectory, NotFound};
        // What cannot be looked at is told as such when it is.
        let gone = |tray: &PathBuf| match std::fs::metadata(tray) {
            Ok(meta) => !meta.is_dir(),
            Err(e) => matches!(e.kind(), NotFound | NotADirectory),
        };
        if self.trays()?.iter().all(gone) && store.has_settled()? { Err(Unmounted(self.drop()).into()) } else { Ok(()) }
    }

    /// Makes what a pass needs and removes what a killed one left half written; a dry run does neither under the root.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn prepare(&self) -> anyhow::Result<()> {
        if self.dry_out.is_some() {
            return Ok(());
        }
        for folder in [self.drop(), self.archive()] {
            std::fs::create_dir_all(&folder)
                .with_context(|| format!("non si crea la cartella `{}`", folder.display()))?;
        }
        let swept = |folder: &Path, done: std::io::Result<()>| {
            done.with_context(|| format!("non si tolgono i file temporanei da `{}`", folder.display()))
        };
        for folder in [self.archive(), self.reports()] {
            swept(&folder, leftovers::sweep(&folder))?;
        }
        let trays = self.trays()?;
        // Where an office put a link in the place of a tray, what lies behind it is none of ours.
        let trays = trays.into_iter().filter(|tray| !tray.is_symlink());
        let sheets = self.of_templates()?;
        for folder in trays.chain(sheets).chain([self.outbox(), self.root.clone()]) {
            swept(&folder, leftovers::sweep_files(&folder))?;
        }
        Ok(())
    }

    /// Where the blank sheets of offices lie.
    fn of_templates(&self) -> anyhow::Result<impl Iterator<Item = PathBuf> + use<>> {
        let inside = entries(&self.drop())?.into_iter().filter(|it| !it.is_symlink());
        Ok(inside.map(|folder| folder.join(trays::TEMPLATES)).filter(|it| it.is_dir() && !it.is_symlink()))
    }

    /// Where trays lie, or may: offices may have had their own.
    fn trays(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut above = vec![self.drop()];
        above.extend(entries(&self.drop())?.into_iter().filter(|it| it.is_dir() && !it.is_symlink()));
        Ok(above.iter().flat_map(|folder| Tray::ALL.map(|tray| folder.join(tray.folder()))).collect())
    }

    /// Keeps bytes in the archive; a dry run only names them.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, bytes: &[u8]) -> anyhow::Result<Digest> {
        if self.dry_out.is_some() { Ok(Digest::of(bytes)) } else { archive::keep(&self.archive(), bytes) }
    }

    /// A file to be written and then kept, beside where it will lie.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn draft(&self) -> anyhow::Result<NamedTempFile> {
        if self.dry_out.is_none() {
            return archive::draft(&self.archive());
        }
        let folder = self.reports();
        let made = std::fs::create_dir_all(&folder).and_then(|()| leftovers::temporary_in(&folder));
        made.with_context(|| format!("non si scrive in `{}`", folder.display()))
    }

    /// Keeps a draft in the archive, and answers its digest and size; a dry run only names it, and gives it back.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep_draft(&self, draft: NamedTempFile) -> anyhow::Result<(Digest, u64, Option<NamedTempFile>)> {
        if self.dry_out.is_some() {
            let (digest, bytes) = archive::of_draft(&draft)?;
            return Ok((digest, bytes, Some(draft)));
        }
        let (digest, bytes) = archive::keep_draft(&self.archive(), draft)?;
        Ok((digest, bytes, None))
    }

    /// Keeps a file in the archive without holding it, and answers its size; a dry run only names it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep_file(&self, file: &Path) -> anyhow::Result<(Digest, u64)> {
        if self.dry_out.is_none() {
            return archive::keep_file(&self.archive(), file);
        }
        let context = || format!("non si legge `{}`", file.display());
        let mut from = File::open(file).with_context(context)?;
        Digest::of_copy(&mut from, &mut std::io::sink()).with_context(context)
    }
}

/// The drop folder is not the one from which files were taken.
#[derive(Debug, thiserror::Error)]
#[error(
    "in `{0}` non c'è più nessuna delle cartelle degli esiti (`accettati`): la condivisione non è collegata, o la cartella è \
     stata rifatta, e allora va creata al suo interno `accettati`"
)]
pub struct Unmounted(PathBuf);

/// What lies in a folder, sorted; nothing where there is no folder.
pub(super) fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    match std::fs::read_dir(folder) {
        // What is no folder is told where it is needed.
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {}
        listed => {
            for entry in listed.with_context(|| format!("non si legge `{}`", folder.display()))? {
                found.push(entry.with_context(|| format!("non si legge `{}`", folder.display()))?.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// From here on, whatever this process makes is its owner's, and its group's to read: 750 and 640, whoever started it.
pub fn keep_from_others() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o027));
}

/// The file that whoever works on a data root holds.
const WORK: &str = "quadratura.lock";

/// The same in the drop folder, where the name of a file that is hidden is nobody's.
const DROP: &str = ".quadratura.lock";

/// Its owner alone may open it.
const OWN: u32 = 0o600;

/// Times that a lock is asked for, and the milliseconds between two: somebody who only asks whether it is held lets go at
/// once, and keeps nobody out.
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// A lock of a data root: the kernel frees it when the process dies, however it dies.
///
/// Whoever writes holds the *work*. A service holds its *seat* for life and the work only while it works, so that a
/// word of a person (an acknowledgement, a message cancelled) gets in between; what works for long (`run`, `retry`)
/// takes both, and so is kept out beside a service even while that waits.
#[derive(Debug)]
pub struct Lock {
    files: Vec<File>,
}

impl Drop for Lock {
    /// Closing the file is not enough: a process that was being started at that instant may still hold a copy of it.
    fn drop(&mut self) {
        for file in &self.files {
            // Where unlocking fails, closing the file is what is left.
            let _ = file.unlock();
        }
    }
}

/// Another process works on the data root.
#[derive(Debug, thiserror::Error)]
#[error("un'altra esecuzione è in corso su questa cartella ({holder})")]
pub struct Locked {
    /// What the holder wrote of itself.
    pub holder: String,
}

impl Lock {
    /// Takes the work of a data root, for what is done in a moment.
    ///
    /// # Errors
    /// [`Locked`] when another process works; [`Foreign`](super::Foreign) when root would write into the data root of
    /// somebody else; anything else when the disk refuses.
    pub fn take(root: &Path) -> anyhow::Result<Self> {
        writable(root)?;
        Ok(Self { files: work(root, &format!("processo {}", std::process::id()))? })
    }

    /// Takes the work of a data root, and leaves word of who works: the process, the command, since when. For who holds the
    /// seat, and for a copy: of that nothing else is written, so root may make one.
    ///
    /// # Errors
    /// As [`Lock::take`], but for the owner.
    pub fn take_as(root: &Path, command: &str, since: DateTime<Utc>) -> anyhow::Result<Self> {
        Ok(Self { files: work(root, &Holder::this(command, since).written())? })
    }

    /// Takes work and seat: beside a service, nobody issues a month between two of its jobs.
    ///
    /// # Errors
    /// As [`Lock::take`], also when a service waits.
    pub fn take_alone(root: &Path, command: &str, since: DateTime<Utc>) -> anyhow::Result<Self> {
        writable(root)?;
        let holder = Holder::this(command, since).written();
        let mut files = vec![held(root, SEAT, &holder)?];
        files.extend(work(root, &holder)?);
        Ok(Self { files })
    }

    /// Takes the seat of the service of a data root; it takes the work when it works.
    ///
    /// # Errors
    /// [`Locked`] beside another service, or beside a command that works for long; else as [`Lock::take`].
    pub fn take_seat(root: &Path, command: &str, since: DateTime<Utc>) -> anyhow::Result<Self> {
        writable(root)?;
        Ok(Self { files: vec![held(root, SEAT, &Holder::this(command, since).written())?] })
    }
}

/// Holds the work of a data root, and with it the drop folder: two data roots with one drop folder, which somebody linked
/// or mounted into both, would take each other's files.
fn work(root: &Path, holder: &str) -> anyhow::Result<Vec<File>> {
    let mut files = vec![held(root, WORK, holder)?];
    files.extend(held_drop(&root.join("drop"), Owner::beside_root(root))?);
    Ok(files)
}

/// Holds a drop folder, where it can be held. Offices write there: what they put in the place of the file is not followed,
/// not written to, and holds up nothing; nobody else may open ours. A share that knows no locks, or may not be written,
/// says so when a file is taken.
fn held_drop(drop: &Path, owner: Option<Owner>) -> anyhow::Result<Option<File>> {
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    #[expect(clippy::cast_possible_wrap, reason = "flags are bits")]
    let flags = flags.bits() as i32;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(OWN).custom_flags(flags);
    let opened = options.open(drop.join(DROP)).and_then(|file| Ok((file.metadata()?, file)));
    let Ok((meta, file)) = opened else { return Ok(None) };
    let own = meta.uid() == rustix::process::geteuid().as_raw();
    if !meta.is_file() || !(own || owner.is_some_and(|owner| meta.uid() == owner.uid())) {
        return Ok(None);
    }
    if let Some(owner) = owner.filter(|_| own) {
        // A share may not let it be given away: then it is held all the same.
        let _ = owner.receives_open(&file);
    }
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => {
            Err(Locked { holder: "di un'altra cartella dei dati con la stessa `drop`".to_owned() }.into())
        }
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Holds a file of a data root, and writes into it who does.
fn held(root: &Path, name: &str, holder: &str) -> anyhow::Result<File> {
    std::fs::create_dir_all(root).with_context(|| format!("non si crea la cartella `{}`", root.display()))?;
    let path = root.join(name);
    let open = || {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
        // Opened for both, a pipe is not waited for; nobody could hold it.
        if !file.metadata()?.is_file() {
            return Err(std::io::Error::from(std::io::ErrorKind::InvalidInput));
        }
        Owner::beside_root(root).map_or(Ok(()), |owner| owner.receives_open(&file))?;
        Ok(file)
    };
    let mut file = open().with_context(|| format!("non si apre `{}`", path.display()))?;
    match patiently(&file, name) {
        Ok(()) => {
            let mut write = || {
                file.set_len(0)?;
                file.rewind()?;
                file.write_all(holder.as_bytes())?;
                file.flush()
            };
            write().with_context(|| format!("non si scrive `{}`", path.display()))?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder).with_context(|| format!("non si legge `{}`", path.display()))?;
            // The second line is for programs.
            let holder = holder.lines().next().unwrap_or_default().to_owned();
            Err(Locked { holder }.into())
        }
        Err(TryLockError::Error(e)) => Err(e).with_context(|| format!("non si blocca `{}`", path.display())),
    }
}

/// Locks a file. The seat is asked about by others, who hold it for an instant.
fn patiently(file: &File, name: &str) -> Result<(), TryLockError> {
    let tries = if name == SEAT { TRIES } else { 1 };
    for _ in 1..tries {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            other => return other,
        }
    }
    file.try_lock()
}

#[cfg(test)]
mod tests {
    use super::super::seat::Seat;
    use super::*;

    #[test]
    fn what_a_killed_process_left_half_written_is_swept_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::at(root.path().to_owned());
        folders.prepare().unwrap();
        let half = [
            "archive/ab/.tmpX1y2Z3",
            "reports/2021-01/.quadratura-X1y2Z3",
            "drop/accettati/.X1y2Z3.tmp",
            "outbox/.tmpX1y2Z3",
            ".quadratura-X1y2Z3",
        ];
        let whole = [
            "archive/ab/cd",
            "reports/2021-01/m.xlsx",
            "reports/2021-01/.tmp-note.xlsx",
            "drop/accettati/.tmp-appunti.txt",
            "drop/.X1y2Z3.tmp",
        ];
        for name in half.iter().chain(&whole) {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        folders.prepare().unwrap();
        assert!(half.iter().all(|name| !root.path().join(name).exists()));
        assert!(whole.iter().all(|name| root.path().join(name).exists()), "what people write is theirs");
    }

    #[test]
    fn two_data_roots_do_not_work_on_one_drop_folder_at_once() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::create_dir(one.path().join("drop")).unwrap();
        std::os::unix::fs::symlink(one.path().join("drop"), other.path().join("drop")).unwrap();
        let now = DateTime::UNIX_EPOCH;
        let work = Lock::take_as(one.path(), "run", now).unwrap();
        for refused in [Lock::take(other.path()), Lock::take_alone(other.path(), "serve", now)] {
            let said = refused.unwrap_err().to_string();
            assert!(said.contains("un'altra cartella dei dati con la stessa `drop`"), "{said}");
        }
        drop(work);
        assert!(Lock::take_alone(other.path(), "serve", now).is_ok());
    }

    #[test]
    fn what_offices_put_in_the_place_of_the_lock_is_neither_followed_nor_written() {
        let root = tempfile::tempdir().unwrap();
        let (database, lock) = (root.path().join("quadratura.db"), root.path().join("drop/.quadratura.lock"));
        std::fs::create_dir(root.path().join("drop")).unwrap();
        std::fs::write(&database, "figures").unwrap();
        std::os::unix::fs::symlink("../quadratura.db", &lock).unwrap();
        assert!(Lock::take(root.path()).is_ok());
        std::fs::remove_file(&lock).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, &lock, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        assert!(Lock::take(root.path()).is_ok());
        std::fs::remove_file(&lock).unwrap();
        std::fs::write(&lock, "a note of theirs").unwrap();
        drop(Lock::take(root.path()).unwrap());
        let texts = [&database, &lock].map(|path| std::fs::read_to_string(path).unwrap());
        assert_eq!(texts, ["figures", "a note of theirs"]);
    }

    #[test]
    fn who_asks_about_the_seat_keeps_nobody_out_and_learns_who_holds_it() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(Seat::of(root.path()), Seat::Free, "nobody ever served");
        let now = DateTime::UNIX_EPOCH;
        drop(Lock::take_seat(root.path(), "serve", now).unwrap());
        assert_eq!(Seat::of(root.path()), Seat::Free, "the word of who is gone says nothing");
        // Somebody asks in the instant in which a service begins.
        let asking = File::open(root.path().join(SEAT)).unwrap();
        asking.try_lock_shared().unwrap();
        let asked = std::thread::spawn(move || {
            std::thread::sleep(BETWEEN_TRIES * 2);
            asking.unlock().unwrap();
        });
        let seat = Lock::take_seat(root.path(), "serve", now).unwrap();
        asked.join().unwrap();
        let who = Holder { pid: std::process::id(), command: "serve".to_owned(), since: now };
        assert!(who.serves());
        assert_eq!(Seat::of(root.path()), Seat::Held(Some(who)));
        let said = Lock::take_seat(root.path(), "serve", now).unwrap_err().to_string();
        assert!(said.ends_with("`quadratura serve`, dal 01/01/1970 01:00)"), "{said}");
        drop(seat);
        let run = Lock::take_alone(root.path(), "run", now).unwrap();
        assert!(matches!(Seat::of(root.path()), Seat::Held(Some(it)) if !it.serves()));
        drop(run);
    }

    #[test]
    fn a_seat_leaves_room_for_a_word_and_none_for_a_second_service() {
        let root = tempfile::tempdir().unwrap();
        let now = DateTime::UNIX_EPOCH;
        let seat = Lock::take_seat(root.path(), "serve", now).unwrap();
        assert!(Lock::take(root.path()).is_ok());
        for refused in [Lock::take_seat(root.path(), "serve", now), Lock::take_alone(root.path(), "run", now)] {
            let said = refused.unwrap_err().to_string();
            assert!(said.contains("`quadratura serve`, dal 01/01/1970 01:00"), "{said}");
        }
        drop(seat);
        let alone = Lock::take_alone(root.path(), "run", now).unwrap();
        assert!(Lock::take(root.path()).is_err() && Lock::take_seat(root.path(), "serve", now).is_err());
        drop(alone);
        assert!(Lock::take_alone(root.path(), "run", now).is_ok());
    }
}
