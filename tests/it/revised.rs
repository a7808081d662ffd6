//! What released months were computed by does not change in silence: a change in place is refused with what to write, a
//! correction is told with the parts that it moves, and what was issued is shown as it was issued.

use serde_json::{Value, json};

use crate::office::{Office, json_of};

const ECONOMIC: &str = "indicators/economici.toml";
const ID: &str = "equilibrio_gestione_corrente";

/// The chamber's economic definitions with something else in place of a text that stands there once.
fn edited(from: &str, to: &str) -> String {
    let text = quadratura::config::embedded_configuration().remove(ECONOMIC).unwrap();
    assert_eq!(text.matches(from).count(), 1, "`{from}`");
    // What an example does not say it could not compute.
    let example = "inputs = { oneri_correnti = 6213500, proventi_correnti = 5140500 }";
    text.replacen(from, to, 1).replacen(example, &example.replace(" }", ", interventi_economici = 0 }"), 1)
}

const FORMULA: &str = "formula = \"oneri_correnti / proventi_correnti\"\n";
const OTHER: &str = "formula = \"(oneri_correnti - interventi_economici) / proventi_correnti\"\n";

fn corrected() -> String {
    let why = "corrects = true\nact = \"D.D. 12/2021\"\nwhy = \"gli interventi non ne fanno parte\"\n";
    edited(FORMULA, &format!("{OTHER}{why}"))
}

/// A chamber with January and February issued.
fn chamber() -> Office {
    let office = Office::new();
    for month in ["2021-01", "2021-02"] {
        office.drop_samples(month, &[]);
        assert_eq!(office.run(month).1["state"], "released");
    }
    office
}

