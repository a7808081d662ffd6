//! What a value means once its cell is read: dates that cannot be, zeros that say nothing, values under merged cells.

use super::*;

/// An office's sheet with a required code and a date.
const DATED: &str = r#"
id = "x"
title = "X"
kind = "initiatives"
file = 'x'
unreadable = "row"
column = [
  { id = "obiettivo", header = ["Obiettivo"], kind = "code", required = true },
  { id = "data", header = ["Data"], kind = "date" },
  { id = "liquidato", header = ["Liquidato"], kind = "money" },
]
"#;

#[test]
fn a_date_that_cannot_be_is_told_and_not_believed() {
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Obiettivo", "Data", "Liquidato"]);
        let texts = ["31/12/9999", "15/03/0202", "31/12/2099", "01/01/1900", "31/12/2098", "01/01/1920", "30/06/2201"];
        for (row, text) in (1..).zip(texts) {
            line(sheet, row, &["A", text, "1,00"]);
        }
        for (row, moment) in (8..).zip([(1900, 1, 1), (1904, 1, 1), (9999, 12, 31), (2021, 6, 30)]) {
            line(sheet, row, &["B", "", "1,00"]);
            day(sheet, row, 1, moment);
        }
    });
    let tells = |layout: &str| check(layout, "x", &bytes);
    insta::assert_snapshot!(tells(DATED), @r"
    Data A2: A | ∅ | 1,00
    Data A3: A | ∅ | 1,00
    Data A4: A | ∅ | 1,00
    Data A5: A | ∅ | 1,00
    Data A6: A | 2098-12-31 | 1,00
    Data A7: A | 1920-01-01 | 1,00
    Data A8: A | ∅ | 1,00
    Data A9: B | ∅ | 1,00
    Data A10: B | ∅ | 1,00
    Data A11: B | ∅ | 1,00
    Data A12: B | 2021-06-30 | 1,00
    Warning read.date_out_of_range Dati!B2: Nella colonna `Data` la data `31/12/9999` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B3: Nella colonna `Data` la data `15/03/0202` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B4: Nella colonna `Data` la data `31/12/2099` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B5: Nella colonna `Data` la data `01/01/1900` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B8: Nella colonna `Data` la data `30/06/2201` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B9: Nella colonna `Data` la data `01/01/1900` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B10: Nella colonna `Data` la data `01/01/1904` non può essere vera: si leggono quelle dal 1920 al 2098
    Warning read.date_out_of_range Dati!B11: Nella colonna `Data` la data `31/12/9999` non può essere vera: si leggono quelle dal 1920 al 2098
    ");
    let required = DATED.replace("kind = \"date\"", "kind = \"date\", required = true");
    assert!(tells(&required).contains("Error read.date_out_of_range Dati!B2"));
    assert!(
        tells(&required.replace("\"row\"", "\"file\"")).starts_with("Refusal read.date_out_of_range Dati!B2"),
        "a file that is taken whole or not at all"
    );
}

/// One column of each kind to which a zero says nothing.
const SAYING: &str = r#"
id = "x"
title = "X"
kind = "initiatives"
file = 'x'
unreadable = "row"
column = [
  { id = "obiettivo", header = ["Obiettivo"], kind = "code", required = true },
  { id = "iniziativa", header = ["Iniziativa"], kind = "text", blank = "above" },
  { id = "codice_fiscale", header = ["C.F."], kind = "fiscal_code" },
  { id = "cup", header = ["CUP"], kind = "cup" },
  { id = "cor", header = ["COR"], kind = "cor" },
  { id = "data", header = ["Data"], kind = "date" },
  { id = "liquidato", header = ["Liquidato"], kind = "money" },
  { id = "quanti", header = ["Quanti"], kind = "number" },
]
row = [{ column = "obiettivo", matches = '^totale', is = "total" }]
"#;

/// Zeros from a column to the last, as formulas give them that point at empty cells.
fn zeros(sheet: &mut Worksheet, row: u32, from: u16) {
    for column in from..8 {
        sheet.write_number(row, column, 0.0).unwrap();
    }
}

