//! A blank sheet for an office to fill in, and behind it the lists that its cells offer. Knows how it looks; which columns and rows it
//! has, and what is said of them, `pipeline` says.

use std::io::{Seek, Write};

use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Note, Workbook, Worksheet,
};

use super::styles::{self, Mood};
use crate::read::ColumnKind;

/// The sheet of the lists; the other where a layout calls its table so.
const LISTS: [&str; 2] = ["Elenchi", "Liste"];

/// The head of the column beside the table in which it is said what is to be looked at in a row.
const TO_LOOK_AT: &str = "Da guardare";

/// Rows below the table in which what is typed is checked: more than any office writes in a year.
const CHECKED_ROWS: u32 = 5_000;

/// Letters that a program shows beside a cell, at most.
const HINT_CHARS_MAX: usize = 250;

/// Letters of its title.
const TITLE_CHARS_MAX: usize = 31;

/// The widest column, in characters.
const WIDTH_MAX: usize = 52;

/// A workbook to be filled in.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// The name of its sheet.
    pub sheet: String,
    /// Its first line.
    pub title: String,
    /// The lines below it.
    pub lines: Vec<String>,
    /// Texts that stand in cells of their own above the table, by row and column from 0.
    pub told: Vec<((u32, u16), String)>,
    /// The row of the head, from 0.
    pub head: u32,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows that are known already.
    pub rows: Vec<Row>,
    /// Empty rows that are shown below them.
    pub room: u32,
    /// The day that the file says it was made, so that the same template is the same bytes.
    pub day: NaiveDate,
}

/// A column to be filled in.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its caption.
    pub caption: String,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// What it is, on its caption.
    pub note: String,
    /// How a cell is written, said where one is chosen.
    pub hint: String,
    /// What is let in; anything where nothing is said.
    pub rule: Option<Rule>,
}

/// What a cell lets in.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// One of these few words.
    Words(Vec<String>),
    /// One of these, each with what it is, on the sheet of lists; another one after a warning.
    Listed(Vec<(String, String)>),
    /// A number.
    Decimal,
    /// A whole number.
    Whole,
    /// A day from the first to the last of these.
    Days(NaiveDate, NaiveDate),
}

/// A row that is known already.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its cells, one a column.
    pub cells: Vec<Cell>,
    /// The columns that are to be filled in.
    pub asked: Vec<usize>,
    /// What it is, on its first cell.
    pub note: String,
    /// Why it is to be looked at; empty where it is not.
    pub look: String,
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Blank,
    /// A text.
    Text(String),
    /// A number, an amount in the unit of the sheet.
    Number(f64),
    /// A fraction that is shown as a percentage.
    Percent(f64),
    /// A day.
    Date(NaiveDate),
}

impl Template {
    /// The name of the sheet of its lists.
    fn lists(&self) -> &'static str {
        LISTS[usize::from(self.sheet.eq_ignore_ascii_case(LISTS[0]))]
    }
}

impl Cell {
    fn chars(&self) -> usize {
        if let Self::Text(text) = self { text.chars().count() } else { 0 }
    }
}

/// Writes the workbook.
///
/// # Errors
/// When the writer fails, or a text cannot be held by a workbook.
pub fn render<W: Write + Seek + Send>(template: &Template, writer: W) -> anyhow::Result<()> {
    let mut workbook = Workbook::new();
    let (height, width) = styles::CELL_PIXELS;
    workbook.set_default_format(&styles::base(), height, width)?;
    workbook.set_properties(&properties(template)?);
    let sheet = workbook.add_worksheet();
    sheet.set_name(&template.sheet)?;
    let widths = template.columns.iter().enumerate().map(|(at, column)| width_of(column, at, template)).collect();
    let mut page = Page { sheet, template, looks: Looks::new(), widths };
    page.heading()?;
    page.head()?;
    page.rows()?;
    page.checks()?;
    lists(template, &mut workbook)?;
    workbook.save_to_writer(writer)?;
    Ok(())
}

fn properties(template: &Template) -> anyhow::Result<DocProperties> {
    let day = template.day;
    let made =
        ExcelDateTime::from_ymd(u16::try_from(day.year())?, u8::try_from(day.month())?, u8::try_from(day.day())?)?;
    Ok(DocProperties::new().set_title(&template.title).set_author("Quadratura").set_creation_datetime(&made))
}

/// The looks of a sheet to be filled in.
struct Looks {
    title: Format,
    line: Format,
    head: Format,
    plain: Format,
    fill: Format,
    look: Format,
}

impl Looks {
    fn new() -> Self {
        let all = styles::Styles::new();
        let fill = styles::body().set_background_color(styles::PAPER_TO_FILL);
        let fill = fill.set_border(FormatBorder::Thin).set_border_color(styles::GRID);
        Self {
            title: all.title,
            line: all.subtitle,
            head: all.header,
            plain: styles::body(),
            fill,
            look: styles::state(Mood::Watch).set_align(FormatAlign::General),
        }
    }
}

