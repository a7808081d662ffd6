//! What scripts rely on: exit codes, JSON, what a run creates and what it leaves alone.

use quadratura::indicators::{ObjectiveState, Standing, State};
use quadratura::issue::{IssueState, SourceState};
use quadratura::monitor::AlertState;
use quadratura::reconcile::{DifferenceState, TieOutState};
use quadratura::store::{JobState, MessageState};
use serde_json::{Value, json};

use crate::office::{Office, json_of, tray, waiting};

#[test]
fn a_run_with_nothing_new_creates_nothing_and_says_so() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let (code, first) = office.run("2021-01");
    assert_eq!(
        (code, &first["changed"], &first["issue"], &first["state"]),
        (0, &json!(true), &json!(1), &json!("released"))
    );
    let files = office.files();
    let database = office.database();
    let (code, second) = office.run("2021-01");
    assert_eq!((code, &second["changed"]), (0, &json!(false)));
    assert_eq!((office.files(), office.database()), (files, database));
    for (field, value) in first.as_object().unwrap() {
        match field.as_str() {
            "changed" => {}
            "arrivals" => assert_eq!(second[field], json!([]), "nothing arrived"),
            _ => assert!(second[field] == *value, "`{field}` is not what stood"),
        }
    }
}

#[test]
fn the_json_of_a_run_has_every_field_of_the_contract() {
    let office = Office::new();
    office.drop_samples("2021-04", &[]);
    let (code, json) = office.run("2021-04");
    assert_eq!(code, 3, "a file was refused in this pass");
    let has = |value: &Value, fields: &str| {
        for field in fields.split_whitespace() {
            assert!(value.get(field).is_some(), "`{field}` is missing in {value}");
        }
    };
    has(
        &json,
        "ente period issue state changed now program sources problems pending_periods tie_outs matches differences \
         indicators alerts workbook messages",
    );
    has(&json["sources"][0], "file sha256 layout office as_of rows state arrived");
    has(&json["problems"][0], "code severity file sheet cell text remedy");
    has(&json["tie_outs"][0], "id scope left_cents right_cents difference_cents tolerance_cents blocking state hint");
    has(&json["matches"], "pairs groups rows by_rule");
    has(&json["differences"][0], "id kind reason text amount_cents key sides candidate first_seen age_days state");
    has(&json["differences"][0]["sides"][0], "side file sheet row amount_cents date");
    has(
        &json["indicators"][0],
        "id code objective scenario value unit target state standing reason achievement coverage judged_state judged_value \
         judged_range judged_on provisional quarters",
    );
    has(&json["alerts"][0], "id kind state severity text recipients");
    has(&json["phasing"][0], "scheme line share budget_cents actual_cents expected_cents deviation_cents reading");
    has(&json["messages"][0], "id to subject state");
    assert!(std::path::Path::new(json["workbook"].as_str().unwrap()).is_file());
    let ratio = json["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] == "equilibrio_gestione_corrente" && it["scenario"] == "preventivo");
    assert_eq!(ratio.unwrap()["value"], "1.2087345589", "a ratio is a decimal of at most 12 significant digits");
}

#[test]
fn a_corrected_file_makes_issue_two_and_a_junk_file_makes_none() {
    let office = Office::new();
    office.drop_samples("2021-03", &["scheda_interventi_promozione"]);
    assert_eq!(office.run("2021-03").1["issue"], 1);
    office.drop_file("appunti.xlsx", b"");
    let (code, json) = office.run("2021-03");
    assert_eq!((code, &json["issue"], &json["changed"]), (3, &json!(1), &json!(true)), "{}", json["problems"]);
    office
        .drop_samples("2021-03", &["interventi_economici", "proventi", "oneri", "indicatori", "estero", "regolazione"]);
    let (_, json) = office.run("2021-03");
    assert_eq!(json["issue"], 2);
    assert!(json["workbook"].as_str().unwrap().ends_with("monitoraggio-2021-03-v2.xlsx"));
    assert!(office.root().join("reports/2021-03/monitoraggio-2021-03.xlsx").is_file(), "the first issue stays");
}

#[test]
fn a_month_without_a_required_file_is_a_draft_for_the_finance_office_alone() {
    let office = Office::new();
    office.drop_samples("2021-02", &["oneri"]);
    let (code, json) = office.run("2021-02");
    assert_eq!((code, &json["state"]), (3, &json!("draft")));
    let monthly: Vec<&str> = json["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| !it["id"].as_str().unwrap().contains("avvisi"))
        .map(|it| it["to"].as_str().unwrap())
        .collect();
    assert_eq!(monthly, ["contabilita@camera.example"]);
    let missing: Vec<&Value> =
        json["sources"].as_array().unwrap().iter().filter(|it| it["state"] == "missing").collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0]["layout"], "oneri");
}

