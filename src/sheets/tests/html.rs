//! Pages of HTML as accounting programs, portals, Excel and LibreOffice write them: which of their tables are sheets, what stands in
//! the cells, what nobody sees; and those made to break the reader. Each is made here and listed as the child process lists it.

use proptest::prelude::*;

use super::super::fault::{Excess, Fault, Page, damaged, too_large};
use super::*;

fn listed(page: &str) -> String {
    listed_as("html", page.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn fault_of(page: &str) -> Fault {
    listed_as("html", page.as_bytes()).unwrap_err()
}

/// What a cell with these attributes and this inside is listed as.
fn cell(attributes: &str, inside: &str) -> String {
    let page = format!(
        "<style>.pc {{mso-number-format:\"0\\.00%\"}} .gg {{mso-number-format:\"mmm\\-yy\"}}</style>\
         <table><tr><td>.</td><td {attributes}>{inside}</td></tr></table>"
    );
    listed(&page).lines().skip(2).map(|line| line.replacen("0 1 ", "", 1)).collect()
}

#[test]
fn a_table_as_a_portal_writes_it() {
    let page = "\u{feff}<!DOCTYPE html><HTML><head><title>Esportazione</title><script>if (a < b) { x(\"<table>\") }</script></head>\
                <body><h3>Camera di commercio di esempio</h3><p>Oneri al\n  30/06/2021</p>\
                <TABLE border=1><caption>Oneri</caption><thead><tr><th>Conto<th>Descrizione<th align=right>Importo</thead>\
                <tbody><tr><td>00123<td>Attivit&agrave; &amp; altro<br>due<td>1.234,56\
                <tr bgcolor=red><TD>124</TD>\n<TD>  a   b </TD><td>&nbsp;</td></tr></tbody></TABLE><p>Stampato il 01/07/2021</p>";
    insta::assert_snapshot!(listed(page), @r"
    s 1 1 0 0 Oneri
    0 0 t Camera di commercio di esempio
    1 0 t Oneri al 30/06/2021
    2 0 t Oneri
    3 0 t Conto
    3 1 t Descrizione
    3 2 t Importo
    4 0 t 00123
    4 1 t Attività & altro\ndue
    4 2 t 1.234,56
    5 0 t 124
    5 1 t a b
    ");
}

#[test]
fn a_value_is_the_text_unless_excel_or_libreoffice_says_which_it_is() {
    for (attributes, inside, expected) in [
        ("", "1.234,50", "t 1.234,50"),
        ("", "=\"00123\"", "t 00123"),
        ("", "#N/D", "e #N/D"),
        ("", "<p>a</p><p>b</p>", "t a\\nb"),
        ("", "<b>1</b>23", "t 123"),
        ("x:num=\"1234.567\"", "1.235", "n 1234.567"),
        ("x:num", "1.235", "t 1.235"),
        ("class=pc x:num=\"0.1465\"", "circa 15", "p 0.1465"),
        ("x:num=\"0.1465\"", "14,65%", "p 0.1465"),
        ("x:num=\"44377\"", "30/06/2021", "d 2021-06-30T00:00:00"),
        ("class=gg x:num=\"44377\"", "giu-21", "d 2021-06-30T00:00:00"),
        ("style='mso-number-format:\"\\@\"'", "00123", "t 00123"),
        ("x:str=\" 00123\"", "00123", "t  00123"),
        ("x:str", "#N/D", "t #N/D"),
        ("x:err=\"#DIV/0!\"", "#DIV/0!", "e #DIV/0!"),
        ("x:bool=\"TRUE\"", "VERO", "b 1"),
        ("x:num=\"dodici\"", "12", "x dodici"),
        ("x:fmla=\"=A1\"", "", "u "),
        ("x:fmla=\"=A1\" x:str", "", ""),
        ("x:fmla=\"=A1\" x:num=\"3\"", "3", "n 3.0"),
        ("sdval=\"0,1465\" sdnum=\"1040;0;0,00%\"", "14,65%", "p 0.1465"),
        ("sdval=\"0,25\" sdnum=\"1040;0;&quot;circa &quot;0,0&quot; &quot;%\"", "circa 25,0 %", "p 0.25"),
        ("sdval=\"7\" sdnum=\"1040;0;0&quot;%&quot;\"", "7%", "n 7.0"),
        ("sdval=\"0\" sdnum=\"1040;\"", "#DIV/0!", "e #DIV/0!"),
        ("sdval=\"1\" sdnum=\"1040;0;BOOLEAN\"", "VERO", "b 1"),
        ("", "<span style=\"display:none\">20210630</span>30/06/2021", "t 30/06/2021"),
        ("", "<span hidden>1<span>2</span>3</span>4", "t 4"),
        ("", "<span hidden>1", ""),
        ("", "<script>document.write(1)</script><style>a{}</style>2", "t 2"),
        ("", "<!-- 1 -->2<noscript>3</noscript>", "t 2"),
        ("", "<input type=text value=\"12,50\">", "x 12,50"),
        ("", "<input type=hidden value=7><input type=checkbox value=on>x", "t x"),
        ("", "<textarea>nota</textarea>", "x nota"),
        ("", "<select><option>1<option>2</select>x", "t x"),
        ("", "&nbsp;", ""),
    ] {
        assert_eq!(cell(attributes, inside), expected, "{attributes} {inside}");
    }
}

#[test]
fn cells_stand_beside_and_below_those_that_stretch() {
    let page = "<table><tr><td colspan=2>a<td rowspan=3>b<td>c<tr><td rowspan=2>d<td>e<td>f<tr><td>g<td>h\
                <tr><td>i<td>j<td>k<td>l<tbody><tr><td rowspan=0>m<td rowspan=9>n<tr><td>o</tbody><tr><td>p</table>";
    insta::assert_snapshot!(listed(page), @r"
    s 1 1 0 0 Tabella 1
    0 0 t a
    0 2 t b
    0 3 t c
    1 0 t d
    1 1 t e
    1 3 t f
    2 1 t g
    2 3 t h
    3 0 t i
    3 1 t j
    3 2 t k
    3 3 t l
    4 0 t m
    4 1 t n
    5 2 t o
    6 0 t p
    x 0 merge 0 0 0 1
    x 0 merge 0 2 2 2
    x 0 merge 1 0 2 0
    x 0 merge 4 0 5 0
    x 0 merge 4 1 5 1
    ");
}

#[test]
fn rows_columns_cells_and_tables_that_nobody_sees_are_told() {
    let page = "<style>.via{display:none} @media print{tr{display:none}}</style>Titolo<table><colgroup><col><col style='display:none'></colgroup><col span=2>\
                <tr><td>a<td>b<td>c<td class=via>d<tr class=via><td>e<td>f<td>g<td>h\
                <tr><td>i<td>j<td>k<td class=via>l<tr><td class=via>m<td>n<td>o<td class=via>p\
                <tr><td class=via>q<td class=via>r</table>\
                <div class=via><table><tr><td>s<td>t</table></div><table hidden><tr><td>u</table>\
                <form style='display:none'><table><form class=via><tr><td>v</table></form>";
    insta::assert_snapshot!(listed(page), @r"
    s 1 1 0 0 Tabella 1
    0 0 t Titolo
    1 0 t a
    1 1 t b
    1 2 t c
    1 3 t d
    2 0 t e
    2 1 t f
    2 2 t g
    2 3 t h
    3 0 t i
    3 1 t j
    3 2 t k
    3 3 t l
    4 0 x m
    4 1 t n
    4 2 t o
    4 3 t p
    5 0 t q
    5 1 t r
    s 0 1 0 0 Tabella 2
    0 0 t s
    0 1 t t
    s 0 1 0 0 Tabella 3
    0 0 t u
    s 0 1 0 0 Tabella 4
    0 0 t v
    x 0 rows 2 2
    x 0 rows 5 5
    x 0 columns 1 1
    x 0 columns 3 3
    ");
}

#[test]
fn a_table_inside_another_is_a_sheet_of_its_own() {
    let page = "<h1>Oneri al 30/06/2021</h1><table><tr><td><img src=logo.png></td></tr><tr><td>\
                <table><tr><th>Conto<th>Importo<tr><td>1<td>2,50</table></td></tr></table>\
                <table><tr><td>a<table><tr><td>b</table>c<tr><td>d</table>";
    insta::assert_snapshot!(listed(page), @r"
    s 1 1 0 0 Tabella 1
    0 0 t Oneri al 30/06/2021
    1 0 t Conto
    1 1 t Importo
    2 0 t 1
    2 1 t 2,50
    s 1 1 0 0 Tabella 2
    0 0 t ac
    1 0 t d
    s 1 1 0 0 Tabella 3
    0 0 t b
    ");
}

#[test]
fn a_page_of_excel_names_its_sheets() {
    let island = |inside: &str| {
        format!(
            "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta name=ProgId content=Excel.Sheet>\
             <!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets>{inside}</x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head>"
        )
    };
    let sheet = |name: &str, options: &str| {
        format!(
            "<x:ExcelWorksheet><x:Name>{name}</x:Name><x:WorksheetOptions>{options}</x:WorksheetOptions></x:ExcelWorksheet>"
        )
    };
    let tables = "<table><tr><td>a</table><table><tr><td>b</table><table><tr><td>c</table>";
    let page =
        island(&(sheet("Oneri &amp; altro", "<x:Selected/>") + &sheet("Note", "<x:Visible>SheetHidden</x:Visible>")))
            + tables;
    insta::assert_snapshot!(listed(&page), @r"
    s 1 1 0 1 Oneri & altro
    0 0 t a
    s 0 1 0 1 Note
    0 0 t b
    s 1 1 0 0 Tabella 3
    0 0 t c
    ");
    let in_the_open = page.replace("<!--[if gte mso 9]>", "").replace("<![endif]-->", "");
    assert_eq!(listed(&in_the_open), listed(&page));
}

#[test]
fn letters_are_read_in_the_encoding_that_they_are_written_in() {
    let page = |meta: &str, letters: &[u8]| {
        [b"<html><head>", meta.as_bytes(), b"</head><table><tr><td>Attivit", letters, b"</table>"].concat()
    };
    let read = |bytes: &[u8]| listed_as("html", bytes).map(|it| it.lines().nth(1).unwrap_or_default().to_owned());
    let expected = Ok("0 0 t Attività".to_owned());
    let latin = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\">";
    for bytes in [
        page("", "à".as_bytes()),
        page("<META charset='utf-8'>", "à".as_bytes()),
        page(latin, b"\xe0"),
        page("<meta charset=windows-1252 />", b"\xe0"),
        page("<meta charset=ibm866>", "à".as_bytes()),
        // A portal's boilerplate, which is wrong in both directions.
        page(latin, "à".as_bytes()),
        page("<meta charset=utf-8>", b"\xe0"),
        page("", b"&agrave;"),
        [b"\xef\xbb\xbf", &page(latin, "à".as_bytes())[..]].concat(),
        String::from_utf8(page("<meta charset=utf-16>", "à".as_bytes()))
            .unwrap()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
    ] {
        assert_eq!(read(&bytes), expected, "{}", String::from_utf8_lossy(&bytes));
    }
    assert_eq!(read(&page("", "à citt\u{0}".as_bytes())).map(|it| it.starts_with("0 0 t")), Ok(true));
    assert_eq!(read(&page("", b"\x85")), Err(Fault::Encoding), "`à` of DOS, or an ellipsis");
    assert_eq!(read(&page("<meta charset=windows-1252>", b"\x85 e altro")), Ok("0 0 t Attivit… e altro".to_owned()));
}

#[test]
fn a_page_in_the_place_of_a_file_is_told_as_one() {
    let login = "<form><table><tr><td>Utente<td><input name=u><tr><td>Password<td><input type=PASSWORD></table></form>";
    assert_eq!(fault_of(login), Fault::Page(Page::Login));
    assert_eq!(fault_of("<p>La sessione è scaduta"), Fault::Page(Page::Login));
    assert_eq!(fault_of("<table><tr><td>Sessione scaduta, accedere di nuovo.</table>"), Fault::Page(Page::Login));
    for page in ["<html><h1>500 Internal Server Error</h1>", "<p>", "<table></table>", "<table><tr><td>&nbsp;</table>"]
    {
        assert_eq!(fault_of(page), Fault::Page(Page::WithoutTable), "{page}");
    }
    // A form that is not seen, and rows that speak of it.
    let table = "<table><tr><td>1<td>sessione scaduta<tr><td>2<td>b</table>";
    assert_eq!(listed(&format!("<div hidden><input type=password></div>{table}")).lines().count(), 5);
}

#[test]
fn a_page_that_is_cut_is_refused() {
    let page = "<table><tr><td>1<td>2</tr><tr><td>3<td>4</tr></table></html>";
    let whole = page.len() - "</html>".len();
    for length in "<table>".len()..whole {
        assert_eq!(fault_of(&page[..length]), damaged(), "{}", &page[..length]);
    }
    assert_eq!(listed(&page[..whole]), listed(page));
    assert_eq!(fault_of("<table><tr><td>1<!-- 2</table>"), damaged());
    assert_eq!(fault_of("<table><tr><td>1<script>2</table>"), damaged());
    assert_eq!(fault_of("<table><tr><td>1<table><tr><td>2</table>"), damaged());
    // Tags that nobody opened are nothing.
    assert_eq!(listed("</table></td></tr><table><tr><td>1</table></table></div>"), "s 1 1 0 0 Tabella 1\n0 0 t 1\n");
}

#[test]
fn pages_made_to_break_the_reader_end_soon() {
    let many = |what: &str, count: usize| what.repeat(count);
    assert_eq!(fault_of(&many("<table><tr><td>", 50_000)), damaged());
    assert_eq!(fault_of(&many("<table></table>", 20_000)), too_large(Excess::Entries));
    assert_eq!(fault_of(&many("<table><tr><td>1</table>", 2_000)), too_large(Excess::Entries));
    assert_eq!(fault_of(&many("<div>", 300_000)), Fault::Page(Page::WithoutTable));
    let soup = format!("<table><tr><td>1{}</table>", many("<b><i><p>", 50_000));
    assert_eq!(listed(&soup), "s 1 1 0 0 Tabella 1\n0 0 t 1\n");
    assert_eq!(listed(&format!("<table><tr><td>1{}</table>", many("<span hidden>", 50_000))).lines().count(), 2);
    assert_eq!(
        fault_of("<table><tr><td colspan=1000000>1<td colspan=99999999999999>2<td>3</table>"),
        too_large(Excess::Columns)
    );
    assert_eq!(listed("<table><tr><td colspan=1000000>1<td>2</table>").lines().nth(2), Some("0 1000 t 2"));
    let wide = many("<tr><td rowspan=65534 colspan=1000>1", 50);
    assert_eq!(fault_of(&format!("<table>{wide}</table>")), too_large(Excess::Columns));
    let empty = many("<tr><td rowspan=65534 colspan=1000>", 5_000);
    assert_eq!(fault_of(&format!("<table>{empty}</table>")), Fault::Page(Page::WithoutTable));
    let rows = format!("<table>{}</table>", many("<tr><td>1", 100_001));
    assert_eq!(fault_of(&rows), too_large(Excess::Cells));
    let entities = "<!DOCTYPE html [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><table><tr><td>&b;&b;</table>";
    assert!(listed(entities).contains(" 0 t &b;&b;\n"));
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=1")).collect();
    assert_eq!(listed(&format!("<table><tr><td{attributes}>1</table>")).lines().count(), 2);
    let styles: String = (0..140_000).map(|i| format!(".a{i}{{display:none}}")).collect();
    assert_eq!(listed(&format!("<style>{styles}{{{{{{{{</style><table><tr><td>1</table>")).lines().count(), 2);
}

proptest! {
    #[test]
    fn no_page_makes_the_reader_panic(
        parts in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "<table>", "</table>", "<tr>", "<td>", "</td>", "<td colspan=3 rowspan=2>", "<th rowspan=0>", "<tbody>", "</tr>",
                "<col span=2 style=display:none>", "<colgroup span=3>", "<caption>", "</caption>", "<span hidden>", "</span>",
                "<tr style='display:none'>", "<td style='display:none'>", "<style>td{display:none}</style>", "<!--", "-->",
                "<input value=1>", "<xml><x:Name>", "x:num=1", "<br>", "&amp;", "<select>", "<table hidden>", "<td x:num='1.5'>",
            ]).prop_map(str::to_owned),
            "[a-z0-9 <>&;=\"'\\\\{}:]{0,9}",
        ], 0..60),
    ) {
        let _ = listed_as("html", parts.concat().as_bytes());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (listed_as("html", &bytes), listed_as("xml", &bytes));
    }
}
