//! What was issued is verified: what somebody altered, removed or slipped in is named, and nothing is written.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::office::{Office, json_of};
use crate::service::Served;
use crate::upgrade::{roots, taken_over};

/// Two months, one of them issued twice.
fn two_months() -> Office {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    office.drop_samples("2021-04", &["corretto"]);
    office.run("2021-04");
    office.drop_samples("2021-04", &[]);
    office.run("2021-04");
    office
}

/// Everything below the data root, byte for byte.
fn everything(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            everything(&path, found);
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

fn verify(office: &Office, arguments: &[&str]) -> (i32, Value) {
    let output = office.program(&[&["verify", "--json"], arguments].concat());
    (output.status.code().unwrap(), json_of(&output))
}

/// The codes of what was found, and all that was said.
fn found(office: &Office) -> (Vec<String>, Value) {
    let (code, said) = verify(office, &[]);
    let findings = said["findings"].as_array().unwrap();
    assert_eq!(code, if findings.is_empty() { 0 } else { 3 });
    for it in findings {
        assert!(!it["remedy"].as_str().unwrap().is_empty(), "{it}");
    }
    (findings.iter().map(|it| it["code"].as_str().unwrap().replace("verify.", "")).collect(), said)
}

/// Changes one byte of a file, whoever may write it.
fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::set_permissions(path, fs::Permissions::from_mode(0o640)).unwrap();
    fs::write(path, bytes).unwrap();
}

