//! What offices and accounts answer on differences in a workbook that comes back, and what becomes of it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;

use crate::office::Office;

const SHEET: &str = "Differenze";
const MONTH: &str = "2021-04";

pub fn workbook(office: &Office, name: &str) -> Vec<u8> {
    std::fs::read(office.root().join(format!("reports/{MONTH}/{name}"))).unwrap()
}

/// Rows by their ids: each its row number, from 1, and its cells by their heads.
pub type Rows = BTreeMap<String, (usize, BTreeMap<String, String>)>;

/// The rows of the sheet of differences.
pub fn rows(bytes: &[u8]) -> Rows {
    rows_of(bytes, SHEET, "Identificativo").into_iter().filter(|(id, _)| id.len() == 32).collect()
}

/// The rows of a sheet by the cells below this head.
pub fn rows_of(bytes: &[u8], sheet: &str, id: &str) -> Rows {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let all: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    let heads: Vec<String> = all[3].iter().map(ToString::to_string).collect();
    let one = |(at, row): (usize, &Vec<Data>)| {
        let cells: BTreeMap<String, String> = heads.iter().cloned().zip(row.iter().map(ToString::to_string)).collect();
        (cells[id].clone(), (at + 1, cells))
    };
    all.iter().enumerate().skip(4).map(one).collect()
}

/// The workbook as somebody fills it in: texts in cells of the sheet of differences, by their names.
pub fn filled(bytes: &[u8], cells: &[(String, &str)]) -> Vec<u8> {
    filled_in(bytes, SHEET, cells)
}

