//! What a workbook is made of: its sheets, what they hide, the order of their cells, and its limits.

use super::*;
use crate::intake::ole::tests::container;
use crate::sheets::fault::Excess;

#[test]
fn each_sheet_is_what_its_records_say_and_cells_are_those_of_tables() {
    let cell = number(0, 0, 0, 1.0);
    let of_kind = |kind: u16, records: &[Vec<u8>]| [begin(EXCEL_97, kind), records.concat(), end()].concat();
    let chart = of_kind(0x0020, &[number(0, 0, 0, 99.0)]);
    let with_chart = sheet(EXCEL_97, &[chart.clone(), cell.clone(), chart.clone()]);
    let hidden = sheet(EXCEL_97, &[number(0, 0, 0, 2.0)]);
    let dialog = sheet(EXCEL_97, &[short(0x0081, &[0x10]), cell.clone()]);
    let sheets = [
        ("Oneri", 0, 0, with_chart),
        ("Oneri", 1, 0, hidden),
        ("Grafico", 0, 2, chart.clone()),
        ("Macro", 2, 1, of_kind(0x0040, std::slice::from_ref(&cell))),
        ("Modulo", 0, 6, of_kind(0x0006, &[])),
        ("Finestra", 0, 0, dialog),
        ("Altro", 0, 77, sheet(EXCEL_97, std::slice::from_ref(&cell))),
        // Announced as cells, and a chart.
        ("Figura", 0, 0, chart),
        ("Perso", 0, 0, Vec::new()),
    ];
    let found = listing(&stream(EXCEL_97, &[], &sheets)).unwrap();
    let told: Vec<String> = (0..)
        .zip(found.sheets())
        .map(|(number, it)| {
            let cells = cells_of(&found, number).join(", ");
            let flag = |on: bool, word: &'static str| if on { word } else { "" };
            let (seen, lost) = (flag(!it.visible, " hidden"), flag(it.unreadable, " unreadable"));
            format!("{}{seen}{lost} {} [{cells}]", it.name, it.has_cells)
        })
        .collect();
    assert_eq!(
        told,
        [
            "Oneri true [A1 number 1]",
            "Oneri hidden true [A1 number 2]",
            "Grafico false []",
            "Macro hidden false []",
            "Modulo false []",
            "Finestra false []",
            "Altro true [A1 number 1]",
            "Figura false []",
            "Perso unreadable false []"
        ]
    );
}

#[test]
fn what_is_cut_off_is_not_half_read() {
    let whole = one(EXCEL_97, &[], &[number(0, 0, 0, 1.0), number(1, 0, 0, 2.0)]);
    for length in 0..whole.len() {
        match listing(&whole[..length]) {
            Ok(found) => assert!(found.sheets()[0].unreadable, "{length}"),
            Err(fault) => assert!(matches!(fault, Fault::Damaged(_)), "{length}: {fault:?}"),
        }
    }
}

#[test]
fn rows_and_columns_are_hidden_by_their_flags_and_by_having_no_height_or_width() {
    // First and last column, height; flags.
    let row = |row: u16, height: u16, flags: u16| short(0x0208, &[row, 0, 1, height, 0, 0, flags, 0]);
    let column = |first: u16, last: u16, width: u16, flags: u16| short(0x007d, &[first, last, width, 0, flags, 0]);
    let records = [
        column(4, 5, 2000, 1),
        column(1, 1, 0, 0),
        column(2, 3, 2000, 0),
        row(0, 300, 0x100),
        row(1, 300, 0x120),
        row(2, 0, 0x140),
        // Nobody has set this height.
        row(3, 0, 0x100),
        number(0, 0, 0, 1.0),
        number(9, 0, 0, 1.0),
    ];
    let found = listing(&one(EXCEL_97, &[], &records)).unwrap().hidden(0);
    assert_eq!((found.rows.as_slice(), found.columns.as_slice()), ([(1, 2)].as_slice(), [(1, 1), (4, 5)].as_slice()));
    // All rows that say nothing of themselves are hidden: those with cells are told.
    let default = short(0x0225, &[0x02, 0]);
    let found = listing(&one(EXCEL_97, &[], &[&[default][..], &records[3..]].concat())).unwrap().hidden(0);
    assert_eq!(found.rows, [(1, 2), (9, 9)]);
}

