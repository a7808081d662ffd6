//! A database that is lost, damaged, or put back from an older copy: it is noticed before anything is done with it, and
//! archive and reports are enough to make it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use quadratura::clock::Fixed;
use quadratura::pipeline;
use quadratura::schedule::{Doing, Service};
use quadratura::store::Store;
use serde_json::{Value, json};

use crate::office::{Office, go_on, issued_at, json_of};

/// A chamber that has issued January.
fn january() -> Office {
    let office = Office::new();
    office.drop_samples("2021-01", &["scheda_interventi_estero"]);
    // One that is refused, so that there are alerts, and letters of every kind.
    office.drop_file("scheda_interventi_estero_2021-01.xlsx", b"un testo");
    office.run("2021-01");
    office
}

fn issue(office: &Office, month: &str) {
    office.drop_samples(month, &[]);
    office.run(month);
}

fn database(office: &Office) -> PathBuf {
    office.root().join("quadratura.db")
}

/// Takes the database away, with its log.
fn lose(office: &Office) {
    for name in ["quadratura.db", "quadratura.db-wal", "quadratura.db-shm"] {
        let _ = fs::remove_file(office.root().join(name));
    }
}

fn put_back(office: &Office, copy: &[u8]) {
    lose(office);
    fs::write(database(office), copy).unwrap();
}

