//! Answers in workbooks as Excel writes them and as Google Sheets exports them: packages of our own XML around the cells that an
//! issue printed, without anything of the writer that printed them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use calamine::{Data, Reader as _, Xlsx};

use crate::answers::{difference, rows, rows_of, workbook};
use crate::answers_beside::said_of_last;
use crate::office::Office;

const MONTH: &str = "2021-04";
const AT_RISK: &str = "2021_02_01_02-I1";
/// 30 September 2021 as spreadsheets count days.
const DAY: f64 = 44_469.0;

/// The cells of a sheet by row and column, from 1 and 0.
type Cells = BTreeMap<(usize, usize), Data>;

/// The sheets on which people answer, and the one by which a workbook is known, as an issue printed them.
fn printed(bytes: &[u8]) -> BTreeMap<String, Cells> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = ["Indicatori", "Differenze", "Anomalie", "Fonti"];
    let one = |name: &str| {
        let range = book.worksheet_range(name).unwrap();
        let cells = range.used_cells().map(|(row, column, value)| ((row + 1, column), value.clone()));
        (name.to_owned(), cells.collect())
    };
    names.map(one).into()
}

/// Which program writes.
#[derive(Clone, Copy, PartialEq)]
enum Program {
    /// Texts are shared and some of them rich, cells have styles, a sheet says how far it reaches, and is protected.
    Excel,
    /// No protection, no properties, days without their style, ticks beside the table, and rows without cells below it.
    Google,
}

