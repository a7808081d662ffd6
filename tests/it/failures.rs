//! A run that cannot be made says so in one Italian sentence with a remedy, loses nothing, and goes well when the cause
//! is gone.

use std::path::Path;
use std::process::Command;

use quadratura::clock::Fixed;
use quadratura::overview::Heartbeat;
use quadratura::schedule::{Doing, Service};
use serde_json::Value;

use crate::office::{Office, go_on, issued_at, json_of, tray, waiting};

/// Runs a month that cannot be made, and reads the sentence.
fn refused(office: &Office) -> String {
    let now = issued_at("2021-03").to_rfc3339();
    let output = office.program(&["run", "--json", "--period", "2021-03", "--now", &now]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    let text = json_of(&output)["error"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains(". Rimedio: "), "{text}");
    assert!(!text.contains("os error") && !text.contains("code "), "{text}");
    text
}

fn march() -> Office {
    let office = Office::new();
    office.drop_samples("2021-03", &["scheda"]);
    office
}

/// The month as it comes out where nothing failed.
fn undisturbed() -> (Vec<String>, std::collections::BTreeMap<String, String>) {
    let office = march();
    office.pass("2021-03", &go_on).unwrap();
    (office.database(), office.files())
}

fn goes_well(office: &Office) {
    office.pass("2021-03", &go_on).unwrap();
    let (database, files) = undisturbed();
    assert_eq!(office.files(), files);
    assert_eq!(office.database(), database);
    assert!(waiting(office).is_empty());
}

#[test]
fn a_file_where_a_folder_should_be() {
    let office = march();
    std::fs::write(office.root().join("archive"), "non una cartella").unwrap();
    let said = refused(&office);
    assert!(said.contains("archive`: al posto della cartella c'è qualcos'altro"), "{said}");
    std::fs::remove_file(office.root().join("archive")).unwrap();
    goes_well(&office);
}

#[test]
fn a_report_folder_that_cannot_be_made_holds_up_only_the_end() {
    let office = march();
    std::fs::write(office.root().join("reports"), "non una cartella").unwrap();
    let said = refused(&office);
    assert!(said.contains("reports/2021-03"), "{said}");
    assert!(!tray(&office, "accettati").is_empty(), "what was committed was carried out as far as it went");
    std::fs::remove_file(office.root().join("reports")).unwrap();
    goes_well(&office);
}

#[test]
fn a_share_that_is_gone() {
    let office = march();
    let drop = office.root().join("drop");
    let aside = office.root().join("staccata");
    std::fs::rename(&drop, &aside).unwrap();
    // What a mount point that lost its share may look like: a link to nowhere.
    std::os::unix::fs::symlink(office.root().join("non-montata"), &drop).unwrap();
    let said = refused(&office);
    assert!(said.contains("drop`: "), "{said}");
    std::fs::remove_file(&drop).unwrap();
    std::fs::rename(&aside, &drop).unwrap();
    goes_well(&office);
}

#[test]
fn a_locked_database() {
    let office = march();
    office.pass("2021-02", &go_on).unwrap();
    let before = office.database();
    let holder = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    office.drop_samples("2021-03", &["oneri", "proventi", "interventi", "pagamenti"]);
    let said = refused(&office);
    assert!(said.contains("il database è tenuto occupato da un altro programma"), "{said}");
    holder.execute_batch("ROLLBACK").unwrap();
    std::mem::drop(holder);
    assert_eq!(office.database(), before, "nothing was written");
    let outcome = office.pass("2021-03", &go_on).unwrap();
    assert_eq!(outcome.issue, Some(1));
    assert!(waiting(&office).is_empty());
}

#[test]
fn a_damaged_database() {
    let office = march();
    office.pass("2021-02", &go_on).unwrap();
    let path = office.root().join("quadratura.db");
    let sound = std::fs::read(&path).unwrap();
    let archive = office.files();
    for damaged in [b"questo non e' un database, ma un testo abbastanza lungo da sembrarlo".repeat(40), {
        let mut torn = sound.clone();
        let page = 4096;
        torn[page..].fill(0xAA);
        torn
    }] {
        std::fs::write(&path, &damaged).unwrap();
        let said = refused(&office);
        assert!(said.contains("il database è danneggiato") && said.contains("copia di sicurezza"), "{said}");
    }
    for (name, digest) in archive.iter().filter(|(name, _)| name.starts_with("archive/")) {
        assert_eq!(office.files().get(name), Some(digest), "{name} was kept");
    }
    std::fs::write(&path, sound).unwrap();
    office.pass("2021-03", &go_on).unwrap();
}

/// A tiny disk, where this user may mount one.
struct TinyDisk<'a>(&'a Path);

impl<'a> TinyDisk<'a> {
    fn mounted(at: &'a Path, kibibytes: u32) -> Option<Self> {
        let size = format!("size={kibibytes}k");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output().ok()?;
        done.status.success().then_some(Self(at))
    }
}

impl Drop for TinyDisk<'_> {
    fn drop(&mut self) {
        let done = Command::new("umount").arg(self.0).status();
        assert!(done.is_ok_and(|status| status.success()), "{} stays mounted", self.0.display());
    }
}