/// What a run that is refused says; it changes nothing.
fn refused(office: &Office) -> String {
    let before = office.files();
    let now = issued_at("2021-02").to_rfc3339();
    let output = office.program(&["run", "--json", "--period", "2021-02", "--now", &now]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(office.files(), before);
    json_of(&output)["error"]["text"].as_str().unwrap().replace(office.root().to_str().unwrap(), "")
}

fn record(office: &Office, name: &str) -> Value {
    let path = office.root().join("archive/registro").join(name);
    serde_json::from_slice(&fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).unwrap()
}

fn registry(office: &Office) -> BTreeMap<String, String> {
    office.files().into_iter().filter(|(name, _)| name.starts_with("archive/registro/")).collect()
}

#[test]
fn the_archive_tells_what_its_bytes_are() {
    let office = january();
    let arrivals = registry(&office).into_keys().filter(|name| name.contains("/arrivi/A0000")).count();
    assert_eq!(
        arrivals,
        office.files().keys().filter(|name| name.ends_with(".xlsx") && name.starts_with("drop/")).count()
    );
    let all = (1..=arrivals).map(|number| record(&office, &format!("arrivi/A{number:06}.json")));
    let all: Vec<Value> = all.collect();
    let refused = all.iter().find(|it| it["state"] == "refused").unwrap();
    assert_eq!(refused["name"], "scheda_interventi_estero_2021-01.xlsx");
    assert_eq!((&refused["folder"], &refused["tray"]), (&json!(""), &json!("rifiutati")));
    assert_eq!(refused["arrived_at"], "2021-02-05T06:00:00Z");
    assert!(refused["problems"].as_array().unwrap().len() == 1 && refused["sha256"].as_str().unwrap().len() == 64);

    let issue = record(&office, "emissioni/2021-01-1.json");
    assert_eq!((&issue["number"], &issue["published"]), (&json!(1), &json!(true)));
    assert_eq!(issue["workbook_name"], "monitoraggio-2021-01.xlsx");
    let sources = issue["manifest"]["decisive"]["sources"].as_array().unwrap();
    assert!(sources.len() > 5 && sources[0]["sha256"].as_str().unwrap().len() == 64, "{sources:?}");
    for key in ["workbook_sha256", "found_sha256"] {
        let (folder, rest) = issue[key].as_str().unwrap().split_at(2);
        assert!(office.root().join("archive").join(folder).join(rest).is_file(), "{key}");
    }
    let letters: Vec<String> = registry(&office).into_keys().filter(|name| name.contains("/messaggi/")).collect();
    assert_eq!(letters.len(), office.files().keys().filter(|name| name.starts_with("outbox/")).count());
    for name in letters {
        assert_eq!(record(&office, name.strip_prefix("archive/registro/").unwrap())["state"], "sent");
    }
    assert!(!record(&office, "avvisi.json")["followed"].as_array().unwrap().is_empty());
}

#[test]
fn a_root_of_the_program_before_is_completed_by_the_next_run_and_its_database_kept() {
    let office = january();
    let known = |office: &Office| {
        // That program did not keep how its alerts are said to be over, nor whose a file was, and had neither chain nor prospetto.
        let told = |name: &String| {
            let mut told = record(office, name.strip_prefix("archive/registro/").unwrap());
            for later in ["found_sha256", "owner", "chain", "prospetto_name", "prospetto_sha256"] {
                told.as_object_mut().unwrap().remove(later);
            }
            told
        };
        registry(office).keys().map(|name| (name.clone(), told(name))).collect::<BTreeMap<_, _>>()
    };
    let told = known(&office);
    let connection = rusqlite::Connection::open(database(&office)).unwrap();
    for table in ["arrival", "issue", "message"] {
        connection.execute_batch(&format!("ALTER TABLE {table} DROP COLUMN recorded")).unwrap();
    }
    connection.execute_batch("ALTER TABLE arrival DROP COLUMN owner; DROP TABLE chain").unwrap();
    let told_within = "ALTER TABLE issued_alert DROP COLUMN ends; \
                       ALTER TABLE alert ADD COLUMN threads TEXT NOT NULL DEFAULT '{}'; \
                       UPDATE alert SET threads = (SELECT json_group_object(address, message_id) FROM alert_told \
                                                   WHERE alert_told.alert = alert.id); \
                       DROP TABLE alert_told;";
    connection.execute_batch(told_within).unwrap();
    connection.execute_batch("ALTER TABLE issue DROP COLUMN withdrawn; DROP TABLE issued_projection").unwrap();
    connection
        .execute_batch("DROP TABLE configuration; DROP TABLE answer; DROP TABLE issued_degree; DROP TABLE prospetto")
        .unwrap();
    let judged = "ALTER TABLE issued_indicator DROP COLUMN judged_state; ALTER TABLE issued_indicator DROP COLUMN judged_value; \
                  ALTER TABLE issued_indicator DROP COLUMN judged_on";
    connection.execute_batch(judged).unwrap();
    connection.pragma_update(None, "user_version", 2).unwrap();
    drop(connection);
    fs::remove_dir_all(office.root().join("archive/registro")).unwrap();
    let (code, said) = office.run("2021-01");
    assert_eq!((code, &said["changed"]), (0, &json!(false)));
    assert_eq!(known(&office), told);
    let copy = rusqlite::Connection::open(office.root().join("quadratura.db.prima-della-11")).unwrap();
    assert_eq!(copy.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0)).unwrap(), 2);
    let issues: u32 = copy.query_row("SELECT count(*) FROM issue", [], |row| row.get(0)).unwrap();
    assert_eq!(issues, 1);
}