fn sql(office: &Office, sql: &str) {
    rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_root_as_it_was_is_verified_issue_by_issue_and_left_alone() {
    let office = two_months();
    let mut before = BTreeMap::new();
    everything(office.root(), &mut before);
    let (codes, said) = found(&office);
    assert_eq!(codes, Vec::<String>::new(), "{said:#}");
    let by_bytes = |period: &str, number: u32| json!({"period": period, "issue": number, "by": "bytes"});
    let rebuilt = [by_bytes("2021-01", 1), by_bytes("2021-04", 1), by_bytes("2021-04", 2)];
    assert_eq!((&said["rebuilt"], &said["not_rebuilt"]), (&json!(rebuilt), &json!([])));
    assert_eq!((&said["messages"]["other"], &said["former_links"]), (&json!(0), &json!(0)));
    assert!(said["messages"]["same"].as_u64().unwrap() > 2, "{said}");
    assert_eq!(said["links"], said["records"]);
    let mut after = BTreeMap::new();
    everything(office.root(), &mut after);
    assert!(before == after, "nothing was written");
    let (code, month) = verify(&office, &["--period", "2021-04"]);
    assert_eq!((code, month["rebuilt"].as_array().unwrap().len()), (0, 2));
    assert!(month["archived"].as_u64() < said["archived"].as_u64());
    let text = office.program(&["verify", "--all"]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        text.starts_with("Verificato tutto ciò che conserva «Camera di commercio di esempio»: è com'era."),
        "{text}"
    );
}

#[test]
fn a_byte_changed_in_the_archive_and_in_reports_is_named() {
    let office = two_months();
    let name = "reports/2021-04/monitoraggio-2021-04-v2.xlsx";
    let digest = office.files()[name].clone();
    let archived = office.root().join("archive").join(&digest[..2]).join(&digest[2..]);
    flip(&archived);
    flip(&office.root().join(name));
    let (codes, said) = found(&office);
    assert_eq!(codes, ["archive_altered", "report_altered"], "{said:#}");
    fs::remove_file(&archived).unwrap();
    fs::remove_file(office.root().join(name)).unwrap();
    assert_eq!(found(&office).0, ["archive_lost", "report_lost"]);
}

#[test]
fn a_row_that_is_removed_altered_or_slipped_in_is_named() {
    let office = two_months();
    sql(&office, "DELETE FROM issue WHERE period = '2021-04' AND number = 2");
    let (codes, said) = found(&office);
    assert!(codes.contains(&"line_gone".to_owned()), "{said:#}");
    assert!(said.to_string().contains("`2021-04-2` (emissioni)"), "{said:#}");

    let office = two_months();
    sql(&office, "UPDATE arrival SET name = 'altro.xlsx' WHERE id = 'A000002'");
    let (codes, said) = found(&office);
    assert!(codes.contains(&"line_altered".to_owned()) && codes.contains(&"record_altered".to_owned()), "{said:#}");

    let office = two_months();
    sql(&office, "UPDATE issued_amount SET cents = cents + 100 WHERE period = '2021-04' AND number = 2 AND cents <> 0");
    let (codes, said) = found(&office);
    assert_eq!(codes, ["values_altered"], "{said:#}");
}

#[test]
fn a_record_of_the_registry_that_is_altered_gone_or_strange_is_named() {
    let office = two_months();
    let arrivals = office.root().join("archive/registro/arrivi");
    let (first, second) = (arrivals.join("A000001.json"), arrivals.join("A000002.json"));
    let text = fs::read_to_string(&first).unwrap();
    fs::set_permissions(&first, fs::Permissions::from_mode(0o640)).unwrap();
    fs::write(&first, text.replace("\"bytes\": ", "\"bytes\": 9")).unwrap();
    fs::copy(&second, arrivals.join("A009999.json")).unwrap();
    fs::remove_file(&second).unwrap();
    let (codes, said) = found(&office);
    assert_eq!(codes, ["record_altered", "record_lost", "record_unknown"], "{said:#}");
}

#[test]
fn what_a_former_program_left_is_verified_from_where_the_chain_begins() {
    for root in roots() {
        let office = taken_over(&root);
        let (code, said) = verify(&office, &[]);
        assert_eq!(code, if said["findings"].as_array().unwrap().is_empty() { 0 } else { 3 });
        assert_eq!(said["links"], said["former_links"], "{said:#}");
        // Its workbooks were left out, and its year was projected otherwise: that is said of both of its issues.
        let codes: Vec<&str> =
            said["findings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
        let known = ["verify.report_lost", "verify.values_otherwise"];
        assert!(codes.iter().all(|code| known.contains(code)), "{said:#}");
    }
}

#[test]
fn a_recovered_database_has_the_chain_that_it_had() {
    let office = two_months();
    let (_, before) = found(&office);
    for name in ["quadratura.db", "quadratura.db-wal", "quadratura.db-shm"] {
        let _ = fs::remove_file(office.root().join(name));
    }
    assert!(matches!(office.program(&["recover"]).status.code(), Some(0 | 3)));
    let (codes, after) = found(&office);
    assert_eq!((codes, &after["links"]), (Vec::new(), &before["links"]), "{after:#}");
}

#[test]
fn a_draft_taken_back_is_verified_beside_a_service_that_goes_on() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    office.drop_samples("2021-04", &["corretto"]);
    office.run("2021-04");
    office.drop_file("verbale.xlsx", b"un testo");
    let withdrawn =
        office.program(&["withdraw", "2021-04", "--why", "mese sbagliato", "--now", "2021-05-06T07:00:00+02:00"]);
    assert!(matches!(withdrawn.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&withdrawn.stderr));
    office.drop_samples("2021-04", &[]);
    office.run("2021-04");
    let served = Served::start(&office, "2021-05-06T10:00:00+02:00", None);
    let (codes, said) = found(&office);
    served.signal(rustix::process::Signal::TERM);
    assert_eq!(served.ended(), Some(0));
    assert_eq!((codes, said["rebuilt"].as_array().unwrap().len()), (Vec::new(), 3), "{said:#}");
}

#[test]
fn an_issue_is_made_again_by_the_configuration_of_then() {
    let office = Office::new();
    let layout = include_str!("../../config/layouts/oneri.toml");
    office.configure("layouts/oneri.toml", &layout.replace("\"Conto\", ", ""));
    office.drop_samples("2021-01", &[]);
    assert_eq!(office.run("2021-01").1["state"], "draft", "the accounts are refused");
    office.configure("layouts/oneri.toml", layout);
    assert_eq!(office.run("2021-01").1["issue"], 2, "and tried again");
    let (codes, said) = found(&office);
    let by: Vec<&Value> = said["rebuilt"].as_array().unwrap().iter().map(|it| &it["by"]).collect();
    assert_eq!((codes, by), (Vec::new(), vec![&json!("bytes"), &json!("bytes")]), "{said:#}");
    let whole = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    let sql = "SELECT json_extract(manifest, '$.kept_configuration') FROM issue WHERE number = 1";
    let kept: String = whole.query_row(sql, [], |row| row.get(0)).unwrap();
    let path = office.root().join("archive").join(&kept[..2]).join(&kept[2..]);
    fs::remove_file(path).unwrap();
    let (codes, said) = found(&office);
    assert_eq!((codes, &said["not_rebuilt"][0]["issue"]), (vec!["archive_lost".to_owned()], &json!(1)), "{said:#}");
}
