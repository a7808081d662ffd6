//! The workbook as a whole: which sheets it has, in which order, and how it is packed.

use std::io::{Cursor, Seek, Write};

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::accounts::{self, Accounts};
use super::cells::Block;
use super::income_statement::{self, Places};
use super::links::Links;
use super::tabs::{self, Tab, Tabs};
use super::view::View;
use super::{
    agile, alerts, balance_sheet, budget, cards, changes, dashboard, differences, functions, indicators, inputs,
    investments, matches, objectives, package, phrases, problems, prospetto, ratios, resources, sources, styles,
    summary, tables, tie_outs,
};
use crate::ledger::Subject;

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
    let accounts = Accounts::of(view);
    let sheet = tabs.sheet(&mut workbook, Tab::IncomeStatement)?;
    let places = income_statement::write(sheet, view, accounts.as_ref(), &styles)?;
    let sheets = Sheets { tabs: &tabs, view, styles: &styles };
    sheets.of_accounts(&mut workbook, &places, accounts.as_ref())?;
    let (indicators, ratios) = sheets.of_plan(&mut workbook, &places)?;
    let tie_outs = tie_outs::write(tabs.sheet(&mut workbook, Tab::TieOuts)?, view, &styles)?;
    let differences = differences::write(tabs.sheet(&mut workbook, Tab::Differences)?, view, &styles)?;
    let problems = match tabs.has(Tab::Problems) {
        true => Some(problems::write(tabs.sheet(&mut workbook, Tab::Problems)?, view, &styles)?),
        false => None,
    };
    if tabs.has(Tab::Changes) {
        changes::write(tabs.sheet(&mut workbook, Tab::Changes)?, view, &styles)?;
    }
    if tabs.has(Tab::Alerts) {
        alerts::write(tabs.sheet(&mut workbook, Tab::Alerts)?, view, &styles)?;
    }
    let series = dashboard::write(tabs.sheet(&mut workbook, Tab::Dashboard)?, view, &styles)?;
    let sources = sources::write(tabs.sheet(&mut workbook, Tab::Sources)?, view, &styles)?;
    prospetto::write(tabs.sheet(&mut workbook, Tab::Prospetto)?, view, &styles)?;
    let blocks = summary::Blocks { indicators, ratios, tie_outs, differences, problems, sources };
    let behind = summary::Behind { links: Links { view, places: &places, tabs: &tabs }, blocks, series };
    summary::write(tabs.sheet(&mut workbook, Tab::Summary)?, view, &behind, &styles)?;
    let lists = matches::write(&mut workbook, view, rows_a_sheet, &styles)?;
    let mut package = Vec::new();
    workbook.save_to_writer(Cursor::new(&mut package))?;
    let large = view.reconciliation.matches.len() > MATCHES_OF_A_LARGE_MONTH;
    package::with_rows(package, lists, if large { LIGHTLY } else { USUALLY }, writer)
}

/// What every sheet is written with.
struct Sheets<'a> {
    tabs: &'a Tabs,
    view: &'a View<'a>,
    styles: &'a styles::Styles,
}

