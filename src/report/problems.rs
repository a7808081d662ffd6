//! Sheet `Anomalie`: what is wrong with the data, where, and what to do about it.

use rust_xlsxwriter::Worksheet;

use super::answers::{self, Column, Sheet};
use super::cells::Block;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Mood, Styles};
use super::view::View;
use crate::problem::Severity;
use crate::reconcile::Anomaly;

/// The severity's name, on which the summary counts.
pub(super) const SEVERITY: u16 = 0;

/// The last column that is printed.
const REMEDY: u16 = 6;
/// What people fill in, and the id.
const ANSWERS: u16 = REMEDY + 1;
const NAME: u16 = ANSWERS + 5;

const HEAD: [page::Column; NAME as usize + 1] = [
    ("Gravità", 11.0),
    ("Codice", 30.0),
    ("File", 38.0),
    ("Foglio", 18.0),
    ("Cella", 9.0),
    ("Che cosa non va", 64.0),
    ("Che cosa fare", 56.0),
    answers::head(Column::Outcome),
    answers::head(Column::Why),
    answers::head(Column::Responsible),
    answers::head(Column::Until),
    answers::head(Column::Note),
    (answers::ID, 36.0),
];

/// Writes the sheet, worst first; says where the rows stand.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Block> {
    write_some(sheet, view, view.answered.problems.iter().collect(), styles)
}

/// The problems of an office's files, which it can answer.
pub(super) fn of_office<'a>(view: &View<'a>, office: &str) -> Vec<&'a Anomaly> {
    view.answered.problems.iter().filter(|it| it.office.as_deref() == Some(office)).collect()
}

/// Writes the sheet with these rows.
pub(super) fn write_some(
    sheet: &mut Worksheet,
    view: &View<'_>,
    mut rows: Vec<&Anomaly>,
    styles: &Styles,
) -> anyhow::Result<Block> {
    let title = Title { tab: phrases::PROBLEMS, text: "Anomalie nei dati", colour: styles::AMBER };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, phrases::answers::PROBLEMS_NOTE, &styles.quiet)?;
    page.table(&HEAD, 0)?;
    rows.sort_by_key(|it| it.problem.severity);
    for (row, anomaly) in (FIRST_ROW..).zip(&rows) {
        write_row(&mut page, row, anomaly, view)?;
        page.grow(row)?;
    }
    let block = page.end(phrases::PROBLEMS, HEAD.len(), rows.len(), "Nessuna anomalia.")?;
    if !rows.is_empty() {
        answers::protect(&mut page, block, (Sheet::Problems, ANSWERS))?;
    }
    page.print_until(REMEDY, block.last)?;
    Ok(block)
}

fn write_row(page: &mut Page<'_>, row: u32, anomaly: &Anomaly, view: &View<'_>) -> anyhow::Result<()> {
    let (styles, problem) = (page.styles, &anomaly.problem);
    page.text(row, SEVERITY, phrases::severity(problem.severity), &styles::state(mood(problem.severity)))?;
    page.wrapped(row, 1, &problem.code)?;
    page.wrapped(row, 2, problem.file.as_deref().unwrap_or_default())?;
    page.wrapped(row, 3, problem.sheet.as_deref().unwrap_or_default())?;
    page.text(row, 4, problem.cell.as_deref().unwrap_or_default(), &styles.code)?;
    page.wrapped(row, 5, &problem.text)?;
    page.wrapped(row, REMEDY, &phrases::answers::remedy(anomaly, view))?;
    let decided = anomaly.answer.as_ref().filter(|it| !it.changed && it.answer.decides).map(|it| &it.answer);
    answers::write(page, (row, ANSWERS), Sheet::Problems, decided)?;
    page.text(row, NAME, &anomaly.id.to_string(), &styles.code)
}

/// How a severity feels.
pub(super) fn mood(severity: Severity) -> Mood {
    match severity {
        Severity::Refusal => Mood::Bad,
        Severity::Error => Mood::Watch,
        Severity::Warning => Mood::Calm,
    }
}
