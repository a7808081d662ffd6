//! What an issue of a month says otherwise than the last released one before it, for who had that one: the files that came,
//! the heaviest rows, the year end, the indicators, with what they were and what they are. Compares nothing itself.

/// What is no longer as it was released.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The number of the issue before.
    pub issue: u32,
    /// The files that have come since.
    pub files: Vec<NewFile>,
    /// The rows that are new, changed or gone, the heaviest first: a sentence each, with what they were and are.
    pub rows: Vec<String>,
    /// Voci that are heading elsewhere, the heaviest first; nothing where that issue kept no year end.
    pub voci: Vec<Changed>,
    /// The result of the year, where what it comes to has changed.
    pub result: Option<Changed>,
    /// Indicators that have another value or are judged otherwise, those that are judged otherwise and that moved most first.
    pub indicators: Vec<Changed>,
}

impl Changes {
    /// Whether the year is heading elsewhere.
    pub(super) fn is_of_year_end(&self) -> bool {
        !self.voci.is_empty() || self.result.is_some()
    }
}

/// A file that came after an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// The name of the one whose place it took; none where it is the first of its place.
    pub before: Option<String>,
}

/// A figure, before and now, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What it is called: of an indicator code and name.
    pub name: String,
    /// What the issue before said.
    pub before: String,
    /// What it is now.
    pub now: String,
    /// By what it changed, in parts that add up; nothing where nobody knows.
    pub parts: String,
}
