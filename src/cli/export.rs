//! Whole tables of a month: `;`, UTF-8, one header line; or one JSON object.
//! The month is computed again from the archive, by today's configuration: nothing is taken in, nothing is changed.

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::arguments::{ExportArguments, Table};
use super::exit::Exit;
use super::{Answer, come, json, opened, output};
use crate::config::Config;
use crate::indicators::{Projected, cents_of, investments};
use crate::ledger::statement::Column;
use crate::ledger::{Line, Movement, Nature, Side, Statement, Statutory};
use crate::money::{Cents, Unit};
use crate::origin::{Origin, Sources};
use crate::period::{Function, Period, Scenario};
use crate::pipeline::{self, Month};
use crate::reconcile::Difference;

/// A table: header and rows of JSON scalars.
struct Written {
    header: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

pub(super) fn perform(arguments: &ExportArguments) -> Answer {
    let (config, folders, store) = opened(&arguments.common.config)?;
    come(arguments.period, &store)?;
    let (month, sources) = pipeline::standing(arguments.period, &config, &folders, &store)?;
    let (name, table) = match arguments.table {
        Table::Entries => ("entries", entries(&month, &sources)),
        Table::Matches => ("matches", matches(&month, &sources)),
        Table::Differences => ("differences", differences(&month, &sources)),
        Table::Indicators => ("indicators", indicators(&month)),
        Table::Objectives => ("objectives", objectives(&month)),
        Table::Preconsuntivo => ("preconsuntivo", year_end(&month, arguments.period)),
        Table::PrevisioneConsuntivo => ("previsione_consuntivo", allegato_a(&month, &config, arguments.period)),
    };
    if arguments.common.json {
        let rows: Vec<Value> = table
            .rows
            .into_iter()
            .map(|row| {
                Value::Object(table.header.iter().map(|name| (*name).to_owned()).zip(row).collect::<Map<_, _>>())
            })
            .collect();
        output::print_json(&json!({ "period": arguments.period, name: rows }))?;
    } else {
        output::print_bytes(&as_csv(&table)?)?;
    }
    Ok(Exit::Done)
}

/// The columns of `preconsuntivo`. Whoever reads them by their places goes on reading them: new ones come last.
const YEAR_END: [&str; 25] = [
    "scheme",
    "line",
    "label",
    "booked_cents",
    "assestato_cents",
    "method",
    "declared",
    "share",
    "preconsuntivo_cents",
    "over_budget",
    "funzione_a_cents",
    "funzione_b_cents",
    "funzione_c_cents",
    "funzione_d_cents",
    "preventivo_cents",
    "computed_cents",
    "divided_by",
    "correction_cents",
    "correction_reason",
    "correction_office",
    "correction_date",
    "correction_file",
    "correction_cell",
    "issued_in",
    "issued_cents",
];

/// Of each voce what is booked, what the budget has, and where the year is heading, by which method or correction.
fn year_end(month: &Month, period: Period) -> Written {
    let preventivo = |it: &Projected| {
        let scenario = Scenario::Preventivo;
        let whole = Column { exercise: period.exercise(), scenario, function: None, centre: None };
        month.ledger.statement(&it.scheme).and_then(|statement| cents_of(&statement.resolve(&it.line, whole)))
    };
    let row = |it: &Projected| {
        let mut row = vec![
            json!(it.scheme),
            json!(it.line),
            json!(it.label),
            json!(it.booked),
            json!(it.assestato),
            json!(it.method),
            json!(it.declared),
            json!(it.share),
            json!(it.cents),
            json!(it.over_budget),
        ];
        let by_function = Function::ALL.map(|function| month.year_end.of_function(it, function));
        row.extend(by_function.map(|cents| json!(cents)));
        let correction = it.correction.as_ref();
        row.extend([
            json!(preventivo(it)),
            json!(it.computed),
            json!(it.divided),
            json!(correction.map(|it| it.cents)),
            json!(correction.map(|it| &it.reason)),
            json!(correction.and_then(|it| it.office.as_ref())),
            json!(correction.and_then(|it| it.date)),
            json!(correction.map(|it| &it.file)),
            json!(correction.map(|it| it.origin.cell())),
        ]);
        let issued = month.issued.as_ref();
        let before = issued.and_then(|issued| month.year_end.as_issued(&it.scheme, &it.line, &issued.year_ends));
        row.extend([json!(issued.filter(|_| before.is_some()).map(|it| it.issue.number)), json!(before)]);
        row
    };
    Written { header: YEAR_END.into(), rows: month.year_end.lines.iter().map(row).collect() }
}

/// The columns of `previsione_consuntivo`. Whoever reads them by their places goes on reading them: new ones come last.
const ALLEGATO_A: [&str; 11] = [
    "line",
    "number",
    "label",
    "previsione_consuntivo_cents",
    "funzione_a_cents",
    "funzione_b_cents",
    "funzione_c_cents",
    "funzione_d_cents",
    "without_shares",
    "stands_on",
    "reason",
];

/// The first column of the next preventivo (Allegato A), whole and by function: where the year is heading, line by line of that
/// scheme, which names its lines as the conto economico does; of the plan of investments what the budget gives, or what is acquired.
/// A line of which nothing is known is empty, and says why; one whose functions are not known says which voci lack their shares.
fn allegato_a(month: &Month, config: &Config, period: Period) -> Written {
    let heading = month.year_end.statement(Statutory::AllegatoC.id());
    let plan = month.ledger.statement(Statutory::AllegatoA.id());
    let plan = plan.map(|plan| investments(plan, period.exercise())).unwrap_or_default();
    let row = |line: &Line| {
        let known = heading.filter(|it| it.scheme.line(&line.id).is_some());
        let cents = |function| {
            let at = Column { exercise: period.exercise(), scenario: Scenario::Preconsuntivo, function, centre: None };
            known.and_then(|it| cents_of(&it.resolve(&line.id, at)))
        };
        let is_of_plan = line.nature == Nature::Attivo;
        let planned = plan.get(&line.id).copied().filter(|_| is_of_plan).unwrap_or_default();
        let (whole, by_function) = match is_of_plan {
            true => (planned.cents, planned.by_function),
            false => (cents(None), Function::ALL.map(|function| cents(Some(function)))),
        };
        let undivided = month.year_end.undivided(Statutory::AllegatoC.id(), &line.id);
        let without: Vec<&str> = undivided.iter().map(|voce| &*voce.line).collect();
        let stands_on = match is_of_plan {
            true => planned.from,
            false => whole.map(|_| Scenario::Preconsuntivo),
        };
        let reason = match (whole, is_of_plan) {
            (Some(_), _) => String::new(),
            (None, true) => {
                format!("nessun file dice questo investimento del {}, né previsto né fatto", period.exercise())
            }
            (None, false) => format!("la voce non ha una proiezione di fine {}", period.exercise()),
        };
        let mut row = vec![json!(line.id), json!(line.number), json!(line.label), json!(whole)];
        row.extend(by_function.map(|cents| json!(cents)));
        row.extend([json!(without.join(" ")), json!(stands_on), json!(reason)]);
        row
    };
    let lines = config.chart.scheme(Statutory::AllegatoA.id()).map(|scheme| scheme.lines.as_slice());
    Written { header: ALLEGATO_A.into(), rows: lines.unwrap_or_default().iter().map(row).collect() }
}

fn as_csv(table: &Written) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(&table.header)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }))?;
    }
    writer.into_inner().context("il CSV non si completa")
}

