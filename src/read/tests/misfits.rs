//! Rows of a text that do not stand under its header: refused with their number of fields, never read one column further.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

const ELENCO: &str = r#"
id = "elenco"
title = "Elenco"
kind = "accounts"
file = '^x$'
unreadable = "row"
column = [
  { id = "conto", header = ["Conto"], kind = "code", required = true },
  { id = "descrizione", header = ["Descrizione"], kind = "text" },
  { id = "preventivo", header = ["Preventivo"], kind = "money", blank = "zero" },
  { id = "consuntivo", header = ["Consuntivo"], kind = "money", required = true, blank = "zero" },
  { id = "note", header = ["Note"], kind = "text" },
]
row = [
  { column = "conto", matches = '^totale', is = "total" },
  { column = "conto", matches = '^nota', is = "skip" },
]
"#;

fn read(lines: &[&str]) -> String {
    check(ELENCO, "x", (lines.join("\n") + "\n").as_bytes())
}

#[test]
fn a_row_with_more_fields_than_the_header_is_refused() {
    insta::assert_snapshot!(
        read(&[
            "Camera di commercio; elenco",
            "Conto;Descrizione;Preventivo;Consuntivo;Note",
            "1;carta;1,00;2,00;",
            "2;carta; toner;3,00;4,00;saldo",
            // Its last column is blank: nothing stands beyond the header, and yet all is moved.
            "3;carta; toner;5,00;6,00;",
            "4;\"carta; toner\";7,00;8,00;",
            "Totale;;16,00;20,00;;;di cui 1",
            "nota: provvisorio",
        ]),
        @"
    Data A3: 1 | carta | 1,00 | 2,00 | ∅
    Data A6: 4 | carta; toner | 7,00 | 8,00 | ∅
    Total A7: Totale | ∅ | 16,00 | 20,00 | ∅
    Error read.field_count x!A4: La riga ha 6 campi e l'intestazione 5: con un separatore `;` dentro un valore, quelli che seguono finiscono sotto le colonne sbagliate
    Error read.field_count x!A5: La riga ha 6 campi e l'intestazione 5: con un separatore `;` dentro un valore, quelli che seguono finiscono sotto le colonne sbagliate
    "
    );
}

#[test]
fn what_the_office_reads_of_a_row_with_another_number_of_fields() {
    let said = |text: &str| {
        let (_, reading) = read_as("x", text.as_bytes(), &READ_BY_ROW);
        let told =
            reading.problems.iter().map(|it| format!("{} {}: {} → {}\n", it.code, cell_of(it), it.text, it.remedy));
        told.collect::<String>()
    };
    let rows = said("Conto\tConsuntivo\n1\t2,00\tx\n2\n");
    insta::assert_snapshot!(rows, @r"
    read.field_count A2: La riga ha 3 campi e l'intestazione 2: con un separatore di tabulazione dentro un valore, quelli che seguono finiscono sotto le colonne sbagliate → Mettere quel valore tra virgolette o toglierne il separatore (se c'è una colonna senza intestazione, dargliene una), oppure esportare come .xlsx
    read.field_count A3: La riga ha 1 campo e l'intestazione 2: è interrotta, spezzata da un a capo, o le manca un separatore di tabulazione → Ricomporre la riga con tutti i suoi separatori, anche dopo i valori che mancano (un testo che va a capo sta tra virgolette), oppure esportare come .xlsx
    ");
}

#[test]
fn an_amount_cut_at_its_decimal_comma_is_no_amount() {
    for (header, rows) in [
        ("Conto,Descrizione,Consuntivo", ["310000,carta,1234,56", "310001,toner,7,00"]),
        ("Conto,Descrizione,Consuntivo,Note", ["310000,carta,1234,56,", "310001,toner,7,00,"]),
        ("Conto,Consuntivo", ["310000,1234,56", "310001,7,00"]),
    ] {
        let said = read(&[header, rows[0], rows[1]]);
        assert!(!said.contains("Data"), "{said}");
        assert_eq!(said.matches("con un separatore `,` dentro un valore").count(), 2, "{said}");
    }
    let fine = read(&["Conto,Descrizione,Consuntivo", "310000,carta,1234.56", "310001,toner,7.00"]);
    assert_eq!(fine, "Data A2: 310000 | carta | ∅ | 1.234,56 | ∅\nData A3: 310001 | toner | ∅ | 7,00 | ∅\n");
}

