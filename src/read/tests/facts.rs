//! What people write, and how it is read.

use chrono::NaiveDate;
use rust_xlsxwriter::{Formula, Workbook};

use super::*;
use crate::money::Cents;
use crate::period::Period;

const HEADER: [&str; 4] = ["Conto", "Descrizione", "Preventivo", "Consuntivo"];

/// A sheet with this header at A1 and these lines of texts below.
fn oneri_of(lines: &[[&str; 4]]) -> Vec<u8> {
    workbook("Oneri", |sheet| {
        line(sheet, 0, &HEADER);
        for (row, texts) in (1..).zip(lines) {
            line(sheet, row, texts);
        }
    })
}

#[test]
fn a_table_is_read_with_its_title_totals_and_places() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Camera di commercio di esempio"]);
        line(sheet, 1, &["Oneri al 30/06/2021", "(in euro)"]);
        line(sheet, 3, &["", "Conto", "Descrizione", "PREVENTIVO\n", "Consuntivo"]);
        sheet.write_number(4, 1, 310_000.0).unwrap();
        line(sheet, 4, &["", "", "  Diritto \n annuale "]);
        sheet.write_number(4, 3, 1234.56).unwrap();
        sheet.write_number(4, 4, 774_755_827.070_000_3).unwrap();
        line(sheet, 6, &["", "00123", "Sanzioni", "", "(1.705.646,00)"]);
        line(sheet, 7, &["fuori tabella"]);
        line(sheet, 8, &["", "Subtotale", "", "", "1,00"]);
        line(sheet, 9, &["", "Nota: dati provvisori"]);
        line(sheet, 10, &["", "Totale", "", "1.234,56", "2,00"]);
        line(sheet, 11, &["", "Fine", "", "abc"]);
        line(sheet, 12, &["", "Dopo", "", "abc"]);
    });
    let (found, reading) = read_as("oneri_2021-06.xlsx", &bytes, &layout(ONERI));
    assert_eq!(reading.heading.title, "Camera di commercio di esempio Oneri al 30/06/2021 (in euro)");
    assert_eq!(reading.heading.as_of, NaiveDate::from_ymd_opt(2021, 6, 30));
    assert_eq!(reading.heading.name_period, Period::new(2021, 6));
    assert_eq!((reading.rows, reading.sheets.as_slice()), (2, ["Oneri".to_owned()].as_slice()));
    assert_eq!((found[0].origin.source, found[0].origin_of(3).cell()), (7, "E5".to_owned()));
    insta::assert_snapshot!(check(ONERI, "oneri_2021-06.xlsx", &bytes), @r"
    Data B5: 310000 | Diritto annuale | 1.234,56 | 774.755.827,07
    Data B7: 00123 | Sanzioni | 0,00 | -1.705.646,00
    Subtotal B9: Subtotale | ∅ | ∅ | 1,00
    Total B11: Totale | ∅ | 1.234,56 | 2,00
    ");
}

#[test]
fn a_header_over_two_lines_is_joined_and_its_repetition_on_each_page_is_no_row() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "", "Preventivo", "Consuntivo"]);
        line(sheet, 1, &["", "Descrizione", "", "al"]);
        line(sheet, 2, &["1", "a", "1,00", "2,00"]);
        line(sheet, 3, &["Conto", "Descrizione", "Preventivo", "Consuntivo al"]);
        line(sheet, 4, &["2", "b", "3,00", "4,00"]);
    });
    insta::assert_snapshot!(check(ONERI, "x", &bytes), @r"
    Data A3: 1 | a | 1,00 | 2,00
    Data A5: 2 | b | 3,00 | 4,00
    ");
}

#[test]
fn equal_texts_and_columns_are_shared() {
    let bytes = oneri_of(&[["1", "stesso testo", "", "1"], ["2", " stesso  testo", "", "1"]]);
    let (found, _) = read_as("x", &bytes, &layout(ONERI));
    assert!(std::sync::Arc::ptr_eq(found[0].values[1].text().unwrap(), found[1].values[1].text().unwrap()));
    assert!(std::sync::Arc::ptr_eq(&found[0].columns, &found[1].columns));
}

