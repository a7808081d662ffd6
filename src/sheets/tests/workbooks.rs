//! Workbooks as other programs write them: cells whose value is written in an unusual way, packages with their parts
//! elsewhere, sheets that cannot be read beside good ones. The whole value or none; what can be read is read.

use super::super::RawSheet;
use super::*;

const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn seen(bytes: &[u8]) -> Vec<RawSheet> {
    inspect("x.xlsx", bytes, &Limits::default()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The cells of the first sheet, as `A1 number 2`.
fn cells(bytes: &[u8]) -> Vec<String> {
    let sheet = seen(bytes).remove(0);
    sheet.cells.iter().map(|cell| format!("{} {} {}", cell.cell, cell.kind.id(), cell.value)).collect()
}

/// What one cell holds, written so; texts are `zero` and `uno`, the styles none, a date, a percentage.
fn cell(xml: &str) -> String {
    let sheet = format!("<worksheet><sheetData><row r=\"1\">{xml}</row></sheetData></worksheet>");
    let texts = "<sst><si><t>zero</t></si><si><r><t>u</t></r><r><t>n_x006F_</t></r><rPh><t>x</t></rPh></si></sst>";
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"165\" formatCode=\"dd/mm/yyyy\"/></numFmts>\
                  <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf/><xf numFmtId=\"165\"/><xf numFmtId=\"10\"/></cellXfs>\
                  <dxfs><dxf><numFmt numFmtId=\"165\" formatCode=\"0%\"/></dxf></dxfs></styleSheet>";
    let mut parts = Parts::new();
    parts.put("xl/worksheets/sheet1.xml", sheet.as_bytes());
    parts.put("xl/sharedStrings.xml", texts.as_bytes());
    parts.put("xl/styles.xml", styles.as_bytes());
    cells(&parts.zipped()).join("; ").replace("A1 ", "")
}

/// The parts of a workbook with one sheet.
struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    fn new() -> Self {
        let mut parts = Self(Vec::new());
        parts.put("[Content_Types].xml", b"<Types/>");
        parts.relate("_rels/.rels", &[("a", "officeDocument", "xl/workbook.xml")]);
        parts.relate("xl/_rels/workbook.xml.rels", &[("r1", "worksheet", "worksheets/sheet1.xml")]);
        parts.sheets("<sheet name=\"Oneri\" sheetId=\"1\" r:id=\"r1\"/>");
        parts.put("xl/worksheets/sheet1.xml", SHEET.as_bytes());
        parts
    }

    fn put(&mut self, name: &str, content: &[u8]) {
        self.0.retain(|(other, _)| other != name);
        self.0.push((name.to_owned(), content.to_vec()));
    }

    fn relate(&mut self, name: &str, relations: &[(&str, &str, &str)]) {
        let relation = |(id, kind, target): &(&str, &str, &str)| {
            format!("<Relationship Id=\"{id}\" Type=\"{TYPE}/{kind}\" Target=\"{target}\"/>")
        };
        let relations: String = relations.iter().map(relation).collect();
        self.put(name, format!("<Relationships>{relations}</Relationships>").as_bytes());
    }

    fn sheets(&mut self, sheets: &str) {
        let workbook = format!("<workbook xmlns:r=\"{TYPE}\"><sheets>{sheets}</sheets></workbook>");
        self.put("xl/workbook.xml", workbook.as_bytes());
    }

    fn renamed(mut self, name: impl Fn(&str) -> String) -> Self {
        self.0.iter_mut().for_each(|(old, _)| *old = name(old));
        self
    }

    fn zipped(&self) -> Vec<u8> {
        let parts: Vec<(&str, Vec<u8>)> =
            self.0.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
        zipped(&parts)
    }
}

const SHEET: &str = "<worksheet><sheetData><row><c><v>30.75</v></c></row></sheetData></worksheet>";

#[test]
fn a_value_is_whole_or_none() {
    for (xml, expected) in [
        ("<c><v>30.75</v></c>", "number 30.75"),
        ("<c><v><![CDATA[30.75]]></v></c>", "number 30.75"),
        ("<c><v>30<!-- x -->.75</v></c>", "number 30.75"),
        ("<c><v>3&#48;.75</v></c>", "number 30.75"),
        ("<c><v>\n  30.75\n</v></c>", "number 30.75"),
        ("<c><v>30.75</v><extLst><ext uri=\"x\"><v>9</v></ext></extLst></c>", "number 30.75"),
        ("<c><v>30</v><v>0.75</v></c>", "unreadable 30 0.75"),
        ("<c><v>30<b>.75</b></v></c>", "unreadable 30"),
        ("<c><v>1E+2</v></c>", "number 100"),
        ("<c><v>inf</v></c>", "unreadable inf"),
        ("<c><v>30,75</v></c>", "text 30,75"),
        ("<c t=\"s\"><v> 1 </v></c>", "text uno"),
        ("<c t=\"s\"><v>7</v></c>", "unreadable 7"),
        ("<c t=\"str\"><v>a &amp; b</v></c>", "text a & b"),
        ("<c t=\"inlineStr\"><is><t>città</t></is></c>", "text città"),
        ("<c t=\"inlineStr\"><v>30.75</v></c>", "text 30.75"),
        ("<c t=\"inlineStr\"><is><t>30</t></is><v>30</v></c>", "text 30"),
        ("<c t=\"inlineStr\"><is><t>30</t></is><v>31</v></c>", "unreadable 30 31"),
        ("<c t=\"b\"><v>1</v></c>", "bool VERO"),
        ("<c t=\"b\"><v>2</v></c>", "unreadable 2"),
        ("<c t=\"e\"><v>#SPILL!</v></c>", "error #SPILL!"),
        ("<c t=\"d\"><v>2021-06-30T00:00:00</v></c>", "date 2021-06-30"),
        ("<c t=\"z\"><v>1</v></c>", "unreadable 1"),
        ("<c s=\"1\"><v>44377</v></c>", "date 2021-06-30"),
        ("<c s=\"2\"><v>0.85</v></c>", "number 0.85"),
        ("<c s=\"99\"><v>44377</v></c>", "number 44377"),
        ("<x:c xmlns:x=\"y\" r=\"A1\"><x:v>5</x:v></x:c>", "number 5"),
        ("<c><v></v></c>", ""),
        ("<c/>", ""),
    ] {
        assert_eq!(cell(xml), expected, "{xml}");
    }
}

#[test]
fn a_formula_says_its_result_or_that_it_has_none() {
    for (xml, expected) in [
        ("<c><f>A2</f><v>7</v></c>", "number 7"),
        ("<c t=\"str\"><f>A2</f><v>sette</v></c>", "text sette"),
        ("<c t=\"str\"><f>A2</f><v></v></c>", ""),
        ("<c t=\"str\"><f>A2</f><v/></c>", ""),
        ("<c t=\"str\"><f>A2</f></c>", "uncomputed "),
        ("<c><f>A2</f><v></v></c>", "uncomputed "),
        ("<c><f>A2</f></c>", "uncomputed "),
        ("<c t=\"e\"><f>A2</f><v>#REF!</v></c>", "error #REF!"),
        ("<c><f t=\"shared\" ref=\"A1:A9\" si=\"4000000000\">1+1</f><v>2</v></c>", "number 2"),
    ] {
        assert_eq!(cell(xml), expected, "{xml}");
    }
}

#[test]
fn a_zero_in_a_cell_of_dates_is_no_date() {
    let zero = "<c r=\"A1\" s=\"1\"><v>0</v></c>";
    assert_eq!(cell(zero), "number 0");
    let many = format!(
        "{zero}<c r=\"B1\" s=\"1\"><v>-0.0</v></c><c r=\"C1\" s=\"1\"><v>44377</v></c><c r=\"D1\" s=\"1\"><v>0</v></c>"
    );
    assert_eq!(cell(&many), "number 0; B1 number -0; C1 date 2021-06-30; D1 number 0");
}

#[test]
fn a_percentage_is_told_by_its_cell() {
    let bytes = workbook("x", |sheet| {
        sheet.write_number_with_format(0, 0, 0.5, &Format::new().set_num_format("0.0%")).unwrap();
        sheet.write_number(0, 1, 0.5).unwrap();
    });
    assert_eq!(seen(&bytes)[0].cells.iter().map(|cell| cell.percent).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn parts_are_where_the_package_says() {
    let plain = ["A1 number 30.75"];
    assert_eq!(cells(&Parts::new().zipped()), plain);
    assert_eq!(cells(&Parts::new().renamed(|name| name.replace('/', "\\")).zipped()), plain, "backslashes");
    assert_eq!(cells(&Parts::new().renamed(str::to_uppercase).zipped()), plain, "capitals");
    for (book, sheet, target) in [
        ("foo/workbook.xml", "foo/worksheets/sheet1.xml", "worksheets/sheet1.xml"),
        ("workbook.xml", "worksheets/sheet1.xml", "worksheets/sheet1.xml"),
        ("xl/workbook.xml", "sheets/a.xml", "/sheets/a.xml"),
        ("xl/workbook.xml", "sheets/a.xml", "../sheets/./a.xml"),
        ("xl/workbook.xml", "xl/worksheets/sheet 1.xml", "worksheets\\sheet%201.xml"),
    ] {
        let mut parts = Parts::new().renamed(|name| match name {
            "xl/workbook.xml" => book.to_owned(),
            "xl/worksheets/sheet1.xml" => sheet.to_owned(),
            other => other.to_owned(),
        });
        let (folder, name) = book.rsplit_once('/').unwrap_or(("", book));
        let relations = format!("{folder}/_rels/{name}.rels");
        parts.relate("_rels/.rels", &[("a", "officeDocument", book)]);
        parts.relate(relations.trim_start_matches('/'), &[("r1", "worksheet", target)]);
        assert_eq!(cells(&parts.zipped()), plain, "{book} {target}");
    }
    let mut silent = Parts::new();
    silent.put("_rels/.rels", b"<Relationships/>");
    assert_eq!(cells(&silent.zipped()), plain, "a package that names no workbook");
}

#[test]
fn parts_that_nobody_reads_are_not_judged() {
    let mut parts = Parts::new();
    let wide: Vec<u8> = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-16\"?><DataMashup>x</DataMashup>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    parts.put("customXml/item1.xml", &wide);
    parts.put("xl/drawings/vmlDrawing1.vml", b"<!DOCTYPE x><br>");
    parts.put("docProps/app.xml", b"<");
    assert_eq!(cells(&parts.zipped()), ["A1 number 30.75"]);
    // Their size counts all the same.
    parts.put("customXml/item2.xml", &vec![b' '; 2 << 20]);
    let limits = Limits { inflated_bytes_max: 1 << 20, ..Limits::default() };
    assert_eq!(inspect("x.xlsx", &parts.zipped(), &limits).unwrap_err()[0].code, "read.too_large");
}

#[test]
fn unusual_xml_of_a_sound_sheet_is_read() {
    let text = "<c t=\"inlineStr\"><is><t>città</t></is></c>";
    let sheet =
        |head: &str, body: &str| format!("{head}<worksheet>{body}<sheetData><row>{text}</row></sheetData></worksheet>");
    let latin = sheet("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", "");
    let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide: Vec<u8> = sheet("\u{feff}", "").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut all = vec![latin, wide];
    for dimension in ["", "<dimension/>", "<dimension ref=\"\"/>", "<dimension ref=\"$A$1:$B$2\"/>"] {
        all.push(sheet("", dimension).into_bytes());
    }
    for sheet in all {
        let mut parts = Parts::new();
        parts.put("xl/worksheets/sheet1.xml", &sheet);
        assert_eq!(cells(&parts.zipped()), ["A1 text città"], "{}", String::from_utf8_lossy(&sheet));
    }
}

#[test]
fn what_is_no_sheet_of_cells_stands_beside_those_that_are() {
    let mut parts = Parts::new();
    parts.sheets(
        "<sheet name=\"Macro1\" sheetId=\"1\" r:id=\"m\"/><sheet name=\"Finestra\" sheetId=\"2\" r:id=\"d\"/>\
         <sheet name=\"Senza\" sheetId=\"3\"/><sheet name=\"Persa\" sheetId=\"4\" r:id=\"p\"/>\
         <sheet name=\"Oneri\" sheetId=\"5\" r:id=\"r1\"/>",
    );
    let relations = [
        ("m", "xlMacrosheet", "macrosheets/sheet1.xml"),
        ("d", "dialogsheet", "dialogsheets/sheet1.xml"),
        ("p", "worksheet", "worksheets/sheet9.xml"),
        ("r1", "worksheet", "worksheets/sheet1.xml"),
    ];
    parts.relate("xl/_rels/workbook.xml.rels", &relations);
    let counts: Vec<(String, usize)> =
        seen(&parts.zipped()).into_iter().map(|sheet| (sheet.name, sheet.cells.len())).collect();
    let expected = [("Macro1", 0), ("Finestra", 0), ("Senza", 0), ("Persa", 0), ("Oneri", 1)];
    assert_eq!(counts, expected.map(|(name, cells)| (name.to_owned(), cells)));
}

#[test]
fn of_two_sheets_of_one_name_each_is_itself() {
    let mut parts = Parts::new();
    parts.sheets(
        "<sheet name=\"Oneri\" state=\"hidden\" sheetId=\"1\" r:id=\"h\"/><sheet name=\"Oneri\" sheetId=\"2\" r:id=\"r1\"/>",
    );
    let relations = [("h", "worksheet", "worksheets/h.xml"), ("r1", "worksheet", "worksheets/sheet1.xml")];
    parts.relate("xl/_rels/workbook.xml.rels", &relations);
    parts.put("xl/worksheets/h.xml", SHEET.replace("30.75", "1").as_bytes());
    let told: Vec<(bool, String)> =
        seen(&parts.zipped()).into_iter().map(|sheet| (sheet.visible, sheet.cells[0].value.clone())).collect();
    assert_eq!(told, [(false, "1".to_owned()), (true, "30.75".to_owned())]);
}

#[test]
fn one_damaged_sheet_leaves_the_others() {
    let text = |line: &str| {
        format!(
            "id = \"x\"\ntitle = \"X\"\nkind = \"registrations\"\nfile = 'x'\n{line}\ncolumn = [\n\
             {{ id = \"conto\", header = [\"Conto\"], kind = \"code\", required = true }},\n\
             {{ id = \"importo\", header = [\"Importo\"], kind = \"money\", required = true, \
             amount = {{ scenario = \"consuntivo\" }} }}]"
        )
    };
    let sheet = |rows: &str| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let caption = |it: &str| format!("<c t=\"inlineStr\"><is><t>{it}</t></is></c>");
    let header = format!("<row>{}{}</row>", caption("Conto"), caption("Importo"));
    let table = format!("{header}<row><c><v>327000</v></c><c><v>30.75</v></c></row>");
    let mut parts = Parts::new();
    parts.sheets(
        "<sheet name=\"Oneri\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"Note\" sheetId=\"2\" r:id=\"r2\"/>\
         <sheet name=\"Persa\" sheetId=\"3\" r:id=\"r3\"/>",
    );
    let relations = ["1", "2", "3"].map(|it| (format!("r{it}"), format!("worksheets/sheet{it}.xml")));
    let relations = relations.each_ref().map(|(id, part)| (id.as_str(), "worksheet", part.as_str()));
    parts.relate("xl/_rels/workbook.xml.rels", &relations);
    parts.put("xl/worksheets/sheet1.xml", sheet(&table).as_bytes());
    parts.put("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row><c><v>1</v></c><c><v>2</w>");
    let bytes = parts.zipped();
    let read = "Data A2: 327000 | 30,75\n";
    let told = "Warning read.lost_sheets !: Questi fogli sono danneggiati e non sono stati letti, gli altri sì: `Persa`, `Note`\n";
    assert_eq!(check(&text(""), "x.xlsx", &bytes), format!("{read}{told}"));
    let (_, reading) = read_as("x.xlsx", &bytes, &layout(&text("")));
    let remedy = "Se vi sono dati che mancano, aprire il file con Excel, lasciare che lo ripari, salvarlo come .xlsx e rimetterlo nella cartella";
    assert_eq!(reading.problems[0].remedy, remedy);
    // Who reads a sheet by its name is not told of others; one that is lost is not said to be missing.
    assert_eq!(check(&text("sheet = \"Oneri\""), "x.xlsx", &bytes), read);
    for lost in ["Note", "Persa"] {
        let told = check(&text(&format!("sheet = \"{lost}\"")), "x.xlsx", &bytes);
        assert!(told.starts_with(&format!("Refusal read.damaged {lost}!")), "{told}");
    }
    let all = seen(&bytes);
    let told: Vec<_> = all.iter().map(|it| (it.name.as_str(), it.damaged, it.cells.len())).collect();
    assert_eq!(told, [("Oneri", false, 4), ("Note", true, 1), ("Persa", true, 0)]);
    // Where the table is in none of the others, the damage is what there is to say.
    parts.put("xl/worksheets/sheet1.xml", SHEET.as_bytes());
    let told = check(&text(""), "x.xlsx", &parts.zipped());
    assert!(told.starts_with("Refusal read.damaged Note!"), "{told}");
}
