//! The calendar of duties, from `config/duties.toml` to what `status`, the pages and the letters tell of it.

use serde_json::{Value, json};

use crate::arrivals::quoted_printable;
use crate::office::{Office, json_of};
use crate::standing_page::{page, plain};

const DUTIES: &str = r#"
[[duty]]
id = "tempestivita"
title = "Tempestività dei pagamenti"
day = "30/04"
of = "same"
law = "D.Lgs 33/2013 art. 33"
needs = [{ month = 3 }, { month = 12 }, { layout = "risultanze_cremona" }, { document = "itp" }]
what = "Pubblicare l'indicatore."

[[duty]]
id = "relazione"
title = "Relazione del Comitato"
owner = "segreteria"
day = "30/03"
warn_days = 60
of = "before"
law = "direttiva 2/2019"
what = "Farla trasmettere."

[[duty]]
id = "preventivo"
title = "Preventivo"
owner = "segretario_generale"
day = "31/12"
of = "next"
law = "DPR 254/2005"
what = "Portarlo in Consiglio."
"#;

fn with(duties: &str) -> Office {
    let office = Office::new();
    office.configure("duties.toml", duties);
    office
}

/// What `status` says at an instant: to a person, its duties alone, and to a script.
fn status(office: &Office, now: &str) -> (Vec<String>, Value) {
    let output = office.program(&["status", "--all", "--now", now]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut lines: Vec<String> = Vec::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        match (line.strip_prefix("  Scadenza "), line.strip_prefix("              "), lines.last_mut()) {
            (Some(text), ..) => lines.push(text.trim().to_owned()),
            (None, Some(more), Some(last)) => *last += &format!(" {}", more.trim()),
            _ => {}
        }
    }
    let mut json = json_of(&office.program(&["status", "--json", "--now", now]));
    (lines, json["duties"].take())
}

/// The letters of an issue or a run whose names hold this, by name.
fn letters(office: &Office, part: &str) -> Vec<(String, String)> {
    let names = std::fs::read_dir(office.root().join("outbox")).unwrap();
    let mut names: Vec<String> = names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|it| it.contains(part));
    names.sort();
    let text = |name: &String| {
        let bytes = std::fs::read(office.root().join("outbox").join(name)).unwrap();
        quoted_printable(&bytes).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    names.iter().map(|name| (name.clone(), text(name))).collect()
}

#[test]
fn status_tells_what_falls_due_with_what_is_there_and_what_is_missing() {
    let office = with(DUTIES);
    let (lines, json) = status(&office, "2021-01-28T10:00:00+01:00");
    assert_eq!(
        (lines.len(), &json[0]["id"]),
        (1, &json!("preventivo")),
        "of last year, and not known to be done: {json}"
    );
    assert_eq!(
        lines[0],
        "scaduto il 31/12/2020, non risulta fatto: Preventivo, esercizio 2021 (Segretario generale) → Portarlo in Consiglio."
    );
    assert_eq!(json[0]["days"], -28);
    office.release_samples("2021-03");
    let (lines, json) = status(&office, "2021-04-05T10:00:00+02:00");
    assert_eq!(
        lines,
        [
            "scaduto il 30/03/2021, non risulta fatto: Relazione del Comitato, esercizio 2020 (Segreteria generale e personale) → Farla \
             trasmettere.",
            "entro il 30/04/2021: Tempestività dei pagamenti, esercizio 2021 (Ufficio Contabilità e Controllo di gestione); c'è: marzo \
             2021 diffuso; manca: dicembre 2021 non ancora diffuso e «Risultanze di bilancio 2020-2023 di Cremona (riferimento)» 2021 non ancora \
             arrivato; bozza: `quadratura documento itp --year 2021` → Pubblicare l'indicatore.",
        ]
    );
    assert_eq!(
        json[1],
        json!({
            "id": "tempestivita", "title": "Tempestività dei pagamenti", "exercise": 2021, "day": "2021-04-30", "days": 25,
            "state": "upcoming", "owner": "contabilita", "law": "D.Lgs 33/2013 art. 33", "what": "Pubblicare l'indicatore.",
            "needs": [
                { "month": "2021-03", "ready": true },
                { "month": "2021-12", "ready": false },
                { "layout": "risultanze_cremona", "ready": false },
                { "document": "itp" },
            ],
        })
    );
    // A draft is not what a duty stands on, and a table of another exercise is not this one's.
    let samples = quadratura::config::embedded_samples("2021-06");
    office.drop_file("risultanze_cremona_2021-06.xlsx", samples["risultanze_cremona_2021-06.xlsx"]);
    office.run("2021-12");
    let (lines, json) = status(&office, "2021-04-05T10:00:00+02:00");
    let ready =
        |json: &Value| json[1]["needs"].as_array().unwrap().iter().map(|it| it["ready"].clone()).collect::<Vec<_>>();
    assert_eq!(ready(&json), [json!(true), json!(false), json!(true), Value::Null], "{json}");
    assert!(
        lines[1].contains("«Risultanze di bilancio 2020-2023 di Cremona (riferimento)» 2021 accettato"),
        "{}",
        lines[1]
    );
    office.configure("duties.toml", &DUTIES.replace("of = \"same\"", "of = \"before\""));
    let (_, json) = status(&office, "2021-04-05T10:00:00+02:00");
    assert_eq!(ready(&json), [json!(false), json!(false), json!(false), Value::Null], "{json}");
    // Months later nobody is told any more; what is done is not told either.
    assert_eq!(status(&office, "2021-07-10T10:00:00+02:00"), (Vec::new(), json!([])));
    let done = "[[done]]\nduty = \"tempestivita\"\nexercise = 2021\non = \"2021-04-04\"\nact = \"pubblicato\"\n";
    office.configure("duties.toml", &format!("{DUTIES}{done}"));
    assert_eq!(status(&office, "2021-04-05T10:00:00+02:00").1.as_array().unwrap().len(), 1);
}

