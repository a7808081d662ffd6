//! Open documents: what of a sheet is hidden, which of their tables are sheets, how much a row may hold, and packages
//! packed in an unusual way.

use super::super::fault::{Excess, Fault, Password};
use super::open_documents::{MEDIA_TYPE, content, fault_of, listed, packed, sheet};
use super::*;

const FILLED: &str = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";

#[test]
fn hidden_rows_and_columns_are_told_however_they_are_hidden() {
    let styles = "<style:style style:name=\"ro0\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0cm\"/></style:style>\
                  <style:style style:name=\"ro1\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0.45cm\"/></style:style>\
                  <style:style style:name=\"ro2\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0pt\" style:use-optimal-row-height=\"true\"/></style:style>\
                  <style:style style:name=\"co0\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"0in\"/></style:style>\
                  <style:style style:name=\"co1\" style:family=\"table-column\" style:parent-style-name=\"co0\"/>";
    let row = |attributes: &str| format!("<table:table-row {attributes}>{FILLED}</table:table-row>");
    let inside = [
        "<table:table-column/><table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"2\"/>".to_owned(),
        "<table:table-column-group table:display=\"false\"><table:table-columns><table:table-column/></table:table-columns></table:table-column-group>".to_owned(),
        "<table:table-column/><table:table-column table:style-name=\"co1\"/><table:table-column table:number-columns-repeated=\"16000\"/>".to_owned(),
        format!("<table:table-header-rows>{}</table:table-header-rows>", row("table:style-name=\"ro1\"")),
        row("table:visibility=\"filter\""),
        row("table:visibility=\"collapse\" table:number-rows-repeated=\"2\""),
        row("table:style-name=\"ro2\""),
        row("table:style-name=\"ro0\""),
        "<table:table-row-group><table:table-row-group table:display=\"false\">".to_owned(),
        row(""),
        format!("</table:table-row-group>{}</table:table-row-group>", row("")),
        row("table:visibility=\"visible\""),
    ];
    let listed = listed(&sheet(styles, &inside.concat()));
    let (cells, hidden): (Vec<&str>, Vec<&str>) = listed.lines().skip(1).partition(|line| !line.starts_with('x'));
    assert_eq!(cells.len(), 9);
    assert_eq!(hidden, ["x 0 rows 1 3", "x 0 rows 5 6", "x 0 columns 1 3", "x 0 columns 5 5"]);
}

#[test]
fn hidden_sheets_are_told_wherever_their_style_stands() {
    let table = |name: &str, style: &str| {
        format!(
            "<table:table table:name=\"{name}\" table:style-name=\"{style}\"><table:table-row>{FILLED}</table:table-row></table:table>"
        )
    };
    let style = |name: &str, parent: &str, display: &str| {
        format!(
            "<style:style style:name=\"{name}\" style:family=\"table\" style:parent-style-name=\"{parent}\">\
             <style:table-properties {display}/></style:style>"
        )
    };
    let (no, yes) = ("table:display=\"false\"", "table:display=\"true\"");
    let own =
        [style("ta1", "", yes), style("ta2", "", no), style("ta3", "nascosto", ""), style("ta4", "nascosto", yes)];
    let tables: String = [("Uno", "ta1"), ("Due", "ta2"), ("Uno", "ta3"), ("Tre", "ta4"), ("Sei", "nascosto")]
        .into_iter()
        .map(|(name, style)| table(name, style))
        .collect();
    let common = format!(
        "<office:document-styles><office:styles>{}</office:styles></office:document-styles>",
        style("nascosto", "", no)
    );
    let bytes = packed(&content(&own.concat(), &tables), &[("styles.xml", &common)]);
    let sheets: Vec<String> = listed(&bytes).lines().filter(|line| line.starts_with('s')).map(str::to_owned).collect();
    assert_eq!(sheets, ["s 1 1 0 1 Uno", "s 0 1 0 1 Due", "s 0 1 0 1 Uno", "s 1 1 0 1 Tre", "s 0 1 0 1 Sei"]);
}

