//! The tables of who works for a chamber, dropped as a plan prints them: tied out, shown, told to few where they count few, and taken by
//! the indicators.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;

use crate::answers::attached;
use crate::new_chambers::workbook;
use crate::office::Office;

const ENTE: &str = "Camera di commercio di esempio";

/// The tables of the Piano della performance 2021-2023 of Cremona, sections 1.2.3 and 1.2.4, as they are printed.
const AREAS: &str = "Categoria | Segreteria Generale | Area 1 | Area 2 | Totale
Dirigenti | 1 | 0 | 0 | 1
D | 0 | 3 | 9 | 12
C | 2 | 10 | 7 | 19
B | 2 | 4 | 5 | 11
A | 0 | 0 | 3 | 3
Totale | 5 | 18 | 24 | 46";
const FTE: &str = "Categoria | Segreteria Generale | Area 1 | Area 2 | Totale
Dirigenti | 1 | 0 | 0 | 1
D | 0 | 2,8 | 8,5 | 11,3
C | 1,8 | 9,15 | 6,80 | 17,75
B | 2 | 2,95 | 4,2 | 9,15
A | 0 | 0 | 3 | 3
Totale | 4,8 | 14,90 | 22,50 | 42,20";
const DEGREES: &str =
    "Categoria | Scuola obbligo | Diploma | Laurea triennale | Laurea specialistica o vecchio ordinamento | Totale
Dirigenti | 0 | 0 | 0 | 1 | 1
D | 0 | 1 | 0 | 11 | 12
C | 0 | 10 | 1 | 8 | 19
B | 2 | 6 | 2 | 1 | 11
A | 1 | 2 | 0 | 0 | 3
Totale | 3 | 19 | 3 | 21 | 46";
const GENDER: &str = "Indicatore | Anno 2017 | Anno 2018 | Anno 2019 | Anno 2020
% di Dirigenti donne | 100,00% | 100,00% | 100,00% | 100,00%
% di Donne rispetto al totale del perosnale | 68,00% | 66,00% | 66,00% | 67,00%
Età media del personale femminile | 48,12 | 48,97 | 49,97 | 50,97
Età media del personale maschile | 54,06 | 55,06 | 56,06 | 56,40
% di personale femminile laureato rispetto al totale del personale femminile | 50,00% | 48,39% | 48,39% | 48,39%
% di personale maschile laureato rispetto al totale del personale maschile | 62,50% | 62,50% | 62,50% | 60,00%";
/// Invented: the plan prints no ages.
const AGES: &str = "Età | Donne | Uomini | Totale
fino a 29 anni | 0 | 0 | 0
da 30 a 39 anni | 4 | 3 | 7
da 40 a 49 anni | 11 | 4 | 15
da 50 a 59 anni | 12 | 5 | 17
60 anni e oltre | 4 | 3 | 7
Totale | 31 | 15 | 46";

/// A month of the samples with these tables.
fn with_tables(tables: &[(&str, &str)]) -> (Office, Value) {
    let office = Office::new();
    office.drop_samples("2021-06", &[]);
    for (name, table) in tables {
        let text = format!("{ENTE}\nPersonale in servizio (31.12.2020)\n{table}");
        office.drop_file(name, &workbook(&[("Personale", &text)]));
    }
    let (_, run) = office.run("2021-06");
    (office, run)
}

const ALL: [(&str, &str); 5] = [
    ("personale_aree_2021.xlsx", AREAS),
    ("personale_fte_2021.xlsx", FTE),
    ("personale_titoli_2021.xlsx", DEGREES),
    ("personale_eta_2021.xlsx", AGES),
    ("analisi_genere_2021.xlsx", GENDER),
];

fn issued(office: &Office) -> Vec<u8> {
    std::fs::read(office.root().join("reports/2021-06/monitoraggio-2021-06.xlsx")).unwrap()
}

/// The sheet as its cells show it, one row a line.
fn shown(bytes: Vec<u8>, sheet: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().take(8).map(Data::to_string).collect()).collect()
}

/// The row of a table whose title this is.
fn row_of<'r>(rows: &'r [Vec<String>], title: &str, line: &str) -> &'r [String] {
    let top = rows.iter().position(|row| row[0].starts_with(title)).unwrap_or_else(|| panic!("{title}"));
    rows[top..].iter().find(|row| row[0] == line).unwrap_or_else(|| panic!("{title}: {line}"))
}

