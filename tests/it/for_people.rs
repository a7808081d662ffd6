//! What people open beside the workbook: tables as a CSV, the note in the drop folder, the page for an office.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use quadratura::config::{self, Config};
use quadratura::report::answers::Sheet;

use crate::libreoffice;
use crate::office::{Office, json_of};

const TABLES: [&str; 7] =
    ["entries", "matches", "differences", "indicators", "objectives", "preconsuntivo", "previsione-consuntivo"];

/// A chamber that has issued a month with differences.
fn chamber() -> Office {
    let office = Office::new();
    office.release_samples("2021-04");
    office
}

fn exported(office: &Office, table: &str, flags: &[&str]) -> Vec<u8> {
    let output = office.program(&[&["export", table, "--period", "2021-04"], flags].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A table for people, its head first.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').expect("a mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_table_is_told_in_the_words_of_the_workbook_and_with_the_same_amounts() {
    let office = chamber();
    for table in TABLES {
        let bytes = exported(&office, table, &["--csv"]);
        let people = rows(&bytes);
        let plain = exported(&office, table, &[]);
        assert!(!plain.starts_with("\u{feff}".as_bytes()) && !plain.contains(&b'\r'), "{table}: for scripts as before");
        let mut plain = csv::ReaderBuilder::new().delimiter(b';').from_reader(&plain[..]);
        let ids: Vec<String> = plain.headers().unwrap().iter().map(str::to_owned).collect();
        let records: Vec<csv::StringRecord> = plain.records().map(Result::unwrap).collect();
        assert_eq!(people.len(), records.len() + 1, "{table}");
        assert!(!records.is_empty(), "{table}");
        assert!(bytes.windows(2).filter(|it| it == b"\r\n").count() >= people.len(), "{table}");
        let heads: BTreeSet<&String> = people[0].iter().collect();
        assert_eq!(heads.len(), people[0].len(), "{table}: {:?}", people[0]);
        for head in heads {
            assert!(head.starts_with(char::is_uppercase) && !head.contains('_'), "{table}: {head}");
        }
        // People have the names of the indicators besides.
        let mut ids = ids;
        if table == "indicators" {
            ids.insert(2, "name".to_owned());
        }
        for (at, id) in ids.iter().enumerate().filter(|(_, id)| id.ends_with("_cents")) {
            let column = |record: &csv::StringRecord| record.get(at).unwrap().parse::<i64>().ok();
            let said = people[1..].iter().map(|row| row[at].replace(',', "").parse::<i64>().ok());
            assert!(said.eq(records.iter().map(column)), "{table} {id}");
        }
    }
    words_days_and_shares_are_those_of_people(&office);
}

fn words_days_and_shares_are_those_of_people(office: &Office) {
    let differences = rows(&exported(office, "differences", &["--csv"]));
    let at = |rows: &[Vec<String>], head: &str| rows[0].iter().position(|it| it == head).unwrap();
    let of = |head: &str| differences[1..].iter().map(|row| row[at(&differences, head)].as_str()).collect::<Vec<_>>();
    assert!(of("Tipo").contains(&"importo diverso") && of("Stato").contains(&"aperta"), "{differences:?}");
    assert!(of("Ufficio").contains(&"Ufficio Commercio estero"));
    assert!(of("Vista la prima volta").contains(&"30/04/2021"));
    assert!(of("Differenza").contains(&"360,00"), "{:?}", of("Differenza"));
    let indicators = rows(&exported(office, "indicators", &["--csv"]));
    let row = indicators
        .iter()
        .find(|row| row[0] == "equilibrio_strutturale" && row[at(&indicators, "Scenario")] == "Consuntivo")
        .unwrap();
    let told = json_of(&office.program(&["explain", &row[0], "--json", "--period", "2021-04"]));
    let value: f64 = told["value"].as_str().unwrap().parse().unwrap();
    let shown: f64 =
        row[at(&indicators, "Valore alla data")].strip_suffix('%').unwrap().replace(',', ".").parse().unwrap();
    assert!((shown - value * 100.0).abs() < 1e-6, "{row:?} {value}");
    assert!(row[at(&indicators, "Stato")].chars().all(|c| c.is_lowercase() || c == ' '), "{row:?}");
    assert!(row[at(&indicators, "Indicatore")].starts_with("Indice di equilibrio strutturale"));
}

#[test]
fn a_spreadsheet_in_italian_reads_amounts_as_numbers_and_computes_no_text() {
    if !libreoffice::is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    libreoffice::profile(&profile);
    let file = folder.path().join("registrazioni.csv");
    let mut bytes = exported(&chamber(), "entries", &["--csv"]);
    let people = rows(&bytes);
    // A beneficiary as somebody with bad intentions would call himself, as the program writes it.
    let width = people[0].len();
    let forged = [vec!["'=1+1", "'-12,50", "'@SUM(1)"], vec![""; width - 3]].concat().join(";");
    bytes.extend_from_slice(format!("{forged}\r\n").as_bytes());
    std::fs::write(&file, bytes).unwrap();
    let made = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        // Semicolons, quotes, UTF-8, from the first line, in Italian, numbers and days recognised.
        .args(["--headless", "--infilter=CSV:59,34,76,1,,1040,false,true", "--convert-to", "xlsx", "--outdir"])
        .arg(folder.path())
        .arg(&file)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut book: Xlsx<_> = open_workbook(folder.path().join("registrazioni.xlsx")).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |row: usize, column: usize| sheet.get((row, column)).cloned().unwrap_or(Data::Empty);
    let amount = people[0].iter().position(|head| head == "Importo").unwrap();
    assert_eq!(cell(0, amount), Data::String("Importo".to_owned()), "the mark of UTF-8 is no part of the first head");
    assert_eq!(cell(0, 0), Data::String(people[0][0].clone()));
    let mut numbers = 0;
    for (row, told) in people.iter().enumerate().skip(1).filter(|(_, told)| !told[amount].is_empty()) {
        let expected: f64 = told[amount].replace(',', ".").parse().unwrap();
        let Data::Float(read) = cell(row, amount) else { panic!("{told:?}: {:?}", cell(row, amount)) };
        assert!((read - expected).abs() < 1e-9, "{told:?}");
        numbers += 1;
    }
    assert!(numbers > 300, "{numbers}");
    let day = people[0].iter().position(|head| head == "Data").unwrap();
    let dated = people.iter().position(|row| row[day].contains('/')).unwrap();
    assert!(matches!(cell(dated, day), Data::DateTime(_)), "{:?}", cell(dated, day));
    for column in 0..3 {
        assert!(matches!(cell(people.len(), column), Data::String(_)), "{:?}", cell(people.len(), column));
    }
}

const NOTE: &str = "LEGGIMI.txt";

fn note(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a mark of UTF-8");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "lines as Notepad has them");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    text.replace("\r\n", "\n")
}

fn serve_once(office: &Office) {
    let output = office.program(&["serve", "--once", "--now", "2021-02-01T10:00:00+01:00"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_prepared_folder_says_what_belongs_into_it_and_no_run_takes_that_for_a_file() {
    let office = Office::new();
    let path = office.root().join("drop").join(NOTE);
    for written in [true, false] {
        let output = Command::new(env!("CARGO_BIN_EXE_quadratura"))
            .args(["init", "--json"])
            .arg(office.root())
            .output()
            .unwrap();
        let list = &json_of(&output)[if written { "written" } else { "kept" }];
        assert!(list.as_array().unwrap().iter().any(|it| it.as_str().unwrap().ends_with(NOTE)), "{list}");
    }
    let said = note(&path);
    let config = Config::load(&office.settings()).unwrap();
    for it in &config.settings.expected {
        let office = it.office.as_deref().map(|office| format!("{office}_")).unwrap_or_default();
        let name = format!("{}_{office}AAAA-MM", &*it.layout);
        assert!(said.contains(&name), "{name} is not in {said}");
        // What it tells is a name that the layout knows.
        let month = name.replace("AAAA-MM", "2021-06");
        assert_eq!(config.layouts_for(&format!("{month}.xlsx"))[0].id, *it.layout);
    }
    for word in
        ["accettati", "rifiutati", "duplicati", "NOME.motivo.txt", "contabilita@camera.example", "Commercio estero"]
    {
        assert!(said.contains(word), "{word} is not in {said}");
    }
    office.drop_samples("2021-01", &[]);
    let (_, run) = office.run("2021-01");
    let arrivals = run["arrivals"].as_array().unwrap();
    assert!(arrivals.len() >= 9 && arrivals.iter().all(|it| it["file"] != NOTE), "{arrivals:?}");
    assert_eq!((run["settling"].as_array().unwrap().len(), note(&path)), (0, said));
    let status = json_of(&office.program(&["status", "--json"]));
    assert_eq!((status["drop"].to_string(), status["settling"].to_string()), ("[]".to_owned(), "[]".to_owned()));
}

#[test]
fn a_service_leaves_the_note_where_it_is_missing_but_not_in_the_place_of_a_share() {
    let office = Office::new();
    let path = office.root().join("drop").join(NOTE);
    serve_once(&office);
    note(&path);
    std::fs::write(&path, "nostro").unwrap();
    serve_once(&office);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "nostro", "what somebody wrote there stays");
    std::fs::remove_file(&path).unwrap();
    office.drop_samples("2021-01", &[]);
    assert!(matches!(office.run("2021-01").0, 0 | 3));
    assert!(!path.exists(), "a run by hand writes none");
    serve_once(&office);
    note(&path);
    // The share is gone, and the folder below it is empty.
    let away = office.root().join("altrove");
    std::fs::rename(office.root().join("drop"), &away).unwrap();
    std::fs::create_dir(office.root().join("drop")).unwrap();
    office.program(&["serve", "--once", "--now", "2021-02-01T10:00:00+01:00"]);
    assert!(!path.exists(), "nothing is written into what is no drop folder");
}

#[test]
fn the_folder_of_an_office_says_what_is_its_own() {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    office.configure("settings.toml", &settings.replace("[intake]\n", "[intake]\nown_trays = true\n"));
    for folder in ["estero", "CONTABILITA"] {
        std::fs::create_dir_all(office.root().join("drop").join(folder)).unwrap();
    }
    serve_once(&office);
    let own = note(&office.root().join("drop/estero").join(NOTE));
    assert!(own.contains("scheda_interventi_estero_AAAA-MM"), "{own}");
    assert!(!own.contains("promozione") && !own.contains("oneri_AAAA-MM"), "{own}");
    let accounts = note(&office.root().join("drop/CONTABILITA").join(NOTE));
    assert!(accounts.contains("oneri_AAAA-MM") && !accounts.contains("scheda_"), "{accounts}");
    assert!(!office.root().join("drop/promozione").exists(), "no folder is made for it");
    let status = json_of(&office.program(&["status", "--json"]));
    assert_eq!((status["drop"].to_string(), status["settling"].to_string()), ("[]".to_owned(), "[]".to_owned()));
}

#[test]
fn the_page_for_an_office_is_true() {
    let page = include_str!("../../docs/ufficio.md");
    let config = Config::compose(config::embedded_configuration(), Path::new("/")).unwrap();
    let names =
        page.split('`').skip(1).step_by(2).filter(|it| it.ends_with("2021-06.xlsx") || it.contains("_corretto"));
    let mut known = 0;
    for name in names {
        assert_eq!(config.layouts_for(name).len(), 1, "{name}");
        known += 1;
    }
    assert!(known >= 7, "{known} names");
    for sheet in Sheet::ALL {
        let columns: Vec<String> = sheet.columns().iter().map(|it| format!("*{}*", it.id())).collect();
        let line = page.lines().find(|line| line.starts_with(&format!("- foglio *{}*", sheet.id()))).unwrap();
        let at: Vec<usize> = columns.iter().map(|it| line.find(it.as_str()).unwrap()).collect();
        assert!(at.is_sorted() && line.matches('*').count() == 2 * (columns.len() + 1), "{line}");
    }
    for page in ["README.md", "docs/operatore.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        assert!(text.contains("ufficio.md"), "{page}");
    }
}
