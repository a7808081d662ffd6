//! The documents of the performance cycle, as a Segretario generale opens them: values to the cent, where each comes from, and what is
//! left to a person.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use quadratura::documents::{Kind, TO_COMPLETE};
use quadratura::origin::Digest;
use serde_json::{Value, json};

use crate::answers::{Rows, rows_of};
use crate::demo;
use crate::libreoffice;
use crate::office::{Office, json_of};

fn asked(settings: &Path, kind: &str, year: &str, out: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quadratura"));
    command.args(["documento", kind, "--year", year, "--json", "--out"]).arg(out).arg("--config").arg(settings);
    command.output().unwrap()
}

/// What is said of a document that could be made, and its file.
fn made(settings: &Path, kind: &str, out: &Path) -> (Value, PathBuf) {
    let output = asked(settings, kind, "2021", out);
    let said = json_of(&output);
    assert_eq!(output.status.code(), Some(0), "{said:#}");
    let path = PathBuf::from(said["file"].as_str().unwrap());
    (said, path)
}

/// Why there is none.
fn refused(settings: &Path, kind: &str, year: &str, out: &Path) -> String {
    let output = asked(settings, kind, year, out);
    let said = json_of(&output);
    assert_eq!(output.status.code(), Some(2), "{said:#}");
    said["error"]["text"].as_str().unwrap().to_owned()
}

fn of_demo(kind: &str, out: &Path) -> (Value, PathBuf) {
    made(&demo::made().join("config/settings.toml"), kind, out)
}

/// The rows of a sheet by what stands below a head.
fn rows(path: &Path, sheet: &str, id: &str) -> Rows {
    rows_of(&std::fs::read(path).unwrap(), sheet, id)
}

fn number(cells: &BTreeMap<String, String>, head: &str) -> f64 {
    cells[head].parse().unwrap_or_else(|_| panic!("{head}: {:?}", cells[head]))
}

/// How many cells of all sheets are to be filled in, and what the first page counts.
fn left(path: &Path) -> (usize, f64) {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let mut count = 0;
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        count += range.used_cells().filter(|(.., cell)| **cell == *TO_COMPLETE).count();
    }
    let front = book.worksheet_range("Frontespizio").unwrap();
    let row = front.rows().find(|row| row[0] == *"Caselle da completare").unwrap();
    let Data::Float(counted) = row[1] else { panic!("{:?}", row[1]) };
    (count, counted)
}

#[test]
fn what_is_left_to_a_person_is_counted_on_the_first_page_and_by_the_command() {
    let out = tempfile::tempdir().unwrap();
    for (kind, expected) in [("pira", 30_usize), ("risultati", 14), ("relazione", 15), ("itp", 4)] {
        let (said, path) = of_demo(kind, out.path());
        let (cells, counted) = left(&path);
        #[expect(clippy::cast_precision_loss, reason = "a few cells")]
        let cells_counted = cells as f64;
        assert_eq!((cells, cells_counted), (expected, counted), "{kind}");
        assert_eq!(said["to_complete"], expected, "{kind}");
        assert_eq!(
            (&said["period"], &said["issue"], &said["whole_year"]),
            (&json!("2021-06"), &json!(1), &json!(false))
        );
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        let front = book.worksheet_range("Frontespizio").unwrap();
        let title = Kind::of(kind).unwrap().title();
        assert_eq!(front.get_value((0, 0)).unwrap().to_string(), title);
        let told: Vec<String> = front.rows().map(|row| row[1].to_string()).collect();
        assert!(told.iter().any(|it| it == "Dati a giugno 2021, esercizio in corso"), "{told:?}");
        assert!(told.iter().any(|it| it.contains("emissione 1 di giugno 2021")), "{told:?}");
    }
}

