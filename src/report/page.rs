//! What every sheet has in common: its head, its print set-up, and the few ways in which a cell is written.
//! Text of people always goes in as text, so that no file can plant a formula. Knows no figures.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, Formula, Table, TableColumn, TableStyle, Url,
    Worksheet,
};

use super::cells::{Block, Cached};
use super::phrases;
use super::styles::{self, LINE, Mood, Styles};
use super::view::View;
use crate::indicators::Indicator;
use crate::issue::IssueState;
use crate::italian::quoted;
use crate::money::Cents;

/// The row of the table's head, from 0.
pub(crate) const HEADER_ROW: u32 = 3;
/// The first row of the table.
pub(crate) const FIRST_ROW: u32 = HEADER_ROW + 1;

/// Rows of a table that has a name; a longer one is filtered and no more, since the writer remembers every cell of a table.
const TABLE_ROWS_MAX: u32 = 2_000;

/// UTF-16 units that one cell is given: a little less than the 32 767 that Excel holds, to leave room for the mark of the cut.
const TEXT_UNITS_MAX: usize = 32_000;

/// How many letters of our font fit in the width of a digit, on the safe side.
pub(crate) const LETTERS_A_DIGIT: f64 = 1.18;

/// A column of a table: its head and its width in characters.
pub(crate) type Column = (&'static str, f64);

/// A sheet being written.
pub(crate) struct Page<'w> {
    /// The sheet itself, for what only one sheet needs.
    pub sheet: &'w mut Worksheet,
    /// The looks of its cells.
    pub styles: &'w Styles,
    /// The sheet's name.
    tab: String,
    /// Heads of the table's columns, by column, and their widths in characters.
    heads: BTreeMap<u16, String>,
    widths: Vec<f64>,
    /// Lines of the tallest text of the row being written.
    lines: u32,
    /// By how many points rows are higher than a row of one line, together.
    grown: f64,
}

/// The name by which formulas know the table of a sheet: `Altri_indici_dati`.
pub(crate) fn table_name(tab: &str) -> String {
    let letters = tab.chars().map(|c| if c.is_alphanumeric() { c } else { '_' });
    format!("{}_dati", letters.collect::<String>())
}

/// How a sheet is called.
pub(crate) struct Title<'a> {
    /// On its tab.
    pub tab: &'a str,
    /// In its first row.
    pub text: &'a str,
    /// The colour of its tab.
    pub colour: Color,
}

