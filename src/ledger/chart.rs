//! The chart of accounts: which account fills which line, and the named aggregates that formulas deduct.

use std::sync::Arc;

use serde::Deserialize;

use super::scheme::Scheme;
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
    /// The scheme of this name.
    #[must_use]
    pub fn scheme(&self, id: &str) -> Option<&Arc<Scheme>> {
        self.schemes.iter().find(|scheme| &*scheme.id == id)
    }

    /// The line that an account fills: by exact code, then longest prefix, then folded description.
    #[must_use]
    pub fn line_of(&self, code: &str, description: &str) -> Option<&Arc<str>> {
        let exact = self.mappings.iter().find(|mapping| mapping.code.as_deref() == Some(code));
        let by_prefix = || {
            let starts = |mapping: &&Mapping| mapping.prefix.as_deref().is_some_and(|prefix| code.starts_with(prefix));
            self.mappings.iter().filter(starts).max_by_key(|mapping| mapping.prefix.as_ref().map_or(0, String::len))
        };
        let by_label = || {
            let label = folded(description);
            self.mappings.iter().find(|mapping| mapping.label.as_deref().is_some_and(|text| folded(text) == label))
        };
        exact.or_else(by_prefix).or_else(by_label).map(|mapping| &mapping.line)
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
