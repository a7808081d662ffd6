//! Facts about texts of columns: each is read cell by cell, whatever wrote it.

use proptest::prelude::*;

use super::super::Limits;
use super::super::meter::Usage;
use super::records::RECORD_BYTES_MAX;
use super::*;
use crate::intake::Format;

/// The cells of a text, as `B2=value`.
fn cells(bytes: &[u8]) -> Vec<String> {
    let text = Text::of(bytes).unwrap();
    let (limits, mut usage) = (Limits::default(), Usage::default());
    let mut found = Vec::new();
    let take = |row, column, content| {
        let value = match content {
            Content::Text(text) => text.into_owned(),
            Content::Error(error) => format!("errore {error}"),
            other => format!("{other:?}"),
        };
        found.push(format!("{}={value}", crate::origin::cell_name(row, column)));
        ControlFlow::Continue(())
    };
    text.each(Meter::of("x", &limits, &mut usage), take).unwrap();
    found
}

#[test]
fn places_are_those_that_a_spreadsheet_shows() {
    let text = b"titolo\r\n\r\n\r\nConto;Note\r\n00123;\"riga\r\nspezzata\"\r\n\r\n124;fine";
    assert_eq!(
        cells(text),
        ["A1=titolo", "A4=Conto", "B4=Note", "A5=00123", "B5=riga\r\nspezzata", "A7=124", "B7=fine"]
    );
    assert_eq!(cells(b"\n\na;b\n\n1;2\n"), ["A3=a", "B3=b", "A5=1", "B5=2"]);
    assert_eq!(cells(b"a;b\r\r1;2\r"), ["A1=a", "B1=b", "A3=1", "B3=2"]);
}

#[test]
fn a_record_that_does_not_end_is_refused_before_it_is_held() {
    let quoted = format!("a;b\n\"{}", "x\n".repeat(RECORD_BYTES_MAX));
    for bytes in ["a;".repeat(RECORD_BYTES_MAX), quoted] {
        let text = Text::of(bytes.as_bytes()).unwrap();
        let (limits, mut usage) = (Limits { columns_max: u32::MAX, ..Limits::default() }, Usage::default());
        let fault = text.each(Meter::of("x", &limits, &mut usage), |_, _, _| ControlFlow::Continue(())).unwrap_err();
        assert!(matches!(fault, Fault::TooLarge(Excess::TextChars, _)), "{fault:?}");
    }
}

#[test]
fn the_declared_delimiter_counts_and_its_line_is_no_row() {
    assert_eq!(cells(b"sep=,\r\na;b,c\r\n1;2,3\r\n"), ["A1=a;b", "B1=c", "A2=1;2", "B2=3"]);
    assert_eq!(cells(b"\xef\xbb\xbf\"sep=#\"\na#b\n"), ["A1=a", "B1=b"]);
    assert_eq!(cells(b"separatore;b\n1;2\n"), ["A1=separatore", "B1=b", "A2=1", "B2=2"]);
}

#[test]
fn a_decimal_comma_is_not_a_delimiter() {
    for (text, delimiter) in [
        ("Conto;Importo\n310000;1.234,56\n310001;7,00\n310002;1,10\n", b';'),
        ("Camera di commercio, esempio\nConto;Descrizione;Importo\n1;a, b, c;2,50\n2;d, e, f;3,50\n", b';'),
        ("Conto|Importo\n1|2,50\n", b'|'),
        ("Conto\tImporto\n1\t2,50\n", b'\t'),
        ("Conto,Importo\n1,\"2,50\"\n", b','),
        ("Conto,Importo\n1,2\n2,3\n", b','),
        ("Importo\n2,50\n3,50\n", b';'),
        ("Importo\n", b';'),
    ] {
        assert_eq!(delimiter::sniffed(text), delimiter, "{text}");
    }
}

#[test]
fn every_encoding_that_spreadsheets_write_is_read() {
    let shown = ["A1=Voce", "B1=Importo €", "A2=attività", "B2=  1.234,56 €"];
    let text = "Voce;Importo €\r\nattività;  1.234,56 €\r\n";
    let wide = |unit: fn(u16) -> [u8; 2], mark: bool| {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
    };
    let narrow: Vec<u8> =
        text.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }).collect();
    assert_eq!(cells(text.as_bytes()), shown);
    assert_eq!(cells(format!("\u{feff}{text}").as_bytes()), shown);
    assert_eq!(cells(&narrow), shown);
    for mark in [true, false] {
        assert_eq!(cells(&wide(u16::to_le_bytes, mark)), shown);
        assert_eq!(cells(&wide(u16::to_be_bytes, mark)), shown);
    }
}

#[test]
fn a_text_in_two_encodings_or_cut_in_a_letter_is_refused() {
    for bytes in [b"citt\xc3\xa0;1\nattivit\xe0;2\n".as_slice(), b"\xef\xbb\xbfa;attivit\xe0\n", b"\xff\xfea\0;\0b"] {
        assert_eq!(Text::of(bytes).unwrap_err(), Fault::Encoding, "{bytes:?}");
    }
    assert_eq!(Text::of(b" \r\n ").unwrap_err(), Fault::Empty);
}

#[test]
fn errors_are_errors_and_guarded_codes_are_codes() {
    assert_eq!(
        cells(b"a;b\n#RIF!;#N/D\n #VALORE! ;=\"00123\"\n\"=\"\"007\"\"\";x\n"),
        ["A1=a", "B1=b", "A2=errore #RIF!", "B2=errore #N/D", "A3=errore #VALORE!", "B3=00123", "A4=007", "B4=x"]
    );
}

