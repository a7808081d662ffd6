//! Old workbooks, written here record by record: what Excel 5 and later, and the many programs that write for them, hold.

use proptest::prelude::*;

use super::super::Limits;
use super::super::cells::{Content, Gate, Spent};
use super::super::child::{Bounds, Interrupted};
use super::super::guard::Fault;
use super::super::listing::Listing;
use super::super::value::shown;
use super::super::xls;
use crate::intake::ole::tests::container;
use crate::origin::cell_name;

const EXCEL_5: u16 = 0x0500;
const EXCEL_97: u16 = 0x0600;

const BOUNDS: Bounds = Bounds {
    memory_bytes_max: 0,
    cpu_seconds_max: 0,
    inflated_bytes_max: 0,
    entries_max: 0,
    cells_max: 1000,
    columns_max: 300,
};

fn record(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data.as_slice()].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A record of 16-bit numbers.
fn short(kind: u16, data: &[u16]) -> Vec<u8> {
    record(kind, &[&words(data)])
}

fn begin(version: u16, kind: u16) -> Vec<u8> {
    short(0x0809, &[version, kind, 0, 0, 0, 0, 0, 0])
}

fn end() -> Vec<u8> {
    record(0x000a, &[])
}

/// A text of sixteen-bit characters as Excel 97 writes it, its length before it in two bytes.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [words(&[u16::try_from(units.len()).unwrap()]), vec![1], words(&units)].concat()
}

/// A text of Latin-1 as Excel 97 writes it.
fn narrow(text: &str) -> Vec<u8> {
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    [words(&[u16::try_from(bytes.len()).unwrap()]), vec![0], bytes].concat()
}

/// A text of Excel 5.
fn bytes(text: &[u8]) -> Vec<u8> {
    [&words(&[u16::try_from(text.len()).unwrap()]), text].concat()
}

fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[&words(&[row, column, style]), &value.to_le_bytes()])
}

fn label(row: u16, column: u16, text: &[u8]) -> Vec<u8> {
    record(0x0204, &[&words(&[row, column, 0]), text])
}

/// A formula in this record, with this result, these flags and these operations.
fn formula(kind: u16, (row, column): (u16, u16), result: [u8; 8], flags: u16, tokens: &[u8]) -> Vec<u8> {
    let length = u16::try_from(tokens.len()).unwrap();
    record(kind, &[&words(&[row, column, 0]), &result, &words(&[flags, 0, 0, length]), tokens])
}

/// A result that is no number: its kind and its value.
fn result(kind: u8, value: u8) -> [u8; 8] {
    [kind, 0, value, 0, 0, 0, 0xff, 0xff]
}

const TEXT_FOLLOWS: [u8; 8] = [0, 0, 0, 0, 0, 0, 0xff, 0xff];

/// A sheet: its name, its state, its kind and its records.
type Written<'s> = (&'s str, u8, u8, Vec<u8>);

/// A stream: what stands before the sheets, and the sheets.
fn stream(version: u16, globals: &[Vec<u8>], sheets: &[Written<'_>]) -> Vec<u8> {
    let announced = |start: usize, (name, state, kind, _): &Written<'_>| {
        let start = u32::try_from(start).unwrap().to_le_bytes();
        let flags: &[u8] = if version == EXCEL_5 { &[] } else { &[0] };
        let length = u8::try_from(name.len()).unwrap();
        record(0x0085, &[&start, &[*state, *kind, length], flags, name.as_bytes()])
    };
    let parts = |starts: &[usize]| {
        let named = sheets.iter().zip(starts).flat_map(|(sheet, start)| announced(*start, sheet));
        [begin(version, 0x0005), globals.concat(), named.collect(), end()].concat()
    };
    let mut starts = vec![0; sheets.len()];
    let mut start = parts(&starts).len();
    for (place, (.., records)) in starts.iter_mut().zip(sheets) {
        *place = start;
        start += records.len();
    }
    let records = sheets.iter().flat_map(|(.., records)| records.clone());
    [parts(&starts), records.collect()].concat()
}

