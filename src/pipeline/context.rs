//! What a pass works with: its hands, the places that it tells of, and where letters are composed and kept.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::folders::Folders;
use crate::config::Config;
use crate::intake::Wait;
use crate::mail::Transport;
use crate::origin::Sources;
use crate::period::Period;
use crate::store::Store;

/// A place in a pass, told to a [`Witness`] when it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A file was claimed out of the drop folder.
    Claimed(&'a str),
    /// A file is about to be read.
    Reading(&'a str),
    /// Everything was read; the month is about to be computed.
    Computing,
    /// Workbook and messages lie in the archive; nothing is committed.
    Kept,
    /// The transaction is committed; nothing was carried out.
    Committed,
    /// A file whose outcome has changed was taken out of its former tray.
    Withdrawn(&'a str),
    /// A file lies in its tray; the database does not say so yet.
    Moved(&'a str),
    /// The database says that it does.
    Settled(&'a str),
    /// A file of a withdrawn issue has left `reports/`; the database does not say so yet.
    TakenAway(&'a str),
    /// A workbook or a prospetto lies under `reports/`; the database does not say so yet.
    Published(&'a str),
    /// The registry beside the archive tells of arrivals, of an issue or of messages; the database does not say so yet.
    Recorded,
    /// A folder of the archive, or an issue, is about to be verified.
    Verifying,
    /// Trays, reports and messages are done.
    CarriedOut,
}

/// Somebody who follows a pass: a progress line, or a test that ends it. An error stops the pass there, as a kill would.
pub type Witness<'a> = &'a dyn Fn(Step<'_>) -> anyhow::Result<()>;

/// Whether a pass looks into the drop folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropFolder {
    /// It takes what lies there.
    Taken,
    /// The caller did so by [`take_in`](super::take_in): a second look in the same instant would be a second scan.
    LeftAlone,
}

/// What a pass does with what it has to tell of alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digests {
    /// It tells it, with all that was kept.
    Told,
    /// A later pass of the same run, for another month, tells it with its own.
    Kept,
}

/// What a pass works with. The caller holds the [`Lock`](super::Lock) of the data root, but for a trial.
pub struct Hands<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The database; of a trial, one that rolls back.
    pub store: &'a mut Store,
    /// Who hands messages over.
    pub transport: &'a dyn Transport,
    /// The instant of the pass.
    pub now: DateTime<Utc>,
    /// Who follows it.
    pub witness: Witness<'a>,
    /// Where things lie; of a trial, where they are written instead.
    pub folders: Folders,
    /// Whether it looks into the drop folder.
    pub drop: DropFolder,
    /// What it does with its news.
    pub digests: Digests,
    /// The last month of the run, where several are run one after the other.
    pub last: Option<Period>,
}

impl<'a> Hands<'a> {
    /// Those of a pass that stands alone.
    pub fn of(
        config: &'a Config,
        store: &'a mut Store,
        transport: &'a dyn Transport,
        now: DateTime<Utc>,
        witness: Witness<'a>,
    ) -> Self {
        let (folders, drop, digests) = (Folders::of(config), DropFolder::Taken, Digests::Told);
        Self { config, store, transport, now, witness, folders, drop, digests, last: None }
    }

    /// Those of a trial: nothing changes under the data root, and what would be issued is written below this folder.
    #[must_use]
    pub fn trying(self, out: PathBuf) -> Self {
        Self { folders: Folders { dry_out: Some(out), ..self.folders }, ..self }
    }

    /// The same, where the drop folder was looked into before.
    #[must_use]
    pub fn leaving_the_drop_folder(self) -> Self {
        Self { drop: DropFolder::LeftAlone, ..self }
    }

    /// The same for one month of several, of which a later one tells what all have to tell.
    #[must_use]
    pub fn keeping_digests(self) -> Self {
        Self { digests: Digests::Kept, ..self }
    }

    /// The same in a run that goes on to this month: files of the months between are what somebody waits for.
    #[must_use]
    pub fn going_on_to(self, last: Period) -> Self {
        Self { last: Some(last), ..self }
    }

    /// Whether nothing is to change under the data root.
    pub(super) fn is_trial(&self) -> bool {
        self.folders.dry_out.is_some()
    }

    /// How files are looked at, once.
    pub(super) fn wait(&self) -> Wait {
        Wait { now: self.now, settled_scans: 1, settings: self.config.settings.intake }
    }
}

/// Where letters are composed and kept.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub config: &'a Config,
    pub folders: &'a Folders,
    pub now: DateTime<Utc>,
}

/// Where a month is read from.
#[derive(Clone, Copy)]
pub struct Shelves<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// Where things lie.
    pub folders: &'a Folders,
    /// The database.
    pub store: &'a Store,
}

/// A month in hand: by which configuration it is judged, and the files behind its origins.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub period: Period,
    pub config: &'a Config,
    pub sources: &'a Sources,
}
