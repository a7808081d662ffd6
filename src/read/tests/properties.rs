//! Properties: what is written comes back to the cent, every row is accounted for, and no bytes make the reader panic.

use std::borrow::Cow;
use std::panic::catch_unwind;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::RowKind;
use super::super::cell::{self, Around};
use super::super::interner::Interner;
use super::super::row::Outcome;
use super::*;
use crate::money::{Cents, Habit};
use crate::sheets::Content;
use crate::sheets::inspect;

/// A row as an export has it: blank lines, data, subtotals, and rows of an office with something unreadable.
#[derive(Clone, Copy, Debug)]
enum Written {
    Data(i64, bool),
    Unreadable,
    Subtotal(i64),
    Blank,
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        6 => (-100_000_000_000_i64..100_000_000_000, any::<bool>()).prop_map(|(cents, text)| Written::Data(cents, text)),
        1 => Just(Written::Unreadable),
        1 => (-1_000_000_i64..1_000_000).prop_map(Written::Subtotal),
        1 => Just(Written::Blank),
    ]
}

fn book_of(lines: &[Written]) -> Vec<u8> {
    workbook("Oneri", |sheet| {
        line(sheet, 2, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
        for (row, written) in (3..).zip(lines) {
            match written {
                Written::Data(cents, typed) => {
                    line(sheet, row, &["310000", "voce"]);
                    if *typed {
                        sheet.write_string(row, 3, Cents(*cents).italian()).unwrap();
                    } else {
                        sheet.write_number(row, 3, Cents(*cents).as_euro()).unwrap();
                    }
                }
                Written::Unreadable => line(sheet, row, &["310000", "voce", "", "da definire"]),
                Written::Subtotal(cents) => {
                    line(sheet, row, &["Subtotale"]);
                    sheet.write_number(row, 3, Cents(*cents).as_euro()).unwrap();
                }
                Written::Blank => line(sheet, row, &["  "]),
            }
        }
    })
}

static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    book_of(&[Written::Data(123_456, true), Written::Subtotal(1), Written::Data(-5, false), Written::Blank])
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_row_is_read_or_refused_and_every_cent_comes_back(lines in prop::collection::vec(written(), 0..40)) {
        let mut by_row = layout(ONERI);
        by_row.unreadable = super::super::layout::Unreadable::Row;
        let (found, reading) = read_as("x", &book_of(&lines), &by_row);
        let refused = lines.iter().filter(|line| matches!(line, Written::Unreadable)).count();
        prop_assert_eq!(reading.rows_refused as usize, refused);
        let filled = lines.iter().filter(|line| !matches!(line, Written::Blank)).count();
        prop_assert_eq!(found.len() + refused, filled);
        let expected: Vec<(RowKind, u32, i64)> = (3..).zip(&lines).filter_map(|(row, line)| match line {
            Written::Data(cents, _) => Some((RowKind::Data, row, *cents)),
            Written::Subtotal(cents) => Some((RowKind::Subtotal, row, *cents)),
            _ => None,
        }).collect();
        let read: Vec<(RowKind, u32, i64)> = found.iter()
            .map(|row| (row.kind, row.origin.row, row.values[3].money().map_or(i64::MIN, |cents| cents.0)))
            .collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn an_accounting_file_stands_whole_or_not_at_all(lines in prop::collection::vec(written(), 1..30)) {
        let (found, reading) = read_as("x", &book_of(&lines), &layout(ONERI));
        let unreadable = lines.iter().filter(|line| matches!(line, Written::Unreadable)).count();
        prop_assert_eq!(reading.refused(), unreadable > 0);
        prop_assert_eq!(reading.problems.iter().filter(|problem| problem.refuses()).count(), unreadable);
        if unreadable == 0 {
            prop_assert_eq!(found.len(), lines.iter().filter(|line| !matches!(line, Written::Blank)).count());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_changed_byte_makes_the_reader_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.1, any::<prop::sample::Index>()),
    ) {
        let mut bytes = GOOD.clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(GOOD.len()));
        }
        let read = catch_unwind(|| (read_as("x", &bytes, &layout(ONERI)), inspect("x", &bytes, &Limits::default())));
        prop_assert!(read.is_ok());
    }

    #[test]
    fn no_changed_byte_inside_a_sheet_makes_the_reader_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"<>/=\"'&;#0123456789AZrstvcf \0\xff".to_vec())), 1..8),
    ) {
        // The parts of a zip carry checksums: only what is changed before it is packed reaches the parser.
        let mut sheet = String::from("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"D1\" t=\"inlineStr\"><is><t>Consuntivo</t></is></c></row>");
        sheet += "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>310000</v></c><c r=\"D2\"><f>A2*2</f><v>620000.5</v></c></row>";
        sheet += "<row r=\"3\"><c r=\"A3\" t=\"e\"><v>#REF!</v></c><c r=\"D3\" t=\"b\"><v>1</v></c><c r=\"E3\" t=\"d\"><v>2021-06-30</v></c></row>";
        let mut bytes = sheet.into_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let changed = String::from_utf8_lossy(&bytes).into_owned();
        let bytes = raw(&changed, Some("<sst uniqueCount=\"1\"><si><t>Conto</t></si></sst>"));
        let read = catch_unwind(|| (read_as("x", &bytes, &layout(ONERI)), inspect("x", &bytes, &Limits::default())));
        prop_assert!(read.is_ok(), "{}", changed);
    }
}

