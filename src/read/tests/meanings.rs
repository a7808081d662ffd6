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

/// A file of balances whose merged cells hold more than is seen.
fn merged(disturb: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        for (row, code) in (1..).zip(["321000", "321003", "321006", "321009"]) {
            line(sheet, row, &[code, "voce"]);
            sheet.write_number(row, 2, 100.0 * f64::from(row)).unwrap();
            sheet.write_number(row, 3, 10.5 * f64::from(row)).unwrap();
        }
        line(sheet, 5, &["Totale", "", "1.000,00", "105,00"]);
        disturb(sheet);
    })
}

/// Merges cells and writes into each of them what it held before, as programs do that merge no more than the look.
fn merge(sheet: &mut Worksheet, first: (u32, u16), last: (u32, u16), held: impl Fn(u32, u16) -> String) {
    sheet.merge_range(first.0, first.1, last.0, last.1, "", &Format::new()).unwrap();
    for row in first.0..=last.0 {
        for column in first.1..=last.1 {
            match held(row, column).parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, held(row, column)).unwrap(),
            };
        }
    }
}

#[test]
fn a_value_under_merged_cells_is_not_counted_and_is_told() {
    let down = merged(|sheet| merge(sheet, (1, 3), (2, 3), |row, _| (10.5 * f64::from(row)).to_string()));
    let across = merged(|sheet| merge(sheet, (3, 1), (3, 3), |_, column| format!("{column}")));
    let block = merged(|sheet| merge(sheet, (1, 2), (4, 3), |row, column| format!("{row}{column}")));
    let tells = |bytes: &[u8]| check(ONERI, "x", bytes);
    insta::assert_snapshot!(tells(&down), @r"
    Data A2: 321000 | voce | 100,00 | 10,50
    Data A3: 321003 | voce | 200,00 | 0,00
    Data A4: 321006 | voce | 300,00 | 31,50
    Data A5: 321009 | voce | 400,00 | 42,00
    Total A6: Totale | ∅ | 1.000,00 | 105,00
    Warning read.covered_values Oneri!D3: Nella colonna `Consuntivo` una cella unita copre un valore che non si vede (D3 `21`): non è stato contato
    Warning read.merged_cells Oneri!: Le celle D2:D3 sono unite: il valore sta nella prima, le altre contano come vuote
    ");
    insta::assert_snapshot!(tells(&across), @r"
    Data A2: 321000 | voce | 100,00 | 10,50
    Data A3: 321003 | voce | 200,00 | 21,00
    Data A4: 321006 | 1 | 0,00 | 0,00
    Data A5: 321009 | voce | 400,00 | 42,00
    Total A6: Totale | ∅ | 1.000,00 | 105,00
    Warning read.covered_values Oneri!C4: Nella colonna `Preventivo` una cella unita copre un valore che non si vede (C4 `2`): non è stato contato
    Warning read.covered_values Oneri!D4: Nella colonna `Consuntivo` una cella unita copre un valore che non si vede (D4 `3`): non è stato contato
    ");
    insta::assert_snapshot!(tells(&block), @r"
    Data A2: 321000 | voce | 12,00 | 0,00
    Data A3: 321003 | voce | 0,00 | 0,00
    Data A4: 321006 | voce | 0,00 | 0,00
    Data A5: 321009 | voce | 0,00 | 0,00
    Total A6: Totale | ∅ | 1.000,00 | 105,00
    Warning read.covered_values Oneri!C3: Nella colonna `Preventivo` le celle unite coprono valori che non si vedono (C3 `22`, C4 `32`, C5 `42`): non sono stati contati
    Warning read.covered_values Oneri!D2: Nella colonna `Consuntivo` le celle unite coprono valori che non si vedono (D2 `13`, D3 `23`, D4 `33`, D5 `43`): non sono stati contati
    Warning read.merged_cells Oneri!: Le celle C2:D5 sono unite: il valore sta nella prima, le altre contano come vuote
    ");
    let remedy = read_as("x", &down, &layout(ONERI)).1.problems[0].remedy.clone();
    insta::assert_snapshot!(remedy, @"Separare le celle (Home, Unisci e allinea al centro, Separa celle) e scrivere in ogni riga il suo valore");
}

#[test]
fn a_value_under_merged_cells_proves_nothing_of_its_column() {
    let of = |merged: bool| {
        workbook("Oneri", |sheet| {
            line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
            line(sheet, 1, &["321000", "voce", "", "1.024"]);
            line(sheet, 2, &["321003", "voce", "", "5"]);
            line(sheet, 3, &["321006", "voce", "", "12,50"]);
            if merged {
                merge(sheet, (2, 3), (3, 3), |row, _| if row == 2 { "cinque" } else { "12,50" }.into());
            }
        })
    };
    assert!(check(ONERI, "x", &of(false)).starts_with("Data A2: 321000 | voce | 0,00 | 1.024,00"));
    assert!(check(ONERI, "x", &of(true)).contains("read.ambiguous_number Oneri!D2"));
}

#[test]
fn a_sheet_of_very_many_merges_is_read_and_one_of_more_is_not() {
    let of = |merges: u32| {
        let caption = |at: &str, text: &str| format!("<c r=\"{at}1\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let header = format!("<row r=\"1\">{}{}</row>", caption("A", "Conto"), caption("D", "Consuntivo"));
        let row =
            |row: u32| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>321000</v></c><c r=\"D{row}\"><v>1</v></c></row>");
        let merges: String = (0..merges).map(|i| format!("<mergeCell ref=\"D{}:E{}\"/>", i + 3, i + 3)).collect();
        raw_parts(
            &format!(
                "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{header}{}{}\
                 </sheetData><mergeCells>{merges}</mergeCells></worksheet>",
                row(2),
                row(60_000)
            ),
            None,
            1,
        )
    };
    let said = |merges: u32| {
        let (found, reading) = read_as("x", &of(merges), &layout(ONERI));
        let told = reading.problems.iter().map(|it| format!("{}: {} → {}", it.code, it.text, it.remedy));
        (found.len(), told.collect::<Vec<_>>().join("\n"))
    };
    assert_eq!(said(50_000), (2, String::new()));
    insta::assert_snapshot!(said(50_001).1, @"read.too_many_merges: Nel foglio ci sono più di 50.000 celle unite, troppe per sapere quali valori coprono → Separare tutte le celle (Home, Unisci e allinea al centro, Separa celle) e scrivere in ogni riga il suo valore");
}

#[test]
fn a_caption_or_a_title_under_merged_cells_is_not_there() {
    let bytes = workbook("Oneri", |sheet| {
        merge(sheet, (0, 0), (0, 2), |_, column| {
            if column == 0 { "Oneri" } else { "valori in migliaia di euro" }.into()
        });
        line(sheet, 1, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        merge(sheet, (1, 3), (1, 4), |_, column| if column == 3 { "Consuntivo" } else { "Consuntivo al" }.into());
        line(sheet, 2, &["321000", "voce", "1,00", "2,00", "3,00"]);
    });
    insta::assert_snapshot!(check(ONERI, "x", &bytes), @"Data A3: 321000 | voce | 1,00 | 2,00");
}

#[test]
fn a_merge_counts_for_its_rows_and_for_no_others() {
    let named = ONERI.replace("file = ", "merged_cells = \"use\"\nhidden_rows = \"ignore\"\nfile = ");
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        for row in 1..=8 {
            line(sheet, row, &[&row.to_string(), "", "", "1,00"]);
        }
        line(sheet, 1, &["", "sopra"]);
        sheet.merge_range(2, 1, 4, 1, "gruppo", &Format::new()).unwrap();
        // The first row of this one is not read, and nobody can tell what it said.
        sheet.merge_range(6, 1, 7, 1, "nascosto", &Format::new()).unwrap();
        sheet.set_row_hidden(6).unwrap();
    });
    let (found, _) = read_as("x", &bytes, &layout(&named));
    let names: Vec<String> = found.iter().map(|row| show(&row.values[1])).collect();
    assert_eq!(names, ["sopra", "gruppo", "gruppo", "gruppo", "∅", "∅", "∅"]);
}

#[test]
fn a_group_named_in_a_hidden_row_is_not_that_of_the_row_above_it() {
    let text = ONERI.replace("file = ", "unreadable = \"row\"\nhidden_rows = \"ignore\"\nfile = ").replace(
        "id = \"descrizione\", header = [\"Descrizione\"],",
        "id = \"descrizione\", header = [\"Descrizione\"], required = true, blank = \"above\",",
    );
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        for (row, name) in (1..).zip(["uno", "", "due", "", "tre", ""]) {
            line(sheet, row, &[&row.to_string(), name, "", "1,00"]);
        }
        sheet.set_row_hidden(3).unwrap();
    });
    insta::assert_snapshot!(check(&text, "x", &bytes), @r"
    Data A2: 1 | uno | 0,00 | 1,00
    Data A3: 2 | uno | 0,00 | 1,00
    Data A6: 5 | tre | 0,00 | 1,00
    Data A7: 6 | tre | 0,00 | 1,00
    Error read.blank_required Oneri!B5: La colonna `Descrizione` è vuota in una riga di dati
    Warning read.hidden_rows Oneri!: La riga 4 è nascosta e non è stata letta
    ");
}
