//! `backup` and `restore`: what is copied is whole, what is put back goes on as if nothing had been.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use quadratura::pipeline::Lock;
use serde_json::{Value, json};

use crate::office::{Office, issued_at, json_of};
use crate::service::first_start;

/// A chamber that has issued January.
fn january() -> Office {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    office
}

fn backup(office: &Office, dir: &Path, code: i32) -> Value {
    let output = office.program(&["backup", dir.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stdout));
    json_of(&output)
}

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quadratura")).args(arguments).output().unwrap()
}

fn restore(dir: &Path, into: &Path, code: i32) -> Value {
    let output = program(&["restore", dir.to_str().unwrap(), into.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stdout));
    json_of(&output)
}

/// The originals of an archive, as paths.
fn originals(root: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(root.join("archive")).unwrap().map(|it| it.unwrap().path());
    let folders = folders.filter(|it| it.file_name().unwrap().len() == 2);
    let mut files: Vec<PathBuf> =
        folders.flat_map(|it| fs::read_dir(it).unwrap().map(|it| it.unwrap().path())).collect();
    files.sort();
    files
}

#[test]
fn what_is_put_back_goes_on_as_if_nothing_had_been() {
    let office = january();
    first_start(&office, "2021-02-06T10:00:00+01:00");
    office.configure("layouts/di troppo.txt", "non fa parte della configurazione");
    let place = tempfile::tempdir().unwrap();
    let (dir, into) = (place.path().join("copia"), place.path().join("camera"));
    let said = backup(&office, &dir, 0);
    let kept = originals(office.root()).len();
    assert_eq!((&said["archive"]["files"], &said["archive"]["new"]), (&json!(kept), &json!(kept)));
    assert_eq!((&said["left_out"], &said["secret"]), (&json!([]), &json!([])));

    // Repeated, it adds what is new and nothing else; what is no more in the configuration is no more in the copy.
    fs::remove_file(office.root().join("config/layouts/di troppo.txt")).unwrap();
    office.drop_samples("2021-02", &[]);
    office.run("2021-02");
    let said = backup(&office, &dir, 0);
    let now = originals(office.root()).len();
    assert_eq!((&said["archive"]["files"], &said["archive"]["new"]), (&json!(now), &json!(now - kept)));
    assert!(!dir.join("config/layouts/di troppo.txt").exists());

    fs::create_dir_all(into.join("lost+found")).unwrap();
    let said = restore(&dir, &into, 0);
    assert_eq!(
        (&said["ente"], &said["first"], &said["archive"]["files"]),
        (&json!("esempio"), &json!([]), &json!(now))
    );
    fs::create_dir_all(into.join("drop/accettati")).unwrap();
    let settings = said["settings"].as_str().unwrap();
    for (month, number) in [("2021-01", 1), ("2021-02", 1)] {
        let at = issued_at(month).to_rfc3339();
        let output = program(&["run", "--json", "--period", month, "--now", &at, "--config", settings]);
        let said = json_of(&output);
        assert_eq!((&said["changed"], &said["issue"]), (&json!(false), &json!(number)), "{month}");
    }
    let status = json_of(&program(&["status", "--json", "--config", settings]));
    assert_eq!((status["issues"].as_array().unwrap().len(), &status["behind"]), (2, &json!(null)));
    // Nothing that fell due since the copy is made up for: it would find none of the files that came since.
    let database = rusqlite::Connection::open(into.join("quadratura.db")).unwrap();
    assert_eq!(database.query_row("SELECT count(*) FROM job_run", [], |row| row.get::<_, u32>(0)).unwrap(), 0);
    for original in originals(&into) {
        use std::os::unix::fs::MetadataExt as _;
        assert_eq!(fs::metadata(&original).unwrap().nlink(), 1, "what is put back is no link into the copy");
    }
}

