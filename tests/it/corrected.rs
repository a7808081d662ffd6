//! A correction of what released months used is told once, with its act, whether or not an indicator moves by it; and what an
//! issue said of a year end, or of a month alone, is not mixed with what would be said today.

use calamine::Reader as _;
use serde_json::{Value, json};

use crate::arrivals::quoted_printable;
use crate::office::{Office, json_of};

const ACCOUNTS: &str = "accounts.toml";
const PHASING: &str = "phasing.toml";
const TREE: &str = "objectives.toml";

/// A correction of accounts that leaves every indicator as it was: both lines are part of one total.
const MOVED: &str = "\n[[account]]\nprefix = \"325050\"\nline = \"oneri_diversi_gestione\"\ncorrects = true\n\
                     act = \"D.D. 7/2021\"\nwhy = \"non sono servizi\"\n";

/// A text of the chamber's configuration with something else in place of what stands there.
fn edited(name: &str, from: &str, to: &str) -> String {
    let text = quadratura::config::embedded_configuration().remove(name).unwrap();
    assert!(text.contains(from), "`{from}`");
    text.replacen(from, to, 1)
}

fn by_pace() -> String {
    let profile = "line = \"prestazione_servizi\"\nmethod = ";
    edited(PHASING, &format!("{profile}\"profilo\""), &format!("{profile}\"ritmo\""))
}

/// A chamber with these months issued.
fn chamber(months: &[&str]) -> Office {
    let office = Office::new();
    months.iter().for_each(|month| drop(office.release_samples(month)));
    office
}

fn letters(office: &Office, issue: &str) -> String {
    let outbox = std::fs::read_dir(office.root().join("outbox")).unwrap().map(|it| it.unwrap().path());
    let of_issue = outbox.filter(|it| it.to_string_lossy().contains(issue));
    of_issue.map(|it| quoted_printable(&std::fs::read(it).unwrap())).collect()
}

fn explained(office: &Office, arguments: &[&str]) -> (Value, String) {
    let of = |more: &[&str]| office.program(&[&["explain"], arguments, more].concat());
    (json_of(&of(&["--json"])), String::from_utf8(of(&[]).stdout).unwrap())
}

#[test]
fn an_account_that_moves_within_a_total_is_told_once_with_its_act_and_its_voci() {
    let office = chamber(&["2021-01", "2021-02"]);
    let before = explained(&office, &["prestazione_servizi", "--period", "2021-02"]).0["amount_cents"].clone();
    office.configure(ACCOUNTS, &format!("{}{MOVED}", quadratura::config::embedded_configuration()[ACCOUNTS]));
    let run = office.release_samples("2021-03");
    assert_eq!(run["restated_indicators"], json!([]));
    let [correction] = &run["corrections"].as_array().unwrap()[..] else { panic!("{}", run["corrections"]) };
    assert_eq!((&correction["id"], &correction["act"]), (&json!("conto.325050"), &json!("D.D. 7/2021")));
    assert_eq!(correction["months"], json!(["2021-01", "2021-02"]));
    let lines = correction["lines"].as_array().unwrap();
    let of = |line: &str| lines.iter().find(|it| it["line"] == line && it["period"] == "2021-02").unwrap();
    let actual = |line: &str| {
        let columns = of(line)["columns"].as_array().unwrap();
        columns.iter().find(|it| it["scenario"] == "consuntivo").unwrap().clone()
    };
    let (from, to) = (actual("prestazione_servizi"), actual("oneri_diversi_gestione"));
    assert_eq!((&from["issued_cents"], &from["data_cents"], &to["data_cents"]), (&before, &json!(0), &json!(0)));
    let moved = to["definition_cents"].as_i64().unwrap();
    assert!(moved > 0 && from["definition_cents"] == json!(-moved), "{from} {to}");
    assert!(lines.iter().all(|it| it["line"] != "funzionamento" && it["line"] != "avanzo"), "{lines:?}");
    let said = correction["text"].as_str().unwrap();
    assert_eq!(
        said,
        "il conto `325050`: era «la voce `prestazione_servizi`», ora è «la voce `oneri_diversi_gestione`»; correzione (D.D. \
         7/2021): non sono servizi; tocca gennaio 2021 e febbraio 2021."
    );

    let letter = letters(&office, "2021-03");
    assert!(letter.contains("Una correzione tocca 2 mesi già diffusi") && letter.contains("correzione (D.D. 7/2021)"));
    let workbook = office.root().join("reports/2021-03/monitoraggio-2021-03.xlsx");
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(workbook).unwrap();
    let sheet = workbook.worksheet_range("Variazioni").unwrap();
    let cells: Vec<String> = sheet.rows().flatten().map(ToString::to_string).collect();
    assert!(cells.contains(&"correzione".to_owned()) && cells.contains(&"voce".to_owned()), "{cells:?}");
    assert!(cells.iter().any(|it| it.contains("correzione (D.D. 7/2021): non sono servizi")), "{cells:?}");

    // What January said and March says do not make what February or March added.
    let (months, text) = explained(&office, &["prestazione_servizi", "--period", "2021-03"]);
    let own = |month: usize| (&months["months"][month]["amount_cents"], &months["months"][month]["regrouped"]);
    assert!(own(1).0.is_i64() && own(2) == (&Value::Null, &json!(true)), "{}", months["months"]);
    assert!(text.contains("marzo 2021: i conti del mese prima erano raggruppati in un altro modo"), "{text}");
    let total = explained(&office, &["funzionamento", "--period", "2021-03"]).0;
    assert!(total["months"][2]["amount_cents"].is_i64(), "{}", total["months"]);

    assert_eq!(office.release_samples("2021-04")["corrections"], json!([]));
}