#[test]
fn files_of_another_month_are_taken_in_and_named() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.drop_samples("2021-02", &[]);
    let (_, json) = office.run("2021-01");
    assert_eq!(json["pending_periods"], json!(["2021-02"]));
    assert!(waiting(&office).is_empty());
    let (_, json) = office.run("2021-02");
    assert_eq!((&json["pending_periods"], &json["issue"]), (&json!([]), &json!(1)));
}

#[test]
fn a_dry_run_changes_nothing_under_the_root() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let before = office.files();
    let out = tempfile::tempdir().unwrap();
    let out_path = out.path().to_str().unwrap();
    let output = office.program(&[
        "run",
        "--json",
        "--period",
        "2021-01",
        "--now",
        "2021-02-05T06:00:00Z",
        "--dry-run",
        "--out",
        out_path,
    ]);
    assert_eq!(output.status.code(), Some(0));
    let again = ["run", "--period", "2021-01", "--now", "2021-02-05T06:00:00Z", "--dry-run", "--out", out_path];
    assert_eq!(office.program(&again).status.code(), Some(0), "a second try replaces the first");
    assert_eq!(office.files(), before);
    assert!(!office.root().join("quadratura.db").exists());
    let dry = std::fs::read(out.path().join("reports/2021-01/monitoraggio-2021-01.xlsx")).unwrap();
    assert!(std::fs::read_dir(out.path().join("outbox")).unwrap().count() >= 3);
    office.run("2021-01");
    let real = std::fs::read(office.root().join("reports/2021-01/monitoraggio-2021-01.xlsx")).unwrap();
    assert!(dry == real, "what a dry run shows is what the run issues");
}

#[test]
fn a_nightly_run_takes_in_and_computes_but_issues_nothing() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let output = office.program(&["run", "--json", "--nightly", "--now", "2021-01-31T22:30:00Z"]);
    let json = json_of(&output);
    assert_eq!((&json["period"], &json["issue"], &json["messages"]), (&json!("2021-01"), &json!(0), &json!([])));
    assert!(json["workbook"].is_null() && !office.root().join("reports/2021-01").exists());
    assert_eq!(tray(&office, "accettati").len(), 10);
    let (_, json) = office.run("2021-01");
    assert_eq!((&json["issue"], &json["changed"]), (&json!(1), &json!(true)));
}

#[test]
fn a_run_without_a_period_is_for_the_month_before_now_in_rome() {
    let office = Office::new();
    let period = |now: &str| json_of(&office.program(&["run", "--json", "--nightly", "--now", now]))["period"].clone();
    assert_eq!(period("2021-06-30T21:59:00Z"), "2021-06");
    assert_eq!(period("2021-06-30T22:00:00Z"), "2021-07");
    let json = json_of(&office.program(&["run", "--json", "--now", "2021-06-30T22:00:00Z"]));
    assert_eq!(json["period"], "2021-06");
}