#[test]
fn a_database_that_is_lost_empty_or_older_is_refused_until_a_person_says_so() {
    let office = january();
    let copy = fs::read(database(&office)).unwrap();
    issue(&office, "2021-02");
    let whole = fs::read(database(&office)).unwrap();

    lose(&office);
    insta::assert_snapshot!(refused(&office), @"il database `/quadratura.db` non c'è o è vuoto, ma in `archive` e `reports` c'è lavoro già fatto. Rimedio: fermare il servizio e rimettere una copia di sicurezza più recente (`quadratura restore`), oppure ricostruire dall'archivio ciò che manca (`quadratura recover`); intanto non si emette e non si scrive a nessun ufficio");
    assert!(!database(&office).exists(), "nothing was made in its place");
    fs::write(database(&office), b"").unwrap();
    assert!(refused(&office).contains("non c'è o è vuoto"));
    // One that somebody let be made anew.
    lose(&office);
    drop(Store::open(&database(&office), "esempio").unwrap());
    assert!(refused(&office).contains("gennaio 2021 emissione 1, febbraio 2021 emissione 1"));
    put_back(&office, &copy);
    insta::assert_snapshot!(refused(&office), @"il database è più vecchio di ciò che sta in `archive` e `reports`: non conosce 10 arrivi (l'ultimo è A000020), febbraio 2021 emissione 1, 3 messaggi. Rimedio: fermare il servizio e rimettere una copia di sicurezza più recente (`quadratura restore`), oppure ricostruire dall'archivio ciò che manca (`quadratura recover`); intanto non si emette e non si scrive a nessun ufficio");
    let status = json_of(&office.program(&["status", "--json"]));
    assert!(status["behind"]["text"].as_str().unwrap().contains("febbraio 2021 emissione 1"), "{}", status["behind"]);
    let output = office.program(&["status"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("  Guasto       il database è più vecchio"));
    let out = office.root().join("prova");
    let trial = ["run", "--period", "2021-02", "--dry-run", "--out", out.to_str().unwrap()];
    assert_eq!(office.program(&trial).status.code(), Some(1), "a trial would say what is not so");

    put_back(&office, &whole);
    let (_, said) = office.run("2021-02");
    assert_eq!(said["changed"], json!(false));
    assert_eq!(json_of(&office.program(&["status", "--json"]))["behind"], json!(null));
}

#[test]
fn letters_that_were_sent_since_a_copy_was_made_are_not_sent_again() {
    let office = january();
    let copy = fs::read(database(&office)).unwrap();
    // A night that only writes a letter: no file, no issue.
    let night = ["run", "--nightly", "--empty", "--period", "2021-02", "--now", "2021-03-20T02:00:00+01:00"];
    office.program(&night);
    put_back(&office, &copy);
    let said = refused(&office);
    assert!(said.contains("non conosce") && said.contains("messaggi"), "{said}");
}

#[test]
fn without_a_registry_the_workbooks_tell_and_copies_that_people_made_do_not() {
    let office = january();
    let copy = fs::read(database(&office)).unwrap();
    issue(&office, "2021-02");
    fs::remove_dir_all(office.root().join("archive/registro")).unwrap();
    put_back(&office, &copy);
    assert!(refused(&office).contains("non conosce febbraio 2021 emissione 1. "));
    // Saved under the name of the next issue by somebody: not one that we made.
    fs::remove_file(office.root().join("reports/2021-02/monitoraggio-2021-02.xlsx")).unwrap();
    fs::write(office.root().join("reports/2021-01/monitoraggio-2021-01-v2.xlsx"), "di qualcun altro").unwrap();
    let (code, said) = office.run("2021-01");
    assert_eq!((code, &said["changed"]), (0, &json!(false)));
}

#[test]
fn a_service_over_a_lost_database_writes_to_the_operator_once_and_to_nobody_else() {
    let office = january();
    lose(&office);
    let before = office.files();
    let at = |text: &str| Fixed(text.parse().unwrap());
    let mut service = Service::new(&office.settings(), at("2021-03-05T05:50:00Z").0).unwrap();
    let said = std::cell::RefCell::new(Vec::new());
    let mut tick = |now: &str| {
        said.borrow_mut().clear();
        service.tick(&at(now), &Doing::default(), &|text: &str| said.borrow_mut().push(text.to_owned()));
        said.borrow().join("\n")
    };
    let first = tick("2021-03-05T05:50:00Z");
    assert!(first.contains("servizio") && first.contains("`quadratura recover`"), "{first}");
    assert_eq!(tick("2021-03-05T05:54:00Z"), "", "it was said");
    let after = office.files();
    let new: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    assert_eq!(new.len(), 1, "{new:?}");
    let letter = fs::read_to_string(office.root().join(new[0])).unwrap();
    assert!(letter.contains("To: ") && !letter.contains("estero@"), "{letter}");
    assert!(!database(&office).exists());
}

#[test]
fn zeroed_pages_are_noticed_at_the_start() {
    let office = january();
    let path = database(&office);
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    assert!(pages > 40, "{pages}");
    bytes[(pages - 30) * 4096..(pages - 10) * 4096].fill(0);
    put_back(&office, &bytes);
    let said = refused(&office);
    assert!(
        said.contains("il database è danneggiato. Rimedio: fermare il servizio e rimettere l'ultima copia"),
        "{said}"
    );
    let error = pipeline::open(&quadratura::config::Config::load(&office.settings()).unwrap()).unwrap_err();
    assert_eq!(pipeline::failure(&error).cause, pipeline::Cause::DatabaseDamaged);
}

/// Makes the database anew, and reads what came of it.
fn recovered(office: &Office, code: i32) -> Value {
    let output = office.program(&["recover", "--json"]);
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stdout));
    json_of(&output)
}

