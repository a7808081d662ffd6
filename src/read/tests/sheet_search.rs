//! Which of several sheets of one table is read, and what is said of the others.

use super::*;

/// A workbook of three sheets with one table, the last of them without rows, and one of notes.
pub(crate) fn several() -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in [("Uno", 2), ("Due", 3), ("Modello", 0)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        line(sheet, 0, &["Conto", "Descrizione", "Consuntivo"]);
        (1..=rows).for_each(|row| line(sheet, row, &["321000", name, "1,00"]));
    }
    line(book.add_worksheet().set_name("Note").unwrap(), 0, &["Conto", "chiuso"]);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_chosen_among_several_of_one_table_is_told() {
    let mut layout = layout(ONERI);
    let said = |layout: &Layout, bytes: &[u8]| {
        let (found, reading) = read_as("x", bytes, layout);
        let told =
            reading.problems.iter().map(|it| format!("{:?} {}: {} → {}\n", it.severity, it.code, it.text, it.remedy));
        format!("{} rows\n{}", found.len(), told.collect::<String>())
    };
    layout.sheet = Some("Uno".to_owned());
    insta::assert_snapshot!(said(&layout, &several()), @r"
    2 rows
    Error read.other_sheets: La stessa tabella è anche nel foglio `Due`, che non è stato letto: il tracciato vuole `Uno` → Riunire tutte le righe nel foglio che si legge; se le altre non vanno contate, togliere o nascondere quei fogli
    ");
    let by_pattern = super::layout(&ONERI.replace("file = ", "sheet_pattern = '^due$'\nfile = "));
    insta::assert_snapshot!(said(&by_pattern, &several()), @r"
    3 rows
    Warning read.other_sheets: La stessa tabella è anche nel foglio `Uno`, che non è stato letto: il tracciato vuole `Due` → Riunire tutte le righe nel foglio che si legge; se le altre non vanno contate, togliere o nascondere quei fogli
    ");
    // Three of one table, and one hidden: only those that are seen could be meant to count.
    let mut book = Workbook::new();
    for name in ["Uno", "Due", "Tre", "Quattro"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        line(sheet, 0, &["Conto", "Consuntivo"]);
        line(sheet, 1, &["321000", "1,00"]);
        sheet.set_hidden(name == "Quattro");
    }
    insta::assert_snapshot!(said(&layout, &book.save_to_buffer().unwrap()), @r"
    1 rows
    Error read.other_sheets: La stessa tabella è anche nei fogli `Due`, `Tre`, che non sono stati letti: il tracciato vuole `Uno` → Riunire tutte le righe nel foglio che si legge; se le altre non vanno contate, togliere o nascondere quei fogli
    ");
    layout.sheet = Some("quattro".to_owned());
    assert!(said(&layout, &several()).contains("read.missing_sheet"));
}

#[test]
fn of_two_sheets_of_one_name_the_one_that_is_seen_is_meant() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Copertina").unwrap();
    for (name, code, hidden) in [("Dati", "1", true), ("dati!", "2", false)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        line(sheet, 0, &["Conto", "Consuntivo"]);
        line(sheet, 1, &[code, "1,00"]);
        sheet.set_hidden(hidden);
    }
    let bytes = book.save_to_buffer().unwrap();
    let mut layout = layout(ONERI);
    let read = |layout: &Layout| show(&read_as("x", &bytes, layout).0[0].values[0]);
    layout.sheet = Some("DATI".to_owned());
    assert_eq!(read(&layout), "2");
    layout.sheet = Some("Dati".to_owned());
    assert_eq!(read(&layout), "1", "its very name is meant, hidden or not");
}
