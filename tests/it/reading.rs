//! Reading a file as the service does, with the child process that it starts for old formats.

use std::path::PathBuf;

use quadratura::money::Cents;
use quadratura::problem::Problem;
use quadratura::read::{self, Layout, Value};
use quadratura::sheets::{self, Limits};

/// The default limits, with the program under test as the child.
pub fn limits() -> Limits {
    Limits { child: Some(PathBuf::from(env!("CARGO_BIN_EXE_quadratura"))), ..Limits::default() }
}

/// Accounts, all or nothing.
pub const ONERI: &str = r#"
id = "oneri"
title = "Oneri"
kind = "accounts"
file = '^oneri_(?P<period>\d{4}-\d{2})$'
sheet = "Oneri"
column = [
  { id = "conto", header = ["Conto"], kind = "code", required = true },
  { id = "descrizione", header = ["Descrizione"], kind = "text" },
  { id = "preventivo", header = ["Preventivo"], kind = "money", amount = { scenario = "preventivo" }, blank = "zero" },
  { id = "consuntivo", header = ["Consuntivo", "Consuntivo al 30/06"], kind = "money", required = true, amount = { scenario = "consuntivo" }, blank = "zero" },
]
row = [{ column = "conto", matches = '^totale', is = "total" }]
"#;

/// An office's measures, row by row.
pub const SCHEDA: &str = r#"
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

/// Rows and problems, one line each; rows of a refused file are not shown.
pub fn told(layout: &str, name: &str, bytes: &[u8], limits: &Limits) -> String {
    let layout: Layout = toml::from_str(layout).unwrap();
    let mut rows = Vec::new();
    let reading = read::rows(0, name, bytes, &layout, limits, &mut |row| rows.push(row));
    if reading.refused() {
        rows.clear();
    }
    let mut out = String::new();
    for row in &rows {
        let values: Vec<String> = row.values.iter().map(shown).collect();
        out += &format!("{:?} {}: {}\n", row.kind, row.origin.cell(), values.join(" | "));
    }
    reading.problems.iter().for_each(|problem| out += &said(problem));
    out
}

/// A problem as the office reads it.
pub fn said(problem: &Problem) -> String {
    let place = problem.cell.as_ref().map(|cell| format!(" {}!{cell}", problem.sheet.as_deref().unwrap_or_default()));
    let place = place.unwrap_or_default();
    format!("{}{place}: {} → {}\n", problem.code, problem.text, problem.remedy)
}

/// What looking at a file without a layout says: how many cells, or why none.
pub fn seen(name: &str, bytes: &[u8], limits: &Limits) -> String {
    match sheets::inspect(name, bytes, limits) {
        Ok(sheets) => {
            let cells: usize = sheets.iter().map(|sheet| sheet.cells.len()).sum();
            format!("{cells} cells in {} sheets\n", sheets.len())
        }
        Err(problems) => problems.iter().map(said).collect(),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Missing => "∅".to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Money(cents) => Cents::italian(*cents),
        Value::Number(number) => number.to_string(),
        Value::Percent(fraction) => format!("{fraction} (percentuale)"),
        Value::Date(date) => date.to_string(),
    }
}
