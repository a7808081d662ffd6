//! Open documents as LibreOffice, Excel and other programs write them: what stands in their cells. Each is made here and
//! listed as the child process lists it.

use super::super::fault::Fault;
use super::*;

pub(super) const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

pub(super) fn listed(bytes: &[u8]) -> String {
    listed_as("ods", bytes).unwrap_or_else(|fault| panic!("{fault:?}"))
}

pub(super) fn fault_of(bytes: &[u8]) -> Fault {
    listed_as("ods", bytes).unwrap_err()
}

/// The part of the cells: these styles, and this inside the spreadsheet.
pub(super) fn content(styles: &str, spreadsheet: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content>\
         <office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{spreadsheet}</office:spreadsheet></office:body></office:document-content>"
    )
}

pub(super) fn packed(content: &str, beside: &[(&str, &str)]) -> Vec<u8> {
    let parts = [("mimetype", MEDIA_TYPE), ("content.xml", content)].into_iter().chain(beside.iter().copied());
    zipped(&parts.map(|(name, content)| (name, content.as_bytes().to_vec())).collect::<Vec<_>>())
}

/// A document with one sheet of these columns and rows.
pub(super) fn sheet(styles: &str, inside: &str) -> Vec<u8> {
    packed(&content(styles, &format!("<table:table table:name=\"Oneri\">{inside}</table:table>")), &[])
}

/// What a cell with these attributes and this inside is listed as.
fn cell(attributes: &str, inside: &str) -> String {
    let bytes = sheet(
        "<number:percentage-style style:name=\"N1\"/><number:date-style style:name=\"N2\"/>\
         <style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>\
         <style:style style:name=\"ce2\" style:family=\"table-cell\" style:parent-style-name=\"ce1\"/>\
         <style:style style:name=\"ce3\" style:family=\"table-cell\" style:data-style-name=\"N2\"/>",
        &format!("<table:table-row><table:table-cell {attributes}>{inside}</table:table-cell></table:table-row>"),
    );
    listed(&bytes).lines().skip(1).map(|line| line.replacen("0 0 ", "", 1)).collect()
}

/// A cell of this kind and value that shows this.
fn showing(attributes: &str, shown: &str) -> String {
    cell(attributes, &format!("<text:p>{shown}</text:p>"))
}

#[test]
fn what_shows_an_error_in_the_place_of_its_value_is_an_error() {
    let formula = "table:formula=\"of:=1/0\"";
    let zero = "office:value-type=\"float\" office:value=\"0\"";
    for error in ["#DIV/0!", "#N/D", "#VALORE!", "#NOME?", "#RIF!", "Err:502", "Err:509", "#WERT!", "#NOM?", "#VREDN!"]
    {
        assert_eq!(showing(&format!("{formula} {zero}"), error), format!("e {error}"));
        assert_eq!(showing(zero, error), format!("e {error}"), "without its formula");
        let kind = "office:value-type=\"string\"";
        assert_eq!(showing(&format!("{formula} {kind} office:string-value=\"\""), error), format!("e {error}"));
        assert_eq!(showing(&format!("{formula} {kind}"), error), format!("e {error}"));
        assert_eq!(showing(formula, error), format!("e {error}"));
        let told = format!("{formula} {kind} office:string-value=\"\" calcext:value-type=\"error\"");
        assert_eq!(showing(&told, error), format!("e {error}"));
        // A text is what somebody typed: its column judges it.
        assert_eq!(showing(kind, error), format!("t {error}"));
    }
    for kind in ["percentage", "currency"] {
        assert_eq!(showing(&format!("office:value-type=\"{kind}\" office:value=\"0\""), "#N/D"), "e #N/D");
    }
    assert_eq!(showing("office:value-type=\"boolean\" office:boolean-value=\"false\"", "#N/D"), "e #N/D");
    assert_eq!(cell("calcext:value-type=\"error\"", ""), "e #ERR!");
    assert_eq!(showing("office:value-type=\"float\" office:value=\"5\"", "Err:502"), "e Err:502");
    // What a format puts before a number is no error, nor are cells that are too narrow.
    for shown in ["0,00", "#0", "###", "-", "Err", "", "n. 0!"] {
        assert_eq!(showing(zero, shown), "n 0.0", "{shown}");
    }
}