#[test]
fn a_file_that_is_altered_in_the_copy_is_copied_anew_and_one_in_the_archive_is_named() {
    let office = january();
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().join("copia");
    backup(&office, &dir, 0);
    let copies = originals(&dir);
    fs::remove_file(&copies[0]).unwrap();
    fs::write(&copies[0], "altri byte").unwrap();
    assert_eq!(backup(&office, &dir, 0)["archive"]["new"], json!(1));
    // The archive itself: the copy keeps what it was.
    let own = office.root().join(copies[0].strip_prefix(&dir).unwrap());
    let was = fs::read(&own).unwrap();
    fs::remove_file(&own).unwrap();
    fs::write(&own, "altri byte").unwrap();
    assert_eq!(backup(&office, &dir, 0)["archive"]["new"], json!(0));
    assert_eq!(fs::read(&copies[0]).unwrap(), was);
    let other = place.path().join("altra");
    let said = backup(&office, &other, 3);
    let left_out: Vec<&str> = said["left_out"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(left_out[0].contains("è alterato, e non è stato copiato: rimetterlo da una copia"), "{left_out:?}");
    assert_eq!(left_out.iter().filter(|it| it.contains("è alterato")).count(), 1, "{left_out:?}");
    // A copy whose original is altered is not put back in silence either.
    fs::remove_file(&copies[0]).unwrap();
    fs::write(&copies[0], "altri byte").unwrap();
    let said = restore(&dir, &place.path().join("camera"), 3);
    assert!(said["left_out"][0].as_str().unwrap().contains("è alterato"), "{said}");
}

#[test]
fn a_full_folder_is_not_written_into() {
    let office = january();
    let place = tempfile::tempdir().unwrap();
    let (dir, full) = (place.path().join("copia"), place.path().join("piena"));
    backup(&office, &dir, 0);
    fs::create_dir(&full).unwrap();
    fs::write(full.join("appunti.txt"), "miei").unwrap();
    let said = |value: Value| value["error"]["text"].as_str().unwrap().replace(place.path().to_str().unwrap(), "");
    insta::assert_snapshot!(said(restore(&dir, &full, 2)), @"`/piena` non è una cartella vuota, e nulla viene sovrascritto: sceglierne un'altra, o svuotarla");
    insta::assert_snapshot!(said(backup(&office, &full, 2)), @"`/piena` non è una cartella vuota, e nulla viene sovrascritto: sceglierne un'altra, o svuotarla");
    insta::assert_snapshot!(said(restore(&full, &place.path().join("camera"), 2)), @"in `/piena` non c'è una copia: indicare la cartella scritta da `quadratura backup`");
    assert_eq!(fs::read_dir(&full).unwrap().count(), 1);
    for inside in ["archive/copia", "config", "."] {
        let text = said(backup(&office, &office.root().join(inside), 2));
        assert!(text.contains("è fra i dati da copiare"), "{inside}: {text}");
    }
}

#[test]
fn a_good_copy_is_not_replaced_by_one_that_knows_less() {
    let office = january();
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().join("copia");
    backup(&office, &dir, 0);
    let files = |root: &Path| originals(root).len();
    let (kept, copy) = (files(&dir), fs::read(dir.join("quadratura.db")).unwrap());
    // The data were lost, and somebody began anew.
    let empty = Office::new();
    empty.drop_samples("2021-02", &[]);
    empty.run("2021-02");
    let text = backup(&empty, &dir, 2)["error"]["text"].as_str().unwrap().to_owned();
    assert!(
        text.contains("sa più di questi dati, e resta com'è") && text.contains("gennaio 2021 emissione 1"),
        "{text}"
    );
    fs::remove_file(office.root().join("quadratura.db")).unwrap();
    let text = backup(&office, &dir, 1)["error"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("non c'è o è vuoto") && text.contains("`quadratura restore`"), "{text}");
    // Another chamber.
    let settings = fs::read_to_string(empty.settings()).unwrap();
    let other = Office::new();
    other.configure("settings.toml", &settings.replacen("id = \"esempio\"", "id = \"altra\"", 1));
    other.drop_samples("2021-01", &[]);
    other.run("2021-01");
    let text = backup(&other, &dir, 2)["error"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("è la copia dell'ente `esempio`"), "{text}");
    assert_eq!((files(&dir), fs::read(dir.join("quadratura.db")).unwrap()), (kept, copy));
}

#[test]
fn a_copy_waits_for_who_works_and_is_made_beside_a_service_that_waits() {
    let office = january();
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().join("copia");
    // The seat of a service, for all of its life; the work for a moment.
    let _seat = Lock::take_seat(office.root(), "serve", issued_at("2021-01")).unwrap();
    let work = Lock::take(office.root()).unwrap();
    let mut copying = Command::new(env!("CARGO_BIN_EXE_quadratura"));
    copying.args(["backup", dir.to_str().unwrap(), "--config"]).arg(office.settings());
    let mut child = copying.stdout(std::process::Stdio::null()).spawn().unwrap();
    while !dir.join("archive").exists() {
        std::thread::yield_now();
    }
    assert!(child.try_wait().unwrap().is_none() && !dir.join("quadratura.db").exists(), "it waits");
    drop(work);
    assert!(child.wait().unwrap().success());
    restore(&dir, &place.path().join("camera"), 0);
}

#[test]
fn what_others_may_not_read_and_a_root_that_lies_elsewhere_are_told() {
    let office = january();
    let place = tempfile::tempdir().unwrap();
    let root = office.root().to_str().unwrap().to_owned();
    let settings = fs::read_to_string(office.settings()).unwrap();
    office.configure("settings.toml", &settings.replacen("root = \"..\"", &format!("root = \"{root}\""), 1));
    let dir = place.path().join("copia");
    backup(&office, &dir, 0);
    let said = restore(&dir, &place.path().join("camera"), 3);
    let first = said["first"][0].as_str().unwrap().replace(&root, "/srv/camera");
    let first = first.replace(place.path().to_str().unwrap(), "");
    insta::assert_snapshot!(first, @r#"`paths.root` in `/camera/config/settings.toml` porta a `/srv/camera`: scrivere `root = ".."` prima di usare questi dati"#);
}

#[test]
fn a_copy_that_was_cut_is_put_back_and_completed() {
    let office = january();
    let place = tempfile::tempdir().unwrap();
    let (dir, into) = (place.path().join("copia"), place.path().join("camera"));
    backup(&office, &dir, 0);
    let copy = fs::read(dir.join("quadratura.db")).unwrap();
    office.drop_samples("2021-02", &[]);
    office.run("2021-02");
    backup(&office, &dir, 0);
    fs::write(dir.join("quadratura.db"), copy).unwrap();
    let said = restore(&dir, &into, 3);
    assert!(said["first"][0].as_str().unwrap().contains("quadratura recover --config "), "{said}");
    let settings = said["settings"].as_str().unwrap();
    assert_eq!(program(&["recover", "--config", settings]).status.code(), Some(0));
    fs::create_dir_all(into.join("drop/accettati")).unwrap();
    let at = issued_at("2021-02").to_rfc3339();
    let output = program(&["run", "--json", "--period", "2021-02", "--now", &at, "--config", settings]);
    assert_eq!(json_of(&output)["changed"], json!(false));
}

#[test]
fn a_copy_of_another_story_is_not_replaced_and_what_waited_is_held() {
    let office = january();
    let place = tempfile::tempdir().unwrap();
    let (one, other, into) = (place.path().join("una"), place.path().join("altra"), place.path().join("camera"));
    backup(&office, &one, 0);
    office.drop_samples("2021-02", &[]);
    office.run("2021-02");
    // A letter waits while the second copy is made.
    let connection = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    connection.execute("UPDATE message SET state = 'queued', recorded = 0 WHERE period = '2021-02'", []).unwrap();
    let mut store = quadratura::store::Store::open(&office.root().join("quadratura.db"), "esempio").unwrap();
    let folders = quadratura::pipeline::Folders::at(office.root().to_owned());
    quadratura::pipeline::record(&folders, &mut store, &crate::office::go_on).unwrap();
    backup(&office, &other, 0);
    let said = restore(&other, &into, 3);
    assert!(said["left_out"][0].as_str().unwrap().contains("non si sa se dopo la copia erano partiti"), "{said}");
    assert!(!into.join("ripristino-non-finito").exists());
    let held = rusqlite::Connection::open(into.join("quadratura.db")).unwrap();
    let waiting: u32 =
        held.query_row("SELECT count(*) FROM message WHERE state = 'queued'", [], |row| row.get(0)).unwrap();
    assert_eq!(waiting, 0);
    // The first copy goes on by itself, with another February.
    let apart = place.path().join("divisa");
    restore(&one, &apart, 0);
    fs::create_dir_all(apart.join("drop/accettati")).unwrap();
    for (name, bytes) in quadratura::config::embedded_samples("2021-02") {
        let name = if name.contains("estero") { "zz_nota.csv".to_owned() } else { name };
        fs::write(apart.join("drop").join(name), bytes).unwrap();
    }
    let settings = apart.join("config/settings.toml");
    let settings = settings.to_str().unwrap();
    let at = issued_at("2021-02").to_rfc3339();
    program(&["run", "--period", "2021-02", "--now", &at, "--config", settings]);
    let before = fs::read(other.join("quadratura.db")).unwrap();
    let refused = program(&["backup", other.to_str().unwrap(), "--json", "--config", settings]);
    let text = json_of(&refused)["error"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("racconta altro di questi dati") || text.contains("sa più di questi dati"), "{text}");
    assert!(fs::read(other.join("quadratura.db")).unwrap() == before);
}

#[test]
fn a_root_that_was_put_back_in_part_does_nothing() {
    let office = january();
    fs::write(office.root().join("ripristino-non-finito"), b"").unwrap();
    for command in [&["run", "--period", "2021-01"][..], &["recover"]] {
        let output = office.program(command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("il ripristino in") && said.contains("ripetere `quadratura restore`"), "{said}");
    }
}

#[test]
fn a_registry_that_is_not_whole_and_a_copy_without_its_name_are_told() {
    let office = january();
    let place = tempfile::tempdir().unwrap();
    let (dir, registry) = (place.path().join("copia"), office.root().join("archive/registro"));
    fs::rename(&registry, place.path().join("tolto")).unwrap();
    fs::write(&registry, "").unwrap();
    let said = backup(&office, &dir, 3)["left_out"].to_string();
    assert!(said.contains("non è completo") && said.contains("poi ripetere la copia"), "{said}");
    fs::remove_file(&registry).unwrap();
    office.run("2021-01");
    backup(&office, &dir, 0);
    fs::remove_file(dir.join("copia.json")).unwrap();
    let into = place.path().join("camera");
    let refused = program(&["restore", dir.to_str().unwrap(), into.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("portare anche quello"), "{said}");
}