impl Sheets<'_> {
    /// Those that stand behind and beside the income statement, as far as the month has them.
    fn of_accounts(
        &self,
        workbook: &mut Workbook,
        places: &Places,
        accounts: Option<&Accounts<'_>>,
    ) -> anyhow::Result<()> {
        let &Self { tabs, view, styles } = self;
        if tabs.has(Tab::Functions) {
            functions::write(tabs.sheet(workbook, Tab::Functions)?, view, places, accounts, styles)?;
        }
        if tabs.has(Tab::Investments) {
            investments::write(tabs.sheet(workbook, Tab::Investments)?, view, styles)?;
        }
        if tabs.has(Tab::Budget) {
            budget::write(tabs.sheet(workbook, Tab::Budget)?, view, accounts, styles)?;
        }
        if tabs.has(Tab::BalanceSheet) {
            balance_sheet::write(tabs.sheet(workbook, Tab::BalanceSheet)?, view, styles)?;
        }
        for subject in Subject::ALL.into_iter().filter(|it| tabs.has(Tab::Table(*it))) {
            tables::write(tabs.sheet(workbook, Tab::Table(subject))?, view, subject, None, styles)?;
        }
        if let Some(accounts) = accounts {
            accounts::write(tabs.sheet(workbook, Tab::Accounts)?, view, accounts, styles)?;
            accounts::name_columns(workbook, accounts)?;
        }
        Ok(())
    }

    /// Those of the plan, the figures first; says where its indicators stand, and the other ratios.
    fn of_plan(&self, workbook: &mut Workbook, places: &Places) -> anyhow::Result<(Block, Option<Block>)> {
        let &Self { tabs, view, styles } = self;
        let mut figures = inputs::Inputs::default();
        if tabs.has(Tab::Inputs) {
            figures = inputs::write(tabs.sheet(workbook, Tab::Inputs)?, view, places, styles)?;
        }
        let indicators = indicators::write(tabs.sheet(workbook, Tab::Indicators)?, view, &figures, styles)?;
        let mut ratios = None;
        if tabs.has(Tab::Ratios) {
            ratios = Some(ratios::write(tabs.sheet(workbook, Tab::Ratios)?, view, &figures, styles)?);
        }
        objectives::write(tabs.sheet(workbook, Tab::Objectives)?, view, &indicators.degrees, styles)?;
        if tabs.has(Tab::Resources) {
            resources::write(tabs.sheet(workbook, Tab::Resources)?, view, styles)?;
        }
        if tabs.has(Tab::Agile) {
            agile::write(tabs.sheet(workbook, Tab::Agile)?, view, styles)?;
        }
        if tabs.has(Tab::Cards) {
            cards::write(tabs.sheet(workbook, Tab::Cards)?, view, &figures, styles)?;
        }
        Ok((indicators.block, ratios))
    }
}

/// Writes the small workbook on which an office answers: its open differences, the indicators that it has to answer for, the problems of
/// its files, and nobody else's; and the tables of persons, where it is one of their readers. Whether there are any.
///
/// # Errors
/// As [`render`].
pub fn render_office<W: Write + Seek + Send>(view: &View<'_>, office: &str, writer: W) -> anyhow::Result<bool> {
    let own = differences::open_of(view, office);
    let (indicators, problems) = (indicators::asked_of(view, office), problems::of_office(view, office));
    if own.is_empty() && indicators.is_empty() && problems.is_empty() {
        return Ok(false);
    }
    let styles = styles::Styles::new();
    let mut workbook = begin(view, &format!("Differenze di {}", view.period.italian()))?;
    if !own.is_empty() {
        differences::write_some(tabs::sheet(&mut workbook, own.len())?, view, &own, &styles)?;
    }
    if !indicators.is_empty() {
        indicators::write_some(workbook.add_worksheet(), view, &indicators, &styles)?;
    }
    if !problems.is_empty() {
        problems::write_some(tabs::sheet(&mut workbook, problems.len())?, view, problems, &styles)?;
    }
    if tables::is_reader(view, office) {
        tables::write(workbook.add_worksheet(), view, Subject::Staff, Some(office), &styles)?;
    }
    sources::write_reference(workbook.add_worksheet(), view, office, &styles)?;
    workbook.save_to_writer(writer)?;
    Ok(true)
}

/// Writes the tables of persons as a role may read them, where it may read more of them than everybody. Whether it may.
///
/// # Errors
/// As [`render`].
pub fn render_staff<W: Write + Seek + Send>(view: &View<'_>, role: &str, writer: W) -> anyhow::Result<bool> {
    if !tables::is_reader(view, role) {
        return Ok(false);
    }
    let mut workbook = begin(view, &format!("Personale, {}", view.period.italian()))?;
    tables::write(workbook.add_worksheet(), view, Subject::Staff, Some(role), &styles::Styles::new())?;
    workbook.save_to_writer(writer)?;
    Ok(true)
}

/// An empty workbook of the month, with its looks and what the file says of itself.
pub(crate) fn begin(view: &View<'_>, title: &str) -> anyhow::Result<Workbook> {
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
