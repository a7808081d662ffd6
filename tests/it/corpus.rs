//! Files that others made, when they lie beside the repository, and files made from our own by breaking them:
//! each ends in cells or in a refusal that says what to do, quickly and in little memory.

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use quadratura::sheets::{self, CellKind};

use crate::office::json_of;
use crate::reading::{ONERI, limits, seen, told};

/// The folder of others' files, beside the repository or further up, or `None` with a word about it.
fn folder() -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let folder = above.map(|folder| folder.join("shared/corpus")).find(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("skipped: no folder `shared/corpus` beside the repository");
    }
    folder
}

fn files_of_others() -> Vec<PathBuf> {
    let Some(folder) = folder() else { return Vec::new() };
    let listing = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = listing.filter(|path| path.extension().is_some_and(|end| end != "md")).collect();
    files.sort();
    files
}

/// How `quadratura read FILE --json` ends with 1 GiB of address space and ten seconds.
fn end_of(file: &Path) -> String {
    let output = Command::new("sh")
        .args(["-c", "ulimit -v 1048576; exec timeout 10 \"$0\" read \"$1\" --json"])
        .arg(env!("CARGO_BIN_EXE_quadratura"))
        .arg(file)
        .output()
        .unwrap();
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 3)), "{}: {:?}", file.display(), output.status);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", file.display());
    let json = json_of(&output);
    if code == Some(0) {
        let sheets = json["sheets"].as_array().unwrap();
        let cells: usize = sheets.iter().map(|sheet| sheet["cells"].as_array().unwrap().len()).sum();
        let hidden = sheets.iter().filter(|sheet| sheet["visible"] == false).count();
        return format!("{cells} cells, {} sheets, {hidden} hidden", sheets.len());
    }
    let problem = &json["problems"][0];
    assert!(!problem["remedy"].as_str().unwrap().is_empty(), "{}", file.display());
    format!("{} {}", problem["code"].as_str().unwrap(), problem["text"].as_str().unwrap())
}

#[test]
fn every_file_of_others_ends_in_cells_or_in_a_clear_refusal() {
    let files = files_of_others();
    if files.is_empty() {
        return;
    }
    let name = |file: &Path| file.file_name().unwrap().to_string_lossy().into_owned();
    let ends: String = files.iter().map(|file| format!("{}: {}\n", name(file), end_of(file))).collect();
    insta::assert_snapshot!(ends, @r"
    51535.xls: 4 cells, 3 sheets, 0 hidden
    59746_NoRowNums.xlsx: 571 cells, 1 sheets, 0 hidden
    Simple.xlsb: 1 cells, 3 sheets, 0 hidden
    TwoSheetsOneHidden.xls: 2 cells, 2 sheets, 1 hidden
    date_1904.xlsx: 6 cells, 1 sheets, 0 hidden
    errors.xlsx: 7 cells, 3 sheets, 0 hidden
    header-row.xlsx: 9 cells, 1 sheets, 0 hidden
    issue_174.xlsx: 22 cells, 1 sheets, 0 hidden
    issue_594_dos.ods: read.too_large C'è un valore troppo a destra, oltre le colonne ammesse
    leading-zeros.csv: 4 cells, 1 sheets, 0 hidden
    link-external-workbook-a.xlsx: 2 cells, 1 sheets, 0 hidden
    merge_cells.xlsx: 4 cells, 1 sheets, 0 hidden
    multiline-headers.xlsx: 10 cells, 1 sheets, 0 hidden
    oleloop.xls: read.unsupported_format Il file è un documento che non è un foglio di calcolo e non può essere letto
    password.xls: read.protected Il file è protetto da password
    poc-shared-strings.xlsx: read.damaged Il file è danneggiato e non si può leggere
    poc-xmlbomb.xlsx: read.damaged Il file è danneggiato e non si può leggere
    premiere.utf16le.csv: 9 cells, 1 sheets, 0 hidden
    premiere.win1252.csv: 6 cells, 1 sheets, 0 hidden
    preserve-formatting-percentage.xlsx: 8 cells, 1 sheets, 0 hidden
    sheet_visibility.xlsx: 46 cells, 3 sheets, 2 hidden
    type_excel.xlsx: 66 cells, 3 sheets, 0 hidden
    ");
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let problems = told(ONERI, &name(&file), &bytes, &limits());
        assert!(problems.starts_with("read."), "{} is none of our tables: {problems}", name(&file));
    }
}

#[test]
fn dates_percentages_errors_and_codes_of_others_are_what_they_show() {
    let Some(folder) = folder() else { return };
    let cells = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        sheets::inspect(name, &bytes, &limits()).unwrap().remove(0).cells
    };
    let dates = cells("date_1904.xlsx");
    assert!(dates.iter().any(|cell| cell.kind == CellKind::Date && cell.value.starts_with("2021-")), "{dates:?}");
    assert!(cells("errors.xlsx").iter().all(|cell| cell.kind == CellKind::Error && cell.value.starts_with('#')));
    let codes: Vec<String> = cells("leading-zeros.csv").into_iter().map(|cell| cell.value).collect();
    assert_eq!(codes, ["value", "01", "002", "00003"]);
    for name in ["premiere.win1252.csv", "premiere.utf16le.csv"] {
        let texts: Vec<String> = cells(name).into_iter().take(6).map(|cell| cell.value).collect();
        assert_eq!(texts, ["première", "second", "troisième", "Quatrième", "cinquième", "sixième"], "{name}");
    }
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// A text in which every row of a table is written once.
const CSV: &str =
    "Camera;;\r\nConto;Descrizione;Consuntivo\r\n00123;\"a \"\"b\"\"; c\";1.234,56\r\n124;città;(7,00)\r\n";

