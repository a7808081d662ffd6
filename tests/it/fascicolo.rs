//! The fascicolo of an exercise, read as an auditor does: with nothing but what lies in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use quadratura::origin::Digest;
use serde_json::Value;

use crate::demo;
use crate::office::{Office, json_of};

fn gathered(settings: &Path, year: &str, out: &Path) -> (Option<i32>, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_quadratura"))
        .args(["fascicolo", year, "--json", "--out"])
        .arg(out)
        .arg("--config")
        .arg(settings)
        .output()
        .unwrap();
    (output.status.code(), json_of(&output))
}

/// Every file below a folder, by its name there.
fn files(folder: &Path) -> BTreeMap<String, Digest> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(inner) = open.pop() {
        for entry in fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, Digest::of(&fs::read(&path).unwrap()));
            }
        }
    }
    found
}

/// The rows of a table of the fascicolo, by their heads.
fn table(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(folder.join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// `D14` as row and column from 0.
fn place(cell: &str) -> (u32, u32) {
    let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    (cell[letters.len()..].parse::<u32>().unwrap() - 1, column - 1)
}

fn value(path: &Path, sheet: &str, cell: &str) -> Data {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    book.worksheet_range(sheet).unwrap().get_value(place(cell)).cloned().unwrap_or(Data::Empty)
}

fn number(data: &Data) -> Option<f64> {
    match data {
        Data::Float(it) => Some(*it),
        #[expect(clippy::cast_precision_loss, reason = "counts of a workbook")]
        Data::Int(it) => Some(*it as f64),
        _ => None,
    }
}

/// What a figure of the workbook is, and the cell that it says it comes from: `oneri_2021-06.xlsx · Oneri!I14`.
fn figures(workbook: &Path, sheet: &str, origin: &str, of: &str) -> Vec<(Data, String)> {
    let mut book: Xlsx<_> = open_workbook(workbook).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    let heads: Vec<String> = rows[3].iter().map(|it| it.to_string().replace('\n', " ")).collect();
    let at =
        |head: &str| heads.iter().position(|it| it.starts_with(head)).unwrap_or_else(|| panic!("{head} in {heads:?}"));
    let (figure, place) = (at(of), at(origin));
    let told = rows.iter().skip(4).map(|row| (row[figure].clone(), row[place].to_string()));
    told.filter(|(value, place)| *value != Data::Empty && place.contains(".xlsx · ") && place.contains('!')).collect()
}

/// Whether the file of the fascicolo holds a figure in the cell that the workbook names for it.
fn is_traced(folder: &Path, originals: &[BTreeMap<String, String>], figure: &(Data, String)) -> bool {
    let (file, cell) = figure.1.split_once(" · ").unwrap();
    let (sheet, cell) = cell.rsplit_once('!').unwrap();
    let row = originals.iter().find(|row| row["File"] == file).unwrap_or_else(|| panic!("no {file}"));
    let path = folder.join(&row["Dove"]);
    assert_eq!(Digest::of(&fs::read(&path).unwrap()).to_string(), row["SHA-256"]);
    let there = value(&path, sheet.trim_matches('\''), cell);
    match (number(&figure.0), number(&there)) {
        (Some(a), Some(b)) => (a - b).abs() < 0.005,
        _ => figure.0.to_string() == there.to_string(),
    }
}

#[test]
fn ten_figures_of_june_are_traced_to_their_cells_in_it_alone() {
    let out = tempfile::tempdir().unwrap();
    let (code, said) = gathered(&demo::made().join("config/settings.toml"), "2021", out.path());
    assert_eq!(code, Some(0), "{said:#}");
    let folder = PathBuf::from(said["folder"].as_str().unwrap());
    assert_eq!((said["issues"].as_u64(), said["months"].as_array().unwrap().len()), (Some(6), 6));
    let checked =
        Command::new("sha256sum").args(["-c", "--strict", "--quiet", "SHA256SUMS"]).current_dir(&folder).output();
    let checked = checked.unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), files(&folder).len() - 1, "all but itself");
    assert_eq!(sums.lines().count() as u64, said["files"].as_u64().unwrap());

    let june = folder.join("2021-06/monitoraggio-2021-06.xlsx");
    let mut figures =
        [figures(&june, "Dati", "Da dove viene", "Valore"), figures(&june, "Conti", "Cella di origine", "Consuntivo")]
            .concat();
    assert!(figures.len() > 60, "{} figures", figures.len());
    let originals = table(&folder, "originali.csv");
    // Numbers that look random and are the same in every run.
    let mut seed = 20_210_630_u64;
    for _ in 0..10 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let figure = figures.swap_remove(usize::try_from((seed >> 33) % figures.len() as u64).unwrap());
        assert!(is_traced(&folder, &originals, &figure), "{figure:?}");
    }
    let index = fs::read_to_string(folder.join("INDICE.md")).unwrap();
    for (name, _) in files(&folder).iter().filter(|(name, _)| name.starts_with("2021-") && !name.contains("manifesto"))
    {
        assert!(index.contains(&format!("`{name}`")), "{name} in\n{index}");
    }
    let letters = table(&folder, "lettere.csv");
    let june: Vec<_> = letters.iter().filter(|row| row["Mese"] == "2021-06" && row["Emissione"] == "1").collect();
    assert!(june.iter().any(|row| row["A chi"] == "contabilita@camera.example"), "{letters:?}");
}

