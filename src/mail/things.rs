//! What the monthly message puts first: each thing once, what comes of it beneath, told as its reader can use it.
//! Judges nothing: alerts and reasons are given.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Value;

use super::changes::Changes;
use super::phrases;
use super::reader::Reader;
use super::rows::{problem_text, reasons};
use crate::indicators::Restated;
use crate::issue::{SourceState, SourceView};
use crate::italian::listed;
use crate::ledger::Corrected;
use crate::monitor::{Alert, AlertId, AlertState, Kind, Subject, mutes, reasons_told};
use crate::period::Period;
use crate::report::View;
use crate::report::brief::{self, Ask};

/// Changed rows, and changed indicators, told one by one; the rest is counted.
const CHANGES_MAX: usize = 5;

/// The same of voci that are heading elsewhere.
const VOCI_MAX: usize = 3;

/// What a message puts first.
#[derive(Default)]
pub(super) struct Things {
    pub shown: Vec<Value>,
    /// The same in groups, each with its title and the number of its first: what the reader must act on, then what others do.
    pub groups: Vec<Value>,
    /// How many are told nowhere else in the message.
    pub left: usize,
    /// The alerts shown.
    pub told: BTreeSet<AlertId>,
}

/// How the message tells each alert that it tells: as new, as known, as over.
pub(super) fn tells(view: &View<'_>) -> BTreeMap<AlertId, AlertState> {
    let mut told: BTreeMap<AlertId, AlertState> =
        brief::alerts(view).into_iter().chain(resolved(view)).map(|it| (it.id.clone(), it.state)).collect();
    let incomplete = view.alerts.iter().filter(|it| it.kind == Kind::RunIncomplete && !view.blocking.is_empty());
    told.extend(incomplete.map(|it| (it.id.clone(), AlertState::Raised)));
    told
}

/// What is over since the month before. A month issued again tells what it changed, and no more.
pub(super) fn resolved<'a>(view: &View<'a>) -> Vec<&'a Alert> {
    let restated = view.alerts.iter().any(|alert| alert.kind == Kind::Restatement);
    view.alerts.iter().filter(|alert| alert.state == AlertState::Resolved && !restated).collect()
}

/// The things to look at: what blocks, then what changed since the issue before, then the other alerts.
pub(super) fn things(view: &View<'_>, changes: Option<&Changes>, alerts: &[&Alert], reader: Reader<'_>) -> Things {
    let blocks = |it: &Alert| !view.blocking.is_empty() && it.detail.blocks;
    let told = reasons_told(alerts.iter().filter(|it| blocks(it)).map(|it| &it.id));
    let untold = view.blocking.get(told..).unwrap_or_default();
    // That figures to date changed is an alert; that they did not, or that only what is made of them did, is said as well.
    let restated = alerts.iter().any(|it| it.kind == Kind::Restatement);
    let compared = changes.filter(|_| !restated).map(|it| {
        let text = phrases::compared(it.issue, it.is_of_year_end(), it.indicators.len());
        thing(&text, false, true, changes_said(it))
    });
    let teller = Teller { view, changes, reader };
    let mut all: Vec<(Option<&Alert>, Value)> = Vec::new();
    let (blocking, others): (Vec<&Alert>, Vec<&Alert>) = alerts.iter().copied().partition(|it| blocks(it));
    all.extend(blocking.into_iter().map(|it| (Some(it), teller.thing(it, true))));
    all.extend(untold.iter().map(|text| (None, thing(text, true, false, Vec::new()))));
    all.extend(compared.map(|it| (None, it)));
    all.extend(corrections(view).map(|it| (None, it)));
    all.extend(others.into_iter().map(|it| (Some(it), teller.thing(it, false))));
    // A file that is not among the first is told with the other files.
    let told = brief::at_once(all.len());
    let left = all.iter().skip(told).filter(|(alert, _)| alert.is_none_or(|it| !is_of_file(it))).count();
    all.truncate(told);
    let told = all.iter().filter_map(|(alert, _)| Some((*alert)?.id.clone())).collect();
    let is_mine = |alert: &Option<&Alert>| alert.is_none_or(|it| reader.acts(it, view));
    let (mine, others): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|(alert, _)| is_mine(alert));
    let values = |all: Vec<(Option<&Alert>, Value)>| all.into_iter().map(|(_, value)| value).collect();
    let first_of_others = mine.len() + 1;
    let titles = phrases::groups(!mine.is_empty(), !others.is_empty());
    let groups = [(mine, 1), (others, first_of_others)].into_iter().filter(|(all, _)| !all.is_empty());
    let groups = titles.into_iter().zip(groups).map(|(title, (all, first))| {
        let all: Vec<Value> = values(all);
        context! { title, first, things => all }
    });
    Things { groups: groups.collect(), shown: values(all), left, told }
}

/// What corrections make of months that were released before.
fn corrections(view: &View<'_>) -> Option<Value> {
    let of_others: Vec<&Restated> = view.revised.iter().filter(|it| it.period != view.period).collect();
    let of_indicators: BTreeSet<Period> = of_others.iter().map(|it| it.period).collect();
    let months: BTreeSet<Period> = view.corrected.iter().flat_map(|it| it.months.iter().copied()).collect();
    let text = phrases::months_corrected(months.union(&of_indicators).count(), view.corrected.is_empty());
    let mut beneath: Vec<String> = view.corrected.iter().flat_map(corrected).collect();
    // Of each indicator the last month says the most; all of them stand in the workbook.
    let mut last: BTreeMap<(&str, bool), &Restated> = BTreeMap::new();
    for it in &of_others {
        let known = last.entry((&it.id, it.of_year_end)).or_insert(it);
        *known = if known.period < it.period { it } else { known };
    }
    let told = last.values().take(CHANGES_MAX).map(|it| it.sentence());
    let left = of_others.len() - told.len();
    beneath.extend(told);
    beneath.extend((left > 0).then(|| phrases::revised_left(left)));
    (!beneath.is_empty()).then(|| thing(&text, false, true, beneath))
}