const PAGE: &str = "<html><head><meta charset=utf-8><style>.n{display:none;mso-number-format:'0%'}</style></head><h3>Camera</h3>\
    <table><tr><th>Conto<th>Descrizione<th>Consuntivo<tr><td>00123<td rowspan=2>citt&agrave;<td x:num='1.5' class=n>1,50\
    <tr><td>124<td colspan=2>(7,00)</table></html>";

const BOOK: &str = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles>\
    <Style ss:ID=\"a\"><NumberFormat ss:Format=\"Percent\"/></Style></Styles><Worksheet ss:Name=\"Oneri\"><Table>\
    <Column ss:Hidden=\"1\"/><Row ss:Index=\"2\"><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">Conto &#224;</Data></Cell>\
    <Cell ss:StyleID=\"a\" ss:Formula=\"=1\"><Data ss:Type=\"Number\">0.5</Data></Cell></Row></Table></Worksheet></Workbook>";

/// Whole files of every format that is read, by name.
fn good() -> Vec<(&'static str, Vec<u8>)> {
    let mut good = vec![
        ("oneri_2021-06.xls", fixture("oneri_2021-06.xls")),
        ("scheda.xls", fixture("scheda_indicatori_estero_2021-06.xls")),
        ("oneri_2021-06.ods", fixture("oneri_2021-06.ods")),
        ("oneri.csv", CSV.as_bytes().to_vec()),
        ("portale.xls", PAGE.as_bytes().to_vec()),
        ("gestionale.xls", BOOK.as_bytes().to_vec()),
        ("oneri16.csv", CSV.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    if let Some(folder) = folder() {
        good.push(("Simple.xlsb", std::fs::read(folder.join("Simple.xlsb")).unwrap()));
    }
    good
}

/// The file ends in cells or in refusals that say what to do; that the child cannot be started is no such end.
fn ends_well(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    for end in [seen(name, bytes, &limits()), told(ONERI, name, bytes, &limits())] {
        prop_assert!(!end.contains("read.not_started"), "{end}");
        prop_assert!(
            end.contains(" cells in ") || end.is_empty() || end.contains(" → ") || end.starts_with("Data"),
            "{end}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_changed_byte_of_any_format_stops_the_reader(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::weighted(0.1, any::<prop::sample::Index>()),
    ) {
        let good = good();
        let (name, mut bytes) = good[which.index(good.len())].clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            let length = cut.index(bytes.len());
            bytes.truncate(length);
        }
        ends_well(name, &bytes)?;
    }

    #[test]
    fn no_changed_byte_inside_an_open_document_stops_the_reader(
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(b"<>/=\"'&;:-#0123456789az \0\xff".to_vec())), 1..12),
    ) {
        // The parts of a zip carry checksums: only what is changed before it is packed reaches the parser.
        let bytes = repacked(&fixture("oneri_2021-06.ods"), |content| {
            for (place, byte) in &changes {
                let place = place.index(content.len());
                content[place] = *byte;
            }
        });
        ends_well("oneri.ods", &bytes)?;
    }
}

/// An open document whose content was changed.
fn repacked(bytes: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut content = Vec::new();
    archive.by_name("content.xml").unwrap().read_to_end(&mut content).unwrap();
    change(&mut content);
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in
        [("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()), ("content.xml", &content)]
    {
        writer.start_file(name, stored).unwrap();
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An open document whose one table has these rows.
fn document(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"ta1\"><style:table-properties \
         table:display=\"true\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>\
         <table:table table:name=\"Oneri\" table:style-name=\"ta1\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    repacked(&fixture("oneri_2021-06.ods"), |part| *part = content.into_bytes())
}

#[test]
fn what_open_documents_repeat_costs_nothing_until_it_holds_a_value() {
    let filled =
        |attribute: &str| format!("<table:table-cell {attribute} office:value-type=\"float\" office:value=\"1\"/>");
    let row = |attribute: &str, cells: &str| format!("<table:table-row {attribute}>{cells}</table:table-row>");
    let far =
        row("table:number-rows-repeated=\"1048000\"", "<table:table-cell table:number-columns-repeated=\"16384\"/>");
    assert_eq!(seen("x.ods", &document(&format!("{far}{}", row("", &filled("")))), &limits()), "1 cells in 1 sheets\n");
    let many = row("table:number-rows-repeated=\"1000000\"", &filled("table:number-columns-repeated=\"900\""));
    let wide = row("", &filled("table:number-columns-repeated=\"2000\""));
    let below = format!("{far}{}", row("table:number-rows-repeated=\"1000\"", &filled("")));
    let uncomputed = row("", "<table:table-cell table:formula=\"of:=1\"/>");
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>";
    let ends: String = [many, wide, below].iter().map(|rows| seen("x.ods", &document(rows), &limits())).collect();
    insta::assert_snapshot!(ends, @r"
    read.too_large: Il file contiene più celle di quante sono ammesse → Esportare soltanto il mese e il foglio che servono
    read.too_large: C'è un valore troppo a destra, oltre le colonne ammesse → Togliere i valori fuori dalla tabella
    read.too_large Oneri!A1048577: C'è un valore oltre l'ultima riga di un foglio → Copiare i soli dati in una cartella di lavoro nuova e salvarla come .xlsx
    ");
    let cells = sheets::inspect("x.ods", &document(&uncomputed), &limits()).unwrap().remove(0).cells;
    assert_eq!(cells[0].kind, CellKind::Uncomputed);
    let with_type = repacked(&fixture("oneri_2021-06.ods"), |part| part.splice(0..0, bomb.bytes()).for_each(drop));
    assert!(seen("x.ods", &with_type, &limits()).starts_with("read.damaged"));
}
