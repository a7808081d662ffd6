//! What a document is made of: an issued month, and what is known beside it. Plain data, gathered elsewhere.

use std::sync::Arc;

use chrono::NaiveDate;

use super::kind::Kind;
use crate::indicators::Definition;
use crate::period::Exercise;
use crate::report::View;

/// What a document is made of.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Which document.
    pub kind: Kind,
    /// The last issued month of its exercise, as it was issued, with what was answered since; of one that has none, its January as its
    /// plan lays it out, of issue 0.
    pub view: &'a View<'a>,
    /// The two exercises after it, with the indicators that their plans have.
    pub next: &'a [(Exercise, Vec<Arc<Definition>>)],
    /// The targets that are not those with which the exercise began.
    pub retargeted: &'a [Retargeted],
    /// What could not be looked up, in Italian.
    pub remarks: &'a [String],
}

/// A target that was changed within the exercise.
#[derive(Clone, Debug)]
pub struct Retargeted {
    /// The definition before the change.
    pub before: Arc<Definition>,
    /// The one of after it.
    pub now: Arc<Definition>,
    /// The first day on which it holds; of a correction, the day of the first issue that was judged by it.
    pub from: NaiveDate,
    /// Whether it puts right a mistake, in months that were issued too.
    pub corrects: bool,
}

impl Given<'_> {
    /// The exercise.
    #[must_use]
    pub fn exercise(&self) -> Exercise {
        self.view.period.exercise()
    }

    /// Whether the month is the last of its exercise.
    #[must_use]
    pub fn is_whole_year(&self) -> bool {
        self.view.period.last_day() == self.exercise().last_day()
    }

    /// `relazione-2021.xlsx`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}-{}.xlsx", self.kind.id(), self.exercise())
    }
}
