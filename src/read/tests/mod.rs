//! Facts about reading: workbooks are made here, by a spreadsheet writer or part by part, and read back.

mod dated;
mod drafted_headers;
mod drafted_meanings;
mod drafts;
mod encryption;
mod facts;
mod hostile;
mod layouts;
mod misfits;
mod open_documents;
mod open_sheets;
mod meanings;
mod properties;
mod sentences;
mod sheets;
mod workbooks;
mod xls;

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::{Layout, Limits, Reading, Row, Value, rows};

/// Accounts, all or nothing, with a total at the end.
const ONERI: &str = r#"
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
const SCHEDA: &str = r#"
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

fn layout(text: &str) -> Layout {
    toml::from_str(text).unwrap_or_else(|e| panic!("{e}"))
}

/// A workbook of one sheet.
fn workbook(name: &str, fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).unwrap();
    fill(sheet);
    workbook.save_to_buffer().unwrap()
}

fn line(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in texts.iter().enumerate() {
        if !text.is_empty() {
            sheet.write_string(row, u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
}

fn day(sheet: &mut Worksheet, row: u32, column: u16, (year, month, day): (u16, u8, u8)) {
    let date = ExcelDateTime::from_ymd(year, month, day).unwrap();
    sheet.write_datetime_with_format(row, column, date, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
}

fn percent() -> Format {
    Format::new().set_num_format("0.00%")
}

/// A workbook whose one sheet is this XML, with these shared strings: what no writer would write.
fn raw(sheet_data: &str, shared_strings: Option<&str>) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <dimension ref=\"A1:XFD1048576\"/><sheetData>{sheet_data}</sheetData></worksheet>"
    );
    raw_parts(&sheet, shared_strings, 1)
}

fn raw_parts(sheet: &str, shared_strings: Option<&str>, sheets: usize) -> Vec<u8> {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let names: String =
        (1..=sheets).map(|i| format!("<sheet name=\"Oneri{i}\" sheetId=\"{i}\" r:id=\"r1\"/>")).collect();
    let parts = [
        (
            "_rels/.rels",
            Some(format!(
                "<Relationships><Relationship Id=\"a\" Type=\"{TYPE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            )),
        ),
        ("xl/workbook.xml", Some(format!("<workbook xmlns:r=\"{TYPE}\"><sheets>{names}</sheets></workbook>"))),
        (
            "xl/_rels/workbook.xml.rels",
            Some(format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{TYPE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            )),
        ),
        ("xl/sharedStrings.xml", shared_strings.map(str::to_owned)),
        ("xl/worksheets/sheet1.xml", Some(sheet.to_owned())),
    ];
    let parts: Vec<(&str, Vec<u8>)> =
        parts.into_iter().filter_map(|(name, content)| Some((name, content?.into_bytes()))).collect();
    zipped(&parts)
}

/// A zip of these parts.
fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with one of its parts changed.
fn rewritten(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        let name = entry.name().unwrap().into_owned();
        writer.start_file(name.clone(), zip::write::SimpleFileOptions::default()).unwrap();
        if name == part {
            let before = String::from_utf8(content).unwrap();
            let after = change(before.clone());
            assert_ne!(before, after, "{part} was not changed");
            content = after.into_bytes();
        }
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Reads a file as `NAME`, and gives the rows that stand: none of a refused file.
fn read_as(name: &str, bytes: &[u8], layout: &Layout) -> (Vec<Row>, Reading) {
    let mut found = Vec::new();
    let reading = rows(7, name, bytes, layout, &Limits::default(), &mut |row| found.push(row));
    assert_eq!(reading.rows as usize, found.iter().filter(|row| row.kind == super::RowKind::Data).count());
    (if reading.refused() { Vec::new() } else { found }, reading)
}

/// What reading a file gives, one line a row and one a problem, as snapshots hold it.
fn check(text: &str, name: &str, bytes: &[u8]) -> String {
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

fn cell_of(problem: &crate::problem::Problem) -> &str {
    problem.cell.as_deref().unwrap_or_default()
}

fn show(value: &Value) -> String {
    match value {
        Value::Missing => "∅".to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Money(cents) => cents.italian(),
        Value::Number(number) => number.to_string(),
        Value::Percent(fraction) => format!("{fraction} (percentuale)"),
        Value::Date(date) => date.to_string(),
    }
}
