//! What is heavy: files that would take all memory beside good ones, under the gigabyte that the systemd unit gives the
//! service, and thousands of small files at once.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::Value;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::office::{Office, issued_at, json_of, tray};

/// The gigabyte, in the kibibytes that `ulimit -v` counts.
const MEMORY_KIB: u32 = 1 << 20;

/// Runs January with no more than a gigabyte of address space, the children included.
fn run_in_a_gigabyte(office: &Office) -> Value {
    let now = issued_at("2021-01").to_rfc3339();
    let line = format!("ulimit -v {MEMORY_KIB}; exec \"$0\" run --json --period 2021-01 --now {now} --config \"$1\"");
    let mut command = Command::new("sh");
    // Address space is counted, which each thread's arena reserves by the dozen megabytes without using it.
    command.env("MALLOC_ARENA_MAX", "2").env("RUST_BACKTRACE", "0").args(["-c", &line]);
    command.arg(env!("CARGO_BIN_EXE_quadratura")).arg(office.settings());
    let output = command.current_dir(office.root()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{:?}: {said}", output.status);
    json_of(&output)
}

/// Writes a text again and again.
fn repeated(out: &mut impl Write, text: &str, times: usize) {
    let block = times.min(1 << 12);
    let text = text.repeat(block);
    for _ in 0..times.checked_div(block).unwrap_or_default() {
        out.write_all(text.as_bytes()).unwrap();
    }
}

/// A package of these parts, each with a text that stands in it many times between a head and a tail.
fn package<W: Write + Seek>(out: W, parts: &[(&str, &str, (&str, usize), &str)]) {
    let mut zip = ZipWriter::new(out);
    for (name, head, (text, times), tail) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(head.as_bytes()).unwrap();
        repeated(&mut zip, text, *times);
        zip.write_all(tail.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

const NOTHING: (&str, usize) = ("", 0);

/// A workbook of one sheet, with another part of this content beside it.
fn workbook_with(path: &Path, part: (&str, &str, (&str, usize), &str), cells: (&str, usize)) {
    let name = part.0.trim_start_matches("xl/");
    let relations = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" \
         Type=\"x/{}\" Target=\"{name}\"/></Relationships>",
        name.trim_end_matches(".xml")
    );
    let parts = [
        ("[Content_Types].xml", "<Types/>", NOTHING, ""),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            NOTHING,
            "",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Oneri\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
            NOTHING,
            "",
        ),
        ("xl/_rels/workbook.xml.rels", relations.as_str(), NOTHING, ""),
        part,
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", cells, "</sheetData></worksheet>"),
    ];
    package(File::create(path).unwrap(), &parts);
}

#[test]
fn what_would_take_all_memory_is_told_and_the_good_files_are_taken() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let drop = office.root().join("drop");
    for number in 1..=6 {
        File::create(drop.join(format!("riunione {number}.mp4"))).unwrap().set_len(200 << 20).unwrap();
    }
    let row = ("<row><c><v>1</v></c></row>", 1 << 12);
    let styles = ("xl/styles.xml", "<styleSheet><cellXfs>", ("<xf/>", 100_000_000 / 5), "</cellXfs></styleSheet>");
    workbook_with(&drop.join("stili.xlsx"), styles, row);
    let text = format!("<si><t>{}</t></si>", "x".repeat(980));
    let strings = ("xl/sharedStrings.xml", "<sst>", (text.as_str(), 400_000), "</sst>");
    workbook_with(&drop.join("testi.xlsx"), strings, row);
    let no_styles = ("xl/styles.xml", "<styleSheet/>", NOTHING, "");
    workbook_with(&drop.join("righe.xlsx"), no_styles, ("<row/>", 40_000_000));
    let columns =
        "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"1\"/>";
    let line = format!("<table:table-row>{}</table:table-row>", columns.repeat(5_000));
    let content = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", NOTHING, ""),
        (
            "content.xml",
            "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"><office:body><office:spreadsheet><table:table \
             table:name=\"Oneri\">",
            (line.as_str(), 200),
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        ),
    ];
    package(File::create(drop.join("colonne.ods")).unwrap(), &content);
    // Named as files of the chamber, so that each is read as one.
    for (heavy, name) in [
        ("stili.xlsx", "oneri_2021-02.xlsx"),
        ("testi.xlsx", "proventi_2021-02.xlsx"),
        ("righe.xlsx", "oneri_2021-03.xlsx"),
        ("colonne.ods", "proventi_2021-03.ods"),
    ] {
        std::fs::rename(drop.join(heavy), drop.join(name)).unwrap();
    }
    let started = Instant::now();
    let json = run_in_a_gigabyte(&office);
    println!("{:.1} s", started.elapsed().as_secs_f64());
    let accepted: Vec<String> = tray(&office, "accettati");
    let samples = quadratura::config::embedded_samples("2021-01");
    assert!(samples.iter().all(|(name, _)| accepted.contains(name)), "{accepted:?}");
    let refused = tray(&office, "rifiutati");
    for name in ["oneri_2021-02.xlsx", "proventi_2021-02.xlsx", "oneri_2021-03.xlsx", "proventi_2021-03.ods"] {
        let reason = office.root().join("drop/rifiutati").join(format!("{name}.motivo.txt"));
        let reason = std::fs::read_to_string(reason).unwrap_or_else(|e| panic!("{name}: {e}; {refused:?}"));
        println!("{name}: {reason}");
        assert!(reason.contains("Rimedio:"), "{reason}");
    }
    assert_eq!(refused.iter().filter(|name| name.ends_with(".mp4")).count(), 6);
    assert_eq!(json["state"], "released");
}

#[test]
fn thousands_of_small_files_are_taken_in_one_pass() {
    const FILES: usize = 5_000;
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    for number in 0..FILES {
        office.drop_file(&format!("appunti {number}.csv"), format!("nota;importo\n{number};1,00\n").as_bytes());
    }
    let started = Instant::now();
    let json = run_in_a_gigabyte(&office);
    println!("{:.1} s", started.elapsed().as_secs_f64());
    assert_eq!(json["state"], "released");
    let refused = tray(&office, "rifiutati").into_iter().filter(|name| name.ends_with(".csv")).count();
    assert_eq!(
        (refused, tray(&office, "accettati").len()),
        (FILES, quadratura::config::embedded_samples("2021-01").len())
    );
}
