//! The sheets of the plan: indicators and other ratios over the figures of `Dati`, forms, and the money of objectives.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _};

use super::month::Month;
use super::{book, bytes, cells, number, row_of};
use crate::ledger::Movement;
use crate::money::Cents;

type Cells = BTreeMap<String, (Data, String)>;

/// Formula and result of some cells, a line each.
fn told(cells: &Cells, names: &[&str]) -> String {
    let one = |name: &&str| {
        let (value, formula) = cells.get(*name).cloned().unwrap_or_default();
        format!("{name}: {formula} | {value}").trim_end().to_owned()
    };
    names.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_indicator_of_the_plan_is_a_short_formula_over_its_figures() {
    let month = Month::full();
    let cells = cells(&mut book(&month.view()), "Indicatori");
    insta::assert_snapshot!(told(&cells, &["E5", "E6", "E7", "E8", "E9"]), @r#"
    E5:  | in corso
    E6: IF('Dati'!E6<=0,"",'Dati'!E7/'Dati'!E6) | 0.425
    E7: IF('Dati'!E9<=0,"",'Dati'!E8/'Dati'!E9) | 0.7724322275203346
    E8: IF('Dati'!E10<=0,"",('Dati'!E11+'Dati'!E12)/'Dati'!E10) | 0.5832867252675152
    E9:  |
    "#);
    let beside =
        |row: u32| ["A", "C", "R", "H"].map(|letter| cells[&format!("{letter}{row}")].0.to_string()).join(" | ");
    assert_eq!(beside(6), "2021_02_01-I1 | operativo | 2021_02_01 Favorire l'apertura ai mercati esteri | in corso");
    assert_eq!(cells["V6"].0.to_string(), "scheda_interventi_estero_2021-06.xlsx · Scheda!D14 e un altro dato");
}

/// Scenarios are columns; what is not known waits for its figures, what is not defined is empty.
#[test]
fn other_ratios_have_their_scenarios_beside_each_other() {
    let month = Month::full();
    let cells = cells(&mut book(&month.view()), "Altri indici");
    insta::assert_snapshot!(told(&cells, &["A5", "E5", "A6", "E6", "A7", "C7", "D7", "E7", "H7"]), @r#"
    A5:  | fuori Piano
    E5: IF(COUNT('Dati'!E17,'Dati'!E18,'Dati'!E19)<3,"n.d.",IF('Dati'!E19<=0,"",('Dati'!E19-'Dati'!E18-'Dati'!E17)/'Dati'!E19)) | n.d.
    A6:  | fuori Piano
    E6: IFERROR(IF('Dati'!E20<=0,"",'Dati'!E21/'Dati'!E20+1),"") |
    A7:  | 2021_04_01-I1
    C7: IF('Dati'!E14<=0,"",'Dati'!E13/'Dati'!E14) | 1.208734558895049
    D7: IF('Dati'!E16<=0,"",'Dati'!E15/'Dati'!E16) | 1.203852482818701
    E7: 'Indicatori'!E7 | 0.7724322275203346
    H7:  | raggiunto
    "#);
}

/// What the summary counts, plan and other ratios apart, is what stands in the two sheets.
#[test]
fn the_summary_counts_the_plan_and_the_other_ratios_apart() {
    let month = Month::full();
    let cells = cells(&mut book(&month.view()), "Sommario");
    let others = row_of(&cells, "A", "altri indici");
    let (value, formula) = &cells[&format!("B{others}")];
    assert_eq!(value.to_string(), "2");
    assert!(formula.starts_with("COUNTIFS(") && formula.contains("Altri indici"), "{formula}");
}

/// From a value to its figure, and from there to the cell of the statement or to the file.
#[test]
fn every_figure_says_from_which_cell_it_comes_and_leads_there() {
    let month = Month::full();
    let cells = cells(&mut book(&month.view()), "Dati");
    let cell = |name: String| cells.get(&name).map(|(value, _)| value.to_string()).unwrap_or_default();
    let row = |row: u32| ["A", "C", "D", "E", "F", "G"].map(|it| cell(format!("{it}{row}"))).join(" | ");
    assert_eq!(row(5), "2021_01_01-I2 | Consuntivo | Stato di attuazione | in corso |  | non consegnato");
    let place = "scheda_interventi_estero_2021-06.xlsx · Scheda!C14";
    assert_eq!(row(7), format!("2021_02_01-I1 | Consuntivo | Numeratore | 17 | n. | {place}"));
    assert_eq!(number(&cells, "E9"), 2_863_957.11);
    let (_, formula) = &cells["E9"];
    assert_eq!(formula.replace('\'', ""), cells["G9"].0.to_string());
    assert!(formula.starts_with("'Conto economico'!"), "{formula}");
    // What nobody filled is named all the same, and is no zero.
    assert_eq!((cells["E17"].0.to_string(), cells["E17"].1.as_str()), ("n.d.".to_owned(), ""));
    let links = sheet_of(&month, "Dati");
    assert!(links.contains(r#"ref="G7" location="'Fonti'!A9""#), "the file's row");
    assert!(links.contains(&format!(r#"ref="G9" location="{formula}""#)), "the statement's cell");
}

/// The XML of a sheet, where what calamine does not tell stands.
fn sheet_of(month: &Month, name: &str) -> String {
    let view = month.view();
    let at = book(&view).sheet_names().iter().position(|it| it == name).unwrap() + 1;
    let mut package = zip::ZipArchive::new(Cursor::new(bytes(&view))).unwrap();
    let mut text = String::new();
    package.by_name(&format!("xl/worksheets/sheet{at}.xml")).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn each_indicator_has_a_form_of_its_own_page_with_the_figures_of_its_row() {
    let month = Month::full();
    let cells = cells(&mut book(&month.view()), "Schede");
    let form = row_of(&cells, "A", "2021_02_01-I1");
    let shown: Vec<String> = (form + 1..form + 17)
        .map(|row| {
            let cell = |letter: &str| cells.get(&format!("{letter}{row}")).cloned().unwrap_or_default();
            format!("{}: {} {}", cell("A").0, cell("B").1, cell("B").0).replace('\n', " / ").trim_end().to_owned()
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    Codice:  2021_02_01-I1
    Obiettivo:  2021_02_01 Favorire l'apertura ai mercati esteri
    Tipo:  operativo
    Definizione:  Imprese assistite sui mercati esteri
    Unità di misura:  percentuale
    Lettura nell'anno:  si accumula da gennaio; più alto è meglio
    Formula:  numeratore / denominatore
    Fonte del dato:  scheda dell'ufficio / scheda_interventi_estero_2021-06.xlsx · Scheda!D14 e un altro dato
    Valore atteso (target):  >= 60%
    Valore osservato alla data: 'Indicatori'!E6 0.425
    Stato:  in corso
    Motivo:  Può ancora crescere fino al 31/12/2021.
    Grado di raggiungimento: 'Indicatori'!K6 0.7083333333333334
    Ufficio responsabile:  Ufficio Commercio estero
    Periodo:  dal 01/01/2021 al 30/06/2021; definizione in vigore dal 01/01/2021
    :
    ");
    assert_eq!(sheet_of(&month, "Schede").matches("<brk ").count(), 3, "four forms, a page each");
}

const TREE: &str = r#"
    [[objective]]
    code = "2021_02"
    level = "area"
    title = "Mercati"
    resources_euro = 10_000
    [[objective]]
    code = "2021_02_01"
    level = "strategico"
    parent = "2021_02"
    title = "Mercati esteri"
    resources_euro = 10_000
    [[objective]]
    code = "2021_02_01_01"
    level = "operativo"
    parent = "2021_02_01"
    title = "Fiere"
    [[objective]]
    code = "2021_03"
    level = "area"
    title = "Senza righe"
    resources_euro = 500
"#;

/// A month with rows on an objective, on one below it and on none of the plan.
fn with_tree() -> Month {
    let mut month = Month::full();
    month.objectives = toml::from_str(TREE).unwrap();
    let mut movements: Vec<Movement<'_>> = month.ledger.movements.iter().collect();
    for place in [0, 1, 2] {
        movements[place].objective = "2021_02_01_01";
    }
    movements[1].allotted = Some(Cents(160_000));
    movements[5].objective = "2020_09";
    let movements = movements.into_iter().collect();
    month.ledger.movements = movements;
    month
}

/// Each row of the accounts counts once; a whole is the sum of what stands below it, by a formula.
#[test]
fn resources_roll_up_the_tree_and_no_row_counts_twice() {
    let month = with_tree();
    let cells = cells(&mut book(&month.view()), "Risorse");
    let titles: Vec<String> = (5..12).map(|row| cells[&format!("B{row}")].0.to_string()).collect();
    insta::assert_snapshot!(titles.join("\n"), @r"
    Mercati
    Mercati esteri
    di cui direttamente sull'obiettivo
    di cui Fiere
    Senza righe
    Righe senza un obiettivo del Piano
    Totale
    ");
    insta::assert_snapshot!(told(&cells, &["D5", "E5", "F5", "G5", "I5", "D6", "E6", "E7", "E8", "H8", "E9", "E10", "E11"]), @r#"
    D5: ROUND(SUMIFS(D6:D8,J6:J8,A5),2) | 10000
    E5: ROUND(SUMIFS(E6:E8,J6:J8,A5),2) | 3500
    F5: ROUND(D5-E5,2) | 6500
    G5: IF(OR(D5<=0,E5<0),"",E5/D5) | 0.35
    I5: ROUND(SUMIFS(I6:I8,J6:J8,A5),2) | 3460
    D6:  | 10000
    E6: ROUND(SUMIFS(E7:E8,J7:J8,A6),2) | 3500
    E7:  | 1000
    E8:  | 2500
    H8:  | 1600
    E9:  | n.d.
    E10:  | 3333.33
    E11: ROUND(SUMIFS(E5:E10,J5:J10,"Piano"),2) | 6833.33
    "#);
    let booked: Cents = month.ledger.side(crate::ledger::Side::Accounting).map(|it| it.cents).sum();
    assert_eq!(number(&cells, "E11"), booked.as_euro());
}
