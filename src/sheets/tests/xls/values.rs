//! What the records of cells hold: numbers and their formats, texts wherever they are continued, results of formulas.

use proptest::prelude::*;

use super::*;

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
            "A3 percent 4437700%",
            "A4 number 44377",
            "A5 date 30/06/2021",
            "A6 percent 4437700%",
            "A7 percent 4437700%",
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
        ["A1 date 30/06/2021", "A2 percent 4437700%", "A3 percent 4437700%"]
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
            "C1 percent 100%",
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
        (vec![page(858)], b"Attivit\x85 \xd5"),
        (vec![page(10_000)], b"Attivit\x88 \xdb"),
        (vec![page(0x8000)], b"Attivit\x88 \xdb"),
    ] {
        assert_eq!(cells_of(&old(&globals, text).unwrap(), 0), ["A1 text Attività €"], "{globals:?}");
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
    assert_eq!(listing.hidden(0).waiting, Some((0, 0)));
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
