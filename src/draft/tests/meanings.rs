//! Drafts of files whose values could be taken for something else: amounts with their currency, amounts that nobody can
//! read, accounts that sum others, columns of the other sign.

use super::*;
use crate::office::Office;
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
    assert_eq!((kinds(&layout)[2].as_str(), remarks(&draft).as_str()), ("liquidato Money", ""));
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

#[test]
fn a_table_of_who_was_paid_is_an_offices_sheet_whatever_its_objectives_are_called() {
    let with = |objective: &str, more: &str| {
        workbook("Foglio", |sheet| {
            line(sheet, 0, &[objective, more, "Ragione sociale", "C.F.", "n. determina", "Data", "Contributo erogato"]);
            line(sheet, 1, &["OS1.2", "Voucher", "Alfa", "01234567890", "12/2025", "10/01/2025", "100,00"]);
        })
    };
    for objective in ["Ob. operativo", "Linea di intervento", "Linea strategica", "Area", "Codice obiettivo PIAO"] {
        let (draft, layout) = drafted("x", &with(objective, "Bando"));
        let ids: Vec<&str> = layout.columns.iter().map(|column| column.id.as_str()).collect();
        assert_eq!(
            (layout.kind, ids[0], ids[1]),
            (Kind::Initiatives, "obiettivo", "iniziativa"),
            "{objective}: {draft}"
        );
        assert_eq!(remarks(&draft), "", "{objective}");
    }
    // The rest of the objective's words is what is done.
    let both = drafted("x", &with("Ob. operativo", "Linea di intervento")).1;
    assert_eq!(kinds(&both)[..2], ["obiettivo Code", "iniziativa Text"]);
    let without = drafted("x", &with("Sede", "Voce")).0;
    assert!(
        without.contains("kind = \"initiatives\"") && without.contains("# DA GUARDARE: manca `obiettivo`"),
        "{without}"
    );
}

#[test]
fn rows_without_a_code_are_sums_or_to_be_looked_at_and_never_the_account_above() {
    let with = |rows: &[[&str; 3]]| {
        workbook("Bilancio", |sheet| {
            line(sheet, 0, &["Conto", "Descrizione", "Consuntivo"]);
            (1..).zip(rows).for_each(|(row, cells)| line(sheet, row, &cells[..]));
        })
    };
    let bytes = with(&[
        ["", "PROVENTI CORRENTI", "30,00"],
        ["310000", "Diritto", "10,00"],
        ["310001", "Sanzioni", "20,00"],
        ["", "Somma dei proventi", "30,00"],
        ["330000", "Stipendi", "25,00"],
        ["330001", "Oneri sociali", "2,00"],
        ["", "Somma degli oneri", "27,00"],
        ["", "Risultato della gestione", "3,00"],
    ]);
    let (draft, layout) = drafted("x", &bytes);
    assert_eq!(remarks(&draft), "");
    let (found, reading) = read_as("x", &bytes, &layout);
    let codes: Vec<String> = found.iter().map(|row| format!("{:?} {}", row.kind, show(&row.values[0]))).collect();
    assert_eq!(
        codes,
        ["Data 310000", "Data 310001", "Subtotal ∅", "Data 330000", "Data 330001", "Subtotal ∅"],
        "{draft}"
    );
    assert_eq!(reading.problems, []);
    // What nothing tells is named, and refused by the draft as it stands.
    let bytes = with(&[["310000", "Diritto", "10,00"], ["310001", "Sanzioni", "20,00"], ["", "Risultato", "7,00"]]);
    let (draft, layout) = drafted("x", &bytes);
    assert!(remarks(&draft).starts_with("# DA GUARDARE: riga 4: un nome e degli importi senza codice."), "{draft}");
    assert!(read_as("x", &bytes, &layout).1.refused(), "{draft}");
    // An account that stands once over its rows goes on as it did.
    let bytes = workbook("Bilancio", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Centro", "Consuntivo"]);
        line(sheet, 1, &["310000", "Diritto", "A", "10,00"]);
        line(sheet, 2, &["", "", "B", "5,00"]);
        line(sheet, 3, &["310001", "Sanzioni", "A", "20,00"]);
    });
    assert!(drafted("x", &bytes).0.contains("blank = \"above\""));
}

#[test]
fn of_a_month_and_what_there_is_to_date_the_latter_is_meant() {
    let bytes = workbook("Bilancio", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Marzo", "Progressivo al 31/03/2025"]);
        line(sheet, 1, &["310000", "Diritto", "10,00", "110,00"]);
        line(sheet, 2, &["310001", "Sanzioni", "20,00", "130,00"]);
    });
    let (draft, layout) = drafted("bilancio 2025-03.xlsx", &bytes);
    insta::assert_snapshot!(remarks(&draft), @"# DA GUARDARE: è il movimento del solo mese, e `Progressivo al 31/03/2025` è alla data: gli importi di Quadratura sono alla data. Lasciarla senza `amount`");
    let amounts: Vec<bool> = layout.columns.iter().map(|column| column.amount.is_some()).collect();
    assert_eq!(amounts, [false, false, false, true]);
}

#[test]
fn amounts_that_are_text_among_numbers_are_to_be_looked_at() {
    let bytes = workbook("Bilancio", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        for (row, code) in [(1, "310000"), (2, "310001")] {
            line(sheet, row, &[code, "Diritto"]);
            sheet.write(row, 2, 10.5).unwrap();
            sheet.write(row, 3, "1.234").unwrap();
        }
    });
    insta::assert_snapshot!(remarks(&drafted("x", &bytes).0), @"# DA GUARDARE: 2 importi sono scritti come testo, per esempio `1.234`: si leggono all'italiana, il punto per le migliaia e la virgola per i decimali");
}

#[test]
fn declared_offices_are_recognised_in_names() {
    let bytes = workbook("Foglio", |sheet| {
        line(sheet, 0, &["Obiettivo", "Beneficiario", "Liquidato"]);
        line(sheet, 1, &["1", "Alfa", "100,00"]);
    });
    let office = |id: &str| Office { id: id.into(), name: id.to_owned() };
    let offices = Offices::from(vec![office("affari_generali"), office("promozione"), office("set")]);
    let pattern = |name: &str| {
        let draft = suggest(name, &inspect(name, &bytes, &Limits::default()).unwrap(), &offices).unwrap();
        let file = draft.lines().find(|line| line.starts_with("file = ")).unwrap().to_owned();
        (file, remarks(&draft))
    };
    let said = |file: &str| (format!("file = \"{file}\""), String::new());
    assert_eq!(
        pattern("scheda_affari_generali_2025-03.xlsx"),
        said(r"^scheda_(?<office>[a-z_]+?)_(?<period>\\d{4}-\\d{2})")
    );
    assert_eq!(pattern("2025-03 Promozione.xlsx"), said(r"^(?<period>\\d{4}-\\d{2}) (?<office>[a-z_]+?)$"));
    // `set 2025` is a month, whatever office is called so.
    let (file, _) = pattern("scheda_set 2025.xlsx");
    assert!(file.contains("(?<period>") && !file.contains("(?<office>"), "{file}");
    let (_, remarks) = pattern("scheda_marketing_2025-03.xlsx");
    insta::assert_snapshot!(remarks, @"# DA GUARDARE: `marketing` non è un ufficio dichiarato in `settings.toml` (`affari_generali`, `promozione` e `set`): dichiararlo, o nominarlo così nel file");
}
