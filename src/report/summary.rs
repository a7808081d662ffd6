//! Sheet `Sommario`: the month on one page, every figure a live reference into the sheets behind it.
//! Left: the accounts and the counts; right: the chart and the offices; below: what somebody must know.

mod counts;
mod figures;
mod notices;
mod parts;

pub(super) use parts::Blocks;

use rust_xlsxwriter::Worksheet;

use self::parts::{LEFT, RIGHT, WIDTHS};
use super::income_statement::Places;
use super::page::{self, Page, Title};
use super::phrases;
use super::styles::{self, LINE, Styles};
use super::view::View;
use crate::issue::IssueState;

/// Rows that one printed page holds and people still read.
const ONE_PAGE_ROWS: u32 = 62;
/// Characters that fit the whole width of the sheet: the sum of the widths, less the indents.
const CHARACTERS: usize = 165;

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    places: &Places,
    blocks: &Blocks,
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = format!("Monitoraggio di {}", view.period.italian());
    let mut page =
        Page::open(sheet, &Title { tab: phrases::SUMMARY, text: &title, colour: styles::INK }, view, styles)?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        page.sheet.set_column_width(column, width)?;
    }
    let top = banner(&mut page, view)?;
    let below_figures = figures::write(&mut page, top, view, places)?;
    let below_counts = counts::write(&mut page, below_figures + 1, view, blocks)?;
    let below_notices = notices::alerts(&mut page, below_counts + 1, view)?;
    let end = notices::sources(&mut page, below_notices + 1, view, blocks)?;
    page.text(end + 1, 0, &phrases::manifest(view), &styles.quiet)?;
    page.sheet.set_print_area(0, 0, end + 1, RIGHT.1)?;
    if end < ONE_PAGE_ROWS {
        page.sheet.set_print_fit_to_pages(1, 1);
    }
    page.sheet.set_print_center_horizontally(true);
    page.sheet.set_active(true);
    Ok(())
}

/// The BOZZA banner with its reasons; answers with the first free row.
fn banner(page: &mut Page<'_>, view: &View<'_>) -> anyhow::Result<u32> {
    let styles = page.styles;
    if view.state != IssueState::Draft {
        return Ok(3);
    }
    let whole = (LEFT.0, RIGHT.1);
    page.sheet.set_row_height(3, 26)?;
    page.spread(3, whole, phrases::DRAFT, &styles.banner)?;
    let mut row = 4;
    for reason in view.blocking {
        page.sheet.set_row_height(row, LINE * f64::from(page::lines_of(reason, CHARACTERS)) + 4.0)?;
        page.spread(row, whole, &format!("•  {reason}"), &styles.banner_reason)?;
        row += 1;
    }
    Ok(row + 1)
}