#[test]
fn the_same_database_gives_the_same_bytes_and_a_folder_that_is_there_stays() {
    let settings = demo::made().join("config/settings.toml");
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    gathered(&settings, "2021", one.path());
    gathered(&settings, "2021", other.path());
    assert_eq!(files(one.path()), files(other.path()));
    let before = files(one.path());
    let (code, said) = gathered(&settings, "2021", one.path());
    assert_eq!(code, Some(2));
    assert!(said["error"]["text"].as_str().unwrap().contains("c'è già"), "{said:#}");
    assert_eq!(files(one.path()), before);
    let empty = tempfile::tempdir().unwrap();
    let (code, said) = gathered(&settings, "2019", empty.path());
    assert_eq!(code, Some(2));
    assert!(said["error"]["text"].as_str().unwrap().contains("nessun mese"), "{said:#}");
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0);
}

#[test]
fn a_difference_that_was_accepted_has_its_who_and_why_and_what_is_lost_is_told() {
    let office = Office::new();
    office.release_samples("2021-04");
    let (_, run) = office.run("2021-04");
    let open = run["differences"].as_array().unwrap().iter().find(|it| it["state"] == "open").unwrap().clone();
    let id = open["id"].as_str().unwrap();
    let decided = office.program(&[
        "decide",
        id,
        "--esito",
        "accettata",
        "--why",
        "=arrotondamento; concordato",
        "--by",
        "Maria Bianchi",
    ]);
    assert!(matches!(decided.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&decided.stderr));
    office.run("2021-04");
    let before = office.files();
    let out = tempfile::tempdir().unwrap();
    let (code, said) = gathered(&office.settings(), "2021", out.path());
    assert_eq!(code, Some(0), "{said:#}");
    assert_eq!(office.files(), before, "it only looks");
    let folder = out.path().join("fascicolo-2021");
    let answers = table(&folder, "risposte.csv");
    let [row] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((row["Su che cosa"].as_str(), row["Esito"].as_str()), (id, "accettata"));
    assert!(row["Chi"].contains("Maria Bianchi"), "{row:?}");
    assert_eq!(row["Motivo o causa"], "'=arrotondamento; concordato", "no spreadsheet computes it");
    assert_eq!(row["File che la portò"], "a mano");
    let told: Value = serde_json::from_slice(&fs::read(folder.join("risposte.json")).unwrap()).unwrap();
    assert_eq!(told[0]["answer"]["why"], "=arrotondamento; concordato");
    for name in ["2021-04/prospetto-2021-04-v2.pdf", "2021-04/monitoraggio-2021-04.xlsx", "2021-04/manifesto-2.json"] {
        assert!(folder.join(name).exists(), "{name}");
    }

    // What the archive does not give back is named, and the rest is there.
    let digest = &before["reports/2021-04/monitoraggio-2021-04.xlsx"];
    fs::remove_file(office.root().join("archive").join(&digest[..2]).join(&digest[2..])).unwrap();
    let again = tempfile::tempdir().unwrap();
    let (code, said) = gathered(&office.settings(), "2021", again.path());
    assert_eq!((code, said["left_out"].as_array().unwrap().len()), (Some(3), 1), "{said:#}");
    let index = fs::read_to_string(again.path().join("fascicolo-2021/INDICE.md")).unwrap();
    assert!(index.contains("## Che cosa manca") && index.contains(digest.as_str()), "{index}");
}
