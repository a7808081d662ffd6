//! Notes and signatures below a table: neither rows nor problems, and nothing that has an amount or a code is one.

use super::*;

/// The layout of accounts without its rule for notes.
fn silent() -> String {
    ONERI.replace("'^nota'", "'^titoletto'")
}

/// What a CSV of accounts gives, by a layout that says nothing of notes.
fn oneri(lines: &[&str]) -> String {
    check(&silent(), "x", format!("Conto;Descrizione;Preventivo;Consuntivo\n{}\n", lines.join("\n")).as_bytes())
}

const TOTAL: &str = "Totale;;;7,00";
const ROWS: &str = "Data A2: 310000 | carta | 0,00 | 7,00\nTotal A3: Totale | ∅ | ∅ | 7,00\n";

#[test]
fn notes_signatures_and_dates_below_the_total_are_neither_rows_nor_problems() {
    for below in [
        ["Nota: importi provvisori", "Cremona, 05/07/2021", "Il Responsabile;;;Il Dirigente"],
        [";;;Il Responsabile", ";;;F.to Anna Bianchi", "Pag. 1 di 1"],
        ["Elaborato il 05/07/2021", "", ";importi in attesa di conferma"],
        // Names below the roles, one of them in the column of the codes.
        ["Il Responsabile;;;Il Dirigente", "Anna Bianchi;;;Carlo Verdi", ";;;________"],
    ] {
        assert_eq!(oneri(&[&["310000;carta;;7,00", TOTAL], below.as_slice()].concat()), ROWS, "{below:?}");
    }
}

#[test]
fn without_a_total_only_what_nobody_writes_in_a_table_is_a_note() {
    let rows = "Data A2: 310000 | carta | 0,00 | 7,00\n";
    assert_eq!(oneri(&["310000;carta;;7,00", "Il Dirigente", "Anna Bianchi"]), rows);
    let words = oneri(&["310000;carta;;7,00", ";importi in attesa di conferma;;"]);
    assert_eq!(words, "Refusal read.blank_required x!A3: La colonna `Conto` è vuota in una riga di dati\n".to_owned());
}

#[test]
fn what_has_an_amount_or_a_code_is_read_wherever_it_stands() {
    let above = ["310000;carta;;7,00", TOTAL];
    for (row, code) in [
        ("Nota: importi provvisori;;;5,00", "Data A4: Nota: importi provvisori | ∅ | 0,00 | 5,00"),
        ("Nota: importi provvisori;;;5,0O", "read.not_money x!D4"),
        ("Il Dirigente;;;nota: 5,00", "read.not_money x!D4"),
        ("Il Dirigente;;;-", "Data A4: Il Dirigente | ∅ | 0,00 | 0,00"),
        ("310005;Nota: importi provvisori;;", "Data A4: 310005 | Nota: importi provvisori | 0,00 | 0,00"),
        ("ONERI;;;", "Data A4: ONERI"),
        // An amount beyond the table is one too.
        ("Nota: da aggiungere;;;;5,00", "read.field_count x!A4"),
    ] {
        let shown = oneri(&[above.as_slice(), &[row]].concat());
        assert!(shown.contains(code), "{row}: {shown}");
    }
    // A row of the table follows: what stands above it is in the table, and read as before.
    let between = oneri(&[above.as_slice(), &["Il Responsabile;;;", "310005;toner;;5,00"]].concat());
    assert!(between.contains("Data A4: Il Responsabile") && between.contains("Data A5: 310005"), "{between}");
}

#[test]
fn a_row_whose_code_is_the_one_above_is_no_note() {
    let csv = |below: &str| {
        let text = format!("Obiettivo;Codice;Valore;Data rilevazione;Note\nO1;I1;5;;\n{below}\n");
        read_as("x", text.as_bytes(), &layout(SCHEDA)).1
    };
    let told = csv(";;;;Carlo Verdi");
    assert_eq!((told.rows, told.rows_refused, told.problems[0].code.as_ref()), (1, 1, "read.blank_required"));
    let signed = csv("Il Responsabile;;;;Carlo Verdi");
    assert_eq!((signed.rows, signed.rows_refused, signed.problems), (1, 0, vec![]));
}

#[test]
fn a_value_hidden_under_merged_cells_keeps_its_row() {
    let bytes = workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        line(sheet, 1, &["310000", "carta", "", "7,00"]);
        line(sheet, 2, &["Nota: importi provvisori", "", "", "5,00"]);
        sheet.merge_range(2, 0, 2, 3, "Nota: importi provvisori", &Format::new()).unwrap();
        sheet.write(2, 3, "5,00").unwrap();
    });
    let shown = check(&silent(), "x", &bytes);
    assert!(shown.contains("Warning read.covered_values Oneri!D3"), "{shown}");
}

proptest::proptest! {
    /// However the notes stand, the rows above them are read as without them.
    #[test]
    fn notes_take_nothing_away_and_add_nothing(
        rows in proptest::collection::vec(0_u32..10_000, 3..7),
        notes in proptest::collection::vec(
            proptest::sample::select(vec!["Nota: provvisorio", "Il Dirigente;;;", ";;;Il Responsabile", "", "Cremona, 05/07/2021"]),
            0..4,
        ),
        total in proptest::bool::ANY,
    ) {
        let mut lines: Vec<String> = rows.iter().map(|euro| format!("310000;carta;;{euro},00")).collect();
        lines.extend(total.then(|| format!("Totale;;;{},00", rows.iter().sum::<u32>())));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        proptest::prop_assert_eq!(oneri(&[lines.as_slice(), &notes].concat()), oneri(&lines));
    }
}
