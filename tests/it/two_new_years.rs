//! Two New Years on the samples, with a plan that changes, an indicator that is retired and a formula that is corrected in
//! between: nothing is missed by a target of another year, no check is lost without a word, nothing changes in silence.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::office::{Office, json_of};
use crate::plans::{changed, config, confirm, problems};

/// A ratio of the accounts that is corrected, an indicator of an office that is retired, one whose target changes.
const CORRECTED: &str = "equilibrio_gestione_corrente";
const RETIRED: &str = "iniziative_turistico_culturali";
const TARGET: &str = "equilibrio_strutturale";

fn actuals(run: &Value) -> impl Iterator<Item = &Value> {
    run["indicators"].as_array().unwrap().iter().filter(|it| it["scenario"] == "consuntivo")
}

fn actual<'r>(run: &'r Value, id: &str) -> &'r Value {
    actuals(run).find(|it| it["id"] == id).unwrap_or_else(|| panic!("{id}"))
}

/// What is judged, by state, of the plan's indicators.
fn judged_as<'r>(run: &'r Value, state: &'r str) -> Vec<&'r str> {
    let of = |it: &&Value| !it["code"].as_str().unwrap_or_default().is_empty() && it["judged_state"] == state;
    actuals(run).filter(of).map(|it| it["id"].as_str().unwrap()).collect()
}

/// The checks of the configuration that say something.
fn checked(run: &Value) -> BTreeSet<&str> {
    let own = ["piano_", "registrazioni", "funzioni_", "budget_"];
    let says =
        |it: &&Value| it["state"] != "no_data" && own.iter().any(|id| it["id"].as_str().unwrap().starts_with(id));
    run["tie_outs"].as_array().unwrap().iter().filter(says).map(|it| it["id"].as_str().unwrap()).collect()
}

/// A new exercise before its plan is loaded: figures go on, and nothing is judged by targets of the one before.
fn is_without_plan(run: &Value, december: &Value, year: u16) {
    assert_eq!(problems(run, "indicators.plan_not_loaded").len(), 1);
    assert_eq!(run["plan"]["exercise"], year);
    for state in ["met", "near", "missed", "on_track", "at_risk", "off_track"] {
        // A project of several years has its own end.
        let judged: Vec<&str> = judged_as(run, state).into_iter().filter(|id| !id.starts_with("progetto_")).collect();
        assert_eq!(judged, Vec::<&str>::new(), "{year}, {state}");
    }
    let missed =
        |it: &&Value| it["kind"].as_str().unwrap().starts_with("indicator_missed") && it["state"] != "resolved";
    assert_eq!(run["alerts"].as_array().unwrap().iter().find(missed), None);
    // A check that says nothing any more is named.
    let silent: Vec<&str> = checked(december).difference(&checked(run)).copied().collect();
    let told = problems(run, "reconcile.check_without_data").join("\n");
    assert!(silent.iter().all(|id| id.starts_with("piano_") || told.contains(id)), "{silent:?}: {told}");
}

fn plan(office: &Office, year: u16) {
    let drafted = office.program(&["plan", "new", &year.to_string()]);
    assert!(drafted.status.success(), "{}", String::from_utf8_lossy(&drafted.stderr));
    confirm(office, year);
}

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn nothing_is_missed_lost_or_changed_in_silence() {
    let office = Office::new();
    let december = office.release_samples("2021-12");
    let issued = number(&actual(&december, CORRECTED)["value"]);
    is_without_plan(&office.release_samples("2022-01"), &december, 2022);

    a_plan_that_changes(&office);
    a_formula_that_is_corrected(&office, issued);
    an_indicator_that_is_retired(&office);

    let december = office.release_samples("2022-12");
    is_without_plan(&office.release_samples("2023-01"), &december, 2023);
    plan(&office, 2023);
    assert_eq!(office.check().0, 0);
    let february = office.release_samples("2023-02");
    assert_eq!(
        (problems(&february, "indicators.plan_not_loaded").len(), &february["restated_indicators"]),
        (0, &json!([]))
    );
    assert_eq!(actual(&february, TARGET)["code"], "2023_04_02-I1");
    assert!(actuals(&february).all(|it| it["id"] != RETIRED));

    // Of what was released, all is as it was issued.
    let told = json_of(&office.program(&["explain", CORRECTED, "--json", "--period", "2021-12"]));
    assert!((number(&told["issued"]["value"]) - issued).abs() < 1e-4);
    let explained = json_of(&office.program(&["explain", TARGET, "--json", "--period", "2021-12"]));
    assert_eq!((&explained["issued"]["changes"], &explained["target"]["value"]), (&json!([]), &json!("0.08")));
}

