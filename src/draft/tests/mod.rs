//! A draft is a layout: it parses, and reads without refusal the file that it was made for.

mod headers;
mod meanings;
mod sheets;

use std::path::Path;

use proptest::prelude::*;
use rust_xlsxwriter::Format;

use super::{suggest, survey};
use crate::ledger::Statutory;
use crate::office::Offices;
use crate::period::Period;
use crate::read::layout::Kind;
use crate::read::tests::sheet_search::several;
use crate::read::tests::{cell_of, layout, read_as, show};
use crate::read::{Layout, Reading, Row, Value};
use crate::sheets::tests::{day, line, workbook};
use crate::sheets::{CellKind, Limits, RawCell, RawSheet, inspect};

fn drafted(name: &str, bytes: &[u8]) -> (String, Layout) {
    let sheets = inspect(name, bytes, &Limits::default()).unwrap();
    let draft = suggest(name, &sheets, &Offices::default()).unwrap_or_else(|| panic!("no draft for {name}"));
    let layout = toml::from_str(&draft).unwrap_or_else(|e| panic!("{name}: {e}\n{draft}"));
    (draft, layout)
}

fn kinds(layout: &Layout) -> Vec<String> {
    layout.columns.iter().map(|column| format!("{} {:?}", column.id, column.kind)).collect()
}

/// The samples that can be seen, with their bytes.
fn samples() -> Vec<(String, Vec<u8>)> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut found = Vec::new();
    for month in std::fs::read_dir(samples).unwrap().map(|month| month.unwrap().path()).filter(|it| it.is_dir()) {
        for path in std::fs::read_dir(month).unwrap().map(|file| file.unwrap().path()).filter(|it| it.is_file()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            if path.extension().is_some_and(|it| it == "xlsx") && inspect(&name, &bytes, &Limits::default()).is_ok() {
                found.push((name, bytes));
            }
        }
    }
    found.sort();
    found
}

/// The layout that a chamber's configuration has for a file of this name.
fn declared(name: &str) -> Layout {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/layouts");
    let stem = name.rsplit_once('.').unwrap().0;
    let layouts =
        std::fs::read_dir(folder).unwrap().map(|file| layout(&std::fs::read_to_string(file.unwrap().path()).unwrap()));
    let mut fitting = layouts.filter(|layout| layout.file.0.is_match(stem));
    fitting.next().unwrap_or_else(|| panic!("no layout for {name}"))
}

/// Each row with the value of each column of the sheet that a layout reads, by letter.
fn by_place(rows: &[Row], layout: &Layout) -> Vec<String> {
    let told = |row: &Row| {
        let mut cells: Vec<String> = (0..layout.columns.len())
            .filter(|i| row.values[*i] != Value::Missing)
            .map(|i| format!("{}={}", row.origin_of(i).cell(), show(&row.values[i])))
            .collect();
        cells.sort();
        format!("{:?} {}", row.kind, cells.join(" "))
    };
    rows.iter().map(told).collect()
}

/// Columns that the draft reads otherwise than the layout: what a person would decide when finishing it.
const DECIDED_BY_A_PERSON: [(&str, &str, &str); 3] = [
    // Heads are counted in whole numbers, which the layout calls money so that the scheme can sum them.
    ("personale_teste_cremona", "segreteria_generale", "integer"),
    ("personale_teste_cremona", "area_1", "integer"),
    ("personale_teste_cremona", "area_2", "integer"),
];

