//! The chart of accounts: which account fills which line, and the named aggregates that formulas deduct.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use serde::Deserialize;

use super::scheme::Scheme;
use crate::period::Period;
use crate::read::words::folded;

/// Accounts, aggregates and the schemes they fill.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// All schemes, sorted by id.
    pub schemes: Vec<Arc<Scheme>>,
    /// How accounts map to lines.
    pub mappings: Vec<Mapping>,
    /// Named sums of accounts.
    pub aggregates: Vec<Aggregate>,
}

/// Which accounts fill a line. Exactly one of `code`, `prefix` and `label` is given.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The exact code.
    pub code: Option<String>,
    /// The start of the code; the longest that fits wins.
    pub prefix: Option<String>,
    /// The description, when the code says nothing; compared folded.
    pub label: Option<String>,
    /// The scheme's line.
    pub line: Arc<str>,
    /// The first day on which it holds, where it takes the place of another of the same account; none from the beginning.
    pub valid_from: Option<NaiveDate>,
    /// The act that authorised it, when it changes another.
    #[serde(default)]
    pub act: String,
    /// Whether it puts right a mistake in months that were released already, with `act` and `why`.
    #[serde(default)]
    pub corrects: bool,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
}

/// A named sum: of accounts, such as the *maggiorazione*, or of lines of a scheme, such as the passività correnti.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// Its name in formulas.
    pub id: Arc<str>,
    /// Its name for people.
    pub label: String,
    /// Exact codes, or prefixes written `310*`.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Lines of `scheme`, instead of accounts: their sum, as long as all of them are known.
    #[serde(default)]
    pub lines: Vec<Arc<str>>,
    /// The scheme whose lines they are.
    pub scheme: Option<Arc<str>>,
    /// What it is when none of its accounts is in the month's files.
    #[serde(default)]
    pub if_missing: IfMissing,
    /// The first day on which it holds, where it takes the place of another of its name; none from the beginning.
    pub valid_from: Option<NaiveDate>,
    /// The act that authorised it, when it changes another.
    #[serde(default)]
    pub act: String,
    /// Whether it puts right a mistake in months that were released already, with `act` and `why`.
    #[serde(default)]
    pub corrects: bool,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
}

impl Mapping {
    /// What it knows an account by: two of one key are one mapping at different times.
    pub(super) fn key(&self) -> (Option<&str>, Option<&str>, Option<String>) {
        (self.code.as_deref(), self.prefix.as_deref(), self.label.as_deref().map(folded))
    }
}

/// What an aggregate is without accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfMissing {
    /// Not known: whatever needs it has no data.
    #[default]
    NoData,
    /// The chamber says that it has none.
    Zero,
}

impl Chart {
    /// What holds at a month's last day: of each account and each aggregate the latest that has begun.
    #[must_use]
    pub fn at(&self, period: Period) -> Cow<'_, Self> {
        let is_dated = |from: &Option<NaiveDate>| from.is_some();
        let undated = !self.mappings.iter().any(|it| is_dated(&it.valid_from))
            && !self.aggregates.iter().any(|it| is_dated(&it.valid_from));
        if undated {
            return Cow::Borrowed(self);
        }
        let day = period.last_day();
        Cow::Owned(Self {
            schemes: self.schemes.clone(),
            mappings: latest(&self.mappings, day, |it| (it.key(), it.valid_from)),
            aggregates: latest(&self.aggregates, day, |it| (Arc::clone(&it.id), it.valid_from)),
        })
    }

    /// The scheme of this name.
    #[must_use]
    pub fn scheme(&self, id: &str) -> Option<&Arc<Scheme>> {
        self.schemes.iter().find(|scheme| &*scheme.id == id)
    }

    /// The line that an account fills: by exact code, then longest prefix, then folded description.
    #[must_use]
    pub fn line_of(&self, code: &str, description: &str) -> Option<&Arc<str>> {
        self.mapping_of(code, description).map(|mapping| &mapping.line)
    }

    /// The mapping by which an account fills its line.
    pub(super) fn mapping_of(&self, code: &str, description: &str) -> Option<&Mapping> {
        let exact = self.mappings.iter().find(|mapping| mapping.code.as_deref() == Some(code));
        let by_prefix = || {
            let starts = |mapping: &&Mapping| mapping.prefix.as_deref().is_some_and(|prefix| code.starts_with(prefix));
            self.mappings.iter().filter(starts).max_by_key(|mapping| mapping.prefix.as_ref().map_or(0, String::len))
        };
        let by_label = || {
            let label = folded(description);
            self.mappings.iter().find(|mapping| mapping.label.as_deref().is_some_and(|text| folded(text) == label))
        };
        exact.or_else(by_prefix).or_else(by_label)
    }
}

impl Aggregate {
    /// Whether an account belongs to it.
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        self.accounts
            .iter()
            .any(|account| account.strip_suffix('*').map_or_else(|| account == code, |prefix| code.starts_with(prefix)))
    }
}

/// Of each key the latest that has begun by a day, in the order in which they are written.
fn latest<'a, T: Clone, K: Ord>(all: &'a [T], day: NaiveDate, of: impl Fn(&'a T) -> (K, Option<NaiveDate>)) -> Vec<T> {
    let mut standing: BTreeMap<K, (Option<NaiveDate>, usize)> = BTreeMap::new();
    for (place, it) in all.iter().enumerate() {
        let (key, from) = of(it);
        if from.is_none_or(|from| from <= day) {
            let best = standing.entry(key).or_insert((from, place));
            if best.0 < from {
                *best = (from, place);
            }
        }
    }
    let mut places: Vec<usize> = standing.into_values().map(|(_, place)| place).collect();
    places.sort_unstable();
    places.into_iter().map(|place| all[place].clone()).collect()
}
