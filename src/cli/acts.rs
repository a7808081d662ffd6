//! How the acts of a file are understood: what was read as the number of a year, in which ways it is written, and what was not.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lines;
use crate::italian::counted;
use crate::period::Exercise;
use crate::read::acts::Act;
use crate::read::layout::Field;
use crate::read::{Layout, Row, RowKind};

/// Ways of writing, and texts, that are shown at a terminal; `--json` has all of them.
const SHOWN_MAX: usize = 6;

/// How the acts of a file are understood.
#[derive(Debug, Default, Serialize)]
pub(super) struct Acts {
    /// Rows whose act is the number of a year.
    read: usize,
    /// The ways in which these are written, by their first example, the most usual first.
    ways: Vec<Example>,
    /// Texts that are no number of a year.
    not_read: Vec<Example>,
    /// Dates, each with the act that it may have been.
    dates: Vec<Example>,
}

/// A text that stands for others written like it.
#[derive(Debug, Serialize)]
struct Example {
    written: String,
    /// As it was read, or may have been meant.
    #[serde(rename = "as")]
    meant: Option<String>,
    rows: usize,
}

impl Example {
    fn shown(&self, arrow: &str) -> String {
        let meant = self.meant.as_ref().map_or_else(String::new, |act| format!("{arrow}{act}"));
        let rows = if self.rows > 1 { format!(" ({} righe)", self.rows) } else { String::new() };
        format!("`{}`{meant}{rows}", self.written)
    }
}

/// The acts of rows; nothing where the layout has none.
pub(super) fn of(layout: &Layout, rows: &[Row], exercise: Exercise) -> Option<Acts> {
    let column = layout.fields().of(Field::Act)?;
    let mut acts = Acts::default();
    let (mut ways, mut not_read, mut dates) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for text in rows.iter().filter(|row| row.kind == RowKind::Data).filter_map(|row| row.values[column].text()) {
        let example =
            |meant: Option<&str>| Example { written: text.to_string(), meant: meant.map(str::to_owned), rows: 0 };
        let act = layout.acts.read(text, exercise);
        let example = match &act {
            Act::Numbered { normal, .. } => {
                acts.read += 1;
                ways.entry(shape(text)).or_insert_with(|| example(Some(normal)))
            }
            Act::Date { maybe, .. } => dates.entry(text.to_string()).or_insert_with(|| example(maybe.as_deref())),
            Act::Unsaid | Act::Text(_) => not_read.entry(text.to_string()).or_insert_with(|| example(None)),
        };
        example.rows += 1;
    }
    (acts.ways, acts.not_read, acts.dates) = (sorted(ways), sorted(not_read), sorted(dates));
    Some(acts)
}

/// A text with its numbers alike, those of four digits apart, as years are: one way of writing.
fn shape(text: &str) -> String {
    let mut out = String::new();
    let mut digits = 0;
    for c in text.chars().flat_map(char::to_lowercase).chain([' ']) {
        if c.is_ascii_digit() {
            digits += 1;
            continue;
        }
        match std::mem::take(&mut digits) {
            0 => {}
            4 => out.push_str("0000"),
            _ => out.push('0'),
        }
        out.push(c);
    }
    out
}

fn sorted(examples: BTreeMap<String, Example>) -> Vec<Example> {
    let mut out: Vec<Example> = examples.into_values().collect();
    out.sort_by_key(|example| std::cmp::Reverse(example.rows));
    out
}

impl Acts {
    /// A short block for a terminal.
    pub(super) fn tell(&self, out: &mut String) {
        let rows = |examples: &[Example]| examples.iter().map(|example| example.rows).sum::<usize>();
        if self.read + rows(&self.not_read) + rows(&self.dates) == 0 {
            return;
        }
        let read = counted(self.read, "letto come numero e anno", "letti come numero e anno");
        let ways = if self.ways.is_empty() { String::new() } else { format!(": {}", listed(&self.ways, " → ")) };
        lines::field(out, "Provvedim.", &format!("{read}{ways}"));
        if !self.not_read.is_empty() {
            let count = counted(rows(&self.not_read), "non è numero e anno", "non sono numero e anno");
            lines::field(out, "", &format!("{count}: {}", listed(&self.not_read, "")));
        }
        if !self.dates.is_empty() {
            let count = counted(rows(&self.dates), "è una data", "sono date");
            lines::field(out, "", &format!("{count}: {}", listed(&self.dates, ", forse ")));
        }
    }
}

/// The first examples, and how many more there are.
fn listed(examples: &[Example], arrow: &str) -> String {
    let shown: Vec<String> = examples.iter().take(SHOWN_MAX).map(|example| example.shown(arrow)).collect();
    let more = examples.len().saturating_sub(SHOWN_MAX);
    let more = if more == 0 { String::new() } else { format!("; e altri {more}, con --json tutti") };
    format!("{}{more}", shown.join("; "))
}