/// The same of any sheet.
pub fn filled_in(bytes: &[u8], name: &str, cells: &[(String, &str)]) -> Vec<u8> {
    let of = name;
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = |name: &str| {
        let mut text = String::new();
        package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let book = text("xl/workbook.xml");
    let at = book.split("<sheet name=\"").skip(1).position(|it| it.starts_with(of)).unwrap();
    let part = format!("xl/worksheets/sheet{}.xml", at + 1);
    let mut sheet = text(&part);
    for (cell, said) in cells {
        let begins = format!("<c r=\"{cell}\" s=\"");
        let start = sheet.find(&begins).unwrap_or_else(|| panic!("{cell} is no cell"));
        let style: String = sheet[start + begins.len()..].chars().take_while(char::is_ascii_digit).collect();
        let rest = &sheet[start..];
        let end = match rest.find("/>").filter(|end| rest.find("</c>").is_none_or(|other| *end < other)) {
            Some(end) => start + end + 2,
            None => start + rest.find("</c>").unwrap() + 4,
        };
        let with = format!("{begins}{style}\" t=\"inlineStr\"><is><t>{said}</t></is></c>");
        sheet.replace_range(start..end, &with);
    }
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = package.file_names().map(|it| it.unwrap().into_owned()).collect();
    for name in names {
        out.start_file(name.clone(), zip::write::SimpleFileOptions::default()).unwrap();
        if name == part {
            out.write_all(sheet.as_bytes()).unwrap();
        } else {
            let mut bytes = Vec::new();
            package.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            out.write_all(&bytes).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

/// The columns that people fill in, from the outcome on.
pub fn cell(column: char, row: usize) -> String {
    format!("{column}{row}")
}

pub fn difference<'a>(run: &'a Value, id: &str) -> &'a Value {
    let all = run["differences"].as_array().unwrap();
    all.iter().find(|it| it["id"] == id).unwrap_or_else(|| panic!("{id} is not among {all:?}"))
}

/// A month with open differences, and one of them: its id and row.
pub fn released() -> (Office, String, usize) {
    let office = Office::new();
    office.release_samples(MONTH);
    let rows = rows(&workbook(&office, "monitoraggio-2021-04.xlsx"));
    let open = rows.iter().find(|(_, (_, cells))| cells["Stato"] == "aperta").expect("an open difference");
    let (id, row) = (open.0.clone(), open.1.0);
    (office, id, row)
}

#[test]
fn what_the_accounts_accept_in_a_workbook_that_comes_back_is_closed() {
    let (office, id, row) = released();
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let back = filled(
        &first,
        &[
            (cell('M', row), "Accettata"),
            (cell('N', row), "ritenuta versata in marzo"),
            (cell('O', row), "Ragioneria"),
            (cell('Q', row), "30/09/2021"),
        ],
    );
    office.drop_file("con le mie risposte.xlsx", &back);
    let (_, run) = office.run(MONTH);
    assert_eq!(run["issue"], 2, "an answer makes a new issue when one is asked for: {}", run["problems"]);
    let it = difference(&run, &id);
    assert_eq!(it["state"], "accepted");
    assert_eq!(it["answer"]["why"], "ritenuta versata in marzo");
    let text = it["text"].as_str().unwrap();
    assert!(
        text.contains("Accettata fino al 30/09/2021: ritenuta versata in marzo (risposta del 05/05/2021)."),
        "{text}"
    );
    assert!(office.root().join("drop/accettati/con le mie risposte.xlsx").exists());
    let printed = &rows(&workbook(&office, "monitoraggio-2021-04-v2.xlsx"))[&id].1;
    assert_eq!((printed["Esito"].as_str(), printed["Responsabile"].as_str()), ("accettata", "Ragioneria"));

    // Last week's copy says nothing new, whatever it is called and however it was packed.
    let again = filled(&back, &[(cell('R', row), "")]);
    office.drop_file("oneri_2021-04 copia.xlsx", &again);
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["issue"], &difference(&run, &id)["state"]), (&2.into(), &"accepted".into()));

    // Undoing is another answer, by hand.
    let decide = ["decide", &id[..8], "--esito", "ufficio", "--why", "la ritenuta non risulta", "--by", "Responsabile"];
    let now = ["--now", "2021-05-10T07:00:00Z", "--json"];
    let output = office.program(&[&decide[..], &now[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let (_, run) = office.run(MONTH);
    let it = difference(&run, &id);
    assert_eq!(it["state"], "open");
    let text = it["text"].as_str().unwrap();
    assert!(
        text.contains("Risposta della contabilità del 10/05/2021, la corregge l'ufficio: la ritenuta non risulta."),
        "{text}"
    );
    assert_eq!(run["issue"], 3);

    // All of it is in the registry, from which a lost database is made again.
    for name in ["quadratura.db", "quadratura.db-wal", "quadratura.db-shm"] {
        let _ = std::fs::remove_file(office.root().join(name));
    }
    let output = office.program(&["recover"]);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    let (_, run) = office.run(MONTH);
    assert_eq!((&run["issue"], &difference(&run, &id)["answer"]["outcome"]), (&3.into(), &"office_corrects".into()));
}

#[test]
fn an_office_proposes_of_its_own_rows_and_is_not_reminded_before_its_day() {
    let (office, ..) = released();
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let rows = rows(&first);
    let of = |name: &str| {
        rows.iter()
            .find(|(_, (_, it))| it["Ufficio"] == name && it["Stato"] == "aperta")
            .map(|(id, (row, _))| (id.clone(), *row))
    };
    let (own, own_row) = of("Ufficio Commercio estero").unwrap();
    let (_, other_row) = rows
        .iter()
        .find(|(_, (_, it))| it["Ufficio"] != "Ufficio Commercio estero")
        .map(|(id, (row, _))| (id, *row))
        .unwrap();
    let back = filled(
        &first,
        &[
            (cell('M', own_row), "la corregge l'ufficio"),
            (cell('Q', own_row), "2021-06-30"),
            (cell('M', other_row), "accettata"),
            (cell('N', other_row), "così"),
        ],
    );
    std::fs::create_dir_all(office.root().join("drop/estero")).unwrap();
    office.drop_file("estero/risposte.xlsx", &back);
    let (_, run) = office.run(MONTH);
    let it = difference(&run, &own);
    assert_eq!(
        (&it["state"], &it["answer"]["office"], &it["answer"]["decides"]),
        (&"open".into(), &"estero".into(), &false.into())
    );
    let text = it["text"].as_str().unwrap();
    assert!(
        text.contains("Risposta dell'ufficio del 05/05/2021, la corregge l'ufficio entro il 30/06/2021."),
        "{text}"
    );
    let receipt = std::fs::read_dir(office.root().join("outbox"))
        .unwrap()
        .filter_map(|it| it.ok()?.file_name().into_string().ok());
    assert!(
        receipt.into_iter().any(|name| name.starts_with("ricevuta-")),
        "the office learns that a row is not its own"
    );
    // In June the difference would be too old, but for the day that the office named.
    for month in ["2021-05", "2021-06"] {
        let run = office.release_samples(month);
        if let Some(it) = run["differences"].as_array().unwrap().iter().find(|it| it["id"] == own.as_str()) {
            assert_eq!(it["overdue"], false, "{month}");
        }
    }
}

/// The workbook that a message carries.
pub fn attached(office: &Office, name: &str) -> Vec<u8> {
    let outbox = std::fs::read_dir(office.root().join("outbox")).unwrap();
    let letters = outbox.map(|it| std::fs::read_to_string(it.unwrap().path()).unwrap());
    // A long name may be written as the first of its parts.
    let head = format!("=\"{name}\"");
    let letter = letters.into_iter().find(|it| it.contains(&head)).expect("a letter with the workbook");
    let (_, rest) = letter.split_once(&head).unwrap();
    let body: String = rest.split("\r\n\r\n").nth(1).unwrap().split("--").next().unwrap().split_whitespace().collect();
    unbase64(&body)
}

fn unbase64(text: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = |letter: char| u32::try_from(LETTERS.find(letter).unwrap()).unwrap();
    let letters: Vec<char> = text.trim_end_matches('=').chars().collect();
    let bytes = |four: &[char]| {
        let word = four.iter().fold(0, |word, letter| word << 6 | bits(*letter)) << (6 * (4 - four.len()));
        word.to_be_bytes()[1..four.len()].to_vec()
    };
    letters.chunks(4).flat_map(bytes).collect()
}

#[test]
fn an_office_answers_on_the_workbook_of_its_digest() {
    let (office, ..) = released();
    let small = attached(&office, "differenze-2021-04-estero.xlsx");
    let rows = rows(&small);
    assert!(rows.values().all(|(_, it)| it["Ufficio"] == "Ufficio Commercio estero"), "{rows:?}");
    let (id, (row, _)) = rows.first_key_value().unwrap();
    office.drop_file("estero.xlsx", &filled(&small, &[(cell('M', *row), "la corregge l'ufficio")]));
    let (_, run) = office.run(MONTH);
    let answer = &difference(&run, id)["answer"];
    assert_eq!(answer["outcome"], "office_corrects", "{}", run["problems"]);
    assert_eq!(
        (&answer["office"], &answer["decides"]),
        (&"estero".into(), &false.into()),
        "it proposes, wherever it lay"
    );
    // The same bytes in the tray of who answers for the accounts are another word.
    std::fs::create_dir_all(office.root().join("drop/contabilita")).unwrap();
    office.drop_file("contabilita/estero.xlsx", &filled(&small, &[(cell('M', *row), "la corregge l'ufficio")]));
    let (_, run) = office.run(MONTH);
    assert_eq!(difference(&run, id)["answer"]["decides"], true, "{}", run["problems"]);
}

#[test]
fn what_cannot_count_is_said_cell_by_cell_and_the_rest_counts() {
    let (office, id, row) = released();
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let problems = || -> Vec<String> {
        let connection = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
        let text: String = connection
            .query_row("SELECT problems FROM arrival ORDER BY id DESC LIMIT 1", [], |row| row.get(0))
            .unwrap();
        let all: Vec<Value> = serde_json::from_str(&text).unwrap();
        all.iter()
            .map(|it| format!("{} {}", it["code"].as_str().unwrap(), it["cell"].as_str().unwrap_or_default()))
            .collect()
    };
    let mut said = Vec::new();
    let tries: [&[(char, &str)]; 5] = [
        &[('M', "accettata")],
        &[('M', "forse"), ('N', "x")],
        &[('N', "solo il motivo")],
        &[('M', "ufficio la corregge")],
        &[('M', "la corregge l'ufficio"), ('Q', "presto")],
    ];
    for (number, cells) in tries.iter().enumerate() {
        let cells: Vec<(String, &str)> = cells.iter().map(|(column, text)| (cell(*column, row), *text)).collect();
        office.drop_file(&format!("prova {number}.xlsx"), &filled(&first, &cells));
        let (_, run) = office.run(MONTH);
        assert_eq!(difference(&run, &id)["answer"], Value::Null);
        said.extend(problems());
    }
    let at = |column: char| cell(column, row);
    let wanted = [
        format!("answers.no_reason {}", at('M')),
        format!("answers.unknown_outcome {}", at('M')),
        format!("answers.no_outcome {}", at('V')),
        format!("answers.unknown_outcome {}", at('M')),
        format!("answers.no_day {}", at('Q')),
    ];
    assert_eq!(said, wanted);
    // A changed figure is told and changes nothing; what is answered beside it counts.
    let changed = filled(&first, &[(at('B'), "2021_09_99"), (at('M'), "la corregge la contabilità")]);
    office.drop_file("cifra.xlsx", &changed);
    let (_, run) = office.run(MONTH);
    assert_eq!(problems(), [format!("answers.locked {}", at('V'))]);
    assert_eq!(difference(&run, &id)["answer"]["outcome"], "accounts_correct");
}

/// A workbook that LibreOffice saved, as .ods too, is known all the same.
#[test]
fn answers_come_back_from_another_program() {
    if !crate::libreoffice::is_there() {
        return;
    }
    let (office, id, row) = released();
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let cells = [(cell('M', row), "la corregge la contabilità"), (cell('Q', row), "2021-07-31")];
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("risposte.xlsx"), filled(&first, &cells)).unwrap();
    let profile = folder.path().join("profile");
    crate::libreoffice::profile(&profile);
    for format in ["xlsx", "ods"] {
        let out = folder.path().join(format);
        let made = std::process::Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", profile.display()))
            .args(["--headless", "--convert-to", format, "--outdir"])
            .args([&out, &folder.path().join("risposte.xlsx")])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let name = format!("risposte.{format}");
        office.drop_file(&name, &std::fs::read(out.join(&name)).unwrap());
        let (_, run) = office.run(MONTH);
        assert_eq!(difference(&run, &id)["answer"]["outcome"], "accounts_correct", "{format}: {}", run["problems"]);
        let connection = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
        let sql = "SELECT state || ' ' || layout || ' ' || problems FROM arrival ORDER BY id DESC LIMIT 1";
        let told: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        let wanted = if format == "xlsx" { "[]" } else { "answers.given_before" };
        assert!(told.starts_with("accepted (risposte) ") && told.contains(wanted), "{format}: {told}");
        assert!(!told.contains("answers.locked"), "{format}: {told}");
    }
}
