//! Sheet `Cruscotto`: the year in pictures, and below them the numbers that they draw. The numbers are written as they are, not
//! as formulas: a chart keeps only such points in the file, and a preview that does not calculate draws nothing else.

mod numbers;
mod pictures;

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;

use self::numbers::Table;
use super::page::{Page, Title};
use super::phrases;
use super::styles::{self, Styles};
use super::view::View;

/// The first row of the numbers: the pictures stand above.
const NUMBERS: u32 = 60;
/// The columns of the sheet are as wide as this, but for the first.
const WIDTH: f64 = 11.0;
const FIRST_WIDTH: f64 = 44.0;

/// Where the months of each headline ratio stand, by the id of its indicator.
#[derive(Debug, Default)]
pub(super) struct Series(BTreeMap<String, (u32, u16, u16)>);

impl Series {
    /// The range of a ratio's values month by month; none where it has fewer than two.
    pub(super) fn of(&self, indicator: &str) -> Option<(&'static str, u32, u16, u32, u16)> {
        let (row, first, last) = self.0.get(indicator).filter(|(_, first, last)| first < last)?;
        Some((phrases::DASHBOARD, *row, *first, *row, *last))
    }
}

/// Writes the sheet; says where the months of the headline ratios stand.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Series> {
    let title = format!("L'anno in figure, a {}", view.period.italian());
    let mut page =
        Page::open(sheet, &Title { tab: phrases::DASHBOARD, text: &title, colour: styles::INK }, view, styles)?;
    page.sheet.set_column_width(0, FIRST_WIDTH)?;
    for column in 1..=numbers::COLUMNS {
        page.sheet.set_column_width(column, WIDTH)?;
    }
    let tables = numbers::tables(view);
    let mut series = Series::default();
    let mut row = NUMBERS;
    let mut placed = Vec::new();
    for table in &tables {
        write_table(&mut page, row, table)?;
        if let Some((id, first, last)) = &table.months_of {
            series.0.insert(id.clone(), (row + 2, *first, *last));
        }
        placed.push((row, table));
        row += u32::try_from(table.rows.len())? + 3;
    }
    pictures::insert(page.sheet, &placed)?;
    page.sheet.set_print_area(0, 0, NUMBERS - 2, numbers::COLUMNS)?;
    page.sheet.set_print_fit_to_pages(1, 1);
    Ok(series)
}

/// A table: its name, the heads of its columns, its rows.
fn write_table(page: &mut Page<'_>, top: u32, table: &Table) -> anyhow::Result<()> {
    let styles = page.styles;
    page.text(top, 0, &table.title, &styles.section)?;
    page.text(top + 1, 0, &table.head, &styles.header)?;
    for (column, label) in (1..).zip(&table.labels) {
        page.text(top + 1, column, label, &styles.header)?;
    }
    let look = styles::body().set_num_format(table.pattern);
    for (row, (name, values)) in (top + 2..).zip(&table.rows) {
        page.text(row, 0, name, &styles.code)?;
        for (column, value) in (1..).zip(values) {
            match value {
                Some(number) => page.number(row, column, *number, &look)?,
                None => page.blank(row, column, &look)?,
            }
        }
    }
    Ok(())
}
