//! Sheet `Fonti`: every file of the month and how it stands, with the digest under which the archive keeps it; below, the totals
//! that files print of themselves, and the definitions by which indicators were worked out.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_xlsxwriter::Worksheet;

use super::answers;
use super::cells::{Block, Cached, count, here, there};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, plan};
use super::styles::{self, Mood, Styles};
use super::view::View;
use crate::issue::{SourceState, SourceView};
use crate::money::Unit;
use crate::origin::Origin;

/// The state's name, on which the summary counts.
pub(super) const STATE: u16 = 5;

const HEAD: [page::Column; 8] = [
    ("File", 52.0),
    ("Tracciato", 22.0),
    ("Ufficio", 34.0),
    ("Dati al", 17.0),
    ("Righe", 17.0),
    ("Stato", 13.0),
    ("Arrivato il", 18.0),
    ("SHA-256", 68.0),
];

/// Writes the sheet; says where the rows stand, for the summary.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Block> {
    let mut page = Page::open(
        sheet,
        &Title { tab: phrases::SOURCES, text: phrases::SOURCES_TITLE, colour: styles::GREY },
        view,
        styles,
    )?;
    page.text(2, 0, &answers::reference(view, None), &styles.quiet)?;
    let block = files(&mut page, view)?;
    let end = totals(&mut page, block.last + 2, view)?;
    definitions(&mut page, end, view)?;
    Ok(block)
}

/// Writes the table of the files; says where the rows stand.
pub(super) fn files(page: &mut Page<'_>, view: &View<'_>) -> anyhow::Result<Block> {
    let styles = page.styles;
    page.table(&HEAD, 1)?;
    for (row, file) in (FIRST_ROW..).zip(view.files) {
        page.wrapped(row, 0, &file.file)?;
        page.text(row, 1, file.layout.as_deref().unwrap_or_default(), &styles.code)?;
        page.wrapped(row, 2, view.office_name(file.office.as_deref().unwrap_or_default()))?;
        page.date(row, 3, file.as_of, &styles.date)?;
        match file.state {
            SourceState::Missing => page.blank(row, 4, &styles.count)?,
            #[expect(clippy::cast_precision_loss, reason = "no file comes near 2^53 rows")]
            _ => page.number(row, 4, file.rows as f64, &styles.count)?,
        }
        page.text(row, STATE, phrases::source(file.state), &styles::state(mood(file.state)))?;
        let digest = file.sha256.map(|digest| digest.to_string()).unwrap_or_default();
        page.instant((row, 6), file.arrived)?;
        page.text(row, 7, &digest, &styles.digest)?;
        page.grow(row)?;
    }
    page.end(phrases::SOURCES, HEAD.len(), view.files.len(), "Nessun file per questo mese.")
}

/// Writes the line alone by which a workbook is known when it comes back.
pub(super) fn write_reference(
    sheet: &mut Worksheet,
    view: &View<'_>,
    office: &str,
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = Title { tab: phrases::SOURCES, text: phrases::SOURCES, colour: styles::GREY };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, &answers::reference(view, Some(office)), &styles.quiet)
}

/// Writes where a value stands, with a link to the row of its file.
pub(super) fn link(page: &mut Page<'_>, cell: (u32, u16), origin: Origin, view: &View<'_>) -> anyhow::Result<()> {
    let place = view.place(origin);
    match row_of(view, origin) {
        Some(row) => page.link(cell, &place, &there(phrases::SOURCES, row, 0)),
        None => page.text(cell.0, cell.1, &place, &page.styles.code.clone()),
    }
}

/// The row of the file of a cell, if it is one of the month's.
pub(crate) fn row_of(view: &View<'_>, origin: Origin) -> Option<u32> {
    let digest = Some(view.sources.get(origin.source)?.digest);
    let is_it = |file: &SourceView| file.sha256 == digest;
    let stands = view.files.iter().position(|file| is_it(file) && file.state == SourceState::Accepted);
    let at = stands.or_else(|| view.files.iter().position(is_it))?;
    Some(FIRST_ROW + u32::try_from(at).ok()?)
}

/// The amounts that files print as totals of all their rows, beside the sums of those rows.
/// Answers with the first free row, one left blank.
fn totals(page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<u32> {
    let styles = page.styles;
    let whole: Vec<_> =
        view.ledger.file_totals.iter().filter(|total| !total.subtotal && total.unit == Unit::Euro).collect();
    if whole.is_empty() {
        return Ok(top);
    }
    let end = top + 3 + u32::try_from(whole.len())?;
    section(page, top, plan::TOTALS, &plan::TOTALS_HEAD)?;
    for (row, total) in (top + 2..).zip(whole) {
        link(page, (row, 0), total.origin, view)?;
        page.text(row, 1, &total.label, &styles.code)?;
        page.text(row, 2, &phrases::named(&total.column), &styles.code)?;
        page.amount(row, 3, Some(total.printed), &styles.amount)?;
        page.amount(row, 4, Some(total.computed), &styles.amount)?;
        let holds = total.printed == total.computed;
        let said = if holds { phrases::HOLDS } else { phrases::FAILS };
        let excel =
            format!("IF(ROUND({}-{},2)=0,\"{}\",\"{}\")", here(row, 3), here(row, 4), phrases::HOLDS, phrases::FAILS);
        let mood = if holds { Mood::Good } else { Mood::Bad };
        page.formula(row, 5, &excel, &Cached::Text(said.to_owned()), &styles::state(mood))?;
    }
    Ok(end)
}

/// The definitions by which the indicators of the plan were worked out: since when they hold, by which act, and of how many.
fn definitions(page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<()> {
    let mut all: BTreeMap<(NaiveDate, String), usize> = BTreeMap::new();
    for indicator in view.indicators.iter().filter(|it| it.is_of_plan()) {
        let definition = &indicator.definition;
        *all.entry((definition.valid_from, phrases::definition(definition))).or_default() += 1;
    }
    if all.is_empty() {
        return Ok(());
    }
    section(page, top, plan::DEFINITIONS, &plan::DEFINITIONS_HEAD)?;
    for (row, ((_, said), of)) in (top + 2..).zip(all) {
        page.wrapped(row, 0, &said)?;
        page.number(row, 1, count(of), &page.styles.count)?;
        page.link((row, 2), phrases::INDICATORS, &there(phrases::INDICATORS, 0, 0))?;
        page.grow(row)?;
    }
    Ok(())
}

/// The head of a table below the first.
fn section(page: &mut Page<'_>, top: u32, title: &str, heads: &[&str]) -> anyhow::Result<()> {
    let styles = page.styles;
    for column in 0..u16::try_from(HEAD.len())? {
        page.blank(top, column, &styles.section)?;
    }
    page.text(top, 0, title, &styles.section)?;
    for (column, head) in (0..).zip(heads) {
        page.text(top + 1, column, head, &styles.header)?;
    }
    Ok(())
}

/// How a state feels.
pub(super) fn mood(state: SourceState) -> Mood {
    match state {
        SourceState::Accepted => Mood::Good,
        SourceState::Refused | SourceState::Missing => Mood::Bad,
        SourceState::Duplicate | SourceState::Superseded => Mood::Quiet,
    }
}
