//! Alerts as a chamber lives them: from run to run, over missing files and acknowledgements, in the digests that tell them.

use std::collections::{BTreeMap, BTreeSet};

use quadratura::clock::Fixed;
use quadratura::schedule::{Doing, Service};
use serde_json::{Value, json};

use crate::office::{Office, json_of};

/// `run --json` of a month at an instant.
fn run(office: &Office, month: &str, now: &str, more: &[&str]) -> Value {
    let arguments = ["run", "--json", "--empty", "--period", month, "--now", now];
    json_of(&office.program(&[&arguments[..], more].concat()))
}

/// Alerts of an answer by id, each with its state.
fn states(json: &Value) -> BTreeMap<String, String> {
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    json["alerts"].as_array().unwrap().iter().map(|it| (text(&it["id"]), text(&it["state"]))).collect()
}

/// The digests that lie in the outbox, by name: the text as it travels, without soft line breaks.
fn digests(office: &Office) -> BTreeMap<String, String> {
    let folder = office.root().join("outbox");
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("-avvisi-") {
            found.insert(name, std::fs::read_to_string(&path).unwrap().replace("=\r\n", ""));
        }
    }
    found
}

#[test]
fn a_missing_sheet_explains_what_depends_on_it_and_what_it_hid_is_said_when_it_comes() {
    let office = Office::new();
    office.drop_samples("2021-04", &["_estero"]);
    let json = run(&office, "2021-04", "2021-05-05T05:00:00Z", &[]);
    let alerts = states(&json);
    let missing = "source_missing:2021-04:estero:scheda_interventi";
    assert_eq!((alerts[missing].as_str(), alerts["differences:estero"].as_str()), ("raised", "muted"));
    let of_estero: Vec<String> =
        digests(&office).into_iter().filter(|(name, _)| name.contains("estero")).map(|it| it.1).collect();
    assert_eq!(of_estero.len(), 1);
    assert!(of_estero[0].contains("Per questo: "), "{}", of_estero[0]);
    assert!(of_estero[0].contains("le differenze di Ufficio Commercio estero non si confrontano"), "{}", of_estero[0]);

    // The sheet comes at night: no issue, but a digest, which answers the first.
    for (name, bytes) in quadratura::config::embedded_samples("2021-04") {
        if name.contains("_estero") {
            office.drop_file(&name, bytes);
        }
    }
    let json = run(&office, "2021-04", "2021-05-06T00:00:00Z", &["--nightly"]);
    let alerts = states(&json);
    assert_eq!((alerts[missing].as_str(), alerts["differences:estero"].as_str()), ("resolved", "raised"));
    let night = &digests(&office)["2021-04-avvisi-20210506-0200-estero.eml"];
    assert!(night.contains("DIFFERENZE NUOVE") && night.contains("49/2021"), "{night}");
    let (_, first) = of_estero[0].split_once("Message-ID: ").unwrap();
    assert!(night.contains(&format!("In-Reply-To: {}", first.lines().next().unwrap())), "{night}");

    // The issue that follows says none of it again, and neither does the same month run once more.
    let before = digests(&office);
    let json = run(&office, "2021-04", "2021-05-07T05:00:00Z", &[]);
    assert_eq!((&json["issue"], states(&json)["differences:estero"].as_str()), (&serde_json::json!(2), "standing"));
    run(&office, "2021-04", "2021-05-08T05:00:00Z", &[]);
    assert_eq!(digests(&office), before);
}

#[test]
fn before_its_day_nothing_is_said_of_a_file_and_before_the_months_end_neither() {
    let office = Office::new();
    office.drop_samples("2021-01", &["scheda_interventi_estero", "oneri"]);
    let json = run(&office, "2021-01", "2021-02-02T05:00:00Z", &["--nightly"]);
    assert!(states(&json).keys().all(|id| !id.starts_with("source_missing")), "{:?}", states(&json));
    assert_eq!(digests(&office).len(), 0);
    let json = run(&office, "2021-01", "2021-02-05T05:00:00Z", &["--nightly"]);
    let said = |json: &Value, id: &str| {
        let all = json["alerts"].as_array().unwrap();
        let found = all.iter().find(|it| it["id"] == id).unwrap();
        (found["state"].as_str().unwrap().to_owned(), found["severity"].as_str().unwrap().to_owned())
    };
    let oneri = "source_missing:2021-01:contabilita:oneri";
    assert_eq!(said(&json, oneri), ("raised".to_owned(), "warning".to_owned()));
    assert_eq!(digests(&office).len(), 2, "one to the accounts, one to the office");
    let json = run(&office, "2021-01", "2021-02-11T05:00:00Z", &["--nightly"]);
    assert_eq!(said(&json, oneri), ("raised".to_owned(), "error".to_owned()), "what gets worse is said again");
    assert_eq!(digests(&office).len(), 3);
}

