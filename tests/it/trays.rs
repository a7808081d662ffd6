//! Offices with trays of their own: what came of a file is put back into the folder where it lay, and the folder says who may
//! drop what.

use std::cell::Cell;
use std::os::unix::fs::MetadataExt as _;

use anyhow::bail;
use quadratura::config;
use quadratura::origin::Digest;
use quadratura::pipeline::Step;
use serde_json::{Value, json};

use crate::arrivals::sheet;
use crate::office::{Office, go_on, json_of};

const SHEET: &str = "scheda_indicatori_promozione_2021-01.xlsx";

/// A chamber whose offices have trays of their own, with a folder of each of these names.
fn with_trays(folders: &[&str]) -> Office {
    let office = Office::new();
    let settings = include_str!("../../config/settings.toml");
    office.configure("settings.toml", &settings.replace("[intake]\n", "[intake]\nown_trays = true\n"));
    for folder in folders {
        std::fs::create_dir_all(office.root().join("drop").join(folder)).unwrap();
    }
    office
}

/// What lies below the drop folder.
fn dropped(office: &Office) -> Vec<String> {
    office.files().into_keys().filter_map(|it| it.strip_prefix("drop/").map(str::to_owned)).collect()
}

/// The roles to which receipts went, sorted.
fn receipts(office: &Office) -> Vec<String> {
    let names = office.files().into_keys().filter_map(|it| Some(it.strip_prefix("outbox/ricevuta-")?.to_owned()));
    let mut roles: Vec<String> = names.map(|it| it.rsplit_once('-').unwrap().1.replace(".eml", "")).collect();
    roles.sort();
    roles
}

fn sample(month: &str, beginning: &str) -> (String, &'static [u8]) {
    config::embedded_samples(month).into_iter().find(|(name, _)| name.starts_with(beginning)).unwrap()
}

