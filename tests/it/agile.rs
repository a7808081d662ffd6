//! The plan of the lavoro agile: its indicators by phase, and who works so, as a plan prints them.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;

use crate::assessed::documented;
use crate::new_chambers::workbook;
use crate::office::Office;

/// The Piano organizzativo del lavoro agile 2021 of Cremona, part 1: 31 of 45 work so, of whom 11 and 19 come back to the office.
const CREMONA: &str = "Camera di commercio di esempio
Chi lavora in modo agile
Voce | Dipendenti
Dipendenti in servizio | 45
In lavoro agile | 31
con due o più rientri a settimana | 11
con un rientro a settimana | 19
In presenza | 14";

const SHEET: &str = "Camera di commercio di esempio
Scheda degli indicatori al 30/06/2021
Codice | Indicatore | Numeratore | Denominatore | Valore | Unità | Data rilevazione | Stato | Note
2021_06-I1 | Ore di formazione | 93 | 31 | | | 30/06/2021 | |
2021_06-I3 | Soddisfazione | 30 | 80 | | | 30/06/2021 | |";

/// A chamber with the plan of the page.
pub fn planned() -> Office {
    let office = Office::new();
    let [objectives, indicators] = &documented("Lavoro agile")[..] else { panic!("two blocks") };
    let own = include_str!("../../config/objectives.toml");
    office.configure("objectives.toml", &format!("{own}\n{objectives}"));
    office.configure("indicators/lavoro_agile.toml", indicators);
    office
}