#[test]
fn a_draft_of_every_sample_reads_the_same_rows_as_the_layout_that_people_wrote() {
    let (mut compared, mut refused) = (0, Vec::new());
    for (name, bytes) in samples() {
        let (draft, mut drafted) = drafted(&name, &bytes);
        let mut declared = declared(&name);
        // What neither layout reads of the other is left out: the draft reads every column of the sheet.
        let heads = |of: &Layout| {
            of.columns
                .iter()
                .flat_map(|column| column.header.iter().map(|it| crate::read::words::folded(it.as_str())))
                .collect::<Vec<_>>()
        };
        let known = heads(&declared);
        drafted.columns.retain(|column| {
            known.contains(&crate::read::words::folded(column.header[0].as_str()))
                || drafted.rows.iter().any(|rule| rule.column == column.id)
        });
        for column in &mut drafted.columns {
            let decided = DECIDED_BY_A_PERSON.iter().find(|(layout, id, _)| *layout == declared.id && *id == column.id);
            if decided.is_some() {
                column.kind = crate::read::ColumnKind::Money;
            }
        }
        declared.unreadable = drafted.unreadable;
        let (theirs, reading) = read_as(&name, &bytes, &declared);
        let (ours, ours_reading) = read_as(&name, &bytes, &drafted);
        let codes = |reading: &Reading| {
            reading
                .problems
                .iter()
                .filter(|it| it.refuses())
                .map(|it| format!("{} {}", it.code, cell_of(it)))
                .collect::<Vec<_>>()
        };
        assert_eq!(codes(&ours_reading), codes(&reading), "{name}\n{draft}");
        if reading.refused() {
            refused.push(name);
            continue;
        }
        assert_eq!(by_place(&ours, &drafted), by_place(&theirs, &declared), "{name}\n{draft}");
        compared += 1;
    }
    assert!(compared > 50, "only {compared} samples were compared; refused: {refused:?}");
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
            "obiettivo Code",
            "beneficiario Text",
            "codice_fiscale FiscalCode",
            "data_liquidazione Date",
            "quota Percent",
            "n_domande Integer",
            "liquidato Money",
            "tasso Number",
            "importo Money"
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
    let sheets = inspect("x", &bytes, &Limits::default()).unwrap();
    let seen = survey(&sheets).remove(0);
    assert_eq!((seen.extent.as_str(), seen.cells, seen.visible), ("A1:B6", 7, true));
    assert_eq!((seen.headers[0].row, seen.headers[0].captions[1].clone()), (4, ("B".to_owned(), "Importo".to_owned())));
    assert_eq!((seen.hidden_rows, seen.hidden_columns), (vec!["6".to_owned()], vec!["D".to_owned()]));
    assert_eq!((seen.numbers_as_text.count, seen.numbers_as_text.first), (1, vec!["B5".to_owned()]));
}

#[test]
fn mixed_columns_groups_and_notes_are_drafted_as_what_they_are() {
    let bytes = workbook("Indicatori", |sheet| {
        line(sheet, 0, &["Codice", "Indicatore", "Valore", "Realizzato %", "Data rilevazione", "Note"]);
        line(sheet, 1, &["I1", "primo", "84,5%", "84,5%", "", "N.B. stima"]);
        line(sheet, 2, &["I2", "secondo", "1.250,00", "n.d.", ""]);
        line(sheet, 3, &["I3", "terzo", "7", "90%", ""]);
        for row in 1..4 {
            sheet.write_number(row, 4, 44_377.0).unwrap();
        }
        line(sheet, 5, &["N.B. valori provvisori"]);
    });
    let (draft, layout) = drafted("scheda_indicatori_estero_2021-06.xlsx", &bytes);
    assert_eq!(
        kinds(&layout),
        [
            "codice Code",
            "indicatore Text",
            "valore Number",
            "realizzato_percento Percent",
            "data_rilevazione Date",
            "note Text"
        ]
    );
    assert!(draft.contains("va dato in Excel il formato Data"), "{draft}");
    assert!(layout.file.0.captures("scheda_indicatori_registro_2021-07").unwrap().name("office").is_some());
    let (found, reading) = read_as("scheda_indicatori_estero_2021-06.xlsx", &bytes, &layout);
    assert_eq!((found.len(), reading.rows_refused), (0, 3), "{:?}", reading.problems);
    assert_eq!(reading.heading.name_office.as_deref(), Some("estero"));
}

#[test]
fn a_month_in_words_in_a_name_is_drafted_as_one_that_changes() {
    let bytes = workbook("Elenco", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Importo"]);
        line(sheet, 1, &["310000", "Diritto annuale", "1,00"]);
    });
    for (name, next, other) in [
        ("oneri giugno 2021.xlsx", "oneri luglio 2021", "oneri 2021"),
        ("Oneri_06_2021 (copia).xlsx", "oneri_07_2021 (copia)", "oneri_0_2021 (copia)"),
        ("oneri al 30.06.2021.xlsx", "oneri al 31.07.2021", "oneri al 2021"),
        ("conto 330000 2021-06.xlsx", "conto 330000 2021-07", "conto 330000"),
        ("oneri_giu21.xlsx", "oneri_lug21", "oneri_21"),
        ("oneri giu-21.xlsx", "oneri lug-21", "oneri"),
        ("oneri_giugno2021.xlsx", "oneri_luglio2021", "oneri_2021"),
        ("oneri_202106.xlsx", "oneri_202107", "oneri_310000"),
    ] {
        let (draft, layout) = drafted(name, &bytes);
        let month = |name: &str| crate::read::said_by_name(name, &layout).0;
        let june = Period::new(2021, 6).unwrap();
        assert_eq!((month(name), month(&format!("{next}.xlsx"))), (Some(june), Some(june.next())), "{draft}");
        assert_eq!((month(other), layout.id.contains("06")), (None, false), "{draft}");
    }
}