/// The records of a sheet of cells.
fn sheet(version: u16, records: &[Vec<u8>]) -> Vec<u8> {
    [begin(version, 0x0010), records.concat(), end()].concat()
}

/// A stream with one sheet.
fn one(version: u16, globals: &[Vec<u8>], records: &[Vec<u8>]) -> Vec<u8> {
    stream(version, globals, &[("Oneri", 0, 0, sheet(version, records))])
}

fn fault(listed: Result<(), Interrupted>) -> Result<(), Fault> {
    listed.map_err(|interrupted| match interrupted {
        Interrupted::Fault(fault) => fault,
        Interrupted::Parent(gone) => panic!("{gone}"),
    })
}

fn listing(stream: &[u8]) -> Result<Listing, Fault> {
    let mut lines = Vec::new();
    fault(xls::list_stream(stream, BOUNDS, &mut lines))?;
    Ok(Listing::parse(lines)?.expect("a listing with its end"))
}

/// The cells of a sheet, one `A1 kind value` each.
fn cells_of(listing: &Listing, number: usize) -> Vec<String> {
    let (limits, mut spent) = (Limits::default(), Spent::default());
    let mut found = Vec::new();
    let each = listing.each(number, Gate::of("", &limits, &mut spent), |row, column, content| {
        let kind = match &content {
            Content::Text(_) => "text",
            Content::Number(_) => "number",
            Content::Percent(_) => "percent",
            Content::Moment(_) => "date",
            Content::NoDate(_) => "hours",
            Content::Bool(_) => "bool",
            Content::Error(_) => "error",
            Content::Uncomputed => "uncomputed",
            Content::Unreadable(_) => "unreadable",
            Content::Blank => "blank",
        };
        found.push(format!("{} {kind} {}", cell_name(row, column), shown(&content)).trim_end().to_owned());
        std::ops::ControlFlow::Continue(())
    });
    each.unwrap();
    found
}

/// The cells of the first sheet.
fn cells(stream: &[u8]) -> Vec<String> {
    cells_of(&listing(stream).unwrap(), 0)
}

/// Styles of cells, each with the number format of an id.
fn styles(formats: &[u16]) -> Vec<u8> {
    formats.iter().flat_map(|format| short(0x00e0, &[0, *format, 0, 0, 0, 0, 0, 0, 0, 0])).collect()
}

fn numbers(count: u16, value: f64) -> Vec<Vec<u8>> {
    (0..count).map(|row| number(row, 0, row, value)).collect()
}

#[test]
fn a_number_is_what_its_format_says_whatever_the_id_and_the_letters() {
    let declared = |id: u16, code: Vec<u8>| record(0x041e, &[&words(&[id]), &code]);
    let globals = [
        declared(164, wide("▲0.0")),
        declared(165, wide("• 0.0%")),
        declared(52, narrow("#,##0.00")),
        declared(9999, narrow("dd/mm/yyyy")),
        declared(14, narrow("0%")),
        styles(&[0, 164, 165, 52, 9999, 14, 10, 15]),
    ];
    assert_eq!(
        cells(&one(EXCEL_97, &globals, &numbers(9, 44377.0))),
        [
            "A1 number 44377",
            "A2 number 44377",
            "A3 percent 44377",
            "A4 number 44377",
            "A5 date 30/06/2021",
            "A6 percent 44377",
            "A7 percent 44377",
            "A8 date 30/06/2021",
            // Of a style that nobody declared nothing is known.
            "A9 number 44377"
        ]
    );
    let declared =
        |id: u16, code: &str| record(0x041e, &[&words(&[id]), &[u8::try_from(code.len()).unwrap()], code.as_bytes()]);
    let globals = [declared(164, "d"), declared(165, "0.0%"), declared(6, "%"), styles(&[164, 165, 6])];
    assert_eq!(
        cells(&one(EXCEL_5, &globals, &numbers(3, 44377.0))),
        ["A1 date 30/06/2021", "A2 percent 44377", "A3 percent 44377"]
    );
    let of_1904 = one(EXCEL_97, &[short(0x0022, &[1]), styles(&[14])], &numbers(1, 42915.0));
    assert_eq!(cells(&of_1904), ["A1 date 30/06/2021"]);
}

