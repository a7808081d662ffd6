//! A draft where several sheets have one header: their names say of what each is, or a person has to.

use super::*;
use crate::office::Offices;

const PAID: [&str; 5] = ["Determina", "Beneficiario", "P. IVA", "Liquidato il", "Importo liquidato"];

/// A payment.
fn paid(act: &'static str, name: &'static str, amount: &'static str) -> [&'static str; 5] {
    [act, name, "00000010009", "05/03/2021", amount]
}

/// A sheet a name, with its lines below a title.
fn book(sheets: &[(&str, &str, Vec<[&str; 5]>)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, title, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        line(sheet, 0, &[title]);
        line(sheet, 2, &PAID);
        (3..).zip(rows).for_each(|(row, texts)| line(sheet, row, texts));
    }
    book.save_to_buffer().unwrap()
}

/// The lines of a draft that say which sheets are read.
fn said(draft: &str) -> String {
    let lines = draft.lines().skip(1).filter(|line| line.contains("sheet") || line.contains("fogli"));
    lines.map(|line| format!("{line}\n")).collect()
}

const TITLE: &str = "Camera di commercio di esempio - dati al 30/06/2021";

#[test]
fn sheets_named_by_codes_are_drafted_as_one_table_of_objectives() {
    let first = vec![paid("12/2021", "Officine Uno", "10,00"), ["", "Totale", "", "", "10,00"]];
    // What is blank here, and a total of other words, is so in the draft too.
    let second = vec![
        paid("13/2021", "Caseificio Due", "20,00"),
        ["14/2021", "Tipografia Tre", "", "06/03/2021", "30,00"],
        ["", "Totale obiettivo", "", "", "50,00"],
    ];
    for (names, pattern) in
        [(["2021_04_02_01", "2021_04_02_02"], None), (["Ob. 2021_04_02_01", "Ob. 2021_04_02_02"], Some("Ob."))]
    {
        let bytes = book(&[(names[0], TITLE, first.clone()), (names[1], TITLE, second.clone())]);
        let name = "contributi_promozione_2021-06.xlsx";
        let (draft, layout) = drafted(name, &bytes);
        assert!(layout.takes_every_sheet(), "{draft}");
        assert_eq!(layout.sheet_pattern.is_some(), pattern.is_some(), "{draft}");
        assert_eq!((layout.faults(), layout.missing_fields()), (Vec::new(), Vec::new()), "{draft}");
        assert!(!draft.contains("DA GUARDARE") && !draft.contains("ATTENZIONE"), "{draft}");
        let (found, reading) = read_as(name, &bytes, &layout);
        assert_eq!(reading.problems, [], "{draft}");
        let objective = layout.column("obiettivo").unwrap();
        let told: Vec<String> =
            found.iter().map(|it| format!("{:?} {}", it.kind, show(&it.values[objective]))).collect();
        assert_eq!(
            told,
            ["Data 2021_04_02_01", "Subtotal ∅", "Data 2021_04_02_02", "Data 2021_04_02_02", "Total ∅"],
            "{draft}"
        );
        assert_eq!(layout.identity.first().map(String::as_str), Some("obiettivo"), "{draft}");
    }
}