/// The database but for what the service remembers of its runs, and when letters were tried.
fn told(office: &Office) -> Vec<String> {
    let instant = regex::Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\x22]*").unwrap();
    let lines =
        office.database().into_iter().filter(|line| !line.starts_with("job_run ") && !line.starts_with("sighting "));
    let plain = |line: String| {
        if line.starts_with("message ") { instant.replace_all(&line, "").replace("Text(\"\")", "Null") } else { line }
    };
    lines.map(plain).collect()
}

/// Everything but the alerts with their lives: a month that is run again is one more run that saw them.
fn lasting(office: &Office) -> BTreeMap<String, String> {
    office.files().into_iter().filter(|(name, _)| !name.ends_with("avvisi.json")).collect()
}

/// What a recovery must never change: what was issued, what was mailed, what lies in the trays.
fn nothing_more_comes_of(office: &Office, months: &[&str]) {
    let files = lasting(office);
    for month in months {
        let (code, said) = office.run(month);
        assert_eq!((code, &said["changed"]), (0, &json!(false)), "{month}");
    }
    assert_eq!(lasting(office), files);
}

#[test]
fn a_lost_database_is_made_anew_as_it_was() {
    let office = january();
    issue(&office, "2021-02");
    office.program(&["run", "--nightly", "--empty", "--period", "2021-03", "--now", "2021-03-20T02:00:00+01:00"]);
    let (files, database_before) = (office.files(), told(&office));
    lose(&office);
    let said = recovered(&office, 0);
    assert_eq!((&said["recovered"], &said["held"], &said["left_out"]), (&json!(true), &json!(0), &json!([])));
    assert_eq!(said["issues"].as_array().unwrap().len(), 2);
    assert_eq!(told(&office), database_before);
    assert_eq!(office.files(), files);
    nothing_more_comes_of(&office, &["2021-01", "2021-02"]);
    // Numbering goes on, and the month after is compared with what was issued.
    office.drop_samples("2021-03", &[]);
    let (_, march) = office.run("2021-03");
    assert_eq!(march["issue"], json!(1));
    let undisturbed = january();
    issue(&undisturbed, "2021-02");
    undisturbed.program(&["run", "--nightly", "--empty", "--period", "2021-03", "--now", "2021-03-20T02:00:00+01:00"]);
    issue(&undisturbed, "2021-03");
    assert_eq!(lasting(&office), lasting(&undisturbed));
    let again = recovered(&office, 0);
    assert_eq!((&again["recovered"], &again["issues"]), (&json!(false), &json!([])));
}

