//! From one exercise to the next: what ends with it, what goes on, and a plan that is loaded or not.

use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::office::{Office, json_of};

/// The sheet of an office with lines of an indicator each: code, value, state. The same bytes dropped again would be a
/// duplicate, so each month's has the month in its title.
fn sheet(month: &str, lines: &[(&str, Option<f64>, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, format!("Camera di commercio di esempio, {month}")).unwrap();
    let captions =
        ["Codice", "Indicatore", "Numeratore", "Denominatore", "Valore", "Unità", "Data rilevazione", "Stato", "Note"];
    for (column, text) in (0..).zip(captions) {
        sheet.write_string(2, column, text).unwrap();
    }
    for (row, (code, value, state)) in (3..).zip(lines) {
        sheet.write_string(row, 0, *code).unwrap();
        sheet.write_string(row, 1, "Un indicatore").unwrap();
        if let Some(value) = value {
            sheet.write_number(row, 4, *value).unwrap();
        }
        sheet.write_string(row, 7, *state).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn promozione(office: &Office, month: &str, lines: &[(&str, Option<f64>, &str)]) -> Value {
    office.drop_file(&format!("scheda_indicatori_promozione_{month}.xlsx"), &sheet(month, lines));
    office.run(month).1
}

/// The actual of an indicator: code, state, how it is judged, why.
fn actual(month: &Value, id: &str) -> Option<String> {
    let all = month["indicators"].as_array().unwrap();
    let it = all.iter().find(|it| it["id"] == id && it["scenario"] == "consuntivo")?;
    let text = |key: &str| it[key].as_str().unwrap_or("-").to_owned();
    Some([text("code"), text("state"), text("judged_state"), text("reason")].join(" | "))
}

pub fn problems<'m>(month: &'m Value, code: &str) -> Vec<&'m str> {
    let all = month["problems"].as_array().unwrap().iter().filter(|it| it["code"] == code);
    all.map(|it| it["text"].as_str().unwrap()).collect()
}

pub fn config(office: &Office, name: &str) -> String {
    std::fs::read_to_string(office.root().join("config").join(name)).unwrap()
}

pub fn changed(office: &Office, name: &str, from: &str, to: &str) {
    let text = config(office, name);
    assert!(text.contains(from), "`{from}` stands in `{name}`");
    office.configure(name, &text.replacen(from, to, 1));
}

/// The plan as it is drafted, confirmed as it is.
pub fn confirm(office: &Office, year: u16) {
    let plan = format!("plans/{year}.toml");
    let text = config(office, &plan);
    let told = |line: &str| line.split("  # da confermare").next().unwrap().to_owned();
    let lines: Vec<String> = text.lines().filter(|line| *line != "draft = true").map(told).collect();
    office.configure(&plan, &lines.join("\n"));
}

const EVENTS: &str = "iniziative_turistico_culturali";

#[test]
fn a_project_of_three_years_is_missed_at_its_own_end_and_what_is_of_the_exercise_with_it() {
    let office = Office::new();
    let id = config(&office, "indicators/uffici.toml");
    let project = id.split("[[indicator]]").find(|it| it.contains("2021_01_01-I1")).unwrap();
    let project = project.split('"').nth(1).unwrap();
    let of = |month: &str| {
        let year = &month[..4];
        let codes = [format!("{year}_01_01-I1"), format!("{year}_01_02_02-I1")];
        let told = promozione(&office, month, &[(&codes[0], None, "in corso"), (&codes[1], Some(1.0), "")]);
        [project, EVENTS].map(|id| format!("{month} {}", actual(&told, id).unwrap_or_else(|| "non c'è".to_owned())))
    };
    let told: Vec<String> = ["2021-12", "2022-01", "2022-12", "2023-01"].into_iter().flat_map(of).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    2021-12 2021_01_01-I1 | in_progress | in_progress | in corso: stato `in corso` a dicembre, valore atteso `Attuazione e rendicontazione`
    2021-12 2021_01_02_02-I1 | missed | missed | mancato: 1 a dicembre, valore atteso almeno 2 iniziative
    2022-01 2022_01_01-I1 | in_progress | in_progress | in corso: stato `in corso` a gennaio, valore atteso `Attuazione e rendicontazione`
    2022-01 2022_01_02_02-I1 | in_progress | to_date | alla data: 1 a gennaio, Piano 2022 non caricato
    2022-12 2022_01_01-I1 | missed | missed | mancato: stato `in corso` a dicembre, valore atteso `Attuazione e rendicontazione`
    2022-12 2022_01_02_02-I1 | in_progress | to_date | alla data: 1 a dicembre, Piano 2022 non caricato
    2023-01 non c'è
    2023-01 2023_01_02_02-I1 | in_progress | to_date | alla data: 1 a gennaio, Piano 2023 non caricato
    ");
}

#[test]
fn an_exercise_without_its_plan_is_computed_and_not_judged_and_says_so_once() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    office.run("2021-01");
    let lines = [("2022_01_02_02-I1", Some(2.0), ""), ("2022_01_01-I1", None, "in corso")];
    let month = promozione(&office, "2022-01", &lines);
    assert_eq!(month["plan"], serde_json::json!({ "exercise": 2022, "loaded": false, "draft": false }));
    let told = problems(&month, "indicators.plan_not_loaded");
    assert_eq!(
        told,
        [
            "Piano 2022 non caricato: fino ad allora i valori si calcolano, e nessun indicatore, obiettivo o scheda di valutazione è giudicato"
        ]
    );
    insta::assert_snapshot!(actual(&month, EVENTS).unwrap(), @"2022_01_02_02-I1 | in_progress | to_date | alla data: 2 a gennaio, Piano 2022 non caricato");
    let judged = |month: &Value| {
        let all = month["indicators"].as_array().unwrap();
        let is = |it: &&Value| {
            ["met", "near", "missed", "at_risk", "off_track", "on_track"].iter().any(|one| it["judged_state"] == *one)
        };
        all.iter().filter(is).count()
    };
    assert_eq!(judged(&month), 0);
    assert!(month["scorecards"].as_array().unwrap().is_empty());
    assert!(month["objectives"].as_array().unwrap().iter().all(|it| it["achievement"].is_null()));
    assert!(month["alerts"].as_array().unwrap().iter().all(|it| it["kind"] != "indicator_missed"));
    // Letter, terminal and workbook.
    let letters: Vec<String> =
        office.files().into_keys().filter(|it| it.contains("2022-01") && it.ends_with(".eml")).collect();
    let letter = letters.iter().find(|it| it.contains("bozza")).unwrap_or_else(|| panic!("{letters:?}"));
    let text = std::fs::read_to_string(office.root().join(letter)).unwrap().replace("=\r\n", "");
    let plain = text.split("text/html").next().unwrap();
    assert_eq!(plain.matches("Piano 2022 non caricato").count(), 1, "{plain}");
    assert!(plain.contains("quadratura plan new 2022"), "{plain}");
    let status = String::from_utf8(office.program(&["status"]).stdout).unwrap();
    assert_eq!(status.matches("Piano 2022 non caricato").count(), 1, "{status}");

    // The draft: nothing of 2021 is issued again for it, nor for the plan that it becomes.
    let made = json_of(&office.program(&["plan", "new", "2022", "--json"]));
    assert_eq!((&made["exercise"], &made["from"], &made["objectives"]), (&2022.into(), &2021.into(), &34.into()));
    let again = office.program(&["plan", "new", "2022"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8(again.stderr).unwrap().contains("non si sovrascrive"));
    let drafted = office.run("2022-01").1;
    assert_eq!((&drafted["plan"]["draft"], &drafted["changed"]), (&true.into(), &false.into()));
    assert!(problems(&drafted, "indicators.plan_not_loaded")[0].contains("è ancora una bozza"));
    let left = json_of(&office.program(&["check", "--json"]))["remaining"].to_string();
    assert!(left.contains("plans/2022.toml") && left.contains("è una bozza"), "{left}");
    confirm(&office, 2022);
    assert_eq!(office.run("2021-01").1["changed"], false, "a plan of 2022 is nothing of 2021");
    let planned = office.run("2022-01").1;
    assert!(planned["plan"].is_null() && problems(&planned, "indicators.plan_not_loaded").is_empty());
    assert_eq!(planned["changed"], true);
    insta::assert_snapshot!(actual(&planned, EVENTS).unwrap(), @"2022_01_02_02-I1 | met | met | raggiunto: 2 a gennaio, valore atteso almeno 2 iniziative");
    assert!(!planned["scorecards"].as_array().unwrap().is_empty());
    let left = json_of(&office.program(&["check", "--json"]))["remaining"].to_string();
    assert!(!left.contains("plans/2022.toml"), "{left}");
}

/// A chamber with an indicator and an objective that end, and a day of its own.
fn chamber_before_its_draft() -> Office {
    let office = Office::new();
    changed(
        &office,
        "indicators/uffici.toml",
        "id = \"iniziative_turistico_culturali\"",
        "id = \"iniziative_turistico_culturali\"\nvalid_to = \"2021-09-30\"",
    );
    changed(
        &office,
        "indicators/uffici.toml",
        "id = \"incontri_formazione_suap\"",
        "id = \"incontri_formazione_suap\"\ndue = \"2021-06-30\"",
    );
    changed(
        &office,
        "objectives.toml",
        "code = \"2021_03_01_02\"",
        "code = \"2021_03_01_02\"\nvalid_to = \"2021-12-31\"",
    );
    office
}

#[test]
fn the_draft_of_a_plan_rolls_what_rolls_and_names_what_it_leaves() {
    let office = chamber_before_its_draft();
    let said = String::from_utf8(office.program(&["plan", "new", "2022"]).stdout).unwrap();
    let said = said.split("  Restano").next().unwrap();
    insta::assert_snapshot!(said, @r"
    Preparata la bozza del Piano 2022 da quello del 2021: `config/plans/2022.toml`.
      Ripresi      33 obiettivi, 33 indicatori
      Lasciati     obiettivo 2021_03_01_02, valido fino al 31/12/2021
      Lasciati     indicatore 2021_01_02_02-I1, valido fino al 30/09/2021
      Controlli    con obiettivi di un Piano di prima, da guardare: piano_interventi, piano_servizi,
                   piano_area_01, piano_area_02, piano_area_03, piano_area_04 e progetti_risorse_pid
    ");
    let text = config(&office, "plans/2022.toml");
    let part =
        |from: &str| text.split("\n\n").find(|it| it.contains(from)).unwrap_or_else(|| panic!("{from} in {text}"));
    assert!(part("exercise = 2022").ends_with("draft = true"));
    insta::assert_snapshot!(part("code = \"2022_01_01\""), @r#"
    [[objective]]
    code = "2022_01_01"
    level = "strategico"
    parent = "2022_01"
    title = "Favorire lo sviluppo dell'innovazione e del trasferimento tecnologico nelle imprese della provincia"  # da confermare: il titolo è del Piano 2021
    resources_euro = 430000  # da confermare: le risorse sono del Piano 2021
    "#);
    insta::assert_snapshot!(part("incontri_formazione_suap"), @r#"
    # Incontri di formazione per diffusione cultura Suap
    [[indicator]]
    id = "incontri_formazione_suap"
    code = "2022_01_02_05-I1"
    objective = "2022_01_02_05"
    target = "3"  # da confermare: il valore atteso è del Piano 2021
    also_printed = "3"  # da confermare: il valore atteso è del Piano 2021
    due = "06-30"
    weight_group = "operativi"
    "#);
    insta::assert_snapshot!(part("2022_01_01-I1"), @r#"
    # Realizzazione del progetto “Punto impresa digitale - Pid” ai sensi dell’art. 18, comma 10, della legge 580 del 1993
    [[indicator]]
    id = "progetto_punto_impresa_digitale"
    code = "2022_01_01-I1"
    objective = "2022_01_01"
    target = "Attuazione e rendicontazione"
    also_printed = "Attuazione e rendicontazione"
    # di più esercizi: prosegue fino alla sua scadenza
    due = "2022-12-31"
    weight_group = "strategici"
    "#);
    insta::assert_snapshot!(text.split("\n\n# Del Piano").nth(1).unwrap(), @r"
     2021 non sono ripresi, perché finiti o ritirati:
    # - obiettivo 2021_03_01_02, valido fino al 31/12/2021
    # - indicatore 2021_01_02_02-I1, valido fino al 30/09/2021

    # 7 controlli di checks.toml con obiettivi di un Piano di prima. Nel 2022 valgono per gli stessi codici del 2022 (si può scrivere
    # anche senza anno, `piano.01`): guardare se le somme valgono ancora.
    # - piano_interventi: `piano.2021_01`, `piano.2021_02` e `piano.2021_03`
    # - piano_servizi: `piano.2021_04`
    # - piano_area_01: `piano.2021_01`, `piano.2021_01_01`, `piano.2021_01_02` e `piano.2021_01_03`
    # - piano_area_02: `piano.2021_02` e `piano.2021_02_01`
    # - piano_area_03: `piano.2021_03` e `piano.2021_03_01`
    # - piano_area_04: `piano.2021_04`, `piano.2021_04_01` e `piano.2021_04_02`
    # - progetti_risorse_pid: `piano.2021_01_01`
    ");
}

#[test]
fn what_is_wrong_in_a_plan_is_told_at_its_line() {
    let office = chamber_before_its_draft();
    for (year, refused) in [("2021", "è già caricato"), ("2020", "non c'è un Piano"), ("anno", "non è un esercizio")]
    {
        let said = office.program(&["plan", "new", year]);
        assert_eq!(said.status.code(), Some(2), "{year}");
        let said = String::from_utf8(said.stderr).unwrap();
        assert!(said.contains(refused), "{said}");
    }
    assert_eq!(office.program(&["plan", "new", "2022"]).status.code(), Some(0));
    confirm(&office, 2022);
    assert_eq!(office.program(&["check"]).status.code(), Some(0));
    let good = config(&office, "plans/2022.toml");
    for (from, to, wanted) in [
        ("id = \"incontri_formazione_suap\"", "id = \"incontri\"", "`incontri` non è definito in `indicators`"),
        (
            "objective = \"2022_01_02_05\"",
            "objective = \"2022_09\"",
            "l'obiettivo `2022_09` di `incontri_formazione_suap` non è nel piano del 2022",
        ),
        ("exercise = 2022", "exercise = 2023", "`plans/2023.toml`"),
        ("due = \"06-30\"", "due = \"31-06\"", "`31-06` non è una scadenza"),
        ("code = \"2022_03_01_03\"", "code = \"2021_03_01_03\"", "non è del 2022"),
    ] {
        assert!(good.contains(from), "{from}");
        office.configure("plans/2022.toml", &good.replacen(from, to, 1));
        let said = office.program(&["check"]);
        let said = String::from_utf8(said.stderr).unwrap();
        assert!(said.contains(wanted) && said.contains("plans/2022.toml"), "{said}");
    }
}

#[test]
fn a_chamber_that_wrote_its_plan_by_hand_has_loaded_it() {
    let office = Office::new();
    let objectives = config(&office, "objectives.toml");
    let own = "\n[[objective]]\ncode = \"2022_05\"\nlevel = \"area\"\ntitle = \"Nuova\"\n";
    office.configure("objectives.toml", &(objectives + own));
    let month = promozione(&office, "2022-01", &[("2022_01_02_02-I1", Some(2.0), "")]);
    assert!(month["plan"].is_null() && problems(&month, "indicators.plan_not_loaded").is_empty());
    insta::assert_snapshot!(actual(&month, EVENTS).unwrap(), @"2022_01_02_02-I1 | met | met | raggiunto: 2 a gennaio, valore atteso almeno 2 iniziative");
    let before = office.run("2021-06").1;
    let codes: Vec<&str> =
        before["objectives"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(codes.len() == 34 && codes.iter().all(|it| it.starts_with("2021_")), "{codes:?}");
}

#[test]
fn what_is_retired_is_asked_of_nobody_and_a_sheet_that_still_brings_it_is_told() {
    let office = Office::new();
    let retired = "id = \"iniziative_turistico_culturali\"\nvalid_to = \"2021-06-30\"";
    let months = |office: &Office| {
        ["2021-06", "2021-07"].map(|month| promozione(office, month, &[("2021_01_02_02-I1", Some(2.0), "")]))
    };
    let [june_before, july_before] = months(&office);
    assert!(actual(&july_before, EVENTS).is_some());
    let other = Office::new();
    changed(&other, "indicators/uffici.toml", "id = \"iniziative_turistico_culturali\"", retired);
    let [june, july] = months(&other);
    assert_eq!((actual(&june, EVENTS), actual(&july, EVENTS)), (actual(&june_before, EVENTS), None));
    assert!(problems(&june, "indicators.retired").is_empty() && problems(&july, "indicators.unknown_code").is_empty());
    insta::assert_snapshot!(problems(&july, "indicators.retired").join("\n"), @"l'indicatore `2021_01_02_02-I1` è stato ritirato: valeva fino al 30/06/2021, e la rilevazione non viene usata");
    let said = |from: &str, to: &str| {
        let office = Office::new();
        changed(&office, "indicators/uffici.toml", from, to);
        String::from_utf8(office.program(&["check"]).stderr).unwrap()
    };
    let before = said(
        "id = \"iniziative_turistico_culturali\"",
        "id = \"iniziative_turistico_culturali\"\nvalid_to = \"2020-06-30\"",
    );
    assert!(before.contains("`valid_to` (30/06/2020) viene prima di `valid_from` (01/01/2021)"), "{before}");
}

#[test]
fn a_check_that_says_nothing_is_told() {
    let office = Office::new();
    let checks = config(&office, "checks.toml");
    let silent = |id: &str, scenario: &str, left: &str| {
        format!(
            "\n[[check]]\nid = \"{id}\"\nlabel = \"Prova\"\nscheme = \"allegato_c\"\nscenarios = [\"{scenario}\"]\nleft = \"{left}\"\nright = \"oneri_correnti\"\n"
        )
    };
    let mut text = checks.replace("piano.2021_04\"", "piano.04\"");
    text += &silent("conti_di_niente", "consuntivo", "conto.999*");
    office.configure("checks.toml", &text);
    office.drop_samples("2021-06", &[]);
    let june = office.run("2021-06").1;
    let told = problems(&june, "reconcile.check_without_data");
    assert!(
        told.len() == 1 && told[0].starts_with("il controllo `conti_di_niente`, «Prova», non ha dati"),
        "{told:#?}"
    );
    let state = |month: &Value, id: &str| {
        let found = month["tie_outs"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
        (found["state"].clone(), found["terms"].clone())
    };
    assert_eq!(state(&june, "piano_servizi").0, "holds");
    // Without the year, and with the year of before, a name is of the plan of the month.
    assert_eq!(state(&june, "piano_area_04").0, "holds");
    let december = office.run("2021-12").1;
    let never: Vec<&str> = problems(&december, "reconcile.check_never");
    assert!(
        never.len() == 1
            && never[0].contains("«assestato = iniziale + variazioni»")
            && never[0].contains("in nessun mese del 2021"),
        "{never:#?}"
    );
    assert!(!never[0].contains("conto 330") && !never[0].contains("Risorse"), "{never:#?}");
    let january = office.run("2022-01").1;
    // December told it.
    assert!(problems(&january, "reconcile.check_never").is_empty());
    assert!(problems(&january, "reconcile.check_without_data").is_empty());
    // Without a December, January does.
    let later = Office::new();
    later.drop_samples("2021-06", &[]);
    later.run("2021-06");
    let january = later.run("2022-01").1;
    let never = problems(&january, "reconcile.check_never");
    assert!(
        never.iter().any(|it| it.contains("«assestato = iniziale + variazioni»") && it.contains("del 2021")),
        "{never:#?}"
    );
}
