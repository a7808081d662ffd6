//! The page for the finance office is enough: what it shows is typed into a configuration, and the indicator is there.

use calamine::{Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

use crate::office::Office;

/// What the page prints as configuration, in order.
fn blocks() -> Vec<&'static str> {
    let page = include_str!("../../docs/indicators.md");
    page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_variants_of_the_page_take_the_place_of_what_held_before() {
    let blocks = blocks();
    let office = Office::new();
    office.configure("indicators/varianti.toml", &format!("{}\n{}", blocks[5], blocks[6]));
    // Two years of the accounts, recorded: in the sum of three each counts once.
    let recorded = std::fs::read_to_string(office.root().join("config/observations.toml")).unwrap();
    let mut observations = recorded;
    for year in [2019, 2020] {
        let lines = [
            ("interventi_economici", 2_000_000),
            ("oneri_correnti.funzione_d", 2_500_000),
            ("interventi_economici.funzione_d", 2_000_000),
            ("diritto_annuale", 3_000_000),
            ("svalutazione_diritto_annuale", 0),
        ];
        for (line, euro) in lines {
            observations += &format!(
                "\n[[observation]]\nscheme = \"allegato_c\"\nline = \"{line}\"\nyear = {year}\nmonth = 6\neuro = {euro}\nsource = \"Bilancio\"\n"
            );
        }
    }
    office.configure("observations.toml", &observations);
    office.drop_samples("2021-06", &[]);
    let (_, month) = office.run("2021-06");
    let of = |id: &str| {
        let all = month["indicators"].as_array().unwrap();
        let found = all.iter().find(|it| it["id"] == id && it["scenario"] == "consuntivo").unwrap();
        (found["value"].as_str().map(|it| it.parse::<f64>().unwrap()), found["act"].as_str().unwrap().to_owned())
    };
    // By hand, from the sample's accounts: interventi 723.046,99, functions A and B and D as the files print them.
    let (value, act) = of("restituzione_territorio");
    let expected =
        (723_046.99 + 4_000_000.0 + (1_018_907.70 - 723_046.99) + 1_000_000.0) / (1_678_288.58 + 6_000_000.0);
    assert!((value.unwrap() - expected).abs() < 1e-9, "{value:?} {expected}");
    assert!(act.contains("n. 45"));
    let (value, act) = of("incidenza_costi_supporto");
    assert!((0.0..0.45).contains(&value.unwrap()) && act.contains("n. 45"), "{value:?}");
}

/// The sheet of the segreteria with this code of an indicator.
fn staff_sheet(code: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Camera di commercio di esempio").unwrap();
    for (column, text) in (0..).zip(["Codice", "Indicatore", "Numeratore", "Denominatore", "Valore", "Unità"]) {
        sheet.write_string(2, column, text).unwrap();
    }
    sheet.write_string(3, 0, code).unwrap();
    sheet.write_string(3, 1, "Personale per dirigente").unwrap();
    sheet.write_number(3, 2, 45).unwrap();
    sheet.write_number(3, 3, 1).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn the_next_exercise_measures_by_its_own_codes_and_rolls_up_its_own_tree() {
    let office = Office::new();
    let objectives = std::fs::read_to_string(office.root().join("config/objectives.toml")).unwrap();
    // An objective of 2022 says that its plan is there.
    office.configure(
        "objectives.toml",
        &format!("{objectives}\n[[objective]]\ncode = \"2022_01\"\nlevel = \"area\"\ntitle = \"Del 2022\"\n"),
    );
    office.drop_file("scheda_indicatori_segreteria_2022-03.xlsx", &staff_sheet("2022_04_02_01-I2"));
    let (_, month) = office.run("2022-03");
    let of = |list: &str, key: &str, value: &str| {
        let found = month[list].as_array().unwrap().iter().find(|it| it[key] == value);
        found.unwrap_or_else(|| panic!("no {value} in {list}")).clone()
    };
    let staff = of("indicators", "id", "personale_per_dirigente");
    assert_eq!((&staff["code"], &staff["value"]), (&"2022_04_02_01-I2".into(), &"45".into()), "{staff}");
    let above = of("objectives", "code", "2022_04_02_01");
    assert_eq!((&above["measured"], &above["total"]), (&1.into(), &3.into()), "{above}");
    let codes = month["objectives"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned());
    assert!(codes.clone().count() == 34 && codes.into_iter().all(|code| code.starts_with("2022_")));
    assert!(month["problems"].as_array().unwrap().iter().all(|it| it["code"] != "indicators.unknown_code"));
}

#[test]
fn the_example_of_the_page_on_indicators_works_as_it_is_printed() {
    let blocks = blocks();
    let [scheme, layout, accounts, indicator, ..] = blocks[..] else { panic!("{} blocks", blocks.len()) };
    let office = Office::new();
    let known = std::fs::read_to_string(office.root().join("config/accounts.toml")).unwrap();
    office.configure("schemes/costi.toml", scheme);
    office.configure("layouts/costi.toml", layout);
    office.configure("accounts.toml", &format!("{known}\n{accounts}"));
    office.configure("indicators/costi.toml", indicator);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, texts) in [["Camera di commercio di esempio", ""], ["", ""], ["Conto", "Descrizione"]].iter().enumerate()
    {
        for (column, text) in (0..).zip(texts) {
            sheet.write_string(u32::try_from(row).unwrap(), column, *text).unwrap();
        }
    }
    sheet.write_string(2, 2, "Consuntivo").unwrap();
    for (row, code, amount) in [(3, "921000", 97_000.0), (4, "922001", 3_000.0)] {
        sheet.write_string(row, 0, code).unwrap();
        sheet.write_string(row, 1, "Conto").unwrap();
        sheet.write_number(row, 2, amount).unwrap();
    }
    office.drop_file("costi_2021-06.xlsx", &book.save_to_buffer().unwrap());
    office.drop_samples("2021-06", &[]);
    let (_, month) = office.run("2021-06");
    let found =
        month["indicators"].as_array().unwrap().iter().find(|it| it["id"] == "peso_formazione").unwrap().clone();
    assert_eq!((&found["value"], &found["state"]), (&"0.03".into(), &"in_progress".into()));
    let mut book: Xlsx<_> = open_workbook(office.root().join("reports/2021-06/monitoraggio-2021-06.xlsx")).unwrap();
    let range = book.worksheet_range("Altri indici").unwrap();
    assert!(range.used_cells().any(|(_, _, it)| *it == *"Peso della formazione sui costi del personale"));
}