#[test]
fn an_unreadable_amount_refuses_an_accounting_file_with_all_its_problems() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &HEADER);
        line(sheet, 1, &["1", "", "", "#RIF!"]);
        line(sheet, 2, &["2", "", "abc", "1,005"]);
        line(sheet, 3, &["3", "", "", "--5"]);
        sheet.write_number(3, 2, 1.005).unwrap();
        line(sheet, 4, &["", "senza conto", "", "5"]);
        sheet.write_formula(5, 0, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_number(5, 3, 1.0).unwrap();
        day(sheet, 6, 0, (2005, 5, 1));
        sheet.write_formula(7, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        line(sheet, 7, &["7", "", "", "1"]);
        line(sheet, 8, &["Totale", "", "", "n.d."]);
    });
    insta::assert_snapshot!(check(ONERI, "x", &bytes), @r"
    Refusal read.error_cell Oneri!D2: La colonna `Consuntivo` contiene l'errore `#RIF!`
    Refusal read.not_money Oneri!C3: Nella colonna `Preventivo` il valore `abc` non è un importo
    Refusal read.hidden_decimals Oneri!D3: Nella colonna `Consuntivo` il valore `1,005` è un testo con più di due decimali
    Refusal read.hidden_decimals Oneri!C4: Nella colonna `Preventivo` il valore `1,005` ha più di due decimali
    Warning read.minus_doubled Oneri!D4: Nella colonna `Consuntivo` il valore `--5` ha il segno meno due volte
    Refusal read.blank_required Oneri!A5: La colonna `Conto` è vuota in una riga di dati
    Refusal read.error_cell Oneri!A6: La colonna `Conto` contiene l'errore `#N/A`
    Refusal read.date_in_code Oneri!A7: Nella colonna `Conto` il codice è diventato una data (`01/05/2005`)
    Warning read.error_cell Oneri!B8: La colonna `Descrizione` contiene l'errore `#DIV/0!`
    Refusal read.not_money Oneri!D9: Nella colonna `Consuntivo` il valore `n.d.` non è un importo
    ");
}

#[test]
fn a_formula_without_its_result_is_never_zero() {
    for cell in ["<f>SUM(D1:D2)</f>", "<f>SUM(D1:D2)</f><v/>", "<f>SUM(D1:D2)</f><v></v>"] {
        let bytes = raw(
            &format!(
                "<row r=\"1\">{}{}</row><row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"D2\">{cell}</c></row>",
                "<c r=\"A1\" t=\"inlineStr\"><is><t>Conto</t></is></c>",
                "<c r=\"D1\" t=\"inlineStr\"><is><t>Consuntivo</t></is></c>"
            ),
            None,
        );
        assert_eq!(
            check(ONERI, "x", &bytes),
            "Refusal read.uncomputed_formula Oneri1!D2: La colonna `Consuntivo` contiene una formula senza il suo risultato\n"
        );
    }
}

#[test]
fn an_error_that_the_parser_does_not_know_is_told_with_its_cell() {
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let bytes = raw(
        &format!(
            "<row r=\"1\">{}{}{}</row><row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"e\"><f>B9#</f><v>#SPILL!</v></c>\
             <c r=\"D2\" t=\"e\"><v>#CALC!</v></c></row><row r=\"3\"><c r=\"A3\"><v>2</v></c><c r=\"D3\"><v>5</v></c></row>",
            text("A1", "Conto"),
            text("B1", "Descrizione"),
            text("D1", "Consuntivo")
        ),
        None,
    );
    insta::assert_snapshot!(check(ONERI, "x", &bytes), @r"
    Warning read.error_cell Oneri1!B2: La colonna `Descrizione` contiene l'errore `#SPILL!`
    Refusal read.error_cell Oneri1!D2: La colonna `Consuntivo` contiene l'errore `#CALC!`
    ");
}

#[test]
fn an_unknown_error_far_down_is_told_with_its_cell_too() {
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let mut sheet =
        format!("<row r=\"1\">{}{}{}</row>", text("A1", "Conto"), text("B1", "Descrizione"), text("D1", "Consuntivo"));
    for row in 2..200 {
        let note = if matches!(row, 22 | 23 | 64 | 199) {
            format!("<c r=\"B{row}\" t=\"e\"><v>#CALC!</v></c>")
        } else {
            String::new()
        };
        sheet += &format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c>{note}<c r=\"D{row}\"><v>{row}</v></c></row>");
    }
    let (found, reading) = read_as("x", &raw(&sheet, None), &layout(ONERI));
    let cells: Vec<&str> = reading.problems.iter().map(cell_of).collect();
    assert_eq!(cells, ["B22", "B23", "B64", "B199"]);
    let read: Vec<i64> = found.iter().filter_map(|row| row.values[3].money()).map(|cents| cents.0).collect();
    assert_eq!(read, (2..200).map(|row| row * 100).collect::<Vec<i64>>());
}