#[test]
fn a_quarter_in_a_name_is_drafted_as_one_that_changes() {
    let bytes = workbook("Elenco", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Importo"]);
        line(sheet, 1, &["310000", "Diritto annuale", "1,00"]);
    });
    for (name, next) in [
        ("oneri I trim. 2021.xlsx", "oneri II trim. 2021"),
        ("oneri_1° trimestre 2021.xlsx", "oneri_2° trimestre 2021"),
        ("oneri trimestre 1 2021.xlsx", "oneri trimestre 2 2021"),
    ] {
        let (draft, layout) = drafted(name, &bytes);
        let month = |name: &str| crate::read::said_by_name(name, &layout).0;
        let quarter = |month| Period::new(2021, month);
        assert_eq!((month(name), month(&format!("{next}.xlsx"))), (quarter(3), quarter(6)), "{draft}");
    }
}

#[test]
fn a_table_of_no_month_is_drafted_with_the_year_of_its_name() {
    let bytes = workbook("Budget", |sheet| {
        line(sheet, 0, &["Voce", "Preventivo 2021"]);
        line(sheet, 1, &["Diritto annuale", "1,00"]);
    });
    let (draft, layout) = drafted("budget_2021.xlsx", &bytes);
    assert_eq!((layout.kind, layout.id.as_str()), (Kind::Reference, "budget"), "{draft}");
    let first = |name: &str| crate::read::said_by_name(name, &layout).0;
    assert_eq!((first("budget_2021.xlsx"), first("budget_2022.xlsx")), (Period::new(2021, 1), Period::new(2022, 1)));
    // Of two years nobody knows which.
    let (_, layout) = drafted("budget_2021-2023.xlsx", &bytes);
    assert_eq!(layout.file.0.capture_names().flatten().count(), 0);
}

#[test]
fn a_table_of_voci_with_amounts_and_reasons_is_one_of_corrections() {
    let bytes = workbook("Rettifiche", |sheet| {
        line(sheet, 0, &["Voce", "Importo", "Motivazione"]);
        line(sheet, 1, &["Diritto annuale", "1,00", "meno iscritti"]);
    });
    let (draft, layout) = drafted("rettifiche_2021-06.xlsx", &bytes);
    assert_eq!((layout.kind, layout.scheme.as_deref()), (Kind::Corrections, Some("allegato_c")), "{draft}");
    assert_eq!(layout.missing_fields(), [], "{draft}");
}

#[test]
fn a_file_that_is_no_table_has_no_draft() {
    let bytes = workbook("Note", |sheet| line(sheet, 0, &["Da fare"]));
    assert_eq!(
        suggest("note.xlsx", &inspect("note.xlsx", &bytes, &Limits::default()).unwrap(), &Offices::default()),
        None
    );
}

