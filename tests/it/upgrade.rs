//! Data roots of earlier programs, as they were left (`tests/fixtures/roots`): the program of now goes on with each.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::office::{Office, json_of};

/// The day after February was issued.
const NOW: &str = "2021-03-06T07:00:00+01:00";

/// The roots, each with a chamber that has issued January and February 2021: in February a sheet is missing.
pub fn roots() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/roots");
    let mut roots: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    roots.sort();
    assert!(!roots.is_empty());
    roots
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}

/// A chamber that goes on with a root, whose trays hold nothing any more.
pub fn taken_over(root: &Path) -> Office {
    let office = Office::empty();
    copy(root, office.root());
    std::fs::create_dir_all(office.root().join("drop/accettati")).unwrap();
    office
}

#[test]
fn what_only_looks_reads_an_earlier_database_and_leaves_it() {
    for root in roots() {
        let office = taken_over(&root);
        let before = std::fs::read(office.root().join("quadratura.db")).unwrap();
        let status = office.program(&["status", "--json"]);
        assert_eq!(status.status.code(), Some(0), "{}", String::from_utf8_lossy(&status.stderr));
        let issues: Vec<String> =
            json_of(&status)["issues"].as_array().unwrap().iter().map(|it| it["period"].to_string()).collect();
        assert_eq!(issues, ["\"2021-01\"", "\"2021-02\""]);
        for arguments in [
            &["export", "entries", "--period", "2021-02"][..],
            &["explain", "2021_04_02_03-I1", "--period", "2021-02"],
            &["outbox", "list"],
            &["run", "--period", "2021-02", "--now", NOW, "--dry-run", "--out", "prova"],
        ] {
            let output = office.program(arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(matches!(output.status.code(), Some(0 | 3)), "{arguments:?}: {said}");
        }
        assert!(std::fs::read(office.root().join("quadratura.db")).unwrap() == before, "{}", root.display());
    }
}

#[test]
fn the_program_of_now_goes_on_where_an_earlier_one_stopped() {
    for root in roots() {
        let office = taken_over(&root);
        let check = office.program(&["check"]);
        assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stderr));
        for month in ["2021-01", "2021-02"] {
            let run = office.program(&["run", "--json", "--period", month, "--now", NOW]);
            let json = json_of(&run);
            assert_eq!((&json["changed"], &json["issue"]), (&json!(false), &json!(1)), "{month}");
        }
        let letters = office.files().into_keys().filter(|name| name.starts_with("outbox/")).count();
        assert_eq!(letters, 0, "nothing is new");
        let alert = "source_missing:2021-02:estero:scheda_interventi";
        let ack = [
            "ack",
            alert,
            "--until",
            "2021-03-20",
            "--why",
            "sede chiusa",
            "--by",
            "segretario_generale",
            "--now",
            NOW,
        ];
        let ack = office.program(&ack);
        assert_eq!(ack.status.code(), Some(0), "{}", String::from_utf8_lossy(&ack.stderr));
    }
}