#[test]
fn an_office_row_is_refused_alone_and_the_rest_stands() {
    let bytes = workbook("Indicatori", |sheet| {
        line(sheet, 0, &["Obiettivo", "Codice", "Valore", "Data rilevazione", "Note"]);
        line(sheet, 1, &["2021_04_02", "I1", "85%", "30/06/2021", "  a  b "]);
        line(sheet, 2, &["", "I2", "14,653", "2021-06-30"]);
        line(sheet, 3, &["", "I3", "#DIV/0!"]);
        line(sheet, 4, &["", "I4", "circa 80"]);
        line(sheet, 5, &["", "I5", "n.d.", "quando serve"]);
        line(sheet, 6, &["", "I6", "Kpi non definito"]);
        line(sheet, 7, &["", "I7", "-", "", "#RIF!"]);
        line(sheet, 8, &["", "", "7"]);
        line(sheet, 9, &["", "I9"]);
        sheet.write_number_with_format(9, 2, 0.1465, &percent()).unwrap();
        day(sheet, 9, 3, (2021, 6, 30));
        line(sheet, 10, &["", "I10"]);
        sheet.write_number(10, 2, 46.0).unwrap();
        sheet.write_number(10, 3, 44_377.0).unwrap();
    });
    insta::assert_snapshot!(check(SCHEDA, "scheda_indicatori_estero_2021-06.xlsx", &bytes), @r"
    Data A2: 2021_04_02 | I1 | 0.85 (percentuale) | 2021-06-30 | a b
    Data A3: 2021_04_02 | I2 | 14.653 | 2021-06-30 | ∅
    Data A6: 2021_04_02 | I5 | ∅ | ∅ | ∅
    Data A7: 2021_04_02 | I6 | ∅ | ∅ | ∅
    Data A8: 2021_04_02 | I7 | ∅ | ∅ | ∅
    Data A10: 2021_04_02 | I9 | 0.1465 (percentuale) | 2021-06-30 | ∅
    Data A11: 2021_04_02 | I10 | 46 | ∅ | ∅
    Error read.error_cell Indicatori!C4: La colonna `Valore` contiene l'errore `#DIV/0!`
    Error read.not_number Indicatori!C5: Nella colonna `Valore` il valore `circa 80` non è un numero
    Warning read.not_date Indicatori!D6: Nella colonna `Data rilevazione` il valore `quando serve` non è una data
    Warning read.error_cell Indicatori!E8: La colonna `Note` contiene l'errore `#RIF!`
    Error read.blank_required Indicatori!B9: La colonna `Codice` è vuota in una riga di dati
    Warning read.not_date Indicatori!D11: Nella colonna `Data rilevazione` il numero `44377` sta in una cella senza formato data: come data sarebbe di solito il 30/06/2021
    ");
    let (_, reading) = read_as("scheda_indicatori_ESTERO_2021-06.xlsx", &bytes, &layout(SCHEDA));
    assert_eq!((reading.rows, reading.rows_refused), (7, 3));
    assert_eq!(reading.heading.name_office.as_deref(), Some("estero"));
}

#[test]
fn a_group_whose_name_cannot_be_read_does_not_lend_the_name_before_it() {
    let bytes = workbook("Indicatori", |sheet| {
        line(sheet, 0, &["Obiettivo", "Codice", "Valore", "Data rilevazione", "Note"]);
        line(sheet, 1, &["O1", "I1", "1"]);
        line(sheet, 2, &["#RIF!", "I2", "1"]);
        line(sheet, 3, &["", "I3", "1"]);
    });
    let (found, reading) = read_as("x", &bytes, &layout(SCHEDA));
    assert_eq!((found.len(), reading.rows_refused), (1, 2));
}

#[test]
fn an_ambiguous_amount_is_decided_by_the_other_texts_of_its_column() {
    let italian = oneri_of(&[["1", "", "1.024", "1,5"], ["2", "", "7,50", "2"]]);
    let (found, _) = read_as("x", &italian, &layout(ONERI));
    assert_eq!(found[0].values[2].money(), Some(Cents::euro(1024)));
    let english = oneri_of(&[["1", "", "4.530", "1,5"], ["2", "", "7.50", "2"]]);
    let (found, _) = read_as("x", &english, &layout(ONERI));
    assert_eq!(found[0].values[2].money(), Some(Cents(453)));
    // The other column proves nothing for this one; nor does a column in which both marks are decimal.
    for lines in
        [[["1", "", "1.024", "1,5"], ["2", "", "7", "2,5"]], [["1", "", "1.024,5", "1"], ["2", "", "7.5", "1.024"]]]
    {
        let shown = check(ONERI, "x", &oneri_of(&lines));
        assert!(shown.contains("Refusal read.ambiguous_number"), "{shown}");
    }
    let mixed = oneri_of(&[["1", "", "1.024", "1"], ["2", "", "7.5", "1"], ["3", "", "7,5", "1"]]);
    assert!(check(ONERI, "x", &mixed).starts_with("Refusal read.ambiguous_number Oneri!C2"));
}

/// What a CSV of accounts gives, in which nothing but its amounts differs.
fn oneri_csv(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("1;x;{line}\n")).collect();
    check(ONERI, "x", format!("Conto;Descrizione;Preventivo;Consuntivo\n{}", lines.concat()).as_bytes())
}