#[test]
fn a_second_process_is_kept_out() {
    let office = Office::new();
    let _lock = quadratura::pipeline::Lock::take(office.root()).unwrap();
    let output = office.program(&["run", "--json", "--period", "2021-01"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(json_of(&output)["error"]["code"], "pipeline.locked");
}

#[test]
fn a_reference_is_checked_in_every_run_but_reopens_no_issued_month() {
    let office = Office::new();
    office.drop_samples("2021-05", &[]);
    let failed = |json: &Value| {
        let all = json["tie_outs"].as_array().unwrap();
        all.iter().filter(|it| it["id"] == "cremona_risultanze.avanzo" && it["state"] == "fails").count()
    };
    assert_eq!(failed(&office.run("2021-05").1), 0);
    office.drop_samples("2021-06", &[]);
    let (_, june) = office.run("2021-06");
    assert_eq!(failed(&june), 4);
    let (_, may) = office.run("2021-05");
    assert_eq!((failed(&may), &may["issue"], &may["changed"]), (0, &json!(1), &json!(false)));
    office.drop_samples("2021-04", &["oneri_2021-04.xlsx"]);
    assert_eq!(failed(&office.run("2021-04").1), 4, "a month not yet issued is checked against it");
}

#[test]
fn a_reference_that_bears_a_year_alone_is_checked_in_every_month_of_it_and_of_no_other() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let layout = std::fs::read_to_string(root.join("config/layouts/risultanze_cremona.toml")).unwrap();
    let layout = layout.replace(r"(?<period>\d{4}-\d{2})", r"(?<period>\d{4})");
    let bytes = std::fs::read(root.join("samples/2021-06/risultanze_cremona_2021-06.xlsx")).unwrap();
    for (name, failing) in [("risultanze_cremona_2021.xlsx", 4), ("risultanze_cremona_2020.xlsx", 0)] {
        let office = Office::new();
        office.configure("layouts/risultanze_cremona.toml", &layout);
        office.drop_file(name, &bytes);
        for month in ["2021-01", "2021-05"] {
            office.drop_samples(month, &[]);
            let (_, json) = office.run(month);
            let ties = json["tie_outs"].as_array().unwrap();
            let fails = |it: &&Value| it["id"] == "cremona_risultanze.avanzo" && it["state"] == "fails";
            assert_eq!(ties.iter().filter(fails).count(), failing, "{name} {month}");
            let stands = json["sources"].as_array().unwrap().iter().any(|it| it["file"] == name);
            assert_eq!(stands, failing > 0, "{name} {month}");
        }
    }
}

#[test]
fn help_is_italian_at_every_depth() {
    for command in
        ["", "run", "check", "read", "status", "outbox", "export", "explain", "demo", "backup", "restore", "recover"]
    {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_quadratura"));
        let output = program.args(command.split_whitespace()).arg("--help").output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && text.contains("Uso:") && text.contains("Opzioni:"), "{text}");
        for english in
            ["Usage", "Options", "Commands", "Arguments", "OPTIONS", "COMMAND]", "Print", "possible values", "default:"]
        {
            assert!(!text.contains(english), "`{english}` in the help of `{command}`:\n{text}");
        }
    }
}

#[test]
fn help_is_asked_for_in_every_usual_way() {
    let said = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_quadratura")).args(arguments).output().unwrap();
        (
            output.status.code().unwrap(),
            [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap()).concat(),
        )
    };
    assert_eq!(said(&["help"]), said(&["--help"]));
    assert_eq!(said(&["help", "outbox", "list"]), said(&["outbox", "list", "--help"]));
    assert!(said(&["help", "run"]).1.contains("Uso: quadratura run [OPZIONI] --config <FILE>"));
    let (code, unknown) = said(&["help", "rum"]);
    assert!(code == 2 && unknown.contains("il comando `rum` non esiste; forse si intendeva `run`"), "{unknown}");
    assert_eq!(said(&["-V"]), said(&["--version"]));
    for (arguments, command) in [
        (&["run", "--perid", "2021-01"][..], "run --help"),
        (&["outbox", "retry", "--config", "x"], "outbox retry --help"),
        (&["export", "entries"], "export --help"),
        (&["rum"], "--help"),
    ] {
        let (code, said) = said(arguments);
        let end = format!("quadratura {command}\n");
        assert!(code == 2 && said.contains(". Per l'aiuto: ") && said.ends_with(&end), "{said}");
    }
}