#[test]
fn what_somebody_acknowledged_is_silent_until_its_day() {
    let office = Office::new();
    office.drop_samples("2021-05", &[]);
    let id = "share_of_year:organi_istituzionali";
    let state = |json: &Value| states(json)[id].clone();
    assert_eq!(state(&run(&office, "2021-05", "2021-06-05T05:00:00Z", &[])), "raised");
    let ack = |more: &[&str]| {
        let now = ["--now", "2021-06-06T05:00:00Z", "--json"];
        office.program(&[&["ack"], more, &now].concat())
    };
    let wrong = ack(&["share_of_year:organi", "--until", "2021-06-10", "--why", "si sa"]);
    assert_eq!(wrong.status.code(), Some(2));
    let text = json_of(&wrong)["error"]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("forse si intendeva `share_of_year:organi_istituzionali`"), "{text}");
    assert_eq!(ack(&[id, "--until", "2021-06-01", "--why", "si sa"]).status.code(), Some(2), "a day that is gone");
    assert_eq!(ack(&[id, "--until", "2021-06-10", "--why", " "]).status.code(), Some(2), "no reason");
    let known = json_of(&ack(&[id, "--until", "2021-06-10", "--why", "variazione in giunta", "--by", "dirigente"]));
    assert_eq!(known["alert"]["state"], "acknowledged");

    let before = digests(&office);
    assert_eq!(state(&run(&office, "2021-05", "2021-06-10T05:00:00Z", &["--nightly"])), "acknowledged");
    let status = json_of(&office.program(&["status", "--json"]));
    let alert = status["alerts"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone();
    assert_eq!(alert["acknowledged"]["why"], "variazione in giunta");
    assert_eq!(digests(&office), before);
    assert_eq!(state(&run(&office, "2021-05", "2021-06-11T05:00:00Z", &["--nightly"])), "raised");
    assert!(digests(&office).keys().any(|name| name.contains("20210611")));
}

#[test]
fn what_vanishes_resolves_nothing_and_what_changes_after_the_release_is_told_once() {
    let office = Office::new();
    office.drop_samples("2021-05", &["scheda_interventi_regolazione"]);
    run(&office, "2021-05", "2021-06-05T05:00:00Z", &[]);
    // June comes without the accounts, without the sheet of promozione and without that of registro.
    office.drop_samples("2021-06", &["oneri", "scheda_interventi_promozione", "scheda_indicatori_registro"]);
    let json = run(&office, "2021-06", "2021-07-05T05:00:00Z", &[]);
    let alerts = states(&json);
    let standing = ["share_of_year:organi_istituzionali", "indicator_missed:tempo_evasione_protesti"]
        .map(|id| alerts[id].as_str());
    assert_eq!(standing, ["standing", "standing"]);
    assert!(matches!(alerts["differences:promozione"].as_str(), "muted" | "standing"), "{alerts:?}");
    assert_eq!(alerts["run_incomplete:2021-06"], "muted");
    assert!(alerts.values().all(|state| state != "resolved"), "{alerts:?}");

    // A sheet of May comes after the month was released.
    let sheet = "scheda_interventi_regolazione_2021-05.xlsx";
    office.drop_file(sheet, quadratura::config::embedded_samples("2021-05")[sheet]);
    let json = run(&office, "2021-05", "2021-07-06T05:00:00Z", &[]);
    assert_eq!((&json["issue"], states(&json)["restatement:2021-05"].as_str()), (&serde_json::json!(2), "raised"));
    assert_eq!(states(&json)["source_missing:2021-05:regolazione:scheda_interventi"], "resolved");
    let told = digests(&office);
    // The message of the new issue is about nothing else; a digest would only repeat it.
    assert!(!told.contains_key("2021-05-avvisi-20210706-0700-contabilita.eml"), "{:?}", told.keys());
    let again = std::fs::read_to_string(office.root().join("outbox/2021-05-2-mensile-contabilita.eml")).unwrap();
    assert!(again.contains("importi cambiati"), "{again}");
    run(&office, "2021-05", "2021-07-07T05:00:00Z", &[]);
    run(&office, "2021-06", "2021-07-08T05:00:00Z", &[]);
    let later: Vec<String> = digests(&office).into_keys().filter(|name| !told.contains_key(name)).collect();
    assert_eq!(later, Vec::<String>::new());
}

