//! Facts about files: workbooks are made here, by a spreadsheet writer or part by part, and read back.

mod encryption;
mod hostile;
mod html;
mod open_documents;
mod open_sheets;
mod spreadsheet_ml;
mod workbooks;
mod xls;

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::child::list_here;
use super::fault::Fault;
use super::listing::Interrupted;
use super::{Limits, inspect};
use crate::read::tests::{ONERI, cell_of, check, layout, read_as};

/// A workbook of one sheet.
pub(crate) fn workbook(name: &str, fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).unwrap();
    fill(sheet);
    workbook.save_to_buffer().unwrap()
}

pub(crate) fn line(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in texts.iter().enumerate() {
        if !text.is_empty() {
            sheet.write_string(row, u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
}

pub(crate) fn day(sheet: &mut Worksheet, row: u32, column: u16, (year, month, day): (u16, u8, u8)) {
    let date = ExcelDateTime::from_ymd(year, month, day).unwrap();
    sheet.write_datetime_with_format(row, column, date, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
}

pub(crate) fn percent() -> Format {
    Format::new().set_num_format("0.00%")
}

/// A workbook whose one sheet is this XML, with these shared strings: what no writer would write.
pub(crate) fn raw(sheet_data: &str, shared_strings: Option<&str>) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <dimension ref=\"A1:XFD1048576\"/><sheetData>{sheet_data}</sheetData></worksheet>"
    );
    raw_parts(&sheet, shared_strings, 1)
}

pub(crate) fn raw_parts(sheet: &str, shared_strings: Option<&str>, sheets: usize) -> Vec<u8> {
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
pub(crate) fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with one of its parts changed.
pub(crate) fn rewritten(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
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

/// The lines of a listing between its first and its last, as the child process would write it of these bytes.
fn listed_as(format: &str, bytes: &[u8]) -> Result<String, Fault> {
    let limits = Limits { inflated_bytes_max: 64 << 20, entries_max: 100, cells_max: 100_000, ..Limits::default() };
    let mut out = Vec::new();
    match list_here(format, bytes, &limits, &mut out) {
        Ok(()) => {}
        Err(Interrupted::Fault(fault)) => return Err(fault),
        Err(Interrupted::Parent(gone)) => panic!("{gone}"),
    }
    let listing = String::from_utf8(out).unwrap();
    let lines = listing.lines().filter(|line| !line.starts_with("quadratura") && !line.starts_with("end"));
    Ok(lines.fold(String::new(), |all, line| all + &line.replace('\t', " ") + "\n"))
}
