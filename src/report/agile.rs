//! Sheet `Lavoro agile`: the indicators that are developed by phases, as the plan of the lavoro agile prints them (dimension, where they
//! start from, the target of each phase), beside what was measured and how it stands. Judges nothing.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::cells::Cached;
use super::indicators::{cells_of, mood};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::agile as words;
use super::styles::{self, Styles};
use super::view::View;
use crate::indicators::{Indicator, Phase, judged};
use crate::period::Exercise;

const DIMENSION: u16 = 0;
const CODE: u16 = 1;
const NAME: u16 = 2;
const OFFICE: u16 = 3;
const BASELINE: u16 = 4;
/// The first of the phases; value, state, degree and reason stand behind them.
const PHASES: u16 = 5;

const HEAD: [page::Column; PHASES as usize] = [
    ("Dimensione", 24.0),
    ("Codice", 18.0),
    ("Indicatore", 44.0),
    ("Ufficio", 22.0),
    ("Situazione\ndi partenza", 18.0),
];

/// The width of a phase.
const WIDE: f64 = 20.0;

/// The indicators that have phases, in the order of the plan.
fn of_phases<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Indicator> + use<'a> {
    view.indicators.iter().filter(|it| it.is_of_plan() && !it.definition.phases.is_empty())
}

/// Whether a month has any.
pub(super) fn any(view: &View<'_>) -> bool {
    of_phases(view).next().is_some()
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<()> {
    let title = Title { tab: words::TAB, text: words::TITLE, colour: styles::GREEN };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, words::NOTE, &styles.quiet)?;
    let rows: Vec<&Indicator> = of_phases(view).collect();
    let mut phases: BTreeMap<Exercise, &str> = BTreeMap::new();
    for phase in rows.iter().flat_map(|it| &it.definition.phases) {
        phases.entry(phase.exercise).or_insert(&phase.name);
    }
    page.table(&HEAD, NAME + 1)?;
    let value = PHASES + u16::try_from(phases.len())?;
    let mut widths = HEAD.to_vec();
    for (column, (exercise, name)) in (PHASES..).zip(&phases) {
        page.more(column, &words::phase(*exercise, name), WIDE)?;
        widths.push(("", WIDE));
    }
    for (column, (head, width)) in (value..).zip(words::MEASURED) {
        page.more(column, head, width)?;
        widths.push(("", width));
    }
    page.widths(&widths)?;
    page.sheet.set_row_height(page::HEADER_ROW, 42)?;
    let degrees: BTreeMap<&str, String> =
        cells_of(view).map(|(it, _, degree)| (it.definition.id.as_str(), degree)).collect();
    let exercises: Vec<Exercise> = phases.into_keys().collect();
    for (row, indicator) in (FIRST_ROW..).zip(&rows) {
        planned(&mut page, row, indicator, view, &exercises)?;
        let degree = degrees.get(indicator.definition.id.as_str()).map_or("", String::as_str);
        measured(&mut page, (row, value), indicator, degree)?;
        page.grow(row)?;
    }
    let block = page.end(words::TAB, widths.len(), rows.len(), "")?;
    page.print_until(value + 3, block.last)
}

/// What the plan says of an indicator; the phase of the exercise stands out.
fn planned(
    page: &mut Page<'_>,
    row: u32,
    indicator: &Indicator,
    view: &View<'_>,
    exercises: &[Exercise],
) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    page.wrapped(row, DIMENSION, &definition.dimension)?;
    page.text(row, CODE, definition.code_text(), &styles.code)?;
    page.wrapped(row, NAME, &definition.name)?;
    page.wrapped(row, OFFICE, view.office_name(&definition.office))?;
    page.wrapped(row, BASELINE, &definition.baseline)?;
    for (column, exercise) in (PHASES..).zip(exercises) {
        let target = definition.phase(*exercise).map(Phase::target_shown).unwrap_or_default();
        let is_now = *exercise == view.period.exercise();
        let look = if is_now { styles.text.clone().set_bold() } else { styles.text.clone() };
        page.wrapped_in((row, column), &target, &look, 0.0)?;
    }
    Ok(())
}

/// What was measured of it, from a cell on, and how it stands; `degree` is the cell of its degree.
fn measured(page: &mut Page<'_>, at: (u32, u16), indicator: &Indicator, degree: &str) -> anyhow::Result<()> {
    let (row, value) = at;
    page.wrapped(row, value, &judged(indicator))?;
    page.text(row, value + 1, indicator.standing.italian(), &styles::state(mood(indicator.standing)))?;
    let look = if indicator.provisional { styles::PROVISIONAL } else { styles::PERCENT };
    let look = styles::body().set_num_format(look);
    match indicator.achievement {
        Some(share) => page.formula(row, value + 2, degree, &Cached::Number(share), &look)?,
        None => page.blank(row, value + 2, &look)?,
    }
    page.wrapped(row, value + 3, &indicator.reason)
}
