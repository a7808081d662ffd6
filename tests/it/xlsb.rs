//! The binary workbook of Excel: one is written here record by record, with what exports have in it, and read back
//! through the child process like those that offices send.

use std::io::{Cursor, Write as _};

use quadratura::{draft, sheets};

use crate::reading::{SCHEDA, limits, said, told};

/// What a cell of the written workbook holds, and by which of its styles it is shown.
pub enum Cell {
    Shared(u32),
    Text(&'static str),
    Packed(u32),
    Real(f64, u32),
    Formula(f64),
    Bool(bool),
    Error(u8),
    Blank,
}

pub fn record(kind: u32, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    if kind < 0x80 {
        out.push(u8::try_from(kind).unwrap());
    } else {
        out.extend([u8::try_from(kind & 0x7f).unwrap() | 0x80, u8::try_from(kind >> 7).unwrap()]);
    }
    let mut length = data.len();
    loop {
        let low = u8::try_from(length & 0x7f).unwrap();
        length >>= 7;
        out.push(if length > 0 { low | 0x80 } else { low });
        if length == 0 {
            break;
        }
    }
    out.extend_from_slice(data);
    out
}

pub fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).unwrap().to_le_bytes();
    length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

pub fn numbers(all: &[u32]) -> Vec<u8> {
    all.iter().copied().flat_map(u32::to_le_bytes).collect()
}

pub const NUMBER: u32 = 0;
const DAY: u32 = 1;
const PERCENT: u32 = 2;
const OWN_PERCENT: u32 = 3;
const HOURS: u32 = 4;

/// The part of the styles: a plain number, a built-in date, a built-in percentage, one of the file's own, hours.
pub fn styles() -> Vec<u8> {
    let format = |number: u16, code: &str| record(44, &[number.to_le_bytes().to_vec(), wide(code)].concat());
    let style = |format: u16| record(47, &[[0, 0], format.to_le_bytes()].concat());
    [
        record(615, &numbers(&[2])),
        format(164, "0.0\" punti\"%"),
        format(165, "[h]:mm"),
        record(616, &[]),
        // Styles of styles come first, and are not those of cells.
        record(626, &numbers(&[1])),
        style(9),
        record(627, &[]),
        record(617, &numbers(&[5])),
        style(0),
        style(14),
        style(10),
        style(164),
        style(165),
        record(618, &[]),
    ]
    .concat()
}

pub fn row_of(number: u32, hidden: bool) -> Vec<u8> {
    let mut data = numbers(&[number, 0]);
    data.extend([0x2c, 1, 0, if hidden { 0x10 } else { 0 }, 0]);
    data.extend(numbers(&[0]));
    record(0, &data)
}

pub fn cell_of(column: u32, cell: &Cell) -> Vec<u8> {
    let with =
        |kind: u32, style: u32, value: &[u8]| record(kind, &[numbers(&[column, style]), value.to_vec()].concat());
    match cell {
        Cell::Shared(string) => with(7, NUMBER, &numbers(&[*string])),
        Cell::Text(text) => with(6, NUMBER, &wide(text)),
        Cell::Packed(bits) => with(2, NUMBER, &numbers(&[*bits])),
        Cell::Real(number, style) => with(5, *style, &number.to_le_bytes()),
        Cell::Formula(number) => with(9, NUMBER, &[number.to_le_bytes().as_slice(), &[0; 10]].concat()),
        Cell::Bool(value) => with(4, NUMBER, &[u8::from(*value)]),
        Cell::Error(code) => with(3, NUMBER, &[*code]),
        Cell::Blank => with(1, PERCENT, &[]),
    }
}

pub fn sheet(rows: &[(bool, Vec<Cell>)], after: &[Vec<u8>]) -> Vec<u8> {
    let mut part = [record(129, &[]), record(145, &[])].concat();
    for (number, (hidden, cells)) in (0..).zip(rows) {
        part.extend(row_of(number, *hidden));
        for (column, cell) in (0..).zip(cells) {
            part.extend(cell_of(column, cell));
        }
    }
    part.extend(record(146, &[]));
    after.iter().for_each(|record| part.extend_from_slice(record));
    part.extend(record(130, &[]));
    part
}

