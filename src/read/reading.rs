//! A file is read by a layout: opened, its table found, its rows handed on, and what is wrong with it told.

use super::claims::{self, Heading};
use super::file::File;
use super::layout::Layout;
use super::no_table::NoTable;
use super::phrases;
use super::problems::Problems;
use super::row::Row;
use super::said_once::{Introduced, SaidOnce};
use super::sheet_search::{self, Found};
use super::table::{self, Declared, Table};
use crate::problem::Problem;
use crate::sheets::phrases::refusal;
use crate::sheets::{Book, Limits, MERGES_MAX, Usage, decrypted};

/// What was read of a file, beside the rows given to the sink.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Names of all sheets, in workbook order: what origins point into.
    pub sheets: Vec<String>,
    /// What the file says of itself; of several sheets that are one table, what the first says that says its month.
    pub heading: Heading,
    /// What the others of these sheets say.
    pub beside: Vec<Heading>,
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
    let mut sheets: Vec<Part> = Vec::new();
    let name = reading.heading.clone();
    for found in sheet_search::find(file, &mut book, &mut usage)? {
        sheets.push(introduced(file, &name, found, reading, problems)?);
    }
    for part in &sheets {
        if let Some(first) = sheets.first().filter(|first| first.unit_euro != part.unit_euro) {
            let what = (phrases::unit_said(part.unit_euro), phrases::unit_said(first.unit_euro));
            problems.push(phrases::sheets_differ(what, &first.found.name).in_sheet(&part.found.name));
        }
    }
    let mut declared = Declared::default();
    let mut outcome = Ok(());
    for part in &mut sheets {
        let before = (declared.ente.is_some(), declared.month.is_some());
        let found = &part.found;
        let name = found.named.then_some(found.name.as_str());
        let said = SaidOnce::of(file.layout, Introduced { name, title: &found.header.title_cells });
        let mut table = Table::new(file, found, part.unit_euro, said);
        table.declared = declared;
        outcome = table.read(&mut book, &mut usage, problems, sink);
        reading.rows += table.rows;
        reading.rows_refused += table.rows_refused;
        declared = std::mem::take(&mut table.declared);
        declare(&mut part.heading, &declared, before);
        if outcome.is_err() {
            break;
        }
    }
    let (parts, headings): (Vec<Found>, Vec<Heading>) = sheets.into_iter().map(|it| (it.found, it.heading)).unzip();
    let differ = claims::agree(file.layout, &headings);
    if let Some((heading, beside)) = claims::of_file(headings) {
        (reading.heading, reading.beside) = (heading, beside);
    }
    if let Some((_, day)) = declared.month {
        // Later sheets may say a later day.
        reading.heading.as_of = reading.heading.as_of.max(day);
    }
    outcome?;
    differ.into_iter().for_each(|problem| problems.push(problem));
    for found in &parts {
        for problem in table::strange_dates(file.layout, &found.header, &reading.heading) {
            problems.push(problem.in_sheet(&found.name));
        }
    }
    if reading.rows + reading.rows_refused == 0 && !problems.refuse() {
        problems.push(phrases::no_rows().in_sheet(&reading.heading.sheet));
    }
    Ok(())
}

/// A sheet of the table, before its rows are read.
struct Part {
    found: Found,
    heading: Heading,
    unit_euro: i64,
}

/// What a sheet says above its rows; `name` is what the file's name says.
fn introduced(
    file: File<'_>,
    name: &Heading,
    mut found: Found,
    reading: &mut Reading,
    problems: &mut Problems,
) -> Result<Part, NoTable> {
    std::mem::take(&mut found.warnings).into_iter().for_each(|warning| problems.push(warning));
    let mut heading = name.clone();
    for problem in heading.claim(file.layout, &found.header) {
        problems.push(problem.in_sheet(&found.name));
    }
    heading.sheet.clone_from(&found.name);
    if reading.heading.sheet.is_empty() {
        // A file that is refused below is of its month too.
        reading.heading.clone_from(&heading);
    }
    let unit_euro = match claims::unit(file.layout, &found.header.title) {
        Ok(unit_euro) => unit_euro,
        Err(problem) => {
            let cell = heading.title_cell(|text| claims::unit_euro(text).is_some());
            return Err(NoTable::problem(problem.in_sheet(&found.name).in_cell(cell)));
        }
    };
    if found.hidden.merged.len() >= MERGES_MAX {
        return Err(NoTable::problem(phrases::too_many_merges().in_sheet(&found.name)));
    }
    for problem in table::hidden_columns(file.layout, &mut found.header, &found.hidden) {
        problems.push(problem.in_sheet(&found.name));
    }
    Ok(Part { found, heading, unit_euro })
}

/// Takes in what the rows of a sheet were the first to say of the whole file; `before` is what had been said already.
fn declare(heading: &mut Heading, declared: &Declared, before: (bool, bool)) {
    if let (false, Some((ente, cell))) = (before.0, &declared.ente) {
        (heading.ente, heading.ente_cell) = (Some(ente.clone()), cell.clone());
    }
    if let (Some(month), false) = (declared.month, before.1) {
        heading.learn(month);
        heading.period_cell.clone_from(&declared.month_cell);
    }
}