#[test]
fn the_itp_of_each_quarter_is_what_the_samples_give() {
    let out = tempfile::tempdir().unwrap();
    let (_, path) = of_demo("itp", out.path());
    let table = rows(&path, "ITP", "Periodo");
    let of = |period: &str| {
        let cells = &table[period].1;
        let days = number(cells, "Indicatore (giorni)");
        let amounts = ["Importo pagato", "Somma di importo per giorni", "Importo pagato dopo la scadenza"];
        let counts = ["Pagamenti", "Pagati dopo la scadenza"].map(|head| number(cells, head));
        (format!("{days:.2}"), amounts.map(|head| format!("{:.2}", number(cells, head))), counts)
    };
    let said = |texts: [&str; 3]| texts.map(str::to_owned);
    let first = ("-2.45".to_owned(), said(["78872.24", "-193564.81", "30206.27"]), [27.0, 11.0]);
    let second = ("-4.38".to_owned(), said(["80990.71", "-354702.60", "32726.57"]), [27.0, 12.0]);
    let year = ("-3.43".to_owned(), said(["159862.95", "-548267.41", "62932.84"]), [54.0, 23.0]);
    assert_eq!((of("1° trimestre"), of("2° trimestre")), (first, second));
    assert_eq!(of("Anno 2021, fino al 30/06/2021"), year);
    // What is published is what was issued of each quarter.
    let month = demo::month(demo::made(), "2021-06");
    let issued =
        month["indicators"].as_array().unwrap().iter().find(|it| it["id"] == "tempestivita_pagamenti").unwrap();
    let quarters = issued["quarters"].as_array().unwrap();
    assert_eq!(quarters.len(), 2);
    for quarter in quarters {
        let cells = &table[&format!("{}° trimestre", quarter["quarter"])].1;
        let value: f64 = quarter["value"].as_str().unwrap().parse().unwrap();
        assert!((number(cells, "Indicatore (giorni)") - value).abs() < 1e-9, "{quarter}");
    }
    let states = |period: &str| table[period].1["Stato"].clone();
    assert_eq!([states("2° trimestre"), states("3° trimestre")], ["chiuso: si pubblica", "non cominciato"]);
    assert_eq!(table["3° trimestre"].1["Indicatore (giorni)"], "");
    let name = "pagamenti_fornitori_2021-06.xlsx";
    let cells = &table["1° trimestre"].1;
    assert_eq!((&*cells["File"], &*cells["Pubblicato il"]), (name, TO_COMPLETE));
    let digest = Digest::of(&crate::samples::of_month("2021-06")[name]).to_string();
    assert_eq!(cells["SHA-256"], digest);
    // Each payment names its cell, and nobody by name.
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let list = book.worksheet_range("Pagamenti").unwrap();
    let payments: Vec<_> = list.rows().skip(4).collect();
    assert_eq!(payments.len(), 54);
    assert!(payments.iter().all(|row| row[6].to_string().starts_with(&format!("{name} · Pagamenti!E"))));
}

#[test]
fn the_pira_has_the_indicators_of_its_list_with_what_is_expected_of_them() {
    let out = tempfile::tempdir().unwrap();
    let (_, path) = of_demo("pira", out.path());
    let table = rows(&path, "PIRA", "Indicatore");
    assert_eq!(table.len(), 11);
    let of = |code: &str| &table.iter().find(|(name, _)| name.starts_with(code)).unwrap().1.1;
    let cells = of("2021_02_01_02-I1 ");
    assert_eq!(cells["Missione"], "Missione 012 - Regolazione del mercato");
    assert_eq!((&*cells["Programma"], &*cells["Valore atteso 2022"]), (TO_COMPLETE, TO_COMPLETE));
    assert!(cells["Obiettivo"].starts_with("2021_02_01_02 Implementare la trasparenza"), "{}", cells["Obiettivo"]);
    assert_eq!((&*cells["Formula"], &*cells["Unità"]), ("numeratore / denominatore", "giorni"));
    assert_eq!((&*cells["Tipo"], &*cells["Fonte dei dati"]), ("operativo", "interna (scheda dell'ufficio)"));
    assert_eq!(
        (&*cells["Valore atteso 2021"], &*cells["Centro di responsabilità"]),
        ("<= 20 giorni", "Registro imprese")
    );
    // An operative objective has no resources of its own: those of the strategic one, which is named.
    assert!((number(cells, "Risorse dell'obiettivo (euro)") - 48_000.0).abs() < 0.005);
    let place = &cells["Da dove"];
    assert!(place.contains("indicatore tempo_evasione_protesti") && place.contains("obiettivo 2021_02_01"), "{place}");
    // One that goes on through 2022 has its target there.
    let cells = of("2021_01_01-I1 ");
    let targets = ["Valore atteso 2021", "Valore atteso 2022", "Valore atteso 2023"].map(|head| cells[head].as_str());
    assert_eq!(targets, ["Attuazione e rendicontazione", "Attuazione e rendicontazione", TO_COMPLETE]);
}

