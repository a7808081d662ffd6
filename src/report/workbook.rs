//! The workbook as a whole: which sheets it has, in which order, and how it is packed.

use std::io::{Cursor, Seek, Write};

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::links::Links;
use super::tabs::{Tab, Tabs};
use super::view::View;
use super::{
    alerts, bridges, dashboard, differences, income_statement, indicators, matches, objectives, package, phrases,
    problems, sources, styles, summary, tie_outs,
};

/// Writes the workbook of a month.
///
/// # Errors
/// When the writer fails, or a text cannot be held by a workbook.
pub fn render<W: Write + Seek + Send>(view: &View<'_>, writer: W) -> anyhow::Result<()> {
    render_sheets(view, writer, matches::ROWS_A_SHEET)
}

/// Groups from which a month's workbook is packed lightly: a chamber has some fifty thousand entries a year.
/// Packing it as hard as usual would take longer than reading and matching together.
const MATCHES_OF_A_LARGE_MONTH: usize = 50_000;
const LIGHTLY: i64 = 2;
const USUALLY: i64 = 6;

/// The same, with at most so many matched rows a sheet.
pub(super) fn render_sheets<W: Write + Seek + Send>(
    view: &View<'_>,
    writer: W,
    rows_a_sheet: usize,
) -> anyhow::Result<()> {
    let styles = styles::Styles::new();
    let mut workbook = begin(view, &format!("Monitoraggio di {}", view.period.italian()))?;
    // Every sheet is written when it is known where stands what it names: the summary last.
    let tabs = Tabs::add(&mut workbook, view)?;
    let places = income_statement::write(tabs.sheet(&mut workbook, Tab::IncomeStatement)?, view, &styles)?;
    let (indicators, degrees) = indicators::write(tabs.sheet(&mut workbook, Tab::Indicators)?, view, &places, &styles)?;
    objectives::write(tabs.sheet(&mut workbook, Tab::Objectives)?, view, &degrees, &styles)?;
    let tie_outs = tie_outs::write(tabs.sheet(&mut workbook, Tab::TieOuts)?, view, &styles)?;
    let differences = differences::write(tabs.sheet(&mut workbook, Tab::Differences)?, view, &styles)?;
    bridges::write(tabs.sheet(&mut workbook, Tab::Bridges)?, view, &styles)?;
    let problems = match tabs.has(Tab::Problems) {
        true => Some(problems::write(tabs.sheet(&mut workbook, Tab::Problems)?, view, &styles)?),
        false => None,
    };
    if tabs.has(Tab::Alerts) {
        alerts::write(tabs.sheet(&mut workbook, Tab::Alerts)?, view, &styles)?;
    }
    let series = dashboard::write(tabs.sheet(&mut workbook, Tab::Dashboard)?, view, &styles)?;
    let sources = sources::write(tabs.sheet(&mut workbook, Tab::Sources)?, view, &styles)?;
    let blocks = summary::Blocks { indicators, tie_outs, differences, problems, sources };
    let behind = summary::Behind { links: Links { view, places: &places, tabs: &tabs }, blocks, series };
    summary::write(tabs.sheet(&mut workbook, Tab::Summary)?, view, &behind, &styles)?;
    let lists = matches::write(&mut workbook, view, rows_a_sheet, &styles)?;
    let mut package = Vec::new();
    workbook.save_to_writer(Cursor::new(&mut package))?;
    let large = view.reconciliation.matches.len() > MATCHES_OF_A_LARGE_MONTH;
    package::with_rows(package, lists, if large { LIGHTLY } else { USUALLY }, writer)
}

/// An empty workbook of the month, with its looks and what the file says of itself.
pub(super) fn begin(view: &View<'_>, title: &str) -> anyhow::Result<Workbook> {
    let mut workbook = Workbook::new();
    let (height, width) = styles::CELL_PIXELS;
    workbook.set_default_format(&styles::base(), height, width)?;
    workbook.set_properties(&properties(view, title)?);
    Ok(workbook)
}

/// What the file says of itself. The date of creation is the month's last day: the workbook depends on the month alone.
fn properties(view: &View<'_>, title: &str) -> anyhow::Result<DocProperties> {
    let day = view.period.last_day();
    let created =
        ExcelDateTime::from_ymd(u16::try_from(day.year())?, u8::try_from(day.month())?, u8::try_from(day.day())?)?;
    Ok(DocProperties::new()
        .set_title(title)
        .set_subject(phrases::subtitle(view))
        .set_company(view.ente)
        .set_author("Quadratura")
        .set_creation_datetime(&created))
}
