//! What offices do to the drop folder: strange names, open files, files of released months, files refused and tried again.

use std::path::Path;

use quadratura::config;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::office::{Office, json_of, tray};

const HEADER: [&str; 9] =
    ["Codice", "Indicatore", "Numeratore", "Denominatore", "Valore", "Unità", "Data rilevazione", "Stato", "Note"];

/// An office's sheet of indicators with one value, and another caption for it where one is given.
pub fn sheet(value: f64, caption: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet().set_name("Indicatori").unwrap();
    page.write_string(0, 0, "Camera di commercio di esempio, al 31/01/2021").unwrap();
    for (column, text) in (0..).zip(HEADER) {
        page.write_string(1, column, if text == "Codice" { caption } else { text }).unwrap();
    }
    page.write_string(2, 0, "2021_01_01_01-I1").unwrap();
    page.write_number(2, 4, value).unwrap();
    workbook.save_to_buffer().unwrap()
}

fn problems<'a>(json: &'a Value, code: &str) -> Vec<&'a Value> {
    json["problems"].as_array().unwrap().iter().filter(|it| it["code"] == code).collect()
}

fn states(json: &Value, layout: &str) -> Vec<String> {
    let sources = json["sources"].as_array().unwrap().iter().filter(|it| it["layout"] == layout);
    sources.map(|it| it["state"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn strange_names_and_names_given_twice_all_come_back_whole() {
    let office = Office::new();
    let long = format!("{}.xlsx", "è".repeat(125));
    assert_eq!(long.len(), 255);
    let names = [
        "con spazi  doppi.xlsx",
        "perché già così.xlsx",
        "📊 grafico.xlsx",
        "'apice; rm -rf.xlsx",
        "senza estensione",
        &long,
    ];
    for round in 0..3_u8 {
        for (i, name) in names.iter().enumerate() {
            office.drop_file(name, &sheet(f64::from(round) * 100.0 + f64::from(u8::try_from(i).unwrap()), "Codice"));
        }
        let (code, json) = office.run("2021-01");
        assert_eq!(code, 3);
        assert_eq!(problems(&json, "intake.undeclared").len(), names.len(), "one sentence for each name");
        let refused = states(&json, "").iter().filter(|state| *state == "refused").count();
        assert_eq!(refused, names.len() * (usize::from(round) + 1), "round {round}");
    }
    let refused = tray(&office, "rifiutati");
    let files: Vec<&String> = refused.iter().filter(|name| !name.ends_with(".motivo.txt")).collect();
    assert_eq!((files.len(), refused.len()), (3 * names.len(), 6 * names.len()), "{refused:?}");
    // Every file came back under its own bytes: nothing was overwritten.
    let all = office.files();
    let mut digests: Vec<&String> = files.iter().map(|name| &all[&format!("drop/rifiutati/{name}")]).collect();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), files.len());
    // Nothing lies anywhere but in the places that the service has.
    let mut roots: Vec<String> = std::fs::read_dir(office.root())
        .unwrap()
        .map(|it| it.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    roots.retain(|name| !name.starts_with("quadratura."));
    roots.sort();
    assert_eq!(roots, ["archive", "config", "drop", "outbox", "reports"]);
}

#[test]
fn the_archive_may_lie_on_another_file_system() {
    use std::os::unix::fs::MetadataExt as _;
    let office = Office::new();
    let elsewhere = tempfile::tempdir_in(if Path::new("/dev/shm").is_dir() { "/dev/shm" } else { "/tmp" }).unwrap();
    let device = |path: &Path| std::fs::metadata(path).unwrap().dev();
    std::os::unix::fs::symlink(elsewhere.path(), office.root().join("archive")).unwrap();
    if device(elsewhere.path()) == device(office.root()) {
        eprintln!("no second file system here: the archive lies behind a link only");
    }
    let bytes = sheet(1.0, "Codice");
    office.drop_file("scheda_indicatori_promozione_2021-01.xlsx", &bytes);
    let (_, json) = office.run("2021-01");
    assert!(states(&json, "scheda_indicatori").contains(&"accepted".to_owned()));
    let digest = quadratura::origin::Digest::of(&bytes).to_string();
    assert_eq!(std::fs::read(elsewhere.path().join(&digest[..2]).join(&digest[2..])).unwrap(), bytes);
}

#[test]
fn a_file_that_ended_the_process_twice_is_set_aside_and_the_rest_goes_on() {
    let office = Office::new();
    office.drop_samples("2021-01", &["oneri"]);
    let in_hand = office.root().join("drop/.in-lavorazione");
    let oneri = sheet(7.0, "Codice");
    for (id, deaths) in [("A000001", "1"), ("A000002", "2")] {
        std::fs::create_dir_all(in_hand.join(id)).unwrap();
        std::fs::write(in_hand.join(id).join(format!("oneri_{id}.xlsx")), &oneri).unwrap();
        // What a process leaves that is killed while it reads.
        std::fs::write(in_hand.join(format!("{id}.lettura")), deaths).unwrap();
    }
    let (code, json) = office.run("2021-01");
    assert_eq!(code, 3);
    let set_aside = problems(&json, "intake.set_aside");
    assert_eq!(set_aside.len(), 1, "one death proves nothing");
    assert_eq!(set_aside[0]["file"], "oneri_A000002.xlsx");
    assert_eq!(states(&json, "proventi"), ["accepted"]);
    let reason = office.root().join("drop/rifiutati/oneri_A000002.xlsx.motivo.txt");
    let reason = std::fs::read_to_string(reason).unwrap();
    assert!(reason.contains("ha interrotto due volte il programma"), "{reason}");
    let letters = office.files().into_keys().filter(|name| name.starts_with("outbox/"));
    let notices = letters.filter(|name| name.starts_with("outbox/avviso-")).count();
    assert_eq!(notices, 1, "{:?}", office.files().keys());
    assert_eq!(std::fs::read_dir(&in_hand).unwrap().count(), 0, "no word is left");
}

#[test]
fn a_sheet_in_another_offices_folder_is_refused() {
    let office = Office::new();
    std::fs::create_dir_all(office.root().join("drop/registro")).unwrap();
    std::fs::create_dir_all(office.root().join("drop/promozione")).unwrap();
    office.drop_file("registro/scheda_indicatori_promozione_2021-01.xlsx", &sheet(1.0, "Codice"));
    office.drop_file("promozione/scheda_interventi_promozione_2021-01.xlsx", b"");
    let (_, json) = office.run("2021-01");
    let problem = problems(&json, "intake.other_folder");
    assert_eq!(
        problem[0]["text"],
        "la scheda è dell'ufficio «Ufficio Attività promozionali» ma era nella cartella dell'ufficio «Registro imprese»"
    );
    assert_eq!(problems(&json, "read.empty").len(), 1, "the other folder was looked into as well");
    assert!(tray(&office, "rifiutati").contains(&"scheda_indicatori_promozione_2021-01.xlsx".to_owned()));
}

#[test]
fn a_file_left_open_waits_and_after_an_hour_says_so() {
    let office = Office::new();
    office.drop_file("scheda_indicatori_promozione_2021-01.xlsx", &sheet(1.0, "Codice"));
    office.drop_file("~$scheda_indicatori_promozione_2021-01.xlsx", b"owner");
    let at = |now: &str| json_of(&office.program(&["run", "--json", "--period", "2021-01", "--now", now]));
    let first = at("2021-02-05T07:00:00+01:00");
    assert_eq!(first["settling"][0]["text"], "è ancora aperto in un foglio di calcolo: chiuderlo dopo averlo salvato");
    assert_eq!(problems(&first, "intake.open_too_long").len(), 0);
    let second = at("2021-02-05T09:05:00+01:00");
    let said = problems(&second, "intake.open_too_long");
    assert_eq!(said[0]["text"], "è aperto in un foglio di calcolo da almeno 2 ore e 5 minuti, e non è stato letto");
    assert_eq!(second["changed"], json!(false), "an open file issues nothing");
    std::fs::remove_file(office.root().join("drop/~$scheda_indicatori_promozione_2021-01.xlsx")).unwrap();
    let third = at("2021-02-05T09:10:00+01:00");
    assert_eq!((&third["settling"], &third["changed"]), (&json!([]), &json!(true)));
    assert!(!office.database().iter().any(|line| line.starts_with("sighting ")));
}

/// The words of a letter, as its parts carry them.
pub fn quoted_printable(letter: &[u8]) -> String {
    let text = String::from_utf8_lossy(letter).replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        let (byte, taken) = pair.filter(|_| *first == b'=').map_or((*first, 0), |byte| (byte, 2));
        bytes.push(byte);
        rest = &after[taken..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What was written to a role of a file that waits: subject and text of each letter.
fn told_of_waiting(office: &Office, role: &str) -> Vec<String> {
    let outbox = std::fs::read_dir(office.root().join("outbox")).unwrap().map(|it| it.unwrap().path());
    let of_role = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("attesa-") && name.ends_with(&format!("-{role}.eml"))
    };
    outbox.filter(of_role).map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn a_file_that_cannot_be_read_is_told_to_its_office_once_and_is_not_called_missing() {
    let office = Office::new();
    let name = "scheda_interventi_promozione_2021-01.xlsx";
    office.drop_samples("2021-01", &["scheda_interventi_promozione"]);
    office.drop_file(name, b"PK\x03\x04 the rest never came");
    std::os::unix::fs::symlink("/nowhere", office.root().join("drop/registro")).unwrap();
    let at = |now: &str| json_of(&office.program(&["run", "--json", "--period", "2021-01", "--now", now]));
    let first = at("2021-02-05T07:00:00+01:00");
    let waits = |json: &Value| -> Vec<String> {
        json["settling"].as_array().unwrap().iter().map(|it| format!("{} {}", it["file"], it["text"])).collect()
    };
    let cut = format!("\"{name}\" \"la copia nella cartella non è ancora finita\"");
    assert_eq!(waits(&first), ["\"registro\" \"è un collegamento, e non viene seguito\"".to_owned(), cut]);
    assert!(told_of_waiting(&office, "promozione").is_empty());
    // The month's message asks for what lies there to be mended, and the digest says the same.
    let monthly = std::fs::read_dir(office.root().join("outbox")).unwrap().map(|it| it.unwrap().path());
    let monthly: Vec<String> = monthly
        .filter(|it| it.to_string_lossy().contains("promozione"))
        .map(|it| quoted_printable(&std::fs::read(it).unwrap()))
        .collect();
    assert!(monthly.iter().any(|text| text.contains(&format!("Non ancora letto «{name}»"))), "{monthly:#?}");
    assert!(monthly.iter().all(|text| !text.contains("Manca il file «Scheda degli interventi»")), "{monthly:#?}");
    let alerts = first["alerts"].as_array().unwrap();
    let alert = alerts.iter().find(|it| it["id"] == "source_missing:2021-01:promozione:scheda_interventi").unwrap();
    assert!(alert["text"].as_str().unwrap().contains("è nella cartella di arrivo, ma non è stato letto"), "{alert}");
    for now in ["2021-02-05T08:59:00+01:00", "2021-02-05T09:00:00+01:00", "2021-02-05T12:00:00+01:00"] {
        let later = at(now);
        let said = problems(&later, "intake.waiting_too_long").len();
        let expected = if now < "2021-02-05T09:00" { 0 } else { 2 };
        assert_eq!((said, later["changed"].clone()), (expected, json!(false)), "{now}");
    }
    let told = told_of_waiting(&office, "promozione");
    assert_eq!((told.len(), told_of_waiting(&office, "registro").len()), (1, 0), "once, and nobody else's");
    let told = quoted_printable(told[0].as_bytes());
    for word in [name, "aspetta da almeno 2 ore", "copiarlo di nuovo nella cartella, fino in fondo"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    assert!(!told.contains("cartella degli esiti"), "{told}");
    assert_eq!(told_of_waiting(&office, "contabilita").len(), 1, "the link, which is of no office");
    let sample = config::embedded_samples("2021-01").into_iter().find(|(file, _)| file == name).unwrap().1;
    office.drop_file(name, sample);
    let last = at("2021-02-05T13:00:00+01:00");
    assert_eq!((waits(&last).len(), states(&last, "scheda_interventi").len()), (1, 3));
}

#[test]
fn a_drop_folder_that_is_not_mounted_is_no_empty_month() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    let (drop, away) = (office.root().join("drop"), office.root().join("altrove"));
    std::fs::rename(&drop, &away).unwrap();
    std::fs::create_dir(&drop).unwrap();
    let before = office.database();
    for month in ["2021-01", "2021-02"] {
        let now = crate::office::issued_at(month).to_rfc3339();
        let output = office.program(&["run", "--period", month, "--now", &now]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("la condivisione non è collegata") && said.contains("Rimedio: ripristinare la cartella"),
            "{said}"
        );
    }
    assert_eq!((office.database(), std::fs::read_dir(&drop).unwrap().count()), (before, 1), "the lock alone");
    std::fs::remove_dir_all(&drop).unwrap();
    std::fs::rename(&away, &drop).unwrap();
    let (code, json) = office.run("2021-01");
    assert_eq!((code, &json["changed"]), (0, &json!(false)));
}

#[test]
fn a_refused_file_that_the_archive_lost_does_not_stop_the_month() {
    let office = Office::new();
    office.drop_samples("2021-01", &["scheda_indicatori_promozione"]);
    let (name, bytes) = ("scheda_indicatori_promozione_2021-01.xlsx", sheet(1.0, "Sigla"));
    office.drop_file(name, &bytes);
    office.run("2021-01");
    let digest = quadratura::origin::Digest::of(&bytes).to_string();
    std::fs::remove_file(office.root().join("archive").join(&digest[..2]).join(&digest[2..])).unwrap();
    office.configure("layouts/scheda_indicatori.toml", &with_alias());
    let (code, json) = office.run("2021-01");
    assert_eq!((code, problems(&json, "pipeline.refused_lost").len()), (0, 1));
    assert_eq!(problems(&json, "pipeline.refused_lost")[0]["file"], name);
}

/// The layout of the sheets of indicators, with another word for its first column.
fn with_alias() -> String {
    let layout = config::embedded_configuration()
        .into_iter()
        .find(|(name, _)| name == "layouts/scheda_indicatori.toml")
        .map(|(_, text)| text.to_string())
        .unwrap();
    let changed = layout.replace("header = [\"Codice\", ", "header = [\"Codice\", \"Sigla\", ");
    assert_ne!(changed, layout);
    changed
}

#[test]
fn a_changed_layout_tries_the_refused_files_of_the_month_again() {
    let office = Office::new();
    let name = "scheda_indicatori_promozione_2021-01.xlsx";
    office.drop_file(name, &sheet(1.0, "Sigla"));
    let (_, json) = office.run("2021-01");
    assert_eq!(
        problems(&json, "read.missing_column")[0]["text"],
        "Nell'intestazione alla riga 2 manca la colonna `Codice`"
    );
    assert_eq!(tray(&office, "rifiutati").len(), 2);
    let (_, json) = office.run("2021-01");
    assert_eq!(json["changed"], json!(false));
    office.configure("layouts/scheda_indicatori.toml", &with_alias());
    let (_, json) = office.run("2021-01");
    assert!(states(&json, "scheda_indicatori").contains(&"accepted".to_owned()));
    assert_eq!(problems(&json, "read.missing_column").len(), 0);
    assert_eq!((tray(&office, "rifiutati"), tray(&office, "accettati")), (vec![], vec![name.to_owned()]));
    let (_, json) = office.run("2021-01");
    assert_eq!(json["changed"], json!(false));
}

#[test]
fn retry_examines_refused_files_by_the_configuration_of_now() {
    let office = Office::new();
    let name = "scheda_indicatori_promozione_2021-01.xlsx";
    office.drop_file(name, &sheet(1.0, "Sigla"));
    office.drop_file("verbale.xlsx", &sheet(2.0, "Codice"));
    office.run("2021-01");
    let output = office.program(&["retry", "--all", "--json"]);
    assert_eq!(output.status.code(), Some(3), "nothing has changed: both are still refused");
    assert_eq!(tray(&office, "rifiutati").len(), 4);
    office.configure("layouts/scheda_indicatori.toml", &with_alias());
    let output = office.program(&["retry", name, "--json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(json_of(&output)["files"][0]["state"], "accepted");
    assert_eq!(tray(&office, "rifiutati"), ["verbale.xlsx", "verbale.xlsx.motivo.txt"]);
    assert_eq!(tray(&office, "accettati"), [name]);
    let (_, json) = office.run("2021-01");
    assert_eq!(json["changed"], json!(true), "the month is issued with the file");
    let output = office.program(&["retry", "mai-visto.xlsx", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(json_of(&output)["error"]["text"].as_str().unwrap().contains("`verbale.xlsx`"));
}

#[test]
fn an_old_refused_file_that_can_be_read_now_does_not_replace_its_correction() {
    let office = Office::new();
    let name = "scheda_indicatori_promozione_2021-01.xlsx";
    office.drop_file(name, &sheet(1.0, "Sigla"));
    office.run("2021-01");
    office.drop_file(name, &sheet(5.0, "Codice"));
    let (_, json) = office.run("2021-01");
    assert!(states(&json, "scheda_indicatori").contains(&"accepted".to_owned()));
    office.configure("layouts/scheda_indicatori.toml", &with_alias());
    office.run("2021-01");
    let export = json_of(&office.program(&["export", "entries", "--json", "--period", "2021-01"]));
    let values: Vec<&Value> = export["entries"].as_array().unwrap().iter().filter(|it| it["file"] == name).collect();
    assert_eq!(values.len(), 1);
    let accepted: Vec<String> = tray(&office, "accettati");
    assert_eq!(accepted.len(), 3, "both files, and why the old one does not count: {accepted:?}");
}

#[test]
fn a_file_of_a_released_month_is_flagged_with_the_lines_that_it_changes() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let (_, first) = office.run("2021-01");
    assert_eq!((&first["state"], &first["restatements"]), (&json!("released"), &json!([])));
    // The chamber's chart moves one account to another line: what was published says something else now.
    let accounts = include_str!("../../config/accounts.toml");
    let moved = accounts
        .replace("prefix = \"329\"\nline = \"organi_istituzionali\"", "prefix = \"329\"\nline = \"quote_associative\"");
    assert_ne!(moved, accounts);
    office.configure("accounts.toml", &moved);
    let (_, second) = office.run("2021-01");
    let changed: Vec<&Value> =
        second["restatements"].as_array().unwrap().iter().filter(|it| it["function"] == "").collect();
    let of = |line: &str, scenario: &str| {
        changed.iter().find(|it| it["line"] == line && it["scenario"] == scenario).map(|it| {
            (it["issued_cents"].as_i64().unwrap(), it["now_cents"].as_i64().unwrap_or(0), it["issue"].as_i64().unwrap())
        })
    };
    let (from, to) =
        (of("organi_istituzionali", "preventivo").unwrap(), of("quote_associative", "preventivo").unwrap());
    assert_eq!(from.0 - from.1, to.1 - to.0, "what one line loses the other gains");
    assert!(from.0 != from.1 && from.2 == 1);
    assert!(of("oneri_correnti", "preventivo").is_none(), "the sum is what it was");
    let said = problems(&second, "pipeline.restatement");
    assert!(said.iter().any(|it| it["text"].as_str().unwrap().contains("nell'emissione 1 e ora è")), "{said:?}");
    // Asked again, the standing issue says of itself what it said when it was made.
    let (_, again) = office.run("2021-01");
    assert_eq!((&again["changed"], &again["restatements"]), (&json!(false), &second["restatements"]));
}

#[test]
fn a_table_that_comes_for_the_first_time_restates_nothing() {
    let office = Office::new();
    office.drop_samples("2021-06", &["risultanze"]);
    let (_, first) = office.run("2021-06");
    assert_eq!(first["state"], "released");
    office.drop_samples("2021-06", &["oneri", "proventi", "scheda", "interventi", "pagamenti", "stato"]);
    let (_, second) = office.run("2021-06");
    assert_eq!((&second["issue"], &second["restatements"]), (&json!(2), &json!([])));
    assert!(problems(&second, "pipeline.restatement").is_empty());
    assert_eq!(problems(&second, "pipeline.restated_file").len(), 1, "that it came is said");
    let alerts = second["alerts"].as_array().unwrap();
    assert!(alerts.iter().all(|it| it["kind"] != "restatement"), "{alerts:?}");
    let letters = second["messages"].as_array().unwrap();
    assert!(letters.iter().all(|it| it["issue"] != 2), "nobody reads again what has not changed: {letters:?}");
}

#[test]
fn a_new_version_of_a_file_of_a_released_month_is_named() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    // It measures one thing of several: it is meant when it comes twice.
    let shorter = sheet(7.0, "Codice");
    office.drop_file("scheda_indicatori_promozione_2021-01.xlsx", &shorter);
    office.run("2021-01");
    office.drop_file("scheda_indicatori_promozione_2021-01.xlsx", &shorter);
    let (_, json) = office.run("2021-01");
    let said = problems(&json, "pipeline.restated_file");
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0]["file"], "scheda_indicatori_promozione_2021-01.xlsx");
    assert_eq!(said[0]["text"], "è arrivato in una nuova versione, quando il mese era già emesso (emissione 1)");
}

#[test]
fn a_second_file_in_the_folder_of_an_arrival_is_returned_and_read_as_others_are() {
    let office = Office::new();
    office.drop_samples("2021-01", &["oneri"]);
    let folder = office.root().join("drop/.in-lavorazione/A000001");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["altro.xlsx", "nota.txt"] {
        std::fs::write(folder.join(name), name).unwrap();
    }
    office.run("2021-01");
    office.run("2021-01");
    assert!(!folder.exists(), "nothing stays in hand");
    let refused = tray(&office, "rifiutati");
    for name in ["altro.xlsx", "nota.txt"] {
        assert!(refused.contains(&name.to_owned()), "{refused:?}");
    }
}

#[test]
fn an_alert_is_acknowledged_by_the_id_that_is_shown() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let long = format!("{}.xlsx", "x".repeat(250));
    for name in ["nota\u{1b}[31m.xlsx", &long] {
        office.drop_file(name, b"no workbook");
    }
    let (_, json) = office.run("2021-01");
    let said = json["alerts"].to_string();
    assert!(said.contains("Leggere il `.motivo.txt` che gli sta accanto"), "{said}");
    let status = office.program(&["status"]);
    let status = String::from_utf8(status.stdout).unwrap();
    let shown = status.split_whitespace().find(|word| word.contains("nota\u{fffd}[31m.xlsx") && word.contains(':'));
    let id = shown.unwrap_or_else(|| panic!("{status}")).trim_matches(['(', ')', '[', ']', '`', ',']);
    let until = ["--until", "2199-01-01", "--why", "prova"];
    let acknowledged = office.program(&[&["ack", id], &until[..]].concat());
    assert!(acknowledged.status.success(), "{id}: {}", String::from_utf8_lossy(&acknowledged.stderr));
}

#[test]
fn what_somebody_plants_among_the_files_in_hand_stops_nothing() {
    let office = Office::new();
    office.drop_samples("2021-01", &["oneri"]);
    let in_hand = office.root().join("drop/.in-lavorazione");
    for planted in ["A99999999999999999999999", "A18446744073709551615", "A9223372036854775807", "..", "x"] {
        let folder = in_hand.join(format!("{planted}.estero")).join("");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("nota {planted}.txt")), planted).unwrap();
    }
    std::fs::write(in_hand.join("sciolto.txt"), "nota").unwrap();
    std::os::unix::fs::symlink("../../config", in_hand.join("A000001")).unwrap();
    let (_, json) = office.run("2021-01");
    assert!(states(&json, "proventi").contains(&"accepted".to_owned()), "{json}");
    let (_, json) = office.run("2021-01");
    assert_eq!(json["settling"], json!([]));
    let refused = tray(&office, "rifiutati");
    assert_eq!(
        refused.iter().filter(|name| name.ends_with(".txt") && !name.contains("motivo")).count(),
        6,
        "{refused:?}"
    );
    let (_, json) = office.run("2021-01");
    assert_eq!(json["changed"], json!(false));
}

#[test]
fn a_file_that_lies_too_deep_is_not_called_missing() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let deep = office.root().join("drop/estero/a/b");
    std::fs::create_dir_all(&deep).unwrap();
    let name = "scheda_interventi_estero_2021-01.xlsx";
    std::fs::rename(office.root().join("drop").join(name), deep.join(name)).unwrap();
    // Cut on its way, and required.
    let oneri = office.root().join("drop/oneri_2021-01.xlsx");
    let whole = std::fs::read(&oneri).unwrap();
    std::fs::write(&oneri, &whole[..whole.len() / 2]).unwrap();
    let (_, json) = office.run("2021-01");
    let alerts = json["alerts"].to_string();
    assert!(alerts.contains(&format!("Il file `{name}` è nella cartella di arrivo, ma non è stato letto")), "{alerts}");
    let said = format!("{}{alerts}", json["blocking"]);
    assert!(said.contains("non è ancora stato letto") && !said.contains("manca un file obbligatorio"), "{said}");
    let mut letters = office.files().into_keys().filter(|name| name.contains("-bozza-"));
    let letter = std::fs::read_to_string(office.root().join(letters.next_back().unwrap())).unwrap();
    assert!(!letter.contains("non arrivato"), "{letter}");
}