#[test]
fn results_stand_beside_their_targets_with_the_cell_they_come_from() {
    let out = tempfile::tempdir().unwrap();
    let (_, path) = of_demo("risultati", out.path());
    let table = rows(&path, "Risultati", "Indicatore");
    assert_eq!(table.len(), 11);
    let cells = &table.iter().find(|(name, _)| name.starts_with("2021_02_01_02-I1 ")).unwrap().1.1;
    let amounts = ["Soglia", "Risultato alla data", "Scostamento"].map(|head| number(cells, head));
    assert_eq!(amounts, [20.0, 26.0, 6.0]);
    assert_eq!((&*cells["Stato"], &*cells["Causa dello scostamento"]), ("a rischio", TO_COMPLETE));
    assert_eq!(cells["Da dove"], "scheda_indicatori_registro_2021-06.xlsx · Indicatori!D8 e un altro dato");
    assert!((number(cells, "Grado di raggiungimento") - 20.0 / 26.0).abs() < 1e-9);
    // What is on its way asks nobody for a cause.
    let cells = &table.iter().find(|(name, _)| name.starts_with("2021_02_01-I2 ")).unwrap().1.1;
    assert_eq!((&*cells["Stato"], &*cells["Causa dello scostamento"]), ("in corso", ""));
}

#[test]
fn the_relazione_has_the_tree_the_money_and_the_parts_that_a_person_writes() {
    let out = tempfile::tempdir().unwrap();
    let (_, path) = of_demo("relazione", out.path());
    let table = rows(&path, "Obiettivi e risultati", "Codice");
    assert_eq!(table.keys().filter(|code| code.contains("-I")).count(), 34);
    assert_eq!(table.len(), 34 + 34, "indicators and objectives");
    // What nobody measured is left to a person, and counts as soon as it is there.
    let cells = &table["2021_01_03-I2"].1;
    assert_eq!((&*cells["Risultato alla data"], &*cells["Scostamento"]), (TO_COMPLETE, ""));
    assert!((number(&table["2021_02_01_02"].1, "Grado di raggiungimento") - 20.0 / 26.0).abs() < 1e-9);
    assert_eq!(table["2021_04_02-I1"].1["Proiezione a fine anno"], "tra 10,84% e 13,18%");

    let areas = rows(&path, "Risorse per missione", "Missione");
    let of = |name: &str, head: &str| areas.iter().find(|(it, _)| it.starts_with(name)).unwrap().1.1[head].clone();
    let first = ["Preventivo", "Assestato", "Consuntivo alla data", "Scostamento"].map(|head| of("Missione 011", head));
    assert_eq!(first, ["1801000", TO_COMPLETE, "604749.78", "-1196250.22"]);
    assert_eq!([of("Totale", "Preventivo"), of("Totale", "Assestato")], ["6213500", ""]);
    let lines = rows(&path, "Bilancio per voce", "Voce");
    let cells = &lines["Totale oneri correnti (B)"].1;
    let amounts = ["Preventivo", "Assestato", "Consuntivo alla data", "Scostamento"].map(|head| cells[head].as_str());
    assert_eq!(amounts, ["6213500", "6273500", "2236093.31", "-4037406.69"]);
    assert_eq!(cells["Da dove"], "Conto economico!G28");

    let parts = rows(&path, "Da scrivere", "Parte");
    assert_eq!(parts.len(), 6);
    assert!(parts.values().all(|(_, cells)| cells["Testo"] == TO_COMPLETE));
    let known = &parts["Sintesi dei principali risultati"].1["Che cosa si sa già"];
    assert!(known.starts_with("34 indicatori del Piano: 5 raggiunti"), "{known}");
}

