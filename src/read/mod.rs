//! Bytes become located, typed rows by a declared layout, handed one at a time to a sink.
//! The only room that knows calamine, csv and the XML of spreadsheets; it refuses to know accounts, offices' duties or what a row is for.

mod biff;
mod book;
mod cells;
pub mod child;
mod claims;
mod codepage;
mod date;
mod encryption;
mod fiscal;
mod guard;
mod header;
mod heading;
pub mod layout;
mod listing;
mod number;
mod number_format;
mod ods;
mod package;
mod phrases;
mod project;
mod problems;
mod rules;
mod see;
mod shared;
mod sheet;
mod suggest;
pub mod summaries;
mod survey;
mod table;
mod text;
mod texts;
mod unseen;
mod value;
pub mod wording;
pub mod words;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::money::Cents;
use crate::origin::Origin;
use crate::period::Period;
use crate::problem::Problem;

pub use claims::Heading;
pub use date::YEARS;
pub use layout::{Column, ColumnKind, Layout};
pub use suggest::suggest;
pub use survey::{HeaderLine, Places, SheetSurvey, survey};
pub use unseen::{Merge, Unseen};

use book::Book;
use problems::Problems;
use sheet::NoTable;
use table::Table;

/// Bounds that a chamber never meets and a hostile file always does.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of the file as dropped.
    pub file_bytes_max: u64,
    /// Bytes of all its parts after inflating, counted while inflating.
    pub inflated_bytes_max: u64,
    /// Entries of the zip.
    pub entries_max: usize,
    /// Cells with a value, over all sheets.
    pub cells_max: u64,
    /// Columns: a value further right refuses the file.
    pub columns_max: u32,
    /// Characters of one text.
    pub text_chars_max: usize,
    /// Problems listed for one file; the rest is counted.
    pub problems_max: usize,
    /// Bytes of memory of the process that reads `.xls`, `.xlsb` and `.ods`.
    pub child_memory_bytes_max: u64,
    /// Seconds of processor time of that process.
    pub child_cpu_seconds_max: u64,
    /// Seconds after which it is killed.
    pub child_wall_seconds_max: u64,
    /// Bytes of the lines that it may write.
    pub child_output_bytes_max: u64,
    /// The program whose command `read-child` that process is; without it, the one that is running.
    #[serde(skip)]
    pub child: Option<PathBuf>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 256 << 20,
            inflated_bytes_max: 1 << 30,
            entries_max: 5_000,
            cells_max: 20_000_000,
            columns_max: 1_024,
            text_chars_max: 32_767,
            problems_max: 50,
            child_memory_bytes_max: 768 << 20,
            child_cpu_seconds_max: 8,
            child_wall_seconds_max: 60,
            child_output_bytes_max: 256 << 20,
            child: None,
        }
    }
}

/// What a cell holds once its column's kind is applied. Texts that recur in a file share memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Blank, where the layout lets blanks be missing; or `n.d.` and the like in a measure.
    Missing,
    /// Text, trimmed, inner white space folded to single spaces.
    Text(Arc<str>),
    /// An amount; blank is zero where the layout says so.
    Money(Cents),
    /// A number that is no money, as written.
    Number(f64),
    /// A number whose cell says that it is a percentage (`85%`, or a percent format), as its fraction.
    Percent(f64),
    /// A date.
    Date(NaiveDate),
}

impl Value {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&Arc<str>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The amount, if it is one.
    #[must_use]
    pub fn money(&self) -> Option<Cents> {
        if let Self::Money(cents) = self { Some(*cents) } else { None }
    }

    /// The date, if it is one.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }
}

/// What a row is, by the layout's row rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A row that counts.
    Data,
    /// A subtotal of the data rows since the last subtotal: checked, never summed.
    Subtotal,
    /// A total of all data rows above: checked, never summed.
    Total,
    /// A summary account, the total of the data rows whose codes begin with its own: checked, never summed.
    Summary,
}

/// A row of the table, with one value per column of the layout, in the layout's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// File, sheet and row; `column` is that of the first column.
    pub origin: Origin,
    /// What the row is.
    pub kind: RowKind,
    /// One per layout column. A column that the file does not have (an optional one) is `Missing`.
    pub values: Vec<Value>,
    /// Where each stands: the sheet column of each layout column, shared by all rows of the file.
    pub columns: Arc<[u16]>,
}

impl Row {
    /// Where the value of this layout column stands.
    #[must_use]
    pub fn origin_of(&self, column: usize) -> Origin {
        self.origin.at_column(self.columns[column])
    }
}

/// What was read of a file, beside the rows given to the sink.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Names of all sheets, in workbook order: what origins point into.
    pub sheets: Vec<String>,
    /// What the file says of itself.
    pub heading: Heading,
    /// Data rows handed to the sink.
    pub rows: u64,
    /// Data rows refused one by one (layouts with `unreadable = "row"`).
    pub rows_refused: u64,
    /// Everything wrong with it. If one refuses, the rows handed out so far must be thrown away.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// Whether the file is refused.
    #[must_use]
    pub fn refused(&self) -> bool {
        self.problems.iter().any(Problem::refuses)
    }
}

