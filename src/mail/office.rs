//! An office's digest: its own differences, indicators and files, each with what to do. No row of any other office.

use minijinja::context;
use minijinja::value::Value;

use super::Said;
use super::month::{problem_text, reasons, replacement};
use super::page::Pages;
use super::phrases::{self, counted};
use crate::indicators::{Indicator, State, shown, target_shown};
use crate::ledger::{Movement, Side};
use crate::money::Cents;
use crate::period::{Scenario, italian_date};
use crate::problem::{Problem, Severity};
use crate::reconcile::{Difference, DifferenceState, Kind};
use crate::report::{IssueState, SourceState, SourceView, View};

/// Problems listed of one file; the rest is counted.
const PROBLEMS_MAX: usize = 10;

/// Rows pointed at for one difference: where a whole sheet is absent, all of them are meant.
const PLACES_MAX: usize = 4;

/// What the digest of an office says; nothing when the office has nothing to do.
pub(super) fn said(pages: &Pages, view: &View<'_>, office: &str, reply_to: &str) -> anyhow::Result<Option<Said>> {
    let differences: Vec<&Difference> = view
        .reconciliation
        .differences
        .iter()
        .filter(|difference| &*difference.office == office && difference.state == DifferenceState::Open)
        .collect();
    let indicators: Vec<&Indicator> = view
        .indicators
        .iter()
        .filter(|indicator| &*indicator.definition.office == office && indicator.scenario == Scenario::Consuntivo)
        .filter(|indicator| matches!(indicator.state, State::Missed | State::NoData | State::Undefined))
        .collect();
    let files: Vec<Value> =
        view.files.iter().filter(|file| file.office == office).filter_map(|file| file_to_mend(view, file)).collect();
    if differences.is_empty() && indicators.is_empty() && files.is_empty() {
        return Ok(None);
    }

    let findings: Vec<String> = [
        (differences.len(), "differenza", "differenze"),
        (indicators.len(), "indicatore", "indicatori"),
        (files.len(), "file", "file"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| counted(count, one, many))
    .collect();
    let month = view.period.italian();
    let name = view.office_name(office);
    let subject = phrases::office_subject(name, &month, &findings);
    let sum: Cents = differences.iter().map(|difference| difference.cents).sum();
    let page = context! {
        subject => &subject,
        ente => view.ente,
        office => name,
        month => &month,
        issue => view.issue,
        draft => view.state == IssueState::Draft,
        as_of => italian_date(view.period.last_day()),
        manifest => view.manifest.short(),
        reply_to,
        findings => phrases::listed(&findings),
        sum => sum.italian(),
        differences => differences.iter().map(|difference| shown_difference(view, difference)).collect::<Vec<_>>(),
        indicators => indicators.iter().map(|indicator| shown_indicator(indicator)).collect::<Vec<_>>(),
        files,
    };
    Said::of(pages, "ufficio", subject, &page).map(Some)
}

fn shown_difference(view: &View<'_>, difference: &Difference) -> Value {
    let row = |place: &usize| view.ledger.movements.get(*place);
    let own = |movement: &&Movement| movement.side == Side::Office && movement.office == difference.office;
    let rows = |side| difference.rows.iter().filter_map(row).filter(move |movement| movement.side == side);
    let near = difference.candidate.as_ref().and_then(row).filter(own).map(|movement| {
        let cents = movement.cents;
        format!("{}, {cents}", place(view, movement))
    });
    let (meaning, cents) = match difference.kind {
        Kind::Amount => ("contabilità meno ufficio", difference.cents),
        Kind::MissingInAccounting => ("", -difference.cents),
        _ => ("", difference.cents),
    };
    context! {
        kind => phrases::kind(difference.kind),
        text => &difference.text,
        amount => cents.to_string(),
        meaning,
        places => places(view, rows(Side::Office).filter(own)),
        // The accounting rows of a difference of this office are this office's payments: naming them gives nothing away.
        booked => places(view, rows(Side::Accounting)),
        near => near.unwrap_or_default(),
        advice => phrases::advice(difference.kind, difference.reason),
        age => if difference.age_days > 0 {
            format!("aperta dal {}", italian_date(difference.first_seen))
        } else {
            "nuova".to_owned()
        },
    }
}

/// Where movements stand; those beyond a few are counted.
fn places<'a>(view: &View<'_>, movements: impl Iterator<Item = &'a Movement>) -> String {
    let mut places: Vec<String> = movements.map(|movement| place(view, movement)).collect();
    let left = places.len().saturating_sub(PLACES_MAX);
    if left > 0 {
        places.truncate(PLACES_MAX);
        places.push(counted(left, "altra riga", "altre righe"));
    }
    phrases::listed(&places)
}

/// Where a movement stands, for who has the spreadsheet.
fn place(view: &View<'_>, movement: &Movement) -> String {
    let origin = movement.origin;
    let file = view.sources.file(origin);
    match view.sources.sheet(origin) {
        "" => format!("`{file}`, riga {}", u64::from(origin.row) + 1),
        sheet => format!("`{file}`, foglio `{sheet}`, cella {}", origin.cell()),
    }
}

fn shown_indicator(indicator: &Indicator) -> Value {
    let definition = &indicator.definition;
    context! {
        code => &definition.code,
        name => &definition.name,
        state => indicator.state.italian(),
        missed => indicator.state == State::Missed,
        // Without a value the state says it all.
        value => if indicator.state == State::Missed { shown(indicator) } else { String::new() },
        target => target_shown(indicator),
        reason => &indicator.reason,
    }
}

/// A file with which the office has something to do; a refused file that another one has replaced is settled.
fn file_to_mend(view: &View<'_>, file: &SourceView) -> Option<Value> {
    let problems: Vec<&Problem> = match file.state {
        SourceState::Missing => Vec::new(),
        SourceState::Refused if replacement(view, file).is_some() => return None,
        SourceState::Refused => reasons(view, file).collect(),
        SourceState::Accepted => {
            let refused_too =
                view.files.iter().any(|other| other.file == file.file && other.state == SourceState::Refused);
            let rows = reasons(view, file).filter(|problem| problem.severity == Severity::Error);
            let rows: Vec<&Problem> = if refused_too { Vec::new() } else { rows.collect() };
            if rows.is_empty() {
                return None;
            }
            rows
        }
        SourceState::Duplicate | SourceState::Superseded => return None,
    };
    let shown = problems.iter().take(PROBLEMS_MAX);
    Some(context! {
        file => &file.file,
        state => match file.state {
            SourceState::Accepted => "accettato, con righe che non contano",
            state => phrases::source_state(state),
        },
        missing => file.state == SourceState::Missing,
        problems => shown
            .map(|problem| context! { text => problem_text(problem), remedy => &problem.remedy })
            .collect::<Vec<_>>(),
        more => problems.len().saturating_sub(PROBLEMS_MAX),
    })
}