#[test]
fn a_full_disk() {
    let office = march();
    let archive = office.root().join("archive");
    std::fs::create_dir_all(&archive).unwrap();
    // Where no disk can be mounted, a bound on what a process may write does the same from another side.
    let Some(disk) = TinyDisk::mounted(&archive, 16) else {
        let program = env!("CARGO_BIN_EXE_quadratura");
        let limited = format!(
            "trap '' XFSZ; ulimit -f 8; exec {program} run --json --period 2021-03 --config config/settings.toml"
        );
        let output = Command::new("bash").args(["-c", &limited]).current_dir(office.root()).output().unwrap();
        let error: Value = json_of(&output);
        assert!(error["error"]["text"].as_str().unwrap().contains("Rimedio: liberare spazio"), "{error}");
        return goes_well(&office);
    };
    let said = refused(&office);
    assert!(said.contains("il disco è pieno. Rimedio: liberare spazio"), "{said}");
    std::mem::drop(disk);
    goes_well(&office);
}

#[test]
fn a_disk_that_may_not_be_written_any_more() {
    let office = march();
    let archive = office.root().join("archive");
    std::fs::create_dir_all(&archive).unwrap();
    let Some(disk) = TinyDisk::mounted(&archive, 16_000) else {
        // Without the right to mount, the right to write is taken from the folder.
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&archive, std::fs::Permissions::from_mode(0o555)).unwrap();
        let said = refused(&office);
        std::fs::set_permissions(&archive, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(said.contains("mancano i permessi"), "{said}");
        return goes_well(&office);
    };
    let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(&archive).status().unwrap();
    assert!(remount.success());
    let said = refused(&office);
    assert!(said.contains("il disco è in sola lettura"), "{said}");
    std::mem::drop(disk);
    goes_well(&office);
}

#[test]
fn the_service_tells_a_cause_once_and_goes_on_when_it_is_gone() {
    let office = march();
    let at = |text: &str| Fixed(text.parse().unwrap());
    let mut service = Service::new(&office.settings(), at("2021-04-04T10:00:00Z").0).unwrap();
    let said = std::cell::RefCell::new(Vec::new());
    let tick = |service: &mut Service, now: &str| {
        said.borrow_mut().clear();
        service.tick(&at(now), &Doing::default(), &|text: &str| said.borrow_mut().push(text.to_owned()));
        said.borrow().clone()
    };
    tick(&mut service, "2021-04-04T10:00:00Z");
    let archive = office.root().join("archive");
    std::fs::remove_dir(&archive).unwrap();
    std::fs::write(&archive, "non una cartella").unwrap();
    let first = tick(&mut service, "2021-04-04T10:05:00Z");
    assert_eq!(first.len(), 1, "{first:?}");
    assert!(
        first[0].starts_with("arrivi (04/04/2021 12:05) non riuscito: ") && first[0].contains("Rimedio: "),
        "{first:?}"
    );
    assert_eq!(tick(&mut service, "2021-04-04T10:10:00Z"), Vec::<String>::new(), "it was said");
    assert_eq!(service.troubles().all().count(), 1);
    // A service that is started again remembers what it said.
    service.beat(at("2021-04-04T10:11:00Z").0).unwrap();
    let mut service = Service::new(&office.settings(), at("2021-04-04T10:12:00Z").0).unwrap();
    assert_eq!(tick(&mut service, "2021-04-04T10:15:00Z"), Vec::<String>::new());
    let status = json_of(&office.program(&["status", "--json"]));
    assert_eq!(status["service"]["troubles"].as_object().map(serde_json::Map::len), None);
    assert_eq!(status["service"]["troubles"][0]["jobs"][0], "arrivi");

    std::fs::remove_file(&archive).unwrap();
    std::fs::create_dir(&archive).unwrap();
    tick(&mut service, "2021-04-04T10:20:00Z");
    let recovered = tick(&mut service, "2021-04-04T10:25:00Z");
    assert!(recovered.iter().any(|line| line.contains("file accettati")), "{recovered:?}");
    assert_eq!(service.troubles().all().count(), 0);
    service.beat(at("2021-04-04T10:26:00Z").0).unwrap();
    assert_eq!(Heartbeat::read(&service.config().heartbeat).unwrap().troubles.all().count(), 0);
    assert!(waiting(&office).is_empty());
}

#[test]
fn a_service_does_not_make_anew_what_was_there_and_is_gone() {
    let office = march();
    let start: chrono::DateTime<chrono::Utc> = "2021-04-04T10:00:00Z".parse().unwrap();
    let mut service = Service::new(&office.settings(), start).unwrap();
    let said = std::cell::RefCell::new(Vec::new());
    let mut tick = |minute: i64| {
        said.borrow_mut().clear();
        let clock = Fixed(start + chrono::TimeDelta::minutes(minute));
        service.tick(&clock, &Doing::default(), &|text: &str| said.borrow_mut().push(text.to_owned()));
        said.borrow().join("\n")
    };
    tick(0);
    for (number, name) in (1..).zip(["drop", "quadratura.db"]) {
        let (path, aside) = (office.root().join(name), office.root().join("altrove"));
        std::fs::rename(&path, &aside).unwrap();
        let text = tick(number * 10);
        assert!(text.contains(&format!("{name}`: non c'è")) && text.contains("ricollegare la condivisione"), "{text}");
        assert!(!path.exists());
        std::fs::rename(&aside, &path).unwrap();
        let text = tick(number * 10 + 1);
        assert!(text.starts_with("Risolto, dopo "), "{text}");
    }
    tick(30);
    assert!(tick(35).contains("file accettati") || waiting(&office).is_empty());
    assert_eq!(waiting(&office), Vec::<String>::new());
}