fn name(row: usize, column: usize) -> String {
    let letter = |it: usize| char::from(b'A' + u8::try_from(it).unwrap());
    let letters = if column < 26 {
        letter(column).to_string()
    } else {
        format!("{}{}", letter(column / 26 - 1), letter(column % 26))
    };
    format!("{letters}{row}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The texts of a package, each once, in their order.
#[derive(Default)]
struct Texts(Vec<String>);

impl Texts {
    fn place(&mut self, text: &str) -> usize {
        if let Some(at) = self.0.iter().position(|it| it == text) {
            return at;
        }
        self.0.push(text.to_owned());
        self.0.len() - 1
    }

    /// The part that holds them; in Excel's a text of two words is written in two runs, the first one bold.
    fn part(&self, program: Program) -> String {
        let one = |text: &String| match text.split_once(' ').filter(|_| program == Program::Excel) {
            Some((first, rest)) => format!(
                "<si><r><rPr><b/><sz val=\"10\"/></rPr><t xml:space=\"preserve\">{} </t></r><r><t xml:space=\"preserve\">{}</t></r></si>",
                escaped(first),
                escaped(rest)
            ),
            None => format!("<si><t xml:space=\"preserve\">{}</t></si>", escaped(text)),
        };
        let all: String = self.0.iter().map(one).collect();
        format!("{HEAD}<sst xmlns=\"{MAIN}\" count=\"{0}\" uniqueCount=\"{0}\">{all}</sst>", self.0.len())
    }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn sheet(cells: &Cells, program: Program, texts: &mut Texts) -> String {
    let mut by_row: BTreeMap<usize, String> = BTreeMap::new();
    for ((row, column), value) in cells {
        let at = name(*row, *column);
        let xml = match value {
            Data::String(text) if text.is_empty() => continue,
            Data::String(text) => format!("<c r=\"{at}\" t=\"s\"><v>{}</v></c>", texts.place(text)),
            Data::Float(number) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
            Data::Int(number) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
            Data::DateTime(day) => format!("<c r=\"{at}\" s=\"1\"><v>{}</v></c>", day.as_f64()),
            Data::Bool(is) => format!("<c r=\"{at}\" t=\"b\"><v>{}</v></c>", u8::from(*is)),
            _ => continue,
        };
        by_row.entry(*row).or_default().push_str(&xml);
    }
    let last = *by_row.last_key_value().unwrap().0;
    let width = cells.keys().map(|(_, column)| *column).max().unwrap();
    let mut out = format!("{HEAD}<worksheet xmlns=\"{MAIN}\">");
    if program == Program::Excel {
        write!(out, "<dimension ref=\"A1:{}\"/>", name(last, width)).unwrap();
    }
    out.push_str("<sheetData>");
    for (row, cells) in by_row {
        write!(out, "<row r=\"{row}\">{cells}</row>").unwrap();
    }
    if program == Program::Google {
        (last + 1..last + 200).for_each(|row| write!(out, "<row r=\"{row}\"/>").unwrap());
    }
    out.push_str("</sheetData>");
    if program == Program::Excel {
        out.push_str("<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\"/>");
    }
    out + "</worksheet>"
}

fn package(sheets: &BTreeMap<String, Cells>, program: Program) -> Vec<u8> {
    let mut texts = Texts::default();
    let mut parts: Vec<(String, String)> = Vec::new();
    let (mut listed, mut related, mut typed) = (String::new(), String::new(), String::new());
    for (number, (name, cells)) in (1..).zip(sheets) {
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet(cells, program, &mut texts)));
        write!(listed, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>").unwrap();
        write!(
            related,
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        )
        .unwrap();
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
        write!(typed, "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{kind}\"/>").unwrap();
    }
    write!(related, "<Relationship Id=\"rId90\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/>")
        .unwrap();
    write!(related, "<Relationship Id=\"rId91\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>").unwrap();
    let book = format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{listed}</sheets></workbook>");
    let of_day = if program == Program::Excel { "numFmtId=\"14\"" } else { "numFmtId=\"0\"" };
    let styles = format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\"><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders \
         count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs><cellXfs count=\"2\"><xf \
         numFmtId=\"0\"/><xf {of_day} applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
    );
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let types = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/><Override \
         PartName=\"/xl/sharedStrings.xml\" ContentType=\"{kind}.sharedStrings+xml\"/><Override PartName=\"/xl/styles.xml\" \
         ContentType=\"{kind}.styles+xml\"/>{typed}</Types>"
    );
    parts.push(("xl/sharedStrings.xml".to_owned(), texts.part(program)));
    parts.push(("xl/styles.xml".to_owned(), styles));
    parts.push(("xl/workbook.xml".to_owned(), book));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("{HEAD}<Relationships xmlns=\"{RELATIONS}\">{related}</Relationships>"),
    ));
    let whole = format!("<Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    parts.push((
        "_rels/.rels".to_owned(),
        format!("{HEAD}<Relationships xmlns=\"{RELATIONS}\">{whole}</Relationships>"),
    ));
    parts.push(("[Content_Types].xml".to_owned(), types));
    if program == Program::Excel {
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
        parts.push(("docProps/app.xml".to_owned(), format!("{HEAD}<Properties xmlns=\"{kind}\"/>")));
    }
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn come_back(program: Program) {
    let office = Office::new();
    office.release_samples(MONTH);
    let first = workbook(&office, "monitoraggio-2021-04.xlsx");
    let mut sheets = printed(&first);
    let open = rows(&first).into_iter().find(|(_, (_, it))| it["Stato"] == "aperta").unwrap();
    let (id, row) = (open.0, open.1.0);
    let indicator = rows_of(&first, "Indicatori", "Codice")[AT_RISK].0;
    let (problem, (problem_row, _)) =
        rows_of(&first, "Anomalie", "Identificativo").into_iter().find(|(id, _)| id.len() == 32).unwrap();
    let text = |text: &str| Data::String(text.to_owned());
    // A day is written as a number: in Excel's workbook under the style of days, which the other one has lost.
    let day = match program {
        Program::Excel => {
            Data::DateTime(calamine::ExcelDateTime::new(DAY, calamine::ExcelDateTimeType::DateTime, false))
        }
        Program::Google => Data::Float(DAY),
    };
    let mut put = |sheet: &str, row: usize, cells: &[(usize, Data)]| {
        let of = sheets.get_mut(sheet).unwrap();
        cells.iter().for_each(|(column, value)| drop(of.insert((row, *column), value.clone())));
    };
    put("Differenze", row, &[(12, text("Accettata")), (13, text("ritenuta versata & <marzo>")), (16, day.clone())]);
    put("Indicatori", indicator, &[(12, text("due addetti assenti")), (15, day.clone())]);
    put("Anomalie", problem_row, &[(7, text("in attesa di documento")), (8, text("manca l'estratto")), (10, day)]);
    if program == Program::Google {
        put("Differenze", row, &[(30, Data::Bool(true))]);
    }
    office.drop_file("risposte.xlsx", &package(&sheets, program));
    let (_, run) = office.run(MONTH);
    assert_eq!(said_of_last(&office), Vec::<String>::new(), "nothing locked seems changed");
    let it = difference(&run, &id);
    assert_eq!((&it["state"], &it["answer"]["why"]), (&"accepted".into(), &"ritenuta versata & <marzo>".into()));
    assert_eq!(it["answer"]["until"], "2021-09-30");
    let it = &run["answered_indicators"][0]["answer"];
    assert_eq!((&it["why"], &it["until"]), (&"due addetti assenti".into(), &"2021-09-30".into()));
    let all = run["anomalies"].as_array().unwrap();
    let it = all.iter().find(|it| it["id"] == problem.as_str()).unwrap();
    assert_eq!(it["answer"]["outcome"], "awaiting_document");
    assert_eq!(it["answer"]["until"], "2021-09-30");
}

#[test]
fn answers_come_back_as_excel_writes_them() {
    come_back(Program::Excel);
}

#[test]
fn answers_come_back_as_google_sheets_exports_them() {
    come_back(Program::Google);
}
