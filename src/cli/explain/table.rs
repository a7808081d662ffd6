//! `quadratura explain SCHEME.LINE` of a table of the plan: what a line holds in each column, each figure with its cell or with what it
//! follows of, and the texts beside it; and `explain SCHEME`, which lines it has. Counts that are told to few are not told here either.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::others::Asked;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Failure};
use crate::formula;
use crate::indicators;
use crate::italian::{capital, visible_line};
use crate::ledger::{self, Column, Line, Statement};
use crate::money::Cents;
use crate::origin::Origin;
use crate::problem::Problem;
use crate::read::words::folded;

/// Tells of the table or of its line, where the id is of one.
pub(super) fn perform(id: &str, asked: Asked<'_>) -> Result<Option<Exit>, Failure> {
    let (scheme, asked_line) = id.split_once('.').map_or((id, None), |(scheme, line)| (scheme, Some(line)));
    let tables = || asked.month.ledger.statements.iter().filter(|it| it.scheme.sheet.is_some());
    let Some(table) = tables().find(|it| *it.scheme.id == *scheme) else { return Ok(None) };
    let told = match asked_line {
        None => Told { said: lines_said(table), json: lines_json(table) },
        Some(written) => {
            let means = |line: &&Line| *line.id == *written || folded(&line.label) == folded(written);
            let Some(line) = table.scheme.lines.iter().find(means) else { return Ok(None) };
            line_told(asked, table, line)
        }
    };
    if asked.json {
        output::print_json(&told.json)?
    } else {
        output::print(&told.said)?
    }
    Ok(Some(Exit::Done))
}

/// An answer as people read it, and as programs do.
struct Told {
    said: String,
    json: Value,
}

fn lines_said(table: &Statement) -> String {
    let scheme = &table.scheme;
    let mut out = format!("{}\n  {} · {}\n", visible_line(&scheme.title), scheme.id, visible_line(&scheme.source));
    for line in &scheme.lines {
        let _ = writeln!(out, "  {}.{}  {}", scheme.id, line.id, visible_line(&line.label));
    }
    out
}

fn lines_json(table: &Statement) -> Value {
    let lines = table.scheme.lines.iter().map(|line| json!({ "id": line.id, "label": line.label }));
    json!({ "scheme": table.scheme.id, "title": table.scheme.title, "lines": lines.collect::<Vec<_>>() })
}

/// The columns of a table: those that it prints, and those that follow of them.
fn columns(table: &Statement) -> BTreeSet<Column> {
    let mut columns: BTreeSet<Column> = table.columns().into_iter().collect();
    let printed: Vec<Column> = columns.iter().copied().filter(|at| at.centre.is_some()).collect();
    for at in printed {
        let rules = table.scheme.columns.iter().filter(|rule| rule.formula.is_some());
        columns.extend(rules.map(|rule| Column { centre: Some(rule.id), ..at }));
    }
    columns
}

fn line_told(asked: Asked<'_>, table: &Statement, line: &Line) -> Told {
    let scheme = &table.scheme;
    let masked = scheme.mask_below.map(|_| ledger::masked(table)).unwrap_or_default();
    let mut said = format!("{}\n  {}.{} · {}\n\n", visible_line(&line.label), scheme.id, line.id, scheme.title);
    let mut figures = Vec::new();
    let place = |origin: Origin| format!("`{}`, {}", asked.sources.file(origin), asked.sources.show(origin));
    for column in columns(table) {
        let formula::Value::Cents(cents) = table.value(&line.id, column) else { continue };
        let Ok(cents) = i64::try_from(cents).map(Cents) else { continue };
        let unit = table.unit(line, column);
        let is_masked = masked.contains(&(line.id.clone(), column));
        let printed = table.amounts.get(&(line.id.clone(), column)).and_then(|it| it.printed);
        let rule = table.rule(column);
        let made = rule.and_then(|rule| rule.formula.as_ref()).filter(|_| line.formula.is_none());
        let of = printed.map(|(_, origin)| place(origin)).or_else(|| made.map(|formula| format!("= {formula}")));
        let shown = if is_masked { "ris.".to_owned() } else { unit.shown(cents) };
        let from = of.unwrap_or_else(|| "somma delle righe".to_owned());
        let _ = writeln!(said, "  {shown:>18}  {}  {from}", visible_line(&head(table, column)));
        let origin = printed.map(|(_, origin)| origin);
        figures.push(json!({
            "column": column.centre.map(|it| it.id().to_owned()), "exercise": column.exercise, "scenario": column.scenario,
            "unit": unit.id(), "amount_cents": (!is_masked).then_some(cents),
            "formula": made.map(ToString::to_string),
            "file": origin.map(|it| asked.sources.file(it)), "sheet": origin.map(|it| asked.sources.sheet(it)),
            "cell": origin.map(|it| it.cell()),
        }));
    }
    let texts = table.texts.get(&line.id).map(Vec::as_slice).unwrap_or_default();
    for it in texts {
        let _ = writeln!(said, "  {}: {}  {}", visible_line(&it.head), visible_line(&it.text), place(it.origin));
    }
    let differs: Vec<&Problem> = differs(asked, table, line).collect();
    for it in &differs {
        let _ = writeln!(said, "  Differisce: {}", visible_line(&it.text));
    }
    let beside = texts.iter().map(|it| json!({ "column": it.column, "text": it.text, "cell": it.origin.cell() }));
    let json = json!({
        "scheme": scheme.id, "line": line.id, "label": line.label, "figures": figures, "texts": beside.collect::<Vec<_>>(),
        "differs": differs,
    });
    Told { said, json }
}

/// What is said of a line that is not what is known of its indicator: by the cells of its row.
fn differs<'m>(asked: Asked<'m>, table: &Statement, line: &Line) -> impl Iterator<Item = &'m Problem> {
    let cells: Vec<(&str, String)> = table.cells(line).map(|it| (asked.sources.file(it), it.cell())).collect();
    let is_here =
        move |it: &&Problem| cells.iter().any(|(file, cell)| it.is_of(file) && it.cell.as_ref() == Some(cell));
    let all = asked.month.problems.iter().filter(|it| it.code.starts_with(indicators::PUBLISHED));
    all.filter(is_here)
}

/// A column as people call it.
fn head(table: &Statement, column: Column) -> String {
    let part = match (table.rule(column), column.centre) {
        (Some(rule), _) => rule.label.clone(),
        (None, Some(centre)) => capital(&centre.id().replace('_', " ")),
        (None, None) => column.scenario.italian().to_owned(),
    };
    format!("{part} {}", column.exercise)
}
