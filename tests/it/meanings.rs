//! What values mean once they are read: dates that no payment has, rows without an amount, columns of the other sign,
//! accounts that sum others, and what the month becomes with them.

use chrono::{Days, NaiveDate};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::Value;

use crate::office::Office;

/// A workbook with these rows below a title; what reads as a number is one, what reads as a day is one.
fn book(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("Dati").unwrap();
    page.write_string(0, 0, "Camera di commercio di esempio - al 30/06/2021").unwrap();
    for (row, cells) in (2..).zip(rows) {
        for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            write(page, row, column, text);
        }
    }
    book.save_to_buffer().unwrap()
}

fn write(page: &mut Worksheet, row: u32, column: u16, text: &str) {
    if let Ok(number) = text.parse::<f64>() {
        page.write_number(row, column, number).unwrap();
    } else if let Ok(day) = text.parse::<NaiveDate>() {
        page.write_date_with_format(row, column, day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
    } else {
        page.write_string(row, column, text).unwrap();
    }
}

/// June with one file beside nothing else.
fn run(office: &Office, name: &str, rows: &[&[&str]]) -> Value {
    office.drop_file(name, &book(rows));
    office.run("2021-06").1
}

/// Every problem of a file: severity, code, cell, sentence and remedy.
fn said(json: &Value, name: &str) -> String {
    let of_file = json["problems"].as_array().unwrap().iter().filter(|it| it["file"] == name);
    let line = |it: &Value| {
        let text = |field: &str| it[field].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}: {} → {}\n", text("severity"), text("code"), text("cell"), text("text"), text("remedy"))
    };
    of_file.map(line).collect()
}

fn text(path: &str) -> String {
    quadratura::config::embedded_configuration()[path].clone()
}

/// A layout in which a wrong cell takes its row and not its file.
fn row_by_row(layout: &str) -> String {
    text(layout).replace("unreadable = \"file\"", "unreadable = \"row\"")
}

const PAYMENTS: [&str; 5] = ["Fornitore", "Fattura", "Data scadenza", "Data pagamento", "Importo"];