#[test]
fn a_text_of_columns_is_drafted_although_all_its_cells_are_texts() {
    let lines = [
        "Camera di commercio di esempio - contributi al 30/06/2021;;;;;;",
        "",
        "Obiettivo;Beneficiario;;Atto;;Importi;Note",
        ";Denominazione;C.F.;Numero;Data;Liquidato;",
        "2021_01_01_01;Officine Uno;00000010009;DET 12/2021;2021-03-05;1234,56;saldo",
        ";Caseificio Due;00000020008;DET 13/2021;2021-04-06;2000;",
        "2021_01_01_02;Tipografia Tre;00000030007;DET 14/2021;2021-05-07;1000;in attesa",
        "2021_01_01_02;Meccanica Quattro;00000040006;DET 15/2021;2021-06-08;900,50;",
        "Totale;;;;;5135,06;",
    ];
    let bytes = lines.join("\r\n").into_bytes();
    let (draft, layout) = drafted("contributi_promozione_2021-06.csv", &bytes);
    let (found, reading) = read_as("contributi_promozione_2021-06.csv", &bytes, &layout);
    assert_eq!(reading.problems, [], "{draft}");
    assert_eq!(
        by_place(&found, &layout)[1..],
        [
            "Data A6=2021_01_01_01 B6=Caseificio Due C6=00000020008 D6=DET 13/2021 E6=2021-04-06 F6=2.000,00",
            "Data A7=2021_01_01_02 B7=Tipografia Tre C7=00000030007 D7=DET 14/2021 E7=2021-05-07 F7=1.000,00 G7=in attesa",
            "Data A8=2021_01_01_02 B8=Meccanica Quattro C8=00000040006 D8=DET 15/2021 E8=2021-06-08 F8=900,50",
            "Total A9=Totale F9=5.135,06",
        ]
    );
}

/// A cell of whatever sort, at a place near the corner.
fn cell() -> impl Strategy<Value = (u32, u16, RawCell)> {
    let text = prop::sample::select(vec![
        "Conto",
        "Importo",
        "Totale",
        "N.B. x",
        "2021",
        "85%",
        "n.d.",
        "1.234,56",
        "30/06/2021",
        "00000010009",
        "abc def",
        "\n",
        "a\"b\\",
        "{al} 30/06/2021",
        "Saldo giugno 2021",
    ]);
    let kind = prop::sample::select(vec![
        CellKind::Text,
        CellKind::Text,
        CellKind::Text,
        CellKind::Number,
        CellKind::Date,
        CellKind::Error,
        CellKind::Uncomputed,
        CellKind::Bool,
    ]);
    (0_u32..12, 0_u16..6, kind, text, any::<bool>()).prop_map(|(row, column, kind, text, percent)| {
        let value = if kind == CellKind::Number { "44377.5".to_owned() } else { text.to_owned() };
        (row, column, RawCell { cell: crate::origin::cell_name(row, column), kind, value, percent })
    })
}

#[test]
fn sheets_of_one_table_are_not_drafted_as_one_of_them() {
    let (draft, layout) = drafted("x", &several());
    let told: Vec<&str> = draft.lines().filter(|line| line.contains("fogli") || line.contains("sheet")).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    # Bozza di tracciato, proposta guardando `x`, foglio `Due`, intestazione alla riga 1.
    # ATTENZIONE: la stessa intestazione è anche in `Uno`, e si legge un foglio solo: gli importi degli altri non
    # verrebbero contati. Se valgono tutti come una tabella sola, togliere il # a `sheets`; se ne vale uno solo, dire
    # quale con `sheet`. Com'è, il file sarebbe rifiutato.
    # sheets = "every"
    # sheet = "Due"
    "#);
    assert_eq!(read_as("x", &several(), &layout).1.problems[0].code, "read.two_tables");
}

#[test]
fn every_scheme_that_a_draft_names_travels_with_the_program() {
    let texts = crate::config::embedded_configuration();
    for statement in Statutory::ALL {
        let scheme: toml::Table = texts[&format!("schemes/{}.toml", statement.id())].parse().unwrap();
        assert_eq!(scheme["id"].as_str(), Some(statement.id()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_a_sheet_holds_its_draft_is_a_layout(
        cells in prop::collection::vec(cell(), 0..50),
        merges in prop::collection::vec(((0_u32..12, 0_u16..6), (0_u32..12, 0_u16..6)), 0..6),
    ) {
        let merged = merges.into_iter().map(|(a, b)| crate::sheets::Merge::between(a, b)).collect();
        let hidden = crate::sheets::Hidden { merged, ..crate::sheets::Hidden::default() };
        let cells = cells.into_iter().map(|(_, _, cell)| cell).collect();
        let sheet = RawSheet { name: "a 'b'".to_owned(), named: true, visible: true, damaged: false, cells, hidden };
        if let Some(draft) = suggest("x_2021-06.xlsx", &[sheet], &Offices::default()) {
            let parsed: Result<Layout, _> = toml::from_str(&draft);
            prop_assert!(parsed.is_ok(), "{:?}\n{}", parsed.err(), draft);
        }
    }
}
