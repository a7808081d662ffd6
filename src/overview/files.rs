//! What became of the files of a month: those that are expected, in whose place what came, and those that came beside them.
//! Decides nothing: an outcome is what its arrival says.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::gathered::Gathered;
use super::phrases;
use super::reader::Reader;
use crate::calendar;
use crate::config::Config;
use crate::config::settings::Expected;
use crate::issue::SourceState;
use crate::period::{Period, italian_date};
use crate::pipeline::Shelves;
use crate::problem::{Problem, Severity};
use crate::store::Arrival;

/// Months whose files are told.
const MONTHS_MAX: usize = 3;

/// Files told of a month, and things told of a file; the rest is counted.
const ROWS_MAX: usize = 60;
const NOTES_MAX: usize = 3;

/// The files of a month.
#[derive(Debug, Serialize)]
pub(super) struct Files {
    pub month: String,
    pub rows: Vec<Row>,
    /// How many are not told.
    pub more: usize,
}

/// A file, come or not.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub what: String,
    pub who: String,
    /// The day by which it is expected; empty where none is named, or it is not.
    pub until: String,
    /// Its name; empty while none came.
    pub name: String,
    /// When it came; empty while none did.
    pub came: String,
    pub outcome: &'static str,
    /// `bad`, `watch`, `calm` or `good`, in this order of weight.
    pub tone: Tone,
    pub notes: Vec<Note>,
    /// How many more there are.
    pub more: usize,
}

/// How much a file asks for somebody, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tone {
    Bad,
    Watch,
    Calm,
    Good,
}

/// Something to know of a file, and what to do.
#[derive(Debug, Serialize)]
pub(super) struct Note {
    pub text: String,
    pub remedy: String,
}

/// The files of the months that matter, the latest month first; a month of which the reader has none is left out.
pub(super) fn files<'a>(
    reader: Reader<'a>,
    gathered: &'a Gathered,
    today: NaiveDate,
    shelves: Shelves<'a>,
) -> anyhow::Result<Vec<Files>> {
    let mut out = Vec::new();
    for month in months(gathered, shelves)? {
        let arrivals = shelves.store.arrivals_in(month)?;
        let ids = |all: &'a [Arrival]| all.iter().map(|it| it.id.as_str()).collect();
        let (refused, waiting) = (ids(&gathered.refused), ids(&gathered.waiting));
        let desk = Desk { reader, refused, waiting, today, config: shelves.config, month };
        let mut rows = desk.rows(&arrivals);
        if rows.is_empty() {
            continue;
        }
        rows.sort_by_key(|it| it.tone);
        let more = rows.len().saturating_sub(ROWS_MAX);
        rows.truncate(ROWS_MAX);
        out.push(Files { month: month.italian(), rows, more });
    }
    Ok(out)
}

/// The last month that was issued, those that have come since, and those that were left drafts; the latest first.
fn months(gathered: &Gathered, shelves: Shelves<'_>) -> anyhow::Result<Vec<Period>> {
    let last = gathered.months.last.last().map(|it| it.period);
    let drafts: Vec<Period> = gathered.months.drafts().collect();
    let known = shelves.store.months_known()?;
    let told = known.into_iter().rev().filter(|it| last.is_none_or(|last| *it >= last) || drafts.contains(it));
    Ok(told.take(MONTHS_MAX).collect())
}

/// A month of files as its reader sees it.
struct Desk<'a> {
    reader: Reader<'a>,
    /// The refused files that still wait for another, and those that no issue is made of, by their ids.
    refused: BTreeSet<&'a str>,
    waiting: BTreeSet<&'a str>,
    today: NaiveDate,
    config: &'a Config,
    month: Period,
}

