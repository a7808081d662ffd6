//! A draft is a layout: it parses, and reads without refusal the file that it was made for.

use std::path::Path;

use super::*;
use crate::read::{see, suggest, survey};

fn drafted(name: &str, bytes: &[u8]) -> (String, Layout) {
    let sheets = see(name, bytes, &Limits::default()).unwrap();
    let draft = suggest(name, &sheets).unwrap_or_else(|| panic!("no draft for {name}"));
    let layout = toml::from_str(&draft).unwrap_or_else(|e| panic!("{name}: {e}\n{draft}"));
    (draft, layout)
}

fn kinds(layout: &Layout) -> Vec<String> {
    layout.columns.iter().map(|column| format!("{} {:?}", column.id, column.kind)).collect()
}

#[test]
fn a_draft_of_every_sample_reads_that_sample() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut read = 0;
    for month in std::fs::read_dir(samples).unwrap() {
        let month = month.unwrap().path();
        if !month.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(month).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            if path.extension().is_none_or(|it| it != "xlsx") || see(&name, &bytes, &Limits::default()).is_err() {
                continue;
            }
            let (draft, layout) = drafted(&name, &bytes);
            let (found, reading) = read_as(&name, &bytes, &layout);
            let refusals: Vec<_> = reading.problems.iter().filter(|it| it.refuses()).collect();
            // A file with an error in a cell is refused by any layout.
            let by_itself =
                ["read.error_cell", "read.uncomputed_formula", "read.ambiguous_number", "read.hidden_decimals"];
            assert!(refusals.iter().all(|it| by_itself.contains(&it.code.as_ref())), "{name}: {refusals:?}\n{draft}");
            read += usize::from(!found.is_empty());
        }
    }
    assert!(read > 20, "only {read} samples were read by their drafts");
}

#[test]
fn kinds_are_guessed_from_every_cell_and_the_caption() {
    let bytes = workbook("Liquidazioni", |sheet| {
        line(sheet, 0, &["Camera di commercio di esempio (valori in migliaia di euro)"]);
        line(
            sheet,
            2,
            &["Cod. Obiettivo", "Beneficiario", "P. IVA", "Data", "Quota", "N. domande", "Importo", "Tasso", "Importo"],
        );
        line(
            sheet,
            3,
            &["2021_04", "Officine \"Uno\" srl", "00000010009", "30/06/2021", "85%", "", "1.234,56", "1,2345", "-"],
        );
        line(sheet, 4, &["2021_05", "Caseificio Due", "00000020008", "1.7.2021", "14,65%", "", "(3)", "2", ""]);
        line(sheet, 5, &["Totale A", "", "", "", "", "", "1"]);
        line(sheet, 6, &["Totale generale (A+B)", "", "", "", "", "", "2"]);
        sheet.write_number(3, 5, 3.0).unwrap();
        sheet.write_number(4, 5, 12.0).unwrap();
    });
    let (draft, layout) = drafted("l'elenco \"nuovo\" 2021-06.xlsx", &bytes);
    assert_eq!(
        kinds(&layout),
        [
            "cod_obiettivo Code",
            "beneficiario Text",
            "p_iva FiscalCode",
            "data Date",
            "quota Percent",
            "n_domande Integer",
            "importo Money",
            "tasso Number",
            "importo_2 Money"
        ]
    );
    assert!(layout.file.0.is_match("l'elenco \"nuovo\" 2021-07"));
    assert_eq!(layout.unit, crate::read::layout::Unit::Migliaia);
    assert!(
        draft.contains("#   2021_04 | Officine \"Uno\" srl | 00000010009 | 30/06/2021 | 85% | 3 | 1.234,56"),
        "{draft}"
    );
    assert_eq!(
        layout.rows.iter().map(|rule| rule.is).collect::<Vec<_>>(),
        [crate::read::layout::RowIs::Total, crate::read::layout::RowIs::Subtotal]
    );
}

#[test]
fn a_survey_says_what_strikes() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Camera di commercio di esempio"]);
        line(sheet, 3, &["Conto", "Importo"]);
        line(sheet, 4, &["310000", "1.234,56"]);
        line(sheet, 5, &["310001", "#RIF!"]);
        sheet.set_row_hidden(5).unwrap();
        sheet.set_column_hidden(3).unwrap();
    });
    let sheets = see("x", &bytes, &Limits::default()).unwrap();
    let seen = survey(&bytes, &sheets).remove(0);
    assert_eq!((seen.extent.as_str(), seen.cells, seen.visible), ("A1:B6", 7, true));
    assert_eq!((seen.headers[0].row, seen.headers[0].captions[1].clone()), (4, ("B".to_owned(), "Importo".to_owned())));
    assert_eq!((seen.hidden_rows, seen.hidden_columns), (vec!["6".to_owned()], vec!["D".to_owned()]));
    assert_eq!((seen.numbers_as_text.count, seen.numbers_as_text.first), (1, vec!["B5".to_owned()]));
}

#[test]
fn a_draft_names_the_columns_that_a_stacked_header_leaves_without_a_caption() {
    let bytes = workbook("Contributi", |sheet| {
        line(sheet, 0, &["Obiettivo", "Beneficiario", "", "Contributo", ""]);
        line(sheet, 1, &["", "Nome", "C.F.", "Quota", "Importo"]);
        for row in 2..6 {
            line(sheet, row, &["2021_01_01", "Alfa Esempio srl", "00000010009", "80%", "1.200,00"]);
        }
    });
    let (draft, _) = drafted("contributi_2021-03.xlsx", &bytes);
    let remark = draft.lines().find(|line| line.contains("ATTENZIONE")).unwrap_or_else(|| panic!("{draft}"));
    assert!(remark.contains("colonne A hanno") || remark.contains("colonne C, E hanno"), "{remark}");
}
