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
        (
            b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><meta name=ProgId content=Excel.Sheet>".to_vec(),
            Format::Html,
        ),
        (b"<?xml version=\"1.0\"?><!-- a > b --><!DOCTYPE html><html xmlns=\"x\"><table/>".to_vec(), Format::Html),
        (b"<style>.a{}</style><div xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">".to_vec(), Format::Html),
        (b"<ss:Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">".to_vec(), Format::Xml),
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

/// A table of dBase with one column and no row.
fn dbase() -> Vec<u8> {
    let mut bytes = vec![0x03, 121, 6, 30, 0, 0, 0, 0, 65, 0, 9, 0];
    bytes.resize(32, 0);
    bytes.extend(b"CONTO\0\0\0\0\0\0C\0\0\0\0\x08");
    bytes.resize(64, 0);
    [&bytes[..], b"\r\x1a"].concat()
}

#[test]
fn formats_that_are_put_down_now_and_then_are_told() {
    let signed =
        [&[0x30, 0x82, 0x10, 0x20, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02], &[0xa0; 40][..]];
    let open_document = format!(
        "<?xml version=\"1.0\"?>\n<office:document xmlns:table=\"x\" {} office:mimetype=\"application/vnd.oasis.opendocument.{{}}\">\
         <office:meta><meta:generator/></office:meta></office:document>",
        "xmlns:a=\"a\" ".repeat(500)
    );
    let flat = |sort: &str| open_document.replace("{}", sort).into_bytes();
    let letter = "Received: from x\r\nSubject: oneri\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n";
    for (bytes, format) in [
        (flat("spreadsheet"), Format::FlatOds),
        (flat("text"), Format::Document),
        (b"<?xml version=\"1.0\"?><p:FatturaElettronica versione=\"FPA12\"/>".to_vec(), Format::Document),
        (b"<?xml version=\"1.0\"?><meta:x/>".to_vec(), Format::Document),
        (b"<META charset=utf-8><table><tr>".to_vec(), Format::Html),
        (vec![0x09, 0, 4, 0, 2, 0, 0x10, 0, 0, 0], Format::OldExcel),
        (vec![0x09, 2, 6, 0, 0, 0, 0x10, 0, 0, 0], Format::OldExcel),
        (vec![0x09, 4, 6, 0, 0, 0, 0x00, 1, 0, 0], Format::OldExcel),
        (dbase(), Format::Dbase),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"Conto\"\r\nE\r\n".to_vec(), Format::Exchange),
        (b"TABLE\r\n0,1\r\n\"Oneri\"\r\nVECTORS\r\n0,3\r\n".to_vec(), Format::Exchange),
        (zip_of(&[("Index/Document.iwa", b"x"), ("Metadata/Properties.plist", b"x")]), Format::Apple),
        (
            b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related\r\n".to_vec(),
            Format::WebArchive,
        ),
        (b"From: <Saved by Blink>\r\nSubject: oneri\r\nMIME-Version: 1.0\r\n".to_vec(), Format::WebArchive),
        (letter.as_bytes().to_vec(), Format::Mail),
        (ole_with(&["Root Entry", "__properties_version1.0"]), Format::Mail),
        (signed.concat(), Format::Signed),
        (b"MIIGxQYJKoZIhvcNAQcCoIIGtjCCBrICAQEx\r\n".to_vec(), Format::Signed),
        (b"MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglg\r\n".to_vec(), Format::Signed),
        (b"-----BEGIN PKCS7-----\nMIIG".to_vec(), Format::Signed),
        (b"{\"url\": \"https://docs.google.com/open?id=1\", \"doc_id\": \"1\"}".to_vec(), Format::Shortcut),
        (b"[InternetShortcut]\r\nURL=https://esempio.it/oneri.xlsx\r\n".to_vec(), Format::Shortcut),
        (vec![0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0], Format::Shortcut),
        (b"{\\rtf1\\ansi Oneri}".to_vec(), Format::Document),
        // Tables that begin alike.
        (b"ID;Paese;Importo\r\nC;Italia;1,00\r\n".to_vec(), Format::Text),
        (b"Table\r\nConto;Importo\r\n".to_vec(), Format::Text),
        (b"Nota: provvisorio\r\nConto;Importo\r\n".to_vec(), Format::Text),
        (b"MIIX;Conto\r\n".to_vec(), Format::Text),
        (b"0123;4\r\n".to_vec(), Format::Text),
    ] {
        assert_eq!(recognise(&bytes), format, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    }
}

#[test]
fn an_open_document_is_told_by_its_media_type_wherever_it_stands() {
    let deflated = |entries: &[(&str, &[u8])]| {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let spreadsheet: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    let text: &[u8] = b"application/vnd.oasis.opendocument.text";
    let (cells, list): (&[u8], &[u8]) = (&[b'x'; 99], b"<manifest/>");
    let archived = zip_of(&[("xl/workbook.xml", b"<x/>")]);
    for (bytes, format) in [
        (zip_of(&[("content.xml", cells), ("mimetype", spreadsheet)]), Format::Ods),
        (zip_of(&[("MimeType", spreadsheet), ("oggetto.xlsx", &archived)]), Format::Ods),
        (zip_of(&[("mimetype", &[spreadsheet, b"-template\n"].concat())]), Format::Ods),
        (zip_of(&[("mimetype", b"application/x-vnd.oasis.opendocument.spreadsheet")]), Format::Ods),
        (zip_of(&[("META-INF/manifest.xml", list), ("content.xml", cells)]), Format::Ods),
        (zip_of(&[("META-INF\\manifest.xml", list), ("Content.xml", cells)]), Format::Ods),
        (zip_of(&[("META-INF/manifest.xml", list), ("encrypted-package", cells)]), Format::Ods),
        (deflated(&[("mimetype", &[spreadsheet; 9].concat()), ("content.xml", cells)]), Format::Ods),
        (zip_of(&[("mimetype", text), ("content.xml", cells), ("META-INF/manifest.xml", list)]), Format::Document),
        (zip_of(&[("mimetype", b"application/epub+zip"), ("META-INF/container.xml", list)]), Format::Document),
        (zip_of(&[("content.xml", cells)]), Format::Archive),
    ] {
        assert_eq!(recognise(&bytes), format, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(90)]));
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
