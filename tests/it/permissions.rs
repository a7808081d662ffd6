//! Whom the program lets read what it keeps, and that what it shows does nothing to who looks.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Output};

use crate::office::{Office, issued_at, tray};

/// Runs the program as somebody to whom it does not matter who reads.
fn open_to_all(office: &Office, arguments: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_quadratura");
    let line = format!("umask 0; exec {program} {arguments} --config config/settings.toml");
    Command::new("sh").args(["-c", &line]).current_dir(office.root()).output().unwrap()
}

/// What lies below a folder that others may do something with, or the group more than read.
fn open_below(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        let (allowed, folder) = if path.is_dir() { (0o750, true) } else { (0o640, false) };
        if mode & !allowed != 0 {
            found.push(format!("{} {mode:o}", path.display()));
        }
        if folder {
            open_below(&path, found);
        }
    }
}

#[test]
fn what_is_kept_is_for_its_owner_and_read_by_its_group_whoever_ran_it() {
    let office = Office::new();
    let now = issued_at("2021-01").to_rfc3339();
    office.drop_samples("2021-01", &[]);
    office.drop_file("nota.txt", b"un appunto");
    // What offices and administrators made is theirs.
    for theirs in ["config", "drop"] {
        let path = office.root().join(theirs);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o750)).unwrap();
    }
    let output = open_to_all(&office, &format!("run --period 2021-01 --now {now}"));
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    open_to_all(&office, &format!("serve --once --now {now}"));
    let mut found = Vec::new();
    open_below(office.root(), &mut found);
    let root = office.root().display().to_string();
    // A program of others watches the sign of life; files that were moved keep the mode that their office gave them.
    let known = |it: &String| {
        let name = it.trim_start_matches(&root);
        name == "/heartbeat.json 644" || name.starts_with("/config/") || is_moved(&office, name)
    };
    found.retain(|it| !known(it));
    assert_eq!(found, Vec::<String>::new());
    assert!(office.root().join("drop/rifiutati/nota.txt.motivo.txt").exists());
}

/// Whether this is the file of an office in a tray.
fn is_moved(office: &Office, name: &str) -> bool {
    let trays = ["accettati", "rifiutati", "duplicati"];
    trays.iter().any(|it| {
        name.starts_with(&format!("/drop/{it}/")) && tray(office, it).iter().any(|file| name.contains(file.as_str()))
    }) && !name.contains(".motivo.txt")
}

#[test]
fn a_name_that_would_act_on_a_terminal_is_shown_and_does_nothing() {
    let office = Office::new();
    let name = "oneri\u{1b}[2J\u{1b}]0;titolo\u{7}\u{202e}xslx.csv";
    office.drop_file(name, b"non un prospetto");
    let now = issued_at("2021-01").to_rfc3339();
    let run = office.program(&["run", "--period", "2021-01", "--now", &now]);
    let reasons = tray(&office, "rifiutati").into_iter().filter(|it| it.ends_with(".motivo.txt"));
    let reasons: Vec<String> =
        reasons.map(|it| std::fs::read_to_string(office.root().join("drop/rifiutati").join(it)).unwrap()).collect();
    assert_eq!(reasons.len(), 1);
    let retried = office.program(&["retry", "nessuno"]);
    let said = [run.stdout, run.stderr, retried.stdout, retried.stderr].map(|it| String::from_utf8(it).unwrap());
    for text in said.iter().chain(&reasons) {
        assert!(text.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{text:?}");
    }
    assert!(reasons[0].contains("oneri�[2J�]0;titolo��xslx.csv"), "{}", reasons[0]);
    assert!(said.iter().any(|text| text.contains("oneri�[2J")), "{said:?}");
}

/// Somebody who is not root and has no name on most machines.
const SOMEBODY: u32 = 54321;

/// Who owns what lies below a folder, but for the folder itself.
fn owned_by_others(folder: &Path, owner: u32, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.symlink_metadata().unwrap().uid() != owner {
            found.push(path.display().to_string());
        }
        if path.is_dir() {
            owned_by_others(&path, owner, found);
        }
    }
}