/// File, sheet, row and cell of an origin.
fn place(origin: Origin, sources: &Sources) -> [Value; 4] {
    [json!(sources.file(origin)), json!(sources.sheet(origin)), json!(u64::from(origin.row) + 1), json!(origin.cell())]
}

/// A row of the ledger as it is given out; what it does not have is empty.
#[derive(Default)]
struct Entry<'a> {
    kind: &'a str,
    scheme: &'a str,
    line: &'a str,
    account: &'a str,
    column: Option<&'a Column>,
    office: &'a str,
    objective: &'a str,
    cents: Option<Cents>,
    /// What the accounts call the account.
    account_label: &'a str,
    /// What the scheme calls the line.
    line_label: &'a str,
    beneficiary: &'a str,
    act: &'a str,
    date: Option<NaiveDate>,
    unit: Option<Unit>,
}

impl Entry<'_> {
    fn row(&self, origin: Origin, sources: &Sources) -> Vec<Value> {
        let of_column = |of: fn(&Column) -> Value| self.column.map_or_else(|| json!(""), of);
        let mut row = vec![
            json!(self.kind),
            json!(self.scheme),
            json!(self.line),
            json!(self.account),
            of_column(|it| json!(it.exercise.0)),
            of_column(|it| json!(it.scenario.id())),
            of_column(|it| json!(it.function.map_or("", Function::id))),
            json!(self.office),
            json!(self.objective),
            json!(self.cents),
        ];
        row.extend(place(origin, sources));
        row.push(of_column(|it| json!(it.centre.as_ref().map_or("", |centre| centre.id()))));
        row.extend([
            json!(self.account_label),
            json!(self.line_label),
            json!(self.beneficiary),
            json!(self.act),
            json!(self.date.map(|date| date.to_string()).unwrap_or_default()),
            json!(self.unit.map_or("", Unit::id)),
        ]);
        row
    }
}