/// The texts of a column of amounts, each in one of the ways in which people write the same cents.
fn typed_in_one_habit() -> impl Strategy<Value = Vec<(i64, u8)>> {
    prop::collection::vec((-1_000_000_000_i64..1_000_000_000, 0_u8..4), 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn one_cell_with_its_decimals_settles_every_ambiguous_one_of_its_column(typed in typed_in_one_habit()) {
        let bytes = workbook("Oneri", |sheet| {
            line(sheet, 0, &["Conto", "Descrizione", "Preventivo", "Consuntivo"]);
            for (row, (euro, form)) in (1..).zip(&typed) {
                let grouped = crate::money::grouped(euro.unsigned_abs());
                let text = match (form, *euro < 0) {
                    (0, true) => format!("({grouped})"),
                    (1, true) => format!("- {grouped} €"),
                    (2, true) => format!("{grouped}-"),
                    (_, true) => format!("−{grouped},00"),
                    (3, false) => format!("{grouped},00"),
                    (_, false) => grouped,
                };
                line(sheet, row, &["1", "", "", &text]);
            }
            line(sheet, 50, &["1", "", "", "0,10"]);
        });
        let (found, reading) = read_as("x", &bytes, &layout(ONERI));
        prop_assert_eq!(reading.problems, vec![]);
        let read: Vec<i64> = found.iter().filter_map(|row| row.values[3].money()).map(|cents| cents.0).collect();
        let expected: Vec<i64> = typed.iter().map(|(euro, _)| euro * 100).chain([10]).collect();
        prop_assert_eq!(read, expected);
    }
}

/// A column of each kind.
static KINDS: LazyLock<Layout> = LazyLock::new(|| {
    let column = |kind: &str| format!("  {{ id = \"{kind}\", header = [\"{kind}\"], kind = \"{kind}\" }},\n");
    let kinds = ["text", "code", "money", "number", "integer", "fiscal_code", "date"].map(column).concat();
    layout(&format!("id = \"x\"\ntitle = \"X\"\nkind = \"accounts\"\nfile = 'x'\ncolumn = [\n{kinds}]\n"))
});

fn content() -> impl Strategy<Value = Content<'static>> {
    let text = |text: String| Content::Text(Cow::Owned(text));
    prop_oneof![
        3 => "[ .#N/DRIF!-]{0,5}".prop_map(text),
        3 => "[ab1\u{200b}]{0,2}".prop_map(text),
        1 => prop::sample::select(vec!["#N/D", "#N-/D", " #RIF! ", "...", "VERO", "30/06/2021", "1,5", "-"])
            .prop_map(|text| Content::Text(Cow::Borrowed(text))),
        3 => (-300_i32..300).prop_map(|cents| Content::Number(f64::from(cents) / 100.0)),
        1 => any::<f64>().prop_map(Content::Number),
        1 => (0_i64..30_000).prop_map(|day| Content::Moment(chrono::DateTime::from_timestamp(day * 86_400, 0).unwrap().naive_utc())),
        1 => prop::sample::select(vec![Content::Blank, Content::Bool(true), Content::NoDate(0.5), Content::Uncomputed]),
    ]
}

proptest! {
    #[test]
    fn a_cell_read_without_a_question_is_the_cell_read_with_all_of_them(
        cells in prop::collection::vec((content(), 0_usize..7, prop::sample::select(vec![1_i64, 1_000])), 0..200),
    ) {
        let mut texts = Interner::default();
        for (content, column, unit_euro) in cells {
            let column = &KINDS.columns[column];
            let read = |texts: &mut Interner| {
                let habit = &mut || Habit::Unknown;
                cell::read(&content, column, Around { unit_euro, habit, texts })
            };
            let afresh = read(&mut Interner::default());
            if let Some(value) = cell::plain(&content, column, unit_euro, &mut texts) {
                prop_assert_eq!(&Outcome::Good(value, None), &afresh);
            }
            prop_assert_eq!(read(&mut texts), afresh);
        }
    }
}