#[test]
fn each_record_of_a_cell_gives_its_value() {
    let strings = record(0x00fc, &[&[2, 0, 0, 0, 2, 0, 0, 0], &narrow("Attività"), &wide("€ dovuti")]);
    let records = [
        number(0, 0, 0, -12.5),
        record(0x027e, &[&words(&[0, 1, 0]), &0x0007_8903_u32.to_le_bytes()]),
        record(0x00bd, &[&words(&[0, 2, 1]), &[6, 0, 0, 0], &words(&[0]), &[10, 0, 0, 0], &words(&[3])]),
        record(0x00fd, &[&words(&[1, 0, 0]), &1_u32.to_le_bytes()]),
        record(0x00fd, &[&words(&[1, 1, 0]), &0_u32.to_le_bytes()]),
        record(0x00fd, &[&words(&[1, 2, 0]), &7_u32.to_le_bytes()]),
        label(1, 3, &wide("città\nalta")),
        // A text with fonts, which stand behind it.
        record(0x00d6, &[&words(&[1, 4, 0]), &narrow("grassetto"), &words(&[1, 0, 5])]),
        record(0x0205, &[&words(&[2, 0, 0]), &[1, 0]]),
        record(0x0205, &[&words(&[2, 1, 0]), &[0x2a, 1]]),
        record(0x0205, &[&words(&[2, 2, 0]), &[0x77, 1]]),
        number(2, 3, 0, f64::NAN),
        label(2, 4, &[0, 0]),
        short(0x0201, &[2, 5, 0]),
    ];
    assert_eq!(
        cells(&one(EXCEL_97, &[styles(&[0, 10]), strings], &records)),
        [
            "A1 number -12,5",
            "B1 number 1234,56",
            "C1 percent 1",
            "D1 number 2",
            "A2 text € dovuti",
            "B2 text Attività",
            // A text that the workbook does not hold.
            "C2 unreadable 7",
            "D2 text città\nalta",
            "E2 text grassetto",
            "A3 bool VERO",
            "B3 error #N/A",
            "C3 error #ERR!",
            "D3 unreadable NaN"
        ]
    );
    for cut in [
        record(0x0203, &[&[0; 9]]),
        record(0x00bd, &[&[0; 3]]),
        short(0x00bd, &[0, 2, 0, 0, 0, 9]),
        label(0, 0, &[9, 0, 0]),
    ] {
        assert!(matches!(listing(&one(EXCEL_97, &[], &[cut])), Err(Fault::Damaged(_))));
    }
}

#[test]
fn texts_are_written_in_unicode_since_excel_97_and_in_a_code_page_before() {
    let page = |page: u16| short(0x0042, &[page]);
    let new = one(EXCEL_97, &[page(1252)], &[label(0, 0, &narrow("Attività")), label(0, 1, &wide("10 €"))]);
    assert_eq!(cells(&new), ["A1 text Attività", "B1 text 10 €"]);
    let old = |globals: &[Vec<u8>], text: &[u8]| listing(&one(EXCEL_5, globals, &[label(0, 0, &bytes(text))]));
    for (globals, text) in [
        (vec![page(1252)], b"Attivit\xe0 \x80".as_slice()),
        (vec![page(0x8001)], b"Attivit\xe0 \x80"),
        (vec![], b"Attivit\xe0 \x80"),
        (vec![page(850)], b"Attivit\x85 \xd5"),
        (vec![page(10_000)], b"Attivit\x88 \xdb"),
        (vec![page(0x8000)], b"Attivit\x88 \xdb"),
    ] {
        let expected = if globals == [page(850)] { "A1 text Attività ı" } else { "A1 text Attività €" };
        assert_eq!(cells_of(&old(&globals, text).unwrap(), 0), [expected], "{globals:?}");
    }
    // What is plain needs no code page; what is not is in one that is known, or not read.
    assert_eq!(cells_of(&old(&[page(737)], b"Oneri").unwrap(), 0), ["A1 text Oneri"]);
    assert_eq!(old(&[page(737)], b"Attivit\x85").unwrap_err(), Fault::Encoding);
    assert_eq!(old(&[page(932)], b"\x85").unwrap_err(), Fault::Encoding);
}