#[test]
fn a_delimiter_at_the_end_of_every_row_moves_nothing() {
    let header = "Conto;Descrizione;Preventivo;Consuntivo";
    let fine = read(&[header, "1;carta;1,00;2,00;", "2;toner;3,00;4,00;"]);
    assert_eq!(fine, "Data A2: 1 | carta | 1,00 | 2,00 | ∅\nData A3: 2 | toner | 3,00 | 4,00 | ∅\n");
    for moved in [
        // The same text, cut in two, in every row; or who knows.
        vec![header, "1;carta; toner;1,00;2,00;", "2;carta; toner;3,00;4,00;"],
        vec![header, "1;carta; toner;1,00;"],
        // One row has two fields more where the others have one.
        vec![header, "1;carta;1,00;2,00;", "2;toner;3,00;4,00;", "3;carta; toner;3,00;4,00;"],
    ] {
        assert!(read(&moved).contains("read.field_count"), "{moved:?}");
    }
    let by_all = read(&["Conto;Consuntivo;", "1;2,00;", "2;4,00;x"]);
    assert_eq!(by_all, "Data A2: 1 | ∅ | ∅ | 2,00 | ∅\nData A3: 2 | ∅ | ∅ | 4,00 | ∅\n");
}

#[test]
fn a_row_that_ends_before_its_amounts_is_refused() {
    insta::assert_snapshot!(
        read(&[
            "Conto;Descrizione;Preventivo;Consuntivo;Note",
            "1;carta;1,00;2,00;",
            "2;carta",
            "e toner;3,00;4,00;",
            "5;carta;5,00;6,00",
            "6",
        ]),
        @"
    Data A2: 1 | carta | 1,00 | 2,00 | ∅
    Data A5: 5 | carta | 5,00 | 6,00 | ∅
    Error read.field_count x!A3: La riga ha 2 campi e l'intestazione 5: è interrotta, spezzata da un a capo, o le manca un separatore `;`
    Error read.field_count x!A4: La riga ha 4 campi e l'intestazione 5: è interrotta, spezzata da un a capo, o le manca un separatore `;`
    Error read.field_count x!A6: La riga ha 1 campo e l'intestazione 5: è interrotta, spezzata da un a capo, o le manca un separatore `;`
    "
    );
}

#[test]
fn blank_texts_at_the_end_of_a_row_may_be_left_out_and_amounts_may_not() {
    let header = "Conto\tDescrizione\tConsuntivo\tNote";
    let fine = read(&[header, "1\tcarta\t1,00\tsaldo", "2\ttoner\t2,00"]);
    assert_eq!(fine, "Data A2: 1 | carta | ∅ | 1,00 | saldo\nData A3: 2 | toner | ∅ | 2,00 | ∅\n");
    let is_refused = |text: &str| {
        let said = check(ELENCO, "x", text.as_bytes());
        assert!(said.contains("o le manca un separatore di tabulazione"), "{said}");
    };
    // A row that was cut off, or left out its amount.
    is_refused(&format!("{header}\n1\tcarta\t1,00\tsaldo\n2\tcarta"));
    // No row is as long as the header: one of its captions may be two.
    is_refused("Conto\tDescrizione\testesa\tPreventivo\tConsuntivo\n1\tcarta\t1,00\t2,00\n");
    is_refused("Conto\tDescrizione\testesa\tConsuntivo\tNote\n1\tcarta\t1,00\t\n2\tcarta\t1,00\tx\n");
}