#[test]
fn libreoffice_recalculates_every_formula_of_the_documents() {
    if !libreoffice::is_there() {
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let documents: Vec<PathBuf> = Kind::ALL.iter().map(|kind| of_demo(kind.id(), out.path()).1).collect();
    let counts: Vec<usize> = libreoffice::formulas_that_agree(&documents).into_iter().map(|(_, count)| count).collect();
    let [pira, results, relation, itp] = counts[..] else { panic!("{counts:?}") };
    // The PIRA holds what is expected, and one formula: how much of it is left.
    assert!(pira == 1 && results > 100 && relation > results && itp > 150, "{counts:?}");
}

#[test]
fn the_same_bytes_twice_and_what_a_person_has_begun_is_not_overwritten() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for kind in Kind::ALL {
        let path = of_demo(kind.id(), one.path()).1;
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes == std::fs::read(of_demo(kind.id(), other.path()).1).unwrap(), "{kind:?}");
        assert_eq!(of_demo(kind.id(), one.path()).0["written"], false);
    }
    let path = one.path().join("relazione-2021.xlsx");
    std::fs::write(&path, "completata").unwrap();
    let said = refused(&demo::made().join("config/settings.toml"), "relazione", "2021", one.path());
    assert!(said.contains("non si sovrascrive") && said.contains("--out"), "{said}");
    assert_eq!(std::fs::read_to_string(path).unwrap(), "completata");
}

#[test]
fn the_pira_of_a_year_that_has_not_begun_is_of_its_plan() {
    let out = tempfile::tempdir().unwrap();
    let office = Office::new();
    assert_eq!(office.program(&["plan", "new", "2022"]).status.code(), Some(0));
    // A plan that nobody has confirmed is none.
    let said = refused(&office.settings(), "pira", "2022", out.path());
    assert!(said.contains("del 2022 non c'è il Piano"), "{said}");
    crate::plans::confirm(&office, 2022);
    let output = asked(&office.settings(), "pira", "2022", out.path());
    let said = json_of(&output);
    assert_eq!(
        (output.status.code(), &said["period"], &said["issue"]),
        (Some(0), &json!("2022-01"), &Value::Null),
        "{said:#}"
    );
    let path = PathBuf::from(said["file"].as_str().unwrap());
    assert_eq!(said["to_complete"], left(&path).0);
    let all = rows(&path, "PIRA", "Indicatore");
    assert!(all.len() >= 11 && all.keys().all(|code| code.starts_with("2022_")), "{:?}", all.keys());
    assert!(refused(&office.settings(), "relazione", "2022", out.path()).contains("nel 2022 non è stato diffuso"));
}

#[test]
fn what_is_not_there_is_said_with_its_remedy() {
    let out = tempfile::tempdir().unwrap();
    let settings = demo::made().join("config/settings.toml");
    let said = refused(&settings, "pira", "2019", out.path());
    assert!(said.contains("del 2019 non c'è il Piano") && said.contains("plan new 2019"), "{said}");
    let said = refused(&settings, "relazione", "2019", out.path());
    assert!(
        said.contains("nel 2019 non è stato diffuso nessun mese") && said.contains("run --period 2019-01"),
        "{said}"
    );
    let said = refused(&settings, "bilancio", "2021", out.path());
    assert!(said.contains("pira, risultati, relazione, itp"), "{said}");
    // A draft is no month, and a month without its list of payments has no indicator of them.
    let office = Office::new();
    office.drop_samples("2021-01", &["proventi"]);
    assert_eq!(office.run("2021-01").1["state"], "draft");
    let said = refused(&office.settings(), "relazione", "2021", out.path());
    assert!(said.contains("le bozze non contano"), "{said}");
    let office = Office::new();
    office.drop_samples("2021-01", &["pagamenti_fornitori"]);
    assert_eq!(office.run("2021-01").1["state"], "released");
    let said = refused(&office.settings(), "itp", "2021", out.path());
    assert!(said.contains("non ha l'elenco dei pagamenti") && said.contains("pagamenti_fornitori"), "{said}");
    // A month of an exercise without its plan has indicators, and nothing that is expected of them.
    let office = Office::new();
    office.release_samples("2022-01");
    let said = refused(&office.settings(), "pira", "2022", out.path());
    assert!(said.contains("senza un Piano della performance del 2022") && said.contains("plan new 2022"), "{said}");
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0, "nothing was written");
}

