//! The workbook of one scorecard, for those who assess and those who are assessed: its groups with their degrees by live
//! formulas, and below each the indicators that it is made of. Judges nothing.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use rust_xlsxwriter::Worksheet;

use super::cells::{Cached, count, here};
use super::degrees::{Cells, Degrees};
use super::indicators::mood;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Styles};
use super::view::View;
use super::workbook;
use crate::indicators::tree::{GroupStanding, ScorecardStanding};
use crate::indicators::{Assessed, Indicator, judged, target_said};
use crate::italian::capital;
use crate::money::Cents;

const WEIGHT: u16 = 3;
const VALUE: u16 = 4;
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
        if let Some(table) = &group.assessed {
            row = write_table(&mut page, row, table, view)?;
        }
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
        write_group(&mut page, group, &cells, view)?;
    }
    page.text(row, 1, phrases::SCORECARD_WHOLE, &styles::body().set_bold())?;
    cells.write(&mut page, row, &card.rolled, card.provisional)?;
    if !card.weights_said.is_empty() {
        page.text(row + 3, 0, &card.weights_said, &styles.quiet)?;
    }
    page.text(row + 2, 0, &phrases::scorecard_source(&view.workbook_name()), &styles.quiet)
}

fn write_group(page: &mut Page<'_>, group: &GroupStanding, cells: &Cells<'_>, view: &View<'_>) -> anyhow::Result<()> {
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
        Some(who) => {
            let said = phrases::given_by_hand(who, group.rolled.achievement.is_some());
            let by_table = group.assessed.as_ref().and_then(|it| Some((it, it.whole?.1)));
            let Some((table, origin)) = by_table else { return given(page, row, &said) };
            // The row of the whole stands below those of the table.
            let whole = here(row + 1 + u32::try_from(table.rows.len())?, VALUE);
            let degree = Cached::Number(table.degree().unwrap_or_default());
            page.formula(row, DEGREE, &whole, &degree, &styles::body().set_num_format(styles::PERCENT))?;
            let day = view.files.iter().find(|it| it.file == view.sources.file(origin));
            let day = day.and_then(|it| it.as_of.or_else(|| Some(it.arrived?.date())));
            return given(page, row, &phrases::given_by_table(&said, day));
        }
    }
    page.grow(row)
}

fn given(page: &mut Page<'_>, row: u32, said: &str) -> anyhow::Result<()> {
    page.wrapped(row, REASON, said)?;
    page.grow(row)
}

/// Writes the rows of the table by which a group is given, its whole beside what the rows give, and what is wrong with it; says the
/// first row below.
fn write_table(page: &mut Page<'_>, top: u32, table: &Assessed, view: &View<'_>) -> anyhow::Result<u32> {
    let percent = styles::body().set_num_format(styles::PERCENT);
    let mut row = top;
    for it in &table.rows {
        blank(page, row)?;
        page.wrapped(row, 1, &it.label)?;
        if let Some(weight) = it.weight {
            page.number(row, WEIGHT, share(weight), &percent)?;
        }
        page.number(row, VALUE, share(it.given), &percent)?;
        page.wrapped(row, REASON, &view.place(it.origin))?;
        page.grow(row)?;
        row += 1;
    }
    let last = row;
    if let Some((whole, origin)) = table.whole {
        blank(page, row)?;
        page.wrapped(row, 1, phrases::PRINTED_WHOLE)?;
        page.number(row, VALUE, share(whole), &percent)?;
        page.wrapped(row, REASON, &view.place(origin))?;
        page.grow(row)?;
        row += 1;
    }
    if let Some(computed) = table.computed {
        blank(page, row)?;
        page.wrapped(row, 1, phrases::COMPUTED_WHOLE)?;
        let range = |column: u16| format!("{}:{}", here(top, column), here(last - 1, column));
        let excel = format!("ROUND(SUMPRODUCT({},{}),4)", range(WEIGHT), range(VALUE));
        page.formula(row, VALUE, &excel, &Cached::Number(share(computed)), &percent)?;
        row += 1;
    }
    for (problem, _) in &table.doubts {
        blank(page, row)?;
        page.wrapped(row, 1, &capital(&problem.text))?;
        page.wrapped(row, REASON, &problem.remedy)?;
        page.text(row, STATE, phrases::TO_CHECK, &styles::state(styles::Mood::Watch))?;
        page.grow(row)?;
        row += 1;
    }
    Ok(row)
}

/// The empty cells of a row of a table.
fn blank(page: &mut Page<'_>, row: u32) -> anyhow::Result<()> {
    (0..=REASON).try_for_each(|column| page.blank(row, column, &styles::body()))
}

/// Hundredths of a percentage point as a cell holds them.
fn share(cents: Cents) -> f64 {
    cents.as_euro() / 100.0
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
