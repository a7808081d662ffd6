//! Drafts of files whose values could be taken for something else: amounts with their currency, amounts that nobody can
//! read.

use super::drafts::{drafted, kinds};
use super::*;

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
