//! A month that somebody did not mean: it is not run, a draft of it is taken back, and a file of it is told to who dropped it.

use std::process::Output;

use chrono::DateTime;
use quadratura::config::{self, Config};
use quadratura::mail::EmlFolder;
use quadratura::pipeline::{self, Folders, Hands, Lock, Step, Witness};
use serde_json::{Value, json};

use crate::arrivals::quoted_printable;
use crate::office::{Office, go_on, json_of, tray, waiting};

const MARCH: &str = "2021-03-05T07:00:00+01:00";

/// A chamber that has issued January and February.
fn two_months() -> Office {
    let office = Office::new();
    for month in ["2021-01", "2021-02"] {
        office.drop_samples(month, &[]);
        office.pass(month, &go_on).unwrap();
    }
    office
}

/// What a refused command says; it changes nothing.
fn refused(office: &Office, arguments: &[&str]) -> String {
    let before = (office.files(), office.database());
    let output = office.program(arguments);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!((office.files(), office.database()) == before, "{arguments:?} changed something");
    String::from_utf8(output.stderr).unwrap().trim().to_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn status(office: &Office) -> Value {
    json_of(&office.program(&["status", "--json"]))
}

fn outbox(office: &Office) -> Vec<String> {
    office.files().into_keys().filter(|name| name.starts_with("outbox/")).collect()
}

/// What stands of months, alerts and differences.
fn standing(office: &Office) -> Value {
    let status = status(office);
    json!([status["issues"], status["alerts"], status["open_differences"], status["pending"]])
}

/// Makes the empty draft of 2012-06 that nobody meant.
fn issue_a_slip(office: &Office) -> Value {
    let output = office.program(&["run", "--json", "--empty", "--period", "2012-06", "--now", MARCH]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    json_of(&output)
}

fn withdraw(office: &Office) -> Output {
    let why = "cifre dell'anno scambiate";
    office.program(&["withdraw", "2012-06", "--why", why, "--now", "2021-03-05T08:00:00+01:00"])
}

#[test]
fn two_digits_swapped_make_no_draft() {
    let office = two_months();
    let slip = refused(&office, &["run", "--period", "2012-02", "--now", MARCH]);
    insta::assert_snapshot!(slip, @"quadratura: di febbraio 2012 non c'è nessun file, né un'emissione: forse si intendeva `2021-02` o `2021-01`. Per eseguire lo stesso, aggiungere `--empty`");
    let out = office.root().join("prova");
    let trial = ["run", "--period", "2012-02", "--now", MARCH, "--dry-run", "--out", out.to_str().unwrap()];
    assert_eq!(refused(&office, &trial), slip);
    assert!(!out.exists());
    assert_eq!(refused(&office, &["run", "--nightly", "--period", "2012-02", "--now", MARCH]), slip);
    let as_json = office.program(&["run", "--json", "--period", "2012-02", "--now", MARCH]);
    assert_eq!(json_of(&as_json)["error"]["code"], "cli.usage");
}

#[test]
fn a_month_that_has_not_begun_and_one_without_files_are_run_only_when_somebody_insists() {
    let office = two_months();
    let early = refused(&office, &["run", "--period", "2021-04", "--now", MARCH]);
    insta::assert_snapshot!(early, @"quadratura: aprile 2021 non è ancora cominciato (siamo a marzo 2021): forse si intendeva `2021-02` o `2021-01`. Per eseguire lo stesso, aggiungere `--empty`");
    let stretch = refused(&office, &["run", "--from", "2020-11", "--to", "2021-02", "--now", MARCH]);
    insta::assert_snapshot!(stretch, @"quadratura: di novembre 2020 e dicembre 2020 non c'è nessun file, né un'emissione: forse si intendeva `--from 2021-01 --to 2021-02`. Per eseguire lo stesso, aggiungere `--empty`");
    let empty = ["run", "--json", "--empty", "--period", "2021-04", "--now", MARCH];
    let empty = office.program(&empty);
    assert_eq!((empty.status.code(), &json_of(&empty)["state"]), (Some(3), &json!("draft")), "{}", said(&empty));

    let fresh = Office::new();
    fresh.drop_file("verbale.xlsx", b"un testo");
    let output = fresh.program(&["run", "--period", "2021-01", "--now", MARCH]);
    assert_eq!((output.status.code(), waiting(&fresh)), (Some(2), vec!["verbale.xlsx".to_owned()]));
    let said = String::from_utf8(output.stderr).unwrap();
    insta::assert_snapshot!(said, @"quadratura: di gennaio 2021 non c'è nessun file, né un'emissione (in `drop` c'è `verbale.xlsx`, che non dice di che mese è). Per eseguire lo stesso, aggiungere `--empty`");
    // Without a month, the calendar says which: what is missing is told.
    assert_eq!(fresh.program(&["run", "--now", MARCH]).status.code(), Some(3));
}

#[test]
fn a_file_in_the_drop_folder_makes_its_month_plausible_also_where_only_its_title_says_the_month() {
    let office = two_months();
    let (_, march) =
        config::embedded_samples("2021-03").into_iter().find(|(name, _)| name.starts_with("oneri")).unwrap();
    let layout = include_str!("../../config/layouts/oneri.toml");
    let renamed = layout.lines().map(|it| if it.starts_with("file = ") { "file = '^oneri$'" } else { it });
    office.configure("layouts/oneri.toml", &renamed.collect::<Vec<_>>().join("\n"));
    office.drop_file("oneri.xlsx", march);
    let now = "2021-04-05T07:00:00+02:00";
    refused(&office, &["run", "--period", "2021-04", "--now", now]);
    assert_eq!(waiting(&office), ["oneri.xlsx"]);
    let output = office.program(&["run", "--json", "--period", "2021-03", "--now", now]);
    assert_eq!(json_of(&output)["issue"], 1, "{}", said(&output));
}

#[test]
fn a_draft_made_in_error_is_taken_back_and_nothing_rests_on_it() {
    let office = two_months();
    let before = standing(&office);
    let slip = issue_a_slip(&office);
    assert!(!slip["alerts"].as_array().unwrap().is_empty());
    assert_ne!(standing(&office), before);
    let letters = outbox(&office);

    let output = withdraw(&office);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @r"
    Ritirata la bozza di giugno 2012 (emissione 1): cifre dell'anno scambiate
      Cartella     tolta da reports/; l'archivio la conserva
      Avvisi       11 chiusi, senza scrivere a nessuno
      Posta        6 messaggi erano già partiti: avvisare contabilita@camera.example,
                   estero@camera.example, promozione@camera.example, registro@camera.example,
                   regolazione@camera.example e segreteria@camera.example
    ");
    assert_eq!(standing(&office), before, "the true months have their own again");
    assert_eq!(outbox(&office), letters);
    assert!(!office.root().join("reports/2012-06").exists());
    let told = status(&office);
    let [it] = told["withdrawn"].as_array().unwrap().as_slice() else { panic!("{told:#}") };
    assert_eq!(
        (&it["period"], &it["issue"], &it["why"]),
        (&json!("2012-06"), &json!(1), &json!("cifre dell'anno scambiate"))
    );
    assert_eq!(it["withdrawn_at"], "2021-03-05T07:00:00+00:00");
    let text = String::from_utf8(office.program(&["status"]).stdout).unwrap();
    assert!(
        text.contains("Ritirata     giugno 2012: emissione 1, il 05/03/2021 08:00: cifre dell'anno scambiate"),
        "{text}"
    );

    // Nobody is written to that anything is over, then or later.
    office.drop_samples("2021-03", &[]);
    office.pass("2021-03", &go_on).unwrap();
    let later: Vec<String> = outbox(&office).into_iter().filter(|name| !letters.contains(name)).collect();
    assert!(!later.is_empty());
    for name in later {
        let letter = quoted_printable(&std::fs::read(office.root().join(&name)).unwrap());
        // Ids and digests may hold any digits.
        assert!(!letter.contains("giugno 2012") && !letter.contains("2012-06"), "{name}: {letter}");
    }
    assert!(standing(&office)[1].as_array().unwrap().iter().all(|it| !it["id"].as_str().unwrap().contains("2012")));

    let again = refused(&office, &["withdraw", "2012-06", "--why", "di nuovo"]);
    insta::assert_snapshot!(again, @"quadratura: la bozza di giugno 2012 (emissione 1) è già stata ritirata il 05/03/2021 08:00: cifre dell'anno scambiate");
    insta::assert_snapshot!(refused(&office, &["withdraw", "2021-02", "--why", "non si può"]), @"quadratura: febbraio 2021 è stato emesso per tutti (emissione 1, 05/03/2021 07:00): chi ha ricevuto la cartella la tiene, e non si può ritirare. Rimedio: correggere i file o la configurazione e rieseguire il mese (`quadratura run --period 2021-02`): esce l'emissione successiva, che dice che cosa è cambiato");
    insta::assert_snapshot!(refused(&office, &["withdraw", "2019-02", "--why", "mai fatto"]), @"quadratura: febbraio 2019 non è mai stato emesso, e non c'è una bozza da ritirare; `quadratura status` elenca i mesi emessi");
    insta::assert_snapshot!(refused(&office, &["withdraw", "2021-02", "--why", " "]), @"quadratura: il motivo (`--why`) non può essere vuoto: resterà scritto accanto alla bozza");
    // Its number stays taken.
    assert_eq!(issue_a_slip(&office)["issue"], 2);
}

#[test]
fn letters_of_a_draft_that_have_not_left_never_leave() {
    let office = two_months();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let unreachable = settings.replace("mode = \"eml\"", "mode = \"smtp\"")
        + "\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"nessuna_cifratura\"\n";
    office.configure("settings.toml", &unreachable);
    issue_a_slip(&office);
    let queued = || {
        let all = json_of(&office.program(&["outbox", "list", "--json"]));
        let of = |state: &str| {
            let all = all["messages"].as_array().unwrap().iter();
            all.filter(|it| it["state"] == state).map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        (of("queued"), of("cancelled"))
    };
    let (waiting, none) = queued();
    assert!(waiting.len() > 2 && none.is_empty(), "{waiting:?} {none:?}");
    let output = withdraw(&office);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(queued(), (Vec::new(), waiting));
}

/// `withdraw` inside this process, ended where the witness says so.
fn withdrawn_until(office: &Office, witness: Witness<'_>) -> anyhow::Result<()> {
    let config = Config::load(&office.settings())?;
    let _lock = Lock::take(&config.root)?;
    let mut store = pipeline::open(&config)?;
    let transport = EmlFolder::new(Folders::of(&config).outbox());
    let now = DateTime::parse_from_rfc3339("2021-03-05T08:00:00+01:00").unwrap().to_utc();
    let mut hands = Hands::of(&config, &mut store, &transport, now, witness);
    pipeline::withdraw("2012-06".parse().unwrap(), "cifre dell'anno scambiate", &mut hands).map(drop)
}

#[test]
fn a_withdrawal_killed_in_between_is_finished_by_the_next_pass() {
    let undisturbed = two_months();
    issue_a_slip(&undisturbed);
    withdrawn_until(&undisturbed, &go_on).unwrap();
    undisturbed.pass("2021-02", &go_on).unwrap();
    for place in 0..3 {
        let office = two_months();
        issue_a_slip(&office);
        let kill = move |step: Step<'_>| {
            let here =
                [matches!(step, Step::Committed), matches!(step, Step::TakenAway(_)), matches!(step, Step::Recorded)];
            if here[place] { anyhow::bail!("killed at {step:?}") } else { Ok(()) }
        };
        withdrawn_until(&office, &kill).unwrap_err();
        office.pass("2021-02", &go_on).unwrap();
        assert_eq!(office.files(), undisturbed.files(), "{place}");
        assert_eq!(office.database(), undisturbed.database(), "{place}");
    }
}

#[test]
fn what_was_taken_back_stays_so_when_the_database_is_lost_or_older() {
    let office = two_months();
    issue_a_slip(&office);
    let older = std::fs::read(office.root().join("quadratura.db")).unwrap();
    withdrawn_until(&office, &go_on).unwrap();
    let (stands, files) = (standing(&office), office.files());
    let withdrawn = status(&office)["withdrawn"].clone();
    for copy in [None, Some(&older)] {
        for name in ["quadratura.db", "quadratura.db-wal", "quadratura.db-shm"] {
            let _ = std::fs::remove_file(office.root().join(name));
        }
        if let Some(copy) = copy {
            std::fs::write(office.root().join("quadratura.db"), copy).unwrap();
            let said = said(&office.program(&["run", "--period", "2021-02", "--now", MARCH]));
            assert!(said.contains("il ritiro di giugno 2012 emissione 1"), "{said}");
        }
        let output = office.program(&["recover"]);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", said(&output));
        assert_eq!((&status(&office)["withdrawn"], &standing(&office)), (&withdrawn, &stands));
        office.pass("2021-02", &go_on).unwrap();
        assert!(!office.root().join("reports/2012-06").exists());
        assert_eq!(office.files().len(), files.len());
    }
}

#[test]
fn a_later_month_that_rested_on_a_draft_is_named_and_made_anew_without_it() {
    let office = Office::new();
    office.drop_samples("2021-01", &["oneri"]);
    office.drop_samples("2021-02", &[]);
    office.pass("2021-01", &go_on).unwrap();
    office.pass("2021-02", &go_on).unwrap();
    let output = office.program(&["withdraw", "2021-01", "--why", "mancano gli oneri", "--json", "--now", MARCH]);
    let withdrawn = json_of(&output);
    assert_eq!(withdrawn["resting"], json!([{"period": "2021-02", "issue": 1}]), "{}", said(&output));
    assert!(
        status(&office)["alerts"].as_array().unwrap().iter().all(|it| it["cause"] != "source_missing:2021-01:oneri")
    );
    // What a service finds waiting does not bring it back: only a new file does, or who runs the month.
    let service = office.program(&["serve", "--once", "--now", "2021-03-05T07:00:00+01:00"]);
    assert_eq!(service.status.code(), Some(0), "{}", said(&service));
    assert!(!office.root().join("reports/2021-01").exists());
    assert_eq!(office.pass("2021-02", &go_on).unwrap().issue, Some(2));
    assert_eq!(office.pass("2021-01", &go_on).unwrap().issue, Some(2));
}

#[test]
fn a_workbook_of_a_withdrawn_draft_that_somebody_wrote_in_stays_and_is_told() {
    let office = two_months();
    issue_a_slip(&office);
    let workbook = office.root().join("reports/2012-06/monitoraggio-2012-06.xlsx");
    std::fs::write(&workbook, "note nostre").unwrap();
    let output = withdraw(&office);
    assert_eq!(output.status.code(), Some(3));
    let told = said(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("qualcuno l'ha cambiata: resta com'è"), "{told}");
    assert_eq!(std::fs::read_to_string(&workbook).unwrap(), "note nostre");
}

#[test]
fn a_file_of_a_far_month_is_taken_and_its_office_is_asked_whether_it_means_it() {
    let office = two_months();
    let (_, bytes) =
        config::embedded_samples("2021-03").into_iter().find(|(name, _)| name.contains("interventi_estero")).unwrap();
    office.drop_file("scheda_interventi_estero_2021-03.xlsx", bytes);
    let told = |now: &str| {
        let output = office.program(&["run", "--json", "--period", "2021-02", "--now", now]);
        let problems = json_of(&output)["problems"].as_array().unwrap().clone();
        problems.into_iter().filter(|it| it["code"] == "intake.far_month").collect::<Vec<_>>()
    };
    let problems = told("2024-05-05T07:00:00+02:00");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0]["severity"], "warning");
    assert_eq!(problems[0]["text"], "è di marzo 2021, un mese lontano da oggi: è stato preso per quel mese");
    let remedy = "se il mese è sbagliato, correggerlo nel nome e nel titolo e rimettere il file nella cartella; se è giusto, \
                  non c'è nulla da fare";
    assert_eq!(problems[0]["remedy"], remedy);
    assert!(tray(&office, "accettati").contains(&"scheda_interventi_estero_2021-03.xlsx".to_owned()));
    let letters = office.files().into_keys().filter(|name| name.contains("outbox/ricevuta")).collect::<Vec<_>>();
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    let letter = quoted_printable(&std::fs::read(office.root().join(letter)).unwrap());
    assert!(letter.contains("è di marzo 2021, un mese lontano da oggi"), "{letter}");
    assert!(letter.contains("accettato; il suo mese è da controllare"), "{letter}");
}

#[test]
fn a_file_of_this_exercise_the_one_before_or_next_month_is_not_asked_about() {
    for (now, far) in [
        ("2021-02-20T07:00:00+01:00", 0),
        ("2021-01-20T07:00:00+01:00", 1),
        ("2022-12-20T07:00:00+01:00", 0),
        ("2023-01-20T07:00:00+01:00", 1),
    ] {
        let office = Office::new();
        let (name, bytes) =
            config::embedded_samples("2021-03").into_iter().find(|(name, _)| name.starts_with("oneri")).unwrap();
        office.drop_file(&name, bytes);
        let output = office.program(&["run", "--json", "--now", now]);
        let problems = json_of(&output)["problems"].as_array().unwrap().clone();
        assert_eq!(problems.iter().filter(|it| it["code"] == "intake.far_month").count(), far, "{now}");
        // Who runs the month means it.
        let office = Office::new();
        office.drop_file(&name, bytes);
        let output = office.program(&["run", "--json", "--empty", "--period", "2021-03", "--now", now]);
        let problems = json_of(&output)["problems"].as_array().unwrap().clone();
        assert!(problems.iter().all(|it| it["code"] != "intake.far_month"), "{now}");
    }
}
