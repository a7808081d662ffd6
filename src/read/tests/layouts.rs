//! What a layout may declare, each with a small file and the sentence that the office reads.

use rust_xlsxwriter::{FilterCondition, Formula};

use super::*;
use crate::period::Period;
use crate::read::layout::{Place, Treatment, Unit};

/// A layout with these columns and these further fields.
pub(super) fn with(fields: &str, columns: &str) -> String {
    format!(
        "id = \"x\"\ntitle = \"X\"\nkind = \"initiatives\"\nfile = 'x'\nunreadable = \"row\"\n{fields}\ncolumn = [{columns}]"
    )
}

pub(super) const CODE: &str = r#"{ id = "conto", header = ["Conto"], kind = "code", required = true },"#;

fn oneri() -> Layout {
    layout(ONERI)
}

/// A workbook of accounts 1 to 5 with a header, to be disturbed.
fn five(disturb: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        for row in 1..=5 {
            line(sheet, row, &[&row.to_string(), "voce", "1,00", "2,00"]);
        }
        disturb(sheet);
    })
}

fn said(bytes: &[u8], layout: &Layout) -> (usize, Vec<String>) {
    let (found, reading) = read_as("x", bytes, layout);
    let said = reading.problems.iter().map(|it| format!("{:?} {}: {}", it.severity, it.code, it.text));
    (found.len(), said.collect())
}

#[test]
fn hidden_rows_and_an_active_filter_are_said_and_treated_as_the_layout_says() {
    let bytes = five(|sheet| {
        for row in [2, 3, 5] {
            sheet.set_row_hidden(row).unwrap();
        }
        sheet.autofilter(0, 0, 5, 3).unwrap();
        let condition = FilterCondition::new().add_list_filter("1").add_list_filter("4");
        sheet.filter_column(0, &condition).unwrap();
    });
    let filter = "Warning read.filtered: Un filtro è attivo su A1:D6: chi apre il foglio non ne vede tutte le righe";
    let mut layout = oneri();
    assert_eq!(
        said(&bytes, &layout),
        (
            5,
            vec![
                "Warning read.hidden_rows: Le righe 3-4, 6 sono nascoste e sono state lette".to_owned(),
                filter.to_owned()
            ]
        )
    );
    layout.hidden_rows = Treatment::Ignore;
    assert_eq!(
        said(&bytes, &layout),
        (
            2,
            vec![
                "Warning read.hidden_rows: Le righe 3-4, 6 sono nascoste e non sono state lette".to_owned(),
                filter.to_owned()
            ]
        )
    );
    layout.hidden_rows = Treatment::Refuse;
    let (rows, refused) = said(&bytes, &layout);
    assert_eq!((rows, refused[0].starts_with("Refusal read.hidden_rows")), (0, true), "{refused:?}");
}

#[test]
fn a_hidden_column_is_said_and_treated_as_the_layout_says() {
    let bytes = five(|sheet| {
        sheet.set_column_hidden(2).unwrap();
    });
    let mut layout = oneri();
    let (rows, warned) = said(&bytes, &layout);
    assert_eq!(
        (rows, warned),
        (5, vec!["Warning read.hidden_column: La colonna `Preventivo` (C) è nascosta ed è stata letta".to_owned()])
    );
    layout.hidden_columns = Treatment::Ignore;
    let (found, reading) = read_as("x", &bytes, &layout);
    assert_eq!((found[0].values[2].clone(), reading.problems.len()), (Value::Missing, 1));
    layout.hidden_columns = Treatment::Refuse;
    assert_eq!(
        said(&bytes, &layout).1,
        ["Refusal read.hidden_column: La colonna `Preventivo` (C) è nascosta e non si sa se valga"]
    );
}

