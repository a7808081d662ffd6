//! Headers of several lines, of groups and with dates: what a draft calls their columns, and that it reads them.

use super::*;

#[test]
fn a_stacked_header_is_joined_and_its_draft_reads_the_table() {
    let bytes = workbook("Contributi", |sheet| {
        line(sheet, 0, &["Obiettivo", "Beneficiario", "", "Contributo", ""]);
        line(sheet, 1, &["", "Nome", "C.F.", "Quota", "Importo"]);
        for row in 2..6 {
            line(sheet, row, &["2021_01_01", "Alfa Esempio srl", "00000010009", "80%", "1.200,00"]);
        }
    });
    let (_, layout) = drafted("contributi_2021-03.xlsx", &bytes);
    let captions: Vec<&str> = layout.columns.iter().map(|column| column.header[0].as_str()).collect();
    assert_eq!(
        captions,
        ["Obiettivo", "Beneficiario Nome", "Beneficiario C.F.", "Contributo Quota", "Contributo Importo"]
    );
    let (found, reading) = read_as("contributi_2021-03.xlsx", &bytes, &layout);
    assert_eq!((found.len(), reading.problems), (4, vec![]));
    let values: Vec<String> = found[0].values.iter().map(show).collect();
    assert_eq!(values, ["2021_01_01", "Alfa Esempio srl", "00000010009", "0.8 (percentuale)", "1.200,00"]);
}

#[test]
fn three_lines_of_merged_captions_are_joined_as_far_as_they_are_merged() {
    let bytes = workbook("Budget", |sheet| {
        sheet.merge_range(0, 0, 0, 6, "Camera di commercio di esempio - budget al 30/06/2021", &Format::new()).unwrap();
        sheet.merge_range(2, 0, 4, 0, "Conto", &Format::new()).unwrap();
        sheet.merge_range(2, 1, 4, 1, "Descrizione del conto", &Format::new()).unwrap();
        sheet.merge_range(2, 2, 2, 5, "Esercizio in corso", &Format::new()).unwrap();
        sheet.merge_range(3, 2, 3, 3, "Preventivo", &Format::new()).unwrap();
        sheet.merge_range(3, 4, 3, 5, "Consuntivo", &Format::new()).unwrap();
        line(sheet, 4, &["", "", "Funzione A", "Funzione B", "Funzione A", "Funzione B", "Funzione A"]);
        for row in 5..9 {
            line(sheet, row, &["", "Voce di spesa", "1,00", "2,00", "3,00", "4,50", "5,00"]);
            sheet.write_number(row, 0, f64::from(320_000 + row)).unwrap();
        }
        line(sheet, 9, &["", "Totale", "4,00", "8,00", "12,00", "18,00", "20,00"]);
        line(sheet, 11, &["N.B. dati provvisori"]);
    });
    let (draft, layout) = drafted("budget_2021-06.xlsx", &bytes);
    assert!(draft.contains("intestazione alle righe 3-5."), "{draft}");
    let captions: Vec<&str> = layout.columns.iter().map(|column| column.header[0].as_str()).collect();
    assert_eq!(
        captions,
        [
            "Conto",
            "Descrizione del conto",
            "Esercizio in corso Preventivo Funzione A",
            "Esercizio in corso Preventivo Funzione B",
            "Esercizio in corso Consuntivo Funzione A",
            "Esercizio in corso Consuntivo Funzione B",
            // Nothing is merged over the last one.
            "Funzione A",
        ]
    );
    assert!(draft.contains("amount = { scenario = \"preventivo\", function = \"b\" }"), "{draft}");
    assert_eq!(kinds(&layout)[..2], ["conto Code", "descrizione Text"]);
    let (found, reading) = read_as("budget_2021-06.xlsx", &bytes, &layout);
    assert_eq!(reading.problems, []);
    let told: Vec<String> = by_place(&found, &layout);
    assert_eq!(told.len(), 5);
    assert_eq!(told[3], "Data A9=320008 B9=Voce di spesa C9=1,00 D9=2,00 E9=3,00 F9=4,50 G9=5,00");
    assert!(told[4].starts_with("Total B10=Totale"), "{told:?}");
}

