//! Statements that chambers have published: their figures, typed as printed, go through the whole way from a workbook in
//! the drop folder, with layouts and schemes alone, and tie out exactly as their sources do.

use std::collections::BTreeMap;

use quadratura::config::embedded_configuration;
use quadratura::indicators::Definitions;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::office::Office;

const RISULTANZE: &str = include_str!("../fixtures/statements/cremona-risultanze-2020-2023.csv");
const PERSONALE: &str = include_str!("../fixtures/statements/cremona-personale-2020.csv");
const TERNI: &str = include_str!("../fixtures/statements/terni-allegato-c-2012-2013.csv");
const TREVISO: &str = include_str!("../fixtures/statements/treviso-allegato-c-2015-2016.csv");

/// The voci of Allegato C as a printed statement writes them; a heading stands above the voce it is given with.
const LABELS: [(&str, &str, &str); 35] = [
    ("1", "A) PROVENTI CORRENTI", "1) Diritto annuale"),
    ("2", "", "2) Diritti di segreteria"),
    ("3", "", "3) Contributi trasferimenti e altre entrate"),
    ("4", "", "4) Proventi da gestione di beni e servizi"),
    ("5", "", "5) Variazione delle rimanenze"),
    ("A", "", "TOTALE PROVENTI CORRENTI (A)"),
    ("6", "B) ONERI CORRENTI", "6) Personale"),
    ("6a", "", "a) competenze al personale"),
    ("6b", "", "b) oneri sociali"),
    ("6c", "", "c) ACCANTONAMENTI AL T.F.R"),
    ("6d", "", "d) altri costi"),
    ("7", "", "7) Funzionamento"),
    ("7a", "", "a) prestazione servizi"),
    ("7b", "", "b) godimento di beni di terzi"),
    ("7c", "", "c) oneri diversi di gestione"),
    ("7d", "", "d) quote associative"),
    ("7e", "", "e) organi istituzionali"),
    ("8", "", "8) Interventi economici"),
    ("9", "", "9) Ammortamenti e accantonamenti"),
    ("9a", "", "a) Immob. immateriali"),
    ("9b", "", "b) Immob. materiali"),
    ("9c", "", "c) svalutazione crediti"),
    ("9d", "", "d) fondi rischi e oneri"),
    ("B", "", "Totale oneri correnti (B)"),
    ("A-B", "", "Risultato della gestione corrente (A-B)"),
    ("10", "C) GESTIONE FINANZIARIA", "10) Proventi finanziari"),
    ("11", "", "11) Oneri finanziari"),
    ("C", "", "Risultato della gestione finanziaria"),
    ("12", "D) GESTIONE STRAORDINARIA", "12) Proventi straordinari"),
    ("13", "", "13) Oneri straordinari"),
    ("D", "", "Risultato della gestione straordinaria"),
    ("14", "E) RETTIFICHE DI VALORE ATTIVITA’ FINANZIARIA", "14) Rivalutazioni attivo patrimoniale"),
    ("15", "", "15) Svalutazioni attivo patrimoniale"),
    ("E", "", "Differenza rettifiche attività finanziaria"),
    ("avanzo", "", "Disavanzo/Avanzo economico d’esercizio (A-B +/-C +/-D +/-E)"),
];

