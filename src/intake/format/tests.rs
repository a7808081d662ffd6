//! Facts about formats: each is told by its bytes, whatever its name says.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::*;
use crate::intake::ole::tests::container;

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, stored).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ole_with(names: &[&str]) -> Vec<u8> {
    let mut bytes = OLE.to_vec();
    bytes.resize(512, 0xff);
    for name in names {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        bytes.extend(entry);
    }
    bytes.resize(1024, 0);
    bytes
}

#[test]
fn content_decides_the_format() {
    let ods: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    let wide: Vec<u8> = "premiere;seconda\r\n1;2\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let xml: &[u8] = b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook/>";
    let portal: &[u8] = b"\xef\xbb\xbf\r\n <HTML><body><table>";
    for (bytes, format) in [
        (zip_of(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]), Format::Xlsx),
        (zip_of(&[("xl/workbook.bin", b"x"), ("xl/_rels/workbook.xml.rels", b"x")]), Format::Xlsb),
        (zip_of(&[("mimetype", ods), ("content.xml", b"x")]), Format::Ods),
        (zip_of(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"x")]), Format::Document),
        (zip_of(&[("giugno/oneri.xlsx", &zip_of(&[("xl/workbook.xml", b"<x/>")]))]), Format::Archive),
        (ole_with(&["Root Entry", "Workbook"]), Format::Xls),
        (ole_with(&["Root Entry", "Book"]), Format::Xls),
        (ole_with(&["Root Entry", "EncryptedPackage"]), Format::Encrypted),
        (ole_with(&["Root Entry", "WordDocument"]), Format::Document),
        (portal.to_vec(), Format::Html),
        (xml.to_vec(), Format::Xml),
        (b"%PDF-1.7".to_vec(), Format::Pdf),
        (b"\x89PNG\r\n\x1a\n...".to_vec(), Format::Image),
        (b"\xff\xd8\xff\xe0".to_vec(), Format::Image),
        (b"7z\xbc\xaf\x27\x1c".to_vec(), Format::Archive),
        (b"conto;importo\r\n310000;1.234,56 \x80\r\n".to_vec(), Format::Text),
        (wide, Format::Text),
        (Vec::new(), Format::Empty),
        (vec![0; 64], Format::Unknown),
    ] {
        assert_eq!(recognise(&bytes), format, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
    }
}

#[test]
fn an_archive_names_the_spreadsheets_that_it_holds() {
    let workbook = zip_of(&[("xl/workbook.xml", b"<x/>"), ("docProps/note.txt", b"x")]);
    let archive = zip_of(&[("leggimi.pdf", b"x"), ("giugno/Oneri.XLSX", &workbook), ("note.csv", b"a;b")]);
    assert_eq!(packed(&archive), ["giugno/Oneri.XLSX", "note.csv"]);
    assert_eq!(packed(b"Rar!\x1a\x07 oneri.xlsx"), Vec::<String>::new());
}

/// The first records of a workbook's stream, protected or not.
fn stream(protected: bool) -> Vec<u8> {
    let begins = [&[0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00][..], &[0; 12]].concat();
    let pass = [&[0x2f, 0x00, 0x36, 0x00][..], &[0; 0x36]].concat();
    [begins, if protected { pass } else { Vec::new() }, vec![0x0a, 0, 0, 0]].concat()
}

#[test]
fn a_container_is_what_lies_at_its_root() {
    for (streams, format) in [
        (vec![("Workbook", stream(false))], Format::Xls),
        (vec![("Book", stream(true))], Format::Encrypted),
        (vec![("EncryptionInfo", vec![0; 9]), ("EncryptedPackage", vec![0; 9])], Format::Encrypted),
        (vec![("MBD01/Workbook", stream(false)), ("WordDocument", vec![0; 9])], Format::Document),
        (vec![("MBD01/Workbook", stream(true)), ("Workbook", stream(false))], Format::Xls),
        (vec![("MBD01/EncryptedPackage", vec![0; 9]), ("Workbook", stream(false))], Format::Xls),
        (vec![("Book", stream(true)), ("Workbook", stream(false))], Format::Xls),
    ] {
        assert_eq!(recognise(&container(&streams)), format, "{streams:?}");
    }
    // Without its container the stream is still what it is.
    assert_eq!([stream(false), stream(true)].map(|it| recognise(&it)), [Format::Xls, Format::Encrypted]);
}

#[test]
fn a_protected_old_workbook_is_recognised_as_protected() {
    let mut bytes = ole_with(&["Root Entry", "Workbook"]);
    bytes.extend([0x09, 0x08, 0x10, 0x00]);
    bytes.extend([0; 16]);
    bytes.extend([0x2f, 0x00, 0x36, 0x00]);
    assert_eq!(recognise(&bytes), Format::Encrypted);
}

#[test]
fn a_zip_is_whole_only_with_its_last_byte() {
    let whole = zip_of(&[("xl/workbook.xml", &[b'x'; 3000]), ("xl/styles.xml", b"<x/>")]);
    assert!(complete(&whole));
    assert_eq!(zip_entries(&whole), Some(2));
    for length in 4..whole.len() {
        assert!(!complete(&whole[..length]), "{length} bytes of {}", whole.len());
        assert_eq!(zip_entries(&whole[..length]), None);
    }
    let mut preallocated = whole[..whole.len() / 2].to_vec();
    preallocated.resize(whole.len(), 0);
    assert!(!complete(&preallocated));
    assert!(complete(b"conto;importo"));
    assert!(complete(b""));
}

#[test]
fn a_cut_workbook_is_still_recognised_by_its_first_entries() {
    let whole = zip_of(&[("xl/workbook.xml", &[b'x'; 300])]);
    assert_eq!(recognise(&whole[..200]), Format::Xlsx);
}

proptest! {
    #[test]
    fn no_bytes_make_the_recogniser_panic(
        magic in prop::sample::select(vec![ZIP_ENTRY, ZIP_EMPTY, OLE, b"<", b""]),
        rest in prop::collection::vec(any::<u8>(), 0..700),
    ) {
        let bytes = [magic, &rest].concat();
        let _ = (recognise(&bytes), complete(&bytes), zip_entries(&bytes));
    }
}