#[test]
fn a_month_of_which_nothing_came_is_not_explained() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    for command in [&["explain", "oneri", "--period", "2021-07"][..], &["export", "entries", "--period", "2021-07"]] {
        let output = office.program(command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("di luglio 2021 non è arrivato nessun file (l'ultimo emesso è gennaio 2021)"), "{said}");
    }
    assert_eq!(office.program(&["explain", "personale", "--period", "2021-01"]).status.code(), Some(0));
}

#[test]
fn a_folder_that_cannot_be_prepared_is_told_with_a_remedy_of_its_own() {
    for arguments in [&["init", "/proc/quadratura"][..], &["demo", "--dir", "/proc/quadratura"]] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_quadratura")).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("la cartella `/proc/quadratura` non si può preparare: "), "{said}");
        assert!(said.contains("scegliere una cartella in cui questo utente può scrivere"), "{said}");
    }
}

#[test]
fn the_outbox_shows_a_message_as_it_travels() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    let list = json_of(&office.program(&["outbox", "list", "--json"]));
    let id = list["messages"][0]["id"].as_str().unwrap().to_owned();
    let shown = office.program(&["outbox", "show", &id]).stdout;
    assert_eq!(shown, std::fs::read(office.root().join(format!("outbox/{id}.eml"))).unwrap());
    assert_eq!(office.program(&["outbox", "show", "nessuno"]).status.code(), Some(2));
}

#[test]
fn status_tells_what_waits_and_what_was_issued() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let before = json_of(&office.program(&["status", "--json"]));
    assert_eq!((before["issues"].as_array().unwrap().len(), before["drop"].as_array().unwrap().len()), (0, 10));
    assert!(!office.root().join("quadratura.db").exists(), "a look creates nothing");
    office.run("2021-01");
    let after = json_of(&office.program(&["status", "--json"]));
    assert_eq!((&after["issues"][0]["period"], &after["drop"]), (&json!("2021-01"), &json!([])));
}

#[test]
fn every_table_is_written_as_csv_with_as_many_fields_as_its_header() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    office.run("2021-06");
    for table in
        ["entries", "matches", "differences", "indicators", "objectives", "preconsuntivo", "previsione-consuntivo"]
    {
        let output = office.program(&["export", table, "--period", "2021-06"]);
        assert!(output.status.success(), "{table}: {}", String::from_utf8_lossy(&output.stderr));
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&output.stdout[..]);
        let fields = reader.headers().unwrap().len();
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert!(fields > 5 && !rows.is_empty() && rows.iter().all(|row| row.len() == fields), "{table}");
    }
}

#[test]
fn a_sheet_that_changes_in_a_released_month_is_told_row_by_row() {
    let office = Office::new();
    office.drop_samples("2021-03", &["scheda_interventi_promozione"]);
    assert_eq!(office.run("2021-03").1["state"], "released");
    office
        .drop_samples("2021-03", &["interventi_economici", "proventi", "oneri", "indicatori", "estero", "regolazione"]);
    let (_, json) = office.run("2021-03");
    assert_eq!(json["issue"], 2);
    let told = json["problems"].as_array().unwrap().iter().filter(|it| it["code"] == "pipeline.restated_row");
    let told: Vec<&serde_json::Value> = told.collect();
    assert!(told.len() > 20, "{} rows told", told.len());
    assert!(told.iter().all(|it| it["file"] == "scheda_interventi_promozione_2021-03.xlsx" && it["cell"] != ""));
    assert_eq!(json["restated_rows"].as_array().unwrap().len(), told.len());
}

