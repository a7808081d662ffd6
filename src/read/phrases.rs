//! What is wrong with a file or a cell, as the person with the spreadsheet reads it, and what to do: a file of sentences
//! for each thing that may be wrong, and here what they share.

mod cells;
mod headings;
mod hidden;
mod tables;

use super::layout::Column;
use crate::problem::Problem;
use crate::sheets::phrases::{listed, quoted};

pub(super) use cells::*;
pub(super) use headings::*;
pub(super) use hidden::*;
pub(super) use tables::*;

/// Cells or rows of which the first are named and the others counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Few {
    named: Vec<String>,
    count: usize,
}

impl Few {
    const NAMED_MAX: usize = 8;

    /// Adds one; its name is asked only where it is said.
    pub fn add(&mut self, name: impl FnOnce() -> String) {
        if self.named.len() < Self::NAMED_MAX {
            self.named.push(name());
        }
        self.count += 1;
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }
}

impl std::fmt::Display for Few {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.named.join(", "))?;
        match self.count.saturating_sub(self.named.len()) {
            0 => Ok(()),
            more => write!(f, " e altre {more}"),
        }
    }
}

/// The first of these, and how many more there are.
pub(super) fn some(names: impl Iterator<Item = String>) -> String {
    let mut few = Few::default();
    names.for_each(|name| few.add(|| name));
    few.to_string()
}

/// Rows as a person names them: `3-4, 6`.
fn rows(ranges: &[(u32, u32)]) -> String {
    some(ranges.iter().map(|(first, last)| match (first + 1, last + 1) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{last}"),
    }))
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
