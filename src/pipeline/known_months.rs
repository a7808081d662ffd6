//! Which months there is anything of: files that came, files that lie in the drop folder, issues. A month that a person names
//! and of which there is nothing is more likely a slip than a month without files. Refuses to know who asks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::arrivals::place_in_name;
use super::context::Shelves;
use super::examine::{self, Yardstick};
use crate::calendar;
use crate::intake::{self, Wait, trays};
use crate::origin::Sources;
use crate::period::Period;
use crate::store::Store;

/// The months that there is anything of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownMonths {
    /// Those with files or issues.
    pub months: BTreeSet<Period>,
    /// Files of the drop folder that tell no month, by name.
    pub of_no_month: Vec<String>,
}

/// A file of the drop folder: its name, and where its bytes lie when they may be read.
type Lying = (String, Option<PathBuf>);

impl KnownMonths {
    /// What database and drop folder tell. Files whose name tells no month are looked into as long as nothing else tells of
    /// one of those that are `asked` for.
    ///
    /// # Errors
    /// When disk or database fail.
    pub fn look(asked: &[Period], shelves: Shelves<'_>, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let Shelves { config, folders, store } = shelves;
        // What keeps a pass from looking into it is said as a pass says it.
        folders.mounted(store)?;
        folders.prepare()?;
        let mut known = Self { months: store.months_known()?, of_no_month: Vec::new() };
        let mut silent = Vec::new();
        for (name, path) in lying(shelves, now)? {
            match place_in_name(&name, config) {
                Some((_, _, Some(month))) => known.months.extend([month]),
                Some(_) => silent.push((name, path)),
                None => known.of_no_month.push(name),
            }
        }
        if !asked.iter().all(|month| known.months.contains(month)) {
            let by = Yardstick { config, month: calendar::month_of(now) };
            for (name, path) in silent {
                match path.and_then(|path| month_inside(&name, &path, by)) {
                    Some(month) => known.months.extend([month]),
                    None => known.of_no_month.push(name),
                }
            }
        }
        known.of_no_month.sort();
        Ok(known)
    }
}

/// The months between the last one issued before a month and that month: whoever has never issued any misses none, and what lies
/// back more than to the exercise before is no gap: years are issued for themselves, to be compared with.
pub(super) fn never_issued(store: &Store, period: Period) -> anyhow::Result<Vec<Period>> {
    let before = store.months_with_issue()?.into_iter().rfind(|month| *month < period);
    let before = before.filter(|before| is_followed(*before, period));
    Ok(before.map(|before| between(before, period).collect()).unwrap_or_default())
}

/// All months that were passed over since the first one issued, in order.
///
/// # Errors
/// When the database fails.
pub fn passed_over(store: &Store) -> anyhow::Result<Vec<Period>> {
    let issued = store.months_with_issue()?;
    let pairs = issued.windows(2).filter(|pair| is_followed(pair[0], pair[1]));
    Ok(pairs.flat_map(|pair| between(pair[0], pair[1])).collect())
}

/// Whether a month goes on from another: in its exercise, or in the next after more than its December alone.
fn is_followed(before: Period, after: Period) -> bool {
    let years = after.exercise().0 - before.exercise().0;
    years == 0 || years == 1 && !(before.month() == 12 && after.month() == 12)
}

fn between(before: Period, after: Period) -> impl Iterator<Item = Period> {
    std::iter::successors(Some(before.next()), |month| Some(month.next())).take_while(move |month| *month < after)
}

/// The files that lie in the drop folder, those that wait and those that a killed pass had in hand too.
fn lying(shelves: Shelves<'_>, now: DateTime<Utc>) -> anyhow::Result<Vec<Lying>> {
    let Shelves { config, folders, store } = shelves;
    let drop = folders.drop();
    if !drop.is_dir() {
        return Ok(Vec::new());
    }
    let wait = Wait { now, settled_scans: 1, settings: config.settings.intake };
    let scan = intake::scan(&drop, &config.settings.offices, &store.sightings()?, &wait)
        .with_context(|| format!("non si legge `{}`", drop.display()))?;
    let whole = scan.arrivals.into_iter().map(|it| (it.name, Some(it.path)));
    let waiting = scan.settling.into_iter().flat_map(|it| it.files).map(|name| (name, None));
    let in_hand = trays::in_hand(&drop)?.into_iter().map(|it| (it.name, Some(it.path)));
    Ok(whole.chain(waiting).chain(in_hand).collect())
}

/// The month that a file tells inside; none of one that would be refused unread.
fn month_inside(name: &str, path: &Path, by: Yardstick<'_>) -> Option<Period> {
    let bytes = std::fs::metadata(path).ok()?.len();
    let read = || intake::read_file(path).ok();
    let bytes = (bytes <= by.config.settings.limits.file_bytes_max).then(read)??;
    examine::examine(name, None, bytes, by, &mut Sources::default()).period
}
