//! The demo as a newcomer runs it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Mutex, OnceLock, PoisonError};

use quadratura::origin::Digest;
use serde_json::Value;
use tempfile::TempDir;

use crate::office::json_of;

/// One demo, made once for all tests that only look at it.
pub fn made() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let folder = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let output = demo(&folder.path().join("demo"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder
    });
    static PATH: OnceLock<std::path::PathBuf> = OnceLock::new();
    PATH.get_or_init(|| folder.path().join("demo"))
}

fn demo(folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quadratura")).arg("demo").arg("--dir").arg(folder).output().unwrap()
}

/// The standing result of a month of a demo. One run at a time: a second one on the same root is kept out by its lock.
pub fn month(folder: &Path, month: &str) -> Value {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let output = Command::new(env!("CARGO_BIN_EXE_quadratura"))
        .args(["run", "--json", "--period", month, "--config"])
        .arg(folder.join("config/settings.toml"))
        .output()
        .unwrap();
    json_of(&output)
}

/// Workbooks and messages of a demo, by name.
fn issued(folder: &Path) -> BTreeMap<String, Digest> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.join("reports"), folder.join("outbox")];
    while let Some(inner) = open.pop() {
        for entry in std::fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                // How things stand is written again by whoever works in the folder, as other tests of it do.
                if name.ends_with(".html") {
                    continue;
                }
                found.insert(name, Digest::of(&std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn two_demos_are_equal_to_the_byte_and_a_second_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("another place");
    assert!(demo(&other).status.success());
    let first = issued(&other);
    assert_eq!(first.keys().filter(|name| name.ends_with(".xlsx")).count(), 6);
    assert!(first.keys().filter(|name| name.ends_with(".eml")).count() >= 6 * 3);
    assert_eq!(first, issued(made()));

    let again = demo(&other);
    assert!(again.status.success());
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert_eq!(said.matches("(nulla di nuovo)").count(), 6, "{said}");
    assert!(said.contains("Non è cambiato nulla"), "{said}");
    // The commands that it proposes can be copied, whatever the place is called.
    let proposed = said.lines().find(|line| line.contains(" status --config ")).unwrap();
    let output = Command::new("bash").args(["-c", proposed]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{proposed}");
    assert_eq!(issued(&other), first);
}

#[test]
fn a_demo_refuses_a_folder_that_it_did_not_make() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tesi.txt"), "mia").unwrap();
    let output = demo(folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("non è di una dimostrazione"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn every_data_row_is_in_the_exports_of_its_month() {
    let config = made().join("config/settings.toml");
    for month_number in ["2021-01", "2021-02", "2021-03", "2021-04", "2021-05", "2021-06"] {
        let standing = month(made(), month_number);
        let export = |table: &str| {
            let output = Command::new(env!("CARGO_BIN_EXE_quadratura"))
                .args(["export", table, "--json", "--period", month_number, "--config"])
                .arg(&config)
                .output()
                .unwrap();
            json_of(&output)[table].as_array().unwrap().clone()
        };
        let mut rows_of: BTreeMap<String, std::collections::BTreeSet<u64>> = BTreeMap::new();
        for entry in export("entries") {
            let file = entry["file"].as_str().unwrap().to_owned();
            rows_of.entry(file).or_default().insert(entry["row"].as_u64().unwrap());
        }
        let mut told = 0;
        for source in standing["sources"].as_array().unwrap() {
            if source["state"] == "accepted" {
                let file = source["file"].as_str().unwrap();
                assert_eq!(rows_of[file].len() as u64, source["rows"].as_u64().unwrap(), "{file}");
                told += 1;
            }
        }
        assert!(told >= 9, "{told} files in {month_number}");
        let movements =
            export("entries").iter().filter(|it| it["kind"] == "registration" || it["kind"] == "initiative").count();
        let matched = export("matches").len();
        let open: usize =
            standing["differences"].as_array().unwrap().iter().map(|it| it["sides"].as_array().unwrap().len()).sum();
        assert_eq!(movements, matched + open, "every movement is matched or open, never both");
    }
}