#[test]
fn a_quote_that_closes_no_text_where_it_ends_is_named_with_its_row() {
    let fault = |text: &str| {
        let (limits, mut usage) = (Limits::default(), Usage::default());
        let read = Text::of(text.as_bytes())
            .unwrap()
            .each(Meter::of("x", &limits, &mut usage), |_, _, _: Content<'_>| ControlFlow::Continue(()));
        match read {
            Err(Fault::OpenQuote(place)) => Some(format!("open {}", place.cell)),
            Err(Fault::LateQuote(place)) => Some(format!("late {}", place.cell)),
            _ => None,
        }
    };
    assert_eq!(fault("a;b\n1;\"due\n3;4\n5;6\n").as_deref(), Some("open A2"));
    for late in [
        // The second quote is the beginning of another text, in the next row or in the next cell.
        "a;b;c\n1;\"due;3,00\n4;\"cinque;6,00\n",
        "a;b;c\n1;\"due;3,00;\"nota\"\n4;cinque;6,00\n",
        // It is the last sign of a text: between the two are the cells of a row.
        "a;b;c\n1;\"due;3,00\n4;tubo 5\";6,00\n",
        "a;b;c\n1;\"due;3,00\n2;tre;4,00\n4;tubo 5\";6,00\n",
    ] {
        assert_eq!(fault(late).as_deref(), Some("late A2"), "{late}");
    }
    for closed in [
        "a;b\n1;\"due\"\n",
        "a;b\n1;\"d\"\"ue\"\"\"\n",
        "a;5\" tubo\n",
        "a;\"\"",
        "a;b\n1;\"due\n3\"",
        "a;b\n1;\"AL PORTO\" SNC;3\n",
        "a;b\n1;\"due; tre\" ;3\n",
        "a;b;c\n1;\"via Roma; scala B;\r\nsecondo piano\";3\n",
        "a;b;c\n1;\"uno; 2\r\ntre\";3\n",
    ] {
        assert_eq!(fault(closed), None, "{closed}");
    }
}

#[test]
fn the_mark_with_which_dos_ends_a_file_is_no_cell() {
    let shown = ["A1=a", "B1=b", "A2=1", "B2=2"];
    let padded = [b"a;b\r\n1;2\r\n\x1a".as_slice(), &[0; 100]].concat();
    let marks = [b"a;b\r\n1;2\r\n".as_slice(), &[0x1a; 100]].concat();
    for bytes in [b"a;b\r\n1;2\r\n\x1a".as_slice(), b"a;b\n1;2\x1a\r\n", b"a;b\n1;2\n\x1a\0\r\n\x1a", &padded, &marks] {
        assert_eq!(format::recognise(bytes), Format::Text, "{bytes:?}");
        assert_eq!(cells(bytes), shown, "{bytes:?}");
    }
    let wide: Vec<u8> = "a;b\r\n1;2\r\n\u{1a}".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(cells(&wide), shown);
    // Elsewhere it ends nothing, and zeros without it are no text.
    assert_eq!(cells(b"a;b\n1;x\x1ay\n3;4\n"), ["A1=a", "B1=b", "A2=1", "B2=x\x1ay", "A3=3", "B3=4"]);
    assert_eq!(format::recognise(b"a;b\n1;2\n\0\0"), Format::Unknown);
    assert_eq!(Text::of(b"\x1a").unwrap_err(), Fault::Empty);
}

#[test]
fn files_that_were_joined_into_one_are_read_without_their_marks() {
    let joined = "\u{feff}a;b\n1;2\n\u{feff}\"a;c\";b\n3;4\n";
    assert_eq!(cells(joined.as_bytes()), ["A1=a", "B1=b", "A2=1", "B2=2", "A3=a;c", "B3=b", "A4=3", "B4=4"]);
}

proptest! {
    #[test]
    fn what_a_spreadsheet_writes_comes_back_cell_by_cell(
        rows in prop::collection::vec(prop::collection::vec("[a-zè;,\"|\n ]{0,6}", 3), 1..12),
        delimiter in prop::sample::select(delimiter::USUAL.to_vec()),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let mut bytes = format!("sep={}\r\n", char::from(delimiter)).into_bytes();
        bytes.extend(writer.into_inner().unwrap());
        let expected: Vec<String> = (0_u32..).zip(&rows).flat_map(|(r, row)| {
            (0_u16..).zip(row).filter(|(_, field)| !field.trim().is_empty())
                .map(move |(c, field)| format!("{}={field}", crate::origin::cell_name(r, c)))
        }).collect();
        prop_assume!(!expected.is_empty());
        prop_assert_eq!(cells(&bytes), expected);
    }

    #[test]
    fn no_bytes_make_the_text_panic(bytes in prop::collection::vec(prop::sample::select(b"a1;,\"\t|\r\n=\xe0\xc3\xa0\0\xff\xfe".to_vec()), 0..80)) {
        if let Ok(text) = Text::of(&bytes) {
            let (limits, mut usage) = (Limits::default(), Usage::default());
            let _ = text.each(Meter::of("x", &limits, &mut usage), |_, _, _: Content<'_>| ControlFlow::Continue(()));
        }
    }
}