#[test]
fn a_night_of_a_month_without_files_leaves_the_word_to_the_month_before() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    let night = run(&office, "2021-07", "2021-07-03T00:30:00Z", &["--nightly"]);
    let of_june = ["share_of_year:organi_istituzionali", "indicator_missed:tempo_evasione_protesti"];
    assert!(of_june.iter().all(|id| !states(&night).contains_key(*id)), "{:?}", states(&night));
    let june = states(&run(&office, "2021-06", "2021-07-05T05:00:00Z", &[]));
    assert_eq!(of_june.map(|id| june[id].as_str()), ["raised", "raised"]);
    let night = states(&run(&office, "2021-07", "2021-07-06T00:30:00Z", &["--nightly"]));
    assert_eq!(of_june.map(|id| night[id].as_str()), ["standing", "standing"]);
}

/// A service that looks once a minute at these instants.
fn served(office: &Office, instants: &[&str]) {
    let mut service = Service::new(&office.settings(), instants[0].parse().unwrap()).unwrap();
    for instant in instants {
        let ran = service.tick(&Fixed(instant.parse().unwrap()), &Doing::default(), &|_: &str| {});
        assert_eq!(ran.iter().find_map(|it| it.result.as_ref().err()), None);
    }
}

/// The names of the outbox, sorted.
fn letters(office: &Office) -> Vec<String> {
    office.files().keys().filter_map(|name| name.strip_prefix("outbox/").map(str::to_owned)).collect()
}

#[test]
fn an_office_has_the_receipt_of_a_refused_file_within_minutes_and_no_digest_that_repeats_it() {
    let office = Office::new();
    served(&office, &["2021-02-02T09:00:10Z"]);
    office.drop_samples("2021-01", &["scheda_interventi_estero"]);
    office.drop_file("scheda_interventi_estero_2021-01.xlsx", b"non un foglio");
    served(&office, &["2021-02-02T09:04:10Z", "2021-02-02T09:05:10Z", "2021-02-02T09:10:10Z"]);
    let receipts = letters(&office);
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    assert!(receipts[0].starts_with("ricevuta-") && receipts[0].ends_with("-estero.eml"), "{receipts:?}");

    // By night the alert is raised; what it would say was read already.
    served(&office, &["2021-02-03T00:59:10Z", "2021-02-03T01:00:10Z"]);
    assert_eq!(letters(&office), receipts);
    let alerts = json_of(&office.program(&["status", "--json"]))["alerts"].clone();
    let refused = "source_refused:2021-01:estero:scheda_interventi";
    assert_eq!(states(&serde_json::json!({ "alerts": alerts }))[refused], "raised");

    // Fifteen days after the month's end it is as late as a file that never came.
    served(&office, &["2021-02-15T00:59:10Z", "2021-02-15T01:00:10Z"]);
    let late = digests(&office).into_iter().filter(|(name, _)| name.contains("estero")).collect::<Vec<_>>();
    assert_eq!(late.len(), 1, "{late:?}");
    assert!(late[0].1.contains("[grave] Rifiutato =C2=ABscheda_interventi_estero_2021-01.xlsx=C2=BB"), "{}", late[0].1);
}

