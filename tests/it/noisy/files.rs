//! A small month as the files that the chamber drops: what is found in it does not hang on the way it came.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use chrono::NaiveDate;
use quadratura::ledger::Side;
use quadratura::reconcile::Reconciliation;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::Value;

use super::truth::{Month, Row};
use super::{month, rules, score};
use crate::office::Office;

const ACCOUNTING: [&str; 9] =
    ["Conto", "Obiettivo", "Provvedimento", "Mandato", "Data", "Beneficiario", "Codice fiscale", "Importo", "Causale"];
const OFFICE: [&str; 7] =
    ["Obiettivo", "Provvedimento", "Data liquidazione", "Beneficiario", "Codice fiscale", "Liquidato", "Note"];

/// What a cell holds.
enum Cell<'r> {
    Text(&'r str),
    Act(&'r str),
    Code(&'r str),
    Date(Option<NaiveDate>),
    Cents(i64),
}

fn cells(row: &Row) -> Vec<Cell<'_>> {
    let rest = [
        Cell::Date(row.date),
        Cell::Text(&row.name),
        Cell::Code(&row.code),
        Cell::Cents(row.cents),
        Cell::Text(row.note),
    ];
    let first = match row.side {
        Side::Accounting => {
            vec![Cell::Text(row.account), Cell::Text(&row.objective), Cell::Act(&row.act), Cell::Text(&row.mandate)]
        }
        Side::Office => vec![Cell::Text(&row.objective), Cell::Act(&row.act)],
    };
    first.into_iter().chain(rest).collect()
}

/// A cell as a spreadsheet keeps what was typed: a code of digits without its zeros is a number, an act like a date is one.
fn put(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell<'_>, date: &Format) {
    let (row, column) = at;
    match cell {
        Cell::Act(text) => match NaiveDate::parse_from_str(text, "%d/%m/%Y") {
            Ok(day) => put(sheet, at, &Cell::Date(Some(day)), date),
            Err(_) => put(sheet, at, &Cell::Text(text), date),
        },
        Cell::Code(code) if !code.is_empty() && code.len() < 11 && code.bytes().all(|byte| byte.is_ascii_digit()) => {
            sheet.write_number(row, column, code.parse::<f64>().unwrap()).unwrap();
        }
        Cell::Text(text) | Cell::Code(text) => {
            sheet.write_string(row, column, *text).unwrap();
        }
        Cell::Date(Some(day)) => {
            sheet.write_date_with_format(row, column, *day, date).unwrap();
        }
        Cell::Date(None) => {}
        Cell::Cents(cents) => {
            sheet.write_number(row, column, *cents as f64 / 100.0).unwrap();
        }
    }
}

fn workbook<'r>(header: &[&str], rows: impl Iterator<Item = &'r Row>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Camera di commercio di esempio").unwrap();
    for (column, title) in (0..).zip(header) {
        sheet.write_string(2, column, *title).unwrap();
    }
    for (at, row) in (3..).zip(rows) {
        for (column, cell) in (0..).zip(cells(row)) {
            put(sheet, (at, column), &cell, &date);
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    workbook.save_to_writer(&mut bytes).unwrap();
    bytes.into_inner()
}

/// What was said, counted by kind and reason, and matches by rule.
type Counts = BTreeMap<String, usize>;

fn in_memory(found: &Reconciliation) -> Counts {
    let mut counts = Counts::new();
    for it in &found.differences {
        *counts.entry(format!("{}/{}", it.kind.id(), it.reason)).or_default() += 1;
    }
    for it in &found.matches {
        *counts.entry(it.rule.to_string()).or_default() += 1;
    }
    counts
}

fn in_json(json: &Value) -> Counts {
    let mut counts = Counts::new();
    for it in json["differences"].as_array().unwrap() {
        let (kind, reason) = (it["kind"].as_str().unwrap(), it["reason"].as_str().unwrap());
        *counts.entry(format!("{kind}/{reason}")).or_default() += 1;
    }
    for (rule, count) in json["matches"]["by_rule"].as_object().unwrap() {
        counts.insert(rule.clone(), usize::try_from(count.as_u64().unwrap()).unwrap());
    }
    counts
}

/// The rows that a file may hold: without a beneficiary it is refused.
fn written(month: &Month) -> Vec<usize> {
    (0..month.rows.len()).filter(|place| !month.rows[*place].name.is_empty()).collect()
}

/// Drops the month's files.
fn drop_month(office: &Office, month: &Month) {
    let written = written(month);
    let of = |side: Side| written.iter().map(|place| &month.rows[*place]).filter(move |row| row.side == side);
    office.drop_file("interventi_economici_2021-06.xlsx", &workbook(&ACCOUNTING, of(Side::Accounting)));
    let offices: BTreeSet<&String> = of(Side::Office).map(|row| &row.office).collect();
    for name in offices {
        let rows = of(Side::Office).filter(|row| row.office == *name);
        office.drop_file(&format!("scheda_interventi_{name}_2021-06.xlsx"), &workbook(&OFFICE, rows));
    }
}

#[test]
fn a_month_in_files_is_found_as_in_memory() {
    let rules = rules();
    let month = month(1, 10, &rules.objectives);
    let office = Office::new();
    // The month has no statements: it is issued all the same.
    let settings = &quadratura::config::embedded_configuration()["settings.toml"];
    office.configure("settings.toml", &settings.replace("required = true", "required = false"));
    office.configure("alerts/file_e_mesi.toml", "");
    drop_month(&office, &month);
    let (code, json) = office.run("2021-06");
    assert!(matches!(code, 0 | 3), "{code}: {json}");
    let found = score::reconciled(&score::ledger(&month, &written(&month)), &rules);
    let problems: BTreeSet<&str> =
        json["problems"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(problems, BTreeSet::from(["read.date_for_act", "read.fiscal_code_zeros", "reconcile.finer_objective"]));
    assert_eq!(in_json(&json), in_memory(&found));
}