#[test]
fn only_the_sheets_of_the_document_are_sheets() {
    let table = |name: &str, before: &str| {
        format!("<table:table table:name=\"{name}\">{before}<table:table-row>{FILLED}</table:table-row></table:table>")
    };
    let changed = "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell \
                   office:value-type=\"float\" office:value=\"9\"><text:p>9</text:p></table:change-track-table-cell></table:previous></table:cell-content-change>\
                   <table:deletion>{}</table:deletion></table:tracked-changes>";
    let linked =
        "<table:table-source xlink:href=\"altro.ods\" table:table-name=\"Mio\" table:mode=\"copy-results-only\"/>";
    let drawn =
        format!("<office:forms/><table:shapes><draw:frame>{}</draw:frame></table:shapes>", table("Disegno", ""));
    let all = [
        changed.replace("{}", &table("Cancellata", "")),
        table("Collegato", linked),
        table("Con disegni", &drawn),
        table("&apos;file:///tmp/altro.ods&apos;#$Foglio1", linked),
        format!(
            "<table:dde-links><table:dde-link><office:dde-source/>{}</table:dde-link></table:dde-links>",
            table("Dde", "")
        ),
        "<table:content-validations><table:content-validation><table:help-message><text:p>x</text:p></table:help-message>\
         </table:content-validation></table:content-validations>"
            .to_owned(),
    ];
    assert_eq!(
        listed(&packed(&content("", &all.concat()), &[])),
        "s 1 1 0 1 Collegato\n0 0 n 1.0\ns 1 1 0 1 Con disegni\n0 0 n 1.0\n"
    );
}