#[test]
fn a_zero_from_an_empty_cell_says_nothing_where_no_number_belongs() {
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Obiettivo", "Iniziativa", "C.F.", "CUP", "COR", "Data", "Liquidato", "Quanti"]);
        let date = Format::new().set_num_format("dd/mm/yyyy");
        for row in [1, 2, 4, 5, 6] {
            zeros(sheet, row, 1);
            sheet.write_number_with_format(row, 5, 0.0, &date).unwrap();
        }
        line(sheet, 1, &["A"]);
        line(sheet, 2, &["A", "Bando"]);
        line(sheet, 3, &["0", "", "00000000000", "000000000000000", "COR 0", "", "1,00"]);
        line(sheet, 4, &["B"]);
        for row in [5, 6] {
            sheet.write_number(row, 0, 0.0).unwrap();
        }
        sheet.write_number(6, 6, 7.0).unwrap();
        line(sheet, 7, &["Totale"]);
        zeros(sheet, 7, 1);
        for row in [9, 10] {
            zeros(sheet, row, 0);
        }
    });
    insta::assert_snapshot!(check(SAYING, "x", &bytes), @r"
    Data A2: A | ∅ | ∅ | ∅ | ∅ | ∅ | 0,00 | 0
    Data A3: A | Bando | ∅ | ∅ | ∅ | ∅ | 0,00 | 0
    Data A4: 0 | Bando | ∅ | ∅ | ∅ | ∅ | 1,00 | ∅
    Data A5: B | ∅ | ∅ | ∅ | ∅ | ∅ | 0,00 | 0
    Total A8: Totale | ∅ | ∅ | ∅ | ∅ | ∅ | 0,00 | 0
    Warning read.zero_code Dati!C4: Nella colonna `C.F.` il codice `00000000000` è fatto di soli zeri: il valore manca
    Warning read.zero_code Dati!D4: Nella colonna `CUP` il codice `000000000000000` è fatto di soli zeri: il valore manca
    Warning read.zero_code Dati!E4: Nella colonna `COR` il codice `COR 0` è fatto di soli zeri: il valore manca
    Error read.zero Dati!A7: Nella colonna `Obiettivo` c'è uno 0, come lo dà una formula che rimanda a una cella vuota: non è un codice e il valore manca
    Warning read.zero Dati!B2: Nella colonna `Iniziativa` ci sono degli 0 (B2, B5, B7), come li danno le formule che rimandano a celle vuote: nessuno è un testo e i valori mancano
    Warning read.zero Dati!C2: Nella colonna `C.F.` ci sono degli 0 (C2, C3, C5, C7), come li danno le formule che rimandano a celle vuote: nessuno è un codice e i valori mancano
    Warning read.zero Dati!D2: Nella colonna `CUP` ci sono degli 0 (D2, D3, D5, D7), come li danno le formule che rimandano a celle vuote: nessuno è un codice e i valori mancano
    Warning read.zero Dati!E2: Nella colonna `COR` ci sono degli 0 (E2, E3, E5, E7), come li danno le formule che rimandano a celle vuote: nessuno è un codice e i valori mancano
    Warning read.zero Dati!F2: Nella colonna `Data` ci sono degli 0 (F2, F3, F5, F7), come li danno le formule che rimandano a celle vuote: nessuno è una data e i valori mancano
    Warning read.zero_rows Dati!: Le righe 6, 10-11 hanno soltanto zeri e non sono state lette
    ");
}

#[test]
fn what_to_do_about_a_zero_or_a_date_that_cannot_be() {
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Obiettivo", "Iniziativa", "C.F.", "CUP", "COR", "Data", "Liquidato", "Quanti"]);
        line(sheet, 1, &["A", "", "", "", "0", "01/01/1900"]);
        sheet.write_number(2, 0, 0.0).unwrap();
        sheet.write_number(2, 6, 1.0).unwrap();
        line(sheet, 3, &["A"]);
        sheet.write_number(3, 5, 0.0).unwrap();
        zeros(sheet, 4, 0);
    });
    let problems = read_as("x", &bytes, &layout(SAYING)).1.problems;
    let told: Vec<String> = problems.iter().map(|it| format!("{}: {} → {}", it.code, it.text, it.remedy)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    read.zero_code: Nella colonna `COR` il codice `0` è fatto di soli zeri: il valore manca → Scrivere il codice, o lasciare vuota la cella
    read.date_out_of_range: Nella colonna `Data` la data `01/01/1900` non può essere vera: si leggono quelle dal 1920 al 2098 → Scrivere la data giusta; se la data non c'è, lasciare vuota la cella invece di scrivere 01/01/1900 o 31/12/9999
    read.zero: Nella colonna `Obiettivo` c'è uno 0, come lo dà una formula che rimanda a una cella vuota: non è un codice e il valore manca → Scrivere il valore, o lasciare vuota la cella: nella formula =SE(A5="";"";A5) al posto di =A5; se 0 è proprio ciò che va scritto, dare alla cella il formato Testo
    read.zero: Nella colonna `Data` c'è uno 0, come lo dà una formula che rimanda a una cella vuota: non è una data e il valore manca → Scrivere il valore, o lasciare vuota la cella: nella formula =SE(A5="";"";A5) al posto di =A5
    read.zero_rows: La riga 5 ha soltanto zeri e non è stata letta → Se sono formule tirate più in basso dei dati che rimandano a celle vuote, cancellarle; se no scrivere i valori
    "#);
}

#[test]
fn a_zero_that_a_person_typed_as_a_text_is_a_code() {
    let text = b"Obiettivo;Iniziativa;C.F.;CUP;COR;Data;Liquidato;Quanti\n0;0;;;;;0;0\n1;0;00000010009;;;;5,00;0\n";
    insta::assert_snapshot!(check(SAYING, "x.csv", text), @r"
    Data A2: 0 | 0 | ∅ | ∅ | ∅ | ∅ | 0,00 | 0
    Data A3: 1 | 0 | 00000010009 | ∅ | ∅ | ∅ | 5,00 | 0
    ");
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Obiettivo", "Liquidato"]);
        line(sheet, 1, &["0", "1,00"]);
    });
    assert_eq!(check(SAYING, "x", &bytes).lines().next(), Some("Data A2: 0 | ∅ | ∅ | ∅ | ∅ | ∅ | 1,00 | ∅"));
}