#[test]
fn a_year_that_is_over_says_so_and_its_indicator_is_published_too() {
    let office = Office::new();
    office.release_samples("2021-12");
    let out = tempfile::tempdir().unwrap();
    let (said, path) = made(&office.settings(), "itp", out.path());
    assert_eq!(said["whole_year"], true);
    let table = rows(&path, "ITP", "Periodo");
    let year = &table["Anno 2021"].1;
    let quarters: Vec<_> = (1..=4).map(|number| &table[&format!("{number}° trimestre")].1).collect();
    for cells in quarters.iter().copied().chain([year]) {
        assert_eq!((&*cells["Stato"], &*cells["Pubblicato il"]), ("chiuso: si pubblica", TO_COMPLETE));
    }
    for head in ["Pagamenti", "Importo pagato", "Somma di importo per giorni", "Importo pagato dopo la scadenza"] {
        let sum: f64 = quarters.iter().map(|cells| number(cells, head)).sum();
        assert!((sum - number(year, head)).abs() < 0.005, "{head}: {sum}");
    }
    let (_, path) = made(&office.settings(), "relazione", out.path());
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let front = book.worksheet_range("Frontespizio").unwrap();
    assert!(front.rows().any(|row| row[1] == *"Dati a dicembre 2021, l'anno intero"));
    let tree = rows(&path, "Obiettivi e risultati", "Codice");
    assert!(tree.values().all(|(_, cells)| cells["Proiezione a fine anno"].is_empty()));
    let cells = &tree["2021_04_02-I1"].1;
    assert!((number(cells, "Risultato alla data") - 0.08 - number(cells, "Scostamento")).abs() < 1e-9);
}

const UFFICI: &str = "indicators/uffici.toml";
const AT_RISK: &str = "2021_02_01_02-I1";
const POSTAGE: &str = "2021_04_02_02-I1";

/// The definitions of the offices with another target for the postage from March on, and one of another put right.
fn retargeted() -> String {
    let text = quadratura::config::embedded_configuration().remove(UFFICI).unwrap();
    let block = text.split("[[indicator]]").find(|it| it.contains(&format!("\"{POSTAGE}\""))).unwrap();
    let later = block
        .replace("\ntarget = \"<=100%\"", "\ntarget = \"<= 90%\"")
        .replace("also_printed = \"<=100%\"\n", "")
        .replace("valid_from = \"2021-01-01\"", "valid_from = \"2021-03-01\"\nact = \"D.G. 31/2021\"");
    assert_ne!(block, later);
    let right = "corrects = true\nact = \"D.D. 8/2021\"\nwhy = \"errore di stampa\"\n";
    let suap = text.split("[[indicator]]").find(|it| it.contains("\"2021_01_02_05-I1\"")).unwrap();
    let put_right = suap.replacen("target = \"3\"", &format!("target = \"4\"\n{right}"), 1);
    assert_ne!(suap, put_right);
    format!("{}\n[[indicator]]{later}", text.replacen(suap, &put_right, 1))
}

