//! Drafts of files whose values could be taken for something else: amounts with their currency, amounts that nobody can
//! read, accounts that sum others, columns of the other sign.

use super::*;
use crate::read::layout::RowIs;

/// A draft's comments and rules, without what every draft says.
fn remarks(draft: &str) -> String {
    let told = |line: &&str| line.contains("ATTENZIONE") || line.contains("DA GUARDARE");
    draft.lines().filter(told).map(|line| format!("{line}\n")).collect()
}

#[test]
fn an_amount_with_its_currency_is_an_amount() {
    let amounts = ["1000,00 euro", "€ 1.000,00", "EUR 12,50", "1.000,00 €", "5"];
    let bytes = workbook("Interventi", |sheet| {
        line(sheet, 0, &["Obiettivo", "Beneficiario", "Somma"]);
        line(sheet, 1, &["2021_01_01_01", "Officine", "0,50 Euro"]);
        (2..).zip(amounts).for_each(|(row, amount)| line(sheet, row, &["2021_01_01_01", "Officine", amount]));
    });
    let (draft, layout) = drafted("x", &bytes);
    assert_eq!((kinds(&layout)[2].as_str(), remarks(&draft).as_str()), ("somma Money", ""));
    let (found, reading) = read_as("x", &bytes, &layout);
    let read: Vec<String> = found.iter().map(|row| show(&row.values[2])).collect();
    assert_eq!(read, ["0,50", "1.000,00", "1.000,00", "12,50", "1.000,00", "5,00"]);
    assert_eq!(reading.problems, []);
}

#[test]
fn a_column_from_which_something_is_taken_is_never_drafted_as_anything_else() {
    let bytes = workbook("Interventi", |sheet| {
        line(sheet, 0, &["Obiettivo", "Beneficiario", "Data liquidazione", "Liquidato"]);
        line(sheet, 1, &["1", "Officine", "a giugno", "circa mille"]);
        line(sheet, 2, &["2", "Cantina", "da definire", "vedi determina"]);
    });
    let (draft, layout) = drafted("x", &bytes);
    assert_eq!(kinds(&layout), ["obiettivo Code", "beneficiario Text", "data_liquidazione Date", "liquidato Money"]);
    insta::assert_snapshot!(remarks(&draft), @r"
    # DA GUARDARE: non si legge così la cella C2: `a giugno`
    # DA GUARDARE: non si legge così la cella D2: `circa mille`
    ");
    assert!(read_as("x", &bytes, &layout).0.is_empty(), "no row without its amount");
}

#[test]
fn summary_accounts_are_drafted_as_such() {
    let with = |rows: &[&[&str]]| {
        workbook("Bilancio", |sheet| {
            line(sheet, 0, &["Conto", "Descrizione", "Consuntivo"]);
            (1..).zip(rows).for_each(|(row, cells)| line(sheet, row, cells));
        })
    };
    let plain = with(&[
        &["310", "Mastro", "30,00"],
        &["310000", "Diritto", "10,00"],
        &["310001", "Sanzioni", "20,00"],
        &["311", "Mastro", "0,00"],
        &["311000", "Segreteria", "0,00"],
        &["Totale", "", "30,00"],
    ]);
    let (draft, layout) = drafted("x", &plain);
    let rule = |layout: &Layout| {
        let found = layout.rows.iter().find(|rule| rule.is == RowIs::Summary);
        found.map(|rule| (rule.column.clone(), rule.matches.0.as_str().to_owned()))
    };
    assert_eq!(rule(&layout), Some(("conto".to_owned(), "^\\d{3}$".to_owned())));
    assert!(
        draft.contains("# Mastri: portano la somma dei conti che cominciano con il loro codice (righe 2, 5)"),
        "{draft}"
    );
    let (found, reading) = read_as("x", &plain, &layout);
    let codes: Vec<String> = found.iter().map(|row| format!("{:?} {}", row.kind, show(&row.values[0]))).collect();
    assert_eq!(codes, ["Summary 310", "Data 310000", "Data 310001", "Summary 311", "Data 311000", "Total Totale"]);
    assert_eq!(reading.problems, []);
    // An account as short as a summary account, or codes that are no digits: one by one.
    let short = with(&[&["310", "a", "3,00"], &["310000", "b", "3,00"], &["999", "c", "5,00"]]);
    assert_eq!(rule(&drafted("x", &short).1).unwrap().1, "^(310)$");
    let levels = with(&[&["31", "a", "3,00"], &["310", "b", "3,00"], &["310000", "c", "3,00"]]);
    assert_eq!(rule(&drafted("x", &levels).1).unwrap().1, "^\\d{2,3}$");
    let none = with(&[&["310", "a", "4,00"], &["310000", "b", "3,00"]]);
    assert_eq!(rule(&drafted("x", &none).1), None);
}

#[test]
fn a_column_of_the_other_sign_is_to_be_looked_at() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        line(sheet, 1, &["321000", "a", "900,00", "-445,00"]);
        line(sheet, 2, &["322000", "b", "210,00", "-104,00"]);
    });
    insta::assert_snapshot!(remarks(&drafted("x", &bytes).0), @"# DA GUARDARE: quasi tutti gli importi sono col meno, al contrario di altre colonne: se sono costi, aggiungere `sign = -1` in `amount`");
}