/// A workbook of two sheets, the second hidden, with these shared strings.
fn workbook(first: &[u8], strings: &[&str], is_1904: u32) -> Vec<u8> {
    calculated(first, strings, is_1904, &[])
}

/// The same, with what it says of the calculation of its formulas.
fn calculated(first: &[u8], strings: &[&str], is_1904: u32, calculation: &[u8]) -> Vec<u8> {
    zipped(&parts(first, strings, is_1904, calculation))
}

pub fn relation(id: &str, kind: &str, target: &str) -> String {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    format!("<Relationship Id=\"{id}\" Type=\"{TYPE}/{kind}\" Target=\"{target}\"/>")
}

pub fn relations(all: &[String]) -> Vec<u8> {
    format!("<Relationships>{}</Relationships>", all.concat()).into_bytes()
}

/// That there is a sheet of this name, by its state, its number and the relation that leads to its part.
pub fn bundled(state: u32, number: u32, relation: Option<&str>, name: &str) -> Vec<u8> {
    let relation = relation.map_or_else(|| numbers(&[u32::MAX]), wide);
    record(156, &[numbers(&[state, number]), relation, wide(name)].concat())
}

/// The parts of a workbook of two sheets.
pub fn parts(first: &[u8], strings: &[&str], is_1904: u32, calculation: &[u8]) -> Vec<(String, Vec<u8>)> {
    let book = [
        record(131, &[]),
        record(153, &numbers(&[is_1904, 0])),
        record(143, &[]),
        bundled(0, 1, Some("rId1"), "Indicatori"),
        bundled(2, 2, Some("rId2"), "Prove"),
        record(144, &[]),
        calculation.to_vec(),
        record(132, &[]),
    ];
    let strings: Vec<u8> = strings.iter().flat_map(|text| record(19, &[vec![0], wide(text)].concat())).collect();
    let parts: [(&str, Vec<u8>); 7] = [
        ("_rels/.rels", relations(&[relation("a", "officeDocument", "xl/workbook.bin")])),
        ("xl/workbook.bin", book.concat()),
        (
            "xl/_rels/workbook.bin.rels",
            relations(&[
                relation("rId1", "worksheet", "worksheets/sheet1.bin"),
                relation("rId2", "worksheet", "/xl/worksheets/sheet2.bin"),
                relation("rId3", "styles", "styles.bin"),
                relation("rId4", "sharedStrings", "sharedStrings.bin"),
            ]),
        ),
        ("xl/worksheets/sheet1.bin", first.to_vec()),
        ("xl/worksheets/sheet2.bin", sheet(&[(false, vec![Cell::Text("segreto")])], &[])),
        ("xl/styles.bin", styles()),
        ("xl/sharedStrings.bin", strings),
    ];
    parts.map(|(name, content)| (name.to_owned(), content)).to_vec()
}

pub fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub const STRINGS: [&str; 7] = ["Obiettivo", "Codice", "Valore", "Data rilevazione", "Note", "O1", "due\nrighe à €"];

pub fn indicators() -> Vec<(bool, Vec<Cell>)> {
    vec![
        (false, (0..5).map(Cell::Shared).collect()),
        (
            false,
            vec![
                Cell::Shared(5),
                Cell::Text("I1"),
                Cell::Real(0.1465, PERCENT),
                Cell::Real(44_377.0, DAY),
                Cell::Shared(6),
            ],
        ),
        (true, vec![Cell::Blank, Cell::Text("I2"), Cell::Packed((123_456 << 2) | 3), Cell::Text("31.01.2021")]),
        (true, vec![Cell::Blank, Cell::Text("I3"), Cell::Real(0.5, OWN_PERCENT)]),
        (false, vec![Cell::Blank, Cell::Text("I4"), Cell::Formula(46.0), Cell::Real(1.5, HOURS), Cell::Bool(true)]),
        (false, vec![Cell::Blank, Cell::Text("I5"), Cell::Error(0x07)]),
    ]
}

