//! What strikes a person who looks at a file for the first time: how far each sheet goes, which line looks like a
//! header, what is hidden, which cells will give trouble. Made of what was seen; refuses to decide what it means.

use std::collections::BTreeMap;

use crate::origin::{cell_name, column_name, parse_cell};
use crate::period::italian_date;
use crate::read::typed_date::civil_date;
use crate::sheets::{CellKind, RawCell, RawSheet, number};

/// What strikes of one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SheetSurvey {
    /// Its name.
    pub name: String,
    /// Whether a person opening the workbook sees it.
    pub visible: bool,
    /// Whether cells of it cannot be read.
    pub damaged: bool,
    /// From its first to its last filled cell, `A1:F30`; empty without any.
    pub extent: String,
    /// How many cells are filled.
    pub cells: usize,
    /// Lines that look like headers, the likeliest first.
    pub headers: Vec<HeaderLine>,
    /// Hidden rows, as ranges such as `4-6`.
    pub hidden_rows: Vec<String>,
    /// Hidden columns, as ranges such as `C` or `C-D`.
    pub hidden_columns: Vec<String>,
    /// The range of a filter that selects something.
    pub filter: Option<String>,
    /// Merged cells, as ranges.
    pub merged: Vec<String>,
    /// The first formula of a sheet that was saved with formulas waiting to be calculated: results may be old.
    pub waiting: Option<String>,
    /// Formulas whose result the file does not carry.
    pub uncomputed: Places,
    /// Cells with an error.
    pub errors: Places,
    /// Numbers that somebody or something wrote as text.
    pub numbers_as_text: Places,
}

/// A line that looks like a header.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HeaderLine {
    /// Its row as the spreadsheet numbers it.
    pub row: u32,
    /// Its cells: column letters and caption.
    pub captions: Vec<(String, String)>,
}

/// Cells of one sort: how many, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Places {
    /// How many.
    pub count: usize,
    /// The first of them, as `D14`.
    pub first: Vec<String>,
}

impl Places {
    fn add(&mut self, cell: &str) {
        const NAMED_MAX: usize = 5;
        self.count += 1;
        if self.first.len() < NAMED_MAX {
            self.first.push(cell.to_owned());
        }
    }
}

/// The lines from the top among which a header is looked for.
const HEADER_ROWS: u32 = 40;

/// A caption is shorter than a title or a note.
const CAPTION_CHARS_MAX: usize = 90;

/// The cells of a sheet by row and column, both from 0.
pub(super) type Grid<'s> = BTreeMap<u32, BTreeMap<u16, &'s RawCell>>;

/// The cells of a sheet by place.
pub(super) fn grid(sheet: &RawSheet) -> Grid<'_> {
    let mut grid = Grid::new();
    for cell in &sheet.cells {
        if let Some((row, column)) = parse_cell(&cell.cell) {
            grid.entry(row).or_default().insert(column, cell);
        }
    }
    grid
}

/// What strikes of every sheet of a file that could be seen.
#[must_use]
pub fn survey(sheets: &[RawSheet]) -> Vec<SheetSurvey> {
    sheets.iter().map(of_sheet).collect()
}

fn of_sheet(sheet: &RawSheet) -> SheetSurvey {
    let hidden = &sheet.hidden;
    let mut merged = hidden.merged.clone();
    merged.sort_unstable();
    let grid = grid(sheet);
    let range = |first: String, last: String| if first == last { first } else { format!("{first}-{last}") };
    let mut survey = SheetSurvey {
        name: sheet.name.clone(),
        visible: sheet.visible,
        damaged: sheet.damaged,
        cells: sheet.cells.len(),
        extent: extent(&grid),
        headers: header_rows(&grid).into_iter().map(|row| header_line(&grid, row)).collect(),
        hidden_rows: hidden.rows.iter().map(|(a, b)| range((a + 1).to_string(), (b + 1).to_string())).collect(),
        hidden_columns: hidden.columns.iter().map(|(a, b)| range(column_name(*a), column_name(*b))).collect(),
        filter: hidden.filter.clone(),
        merged: merged.iter().map(ToString::to_string).collect(),
        waiting: hidden.waiting.map(|(row, column)| cell_name(row, column)),
        ..SheetSurvey::default()
    };
    for cell in &sheet.cells {
        match cell.kind {
            CellKind::Uncomputed => survey.uncomputed.add(&cell.cell),
            CellKind::Error => survey.errors.add(&cell.cell),
            CellKind::Text if is_number_as_text(&cell.value) => survey.numbers_as_text.add(&cell.cell),
            _ => {}
        }
    }
    survey
}