/// A correction, and what it makes of the lines and degrees of the last month that it touches.
fn corrected(it: &Corrected) -> Vec<String> {
    let lines = it.lines.iter().map(|line| (line.period, line.sentence()));
    let moved: Vec<(Period, String)> =
        lines.chain(it.degrees.iter().map(|degree| (degree.period, degree.sentence()))).collect();
    let last = moved.iter().map(|(month, _)| *month).max();
    let of_last = moved.iter().filter(|(month, _)| Some(*month) == last).take(CHANGES_MAX);
    let mut told: Vec<String> =
        std::iter::once(it.sentence()).chain(of_last.map(|(_, sentence)| sentence.clone())).collect();
    let left = moved.len() + 1 - told.len();
    told.extend((left > 0).then(|| phrases::revised_left(left)));
    told
}

fn thing(text: &str, blocking: bool, new: bool, beneath: Vec<String>) -> Value {
    context! { text, places => "", blocking, new, ask => "", beneath }
}

struct Teller<'a> {
    view: &'a View<'a>,
    changes: Option<&'a Changes>,
    reader: Reader<'a>,
}

impl Teller<'_> {
    fn thing(&self, alert: &Alert, blocking: bool) -> Value {
        let restated = alert.kind == Kind::Restatement;
        let text = if restated {
            // Who reads this message is the one who had the former workbook.
            alert.text.strip_suffix(&alert.detail.action).unwrap_or(&alert.text).trim_end().to_owned()
        } else {
            self.reader.sentence(alert, self.view.period)
        };
        // What changed names the files that changed it.
        let named_beneath = restated && self.changes.is_some_and(|it| !it.files.is_empty());
        let places = if named_beneath { String::new() } else { listed(&alert.detail.places) };
        let new = alert.state != AlertState::Standing;
        // What changed is no task of anybody.
        let ask = if restated { "" } else { Ask::of(alert, self.view).italian() };
        context! { text, places, blocking, new, ask, beneath => self.beneath(alert) }
    }

    /// What comes of it, and why it is so.
    fn beneath(&self, alert: &Alert) -> Vec<String> {
        let mut lines = Vec::new();
        if alert.kind == Kind::Restatement {
            lines.extend(self.changes.map(changes_said).unwrap_or_default());
        }
        let refused = self.view.files.iter().find(|it| it.state == SourceState::Refused && is_about(alert, it));
        lines.extend(refused.and_then(|file| {
            let all: Vec<_> = reasons(self.view, file).collect();
            Some(phrases::with_others(&problem_text(all.first()?), all.len() - 1))
        }));
        let silent = self.view.alerts.iter().filter(|it| it.state == AlertState::Muted);
        let of_it = silent.filter(|it| it.cause.as_ref() == Some(&alert.id) && it.kind != Kind::RunIncomplete);
        let comes_of_it = mutes(of_it.map(|it| (&it.id, &it.detail)));
        lines.extend((!comes_of_it.is_empty()).then(|| phrases::therefore(&comes_of_it)));
        lines
    }
}

/// What changed, in lines that stand beneath the sentence that it did.
fn changes_said(it: &Changes) -> Vec<String> {
    let files = (!it.files.is_empty()).then(|| phrases::files_since(&it.files));
    let left = |all: usize, max: usize, said: fn(usize) -> String| (all > max).then(|| said(all - max));
    let rows = it.rows.iter().take(CHANGES_MAX).cloned().chain(left(it.rows.len(), CHANGES_MAX, phrases::rows_left));
    let voci = it.voci.iter().take(VOCI_MAX).map(phrases::changed_year_end);
    let voci = voci.chain(left(it.voci.len(), VOCI_MAX, phrases::voci_left));
    let year_end = voci.chain(it.result.as_ref().map(phrases::changed_year_end));
    let indicators = it.indicators.iter().take(CHANGES_MAX).map(phrases::changed_indicator);
    let indicators = indicators.chain(left(it.indicators.len(), CHANGES_MAX, phrases::indicators_left));
    files.into_iter().chain(rows).chain(year_end).chain(indicators).collect()
}

fn is_of_file(alert: &Alert) -> bool {
    matches!(alert.kind, Kind::SourceMissing | Kind::SourceRefused)
}

/// Whether an alert says that this file is not there.
pub(super) fn is_about(alert: &Alert, file: &SourceView) -> bool {
    match (alert.kind, alert.id.subject()) {
        (Kind::SourceRefused, _) => {
            file.state == SourceState::Refused && alert.detail.file.as_ref() == Some(&file.file)
        }
        (Kind::SourceMissing, Subject::File { who, what, .. }) => {
            let of_office = file.office.as_ref().is_none_or(|office| **office == **who);
            file.state == SourceState::Missing && of_office && file.layout.as_deref() == Some(&**what)
        }
        _ => false,
    }
}