#[test]
fn sheets_named_by_months_are_drafted_as_one_a_month() {
    let rows = |amount| vec![paid("12/2021", "Officine Uno", amount)];
    let bytes = book(&[
        ("Maggio", "Camera di commercio di esempio - dati al 31/05/2021", rows("5,00")),
        ("Giugno", TITLE, rows("6,00")),
    ]);
    let name = "contributi_promozione_2021-06.xlsx";
    let (draft, layout) = drafted(name, &bytes);
    insta::assert_snapshot!(said(&draft), @r#"
    # ipotesi: un foglio al mese; si legge quello del mese del file
    sheet_pattern = "^(?<period>[a-z]+)$"
    "#);
    // Which column is the objective is for a person to say, and marked.
    assert!(layout.faults().iter().all(|it| it.path == "kind"), "{draft}");
    let (found, reading) = read_as(name, &bytes, &layout);
    assert_eq!((reading.problems.len(), reading.heading.sheet.as_str(), found.len()), (0, "Giugno", 1), "{draft}");
    // Nothing says which is read, or there is none of the file's month.
    for name in ["contributi_promozione.xlsx", "contributi_promozione_2021-07.xlsx"] {
        let (draft, layout) = drafted(name, &bytes);
        assert!(draft.contains("# ATTENZIONE: la stessa intestazione") && layout.sheet_pattern.is_none(), "{draft}");
    }
}

#[test]
fn what_sheets_of_one_header_are_is_left_to_a_person_where_their_names_do_not_tell() {
    let rows = |amount| vec![paid("12/2021", "Officine Uno", amount)];
    let other = "Camera di commercio di esempio - dati al 31/05/2021";
    let name = "contributi_promozione_2021-06.xlsx";
    for (sheets, why) in [
        ([("Dati", TITLE, rows("5,00")), ("Altri dati", TITLE, rows("6,00"))], "names say nothing"),
        ([("2021_04_01", TITLE, rows("5,00")), ("2021_04_02", TITLE, rows("5,00"))], "copies"),
        ([("2021_04_01", TITLE, rows("5,00")), ("2021_04_02", other, rows("6,00"))], "another month"),
        ([("v1", TITLE, rows("5,00")), ("v2", TITLE, rows("6,00"))], "versions"),
    ] {
        let bytes = book(&sheets);
        let (draft, layout) = drafted(name, &bytes);
        assert!(draft.contains("# ATTENZIONE: la stessa intestazione è anche in"), "{why}: {draft}");
        assert!(!layout.takes_every_sheet(), "{why}: {draft}");
        assert_eq!(read_as(name, &bytes, &layout).1.problems[0].code, "read.two_tables", "{why}");
    }
}

#[test]
fn what_would_refuse_the_draft_of_several_sheets_keeps_them_apart() {
    let name = "contributi_promozione_2021-06.xlsx";
    let rows = |amount| vec![paid("12/2021", "Officine Uno", amount)];
    let tables = [("Ob 2021_04_01", TITLE, rows("5,00")), ("Ob 2021_04_02", TITLE, rows("6,00"))];
    let with = |other: &str| {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, title, rows) in &tables {
            let sheet = book.add_worksheet().set_name(*name).unwrap();
            line(sheet, 0, &[title]);
            line(sheet, 2, &PAID);
            (3..).zip(rows).for_each(|(row, texts)| line(sheet, row, texts));
        }
        line(book.add_worksheet().set_name(other).unwrap(), 0, &["da fare"]);
        drafted(name, &book.save_to_buffer().unwrap())
    };
    assert!(with("Note").1.takes_every_sheet());
    let (draft, layout) = with("Ob note");
    assert!(!layout.takes_every_sheet() && draft.contains("# ATTENZIONE: la stessa intestazione"), "{draft}");
}

#[test]
fn sheets_of_declared_offices_are_one_table_where_the_accounts_keep_it() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (office, act) in [("Promozione", "1/2021"), ("Estero", "2/2021")] {
        let sheet = book.add_worksheet().set_name(office).unwrap();
        line(sheet, 0, &[TITLE]);
        line(sheet, 1, &["Conto", "Obiettivo", "Determina", "Importo"]);
        line(sheet, 2, &["330000", "2021_04_02_01", act, "5,00"]);
        line(sheet, 3, &["330001", "2021_04_02_01", act, "6,00"]);
    }
    let bytes = book.save_to_buffer().unwrap();
    let name = "registrazioni_2021-06.xlsx";
    let sheets = inspect(name, &bytes, &Limits::default()).unwrap();
    let offices = Offices::from_iter([("promozione", "Promozione del territorio"), ("estero", "Commercio estero")]);
    let draft = suggest(name, &sheets, &offices).unwrap();
    let layout: Layout = toml::from_str(&draft).unwrap_or_else(|e| panic!("{e}\n{draft}"));
    let (found, reading) = read_as(name, &bytes, &layout);
    assert_eq!(reading.problems, [], "{draft}");
    let office = layout.column("ufficio").unwrap();
    let told: Vec<String> = found.iter().map(|row| show(&row.values[office])).collect();
    assert_eq!(told, ["Promozione", "Promozione", "Estero", "Estero"], "{draft}");
    // Without a configuration nobody knows what these names are.
    assert!(suggest(name, &sheets, &Offices::default()).unwrap().contains("# ATTENZIONE"));
}