/// A file to read, and how.
#[derive(Clone, Copy)]
struct File<'f> {
    source: u16,
    layout: &'f Layout,
    limits: &'f Limits,
    /// The month that its name says.
    month: Option<Period>,
}

/// The month and the office that a file's name declares to a layout.
#[must_use]
pub fn said_by_name(name: &str, layout: &Layout) -> (Option<Period>, Option<String>) {
    heading::of_name(name, layout)
}

/// Reads a file's table by a layout. `source` is the number that origins will carry, `name` the file's name as dropped.
/// Rows go to `sink` in sheet order. Never panics on any bytes; what is wrong is in the answer.
#[expect(clippy::too_many_arguments, reason = "what is read, by what, within what, and where it goes")]
pub fn rows(
    source: u16,
    name: &str,
    bytes: &[u8],
    layout: &Layout,
    limits: &Limits,
    sink: &mut dyn FnMut(Row),
) -> Reading {
    let (name_period, name_office) = heading::of_name(name, layout);
    let mut reading =
        Reading { heading: Heading { name_period, name_office, ..Heading::default() }, ..Reading::default() };
    let mut problems = Problems::of(name, limits.problems_max);
    let file = File { source, layout, limits, month: name_period };
    let package = encryption::opened(bytes, limits);
    let opened = Book::open(name, package.as_deref().unwrap_or(bytes), limits).map_err(NoTable::Fault);
    match opened.and_then(|book| table(file, book, &mut reading, &mut problems, sink)) {
        Ok(()) => {}
        Err(NoTable::Fault(fault)) => problems.push(phrases::fault(&fault)),
        Err(NoTable::Problems(found)) => found.into_iter().for_each(|problem| problems.push(problem)),
    }
    reading.problems = problems.finish();
    reading
}

fn table(
    file: File<'_>,
    mut book: Book<'_>,
    reading: &mut Reading,
    problems: &mut Problems,
    sink: &mut dyn FnMut(Row),
) -> Result<(), NoTable> {
    reading.sheets = book.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    let mut spent = cells::Spent::default();
    let found = sheet::find(file, &mut book, &mut spent)?;
    found.warnings.into_iter().for_each(|warning| problems.push(warning));
    for problem in reading.heading.claim(file.layout, &found.header) {
        problems.push(problem.in_sheet(&found.name));
    }
    reading.heading.sheet.clone_from(&found.name);
    let unit_euro = match claims::unit(file.layout, &found.header.title) {
        Ok(unit_euro) => unit_euro,
        Err(problem) => {
            let cell = reading.heading.title_cell(|text| heading::unit_euro(text).is_some());
            return Err(NoTable::Problems(vec![problem.in_sheet(&found.name).in_cell(cell)]));
        }
    };
    let unseen = found.unseen;
    if unseen.merged.len() >= unseen::MERGES_MAX {
        return Err(NoTable::Problems(vec![phrases::too_many_merges().in_sheet(&found.name)]));
    }
    let mut header = found.header;
    for problem in table::hidden_columns(file.layout, &mut header, &unseen) {
        problems.push(problem.in_sheet(&found.name));
    }

    let mut table = Table::new(file, &found.name, found.number, &header, unit_euro, &unseen);
    let outcome = table.read(&mut book, &mut spent, problems, sink);
    reading.rows = table.rows;
    reading.rows_refused = table.rows_refused;
    if let Some((ente, cell)) = table.ente.take() {
        (reading.heading.ente, reading.heading.ente_cell) = (Some(ente), cell);
    }
    if let Some(month) = table.month {
        reading.heading.learn(month);
        reading.heading.period_cell = std::mem::take(&mut table.month_cell);
    }
    outcome?;
    for problem in table::strange_dates(file.layout, &header, &reading.heading) {
        problems.push(problem.in_sheet(&found.name));
    }
    if reading.rows + reading.rows_refused == 0 && !problems.refuse() {
        problems.push(phrases::no_rows().in_sheet(&found.name));
    }
    Ok(())
}

/// A cell as `quadratura read` shows it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SeenCell {
    /// `D14`.
    pub cell: String,
    /// `text | number | date | bool | error | uncomputed | unreadable`.
    pub kind: &'static str,
    /// The value as text: numbers with a point, dates as `YYYY-MM-DD`.
    pub value: String,
    /// Whether it is a number whose format shows a percentage; `value` is its fraction.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub percent: bool,
}

/// A sheet as `quadratura read` shows it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SeenSheet {
    /// Its name.
    pub name: String,
    /// Whether a person opening the workbook sees it.
    pub visible: bool,
    /// Whether cells of it cannot be read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub damaged: bool,
    /// Its cells that are not blank, in row order.
    pub cells: Vec<SeenCell>,
    /// What a person looking at it does not see.
    #[serde(skip)]
    pub unseen: Unseen,
}

/// What is in a file, without any layout: every sheet and cell, or the problems that keep it shut.
///
/// # Errors
/// The problems, when nothing can be seen.
pub fn see(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<SeenSheet>, Vec<Problem>> {
    see::sheets(name, bytes, limits).map_err(|fault| vec![phrases::fault(&fault).in_file(name)])
}
