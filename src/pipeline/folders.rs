//! Where things lie under the data root, and the kernel lock that keeps a second process out.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Utc};

use crate::calendar;
use crate::intake::archive;
use crate::origin::Digest;

/// The folders of a data root. In a dry run, what is written goes below another folder.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The data root.
    pub root: PathBuf,
    /// Where a dry run writes instead.
    pub dry_out: Option<PathBuf>,
}

impl Folders {
    /// Where the offices put files.
    #[must_use]
    pub fn drop(&self) -> PathBuf {
        self.root.join("drop")
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

    /// Makes what a pass needs; a dry run makes nothing under the root.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn prepare(&self) -> anyhow::Result<()> {
        let needed = if self.dry_out.is_some() { vec![] } else { vec![self.drop(), self.archive()] };
        for folder in needed {
            std::fs::create_dir_all(&folder)
                .with_context(|| format!("non si crea la cartella `{}`", folder.display()))?;
        }
        Ok(())
    }

    /// Keeps bytes in the archive; a dry run only names them.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, bytes: &[u8]) -> anyhow::Result<Digest> {
        if self.dry_out.is_some() { Ok(Digest::of(bytes)) } else { archive::keep(&self.archive(), bytes) }
    }
}

/// The lock of a data root: the kernel frees it when the process dies, however it dies.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Closing the file is not enough: a process that was being started at that instant may still hold a copy of it.
    fn drop(&mut self) {
        // Where unlocking fails, closing the file is what is left.
        let _ = self.file.unlock();
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
    /// Takes the lock of a data root, and leaves word of who holds it: the process, the command, since when.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn take_for(root: &Path, command: &str, since: DateTime<Utc>) -> anyhow::Result<Self> {
        let mut lock = Self::take(root)?;
        let said = format!("processo {}, `quadratura {command}`, dal {}", std::process::id(), calendar::shown(since));
        lock.says(&said)?;
        Ok(lock)
    }

    /// Takes the lock of a data root.
    ///
    /// # Errors
    /// [`Locked`] when another process holds it; anything else when the disk refuses.
    pub fn take(root: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(root).with_context(|| format!("non si crea la cartella `{}`", root.display()))?;
        let path = root.join("quadratura.lock");
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(|| format!("non si apre `{}`", path.display()))?;
        match file.try_lock() {
            Ok(()) => {
                let mut lock = Self { file };
                lock.says(&format!("processo {}", std::process::id()))?;
                Ok(lock)
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                (&file).read_to_string(&mut holder)?;
                Err(Locked { holder }.into())
            }
            Err(TryLockError::Error(e)) => Err(e).with_context(|| format!("non si blocca `{}`", path.display())),
        }
    }

    fn says(&mut self, holder: &str) -> anyhow::Result<()> {
        let mut write = || {
            self.file.set_len(0)?;
            self.file.rewind()?;
            self.file.write_all(holder.as_bytes())?;
            self.file.flush()
        };
        write().context("non si scrive `quadratura.lock`")
    }
}