#[test]
fn a_formula_whose_result_is_an_empty_text_is_blank_and_one_without_a_result_is_told() {
    let formula = "table:formula=\"of:=IF([.A1]&gt;0;1;&quot;&quot;)\"";
    let with = |attributes: &str| format!("{formula} {attributes}");
    // As LibreOffice, as Excel, as others write it.
    assert_eq!(cell(formula, "<text:p/>"), "");
    assert_eq!(cell(&with("office:value-type=\"string\" office:string-value=\"\""), "<text:p/>"), "");
    assert_eq!(cell(&with("office:value-type=\"string\" office:string-value=\"\""), ""), "");
    assert_eq!(cell(&with("office:value-type=\"string\""), ""), "");
    assert_eq!(cell(formula, ""), "u ");
    assert_eq!(cell(formula, "<office:annotation><text:p>da calcolare</text:p></office:annotation>"), "u ");
    assert_eq!(cell(&with("office:value-type=\"float\""), ""), "u ");
    assert_eq!(cell(&with("office:value-type=\"string\""), "<text:p>=IF(A1&gt;0;1)</text:p>"), "u ");
    assert_eq!(showing(formula, "12,50"), "u ", "what it shows has no kind");
    assert_eq!(showing(&with("office:value-type=\"float\" office:value=\"2.5\""), "2,50"), "n 2.5");
    assert_eq!(showing(&with("office:value-type=\"string\" office:string-value=\"sì\""), "sì"), "t sì");
}

#[test]
fn a_value_that_is_none_is_told_with_its_cell_and_the_others_are_read() {
    let kind = |kind: &str, value: &str| showing(&format!("office:value-type=\"{kind}\" {value}"), "12,50");
    assert_eq!(kind("float", "office:value=\"12.5\""), "n 12.5");
    assert_eq!(kind("currency", "office:value=\" 12.5 \" office:currency=\"EUR\""), "n 12.5");
    assert_eq!(kind("percentage", "office:value=\"0.125\""), "p 0.125");
    assert_eq!(kind("boolean", "office:boolean-value=\"true\""), "b 1");
    assert_eq!(kind("date", "office:date-value=\"2021-06-30\""), "d 2021-06-30T00:00:00");
    assert_eq!(kind("date", "office:date-value=\"2021-06-30T08:15:00\""), "d 2021-06-30T00:00:00");
    assert_eq!(kind("float", ""), "x 12,50");
    for value in ["12,5", "NaN", "INF", "1e999", ""] {
        assert_eq!(kind("float", &format!("office:value=\"{value}\"")), format!("x {value}"));
    }
    assert_eq!(kind("percentage", "office:value=\"alto\""), "x alto");
    for value in ["2021-02-30", "30/06/2021", "10000-01-01"] {
        assert_eq!(kind("date", &format!("office:date-value=\"{value}\"")), format!("x {value}"));
    }
    assert_eq!(kind("boolean", "office:boolean-value=\"forse\""), "x forse");
    assert_eq!(kind("fraction", "office:value=\"1\""), "x 12,50");
    assert_eq!(cell("office:value-type=\"float\"", ""), "x ");
    assert_eq!(kind("string", "office:string-value=\"\""), "t 12,50");
    assert_eq!(kind("string", "office:string-value=\"tredici\""), "t tredici");
    assert_eq!(cell("", "<text:p>12,50</text:p>"), "t 12,50");
    assert_eq!(cell("office:value-type=\"string\"", ""), "");
}

#[test]
fn hours_and_the_day_zero_are_no_dates() {
    let time = |value: &str| showing(&format!("office:value-type=\"time\" office:time-value=\"{value}\""), "12");
    for (value, days) in
        [("PT12H00M00S", "0.5"), ("PT36H", "1.5"), ("P1DT6H", "1.25"), ("-PT90M", "-0.0625"), ("P2D", "2.0")]
    {
        assert_eq!(time(value), format!("h {days}"), "{value}");
    }
    for value in ["12:00", "PT", "P1Y", "PT1S2H", "PTxH"] {
        assert_eq!(time(value), format!("x {value}"));
    }
    let date = "<table:table-row><table:table-cell office:value-type=\"date\" office:date-value=\"1904-01-01\"/>\
                <table:table-cell office:value-type=\"date\" office:date-value=\"1899-12-30\"/></table:table-row>";
    assert_eq!(listed(&sheet("", date)), "s 1 1 0 1 Oneri\n0 0 d 1904-01-01T00:00:00\n0 1 h 0.0\n");
    let of_1904 = format!(
        "<table:calculation-settings><table:null-date table:date-value=\"1904-01-01\"/></table:calculation-settings>\
         <table:table table:name=\"Oneri\">{date}</table:table>"
    );
    let of_1904 = packed(&content("", &of_1904), &[]);
    assert_eq!(listed(&of_1904), "s 1 1 0 1 Oneri\n0 0 h 0.0\n0 1 d 1899-12-30T00:00:00\n");
}

