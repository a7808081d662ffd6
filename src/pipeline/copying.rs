//! Files copied from folder to folder, whole or not at all, and verified; by a second name where that is enough. Refuses to
//! know what a data root is made of.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use anyhow::Context as _;

use super::folders::{Folders, entries};
use super::phrases;
use crate::intake::{self, archive, leftovers};
use crate::origin::Digest;

/// What was copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Originals of the archive that are there and verified.
    pub kept: usize,
    /// How many of them are new.
    pub new: usize,
    /// How many of the new ones are the same file under a second name.
    pub linked: usize,
    /// Files of reports, outbox, registry and configuration that are there.
    pub others: usize,
    /// What could not be copied, in Italian.
    pub left_out: Vec<String>,
    /// Files of the configuration that are for others to read, in Italian.
    pub secret: Vec<String>,
}

impl Copied {
    /// Names what could not be copied, once however often it was tried.
    pub(super) fn leave_out(&mut self, said: String) {
        if !self.left_out.contains(&said) {
            self.left_out.push(said);
        }
    }
}

/// Copies the originals of an archive that were not seen yet; those that are there are verified by their names.
pub(super) fn originals(
    from: &Folders,
    to: &Folders,
    links: bool,
    seen: &mut BTreeSet<Digest>,
    copied: &mut Copied,
) -> anyhow::Result<()> {
    let mut touched = BTreeSet::from([to.archive()]);
    fs::create_dir_all(to.archive()).with_context(|| format!("non si crea `{}`", to.archive().display()))?;
    for folder in entries(&from.archive())? {
        for path in entries(&folder)? {
            let Some(digest) = digest_named(&folder, &path).filter(|it| !seen.contains(it)) else { continue };
            let there = archive::path_of(&to.archive(), digest);
            if digest_of(&there).is_ok_and(|found| found == digest) {
                copied.kept += 1;
                seen.insert(digest);
                continue;
            }
            // What lies there under this name is not what it was.
            if there.exists() {
                fs::remove_file(&there).with_context(|| format!("non si sostituisce `{}`", there.display()))?;
            }
            if digest_of(&path).with_context(|| format!("non si legge `{}`", path.display()))? != digest {
                copied.leave_out(phrases::altered(&path));
                continue;
            }
            let into = there.parent().unwrap_or(&to.root).to_owned();
            fs::create_dir_all(&into).with_context(|| format!("non si crea `{}`", into.display()))?;
            let linked = links && fs::hard_link(&path, &there).is_ok();
            if !linked && copy_file(&path, &there)? != digest {
                copied.leave_out(phrases::altered(&path));
                continue;
            }
            touched.insert(into);
            seen.insert(digest);
            copied.kept += 1;
            copied.new += 1;
            copied.linked += usize::from(linked);
        }
    }
    for folder in touched {
        let sync = || File::open(&folder)?.sync_all();
        sync().with_context(|| format!("non si rende durevole `{}`", folder.display()))?;
    }
    Ok(())
}

/// The digest that the name of a file in an archive is.
pub(super) fn digest_named(folder: &Path, path: &Path) -> Option<Digest> {
    let (first, rest) = (folder.file_name()?.to_str()?, path.file_name()?.to_str()?);
    (first.len() == 2).then(|| format!("{first}{rest}").parse().ok())?
}

pub(super) fn digest_of(path: &Path) -> std::io::Result<Digest> {
    Ok(Digest::of_copy(&mut intake::open_file(path)?, &mut std::io::sink())?.0)
}

/// Copies the files of a folder and of those in it, but for what is hidden or unfinished.
pub(super) fn tree(from: &Path, to: &Path, copied: &mut Copied) -> anyhow::Result<()> {
    tree_but(from, to, |_| false, copied)
}

/// The same without what lies in the folder itself under such a name.
pub(super) fn tree_but(from: &Path, to: &Path, is_left: fn(&str) -> bool, copied: &mut Copied) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("non si crea `{}`", to.display()))?;
    for path in entries(from)? {
        let name = path.file_name().unwrap_or_default();
        let shown = name.to_string_lossy();
        if shown.starts_with('.') || is_left(&shown) {
            continue;
        }
        // A link to a file is copied as the file; one to a folder may lead anywhere.
        if fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_dir()) {
            tree(&path, &to.join(name), copied)?;
        } else if path.is_file() {
            one(&path, &to.join(name), copied)?;
        }
    }
    Ok(())
}

/// Copies a file, unless the same lies there. One that this user may not read is named.
pub(super) fn one(from: &Path, to: &Path, copied: &mut Copied) -> anyhow::Result<()> {
    let same = match digest_of(from) {
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
            copied.secret.push(phrases::secret(from));
            return Ok(());
        }
        read => {
            let digest = read.with_context(|| format!("non si legge `{}`", from.display()))?;
            digest_of(to).is_ok_and(|there| there == digest)
        }
    };
    if !same {
        copy_file(from, to)?;
    }
    copied.others += 1;
    Ok(())
}

/// Copies a file whole or not at all, with the rights that it has; the digest of what was copied.
pub(super) fn copy_file(from: &Path, to: &Path) -> anyhow::Result<Digest> {
    let context = || format!("non si copia `{}` in `{}`", from.display(), to.display());
    let folder = to.parent().unwrap_or(Path::new("."));
    let mut source = intake::open_file(from).with_context(context)?;
    let mut file = leftovers::temporary_in(folder).with_context(context)?;
    let (digest, _) = Digest::of_copy(&mut source, &mut file).with_context(context)?;
    let permissions = source.metadata().with_context(context)?.permissions();
    file.as_file().set_permissions(permissions).with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    file.persist(to).with_context(context)?;
    let sync = || File::open(folder)?.sync_all();
    sync().with_context(context)?;
    Ok(digest)
}

/// Takes out of a folder the files that another one does not have.
pub(super) fn without(from: &Path, to: &Path) -> anyhow::Result<()> {
    for path in entries(to)? {
        let there = from.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            without(&there, &path)?;
        } else if !there.exists() {
            fs::remove_file(&path).with_context(|| format!("non si toglie `{}`", path.display()))?;
        }
    }
    Ok(())
}

/// Writes a file whole or not at all.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let write = || {
        let mut file = leftovers::temporary_in(path.parent().unwrap_or(Path::new(".")))?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        anyhow::Ok(())
    };
    write().with_context(|| format!("non si scrive `{}`", path.display()))
}