#[test]
fn a_correction_is_told_where_the_methods_of_the_year_end_change_with_it() {
    let office = chamber(&["2021-01"]);
    let why = "corrects = true\nact = \"D.D. 8/2021\"\nwhy = \"conto sbagliato\"\n";
    let aggregate = edited(ACCOUNTS, "accounts = [\"310004\"]\n", &format!("accounts = [\"310001\"]\n{why}"));
    office.configure(ACCOUNTS, &aggregate);
    office.configure(PHASING, &by_pace());
    let run = office.release_samples("2021-02");
    let correction = &run["corrections"][0];
    assert_eq!((&correction["id"], &correction["months"]), (&json!("aggregato.maggiorazione"), &json!(["2021-01"])));
    assert_eq!(correction["lines"][0]["line"], "maggiorazione");
    let told = run["restated_indicators"].as_array().unwrap();
    let of = |id: &str| told.iter().filter(|it| it["id"] == id).map(|it| &it["corrects"]["act"]).collect::<Vec<_>>();
    let structural = of("equilibrio_strutturale");
    assert!(!structural.is_empty() && structural.iter().all(|act| **act == json!("D.D. 8/2021")), "{told:?}");
    // What the method of the year end alone moves, nobody corrected.
    assert_eq!(of("equilibrio_gestione_corrente"), Vec::<&Value>::new());
}