#[test]
fn the_result_of_a_formula_is_read_out_of_each_of_its_records() {
    let mut records = Vec::new();
    for (row, kind) in (0..).zip([0x0006, 0x0206, 0x0406]) {
        records.push(formula(kind, (row, 0), 300.0_f64.to_le_bytes(), 0, &[]));
        records.push(formula(kind, (row, 1), result(1, 1), 0, &[]));
        records.push(formula(kind, (row, 2), result(2, 0x07), 0, &[]));
        records.push(formula(kind, (row, 3), result(2, 0x99), 0, &[]));
        // An empty text.
        records.push(formula(kind, (row, 4), result(3, 0), 0, &[]));
        records.push(formula(kind, (row, 5), TEXT_FOLLOWS, 0, &[]));
        // What cells share of a formula stands between it and its text.
        records.push(record(0x04bc, &[&[0; 12]]));
        records.push(record(0x0207, &[&narrow("perché")]));
        records.push(formula(kind, (row, 6), TEXT_FOLLOWS, 0, &[]));
        records.push(record(0x0207, &[&narrow("")]));
        // A text that never comes, and one that nobody waits for.
        records.push(formula(kind, (row, 7), TEXT_FOLLOWS, 0, &[]));
        records.push(number(row, 8, 0, 1.0));
        records.push(record(0x0207, &[&narrow("di nessuno")]));
        records.push(formula(kind, (row, 9), result(9, 0), 0, &[]));
    }
    let found = cells(&one(EXCEL_97, &[], &records));
    let first = [
        "A1 number 300",
        "B1 bool VERO",
        "C1 error #DIV/0!",
        "D1 error #ERR!",
        "F1 text perché",
        "H1 uncomputed",
        "I1 number 1",
        "J1 unreadable 9",
    ];
    assert_eq!(found[..8], first);
    assert_eq!(found[16..], first.map(|line| line.replacen('1', "3", 1)));
    let old =
        one(EXCEL_5, &[], &[formula(0x0006, (0, 0), TEXT_FOLLOWS, 0, &[]), record(0x0207, &[&bytes(b"citt\xe0")])]);
    assert_eq!(cells(&old), ["A1 text città"]);
}

