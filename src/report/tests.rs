//! The workbook read back: sheets, cached results, texts, and the same bytes twice.

mod accounts;
mod brief;
mod month;
mod payments;
mod plan;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use proptest::prelude::*;

use super::workbook::render_sheets;
use super::{View, render};
use crate::indicators::number_of;
use crate::issue::IssueState;
use crate::ledger::Movement;
use crate::money::Cents;
use crate::period::Scenario;
use crate::reconcile::{Bridge, BridgeItem};
use month::{Month, column};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn bytes(view: &View<'_>) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    render(view, &mut out).unwrap();
    out.into_inner()
}

fn book(view: &View<'_>) -> Book {
    open_workbook_from_rs(Cursor::new(bytes(view))).unwrap()
}

/// Every cell of a sheet by its name, with its formula where it has one.
fn cells(book: &mut Book, sheet: &str) -> BTreeMap<String, (Data, String)> {
    let values = book.worksheet_range(sheet).unwrap();
    let (top, left) = values.start().unwrap_or_default();
    let mut out = BTreeMap::new();
    for (row, column, value) in values.used_cells() {
        let name = super::cells::here(top + row as u32, (left + column as u32) as u16);
        out.insert(name, (value.clone(), String::new()));
    }
    let formulas = book.worksheet_formula(sheet).unwrap();
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, formula) in formulas.used_cells() {
        let name = super::cells::here(top + row as u32, (left + column as u32) as u16);
        out.entry(name).or_insert((Data::Empty, String::new())).1 = formula.clone();
    }
    out
}

/// The row, as Excel counts, whose cell in this column holds this text.
fn row_of(cells: &BTreeMap<String, (Data, String)>, letter: &str, text: &str) -> u32 {
    let held = |row: &u32| cells.get(&format!("{letter}{row}")).is_some_and(|(value, _)| *value == text);
    (1..200).find(held).unwrap_or_else(|| panic!("no `{text}` in column {letter}"))
}

fn number(cells: &BTreeMap<String, (Data, String)>, cell: &str) -> f64 {
    match &cells[cell].0 {
        Data::Float(number) => *number,
        Data::Int(number) => *number as f64,
        other => panic!("{cell} holds {other:?}"),
    }
}

#[test]
fn the_sheets_stand_in_order() {
    let month = Month::full();
    insta::assert_snapshot!(book(&month.view()).sheet_names().join(", "), @"Sommario, Cruscotto, Segnalazioni, Conto economico, Funzioni, Risorse, Indicatori, Altri indici, Albero, Quadrature, Differenze, Anomalie, Fonti, Prospetto, Schede, Conti, Dati, Abbinamenti");
}

#[test]
fn two_renderings_are_the_same_bytes() {
    let month = Month::full();
    assert!(bytes(&month.view()) == bytes(&month.view()));
}

#[test]
fn a_month_without_anything_still_has_its_workbook() {
    let month = Month::empty();
    let mut book = book(&month.view());
    assert_eq!(book.sheet_names().len(), 10);
    let cells = cells(&mut book, "Conto economico");
    assert!(cells["B5"].0.to_string().starts_with("Nessun importo"));
}