#[test]
fn a_due_date_that_no_payment_has_is_told_and_enters_no_mean() {
    let office = Office::new();
    office.configure("layouts/pagamenti_fornitori.toml", &row_by_row("layouts/pagamenti_fornitori.toml"));
    let name = "pagamenti_fornitori_2021-06.xlsx";
    let rows: [&[&str]; 8] = [
        &PAYMENTS,
        &["Energia", "1", "2021-05-20", "2021-06-10", "1000"],
        &["Carta", "2", "2021-06-30", "2021-06-10", "1000"],
        &["Stampa", "3", "1900-01-01", "2021-06-10", "500"],
        &["Stampa", "4", "1970-01-01", "2021-06-10", "500"],
        &["Stampa", "5", "2031-06-10", "2021-06-10", "500"],
        &["Stampa", "6", "", "2021-06-10", "500"],
        &["Stampa", "7", "0", "2021-06-10", "500"],
    ];
    let json = run(&office, name, &rows);
    insta::assert_snapshot!(said(&json, name), @r#"
    error ledger.payment_due C7: la scadenza è il 01/01/1970, ma un pagamento del 10/06/2021 scade fra il 10/06/2011 e il 10/06/2022: non entra nella tempestività dei pagamenti → scrivere la scadenza vera nell'elenco dei pagamenti e depositare di nuovo il file
    error ledger.payment_due C8: la scadenza è il 10/06/2031, ma un pagamento del 10/06/2021 scade fra il 10/06/2011 e il 10/06/2022: non entra nella tempestività dei pagamenti → scrivere la scadenza vera nell'elenco dei pagamenti e depositare di nuovo il file
    error read.blank_required C9: La colonna `Data scadenza` è vuota in una riga di dati → Scrivere il valore, oppure togliere dalla riga ciò che non è un dato
    error read.date_out_of_range C6: Nella colonna `Data scadenza` la data `01/01/1900` non può essere vera: si leggono quelle dal 1920 al 2098 → Scrivere la data giusta; se la data non c'è, lasciare vuota la cella invece di scrivere 01/01/1900 o 31/12/9999
    error read.zero C10: Nella colonna `Data scadenza` c'è uno 0, come lo dà una formula che rimanda a una cella vuota: non è una data e il valore manca → Scrivere il valore, o lasciare vuota la cella: nella formula =SE(A5="";"";A5) al posto di =A5
    "#);
    let indicators = json["indicators"].as_array().unwrap();
    let mean = indicators.iter().find(|it| it["id"] == "tempestivita_pagamenti").unwrap();
    // 21 days late and 20 early, of equal amounts.
    assert_eq!(mean["value"], "0.5", "{mean}");
}

#[test]
fn a_booking_day_that_cannot_be_is_told_and_its_amount_counts() {
    let office = Office::new();
    let name = "scheda_interventi_promozione_2021-06.xlsx";
    let rows: [&[&str]; 4] = [
        &["Obiettivo", "Beneficiario", "Data liquidazione", "Liquidato"],
        &["2021_01_01_01", "Officine Uno", "2021-06-10", "100"],
        &["2021_01_01_01", "Officine Due", "2021-12-10", "200"],
        &["2021_01_01_01", "Officine Tre", "1970-01-01", "300"],
    ];
    let json = run(&office, name, &rows);
    insta::assert_snapshot!(said(&json, name), @r"
    warning ledger.movement_date C5: la data 10/12/2021 non è fra il 01/01/2011 e il 30/07/2021: l'importo conta, la data no → correggere la data nel foglio, o spostare la riga nel file del suo mese
    warning ledger.movement_date C6: la data 01/01/1970 non è fra il 01/01/2011 e il 30/07/2021: l'importo conta, la data no → correggere la data nel foglio, o spostare la riga nel file del suo mese
    ");
    let differences = json["differences"].as_array().unwrap();
    let cents: i64 = differences.iter().map(|it| it["amount_cents"].as_i64().unwrap().abs()).sum();
    assert_eq!(cents, 60_000, "{differences:?}");
}

#[test]
fn a_row_that_says_no_amount_is_told_and_is_no_zero() {
    let office = Office::new();
    let without =
        text("layouts/scheda_interventi.toml").replace("kind = \"money\"\nrequired = true", "kind = \"money\"");
    office.configure("layouts/scheda_interventi.toml", &without);
    let name = "scheda_interventi_promozione_2021-06.xlsx";
    let rows: [&[&str]; 4] = [
        &["Obiettivo", "Beneficiario", "Stanziato", "Liquidato"],
        &["2021_01_01_01", "Officine Uno", "100", "100"],
        &["2021_01_01_01", "Officine Due", "200", ""],
        &["2021_01_01_01", "Officine Tre", "300", "0"],
    ];
    let json = run(&office, name, &rows);
    insta::assert_snapshot!(said(&json, name), @r#"error ledger.no_amount D5: la riga non dice nessun importo e non viene contata → scrivere l'importo, 0 se non è stato pagato nulla; se una cella vuota vuol dire zero, dichiarare `blank = "zero"` per la colonna nel tracciato in `config/layouts`"#);

    let sides = "id = \"giornale\"\ntitle = \"Giornale\"\nkind = \"registrations\"\nfile = '^giornale_(?<period>\\d{4}-\\d{2})'\n\
        column = [{ id = \"conto\", header = [\"Conto\"], kind = \"code\", required = true },\n\
        { id = \"obiettivo\", header = [\"Obiettivo\"], kind = \"code\", required = true },\n\
        { id = \"dare\", header = [\"Dare\"], kind = \"money\" }, { id = \"avere\", header = [\"Avere\"], kind = \"money\" }]\n";
    office.configure("layouts/giornale.toml", sides);
    let rows: [&[&str]; 4] = [
        &["Conto", "Obiettivo", "Dare", "Avere"],
        &["330001", "2021_01_01_01", "10", ""],
        &["330001", "2021_01_01_01", "", "4"],
        &["330001", "2021_01_01_01", "", ""],
    ];
    let json = run(&office, "giornale_2021-06.xlsx", &rows);
    assert!(said(&json, "giornale_2021-06.xlsx").starts_with("error ledger.no_amount C6:"), "{json}");
}

/// A layout of balances with a budget and an actual.
fn balances(more: &str, actual: &str) -> String {
    format!(
        "id = \"bilancio\"\ntitle = \"Bilancio\"\nkind = \"accounts\"\nscheme = \"allegato_c\"\n\
         file = '^bilancio_(?<period>\\d{{4}}-\\d{{2}})'\nidentity = [\"conto\"]\n{more}\n\
         [[column]]\nid = \"conto\"\nheader = [\"Conto\"]\nkind = \"code\"\nrequired = true\n\
         [[column]]\nid = \"descrizione\"\nheader = [\"Descrizione\"]\nkind = \"text\"\n\
         [[column]]\nid = \"preventivo\"\nheader = [\"Preventivo\"]\nkind = \"money\"\namount = {{ scenario = \"preventivo\" }}\n\
         [[column]]\nid = \"consuntivo\"\nheader = [\"Consuntivo\"]\nkind = \"money\"\namount = {{ scenario = \"consuntivo\"{actual} }}\n"
    )
}

const BALANCE: [&str; 4] = ["Conto", "Descrizione", "Preventivo", "Consuntivo"];
const FILE: &str = "bilancio_2021-06.xlsx";

/// June with a file of balances: what is said of it, and why the month is a draft.
fn balanced(layout: &str, rows: &[&[&str]]) -> (String, String) {
    let office = Office::new();
    office.configure("layouts/bilancio.toml", layout);
    let lines: Vec<&[&str]> = [BALANCE.as_slice()].into_iter().chain(rows.iter().copied()).collect();
    let json = run(&office, FILE, &lines);
    (said(&json, FILE), json["blocking"].to_string())
}

#[test]
fn a_column_of_the_other_sign_is_named_and_keeps_the_month_a_draft_until_it_is_declared() {
    let rows: [&[&str]; 4] = [
        &["321000", "Competenze", "900000", "-445000"],
        &["322000", "Oneri sociali", "210000", "-104000"],
        &["325000", "Telefono", "12000", "-5432.1"],
        &["325050", "Pulizie", "30000", "0"],
    ];
    let (told, blocking) = balanced(&balances("", ""), &rows);
    insta::assert_snapshot!(told, @r#"error ledger.opposite_sign D4: nella colonna «Consuntivo» gli oneri sono scritti col meno, al contrario delle altre colonne (3 importi su 3): sono stati presi come storni → se è il modo di scrivere della colonna, dichiarare `sign = -1` nel suo `amount` nel tracciato in `config/layouts`; se sono davvero storni, dichiarare `oneri = "positive"`"#);
    assert!(blocking.contains("«Consuntivo» gli oneri sono scritti col meno"), "{blocking}");
    assert_eq!(balanced(&balances("", ", sign = -1"), &rows).0, "");
    assert_eq!(balanced(&balances("oneri = \"positive\"", ""), &rows).0, "", "they are storni, somebody says");
    // One amount says little; a file of costs with a minus has its budget written without.
    let other: [&[&str]; 6] = [
        &["321000", "Competenze", "900", "-445000"],
        &["322000", "Oneri sociali", "0", "-104000"],
        &["325000", "Telefono", "0", "-5432.1"],
        &["310000", "Diritto annuale", "10", "-20"],
        &["311000", "Diritti di segreteria", "-1", "-20"],
        &["313000", "Carnet", "10", "-20"],
    ];
    let (told, blocking) = balanced(&balances("", ""), &other);
    insta::assert_snapshot!(told, @r#"
    warning ledger.opposite_sign C4: nella colonna «Preventivo» gli oneri sono scritti senza il meno, al contrario delle altre colonne (1 importo su 1): sono stati presi come storni → se è il modo di scrivere della colonna, dichiarare `sign = -1` nel suo `amount` nel tracciato in `config/layouts`; se sono davvero storni, dichiarare `oneri = "negative"`
    warning ledger.opposite_sign D7: nella colonna «Consuntivo» i proventi sono scritti col meno (3 importi su 3): sono stati presi come scritti → se è il modo di scrivere della colonna, dichiarare `sign = -1` nel suo `amount` nel tracciato in `config/layouts`; se sono davvero negativi, lasciarli così
    "#);
    assert!(!blocking.contains("sono scritti"), "{blocking}");
}

#[test]
fn an_account_that_sums_others_is_told_and_as_a_summary_it_is_checked() {
    let rows: [&[&str]; 6] = [
        &["310", "Mastro 310", "1050000", "535802.45"],
        &["310000", "Diritto annuale", "1000000", "523456.78"],
        &["310001", "Sanzioni", "50000", "12345.67"],
        &["312", "Mastro 312", "80000", "0"],
        &["312010", "Contributi", "80000", "0"],
        &["313000", "Carnet", "9000", "4321"],
    ];
    let (told, blocking) = balanced(&balances("", ""), &rows);
    insta::assert_snapshot!(told, @r#"
    error ledger.summed_twice A4: il conto `310` (Mastro 310) porta la somma dei 2 conti che cominciano con `310`: i suoi 535.802,45 € sono contati due volte → se è un mastro, dichiararlo nel tracciato in `config/layouts` con una `[[row]]` che abbia `is = "summary"`, per esempio `column = "conto"` e `matches = '^\d{3}$'`; oppure esportare i soli conti
    error ledger.summed_twice A7: il conto `312` (Mastro 312) porta la somma del conto che comincia con `312`: i suoi 80.000,00 € sono contati due volte → se è un mastro, dichiararlo nel tracciato in `config/layouts` con una `[[row]]` che abbia `is = "summary"`, per esempio `column = "conto"` e `matches = '^\d{3}$'`; oppure esportare i soli conti
    "#);
    assert!(blocking.contains("2 conti sono contati due volte, il primo caso: il conto `31"), "{blocking}");

    let rule = "\n[[row]]\ncolumn = \"conto\"\nmatches = '^\\d{3}$'\nis = \"summary\"\n";
    let office = Office::new();
    office.configure("layouts/bilancio.toml", &(balances("", "") + rule));
    let mut lines = vec![BALANCE.as_slice()];
    lines.extend(rows);
    lines.push(&["314", "Mastro 314", "1", "1"]);
    lines[5] = &["312010", "Contributi", "79000", "0"];
    let json = run(&office, FILE, &lines);
    insta::assert_snapshot!(said(&json, FILE), @"warning ledger.total_without_rows A10: la riga `314 Mastro 314` è un totale di nessuna riga → controllare che il foglio non sia stato esportato senza dettaglio");
    let of_rows = |it: &&Value| it["id"] == "bilancio.subtotale";
    let told = json["tie_outs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(of_rows)
        .map(|it| format!("{} {}: {} {}\n", it["state"], it["scope"], it["left_cents"], it["right_cents"]));
    insta::assert_snapshot!(told.collect::<String>(), @r#"
    "holds" "bilancio/2021-06/consuntivo/310 mastro 310": 53580245 53580245
    "holds" "bilancio/2021-06/consuntivo/312 mastro 312": 0 0
    "holds" "bilancio/2021-06/preventivo/310 mastro 310": 105000000 105000000
    "fails" "bilancio/2021-06/preventivo/312 mastro 312": 8000000 7900000
    "#);
    let entries = office.program(&["export", "entries", "--json", "--period", "2021-06"]);
    let entries = crate::office::json_of(&entries)["entries"].as_array().unwrap().clone();
    let accounts: std::collections::BTreeSet<&str> = entries.iter().filter_map(|it| it["account"].as_str()).collect();
    assert_eq!(Vec::from_iter(accounts), ["310000", "310001", "312010", "313000"]);
}

#[test]
fn a_file_of_a_month_that_never_comes_is_refused() {
    let office = Office::new();
    let name = "risultanze_cremona_2201-06.xlsx";
    let json = run(&office, name, &[&["Voce"], &["Diritto annuale"]]);
    insta::assert_snapshot!(said(&json, name), @"refusal read.no_such_month : il file dice di essere di giugno 2201: si leggono i mesi dal 1920 al 2098 → correggere l'anno nel nome del file, nel titolo o nella cella che dice il mese");
}

#[test]
fn every_day_of_a_month_that_was_paid_is_believed() {
    // The bounds take nothing away that a chamber does.
    let office = Office::new();
    let name = "pagamenti_fornitori_2021-06.xlsx";
    let paid: NaiveDate = "2021-06-10".parse().unwrap();
    let due: Vec<String> = (0..60).map(|days| (paid - Days::new(days * 60)).to_string()).collect();
    let rows: Vec<[&str; 5]> = due.iter().map(|due| ["Energia", "1", due.as_str(), "2021-06-10", "1"]).collect();
    let mut lines = vec![PAYMENTS.as_slice()];
    lines.extend(rows.iter().map(<[&str; 5]>::as_slice));
    assert_eq!(said(&run(&office, name, &lines), name), "");
}