fn extent(grid: &Grid<'_>) -> String {
    let (Some(first_row), Some(last_row)) = (grid.keys().next(), grid.keys().next_back()) else {
        return String::new();
    };
    let columns = || grid.values().flat_map(BTreeMap::keys).copied();
    let (first, last) = (columns().min().unwrap_or(0), columns().max().unwrap_or(0));
    format!("{}:{}", cell_name(*first_row, first), cell_name(*last_row, last))
}

/// A text that is an amount or a measure and no code: it has a mark of thousands or of decimals, a sign or a `%`.
fn is_number_as_text(text: &str) -> bool {
    number::parse(text).is_some() && text.contains([',', '.', '(', '%', '-', '−'])
}

fn header_line(grid: &Grid<'_>, row: u32) -> HeaderLine {
    let captions = grid.get(&row).into_iter().flatten();
    let captions = captions.map(|(column, cell)| (column_name(*column), caption(cell)));
    HeaderLine { row: row + 1, captions: captions.collect() }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines below a row that are looked at to tell whether it is a header.
const LINES_BELOW: usize = 12;

fn lines_below<'g>(grid: &'g Grid<'_>, row: u32) -> impl Iterator<Item = &'g BTreeMap<u16, &'g RawCell>> {
    grid.range(row + 1..).take(LINES_BELOW).map(|(_, line)| line)
}

/// Whether a cell may be a caption: words, `%`, a day, a year; no code and no number that a text of columns has as text.
pub(super) fn is_caption(cell: &RawCell) -> bool {
    let text = cell.value.trim();
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    cell.kind == CellKind::Text
        && text.chars().count() <= CAPTION_CHARS_MAX
        && (text.chars().any(char::is_alphabetic) || text == "%" || is_year || civil_date(text).is_some())
        && !is_number_as_text(text)
}

/// A year is a caption too: `2021` over a column of amounts.
pub(super) fn is_year(cell: &RawCell) -> bool {
    cell.kind == CellKind::Number && cell.value.len() == 4
}

/// A cell that holds a date is a caption where numbers and no dates stand under it: a month over its figures.
pub(super) fn is_dated(grid: &Grid<'_>, row: u32, column: u16, cell: &RawCell) -> bool {
    let mut under = lines_below(grid, row).filter_map(|line| line.get(&column)).peekable();
    cell.kind == CellKind::Date
        && under.peek().is_some()
        && under.all(|cell| matches!(cell.kind, CellKind::Number | CellKind::Uncomputed))
}

/// What a caption shows: a date as it is read over a column.
pub(super) fn caption(cell: &RawCell) -> String {
    let day = cell.value.parse().ok().filter(|_| cell.kind == CellKind::Date);
    day.map_or_else(|| one_line(&cell.value), italian_date)
}

/// The rows that look like headers, the likeliest first, at most three: short texts side by side, over lines that
/// together fill most of the same columns.
pub(super) fn header_rows(grid: &Grid<'_>) -> Vec<u32> {
    let mut likely: Vec<(usize, u32)> = Vec::new();
    for (row, line) in grid.range(..HEADER_ROWS) {
        let dates = line.iter().filter(|(column, cell)| is_dated(grid, *row, **column, cell)).count();
        let years = line.values().filter(|cell| is_year(cell)).count() + dates;
        let texts = line.values().filter(|cell| is_caption(cell)).count();
        if texts + dates < 2 || texts == 0 || texts + years < line.len() {
            continue;
        }
        let below: Vec<&BTreeMap<u16, &RawCell>> = grid.range(row + 1..).take(3).map(|(_, line)| line).collect();
        // A sparse table fills each column somewhere, none of its lines fills most of them.
        let columns = || line.keys().filter(|column| lines_below(grid, *row).any(|under| under.contains_key(column)));
        let stands_over_values = 2 * columns().count() >= line.len() && !below.is_empty();
        // Lines of texts all the way down are told apart by what stands under them: numbers and dates.
        let values = below.iter().flat_map(|under| under.values()).filter(|cell| cell.kind != CellKind::Text).count();
        if stands_over_values {
            likely.push((texts + years + values.min(texts), *row));
        }
    }
    likely.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    likely.into_iter().take(3).map(|(_, row)| row).collect()
}