impl Desk<'_> {
    fn rows(&self, arrivals: &[Arrival]) -> Vec<Row> {
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let mut rows = Vec::new();
        for expected in &self.config.settings.expected {
            if !self.reader.is(expected.office.as_deref().unwrap_or(&expected.ask)) {
                continue;
            }
            let own = || arrivals.iter().rev().filter(|it| expected.is_for(it.layout.as_ref(), it.office.as_ref()));
            let came = own().find(|it| it.state == SourceState::Accepted).or_else(|| own().find(|it| self.matters(it)));
            told.extend(came.map(|it| it.id.as_str()));
            rows.push(match came {
                Some(arrival) => Row { until: until(expected, self.month), ..self.row(arrival) },
                None => self.missing(expected),
            });
        }
        let beside = |it: &&Arrival| {
            let is_told = it.state != SourceState::Superseded && (it.state != SourceState::Refused || self.matters(it));
            is_told && !told.contains(it.id.as_str()) && self.reader.sent(it, self.config)
        };
        rows.extend(arrivals.iter().filter(beside).map(|it| self.row(it)));
        rows
    }

    /// Whether a refused file still waits for another.
    fn matters(&self, arrival: &Arrival) -> bool {
        self.refused.contains(arrival.id.as_str())
    }

    /// The name of an office or a role; of nobody's it is the accounts'.
    fn name(&self, role: Option<&str>) -> String {
        let offices = &self.config.settings.offices;
        offices.name_or_id(role.unwrap_or_else(|| offices.accounts())).to_owned()
    }

    fn missing(&self, expected: &Expected) -> Row {
        let since = |days: u32| days == 0 || self.today >= self.month.last_day() + Days::new(u64::from(days));
        let is_late = since(expected.warn_after_days);
        let is_grave = expected.required || (expected.error_after_days > 0 && since(expected.error_after_days));
        let (outcome, tone) = match (is_late, is_grave, expected.required) {
            (false, _, _) => (phrases::EXPECTED, Tone::Calm),
            (true, true, true) => (phrases::MISSING_AND_BLOCKS, Tone::Bad),
            (true, true, false) => (phrases::MISSING, Tone::Bad),
            (true, false, _) => (phrases::MISSING, Tone::Watch),
        };
        let own = self.config.settings.intake.own_trays.then(|| expected.office.as_deref().unwrap_or(&expected.ask));
        let note = Note { text: String::new(), remedy: phrases::to_send(own) };
        Row {
            what: self.title(Some(&expected.layout)),
            who: self.name(Some(expected.office.as_deref().unwrap_or(&expected.ask))),
            until: until(expected, self.month),
            name: String::new(),
            came: String::new(),
            outcome,
            tone,
            notes: if is_late { vec![note] } else { Vec::new() },
            more: 0,
        }
    }

    /// What files of a layout are called.
    fn title(&self, layout: Option<&str>) -> String {
        let title = |id: &str| self.config.layout(id).map_or_else(|| id.to_owned(), |it| it.title.clone());
        layout.map_or_else(|| phrases::OF_NO_LAYOUT.to_owned(), title)
    }

    fn row(&self, arrival: &Arrival) -> Row {
        let waits = self.waiting.contains(arrival.id.as_str());
        let wrong = |it: &&Problem| match arrival.state {
            SourceState::Refused => it.refuses(),
            _ => it.severity == Severity::Error,
        };
        let layout = arrival.layout.as_deref().and_then(|id| self.config.layout(id));
        // What is wrong with the table of one who assesses is told to who dropped it.
        let is_told = !layout.is_some_and(|layout| self.config.is_reserved(layout));
        let problems: Vec<&Problem> = arrival.problems.iter().filter(|it| is_told && wrong(it)).collect();
        let assessor = layout.and_then(|layout| self.config.assessor(layout));
        let (outcome, tone) = match arrival.state {
            SourceState::Refused => (phrases::REFUSED, Tone::Bad),
            SourceState::Duplicate => (phrases::DUPLICATE, Tone::Calm),
            _ if !problems.is_empty() => (phrases::ACCEPTED_IN_PART, Tone::Watch),
            _ if waits => (phrases::ACCEPTED_AND_WAITS, Tone::Calm),
            _ => (phrases::ACCEPTED, Tone::Good),
        };
        let note = |it: &&Problem| Note { text: phrases::placed(it), remedy: it.remedy.clone() };
        Row {
            what: self.title(arrival.layout.as_deref()),
            who: self.name(arrival.office.as_deref().or(arrival.folder.as_deref()).or(assessor)),
            until: String::new(),
            name: arrival.name.clone(),
            came: calendar::shown(arrival.arrived_at),
            outcome,
            tone,
            notes: problems.iter().take(NOTES_MAX).map(note).collect(),
            more: problems.len().saturating_sub(NOTES_MAX),
        }
    }
}

/// The day by which a file of a month is expected: the one before its absence is said.
fn until(expected: &Expected, month: Period) -> String {
    let days = expected.warn_after_days;
    if days == 0 { String::new() } else { italian_date(month.last_day() + Days::new(u64::from(days - 1))) }
}