#[test]
fn a_workbook_that_is_gone_comes_back_and_one_that_was_altered_is_told() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    let path = office.root().join("reports/2021-01/monitoraggio-2021-01.xlsx");
    let issued = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    office.run("2021-01");
    assert_eq!(std::fs::read(&path).unwrap(), issued);
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "altro").unwrap();
    let (_, json) = office.run("2021-01");
    assert_eq!(problems(&json, "pipeline.report_occupied").len(), 1, "{json}");
}

/// The sheet of promozione for January with its two counts, as the office writes value and unit.
fn counts(first: &str, second: &str) -> Vec<u8> {
    let mut text = format!("Camera di commercio di esempio, al 31/01/2021\n{}\n", HEADER.join(";"));
    text += &format!("2021_01_01_01-I1;Bandi;;;{first};31/01/2021;;\n");
    text += &format!("2021_01_01_02-I1;Incontri;;;{second};31/01/2021;;\n");
    text.into_bytes()
}

#[test]
fn a_measure_that_a_new_sheet_spoils_stays_as_it_was_and_says_so() {
    let office = Office::new();
    let measured = |first: &str, second: &str| {
        office.drop_file("scheda_indicatori_promozione_2021-01.csv", &counts(first, second));
        let (_, json) = office.run("2021-01");
        let value = |code: &str| {
            let of_code = json["indicators"].as_array().unwrap().iter().find(|it| it["code"] == code);
            of_code.unwrap()["value"].as_str().map(str::to_owned)
        };
        let told = problems(&json, "pipeline.former_measure").into_iter();
        let told: Vec<String> = told.map(|it| it["text"].as_str().unwrap().to_owned()).collect();
        (value("2021_01_01_01-I1"), value("2021_01_01_02-I1"), told)
    };
    let some = |text: &str| Some(text.to_owned());
    let stays = "la misura `2021_01_01_01-I1` di questa scheda non si può usare: resta quella di prima \
                 (`scheda_indicatori_promozione_2021-01.csv`, scheda_indicatori_promozione_20!E3)";
    assert_eq!(measured("3;numero", "5;numero"), (some("3"), some("5"), vec![]));
    // A row that cannot be read, and a figure of another unit: the other measure is taken, this one stays.
    assert_eq!(measured("circa quattro;numero", "6;numero"), (some("3"), some("6"), vec![stays.to_owned()]));
    assert_eq!(measured("4;%", "7;numero"), (some("3"), some("7"), vec![stays.to_owned()]));
    assert_eq!(measured("4;numero", "7;numero"), (some("4"), some("7"), vec![]));
}