#[test]
fn repeated_and_covered_cells_stand_where_they_are_shown() {
    let inside = "<table:table-row table:number-rows-repeated=\"2\">\
                    <table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"string\"><text:p>a</text:p></table:table-cell>\
                    <table:covered-table-cell office:value-type=\"float\" office:value=\"5\"/>\
                    <table:table-cell table:number-columns-repeated=\"3\"/>\
                    <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"boolean\" office:boolean-value=\"true\"/>\
                  </table:table-row>\
                  <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
                  <table:table-row><table:table-cell table:number-rows-spanned=\"3\"/></table:table-row>";
    insta::assert_snapshot!(listed(&sheet("", inside)), @r"
    s 1 1 0 1 Oneri
    0 0 t a
    0 1 n 5.0
    0 5 b 1
    0 6 b 1
    1 0 t a
    1 1 n 5.0
    1 5 b 1
    1 6 b 1
    x 0 merge 0 0 0 1
    x 0 merge 1 0 1 1
    x 0 merge 1048572 0 1048574 0
    ");
}

#[test]
fn what_a_row_holds_is_bounded_before_it_is_held() {
    let row = |cells: &str| sheet("", &format!("<table:table-row>{cells}</table:table-row>"));
    let fault = |bytes: &[u8]| match fault_of(bytes) {
        Fault::TooLarge(excess, _) => excess,
        other => panic!("{other:?}"),
    };
    assert_eq!(fault(&row(&FILLED.repeat(10_000))), Excess::Columns);
    let repeated = FILLED.replace("office:value-type", "table:number-columns-repeated=\"16384\" office:value-type");
    assert_eq!(fault(&row(&repeated)), Excess::Columns);
    let often = "<table:table-row table:number-rows-repeated=\"1000000\">";
    assert_eq!(fault(&sheet("", &format!("{often}{FILLED}</table:table-row>"))), Excess::Cells);
    let most = format!("{often}<table:table-cell/></table:table-row>");
    assert_eq!(fault(&sheet("", &most.repeat(4_300))), Excess::Rows);
    // Blank cells, however many and however they are formatted, are none.
    assert_eq!(listed(&row(&"<table:table-cell table:style-name=\"ce1\"/>".repeat(10_000))), "s 1 1 0 1 Oneri\n");
    let styles = "<style:style style:name=\"x\" style:family=\"table-cell\"/>".repeat(140_000);
    assert_eq!(fault(&sheet(&styles, "")), Excess::Styles);
    assert_eq!(listed(&row(&repeated.replace("16384", "0"))), "s 1 1 0 1 Oneri\n0 0 n 1.0\n");
    for count in ["-1", "molti", "4294967296"] {
        let bytes = row(&repeated.replace("16384", count));
        assert!(matches!(fault_of(&bytes), Fault::Damaged(_)), "{count}");
    }
}

#[test]
fn a_package_is_read_however_it_was_packed_and_judged_by_what_is_read() {
    let right = content(
        "",
        &format!("<table:table table:name=\"A\"><table:table-row>{FILLED}</table:table-row></table:table>"),
    );
    let read = "s 1 1 0 1 A\n0 0 n 1.0\n";
    let of = |parts: &[(&str, &[u8])]| {
        zipped(&parts.iter().map(|(name, content)| (*name, content.to_vec())).collect::<Vec<_>>())
    };
    let (kind, xml) = (MEDIA_TYPE.as_bytes(), right.as_bytes());
    let manifest = b"<manifest:manifest/>".as_slice();
    for parts in [
        &[("content.xml", xml), ("mimetype", kind)][..],
        &[("content.xml", xml), ("META-INF/manifest.xml", manifest)],
        &[("Content.XML", xml), ("META-INF\\MANIFEST.XML", manifest)],
        &[("mimetype", kind), ("./content.xml", xml)],
        &[
            ("mimetype", kind),
            ("content.xml", xml),
            ("Basic/script-lc.xml", b"<!DOCTYPE library:libraries PUBLIC \"x\" \"y\"><x>"),
        ],
        &[("mimetype", kind), ("content.xml", xml), ("settings.xml", b"\xff\xfe<\0x\0"), ("meta.xml", b"")],
        &[
            ("mimetype", kind),
            ("content.xml", xml),
            ("META-INF/manifest.xml", b"<!DOCTYPE manifest:manifest PUBLIC \"x\" \"y\"><x/>"),
        ],
        &[("mimetype", kind), ("content.xml", xml), ("META-INF/manifest.xml", b"no")],
    ] {
        let bytes = of(parts);
        assert_eq!(crate::intake::format::recognise(&bytes), crate::intake::Format::Ods, "{parts:?}");
        assert_eq!(listed(&bytes), read, "{parts:?}");
    }
    let broken = [
        right.replace("<office:document-content>", "<!DOCTYPE x><office:document-content>"),
        right.replace("</table:table-row>", ""),
        right.replace("<table:table-row>", "<table:table-row table:visibility=visible>"),
        right[..right.len() - 30].to_owned(),
        content("", ""),
    ];
    for content in broken {
        assert!(matches!(fault_of(&packed(&content, &[])), Fault::Damaged(_)), "{content}");
    }
    assert!(matches!(fault_of(&packed(&right, &[("styles.xml", "<a><b></a>")])), Fault::Damaged(_)));
    let letter = right.replace("office:spreadsheet", "office:text");
    let deflated = of(&[("content.xml", letter.as_bytes()), ("META-INF/manifest.xml", manifest)]);
    assert_eq!(fault_of(&deflated), Fault::Unsupported(crate::intake::Format::Document));
}

#[test]
fn a_document_that_is_encrypted_says_so_and_one_whose_macro_is_does_not() {
    let right = content(
        "",
        &format!("<table:table table:name=\"A\"><table:table-row>{FILLED}</table:table-row></table:table>"),
    );
    let manifest = |encrypted: &str| {
        let entry = |path: &str| {
            let key = if path == encrypted { "<manifest:encryption-data/>" } else { "" };
            format!("<manifest:file-entry manifest:full-path=\"{path}\">{key}</manifest:file-entry>")
        };
        let entries: String =
            ["/", "content.xml", "Basic/Standard/Module1.xml", "encrypted-package"].map(entry).concat();
        format!("<!DOCTYPE manifest:manifest PUBLIC \"x\" \"y\"><manifest:manifest>{entries}</manifest:manifest>")
    };
    let of = |content: &str, encrypted: &str| packed(content, &[("META-INF/manifest.xml", &manifest(encrypted))]);
    let protected = Fault::Protected(Password::OfDocument);
    assert_eq!(fault_of(&of("\u{1}\0\u{7f}nothing that is XML", "content.xml")), protected);
    assert_eq!(listed(&of(&right, "Basic/Standard/Module1.xml")), "s 1 1 0 1 A\n0 0 n 1.0\n");
    let whole = [("mimetype", MEDIA_TYPE.as_bytes().to_vec()), ("encrypted-package", vec![0, 1, 2])];
    assert_eq!(fault_of(&zipped(&whole)), protected);
}