impl<'w> Page<'w> {
    /// Names a sheet, writes its title, and sets its print. A formula without a number answers with an empty text.
    pub(crate) fn open(
        sheet: &'w mut Worksheet,
        title: &Title<'_>,
        view: &View<'_>,
        styles: &'w Styles,
    ) -> anyhow::Result<Self> {
        let &Title { tab, text, colour } = title;
        sheet.set_name(tab)?;
        sheet.set_formula_result_default("");
        sheet.set_tab_color(colour);
        sheet.set_screen_gridlines(false);
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.75, 0.6, 0.3, 0.3);
        let ente = header_text(view.ente);
        let draft = if view.state == IssueState::Draft { phrases::HEADER_DRAFT } else { "" };
        sheet.set_header(format!("&L{ente}&C{draft}&R{tab} - {}", view.period.italian()));
        sign(sheet, view, &view.workbook_name());
        let mut page = Self {
            sheet,
            styles,
            tab: tab.to_owned(),
            heads: BTreeMap::new(),
            widths: Vec::new(),
            lines: 1,
            grown: 0.0,
        };
        page.sheet.set_row_height(0, 27)?;
        page.text(0, 0, text, &styles.title)?;
        page.text(1, 0, &phrases::subtitle(view), &styles.subtitle)?;
        Ok(page)
    }

    /// Writes the head of the sheet's table, freezes it and repeats it on every printed page.
    pub(crate) fn table(&mut self, columns: &[Column], frozen: u16) -> anyhow::Result<()> {
        self.sheet.set_row_height(HEADER_ROW, 33)?;
        self.widths(columns)?;
        for (column, (head, _)) in (0_u16..).zip(columns) {
            self.head(column, head)?;
        }
        self.sheet.set_freeze_panes(FIRST_ROW, frozen)?;
        self.sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
        Ok(())
    }

    /// Makes the columns of a sheet as wide as they are said to be.
    pub(crate) fn widths(&mut self, columns: &[Column]) -> anyhow::Result<()> {
        for (column, (_, width)) in (0_u16..).zip(columns) {
            self.sheet.set_column_width(column, *width)?;
        }
        self.widths = columns.iter().map(|(_, width)| *width).collect();
        Ok(())
    }

    /// Gives a column that only some months have its width and head.
    pub(crate) fn more(&mut self, column: u16, head: &str, width: f64) -> anyhow::Result<()> {
        self.sheet.set_column_width(column, width)?;
        self.head(column, head)
    }

    /// A head is wrapped by the width of its column: a table of Excel knows it by one line.
    fn head(&mut self, column: u16, head: &str) -> anyhow::Result<()> {
        let styles = self.styles;
        let head = head.replace('\n', " ");
        self.text(HEADER_ROW, column, &head, &styles.header)?;
        self.heads.insert(column, head);
        Ok(())
    }

    /// Prints the first columns only: what follows is for the screen, and would make the paper illegible.
    /// A sheet that is a little higher than a page, and would leave a few rows on another one, is made a little smaller.
    pub(crate) fn print_until(&mut self, column: u16, last: u32) -> anyhow::Result<()> {
        /// The printed part of an A4 page that lies, in points.
        const PRINTED: (f64, f64) = (782.0, 498.0);
        /// By how much more than a page people still read.
        const LITTLE: f64 = 1.4;
        self.sheet.set_print_area(0, 0, last, column)?;
        let pixels: f64 = self.widths.iter().take(usize::from(column) + 1).map(|width| width * 7.0 + 5.0).sum();
        let height = f64::from(last + 1) * LINE + self.grown;
        let page = PRINTED.1 * (pixels * 0.75 / PRINTED.0).max(1.0);
        if height > page * 0.95 && height < page * LITTLE {
            self.sheet.set_print_fit_to_pages(1, 1);
        }
        Ok(())
    }

    /// Colours the cells of a column that hold a word.
    pub(crate) fn mood(&mut self, rows: (u32, u32), column: u16, (word, mood): (&str, Mood)) -> anyhow::Result<()> {
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(word))
            .set_format(styles::tint(mood));
        self.sheet.add_conditional_format(rows.0, column, rows.1, column, &rule)?;
        Ok(())
    }

    /// Ends a row: it grows to the tallest of its wrapped texts, which not every program does by itself.
    pub(crate) fn grow(&mut self, row: u32) -> anyhow::Result<()> {
        if self.lines > 1 {
            self.grown += LINE * f64::from(self.lines - 1) + 2.0;
            self.sheet.set_row_height(row, LINE * f64::from(self.lines) + 2.0)?;
        }
        self.lines = 1;
        Ok(())
    }

    /// Ends a table with a row each for so many: says what it means that there is none, and lets people filter.
    pub(crate) fn end(
        &mut self,
        sheet: &'static str,
        columns: usize,
        rows: usize,
        none: &str,
    ) -> anyhow::Result<Block> {
        if rows == 0 {
            self.text(FIRST_ROW, 0, none, &self.styles.quiet)?;
        }
        let block = Block::new(sheet, FIRST_ROW, rows);
        self.filter(columns, block.last)?;
        Ok(block)
    }

    /// Makes the rows down to this one a table that people filter, sort and name in formulas of their own: `Indicatori_dati`.
    pub(crate) fn filter(&mut self, columns: usize, last: u32) -> anyhow::Result<()> {
        let styles = self.styles;
        let heads = self.heads.values().take(columns);
        let columns: Vec<TableColumn> =
            heads.map(|head| TableColumn::new().set_header(head).set_header_format(&styles.header)).collect();
        let last_column = u16::try_from(columns.len().saturating_sub(1))?;
        if last > TABLE_ROWS_MAX {
            self.sheet.autofilter(HEADER_ROW, 0, last, last_column)?;
            return Ok(());
        }
        let table = Table::new().set_name(table_name(&self.tab)).set_style(TableStyle::None).set_columns(&columns);
        self.sheet.add_table(HEADER_ROW, 0, last.max(FIRST_ROW), last_column, &table)?;
        Ok(())
    }

    /// Text, whatever it begins with, quoted as on paper.
    pub(crate) fn text(&mut self, row: u32, column: u16, text: &str, format: &Format) -> anyhow::Result<()> {
        self.sheet.write_string_with_format(row, column, held(&quoted(text)), format)?;
        Ok(())
    }

    /// Text that wraps, and makes its row grow when it [ends](Self::grow).
    pub(crate) fn wrapped(&mut self, row: u32, column: u16, text: &str) -> anyhow::Result<()> {
        let styles = self.styles;
        self.makes_lines(text, (column, column), 0.0);
        self.text(row, column, text, &styles.text)
    }

    /// The same in a look of its own, which takes so many characters of the width: for an indent, or for bold letters.
    pub(crate) fn wrapped_in(&mut self, at: (u32, u16), text: &str, format: &Format, taken: f64) -> anyhow::Result<()> {
        self.makes_lines(text, (at.1, at.1), taken);
        self.text(at.0, at.1, text, format)
    }

    /// Counts the lines that a text has in these columns, less so many characters.
    fn makes_lines(&mut self, text: &str, columns: (u16, u16), taken: f64) {
        let widths = self.widths.iter().skip(usize::from(columns.0));
        let width: f64 = widths.take(usize::from(columns.1 - columns.0) + 1).sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few constants of this room, each below 100"
        )]
        // Letters are narrower than the digits by which columns are measured, and the indent takes one of them.
        let characters = ((width - taken) * LETTERS_A_DIGIT / width_of_letters(text) - 1.0) as usize;
        self.lines = self.lines.max(lines_of(text, characters));
    }

    /// Text over several columns of a row, which must be at least two.
    pub(crate) fn spread(&mut self, row: u32, columns: (u16, u16), text: &str, format: &Format) -> anyhow::Result<()> {
        self.sheet.merge_range(row, columns.0, row, columns.1, &held(&quoted(text)), format)?;
        Ok(())
    }

    /// The same of a text that wraps, and makes its row grow.
    pub(crate) fn spread_lines(
        &mut self,
        row: u32,
        columns: (u16, u16),
        text: &str,
        format: &Format,
    ) -> anyhow::Result<()> {
        self.makes_lines(text, columns, 0.0);
        self.spread(row, columns, text, format)
    }

    /// Text that leads to another cell of the workbook, which is named as formulas name it.
    pub(crate) fn link(&mut self, (row, column): (u32, u16), text: &str, cell: &str) -> anyhow::Result<()> {
        let url = Url::new(format!("internal:{cell}")).set_text(held(&quoted(text)));
        self.sheet.write_url_with_format(row, column, url, &styles::link())?;
        Ok(())
    }

    /// A number; one that is not finite is left out, since Excel has none.
    pub(crate) fn number(&mut self, row: u32, column: u16, number: f64, format: &Format) -> anyhow::Result<()> {
        if number.is_finite() {
            // Adding zero makes a plain zero of a negative one.
            self.sheet.write_number_with_format(row, column, number + 0.0, format)?;
        } else {
            self.sheet.write_blank(row, column, format)?;
        }
        Ok(())
    }

    /// An amount in euro; blank when it is not known.
    pub(crate) fn amount(
        &mut self,
        row: u32,
        column: u16,
        cents: Option<Cents>,
        format: &Format,
    ) -> anyhow::Result<()> {
        match cents {
            Some(cents) => self.number(row, column, cents.as_euro(), format),
            None => self.blank(row, column, format),
        }
    }

    /// An indicator's degree of achievement, marked where it may still change; blank when it is not known.
    pub(crate) fn degree(&mut self, row: u32, column: u16, indicator: &Indicator) -> anyhow::Result<()> {
        let look = if indicator.provisional { styles::PROVISIONAL } else { styles::PERCENT };
        let percent = styles::body().set_num_format(look);
        match indicator.achievement {
            Some(share) => self.number(row, column, share, &percent),
            None => self.blank(row, column, &percent),
        }
    }

    /// A day and the time of it; blank when it is not known.
    pub(crate) fn instant(&mut self, at: (u32, u16), instant: Option<NaiveDateTime>) -> anyhow::Result<()> {
        let look = self.styles.date.clone().set_num_format(styles::INSTANT);
        match instant {
            Some(instant) => {
                self.sheet.write_datetime_with_format(at.0, at.1, instant, &look)?;
                Ok(())
            }
            None => self.blank(at.0, at.1, &look),
        }
    }

    /// A date; blank when it is not known, text when it is older than Excel's calendar.
    pub(crate) fn date(
        &mut self,
        row: u32,
        column: u16,
        date: Option<NaiveDate>,
        format: &Format,
    ) -> anyhow::Result<()> {
        match date {
            Some(date) if (1900..=9999).contains(&date.year()) => {
                self.sheet.write_date_with_format(row, column, date, format)?;
                Ok(())
            }
            Some(date) => self.text(row, column, &crate::period::italian_date(date), format),
            None => self.blank(row, column, format),
        }
    }

    /// A formula, without its `=`, that carries its result.
    #[expect(clippy::too_many_arguments, reason = "a cell is its place, what it says, what it shows and how it looks")]
    pub(crate) fn formula(
        &mut self,
        row: u32,
        column: u16,
        excel: &str,
        cached: &Cached,
        format: &Format,
    ) -> anyhow::Result<()> {
        let result = match cached {
            Cached::Number(number) => (number + 0.0).to_string(),
            Cached::Text(text) => text.clone(),
        };
        let formula = Formula::new(format!("={excel}")).set_result(result);
        self.sheet.write_formula_with_format(row, column, formula, format)?;
        Ok(())
    }

    /// Nothing, with the look of its neighbours.
    pub(crate) fn blank(&mut self, row: u32, column: u16, format: &Format) -> anyhow::Result<()> {
        self.sheet.write_blank(row, column, format)?;
        Ok(())
    }
}

