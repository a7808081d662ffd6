//! Whose a data root is. What root writes into the folder of a service that service cannot change any more: so root
//! writes nothing there, and what it must make it hands over.

use std::fs::File;
use std::os::unix::fs::{MetadataExt as _, chown, fchown};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use nix::unistd::{Uid, User};

/// The owner of a folder, where root works on it and it is not root's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    uid: u32,
    gid: u32,
}

/// Root would write into the data root of somebody else.
#[derive(Debug, thiserror::Error)]
#[error(
    "la cartella dei dati `{root}` è di `{owner}`, e ciò che vi scrivesse root il servizio non potrebbe più cambiarlo: dare il \
     comando da quell'utente"
)]
pub struct Foreign {
    root: PathBuf,
    /// As `sudo -u` takes it: a name, or `#1001`.
    pub owner: String,
}

impl Owner {
    /// The owner of a folder, when root works on it and somebody else owns it. Nobody where there is no folder yet.
    #[must_use]
    pub fn beside_root(folder: &Path) -> Option<Self> {
        if !is_root() {
            return None;
        }
        let meta = std::fs::metadata(folder).ok()?;
        (meta.uid() != 0).then(|| Self { uid: meta.uid(), gid: meta.gid() })
    }

    /// As whom `sudo -u` is told.
    fn name(self) -> String {
        name_of(self.uid).unwrap_or_else(|| format!("#{}", self.uid))
    }

    /// Gives a file or folder to the owner.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn receives(self, path: &Path) -> anyhow::Result<()> {
        let context = || format!("`{}` non si può dare a `{}`", path.display(), self.name());
        chown(path, Some(self.uid), Some(self.gid)).with_context(context)
    }

    /// The same of a file that is open.
    pub(super) fn receives_open(self, file: &File) -> std::io::Result<()> {
        fchown(file, Some(self.uid), Some(self.gid))
    }

    /// Whose files are the owner's.
    pub(super) fn uid(self) -> u32 {
        self.uid
    }
}

/// Whether it is root who works.
#[must_use]
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Refuses to let root write into the data root of somebody else.
///
/// # Errors
/// [`Foreign`].
pub fn writable(root: &Path) -> Result<(), Foreign> {
    match Owner::beside_root(root) {
        Some(owner) => Err(Foreign { root: root.to_owned(), owner: owner.name() }),
        None => Ok(()),
    }
}

/// The name of the system's user that this process is of, or its number.
#[must_use]
pub fn user() -> String {
    called(rustix::process::geteuid().as_raw())
}

/// The name of a user, as the machine knows its own and those of a directory.
fn name_of(uid: u32) -> Option<String> {
    User::from_uid(Uid::from_raw(uid)).ok().flatten().map(|user| user.name)
}

/// Whose a file is that an office dropped: the name of the user, or the number of one that the machine does not know.
pub(super) fn called(uid: u32) -> String {
    name_of(uid).unwrap_or_else(|| uid.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_known_by_name_where_the_machine_knows_it() {
        // Numbers that no machine gives; the last one but one is nobody's.
        assert_eq!((called(0).as_str(), called(4_294_967_294 - 7).as_str()), ("root", "4294967287"));
    }
}