#[test]
fn a_zero_or_an_empty_text_that_nobody_calculated_is_no_result() {
    let zero = 0.0_f64.to_le_bytes();
    let at = |row, result, flags, tokens: &[u8]| formula(0x0006, (row, 0), result, flags, tokens);
    let area = [0x25, 0, 0, 8, 0, 0, 0xc0, 0, 0xc0];
    let records = [
        at(0, zero, 0, &[]),
        // To be calculated by whoever opens it.
        at(1, zero, 3, &[]),
        at(2, 5.0_f64.to_le_bytes(), 3, &[]),
        // An addition, a sum, and a sum as a function: none of them gives a text.
        at(3, result(3, 0), 0, &[0x44, 0, 0, 0, 0xc0, 0x1e, 2, 0, 0x03]),
        at(4, result(3, 0), 0, &[&area[..], &[0x19, 0x10, 0, 0]].concat()),
        at(5, result(3, 0), 0, &[&area[..], &area[..], &[0x42, 2, 4, 0]].concat()),
        // A condition may give one; so may a cell, whose row looks like a sum.
        at(6, result(3, 0), 0, &[&area[..], &[0x22, 3, 1, 0]].concat()),
        at(7, result(3, 0), 0, &[0x44, 0x19, 0x10, 0, 0xc0]),
    ];
    let expected = ["A1 number 0", "A2 uncomputed", "A3 number 5", "A4 uncomputed", "A5 uncomputed", "A6 uncomputed"];
    assert_eq!(cells(&one(EXCEL_97, &[], &records)), expected);
    // The engine that calculated it last: one of Excel, and none.
    let calculated = |engine: u32| record(0x01c1, &[&words(&[0x01c1, 0]), &engine.to_le_bytes()]);
    assert_eq!(cells(&one(EXCEL_97, &[calculated(0x18d54)], &records[..1])), expected[..1]);
    assert_eq!(cells(&one(EXCEL_97, &[calculated(0)], &records[..1])), ["A1 uncomputed"]);
    // The sheet waited to be calculated when it was saved.
    let waiting = [&[short(0x005e, &[0])][..], &records[..1]].concat();
    let listing = listing(&one(EXCEL_97, &[], &waiting)).unwrap();
    assert_eq!(cells_of(&listing, 0), ["A1 uncomputed"]);
    assert_eq!(listing.unseen(0).waiting, Some((0, 0)));
}

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
    let found = listing(&one(EXCEL_97, &[], &records)).unwrap().unseen(0);
    assert_eq!((found.rows.as_slice(), found.columns.as_slice()), ([(1, 2)].as_slice(), [(1, 1), (4, 5)].as_slice()));
    // All rows that say nothing of themselves are hidden: those with cells are told.
    let default = short(0x0225, &[0x02, 0]);
    let found = listing(&one(EXCEL_97, &[], &[&[default][..], &records[3..]].concat())).unwrap().unseen(0);
    assert_eq!(found.rows, [(1, 2), (9, 9)]);
}

#[test]
fn merged_cells_and_filters_are_told() {
    let name = [&words(&[0x0020]), &[0, 1][..], &words(&[11, 0, 1]), &[0; 4], &[0, 13], &[0x3b]].concat();
    let area = words(&[0, 2, 8, 0, 3]);
    let records = [short(0x009b, &[]), short(0x00e5, &[2, 1, 3, 0, 0, 4, 4, 1, 2]), number(0, 0, 0, 1.0)];
    let found = listing(&one(EXCEL_97, &[record(0x0018, &[&name, &area])], &records)).unwrap().unseen(0);
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
    assert!(matches!(listing(&one(EXCEL_97, &[], &many)), Err(Fault::TooLarge(super::super::guard::Excess::Cells, _))));
    let far = [number(0, 300, 0, 1.0)];
    assert!(matches!(
        listing(&one(EXCEL_97, &[], &far)),
        Err(Fault::TooLarge(super::super::guard::Excess::Columns, _))
    ));
    let corners = [number(65_535, 255, 0, 1.0), number(0, 0, 0, 2.0)];
    assert_eq!(cells(&one(EXCEL_97, &[], &corners)), ["A1 number 2", "IV65536 number 1"]);
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
        fault(xls::list(file, BOUNDS, &mut lines)).map(|()| cells_of(&Listing::parse(lines).unwrap().unwrap(), 0))
    };
    let of = |value: f64| one(EXCEL_97, &[], &[number(0, 0, 0, value)]);
    let embedded = container(&[("MBD0001/Workbook", of(1.0)), ("Book", of(2.0)), ("Workbook", of(3.0))]);
    assert_eq!(listed(&embedded).unwrap(), ["A1 number 3"]);
    assert_eq!(listed(&of(4.0)).unwrap(), ["A1 number 4"]);
    assert!(matches!(listed(b"no workbook at all"), Err(Fault::Damaged(_))));
    let protected = one(EXCEL_97, &[record(0x002f, &[&[0; 6]])], &[]);
    assert!(matches!(listed(&protected), Err(Fault::Protected(_))));
}

