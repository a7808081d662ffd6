//! The archive: every original, workbook and message under its SHA-256, never altered, never overwritten.
//! It refuses to know names, offices and months: a digest is all that it is asked by.

use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use super::leftovers;
use crate::origin::Digest;

/// Read by its owner and group, written by nobody.
const KEPT: u32 = 0o440;

/// What lies under a digest are not its bytes: the disk, or somebody, altered them.
#[derive(Debug, thiserror::Error)]
#[error("l'archivio contiene byte alterati in `{}`", .0.display())]
pub struct Altered(pub PathBuf);

/// Where the bytes of a digest lie: `ab/cdef...` below the archive's folder.
#[must_use]
pub fn path_of(archive: &Path, digest: Digest) -> PathBuf {
    let name = digest.to_string();
    let (folder, rest) = name.split_at(2);
    archive.join(folder).join(rest)
}

/// Keeps these bytes (temporary file, fsync, rename, fsync of the folder) and returns their digest;
/// bytes that are there already are verified and left alone.
///
/// # Errors
/// When the disk refuses, or the archive holds other bytes under this digest.
pub fn keep(archive: &Path, bytes: &[u8]) -> anyhow::Result<Digest> {
    let digest = Digest::of(bytes);
    let path = path_of(archive, digest);
    if path.exists() {
        load(archive, digest)?;
        return Ok(digest);
    }
    let folder = path.parent().unwrap_or(archive);
    fs::create_dir_all(folder).with_context(|| format!("non si crea `{}`", folder.display()))?;
    let context = || format!("non si conserva `{}`", path.display());
    let mut temporary = leftovers::temporary_in(folder).with_context(context)?;
    temporary.write_all(bytes).with_context(context)?;
    temporary.as_file().set_permissions(Permissions::from_mode(KEPT)).with_context(context)?;
    temporary.as_file().sync_all().with_context(context)?;
    if let Err(e) = temporary.persist_noclobber(&path) {
        if e.error.kind() != std::io::ErrorKind::AlreadyExists {
            return Err(e.error).with_context(context);
        }
        load(archive, digest)?;
    }
    sync_folder(folder)?;
    sync_folder(archive)?;
    Ok(digest)
}

/// Keeps a file without ever holding it whole: it is hashed while it is copied. Answers its digest and its size.
///
/// # Errors
/// When the disk refuses, or the archive holds other bytes under this digest.
pub fn keep_file(archive: &Path, file: &Path) -> anyhow::Result<(Digest, u64)> {
    let context = || format!("non si conserva `{}`", file.display());
    let mut from = super::open_plain(file).with_context(context)?;
    let mut temporary = leftovers::temporary_in(archive).with_context(context)?;
    let (digest, bytes) = Digest::of_copy(&mut from, &mut temporary).with_context(context)?;
    settle(temporary, Kept { archive, digest, bytes }).with_context(context)?;
    Ok((digest, bytes))
}

/// An empty file in the archive's folder, to be written and then [kept](keep_draft); dropped, it is gone.
///
/// # Errors
/// When the disk refuses.
pub fn draft(archive: &Path) -> anyhow::Result<NamedTempFile> {
    leftovers::temporary_in(archive).with_context(|| format!("non si scrive in `{}`", archive.display()))
}

/// Keeps a [`draft`] as it was written, without copying or holding it. Answers its digest and its size.
///
/// # Errors
/// When the disk refuses, or the archive holds other bytes under this digest.
pub fn keep_draft(archive: &Path, draft: NamedTempFile) -> anyhow::Result<(Digest, u64)> {
    let (digest, bytes) = of_draft(&draft)?;
    settle(draft, Kept { archive, digest, bytes })?;
    Ok((digest, bytes))
}

/// The digest and the size of a draft, read piece by piece.
///
/// # Errors
/// When the disk refuses.
pub fn of_draft(draft: &NamedTempFile) -> anyhow::Result<(Digest, u64)> {
    let read = || Digest::of_copy(&mut draft.reopen()?, &mut std::io::sink());
    read().with_context(|| format!("non si rilegge `{}`", draft.path().display()))
}

/// Gives a whole temporary file the place of its digest; what is there already is verified and left alone.
fn settle(temporary: NamedTempFile, kept: Kept<'_>) -> anyhow::Result<()> {
    let path = path_of(kept.archive, kept.digest);
    let context = || format!("non si conserva `{}`", path.display());
    if path.exists() {
        return kept.verify();
    }
    let folder = path.parent().unwrap_or(kept.archive);
    fs::create_dir_all(folder).with_context(context)?;
    temporary.as_file().set_permissions(Permissions::from_mode(KEPT)).with_context(context)?;
    temporary.as_file().sync_all().with_context(context)?;
    if let Err(e) = temporary.persist_noclobber(&path) {
        if e.error.kind() != std::io::ErrorKind::AlreadyExists {
            return Err(e.error).with_context(context);
        }
        kept.verify()?;
    }
    sync_folder(folder)?;
    sync_folder(kept.archive)
}

/// What the archive keeps of a file, to be compared and copied piece by piece: a file may be larger than the memory.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// The archive's folder.
    pub archive: &'a Path,
    /// The digest.
    pub digest: Digest,
    /// The size in bytes.
    pub bytes: u64,
}