#[test]
fn a_weight_that_is_changed_in_place_is_refused_and_as_a_correction_told() {
    let office = chamber(&["2021-01"]);
    let area = || explained(&office, &["2021_01", "--period", "2021-01"]);
    let (issued, said) = area();
    assert_eq!((&issued["issued"]["kept"], &issued["issued"]["achievement"]), (&json!(true), &issued["achievement"]));
    assert!(said.contains("così anche nell'emissione 1 del"), "{said}");
    let code = "code = \"2021_01_01\"\n";
    office.configure(
        TREE,
        &edited(TREE, &format!("[[objective]]\n{code}level"), &format!("[[objective]]\n{code}weight = 3\nlevel")),
    );
    let (exit, said) = office.check();
    let redefined = &said["redefined"][0];
    assert_eq!((exit, &redefined["id"], &redefined["block"]), (2, &json!("obiettivo.2021_01_01"), &Value::Null));
    assert_eq!(
        (&redefined["before"], &redefined["now"]),
        (&json!("peso 1 in `2021_01`"), &json!("peso 3 in `2021_01`"))
    );
    assert_eq!(office.run("2021-01").1["issue"], 1);
    let why = "weight = 3\ncorrects = true\nact = \"D.G. 4/2021\"\nwhy = \"refuso nel Piano\"\nlevel";
    office
        .configure(TREE, &edited(TREE, &format!("[[objective]]\n{code}level"), &format!("[[objective]]\n{code}{why}")));
    let run = office.release_samples("2021-02");
    let correction = &run["corrections"][0];
    assert_eq!((&correction["id"], &correction["act"]), (&json!("obiettivo.2021_01_01"), &json!("D.G. 4/2021")));
    // The area that it counts in moves, with what was issued, and as much as its past month says of itself.
    let degrees = correction["degrees"].as_array().unwrap();
    assert_eq!(degrees.iter().map(|it| &it["id"]).collect::<Vec<_>>(), ["obiettivo.2021_01"]);
    let number = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
    let (was, is) = (number(&degrees[0]["issued"]), number(&degrees[0]["now"]));
    assert!((was + number(&degrees[0]["definition"]) - is).abs() < 1e-9 && was != is, "{}", degrees[0]);
    assert_eq!(number(&degrees[0]["data"]), 0.0);
    let (now, text) = area();
    assert!(
        (number(&now["issued"]["achievement"]) - was).abs() < 5e-5 && (number(&now["achievement"]) - is).abs() < 5e-5
    );
    assert!(text.contains("nell'emissione 1 del") && text.contains("per definizioni e pesi"), "{text}");
    let sentence = degrees[0]["text"].as_str().unwrap();
    assert!(letters(&office, "2021-02").contains("grado di raggiungimento da"), "{sentence}");
    let workbook = office.root().join("reports/2021-02/monitoraggio-2021-02.xlsx");
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(workbook).unwrap();
    let sheet = workbook.worksheet_range("Variazioni").unwrap();
    assert!(sheet.rows().flatten().any(|cell| *cell == sentence), "{sentence}");
    let export = json_of(&office.program(&["export", "objectives", "--json", "--period", "2021-01"]));
    let row = export["objectives"].as_array().unwrap().iter().find(|row| row["code"] == "2021_01").unwrap();
    assert_eq!((&row["issued_in"], &row["issued_achievement"]), (&json!(1), &now["issued"]["achievement"]));
    // Of a month that an earlier program issued nobody knows it.
    let database = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    database.execute_batch("DELETE FROM issued_degree WHERE period = '2021-01'").unwrap();
    let (unkept, text) = area();
    assert_eq!((&unkept["issued"]["kept"], &unkept["issued"]["achievement"]), (&json!(false), &Value::Null));
    assert!(text.contains("l'emissione 1 del") && text.contains("non ne tiene il grado"), "{text}");
    assert_eq!(office.release_samples("2021-03")["corrections"], json!([]));
}

/// The chamber's scorecard with other weights, and what is said of them.
fn scorecard(more: &str) -> String {
    let (first, second, head) = (
        "dell'elenco PIRA\", weight = 0.",
        "\"Altri indicatori del Piano\", weight = 0.",
        "\nid = \"segretario_generale\"\n",
    );
    let weights = edited(TREE, &format!("{first}4"), &format!("{first}5"));
    let weights = weights.replacen(&format!("{second}4"), &format!("{second}3"), 1);
    assert!(weights.contains(&format!("{second}3")) && weights.contains(head));
    weights.replacen(head, &format!("{head}{more}"), 1)
}