#[test]
fn a_root_without_the_calendar_tells_nothing_of_it_until_it_is_there() {
    let office = Office::new();
    std::fs::remove_file(office.root().join("config/duties.toml")).unwrap();
    office.release_samples("2021-03");
    assert_eq!(status(&office, "2021-04-05T10:00:00+02:00"), (Vec::new(), json!([])));
    assert!(!page(&office, "stato.html").contains("Scadenze"));
    let all = letters(&office, "2021-03");
    assert!(all.len() > 3 && all.iter().all(|(_, text)| !text.to_uppercase().contains("SCADENZE")), "{all:?}");

    // Where it is put there later, nothing is issued anew, and the letters of before are made again as they were.
    office.configure("duties.toml", DUTIES);
    let (_, run) = office.run("2021-03");
    assert_eq!((&run["issue"], &run["changed"]), (&json!(1), &json!(false)));
    let verified = json_of(&office.program(&["verify", "--json"]));
    assert_eq!((&verified["messages"]["other"], &verified["findings"]), (&json!(0), &json!([])), "{verified}");
    assert_eq!(status(&office, "2021-04-05T10:00:00+02:00").0.len(), 2);
}

#[test]
fn the_pages_tell_each_reader_its_own() {
    let office = with(DUTIES);
    office.release_samples("2021-03");
    let whole = plain(&page(&office, "stato.html"));
    assert!(whole.contains("Scadenze 1 scaduta, 1 vicina"), "{whole}");
    assert!(
        whole.contains(
            "Relazione del Comitato, esercizio 2020 direttiva 2/2019 Segreteria generale e personale scaduto il 30/03/2021, non \
             risulta fatto → Farla trasmettere."
        ),
        "{whole}"
    );
    assert!(
        whole.contains(
            "entro il 30/04/2021 C'è: marzo 2021 diffuso. Manca: dicembre 2021 non ancora diffuso, «Risultanze di bilancio 2020-2023 di Cremona \
             (riferimento)» 2021 non ancora arrivato. Bozza: quadratura documento itp --year 2021 ."
        ),
        "{whole}"
    );
    let own = plain(&page(&office, "stato-segreteria.html"));
    assert!(own.contains("Scadenze 1 scaduta") && own.contains("Relazione del Comitato"), "{own}");
    assert!(!own.contains("Tempestività dei pagamenti"), "{own}");
    let accounts = plain(&page(&office, "stato-contabilita.html"));
    assert!(accounts.contains("Scadenze 1 vicina") && !accounts.contains("Relazione del Comitato"), "{accounts}");
    assert!(!plain(&page(&office, "stato-estero.html")).contains("Scadenze"), "the calendar has none of its");
    // At one instant the same bytes, and when nothing falls due it says so.
    let before = page(&office, "stato.html");
    office.run("2021-03");
    assert!(before == page(&office, "stato.html"));
    office.program(&["run", "--period", "2021-03", "--now", "2021-08-10T07:00:00+02:00"]);
    let whole = plain(&page(&office, "stato.html"));
    assert!(
        whole.contains("Scadenze nessuna vicina") && whole.contains("Nulla scade entro i giorni di avviso."),
        "{whole}"
    );
}

