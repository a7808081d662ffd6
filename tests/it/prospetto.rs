//! The prospetto di quadratura: a sheet and a PDF of each issue that say the same, kept, published, verified and sent.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::bail;
use calamine::{Data, Reader as _, Xlsx, open_workbook};
use quadratura::money::{Cents, grouped};
use quadratura::origin::Digest;
use quadratura::pipeline::Step;
use serde_json::{Value, json};

use crate::demo;
use crate::office::{Office, go_on, json_of};

const MONTHS: [&str; 6] = ["2021-01", "2021-02", "2021-03", "2021-04", "2021-05", "2021-06"];

fn pdf(root: &Path, month: &str) -> PathBuf {
    root.join(format!("reports/{month}/prospetto-{month}.pdf"))
}

/// What a program says of a file; nothing where it is not on this machine, which under CI it must be.
fn said(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let output = Command::new(program).args(arguments).arg(file).arg("-").output();
    assert!(output.is_ok() || std::env::var_os("CI").is_none(), "{program} must be there under CI");
    let Ok(output) = output else {
        eprintln!("skipped: `{program}` is not on this machine");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The heads of columns of figures.
const HEADS: [&str; 8] = ["Righe", "Totale", "Stampato", "Calcolato", "Scarto", "Quante", "Senza segno", "Differenza"];

/// The words of the sheet, with its figures as paper shows them.
fn words_of_sheet(workbook: &Path) -> Vec<String> {
    let mut book: Xlsx<_> = open_workbook(workbook).unwrap();
    let sheet = book.worksheet_range("Prospetto").unwrap();
    let mut heads: BTreeMap<usize, String> = BTreeMap::new();
    let mut words = Vec::new();
    for row in sheet.rows() {
        for (column, cell) in row.iter().enumerate() {
            let text = match cell {
                Data::Empty => continue,
                Data::Float(number) if ["Righe", "Quante"].contains(&heads[&column].as_str()) => {
                    grouped(format!("{number}").parse().unwrap())
                }
                Data::Float(number) => Cents::from_f64(*number).unwrap().italian(),
                other => other.to_string(),
            };
            words.extend(text.split_whitespace().map(str::to_owned));
            if matches!(cell, Data::String(_)) && HEADS.contains(&text.as_str()) {
                heads.insert(column, text);
            }
        }
    }
    words.sort();
    words
}

#[test]
fn the_pdf_of_each_month_is_one_page_and_says_what_its_sheet_says() {
    for month in MONTHS {
        let file = pdf(demo::made(), month);
        let bytes = fs::read(&file).unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"));
        assert_eq!(
            text.matches("/FontDescriptor ").count(),
            text.matches("/FontFile2 ").count(),
            "every font is inside"
        );
        assert!(text.contains("/FontFile2 ") && text.contains("/OutputIntents"));
        assert!(text.contains("/Count 1"), "one page");
        let last = month.parse::<quadratura::period::Period>().unwrap().last_day().format("(D:%Y%m%d").to_string();
        assert_eq!(text.matches("(D:").count(), text.matches(&last).count(), "no clock");
        assert!(text.contains(&last));
        if let Ok(output) = Command::new("qpdf").arg("--check").arg(&file).output() {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        } else {
            assert!(std::env::var_os("CI").is_none(), "qpdf must be there under CI");
        }
        let Some(text) = said("pdftotext", &["-layout"], &file) else { continue };
        assert_eq!(text.matches('\u{c}').count(), 1, "{month}: one page");
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort();
        let workbook = demo::made().join(format!("reports/{month}/monitoraggio-{month}.xlsx"));
        assert_eq!(words, words_of_sheet(&workbook), "{month}");
    }
}

#[test]
fn june_says_what_was_read_checked_and_is_open() {
    let Some(text) = said("pdftotext", &["-layout"], &pdf(demo::made(), "2021-06")) else { return };
    let line = |words: &[&str]| {
        let holds = text.lines().any(|line| words.iter().all(|word| line.contains(word)));
        assert!(holds, "{words:?} in\n{text}");
    };
    line(&["Prospetto di quadratura al 30 giugno 2021"]);
    line(&["giugno 2021, emissione 1", "DEFINITIVO"]);
    let june = demo::month(demo::made(), "2021-06");
    for source in june["sources"].as_array().unwrap() {
        line(&[source["file"].as_str().unwrap(), &source["sha256"].as_str().unwrap()[..12]]);
    }
    line(&["319 verifiche eseguite: 315 quadrano, 4 non quadrano"]);
    line(&["-341.171,00", "-1.663.024,00", "1.321.853,00"]);
    let open: Vec<&Value> = june["differences"].as_array().unwrap().iter().filter(|it| it["state"] == "open").collect();
    let sum: i64 = open.iter().map(|it| it["amount_cents"].as_i64().unwrap()).sum();
    line(&["Totale", &open.len().to_string(), &Cents(sum).italian()]);
    line(&["DET 27-2021", "3.500,00"]);
    line(&["Il responsabile", "Data"]);
    line(&["Emissione 2021-06/1", "impronta"]);
}

#[test]
fn a_pass_killed_while_it_publishes_is_finished_by_the_next() {
    let prepared = || {
        let office = Office::new();
        office.drop_samples("2021-03", &["interventi", "scheda", "risultanze"]);
        office
    };
    let undisturbed = prepared();
    undisturbed.pass("2021-03", &go_on).unwrap();
    for name in ["monitoraggio-2021-03.xlsx", "prospetto-2021-03.pdf"] {
        let (office, seen) = (prepared(), Cell::new(false));
        let ends = |step: Step<'_>| match step {
            Step::Published(published) if published == name => {
                seen.set(true);
                bail!("ended after {name}")
            }
            _ => Ok(()),
        };
        office.pass("2021-03", &ends).unwrap_err();
        assert!(seen.get(), "{name} is a step");
        assert_eq!(pdf(office.root(), "2021-03").exists(), name.ends_with("pdf"));
        office.pass("2021-03", &go_on).unwrap();
        assert_eq!((office.files(), office.database()), (undisturbed.files(), undisturbed.database()));
    }
}

fn january() -> Office {
    let office = Office::new();
    office.release_samples("2021-01");
    office
}

/// The codes of what `verify` found, and all that it said.
fn verified(office: &Office) -> (Vec<String>, Value) {
    let said = json_of(&office.program(&["verify", "--json"]));
    let codes = said["findings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned());
    (codes.collect(), said)
}

/// Where the archive keeps the prospetto of January.
fn kept(office: &Office) -> PathBuf {
    let digest = Digest::of(&fs::read(pdf(office.root(), "2021-01")).unwrap()).to_string();
    office.root().join("archive").join(&digest[..2]).join(&digest[2..])
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::set_permissions(path, fs::Permissions::from_mode(0o640)).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_byte_changed_in_it_and_a_row_that_tells_otherwise_are_named() {
    let office = january();
    let (codes, said) = verified(&office);
    assert_eq!((codes.len(), &said["prospetti"]), (0, &json!({"same": 1, "other": 0})), "{said:#}");
    let (published, archived) = (pdf(office.root(), "2021-01"), kept(&office));
    flip(&published);
    assert_eq!(verified(&office).0, ["verify.report_altered"]);
    flip(&published);
    flip(&archived);
    assert_eq!(verified(&office).0, ["verify.archive_altered"]);
    flip(&archived);
    let database = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    database.execute("UPDATE prospetto SET name = 'prospetto-2021-01-v9.pdf'", []).unwrap();
    let (codes, said) = verified(&office);
    assert!(codes.contains(&"verify.line_altered".to_owned()), "{said:#}");
    assert!(codes.contains(&"verify.record_altered".to_owned()), "{said:#}");
}

#[test]
fn one_that_is_gone_is_put_back_and_one_that_is_somebody_elses_stays() {
    let office = january();
    let (path, before) = (pdf(office.root(), "2021-01"), office.files());
    fs::remove_file(&path).unwrap();
    office.run("2021-01");
    assert_eq!(office.files(), before);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    fs::write(&path, "appunti miei").unwrap();
    let (_, said) = office.run("2021-01");
    assert!(said["problems"].to_string().contains("prospetto-2021-01.pdf"), "{said:#}");
    assert_eq!(fs::read(&path).unwrap(), b"appunti miei");
}

#[test]
fn a_lost_database_knows_it_again_and_a_copy_has_it() {
    let office = january();
    let rows = |office: &Office| -> Vec<String> {
        office.database().into_iter().filter(|line| line.starts_with("prospetto ")).collect()
    };
    let before = rows(&office);
    assert_eq!(before.len(), 1, "{before:?}");
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copia");
    let copied = office.program(&["backup", copy.to_str().unwrap()]);
    assert_eq!(copied.status.code(), Some(0), "{}", String::from_utf8_lossy(&copied.stderr));
    assert_eq!(fs::read(pdf(&copy, "2021-01")).unwrap(), fs::read(pdf(office.root(), "2021-01")).unwrap());
    for name in ["quadratura.db", "quadratura.db-wal", "quadratura.db-shm"] {
        let _ = fs::remove_file(office.root().join(name));
    }
    let recovered = office.program(&["recover"]);
    assert!(matches!(recovered.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&recovered.stderr));
    assert_eq!(rows(&office), before);
    let (codes, said) = verified(&office);
    assert_eq!(codes, Vec::<String>::new(), "{said:#}");
}

#[test]
fn a_draft_that_is_withdrawn_takes_it_along() {
    let office = Office::new();
    office.drop_samples("2021-03", &["oneri"]);
    let (_, run) = office.run("2021-03");
    assert_eq!(run["state"], "draft");
    assert!(pdf(office.root(), "2021-03").exists());
    let done = office.program(&["withdraw", "2021-03", "--why", "prova"]);
    assert!(matches!(done.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(!pdf(office.root(), "2021-03").exists());
}

/// The subject and the names of the attachments of a letter, and its text.
fn letter(office: &Office, name: &str) -> (String, Vec<String>, String) {
    let text = fs::read_to_string(office.root().join("outbox").join(name)).unwrap();
    let message = text.replace("\r\n", "\n");
    let attached = message
        .match_indices("filename=\"")
        .map(|(at, it)| message[at + it.len()..].chars().take_while(|c| *c != '"').collect());
    let subject = message.lines().find(|line| line.starts_with("Subject: ")).unwrap().to_owned();
    (subject, attached.collect(), message.replace("=\n", ""))
}

#[test]
fn where_a_visto_is_asked_for_the_draft_brings_it_and_says_how_the_month_goes_out() {
    let office = Office::new();
    let settings = fs::read_to_string(office.settings()).unwrap();
    let release = "mode = \"visto\"\nsigners = [\"Responsabile finanziario\"]";
    office.configure("settings.toml", &format!("{settings}\n[release]\n{release}\n"));
    for (name, bytes) in crate::samples::of_month("2021-01") {
        office.drop_file(&name, &bytes);
    }
    office.run("2021-01");
    let (subject, attached, text) = letter(&office, "2021-01-1-bozza-contabilita.eml");
    assert!(subject.contains("BOZZA DA VISTARE") || subject.contains("BOZZA_DA_VISTARE"), "{subject}");
    assert_eq!(attached, ["monitoraggio-2021-01.xlsx", "prospetto-2021-01.pdf"]);
    assert!(text.contains("quadratura visto 2021-01 --by \"Nome\"; oppure firmando il prospetto allegato"), "{text}");
    assert!(!text.contains("cella del visto"), "there is none: {text}");
    if let Some(text) = said("pdftotext", &["-layout"], &pdf(office.root(), "2021-01")) {
        assert!(text.contains("BOZZA DA VISTARE") && !text.contains("Perché è una bozza"), "{text}");
    }

    let by = ["visto", "2021-01", "--by", "Responsabile finanziario", "--note", "visto il dettaglio"];
    let output = office.program(&[&by[..], &["--now", "2021-02-08T07:00:00Z"]].concat());
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    let second = office.root().join("reports/2021-01/prospetto-2021-01-v2.pdf");
    assert!(second.exists());
    if let Some(text) = said("pdftotext", &["-layout"], &second) {
        for words in [
            "DEFINITIVO",
            "Visto di Responsabile finanziario (utente di sistema",
            "il 08/02/2021 alle 08:00",
            "Nota: visto il dettaglio",
        ] {
            assert!(text.contains(words), "{words} in\n{text}");
        }
        assert!(!text.contains("Il responsabile "), "no line to sign on");
    }
    let carries = |role: &str| letter(&office, &format!("2021-01-2-mensile-{role}.eml")).1;
    let both = ["monitoraggio-2021-01-v2.xlsx", "prospetto-2021-01-v2.pdf"];
    assert_eq!(
        (carries("contabilita"), carries("segretario_generale")),
        (both.map(str::to_owned).to_vec(), both.map(str::to_owned).to_vec())
    );
    assert_eq!(carries("dirigente"), both[..1], "the workbook has it as a sheet");
}

#[test]
fn who_accepted_a_difference_and_why_stands_in_it() {
    let office = Office::new();
    office.release_samples("2021-04");
    let (_, run) = office.run("2021-04");
    let open = run["differences"].as_array().unwrap().iter().find(|it| it["state"] == "open").unwrap().clone();
    let decided = office.program(&[
        "decide",
        open["id"].as_str().unwrap(),
        "--esito",
        "accettata",
        "--why",
        "concordato con `l'ufficio`",
        "--by",
        "Maria Bianchi",
    ]);
    assert!(matches!(decided.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&decided.stderr));
    office.run("2021-04");
    let path = office.root().join("reports/2021-04/prospetto-2021-04-v2.pdf");
    let Some(text) = said("pdftotext", &["-layout"], &path) else { return };
    let accepted = text.split("Differenze accettate").nth(1).unwrap_or_else(|| panic!("{text}"));
    assert!(accepted.contains("Maria Bianchi"), "{text}");
    assert!(accepted.contains("concordato con «l'ufficio»"), "{text}");
}
