//! The blank sheets of offices: filled in they are read without a problem, as they were they are told and not taken, and among the
//! files of an office nobody looks for files in their folder.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::{Value, json};

use crate::answers::filled_in;
use crate::office::{Office, json_of};
use crate::service::first_start;

const SHEET: &str = "Dati";
const MEASURES: &str = "scheda_indicatori_promozione_2021-07.xlsx";
const INITIATIVES: &str = "scheda_interventi_estero_2021-07.xlsx";

/// A chamber that issued June.
fn after_june() -> Office {
    let office = Office::new();
    office.release_samples("2021-06");
    office
}

/// The templates of an office, written below its root: what the command says, and its exit.
fn written(office: &Office, of: &str, more: &[&str]) -> (i32, Value) {
    let output = office.program(&[&["template", of, "--json", "--out", "modelli"], more].concat());
    (output.status.code().unwrap(), json_of(&output))
}

fn bytes(office: &Office, name: &str) -> Vec<u8> {
    std::fs::read(office.root().join("modelli").join(name)).unwrap()
}

/// The cells of the sheet, by row and column from 0.
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(SHEET).unwrap();
    let (rows, columns) = range.end().unwrap();
    let shown = |at| range.get_value(at).map_or_else(String::new, Data::to_string);
    (0..=rows).map(|row| (0..=columns).map(|column| shown((row, column))).collect()).collect()
}

/// The row of the head, from 0.
fn head(all: &[Vec<String>], first: &str) -> usize {
    all.iter().position(|row| row[0] == first).unwrap()
}

fn cell(all: &[Vec<String>], row: usize, caption: &str, first: &str) -> String {
    let column = all[head(all, first)].iter().position(|it| it == caption).unwrap();
    format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), row + 1)
}

/// The sheet of measures with a value for each code.
fn measured(blank: &[u8]) -> Vec<u8> {
    let all = cells(blank);
    let first = head(&all, "Codice") + 1;
    let mut said: Vec<(String, &str)> = Vec::new();
    for (row, unit) in all.iter().enumerate().skip(first).map(|(row, it)| (row, it[5].as_str())) {
        let at = |caption| cell(&all, row, caption, "Codice");
        match unit {
            "" => said.push((at("Stato"), "in corso")),
            "numero" => said.push((at("Valore"), "4")),
            _ => said.extend([(at("Numeratore"), "170"), (at("Denominatore"), "200")]),
        }
        said.push((at("Data rilevazione"), "31/07/2021"));
    }
    filled_in(blank, SHEET, &said)
}

/// A sheet of initiatives with a row more.
fn with_another(blank: &[u8]) -> Vec<u8> {
    let all = cells(blank);
    let row = (head(&all, "Obiettivo") + 1..).find(|row| all.get(*row).is_none_or(|it| it[0].is_empty())).unwrap();
    let said = [
        ("Obiettivo", "2021_03_01_02"),
        ("Provvedimento", "DET 99-2021"),
        ("Data liquidazione", "20/07/2021"),
        ("Beneficiario", "Officine Esempio"),
        ("Liquidato", "100,50"),
    ];
    filled_in(blank, SHEET, &said.map(|(caption, text)| (cell(&all, row, caption, "Obiettivo"), text)))
}

/// What a run says of a file: its state, and the codes of its problems.
fn told(run: &Value, name: &str) -> (String, Vec<String>) {
    let arrival = run["arrivals"].as_array().unwrap().iter().rfind(|it| it["file"] == name).unwrap();
    let problems = run["problems"].as_array().unwrap().iter().filter(|it| it["file"] == name);
    let codes = problems.map(|it| it["code"].as_str().unwrap().to_owned()).collect();
    (arrival["state"].as_str().unwrap().to_owned(), codes)
}

#[test]
fn a_sheet_that_is_filled_in_is_read_without_a_problem() {
    let office = after_june();
    let (code, it) = written(&office, "promozione", &[]);
    assert_eq!((code, &it["period"]), (0, &json!("2021-07")), "{it}");
    let files: Vec<&Value> = it["templates"].as_array().unwrap().iter().map(|it| &it["layout"]).collect();
    assert_eq!(files, ["scheda_interventi", "scheda_indicatori"]);
    let (_, it) = written(&office, "estero", &[]);
    assert_eq!(it["templates"].as_array().unwrap().len(), 1);
    office.drop_file(MEASURES, &measured(&bytes(&office, MEASURES)));
    office.drop_file(INITIATIVES, &with_another(&bytes(&office, INITIATIVES)));
    let (_, run) = office.run("2021-07");
    for name in [MEASURES, INITIATIVES] {
        assert_eq!(told(&run, name), ("accepted".to_owned(), Vec::new()), "{name}: {}", run["problems"]);
    }
    let bandi = run["indicators"].as_array().unwrap().iter().find(|it| it["id"] == "bandi_regione_lombardia").unwrap();
    assert_eq!(bandi["value"], "4", "{bandi}");
    let receipts = office.files().into_keys().filter(|it| it.contains("ricevuta-") && !it.contains("contabilita"));
    assert_eq!(receipts.count(), 0, "nothing is wrong, nobody is told");
}

