//! Who holds the seat of a data root, asked without taking it: a look keeps nobody out.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar;

/// The file that a service holds for all of its life: it works for seconds and waits for hours.
pub(super) const SEAT: &str = "quadratura.servizio.lock";

/// The command that holds the seat to wait for what is due; the others hold it while they work.
pub(super) const SERVE: &str = "serve";

/// Who holds a lock, as he leaves word of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The command.
    pub command: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Holder {
    /// This process.
    pub(super) fn this(command: &str, since: DateTime<Utc>) -> Self {
        Self { pid: std::process::id(), command: command.to_owned(), since }
    }

    /// Whether it is the service.
    #[must_use]
    pub fn serves(&self) -> bool {
        self.command == SERVE
    }

    /// `processo 123, `quadratura run`, dal 23/11/2026 08:46`.
    #[must_use]
    pub fn told(&self) -> String {
        format!("processo {}, `quadratura {}`, dal {}", self.pid, self.command, calendar::shown(self.since))
    }

    /// What he writes into the file: a line for people, and one for programs.
    pub(super) fn written(&self) -> String {
        let word = serde_json::to_string(self).unwrap_or_default();
        format!("{}\n{word}\n", self.told())
    }

    /// What stands in the file; none where an older program wrote it.
    fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text.lines().nth(1)?).ok()
    }
}

/// The seat of a data root as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Nobody holds it.
    Free,
    /// Somebody holds it; who, where he left word that is understood.
    Held(Option<Holder>),
    /// It may not be looked at: the file is another user's, or its disk knows no locks.
    Unknown,
}

impl Seat {
    /// That of a data root. It is asked by a lock that others may share, and that is given back at once; whoever takes the
    /// seat in that instant tries again.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        // Somebody's pipe in its place is not waited for.
        let flags = rustix::fs::OFlags::NONBLOCK;
        #[expect(clippy::cast_possible_wrap, reason = "flags are bits")]
        let flags = flags.bits() as i32;
        let opened = OpenOptions::new().read(true).custom_flags(flags).open(root.join(SEAT));
        match opened {
            Ok(file) => Self::asked(&file),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Self::Free,
            Err(_) => Self::Unknown,
        }
    }

    fn asked(mut file: &File) -> Self {
        match file.try_lock_shared() {
            Ok(()) => {
                // Closing the file frees it too.
                let _ = file.unlock();
                Self::Free
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let word = file.read_to_string(&mut text).ok().and_then(|_| Holder::read(&text));
                Self::Held(word)
            }
            Err(TryLockError::Error(_)) => Self::Unknown,
        }
    }
}
