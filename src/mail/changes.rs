//! What an issue of a month says otherwise than the last released one before it, for who had that one: the files that came,
//! the heaviest rows, the indicators, with what they were and what they are. Compares nothing itself.

/// What is no longer as it was released.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The number of the issue before.
    pub issue: u32,
    /// The files that have come since.
    pub files: Vec<NewFile>,
    /// The rows that are new, changed or gone, the heaviest first: a sentence each, with what they were and are.
    pub rows: Vec<String>,
    /// Indicators that have another value, those that moved most first.
    pub indicators: Vec<ChangedIndicator>,
}

/// A file that came after an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// The name of the one whose place it took; none where it is the first of its place.
    pub before: Option<String>,
}

/// An indicator, before and now, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedIndicator {
    /// Its code and name.
    pub name: String,
    /// What the issue before said.
    pub before: String,
    /// What it is now.
    pub now: String,
}
