//! Binary workbooks as other programs write them, or as few write them: cells without their columns, parts under other
//! names, sheets that hold no cells beside good ones, values that are none.

use quadratura::draft;
use quadratura::sheets::{self, RawSheet};

use crate::reading::{SCHEDA, limits, said, told};
use crate::xlsb::{
    Cell, NUMBER, STRINGS, bundled, cell_of, indicators, numbers, parts, record, relation, relations, row_of, sheet,
    wide, zipped,
};

fn seen(parts: &[(String, Vec<u8>)]) -> Vec<RawSheet> {
    sheets::inspect("x.xlsb", &zipped(parts), &limits()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn refused(parts: &[(String, Vec<u8>)]) -> String {
    sheets::inspect("x.xlsb", &zipped(parts), &limits()).unwrap_err().iter().map(said).collect()
}

/// The cells of a sheet with these records, as `A1 number 2`.
fn cells(records: &[Vec<u8>]) -> Vec<String> {
    let part = [record(129, &[]), records.concat(), record(130, &[])].concat();
    let sheet = seen(&parts(&part, &STRINGS, 0, &[])).remove(0);
    sheet.cells.iter().map(|cell| format!("{} {} {}", cell.cell, cell.kind.id(), cell.value)).collect()
}

/// A part of a workbook in the place of another.
fn with(mut parts: Vec<(String, Vec<u8>)>, name: &str, content: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    parts.iter_mut().find(|(other, _)| other == name).unwrap().1 = content;
    parts
}

#[test]
fn a_cell_that_does_not_say_its_column_stands_in_the_next_one() {
    let short = |kind: u32, style: u32, value: &[u8]| record(kind, &[numbers(&[style]), value.to_vec()].concat());
    let row = [
        row_of(0, false),
        cell_of(2, &Cell::Text("C")),
        short(18, NUMBER, &numbers(&[0])),
        short(12, NUMBER, &[]),
        short(13, NUMBER, &numbers(&[(123_456 << 2) | 3])),
        short(16, 1, &44_377.0_f64.to_le_bytes()),
        short(17, NUMBER, &wide("testo")),
        short(15, NUMBER, &[1]),
        short(14, NUMBER, &[0x2a]),
        cell_of(20, &Cell::Bool(false)),
        short(16, 2, &0.5_f64.to_le_bytes()),
        row_of(4, false),
        short(17, NUMBER, &wide("prima")),
    ];
    assert_eq!(
        cells(&row),
        [
            "C1 text C",
            "D1 text Obiettivo",
            "F1 number 1234.56",
            "G1 date 2021-06-30",
            "H1 text testo",
            "I1 bool VERO",
            "J1 error #N/D",
            "U1 bool FALSO",
            "V1 number 0.5",
            "A5 text prima",
        ]
        .map(|cell| cell.replace("#N/D", "#N/A"))
    );
}

#[test]
fn a_value_that_is_none_is_told_and_an_empty_text_is_blank() {
    let formula =
        |column: u32, value: &[u8]| record(8, &[numbers(&[column, NUMBER]), value.to_vec(), vec![0; 10]].concat());
    let row = [
        row_of(0, false),
        cell_of(0, &Cell::Shared(6)),
        cell_of(1, &Cell::Shared(7)),
        formula(2, &wide("")),
        formula(3, &wide("sì")),
        cell_of(4, &Cell::Text("")),
        cell_of(5, &Cell::Error(0x2b)),
        cell_of(6, &Cell::Error(0x77)),
        cell_of(7, &Cell::Real(f64::NAN, NUMBER)),
        cell_of(8, &Cell::Real(7.0, 9_999)),
    ];
    assert_eq!(
        cells(&row),
        [
            "A1 text due\nrighe à €",
            "B1 unreadable 7",
            "D1 text sì",
            "F1 error #GETTING_DATA",
            "G1 error #ERR!",
            "H1 unreadable NaN",
            "I1 number 7",
        ]
    );
    let bytes = zipped(&parts(&sheet(&indicators(), &[]), &STRINGS[..6], 0, &[]));
    let told = told(SCHEDA, "scheda_indicatori_estero_2021-06.xlsb", &bytes, &limits());
    assert!(told.contains("read.unreadable_cell Indicatori!E2: "), "{told}");
    assert!(told.contains("Data A3: O1 | I2 | 1234.56 |"), "{told}");
}

#[test]
fn rows_and_columns_without_height_or_width_are_hidden() {
    let low = |row: u32, height: u16, flags: u8| {
        let mut data = numbers(&[row, 0]);
        data.extend(height.to_le_bytes());
        data.extend([0, flags, 0, 0, 0, 0, 0]);
        [record(0, &data), cell_of(0, &Cell::Bool(true))].concat()
    };
    let column =
        |first: u32, width: u32, flags: u8| record(60, &[numbers(&[first, first, width, 0]), vec![flags, 0]].concat());
    let part = [
        record(129, &[]),
        column(1, 2_560, 0),
        column(2, 0, 2),
        column(4, 2_560, 1),
        low(0, 300, 0),
        low(1, 0, 0x20),
        low(2, 300, 0x10),
        low(3, 300, 0x20),
        record(130, &[]),
    ];
    let survey = draft::survey(&seen(&parts(&part.concat(), &STRINGS, 0, &[])));
    assert_eq!(
        (survey[0].hidden_rows.join(","), survey[0].hidden_columns.join(",")),
        ("2-3".to_owned(), "C,E".to_owned())
    );
}

#[test]
fn sheets_without_cells_stand_beside_good_ones() {
    let book = [
        record(131, &[]),
        record(143, &[]),
        bundled(0, 1, Some("rId7"), "Macro1"),
        bundled(0, 2, Some("rId8"), "Dialogo"),
        bundled(0, 3, Some("rId9"), "Grafico"),
        bundled(0, 4, None, "Senza parte"),
        bundled(0, 5, Some("rId10"), "Parte mancante"),
        bundled(0, 6, Some("rId11"), "Altro formato"),
        bundled(0, 7, Some("rId1"), "Indicatori"),
        record(144, &[]),
    ];
    let mut all = parts(&sheet(&indicators(), &[]), &STRINGS, 0, &[]);
    all.push(("xl/worksheets/sheet9.bin".to_owned(), b"<worksheet/>".to_vec()));
    let related = [
        relation("rId1", "worksheet", "worksheets/sheet1.bin"),
        relation("rId3", "styles", "styles.bin"),
        relation("rId4", "sharedStrings", "sharedStrings.bin"),
        relation("rId7", "xlMacrosheet", "macrosheets/sheet1.bin"),
        relation("rId8", "dialogsheet", "dialogsheets/sheet1.bin"),
        relation("rId9", "chartsheet", "chartsheets/sheet1.bin"),
        relation("rId10", "worksheet", "worksheets/sheet8.bin"),
        relation("rId11", "worksheet", "worksheets/sheet9.bin"),
    ];
    let all = with(with(all, "xl/workbook.bin", book.concat()), "xl/_rels/workbook.bin.rels", relations(&related));
    let sheets: Vec<(String, usize)> = seen(&all).into_iter().map(|sheet| (sheet.name, sheet.cells.len())).collect();
    let empty = ["Macro1", "Dialogo", "Grafico", "Senza parte", "Parte mancante", "Altro formato"];
    let expected = empty.into_iter().map(|name| (name.to_owned(), 0)).chain([("Indicatori".to_owned(), 21)]);
    assert_eq!(sheets, expected.collect::<Vec<_>>());
    let bytes = zipped(&all);
    let told = told(SCHEDA, "scheda_indicatori_estero_2021-06.xlsb", &bytes, &limits());
    assert!(told.starts_with("Data A2: O1 | I1 | 0.1465 (percentuale) |"), "{told}");
}

#[test]
fn parts_are_found_whatever_program_wrote_their_names() {
    let right = parts(&sheet(&indicators(), &[]), &STRINGS, 0, &[]);
    let expected = seen(&right);
    let renamed = |name: &dyn Fn(&str) -> String| -> Vec<(String, Vec<u8>)> {
        right.iter().map(|(old, content)| (name(old), content.clone())).collect()
    };
    assert_eq!(seen(&renamed(&|name| name.replace('/', "\\"))), expected);
    assert_eq!(seen(&renamed(&|name| name.to_uppercase())), expected);
    assert_eq!(seen(&renamed(&|name| name.replace("worksheets/sheet", "Worksheets/Sheet"))), expected);
    let dotted = relations(&[
        relation("rId1", "worksheet", "./worksheets/../worksheets/sheet1.bin"),
        relation("rId2", "worksheet", "\\xl\\worksheets\\sheet2.bin"),
        relation("rId3", "styles", "../xl/styles.bin"),
    ]);
    assert_eq!(
        seen(&with(right.clone(), "xl/_rels/workbook.bin.rels", dotted)),
        expected,
        "texts lie beside the workbook"
    );
    let mut elsewhere = renamed(&|name| name.replace("xl/", "cartella/"));
    elsewhere.push(("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()));
    let root = relations(&[relation("a", "officeDocument", "/cartella/workbook.bin")]);
    let related = relations(&[
        relation("rId1", "worksheet", "worksheets/sheet1.bin"),
        relation("rId2", "worksheet", "worksheets/sheet2.bin"),
    ]);
    let elsewhere = with(with(elsewhere, "_rels/.rels", root), "cartella/_rels/workbook.bin.rels", related);
    assert_eq!(seen(&elsewhere), expected);
    let nameless: Vec<_> = right.iter().filter(|(name, _)| name != "_rels/.rels").cloned().collect();
    assert_eq!(seen(&nameless), expected);
}

#[test]
fn styles_and_texts_that_would_fill_the_memory_are_refused_by_a_bound() {
    let right = parts(&sheet(&indicators(), &[]), &STRINGS, 0, &[]);
    let styles = [record(617, &numbers(&[1])), record(47, &[0; 16]).repeat(200_000), record(618, &[])].concat();
    insta::assert_snapshot!(refused(&with(right.clone(), "xl/styles.bin", styles)), @"read.too_large: Il file ha più formati di cella di quanti Excel ne ammette → Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx");
    let texts = record(19, &[vec![0], wide("")].concat()).repeat(1_001);
    let texts = zipped(&with(right, "xl/sharedStrings.bin", texts));
    let few = quadratura::sheets::Limits { cells_max: 1_000, ..limits() };
    let problems = sheets::inspect("x.xlsb", &texts, &few).unwrap_err();
    assert_eq!(problems[0].code, "read.too_large");
}