/// How the cells of a kind show what they hold.
fn number_format(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Money => styles::AMOUNT,
        ColumnKind::Integer => styles::COUNT,
        ColumnKind::Percent => styles::PERCENT,
        ColumnKind::Date => styles::DATE,
        // A measure has the decimals that were typed.
        ColumnKind::Number => "General",
        // What looks like a number or a day stays what was typed.
        ColumnKind::Code | ColumnKind::Text | ColumnKind::FiscalCode | ColumnKind::Cup | ColumnKind::Cor => "@",
    }
}

/// Characters that a value of a kind takes.
fn usual_width(kind: ColumnKind) -> usize {
    match kind {
        ColumnKind::Text => 26,
        ColumnKind::Code => 16,
        ColumnKind::FiscalCode | ColumnKind::Cup => 20,
        ColumnKind::Money => 15,
        ColumnKind::Cor | ColumnKind::Date | ColumnKind::Number | ColumnKind::Integer | ColumnKind::Percent => 13,
    }
}

struct Page<'p> {
    sheet: &'p mut Worksheet,
    template: &'p Template,
    looks: Looks,
    /// Characters that the columns are wide.
    widths: Vec<usize>,
}

/// Characters of a column: as many as what it shows takes, and where something is to be written in it as much as that usually takes.
fn width_of(column: &Column, at: usize, template: &Template) -> usize {
    let is_written = template.room > 0 || template.rows.iter().any(|row| row.asked.contains(&at));
    let usual = if is_written { usual_width(column.kind) } else { 8 };
    let longest = template.rows.iter().filter_map(|row| row.cells.get(at)).map(Cell::chars).max().unwrap_or(0);
    let caption = column.caption.chars().count() / 2 + 4;
    usual.max(caption).max((longest + 3).min(WIDTH_MAX))
}

impl Page<'_> {
    fn heading(&mut self) -> anyhow::Result<()> {
        self.sheet.set_row_height(0, 27)?;
        self.sheet.write_with_format(0, 0, &self.template.title, &self.looks.title)?;
        for (row, line) in (1..).zip(&self.template.lines) {
            self.sheet.write_with_format(row, 0, line, &self.looks.line)?;
        }
        for ((row, column), text) in &self.template.told {
            self.sheet.write_with_format(*row, *column, text, &self.looks.line)?;
        }
        Ok(())
    }

    fn head(&mut self) -> anyhow::Result<()> {
        let Template { columns, rows, head, .. } = self.template;
        self.sheet.set_row_height(*head, 33)?;
        for (at, column) in columns.iter().enumerate() {
            let place = u16::try_from(at)?;
            self.sheet.set_column_width(place, u32::try_from(self.widths[at])?)?;
            let all = styles::base().set_num_format(number_format(column.kind));
            self.sheet.set_column_format(place, &all)?;
            self.sheet.write_with_format(*head, place, &column.caption, &self.looks.head)?;
            self.sheet.insert_note(*head, place, &note(&column.note))?;
        }
        if rows.iter().any(|row| !row.look.is_empty()) {
            let place = u16::try_from(columns.len())?;
            self.sheet.set_column_width(place, 46)?;
            self.sheet.write_with_format(*head, place, TO_LOOK_AT, &self.looks.head)?;
        }
        self.sheet.set_freeze_panes(head + 1, 1)?;
        self.sheet.set_repeat_rows(*head, *head)?;
        self.sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn rows(&mut self) -> anyhow::Result<()> {
        let Template { columns, rows, head, room, .. } = self.template;
        for (row, known) in (head + 1..).zip(rows) {
            for (at, column) in columns.iter().enumerate() {
                let base = if known.asked.contains(&at) { &self.looks.fill } else { &self.looks.plain };
                let look = if known.look.is_empty() { base } else { &self.looks.look };
                let cell = known.cells.get(at).unwrap_or(&Cell::Blank);
                write(self.sheet, (row, u16::try_from(at)?), (cell, column.kind), look)?;
            }
            let lines = known.cells.iter().zip(&self.widths).map(|(cell, width)| lines_of(cell, *width)).max();
            if let Some(lines @ 2..) = lines {
                self.sheet.set_row_height(row, styles::LINE * f64::from(u32::try_from(lines)?) + 2.0)?;
            }
            if !known.note.is_empty() {
                self.sheet.insert_note(row, 0, &note(&known.note))?;
            }
            if !known.look.is_empty() {
                self.sheet.write_with_format(row, u16::try_from(columns.len())?, &known.look, &self.looks.look)?;
            }
        }
        let first = head + 1 + u32::try_from(rows.len())?;
        for row in first..first + room {
            for (at, column) in columns.iter().enumerate() {
                write(self.sheet, (row, u16::try_from(at)?), (&Cell::Blank, column.kind), &self.looks.fill)?;
            }
        }
        Ok(())
    }

    fn checks(&mut self) -> anyhow::Result<()> {
        let Template { columns, head, .. } = self.template;
        for (at, column) in columns.iter().enumerate() {
            let place = u16::try_from(at)?;
            let Some(rule) = &column.rule else { continue };
            let list = (self.template.lists(), lists_before(columns, at));
            let check = checked(rule, list, column)?;
            self.sheet.add_data_validation(head + 1, place, head + CHECKED_ROWS, place, &check)?;
        }
        Ok(())
    }
}