#[test]
fn excel_leaves_out_what_is_blank_in_sixteen_rows() {
    let mut lines = vec!["Conto;Descrizione;Preventivo;Consuntivo".to_owned()];
    lines.extend((1..16).map(|n| format!("{n};carta;1,00;")));
    lines.extend((16..40).map(|n| format!("{n};carta;1,00")));
    let all: Vec<&str> = lines.iter().map(String::as_str).collect();
    let said = read(&all);
    assert_eq!((said.matches("Data").count(), said.contains("read.")), (39, false), "{said}");
    // One of the sixteen that is shorter than the others is none that Excel wrote.
    lines[20].push(';');
    let all: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert!(read(&all).contains("read.field_count"));
}

/// How a program writes the rows of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Writer {
    /// All fields, and nothing behind them.
    Padding,
    /// A delimiter behind the last field of each row, not of the header.
    EndingRows,
    /// Nothing for blank fields at the end.
    Trimming,
}

/// A row with its account, description, two amounts and a note.
fn row_of(n: usize, (text, cents, note): &(String, i64, String)) -> Vec<String> {
    let amount = |cents: i64| crate::money::Cents(cents).italian();
    vec![format!("3{n:05}"), text.clone(), amount(*cents), amount(cents / 3), note.clone()]
}

fn written(fields: &[String], writer: Writer, is_header: bool) -> String {
    let length = match writer {
        Writer::Trimming => fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1),
        _ => fields.len(),
    };
    let end = if writer == Writer::EndingRows && !is_header { ";" } else { "" };
    fields[..length].join(";") + end
}

static READ_BY_ROW: LazyLock<Layout> = LazyLock::new(|| layout(ELENCO));

/// The two amounts of each account that was read.
fn amounts(text: &str) -> (BTreeMap<String, Vec<Value>>, Reading) {
    let (rows, reading) = read_as("x", text.as_bytes(), &READ_BY_ROW);
    (rows.into_iter().map(|row| (show(&row.values[0]), row.values[2..4].to_vec())).collect(), reading)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_amount_stands_under_its_own_caption_or_is_refused(
        rows in prop::collection::vec(("[a-z]{1,5}", 1_i64..1_000_000, "[a-z]{0,2}"), 2..24),
        writer in prop::sample::select(vec![Writer::Padding, Writer::EndingRows, Writer::Trimming]),
        damage in prop::option::of((any::<prop::sample::Index>(), prop::sample::select(vec!["x; y", "x\ny", "x;", "x\n"]))),
    ) {
        let mut rows: Vec<Vec<String>> = rows.iter().enumerate().map(|(n, row)| row_of(n, row)).collect();
        let expected: BTreeMap<String, Vec<Value>> = rows.iter().map(|row| {
            let cents = |text: &str| Value::Money(crate::money::parse_italian(text).unwrap().cents);
            (row[0].clone(), vec![cents(&row[2]), cents(&row[3])])
        }).collect();
        // A program that leaves out blank fields and quotes nothing can hide a delimiter in them.
        let damage = damage.filter(|(_, text)| writer != Writer::Trimming || text.contains('\n'));
        if let Some((at, text)) = &damage {
            let at = at.index(rows.len());
            rows[at][1] = (*text).to_owned();
        }
        let header = ["Conto", "Descrizione", "Preventivo", "Consuntivo", "Note"].map(str::to_owned);
        let mut text = written(&header, writer, true) + "\n";
        rows.iter().for_each(|row| text += &(written(row, writer, false) + "\n"));
        let (read, reading) = amounts(&text);
        for (account, amounts) in read.iter().filter(|(account, _)| expected.contains_key(*account)) {
            prop_assert_eq!(Some(amounts), expected.get(account), "{}\n{}", account, text);
        }
        if damage.is_none() {
            prop_assert_eq!(read.len(), rows.len(), "{:?}\n{}", reading.problems, text);
        } else {
            prop_assert!(reading.problems.iter().any(|it| it.code == "read.field_count"), "{:?}\n{}", reading.problems, text);
        }
    }
}
