//! Sheet `Anomalie`: what is wrong with the data, where, and what to do about it.

use rust_xlsxwriter::Worksheet;

use super::cells::Block;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Mood, Styles};
use super::view::View;
use crate::problem::Severity;

/// The severity's name, on which the summary counts.
pub(super) const SEVERITY: u16 = 0;

const HEAD: [page::Column; 7] = [
    ("Gravità", 11.0),
    ("Codice", 30.0),
    ("File", 38.0),
    ("Foglio", 18.0),
    ("Cella", 9.0),
    ("Che cosa non va", 64.0),
    ("Che cosa fare", 56.0),
];

/// Writes the sheet, worst first; says where the rows stand.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Block> {
    let mut page = Page::open(
        sheet,
        &Title { tab: phrases::PROBLEMS, text: "Anomalie nei dati", colour: styles::AMBER },
        view,
        styles,
    )?;
    page.table(&HEAD, 0)?;
    let mut rows: Vec<_> = view.problems.iter().collect();
    rows.sort_by_key(|problem| problem.severity);
    for (row, problem) in (FIRST_ROW..).zip(&rows) {
        let severity = phrases::severity(problem.severity);
        page.text(row, SEVERITY, severity, &styles::state(mood(problem.severity)))?;
        page.wrapped(row, 1, &problem.code)?;
        page.wrapped(row, 2, problem.file.as_deref().unwrap_or_default())?;
        page.wrapped(row, 3, problem.sheet.as_deref().unwrap_or_default())?;
        page.text(row, 4, problem.cell.as_deref().unwrap_or_default(), &styles.code)?;
        page.wrapped(row, 5, &problem.text)?;
        page.wrapped(row, 6, &problem.remedy)?;
        page.grow(row)?;
    }
    let block = page.end(phrases::PROBLEMS, HEAD.len(), rows.len(), "Nessuna anomalia.")?;
    Ok(block)
}

/// How a severity feels.
pub(super) fn mood(severity: Severity) -> Mood {
    match severity {
        Severity::Refusal => Mood::Bad,
        Severity::Error => Mood::Watch,
        Severity::Warning => Mood::Calm,
    }
}