#[test]
fn merged_cells_and_filters_are_told() {
    let name = [&words(&[0x0020]), &[0, 1][..], &words(&[11, 0, 1]), &[0; 4], &[0, 13], &[0x3b]].concat();
    let area = words(&[0, 2, 8, 0, 3]);
    let records = [short(0x009b, &[]), short(0x00e5, &[2, 1, 3, 0, 0, 4, 4, 1, 2]), number(0, 0, 0, 1.0)];
    let found = listing(&one(EXCEL_97, &[record(0x0018, &[&name, &area])], &records)).unwrap().hidden(0);
    assert_eq!(found.filter.as_deref(), Some("A3:D9"));
    assert_eq!(found.merged.iter().map(ToString::to_string).collect::<Vec<_>>(), ["A2:A4", "B5:C5"]);
}

#[test]
fn cells_out_of_order_are_put_in_order_and_the_later_of_two_counts() {
    let blank = |row: u16, column: u16| short(0x0201, &[row, column, 0]);
    let records = [
        blank(0, 0),
        number(5, 1, 0, 51.0),
        number(0, 0, 0, 1.0),
        number(0, 2, 0, 2.0),
        number(0, 0, 0, 3.0),
        number(5, 0, 0, 50.0),
        // Whether a blank takes away the value before it each program says differently.
        short(0x00be, &[5, 0, 0, 0, 1]),
        blank(3, 3),
        formula(0x0006, (4, 0), TEXT_FOLLOWS, 0, &[]),
        record(0x0207, &[&narrow("testo")]),
    ];
    assert_eq!(
        cells(&one(EXCEL_97, &[], &records)),
        ["A1 number 3", "C1 number 2", "A5 text testo", "A6 unreadable 50", "B6 unreadable 51"]
    );
}

#[test]
fn what_goes_beyond_the_limits_is_refused_and_a_lie_about_texts_costs_nothing() {
    let many: Vec<Vec<u8>> = (0..1001).map(|row| number(row, 0, 0, 1.0)).collect();
    assert!(matches!(listing(&one(EXCEL_97, &[], &many)), Err(Fault::TooLarge(Excess::Cells, _))));
    let far = [number(0, 300, 0, 1.0)];
    assert!(matches!(listing(&one(EXCEL_97, &[], &far)), Err(Fault::TooLarge(Excess::Columns, _))));
    let corners = [number(65_535, 255, 0, 1.0), number(0, 0, 0, 2.0)];
    assert_eq!(cells(&one(EXCEL_97, &[], &corners)), ["A1 number 2", "IV65536 number 1"]);
    let texts = record(0x00fc, &[&[9; 8], &narrow("").repeat(1001)]);
    assert!(matches!(listing(&one(EXCEL_97, &[texts], &[])), Err(Fault::TooLarge(Excess::Cells, _))));
    let shared = |count: u32, after: &[u8]| {
        let strings = record(0x00fc, &[&[9; 4], &count.to_le_bytes(), &narrow("uno"), &narrow("due"), after]);
        one(EXCEL_97, &[strings], &[record(0x00fd, &[&words(&[0, 0, 0]), &1_u32.to_le_bytes()])])
    };
    for told in [1, 2, u32::MAX] {
        assert_eq!(cells(&shared(told, &[])), ["A1 text due"], "{told}");
    }
    // What follows the last text is none; what should be one, and is cut, is not passed over.
    assert_eq!(cells(&shared(2, &[9, 0, 0])), ["A1 text due"]);
    assert!(matches!(listing(&shared(3, &[9, 0, 0])), Err(Fault::Damaged(_))));
}

#[test]
fn a_file_is_a_container_or_a_bare_stream_and_a_protected_one_says_so() {
    let listed = |file: &[u8]| {
        let mut lines = Vec::new();
        fault(xls::list(file, &limits(), &mut lines)).map(|()| cells_of(&Listing::parse(lines).unwrap().unwrap(), 0))
    };
    let of = |value: f64| one(EXCEL_97, &[], &[number(0, 0, 0, value)]);
    let embedded = container(&[("MBD0001/Workbook", of(1.0)), ("Book", of(2.0)), ("Workbook", of(3.0))]);
    assert_eq!(listed(&embedded).unwrap(), ["A1 number 3"]);
    assert_eq!(listed(&of(4.0)).unwrap(), ["A1 number 4"]);
    assert!(matches!(listed(b"no workbook at all"), Err(Fault::Damaged(_))));
    let protected = one(EXCEL_97, &[record(0x002f, &[&[0; 6]])], &[]);
    assert!(matches!(listed(&protected), Err(Fault::Protected(_))));
}
