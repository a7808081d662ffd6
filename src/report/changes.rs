//! Sheet `Variazioni`: what this issue says otherwise than what was issued before: rows of released months, indicators with the
//! parts of their change, corrections with their act. Compares nothing itself.

use rust_xlsxwriter::Worksheet;

use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Styles};
use super::view::View;

const HEAD: [page::Column; 3] = [("Che cosa", 22.0), ("Come", 20.0), ("Prima, ora e perché", 130.0)];

/// A change: of what, how, and the sentence that says it.
type Change<'a> = (&'static str, &'a str, String);

fn changes<'a>(view: &'a View<'_>) -> Vec<Change<'a>> {
    let rows = view.reconciliation.restated_rows.iter();
    let rows = rows.map(|it| (phrases::ROW, phrases::restated(it.kind), it.text.clone()));
    let indicators = view.revised.iter().map(|it| {
        let how = if it.corrects.is_some() { phrases::CORRECTED_SINCE } else { phrases::CHANGED_SINCE };
        (phrases::INDICATOR, how, it.sentence())
    });
    let corrections = view.corrected.iter().flat_map(|it| {
        let own = (phrases::CORRECTION, phrases::CORRECTED_SINCE, it.sentence());
        let lines = it.lines.iter().map(|line| (phrases::LINE, phrases::CHANGED_SINCE, line.sentence()));
        let degrees = it.degrees.iter().map(|degree| (phrases::DEGREE, phrases::CHANGED_SINCE, degree.sentence()));
        std::iter::once(own).chain(lines).chain(degrees)
    });
    rows.chain(corrections).chain(indicators).collect()
}

/// Whether anything changed.
pub(super) fn any(view: &View<'_>) -> bool {
    !(view.reconciliation.restated_rows.is_empty() && view.revised.is_empty() && view.corrected.is_empty())
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<()> {
    let title = Title { tab: phrases::VARIATIONS, text: phrases::CHANGES, colour: styles::AMBER };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.table(&HEAD, 0)?;
    let all = changes(view);
    for (row, (what, how, sentence)) in (FIRST_ROW..).zip(&all) {
        page.text(row, 0, what, &styles.code)?;
        page.text(row, 1, how, &styles.code)?;
        page.wrapped(row, 2, sentence)?;
        page.grow(row)?;
    }
    page.end(phrases::VARIATIONS, HEAD.len(), all.len(), "")?;
    Ok(())
}