#[test]
fn letters_tell_what_falls_due_and_are_made_again_when_the_calendar_has_changed() {
    let office = with(DUTIES);
    office.release_samples("2021-03");
    let of = |office: &Office, name: &str| {
        let all = letters(office, name);
        assert_eq!(all.len(), 1, "{name}: {all:?}");
        all[0].1.clone()
    };
    let accounts = of(&office, "2021-03-1-mensile-contabilita");
    let (own, others) = (
        "entro il 30/04/2021: Tempestività dei pagamenti, esercizio 2021 Pubblicare l'indicatore.",
        "scaduto il 30/03/2021, non risulta fatto: Relazione del Comitato, esercizio 2020 (Segreteria generale e personale)",
    );
    assert!(accounts.contains(own) && accounts.contains(others), "{accounts}");
    assert!(!accounts.contains("Farla trasmettere"), "what to do is told to who does it: {accounts}");
    let manager = of(&office, "2021-03-1-mensile-segretario_generale");
    assert!(manager.contains("(Ufficio Contabilità e Controllo di gestione)"), "{manager}");
    // Who does not read the month has its own beside its alerts.
    let digests = letters(&office, "avvisi");
    let told: Vec<&str> =
        digests.iter().filter(|(_, text)| text.contains("SCADENZE")).map(|(name, _)| name.as_str()).collect();
    assert!(told.iter().all(|it| it.contains("segreteria")), "{told:?}");
    assert_eq!(told.len(), digests.iter().filter(|(name, _)| name.contains("segreteria")).count());

    office.configure("duties.toml", &DUTIES.replace("30/04", "29/04"));
    let (_, run) = office.run("2021-03");
    assert_eq!((&run["issue"], &run["changed"]), (&json!(1), &json!(false)), "no figure rests on the calendar");
    let verify = office.program(&["verify", "--json"]);
    let said = json_of(&verify);
    assert_eq!(verify.status.code(), Some(0), "{said}");
    assert_eq!(said["messages"]["other"], 0, "{said}");
    assert!(said["messages"]["same"].as_u64().unwrap() > 1, "{said}");
}

#[test]
fn the_page_of_the_duties_tells_all_that_the_calendar_of_the_program_has() {
    let page = include_str!("../../docs/adempimenti.md");
    let texts = quadratura::config::new_configuration(None, None);
    let calendar = quadratura::config::Config::compose(texts, std::path::Path::new("/")).unwrap().duties;
    assert!(calendar.all.len() >= 12 && calendar.done.is_empty(), "nothing is done in a new chamber");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).collect();
    for duty in &calendar.all {
        let day = duty.day.in_year(2021).format("%d/%m").to_string();
        let row = rows.iter().find(|row| row.contains(&format!("`{}`", duty.id)));
        let row = row.unwrap_or_else(|| panic!("no row of `{}`", duty.id));
        assert!(row.starts_with(&format!("| {day} |")), "{row}");
        for part in [duty.title.as_str(), duty.law.as_str()] {
            assert!(row.contains(part), "{part}: {row}");
        }
        for need in &duty.needs {
            let said = match need {
                quadratura::duties::Need::Month(_) => continue,
                quadratura::duties::Need::Layout(layout) => format!("`{layout}_"),
                quadratura::duties::Need::Document(document) => format!("`documento {}", document.id()),
            };
            assert!(row.contains(&said), "{said}: {row}");
        }
    }
}