/// The columns of `entries`. Whoever reads them by their places goes on reading them: new ones come last.
const ENTRIES: [&str; 21] = [
    "kind",
    "scheme",
    "line",
    "account",
    "exercise",
    "scenario",
    "function",
    "office",
    "objective",
    "amount_cents",
    "file",
    "sheet",
    "row",
    "cell",
    "centre",
    "account_label",
    "line_label",
    "beneficiary",
    "act",
    "date",
    "unit",
];

/// What fills the lines of a statement.
fn of_statement(statement: &Statement, sources: &Sources) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    for ((line, column), amount) in &statement.amounts {
        let accounts = amount.entries.iter().map(|(code, cents, origin)| ("account", &**code, *cents, *origin));
        let printed = amount.printed.iter().map(|(cents, origin)| ("printed", "", *cents, *origin));
        for (kind, account, cents, origin) in accounts.chain(printed) {
            let entry = Entry {
                kind,
                scheme: &statement.scheme.id,
                line,
                account,
                column: Some(column),
                cents: Some(cents),
                account_label: statement.account_label(origin).map_or("", |label| label),
                line_label: statement.label(line).unwrap_or_default(),
                unit: Some(statement.scheme.unit),
                ..Entry::default()
            };
            rows.push(entry.row(origin, sources));
        }
    }
    rows
}

fn entries(month: &Month, sources: &Sources) -> Written {
    let mut rows: Vec<Vec<Value>> =
        month.ledger.statements.iter().flat_map(|statement| of_statement(statement, sources)).collect();
    for movement in month.ledger.movements.iter() {
        let entry = Entry {
            kind: if movement.side == Side::Accounting { "registration" } else { "initiative" },
            account: movement.account.unwrap_or_default(),
            office: movement.office.unwrap_or_default(),
            objective: movement.objective,
            cents: Some(movement.cents),
            beneficiary: movement.beneficiary,
            act: movement.act,
            date: movement.date,
            unit: Some(Unit::Euro),
            ..Entry::default()
        };
        rows.push(entry.row(movement.origin, sources));
    }
    for it in &month.ledger.measurements {
        let office = it.office.as_deref().unwrap_or_default();
        let entry = Entry { kind: "measurement", line: &it.code, office, date: it.date, ..Entry::default() };
        rows.push(entry.row(it.origin, sources));
    }
    for payment in &month.ledger.payments {
        let entry = Entry {
            kind: "payment",
            cents: Some(payment.cents),
            beneficiary: &payment.supplier,
            date: Some(payment.paid),
            unit: Some(Unit::Euro),
            ..Entry::default()
        };
        rows.push(entry.row(payment.origin, sources));
    }
    Written { header: ENTRIES.into(), rows }
}