/// The fields of a `;` table, header first.
fn table(csv: &str) -> Vec<Vec<String>> {
    csv.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

/// A workbook of these lines; every field is a text, as it was typed, and an empty one no cell.
fn workbook(lines: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (row, line) in (0..).zip(lines) {
        for (column, text) in (0..).zip(line).filter(|(_, text)| !text.is_empty()) {
            page.write_string(row, column, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn titled(titles: &[&str], lines: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = titles.iter().map(|title| vec![(*title).to_owned()]).collect();
    all.extend(lines);
    all
}

/// An Allegato C with its headings and labels instead of numbers and letters.
fn printed(csv: &str, header: &[&str]) -> Vec<Vec<String>> {
    let mut lines = vec![header.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>()];
    for fields in table(csv).into_iter().skip(1) {
        let (_, heading, label) = LABELS.iter().find(|(voce, ..)| *voce == fields[0]).unwrap();
        if !heading.is_empty() {
            lines.push(vec![(*heading).to_owned()]);
        }
        lines.push([&[(*label).to_owned()], &fields[1..]].concat());
    }
    lines
}

/// The scheme of Allegato C for another chamber, with its tolerance.
fn allegato_c(id: &str, tolerance_cents: i64) -> String {
    let text = embedded_configuration().into_iter().find(|(name, _)| name == "schemes/allegato_c.toml").unwrap().1;
    let named = text.replacen("id = \"allegato_c\"", &format!("id = \"{id}\""), 1);
    named.replacen("tolerance_cents = 0", &format!("tolerance_cents = {tolerance_cents}"), 1)
}

/// A layout of a printed statement: its columns are header, scenario and exercise.
fn layout(id: &str, columns: &[(&str, &str, u16)]) -> String {
    let mut text = format!(
        "id = '{id}'\ntitle = 'Conto economico di {id}'\nkind = 'reference'\nscheme = '{id}'\ncheck_ente = false\n\
         file = '^{id}_(?<period>\\d{{4}}-\\d{{2}})$'\nidentity = ['voce']\n\
         [[column]]\nid = 'voce'\nheader = ['Voci di oneri e proventi']\nkind = 'text'\nrequired = true\n"
    );
    for (i, (header, scenario, exercise)) in columns.iter().enumerate() {
        text.push_str(&format!(
            "[[column]]\nid = 'c{i}'\nheader = ['{header}']\nkind = 'money'\n\
             amount = {{ scenario = '{scenario}', exercise = {exercise} }}\n"
        ));
    }
    text
}

/// The tie-outs of a scheme in a month into which these files were dropped.
fn tied(office: &Office, scheme: &str, files: &[(&str, Vec<u8>)]) -> Vec<Value> {
    for (name, bytes) in files {
        office.drop_file(name, bytes);
    }
    let (_, json) = office.run("2021-06");
    assert_eq!(json["problems"], Value::Array(Vec::new()), "nothing in a published statement is a problem");
    for (name, _) in files {
        let accepted =
            json["sources"].as_array().unwrap().iter().any(|it| it["file"] == *name && it["state"] == "accepted");
        assert!(accepted, "{name} is accepted");
    }
    let of_scheme = |it: &&Value| it["scope"].as_str().unwrap().starts_with(&format!("{scheme}/"));
    json["tie_outs"].as_array().unwrap().iter().filter(of_scheme).cloned().collect()
}

fn in_state<'a>(tie_outs: &'a [Value], state: &str) -> Vec<&'a str> {
    tie_outs.iter().filter(|it| it["state"] == state).map(|it| it["scope"].as_str().unwrap()).collect()
}

/// Id and scope of the tie-outs in a state, with their gap.
fn told(tie_outs: &[Value], state: &str) -> BTreeMap<(String, String), Option<i64>> {
    let one = |it: &Value| {
        let text = |field: &str| it[field].as_str().unwrap().to_owned();
        ((text("id"), text("scope")), it["difference_cents"].as_i64())
    };
    tie_outs.iter().filter(|it| it["state"] == state).map(one).collect()
}

fn terni(id: &str, files: Vec<Vec<String>>, columns: &[(&str, &str, u16)]) -> Vec<Value> {
    let office = Office::new();
    office.configure(&format!("schemes/{id}.toml"), &allegato_c(id, 100));
    office.configure(&format!("layouts/{id}.toml"), &layout(id, columns));
    tied(&office, id, &[(&format!("{id}_2021-06.xlsx"), workbook(&files))])
}

const TERNI_COLUMNS: [(&str, &str, u16); 3] = [
    ("Valori anno 2012", "consuntivo", 2012),
    ("Valori anno 2013", "consuntivo", 2013),
    ("Differenze", "differenze", 2013),
];

const TERNI_TITLES: [&str; 3] =
    ["CAMERA DI COMMERCIO DI TERNI", "ALL. C - CONTO ECONOMICO 2013", "(valori all'unità di Euro)"];
const TERNI_HEADER: [&str; 4] = ["VOCI DI ONERI E PROVENTI", "VALORI ANNO 2012", "VALORI ANNO 2013", "DIFFERENZE"];

#[test]
fn terni_closes_within_a_euro_and_its_last_figure_is_no_data() {
    let lines = titled(&TERNI_TITLES, printed(TERNI, &TERNI_HEADER));
    let tie_outs = terni("terni", lines, &TERNI_COLUMNS);
    assert_eq!(told(&tie_outs, "fails"), BTreeMap::new());
    // Ten lines with a formula in three columns, less the avanzo of 2013 and its difference.
    let by_formula = tie_outs.iter().filter(|it| !it["scope"].as_str().unwrap().ends_with("/anni")).count();
    assert_eq!(by_formula, 30);
    assert_eq!(in_state(&tie_outs, "no_data"), ["terni/2013/consuntivo", "terni/2013/differenze"]);
    let last = tie_outs.iter().find(|it| it["state"] == "no_data").unwrap();
    assert_eq!((last["id"].as_str(), last["left_cents"].as_i64()), (Some("terni.avanzo"), None));
    assert_eq!(last["right_cents"].as_i64(), Some(-22_490_200), "what it would have to be is shown");
    // Thirty-four voci are printed for both years, and each of their differences is of those years.
    assert_eq!(in_state(&tie_outs, "holds").iter().filter(|scope| scope.ends_with("/anni")).count(), 34);
    // Whole euro: the exact gap is shown where there is one.
    let gaps: Vec<i64> = tie_outs.iter().filter_map(|it| it["difference_cents"].as_i64()).collect();
    assert!(gaps.contains(&100) && gaps.contains(&-100) && gaps.iter().all(|gap| gap.abs() <= 100));
}

#[test]
fn the_same_statement_in_another_dress_ties_out_the_same() {
    // Oneri positive, the years the other way round, brackets as minus signs, other titles, a note below.
    let costs = |voce: &str| ["B", "11", "13", "15"].contains(&voce) || voce.starts_with(['6', '7', '8', '9']);
    let mut lines = vec![
        ["Voci di oneri\ne proventi", "Differenze", "Valori anno\n2013", "Valori anno\n2012"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for fields in table(TERNI).into_iter().skip(1) {
        let (_, _, label) = LABELS.iter().find(|(voce, ..)| *voce == fields[0]).unwrap();
        let turned = |text: &String| {
            let bare = text.trim_matches(['(', ')']).trim_start_matches('-');
            let negative = bare.len() != text.len();
            match (bare, negative != costs(&fields[0])) {
                ("" | "0,00", _) => bare.to_owned(),
                (bare, true) => format!("- {bare}"),
                (bare, false) => bare.to_owned(),
            }
        };
        lines.push(vec![
            label.to_uppercase(),
            fields.get(3).map(turned).unwrap_or_default(),
            turned(&fields[2]),
            turned(&fields[1]),
        ]);
    }
    let columns = [TERNI_COLUMNS[2], TERNI_COLUMNS[1], TERNI_COLUMNS[0]];
    let dressed = terni("altra", titled(&["Ente camerale", "Bilancio d'esercizio"], lines), &columns);
    let plain = terni("altra", titled(&TERNI_TITLES, printed(TERNI, &TERNI_HEADER)), &TERNI_COLUMNS);
    for state in ["holds", "fails", "no_data"] {
        assert_eq!(told(&dressed, state), told(&plain, state), "{state}");
    }
}

#[test]
fn a_slip_in_a_printed_figure_fails_where_it_was_made_and_says_what_it_looks_like() {
    let slipped = |from: &str, to: &str| {
        assert!(TERNI.contains(from));
        let lines = titled(&TERNI_TITLES, printed(&TERNI.replacen(from, to, 1), &TERNI_HEADER));
        terni("terni", lines, &TERNI_COLUMNS)
    };
    let failed = |tie_outs: &[Value]| {
        let one =
            |it: &Value| (it["id"].as_str().unwrap().to_owned(), it["hint"].as_str().unwrap_or_default().to_owned());
        let plain = |it: &&Value| it["state"] == "fails" && it["scope"] == "terni/2012/consuntivo";
        tie_outs.iter().filter(plain).map(one).collect::<Vec<_>>()
    };
    // A total of which two digits changed places also breaks what stands on it.
    let digits = failed(&slipped("\nA;6.188.425", "\nA;6.818.425"));
    assert!(
        digits.iter().any(|(id, hint)| id == "terni.proventi_correnti" && hint.contains("cifre vicine scambiate")),
        "{digits:?}"
    );
    // 8 was written without its brackets.
    let sign = failed(&slipped("\n8;(3.107.529)", "\n8;3.107.529"));
    let hint = &sign.iter().find(|(id, _)| id == "terni.oneri_correnti").unwrap().1;
    assert!(hint.contains("8) Interventi economici") && hint.contains("segno"), "{hint}");
}

#[test]
fn treviso_is_exact_to_the_cent_and_ends_where_it_ends() {
    let office = Office::new();
    let columns = [
        ("Anno 2015", "consuntivo", 2015),
        ("periodo 1.1./15.5.2016", "consuntivo", 2016),
        ("differenze", "differenze", 2016),
    ];
    office.configure("schemes/treviso.toml", &allegato_c("treviso", 0));
    office.configure("layouts/treviso.toml", &layout("treviso", &columns));
    let header = ["VOCI DI ONERI E PROVENTI", "ANNO 2015", "PERIODO 1.1./15.5.2016", "DIFFERENZE"];
    let lines = titled(
        &["CAMERA DI COMMERCIO DI TREVISO", "CONTO ECONOMICO (previsto dall'articolo 21, comma 1)"],
        printed(TREVISO, &header),
    );
    let tie_outs = tied(&office, "treviso", &[("treviso_2021-06.xlsx", workbook(&lines))]);
    assert_eq!(told(&tie_outs, "fails"), BTreeMap::new());
    let held = told(&tie_outs, "holds");
    assert!(held.values().all(|gap| *gap == Some(0)), "{held:?}");
    // A, 6, 7, 9, B and A-B in three columns, C in the two that print it; twenty-five differences between the years.
    assert_eq!(held.keys().filter(|(_, scope)| !scope.ends_with("/anni")).count(), 6 * 3 + 2);
    assert_eq!(held.keys().filter(|(_, scope)| scope.ends_with("/anni")).count(), 25);
    // D, E and the avanzo are printed nowhere, C has no difference.
    let absent = told(&tie_outs, "no_data");
    assert_eq!(absent.len(), 3 * 3 + 1, "{absent:?}");
    assert!(absent.contains_key(&("treviso.avanzo".to_owned(), "treviso/2016/consuntivo".to_owned())));
}

#[test]
fn the_results_of_cremona_fail_in_four_places() {
    let office = Office::new();
    let mut lines = titled(&["Camera di commercio di Cremona"], table(RISULTANZE));
    lines[1][0] = "Voce".to_owned();
    let tie_outs = tied(&office, "cremona_risultanze", &[("risultanze_cremona_2021-06.xlsx", workbook(&lines))]);
    let gap = |year: u16, scenario: &str, euro: i64| {
        let scope = format!("cremona_risultanze/{year}/{scenario}");
        (("cremona_risultanze.avanzo".to_owned(), scope), Some(euro * 100))
    };
    let expected = BTreeMap::from([
        gap(2020, "previsione_consuntivo", 1_321_853),
        gap(2021, "preventivo", 10_000),
        gap(2022, "preventivo", 10_500),
        gap(2023, "preventivo", 10_500),
    ]);
    assert_eq!(told(&tie_outs, "fails"), expected);
    assert_eq!(in_state(&tie_outs, "no_data"), Vec::<&str>::new());
    assert_eq!(in_state(&tie_outs, "holds").len(), 6 * 4 - 4);
}

/// One of the two staff tables, as a sheet.
fn staff(which: &str) -> Vec<Vec<String>> {
    let mut rows = table(PERSONALE);
    let header: Vec<String> = rows.remove(0).into_iter().skip(1).collect();
    let mut lines = vec![header];
    lines[0][0] = "Categoria".to_owned();
    lines.extend(rows.into_iter().filter(|row| row[0] == which).map(|row| row[1..].to_vec()));
    titled(&["Camera di commercio di Cremona", "Personale in servizio al 31.12.2020"], lines)
}

#[test]
fn the_staff_of_cremona_fails_in_area_1_and_in_the_grand_total() {
    let office = Office::new();
    let heads = tied(
        &office,
        "cremona_personale_teste",
        &[
            ("personale_teste_cremona_2021-06.xlsx", workbook(&staff("headcount"))),
            ("personale_fte_cremona_2021-06.xlsx", workbook(&staff("fte"))),
        ],
    );
    let id = "cremona_personale_teste.totale".to_owned();
    let expected = BTreeMap::from([
        ((id.clone(), "cremona_personale_teste/2020/consuntivo/area_1".to_owned()), Some(100)),
        ((id, "cremona_personale_teste/2020/consuntivo/centri".to_owned()), Some(-100)),
    ]);
    assert_eq!(told(&heads, "fails"), expected);
    // Four totals of columns and six of rows.
    assert_eq!(in_state(&heads, "holds").len(), 4 + 6 - 2);
    let (_, json) = office.run("2021-06");
    let of_fte = |it: &&Value| it["scope"].as_str().unwrap().starts_with("cremona_personale_fte/");
    let fte: Vec<Value> = json["tie_outs"].as_array().unwrap().iter().filter(of_fte).cloned().collect();
    assert_eq!(fte.len(), 10);
    assert!(fte.iter().all(|it| it["state"] == "holds" && it["difference_cents"] == 0));
}

/// The committed definition of a ratio over the figures of another chamber's scheme and another year, without code or target.
fn of_chamber(id: &str, scheme: &str, year: u16) -> String {
    let committed =
        embedded_configuration().into_iter().find(|(name, _)| name == "indicators/economici.toml").unwrap().1;
    let committed: Definitions = toml::from_str(&committed).unwrap();
    let formula = committed.all.iter().find(|it| it.id == id).unwrap().formula.clone().unwrap();
    let formula = formula.spelled(&|name| format!("{name}.anno_{year}"));
    format!(
        "[[indicator]]\nid = '{id}_{scheme}_{year}'\nname = '{id}'\ntype = 'indice'\noffice = 'contabilita'\n\
         source = 'accounts'\nscheme = '{scheme}'\nformula = '{formula}'\nunit = 'percent'\ngood = 'up'\n\
         reading = 'rapporto'\nvalid_from = '2021-01-01'\n"
    )
}

/// What each ratio is worth in each year, in hundredths of a percent, out of a workbook of the statement alone.
fn ratios(
    scheme: &str,
    years: [u16; 2],
    lines: &[Vec<String>],
    columns: &[(&str, &str, u16)],
) -> BTreeMap<String, String> {
    let office = Office::new();
    office.configure(&format!("schemes/{scheme}.toml"), &allegato_c(scheme, 100));
    office.configure(&format!("layouts/{scheme}.toml"), &layout(scheme, columns));
    let ids = ["equilibrio_gestione_corrente", "interventi_su_oneri", "capacita_generare_proventi"];
    let all: Vec<String> = ids.iter().flat_map(|id| years.map(|year| of_chamber(id, scheme, year))).collect();
    office.configure(&format!("indicators/{scheme}.toml"), &all.join("\n"));
    // A printed statement has no accounts: what its voci say stands for the aggregate, and what it lacks is declared.
    let accounts = embedded_configuration().into_iter().find(|(name, _)| name == "accounts.toml").unwrap().1;
    let sv = accounts.replacen(
        "accounts = [\"342000\"]\nif_missing = \"no_data\"",
        &format!("lines = [\"svalutazione_crediti\"]\nscheme = \"{scheme}\""),
        1,
    );
    let fdp = sv.replacen(
        "accounts = [\"312000\"]\nif_missing = \"no_data\"",
        "accounts = [\"312000\"]\nif_missing = \"zero\"",
        1,
    );
    assert!(sv != accounts && fdp != sv);
    office.configure("accounts.toml", &fdp);
    office.drop_file(&format!("{scheme}_2021-06.xlsx"), &workbook(lines));
    let (_, json) = office.run("2021-06");
    let own = json["indicators"].as_array().unwrap().iter().filter(|it| it["id"].as_str().unwrap().contains(scheme));
    let shown = |it: &Value| {
        let value: f64 = it["value"].as_str().unwrap_or_else(|| panic!("{it}")).parse().unwrap();
        (it["id"].as_str().unwrap().replace(&format!("_{scheme}"), ""), format!("{:.2}", value * 100.0))
    };
    own.map(shown).collect()
}

fn expected(figures: &[(&str, &str)]) -> BTreeMap<String, String> {
    figures.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_ratios_of_terni_and_treviso_are_those_of_their_statements() {
    let lines = titled(&TERNI_TITLES, printed(TERNI, &TERNI_HEADER));
    let mut terni = ratios("terni", [2012, 2013], &lines, &TERNI_COLUMNS);
    terni.retain(|id, _| !id.starts_with("capacita"));
    let published = [
        ("equilibrio_gestione_corrente_2012", "123.87"),
        ("equilibrio_gestione_corrente_2013", "118.77"),
        ("interventi_su_oneri_2012", "49.27"),
        ("interventi_su_oneri_2013", "38.01"),
    ];
    assert_eq!(terni, expected(&published));
    let columns = [
        ("Anno 2015", "consuntivo", 2015),
        ("periodo 1.1./15.5.2016", "consuntivo", 2016),
        ("differenze", "differenze", 2016),
    ];
    let header = ["VOCI DI ONERI E PROVENTI", "ANNO 2015", "PERIODO 1.1./15.5.2016", "DIFFERENZE"];
    let titles = ["CAMERA DI COMMERCIO DI TREVISO", "CONTO ECONOMICO (previsto dall'articolo 21, comma 1)"];
    let lines = titled(&titles, printed(TREVISO, &header));
    let published = [
        ("equilibrio_gestione_corrente_2015", "100.35"),
        ("equilibrio_gestione_corrente_2016", "121.56"),
        ("interventi_su_oneri_2015", "20.97"),
        ("interventi_su_oneri_2016", "16.62"),
        ("capacita_generare_proventi_2015", "3.73"),
        ("capacita_generare_proventi_2016", "4.45"),
    ];
    assert_eq!(ratios("treviso", [2015, 2016], &lines, &columns), expected(&published));
}
