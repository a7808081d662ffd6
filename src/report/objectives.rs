//! Sheet `Obiettivi`: the tree of the plan with its degrees rolled up by live formulas over the sheet `Indicatori`, the
//! scorecards of those who answer for it, and the targets that the plan prints in two ways. Judges nothing.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Worksheet};

use super::cells::{Cached, here};
use super::indicators::Degrees;
use super::live;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Mood, Styles};
use super::view::View;
use crate::formula::{Formula, Value};
use crate::indicators::ObjectiveState;
use crate::indicators::Rolled;
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
    ("Copertura", 11.0),
    ("Misurati", 9.5),
    ("Indicatori", 10.0),
    ("Stato", 15.0),
    ("Motivo", 46.0),
];

/// Where the degree of a name stands, and its coverage.
struct Cells<'a> {
    degrees: &'a Degrees,
    rows: BTreeMap<String, u32>,
}

impl Cells<'_> {
    /// The cell of an objective or group in a column; of an indicator only the degree has one.
    fn of(&self, name: &str, column: u16) -> Option<String> {
        match name.strip_prefix("indicatore.") {
            Some(id) => self.degrees.get(id).filter(|_| column == DEGREE).cloned(),
            None => self.rows.get(name).map(|row| here(*row, column)),
        }
    }
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, degrees: &Degrees, styles: &Styles) -> anyhow::Result<()> {
    let title = "Albero della performance: grado di raggiungimento degli obiettivi";
    let mut page =
        Page::open(sheet, &Title { tab: phrases::OBJECTIVES, text: title, colour: styles::GREEN }, view, styles)?;
    page.table(&HEAD, 3)?;
    let standings = &view.standings.objectives;
    let mut cells = Cells { degrees, rows: BTreeMap::new() };
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
        shares(&mut page, row, &it.rolled, &cells)?;
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
    row = scorecards(&mut page, row + 1, view, &mut cells)?;
    conflicts(&mut page, row, view)
}

/// Degree and coverage: live where all their terms stand in cells.
fn shares(page: &mut Page<'_>, row: u32, it: &Rolled, cells: &Cells<'_>) -> anyhow::Result<()> {
    let percent = styles::body().set_num_format(styles::PERCENT);
    let value = it.achievement.map_or_else(|| Value::NoData(Vec::new()), Value::Number);
    let degree = live_or_known(it.formula.as_ref(), &value, cells, DEGREE);
    degree.write(page, (row, DEGREE), &percent)?;
    let coverage = live_or_known(it.coverage_formula.as_ref(), &Value::Number(it.coverage), cells, COVERAGE);
    coverage.write(page, (row, COVERAGE), &percent)
}

/// What a share is written as.
enum Share {
    /// A formula over cells, with its value.
    Live(String, Cached),
    /// Its value alone: its terms do not stand in cells.
    Known(f64),
    Unknown,
}

fn live_or_known(formula: Option<&Formula>, value: &Value, cells: &Cells<'_>, column: u16) -> Share {
    let cell = |name: &str| cells.of(name, column);
    match (formula.and_then(|formula| live::formula(formula, value, &cell)), Cached::of(value)) {
        (Some((excel, cached)), _) => Share::Live(excel, cached),
        (None, Some(Cached::Number(number))) => Share::Known(number),
        (None, _) => Share::Unknown,
    }
}

impl Share {
    fn write(&self, page: &mut Page<'_>, at: (u32, u16), look: &Format) -> anyhow::Result<()> {
        let styles = page.styles;
        let (row, column) = at;
        match self {
            Self::Live(excel, cached) => page.formula(row, column, excel, cached, look),
            Self::Known(number) => page.number(row, column, *number, look),
            Self::Unknown => page.text(row, column, phrases::UNKNOWN, &styles.unknown),
        }
    }
}

fn section(page: &mut Page<'_>, row: u32, title: &str) -> anyhow::Result<()> {
    let styles = page.styles;
    for column in 0..u16::try_from(HEAD.len())? {
        page.blank(row, column, &styles.section)?;
    }
    page.text(row, 0, title, &styles.section)
}

/// Each scorecard: its groups, then the whole. Returns the first free row.
fn scorecards(page: &mut Page<'_>, first: u32, view: &View<'_>, cells: &mut Cells<'_>) -> anyhow::Result<u32> {
    let styles = page.styles;
    let mut row = first;
    for card in &view.standings.scorecards {
        section(page, row, &card.title)?;
        row += 1;
        for group in &card.groups {
            cells.rows.insert(format!("gruppo.{}", group.id), row);
            page.text(row, 0, &group.id, &styles.code)?;
            page.wrapped(row, 2, &group.title)?;
            page.wrapped(row, 3, group.given_by.as_deref().unwrap_or_default())?;
            page.number(row, WEIGHT, group.weight, &styles::body().set_num_format("0%"))?;
            shares(page, row, &group.rolled, cells)?;
            match &group.given_by {
                None => {
                    page.number(row, 7, super::cells::count(group.measured), &styles.code)?;
                    page.number(row, 8, super::cells::count(group.total), &styles.code)?;
                }
                Some(who) if group.rolled.achievement.is_none() => {
                    page.wrapped(row, 10, &format!("non ancora dato: {who}"))?;
                }
                Some(_) => {}
            }
            page.grow(row)?;
            row += 1;
        }
        page.text(row, 2, "Totale, su ciò che è misurato", &styles::body().set_bold())?;
        shares(page, row, &card.rolled, cells)?;
        row += 2;
    }
    Ok(row)
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
