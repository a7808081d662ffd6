//! A workbook with a sheet for each objective, read as one table from the tray to the workbook that is issued.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use quadratura::sheets;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::layouts_page::text_of;
use crate::office::{Office, json_of};
use crate::reading::{limits, told};

/// The name of the file, of an office that pays for several objectives.
const NAME: &str = "schede_estero_2021-01.xlsx";

/// The example of the page.
fn layout() -> String {
    let page = text_of("docs/layouts.md");
    let (_, section) = page.split_once("## Più fogli, una tabella").unwrap();
    let (_, example) = section.split_once("```toml\n").unwrap();
    example.split_once("```").unwrap().0.to_owned()
}

/// The rows of the office's own sheet.
fn own_rows(office: &Office) -> Vec<Value> {
    let samples = quadratura::config::embedded_samples("2021-01");
    let (_, bytes) = samples.into_iter().find(|(name, _)| name.starts_with("scheda_interventi_estero")).unwrap();
    let path = office.root().join("vera.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let read = office.program(&["read", path.to_str().unwrap(), "--layout", "scheda_interventi", "--json"]);
    let rows = json_of(&read)["rows"].as_array().unwrap().clone();
    rows.into_iter().filter(|row| row["kind"] == "data").collect()
}

const COLUMNS: [(&str, &str); 5] = [
    ("Provvedimento", "provvedimento"),
    ("Data liquidazione", "data_liquidazione"),
    ("Beneficiario", "beneficiario"),
    ("Codice fiscale", "codice_fiscale"),
    ("Liquidato", "liquidato"),
];

/// The same rows, a sheet an objective, each with its total; a cent more in the total of the sheet that is named.
fn by_objective(rows: &[Value], wrong: Option<&str>) -> Vec<u8> {
    let mut objectives: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in rows {
        objectives.entry(row["values"]["obiettivo"].as_str().unwrap()).or_default().push(&row["values"]);
    }
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Istruzioni").unwrap().write_string(0, 0, "Un foglio per obiettivo").unwrap();
    for (objective, rows) in objectives {
        let sheet = book.add_worksheet().set_name(format!("Ob. {objective}")).unwrap();
        sheet.write_string(0, 0, "Camera di commercio di esempio - dati al 31/01/2021").unwrap();
        for (column, (caption, _)) in (0..).zip(COLUMNS) {
            sheet.write_string(2, column, caption).unwrap();
        }
        let mut sum = i64::from(wrong == Some(objective));
        let last = 3 + u32::try_from(rows.len()).unwrap();
        for (at, row) in (3..).zip(rows) {
            for (column, (_, id)) in (0..4).zip(COLUMNS) {
                sheet.write_string(at, column, row[id].as_str().unwrap_or_default()).unwrap();
            }
            let cents = row["liquidato"].as_i64().unwrap();
            sheet.write_number(at, 4, cents as f64 / 100.0).unwrap();
            sum += cents;
        }
        sheet.write_string(last, 2, "Totale").unwrap();
        sheet.write_number(last, 4, sum as f64 / 100.0).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// An office whose sheet comes in this workbook instead.
fn office_with(book: &[u8]) -> Office {
    let office = Office::new();
    office.configure("layouts/schede.toml", &layout());
    let matching = std::fs::read_to_string(office.root().join("config/matching/interventi.toml")).unwrap();
    let named = matching.replace(
        "\noffice_layout = \"scheda_interventi\"",
        "\noffice_layout = [\"scheda_interventi\", \"schede_per_obiettivo\"]",
    );
    assert_ne!(matching, named);
    office.configure("matching/interventi.toml", &named);
    let checked = office.program(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    office.drop_samples("2021-01", &["scheda_interventi_estero"]);
    office.drop_file(NAME, book);
    office
}

/// The workbook of January.
fn issued_bytes(office: &Office) -> Vec<u8> {
    std::fs::read(office.root().join("reports/2021-01/monitoraggio-2021-01.xlsx")).unwrap()
}

#[test]
fn rows_of_several_sheets_reconcile_and_the_issued_workbook_names_the_sheet_of_each() {
    let own = Office::new();
    own.drop_samples("2021-01", &[]);
    let (_, known) = own.run("2021-01");
    let rows = own_rows(&own);
    let office = office_with(&by_objective(&rows, None));
    let (_, json) = office.run("2021-01");
    let source = json["sources"].as_array().unwrap().iter().find(|it| it["file"] == NAME).unwrap();
    assert_eq!((&source["state"], source["rows"].as_u64()), (&"accepted".into(), Some(rows.len() as u64)), "{json}");
    assert_eq!(json["matches"]["rows"], known["matches"]["rows"]);
    assert_eq!(json["state"], known["state"], "{}", json["blocking"]);

    // Every row of the sheets that was paired stands in the workbook with its own sheet.
    let bytes = issued_bytes(&office);
    let issued = sheets::inspect("x.xlsx", &bytes, &limits()).unwrap();
    let matches = issued.iter().find(|sheet| sheet.name == "Abbinamenti").unwrap();
    let shown = |text: &str| matches.cells.iter().filter(|cell| cell.value == text).count();
    let objectives: BTreeMap<&str, usize> = rows.iter().fold(BTreeMap::new(), |mut all, row| {
        *all.entry(row["values"]["obiettivo"].as_str().unwrap()).or_default() += 1;
        all
    });
    assert!(objectives.len() > 1);
    for (objective, count) in &objectives {
        let paired = shown(&format!("Ob. {objective}"));
        assert!(paired > 0 && paired <= *count, "{objective}: {paired} of {count}");
    }
    // What each sheet prints below its rows is their sum, and is linked to its own cell.
    let sources = issued.iter().find(|sheet| sheet.name == "Fonti").unwrap();
    let place = |objective: &str, count: usize| format!("{NAME} · Ob. {objective}!E{}", count + 4);
    for (objective, count) in &objectives {
        let place = place(objective, *count);
        assert!(sources.cells.iter().any(|cell| cell.value == place), "{place}");
    }
    assert!(!json["tie_outs"].to_string().contains("\"fails\""), "{}", json["tie_outs"]);

    // The same again, and the issue made once more gives the same bytes.
    let verified = office.program(&["verify", "--all"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));

    let wrong = *objectives.keys().next_back().unwrap();
    let office = office_with(&by_objective(&rows, Some(wrong)));
    office.run("2021-01");
    let bytes = issued_bytes(&office);
    let issued = sheets::inspect("x.xlsx", &bytes, &limits()).unwrap();
    let sources = issued.iter().find(|sheet| sheet.name == "Fonti").unwrap();
    let at = |cell: &str| sources.cells.iter().find(|it| it.cell == cell).map_or("", |it| it.value.as_str());
    let row = |place: &str| {
        let cell = sources.cells.iter().find(|it| it.value == place).unwrap();
        cell.cell.trim_start_matches('A').to_owned()
    };
    for (objective, count) in &objectives {
        let row = row(&place(objective, *count));
        let (printed, computed) = (at(&format!("D{row}")), at(&format!("E{row}")));
        assert_eq!(printed == computed, *objective != wrong, "{objective}: {printed} {computed}");
    }
}

#[test]
fn a_try_names_the_sheets_that_were_read() {
    let office = Office::new();
    let rows = own_rows(&office);
    std::fs::write(office.root().join(NAME), by_objective(&rows, None)).unwrap();
    std::fs::write(office.root().join("bozza.toml"), layout()).unwrap();
    let read = |more: &[&str]| office.program(&[&["read", NAME, "--layout", "bozza.toml"], more].concat());
    let json = json_of(&read(&["--json"]));
    assert_eq!(json["problems"], serde_json::json!([]));
    let first = &json["rows"][0];
    let objective = first["values"]["obiettivo"].as_str().unwrap();
    assert_eq!((first["sheet"].as_str().unwrap(), &first["row"]), (&*format!("Ob. {objective}"), &4.into()));
    let shown = String::from_utf8(read(&[]).stdout).unwrap();
    assert!(shown.contains(&format!("\n  Fogli        `Ob. {objective}` ")), "{shown}");
}

/// An open document with these sheets of texts.
fn document(tables: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let cell = |text: &&str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row =
        |row: &&[&str]| format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>());
    let table = |(name, rows): &(&str, &[&[&str]])| {
        let rows: String = rows.iter().map(row).collect();
        format!("<table:table table:name=\"{name}\">{rows}</table:table>")
    };
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{}</office:spreadsheet></office:body>\
         </office:document-content>",
        tables.iter().map(table).collect::<String>()
    );
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [("content.xml", content.as_str()), ("META-INF/manifest.xml", "<x/>")] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(part.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_open_document_and_a_page_have_sheets_too() {
    let header: &[&str] = &["Provvedimento", "Beneficiario", "Liquidato"];
    let bytes = document(&[
        ("Ob. 2021_01_01_01", &[header, &["12/2021", "Uno", "1,00"]]),
        ("Note", &[&["da rivedere"]]),
        ("Ob. 2021_01_01_02", &[header, &["13/2021", "Due", "2,00"]]),
    ]);
    insta::assert_snapshot!(told(&layout(), "schede_estero_2021-01.ods", &bytes, &limits()), @r"
    Data A2: 2021_01_01_01 | 12/2021 | ∅ | Uno | ∅ | 1,00
    Data A2: 2021_01_01_02 | 13/2021 | ∅ | Due | ∅ | 2,00
    ");
    let table = |caption: &str, act: &str| {
        let rows = [header, &[act, "Uno", "1,00"]]
            .map(|row| row.iter().map(|text| format!("<td>{text}</td>")).collect::<String>());
        let rows: String = rows.iter().map(|row| format!("<tr>{row}</tr>")).collect();
        format!("<table><caption>{caption}</caption>{rows}</table>")
    };
    let page = format!("<html><body>{}{}</body></html>", table("Ob. 2021_01_01_01", "12/2021"), table("", "13/2021"));
    insta::assert_snapshot!(told(&layout(), "schede_estero_2021-01.xls", page.as_bytes(), &limits()), @r"
    read.unsaid_column: La colonna `obiettivo` viene dal nome del foglio, e questo genere di file non dà nomi ai fogli → Mandare la cartella di lavoro con i suoi fogli (.xlsx, .ods), non un testo
    read.unsaid_column: La colonna `obiettivo` viene dal nome del foglio, e questo genere di file non dà nomi ai fogli → Mandare la cartella di lavoro con i suoi fogli (.xlsx, .ods), non un testo
    ");
}

#[test]
fn the_tables_of_a_page_have_no_names_that_a_draft_would_use() {
    let office = Office::new();
    let cells = |texts: [&str; 5]| texts.map(|text| format!("<td>{text}</td>")).concat();
    let head = cells(["Determina", "Beneficiario", "P. IVA", "Liquidato il", "Importo liquidato"]);
    let table = |(code, amount)| {
        let row = cells(["12/2021", "Officine Uno", "00000010009", "05/03/2021", amount]);
        format!("<table><caption>{code}</caption><tr>{head}</tr><tr>{row}</tr></table>")
    };
    let tables = [("2021_04_01", "5,00"), ("2021_04_02", "6,00")].map(table).concat();
    let name = "contributi_promozione_2021-06.html";
    std::fs::write(office.root().join(name), format!("<html><body>{tables}</body></html>")).unwrap();
    let draft = String::from_utf8(office.program(&["read", name, "--suggest"]).stdout).unwrap();
    assert!(draft.contains("# ATTENZIONE: la stessa intestazione è anche in"), "{draft}");
}

/// A workbook of sheets of texts; what is a number is written as one.
fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, lines) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, line) in (0..).zip(*lines) {
            for (column, text) in (0..).zip(*line).filter(|(_, text)| !text.is_empty()) {
                match text.parse::<f64>() {
                    Ok(number) => drop(sheet.write_number(row, column, number).map(|_| ())),
                    Err(_) => drop(sheet.write_string(row, column, *text).map(|_| ())),
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// What a run says of a file: code, sheet and cell.
fn codes(json: &Value, name: &str) -> Vec<String> {
    let of_it = json["problems"].as_array().unwrap().iter().filter(|it| it["file"] == name);
    let text = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
    of_it.map(|it| format!("{} {}!{}", text(it, "code"), text(it, "sheet"), text(it, "cell"))).collect()
}

#[test]
fn the_title_of_each_sheet_is_checked_and_the_sheet_is_named() {
    let office = Office::new();
    let layout = layout().replace("check_ente = false", "check_ente = true");
    std::fs::write(office.root().join("bozza.toml"), layout).unwrap();
    let header: &[&str] = &["Provvedimento", "Beneficiario", "Liquidato"];
    let row: &[&str] = &["12/2021", "Officine Uno", "100"];
    let ours = "Camera di commercio di esempio";
    let told = |titles: [&str; 2]| {
        let lines = titles.map(|title| [[title].to_vec(), header.to_vec(), row.to_vec()]);
        let lines = lines.each_ref().map(|lines| lines.each_ref().map(Vec::as_slice));
        let bytes = book(&[("Ob. 2021_01_01_01", &lines[0]), ("Ob. 2021_01_01_02", &lines[1])]);
        std::fs::write(office.root().join(NAME), bytes).unwrap();
        codes(&json_of(&office.program(&["read", NAME, "--layout", "bozza.toml", "--json"])), NAME)
    };
    let with = |words: &str| format!("{ours} - {words}");
    assert_eq!(told([ours, ours]), [""; 0]);
    assert_eq!(told([ours, "Camera di commercio di altrove"]), ["read.other_ente Ob. 2021_01_01_02!A1"]);
    let promotion = with("Ufficio Attività promozionali");
    assert_eq!(told([ours, &promotion]), ["read.other_office Ob. 2021_01_01_02!A1"]);
    let later = with("dati al 28/02/2021");
    assert_eq!(told([ours, &later]), ["read.period_conflict Ob. 2021_01_01_02!A1"]);
    assert_eq!(
        told([&later, &later]),
        ["read.period_conflict Ob. 2021_01_01_01!A1", "read.period_conflict Ob. 2021_01_01_02!A1"]
    );
}

#[test]
fn the_same_row_of_two_sheets_is_two_rows_and_what_one_sheet_says_is_told_once() {
    let header: &[&str] = &["Provvedimento", "Beneficiario", "Liquidato"];
    let sheet = |last: &'static str| -> Vec<&[&str]> {
        vec![
            header,
            &["12/2021", "Officine Uno", "100"],
            &["12/2021", "Officine Uno", "100"],
            match last {
                "" => &["13/2021", "Officine Uno", "50"],
                _ => &["13/2021", "Officine Uno", "circa 50"],
            },
        ]
    };
    let of = |last: &'static str| book(&[("Ob. 2021_01_01_01", &sheet("")), ("Ob. 2021_99_99_99", &sheet(last))]);
    let office = office_with(&of(""));
    let (_, json) = office.run("2021-01");
    assert_eq!(codes(&json, NAME), ["ledger.unknown_objective Ob. 2021_99_99_99!A1"]);
    let rows = |json: &Value| {
        let of_it =
            json["sources"].as_array().unwrap().iter().find(|it| it["file"] == NAME && it["state"] == "accepted");
        of_it.map(|it| it["rows"].as_u64().unwrap())
    };
    assert_eq!(rows(&json), Some(6));
    // A row that cannot be read is not gone, though the other sheet has one of the same number.
    office.drop_file(NAME, &of("?"));
    let (_, json) = office.run("2021-01");
    assert_eq!(
        codes(&json, NAME),
        [
            "ledger.unknown_objective Ob. 2021_99_99_99!A1",
            "pipeline.restated_file !",
            "read.not_money Ob. 2021_99_99_99!C4"
        ]
    );
    assert_eq!(rows(&json), Some(5));
}

/// Balances, a sheet an office.
const BALANCES: &str = r#"
id = "bilancio"
title = "Bilancio per ufficio"
kind = "accounts"
file = '^bilancio_(?<period>\d{4}-\d{2})$'
scheme = "allegato_c"
check_ente = false
sheets = "every"
identity = ["ufficio", "conto"]
column = [
  { id = "ufficio", from = "sheet", kind = "text" },
  { id = "conto", header = ["Conto"], kind = "code", required = true },
  { id = "descrizione", header = ["Descrizione"], kind = "text" },
  { id = "consuntivo", header = ["Consuntivo"], kind = "money", required = true, amount = { scenario = "consuntivo" } },
]
"#;

#[test]
fn sums_that_a_sheet_prints_are_of_its_own_rows() {
    let header: &[&str] = &["Conto", "Descrizione", "Consuntivo"];
    let sheet = |sum: &'static str| -> Vec<&[&str]> {
        vec![
            header,
            match sum {
                "30" => &["310", "Mastro 310", "30"],
                _ => &["310", "Mastro 310", "31"],
            },
            &["310000", "Diritto annuale", "10"],
            &["Sub", "", "10"],
            &["310001", "Sanzioni", "20"],
            &["Sub", "", "20"],
            &["Totale", "", "30"],
        ]
    };
    let name = "bilancio_2021-06.xlsx";
    let run = |layout: &str| {
        let office = Office::new();
        office.configure("layouts/bilancio.toml", layout);
        office.drop_file(name, &book(&[("Estero", &sheet("30")), ("Promozione", &sheet("31"))]));
        office.run("2021-06").1
    };
    let totals = "[[row]]\ncolumn = \"conto\"\nmatches = '^totale'\nis = \"total\"\n\
                  [[row]]\ncolumn = \"conto\"\nmatches = '^sub'\nis = \"subtotal\"\n";
    let summary = "[[row]]\ncolumn = \"conto\"\nmatches = '^\\d{3}$'\nis = \"summary\"\n";
    let json = run(&format!("{BALANCES}{totals}{summary}"));
    assert_eq!(codes(&json, name), [""; 0]);
    let of_file = |it: &&Value| it["id"].as_str().unwrap().starts_with("bilancio.");
    let told = json["tie_outs"].as_array().unwrap().iter().filter(of_file).map(|it| {
        format!(
            "{} {}: {} {}\n",
            it["state"].as_str().unwrap(),
            it["scope"].as_str().unwrap(),
            it["left_cents"],
            it["right_cents"]
        )
    });
    insta::assert_snapshot!(told.collect::<String>(), @r"
    holds bilancio/2021-06/consuntivo/310 mastro 310: 3000 3000
    fails bilancio/2021-06/consuntivo/310 mastro 310/2: 3100 3000
    holds bilancio/2021-06/consuntivo/sub: 1000 1000
    holds bilancio/2021-06/consuntivo/sub/2: 1000 1000
    holds bilancio/2021-06/consuntivo/sub/3: 2000 2000
    holds bilancio/2021-06/consuntivo/sub/4: 2000 2000
    holds bilancio/2021-06/consuntivo: 3000 3000
    holds bilancio/2021-06/consuntivo/2: 3000 3000
    ");
    // Beside its accounts the sum of a sheet counts twice, and that of the other sheet is none.
    let json = run(&format!("{BALANCES}{totals}"));
    assert_eq!(codes(&json, name), ["ledger.summed_twice Estero!A2"]);
}
