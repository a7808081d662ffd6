//! The first page of a document: what it is, on which issue it stands, how much of it is left to a person, and its sheets.

use rust_xlsxwriter::{FormatAlign, Worksheet};

use super::given::Given;
use super::kind::Kind;
use super::paper::Left;
use super::phrases::{self, FRONT_ROWS, HOW, TO_COMPLETE};
use super::{kind, pira};
use crate::report::cells::{Cached, count, there};
use crate::report::page::{Column, Page, Title};
use crate::report::styles::{self, Styles};
use crate::report::tabs::Tab;

const COLUMNS: [Column; 2] = [("", 30.0), ("", 104.0)];

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    given: &Given<'_>,
    (left, behind): (&[Left], &[Tab]),
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = Title { tab: kind::FRONT, text: given.kind.title(), colour: styles::INK };
    let mut page = Page::open(sheet, &title, given.view, styles)?;
    page.widths(&COLUMNS)?;
    let label = styles::indented(&styles::body(), 1).set_bold();
    let said = [
        given.kind.title().to_owned(),
        given.kind.law().to_owned(),
        phrases::of_whom(given.view),
        phrases::status(given),
        phrases::issue(given.view),
        String::new(),
    ];
    let mut row = 2;
    for (name, text) in FRONT_ROWS.into_iter().zip(said) {
        row += 1;
        page.text(row, 0, name, &label)?;
        page.wrapped(row, 1, &text)?;
        page.grow(row)?;
    }
    to_fill_in(&mut page, row, left)?;
    row += 1;
    page.text(row, 0, HOW.0, &label)?;
    page.wrapped(row, 1, HOW.1)?;
    page.grow(row)?;
    row = contents(&mut page, row + 2, given, behind)?;
    row = remarks(&mut page, row, given)?;
    page.sheet.set_portrait();
    page.print_until(1, row)
}

/// How many cells are left to fill in: counted live, so that the number falls as they are.
fn to_fill_in(page: &mut Page<'_>, row: u32, left: &[Left]) -> anyhow::Result<()> {
    let all: usize = left.iter().map(|it| it.count).sum();
    let each: Vec<String> = left.iter().map(|it| format!("COUNTIF({},\"{TO_COMPLETE}\")", it.range)).collect();
    let look = styles::to_complete().set_num_format(format!("#,##0\"  caselle da completare. {}\"", phrases::LEFT));
    page.formula(row, 1, &each.join("+"), &Cached::Number(count(all)), &look.set_align(FormatAlign::Left))
}

fn section(page: &mut Page<'_>, row: u32, title: &str) -> anyhow::Result<()> {
    let styles = page.styles;
    page.blank(row, 1, &styles.section)?;
    page.text(row, 0, title, &styles.section)
}

/// The sheets, with what each holds; answers with the first free row, one left blank.
fn contents(page: &mut Page<'_>, top: u32, given: &Given<'_>, behind: &[Tab]) -> anyhow::Result<u32> {
    section(page, top, phrases::CONTENTS)?;
    let own = given.kind.sheets().iter().copied();
    let all = own.chain(behind.iter().map(|tab| (tab.name(), tab.holds())));
    let mut row = top;
    for (name, holds) in all {
        row += 1;
        page.link((row, 0), name, &there(name, 0, 0))?;
        page.wrapped(row, 1, holds)?;
    }
    Ok(row + 2)
}

/// What whoever completes it has to know; answers with the last row.
fn remarks(page: &mut Page<'_>, top: u32, given: &Given<'_>) -> anyhow::Result<u32> {
    let list = matches!(given.kind, Kind::Pira | Kind::Risultati).then(|| phrases::listed_in(pira::titled(given.view)));
    let all: Vec<&String> = list.iter().chain(given.remarks).collect();
    if all.is_empty() {
        return Ok(top - 2);
    }
    section(page, top, phrases::REMARKS)?;
    let styles = page.styles;
    let mut row = top;
    for remark in all {
        row += 1;
        page.spread_lines(row, (0, 1), remark, &styles.text)?;
        page.grow(row)?;
    }
    Ok(row)
}