/// Lines that a cell takes in a column of this width: of letters a little more fit than of digits.
fn lines_of(cell: &Cell, width: usize) -> usize {
    (cell.chars() * 100).div_ceil(width.saturating_sub(2).max(1) * 115).max(1)
}

/// Writes a cell in the looks of its column.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    (cell, kind): (&Cell, ColumnKind),
    look: &Format,
) -> anyhow::Result<()> {
    let percent = matches!(cell, Cell::Percent(_));
    let look = look.clone().set_num_format(if percent { styles::PERCENT } else { number_format(kind) });
    match cell {
        Cell::Blank => sheet.write_blank(row, column, &look)?,
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, text, &styles::indented(&look, 1).set_text_wrap())?
        }
        Cell::Number(number) | Cell::Percent(number) => sheet.write_number_with_format(row, column, *number, &look)?,
        Cell::Date(day) => sheet.write_datetime_with_format(row, column, day, &look)?,
    };
    Ok(())
}

/// A note as high as its text.
fn note(text: &str) -> Note {
    const WIDTH: u32 = 300;
    /// Letters of a line of it, and the height of one.
    const LETTERS: usize = 44;
    const LINE: usize = 17;
    let lines: usize = text.lines().map(|line| 1 + line.chars().count() / LETTERS).sum();
    let height = u32::try_from((lines + 1) * LINE).unwrap_or(WIDTH);
    Note::new(text).set_author("Quadratura").add_author_prefix(false).set_width(WIDTH).set_height(height)
}

/// How many lists stand on their sheet before that of a column.
fn lists_before(columns: &[Column], at: usize) -> u16 {
    let lists = columns.iter().take(at).filter(|it| matches!(it.rule, Some(Rule::Listed(_)))).count();
    u16::try_from(lists).unwrap_or(u16::MAX)
}

/// What a program lets into the cells of a column, and what it says.
fn checked(rule: &Rule, (lists, list): (&str, u16), column: &Column) -> anyhow::Result<DataValidation> {
    let hint: String = column.hint.chars().take(HINT_CHARS_MAX).collect();
    let title: String = column.caption.chars().take(TITLE_CHARS_MAX).collect();
    let check = DataValidation::new();
    let check = match rule {
        Rule::Words(words) => check.allow_list_strings(words)?,
        Rule::Listed(items) => {
            let letters = rust_xlsxwriter::utility::column_number_to_name(list * 2);
            let last = items.len() + 1;
            check.allow_list_formula(Formula::new(format!("={lists}!${letters}$2:${letters}${last}")))
        }
        Rule::Decimal => check.allow_decimal_number(DataValidationRule::Between(-1e12, 1e12)),
        Rule::Whole => check.allow_whole_number(DataValidationRule::Between(i32::MIN, i32::MAX)),
        Rule::Days(first, last) => check.allow_date(DataValidationRule::Between(excel(*first)?, excel(*last)?)),
    };
    // A code that the lists do not know may be right: whoever reads the sheet says so if it is not.
    let style = if matches!(rule, Rule::Listed(_)) {
        DataValidationErrorStyle::Warning
    } else {
        DataValidationErrorStyle::Stop
    };
    let check = check.set_input_title(&title)?.set_input_message(&hint)?.set_error_style(style);
    Ok(check.set_error_title(title)?.set_error_message(hint)?)
}

fn excel(day: NaiveDate) -> anyhow::Result<ExcelDateTime> {
    Ok(ExcelDateTime::from_ymd(u16::try_from(day.year())?, u8::try_from(day.month())?, u8::try_from(day.day())?)?)
}

/// Writes the lists that cells offer: two columns each, what is typed and what it is. Their heads are no caption of any table.
fn lists(template: &Template, workbook: &mut Workbook) -> anyhow::Result<()> {
    let listed = template.columns.iter().filter_map(|column| match &column.rule {
        Some(Rule::Listed(items)) => Some((column, items)),
        _ => None,
    });
    let listed: Vec<_> = listed.collect();
    if listed.is_empty() {
        return Ok(());
    }
    let styles = styles::Styles::new();
    let text = styles::body().set_num_format("@");
    let sheet = workbook.add_worksheet();
    sheet.set_name(template.lists())?;
    for (at, (column, items)) in (0_u16..).step_by(2).zip(listed) {
        sheet.set_column_width(at, 20)?.set_column_width(at + 1, 90)?;
        sheet.write_with_format(0, at, format!("Elenco per «{}»", column.caption), &styles.header)?;
        sheet.write_with_format(0, at + 1, "Che cos'è", &styles.header)?;
        for (row, (code, what)) in (1..).zip(items) {
            sheet.write_string_with_format(row, at, code, &text)?;
            sheet.write_string_with_format(row, at + 1, what, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}
