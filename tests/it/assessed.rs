//! The behaviours of who answers for the plan, as the OIV gives them by a table of its own: tied out, shown on the scorecard, and
//! nowhere else.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;

use crate::answers::attached;
use crate::new_chambers::workbook;
use crate::office::Office;

const FILE: &str = "valutazione_comportamenti_2021-06.xlsx";

/// The behaviours of the scorecard in the Piano della performance 2021-2023 of Cremona; weights and marks are invented.
const TABLE: &str = "Camera di commercio di esempio
Valutazione dei comportamenti organizzativi del Segretario generale
Comportamento | Peso | Valutazione (0-100) | Nota
Capacità di valutazione dei collaboratori | 20 | 85 |
Capacità direzionale | 25 | 90 | verbale n. 2
Capacità di responsabilizzazione | 15 | 80 |
Leadership | 25 | 88 |
Innovatività | 15 | 92 |
Totale | 100 | 87,3 |";

fn table(text: &str) -> Vec<u8> {
    workbook(&[("Valutazione", text)])
}

/// June of the samples with this table.
fn june(text: &str) -> (Office, Value) {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    office.drop_file(FILE, &table(text));
    let (_, run) = office.run("2021-06");
    (office, run)
}

fn rows(bytes: Vec<u8>, sheet: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(sheet).unwrap().rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

/// The rows of the scorecard's sheet by what stands in the second column.
fn card(office: &Office) -> BTreeMap<String, Vec<String>> {
    let bytes = attached(office, "scheda-segretario_generale-2021-06.xlsx");
    rows(bytes, "Scheda").into_iter().map(|row| (row[1].clone(), row)).collect()
}

/// The letters by their names.
fn letters(office: &Office) -> BTreeMap<String, String> {
    let all = std::fs::read_dir(office.root().join("outbox")).unwrap().map(Result::unwrap);
    all.map(|it| (it.file_name().into_string().unwrap(), std::fs::read_to_string(it.path()).unwrap())).collect()
}

fn group(run: &Value) -> Value {
    run["scorecards"][0]["groups"][2].clone()
}

#[test]
fn what_the_oiv_gives_is_on_the_scorecard_with_its_rows_and_nowhere_else() {
    let (office, run) = june(TABLE);
    assert_eq!(run["state"], "released", "{}", run["blocking"]);
    let card = card(&office);
    let shown = |row: &str| card[row].iter().map(String::as_str).collect::<Vec<_>>();
    let behaviour = shown("Leadership");
    assert_eq!((behaviour[3], behaviour[4]), ("0.25", "0.88"));
    assert_eq!(behaviour[11], "valutazione_comportamenti_2021-06.xlsx · Valutazione!C7");
    assert_eq!(shown("Totale, come lo scrive chi valuta")[4], "0.873");
    assert_eq!(shown("Ricontrollo: valutazioni per i loro pesi")[4], "0.873");
    let group_row = shown("Comportamenti");
    assert_eq!((group_row[7], group_row[8], group_row[11]), ("0.873", "1", "dato da: OIV, il 05/07/2021"));

    // Who runs the program learns that it was given, and not what.
    let own = group(&run);
    assert_eq!((&own["achievement"], &own["reserved"], &own["coverage"]), (&Value::Null, &true.into(), &"1".into()));
    assert_eq!(
        (&run["scorecards"][0]["achievement"], &run["scorecards"][0]["groups"][0]["reserved"]),
        (&Value::Null, &Value::Null)
    );
    let whole = run.to_string();
    for figure in ["0.873", "87,3", "8730", "Leadership", "valutazione_comportamenti/"] {
        assert!(!whole.contains(figure), "{figure}");
    }
    // Its name is among the files of the month.
    assert!(run["sources"].as_array().unwrap().iter().any(|it| it["file"] == FILE));
    let month = std::fs::read(office.root().join("reports/2021-06/monitoraggio-2021-06.xlsx")).unwrap();
    let sheets = Xlsx::new(Cursor::new(month.clone())).unwrap().sheet_names();
    for sheet in sheets {
        for cell in rows(month.clone(), &sheet).into_iter().flatten() {
            let told = ["Leadership", "Innovatività", "0.873", "87,3"].iter().any(|it| cell.contains(it));
            assert!(!told, "{sheet}: {cell}");
        }
    }
    for (name, text) in letters(&office) {
        let is_for_readers = name.contains("scheda_segretario_generale");
        assert_eq!(text.contains("87,30%"), is_for_readers, "{name}");
    }
    for table in ["entries", "indicators", "objectives"] {
        let output = office.program(&["export", table, "--period", "2021-06"]);
        assert_eq!(output.status.code(), Some(0), "{table}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!text.contains("Leadership") && !text.contains("leadership"), "{table}");
    }
    let verified = office.program(&["verify", "--all"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    // An auditor's folder leaves it where it is.
    let out = office.root().join("fuori");
    let gathered = office.program(&["fascicolo", "2021", "--out", out.to_str().unwrap(), "--json"]);
    let gathered: Value = serde_json::from_slice(&gathered.stdout).unwrap();
    let left_out = gathered["left_out"][0].as_str().unwrap();
    assert!(left_out.starts_with("`valutazione_comportamenti_2021-06.xlsx`: lo legge soltanto chi riceve la scheda"));
}

#[test]
fn explain_tells_a_scorecard_down_to_the_cells_of_the_table() {
    let (office, _) = june(TABLE);
    let explained = |arguments: &[&str]| {
        let arguments = [&["explain"], arguments, &["--period", "2021-06"]].concat();
        String::from_utf8(office.program(&arguments).stdout).unwrap()
    };
    let said = explained(&["scheda.segretario_generale"]);
    let (_, table) = said.split_once("  Comportamenti: ").unwrap();
    insta::assert_snapshot!(table, @"
    grado 87,30%, peso 20,00%, dato da OIV
         85,00%  peso 20,00%  Capacità di valutazione dei collaboratori
                 `valutazione_comportamenti_2021-06.xlsx`, Valutazione!C4
         90,00%  peso 25,00%  Capacità direzionale
                 `valutazione_comportamenti_2021-06.xlsx`, Valutazione!C5
         80,00%  peso 15,00%  Capacità di responsabilizzazione
                 `valutazione_comportamenti_2021-06.xlsx`, Valutazione!C6
         88,00%  peso 25,00%  Leadership
                 `valutazione_comportamenti_2021-06.xlsx`, Valutazione!C7
         92,00%  peso 15,00%  Innovatività
                 `valutazione_comportamenti_2021-06.xlsx`, Valutazione!C8
         87,30%               totale
                 `valutazione_comportamenti_2021-06.xlsx`, Valutazione!C9
      Ricontrollo  87,30%
    ");
    let json: Value = serde_json::from_str(&explained(&["segretario_generale", "--json"])).unwrap();
    let own = &json["scorecard"]["groups"][2];
    assert_eq!(
        (&own["achievement"], &own["table"]["whole"]["cell"], &own["table"]["rows"][4]["given"]),
        (&"0.873".into(), &"C9".into(), &"0.92".into())
    );
    assert_eq!((&own["table"]["computed"], &own["table"]["rows"][0]["weight"]), (&"0.873".into(), &"0.2".into()));
}

/// What the receipt of the table says, whom it goes to, and the degree that the card has.
fn doubted(text: &str) -> (String, String) {
    let (office, run) = june(text);
    assert_eq!(run["state"], "released");
    let receipts: Vec<String> = letters(&office).into_keys().filter(|name| name.starts_with("ricevuta")).collect();
    assert!(matches!(&receipts[..], [only] if only.ends_with("-oiv.eml")), "{receipts:?}");
    let receipt = letters(&office).remove(&receipts[0]).unwrap();
    assert!(receipt.contains("accettato, ma da correggere"), "{receipt}");
    let told = run["problems"].as_array().unwrap().iter().any(|it| it["file"] == FILE);
    assert!(!told, "{}", run["problems"]);
    let card = card(&office);
    let doubts: Vec<String> =
        card.iter().filter(|(_, row)| row[6] == "da controllare").map(|(text, _)| text.clone()).collect();
    let page = std::fs::read_to_string(office.root().join("reports/stato.html")).unwrap();
    assert!(page.contains(FILE) && doubts.iter().all(|it| !page.contains(&it[1..])), "{page}");
    (doubts.join("; "), card["Comportamenti"][7].clone())
}

#[test]
fn what_does_not_fit_in_the_table_is_told_to_who_gave_it() {
    let without_total = TABLE.replace("\nTotale | 100 | 87,3 |", "");
    let (said, degree) = doubted(&without_total);
    insta::assert_snapshot!(said, @"Manca la riga «Totale»: il grado di «Comportamenti» è quello che scrive chi valuta, e dalle righe non si calcola");
    assert_eq!(degree, "n.d.");
    let (said, degree) = doubted(&TABLE.replace("Leadership | 25", "Leadership | 20"));
    insta::assert_snapshot!(said, @"I pesi dei comportamenti non sommano a 100, e il totale non si può ricontrollare");
    assert_eq!(degree, "0.873");
    let (said, degree) = doubted(&TABLE.replace("87,3", "88,3"));
    insta::assert_snapshot!(said, @"Il totale stampato non è quello che danno le valutazioni per i loro pesi: conta quello stampato");
    assert_eq!(degree, "0.883");
    let (said, degree) = doubted(&TABLE.replace("Leadership | 25 | 88 |", "Leadership | | 88 |"));
    insta::assert_snapshot!(said, @"Manca il peso di «Leadership», e il totale non si può ricontrollare");
    assert_eq!(degree, "0.873");
    let (said, degree) = doubted(&TABLE.replace("\nLeadership | 25 | 88 |", "").replace("100 | 87,3", "100 | 110"));
    insta::assert_snapshot!(said, @"La valutazione di «Comportamenti» non è fra 0 e 100; Manca la valutazione di «Leadership»");
    assert_eq!(degree, "n.d.");
}

#[test]
fn without_weights_nothing_is_computed_and_a_degree_given_by_hand_gives_way() {
    let unweighted: Vec<String> = TABLE
        .lines()
        .map(|line| match line.split(" | ").collect::<Vec<_>>()[..] {
            [name, _, given, ..] => format!("{name} | {given}"),
            _ => line.to_owned(),
        })
        .collect();
    let office = Office::new();
    let objectives = include_str!("../../config/objectives.toml");
    let own = "given_by = \"OIV\", from = \"valutazione_comportamenti.totale\" },\n]\n# <<<";
    assert_eq!(objectives.matches(own).count(), 1);
    office.configure("objectives.toml", &objectives.replace(own, &format!("given = 0.9, {own}")));
    office.drop_samples("2021-06", &[]);
    let (_, run) = office.run("2021-06");
    // Without the table the configuration says it, to all who read it.
    assert_eq!((&group(&run)["achievement"], &group(&run)["reserved"]), (&"0.9".into(), &Value::Null));
    let before = letters(&office);
    office.drop_file(FILE, &table(&unweighted.join("\n")));
    let (_, run) = office.run("2021-06");
    assert_eq!(run["issue"], 2);
    // Only the readers of the scorecard are written to again.
    let after: Vec<String> = letters(&office).into_keys().filter(|name| !before.contains_key(name)).collect();
    assert_eq!(after.len(), 3, "{after:?}");
    assert!(after.iter().all(|name| name.contains("scheda_segretario_generale") || name.starts_with("ricevuta")));
    let explained = office.program(&["explain", "segretario_generale", "--period", "2021-06"]);
    let said = String::from_utf8(explained.stdout).unwrap();
    assert!(said.contains("Comportamenti: grado 87,30%, peso 20,00%, dato da OIV") && !said.contains("Ricontrollo"));
    assert!(said.contains("La configurazione dà a «Comportamenti» un altro valore"), "{said}");
}

#[test]
fn the_table_is_left_out_of_the_fascicolo_by_its_bytes() {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    // Refused under a name that no layout has, and then taken under its own.
    office.drop_file("comportamenti.xlsx", &table(TABLE));
    office.run("2021-06");
    office.drop_file(FILE, &table(TABLE));
    let (_, run) = office.run("2021-06");
    assert_eq!(group(&run)["reserved"], true);
    let out = office.root().join("fuori");
    office.program(&["fascicolo", "2021", "--out", out.to_str().unwrap(), "--json"]);
    let (mut open, mut seen) = (vec![out], 0);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            if entry.is_dir() {
                open.push(entry);
            } else {
                seen += 1;
                assert!(std::fs::read(&entry).unwrap() != table(TABLE), "{}", entry.display());
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn nobody_else_says_how_somebody_behaved() {
    for (name, folder) in [(FILE, "promozione"), ("valutazione_comportamenti_2021-06_promozione.xlsx", "")] {
        let office = Office::new();
        office.drop_samples("2021-06", &[]);
        let tray = office.root().join("drop").join(folder);
        std::fs::create_dir_all(&tray).unwrap();
        std::fs::write(tray.join(name), table(TABLE)).unwrap();
        let (_, run) = office.run("2021-06");
        let source = run["sources"].as_array().unwrap().iter().find(|it| it["file"] == name).unwrap();
        assert_eq!((&source["state"], &group(&run)["coverage"]), (&"refused".into(), &"0".into()));
        let reasons: Vec<_> = office.files().into_keys().filter(|it| it.ends_with(".motivo.txt")).collect();
        let reason = std::fs::read_to_string(office.root().join(reasons.iter().find(|it| it.contains(name)).unwrap()));
        insta::allow_duplicates! {
            insta::assert_snapshot!(reason.unwrap().lines().find(|it| it.contains("valutazione che")).unwrap(), @"- è una valutazione che dà soltanto «Organismo indipendente di valutazione», e il nome o la cartella dicono «Ufficio Attività promozionali»");
        }
    }
}

#[test]
fn what_cannot_give_a_group_is_said() {
    let office = Office::new();
    let objectives = include_str!("../../config/objectives.toml");
    let said = |from: &str, to: &str| {
        let (head, tail) = objectives.rsplit_once(from).unwrap();
        office.configure("objectives.toml", &format!("{head}{to}{tail}"));
        let (code, json) = office.check();
        assert_eq!(code, 2, "{json}");
        json.to_string()
    };
    let table = "from = \"valutazione_comportamenti.totale\"";
    assert!(said(table, "from = \"personale_eta.totale\"").contains("`reserved = true`"));
    assert!(said(table, "from = \"valutazione_comportamenti\"").contains("la voce del suo totale"));
    assert!(said("given_by = \"OIV\"", "given_by = \"Giunta\"").contains("`given_by` non è un ufficio né un ruolo"));
    // A table that no group takes anything from would be read by nobody.
    assert!(
        said(", from = \"valutazione_comportamenti.totale\"", "").contains("i suoi file non li leggerebbe nessuno")
    );
}

/// The blocks of configuration that `docs/adempimenti.md` shows below a heading.
pub fn documented(heading: &str) -> Vec<String> {
    let page = include_str!("../../docs/adempimenti.md");
    let (_, rest) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    section.split("```toml\n").skip(1).map(|it| it.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn positive_actions_are_milestones_that_count_in_nothing_else() {
    let office = Office::new();
    let [objectives, indicators] = &documented("Azioni positive e CUG")[..] else { panic!("two blocks") };
    let own = include_str!("../../config/objectives.toml");
    office.configure("objectives.toml", &format!("{own}\n{objectives}"));
    office.configure("indicators/azioni_positive.toml", indicators);
    assert_eq!(office.check().0, 0);
    office.drop_samples("2021-06", &[]);
    office.drop_file(
        "scheda_indicatori_segreteria_2021-06.xlsx",
        &workbook(&[(
            "Indicatori",
            "Camera di commercio di esempio
Scheda degli indicatori al 30/06/2021
Codice | Indicatore | Numeratore | Denominatore | Valore | Unità | Data rilevazione | Stato | Note
2021_05_01-I1 | Relazione del CUG | | | | | 30/06/2021 | completato | relazione trasmessa ai vertici, prot. 812 del 29/03/2021
2021_05_01-I2 | Informazione | | | | | 30/06/2021 | in corso |
2021_05_01-I3 | Stress | | | | | 30/06/2021 | in corso |",
        )]),
    );
    let (_, run) = office.run("2021-06");
    let all = run["indicators"].as_array().unwrap();
    let of = |code: &str| {
        let it = all.iter().find(|it| it["code"] == code).unwrap_or_else(|| panic!("{code}: {}", run["problems"]));
        it["state"].as_str().unwrap_or_else(|| panic!("{it:#}")).to_owned()
    };
    assert_eq!(["2021_05_01-I1", "2021_05_01-I2", "2021_05_01-I3"].map(of), ["met", "missed", "in_progress"]);
    let objective = |code: &str| run["objectives"].as_array().unwrap().iter().find(|it| it["code"] == code).cloned();
    assert_eq!(objective("2021_05").unwrap()["total"], 3);
    let areas = ["2021_01", "2021_02", "2021_03", "2021_04"].map(|code| objective(code).unwrap()["total"].as_u64());
    assert_eq!(areas.into_iter().flatten().sum::<u64>(), 34);
    let totals: Vec<_> = run["scorecards"][0]["groups"].as_array().unwrap().iter().map(|it| &it["total"]).collect();
    assert_eq!(totals, [11, 23, 0]);
}