#[test]
fn weights_of_a_scorecard_are_refused_in_place_dated_by_a_block_or_corrected_and_told_to_its_readers_alone() {
    let office = chamber(&["2021-01"]);
    office.configure(TREE, &scorecard(""));
    let (exit, said) = office.check();
    let redefined = &said["redefined"][0];
    assert_eq!((exit, &redefined["id"]), (2, &json!("scheda.segretario_generale")));
    assert_eq!(redefined["before"], "`strategici` 0,4, `operativi` 0,4 e `comportamenti` 0,2 a mano");
    let (_, run) = office.run("2021-01");
    let alerts = run["alerts"].as_array().unwrap();
    let alert = alerts.iter().find(|it| it["id"] == "definition_changed:scheda.segretario_generale").unwrap();
    assert!(!alert["text"].as_str().unwrap().contains("0,5"), "{alert}");
    // What the block says holds from the next month on.
    let block = redefined["block"].as_str().unwrap().replace("act = \"\"", "act = \"D.G. 5/2021\"");
    assert_eq!(redefined["block_file"], TREE);
    office.configure(TREE, &format!("{}\n{block}", quadratura::config::embedded_configuration()[TREE]));
    let (exit, said) = office.check();
    assert_eq!(exit, 0, "{said}");
    let weight = |run: &Value| run["scorecards"][0]["groups"][0]["weight"].clone();
    assert_eq!(weight(&office.run("2021-01").1), "0.4");
    // As a correction it touches January too.
    office.configure(TREE, &scorecard("corrects = true\nact = \"D.G. 6/2021\"\nwhy = \"refuso\"\n"));
    let (exit, said) = office.check();
    assert_eq!(exit, 0, "{said}");
    let run = office.release_samples("2021-02");
    assert_eq!(weight(&run), "0.5");
    let correction = &run["corrections"][0];
    let degrees = correction["degrees"].as_array().unwrap();
    assert_eq!(degrees.iter().map(|it| &it["id"]).collect::<Vec<_>>(), ["scheda.segretario_generale"]);
    let outbox = std::fs::read_dir(office.root().join("outbox")).unwrap().map(|it| it.unwrap().path());
    let of_month = outbox.filter(|it| it.to_string_lossy().contains("2021-02-1"));
    for path in of_month {
        let told = quoted_printable(&std::fs::read(&path).unwrap()).contains("D.G. 6/2021");
        assert_eq!(told, path.to_string_lossy().contains("scheda_"), "{}", path.display());
    }
    let workbook = office.root().join("reports/2021-02/monitoraggio-2021-02.xlsx");
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(workbook).unwrap();
    for name in workbook.sheet_names() {
        let sheet = workbook.worksheet_range(&name).unwrap();
        assert!(!sheet.rows().flatten().any(|cell| cell.to_string().contains("D.G. 6/2021")), "{name}");
    }
}

#[test]
fn the_year_end_that_was_issued_stands_beside_that_of_today() {
    let office = chamber(&["2021-01"]);
    let heading = |id: &str| explained(&office, &[id, "--scenario", "preconsuntivo", "--period", "2021-01"]);
    let ids = ["prestazione_servizi", "avanzo", "equilibrio_strutturale"];
    let before = ids.map(|id| heading(id).0);
    assert!(heading("equilibrio_strutturale").1.contains("così anche nell'emissione 1"));
    office.configure(PHASING, &by_pace());
    let after = ids.map(heading);
    for (before, (now, text)) in before.iter().zip(&after).take(2) {
        assert_eq!((&now["issued"]["issue"], &now["issued"]["amount_cents"]), (&json!(1), &before["amount_cents"]));
        assert!(now["amount_cents"] != before["amount_cents"] && text.contains("Emesso"), "{text}");
    }
    let (indicator, text) = &after[2];
    assert_eq!(indicator["issued"]["value"], before[2]["value"]);
    assert!(indicator["value"] != before[2]["value"] && text.contains("nell'emissione 1 del"), "{text}");
    let export = json_of(&office.program(&["export", "preconsuntivo", "--json", "--period", "2021-01"]));
    let rows = export["preconsuntivo"].as_array().unwrap();
    let row = rows.iter().find(|it| it["line"] == "prestazione_servizi").unwrap();
    assert_eq!((&row["issued_in"], &row["issued_cents"]), (&json!(1), &before[0]["amount_cents"]));
    assert_ne!(row["issued_cents"], row["preconsuntivo_cents"]);
}