fn indicator<'a>(run: &'a Value, id: &str) -> &'a Value {
    let all = run["indicators"].as_array().unwrap();
    all.iter().find(|it| it["id"] == id && it["scenario"] == "consuntivo").unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_change_in_place_is_refused_with_its_months_and_the_block_to_write() {
    let office = chamber();
    assert_eq!(office.check().1["redefined"], json!([]));
    // Names, order and comments compute nothing.
    office.configure(ECONOMIC, &edited(FORMULA, &format!("# un commento\n{}", FORMULA.replace(" / ", "  /  "))));
    assert_eq!(office.check().0, 0);

    office.configure(ECONOMIC, &edited(FORMULA, OTHER));
    let (code, said) = office.check();
    let redefined = &said["redefined"][0];
    assert_eq!((code, &said["error"]["code"], &redefined["id"]), (2, &json!("pipeline.redefined"), &json!(ID)));
    assert_eq!(redefined["months"], json!(["2021-01", "2021-02"]));
    let block = redefined["block"].as_str().unwrap();
    assert!(block.contains("valid_from = \"2021-03-01\"") && block.contains("- interventi_economici)"), "{block}");
    let output = office.program(&["check"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("gennaio 2021 e febbraio 2021") && told.contains("valid_from = \"2021-03-01\""), "{told}");

    office.drop_samples("2021-03", &[]);
    let (code, run) = office.run("2021-03");
    // Files are taken in, the month is computed, and nothing is issued.
    assert_eq!((code, &run["issue"], &run["changed"]), (3, &json!(0), &json!(true)));
    let problems = run["problems"].as_array().unwrap();
    assert_eq!(problems.iter().filter(|it| it["code"] == "pipeline.redefined").count(), 1);
    let alerts = run["alerts"].as_array().unwrap();
    assert!(alerts.iter().any(|it| it["id"] == format!("definition_changed:{ID}") && it["state"] == "raised"));
    assert!(!office.root().join("reports/2021-03").exists());

    // What the block says is what goes on.
    let whole = quadratura::config::embedded_configuration().remove(ECONOMIC).unwrap();
    let both = format!("{whole}\n{}", block.replace("act = \"\"", "act = \"D.D. 12/2021\""));
    office.configure(ECONOMIC, &both);
    assert_eq!(office.check().0, 0);
    let (_, run) = office.run("2021-03");
    assert_eq!((&run["issue"], &run["state"]), (&json!(1), &json!("released")));
    assert_eq!(run["restated_indicators"], json!([]));
    assert_eq!(indicator(&run, ID)["formula"], "(oneri_correnti - interventi_economici) / proventi_correnti");
    let resolved = run["alerts"].as_array().unwrap();
    assert!(resolved.iter().any(|it| it["id"] == format!("definition_changed:{ID}") && it["state"] == "resolved"));
}

#[test]
fn a_correction_is_told_in_the_next_workbook_and_what_was_issued_stays() {
    let office = chamber();
    let issued = number(&indicator(&office.run("2021-02").1, ID)["value"]);
    office.configure(ECONOMIC, &corrected());
    let (code, said) = office.check();
    assert_eq!((code, &said["redefined"][0]["corrects"]["act"]), (0, &json!("D.D. 12/2021")));

    office.drop_samples("2021-03", &[]);
    let (_, run) = office.run("2021-03");
    assert_eq!((&run["issue"], &run["state"]), (&json!(1), &json!("released")));
    let told = run["restated_indicators"].as_array().unwrap();
    let to_date: Vec<&Value> = told.iter().filter(|it| it["of"] == "consuntivo").collect();
    assert_eq!(to_date.iter().map(|it| &it["period"]).collect::<Vec<_>>(), ["2021-01", "2021-02"]);
    for it in told {
        assert_eq!((&it["id"], number(&it["data"])), (&json!(ID), 0.0));
        let parts = number(&it["issued"]) + number(&it["data"]) + number(&it["definition"]);
        assert!((parts - number(&it["now"])).abs() < 1e-9, "{it}");
    }
    // The months before are shown as they were issued, and a correction is no trend.
    let earlier = indicator(&run, ID)["earlier"].as_array().unwrap();
    assert!((number(&earlier[1]["value"]) - issued).abs() < 1e-12);
    let text = to_date[1]["text"].as_str().unwrap();
    assert!(text.contains("correzione (D.D. 12/2021): gli interventi non ne fanno parte"), "{text}");
    let letter = run["messages"].as_array().unwrap().len();
    assert!(letter > 0);
    let mails: Vec<String> =
        office.files().into_iter().filter(|(name, _)| name.starts_with("outbox/")).map(|it| it.1).collect();
    assert!(!mails.is_empty());

    // A past month says what was issued, and apart what it would be.
    let explained = json_of(&office.program(&["explain", ID, "--json", "--period", "2021-02"]));
    assert!((number(&explained["issued"]["value"]) - issued).abs() < 5e-5);
    assert!((number(&explained["value"]) - issued).abs() > 0.01);
    assert_eq!(explained["issued"]["changes"][0]["corrects"]["act"], "D.D. 12/2021");
    let said = office.program(&["explain", ID, "--period", "2021-02"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("Emesso") && said.contains("per la definizione"), "{said}");

    // March stands as it was issued, and says so.
    let march = json_of(&office.program(&["explain", ID, "--json", "--period", "2021-03"]));
    assert_eq!((&march["issued"]["issue"], &march["issued"]["changes"]), (&json!(1), &json!([])));
    assert!((number(&march["issued"]["value"]) - number(&march["value"])).abs() < 1e-9);
    // A correction serves once: what March used cannot be written over, though January and February never saw it.
    let again = corrected().replacen(
        "(oneri_correnti - interventi_economici)",
        "(oneri_correnti - 2 * interventi_economici)",
        1,
    );
    office.configure(ECONOMIC, &again);
    let (code, said) = office.check();
    assert_eq!((code, &said["redefined"][0]["corrects"]), (2, &Value::Null));
    office.configure(ECONOMIC, &corrected());

    // The next month has nothing to add.
    office.drop_samples("2021-04", &[]);
    let (_, run) = office.run("2021-04");
    assert_eq!(run["restated_indicators"], json!([]));
}

#[test]
fn a_month_issued_again_splits_data_definition_and_target() {
    let office = Office::new();
    office.drop_samples("2021-02", &["copia"]);
    let (_, before) = office.run("2021-02");
    assert_eq!(before["state"], "released");
    // The target of one and the formula of another are corrected, and an export comes with other figures.
    let target = "target = \">= 8%\"\n";
    let why = "corrects = true\nact = \"D.G. 3/2021\"\nwhy = \"refuso nel Piano\"\n";
    let text = corrected().replacen(target, &format!("target = \">= 12%\"\n{why}"), 1);
    office.configure(ECONOMIC, &text);
    let (_, run) = office.run("2021-02");
    assert_eq!((&run["issue"], &run["state"]), (&json!(2), &json!("released")));
    let told = run["restated_indicators"].as_array().unwrap();
    let of = |id: &str, of: &str| told.iter().find(|it| it["id"] == id && it["of"] == of).unwrap();
    let moved = of(ID, "consuntivo");
    assert!((number(&moved["issued"]) + number(&moved["definition"]) - number(&moved["now"])).abs() < 1e-9);
    assert_eq!(moved["target"], Value::Null);
    let stricter = of("equilibrio_strutturale", "preconsuntivo");
    assert_eq!(
        (number(&stricter["data"]), number(&stricter["definition"]), number(&stricter["target"])),
        (0.0, 0.0, -0.04)
    );
    assert!(stricter["text"].as_str().unwrap().contains("valore atteso da >= 8,00% a >= 12,00%"), "{stricter}");
}

#[test]
fn what_no_issue_told_was_not_issued_and_a_file_that_comes_late_hides_no_correction() {
    let office = chamber();
    office.drop_samples("2021-03", &["scheda_interventi_estero"]);
    assert_eq!(office.run("2021-03").1["state"], "released");
    // One that is defined since, as from the beginning.
    let economic = corrected();
    let (_, own) = economic.split_once(&format!("[[indicator]]\nid = \"{ID}\"")).unwrap();
    let own = own.split_once("\n[indicator.example]").unwrap().0;
    office.configure(ECONOMIC, &format!("{economic}\n[[indicator]]\nid = \"equilibrio_nuovo\"{own}\n"));
    let explained = json_of(&office.program(&["explain", "equilibrio_nuovo", "--json", "--period", "2021-02"]));
    assert!(explained["value"].is_string() && explained["issued"] == Value::Null, "{}", explained["issued"]);

    // February comes again: it tells January and itself, and nobody told of March yet.
    let (_, february) = office.run("2021-02");
    assert_eq!((&february["issue"], &february["state"]), (&json!(2), &json!("released")));
    let months = |run: &Value| {
        let told = run["restated_indicators"].as_array().unwrap().iter().filter(|it| it["of"] == "consuntivo");
        told.map(|it| it["period"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(months(&february), ["2021-02", "2021-01"]);
    office.drop_samples("2021-04", &[]);
    assert_eq!(months(&office.run("2021-04").1), ["2021-03"]);
}

#[test]
fn an_account_of_another_line_is_a_change_too() {
    let office = chamber();
    let accounts = quadratura::config::embedded_configuration().remove("accounts.toml").unwrap();
    let moved = "\n[[account]]\nprefix = \"325050\"\nline = \"oneri_diversi_gestione\"\n";
    office.configure("accounts.toml", &format!("{accounts}{moved}"));
    let (code, said) = office.check();
    assert_eq!((code, &said["redefined"][0]["id"]), (2, &json!("conto.325050")));
    assert!(said["redefined"][0]["block"].as_str().unwrap().contains("valid_from = \"2021-03-01\""));
    // One that no released month had is nobody's change, and one from a later day is allowed.
    office.configure(
        "accounts.toml",
        &format!("{accounts}\n[[account]]\nprefix = \"399\"\nline = \"oneri_diversi_gestione\"\n"),
    );
    assert_eq!(office.check().0, 0);
    let dated = format!("{accounts}{moved}valid_from = \"2021-03-01\"\nact = \"D.D. 9/2021\"\n");
    office.configure("accounts.toml", &dated);
    assert_eq!(office.check().0, 0);
}

#[test]
fn a_month_of_years_before_is_not_changed_in_silence_either() {
    let office = Office::new();
    office.release_samples("2021-01");
    office.configure(ECONOMIC, &edited(FORMULA, OTHER));
    office.drop_samples("2023-01", &[]);
    let (code, run) = office.run("2023-01");
    assert_eq!((code, &run["issue"], &run["redefined"][0]["months"]), (3, &json!(0), &json!(["2021-01"])));
    let alerts = run["alerts"].as_array().unwrap();
    assert!(alerts.iter().any(|it| it["id"] == format!("definition_changed:{ID}") && it["state"] == "raised"));
    // What no figure rests on is no change of anything.
    let settings = quadratura::config::embedded_configuration().remove("phasing.toml").unwrap();
    office.configure(ECONOMIC, &quadratura::config::embedded_configuration()[ECONOMIC]);
    office.configure("phasing.toml", &format!("# un commento\n{settings}"));
    assert_eq!(office.run("2023-01").1["redefined"], json!([]));
}
