//! The calendar of a chamber's duties: what falls due on which day of every year, of which exercise it tells, who answers for it and
//! what has to stand for it. Civil days only: it refuses to ask which day it is, and to look whether what is needed is there.

mod faults;
pub mod phrases;

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;

pub use faults::Known;

use crate::issue::LayoutId;
use crate::named::named;
use crate::period::{Exercise, Period};

/// Days for which what was not done by its day is still recalled: nobody reads a list of last year's.
const OVERDUE_DAYS: i64 = 60;

/// The calendar, as a chamber writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duties {
    /// What falls due, in the order in which it is written.
    #[serde(rename = "duty", default)]
    pub all: Vec<Arc<Duty>>,
    /// What was done.
    #[serde(rename = "done", default)]
    pub done: Vec<Done>,
}

/// Something that falls due every year.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// By what `[[done]]` names it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Who answers for it: an office, or a role that receives mail; none where that is who answers for the accounts.
    pub owner: Option<Arc<str>>,
    /// The day of each year.
    pub day: YearDay,
    /// Days before it from which it is told.
    #[serde(default = "usual_warning")]
    pub warn_days: u32,
    /// Of which exercise it tells, seen from the year of its day.
    pub of: Which,
    /// The article that asks for it.
    pub law: String,
    /// What has to stand for it.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// What a person has to do, in one sentence.
    pub what: String,
}

fn usual_warning() -> u32 {
    30
}

/// A day that every year has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct YearDay {
    day: u32,
    month: u32,
}

impl YearDay {
    /// It in a year.
    #[must_use]
    pub fn in_year(self, year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, self.month, self.day).unwrap_or_default()
    }
}

impl TryFrom<String> for YearDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        /// A year without 29 February.
        const COMMON_YEAR: i32 = 2021;
        let number =
            |part: &str| part.parse().ok().filter(|_| part.len() <= 2 && part.bytes().all(|it| it.is_ascii_digit()));
        let parts = text.split_once('/').and_then(|(day, month)| Some((number(day)?, number(month)?)));
        match parts {
            Some((29, 2)) => Err(phrases::no_day_of_every_year(&text)),
            Some((day, month)) if NaiveDate::from_ymd_opt(COMMON_YEAR, month, day).is_some() => Ok(Self { day, month }),
            _ => Err(phrases::no_day(&text)),
        }
    }
}

/// An exercise, seen from the year in which something falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The year before: what reports on it.
    Before,
    /// The same year.
    Same,
    /// The year after: what prepares it.
    Next,
}

named!(Which { Before = "before", Same = "same", Next = "next" });

impl Which {
    /// The exercise, for a day of this year.
    fn exercise(self, year: i32) -> Option<Exercise> {
        let year = match self {
            Self::Before => year - 1,
            Self::Same => year,
            Self::Next => year + 1,
        };
        u16::try_from(year).ok().map(Exercise)
    }
}

/// Something that has to stand for a duty.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenNeed")]
pub enum Need {
    /// That this month of the exercise is released.
    Month(u8),
    /// That a file of this layout is accepted for the exercise.
    Layout(LayoutId),
    /// The document, which a command drafts.
    Document(Document),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNeed {
    month: Option<u8>,
    layout: Option<LayoutId>,
    document: Option<Document>,
}

impl TryFrom<WrittenNeed> for Need {
    type Error = String;

    fn try_from(written: WrittenNeed) -> Result<Self, String> {
        match written {
            WrittenNeed { month: Some(month), layout: None, document: None } if (1..=12).contains(&month) => {
                Ok(Self::Month(month))
            }
            WrittenNeed { month: Some(month), layout: None, document: None } => Err(phrases::no_month(month)),
            WrittenNeed { month: None, layout: Some(layout), document: None } => Ok(Self::Layout(layout)),
            WrittenNeed { month: None, layout: None, document: Some(document) } => Ok(Self::Document(document)),
            _ => Err(phrases::ONE_NEED.to_owned()),
        }
    }
}

/// A document of the cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// The plan of indicators and expected results, with the preventivo.
    Pira,
    /// The report on the results, with the bilancio.
    Risultati,
    /// The Relazione sulla performance.
    Relazione,
    /// The indicator of timeliness of payments.
    Itp,
}

named!(Document { Pira = "pira", Risultati = "risultati", Relazione = "relazione", Itp = "itp" });

/// A duty that was done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The id of the duty.
    pub duty: String,
    /// The exercise of which it tells.
    pub exercise: Exercise,
    /// The day.
    pub on: NaiveDate,
    /// The act by which it was done.
    pub act: String,
}

/// A duty that is told on a day.
#[derive(Clone, Debug)]
pub struct Due {
    /// The duty.
    pub duty: Arc<Duty>,
    /// The exercise of which it tells.
    pub exercise: Exercise,
    /// Its day.
    pub on: NaiveDate,
    /// Days until then; below zero when it is past, and not known to be done.
    pub days: i64,
}

impl Due {
    /// Whether its day is past.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.days < 0
    }

    /// Who answers for it, where `accounts` is who answers for the accounts.
    #[must_use]
    pub fn owner<'a>(&'a self, accounts: &'a Arc<str>) -> &'a Arc<str> {
        self.duty.owner.as_ref().unwrap_or(accounts)
    }

    /// A month of its exercise.
    #[must_use]
    pub fn month(&self, month: u8) -> Option<Period> {
        Period::new(self.exercise.0, month)
    }
}

impl Duties {
    /// What is told on a day: what falls due within its warning, and what is past and not known to be done; by day, and on one
    /// day in the order in which it is written.
    #[must_use]
    pub fn due(&self, today: NaiveDate) -> Vec<Due> {
        let years = today.year() - 1..=today.year() + 1;
        let of_duty =
            |duty: &Arc<Duty>| years.clone().filter_map(|year| self.due_in(duty, (year, today))).collect::<Vec<_>>();
        let mut due: Vec<Due> = self.all.iter().flat_map(of_duty).collect();
        due.sort_by_key(|it| it.on);
        due
    }

    /// A duty of a year, if it is told on this day.
    fn due_in(&self, duty: &Arc<Duty>, (year, today): (i32, NaiveDate)) -> Option<Due> {
        let on = duty.day.in_year(year);
        let days = (on - today).num_days();
        let exercise = duty.of.exercise(year)?;
        let is_told = (-OVERDUE_DAYS..=i64::from(duty.warn_days)).contains(&days);
        // What somebody means to do is not done yet.
        let is_done = |it: &Done| it.duty == duty.id && it.exercise == exercise && it.on <= today;
        (is_told && !self.done.iter().any(is_done)).then(|| Due { duty: Arc::clone(duty), exercise, on, days })
    }
}

#[cfg(test)]
mod tests;