#[test]
fn a_projected_sum_of_accounts_is_told_down_to_its_cells() {
    let office = chamber(&["2021-01"]);
    let (whole, text) = explained(&office, &["maggiorazione", "--scenario", "preconsuntivo", "--period", "2021-01"]);
    let rests_on = whole["rests_on"].as_array().unwrap();
    assert_eq!(rests_on.len(), 2);
    for input in rests_on {
        assert_eq!(input["entries"][0]["key"], "310004", "{input}");
        assert!(input["entries"][0]["cell"].is_string() && input["amount_cents"] == input["total"]["amount_cents"]);
    }
    assert!(text.contains("Da: Assestato") && text.contains("proventi_2021-01.xlsx, foglio"), "{text}");
}

#[test]
fn data_and_correction_stand_apart_and_add_up() {
    // The first export of August has 2.400,00 in the wrong account, and a formula of the chamber's own rests on its line.
    let office = Office::new();
    let own = |formula: &str| {
        let text = quadratura::config::embedded_configuration()["indicators/economici.toml"].clone();
        let indicator = "[[indicator]]\nid = \"peso_dei_servizi\"\nname = \"Peso dei servizi\"\ntype = \"indice\"\noffice = \"contabilita\"\nreading = \"cumulata\"\nsource = \"accounts\"\n\
                         scheme = \"allegato_c\"\nunit = \"euro\"\ngood = \"down\"\nscenarios = [\"consuntivo\"]\n\
                         valid_from = \"2021-01-01\"\nmethod = \"\"\n";
        format!("{text}\n{indicator}{formula}")
    };
    office.configure("indicators/economici.toml", &own("formula = \"prestazione_servizi\"\n"));
    let wrong = |name: &str| !name.ends_with("_rettificato.xlsx");
    for (name, bytes) in crate::samples::of_month("2021-08").iter().filter(|(name, _)| wrong(name)) {
        office.drop_file(name, bytes);
    }
    assert_eq!(office.run("2021-08").1["state"], "released");
    let why = "corrects = true\nact = \"D.D. 9/2021\"\nwhy = \"i beni di terzi mancavano\"\n";
    let formula = "formula = \"prestazione_servizi + godimento_beni_terzi\"\n";
    office.configure("indicators/economici.toml", &own(&format!("{formula}{why}")));
    office.configure(ACCOUNTS, &format!("{}{MOVED}", quadratura::config::embedded_configuration()[ACCOUNTS]));
    let run = office.release_samples("2021-08");
    assert_eq!(run["issue"], 2);

    let number = |value: &Value| value.as_str().unwrap().parse::<f64>().unwrap();
    let told = run["restated_indicators"].as_array().unwrap();
    let revised = told.iter().find(|it| it["id"] == "peso_dei_servizi" && it["of"] == "consuntivo").unwrap();
    assert_eq!(number(&revised["data"]), 2_400.0, "{revised}");
    let parts = number(&revised["issued"]) + number(&revised["data"]) + number(&revised["definition"]);
    assert!(number(&revised["definition"]) != 0.0 && (parts - number(&revised["now"])).abs() < 1e-6, "{revised}");

    let lines = run["corrections"][0]["lines"].as_array().unwrap();
    for (line, data) in [("prestazione_servizi", 240_000), ("oneri_diversi_gestione", -240_000)] {
        let of = lines.iter().find(|it| it["line"] == line).unwrap();
        let column = of["columns"].as_array().unwrap().iter().find(|it| it["scenario"] == "consuntivo").unwrap();
        let cents = |key: &str| column[key].as_i64().unwrap();
        assert_eq!(cents("data_cents"), data, "{column}");
        assert_eq!(cents("issued_cents") + data + cents("definition_cents"), cents("now_cents"));
        let text = of["text"].as_str().unwrap();
        assert!(text.contains("2.400,00 € per i dati e ") && text.contains(" per la correzione)"), "{of}");
    }
}