/// Writes at the foot of each printed page of which issue a sheet is, and in which file.
pub(crate) fn sign(sheet: &mut Worksheet, view: &View<'_>, file: &str) {
    let digest = view.manifest.short();
    sheet.set_footer(format!("&L{} {digest}&C{}&R{file}", phrases::FOOTER, phrases::FOOTER_PAGE));
}

/// The text as a cell can hold it: line ends of one kind, and cut, visibly, where Excel would refuse the workbook.
pub(crate) fn held(text: &str) -> Cow<'_, str> {
    // A text has no more units than bytes: nearly every one is held as it is.
    if text.len() <= TEXT_UNITS_MAX && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > TEXT_UNITS_MAX {
            return Cow::Owned(format!("{}{}", &text[..at], phrases::CUT));
        }
    }
    Cow::Owned(text)
}

/// The text as a printed header can hold it: `&` begins a code there, and 255 characters are all it has.
fn header_text(text: &str) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    short.replace('&', "&&")
}

/// How much wider than small letters those of a text are, some of which are capitals.
#[expect(clippy::cast_precision_loss, reason = "the characters of a cell")]
fn width_of_letters(text: &str) -> f64 {
    let (all, capitals) = (text.chars().count().max(1), text.chars().filter(|it| it.is_uppercase()).count());
    1.0 + 0.3 * capitals as f64 / all as f64
}