#[test]
fn a_sheet_that_comes_back_as_it_was_is_told_and_what_stood_stays() {
    let office = after_june();
    written(&office, "promozione", &[]);
    written(&office, "estero", &[]);
    let blank = bytes(&office, MEASURES);
    office.drop_file(MEASURES, &measured(&blank));
    office.run("2021-07");
    // Other bytes, as another program saves them, and nothing said; a note beside the codes is no measure.
    let all = cells(&blank);
    let first = head(&all, "Codice") + 1;
    let saved = filled_in(&blank, SHEET, &[(cell(&all, first, "Note", "Codice"), "da fare")]);
    office.drop_file(MEASURES, &saved);
    office.drop_file(INITIATIVES, &bytes(&office, INITIATIVES));
    let (_, run) = office.run("2021-07");
    let code = "intake.unfilled_template".to_owned();
    for name in [MEASURES, INITIATIVES] {
        assert_eq!(told(&run, name), ("refused".to_owned(), vec![code.clone()]), "{name}");
    }
    let bandi = run["indicators"].as_array().unwrap().iter().find(|it| it["id"] == "bandi_regione_lombardia").unwrap();
    assert_eq!(bandi["value"], "4", "the sheet of before stands: {bandi}");
    let reason =
        std::fs::read_to_string(office.root().join(format!("drop/rifiutati/{INITIATIVES}.motivo.txt"))).unwrap();
    insta::assert_snapshot!(reason.replace('\r', ""), @r"
    Il file «scheda_interventi_estero_2021-07.xlsx» è stato rifiutato e non è stato contato.

    - è il modello non compilato di «Scheda degli interventi di un ufficio» (Ufficio Commercio estero, luglio 2021): nessun valore vi è stato scritto o cambiato
      Rimedio: compilarlo e rimetterlo; fino ad allora resta valido il file di prima, se c'è. Se non c'è davvero nulla di nuovo da dire, togliere la riga che comincia con «Modello di Quadratura» e rimetterlo.

    Corretto il file, rimetterlo nella cartella: sarà riletto alla lettura successiva.
    ");

    // Who has nothing new to say takes the line away.
    let all = cells(&bytes(&office, INITIATIVES));
    let mark = all.iter().position(|row| row[0].starts_with("Modello di Quadratura")).unwrap();
    office.drop_file(INITIATIVES, &filled_in(&bytes(&office, INITIATIVES), SHEET, &[(format!("A{}", mark + 1), "")]));
    let (_, run) = office.run("2021-07");
    assert_eq!(told(&run, INITIATIVES).0, "accepted");
    // A cell that nobody can read is something that somebody wrote.
    let wrong = filled_in(&blank, SHEET, &[(cell(&cells(&blank), first, "Numeratore", "Codice"), "tanti")]);
    std::fs::write(office.root().join(MEASURES), &wrong).unwrap();
    let read = json_of(&office.program(&["read", MEASURES, "--json"]));
    let codes: Vec<&Value> = read["problems"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert_eq!(codes, ["read.not_number"]);
}

#[test]
fn a_sheet_filled_in_for_one_code_alone_does_not_silently_take_the_place_of_a_whole_one() {
    let office = after_june();
    written(&office, "promozione", &[]);
    let blank = bytes(&office, MEASURES);
    office.drop_file(MEASURES, &measured(&blank));
    office.run("2021-07");
    let all = cells(&blank);
    let row = head(&all, "Codice") + 1;
    let said = [("Numeratore", "171"), ("Denominatore", "200")];
    let little = filled_in(&blank, SHEET, &said.map(|(caption, text)| (cell(&all, row, caption, "Codice"), text)));
    office.drop_file(MEASURES, &little);
    let (_, run) = office.run("2021-07");
    assert_eq!(told(&run, MEASURES), ("refused".to_owned(), vec!["intake.shrunken".to_owned()]));
    // Whoever drops the same again means it.
    office.drop_file(MEASURES, &little);
    let (_, run) = office.run("2021-07");
    assert_eq!(told(&run, MEASURES).0, "accepted");
}

/// The rows of a file as `read` shows them, whatever their order.
fn rows(office: &Office, path: &str) -> BTreeSet<String> {
    let output = office.program(&["read", path, "--json"]);
    let read = json_of(&output);
    read["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["kind"] == "data")
        .map(|it| it["values"].to_string())
        .collect()
}

#[test]
fn the_rows_of_the_month_before_are_there_as_they_stood_and_the_open_ones_come_first() {
    let office = after_june();
    let (_, it) = written(&office, "estero", &[]);
    let before = "scheda_interventi_estero_2021-06.xlsx";
    let june = rows(&office, &format!("drop/accettati/{before}"));
    assert_eq!(rows(&office, &format!("modelli/{INITIATIVES}")), june);
    assert_eq!(it["templates"][0]["rows"], json!(june.len()));
    let all = cells(&bytes(&office, INITIATIVES));
    let first = head(&all, "Obiettivo");
    let open: Vec<usize> = (first + 1..all.len()).filter(|row| !all[*row].last().unwrap().is_empty()).collect();
    let count = usize::try_from(it["templates"][0]["open"].as_u64().unwrap()).unwrap();
    assert!(count > 0 && open == (first + 1..=first + count).collect::<Vec<_>>(), "{open:?}");
    assert_eq!(all[first].last().unwrap(), "Da guardare");
    assert_eq!(all[open[0]].last().unwrap(), "differenza aperta a giugno 2021: correggere o completare");
    // They are the rows of which June was issued with a difference.
    let (_, run) = office.run("2021-06");
    let has = |it: &Value| it["text"].as_str().unwrap().contains("49/2021") || it["key"].to_string().contains("49");
    let of_estero = run["differences"].as_array().unwrap().iter().filter(|it| it["office"] == "estero");
    assert!(of_estero.filter(|it| it["state"] == "open").any(has), "{}", run["differences"]);

    // An exercise begins with nothing.
    let (_, it) = written(&office, "estero", &["--period", "2021-01"]);
    assert_eq!(it["templates"][0]["rows"], 0);
}

#[test]
fn the_cells_offer_what_is_known_and_check_what_is_typed() {
    let office = after_june();
    written(&office, "estero", &[]);
    let mut package = zip::ZipArchive::new(Cursor::new(bytes(&office, INITIATIVES))).unwrap();
    let mut text = |name: &str| std::io::read_to_string(package.by_name(name).unwrap()).unwrap();
    let sheet = text("xl/worksheets/sheet1.xml");
    for check in ["type=\"list\"", "type=\"date\"", "type=\"decimal\"", "<formula1>Elenchi!$A$2:$A$"] {
        assert!(sheet.contains(check), "{check}");
    }
    assert!(text("xl/comments1.xml").contains("Quanto si è liquidato. Obbligatoria."));
    let mut book = Xlsx::new(Cursor::new(bytes(&office, INITIATIVES))).unwrap();
    let lists = book.worksheet_range("Elenchi").unwrap();
    let codes: Vec<String> = lists.rows().skip(1).map(|row| row[0].to_string()).collect();
    assert!(!codes.is_empty() && codes.iter().all(|code| code.starts_with("2021_03")), "{codes:?}");
}

#[test]
fn a_sheet_is_called_as_its_layout_takes_it_and_laid_out_as_it_reads_it() {
    let layout = include_str!("../../config/layouts/scheda_interventi.toml");
    let pattern =
        r"file = '^(copia di )?scheda_interventi_(?<office>[a-z][a-z_]*?)_(?<period>\d{4}-\d{2})([ _(-].*)?$'";
    assert!(layout.contains(pattern));
    let own = |file: &str, more: &str| layout.replace(pattern, &format!("file = '{file}'\n{more}"));
    let month = r"^interventi (?<office>[a-z]+) (?<period>[a-z]+ \d{4})$";
    let told = "sheet = \"Luglio\"\nperiod = { cell = \"C7\" }\nente = { cell = \"B6\" }\nunit = \"migliaia\"";
    for (text, name) in [
        (own(month, told), "interventi estero luglio 2021.xlsx"),
        (own(r"^interventi \[(?<office>[a-z]+)\]$", ""), "interventi [estero].xlsx"),
        (layout.replace("[\"Liquidato\", ", "[\"Liquidato al {data}\", "), INITIATIVES),
    ] {
        let office = Office::new();
        office.configure("layouts/scheda_interventi.toml", &text);
        let (code, it) = written(&office, "estero", &["--period", "2021-07"]);
        assert_eq!((code, &it["templates"][0]["remarks"]), (0, &json!([])), "{it}");
        let file = it["templates"][0]["file"].as_str().unwrap();
        assert!(file.ends_with(&format!("/{name}")), "{file}");
        // The chamber, the month and the office are said so that a run takes it for what it is.
        let read = json_of(&office.program(&["read", file, "--json"]));
        let codes: Vec<&Value> = read["problems"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
        assert_eq!((codes, &read["period"]), (vec![&json!("intake.unfilled_template")], &json!("2021-07")), "{name}");
    }
    // What the sheets of a file say by their names only a person makes: such a file has no blank sheet, and that is said.
    let office = Office::new();
    let headed = "header = [\"Obiettivo\"";
    assert_eq!(layout.matches(headed).count(), 1);
    let line = layout.lines().find(|line| line.starts_with(headed)).unwrap();
    office.configure(
        "layouts/scheda_interventi.toml",
        &layout.replace(line, "from = \"sheet\"").replace("column = \"obiettivo\"", "column = \"beneficiario\""),
    );
    let reason = "`obiettivo` sta nei nomi o nei titoli dei suoi fogli";
    let (code, it) = written(&office, "promozione", &["--period", "2021-07"]);
    let without = it["without"][0].as_str().unwrap_or_default();
    assert!(code == 3 && without.contains(reason) && it["templates"].as_array().unwrap().len() == 1, "{it}");
    let output = office.program(&["template", "estero", "--period", "2021-07"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains(reason), "{said}");
    // Of a pattern that no name is found for it is said how the file has to be called.
    let office = Office::new();
    office
        .configure("layouts/scheda_interventi.toml", &own(r"^[0-9]{3}_(?<office>[a-z]+)_(?<period>\d{4}-\d{2})$", ""));
    let (code, it) = written(&office, "estero", &["--period", "2021-07"]);
    assert_eq!((code, it["templates"][0]["remarks"].as_array().unwrap().len()), (3, 1), "{it}");
}

#[test]
fn what_cannot_be_written_is_said() {
    let office = Office::new();
    let said = |arguments: &[&str]| {
        let output = office.program(&[&["template"], arguments, &["--period", "2021-07"]].concat());
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(said(&["estero"]).0, 0);
    let (code, text) = said(&["estero"]);
    assert_eq!((code, text.contains("c'è già e non si sovrascrive")), (2, true), "{text}");
    let (code, text) = said(&["ester"]);
    assert_eq!((code, text.contains("forse si intendeva `estero`")), (2, true), "{text}");
    let settings = include_str!("../../config/settings.toml");
    let other = "[[office]]\nid = \"protocollo\"\nname = \"Protocollo\"\n\n[[office]]\nid = \"contabilita\"";
    office.configure("settings.toml", &settings.replacen("[[office]]\nid = \"contabilita\"", other, 1));
    let (code, text) = said(&["protocollo"]);
    assert_eq!((code, text.contains("da «Protocollo» non si aspetta nessuna scheda")), (2, true), "{text}");
}

#[test]
fn the_service_leaves_them_in_the_folders_of_offices_and_nobody_takes_them() {
    let office = Office::new();
    let settings = include_str!("../../config/settings.toml");
    office.configure("settings.toml", &settings.replace("[intake]\n", "[intake]\nown_trays = true\n"));
    let modelli = office.root().join("drop/estero/modelli");
    std::fs::create_dir_all(modelli.parent().unwrap()).unwrap();
    std::fs::create_dir_all(office.root().join("drop/promozione")).unwrap();
    office.release_samples("2021-06");
    first_start(&office, "2021-07-05T20:00:00Z");
    assert!(!modelli.exists());
    let night = |now: &str| {
        let output = office.program(&["serve", "--once", "--now", now]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let said = night("2021-07-06T00:05:00Z");
    assert!(said.contains("lasciati 3 modelli di luglio 2021"), "{said}");
    let mine = office.root().join("drop/promozione/modelli").join(MEASURES);
    assert!(modelli.join(INITIATIVES).is_file() && mine.is_file());
    let note = std::fs::read_to_string(office.root().join("drop/estero/LEGGIMI.txt")).unwrap();
    assert!(note.contains("I MODELLI"), "{note}");

    // What a person wrote there stays; what is gone is written again.
    std::fs::write(&mine, b"a meta'").unwrap();
    std::fs::remove_file(modelli.join(INITIATIVES)).unwrap();
    let said = night("2021-07-07T00:05:00Z");
    assert!(said.contains("lasciato un modello di luglio 2021"), "{said}");
    assert_eq!(std::fs::read(&mine).unwrap(), b"a meta'");
    assert!(modelli.join(INITIATIVES).is_file());
    let (_, run) = office.run("2021-07");
    let is_template = |it: &Value| [MEASURES, INITIATIVES].iter().any(|name| it["file"] == *name);
    assert!(!run["arrivals"].as_array().unwrap().iter().any(is_template));
    assert_eq!(run["settling"], json!([]), "nobody is told of a folder that is not read");
    assert!(modelli.join(INITIATIVES).is_file() && mine.is_file());
}