#[test]
fn a_night_waits_for_files_that_are_just_being_put_down() {
    let office = Office::new();
    served(&office, &["2021-02-04T09:00:10Z"]);
    let late = ["scheda_interventi_estero", "scheda_indicatori_registro"];
    office.drop_samples("2021-01", &late);
    served(&office, &["2021-02-05T00:55:10Z"]);
    for (name, bytes) in quadratura::config::embedded_samples("2021-01") {
        if late.iter().any(|late| name.starts_with(late)) {
            office.drop_file(&name, bytes);
        }
    }
    // At two in Rome the first files are taken; the others are seen for the first time, and none of them is missing.
    served(&office, &["2021-02-05T01:00:10Z", "2021-02-05T01:01:10Z", "2021-02-05T01:02:10Z"]);
    assert_eq!(digests(&office), BTreeMap::new());
    let status = json_of(&office.program(&["status", "--json"]));
    let night = status["jobs"].as_array().unwrap().iter().find(|it| it["kind"] == "nightly").unwrap().clone();
    assert_eq!((&night["last"]["state"], &night["last"]["due"]), (&"done".into(), &"2021-02-05T01:00:00+00:00".into()));
    let known = states(&json_of(&office.program(&["status", "--json"])));
    assert!(known.keys().all(|id| !id.starts_with("source_missing")), "{known:?}");
}

#[test]
fn a_file_that_does_not_come_grows_grave_on_its_day_though_nothing_else_happens() {
    let office = Office::new();
    served(&office, &["2021-02-02T09:00:10Z"]);
    office.drop_samples("2021-01", &["scheda_indicatori_registro"]);
    served(&office, &["2021-02-02T09:04:10Z", "2021-02-02T09:05:10Z", "2021-02-02T09:10:10Z"]);
    served(&office, &["2021-02-05T05:59:10Z", "2021-02-05T06:00:10Z"]);
    let of_registro = || digests(&office).into_iter().filter(|(name, _)| name.contains("registro")).collect::<Vec<_>>();
    assert_eq!(of_registro().len(), 1);
    for night in 6..28 {
        let (before, at) = (format!("2021-02-{night:02}T00:59:10Z"), format!("2021-02-{night:02}T01:00:10Z"));
        served(&office, &[&before, &at]);
    }
    let said = of_registro();
    assert_eq!(said.len(), 2, "warned once, grave once: {said:?}");
    assert!(said[1].0.starts_with("2021-01-avvisi-20210215-0200") && said[1].1.contains("[grave] Manca"), "{said:?}");
}

