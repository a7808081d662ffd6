//! The rows that a blank sheet has already: an indicator each that the office measures, or those of the sheet of the month before,
//! which this one goes on with, since both tell the year from its first day.

use std::collections::{BTreeMap, BTreeSet};

use super::super::arrivals::Intake;
use super::super::context::Shelves;
use super::super::phrases::template as words;
use super::super::read_again::rows_of;
use super::asked::Asked;
use super::columns;
use crate::indicators::Definition;
use crate::issue::SourceState;
use crate::ledger::{self, FileRows, RowAt, RowId, Side};
use crate::origin::{Origin, Sources, parse_cell};
use crate::problem::{Problem, Severity};
use crate::read::layout::{Field, Layout, Unit};
use crate::read::{ColumnKind, RowKind};
use crate::reconcile::FormerState;
use crate::report::template::{Cell, Row};
use crate::store::Arrival;

/// The rows of a sheet of the month before.
#[derive(Debug, Default)]
pub(super) struct Former {
    /// As they stood, those that are to be looked at first.
    pub rows: Vec<Row>,
    /// How many of them are to be looked at.
    pub open: usize,
    /// Rows that could not be read.
    pub left_out: u64,
    /// Why there are none though a sheet stands.
    pub lost: Option<String>,
}

/// A row for each indicator.
pub(super) fn measured(asked: Asked<'_>, measured: &[&Definition], ente: &str) -> Vec<Row> {
    measured.iter().map(|it| of_indicator(it, asked, ente)).collect()
}

fn of_indicator(it: &Definition, asked: Asked<'_>, ente: &str) -> Row {
    let Asked { layout, period, .. } = asked;
    let text = |text: &str| if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) };
    let cell = |column: &crate::read::Column| {
        if columns::is_place(&layout.ente, column) {
            return text(ente);
        }
        if columns::is_place(&layout.period, column) {
            let is_day = column.kind == ColumnKind::Date;
            return if is_day { Cell::Date(period.last_day()) } else { text(&period.to_string()) };
        }
        match (layout.kind.field(&column.id), column.id.as_str()) {
            (Some(Field::Indicator), _) => text(it.code_text()),
            (Some(Field::Unit), _) => text(words::unit(it.unit)),
            (None, "indicatore" | "descrizione" | "nome" | "denominazione") if column.kind == ColumnKind::Text => {
                text(&it.name)
            }
            (None, "obiettivo") => text(it.objective.as_deref().unwrap_or_default()),
            _ => Cell::Blank,
        }
    };
    Row {
        cells: layout.columns.iter().map(cell).collect(),
        asked: columns::asked_of(it, layout),
        note: words::indicator(it),
        look: String::new(),
    }
}

/// The sheet that stands for the month before, where that is of the same exercise.
pub(super) fn sheet_before(asked: Asked<'_>, shelves: Shelves<'_>) -> anyhow::Result<Option<Arrival>> {
    let Asked { layout, office, period } = asked;
    let before = period.previous();
    if before.exercise() != period.exercise() {
        return Ok(None);
    }
    let is_it = |it: &Arrival| {
        let of_office = it.office.as_ref().is_none_or(|of| of == office);
        it.state == SourceState::Accepted && it.layout.as_deref() == Some(layout.id.as_str()) && of_office
    };
    Ok(shelves.store.arrivals_in(before)?.into_iter().find(is_it))
}

/// The rows of that sheet, as they stood.
pub(super) fn before(sheet: &Arrival, layout: &Layout, shelves: Shelves<'_>) -> anyhow::Result<Former> {
    let mut intake = Intake::default();
    let (Some(file), problems) = rows_of(sheet, shelves, &mut intake)? else {
        return Ok(Former { lost: Some(words::former_lost(&sheet.name, sheet.period)), ..Former::default() });
    };
    let open = open_rows(sheet, &file, &intake.sources, shelves)?;
    let data = || file.rows.iter().filter(|row| row.kind == RowKind::Data);
    let kept: BTreeSet<(&str, u32)> = data().map(|row| (intake.sources.sheet(row.origin), row.origin.row)).collect();
    let place = |it: &Problem| Some((it.sheet.clone().unwrap_or_default(), parse_cell(it.cell.as_deref()?)?.0));
    let wrong: BTreeSet<(String, u32)> =
        problems.iter().filter(|it| it.severity == Severity::Error).filter_map(place).collect();
    let left_out = wrong.iter().filter(|(sheet, row)| !kept.contains(&(sheet.as_str(), *row))).count() as u64;
    let mut rows: Vec<Row> = data()
        .map(|row| {
            let is_open = open.contains(&(row.origin.sheet, row.origin.row));
            let look = if is_open { words::still_open(sheet.period) } else { lacking(row, layout) };
            Row { cells: cells(row, layout), look, ..Row::default() }
        })
        .collect();
    rows.sort_by_key(|row| row.look.is_empty());
    let open = rows.iter().filter(|row| !row.look.is_empty()).count();
    Ok(Former { rows, open, left_out, lost: None })
}

/// The rows of a file, each with its sheet, that its month was issued with as parts of a difference.
fn open_rows(
    sheet: &Arrival,
    file: &FileRows,
    sources: &Sources,
    shelves: Shelves<'_>,
) -> anyhow::Result<BTreeSet<(u16, u32)>> {
    let Shelves { config, store, .. } = shelves;
    let Some(issue) = store.last_issue(sheet.period)? else { return Ok(BTreeSet::new()) };
    let objectives = config.objectives.of_exercise(sheet.period);
    let (ledger, _) = ledger::post(vec![file.clone()], &config.chart.at(sheet.period), &objectives, sources);
    let places: BTreeMap<RowId, Origin> = ledger.side(Side::Office).map(|it| (it.id, it.origin)).collect();
    let mut open = BTreeSet::new();
    store.issued_rows(&issue, &mut |row| {
        if row.side == Side::Office && row.state == FormerState::Open && row.told == sheet.period {
            open.extend(places.get(&row.id).map(|origin| (origin.sheet, origin.row)));
        }
    })?;
    Ok(open)
}

/// What a row of before does not say yet: when, or how much, was liquidated.
fn lacking(row: RowAt<'_>, layout: &Layout) -> String {
    let is_blank = |field: Field| {
        let at = layout.kind.field(field.id()).and(layout.column(field.id()))?;
        (row.cell(at) == ledger::Cell::Missing).then_some(at)
    };
    let at = [Field::Paid, Field::Liquidated].into_iter().find_map(is_blank);
    let caption = |at: usize| layout.columns[at].header.first().map_or("", |it| it.as_str()).to_owned();
    at.map(|at| words::lacks(&caption(at))).unwrap_or_default()
}

fn cells(row: RowAt<'_>, layout: &Layout) -> Vec<Cell> {
    (0..layout.columns.len()).map(|at| of_cell(row.cell(at), layout.unit)).collect()
}

fn of_cell(cell: ledger::Cell<&str>, unit: Unit) -> Cell {
    match cell {
        ledger::Cell::Missing => Cell::Blank,
        ledger::Cell::Text(text) => Cell::Text(text.to_owned()),
        ledger::Cell::Money(cents) => {
            let hundredths = if unit == Unit::Migliaia { 100_000.0 } else { 100.0 };
            // Cents of a chamber are far fewer than a float counts.
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            let amount = cents.0 as f64 / hundredths;
            Cell::Number(amount)
        }
        ledger::Cell::Number(number) => Cell::Number(number),
        ledger::Cell::Percent(fraction) => Cell::Percent(fraction),
        ledger::Cell::Date(day) => Cell::Date(day),
    }
}