#[test]
fn the_tables_of_a_plan_are_tied_out_and_shown_and_small_counts_are_told_to_few() {
    let (office, run) = with_tables(&ALL);
    assert_eq!(run["state"], "released", "{}", run["blocking"]);
    let of = |state: &str| -> BTreeMap<(String, String), Option<i64>> {
        let all = run["tie_outs"].as_array().unwrap().iter();
        let own = all.filter(|it| it["scope"].as_str().unwrap().starts_with("personale") && it["state"] == state);
        own.map(|it| {
            let text = |key: &str| it[key].as_str().unwrap().to_owned();
            ((text("id"), text("scope")), it["difference_cents"].as_i64())
        })
        .collect()
    };
    // Area 1 prints 18 for 17, and all areas are 47 for 46; FTE, titles and ages close.
    let fails: Vec<((String, String), Option<i64>)> = of("fails").into_iter().collect();
    let [(one, gap), (other, less)] = &fails[..] else { panic!("{fails:?}") };
    assert_eq!(
        (one.1.as_str(), *gap, other.1.as_str(), *less),
        ("personale_aree/2020/consuntivo/area_1", Some(100), "personale_aree/2020/consuntivo/centri", Some(-100))
    );
    assert_eq!((of("no_data").len(), of("holds").len()), (0, 8 + 10 + 11 + 9));

    let all = shown(issued(&office), "Personale");
    let areas = "Dipendenti in servizio per categoria e area";
    assert_eq!(row_of(&all, areas, "C")[..5], ["C", "ris.", "ris.", "7", "19"]);
    assert_eq!(row_of(&all, areas, "B")[..5], ["B", "ris.", "ris.", "5", "11"]);
    // How many dirigenti there are everybody may know.
    assert_eq!(row_of(&all, areas, "Dirigenti")[..5], ["Dirigenti", "1", "0", "0", "1"]);
    assert!(
        all.iter().any(|row| row[0].starts_with("Non torna:") && row[0].ends_with("stampato 18, calcolato 17")),
        "{all:?}"
    );
    assert_eq!(
        row_of(&all, "Analisi di genere", "% di donne rispetto al totale del personale")[1..5],
        ["0.68", "0.66", "0.66", "0.67"]
    );
    let men = row_of(&all, "Analisi di genere", "Età media del personale maschile");
    assert_eq!(men[4..6], ["56.4", "0.34"]);
    assert_eq!(row_of(&all, "Dipendenti per età e genere", "da 50 a 59 anni")[1..4], ["12", "5", "17"]);
    // No other sheet gives back what is told to few: what a sum is made of stands nowhere, nor do sums that count few.
    let tie_outs = shown(issued(&office), "Quadrature");
    let of_staff = tie_outs.iter().filter(|row| row[1].contains("Categoria B") || row[1].starts_with("B ="));
    assert!(of_staff.into_iter().all(|row| !row.iter().any(|cell| cell.contains("2,00"))));

    let told = office.program(&["explain", "personale_aree.categoria_b", "--period", "2021-06"]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("ris.  Area 1 2020") && told.contains("11  Consuntivo 2020"), "{told}");

    // The Segretario generale has the whole tables beside the month; nobody else who reads it has.
    let general = shown(attached(&office, "personale-2021-06.xlsx"), "Personale");
    assert_eq!(row_of(&general, areas, "B")[..5], ["B", "2", "4", "5", "11"]);
    let letters = std::fs::read_dir(office.root().join("outbox")).unwrap().map(Result::unwrap);
    let carries =
        |letter: &std::fs::DirEntry| std::fs::read_to_string(letter.path()).unwrap().contains("personale-2021-06.xlsx");
    let with: Vec<String> = letters.filter(carries).map(|it| it.file_name().into_string().unwrap()).collect();
    assert!(matches!(&with[..], [only] if only.contains("segretario_generale")), "{with:?}");
    let verified = office.program(&["verify", "--all"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn of_the_tables_of_the_samples_just_the_planted_slip_is_found() {
    for (year, month, moved) in [("2021", "2021-06", "0"), ("2022", "2022-01", "-0.0067")] {
        let office = Office::new();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/tabelle");
        let own = |file: &str| file.starts_with("personale") || file.starts_with("lavoro_agile");
        let of_persons = |file: &std::fs::DirEntry| own(&file.file_name().to_string_lossy());
        for file in std::fs::read_dir(folder.join(year)).unwrap().map(Result::unwrap).filter(of_persons) {
            office.drop_file(&file.file_name().into_string().unwrap(), &std::fs::read(file.path()).unwrap());
        }
        let (_, run) = office.run(month);
        let told: Vec<&str> = run["problems"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str()).collect();
        assert!(told.iter().all(|code| !code.starts_with("read.") && !code.starts_with("ledger.")), "{told:?}");
        let fails = run["tie_outs"].as_array().unwrap().iter().filter(|it| it["state"] == "fails");
        let text = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
        let mut found: Vec<(String, String)> = fails.map(|it| (text(it, "file"), text(it, "cell"))).collect();
        let list = std::fs::read_to_string(folder.join("planted.csv")).unwrap();
        for line in list.lines().filter(|line| line.starts_with(year)) {
            let [_, file, cell, ..] = line.split(';').collect::<Vec<_>>()[..] else { panic!("{line}") };
            if !own(file) {
                continue;
            }
            let own: Vec<String> = found.extract_if(.., |(of, _)| of == file).map(|(_, cell)| cell).collect();
            // A wrong sum stands against what it is made of, and in the sum above it.
            assert!(own.len() <= 2 && own.iter().any(|it| it == cell), "{own:?} {line}");
        }
        assert_eq!(found, []);
        let all = shown(
            std::fs::read(office.root().join(format!("reports/{month}/monitoraggio-{month}.xlsx"))).unwrap(),
            "Personale",
        );
        let women = row_of(&all, "Analisi di genere", "% di donne rispetto al totale del personale");
        assert_eq!(women[5], moved, "{women:?}");
    }
}

#[test]
fn an_indicator_takes_its_numbers_from_the_table() {
    let office = Office::new();
    let definitions = include_str!("../../config/indicators/uffici.toml");
    let own = "office = \"segreteria\"\nsource = \"office\"\nformula = \"numeratore / denominatore\"\nmethod = \"Unità di personale dipendente (TI+Td)";
    let taken = "office = \"segreteria\"\nsource = \"accounts\"\nscheme = \"personale_aree\"\nformula = \"totale.anno_precedente / dirigenti.anno_precedente\"\nmethod = \"Unità di personale dipendente (TI+Td)";
    let example = "inputs = { numeratore = 46, denominatore = 1 }";
    assert_eq!((definitions.matches(own).count(), definitions.matches(example).count()), (1, 1));
    let definitions = definitions
        .replace(own, taken)
        .replace(example, "inputs = { \"totale.anno_precedente\" = 46, \"dirigenti.anno_precedente\" = 1 }");
    office.configure("indicators/uffici.toml", &definitions);
    let text = format!(
        "{ENTE}\nPersonale in servizio (31.12.2020)\n{}",
        AREAS.replace("| 5 | 18 | 24 | 46", "| 5 | 17 | 24 | 46")
    );
    office.drop_file("personale_aree_2021-06.xlsx", &workbook(&[("Personale", &text)]));
    let (_, run) = office.run("2021-06");
    let all = run["indicators"].as_array().unwrap();
    let it = all.iter().find(|it| it["id"] == "personale_per_dirigente").unwrap();
    assert_eq!((&it["value"], &it["state"]), (&"46".into(), &"in_progress".into()), "{it:#}");
}

#[test]
fn what_a_table_of_persons_cannot_be_is_said() {
    let office = Office::new();
    let schemes = include_str!("../../config/schemes/personale_eta.toml");
    let said = |name: &str, text: &str| {
        office.configure(name, text);
        let (code, json) = office.check();
        assert_eq!(code, 2, "{json}");
        json["error"]["text"].as_str().unwrap().to_owned()
    };
    let scheme = "schemes/personale_eta.toml";
    assert!(
        said(scheme, &schemes.replace("\"segreteria\", ", "\"segretaria\", "))
            .contains("forse si intendeva `segreteria`")
    );
    assert!(said(scheme, &schemes.replace("mask_below = 3\n", "")).contains("ci vuole `mask_below`"));
    assert!(
        said(scheme, &schemes.replace("mask_below = 3\n", "mask_below = 3\npublic = [\"da_61\"]\n"))
            .contains("forse si intendeva `da_60`")
    );
    assert!(said(scheme, &schemes.replace("unit = \"number\" ", "unit = \"euro\" ")).contains("in euro"));
    office.configure(scheme, schemes);
    // A half of a person, and a third decimal.
    let (_, run) = with_tables(&[
        ("personale_fte_2021.xlsx", &FTE.replace("2,95", "2,955")),
        ("personale_eta_2021.xlsx", &AGES.replace("| 12 |", "| 12,5 |")),
    ]);
    let codes: Vec<&str> = run["problems"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str()).collect();
    assert!(codes.contains(&"ledger.finer_than_hundredths") && codes.contains(&"read.not_integer"), "{codes:?}");
    let finer =
        run["problems"].as_array().unwrap().iter().find(|it| it["code"] == "ledger.finer_than_hundredths").unwrap();
    assert_eq!(
        (&finer["text"], &finer["remedy"], &finer["cell"]),
        (
            &"il valore della colonna `area_1` ha più di due decimali e non viene contato".into(),
            &"scriverlo con due decimali al più".into(),
            &"C7".into()
        )
    );
}