/// A chamber of somebody else, with a month issued; nothing where only root could make one.
fn of_somebody() -> Option<Office> {
    if !rustix::process::geteuid().is_root() {
        eprintln!("not tried: only root can give a folder away");
        return None;
    }
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    let given = Command::new("chown").args(["-R", &format!("{SOMEBODY}:{SOMEBODY}")]).arg(office.root()).status();
    given.unwrap().success().then_some(office)
}

#[test]
fn root_writes_nothing_into_the_folder_of_a_service_and_is_told_the_command_that_does() {
    let Some(office) = of_somebody() else { return };
    let before = (office.files(), office.database());
    for command in [
        "run --period 2021-01",
        "run --from 2021-01 --to 2021-02",
        "serve --once",
        "retry --all",
        "recover",
        "outbox retry --all",
        "outbox cancel x",
        "ack oneri_over_budget:x --until 2199-12-31 --why perché",
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let output = office.program(&words);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        assert!(said.contains(&format!("è di `#{SOMEBODY}`")) && said.trim().lines().count() == 1, "{said}");
        let remedy =
            format!("con `sudo -u '#{SOMEBODY}' quadratura {command} --config {}`", office.settings().display());
        assert!(said.contains(&remedy), "{said}");
    }
    // Another user has another environment: what it says stands in the command.
    let mut by_environment = Command::new(env!("CARGO_BIN_EXE_quadratura"));
    by_environment.arg("recover").env("QUADRATURA_CONFIG", office.settings()).current_dir(office.root());
    let said = String::from_utf8(by_environment.output().unwrap().stderr).unwrap();
    let remedy = format!("con `sudo -u '#{SOMEBODY}' quadratura recover --config {}`", office.settings().display());
    assert!(said.contains(&remedy), "{said}");
    assert_eq!(before, (office.files(), office.database()));
    let mut found = Vec::new();
    owned_by_others(office.root(), SOMEBODY, &mut found);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn root_may_look_copy_and_prepare_and_leaves_everything_to_its_owner() {
    let Some(office) = of_somebody() else { return };
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name).display().to_string();
    for lock in ["quadratura.lock", "drop/.quadratura.lock", "quadratura.servizio.lock"] {
        let _ = std::fs::remove_file(office.root().join(lock));
    }
    let arguments = [
        vec!["status".to_owned()],
        vec!["check".to_owned()],
        ["run", "--period", "2021-01", "--dry-run", "--out", &at("prova")].map(str::to_owned).to_vec(),
        vec!["backup".to_owned(), at("copia")],
    ];
    for arguments in arguments {
        let output = office.program(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let code = output.status.code();
        assert!(code == Some(0) || code == Some(3), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    // What an update brings is the service's to read, but for the password.
    std::fs::remove_dir_all(office.root().join("config/matching")).unwrap();
    std::fs::remove_dir(office.root().join("archive/ab")).ok();
    let program = env!("CARGO_BIN_EXE_quadratura");
    let made = Command::new(program).arg("init").arg(office.root()).arg("--systemd").output().unwrap();
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(office.root().join("config/matching").read_dir().unwrap().next().is_some());
    let mut found = Vec::new();
    owned_by_others(office.root(), SOMEBODY, &mut found);
    assert_eq!(found, [office.root().join("config/smtp-password").display().to_string()]);
    // A copy is not put back into the folder of somebody else.
    let into = place.path().join("nuova");
    std::fs::create_dir(&into).unwrap();
    std::os::unix::fs::chown(&into, Some(SOMEBODY), None).unwrap();
    let output = Command::new(program).arg("restore").arg(at("copia")).arg(&into).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read_dir(&into).unwrap().count(), 0);
}