/// The plan of 2022 has a target of its own: months judged without one are no change, and one changed in place is.
fn a_plan_that_changes(office: &Office) {
    plan(office, 2022);
    let with = |target: &str| {
        let text = config(office, "plans/2022.toml");
        let (before, own) = text.split_once(&format!("id = \"{TARGET}\"")).unwrap();
        let (head, tail) = own.split_once("target = ").unwrap();
        let rest = tail.split_once('\n').unwrap().1;
        office.configure("plans/2022.toml", &format!("{before}id = \"{TARGET}\"{head}target = {target}\n{rest}"));
    };
    with("\">= 9%\"");
    assert_eq!(office.check().0, 0, "{:?}", office.check().1["redefined"]);
    // January is judged when it is issued again: one line says so, and no indicator has changed.
    let (_, january) = office.run("2022-01");
    assert_eq!((&january["issue"], &january["restated_indicators"]), (&json!(2), &json!([])));
    let letter = office.root().join("outbox/2022-01-2-mensile-contabilita.eml");
    let letter = std::fs::read_to_string(letter).unwrap().replace("=\r\n", "").replace("=\n", "");
    assert!(letter.contains("Piano 2022: prima non caricato, ora caricato; "), "{letter}");
    let february = office.release_samples("2022-02");
    assert_eq!(problems(&february, "indicators.plan_not_loaded"), Vec::<&str>::new());
    assert_eq!(actual(&february, TARGET)["target"]["value"], "0.09");
    // In place, February would be another month.
    with("\">= 12%\"");
    let (code, said) = office.check();
    assert_eq!((code, &said["redefined"][0]["id"]), (2, &json!(TARGET)));
    assert_eq!(said["redefined"][0]["months"], json!(["2022-01", "2022-02"]));
    // The block makes it hold from March, with what the plan says.
    let block = said["redefined"][0]["block"].as_str().unwrap().replace("act = \"\"", "act = \"D.G. 7/2022\"");
    assert!(block.contains("code = \"2022_04_02-I1\"") && block.contains("target = \">= 12%\""), "{block}");
    with("\">= 9%\"");
    let economic = config(office, "indicators/economici.toml");
    office.configure("indicators/economici.toml", &format!("{economic}\n{block}"));
    assert_eq!(office.check().0, 0);
}

fn a_formula_that_is_corrected(office: &Office, issued: f64) {
    let (file, why) = ("indicators/economici.toml", "gli interventi non ne fanno parte");
    let formula = "formula = \"oneri_correnti / proventi_correnti\"\n";
    let correction = format!(
        "formula = \"(oneri_correnti - interventi_economici) / proventi_correnti\"\ncorrects = true\nact = \"D.D. 3/2022\"\nwhy = \"{why}\"\n"
    );
    changed(office, file, formula, &correction);
    changed(office, file, "proventi_correnti = 5140500 }", "proventi_correnti = 5140500, interventi_economici = 0 }");
    assert_eq!(office.check().0, 0);
    let march = office.release_samples("2022-03");
    assert_eq!(actual(&march, TARGET)["target"]["value"], "0.12");
    let told: Vec<&Value> = march["restated_indicators"].as_array().unwrap().iter().collect();
    assert!(told.iter().all(|it| it["id"] == CORRECTED && it["corrects"]["why"] == why));
    // The months of the exercise, and how the one before ended.
    let months: BTreeSet<&str> = told.iter().map(|it| it["period"].as_str().unwrap()).collect();
    assert_eq!(months, BTreeSet::from(["2021-12", "2022-01", "2022-02"]));
    let december = told.iter().find(|it| it["period"] == "2021-12" && it["of"] == "consuntivo").unwrap();
    assert!((number(&december["issued"]) - issued).abs() < 1e-4);
    for it in &told {
        let parts = number(&it["issued"]) + number(&it["data"]) + number(&it["definition"]);
        assert!((parts - number(&it["now"])).abs() < 1e-9, "{it}");
    }
    assert_eq!(office.release_samples("2022-04")["restated_indicators"], json!([]));
}

/// Retired from May on: April has it, and nobody is asked for it in May.
fn an_indicator_that_is_retired(office: &Office) {
    let text = config(office, "indicators/uffici.toml");
    let (before, own) = text.split_once(&format!("id = \"{RETIRED}\"\n")).unwrap();
    let retired = format!("{before}id = \"{RETIRED}\"\nvalid_to = \"2022-04-30\"\n{own}");
    office.configure("indicators/uffici.toml", &retired);
    assert_eq!(office.check().0, 0);
    let may = office.release_samples("2022-05");
    assert!(actuals(&may).all(|it| it["id"] != RETIRED));
    assert_eq!(problems(&may, "indicators.retired").len(), 1);
    assert_eq!(may["restated_indicators"], json!([]));
    let april = json_of(&office.program(&["explain", RETIRED, "--json", "--period", "2022-04"]));
    assert_eq!(april["issued"]["changes"], json!([]));
}