#[test]
fn targets_changed_in_the_year_stand_beside_those_before_and_answers_are_the_causes() {
    let office = Office::new();
    office.release_samples("2021-01");
    office.release_samples("2021-02");
    office.configure(UFFICI, &retargeted());
    office.release_samples("2021-04");
    let decide = [
        "decide",
        AT_RISK,
        "--causa",
        "due addetti assenti",
        "--azione",
        "un turno in più",
        "--responsible",
        "Rossi",
        "--until",
        "2021-09-30",
        "--now",
        "2021-05-06T07:00:00Z",
    ];
    let decided = office.program(&decide);
    assert_eq!(decided.status.code(), Some(0), "{}", String::from_utf8_lossy(&decided.stderr));
    let (files, database) = (office.files(), office.database());

    let out = tempfile::tempdir().unwrap();
    let (said, path) = made(&office.settings(), "relazione", out.path());
    assert_eq!(said["period"], "2021-04");
    let table = rows(&path, "Valori attesi cambiati", "Codice");
    assert_eq!(table.len(), 2, "{table:?}");
    let of =
        |code: &str| ["Valore atteso di prima", "Valore atteso adesso", "Atto"].map(|head| table[code].1[head].clone());
    assert_eq!(of(POSTAGE), ["<= 100%", "<= 90%", "D.G. 31/2021"]);
    assert_eq!(table[POSTAGE].1["Perché"], TO_COMPLETE);
    assert_eq!(of("2021_01_02_05-I1"), [">= 3", ">= 4", "D.D. 8/2021"]);
    assert_eq!(table["2021_01_02_05-I1"].1["Perché"], "errore di stampa");
    let cells = &rows(&path, "Obiettivi e risultati", "Codice")[AT_RISK].1;
    let told =
        ["Causa dello scostamento", "Azione correttiva", "Chi se ne occupa, entro quando"].map(|head| &*cells[head]);
    assert_eq!(told, ["due addetti assenti", "un turno in più", "Rossi, entro il 30/09/2021"]);
    assert_eq!((office.files(), office.database()), (files, database), "it only reads");

    // It stands on the configuration of the issue, whatever the one of today says.
    let bytes = std::fs::read(&path).unwrap();
    office.configure(UFFICI, &retargeted().replace("<= 90%", "<= 80%"));
    let elsewhere = tempfile::tempdir().unwrap();
    assert!(bytes == std::fs::read(made(&office.settings(), "relazione", elsewhere.path()).1).unwrap());
}

#[test]
fn a_programma_of_the_plan_is_no_longer_asked_for() {
    let office = Office::new();
    let tree = quadratura::config::embedded_configuration().remove("objectives.toml").unwrap();
    let area = "title = \"Missione 012 - Regolazione del mercato\"\n";
    assert!(tree.contains(area));
    let with = format!("{area}programma = \"004 Vigilanza sui mercati\"\n");
    office.configure("objectives.toml", &tree.replacen(area, &with, 1));
    office.release_samples("2021-01");
    let out = tempfile::tempdir().unwrap();
    let table = rows(&made(&office.settings(), "pira", out.path()).1, "PIRA", "Indicatore");
    let of = |code: &str| &table.iter().find(|(name, _)| name.starts_with(code)).unwrap().1.1["Programma"];
    assert_eq!((&**of(AT_RISK), &**of("2021_01_01-I1")), ("004 Vigilanza sui mercati", TO_COMPLETE));
}

#[test]
fn a_draft_that_does_not_count_is_remarked_and_figures_that_are_not_those_issued_make_no_document() {
    let office = Office::new();
    office.release_samples("2021-01");
    office.drop_samples("2021-02", &["proventi"]);
    assert_eq!(office.run("2021-02").1["state"], "draft");
    let out = tempfile::tempdir().unwrap();
    let (said, path) = made(&office.settings(), "relazione", out.path());
    assert_eq!(said["period"], "2021-01");
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let front = book.worksheet_range("Frontespizio").unwrap();
    let told = "Di febbraio 2021 c'è una bozza, non ancora diffusa: qui non conta.";
    assert!(front.rows().any(|row| row[0] == *told), "{:?}", front.rows().next_back());

    let database = rusqlite::Connection::open(office.root().join("quadratura.db")).unwrap();
    let altered = "UPDATE issued_amount SET cents = cents + 1 WHERE period = '2021-01' AND line = 'personale' AND cents IS NOT NULL";
    assert!(database.execute(altered, []).unwrap() > 0);
    drop(database);
    let elsewhere = tempfile::tempdir().unwrap();
    let said = refused(&office.settings(), "relazione", "2021", elsewhere.path());
    assert!(said.contains("non si rifà com'era") && said.contains("verify --period 2021-01"), "{said}");
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}