#[test]
fn lines_of_a_header_may_be_rows_apart_when_merges_cover_what_is_between() {
    let bytes = workbook("Prospetto", |sheet| {
        sheet.merge_range(0, 0, 4, 0, "Voce", &Format::new()).unwrap();
        sheet.merge_range(0, 1, 2, 2, "Variazione rispetto a", &Format::new()).unwrap();
        sheet.merge_range(3, 1, 4, 1, "trimestre prima", &Format::new()).unwrap();
        sheet.merge_range(3, 2, 4, 2, "anno prima", &Format::new()).unwrap();
        line(sheet, 5, &["Personale", "1,00", "2,00"]);
        line(sheet, 6, &["Funzionamento", "3,00", "4,00"]);
    });
    let (draft, layout) = drafted("prospetto_2021-06.xlsx", &bytes);
    let captions: Vec<&str> = layout.columns.iter().map(|column| column.header[0].as_str()).collect();
    assert_eq!(
        captions,
        ["Voce", "Variazione rispetto a trimestre prima", "Variazione rispetto a anno prima"],
        "{draft}"
    );
    let (found, reading) = read_as("prospetto_2021-06.xlsx", &bytes, &layout);
    assert_eq!(reading.problems, []);
    assert_eq!(
        by_place(&found, &layout),
        ["Data A6=Personale B6=1,00 C6=2,00", "Data A7=Funzionamento B7=3,00 C7=4,00"]
    );
}

#[test]
fn captions_under_groups_are_known_by_their_own_words() {
    let lines = [
        "Camera di commercio di esempio;;;;;",
        "Mastrini al 30/06/2021;;;;;",
        "Imputazione;;Documento;;Movimento;",
        "Conto;Obiettivo;Nr.;%;Dare;Avere",
        "330000;2021_01_01_05;118;80%;3.500,00;",
        ";2021_01_01_05;119;80%;1.200,50;",
        ";2021_01_01_05;120;20%;;200,50",
        "Totale 330000;;;;4.700,50;200,50",
        "330001;2021_02_01_02;7;20%;99,99;",
        "Totale 330001;;;;99,99;",
        "Totale generale;;;;4.800,49;200,50",
    ];
    let bytes = lines.join("\r\n").into_bytes();
    let (draft, layout) = drafted("mastrini_2021-06.csv", &bytes);
    assert_eq!(format!("{:?}", layout.kind), "Registrations", "{draft}");
    let (found, reading) = read_as("mastrini_2021-06.csv", &bytes, &layout);
    assert_eq!(reading.problems, [], "{draft}");
    let told = found.iter().map(|row| format!("{:?} {}", row.kind, show(&row.values[0])));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "Data 330000",
            "Data 330000",
            "Data 330000",
            "Subtotal Totale 330000",
            "Data 330001",
            "Subtotal Totale 330001",
            "Total Totale generale"
        ],
        "{draft}"
    );
}

#[test]
fn two_columns_with_the_same_words_are_the_first_and_the_second() {
    let bytes = workbook("Elenco", |sheet| {
        line(sheet, 0, &["Voce", "Importo", "Importo"]);
        line(sheet, 1, &["a", "1,00", "2,00"]);
        line(sheet, 2, &["b", "3,00", "4,00"]);
    });
    let (_, layout) = drafted("elenco_2021-06.xlsx", &bytes);
    let (found, reading) = read_as("elenco_2021-06.xlsx", &bytes, &layout);
    assert_eq!(reading.problems, []);
    assert_eq!(by_place(&found, &layout), ["Data A2=a B2=1,00 C2=2,00", "Data A3=b B3=3,00 C3=4,00"]);
}

