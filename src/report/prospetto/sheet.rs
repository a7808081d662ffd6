//! Sheet `Prospetto`: upright, and on exactly one printed page.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet};

use super::document::{Cell, Prospetto, Section, WIDTHS, all_letters, lines};
use super::{sections, words};
use crate::report::page::{Page, Title};
use crate::report::phrases;
use crate::report::styles::{self, LINE, Styles};
use crate::report::view::View;

/// The last of its columns.
const LAST: u16 = 4;

/// Writes the sheet.
pub(in crate::report) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<()> {
    let prospetto = sections::of(view);
    let title = Title { tab: phrases::PROSPETTO, text: &prospetto.title, colour: styles::GREEN };
    let mut page = Page::open(sheet, &title, view, styles)?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        page.sheet.set_column_width(column, width)?;
    }
    page.sheet.set_portrait().set_print_fit_to_pages(1, 1).set_print_center_horizontally(true);
    page.text(1, 0, &prospetto.head, &styles.subtitle)?;
    page.text(2, 0, &prospetto.subtitle, &styles.subtitle)?;
    let colour = if prospetto.is_draft { styles::RED } else { styles::INK };
    let state = styles::base().set_bold().set_font_size(12).set_font_color(colour).set_align(FormatAlign::Right);
    page.spread(2, (2, LAST), prospetto.state, &state)?;
    let mut row = 4;
    for section in &prospetto.sections {
        row = part(&mut page, row, section)? + 1;
    }
    let end = foot(&mut page, row, &prospetto)?;
    page.sheet.set_print_area(0, 0, end, LAST)?;
    Ok(())
}

/// The looks of a row, by whether it is a sum.
fn look(is_sum: bool) -> Format {
    if is_sum { styles::body().set_bold() } else { styles::body() }
}

/// A head over the whole width.
fn head(page: &mut Page<'_>, row: u32, title: &str) -> anyhow::Result<()> {
    for column in 0..=LAST {
        page.blank(row, column, &page.styles.section)?;
    }
    page.text(row, 0, title, &page.styles.section)
}

/// Writes a section; answers with the first free row.
fn part(page: &mut Page<'_>, top: u32, section: &Section) -> anyhow::Result<u32> {
    head(page, top, section.title)?;
    let mut row = top + 1;
    if let Some(intro) = &section.intro {
        row = sentence(page, row, intro, &styles::base().set_text_wrap())?;
    }
    let quiet = page.styles.quiet.clone();
    if !section.rows.is_empty() && section.columns.iter().any(|it| !it.head.is_empty()) {
        let heads: Vec<Cell> = section.columns.iter().map(|it| Cell::Text(it.head.to_owned())).collect();
        write_row(page, row, section, (&heads, &quiet))?;
        row += 1;
    }
    for cells in &section.rows {
        write_row(page, row, section, (cells, &look(false)))?;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        page.sheet.set_row_height(row, LINE * section.height(cells) as f64 + 1.0)?;
        row += 1;
    }
    if let Some(total) = &section.total {
        write_row(page, row, section, (total, &look(true)))?;
        row += 1;
    }
    for said in section.more().iter().chain(&section.remark) {
        row = sentence(page, row, said, &quiet)?;
    }
    Ok(row)
}

/// Writes a sentence over the whole width; answers with the next row.
fn sentence(page: &mut Page<'_>, row: u32, said: &str, look: &Format) -> anyhow::Result<u32> {
    page.spread(row, (0, LAST), said, &look.clone().set_text_wrap().set_align(FormatAlign::Top))?;
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    page.sheet.set_row_height(row, LINE * lines(said, all_letters()) as f64 + 1.0)?;
    Ok(row + 1)
}

fn write_row(page: &mut Page<'_>, row: u32, section: &Section, shown: (&[Cell], &Format)) -> anyhow::Result<()> {
    let (cells, look) = shown;
    for ((column, first), cell) in section.places().zip(cells) {
        let right = look.clone().set_align(FormatAlign::Right);
        let format = match cell {
            Cell::Amount(_) => right.set_num_format(styles::AMOUNT),
            Cell::Count(_) => right.set_num_format(styles::COUNT),
            _ if column.right => right,
            _ => look.clone().set_text_wrap(),
        };
        if column.span > 1 {
            page.spread(row, (first, first + column.span - 1), &cell.said(), &format)?;
            continue;
        }
        match cell {
            Cell::Amount(cents) => page.amount(row, first, Some(*cents), &format)?,
            #[expect(clippy::cast_precision_loss, reason = "no file comes near 2^53 rows")]
            Cell::Count(count) => page.number(row, first, *count as f64, &format)?,
            Cell::Empty => page.blank(row, first, &format)?,
            Cell::Text(text) | Cell::Digits(text) => page.text(row, first, text, &format)?,
        }
    }
    Ok(())
}

/// The visto or a line to sign on, and what the page is of; answers with the last row.
fn foot(page: &mut Page<'_>, top: u32, prospetto: &Prospetto) -> anyhow::Result<u32> {
    head(page, top, words::VISTO)?;
    let mut row = top + 1;
    for said in &prospetto.visto {
        row = sentence(page, row, said, &styles::base())?;
    }
    if prospetto.visto.is_empty() {
        page.sheet.set_row_height(row, 2.5 * LINE)?;
        let (plain, line) = (styles::base().set_align(FormatAlign::Bottom), FormatBorder::Thin);
        page.text(row, 0, words::SIGN, &plain)?;
        page.blank(row, 1, &plain.clone().set_border_bottom(line))?;
        page.text(row, 2, words::SIGNED_ON, &plain.clone().set_align(FormatAlign::Right))?;
        page.spread(row, (3, LAST), "", &plain.set_border_bottom(line))?;
        row += 1;
    }
    let small = styles::base().set_font_size(8).set_font_color(styles::GREY);
    page.spread(row + 1, (0, LAST), &prospetto.identity, &small)?;
    Ok(row + 1)
}
