//! How many indicators, tie-outs and differences stand how: counted live over the sheets that list them.

use std::collections::BTreeMap;

use super::parts::{Blocks, RIGHT, head, section};
use crate::issue::SourceState;
use crate::money::Cents;
use crate::problem::Severity;
use crate::reconcile::{DifferenceState, TieOutState};
use crate::report::cells::{Cached, count, here};
use crate::report::page::Page;
use crate::report::styles::{self, Mood};
use crate::report::view::View;
use crate::report::{differences, indicators, phrases, problems, ratios, sources, tie_outs};

/// Where the states of indicators stand, in the left half.
const INDICATORS: u16 = 0;
/// Where those of tie-outs stand, beside them.
const TIE_OUTS: u16 = 2;
/// Where those of files and of what is wrong in them stand.
const SOURCES: u16 = 4;
/// Days after which an open difference is old.
const OLD_DAYS: i64 = 30;

/// Writes the tables; answers with the first free row.
pub(super) fn write(page: &mut Page<'_>, top: u32, view: &View<'_>, blocks: &Blocks) -> anyhow::Result<u32> {
    section(page, top, (INDICATORS, INDICATORS + 1), "Indicatori del Piano")?;
    let left = states_of_indicators(page, top + 1, view, blocks)?;
    section(page, top, (TIE_OUTS, TIE_OUTS + 1), "Quadrature")?;
    let middle = states_of_tie_outs(page, top + 1, view, blocks)?;
    section(page, top, (SOURCES, SOURCES + 1), "Fonti e anomalie")?;
    let sources = states_of_sources(page, top + 1, view, blocks)?;
    section(page, top, RIGHT, "Differenze aperte per ufficio")?;
    let right = differences_by_office(page, top + 1, view, blocks)?;
    Ok(left.max(middle).max(sources).max(right))
}

/// A state's name in its colour, and how many there are.
fn counted(page: &mut Page<'_>, at: (u32, u16), it: &Counted<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    let (row, column) = at;
    page.text(row, column, it.name, &styles::state(it.mood))?;
    page.formula(row, column + 1, &it.excel, &Cached::Number(count(it.number)), &styles.count)
}

/// A state, and how many stand so.
struct Counted<'a> {
    name: &'a str,
    mood: Mood,
    /// The formula that counts them.
    excel: String,
    number: usize,
}

fn states_of_indicators(page: &mut Page<'_>, top: u32, view: &View<'_>, blocks: &Blocks) -> anyhow::Result<u32> {
    let states = blocks.indicators.column(indicators::STATE);
    let counts = crate::indicators::counts(view.indicators);
    let mut row = top;
    if let Some(exercise) = view.objectives.not_loaded {
        page.text(row, INDICATORS, &phrases::plan_not_loaded(exercise), &styles::state(Mood::Watch))?;
        row += 1;
    }
    for (standing, number) in &counts.by_standing {
        let excel = format!("COUNTIF({states},{})", here(row, INDICATORS));
        let (name, mood) = (standing.italian(), indicators::mood(*standing));
        counted(page, (row, INDICATORS), &Counted { name, mood, excel, number: *number })?;
        row += 1;
    }
    if let Some(ratios) = blocks.ratios.filter(|_| counts.others > 0) {
        let (codes, states) = (ratios.column(ratios::CODE), ratios.column(ratios::STATE));
        let excel = format!("COUNTIFS({codes},\"{}\",{states},\"<>\")", phrases::plan::NOT_OF_PLAN);
        let it = Counted { name: phrases::OTHER_RATIOS, mood: Mood::Quiet, excel, number: counts.others };
        counted(page, (row, INDICATORS), &it)?;
        row += 1;
    }
    Ok(row)
}

fn states_of_tie_outs(page: &mut Page<'_>, top: u32, view: &View<'_>, blocks: &Blocks) -> anyhow::Result<u32> {
    let verdicts = blocks.tie_outs.column(tie_outs::VERDICT);
    let moods = [(TieOutState::Holds, Mood::Good), (TieOutState::Fails, Mood::Bad), (TieOutState::NoData, Mood::Quiet)];
    for (row, (state, mood)) in (top..).zip(moods) {
        let standing = view.reconciliation.tie_outs.iter().filter(|one| one.state == state).count();
        let excel = format!("COUNTIF({verdicts},{})", here(row, TIE_OUTS));
        let name = phrases::tie_out(state);
        counted(page, (row, TIE_OUTS), &Counted { name, mood, excel, number: standing })?;
    }
    Ok(top + 3)
}

