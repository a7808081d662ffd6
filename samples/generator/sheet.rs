//! How the samples look: title rows, bold headers over several lines, amounts and dates in Italian dress.

use std::path::Path;

use anyhow::Context as _;
use chrono::{Datelike as _, NaiveDate};
use quadratura::origin::cell_name;
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

/// The formats of a workbook.
pub struct Dress {
    /// Title rows.
    pub title: Format,
    /// Header cells.
    pub header: Format,
    /// Amounts.
    pub money: Format,
    /// Amounts of totals.
    pub total_money: Format,
    /// Texts of totals.
    pub total: Format,
    /// Dates.
    pub date: Format,
    /// Whole numbers.
    pub whole: Format,
}

impl Dress {
    /// The dress of all samples.
    pub fn new() -> Self {
        let total = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold(),
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0xDD_E6_F0))
                .set_border(FormatBorder::Thin),
            money: Format::new().set_num_format("#,##0.00"),
            total_money: total.clone().set_num_format("#,##0.00"),
            total,
            date: Format::new().set_num_format("dd/mm/yyyy"),
            whole: Format::new().set_num_format("#,##0"),
        }
    }
}

/// Rows of titles from the top, then a blank row, then the header; returns the row below it.
pub fn head(sheet: &mut Worksheet, dress: &Dress, titles: &[&str], header: &[(&str, f64)]) -> anyhow::Result<u32> {
    let mut row = 0;
    for title in titles {
        sheet.write_string_with_format(row, 0, *title, &dress.title)?;
        row += 1;
    }
    row += 1;
    for (column, (text, width)) in (0..).zip(header) {
        sheet.write_string_with_format(row, column, *text, &dress.header)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_row_height(row, 64)?;
    sheet.set_freeze_panes(row + 1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(row, row)?;
    Ok(row + 1)
}

/// Writes an amount and returns its cell's name.
#[expect(clippy::cast_precision_loss, reason = "amounts of a chamber are far below 2^53 cents")]
pub fn money(sheet: &mut Worksheet, row: u32, column: u16, cents: i64, format: &Format) -> anyhow::Result<String> {
    sheet.write_number_with_format(row, column, cents as f64 / 100.0, format)?;
    Ok(cell_name(row, column))
}

/// Writes a number that is no amount: a count without decimals, anything else with two.
pub fn number(sheet: &mut Worksheet, row: u32, column: u16, value: f64, dress: &Dress) -> anyhow::Result<()> {
    let format = if value.fract() == 0.0 { &dress.whole } else { &dress.money };
    sheet.write_number_with_format(row, column, value, format)?;
    Ok(())
}

/// Saves under the month's folder, dated to the month's last day so that the bytes never change.
pub fn save(mut book: Workbook, path: &Path, last_day: NaiveDate) -> anyhow::Result<()> {
    let (year, month, day) =
        (u16::try_from(last_day.year())?, u8::try_from(last_day.month())?, u8::try_from(last_day.day())?);
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    book.save(path).with_context(|| format!("`{}`", path.display()))
}