#[test]
fn every_line_of_the_statement_shows_its_value_and_sums_are_formulas() {
    let month = Month::full();
    let statement = month.statement.as_ref().unwrap();
    let cells = cells(&mut book(&month.view()), "Conto economico");
    for (row, line) in (5..).zip(&statement.scheme.lines) {
        for (letter, scenario) in [("C", Scenario::Preventivo), ("E", Scenario::Assestato), ("F", Scenario::Consuntivo)]
        {
            let value = number_of(&statement.value(&line.id, column(scenario, None)));
            let cell = format!("{letter}{row}");
            let Some(value) = value else {
                assert!(cells.get(&cell).is_none_or(|(held, _)| *held == Data::Empty), "{cell}");
                continue;
            };
            assert_eq!(number(&cells, &cell), value, "{cell}");
            let has_accounts = &*line.id == "competenze_personale";
            assert_eq!(!cells[&cell].1.is_empty(), line.formula.is_some() || has_accounts, "{cell}");
        }
    }
    insta::assert_snapshot!(cells["F10"].1, @"ROUND(SUM(F5:F9),2)");
    insta::assert_snapshot!(cells["F18"].1, @"ROUND(F10-F17,2)");
    insta::assert_snapshot!(cells["D18"].1, @"ROUND(E18-C18,2)");
    insta::assert_snapshot!(cells["G17"].1, @"ROUND(E17-F17,2)");
    assert_eq!(cells.get("G18").map(|(value, _)| value.to_string()).unwrap_or_default(), "", "no result is left");
    insta::assert_snapshot!(cells["H9"].1, @r#"IF(OR(E9<=0,F9<0),"",F9/E9)"#);
    assert_eq!(cells["H9"].0.to_string(), "");
}

/// Where something is expected by now, each line with its share, what is expected, how far off it is, and what that says:
/// formula and result.
#[test]
fn a_voce_with_a_profile_is_off_what_is_expected_and_a_total_only_where_all_its_voci_are() {
    let month = Month::full();
    let line = |id: &str, due: u32| {
        format!(
            "[[profile]]\nscheme = 'piccolo'\nline = '{id}'\nmonths = [{due}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {}]\n",
            100 - due
        )
    };
    let profiles =
        [("diritto_annuale", 50), ("competenze_personale", 50), ("oneri_sociali", 40), ("interventi_economici", 33)];
    let phasing = toml::from_str(&profiles.map(|(id, due)| line(id, due)).concat()).unwrap();
    let thresholds =
        toml::from_str("scheme = 'piccolo'\noverride = [{ line = 'interventi_economici', oneri_below_profile = 0.1 }]")
            .unwrap();
    let view = View { phasing: &phasing, thresholds: &thresholds, ..month.view() };
    let cells = cells(&mut book(&view), "Conto economico");
    let shown = |label: &str| {
        let row = row_of(&cells, "B", label);
        let cell = |letter: &str| cells.get(&format!("{letter}{row}")).cloned().unwrap_or_default();
        let cells =
            ["L", "H", "I", "J"].map(|letter| format!("{} {}", cell(letter).1, cell(letter).0).trim().to_owned());
        format!("{label}: {}", cells.join(" | ")).trim_end().to_owned()
    };
    let labels = [
        "Diritto annuale",
        "Contributi trasferimenti e altre entrate",
        "Totale proventi correnti (A)",
        "Personale",
        "Competenze al personale",
        "Interventi economici",
    ];
    insta::assert_snapshot!(labels.map(shown).join("\n"), @r#"
    Diritto annuale: 0.5 | ROUND(E5*L5,2) 1675000 | ROUND(F5-H5,2) 338456.78 | IF(I5=0,"in linea",IF(I5>0,"favorevole","sfavorevole")) favorevole
    Contributi trasferimenti e altre entrate:  |  |  |
    Totale proventi correnti (A):  |  |  |
    Personale:  | ROUND(H12+H13,2) 884000 | ROUND(F11-H11,2) 3900.68 |
    Competenze al personale: 0.5 | ROUND(E12*L12,2) 740000 | ROUND(F12-H12,2) -27654.33 | IF(I12=0,"in linea",IF(I12>0,"sfavorevole","favorevole")) favorevole
    Interventi economici: 0.33 | ROUND(E15*L15,2) 693000 | ROUND(F15-H15,2) -49799.01 | IF(I15=0,"in linea",IF(I15>0,IF(F15>E15,"sfavorevole","favorevole"),"sfavorevole")) sfavorevole
    "#);
}

/// A percentage across signs, or on a base of zero or below, is none.
#[test]
fn no_percentage_says_what_is_not_so() {
    let mut month = Month::full();
    let statement = month.statement.as_mut().unwrap();
    let mut set = |line: &str, scenario, cents| {
        statement.amounts.get_mut(&(line.into(), column(scenario, None))).unwrap().accounts = Some(Cents(cents));
    };
    set("variazione_rimanenze", Scenario::Assestato, -500_000);
    set("variazione_rimanenze", Scenario::Consuntivo, -1_500_000);
    set("contributi", Scenario::Consuntivo, -100);
    let mut book = book(&month.view());
    let sheet = cells(&mut book, "Conto economico");
    for (row, line) in (5..).zip(&month.statement.as_ref().unwrap().scheme.lines) {
        let both = [format!("E{row}"), format!("F{row}")];
        if both.iter().any(|cell| !matches!(sheet.get(cell), Some((Data::Float(_), _)))) {
            continue;
        }
        let [budget, actual] = both.map(|cell| number(&sheet, &cell));
        let share = &sheet[&format!("H{row}")].0;
        assert_eq!(*share != Data::String(String::new()), budget > 0.0 && actual >= 0.0, "{}: {share:?}", line.id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_cent_is_lost_on_the_way_into_a_cell(
        fees in -400_000_000_000_i64..400_000_000_000,
        wages in -400_000_000_000_i64..400_000_000_000,
    ) {
        let mut month = Month::full();
        let at = column(Scenario::Consuntivo, None);
        let statement = month.statement.as_mut().unwrap();
        for (line, cents) in [("diritto_annuale", fees), ("competenze_personale", wages)] {
            statement.amounts.get_mut(&(line.into(), at)).unwrap().accounts = Some(Cents(cents));
        }
        let statement = statement.clone();
        let cells = cells(&mut book(&month.view()), "Conto economico");
        for (row, line) in (5..).zip(&statement.scheme.lines) {
            if let crate::formula::Value::Cents(cents) = statement.value(&line.id, at) {
                let shown = Cents::from_f64(number(&cells, &format!("F{row}"))).unwrap();
                prop_assert_eq!(i128::from(shown.0), cents, "{}", line.id);
            }
        }
    }
}

#[test]
fn an_aggregate_that_nobody_filled_is_named_and_not_zero() {
    let month = Month::full();
    let cells = cells(&mut book(&month.view()), "Conto economico");
    let row = row_of(&cells, "B", "Fdp ricevuto");
    assert_eq!(cells[&format!("F{row}")].0.to_string(), "n.d.");
    let row = row_of(&cells, "B", "Maggiorazione del diritto annuale (+20%)");
    assert_eq!(number(&cells, &format!("F{row}")), 335_576.13);
    assert_eq!(number(&cells, &format!("G{row}")), 222_757.2);
}

#[test]
fn a_tie_out_that_fails_comes_first_and_its_verdict_is_live() {
    let month = Month::full();
    let cells = cells(&mut book(&month.view()), "Quadrature");
    let verdicts: Vec<String> = (5..8)
        .map(|row| {
            let cell = |letter: &str| &cells[&format!("{letter}{row}")];
            format!("{} {} {}", cell("N").0, cell("A").0, cell("A").1).trim_end().to_owned()
        })
        .collect();
    insta::assert_snapshot!(verdicts.join("\n"), @r#"
    interventi_330 non quadra IF(ABS(G5)<=K5,"quadra","non quadra")
    allegato_c.personale quadra IF(ABS(G6)<=K6,"quadra","non quadra")
    allegato_c.avanzo dato mancante
    "#);
    assert_eq!(number(&cells, "G5"), 1_250.0);
    assert_eq!(number(&cells, "G6"), 1.0);
}

#[test]
fn the_summary_counts_over_the_sheets() {
    let month = Month::full();
    let cells = cells(&mut book(&month.view()), "Sommario");
    let counted = |label: &str| number(&cells, &format!("B{}", row_of(&cells, "A", label)));
    assert_eq!([counted("raggiunto"), counted("mancato"), counted("in corso")], [1.0, 1.0, 2.0]);
    assert_eq!(
        ["quadra", "non quadra", "dato mancante"]
            .map(|verdict| number(&cells, &format!("D{}", row_of(&cells, "C", verdict)))),
        [1.0, 1.0, 1.0]
    );
    let files = |state: &str| number(&cells, &format!("F{}", row_of(&cells, "E", state)));
    assert_eq!([files("accolta"), files("mancante")], [3.0, 1.0]);
    let row = row_of(&cells, "H", "Ufficio Commercio estero");
    let of = |letter: &str| number(&cells, &format!("{letter}{row}"));
    assert_eq!([of("I"), of("J"), of("K")], [2.0, 1.0, 3_373.33]);
    let avanzo = row_of(&cells, "A", "Avanzo o disavanzo (-)");
    insta::assert_snapshot!(cells[&format!("B{avanzo}")].1, @"'Conto economico'!F21");
    assert!(cells["A4"].0.to_string().starts_with("BOZZA"));
}

#[test]
fn no_formula_carries_the_zero_of_a_writer_that_did_not_know() {
    let month = Month::full();
    let mut book = book(&month.view());
    for sheet in book.sheet_names() {
        for (cell, (value, formula)) in cells(&mut book, &sheet) {
            // Zero is a result only where something is counted or an amount is nothing.
            let may_be_zero = formula.contains("COUNTIF")
                || ["Conto economico", "Funzioni"].contains(&&*sheet)
                || formula.contains("'Conto economico'");
            assert!(formula.is_empty() || may_be_zero || value != Data::Float(0.0), "{sheet}!{cell} ={formula}");
        }
    }
}

#[test]
fn a_text_that_looks_like_a_formula_stays_a_text() {
    let mut month = Month::full();
    let dangerous = "=1+1";
    month.problems[0].text = dangerous.to_owned();
    month.reconciliation.differences[0].text = "+SOMMA(A1:A9)".to_owned();
    month.alerts[0].text = "@SUM(1)".to_owned();
    month.blocking[0] = "-2+3".to_owned();
    let mut book = book(&month.view());
    let problems = cells(&mut book, "Anomalie");
    assert_eq!(problems["F6"], (Data::String(dangerous.to_owned()), String::new()));
    let matches = cells(&mut book, "Abbinamenti");
    assert!(matches.values().all(|(_, formula)| formula.is_empty()));
    for sheet in book.sheet_names() {
        assert!(cells(&mut book, &sheet).values().all(|(_, formula)| !formula.contains("SOMMA") && formula != "1+1"));
    }
}

#[test]
fn no_character_and_no_length_breaks_the_workbook() {
    let mut month = Month::full();
    month.ente = "Camera & <figli> \u{1} \"esempio\" &P".repeat(9);
    month.problems[0].text = "a\u{0}b\u{1f}c\u{ffff}d_x0041_\r\ne".to_owned();
    month.problems[1].text = "però 🙂 ".repeat(9_000);
    let mut movements: Vec<Movement<'_>> = month.ledger.movements.iter().collect();
    movements[0].beneficiary = "x\u{2}y";
    let movements = movements.into_iter().collect();
    month.ledger.movements = movements;
    let mut book = book(&month.view());
    assert!(cells(&mut book, "Anomalie")["F5"].0.to_string().ends_with("è nella fonte)"));
    assert_eq!(cells(&mut book, "Abbinamenti")["K5"].0, Data::Float(2_500.0));
}

#[test]
fn a_number_that_is_none_is_left_out() {
    let mut month = Month::full();
    month.ledger.measurements[0].numerator = Some(f64::NAN);
    month.indicators[3].inputs.clear();
    month.indicators[3].value = crate::formula::Value::Number(f64::INFINITY);
    let cells = cells(&mut book(&month.view()), "Indicatori");
    assert!(cells.values().all(|(value, _)| !matches!(value, Data::String(text) if text == "NAN" || text == "INF")));
}

#[test]
fn matches_go_on_in_another_sheet_and_none_is_lost() {
    let month = Month::full();
    let mut out = Cursor::new(Vec::new());
    render_sheets(&month.view(), &mut out, 2).unwrap();
    let mut book: Book = open_workbook_from_rs(out).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[names.len() - 2..], ["Abbinamenti", "Abbinamenti 2"]);
    let amounts = |book: &mut Book, sheet| {
        let cells = cells(book, sheet);
        (5..9).filter_map(|row| Some(cells.get(&format!("K{row}"))?.0.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(amounts(&mut book, "Abbinamenti"), ["2500", "1500"]);
    assert_eq!(amounts(&mut book, "Abbinamenti 2"), ["1000"]);
}

#[test]
fn a_released_month_has_no_banner() {
    let mut month = Month::full();
    month.state = IssueState::Released;
    let cells = cells(&mut book(&month.view()), "Sommario");
    assert!(cells.values().all(|(value, _)| !value.to_string().contains("BOZZA")));
}

#[test]
fn a_bridge_shows_what_lies_between_and_what_nobody_explains() {
    let mut month = Month::full();
    month.reconciliation.bridges = vec![Bridge {
        rule_set: "interventi".into(),
        office: Some("promozione".into()),
        objective: "2021_01_01".into(),
        accounting: Cents(480_000),
        told: Cents(460_700),
        items: vec![BridgeItem { kind: "amount", count: 1, cents: Cents(-19_200) }],
        unexplained: Cents(-100),
    }];
    let cells = cells(&mut book(&month.view()), "Risorse");
    let top: u32 = cells
        .iter()
        .find_map(|(cell, (value, _))| {
            (*value == Data::String(crate::report::phrases::BRIDGES.to_owned())).then(|| cell[1..].parse().unwrap())
        })
        .unwrap();
    let (head, row, total) = (top + 2, top + 3, top + 4);
    let at = |column: &str, row: u32| format!("{column}{row}");
    assert_eq!(cells[&at("E", head)].0.to_string(), "Importo diverso");
    assert_eq!(cells[&at("G", row)].1, format!("ROUND(F{row}-SUM(D{row}:E{row}),2)"));
    let figures = ["D", "F", "G"].map(|column| number(&cells, &at(column, row)));
    assert_eq!(figures, [4_800.0, 4_607.0, -1.0]);
    let sum = &at("G", total);
    assert_eq!((cells[sum].1.clone(), number(&cells, sum)), (format!("ROUND(SUM(G{row}:G{row}),2)"), -1.0));
}
