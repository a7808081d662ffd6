//! A file is read by a layout: opened, its table found, its rows handed on, and what is wrong with it told.

use super::claims::{self, Heading};
use super::file::File;
use super::layout::Layout;
use super::phrases;
use super::problems::Problems;
use super::row::Row;
use super::sheet_search::{self, NoTable};
use super::table::{self, Table};
use crate::problem::Problem;
use crate::sheets::phrases::refusal;
use crate::sheets::{Book, Limits, MERGES_MAX, Usage, decrypted};

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
    let (name_period, name_office) = claims::said_by_name(name, layout);
    let mut reading =
        Reading { heading: Heading { name_period, name_office, ..Heading::default() }, ..Reading::default() };
    let mut problems = Problems::of(name, limits.problems_max);
    let file = File { source, layout, limits, month: name_period };
    let package = decrypted(bytes, limits);
    let opened = Book::open(name, package.as_deref().unwrap_or(bytes), limits).map_err(NoTable::Fault);
    match opened.and_then(|book| table(file, book, &mut reading, &mut problems, sink)) {
        Ok(()) => {}
        Err(NoTable::Fault(fault)) => problems.push(refusal(&fault)),
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
    let mut usage = Usage::default();
    let found = sheet_search::find(file, &mut book, &mut usage)?;
    found.warnings.into_iter().for_each(|warning| problems.push(warning));
    for problem in reading.heading.claim(file.layout, &found.header) {
        problems.push(problem.in_sheet(&found.name));
    }
    reading.heading.sheet.clone_from(&found.name);
    let unit_euro = match claims::unit(file.layout, &found.header.title) {
        Ok(unit_euro) => unit_euro,
        Err(problem) => {
            let cell = reading.heading.title_cell(|text| claims::unit_euro(text).is_some());
            return Err(NoTable::Problems(vec![problem.in_sheet(&found.name).in_cell(cell)]));
        }
    };
    let hidden = found.hidden;
    if hidden.merged.len() >= MERGES_MAX {
        return Err(NoTable::Problems(vec![phrases::too_many_merges().in_sheet(&found.name)]));
    }
    let mut header = found.header;
    for problem in table::hidden_columns(file.layout, &mut header, &hidden) {
        problems.push(problem.in_sheet(&found.name));
    }

    let mut table = Table::new(file, &found.name, found.number, &header, unit_euro, &hidden);
    let outcome = table.read(&mut book, &mut usage, problems, sink);
    reading.rows = table.rows;
    reading.rows_refused = table.rows_refused;
    if let Some((ente, cell)) = table.declared.ente.take() {
        (reading.heading.ente, reading.heading.ente_cell) = (Some(ente), cell);
    }
    if let Some(month) = table.declared.month {
        reading.heading.learn(month);
        reading.heading.period_cell = std::mem::take(&mut table.declared.month_cell);
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
