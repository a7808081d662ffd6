//! SpreadsheetML as Excel 2003 and accounting programs write it: where cells stand, what they hold, what nobody sees; and files made
//! to break the reader. Each is made here and listed as the child process lists it.

use super::super::fault::{Excess, Fault, damaged, too_large};
use super::*;

fn listed(book: &str) -> String {
    listed_as("xml", book.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn fault_of(book: &str) -> Fault {
    listed_as("xml", book.as_bytes()).unwrap_err()
}

const STYLES: &str = "<Styles><Style ss:ID=\"Default\" ss:Name=\"Normal\"><NumberFormat/></Style>\
    <Style ss:ID=\"pc\"><Font/><NumberFormat ss:Format=\"Percent\"/></Style>\
    <Style ss:ID=\"gg\"><NumberFormat ss:Format=\"dd/mm/yyyy;@\"/></Style>\
    <Style ss:ID=\"figlio\" ss:Parent=\"pc\"><Borders/></Style>\
    <Style ss:ID=\"ore\"><NumberFormat ss:Format=\"[h]:mm\"/></Style></Styles>";

/// A workbook with these worksheets.
fn book(worksheets: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\r\n<?mso-application progid=\"Excel.Sheet\"?>\r\n\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:html=\"http://www.w3.org/TR/REC-html40\">\
         <DocumentProperties xmlns=\"urn:schemas-microsoft-com:office:office\"><Author>x</Author></DocumentProperties>\
         <ExcelWorkbook xmlns=\"urn:schemas-microsoft-com:office:excel\"><WindowHeight>9</WindowHeight></ExcelWorkbook>\
         {STYLES}{worksheets}</Workbook>"
    )
}

fn table(inside: &str) -> String {
    book(&format!("<Worksheet ss:Name=\"Oneri\"><Table>{inside}</Table></Worksheet>"))
}

/// What a cell with these attributes and this inside is listed as.
fn cell(attributes: &str, inside: &str) -> String {
    let listed = listed(&table(&format!("<Row><Cell {attributes}>{inside}</Cell></Row>")));
    listed.lines().skip(1).map(|line| line.replacen("0 0 ", "", 1)).collect()
}

#[test]
fn cells_hold_what_their_types_and_styles_say() {
    let data = |kind: &str, text: &str| format!("<Data ss:Type=\"{kind}\">{text}</Data>");
    for (attributes, inside, expected) in [
        ("", data("Number", "1234.56"), "n 1234.56"),
        ("", data("Number", "1E-2"), "n 0.01"),
        ("ss:StyleID=\"pc\"", data("Number", "0.1465"), "p 0.1465"),
        ("ss:StyleID=\"figlio\"", data("Number", "0.5"), "p 0.5"),
        ("ss:StyleID=\"gg\"", data("Number", "44377"), "d 2021-06-30T00:00:00"),
        ("ss:StyleID=\"gg\"", data("DateTime", "2021-06-30T00:00:00.000"), "d 2021-06-30T00:00:00"),
        ("", data("DateTime", "2021-06-30"), "d 2021-06-30T00:00:00"),
        ("ss:StyleID=\"gg\"", data("DateTime", "1899-12-31T12:00:00.000"), "h 0.5"),
        ("ss:StyleID=\"gg\"", data("DateTime", "1899-12-31T00:00:00.000"), "h 0.0"),
        ("ss:StyleID=\"ore\"", data("DateTime", "1900-01-01T12:00:00.000"), "h 1.5"),
        ("", data("DateTime", "30/06/2021"), "x 30/06/2021"),
        ("", data("Boolean", "1"), "b 1"),
        ("", data("Error", "#DIV/0!"), "e #DIV/0!"),
        ("", data("String", "00123"), "t 00123"),
        ("", data("String", "citt&#224; &amp; &lt;altro&gt;&#10;due"), "t città & <altro>\\ndue"),
        (
            "",
            data("String", "<html:B>Com</html:B><html:Font html:Size=\"8\">pe<Sup>n</Sup></html:Font>ze"),
            "t Compenze",
        ),
        (
            "",
            "<ss:Data ss:Type=\"String\"><![CDATA[a;b]]></ss:Data><Comment><ss:Data>nota</ss:Data></Comment>"
                .to_owned(),
            "t a;b",
        ),
        ("", "<Comment><ss:Data ss:Type=\"Number\">9</ss:Data></Comment>".to_owned(), ""),
        ("", data("String", ""), ""),
        ("", data("Number", ""), ""),
        ("", data("Number", "12,5"), "x 12,5"),
        ("", data("Number", "NaN"), "x NaN"),
        ("", data("Prezzo", "7"), "x 7"),
        ("", "<Data>7</Data>".to_owned(), "x 7"),
        ("ss:Formula=\"=R[-1]C\"", data("Number", "3"), "n 3.0"),
        ("ss:Formula=\"=R[-1]C\"", data("Number", ""), "u "),
        ("ss:Formula=\"=R[-1]C\"", String::new(), "u "),
        ("ss:Formula=\"=IF(1>2,1,&quot;&quot;)\"", data("String", ""), ""),
        ("ss:Formula=\"=1/0\"", data("Error", "#DIV/0!"), "e #DIV/0!"),
    ] {
        assert_eq!(cell(attributes, &inside), expected, "{attributes} {inside}");
    }
}

#[test]
fn rows_and_cells_stand_where_they_say() {
    let n =
        |attributes: &str, number: u32| format!("<Cell {attributes}><Data ss:Type=\"Number\">{number}</Data></Cell>");
    let inside = [
        "<Column ss:StyleID=\"pc\"/><Column ss:Index=\"3\" ss:Hidden=\"1\" ss:Span=\"1\"/><Column ss:Width=\"0\"/><Column ss:Index=\"7\"/>".to_owned(),
        format!("<Row>{}{}{}</Row>", n("", 1), n("ss:MergeAcross=\"2\" ss:MergeDown=\"1\"", 2), n("", 3)),
        format!("<Row ss:Index=\"4\" ss:Hidden=\"1\" ss:StyleID=\"gg\">{}{}</Row>", n("ss:Index=\"2\"", 44_377), n("", 44_378)),
        format!("<Row ss:Height=\"0\" ss:Span=\"2\"/><Row>{}</Row>", n("ss:StyleID=\"Default\"", 4)),
    ];
    insta::assert_snapshot!(listed(&table(&inside.concat())), @r"
    s 1 1 0 1 Oneri
    0 0 p 1.0
    0 1 n 2.0
    0 4 n 3.0
    3 1 d 2021-06-30T00:00:00
    3 2 d 2021-07-01T00:00:00
    7 0 n 4.0
    x 0 rows 3 6
    x 0 columns 2 4
    x 0 merge 0 1 1 3
    ");
    let moved = table(&format!("<Row>{}</Row>", n("ss:Index=\"2\"", 1)))
        .replace("<Table>", "<Table ss:TopCell=\"3\" ss:LeftCell=\"2\">");
    assert_eq!(listed(&moved).lines().nth(1), Some("2 2 n 1.0"));
}

#[test]
fn hidden_sheets_filters_and_dates_from_1904_are_known() {
    let row = "<Row><Cell ss:StyleID=\"gg\"><Data ss:Type=\"Number\">42915</Data></Cell></Row>";
    let options = |visible: &str| format!("<x:WorksheetOptions>{visible}<x:Selected/></x:WorksheetOptions>");
    let filter =
        "<x:AutoFilter x:Range=\"R3C1:R9C4\"><x:AutoFilterColumn x:Index=\"2\" x:Type=\"NonBlanks\"/></x:AutoFilter>";
    let sheet = |name: &str, behind: &str| {
        format!("<ss:Worksheet ss:Name=\"{name}\"><Names/><Table>{row}</Table>{behind}</ss:Worksheet>")
    };
    let book = book(
        &[
            sheet("Oneri &amp; c.", &(options("") + filter)),
            sheet("Vecchio", &options("<x:Visible>SheetHidden</x:Visible>")),
            sheet("Note", &filter.replace("x:Type=\"NonBlanks\"", "")),
            "<Worksheet ss:Name=\"Vuoto\"/>".to_owned(),
        ]
        .concat(),
    );
    insta::assert_snapshot!(listed(&book.replace("<WindowHeight>", "<Date1904/><WindowHeight>")), @r"
    s 1 1 0 1 Oneri & c.
    0 0 d 2021-06-30T00:00:00
    s 0 1 0 1 Vecchio
    0 0 d 2021-06-30T00:00:00
    s 1 1 0 1 Note
    0 0 d 2021-06-30T00:00:00
    s 1 1 0 1 Vuoto
    x 0 filter A3:D9
    ");
}

#[test]
fn letters_are_read_in_the_encoding_that_is_declared() {
    let book = table("<Row><Cell><Data ss:Type=\"String\">città</Data></Cell></Row>");
    let latin = |label: &str| {
        let book = book.replace("version=\"1.0\"", &format!("version=\"1.0\" encoding=\"{label}\""));
        book.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>()
    };
    let wide: Vec<u8> =
        ['\u{feff}'.to_string(), book.clone()].concat().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let blank_first = format!("\r\n {book}").into_bytes();
    for bytes in [book.clone().into_bytes(), latin("ISO-8859-1"), latin("windows-1252"), wide, blank_first] {
        let listed = listed_as("xml", &bytes).unwrap();
        assert_eq!(listed.lines().nth(1), Some("0 0 t città"), "{}", String::from_utf8_lossy(&bytes));
    }
    assert_eq!(listed_as("xml", &latin("UTF-8")).unwrap_err(), damaged());
}

#[test]
fn books_made_to_break_the_reader_or_cut_are_refused() {
    let n = "<Cell><Data ss:Type=\"Number\">1</Data></Cell>";
    let whole = table(&format!("<Row>{n}</Row>"));
    for length in (whole.len() / 2..whole.len()).step_by(7).chain([whole.len() - 1]) {
        assert_eq!(fault_of(&whole[..length]), damaged(), "{length} of {}", whole.len());
    }
    let far =
        |attributes: &str| table(&format!("<Row><Cell {attributes}><Data ss:Type=\"Number\">1</Data></Cell></Row>"));
    assert_eq!(fault_of(&far("ss:Index=\"1025\"")), too_large(Excess::Columns));
    assert_eq!(fault_of(&far("ss:Index=\"4294967296\"")), damaged());
    assert_eq!(fault_of(&far("ss:Index=\"0\"")), damaged());
    assert_eq!(fault_of(&far("ss:MergeAcross=\"4294967295\"")), damaged());
    assert_eq!(listed(&far("ss:MergeDown=\"4294967295\"")).lines().count(), 3);
    assert_eq!(fault_of(&table(&format!("<Row ss:Span=\"4294967295\">{n}</Row>"))), too_large(Excess::Rows));
    assert_eq!(fault_of(&table(&format!("<Row ss:Index=\"3\">{n}</Row><Row ss:Index=\"3\">{n}</Row>"))), damaged());
    assert_eq!(fault_of(&table(&format!("<Row>{n}{}</Row>", n.replacen("Cell", "Cell ss:Index=\"1\"", 1)))), damaged());
    assert_eq!(
        fault_of(&table(&"<Row><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row>".repeat(100_001))),
        too_large(Excess::Cells)
    );
    assert_eq!(fault_of(&book("")), damaged());
    assert_eq!(fault_of(&book(&"<Worksheet ss:Name=\"a\"/>".repeat(1_002))), too_large(Excess::Entries));
    let deep = |tag: &str, many: usize| format!("<{tag}>").repeat(many) + &format!("</{tag}>").repeat(many);
    assert_eq!(
        fault_of(&table(&format!("<Row><Cell><Data ss:Type=\"String\">{}</Data></Cell></Row>", deep("B", 300)))),
        damaged()
    );
    assert_eq!(fault_of(&table(&"<Row>".repeat(300_000))), damaged());
    let bomb = whole.replace("<Workbook", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><Workbook");
    assert_eq!(fault_of(&bomb), damaged());
    assert_eq!(fault_of(&table("<Row><Cell><Data ss:Type=\"String\">&nbsp;</Data></Cell></Row>")), damaged());
    let styles: String = (0..200_000).map(|i| format!("<Style ss:ID=\"s{i}\" ss:Parent=\"s{i}\"/>")).collect();
    assert_eq!(fault_of(&whole.replace("<Styles>", &format!("<Styles>{styles}"))), too_large(Excess::Styles));
    let round = "<Style ss:ID=\"a\" ss:Parent=\"b\"/><Style ss:ID=\"b\" ss:Parent=\"a\"/></Styles>";
    assert_eq!(listed(&far("ss:StyleID=\"a\"").replace("</Styles>", round)).lines().count(), 2);
}
