//! Proventi, oneri and result: to date, expected by now, where the year is heading, the budget, and what the distance does.

use super::parts::{LEFT, head, section};
use crate::money::Cents;
use crate::monitor::Reading;
use crate::period::Scenario;
use crate::report::brief::{self, Figure};
use crate::report::income_statement::Places;
use crate::report::page::Page;
use crate::report::phrases;
use crate::report::styles::{self, Mood, Weight};
use crate::report::view::View;

const HEAD: [&str; 6] = [
    "Euro",
    "Consuntivo alla data",
    "Atteso alla data",
    "Preconsuntivo (proiezione)",
    "Assestato",
    "Effetto sul risultato",
];

/// Writes the table; answers with the first free row.
pub(super) fn write(page: &mut Page<'_>, top: u32, view: &View<'_>, places: &Places) -> anyhow::Result<u32> {
    let styles = page.styles;
    section(page, top, LEFT, "Conto economico")?;
    let figures = brief::figures(view);
    if figures.is_empty() {
        page.text(top + 1, 0, phrases::NO_STATEMENT, &styles.quiet)?;
        return Ok(top + 2);
    }
    head(page, top + 1, 0, &HEAD)?;
    for (row, figure) in (top + 2..).zip(&figures) {
        write_figure(page, row, figure, places)?;
    }
    Ok(top + 2 + u32::try_from(figures.len())?)
}

fn write_figure(page: &mut Page<'_>, row: u32, it: &Figure<'_>, places: &Places) -> anyhow::Result<()> {
    let look = styles::line(if it.is_result { Weight::Outcome } else { Weight::Plain });
    let amount = look.clone().set_num_format(styles::AMOUNT);
    page.text(row, 0, it.label, &styles::indented(&look, 1))?;
    // What stands in the sheet behind is named, and follows it; the rest is known to the course of the year alone.
    let live = |scenario| places.whole(it.line, scenario);
    let cells = [
        (1, it.actual, live(Scenario::Consuntivo)),
        (2, it.expected, None),
        (3, it.projected, live(Scenario::Preconsuntivo)),
        (4, it.assestato, live(Scenario::Assestato)),
    ];
    for (column, cents, cell) in cells {
        match (cents, cell) {
            (Some(Cents(_)), Some((cell, shown))) => page.formula(row, column, &cell, shown, &amount)?,
            (Some(cents), None) => page.amount(row, column, Some(cents), &amount)?,
            (None, _) => page.text(row, column, phrases::UNKNOWN, &page.styles.unknown)?,
        }
    }
    let (word, mood) = match it.effect {
        Some(Reading::Favourable) => (Reading::Favourable.italian(), Mood::Good),
        Some(Reading::Unfavourable) => (Reading::Unfavourable.italian(), Mood::Watch),
        Some(Reading::InLine) => (Reading::InLine.italian(), Mood::Good),
        None => ("", Mood::Quiet),
    };
    page.text(row, 5, word, &styles::state(mood))
}
