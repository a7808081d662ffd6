//! A sheet of a document: a page of the workbook that knows which of its cells a person has still to fill in.

use rust_xlsxwriter::Worksheet;

use super::given::Given;
use super::phrases::{self, TO_COMPLETE};
use crate::origin::cell_name;
use crate::report::page::{self, FIRST_ROW, Page, Title};
use crate::report::styles::{self, Styles};

/// A sheet being written.
pub(super) struct Paper<'w> {
    pub page: Page<'w>,
    tab: &'static str,
    columns: u16,
    left: usize,
}

/// The cells of a sheet that are to be filled in.
pub(super) struct Left {
    /// How many.
    pub count: usize,
    /// The range in which they stand, as formulas name it.
    pub range: String,
}

/// How a sheet is called, and what is remarked below its title.
pub(super) struct Named<'a> {
    pub tab: &'static str,
    pub title: &'a str,
    pub note: &'a str,
}

impl<'w> Paper<'w> {
    /// Opens a sheet with a table of these columns; below its title stands of when the data are, and a remark.
    pub(super) fn open(
        sheet: &'w mut Worksheet,
        named: &Named<'_>,
        columns: &[page::Column],
        given: &Given<'_>,
        styles: &'w Styles,
    ) -> anyhow::Result<Self> {
        let &Named { tab, title, note } = named;
        let title = Title { tab, text: title, colour: styles::GREEN };
        let mut page = Page::open(sheet, &title, given.view, styles)?;
        let status = phrases::status(given);
        let note = if note.is_empty() { status } else { format!("{status}. {note}") };
        page.text(2, 0, &note, &styles.quiet)?;
        page.table(columns, 2)?;
        page.sheet.set_row_height(page::HEADER_ROW, 44)?;
        Ok(Self { page, tab, columns: u16::try_from(columns.len())?, left: 0 })
    }

    /// A cell that a person has to fill in.
    pub(super) fn asks(&mut self, row: u32, column: u16) -> anyhow::Result<()> {
        self.asks_in(row, column, "General")
    }

    /// The same of a number or a day, which is shown so when it is there.
    pub(super) fn asks_in(&mut self, row: u32, column: u16, pattern: &str) -> anyhow::Result<()> {
        self.left += 1;
        self.page.text(row, column, TO_COMPLETE, &styles::to_complete().set_num_format(pattern))
    }

    /// A text that wraps; where there is none, a person has to write it.
    pub(super) fn said_or_asked(&mut self, row: u32, column: u16, text: &str) -> anyhow::Result<()> {
        if text.trim().is_empty() { self.asks(row, column) } else { self.page.wrapped(row, column, text) }
    }

    /// Ends the table, which is printed down to a row and as far as a column; what is to be filled in.
    pub(super) fn end(mut self, rows: usize, none: &str, (printed, below): (u16, u32)) -> anyhow::Result<Left> {
        let last = self.page.end(self.tab, usize::from(self.columns), rows, none)?.last + below;
        self.page.print_until(printed, last)?;
        let (from, to) = (cell_name(FIRST_ROW, 0), cell_name(last, self.columns.saturating_sub(1)));
        Ok(Left { count: self.left, range: format!("'{}'!{from}:{to}", self.tab) })
    }
}
