//! Sheet `Sommario`: the month on one page, for whoever has five minutes. Above: the verdict, the headline ratios and the areas,
//! the accounts; then what to look at, what changed, how complete it is, and where everything stands. Counts and amounts follow
//! the sheets behind.

mod counts;
mod figures;
mod matters;
mod parts;
mod verdict;

pub(super) use matters::mood as matter_mood;
pub(super) use parts::Blocks;

use rust_xlsxwriter::Worksheet;

use self::parts::{LEFT, RIGHT, WIDTHS, letters};
use super::dashboard::Series;
use super::links::Links;
use super::page::{self, Page, Title};
use super::phrases;
use super::styles::{self, LINE, Styles};
use super::view::View;
use super::visto_cell;
use crate::issue::IssueState;

/// Rows that one printed page holds and people still read.
const ONE_PAGE_ROWS: u32 = 75;

/// What the summary names in the other sheets.
pub(super) struct Behind<'a> {
    pub links: Links<'a>,
    pub blocks: Blocks,
    pub series: Series,
}

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    behind: &Behind<'_>,
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = format!("Monitoraggio di {}", view.period.italian());
    let mut page =
        Page::open(sheet, &Title { tab: phrases::SUMMARY, text: &title, colour: styles::INK }, view, styles)?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        page.sheet.set_column_width(column, width)?;
    }
    let top = banner(&mut page, view)?;
    let top = verdict::write(&mut page, top, view)? + 1;
    let left = verdict::headlines(&mut page, top, view, &behind.series)?;
    let left = figures::write(&mut page, left + 1, view, behind.links.places)?;
    let right = verdict::areas(&mut page, top, view)?;
    let row = matters::write(&mut page, left.max(right) + 1, view, &behind.links)?;
    let row = matters::changes(&mut page, row + 1, view)?;
    let row = counts::write(&mut page, row + 1, view, &behind.blocks)?;
    let end = matters::contents(&mut page, row + 1, behind.links.tabs)?;
    page.text(end, 0, &phrases::manifest(view), &styles.quiet)?;
    page.sheet.set_print_area(0, 0, end, RIGHT.1)?;
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
    let banner = if view.awaits_only_visto() { phrases::TO_BE_SEEN } else { phrases::DRAFT };
    page.spread(3, whole, banner, &styles.banner)?;
    let mut row = 4;
    for reason in view.blocking {
        page.sheet.set_row_height(row, LINE * f64::from(page::lines_of(reason, letters(whole))) + 4.0)?;
        page.spread(row, whole, &format!("•  {reason}"), &styles.banner_reason)?;
        row += 1;
    }
    if view.visto_cell {
        visto_cell::write(page, row, (LEFT.0, LEFT.0 + 1), (LEFT.0 + 2, LEFT.1))?;
        row += 1;
    }
    Ok(row + 1)
}
