//! `quadratura read`: what is seen in a file, and with a layout its rows and problems.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::output::{self, Failure};
use super::{Answer, summary};
use crate::config::{Config, why_unreadable};
use crate::intake::format;
use crate::origin::{Source, Sources};
use crate::problem::Problem;
use crate::read::{self, Layout, Limits, Row, RowKind, SeenSheet};

/// Cells shown of a sheet at a terminal; `--json` shows all of them.
const CELLS_MAX: usize = 60;

pub(super) fn perform(file: &Path, config: Option<&Path>, layout: Option<&str>, as_json: bool) -> Answer {
    let bytes = std::fs::read(file)
        .map_err(|e| Failure::usage(format!("il file `{}` {}", file.display(), why_unreadable(&e))))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let config = config.map(Config::load).transpose()?;
    let limits = config.as_ref().map_or_else(Limits::default, |config| config.settings.limits.clone());
    let layout = match (&config, layout) {
        (Some(config), Some(id)) => Some(config.layout(id).ok_or_else(|| {
            let known: Vec<&str> = config.layouts.iter().map(|layout| layout.id.as_str()).collect();
            Failure::usage(format!("il tracciato `{id}` non c'è; ci sono {}", known.join(", ")))
        })?),
        (Some(config), None) => {
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            config.layouts.iter().find(|layout| layout.file.0.is_match(stem))
        }
        (None, _) => None,
    };
    let (sheets, mut problems) = match read::see(&name, &bytes, &limits) {
        Ok(sheets) => (sheets, Vec::new()),
        Err(problems) => (Vec::new(), problems),
    };
    let mut rows = Vec::new();
    if let (Some(layout), true) = (layout, problems.is_empty()) {
        let mut sources = Sources::default();
        let source =
            sources.add(Source { file: name.clone(), digest: crate::origin::Digest::of(&bytes), sheets: vec![] });
        let reading = read::rows(source, &name, &bytes, layout, &limits, &mut |row| rows.push(row));
        problems = reading.problems.into_iter().map(|problem| problem.in_file(name.clone())).collect();
    }
    let refused = problems.iter().any(Problem::refuses);
    if as_json {
        output::print_json(&json!({
            "format": format::recognise(&bytes),
            "layout": layout.map(|layout| &layout.id),
            "sheets": sheets,
            "rows": layout.map_or_else(Vec::new, |layout| rows.iter().map(|row| row_json(row, layout)).collect()),
            "problems": problems,
            "state": if refused { "refused" } else { "accepted" },
        }))?;
    } else {
        output::print(&told(&name, &bytes, &sheets, layout.map(|it| &**it), &rows, &problems))?;
    }
    Ok(if refused { 3 } else { 0 })
}

fn row_json(row: &Row, layout: &Layout) -> Value {
    let kind = match row.kind {
        RowKind::Data => "data",
        RowKind::Subtotal => "subtotal",
        RowKind::Total => "total",
    };
    let values: Map<String, Value> =
        layout.columns.iter().zip(&row.values).map(|(column, value)| (column.id.clone(), value_json(value))).collect();
    json!({ "row": u64::from(row.origin.row) + 1, "kind": kind, "values": values })
}

/// Amounts are integer cents, other numbers are numbers, a percentage is its fraction.
fn value_json(value: &read::Value) -> Value {
    match value {
        read::Value::Missing => Value::Null,
        read::Value::Text(text) => json!(text),
        read::Value::Money(cents) => json!(cents),
        read::Value::Number(number) | read::Value::Percent(number) => json!(number),
        read::Value::Date(date) => json!(date),
    }
}

fn told(
    name: &str,
    bytes: &[u8],
    sheets: &[SeenSheet],
    layout: Option<&Layout>,
    rows: &[Row],
    problems: &[Problem],
) -> String {
    let mut out =
        format!("`{name}`: {:?}, {} byte\n", format::recognise(bytes), crate::money::grouped(bytes.len() as u64));
    for sheet in sheets {
        let hidden = if sheet.visible { "" } else { " (nascosto)" };
        let cells = summary::plural(sheet.cells.len(), "cella", "celle");
        let _ = writeln!(out, "\nFoglio `{}`{hidden}: {cells}", sheet.name);
        if layout.is_none() {
            for cell in sheet.cells.iter().take(CELLS_MAX) {
                let _ =
                    writeln!(out, "  {:<8} {:<10} {}", cell.cell, italian(cell.kind), cell.value.replace('\n', "⏎"));
            }
            if sheet.cells.len() > CELLS_MAX {
                let _ = writeln!(out, "  … e altre {}; con --json tutte", sheet.cells.len() - CELLS_MAX);
            }
        }
    }
    if let Some(layout) = layout {
        let data = rows.iter().filter(|row| row.kind == RowKind::Data).count();
        let totals = rows.len() - data;
        let _ = writeln!(
            out,
            "\nTracciato `{}` ({}): {}, {}",
            layout.id,
            layout.title,
            summary::plural(data, "riga", "righe"),
            summary::plural(totals, "totale", "totali")
        );
    }
    for problem in problems {
        let place =
            if problem.cell.is_empty() { problem.sheet.clone() } else { format!("{}!{}", problem.sheet, problem.cell) };
        summary::field(
            &mut out,
            if problem.refuses() { "Rifiuto" } else { "Anomalia" },
            &format!("{place} {}", problem.text),
        );
        summary::field(&mut out, "", &format!("→ {}", problem.remedy));
    }
    if problems.is_empty() {
        out.push_str("\nNessun problema.\n");
    }
    out
}

fn italian(kind: &str) -> &str {
    match kind {
        "text" => "testo",
        "number" => "numero",
        "date" => "data",
        "bool" => "logico",
        "error" => "errore",
        "uncomputed" => "non calc.",
        other => other,
    }
}