/// A hidden column, a merge, a filter that selects.
fn disturbed() -> Vec<Vec<u8>> {
    vec![
        record(60, &[numbers(&[3, 3, 2560, 0]), vec![1, 0]].concat()),
        record(176, &numbers(&[1, 4, 0, 0])),
        record(161, &numbers(&[0, 5, 0, 4])),
        record(163, &numbers(&[0, 0])),
        record(162, &[]),
    ]
}

#[test]
fn a_binary_workbook_gives_the_rows_that_it_shows() {
    let bytes = workbook(&sheet(&indicators(), &[]), &STRINGS, 0);
    insta::assert_snapshot!(told(SCHEDA, "scheda_indicatori_estero_2021-06.xlsb", &bytes, &limits()), @r"
    Data A2: O1 | I1 | 0.1465 (percentuale) | 2021-06-30 | due righe à €
    Data A3: O1 | I2 | 1234.56 | 2021-01-31 | ∅
    Data A4: O1 | I3 | 0.5 (percentuale) | ∅ | ∅
    Data A5: O1 | I4 | 46 | ∅ | VERO
    read.not_date Indicatori!D5: Nella colonna `Data rilevazione` il valore `1,5` non è una data → Scrivere la data come giorno, mese e anno, per esempio 30/06/2021, in una cella con formato data
    read.error_cell Indicatori!C6: La colonna `Valore` contiene l'errore `#DIV/0!` → Correggere la formula o scrivere il valore, salvare e rimettere il file nella cartella
    read.hidden_rows: Le righe 3-4 sono nascoste e sono state lette → Togliere il filtro o scoprire le righe, e controllare che siano da contare
    ");
    let of_1904 = workbook(&sheet(&indicators(), &[]), &STRINGS, 1);
    assert!(told(SCHEDA, "x.xlsb", &of_1904, &limits()).contains("| 2025-07-01 |"));
}

#[test]
fn what_a_binary_workbook_hides_is_told() {
    let bytes = workbook(&sheet(&indicators(), &disturbed()), &STRINGS, 0);
    let sheets = sheets::inspect("x.xlsb", &bytes, &limits()).unwrap();
    let survey = draft::survey(&sheets);
    assert_eq!((survey[0].visible, survey[1].visible, sheets[1].cells.len()), (true, false, 1));
    assert_eq!(
        (&survey[0].hidden_rows[..], &survey[0].hidden_columns[..], survey[0].filter.as_deref(), &survey[0].merged[..]),
        (["3-4".to_owned()].as_slice(), ["D".to_owned()].as_slice(), Some("A1:E6"), ["A2:A5".to_owned()].as_slice())
    );
}

#[test]
fn a_binary_workbook_that_lies_is_refused() {
    let good = sheet(&indicators(), &[]);
    let ends = |first: &[u8], strings: &[&str]| match sheets::inspect("x.xlsb", &workbook(first, strings, 0), &limits())
    {
        Ok(sheets) => format!("{} cells\n", sheets[0].cells.len()),
        Err(problems) => problems.iter().map(said).collect(),
    };
    let damaged = "read.damaged: Il file .xlsb è danneggiato, o scritto in un modo che non si riesce a leggere → Aprirlo con Excel, controllarlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)\n";
    assert_eq!(ends(&good, &STRINGS), "21 cells\n");
    // A sheet that is cut inside a record, a text longer than its record, a cell that is in no row.
    assert_eq!(ends(&good[..good.len() - 7], &STRINGS), damaged);
    let long = record(6, &numbers(&[0, 0, 4_000_000_000]));
    assert_eq!(ends(&[record(129, &[]), row_of(0, false), long].concat(), &STRINGS), damaged);
    assert_eq!(ends(&[record(129, &[]), cell_of(0, &Cell::Bool(true))].concat(), &STRINGS), damaged);
    let huge = [record(129, &[]), row_of(0, false), vec![6, 0xff, 0xff, 0xff, 0x7f]].concat();
    assert!(ends(&huge, &STRINGS).starts_with("read.too_large"), "{}", ends(&huge, &STRINGS));
    let far = [record(129, &[]), row_of(0, false), cell_of(5_000, &Cell::Bool(true))].concat();
    assert!(ends(&far, &STRINGS).contains("troppo a destra"));
}

/// How a workbook is calculated: engine, automatic, iterations and their measure, threads, and these flags.
fn calculation(flags: u16) -> Vec<u8> {
    let numbers = [numbers(&[191_029, 1, 100]), 0.001_f64.to_le_bytes().to_vec(), numbers(&[1])].concat();
    record(157, &[numbers, flags.to_le_bytes().to_vec()].concat())
}

#[test]
fn a_formula_without_a_result_is_told_as_far_as_the_format_tells_it() {
    // All that a formula's record can hold is a number, a text, a logical or an error: one that nobody has calculated
    // holds a zero, and only the workbook says that it is to be calculated.
    let rows = || {
        let header = (0..3).map(Cell::Shared).collect();
        let formula = |code, result| (false, vec![Cell::Shared(5), Cell::Text(code), Cell::Formula(result)]);
        vec![(false, header), formula("I1", 7.0), formula("I2", 0.0), formula("I3", f64::NAN)]
    };
    let of = |flags: Option<u16>| {
        let calculation = flags.map_or_else(Vec::new, calculation);
        let bytes = calculated(&sheet(&rows(), &[]), &STRINGS, 0, &calculation);
        told(SCHEDA, "scheda_indicatori_estero_2021-06.xlsb", &bytes, &limits())
    };
    // Nothing is said, or that all is calculated: fFullPrec and fSaveRecalc are always there.
    let whole = of(None);
    assert_eq!(of(Some(0x28)), whole);
    insta::assert_snapshot!(whole, @r"
    Data A2: O1 | I1 | 7 | ∅ | ∅
    Data A3: O1 | I2 | 0 | ∅ | ∅
    read.uncomputed_formula Indicatori!C4: La colonna `Valore` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    ");
    // fFullCalcOnLoad.
    insta::assert_snapshot!(of(Some(0x29)), @r"
    Data A2: O1 | I1 | 7 | ∅ | ∅
    read.uncomputed_formula Indicatori!C3: La colonna `Valore` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    read.uncomputed_formula Indicatori!C4: La colonna `Valore` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    ");
    // fSomeUncalced: the results that are there may be old.
    insta::assert_snapshot!(of(Some(0x38)), @r"
    Data A2: O1 | I1 | 7 | ∅ | ∅
    read.uncomputed_formula Indicatori!C3: La colonna `Valore` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    read.uncomputed_formula Indicatori!C4: La colonna `Valore` contiene una formula senza il suo risultato → Aprire il file con Excel, che calcola la formula, salvarlo e rimetterlo nella cartella
    read.waiting_formulas Indicatori!C2: Il file è stato salvato con formule ancora da calcolare: questa è la prima, e i risultati possono essere vecchi → Aprirlo con Excel, scegliere Formule, Opzioni di calcolo, Automatico, e salvarlo di nuovo
    ");
    let waiting = calculated(&sheet(&rows(), &[]), &STRINGS, 0, &calculation(0x38));
    let survey = draft::survey(&sheets::inspect("x.xlsb", &waiting, &limits()).unwrap());
    assert_eq!(
        (survey[0].waiting.as_deref(), &survey[0].uncomputed.first[..]),
        (Some("C2"), ["C3".to_owned(), "C4".to_owned()].as_slice())
    );
    assert_eq!(survey[1].waiting, None, "it has no formula");
}