/// Lines that a text takes in a cell of this many characters, broken between words as spreadsheets do.
pub(crate) fn lines_of(text: &str, characters: usize) -> u32 {
    /// Beyond this a row hides its neighbours: Excel's own limit is 409 points.
    const LINES_MAX: usize = 30;
    let characters = characters.max(1);
    let of_paragraph = |paragraph: &str| {
        let (mut lines, mut used) = (1, 0);
        for word in paragraph.split(' ') {
            let length = word.chars().count();
            let wanted = if used == 0 { length } else { used + 1 + length };
            if wanted <= characters {
                used = wanted;
                continue;
            }
            // A word that is longer than the cell is broken inside.
            lines += usize::from(used > 0) + length.saturating_sub(1) / characters;
            used = length.saturating_sub(1) % characters + 1;
        }
        lines
    };
    let lines: usize = text.lines().map(of_paragraph).sum();
    u32::try_from(lines.clamp(1, LINES_MAX)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_is_too_long_for_a_cell(text in "\\PC{0,50}", times in 1_usize..3_000) {
            let text = text.repeat(times);
            let long = held(&text);
            prop_assert!(long.encode_utf16().count() < 32_767);
        }

        #[test]
        fn a_header_holds_any_name(text in any::<String>()) {
            prop_assert!(header_text(&text).chars().count() <= 120);
        }
    }

    #[test]
    fn a_long_reason_takes_as_many_lines_as_it_needs() {
        assert_eq!(lines_of("", 10), 1);
        assert_eq!(lines_of("dodici lettere e più", 10), 3);
        assert_eq!(lines_of("dodici lettere e più", 14), 2);
        assert_eq!(lines_of("a\nb", 10), 2);
        assert_eq!(lines_of("interventi_economici_2021-06.xlsx, Interventi!I7", 20), 3);
        assert_eq!(lines_of("abcdefghij", 10), 1);
    }
}
