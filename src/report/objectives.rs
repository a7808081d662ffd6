//! Sheet `Obiettivi`: the tree of the plan with its degrees rolled up by live formulas over the sheet `Indicatori`, and the
//! targets that the plan prints in two ways. Judges nothing; how people are assessed is not everybody's to read.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::degrees::{Cells, Degrees};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Mood, Styles};
use super::view::View;
use crate::indicators::ObjectiveState;
use crate::ledger::Level;

const WEIGHT: u16 = 4;
const DEGREE: u16 = 5;
const COVERAGE: u16 = 6;

const HEAD: [page::Column; 11] = [
    ("Codice", 16.0),
    ("Livello", 11.0),
    ("Obiettivo", 58.0),
    ("Ufficio", 25.0),
    ("Peso", 8.0),
    ("Grado di\nraggiungimento", 15.0),
    ("Copertura\n(% dei pesi)", 11.0),
    ("Misurati", 9.5),
    ("Indicatori", 10.0),
    ("Stato", 15.0),
    ("Motivo", 46.0),
];

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, degrees: &Degrees, styles: &Styles) -> anyhow::Result<()> {
    let title = "Albero della performance: grado di raggiungimento degli obiettivi";
    let mut page =
        Page::open(sheet, &Title { tab: phrases::OBJECTIVES, text: title, colour: styles::GREEN }, view, styles)?;
    page.table(&HEAD, 3)?;
    let standings = &view.standings.objectives;
    let mut cells = Cells { degrees, rows: BTreeMap::new(), degree: DEGREE, coverage: COVERAGE };
    for (row, it) in (FIRST_ROW..).zip(standings) {
        cells.rows.insert(format!("obiettivo.{}", it.code), row);
    }
    let mut row = FIRST_ROW;
    for it in standings {
        let depth = match it.level {
            Level::Area => 0,
            Level::Strategico => 1,
            Level::Operativo => 2,
        };
        page.text(row, 0, &it.code, &styles.code)?;
        page.text(row, 1, it.level.italian(), &styles.code)?;
        let look = styles::body().set_text_wrap();
        let look = if depth == 0 { look.set_bold() } else { look };
        page.wrapped(row, 2, &it.title)?;
        page.text(row, 2, &it.title, &styles::indented(&look, depth * 2))?;
        page.wrapped(row, 3, view.office_name(it.office.as_deref().unwrap_or_default()))?;
        page.number(row, WEIGHT, it.weight, &styles::body().set_num_format("0.##"))?;
        cells.write(&mut page, row, &it.rolled, it.provisional)?;
        page.number(row, 7, super::cells::count(it.measured), &styles::body())?;
        page.number(row, 8, super::cells::count(it.total), &styles::body())?;
        page.text(row, 9, it.state.italian(), &styles::state(mood(it.state)))?;
        page.wrapped(row, 10, &it.reason)?;
        page.grow(row)?;
        row += 1;
    }
    if standings.is_empty() {
        page.text(row, 0, "Nessun obiettivo nel Piano.", &styles.quiet)?;
        row += 1;
    }
    page.filter(HEAD.len(), row.saturating_sub(1))?;
    conflicts(&mut page, row + 1, view)
}

fn section(page: &mut Page<'_>, row: u32, title: &str) -> anyhow::Result<()> {
    let styles = page.styles;
    for column in 0..u16::try_from(HEAD.len())? {
        page.blank(row, column, &styles.section)?;
    }
    page.text(row, 0, title, &styles.section)
}

/// The targets that the plan prints in two ways.
fn conflicts(page: &mut Page<'_>, first: u32, view: &View<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    let mut found = BTreeMap::new();
    for indicator in view.indicators {
        if let Some((one, other)) = indicator.definition.conflict() {
            found.insert(indicator.definition.code_text(), (&indicator.definition.name, one, other));
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    section(page, first, "Valori attesi che il Piano stampa in due modi: vale il primo")?;
    for (row, (code, (name, one, other))) in (first + 1..).zip(found) {
        page.text(row, 0, code, &styles.code)?;
        page.wrapped(row, 2, name)?;
        page.wrapped(row, 3, &one.to_string())?;
        let other = other.to_string();
        let other = if other.is_empty() { "altrove: nessun numero".to_owned() } else { format!("altrove: {other}") };
        page.wrapped(row, 10, &other)?;
        page.grow(row)?;
    }
    Ok(())
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