/// How many files stand how, those that are not there by name, and how much is wrong in them.
fn states_of_sources(page: &mut Page<'_>, top: u32, view: &View<'_>, blocks: &Blocks) -> anyhow::Result<u32> {
    let states = blocks.sources.column(sources::STATE);
    let mut row = top;
    for state in phrases::SOURCE_STATES {
        let number = view.files.iter().filter(|file| file.state == state).count();
        if number == 0 && state != SourceState::Accepted && state != SourceState::Missing {
            continue;
        }
        let excel = format!("COUNTIF({states},{})", here(row, SOURCES));
        let (name, mood) = (phrases::source(state), sources::mood(state));
        counted(page, (row, SOURCES), &Counted { name, mood, excel, number })?;
        row += 1;
    }
    let Some(problems) = &blocks.problems else { return Ok(row) };
    let severities = problems.column(problems::SEVERITY);
    for severity in [Severity::Refusal, Severity::Error, Severity::Warning] {
        let number = view.problems.iter().filter(|problem| problem.severity == severity).count();
        if number == 0 {
            continue;
        }
        let excel = format!("COUNTIF({severities},{})", here(row, SOURCES));
        let (name, mood) = (phrases::severity(severity), problems::mood(severity));
        counted(page, (row, SOURCES), &Counted { name, mood, excel, number })?;
        row += 1;
    }
    Ok(row)
}

/// What one office has open.
#[derive(Default)]
struct Open {
    all: usize,
    old: usize,
    cents: Cents,
}

fn differences_by_office(page: &mut Page<'_>, top: u32, view: &View<'_>, blocks: &Blocks) -> anyhow::Result<u32> {
    let styles = page.styles;
    let mut offices: BTreeMap<&str, Open> = BTreeMap::new();
    for difference in &view.reconciliation.differences {
        let open = offices.entry(differences::office(difference, view)).or_default();
        if difference.state == DifferenceState::Open {
            open.all += 1;
            open.old += usize::from(difference.age_days > OLD_DAYS);
            open.cents += difference.cents;
        }
    }
    let first = RIGHT.0;
    head(page, top, first, &["Ufficio", "Aperte", "da oltre 30 giorni", "Somma"])?;
    let column = |at| blocks.differences.column(at);
    let (names, states) = (column(differences::OFFICE), column(differences::STATE));
    let (ages, gaps) = (column(differences::AGE), column(differences::GAP));
    let state = phrases::difference(DifferenceState::Open);
    let mut row = top + 1;
    for (name, open) in &offices {
        page.text(row, first, name, &styles.code)?;
        let of_office = format!("{names},{},{states},\"{state}\"", here(row, first));
        let all = Cached::Number(count(open.all));
        page.formula(row, first + 1, &format!("COUNTIFS({of_office})"), &all, &styles.count)?;
        let old = format!("COUNTIFS({of_office},{ages},\">{OLD_DAYS}\")");
        page.formula(row, first + 2, &old, &Cached::Number(count(open.old)), &styles.count)?;
        let sum = format!("ROUND(SUMIFS({gaps},{of_office}),2)");
        page.formula(row, first + 3, &sum, &Cached::Number(open.cents.as_euro()), &styles.amount)?;
        row += 1;
    }
    if offices.is_empty() {
        page.text(row, first, "Nessuna.", &styles.quiet)?;
        return Ok(row + 1);
    }
    let range = |at: u16| format!("{}:{}", here(top + 1, at), here(row - 1, at));
    let total = |of: &dyn Fn(&Open) -> usize| Cached::Number(count(offices.values().map(of).sum()));
    let cents: Cents = offices.values().map(|open| open.cents).sum();
    page.text(row, first, "Totale", &styles.label_total)?;
    let sum = |at: u16| format!("SUM({})", range(at));
    page.formula(row, first + 1, &sum(first + 1), &total(&|open| open.all), &styles.count_total)?;
    page.formula(row, first + 2, &sum(first + 2), &total(&|open| open.old), &styles.count_total)?;
    let excel = format!("ROUND({},2)", sum(first + 3));
    page.formula(row, first + 3, &excel, &Cached::Number(cents.as_euro()), &styles.amount_total)?;
    Ok(row + 1)
}