/// What the registry beside the archive tells of an arrival.
fn record(office: &Office, id: &str) -> Value {
    let path = office.root().join(format!("archive/registro/arrivi/{id}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn me(office: &Office) -> String {
    let uid = office.root().metadata().unwrap().uid();
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let mut lines = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    lines.find(|parts| parts[2] == uid.to_string()).map_or(uid.to_string(), |parts| parts[0].to_owned())
}

#[test]
fn what_came_of_a_file_is_put_back_into_the_folder_where_it_lay() {
    let office = with_trays(&["Promozione", "registro"]);
    let good = sheet(1.0, "Codice");
    office.drop_file(&format!("Promozione/{SHEET}"), &good);
    office.drop_file(&format!("Promozione/copia di {SHEET}"), &good);
    office.drop_file("registro/verbale.xlsx", b"un testo");
    let (name, oneri) = sample("2021-01", "oneri");
    office.drop_file(&name, oneri);
    let (_, run) = office.run("2021-01");
    let lie = dropped(&office);
    let expected = [
        format!("Promozione/accettati/copia di {SHEET}"),
        format!("Promozione/duplicati/{SHEET}"),
        format!("Promozione/duplicati/{SHEET}.motivo.txt"),
        format!("accettati/{name}"),
        "registro/rifiutati/verbale.xlsx".to_owned(),
        "registro/rifiutati/verbale.xlsx.motivo.txt".to_owned(),
    ];
    assert_eq!(lie, expected);
    let arrival = run["arrivals"].as_array().unwrap().iter().find(|it| it["file"] == "verbale.xlsx").unwrap();
    assert_eq!((&arrival["folder"], &arrival["owner"]), (&json!("registro"), &json!(me(&office))));
    let status = json_of(&office.program(&["status", "--json"]));
    let refused = &status["refused"][0];
    assert_eq!((&refused["folder"], &refused["owner"]), (&json!("registro"), &json!(me(&office))));
    assert!(refused["reason"].as_str().unwrap().ends_with("drop/registro/rifiutati/verbale.xlsx.motivo.txt"));
    // The next pass finds nothing to read in the trays, and the share is taken for what it is.
    let (_, again) = office.run("2021-01");
    assert_eq!((&again["arrivals"], &again["settling"]), (&json!([]), &json!([])));
    assert_eq!(dropped(&office), expected);
}

#[test]
fn the_registry_and_a_recovered_database_know_tray_and_owner() {
    let office = with_trays(&["promozione"]);
    office.drop_file(&format!("promozione/{SHEET}"), &sheet(1.0, "Codice"));
    office.drop_file("oneri.txt", b"x");
    office.run("2021-01");
    let told: Vec<Value> = ["A000001", "A000002"].iter().map(|id| record(&office, id)).collect();
    let of = told.iter().find(|it| it["name"] == SHEET).unwrap();
    assert_eq!((&of["folder"], &of["tray"]), (&json!("promozione"), &json!("promozione/accettati")));
    assert!(told.iter().all(|it| it["owner"] == me(&office)), "{told:?}");
    let arrivals = |office: &Office| -> Vec<String> {
        office.database().into_iter().filter(|line| line.starts_with("arrival ")).collect()
    };
    let before = arrivals(&office);
    assert!(before[0].contains(&me(&office)) && before.len() == 2, "{before:?}");
    for name in ["quadratura.db", "quadratura.db-wal", "quadratura.db-shm"] {
        let _ = std::fs::remove_file(office.root().join(name));
    }
    assert!(matches!(office.program(&["recover"]).status.code(), Some(0 | 3)));
    assert_eq!(arrivals(&office), before);
}

#[test]
fn a_file_of_others_is_refused_to_an_office_and_told_to_both() {
    let office = with_trays(&["registro", "contabilita"]);
    office.drop_file(&format!("registro/{SHEET}"), &sheet(1.0, "Codice"));
    let (name, oneri) = sample("2021-01", "oneri");
    office.drop_file(&format!("registro/{name}"), oneri);
    let (_, run) = office.run("2021-01");
    let said = |code: &str| run["problems"].as_array().unwrap().iter().filter(|it| it["code"] == code).count();
    assert_eq!((said("intake.other_folder"), said("intake.not_of_tray")), (1, 1));
    assert!(dropped(&office).iter().all(|it| it.starts_with("registro/rifiutati/")), "{:?}", dropped(&office));
    let reason =
        std::fs::read_to_string(office.root().join(format!("drop/registro/rifiutati/{name}.motivo.txt"))).unwrap();
    assert!(
        reason.contains("è un file dei conti, di cui risponde «Ufficio Contabilità e Controllo di gestione», ma era nella cartella dell'ufficio «Registro imprese»"),
        "{reason}"
    );
    assert_eq!(receipts(&office), ["contabilita", "promozione", "registro"]);
    // Who answers for the accounts may drop both.
    office.drop_file(&format!("contabilita/{SHEET}"), &sheet(2.0, "Codice"));
    office.drop_file(&format!("contabilita/{name}"), oneri);
    office.run("2021-01");
    let taken: Vec<String> = dropped(&office).into_iter().filter(|it| it.starts_with("contabilita/")).collect();
    assert_eq!(taken, [format!("contabilita/accettati/{name}"), format!("contabilita/accettati/{SHEET}")]);
}

#[test]
fn where_nobody_asked_for_trays_a_folder_of_an_office_is_as_before() {
    let office = Office::new();
    std::fs::create_dir_all(office.root().join("drop/registro")).unwrap();
    let (name, oneri) = sample("2021-01", "oneri");
    office.drop_file(&format!("registro/{name}"), oneri);
    office.run("2021-01");
    assert_eq!(dropped(&office), [format!("accettati/{name}")]);
}

#[test]
fn a_folder_that_is_called_as_an_office_has_its_id_to_learn() {
    let office = with_trays(&["Registro imprese", "altro"]);
    office.drop_file("Registro imprese/verbale.xlsx", b"un testo");
    office.drop_file("altro/verbale.xlsx", b"un testo");
    let (_, run) = office.run("2021-01");
    let waits: Vec<&str> = run["settling"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert!(waits[0].ends_with("chiamarla `registro`"), "{waits:?}");
    assert!(waits[1].contains("non è di un ufficio dichiarato"), "{waits:?}");
}

/// A pass over these files may be killed at each of its steps, and the next one makes of it what an undisturbed one made.
#[test]
fn a_pass_with_trays_killed_at_any_of_its_steps_is_finished_by_the_next() {
    let good = sheet(1.0, "Codice");
    let prepared = || {
        let office = with_trays(&["Promozione", "contabilita"]);
        office.drop_file(&format!("Promozione/{SHEET}"), &good);
        office.drop_file(&format!("Promozione/copia di {SHEET}"), &good);
        office.drop_file("Promozione/verbale.xlsx", b"un testo");
        let (name, oneri) = sample("2021-01", "oneri");
        office.drop_file(&format!("contabilita/{name}"), oneri);
        office.drop_file("verbale.xlsx", b"altro testo");
        office
    };
    let ends_after = |number: usize, made: &Cell<usize>, step: Step<'_>| {
        made.set(made.get() + 1);
        if made.get() == number { bail!("ended at step {number}, {step:?}") } else { Ok(()) }
    };
    let (undisturbed, steps) = (prepared(), Cell::new(0));
    undisturbed.pass("2021-01", &|step| ends_after(0, &steps, step)).unwrap();
    let (files, database) = (undisturbed.files(), undisturbed.database());
    assert!(steps.get() > 20 && files.keys().any(|it| it.starts_with("drop/Promozione/rifiutati/")), "{files:?}");
    for number in 1..=steps.get() {
        let (office, made) = (prepared(), Cell::new(0));
        let error = office.pass("2021-01", &|step| ends_after(number, &made, step)).unwrap_err();
        office.pass("2021-01", &go_on).unwrap();
        assert_eq!(office.files(), files, "after {error}");
        assert_eq!(office.database(), database, "after {error}");
    }
}

#[test]
fn what_cannot_be_taken_after_all_goes_back_to_its_folder() {
    let office = with_trays(&["Promozione"]);
    let hand = office.root().join("drop/.in-lavorazione/A000001.promozione");
    std::fs::create_dir_all(&hand).unwrap();
    // A second file of one arrival is none of ours.
    std::fs::write(hand.join("a.csv"), b"a").unwrap();
    std::fs::write(hand.join("b.csv"), b"b").unwrap();
    office.run("2021-01");
    assert!(dropped(&office).contains(&"Promozione/b.csv".to_owned()), "{:?}", dropped(&office));
    assert_eq!(office.files()["drop/Promozione/b.csv"], Digest::of(b"b").to_string());
}
