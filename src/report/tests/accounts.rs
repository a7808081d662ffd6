//! The sheets of the accounts: every figure with the formula that makes it, down to the cell that it comes from.

use std::sync::Arc;

use calamine::Reader as _;

use super::month::{Month, column};
use super::{book, bytes, cells, number, row_of};
use crate::config::embedded_configuration;
use crate::history::Past;
use crate::indicators::YearEnd;
use crate::ledger::{Amount, Column, Statement};
use crate::money::Cents;
use crate::origin::{Digest, Origin};
use crate::period::{Centre, Exercise, Function, Scenario};
use crate::reconcile::{Relation, TieOutState};
use crate::report::View;

fn printed(cents: i64) -> Amount {
    Amount { printed: Some((Cents(cents), Origin::default())), ..Amount::default() }
}

fn scheme(name: &str) -> Statement {
    let file = format!("schemes/{name}.toml");
    let text = embedded_configuration().into_iter().find(|(path, _)| *path == file).unwrap().1;
    Statement::of(Arc::new(toml::from_str(&text).unwrap()))
}

#[test]
fn a_leaf_is_a_short_sum_over_its_accounts_and_each_of_them_leads_to_its_file() {
    let mut month = Month::full();
    month.files[0].sha256 = Some(Digest::of(b"oneri_2021-06.xlsx"));
    let mut book = book(&month.view());
    let statement = cells(&mut book, "Conto economico");
    let row = row_of(&statement, "B", "Competenze al personale");
    insta::assert_snapshot!(statement[&format!("F{row}")].1, @r#"ROUND(SUMIFS(Conti_consuntivo,Conti_voce,"competenze_personale"),2)"#);
    assert_eq!(number(&statement, &format!("F{row}")), 712_345.67);
    let functions = cells(&mut book, "Funzioni");
    insta::assert_snapshot!(functions[&format!("D{row}")].1, @r#"ROUND(SUMIFS(Conti_consuntivo_funzione_b,Conti_voce,"competenze_personale"),2)"#);
    insta::assert_snapshot!(functions[&format!("G{row}")].1, @"ROUND(SUM(C12:F12),2)");
    let accounts = cells(&mut book, "Conti");
    let shown = |row: u32| {
        let cell = |letter: char| accounts.get(&format!("{letter}{row}")).map(|(value, _)| value.to_string());
        ('A'..='L').filter_map(cell).collect::<Vec<_>>().join(" | ")
    };
    insta::assert_snapshot!([4, 5, 6].map(shown).join("\n"), @r"
        Voce | Conto | Nome del conto | Preventivo | Assestato | Consuntivo alla data | Consuntivo alla data funzione A | Consuntivo alla data funzione B | Consuntivo alla data funzione C | Consuntivo alla data funzione D | Cella di origine | Sigla della voce
        6a) Competenze al personale | 321000 | =STIPENDI | 1500000 | 1470000 | 710000 | 200000 | 210000 | 200000 | 100000 | oneri_2021-06.xlsx · Oneri!I7 | competenze_personale
        6a) Competenze al personale | 321001 | STRAORDINARI | 0 | 10000 | 2345.67 | 0 | 2345.67 | 0 | 0 | oneri_2021-06.xlsx · Oneri!I8 | competenze_personale
        ");
    let package = bytes(&month.view());
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let mut links = String::new();
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        if part.name().unwrap().starts_with("xl/worksheets/sheet") {
            std::io::Read::read_to_string(&mut part, &mut links).unwrap();
        }
    }
    let to_file = "location=\"'Fonti'!A5\" display=\"oneri_2021-06.xlsx · Oneri!I7\"";
    assert!(links.contains(to_file), "no link from the account to its file");
}

