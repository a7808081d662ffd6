//! What the rows below a header are: data, totals, captions of groups, notes under the table. Refuses to know kinds.

use std::collections::BTreeMap;

use crate::read::SeenCell;
use crate::read::survey::{Grid, one_line};
use crate::read::words::folded;

/// A row with its number from 0.
pub(super) type Row<'g, 's> = (u32, &'g BTreeMap<u16, &'s SeenCell>);

/// The rows of a table by what they seem to be.
#[derive(Debug, Default)]
pub(super) struct Rows<'g, 's> {
    /// Rows that count.
    pub data: Vec<Row<'g, 's>>,
    /// Rows that sum others, with the column in which they say so.
    pub totals: Vec<(u16, Row<'g, 's>)>,
    /// Rows that hold one text over rows with values, with its column.
    pub groups: Vec<(u16, Row<'g, 's>)>,
    /// Notes, with the column in which they begin.
    pub notes: Vec<(u16, Row<'g, 's>)>,
}

/// Tells the rows below a header apart. `of_lines` is whether totals are lines of a statement like the others.
pub(super) fn tell<'g, 's>(
    cells: &'g Grid<'s>,
    header_last: u32,
    captions: &BTreeMap<u16, String>,
    of_lines: bool,
) -> Rows<'g, 's> {
    let mut rows = Rows::default();
    let body: Vec<Row<'g, 's>> = cells.range(header_last + 1..).map(|(row, line)| (*row, line)).collect();
    let is_named = |line: &BTreeMap<u16, &SeenCell>| captions.keys().any(|column| line.contains_key(column));
    // Once two rows have shown that rows have several values, one lonely text is none of them.
    let full = body.iter().filter(|(_, line)| line.len() > 1).count();
    let last_full = body.iter().rev().find(|(_, line)| line.len() > 1).map_or(0, |(row, _)| *row);
    for row in body {
        let (number, line) = row;
        if !is_named(line) {
            continue;
        }
        let Some((first, cell)) = line.iter().next() else { continue };
        let lonely = line.len() == 1 && cell.kind == "text" && captions.len() > 1 && full > 1;
        if lonely && (is_note(&cell.value) || number > last_full) {
            rows.notes.push((*first, row));
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
fn total_column(line: &BTreeMap<u16, &SeenCell>) -> Option<u16> {
    let is_total = |cell: &SeenCell| {
        let words = folded(&cell.value);
        cell.kind == "text" && ["total", "subtotal", "sub total", "tot "].iter().any(|start| words.starts_with(start))
    };
    line.iter().find(|(_, cell)| is_total(cell)).map(|(column, _)| *column)
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
    let pattern = regex::RegexBuilder::new(NOTES).case_insensitive(true).build();
    pattern.is_ok_and(|pattern| pattern.is_match(&one_line(text)))
}