#[test]
fn the_columns_of_a_text_settle_each_other_and_none_that_settles_itself() {
    // Alone ambiguous in C, settled by D; whichever row says it.
    assert_eq!(
        oneri_csv(&["1.024;7", "12.500;1,5"]),
        "Data A2: 1 | x | 1.024,00 | 7,00\nData A3: 1 | x | 12.500,00 | 1,50\n"
    );
    assert_eq!(oneri_csv(&["1.020;7", "12.500;1.5"]), "Data A2: 1 | x | 1,02 | 7,00\nData A3: 1 | x | 12,50 | 1,50\n");
    // What a point with three decimals would be is no amount, and told.
    assert!(oneri_csv(&["1.024;1.5"]).contains("read.hidden_decimals x!C2"), "{}", oneri_csv(&["1.024;1.5"]));
    // C proves the point, D the comma: each is read by its own.
    assert_eq!(
        oneri_csv(&["1.020;1.024", "7.5;7,5"]),
        "Data A2: 1 | x | 1,02 | 1.024,00\nData A3: 1 | x | 7,50 | 7,50\n"
    );
    // Nothing settles it, or both marks are proven elsewhere, in one column or in two.
    for lines in [["1.024;7", "12.500;8"].as_slice(), &["1.024;7,5", "12.500;7.5"]] {
        let shown = oneri_csv(lines);
        assert!(shown.starts_with("Refusal read.ambiguous_number x!C2"), "{shown}");
    }
    let two = layout(
        &ONERI.replace("column = [", "column = [\n  { id = \"altro\", header = [\"Altro\"], kind = \"number\" },"),
    );
    let (found, reading) = read_as("x", b"Conto;Descrizione;Preventivo;Consuntivo;Altro\n1;x;1.024;7,5;0.5\n", &two);
    assert_eq!((found.len(), reading.problems[0].code.as_ref()), (0, "read.ambiguous_number"));
}