fn matches(month: &Month, sources: &Sources) -> Written {
    let header = vec!["group", "rule", "side", "file", "sheet", "row", "key", "amount_cents", "notice"];
    let finer: BTreeSet<usize> = month.reconciliation.finer_objectives.iter().map(|it| it.accounting).collect();
    let mut rows = Vec::new();
    for (number, group) in month.reconciliation.matches.iter().enumerate() {
        let is_finer = group.accounting.first().is_some_and(|first| finer.contains(first));
        let notice = if is_finer { "finer_objective" } else { "" };
        for at in group.accounting.iter().chain(&group.office) {
            let Some(movement) = month.ledger.movements.get(*at) else { continue };
            let [file, sheet, row, _] = place(movement.origin, sources);
            rows.push(vec![
                json!(number + 1),
                json!(group.rule),
                json!(movement.side.id()),
                file,
                sheet,
                row,
                json!(key(&movement)),
                json!(movement.cents),
                json!(notice),
            ]);
        }
    }
    Written { header, rows }
}

/// What a row is recognised by, as people write it.
fn key(movement: &Movement) -> String {
    let who = if movement.fiscal_code.is_empty() { movement.beneficiary } else { movement.fiscal_code };
    let parts = [movement.objective, movement.act, movement.mandate, who];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The columns of `differences`. Whoever reads them by their places goes on reading them: new ones come last.
const DIFFERENCES: [&str; 31] = [
    "id",
    "kind",
    "reason",
    "office",
    "objective",
    "amount_cents",
    "key",
    "text",
    "file",
    "sheet",
    "row",
    "cell",
    "first_seen",
    "age_days",
    "state",
    "other_file",
    "other_sheet",
    "other_row",
    "other_cell",
    "other_amount_cents",
    "candidate_file",
    "candidate_sheet",
    "candidate_row",
    "candidate_cell",
    "candidate_amount_cents",
    "accounting_rows",
    "accounting_cents",
    "accounting_cells",
    "office_rows",
    "office_cents",
    "office_cells",
];

/// Each difference with its first row, the first one of the other side, the nearest candidate, and what each side has in all.
fn differences(month: &Month, sources: &Sources) -> Written {
    let row = |it: &Difference| {
        let known = |at: &usize| month.ledger.movements.get(*at);
        let rows: Vec<Movement<'_>> = it.rows.iter().filter_map(known).collect();
        let other = rows.iter().find(|movement| movement.side != rows[0].side);
        let candidate = it.candidate.as_ref().and_then(known);
        let [file, sheet, row, cell] =
            rows.first().map_or_else(Default::default, |movement| place(movement.origin, sources));
        let mut told = vec![
            json!(it.id.to_string()),
            json!(it.kind),
            json!(it.reason),
            json!(it.office.as_deref().unwrap_or_default()),
            json!(it.objective),
            json!(it.cents),
            json!(it.key),
            json!(it.text),
            file,
            sheet,
            row,
            cell,
            json!(it.first_seen),
            json!(it.age_days),
            json!(it.state),
        ];
        told.extend(place_and_amount(other, sources));
        told.extend(place_and_amount(candidate.as_ref(), sources));
        for side in [Side::Accounting, Side::Office] {
            let of_side: Vec<&Movement<'_>> = rows.iter().filter(|movement| movement.side == side).collect();
            let cents = (!of_side.is_empty()).then(|| of_side.iter().map(|movement| movement.cents).sum::<Cents>());
            told.extend([json!(of_side.len()), json!(cents), json!(cells(&of_side, sources))]);
        }
        told
    };
    Written { header: DIFFERENCES.into(), rows: month.reconciliation.differences.iter().map(row).collect() }
}

/// Where a row stands and what it is worth; nothing of one that is not there.
fn place_and_amount(movement: Option<&Movement<'_>>, sources: &Sources) -> [Value; 5] {
    let Some(movement) = movement else { return Default::default() };
    let [file, sheet, row, cell] = place(movement.origin, sources);
    [file, sheet, row, cell, json!(movement.cents)]
}

/// Cells listed of one side of a difference: a sheet that is absent leaves more than a cell of a spreadsheet may hold, and
/// `run --json` lists them all.
const CELLS_MAX: usize = 200;

/// The cells of some rows, each after its file and sheet where these are other than before: `giugno.xlsx!Foglio1!I5 + I9`.
fn cells(rows: &[&Movement<'_>], sources: &Sources) -> String {
    let mut told = Vec::new();
    let mut before = None;
    for origin in rows.iter().take(CELLS_MAX).map(|movement| movement.origin) {
        let table = (origin.source, origin.sheet);
        let is_same = before.replace(table) == Some(table);
        let named =
            [sources.file(origin), sources.sheet(origin)].into_iter().filter(|name| !name.is_empty() && !is_same);
        told.push(named.chain([origin.cell().as_str()]).collect::<Vec<_>>().join("!"));
    }
    if rows.len() > CELLS_MAX {
        told.push("...".to_owned());
    }
    told.join(" + ")
}

/// What a released issue of the month said stands apart from what is computed now; new columns come last.
fn indicators(month: &Month) -> Written {
    let header = vec![
        "id",
        "code",
        "objective",
        "office",
        "scenario",
        "value",
        "unit",
        "state",
        "reason",
        "achievement",
        "formula",
        "judged_state",
        "judged_on",
        "judged_value",
        "judged_min",
        "judged_max",
        "provisional",
        "issued_in",
        "issued_value",
        "issued_judged_value",
        "issued_judged_state",
        "change_by_data",
        "change_by_definition",
        "change_by_target",
    ];
    let rows = month.indicators.iter().map(|it| {
        let mut whole = json::indicator(it);
        let range = whole["judged_range"].take();
        (whole["judged_min"], whole["judged_max"]) = (range[0].clone(), range[1].clone());
        let issued = json::issued(month, it);
        for (column, key) in
            [("issued_in", "issue"), ("issued_value", "value"), ("issued_judged_value", "judged_value")]
        {
            whole[column] = issued[key].clone();
        }
        whole["issued_judged_state"] = issued["judged_state"].clone();
        for by in ["data", "definition", "target"] {
            whole[format!("change_by_{by}")] = issued["changes"][0][by].clone();
        }
        header_values(&header, &whole)
    });
    Written { rows: rows.collect(), header: header.clone() }
}

/// Every objective as it stands; what the last released issue of the month said of it stands apart.
fn objectives(month: &Month) -> Written {
    let header = vec![
        "code",
        "level",
        "title",
        "office",
        "weight",
        "achievement",
        "coverage",
        "measured",
        "total",
        "state",
        "reason",
        "formula",
        "issued_in",
        "issued_achievement",
        "issued_coverage",
        "issued_state",
        "change_by_data",
        "change_by_definition",
    ];
    let rows = month.standings.objectives.iter().map(|it| {
        let (mut whole, issued) = (json::objective(it), json::issued_degree(month, &it.code));
        if issued["kept"] == json!(true) {
            whole["issued_in"] = issued["issue"].clone();
        }
        for key in ["achievement", "coverage", "state"] {
            whole[format!("issued_{key}")] = issued[key].clone();
        }
        for by in ["data", "definition"] {
            whole[format!("change_by_{by}")] = issued[by].clone();
        }
        header_values(&header, &whole)
    });
    Written { rows: rows.collect(), header: header.clone() }
}

fn header_values(header: &[&str], whole: &Value) -> Vec<Value> {
    header.iter().map(|name| whole.get(name).cloned().unwrap_or(Value::Null)).collect()
}