#[test]
fn merged_cells_lend_names_but_never_amounts() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        for row in 1..=3 {
            line(sheet, row, &[&row.to_string(), "", "", "2,00"]);
        }
        sheet.merge_range(1, 1, 3, 1, "gruppo", &Format::new()).unwrap();
        sheet.merge_range(1, 2, 2, 2, "9,00", &Format::new()).unwrap();
        sheet.merge_range(5, 0, 5, 3, "nota in fondo", &Format::new()).unwrap();
    });
    let mut layout = oneri();
    layout.merged_cells = Treatment::Use;
    let (found, reading) = read_as("x", &bytes, &layout);
    let names: Vec<String> =
        found.iter().map(|row| format!("{} {}", show(&row.values[1]), show(&row.values[2]))).collect();
    assert_eq!(names, ["gruppo 9,00", "gruppo 0,00", "gruppo 0,00"]);
    insta::assert_snapshot!(reading.problems[0].text, @"Nella tabella ci sono celle unite (B2:B4, C2:C3): il valore della prima vale per tutte, tranne gli importi");
    layout.merged_cells = Treatment::Ignore;
    let (found, reading) = read_as("x", &bytes, &layout);
    assert_eq!((show(&found[1].values[1]), reading.problems.len()), ("∅".to_owned(), 1));
    layout.merged_cells = Treatment::Refuse;
    assert!(read_as("x", &bytes, &layout).1.refused());
}

#[test]
fn a_unit_in_the_title_that_contradicts_the_layout_refuses() {
    let titled = |title: &str| {
        workbook("Oneri", |sheet| {
            line(sheet, 0, &[title]);
            line(sheet, 2, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
            line(sheet, 3, &["1", "a", "1,00", "2,5"]);
        })
    };
    let thousands = titled("Oneri al 30/06/2021 (valori in migliaia di euro)");
    let mut layout = oneri();
    assert_eq!(
        said(&thousands, &layout).1,
        [
            "Refusal read.unit_conflict: Il titolo dice che gli importi sono in migliaia di euro, il tracciato li vuole in euro"
        ]
    );
    layout.unit = Unit::Titolo;
    let (found, _) = read_as("x", &thousands, &layout);
    assert_eq!(show(&found[0].values[3]), "2.500,00");
    let (found, _) = read_as("x", &titled("Oneri (in euro)"), &layout);
    assert_eq!(show(&found[0].values[3]), "2,50");
    assert_eq!(
        said(&titled("Oneri"), &layout).1,
        ["Refusal read.no_unit: Il titolo non dice se gli importi sono in euro o in migliaia di euro"]
    );
}

#[test]
fn month_and_chamber_are_found_where_the_layout_says() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Stampa n. 12", "Ente:", "C.C.I.A.A. di esempio"]);
        line(sheet, 1, &["", "Mese:", "giugno 2021"]);
        line(sheet, 2, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        line(sheet, 3, &["1", "a", "1,00", "2,00"]);
    });
    let mut layout = oneri();
    layout.ente = Some(Place::Cell(crate::read::layout::CellName { row: 0, column: 2 }));
    layout.period = Some(Place::Cell(crate::read::layout::CellName { row: 1, column: 2 }));
    let (_, reading) = read_as("x", &bytes, &layout);
    assert_eq!(
        (reading.heading.period, reading.heading.ente.as_deref()),
        (Period::new(2021, 6), Some("C.C.I.A.A. di esempio"))
    );
    layout.period = Some(Place::Cell(crate::read::layout::CellName { row: 1, column: 1 }));
    assert_eq!(
        said(&bytes, &layout).1,
        [
            "Refusal read.unsaid_period: Dove il tracciato cerca il mese si legge `Mese:`, che non è né un mese né una data"
        ]
    );

    let text = with(
        "period = { column = \"mese\" }\nente = { column = \"ente\" }",
        &format!(
            "{CODE} {{ id = \"mese\", header = [\"Mese\"], kind = \"text\" }}, {{ id = \"ente\", header = [\"Ente\"], kind = \"text\" }}"
        ),
    );
    let by_column = |months: [&str; 2], enti: [&str; 2]| {
        workbook("Dati", |sheet| {
            line(sheet, 0, &["Conto", "Mese", "Ente"]);
            line(sheet, 1, &["1", months[0], enti[0]]);
            line(sheet, 2, &["2", months[1], enti[1]]);
        })
    };
    let parsed = super::layout(&text);
    let (_, reading) = read_as("x", &by_column(["06/2021", "30/06/2021"], ["Esempio", "ESEMPIO"]), &parsed);
    assert_eq!(
        (reading.heading.period, reading.heading.as_of.map(|it| it.to_string())),
        (Period::new(2021, 6), Some("2021-06-30".to_owned()))
    );
    assert_eq!(reading.heading.ente.as_deref(), Some("Esempio"));
    assert_eq!(reading.problems, []);
    let (_, reading) = read_as("x", &by_column(["06/2021", "05/2021"], ["a", "a"]), &parsed);
    insta::assert_snapshot!(reading.problems[0].text, @"La colonna `Mese` dice cose diverse: `giugno 2021` e `maggio 2021`");
    assert_eq!((cell_of(&reading.problems[0]), reading.refused()), ("B3", true));
    let (_, reading) = read_as("x", &by_column(["06/2021", "06/2021"], ["a", "b"]), &parsed);
    assert_eq!(reading.problems[0].code, "read.said_twice");
}