#[test]
fn the_tests_of_the_alerts_are_run_by_check_and_one_that_fails_is_named() {
    let office = Office::new();
    let checked = json_of(&office.program(&["check", "--json"]));
    assert!(checked["alert_tests"].as_u64().unwrap() > 10, "{checked}");
    let name = "alerts/file_e_mesi.toml";
    let text = std::fs::read_to_string(office.root().join("config").join(name)).unwrap();
    let wrong =
        text.replacen("alerts = []", "alerts = [\"raised source_missing:2021-06:estero:scheda_interventi\"]", 1);
    office.configure(name, &wrong);
    let output = office.program(&["check"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(name) && said.contains("non torna"), "{said}");
}

/// The chamber in which another role answers for the accounts.
fn with_another_role() -> Office {
    let office = Office::new();
    for (name, text) in quadratura::config::embedded_configuration() {
        let text = text.replace("\"contabilita\"", "\"ragioneria\"").replace(":contabilita:", ":ragioneria:");
        office.configure(&name, &text);
    }
    office
}

#[test]
fn the_accounts_may_be_another_roles_and_its_alerts_reach_it() {
    let office = with_another_role();
    office.drop_samples("2021-02", &["oneri"]);
    office.drop_file("appunti.xlsx", b"no workbook");
    let (_, json) = office.run("2021-02");
    let alerts = json["alerts"].as_array().unwrap();
    let of = |id: &str| alerts.iter().find(|it| it["id"] == id).unwrap_or_else(|| panic!("{id} in {alerts:#?}"));
    let missing = of("source_missing:2021-02:ragioneria:oneri");
    assert_eq!(missing["recipients"], json!(["ragioneria"]));
    assert!(missing["text"].as_str().unwrap().contains("a cura di Ufficio Contabilità e Controllo di gestione"));
    assert_eq!(of("source_refused:2021-02:ragioneria:appunti.xlsx")["recipients"], json!(["ragioneria"]));
    assert!(!json.to_string().contains("contabilita\""), "nobody is called so");
    let messages = json["messages"].as_array().unwrap();
    let to =
        |word: &str| messages.iter().find(|it| it["id"].as_str().unwrap().contains(word)).map(|it| it["to"].clone());
    assert_eq!(to("ricevuta"), Some(json!("contabilita@camera.example")), "a file of nobody is told to the accounts");
    let id = "source_missing:2021-02:ragioneria:oneri";
    let known =
        office.program(&["ack", id, "--until", "2199-01-01", "--why", "arriva", "--now", "2021-03-06T08:00:00Z"]);
    assert!(known.status.success(), "{}", String::from_utf8_lossy(&known.stderr));
    let alerts = json_of(&office.program(&["status", "--json"]))["alerts"].clone();
    let alert = alerts.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
    assert_eq!(alert["acknowledged"]["by"], "ragioneria", "{alert}");
}

#[test]
fn a_configuration_whose_accounts_reach_nobody_is_refused() {
    let check = |from: &str, to: &str| {
        let office = Office::new();
        let settings = std::fs::read_to_string(office.settings()).unwrap();
        assert!(settings.contains(from));
        office.configure("settings.toml", &settings.replacen(from, to, 1));
        let output = office.program(&["check"]);
        assert_eq!(output.status.code(), Some(2), "{to}");
        // What ran before there was the key goes on; a role that somebody wrote is refused everywhere.
        let goes_on = office.program(&["status"]).status.code() == Some(0);
        assert_eq!(goes_on, !to.starts_with("accounts_role"), "{to}");
        String::from_utf8(output.stderr).unwrap()
    };
    let said = check("accounts_role = \"contabilita\"", "accounts_role = \"contabilità\"");
    assert!(said.contains("nessuno risponde della contabilità: `contabilità` non è un ufficio né un ruolo"), "{said}");
    let said = check("\nrole = \"contabilita\"", "\nrole = \"contabile\"");
    assert!(said.contains("l'ufficio `contabilita` risponde della contabilità e non riceve posta"), "{said}");
    let said = check("receives = [\"monthly\", \"draft\", \"digest\"]", "receives = [\"monthly\", \"draft\"]");
    assert!(said.contains("aggiungere \"digest\" al suo `receives`"), "{said}");
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    office.configure("settings.toml", &settings.replacen("accounts_role = \"contabilita\"", "", 1));
    assert_eq!(office.program(&["check"]).status.code(), Some(0), "unwritten, it is `contabilita`");
}

/// What the letters of an issue to the accounts call new: each alert's first words.
fn called_new(office: &Office, issue: &str) -> BTreeSet<String> {
    let of_issue = |name: &&String| name.starts_with(issue) && name.ends_with("-contabilita.eml");
    let names = letters(office);
    let letter = names.iter().find(of_issue).unwrap_or_else(|| panic!("{issue}: {names:?}"));
    let text = std::fs::read_to_string(office.root().join("outbox").join(letter)).unwrap().replace("=\r\n", "");
    let plain = text.split("text/html").next().unwrap();
    plain.lines().filter_map(|line| line.split_once("nuova] ")).map(|(_, said)| said.to_owned()).collect()
}

#[test]
fn a_month_that_is_issued_again_calls_nothing_new_that_the_issue_before_said() {
    let office = Office::new();
    office.drop_samples("2021-06", &["proventi", "scheda_indicatori_segreteria"]);
    run(&office, "2021-06", "2021-07-05T05:00:00Z", &[]);
    let first = called_new(&office, "2021-06-1-");
    let name = "scheda_indicatori_segreteria_2021-06.xlsx";
    office.drop_file(name, quadratura::config::embedded_samples("2021-06")[name]);
    let json = run(&office, "2021-06", "2021-07-05T09:00:00Z", &[]);
    assert_eq!(json["issue"], 2);
    let second = called_new(&office, "2021-06-2-");
    assert!(!first.is_empty(), "nothing was new in the first");
    assert_eq!(first.intersection(&second).collect::<Vec<_>>(), Vec::<&String>::new());
}
