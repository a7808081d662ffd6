//! The workbook of one scorecard, for those who assess and those who are assessed: its groups with their degrees by live
//! formulas, and below each the indicators that it is made of. Judges nothing.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use rust_xlsxwriter::Worksheet;

use super::cells::{count, here};
use super::degrees::{Cells, Degrees};
use super::indicators::mood;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Styles};
use super::view::View;
use super::workbook;
use crate::indicators::tree::{GroupStanding, ScorecardStanding};
use crate::indicators::{Indicator, judged, target_said};

const WEIGHT: u16 = 3;
const STATE: u16 = 6;
const DEGREE: u16 = 7;
const COVERAGE: u16 = 8;
const MEASURED: u16 = 9;
const REASON: u16 = 11;

const HEAD: [page::Column; REASON as usize + 1] = [
    ("Codice", 18.5),
    ("Gruppo e indicatori", 52.0),
    ("Ufficio", 25.0),
    ("Peso", 8.0),
    ("Valore", 16.0),
    ("Valore atteso", 22.0),
    ("Stato", 13.0),
    ("Grado di\nraggiungimento", 15.0),
    ("Copertura\n(% dei pesi)", 11.0),
    ("Misurati", 9.5),
    ("Indicatori", 10.0),
    ("Motivo", 48.0),
];

/// Writes the workbook of a scorecard of the month.
///
/// # Errors
/// When the writer fails, or a text cannot be held by a workbook.
pub fn render_scorecard<W: Write + Seek + Send>(
    view: &View<'_>,
    card: &ScorecardStanding,
    writer: W,
) -> anyhow::Result<()> {
    let styles = Styles::new();
    let mut book = workbook::begin(view, &card.title)?;
    write(book.add_worksheet(), view, card, &styles)?;
    book.save_to_writer(writer)?;
    Ok(())
}

fn write(sheet: &mut Worksheet, view: &View<'_>, card: &ScorecardStanding, styles: &Styles) -> anyhow::Result<()> {
    let title = Title { tab: phrases::SCORECARD, text: &card.title, colour: styles::GREEN };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.table(&HEAD, 2)?;
    let mut degrees = Degrees::new();
    let mut groups = BTreeMap::new();
    let mut row = FIRST_ROW;
    for group in &card.groups {
        groups.insert(format!("gruppo.{}", group.id), row);
        row += 1;
        for indicator in view.of_group(&group.id) {
            if indicator.achievement.is_some() {
                degrees.insert(indicator.definition.id.clone(), here(row, DEGREE));
            }
            write_indicator(&mut page, row, indicator, view)?;
            row += 1;
        }
    }
    let cells = Cells { degrees: &degrees, rows: groups, degree: DEGREE, coverage: COVERAGE };
    for group in &card.groups {
        write_group(&mut page, group, &cells)?;
    }
    page.text(row, 1, phrases::SCORECARD_WHOLE, &styles::body().set_bold())?;
    cells.write(&mut page, row, &card.rolled, card.provisional)?;
    if !card.weights_said.is_empty() {
        page.text(row + 3, 0, &card.weights_said, &styles.quiet)?;
    }
    page.text(row + 2, 0, &phrases::scorecard_source(&view.workbook_name()), &styles.quiet)
}

fn write_group(page: &mut Page<'_>, group: &GroupStanding, cells: &Cells<'_>) -> anyhow::Result<()> {
    let Some(&row) = cells.rows.get(&format!("gruppo.{}", group.id)) else { return Ok(()) };
    let bold = styles::body().set_bold();
    for column in [2, WEIGHT + 1, WEIGHT + 2, STATE, MEASURED, MEASURED + 1, REASON] {
        page.blank(row, column, &bold)?;
    }
    page.text(row, 0, &group.id, &bold)?;
    page.text(row, 1, &group.title, &bold)?;
    page.number(row, WEIGHT, group.weight, &styles::body().set_num_format("0%"))?;
    cells.write(page, row, &group.rolled, group.provisional)?;
    match &group.given_by {
        None => {
            page.number(row, MEASURED, count(group.measured), &styles::body())?;
            page.number(row, MEASURED + 1, count(group.total), &styles::body())?;
        }
        Some(who) => page.wrapped(row, REASON, &phrases::given_by_hand(who, group.rolled.achievement.is_some()))?,
    }
    page.grow(row)
}

fn write_indicator(page: &mut Page<'_>, row: u32, indicator: &Indicator, view: &View<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    for column in [WEIGHT, COVERAGE, MEASURED, MEASURED + 1] {
        page.blank(row, column, &styles::body())?;
    }
    page.text(row, 0, definition.code_text(), &styles.code)?;
    page.wrapped(row, 1, &definition.name)?;
    page.wrapped(row, 2, view.office_name(&definition.office))?;
    page.wrapped(row, 4, &judged(indicator))?;
    page.wrapped(row, 5, &target_said(indicator))?;
    page.text(row, STATE, indicator.standing.italian(), &styles::state(mood(indicator.standing)))?;
    page.degree(row, DEGREE, indicator)?;
    page.wrapped(row, REASON, &indicator.reason)?;
    page.grow(row)
}