#[test]
fn thousands_of_euro_are_multiplied_exactly() {
    let mut thousands = layout(ONERI);
    thousands.unit = super::super::layout::Unit::Migliaia;
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &HEADER);
        line(sheet, 1, &["1", "", "1.234,567", "-"]);
        sheet.write_number(1, 3, 0.001).unwrap();
        line(sheet, 2, &["2", "", "(12,00001)", "-"]);
    });
    let (found, _) = read_as("x", &bytes, &thousands);
    assert_eq!(found[0].values[2].money(), Some(Cents::euro(1_234_567)));
    assert_eq!(found[0].values[3].money(), Some(Cents::euro(1)));
    assert_eq!(found[1].values[2].money(), Some(Cents(-1_200_001)));
    assert_eq!(found[1].values[3].money(), Some(Cents::ZERO));
}

#[test]
fn a_missing_column_is_named_with_the_caption_most_like_it() {
    let bytes = workbook("Oneri", |sheet| line(sheet, 4, &["Conto", "Descrizione", "Preventvo", "Consuntvo"]));
    insta::assert_snapshot!(check(ONERI, "x", &bytes), @"Refusal read.missing_column Oneri!D5: Nell'intestazione alla riga 5 manca la colonna `Consuntivo`: forse è `Consuntvo`?");
    let optional = oneri_of(&[["1", "", "", "1"]]);
    assert_eq!(check(ONERI, "x", &optional), "Data A2: 1 | ∅ | 0,00 | 1,00\n");
    let misspelt = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventvo", "Consuntivo"]);
        line(sheet, 1, &["1", "", "5", "1"]);
    });
    insta::assert_snapshot!(check(ONERI, "x", &misspelt), @r"
    Data A2: 1 | ∅ | ∅ | 1,00
    Warning read.similar_column Oneri!C1: La colonna `Preventivo` non è stata trovata e `Preventvo` non è stata letta: forse è la stessa?
    ");
    let doubled = workbook("Oneri", |sheet| line(sheet, 0, &["Conto", "Consuntivo", "Consuntivo"]));
    insta::assert_snapshot!(check(ONERI, "x", &doubled), @"Refusal read.doubled_column Oneri!C1: La colonna `Consuntivo` c'è due volte");
}

#[test]
fn a_table_that_is_not_there_or_there_twice_is_said() {
    let mut twice = Workbook::new();
    for name in ["Giugno", "Giugno bis"] {
        line(twice.add_worksheet().set_name(name).unwrap(), 0, &HEADER);
    }
    insta::assert_snapshot!(check(ONERI, "x", &twice.save_to_buffer().unwrap()), @"Refusal read.two_tables !: La tabella si trova in più fogli visibili: `Giugno`, `Giugno bis`");

    let mut hidden = Workbook::new();
    line(hidden.add_worksheet(), 0, &["Appunti"]);
    let sheet = hidden.add_worksheet().set_name("Dati").unwrap();
    line(sheet, 0, &HEADER);
    sheet.set_hidden(true);
    let (_, reading) = read_as("x", &hidden.save_to_buffer().unwrap(), &layout(ONERI));
    assert_eq!(reading.problems[0].code, "read.header_not_found");
    assert_eq!(reading.problems[0].remedy, "Le intestazioni sono nel foglio nascosto `Dati`: renderlo visibile");

    let mut named = layout(ONERI);
    named.sheet = Some("Onerì".to_owned());
    let (_, reading) = read_as("x", &oneri_of(&[["1", "", "", "1"]]), &named);
    assert!(!reading.refused());
    named.sheet = Some("Oneri giugno".to_owned());
    let (_, reading) = read_as("x", &oneri_of(&[["1", "", "", "1"]]), &named);
    assert_eq!(reading.problems[0].text, "Manca il foglio `Oneri giugno`: forse è `Oneri`?");

    let low = workbook("Oneri", |sheet| line(sheet, 30, &HEADER));
    insta::assert_snapshot!(check(ONERI, "x", &low), @"Refusal read.header_not_found Oneri!A31: L'intestazione con `Conto`, `Consuntivo` c'è, ma alla riga 31: la si cerca solo nelle prime 30");
    let (_, reading) = read_as("x", &low, &layout(ONERI));
    insta::assert_snapshot!(reading.problems[0].remedy, @"Togliere le righe in più sopra la tabella; se ci stanno sempre, il CED scrive nel tracciato `header_rows_max = 40`");
    assert!(check(ONERI, "x", &workbook("Vuoto", |_| ())).starts_with("Refusal read.empty"));
    assert!(check(ONERI, "x", &oneri_of(&[])).starts_with("Warning read.no_rows"));
}