fn shown(office: &Office, month: &str, sheet: &str) -> Vec<Vec<String>> {
    let path = office.root().join(format!("reports/{month}/monitoraggio-{month}.xlsx"));
    let mut book = Xlsx::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
    book.worksheet_range(sheet).unwrap().rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

fn indicator(run: &Value, id: &str) -> Value {
    run["indicators"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone()
}

#[test]
fn the_indicators_of_the_lavoro_agile_are_judged_by_their_phase_and_shown_with_all_of_them() {
    let office = planned();
    assert_eq!(office.check().0, 0);
    office.drop_samples("2021-06", &[]);
    office.drop_file("scheda_indicatori_segreteria_2021-06.xlsx", &workbook(&[("Indicatori", SHEET)]));
    office.drop_file("lavoro_agile_2021.xlsx", &workbook(&[("POLA", CREMONA)]));
    let (_, run) = office.run("2021-06");
    let told = |id: &str| {
        let it = indicator(&run, id);
        (it["value"].as_str().unwrap_or_default().to_owned(), it["target"].clone(), it["state"].clone())
    };
    let (value, target, state) = told("ore_formazione_agile");
    assert_eq!((value.as_str(), &target["value"], &state), ("3", &"3".into(), &"in_progress".into()));
    let (value, target, _) = told("soddisfazione_utenti_agile");
    assert_eq!((value.as_str(), &target["value"]), ("0.375", &"0.4".into()));
    // What the plan says in words is shown, and judges nothing.
    let (value, target, state) = told("quota_lavoro_agile");
    assert_eq!((&value[..6], &target, &state), ("0.6888", &Value::Null, &"in_progress".into()));

    let rows = shown(&office, "2021-06", "Lavoro agile");
    let row = |code: &str| rows.iter().find(|row| row[1] == code).unwrap().clone();
    assert_eq!(
        rows[3][4..9],
        [
            "Situazione di partenza",
            "Valore atteso 2021 Fase di avvio",
            "Valore atteso 2022 Fase di sviluppo intermedio",
            "Valore atteso 2023 Fase di sviluppo avanzato",
            "Valore misurato"
        ]
    );
    let training = row("2021_06-I1");
    assert_eq!(training[0], "Condizioni abilitanti del lavoro agile");
    assert_eq!(
        training[4..10],
        ["0", "3 ore per dipendente", "4 ore per dipendente", "4 ore per dipendente", "3,00", "in corso"]
    );
    let share = row("2021_06-I2");
    assert_eq!(share[4..8], ["Smart working emergenziale", "Smart working emergenziale", "", ""]);
    let satisfied = row("2021_06-I3");
    assert_eq!(
        satisfied[4..9],
        ["Non rilevato", "40% giudizi positivi", "45% giudizi positivi", "60% giudizi positivi", "37,50%"]
    );
    assert_eq!(satisfied[10], "0.9375");
}

#[test]
fn who_works_so_is_tied_out_and_what_the_plan_itself_gets_wrong_is_told() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    office.drop_file("lavoro_agile_2021.xlsx", &workbook(&[("POLA", CREMONA)]));
    let (_, run) = office.run("2021-06");
    let all = run["tie_outs"].as_array().unwrap().iter();
    let own: Vec<(&str, &str, Option<i64>)> = all
        .filter(|it| it["scope"].as_str().unwrap().starts_with("lavoro_agile"))
        .map(|it| (it["id"].as_str().unwrap(), it["state"].as_str().unwrap(), it["difference_cents"].as_i64()))
        .collect();
    assert_eq!(own, [("lavoro_agile.in_agile", "fails", Some(100)), ("lavoro_agile.in_servizio", "holds", Some(0))]);
    let rows = shown(&office, "2021-06", "Personale");
    assert!(
        rows.iter().any(|row| row[0].starts_with("Non torna:") && row[0].ends_with("stampato 31, calcolato 30")),
        "{rows:?}"
    );
    assert!(rows.iter().any(|row| row[0] == "con un rientro a settimana" && row[1] == "19"));
    // The one who is missing comes back never, and is not told to everybody.
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    let whole = CREMONA.replace("\nIn presenza", "\nsenza rientri | 1\nIn presenza");
    office.drop_file("lavoro_agile_2021-06.xlsx", &workbook(&[("POLA", &whole)]));
    office.run("2021-06");
    let rows = shown(&office, "2021-06", "Personale");
    let of = |line: &str| rows.iter().find(|row| row[0] == line).unwrap()[1].clone();
    assert_eq!((of("senza rientri"), of("con due o più rientri a settimana")), ("ris.".to_owned(), "ris.".to_owned()));
    assert_eq!((of("In lavoro agile"), of("In presenza")), ("31".to_owned(), "14".to_owned()));
    assert!(!rows.iter().any(|row| row[0].starts_with("Non torna:")));
    // What another table of the same month says is no news of how few there were.
    let more =
        whole.replace("senza rientri | 1", "senza rientri | 2").replace("In lavoro agile | 31", "In lavoro agile | 32");
    office.drop_file(
        "lavoro_agile_2021-06.xlsx",
        &workbook(&[("POLA", &more.replace("servizio | 45", "servizio | 46"))]),
    );
    let (_, run) = office.run("2021-06");
    assert_eq!((&run["issue"], &run["restatements"]), (&2.into(), &Value::Array(Vec::new())));
    let exported = office.program(&["export", "entries", "--period", "2021-06"]);
    let exported = String::from_utf8_lossy(&exported.stdout).into_owned();
    let of = |line: &str| exported.lines().filter(|it| it.contains(line)).collect::<Vec<_>>().join("\n");
    assert!(of("in_agile").contains("3200") && !of("senza_rientri").contains("200"), "{exported}");
}

#[test]
fn phases_that_contradict_themselves_are_told() {
    let [_, indicators] = &documented("Lavoro agile")[..] else { panic!("two blocks") };
    let said = |from: &str, to: &str| {
        let office = planned();
        assert!(indicators.contains(from), "{from}");
        office.configure("indicators/lavoro_agile.toml", &indicators.replacen(from, to, 1));
        let (code, json) = office.check();
        assert_eq!(code, 2, "{json}");
        json.to_string()
    };
    assert!(said("exercise = 2022", "exercise = 2021").contains("vanno in ordine di esercizio"));
    assert!(said("baseline = \"0\"", "baseline = \"0\"\ntarget = \"3\"").contains("togliere `target` e `due`"));
    assert!(
        said("target = \"3 ore per dipendente\"", "target = \"30%\"")
            .contains("è una percentuale, ma il valore non lo è")
    );
}