/// The records that a text takes when each holds so many bytes at most: characters continue behind new flags.
fn continued(head: &[u8], text: &str, bytes_max: usize) -> (Vec<u8>, Vec<Vec<u8>>) {
    let flags = |part: &[u16]| u8::from(part.iter().any(|unit| *unit > 0xff));
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut pieces = Vec::new();
    let mut rest = units.as_slice();
    let mut before = [head, &words(&[u16::try_from(units.len()).unwrap()])].concat();
    loop {
        let room = bytes_max.saturating_sub(before.len() + 1);
        let narrow = rest.iter().take(room).take_while(|unit| **unit <= 0xff).count();
        let count = if narrow > 0 { narrow } else { rest.len().min(room / 2) };
        let (part, after) = rest.split_at(count);
        let wide = flags(part);
        before.push(wide);
        part.iter().for_each(|unit| before.extend(&unit.to_le_bytes()[..1 + usize::from(wide)]));
        pieces.push(std::mem::take(&mut before));
        rest = after;
        if rest.is_empty() {
            return (pieces.remove(0), pieces);
        }
    }
}

fn with_continuations(kind: u16, (first, rest): (Vec<u8>, Vec<Vec<u8>>)) -> Vec<u8> {
    let rest = rest.into_iter().flat_map(|piece| record(0x003c, &[&piece]));
    [record(kind, &[&first]), rest.collect()].concat()
}

#[test]
fn a_text_of_a_formula_is_read_to_its_end() {
    let long: String = "perché no, 10 € ".chars().cycle().take(32_767).collect();
    let records =
        [formula(0x0006, (0, 0), TEXT_FOLLOWS, 0, &[]), with_continuations(0x0207, continued(&[], &long, 8_224))];
    assert_eq!(cells(&one(EXCEL_97, &[], &records)), [format!("A1 text {long}").trim_end()]);
}

proptest! {
    #[test]
    fn texts_are_whole_wherever_they_are_continued(
        texts in prop::collection::vec("[a-zà-ù€▲😀 ]{1,24}x", 1..6),
        bytes_max in 16_usize..40,
    ) {
        // Each shared text begins in a record of its own, which is allowed, or in the one before it.
        let mut strings = record(0x00fc, &[&[0; 4], &u32::try_from(texts.len()).unwrap().to_le_bytes()]);
        let mut records = Vec::new();
        for (row, text) in (0_u16..).zip(&texts) {
            strings.extend(with_continuations(0x003c, continued(&[], text, bytes_max)));
            records.push(record(0x00fd, &[&words(&[row, 0, 0]), &u32::from(row).to_le_bytes()]));
            records.push(with_continuations(0x0204, continued(&words(&[row, 1, 0]), text, bytes_max)));
            records.push(formula(0x0006, (row, 2), TEXT_FOLLOWS, 0, &[]));
            records.push(with_continuations(0x0207, continued(&[], text, bytes_max)));
        }
        let expected: Vec<String> = (0_u32..)
            .zip(&texts)
            .flat_map(|(row, text)| (0..3).map(move |column| format!("{} text {text}", cell_name(row, column))))
            .collect();
        prop_assert_eq!(cells(&one(EXCEL_97, &[strings], &records)), expected);
    }

    #[test]
    fn no_bytes_of_a_stream_make_the_reader_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..9)) {
        let strings = record(0x00fc, &[&[1, 0, 0, 0, 1, 0, 0, 0], &wide("uno")]);
        let records = [
            record(0x00fd, &[&words(&[0, 0, 0]), &0_u32.to_le_bytes()]),
            record(0x00bd, &[&words(&[0, 2, 0]), &[6, 0, 0, 0], &words(&[2])]),
            formula(0x0006, (1, 0), TEXT_FOLLOWS, 0, &[0x1e, 1, 0]),
            with_continuations(0x0207, continued(&[], "perché no, 10 €", 12)),
            short(0x00e5, &[1, 1, 3, 0, 0]),
        ];
        let mut bytes = one(EXCEL_97, &[styles(&[0]), strings], &records);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = listing(&bytes);
    }
}