#[test]
fn a_date_in_a_caption_is_drafted_as_one_that_changes_and_the_draft_reads_the_next_month() {
    let book = |dates: [&str; 2]| {
        workbook("SP", |sheet| {
            line(sheet, 0, &["Camera di commercio di esempio"]);
            line(
                sheet,
                2,
                &["Voce", &format!("Valori al\n{}", dates[0]), &format!("Valori al\n{}", dates[1]), "Budget 2021"],
            );
            line(sheet, 3, &["Immobili", "1,00", "2,00", "9,00"]);
            line(sheet, 4, &["Crediti", "3,00", "4,00", "9,00"]);
        })
    };
    let june = book(["31.12.2020", "30.06.2021"]);
    let (draft, layout) = drafted("stato_patrimoniale_2021-06.xlsx", &june);
    let headers: Vec<&str> = layout.columns.iter().map(|column| column.header[0].as_str()).collect();
    assert_eq!(headers, ["Voce", "Valori al {data}", "Valori al {data}", "Budget {anno}"], "{draft}");
    assert!(draft.contains("years_before = 1"), "{draft}");
    for (name, bytes) in [
        ("stato_patrimoniale_2021-06.xlsx", june),
        ("stato_patrimoniale_2021-07.xlsx", book(["31.12.2020", "31 luglio 2021"])),
    ] {
        let (found, reading) = read_as(name, &bytes, &layout);
        assert_eq!(reading.problems, [], "{draft}");
        assert_eq!(by_place(&found, &layout)[0], "Data A4=Immobili B4=1,00 C4=2,00 D4=9,00");
    }
}

#[test]
fn a_month_that_only_a_caption_says_is_drafted_as_the_files() {
    let bytes = workbook("Conti", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Saldo giugno 2021", "Saldo maggio 2021"]);
        line(sheet, 1, &["310000", "Diritto annuale", "2,00", "1,00"]);
    });
    let (draft, layout) = drafted("conti.xlsx", &bytes);
    assert!(draft.contains("period = { header = \"saldo_giugno_2021\" }"), "{draft}");
    let headers: Vec<&str> = layout.columns.iter().map(|column| column.header[0].as_str()).collect();
    // The month before would be another one's next month, and stays for a person to decide.
    assert_eq!(headers[2..], ["Saldo {data}", "Saldo maggio 2021"], "{draft}");
    let (_, reading) = read_as("conti.xlsx", &bytes, &layout);
    assert_eq!((reading.heading.period, reading.problems), (crate::period::Period::new(2021, 6), vec![]));
}

#[test]
fn days_in_cells_of_their_own_are_captions() {
    let bytes = workbook("SP", |sheet| {
        line(sheet, 0, &["Camera di commercio di esempio - stato patrimoniale"]);
        line(sheet, 2, &["Voci"]);
        day(sheet, 2, 1, (2020, 12, 31));
        day(sheet, 2, 2, (2021, 6, 30));
        for row in 3..6 {
            line(sheet, row, &["Immobili"]);
            sheet.write_number(row, 1, 10.0).unwrap();
            sheet.write_number(row, 2, 20.0).unwrap();
        }
    });
    let (draft, layout) = drafted("sp.xlsx", &bytes);
    let headers: Vec<&str> = layout.columns.iter().map(|column| column.header[0].as_str()).collect();
    assert_eq!(headers, ["Voci", "{data}", "{data}"], "{draft}");
    assert!(draft.contains("#   Voci | 31/12/2020 | 30/06/2021"), "{draft}");
    let (found, reading) = read_as("sp.xlsx", &bytes, &layout);
    assert_eq!(reading.problems, [], "{draft}");
    assert_eq!(by_place(&found, &layout)[0], "Data A4=Immobili B4=10,00 C4=20,00");
}

#[test]
fn what_each_page_prints_again_is_no_data() {
    let bytes = workbook("Mastro", |sheet| {
        for page in 0..3 {
            let top = page * 6;
            line(sheet, top, &["Camera di commercio di esempio", "", "", "pag. 1"]);
            line(sheet, top + 1, &["Conto", "Descrizione", "Data", "Importo"]);
            line(sheet, top + 2, &["", "a riportare", "", "5,00"]);
            line(sheet, top + 3, &["310000", "Diritto annuale", "30/06/2021", "1,00"]);
            line(sheet, top + 4, &["310001", "Sanzioni", "entro l'anno", "2,50"]);
            line(sheet, top + 5, &["", "da riportare", "", "3,50"]);
        }
    });
    let (draft, layout) = drafted("mastro_2021-06.xlsx", &bytes);
    assert_eq!(kinds(&layout), ["conto Code", "descrizione Text", "data Text", "importo Money"], "{draft}");
    let (found, reading) = read_as("mastro_2021-06.xlsx", &bytes, &layout);
    assert_eq!(reading.problems, [], "{draft}");
    let codes: Vec<String> = found.iter().map(|row| show(&row.values[0])).collect();
    assert_eq!(codes, ["310000", "310001", "310000", "310001", "310000", "310001"]);
}

