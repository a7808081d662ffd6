//! Sheet `Albero`: the tree of the plan with its degrees rolled up by live formulas over the sheet `Indicatori`, and the
//! targets that the plan prints in two ways. Judges nothing; how people are assessed is not everybody's to read.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::cells::count;
use super::degrees::{Cells, Degrees};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, plan};
use super::styles::{self, Mood, Styles};
use super::view::View;
use crate::indicators::{ObjectiveStanding, ObjectiveState};
use crate::ledger::Level;

const DEGREE: u16 = 4;
const COVERAGE: u16 = 5;
const REASON: u16 = 9;
/// The weight among its sisters, where not all weigh the same; for the screen.
const WEIGHT: u16 = 10;

const HEAD: [page::Column; REASON as usize + 1] = [
    ("Codice", 15.0),
    ("Livello", 11.0),
    ("Obiettivo", 66.0),
    ("Ufficio", 28.0),
    ("Grado di\nraggiungimento", 15.0),
    ("Copertura\n(% dei pesi)", 11.0),
    ("Misurati", 9.0),
    ("Indicatori", 10.0),
    ("Stato", 15.0),
    ("Motivo", 50.0),
];

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, degrees: &Degrees, styles: &Styles) -> anyhow::Result<()> {
    let title = Title { tab: phrases::OBJECTIVES, text: plan::TREE_TITLE, colour: styles::GREEN };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.table(&HEAD, 3)?;
    let standings = &view.standings.objectives;
    let differ = standings.windows(2).any(|two| two[0].weight != two[1].weight);
    if differ {
        page.more(WEIGHT, plan::WEIGHT, 10.0)?;
    }
    let mut cells = Cells { degrees, rows: BTreeMap::new(), degree: DEGREE, coverage: COVERAGE };
    for (row, it) in (FIRST_ROW..).zip(standings) {
        cells.rows.insert(format!("obiettivo.{}", it.code), row);
    }
    for (row, it) in (FIRST_ROW..).zip(standings) {
        write_row(&mut page, row, it, &cells, view)?;
        if differ {
            page.number(row, WEIGHT, it.weight, &styles::body().set_num_format("0.##"))?;
        }
        page.grow(row)?;
    }
    let block = page.end(phrases::OBJECTIVES, HEAD.len(), standings.len(), plan::NO_OBJECTIVES)?;
    for level in [Level::Strategico, Level::Operativo] {
        group(&mut page, standings, level)?;
    }
    let last = conflicts(&mut page, block.last + 2, view)?;
    page.print_until(REASON, last.unwrap_or(block.last))
}

fn write_row(
    page: &mut Page<'_>,
    row: u32,
    it: &ObjectiveStanding,
    cells: &Cells<'_>,
    view: &View<'_>,
) -> anyhow::Result<()> {
    let styles = page.styles;
    let depth = match it.level {
        Level::Area => 0,
        Level::Strategico => 1,
        Level::Operativo => 2,
    };
    page.text(row, 0, &it.code, &styles.code)?;
    page.text(row, 1, it.level.italian(), &styles.code)?;
    let look = styles::body().set_text_wrap();
    let look = if depth == 0 { look.set_bold() } else { look };
    page.wrapped_in((row, 2), &it.title, &styles::indented(&look, depth * 2), f64::from(depth) * 2.0 + 3.0)?;
    page.wrapped(row, 3, view.office_name(it.office.as_deref().unwrap_or_default()))?;
    cells.write(page, row, &it.rolled, it.provisional)?;
    page.number(row, 6, count(it.measured), &styles::body())?;
    page.number(row, 7, count(it.total), &styles::body())?;
    page.text(row, 8, it.state.italian(), &styles::state(mood(it.state)))?;
    page.wrapped(row, REASON, &it.reason)
}

/// Lets people fold away what stands at a level and below it, under the row above.
fn group(page: &mut Page<'_>, standings: &[ObjectiveStanding], level: Level) -> anyhow::Result<()> {
    page.sheet.group_symbols_above(true);
    let mut first = None;
    let below = |it: Option<&ObjectiveStanding>| it.is_some_and(|it| it.level >= level);
    for (at, row) in (0..=standings.len()).zip(FIRST_ROW..) {
        match (below(standings.get(at)), first) {
            (true, None) => first = Some(row),
            (false, Some(from)) => {
                page.sheet.group_rows(from, row - 1)?;
                first = None;
            }
            _ => {}
        }
    }
    Ok(())
}

fn section(page: &mut Page<'_>, row: u32, title: &str) -> anyhow::Result<()> {
    let styles = page.styles;
    for column in 0..u16::try_from(HEAD.len())? {
        page.blank(row, column, &styles.section)?;
    }
    page.text(row, 0, title, &styles.section)
}

/// The targets that the plan prints in two ways.
/// Answers with the last row, where there are some.
fn conflicts(page: &mut Page<'_>, first: u32, view: &View<'_>) -> anyhow::Result<Option<u32>> {
    let styles = page.styles;
    let mut found = BTreeMap::new();
    for indicator in view.indicators {
        if let Some((one, other)) = indicator.definition.conflict() {
            found.insert(indicator.definition.code_text(), (&indicator.definition.name, one, other));
        }
    }
    if found.is_empty() {
        return Ok(None);
    }
    let last = first + u32::try_from(found.len())?;
    section(page, first, plan::CONFLICTS)?;
    for (row, (code, (name, one, other))) in (first + 1..).zip(found) {
        for column in 1..REASON {
            page.blank(row, column, &styles::body())?;
        }
        page.text(row, 0, code, &styles.code)?;
        page.wrapped(row, 2, name)?;
        page.wrapped(row, 3, &one.to_string())?;
        page.wrapped(row, REASON, &plan::elsewhere(&other.to_string()))?;
        page.grow(row)?;
    }
    Ok(Some(last))
}

/// How a state feels.
fn mood(state: ObjectiveState) -> Mood {
    match state {
        ObjectiveState::Met => Mood::Good,
        ObjectiveState::Near => Mood::Watch,
        ObjectiveState::Missed => Mood::Bad,
        ObjectiveState::InProgress => Mood::Calm,
        ObjectiveState::NoData | ObjectiveState::NoIndicators => Mood::Quiet,
    }
}
