//! What is wrong with a file or a cell, as the person with the spreadsheet reads it, and what to do: a file of sentences
//! for each thing that may be wrong, and here what they share.

mod cells;
mod faults;
mod headings;
mod sight;
mod tables;

use super::layout::Column;
use crate::problem::Problem;

pub(super) use cells::*;
pub(super) use faults::fault;
pub(super) use headings::*;
pub(super) use sight::*;
pub(super) use tables::*;

/// Longer values are cut: the cell is named, and the rest is there to be seen.
const VALUE_CHARS_MAX: usize = 60;

fn quoted(value: &str) -> String {
    let mut cut: String = value.chars().take(VALUE_CHARS_MAX).map(|c| if c == '`' { '\'' } else { c }).collect();
    if value.chars().nth(VALUE_CHARS_MAX).is_some() {
        cut.push('…');
    }
    format!("`{cut}`")
}

fn listed<'s>(names: impl IntoIterator<Item = &'s str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// The first of these, and how many more there are.
pub(super) fn some(names: impl Iterator<Item = String>) -> String {
    const NAMED_MAX: usize = 8;
    let all: Vec<String> = names.collect();
    let named = all[..all.len().min(NAMED_MAX)].join(", ");
    match all.len().saturating_sub(NAMED_MAX) {
        0 => named,
        more => format!("{named} e altre {more}"),
    }
}

fn named(column: &Column) -> String {
    column.header.first().map_or_else(|| quoted(&column.id), |wording| quoted(&wording.shown()))
}

/// All the words by which a column is known.
fn wordings(column: &Column) -> String {
    column.header.iter().map(|wording| quoted(&wording.shown())).collect::<Vec<_>>().join(", ")
}

pub(super) fn more_problems(count: u64) -> Problem {
    let text = if count == 1 {
        "C'è un altro problema dello stesso file, non elencato".to_owned()
    } else {
        format!("Ci sono altri {count} problemi dello stesso file, non elencati")
    };
    Problem::warning("read.more_problems", text, "Correggere quelli elencati: spesso hanno la stessa causa")
}