#[test]
fn a_number_is_what_its_style_shows_where_its_kind_does_not_say() {
    let number = |style: &str| {
        showing(&format!("table:style-name=\"{style}\" office:value-type=\"float\" office:value=\"44377\""), "")
    };
    assert_eq!(number("ce1"), "p 44377.0");
    assert_eq!(number("ce2"), "p 44377.0", "by its parent");
    assert_eq!(number("ce3"), "d 2021-06-30T00:00:00");
    assert_eq!(number("ce9"), "n 44377.0");
    // LibreOffice writes the result of a formula that refers to a date or a percentage without either's style.
    let result = |value: &str, shown: &str| {
        showing(&format!("table:formula=\"of:=[.A1]\" office:value-type=\"float\" office:value=\"{value}\""), shown)
    };
    assert_eq!(result("44377", "30/06/21"), "d 2021-06-30T00:00:00");
    assert_eq!(result("0.1465", "14,65%"), "p 0.1465");
    assert_eq!(result("1", "VERO"), "b 1");
    assert_eq!(result("0.5", "12:00:00"), "h 0.5");
    assert_eq!(result("0.1465", "0,15"), "n 0.1465");
    let styles = "<number:percentage-style style:name=\"N1\"/>\
                  <style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>\
                  <style:style style:name=\"ce2\" style:family=\"table-cell\"/>";
    let half = "<table:table-cell office:value-type=\"float\" office:value=\"0.5\"/>";
    let inside = format!(
        "<table:table-column table:number-columns-repeated=\"2\"/>\
         <table:table-column table:default-cell-style-name=\"ce1\"/><table:table-column/>\
         <table:table-row>{}</table:table-row>\
         <table:table-row table:default-cell-style-name=\"ce2\">{}</table:table-row>",
        half.repeat(4),
        half.repeat(4)
    );
    let kinds: Vec<String> =
        listed(&sheet(styles, &inside)).lines().skip(1).map(|line| line[4..5].to_owned()).collect();
    assert_eq!(kinds.concat(), "nnpnnnnn");
}

#[test]
fn a_text_is_what_its_paragraphs_say() {
    let text = |inside: &str| cell("office:value-type=\"string\"", inside);
    assert_eq!(
        text(
            "<text:p>una<text:s text:c=\"2\"/>riga<text:s/></text:p><text:p>e <text:span>un&#x27;al<text:a>tra</text:a></text:span></text:p>"
        ),
        "t una  riga \\ne un'altra"
    );
    assert_eq!(text("<text:p>a<text:tab/>b<text:line-break/>c<![CDATA[<d>]]></text:p>"), "t a\\tb\\nc<d>");
    assert_eq!(text("<office:annotation><text:p>nota</text:p></office:annotation><text:p>vero</text:p>"), "t vero");
    assert_eq!(
        text("<text:p>vero<draw:frame><draw:text-box><text:p>disegno</text:p></draw:text-box></draw:frame></text:p>"),
        "t vero"
    );
    assert_eq!(
        text(
            "<text:p><text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby></text:p>"
        ),
        "t 漢"
    );
    assert_eq!(text("<text:list><text:list-item><text:p>uno</text:p></text:list-item></text:list>"), "t uno");
    let inner = "<table:table table:is-sub-table=\"true\"><table:table-row><table:table-cell office:value-type=\"float\" \
                 office:value=\"7\"><text:p>7</text:p></table:table-cell></table:table-row></table:table>";
    assert_eq!(text(&format!("<text:p>vero</text:p>{inner}")), "t vero");
    // A program may call the namespaces what it likes.
    let renamed = content(
        "",
        "<table:table table:name=\"A\"><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell></table:table-row></table:table>",
    );
    let renamed = renamed.replace("table:", "t:").replace("office:", "o:").replace("text:", "x:");
    assert_eq!(listed(&packed(&renamed, &[])), "s 1 1 0 1 A\n0 0 n 1.0\n");
}
