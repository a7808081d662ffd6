//! Facts about reading by a layout: files are made here and read back.

mod dated;
mod facts;
mod layouts;
mod misfits;
mod notes;
mod meanings;
mod properties;
mod sentences;
pub(crate) mod sheet_search;
mod sheets;

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::{Layout, Reading, Row, Value, rows};
use crate::sheets::Limits;
use crate::sheets::tests::{day, line, percent, raw, raw_parts, rewritten, workbook};

/// Accounts, all or nothing, with a total at the end.
pub(crate) const ONERI: &str = r#"
id = "oneri"
title = "Oneri"
kind = "accounts"
file = '^oneri_(?P<period>\d{4}-\d{2})$'
column = [
  { id = "conto", header = ["Conto", "Codice conto"], kind = "code", required = true },
  { id = "descrizione", header = ["Descrizione"], kind = "text" },
  { id = "preventivo", header = ["Preventivo"], kind = "money", amount = { scenario = "preventivo" }, blank = "zero" },
  { id = "consuntivo", header = ["Consuntivo", "Consuntivo al"], kind = "money", required = true, amount = { scenario = "consuntivo" }, blank = "zero" },
]
row = [
  { column = "conto", matches = '^totale', is = "total" },
  { column = "conto", matches = '^sub', is = "subtotal" },
  { column = "conto", matches = '^nota', is = "skip" },
  { column = "conto", matches = '^fine', is = "end" },
]
"#;

/// An office's sheet, row by row, whose rows name their objective once.
pub(crate) const SCHEDA: &str = r#"
id = "scheda_indicatori"
title = "Scheda degli indicatori"
kind = "measurements"
file = '^scheda_indicatori_(?P<office>[a-z]+)_(?P<period>\d{4}-\d{2})$'
unreadable = "row"
column = [
  { id = "obiettivo", header = ["Obiettivo"], kind = "code", required = true, blank = "above" },
  { id = "codice", header = ["Codice"], kind = "code", required = true },
  { id = "valore", header = ["Valore"], kind = "number" },
  { id = "data_rilevazione", header = ["Data rilevazione"], kind = "date" },
  { id = "note", header = ["Note"], kind = "text" },
]
"#;

pub(crate) fn layout(text: &str) -> Layout {
    toml::from_str(text).unwrap_or_else(|e| panic!("{e}"))
}

/// Reads a file as `NAME`, and gives the rows that stand: none of a refused file.
pub(crate) fn read_as(name: &str, bytes: &[u8], layout: &Layout) -> (Vec<Row>, Reading) {
    let mut found = Vec::new();
    let reading = rows(7, name, bytes, layout, &Limits::default(), &mut |row| found.push(row));
    assert_eq!(reading.rows as usize, found.iter().filter(|row| row.kind == super::RowKind::Data).count());
    (if reading.refused() { Vec::new() } else { found }, reading)
}

/// What reading a file gives, one line a row and one a problem, as snapshots hold it.
pub(crate) fn check(text: &str, name: &str, bytes: &[u8]) -> String {
    let (found, reading) = read_as(name, bytes, &layout(text));
    let mut out = String::new();
    for row in &found {
        let values: Vec<String> = row.values.iter().map(show).collect();
        out += &format!("{:?} {}: {}\n", row.kind, row.origin.cell(), values.join(" | "));
    }
    for problem in &reading.problems {
        let place = format!("{}!{}", problem.sheet.as_deref().unwrap_or_default(), cell_of(problem));
        out += &format!("{:?} {} {place}: {}\n", problem.severity, problem.code, problem.text);
    }
    out
}

pub(crate) fn cell_of(problem: &crate::problem::Problem) -> &str {
    problem.cell.as_deref().unwrap_or_default()
}

pub(crate) fn show(value: &Value) -> String {
    match value {
        Value::Missing => "∅".to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Money(cents) => cents.italian(),
        Value::Number(number) => number.to_string(),
        Value::Percent(fraction) => format!("{fraction} (percentuale)"),
        Value::Date(date) => date.to_string(),
    }
}
