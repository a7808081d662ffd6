//! Corrections of what released months were computed by, told whether or not an indicator moves by them: what was corrected, by which
//! act, and what each line of those months said and says.

use super::phrases;
use super::rewritten::Corrects;
use crate::money::{Cents, Unit};
use crate::period::{Exercise, Period, Scenario};

/// What stands before the code of an objective where degrees and corrections are named.
pub const OBJECTIVE: &str = "obiettivo.";

/// What stands before the id of a scorecard. Who may read one is for the settings to say: nothing that is named so goes to all.
pub const SCORECARD: &str = "scheda.";

/// A correction that touches released months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// A stable name: `conto.325`, `aggregato.maggiorazione`, the id of an indicator.
    pub id: String,
    /// What was corrected, for people: `il conto 325`.
    pub name: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub now: String,
    /// By which act, and why.
    pub corrects: Corrects,
    /// The released months that it touches, in order.
    pub months: Vec<Period>,
    /// The lines that it moves in them.
    pub lines: Vec<CorrectedLine>,
    /// The degrees that other weights move in them.
    pub degrees: Vec<RestatedDegree>,
    /// Whether it is of scorecards alone, which not everybody reads.
    pub is_of_scorecards: bool,
}

/// The degree of achievement of an objective or a scorecard of a released month, in hundredths of a point: 8750 is 87,50%.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestatedDegree {
    /// The month.
    pub period: Period,
    /// The issue that said what it was.
    pub issue: u32,
    /// `obiettivo.2021_01`, `scheda.segretario_generale`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Whether that issue kept it: an earlier program did not.
    pub is_kept: bool,
    /// As it was issued; none where nothing was measured.
    pub issued: Option<i64>,
    /// As the rules of then make it of the data of now.
    pub by_then: Option<i64>,
    /// As it is.
    pub now: Option<i64>,
}

/// A line or aggregate of a released month that corrections move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedLine {
    /// The month.
    pub period: Period,
    /// The issue that said what it was.
    pub issue: u32,
    /// The scheme.
    pub scheme: String,
    /// The line or aggregate.
    pub line: String,
    /// Its name for people.
    pub label: String,
    /// What its amounts count.
    pub unit: Unit,
    /// The columns that are not what they were, of all functions and centres.
    pub columns: Vec<CorrectedColumn>,
}

/// An amount that is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorrectedColumn {
    /// The year.
    pub exercise: Exercise,
    /// The scenario.
    pub scenario: Scenario,
    /// As it was issued; none where it was not known.
    pub issued: Option<Cents>,
    /// As the rules of then make it of the data of now.
    pub by_then: Option<Cents>,
    /// As it is.
    pub now: Option<Cents>,
}

impl Corrected {
    /// What was corrected, by which act and why: one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        phrases::corrected(self)
    }

    /// The same correction, of more months.
    pub fn join(&mut self, other: Self) {
        self.months.extend(other.months);
        self.months.sort_unstable();
        self.months.dedup();
        self.lines.extend(other.lines);
        self.lines.sort_by_key(|it| it.period);
        self.degrees.extend(other.degrees);
        self.degrees.sort_by_key(|it| it.period);
    }

    /// What of it everybody may read; none where it is of scorecards alone.
    #[must_use]
    pub fn for_all(&self) -> Option<Self> {
        let mut it = (!self.is_of_scorecards).then(|| self.clone())?;
        it.degrees.retain(|degree| !degree.is_of_scorecard());
        Some(it)
    }
}

impl RestatedDegree {
    /// Whether it is of a scorecard.
    #[must_use]
    pub fn is_of_scorecard(&self) -> bool {
        self.id.starts_with(SCORECARD)
    }

    /// Whether it is not what its issue said.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.is_kept && self.issued != self.now
    }

    /// What other data make of it: with what other definitions and weights do it adds up to the change.
    #[must_use]
    pub fn data(&self) -> Option<i64> {
        Some(self.by_then? - self.issued?)
    }

    /// What other definitions and weights make of it.
    #[must_use]
    pub fn definition(&self) -> Option<i64> {
        Some(self.now? - self.by_then?)
    }

    /// What it was and is, one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        phrases::restated_degree(self)
    }

    /// What it is and by what, for who has what was issued before their eyes.
    #[must_use]
    pub fn change_said(&self) -> String {
        phrases::degree_change(self)
    }
}

impl CorrectedLine {
    /// What it was and is, one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        phrases::corrected_line(self)
    }
}

impl CorrectedColumn {
    /// What other data make of it: with what the correction does it adds up to the change.
    #[must_use]
    pub fn data(&self) -> Option<Cents> {
        Some(self.by_then? - self.issued?)
    }

    /// What the correction makes of it.
    #[must_use]
    pub fn definition(&self) -> Option<Cents> {
        Some(self.now? - self.by_then?)
    }
}