#[test]
fn two_tables_side_by_side_are_warned_of() {
    let bytes = workbook("Riepilogo", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Importo", "", "Conto", "Descrizione", "Importo"]);
        line(sheet, 1, &["310000", "Diritto annuale", "1,00", "", "325000", "Telefono", "2,00"]);
        line(sheet, 2, &["311000", "Diritti", "1,00", "", "325001", "Energia", "2,00"]);
    });
    let (draft, _) = drafted("riepilogo_2021-06.xlsx", &bytes);
    assert!(draft.contains("# ATTENZIONE: le colonne A e E si chiamano tutte e due `Conto`."), "{draft}");
}

#[test]
fn a_draft_does_not_require_what_its_own_file_says_to_be_missing() {
    let bytes = workbook("Scheda", |sheet| {
        line(sheet, 0, &["Codice", "Valore", "Data rilevazione"]);
        line(sheet, 1, &["I1", "79%", "30/06/2021"]);
        line(sheet, 2, &["I2", "n.d.", "30/06/2021"]);
        line(sheet, 3, &["I3", "80%", "quando c'è"]);
        line(sheet, 4, &["I4", "81%", "30/06/2021"]);
    });
    let (draft, layout) = drafted("scheda_2021-06.xlsx", &bytes);
    assert_eq!(kinds(&layout), ["codice Code", "valore Percent", "data_rilevazione Date"], "{draft}");
    assert!(!layout.columns[2].required, "{draft}");
    // What is no date among dates is shown to whoever finishes the draft.
    assert!(draft.contains("# DA GUARDARE: non è così la cella C4: `quando c'è`"), "{draft}");
    assert!(!layout.columns[1].required, "{draft}");
}

#[test]
fn months_side_by_side_are_told_to_whoever_finishes_the_draft() {
    let bytes = workbook("Indicatori", |sheet| {
        line(sheet, 0, &["Codice", "Indicatore", "gen-21", "feb-21", "mar-21"]);
        line(sheet, 1, &["I1", "Tempo medio", "4", "5", "6"]);
        line(sheet, 2, &["I2", "Pratiche", "7", "8", "9"]);
    });
    let (draft, layout) = drafted("indicatori_2021-03.xlsx", &bytes);
    assert!(draft.contains("# ATTENZIONE: le colonne da C a E sono un mese ciascuna."), "{draft}");
    let headers: Vec<&str> = layout.columns.iter().map(|column| column.header[0].as_str()).collect();
    assert_eq!(headers, ["Codice", "Indicatore", "gen-21", "feb-21", "mar-21"]);
}

#[test]
fn a_row_that_numbers_the_columns_is_no_data() {
    for numbers in [["(1)", "(2)", "(3)"], ["1", "2", "3"], ["a", "b", "c"]] {
        let bytes = workbook("Prospetto", |sheet| {
            line(sheet, 0, &["Voci", "Preventivo 2021", "Consuntivo 2021"]);
            line(sheet, 1, &numbers);
            line(sheet, 2, &["Diritto annuale", "10,00", "20,00"]);
            line(sheet, 3, &["Diritti di segreteria", "30,00", "40,00"]);
        });
        let (draft, layout) = drafted("prospetto_2021-06.xlsx", &bytes);
        let (found, reading) = read_as("prospetto_2021-06.xlsx", &bytes, &layout);
        assert_eq!(reading.problems, [], "{draft}");
        assert_eq!((found.len(), found[0].origin.row), (2, 2), "{draft}");
    }
}
