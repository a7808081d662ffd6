//! Something wrong with the data: said to the person who has the spreadsheet, collected, never thrown.
//! The run goes on; what cannot go on is an error, and what cannot be is a panic.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::named::{absent, named};
use crate::origin::{Origin, Sources};

/// How much a problem takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The whole file is refused.
    Refusal,
    /// A row or a value is not counted, or a figure cannot stand.
    Error,
    /// Everything is counted; somebody should look.
    Warning,
}

named!(Severity {
    Refusal = "refusal",
    Error = "error",
    Warning = "warning",
});

/// One thing wrong with the data, with the place to mend it and the remedy, in Italian.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// `room.snake_case`, stable: scripts recognise problems by it.
    pub code: Cow<'static, str>,
    /// What it takes away.
    pub severity: Severity,
    /// The file's name as dropped, if it is of a file.
    #[serde(with = "absent")]
    pub file: Option<String>,
    /// The sheet, if it is not of the whole file.
    #[serde(with = "absent")]
    pub sheet: Option<String>,
    /// The cell as `D14`, if it is of one.
    #[serde(with = "absent")]
    pub cell: Option<String>,
    /// What is wrong, one Italian sentence.
    pub text: String,
    /// What to do, one Italian sentence.
    pub remedy: String,
}

impl Problem {
    fn new(severity: Severity, code: &'static str, text: String, remedy: String) -> Self {
        Self { code: Cow::Borrowed(code), severity, file: None, sheet: None, cell: None, text, remedy }
    }

    /// A problem that refuses its file.
    #[must_use]
    pub fn refusal(code: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Severity::Refusal, code, text.into(), remedy.into())
    }

    /// A problem that takes a row or a figure away.
    #[must_use]
    pub fn error(code: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, text.into(), remedy.into())
    }

    /// A problem that takes nothing away.
    #[must_use]
    pub fn warning(code: &'static str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, text.into(), remedy.into())
    }

    /// The same problem, of this file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = said(file);
        self
    }

    /// The same problem, in this sheet.
    #[must_use]
    pub fn in_sheet(mut self, sheet: impl Into<String>) -> Self {
        self.sheet = said(sheet);
        self
    }

    /// The same problem, in this cell.
    #[must_use]
    pub fn in_cell(mut self, cell: impl Into<String>) -> Self {
        self.cell = said(cell);
        self
    }

    /// The same problem, at the cell of an origin.
    #[must_use]
    pub fn at(self, origin: Origin, sources: &Sources) -> Self {
        self.in_file(sources.file(origin)).in_sheet(sources.sheet(origin)).in_cell(origin.cell())
    }

    /// Where in its file it is, for people: ``foglio `Oneri`, cella D14``; nothing when it is of the whole of it.
    #[must_use]
    pub fn within(&self) -> String {
        match (&self.sheet, &self.cell) {
            (None, None) => String::new(),
            (Some(sheet), None) => format!("foglio `{sheet}`"),
            (None, Some(cell)) => format!("cella {cell}"),
            (Some(sheet), Some(cell)) => format!("foglio `{sheet}`, cella {cell}"),
        }
    }

    /// Whether it is of the file of this name.
    #[must_use]
    pub fn is_of(&self, file: &str) -> bool {
        self.file.as_deref() == Some(file)
    }

    /// Whether the whole file is refused.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.severity == Severity::Refusal
    }
}

/// A part of a place; a text without sheets, or a row without a cell, does not have it.
fn said(part: impl Into<String>) -> Option<String> {
    Some(part.into()).filter(|part| !part.is_empty())
}