impl Kept<'_> {
    /// Whether a file has these bytes.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        let same_size = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == self.bytes);
        let digest = || Digest::of_copy(&mut super::open_plain(path)?, &mut std::io::sink());
        same_size && digest().is_ok_and(|(digest, _)| digest == self.digest)
    }

    /// Copies the bytes to a writer.
    pub(super) fn copy_to(&self, to: &mut impl std::io::Write) -> anyhow::Result<()> {
        copy(self.archive, self.digest, to)
    }

    fn verify(&self) -> anyhow::Result<()> {
        self.copy_to(&mut std::io::sink())
    }
}

/// Copies the bytes of a digest to a writer, piece by piece, and verifies them on the way: on an error, what was written
/// is not theirs.
///
/// # Errors
/// When they are missing or altered, or cannot be written.
pub fn copy(archive: &Path, digest: Digest, to: &mut impl std::io::Write) -> anyhow::Result<()> {
    let path = path_of(archive, digest);
    let mut from = super::open_file(&path).with_context(|| not_given_back(&path))?;
    let (found, _) = Digest::of_copy(&mut from, to).map_err(|error| match super::is_full(&error) {
        // It was given back: where it goes there is no room.
        true => error.into(),
        false => anyhow::Error::from(error).context(not_given_back(&path)),
    })?;
    if found != digest {
        return Err(Altered(path).into());
    }
    Ok(())
}

fn not_given_back(path: &Path) -> String {
    format!("l'archivio non restituisce `{}`", path.display())
}

/// The bytes of a digest, verified against it.
///
/// # Errors
/// When they are missing or altered.
pub fn load(archive: &Path, digest: Digest) -> anyhow::Result<Vec<u8>> {
    let path = path_of(archive, digest);
    let bytes = super::read_file(&path).with_context(|| not_given_back(&path))?;
    if Digest::of(&bytes) != digest {
        return Err(Altered(path).into());
    }
    Ok(bytes)
}

/// Makes the names in a folder durable: a rename is safe only once its folder is.
pub(super) fn sync_folder(folder: &Path) -> anyhow::Result<()> {
    File::open(folder)
        .and_then(|opened| opened.sync_all())
        .with_context(|| format!("non si rende durevole `{}`", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_twice_is_kept_once_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("archive");
        let digest = keep(&archive, b"proventi").unwrap();
        assert_eq!(keep(&archive, b"proventi").unwrap(), digest);
        assert_eq!(load(&archive, digest).unwrap(), b"proventi");
        let path = path_of(&archive, digest);
        assert!(path.starts_with(archive.join(&digest.to_string()[..2])));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_is_kept_as_its_bytes_would_be() {
        let archive = tempfile::tempdir().unwrap();
        let file = archive.path().join("oneri.csv");
        // Longer than a piece, and not a whole number of them.
        let bytes: Vec<u8> = (0..200_001_u32).flat_map(u32::to_le_bytes).collect();
        fs::write(&file, &bytes).unwrap();
        let (digest, size) = keep_file(archive.path(), &file).unwrap();
        assert_eq!((digest, size), (Digest::of(&bytes), bytes.len() as u64));
        assert_eq!(load(archive.path(), digest).unwrap(), bytes);
        assert_eq!(keep_file(archive.path(), &file).unwrap(), (digest, size));
        assert_eq!(keep(archive.path(), &bytes).unwrap(), digest);
        let kept = Kept { archive: archive.path(), digest, bytes: size };
        assert!(kept.is_at(&file));
        fs::write(&file, &bytes[1..]).unwrap();
        assert!(!kept.is_at(&file));
        let left = fs::read_dir(archive.path()).unwrap().count();
        assert_eq!(left, 2, "the file, and the folder of the digest: nothing temporary is left");
    }

    #[test]
    fn a_draft_is_kept_as_its_bytes_would_be_and_leaves_nothing_else() {
        let archive = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..50_001_u32).flat_map(u32::to_le_bytes).collect();
        for _ in 0..2 {
            let mut written = draft(archive.path()).unwrap();
            written.write_all(&bytes).unwrap();
            assert_eq!(keep_draft(archive.path(), written).unwrap(), (Digest::of(&bytes), bytes.len() as u64));
        }
        drop(draft(archive.path()).unwrap());
        let mut back = Vec::new();
        copy(archive.path(), Digest::of(&bytes), &mut back).unwrap();
        assert!(back == bytes);
        assert_eq!(fs::read_dir(archive.path()).unwrap().count(), 1, "the folder of the digest");
    }

    #[test]
    fn altered_bytes_are_said_and_never_overwritten() {
        let archive = tempfile::tempdir().unwrap();
        let digest = keep(archive.path(), b"oneri").unwrap();
        let path = path_of(archive.path(), digest);
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        fs::write(&path, b"altro").unwrap();
        assert!(load(archive.path(), digest).is_err());
        assert!(keep(archive.path(), b"oneri").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"altro");
    }

    #[test]
    fn a_copy_cut_by_a_crash_does_not_stand_in_the_way() {
        let archive = tempfile::tempdir().unwrap();
        let path = path_of(archive.path(), Digest::of(b"oneri"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path.parent().unwrap().join(".tmpAbc"), b"one").unwrap();
        let digest = keep(archive.path(), b"oneri").unwrap();
        assert_eq!(load(archive.path(), digest).unwrap(), b"oneri");
    }

    #[test]
    fn a_missing_digest_is_an_error() {
        let archive = tempfile::tempdir().unwrap();
        assert!(load(archive.path(), Digest::of(b"mai visto")).is_err());
    }
}
