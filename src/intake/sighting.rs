//! What is seen in the drop folder, and for how long a file waits there.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::phrases::{self, Reason, When};
use crate::office::OfficeId;
use crate::problem::Problem;

/// `[intake]` of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Minutes for which a file may stay open in a spreadsheet before somebody is told.
    pub open_age_max_minutes: u32,
    /// Minutes for which a file may wait for any other reason before its office is told.
    pub waiting_age_max_minutes: u32,
    /// Whether the folders of the offices in the drop folder are trays of their own: what came of a file is put back into the
    /// folder where it lay, and the folder says who may drop it.
    pub own_trays: bool,
}

impl Default for Settings {
    fn default() -> Self {
        // A file is corrected within an hour or forgotten open; the longest copy over a slow line is over in two.
        Self { open_age_max_minutes: 60, waiting_age_max_minutes: 120, own_trays: false }
    }
}

/// When a file that lies there is taken.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    /// The instant of the scan.
    pub now: DateTime<Utc>,
    /// How many scans in a row must see the same size and time of change; 0 asks no more than 1.
    pub settled_scans: u32,
    /// The settings.
    pub settings: Settings,
}

/// What a scan saw of a file that it did not give out, to be compared with what the next one sees. Its time of change
/// is compared with itself only: the clock of a share is not ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// The office in whose subfolder it lies; none for the drop folder itself.
    pub folder: Option<OfficeId>,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its time of change, in nanoseconds of the file system's clock.
    pub modified: i64,
    /// How many scans in a row saw it so.
    pub scans: u32,
    /// The first scan that saw it at all.
    pub first_seen: DateTime<Utc>,
    /// The first scan of those in a row that saw it open in a spreadsheet.
    pub open_since: Option<DateTime<Utc>>,
}

impl Sighting {
    /// What a first look tells of a file that is there and shows nothing of itself.
    #[must_use]
    pub fn first(folder: Option<OfficeId>, name: &str, now: DateTime<Utc>) -> Self {
        Self { folder, name: name.to_owned(), bytes: 0, modified: 0, scans: 1, first_seen: now, open_since: None }
    }
}

/// A file that can be claimed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its name as dropped.
    pub name: String,
    /// Where it lies now.
    pub path: PathBuf,
    /// What was seen of it, should it have to wait after all.
    pub sighting: Sighting,
}

/// A file that has to wait for the next scan, or a folder (its name ends with `/`) whose files nobody reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Settling {
    /// Its name as dropped.
    pub name: String,
    /// Why it waits, in Italian; since when, too, once it has waited for too long.
    pub why: String,
    /// Why alone.
    pub reason: String,
    /// What must be said when it has waited for too long.
    pub problem: Option<Problem>,
    /// The names of the files that are not read: its own, or those in a folder.
    pub files: Vec<String>,
    /// What was seen of it.
    pub sighting: Sighting,
}

impl Settling {
    /// A file with the reason why it waits, in whole words when it has waited for too long.
    #[must_use]
    pub fn of(sighting: Sighting, reason: Reason, wait: &Wait) -> Self {
        let since = sighting.open_since.unwrap_or(sighting.first_seen);
        let minutes = (wait.now - since).num_minutes();
        let Settings { open_age_max_minutes, waiting_age_max_minutes, .. } = wait.settings;
        let is_open = sighting.open_since.is_some();
        let age_max = if is_open { open_age_max_minutes } else { waiting_age_max_minutes };
        let is_late = match reason.told {
            When::Never => false,
            When::Late => minutes >= i64::from(age_max),
            When::AtOnce => true,
        };
        let problem = is_late.then(|| match is_open {
            true => phrases::open_too_long(minutes),
            false => phrases::waiting_too_long(minutes, &reason),
        });
        let problem = problem.map(|it| it.in_file(sighting.name.clone()));
        let why = problem.as_ref().map_or_else(|| reason.why.clone(), |problem| problem.text.clone());
        Self {
            name: sighting.name.clone(),
            why,
            reason: reason.why,
            problem,
            files: vec![sighting.name.clone()],
            sighting,
        }
    }
}

/// What a look at the drop folder saw, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Complete files.
    pub arrivals: Vec<Found>,
    /// What waits: files still being written, open in a spreadsheet or out of reach, and what is no file.
    pub settling: Vec<Settling>,
}

impl Scan {
    /// What was seen of all that waits: what the next scan is given as `seen`.
    #[must_use]
    pub fn sightings(&self) -> Vec<Sighting> {
        let mut sightings: Vec<Sighting> = self.settling.iter().map(|it| it.sighting.clone()).collect();
        sightings.sort();
        sightings
    }
}
