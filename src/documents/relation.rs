//! The tree of the Relazione: each objective with how far it has come, and below it its indicators with what came of them.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use super::given::Given;
use super::measured::{self, Around, Columns};
use super::paper::{Left, Named, Paper};
use super::{kind, phrases};
use crate::indicators::{Indicator, ObjectiveStanding};
use crate::ledger::Level;
use crate::report::View;
use crate::report::cells::here;
use crate::report::degrees::{Cells, Degrees};
use crate::report::indicators::of_plan;
use crate::report::inputs::Inputs;
use crate::report::page::{Column, FIRST_ROW};
use crate::report::styles::{self, Styles, Weight};

/// The coverage of a degree stands between the two.
const COLUMNS: Columns = Columns { result: 3, reason: 12 };
const COVERAGE: u16 = 11;

const LEFT: [Column; 3] = [("Codice", 18.0), ("Obiettivo e indicatori", 62.0), ("Centro di\nresponsabilità", 25.0)];
const COVERED: [Column; 1] = [("Copertura\n(% dei pesi)", 11.0)];

/// A row of the sheet.
enum Row<'a> {
    Objective(&'a ObjectiveStanding),
    Indicator(&'a Indicator),
}

/// Writes the sheet; says what is left to fill in.
pub(super) fn write(
    sheet: &mut Worksheet,
    given: &Given<'_>,
    inputs: &Inputs,
    styles: &Styles,
) -> anyhow::Result<Left> {
    let view = given.view;
    let columns = [&LEFT[..], &measured::RESULT, &COVERED, &measured::REASON].concat();
    let named = Named { tab: kind::RELATION, title: given.kind.title(), note: phrases::MEASURED_NOTE };
    let mut paper = Paper::open(sheet, &named, &columns, given, styles)?;
    let all = rows(view);
    let mut degrees = Degrees::new();
    let mut objectives = BTreeMap::new();
    for (row, it) in (FIRST_ROW..).zip(&all) {
        match it {
            Row::Objective(it) => drop(objectives.insert(format!("obiettivo.{}", it.code), row)),
            Row::Indicator(it) if it.achievement.is_some() => {
                degrees.insert(it.definition.id.clone(), here(row, COLUMNS.degree()));
            }
            Row::Indicator(_) => {}
        }
    }
    let cells = Cells { degrees: &degrees, rows: objectives, degree: COLUMNS.degree(), coverage: COVERAGE };
    let around = Around { columns: COLUMNS, view, inputs };
    for (row, it) in (FIRST_ROW..).zip(&all) {
        match it {
            Row::Objective(it) => objective(&mut paper, row, it, &cells, view)?,
            Row::Indicator(it) => {
                paper.page.text(row, 0, it.definition.code_text(), &styles.code)?;
                paper.page.wrapped_in((row, 1), &it.definition.name, &styles::indented(&styles.text, 5), 5.0)?;
                paper.page.wrapped(row, 2, view.office_name(&it.definition.office))?;
                around.write(&mut paper, row, it)?;
                paper.page.blank(row, COVERAGE, &styles.code)?;
            }
        }
        paper.page.grow(row)?;
    }
    paper.end(all.len(), phrases::NO_INDICATORS, (COLUMNS.printed(), 0))
}

/// Each objective with its own indicators below it, then those that are of none.
fn rows<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let mut all = Vec::new();
    let objectives = &view.standings.objectives;
    let is_of = |it: &Indicator, code: &str| it.definition.objective.as_deref() == Some(code);
    for objective in objectives {
        all.push(Row::Objective(objective));
        all.extend(of_plan(view).filter(|it| is_of(it, &objective.code)).map(Row::Indicator));
    }
    let elsewhere = |it: &&Indicator| !objectives.iter().any(|one| is_of(it, &one.code));
    all.extend(of_plan(view).filter(elsewhere).map(Row::Indicator));
    all
}

fn objective(
    paper: &mut Paper<'_>,
    row: u32,
    it: &ObjectiveStanding,
    cells: &Cells<'_>,
    view: &View<'_>,
) -> anyhow::Result<()> {
    let (look, depth) = match it.level {
        Level::Area => (styles::line(Weight::Total), 1),
        Level::Strategico => (styles::line(Weight::Subtotal), 2),
        Level::Operativo => (styles::line(Weight::Plain), 3),
    };
    let look = look.set_text_wrap();
    for column in 0..=COLUMNS.place() {
        paper.page.blank(row, column, &look)?;
    }
    paper.page.text(row, 0, &it.code, &styles::indented(&look, 1))?;
    // Bold letters are wider by a tenth.
    let taken = f64::from(depth) + LEFT[1].1 * 0.1;
    paper.page.wrapped_in((row, 1), &it.title, &styles::indented(&look, depth), taken)?;
    let office = view.office_name(it.office.as_deref().unwrap_or_default());
    paper.page.wrapped_in((row, 2), office, &styles::indented(&look, 1), LEFT[2].1 * 0.1)?;
    cells.write(&mut paper.page, row, &it.rolled, it.provisional)?;
    paper.page.text(
        row,
        COLUMNS.state(),
        it.state.italian(),
        &look.clone().set_align(rust_xlsxwriter::FormatAlign::Center),
    )?;
    paper.page.text(row, COLUMNS.place(), &it.reason, &styles::indented(&look, 1))
}
