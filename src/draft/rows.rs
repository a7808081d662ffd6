//! What the rows below a header are: data, totals, captions of groups, what each page prints again, notes under the table.
//! Refuses to know kinds.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::captions::Header;
use super::survey::{Grid, one_line};
use crate::read::words::folded;
use crate::sheets::{CellKind, RawCell};

/// A row with its number from 0.
pub(super) type Row<'g, 's> = (u32, &'g BTreeMap<u16, &'s RawCell>);

/// The rows of a table by what they seem to be.
#[derive(Debug, Default)]
pub(super) struct Rows<'g, 's> {
    /// Rows that count.
    pub data: Vec<Row<'g, 's>>,
    /// Rows that sum others, with the column in which they say so.
    pub totals: Vec<(u16, Row<'g, 's>)>,
    /// Rows that hold one text over rows with values, with its column.
    pub groups: Vec<(u16, Row<'g, 's>)>,
    /// The row under the header that only numbers the columns, `(1) (2) (3)`, with the column of its first cell.
    pub numbering: Option<(u16, Row<'g, 's>)>,
    /// Sums carried from one page to the next, with the column in which they say so.
    pub carried: Vec<(u16, Row<'g, 's>)>,
    /// Notes, with the column in which they begin.
    pub notes: Vec<(u16, Row<'g, 's>)>,
}

impl<'g, 's> Rows<'g, 's> {
    /// Adds those of another sheet of the same table. The last total stays that of the first sheet; one that says the same in
    /// another sheet needs no rule of its own.
    pub fn add(&mut self, other: Self) {
        let label = |(at, row): &(u16, Row<'g, 's>)| row.1.get(at).map_or_else(String::new, |cell| folded(&cell.value));
        let last = self.totals.last().map(label);
        let own = std::mem::take(&mut self.totals);
        self.totals = other.totals.into_iter().filter(|it| last.as_deref() != Some(&label(it))).chain(own).collect();
        self.data.extend(other.data);
        self.groups.extend(other.groups);
        self.carried.extend(other.carried);
        self.notes.extend(other.notes);
        self.numbering = self.numbering.or(other.numbering);
    }
}

/// Tells the rows below a header apart. `of_lines` is whether totals are lines of a statement like the others.
pub(super) fn tell<'g, 's>(cells: &'g Grid<'s>, header: &Header, of_lines: bool) -> Rows<'g, 's> {
    let mut rows = Rows::default();
    let captions = &header.captions;
    let body: Vec<Row<'g, 's>> = cells.range(header.last + 1..).map(|(row, line)| (*row, line)).collect();
    // A page begins with the title and the header again.
    let same = |above: &BTreeMap<u16, &RawCell>, column: u16, cell: &RawCell| {
        above
            .get(&column)
            .is_some_and(|other| cell.kind == CellKind::Text && folded(&other.value) == folded(&cell.value))
    };
    let is_header = |line: &BTreeMap<u16, &RawCell>| {
        let header = cells.get(&header.last).filter(|_| header.first == header.last && line.len() > 1);
        header.is_some_and(|header| line.iter().all(|(column, cell)| same(header, *column, cell)))
    };
    let is_title = |column: u16, cell: &RawCell| {
        cells.range(..header.first).any(|(_, title)| same(title, column, cell)) && !folded(&cell.value).is_empty()
    };
    let is_named = |line: &BTreeMap<u16, &RawCell>| captions.keys().any(|column| line.contains_key(column));
    // Once two rows have shown that rows have several values, one lonely text is none of them.
    let full = body.iter().filter(|(_, line)| line.len() > 1).count();
    let last_full = body.iter().rev().find(|(_, line)| line.len() > 1).map_or(0, |(row, _)| *row);
    for row in body {
        let (number, line) = row;
        if !is_named(line) || is_header(line) {
            continue;
        }
        let Some((first, cell)) = line.iter().next() else { continue };
        let lonely = line.len() == 1 && cell.kind == CellKind::Text && captions.len() > 1 && full > 1;
        if lonely && (is_note(&cell.value) || number > last_full) {
            rows.notes.push((*first, row));
        } else if number == header.last + 1 && numbers_columns(line) {
            rows.numbering = Some((*first, row));
        } else if let Some(column) = carried_column(line) {
            rows.carried.push((column, row));
        } else if is_title(*first, cell) {
            rows.groups.push((*first, row));
        } else if let (Some(column), false) = (total_column(line), of_lines) {
            rows.totals.push((column, row));
        } else if lonely && !folded(&cell.value).is_empty() {
            rows.groups.push((*first, row));
        } else {
            rows.data.push(row);
        }
    }
    rows
}

/// The column in which a row says that it is a total.
fn total_column(line: &BTreeMap<u16, &RawCell>) -> Option<u16> {
    let is_total = |cell: &RawCell| {
        let words = folded(&cell.value);
        cell.kind == CellKind::Text
            && ["total", "subtotal", "sub total", "tot "].iter().any(|start| words.starts_with(start))
    };
    line.iter().find(|(_, cell)| is_total(cell)).map(|(column, _)| *column)
}

/// The words with which sums are carried from page to page, as a layout's rule writes them.
pub(super) const CARRIED: &str = "^(a|da) riportare\\b|^riport[oi]\\b";

/// The column in which a row says that it carries a sum.
fn carried_column(line: &BTreeMap<u16, &RawCell>) -> Option<u16> {
    static RULE: LazyLock<Regex> = LazyLock::new(|| rule(CARRIED));
    let takes = |cell: &RawCell| cell.kind == CellKind::Text && RULE.is_match(&one_line(&cell.value));
    line.iter().find(|(_, cell)| takes(cell)).map(|(column, _)| *column)
}

/// Whether a row says `(1) (2) (3)`, `1 2 3` or `a b c`: read as amounts the first of these would be negative ones.
fn numbers_columns(line: &BTreeMap<u16, &RawCell>) -> bool {
    let said = |cell: &&RawCell| {
        let words = folded(&cell.value);
        let letter = words.chars().next().filter(|c| words.len() == 1 && c.is_ascii_lowercase()).map(u32::from);
        letter.or_else(|| words.parse::<u32>().ok().filter(|number| *number < 100))
    };
    let numbers: Option<Vec<u32>> = line.values().map(said).collect();
    numbers.is_some_and(|it| it.len() > 2 && it.windows(2).all(|pair| pair[0] + 1 == pair[1]))
}

/// A rule as a layout applies it.
fn rule(pattern: &str) -> Regex {
    let rule = regex::RegexBuilder::new(pattern).case_insensitive(true).build();
    rule.expect("a pattern that was written with this program")
}

/// The words with which notes begin, as a layout's rule writes them.
pub(super) const NOTES: &str =
    "^(note?\\b|n\\. ?b\\.|nb\\b|\\*|\\(\\*|\\(1\\)|fonte\\b|legenda\\b|elaborazione\\b|avvertenz)";

/// Whether a text begins as notes do, or is too long for a name.
fn is_note(text: &str) -> bool {
    begins_as_note(text) || text.chars().count() > 120
}

/// Whether the rule of [`NOTES`] takes a text.
pub(super) fn begins_as_note(text: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| rule(NOTES));
    RULE.is_match(&one_line(text))
}