#[test]
fn bytes_that_were_replaced_may_come_back() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    let name = "scheda_indicatori_segreteria_2021-01.xlsx";
    let first = quadratura::config::embedded_samples("2021-01")[name].to_vec();
    let mut second = rust_xlsxwriter::Workbook::new();
    let page = second.add_worksheet();
    page.set_name("Indicatori").unwrap();
    page.write_string(0, 0, "Camera di commercio di esempio, al 31/01/2021").unwrap();
    for (column, caption) in
        ["Codice", "Indicatore", "Numeratore", "Denominatore", "Valore", "Unità", "Data rilevazione", "Stato", "Note"]
            .iter()
            .enumerate()
    {
        page.write_string(1, u16::try_from(column).unwrap(), *caption).unwrap();
    }
    page.write_string(2, 0, "2021_04_02_01-I3").unwrap();
    page.write_number(2, 4, 2).unwrap();
    page.write_string(2, 5, "n.").unwrap();
    // It measures much less than the first: it is meant when it comes twice.
    let second = second.save_to_buffer().unwrap();
    office.drop_file(name, &second);
    assert_eq!(office.run("2021-01").1["issue"], 1);
    office.drop_file(name, &second);
    let (_, json) = office.run("2021-01");
    assert_eq!(json["issue"], 2);
    office.drop_file(name, &first);
    let (_, json) = office.run("2021-01");
    assert_eq!(json["issue"], 3, "what stood at first stands again");
    let accepted = |it: &&serde_json::Value| it["file"] == name && it["state"] == "accepted";
    assert_eq!(json["sources"].as_array().unwrap().iter().filter(accepted).count(), 1);
}

#[test]
fn what_no_figure_rests_on_issues_no_month_again() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let other = settings.replace("ced@camera.example", "informatica@camera.example").replace("0 7 5 * *", "0 8 6 * *");
    assert_ne!(other, settings);
    office.configure("settings.toml", &format!("# un commento\n{other}"));
    assert_eq!(office.run("2021-01").1["changed"], json!(false));
    office.configure("settings.toml", &other.replacen("\nrequired = true", "\nrequired = false", 1));
    let (_, json) = office.run("2021-01");
    assert_eq!((&json["changed"], &json["issue"]), (&json!(true), &json!(2)));
}

#[test]
fn every_state_has_the_values_that_scripts_know() {
    let told = [
        ("issue state", IssueState::ALL.map(IssueState::id).join(" ")),
        ("sources[].state", SourceState::ALL.map(SourceState::id).join(" ")),
        ("tie_outs[].state", TieOutState::ALL.map(TieOutState::id).join(" ")),
        ("differences[].state", DifferenceState::ALL.map(DifferenceState::id).join(" ")),
        ("indicators[].state", State::ALL.map(State::id).join(" ")),
        ("indicators[].judged_state", Standing::ALL.map(Standing::id).join(" ")),
        ("objectives[].state", ObjectiveState::ALL.map(ObjectiveState::id).join(" ")),
        ("alerts[].state", AlertState::ALL.map(AlertState::id).join(" ")),
        ("messages[].state", MessageState::ALL.map(MessageState::id).join(" ")),
        ("jobs[].state", JobState::ALL.map(JobState::id).join(" ")),
    ];
    let told: Vec<String> = told.iter().map(|(field, values)| format!("{field}: {values}")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    issue state: draft released
    sources[].state: accepted refused duplicate superseded missing
    tie_outs[].state: holds fails no_data
    differences[].state: open expected accepted closed apart
    indicators[].state: met near missed no_data undefined in_progress
    indicators[].judged_state: met near on_track in_progress at_risk off_track not_meaningful to_date missed no_data undefined
    objectives[].state: met near missed in_progress no_data no_indicators
    alerts[].state: pending raised standing resolved muted acknowledged
    messages[].state: queued sent refused uncertain given_up cancelled
    jobs[].state: running done failed interrupted skipped
    ");
}