#[test]
fn a_header_stacked_over_three_lines_with_merged_groups_is_joined() {
    let text = with(
        "",
        &format!(
            "{CODE} {{ id = \"a\", header = [\"Preventivo 2021 Funzione A\"], kind = \"money\", required = true }},
             {{ id = \"b\", header = [\"Preventivo 2021 Funzione B\"], kind = \"money\", required = true }},
             {{ id = \"c\", header = [\"Consuntivo 2021 Funzione A\"], kind = \"money\", required = true }}"
        ),
    );
    let book = |last: &str| {
        workbook("Dati", |sheet| {
            line(sheet, 0, &["Camera di commercio di esempio"]);
            sheet.merge_range(2, 1, 2, 2, "Preventivo", &Format::new()).unwrap();
            sheet.merge_range(2, 0, 4, 0, "Conto", &Format::new()).unwrap();
            line(sheet, 2, &["", "", "", "Consuntivo"]);
            sheet.merge_range(3, 1, 3, 2, "2021", &Format::new()).unwrap();
            line(sheet, 3, &["", "", "", "2021"]);
            line(sheet, 4, &["", "Funzione A", "Funzione\nB", last]);
            line(sheet, 5, &["1", "1,00", "2,00", "3,00"]);
        })
    };
    insta::assert_snapshot!(check(&text, "x", &book("Funzione A")), @"Data A6: 1 | 1,00 | 2,00 | 3,00");
    insta::assert_snapshot!(check(&text, "x", &book("Funzone A")), @"Refusal read.missing_column Dati!D5: Nell'intestazione alle righe 3-5 manca la colonna `Consuntivo 2021 Funzione A`: forse è `Consuntivo 2021 Funzone A`?");
}

#[test]
fn the_sheet_may_be_named_by_a_pattern() {
    let mut book = Workbook::new();
    for (name, amount) in [("Giugno 2021", "6,00"), ("Maggio 2021", "5,00"), ("Note", "0")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        line(sheet, 1, &["1", "a", "", amount]);
    }
    let bytes = book.save_to_buffer().unwrap();
    let patterned = |pattern: &str| layout(&format!("sheet_pattern = '{pattern}'\n{ONERI}"));
    let (found, _) = read_as("x", &bytes, &patterned("^giugno"));
    assert_eq!(show(&found[0].values[3]), "6,00");
    assert_eq!(
        said(&bytes, &patterned("2021$")).1,
        ["Refusal read.two_tables: La tabella si trova in più fogli visibili: `Giugno 2021`, `Maggio 2021`"]
    );
    assert_eq!(said(&bytes, &patterned("^luglio")).1, ["Refusal read.missing_sheet: Manca il foglio `^luglio`"]);
}

#[test]
fn every_kind_of_column_says_what_it_does_not_take() {
    let text = with(
        "",
        &format!(
            "{CODE} {{ id = \"n\", header = [\"Numero\"], kind = \"integer\" }},
             {{ id = \"p\", header = [\"Quota\"], kind = \"percent\", bare = \"points\" }},
             {{ id = \"q\", header = [\"Tasso\"], kind = \"percent\" }},
             {{ id = \"cf\", header = [\"CF\"], kind = \"fiscal_code\" }}"
        ),
    );
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Conto", "Numero", "Quota", "Tasso", "CF"]);
        line(sheet, 1, &["007", "1.024", "14,65", "85%", "00000010009"]);
        line(sheet, 2, &["2", "12,5", "1", "n.d.", "00000010008"]);
        line(sheet, 3, &["3", "85%", "1", "12", "abc"]);
        line(sheet, 4, &["4", "", "", "", "it 000 000 100 09"]);
        sheet.write_number(4, 1, 7.0).unwrap();
        sheet.write_number_with_format(4, 2, 0.5, &percent()).unwrap();
        sheet.write_number_with_format(4, 3, 0.1465, &percent()).unwrap();
        sheet.write_formula_with_format(5, 3, Formula::new("=1/8").set_result("0.125"), &percent()).unwrap();
        line(sheet, 5, &["5"]);
        sheet.write_number(5, 4, 10_009.0).unwrap();
    });
    insta::assert_snapshot!(check(&text, "x", &bytes), @r"
    Data A2: 007 | 1024 | 0.1465 (percentuale) | 0.85 (percentuale) | 00000010009
    Data A5: 4 | 7 | 0.5 (percentuale) | 0.1465 (percentuale) | 00000010009
    Data A6: 5 | ∅ | ∅ | 0.125 (percentuale) | 00000010009
    Error read.not_integer Dati!B3: Nella colonna `Numero` il valore `12,5` non è un numero intero
    Warning read.fiscal_code Dati!E3: Nella colonna `CF` il codice `00000010008` ha il carattere di controllo sbagliato
    Error read.not_integer Dati!B4: Nella colonna `Numero` il valore `85%` non è un numero intero
    Error read.bare_percent Dati!D4: Nella colonna `Tasso` non si sa se `12` siano punti percentuali o una frazione
    Warning read.fiscal_code Dati!E4: Nella colonna `CF` il codice `abc` non ha la forma di un codice fiscale (16 caratteri, o 11 cifre)
    Warning read.fiscal_code_zeros Dati!E6: Nella colonna `CF` il codice `10009` ha perso gli zeri iniziali ed è stato letto come `00000010009`
    ");
}

#[test]
fn a_wrong_fiscal_code_does_not_take_its_row_away() {
    let text =
        with("", &format!("{CODE} {{ id = \"cf\", header = [\"CF\"], kind = \"fiscal_code\", required = true }}"));
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Conto", "CF"]);
        line(sheet, 1, &["1", "00000010008"]);
    });
    let (found, reading) = read_as("x", &bytes, &layout(&text));
    assert_eq!((found.len(), reading.rows, reading.problems.len()), (1, 1, 1));
}

#[test]
fn dates_of_the_1904_system_are_the_days_they_show() {
    let text = with("", &format!("{CODE} {{ id = \"d\", header = [\"Data\"], kind = \"date\" }}"));
    let bytes = workbook("Dati", |sheet| {
        line(sheet, 0, &["Conto", "Data"]);
        line(sheet, 1, &["1"]);
        day(sheet, 1, 1, (2021, 6, 30));
    });
    let shown = |bytes: &[u8]| show(&read_as("x", bytes, &layout(&text)).0[0].values[1]);
    assert_eq!(shown(&bytes), "2021-06-30");
    let of_1904 =
        rewritten(&bytes, "xl/workbook.xml", |xml| xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" "));
    assert_eq!(shown(&of_1904), "2025-07-01", "the same number is 1462 days later");
}