#[test]
fn an_older_database_is_brought_up_to_what_the_archive_tells_and_a_damaged_one_put_aside() {
    let office = january();
    let copy = fs::read(database(&office)).unwrap();
    issue(&office, "2021-02");
    let (files, before) = (office.files(), told(&office));
    put_back(&office, &copy);
    let said = recovered(&office, 0);
    assert_eq!(said["issues"], json!([{"period": "2021-02", "number": 1}]));
    assert_eq!(told(&office), before);
    let aside = said["aside"].as_str().unwrap();
    assert!(aside.ends_with("quadratura.db.da-parte-1"), "{aside}");
    let older = rusqlite::Connection::open(aside).unwrap();
    assert_eq!(older.query_row("SELECT count(*) FROM issue", [], |row| row.get::<_, u32>(0)).unwrap(), 1);

    put_back(&office, b"questo non e' un database, ma un testo abbastanza lungo da sembrarlo".repeat(40).as_slice());
    let said = recovered(&office, 0);
    assert!(said["aside"].as_str().unwrap().ends_with("quadratura.db.da-parte-2"), "{said}");
    assert_eq!((told(&office), office.files()), (before, files));
    nothing_more_comes_of(&office, &["2021-01", "2021-02"]);
}

#[test]
fn what_cannot_be_made_anew_is_named_and_nothing_leaves_by_itself() {
    let office = january();
    // A letter that waits: whether it left after the registry was written, nobody knows.
    let connection = rusqlite::Connection::open(database(&office)).unwrap();
    connection.execute_batch("UPDATE message SET state = 'queued', recorded = 0").unwrap();
    drop(connection);
    fs::remove_dir_all(office.root().join("archive/registro/messaggi")).unwrap();
    let config = quadratura::config::Config::load(&office.settings()).unwrap();
    let folders = pipeline::Folders::of(&config);
    pipeline::record(&folders, &mut pipeline::open(&config).unwrap(), &go_on).unwrap();
    let of_issue = record(&office, "emissioni/2021-01-1.json");
    let original = record(&office, "arrivi/A000001.json");
    let spoil = |digest: &Value| {
        let (folder, rest) = digest.as_str().unwrap().split_at(2);
        let path = office.root().join("archive").join(folder).join(rest);
        fs::remove_file(&path).unwrap();
    };
    spoil(&of_issue["found_sha256"]);
    spoil(&original["sha256"]);
    let torn = office.root().join("archive/registro/arrivi/A000002.json");
    fs::remove_file(&torn).unwrap();
    fs::write(&torn, "{").unwrap();
    lose(&office);
    fs::remove_dir_all(office.root().join("outbox")).unwrap();
    let output = office.program(&["recover"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stdout).unwrap().replace(office.root().to_str().unwrap(), "");
    // The command is proposed as the program was called, wherever that lies.
    let (said, proposed) = said.split_once("Se nel").unwrap();
    assert!(proposed.split_whitespace().collect::<Vec<_>>().join(" ").ends_with("run --period AAAA-MM"), "{proposed}");
    insta::assert_snapshot!(said.trim_end(), @r"
    Database ricostruito da `archive` e `reports`. Nulla è stato mandato.
      Arrivi       9
      Mese         gennaio 2021: emissione 1
      Messaggi     4, già trattati
                   4 messaggi annullati, perché non si sa se erano partiti: `quadratura outbox list` li
                   elenca, `quadratura outbox retry ID` ne manda uno
      Avvisi       2
      Manca        di `oneri_2021-01.xlsx`, di cui è fatta gennaio 2021 emissione 1, non si sa più che è
                   arrivato: depositarlo di nuovo prima di emettere quel mese
      Manca        di gennaio 2021 emissione 1 l'archivio non ha più le cifre: riporti e confronti
                   ricominciano senza
      Manca        l'archivio non ha più, o non ha intero, il file `interventi_economici_2021-01.xlsx`
                   (A000001): rimetterlo da una copia
      Manca        un'annotazione dell'archivio non si legge più:
                   `/archive/registro/arrivi/A000002.illeggibile`
      Manca        la storia dei lavori: il servizio ricomincia dalla prossima scadenza.
    ");
    office.run("2021-02");
    assert!(!office.files().keys().any(|name| name.starts_with("outbox/2021-01")), "what waited did not leave");
    let list = json_of(&office.program(&["outbox", "list", "--json"]));
    let held = list["messages"].as_array().unwrap().iter().filter(|it| it["state"] == "cancelled").count();
    assert!(held > 1, "{list}");
}

#[test]
fn where_nothing_but_workbooks_is_left_their_numbers_are_taken() {
    let office = january();
    fs::remove_dir_all(office.root().join("archive/registro")).unwrap();
    lose(&office);
    let workbook = fs::read(office.root().join("reports/2021-01/monitoraggio-2021-01.xlsx")).unwrap();
    let said = recovered(&office, 3);
    assert_eq!(said["issues"], json!([{"period": "2021-01", "number": 1}]));
    let left_out = said["left_out"][0].as_str().unwrap().replace(office.root().to_str().unwrap(), "");
    insta::assert_snapshot!(left_out, @"di `/reports/2021-01/monitoraggio-2021-01.xlsx` si conosce solo il nome: tiene il suo numero, come bozza senza cifre; i file di quel mese che non risultano arrivati si depositano di nuovo");
    office.drop_samples("2021-01", &[]);
    let (_, again) = office.run("2021-01");
    assert_eq!(again["issue"], json!(2));
    assert_eq!(fs::read(office.root().join("reports/2021-01/monitoraggio-2021-01.xlsx")).unwrap(), workbook);
}

#[test]
fn a_database_that_went_on_by_itself_is_put_aside() {
    let office = january();
    let copy = fs::read(database(&office)).unwrap();
    office.drop_file("verbale.csv", b"uno");
    office.run("2021-02");
    let told_first = registry(&office);
    // The older program does not look at the registry, and gives the same name to another file.
    put_back(&office, &copy);
    let connection = rusqlite::Connection::open(database(&office)).unwrap();
    let next = format!("A{:06}", told_first.keys().filter(|name| name.contains("/arrivi/")).count());
    let sql = "INSERT INTO arrival (id, name, folder, digest, bytes, arrived_at, state, layout, office, period, as_of, row_count, \
               total_cents, problems, settled, tray, configuration) SELECT ?1, 'altro.csv', '', digest, bytes, arrived_at, state, layout, office, period, \
               as_of, row_count, total_cents, problems, settled, tray, configuration FROM arrival LIMIT 1";
    connection.execute(sql, [&next]).unwrap();
    connection.execute_batch("INSERT OR IGNORE INTO issue SELECT '2021-02', 1, state, decisive, manifest, workbook, workbook_name, issued_at, published, 0, NULL FROM issue LIMIT 1").unwrap();
    drop(connection);
    let said = recovered(&office, 0);
    assert!(said["aside"].as_str().is_some(), "{said}");
    assert_eq!(registry(&office), told_first);
    assert!(office.database().iter().any(|line| line.contains("verbale.csv")));
    assert!(!office.database().iter().any(|line| line.contains("altro.csv")));
}

#[test]
fn a_new_root_has_nothing_to_be_made_anew() {
    let office = Office::new();
    assert_eq!(recovered(&office, 0)["recovered"], json!(false));
    assert!(!database(&office).exists());
}

#[test]
fn a_registry_that_somebody_took_away_is_told_again() {
    let office = january();
    let told = registry(&office);
    fs::remove_dir_all(office.root().join("archive/registro")).unwrap();
    let (_, json) = office.run("2021-01");
    assert_eq!((&json["changed"], registry(&office)), (&json!(false), told.clone()));
    fs::remove_file(office.root().join("archive/registro/arrivi/A000003.json")).unwrap();
    assert_eq!(office.program(&["recover"]).status.code(), Some(0));
    assert_eq!(registry(&office), told);
}

#[test]
fn a_record_under_the_name_of_another_is_put_aside() {
    let office = january();
    let issues = office.root().join("archive/registro/emissioni");
    fs::rename(issues.join("2021-01-1.json"), issues.join("2021-03-7.json")).unwrap();
    lose(&office);
    let said = recovered(&office, 3);
    assert!(said["left_out"].to_string().contains("2021-03-7.illeggibile"), "{said}");
    assert_eq!(said["issues"], json!([{"period": "2021-01", "number": 1}]), "by its workbook");
}
