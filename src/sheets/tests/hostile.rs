//! Files made to break the reader: each ends in a refusal by name, quickly and in little memory.

use super::*;

fn refused(bytes: &[u8], limits: &Limits) -> String {
    match inspect("x.xlsx", bytes, limits) {
        Ok(sheets) => format!("seen {}", sheets.iter().map(|sheet| sheet.cells.len()).sum::<usize>()),
        Err(problems) => format!("{} {}", problems[0].code, cell_of(&problems[0])).trim_end().to_owned(),
    }
}

fn ends(bytes: &[u8]) -> String {
    refused(bytes, &Limits::default())
}

#[test]
fn far_away_and_impossible_cells_are_refused() {
    let cell = |place: &str| format!("<row><c r=\"A1\"><v>1</v></c><c r=\"{place}\"><v>1</v></c></row>");
    assert_eq!(ends(&raw(&cell("AMJ1"), None)), "seen 2");
    assert_eq!(ends(&raw(&cell("XFD1048576"), None)), "read.too_large XFD1048576");
    assert_eq!(ends(&raw(&cell("B16777217"), None)), "read.too_large B16777217");
    assert_eq!(ends(&raw(&cell("A1"), None)), "read.damaged A1");
    for overflowing in ["A99999999999", "ZZZZZZZZZZ1", "XFE16777217"] {
        let end = ends(&raw(&cell(overflowing), None));
        assert!(end.starts_with("read."), "{overflowing}: {end}");
    }
    // A blank cell with a format, however far away, is ordinary.
    assert_eq!(ends(&raw("<row><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>", None)), "seen 1");
}

#[test]
fn a_lie_about_the_number_of_strings_reserves_no_memory() {
    let sheet = "<row><c r=\"A1\" t=\"s\"><v>0</v></c></row>";
    let strings = |claim: &str| format!("<sst count=\"1\" {claim}><si><t>Conto</t></si></sst>");
    assert_eq!(ends(&raw(sheet, Some(&strings("uniqueCount=\"1\"")))), "seen 1");
    let padded = format!("uniqueCount{}=\"4000000000\"", " ".repeat(400));
    for claim in ["uniqueCount=\"4000000000\"", "uniqueCount = '18446744073709551615'", "uniqueCount=\"x\"", &padded] {
        assert_eq!(ends(&raw(sheet, Some(&strings(claim)))), "seen 1", "{claim}");
    }
}

#[test]
fn what_inflates_beyond_the_limits_is_refused() {
    let limits = Limits { inflated_bytes_max: 1 << 20, cells_max: 1000, ..Limits::default() };
    let long = "<row><c t=\"inlineStr\"><is><t>a</t></is></c></row>".repeat(100_000);
    assert_eq!(refused(&raw(&long, None), &limits), "read.too_large");
    let cells = "<row><c><v>1</v></c></row>".repeat(2000);
    assert_eq!(refused(&raw(&cells, None), &limits), "read.too_large A1001");
    let blanks = "<row><c/></row>".repeat(20_000);
    assert_eq!(refused(&raw(&blanks, None), &limits), "read.too_large");
    let bytes = raw("", None);
    assert_eq!(refused(&bytes, &Limits { entries_max: 3, ..limits.clone() }), "read.too_large");
    assert_eq!(refused(&bytes, &Limits { file_bytes_max: 100, ..limits.clone() }), "read.too_large");
}

#[test]
fn one_long_text_in_many_cells_is_refused() {
    let strings = |length: usize| format!("<sst><si><t>{}</t></si></sst>", "x".repeat(length));
    let cells = "<row><c t=\"s\"><v>0</v></c></row>".repeat(12_000);
    assert_eq!(ends(&raw(&cells, Some(&strings(1 << 20)))), "read.too_large A1");
    let limits = Limits { inflated_bytes_max: 1 << 20, ..Limits::default() };
    assert!(refused(&raw(&cells, Some(&strings(32_000))), &limits).starts_with("read.too_large"));
}

#[test]
fn one_part_behind_many_sheets_is_refused() {
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", "<row/>".repeat(300_000));
    assert_eq!(ends(&raw_parts(&sheet, None, 2)), "seen 0");
    assert_eq!(ends(&raw_parts(&sheet, None, 40)), "read.too_large");
}

#[test]
fn rows_styles_and_texts_without_end_are_refused() {
    let rows = |count: usize| format!("<worksheet><sheetData>{}</sheetData></worksheet>", "<row/>".repeat(count));
    assert_eq!(ends(&raw_parts(&rows(1 << 20), None, 1)), "seen 0");
    assert_eq!(ends(&raw_parts(&rows((1 << 20) + 1), None, 1)), "read.too_large");
    let sheet = "<row><c r=\"A1\" t=\"s\"><v>0</v></c></row>";
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(2_000));
    let limits = Limits { cells_max: 1_000, ..Limits::default() };
    assert_eq!(refused(&raw(sheet, Some(&texts)), &limits), "read.too_large");
}

#[test]
fn document_types_and_broken_parts_are_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData/></worksheet>";
    assert_eq!(ends(&raw_parts(bomb, None, 1)), "read.damaged");
    assert_eq!(ends(&raw_parts("<worksheet><sheetData><row>", None, 1)), "read.damaged");
    assert_eq!(ends(&raw_parts("<macrosheet/>", None, 1)), "read.damaged");
}

#[test]
fn a_shared_formula_with_a_great_number_costs_nothing() {
    let formula = "<f t=\"shared\" ref=\"A1:A9\" si=\"4000000000\">1+1</f>";
    assert_eq!(ends(&raw(&format!("<row><c r=\"A1\">{formula}<v>2</v></c></row>"), None)), "seen 1");
    let with_error = format!("<row><c r=\"A1\">{formula}<v>2</v></c><c r=\"B1\" t=\"e\"><v>#SPILL!</v></c></row>");
    assert_eq!(ends(&raw(&with_error, None)), "seen 2");
}