#[test]
fn beyond_the_limit_problems_are_counted_and_the_count_refuses_too() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &HEADER);
        for row in 1..=60 {
            line(sheet, row, &["1", "", "", "abc"]);
        }
    });
    let (_, reading) = read_as("x", &bytes, &layout(ONERI));
    let last = reading.problems.last().unwrap();
    assert_eq!(
        (reading.problems.len(), last.text.as_str()),
        (51, "Ci sono altri 10 problemi dello stesso file, non elencati")
    );
    assert!(last.refuses());
    assert!(reading.problems.iter().all(|problem| problem.is_of("x")));
}

#[test]
fn every_other_format_is_refused_by_its_name() {
    for (bytes, start) in [
        (
            b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\n".as_slice(),
            "Refusal read.unsupported_format !: Il file è un foglio in un formato di scambio",
        ),
        (b"%PDF-1.7", "Refusal read.unsupported_format !: Il file è un PDF"),
        (b"", "Refusal read.empty"),
        (b"PK\x03\x04xl/workbook.xml", "Refusal read.unsupported_format"),
        (&[0; 9], "Refusal read.unsupported_format !: Il file è di un formato sconosciuto"),
    ] {
        let shown = check(ONERI, "oneri_2021-06.xlsx", bytes);
        assert!(shown.starts_with(start), "{shown}");
    }
    let whole = oneri_of(&[]);
    assert!(check(ONERI, "x", &whole[..whole.len() - 30]).starts_with("Refusal read.damaged"));
}

#[test]
fn everything_in_a_workbook_can_be_seen() {
    let bytes = workbook("Prova", |sheet| {
        line(sheet, 0, &["testo", "  "]);
        sheet.write_number(0, 2, 1234.5).unwrap();
        sheet.write_boolean(1, 0, true).unwrap();
        sheet.write_formula(1, 1, Formula::new("=A9").set_result("#REF!")).unwrap();
        day(sheet, 1, 2, (2021, 6, 30));
    });
    let seen = crate::sheets::inspect("prova.xlsx", &bytes, &Limits::default()).unwrap();
    let cells: Vec<String> =
        seen[0].cells.iter().map(|cell| format!("{} {} {}", cell.cell, cell.kind.id(), cell.value)).collect();
    assert_eq!((seen[0].name.as_str(), seen[0].visible), ("Prova", true));
    assert_eq!(cells, ["A1 text testo", "C1 number 1234.5", "A2 bool VERO", "B2 error #REF!", "C2 date 2021-06-30"]);
}

#[test]
fn a_date_that_can_only_be_month_first_refuses_the_file() {
    let layout = layout(
        r#"
        id = "schede"
        title = "Schede"
        kind = "initiatives"
        file = '^scheda'
        unreadable = "row"

        [[column]]
        id = "obiettivo"
        header = ["Obiettivo"]
        kind = "code"
        required = true

        [[column]]
        id = "data_liquidazione"
        header = ["Data"]
        kind = "date"
        "#,
    );
    let bytes = workbook("Schede", |sheet| {
        line(sheet, 0, &["Obiettivo", "Data"]);
        line(sheet, 1, &["2021_01_01", "01/08/2021"]);
        line(sheet, 2, &["2021_01_01", "01/31/2021"]);
    });
    let (rows, reading) = read_as("scheda.xlsx", &bytes, &layout);
    assert!(reading.refused() && rows.len() < 2);
    let problem = &reading.problems[0];
    assert_eq!((&*problem.code, cell_of(problem)), ("read.month_first", "B3"));
    insta::assert_snapshot!(problem.text, @"Nella colonna `Data` il valore `01/31/2021` ha il mese prima del giorno: anche le altre date si leggerebbero sbagliate");
}