/// Where a line is not what its accounts come to, the figure stands alone: no formula says otherwise.
#[test]
fn what_is_no_sum_of_its_accounts_is_no_formula() {
    let mut month = Month::full();
    let at = column(Scenario::Consuntivo, None);
    let statement = month.statement.as_mut().unwrap();
    statement.amounts.get_mut(&("competenze_personale".into(), at)).unwrap().accounts = Some(Cents(1));
    let cells = cells(&mut book(&month.view()), "Conto economico");
    assert_eq!((number(&cells, "F12"), cells["F12"].1.as_str()), (0.01, ""));
}

#[test]
fn what_files_say_of_a_budget_goes_before_what_is_derived() {
    let mut month = Month::full();
    let statement = month.statement.as_mut().unwrap();
    for (scenario, cents) in [(Scenario::Variazioni, 777), (Scenario::Prenotato, 500), (Scenario::Disponibile, 999)] {
        statement.amounts.insert(("interventi_economici".into(), column(scenario, None)), printed(cents));
    }
    statement.amounts.insert(("funzionamento".into(), column(Scenario::Prenotato, None)), printed(2_000));
    let past = Past { last_year: [("funzionamento".to_owned(), Cents(60_000_000))].into(), ..Past::default() };
    let cells = cells(&mut book(&View { past: &past, ..month.view() }), "Conto economico");
    let shown = |label: &str| {
        let row = row_of(&cells, "B", label);
        let cell = |letter: char| cells.get(&format!("{letter}{row}")).cloned().unwrap_or_default();
        let all = ['C', 'D', 'E', 'F', 'G', 'H', 'I']
            .map(cell)
            .map(|(value, excel)| format!("{excel} {value}").trim().to_owned());
        format!("{label}: {}", all.join(" | "))
    };
    insta::assert_snapshot!(["Voce", "Funzionamento", "Interventi economici"].map(shown).join("\n"), @r"
        Voce: Preventivo | Variazioni | Assestato | Prenotato | Consuntivo alla data | Disponibile (proventi: da realizzare) | Stesso mese anno prima
        Funzionamento: 1700000 | ROUND(E14-C14,2) 25000 | 1725000 | 20 | 681111.1 | ROUND(E14-G14-F14,2) 1043868.9 | 600000
        Interventi economici: 2100000 | 7.77 | 2100000 | 5 | 643200.99 | 9.99 |
        ");
}

#[test]
fn where_the_year_is_heading_is_shown_by_function_where_it_is_known() {
    let month = Month::full();
    let mut heading = Statement::of(Arc::clone(&month.statement.as_ref().unwrap().scheme));
    for (function, cents) in [(None, 400), (Some(Function::A), 300), (Some(Function::B), 100)] {
        heading.amounts.insert(("funzionamento".into(), column(Scenario::Preconsuntivo, function)), printed(cents));
    }
    let year_end = YearEnd { statements: vec![heading], ..YearEnd::default() };
    let mut book = book(&View { year_end: &year_end, ..month.view() });
    let functions = cells(&mut book, "Funzioni");
    let row = row_of(&functions, "B", "Funzionamento");
    assert_eq!(functions["H4"].0.to_string(), "Preconsuntivo (proiezione) funzione A");
    assert_eq!((number(&functions, &format!("H{row}")), number(&functions, &format!("I{row}"))), (3.0, 1.0));
    // Two of four functions are not known: their sum is not the whole.
    assert_eq!((number(&functions, &format!("L{row}")), functions[&format!("L{row}")].1.as_str()), (4.0, ""));
    let statement = cells(&mut book, "Conto economico");
    assert_eq!(statement["H4"].0.to_string(), "Preconsuntivo (proiezione)");
    insta::assert_snapshot!(statement[&format!("I{row}")].1, @"ROUND(H14-E14,2)");
}

#[test]
fn a_budget_by_centre_is_one_row_a_voce_and_the_sum_of_each_centre() {
    let mut month = Month::full();
    let statement = month.statement.as_mut().unwrap();
    for (centre, line, cents) in
        [("CDR A1", "funzionamento", 100_000), ("CDR A1", "oneri_sociali", 20_000), ("CDR B2", "funzionamento", 50_000)]
    {
        for (scenario, cents) in
            [(Scenario::Preventivo, cents), (Scenario::Assestato, cents + 1_000), (Scenario::Consuntivo, cents / 4)]
        {
            let at = Column { centre: Centre::named(centre), ..column(scenario, None) };
            let entry = ("325000".into(), Cents(cents), Origin { source: 2, sheet: 0, row: 20, column: 3 });
            let amount = Amount { accounts: Some(Cents(cents)), entries: vec![entry], ..Amount::default() };
            statement.amounts.insert((line.into(), at), amount);
        }
    }
    let mut book = book(&month.view());
    let budget = cells(&mut book, "Budget");
    let shown = |row: u32| {
        let cell = |letter: char| budget.get(&format!("{letter}{row}")).cloned().unwrap_or_default();
        ['A', 'C', 'D', 'E', 'F', 'G', 'I']
            .map(cell)
            .map(|(value, excel)| format!("{excel} {value}").trim().to_owned())
            .join(" | ")
    };
    insta::assert_snapshot!([5, 6, 7, 8, 9].map(shown).join("\n"), @r#"
    Cdr a1 | Oneri sociali | ROUND(SUMIFS(Conti_preventivo,Conti_voce,"oneri_sociali/cdr_a1"),2) 200 | ROUND(F5-D5,2) 10 | ROUND(SUMIFS(Conti_assestato,Conti_voce,"oneri_sociali/cdr_a1"),2) 210 | ROUND(SUMIFS(Conti_consuntivo,Conti_voce,"oneri_sociali/cdr_a1"),2) 50 | ROUND(F5-G5,2) 160
    Cdr a1 | Funzionamento | ROUND(SUMIFS(Conti_preventivo,Conti_voce,"funzionamento/cdr_a1"),2) 1000 | ROUND(F6-D6,2) 10 | ROUND(SUMIFS(Conti_assestato,Conti_voce,"funzionamento/cdr_a1"),2) 1010 | ROUND(SUMIFS(Conti_consuntivo,Conti_voce,"funzionamento/cdr_a1"),2) 250 | ROUND(F6-G6,2) 760
    Cdr a1 | Totale oneri di Cdr a1 | ROUND(SUBTOTAL(9,D5:D6),2) 1200 | ROUND(SUBTOTAL(9,E5:E6),2) 20 | ROUND(SUBTOTAL(9,F5:F6),2) 1220 | ROUND(SUBTOTAL(9,G5:G6),2) 300 | ROUND(SUBTOTAL(9,I5:I6),2) 920
    Cdr b2 | Funzionamento | ROUND(SUMIFS(Conti_preventivo,Conti_voce,"funzionamento/cdr_b2"),2) 500 | ROUND(F8-D8,2) 10 | ROUND(SUMIFS(Conti_assestato,Conti_voce,"funzionamento/cdr_b2"),2) 510 | ROUND(SUMIFS(Conti_consuntivo,Conti_voce,"funzionamento/cdr_b2"),2) 125 | ROUND(F8-G8,2) 385
    Cdr b2 | Totale oneri di Cdr b2 | ROUND(SUBTOTAL(9,D8:D8),2) 500 | ROUND(SUBTOTAL(9,E8:E8),2) 10 | ROUND(SUBTOTAL(9,F8:F8),2) 510 | ROUND(SUBTOTAL(9,G8:G8),2) 125 | ROUND(SUBTOTAL(9,I8:I8),2) 385
    "#);
    let statement = cells(&mut book, "Conto economico");
    assert_eq!(number(&statement, "F13"), 175_555.01, "what a centre has is no second time in the whole");
}

#[test]
fn the_balance_sheet_stands_beside_the_year_before_and_the_plan_beside_what_was_acquired() {
    let mut month = Month::full();
    let mut balance = scheme("stato_patrimoniale");
    for (year, cents) in [(2021, 900), (2020, 1_000)] {
        let at = Column { exercise: Exercise(year), ..column(Scenario::Consuntivo, None) };
        balance.amounts.insert(("software".into(), at), printed(cents));
    }
    let mut plan = scheme("allegato_a");
    for (scenario, cents) in [(Scenario::Preventivo, 5_000), (Scenario::Consuntivo, 2_000)] {
        plan.amounts.insert(("investimenti_materiali".into(), column(scenario, None)), printed(cents));
    }
    month.ledger.statements = vec![plan, balance];
    let mut book = book(&month.view());
    let order = ["Conto economico", "Funzioni", "Investimenti", "Stato patrimoniale", "Indicatori"];
    let held: Vec<String> = book.sheet_names().into_iter().filter(|it| order.contains(&it.as_str())).collect();
    assert_eq!(held, order);
    let balance = cells(&mut book, "Stato patrimoniale");
    assert_eq!(balance["C4"].0.to_string(), "Consuntivo alla data 30/06/2021");
    assert_eq!(balance["D4"].0.to_string(), "Consuntivo 2020");
    assert_eq!((balance["E5"].1.as_str(), number(&balance, "E5")), ("ROUND(C5-D5,2)", -1.0));
    let plan = cells(&mut book, "Investimenti");
    let row = row_of(&plan, "B", "Immobilizzazioni materiali");
    let heads = ["C4", "D4", "E4"].map(|cell| plan[cell].0.to_string());
    assert_eq!(heads, ["Piano 2021", "Acquisito alla data", "Resta (piano - acquisito)"]);
    assert_eq!(plan[&format!("E{row}")].1, format!("ROUND(C{row}-D{row},2)"));
    assert_eq!(number(&plan, &format!("E{row}")), 30.0);
    month.ledger.statements[0].amounts.retain(|(_, at), _| at.scenario == Scenario::Preventivo);
    let plan = cells(&mut super::book(&month.view()), "Investimenti");
    assert!(plan["A3"].0.to_string().ends_with("nessun file del mese dice quanto è stato acquisito"));
}

#[test]
fn what_holds_is_told_in_one_row_a_family_and_counted_once() {
    let mut month = Month::full();
    let held = month.reconciliation.tie_outs[0].clone();
    let bound = |id: &str, left: i64| crate::reconcile::TieOut {
        id: id.to_owned(),
        label: format!("{id}: utilizzato e prenotato <= assestato"),
        family: "utilizzato e prenotato <= assestato".to_owned(),
        left: Some(Cents(left)),
        right: Some(Cents(10_000)),
        relation: Relation::AtMost,
        state: TieOutState::Holds,
        blocking: false,
        ..held.clone()
    };
    month.reconciliation.tie_outs.extend([bound("a", 4_000), bound("b", 9_000)]);
    let mut book = book(&month.view());
    let tie_outs = cells(&mut book, "Quadrature");
    let shown = |row: u32| {
        let cell = |letter: char| tie_outs.get(&format!("{letter}{row}")).cloned().unwrap_or_default();
        let told =
            ['A', 'B', 'E', 'G', 'H'].map(cell).map(|(value, excel)| format!("{excel} {value}").trim().to_owned());
        told.join(" | ").trim_end().to_owned()
    };
    insta::assert_snapshot!([7, 8, 9].map(shown).join("\n"), @r#"
    IF(COUNTIF(A8:A9,"quadra")=ROWS(A8:A9),"quadrano","non quadra") quadrano | utilizzato e prenotato <= assestato | <= | MAX(G8:G9) -10 | ROWS(A8:A9) 2
    IF(G8<=K8,"quadra","non quadra") quadra | a: utilizzato e prenotato <= assestato | <= | ROUND(D8-F8,2) -60 |
    IF(G9<=K9,"quadra","non quadra") quadra | b: utilizzato e prenotato <= assestato | <= | ROUND(D9-F9,2) -10 |
    "#);
    let summary = cells(&mut book, "Sommario");
    assert_eq!(number(&summary, &format!("D{}", row_of(&summary, "C", "quadra"))), 3.0);
}
