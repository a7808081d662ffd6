//! One sheet in every format: made at random, written as .xlsx, .xls, .ods, .csv and HTML by another program, and as HTML and
//! SpreadsheetML as Excel writes them, read value by value alike. What only a workbook can say, what is hidden, merged or
//! filtered, is alike in the workbooks.

use std::path::Path;
use std::process::Command;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use quadratura::{draft, sheets};
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::libreoffice;
use crate::reading::{limits, told};

/// Sheets of one run: each is written four times by another program.
const SHEETS: usize = 5;

/// A column of each kind. Amounts, measures and days have formats that show all of them, so that a text carries them too.
const LAYOUT: &str = r#"
id = "prova"
title = "Prova"
kind = "initiatives"
file = '^prova'
unreadable = "row"
check_ente = false
column = [
  { id = "codice", header = ["Codice"], kind = "code" },
  { id = "testo", header = ["Testo"], kind = "text" },
  { id = "importo", header = ["Importo"], kind = "money" },
  { id = "numero", header = ["Numero"], kind = "number" },
  { id = "quota", header = ["Quota"], kind = "percent" },
  { id = "giorno", header = ["Giorno"], kind = "date" },
]
"#;

const CAPTIONS: [&str; 6] = ["Codice", "Testo", "Importo", "Numero", "Quota", "Giorno"];
const FORMATS: [&str; 6] = ["General", "General", "#,##0.00", "0.0000", "0.00%", "dd/mm/yyyy"];

#[derive(Clone, Debug)]
enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Day(NaiveDate),
    Bool(bool),
    /// A formula, its result to be calculated by the other program.
    Formula(&'static str),
}

fn number(scale: u32, most: i64) -> impl Strategy<Value = Cell> {
    let unit = f64::from(10_u32.pow(scale));
    #[expect(clippy::cast_precision_loss, reason = "at most eleven digits")]
    (-most..most).prop_map(move |units| Cell::Number(units as f64 / unit))
}

/// What stands in a column: mostly what belongs there.
fn cell(column: usize) -> BoxedStrategy<Cell> {
    let text = "[a-zàèéìòù€][a-zA-Zàèéìòù€ ;,\"'|(.)\n]{0,24}".prop_map(Cell::Text);
    let day = (0_u64..25_000)
        .prop_map(|days| Cell::Day(NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Days::new(days)));
    let own = match column {
        0 => prop_oneof!["0{0,3}[1-9][0-9]{0,5}".prop_map(Cell::Text), (1..999_999_999_i64).prop_map(whole)].boxed(),
        1 => prop_oneof![5 => text.boxed(), 1 => any::<bool>().prop_map(Cell::Bool)].boxed(),
        2 => number(2, 99_999_999_999).boxed(),
        3 => number(4, 9_999_999).boxed(),
        4 => number(4, 19_999).boxed(),
        _ => day.boxed(),
    };
    let formula = prop::sample::select(vec!["=1/0", "=\"\"", "=IF(1>2,5,\"\")", "=NA()"]);
    prop_oneof![12 => own, 2 => Just(Cell::Blank), 1 => formula.prop_map(Cell::Formula)].boxed()
}

#[expect(clippy::cast_precision_loss, reason = "nine digits")]
fn whole(number: i64) -> Cell {
    Cell::Number(number as f64)
}

fn rows() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    prop::collection::vec((0..CAPTIONS.len()).map(cell).collect::<Vec<_>>(), 1..40)
}

/// What is not seen of a sheet: rows and columns hidden, or of no height and width, and a merge below the captions.
#[derive(Clone, Debug)]
struct Hidden {
    rows: Vec<u32>,
    columns: Vec<u16>,
    merge: Option<(u32, u16)>,
}

fn unseen() -> impl Strategy<Value = Hidden> {
    let merge = prop::option::of((50_u32..60, 0_u16..4));
    (prop::collection::vec(1_u32..12, 0..4), prop::collection::vec(0_u16..6, 0..3), merge)
        .prop_map(|(rows, columns, merge)| Hidden { rows, columns, merge })
}

fn written(path: &Path, name: &str, rows: &[Vec<Cell>], unseen: &Hidden) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).unwrap();
    let formats = FORMATS.map(|format| Format::new().set_num_format(format));
    for (column, caption) in (0..).zip(CAPTIONS) {
        sheet.write_string(0, column, caption).unwrap();
    }
    for (row, cells) in (1..).zip(rows) {
        for ((column, cell), format) in (0..).zip(cells).zip(&formats) {
            match cell {
                Cell::Blank => {}
                Cell::Text(text) => drop(sheet.write_string(row, column, text).unwrap()),
                Cell::Number(number) => drop(sheet.write_number_with_format(row, column, *number, format).unwrap()),
                Cell::Day(day) => drop(sheet.write_date_with_format(row, column, day, format).unwrap()),
                Cell::Bool(value) => drop(sheet.write_boolean(row, column, *value).unwrap()),
                Cell::Formula(formula) => drop(sheet.write_formula(row, column, Formula::new(*formula)).unwrap()),
            }
        }
    }
    for row in &unseen.rows {
        sheet.set_row_hidden(*row).unwrap();
    }
    for column in &unseen.columns {
        sheet.set_column_hidden(*column).unwrap();
    }
    if let Some((row, column)) = unseen.merge {
        sheet.merge_range(row, column, row + 1, column + 1, "", &Format::new()).unwrap();
    }
    workbook.save(path).unwrap();
}

/// What a formula of [`cell`] gives, when Excel has calculated it: an error, or an empty text.
fn result(formula: &str) -> &'static str {
    match formula {
        "=1/0" => "#DIV/0!",
        "=NA()" => "#N/A",
        _ => "",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The rows with that of the captions, each with the rows of nothing above a merge.
fn all(rows: &[Vec<Cell>], unseen: &Hidden) -> Vec<Vec<Cell>> {
    let captions = CAPTIONS.map(|caption| Cell::Text(caption.to_owned())).to_vec();
    let mut all: Vec<Vec<Cell>> = std::iter::once(captions).chain(rows.iter().cloned()).collect();
    let last = unseen.rows.iter().copied().chain(unseen.merge.map(|(row, _)| row + 1)).max().unwrap_or_default();
    all.resize(all.len().max(last as usize + 1), Vec::new());
    all
}

/// How much further the cell at a place reaches, where the merge begins.
fn reach(unseen: &Hidden, row: u32, column: u16) -> Option<()> {
    (unseen.merge == Some((row, column))).then_some(())
}

/// The same sheet as Excel 2003 writes it in XML.
fn spreadsheet_ml(name: &str, rows: &[Vec<Cell>], unseen: &Hidden) -> String {
    let styles: String = (0..)
        .zip(FORMATS)
        .map(|(i, format)| format!("<Style ss:ID=\"s{i}\"><NumberFormat ss:Format=\"{format}\"/></Style>"))
        .collect();
    let hidden = |is: bool| if is { "ss:Hidden=\"1\"" } else { "" };
    let columns: String =
        (0..6).map(|i| format!("<Column ss:Index=\"{}\" {}/>", i + 1, hidden(unseen.columns.contains(&i)))).collect();
    let cell = |column: u16, cell: &Cell, format: &str| {
        let (attributes, kind, value) = match cell {
            Cell::Blank => return String::new(),
            Cell::Text(text) => (String::new(), "String", escaped(text).replace('\n', "&#10;")),
            Cell::Number(number) => (String::new(), "Number", number.to_string()),
            Cell::Day(day) => (String::new(), "DateTime", format!("{day}T00:00:00.000")),
            Cell::Bool(truth) => (String::new(), "Boolean", u8::from(*truth).to_string()),
            Cell::Formula(formula) => {
                let kind = if result(formula).is_empty() { "String" } else { "Error" };
                (format!("ss:Formula=\"{}\"", escaped(formula)), kind, result(formula).to_owned())
            }
        };
        format!(
            "<Cell ss:Index=\"{}\" ss:StyleID=\"{format}\" {attributes}><Data ss:Type=\"{kind}\">{value}</Data></Cell>",
            column + 1
        )
    };
    let row = |number: u32, cells: &[Cell]| {
        let cells: String = (0..).zip(cells).map(|(i, it)| cell(i, it, &format!("s{i}"))).collect();
        let merge = (0..6).filter(|column| reach(unseen, number, *column).is_some());
        let merge: String = merge
            .map(|column| format!("<Cell ss:Index=\"{}\" ss:MergeAcross=\"1\" ss:MergeDown=\"1\"/>", column + 1))
            .collect();
        format!("<Row ss:Index=\"{}\" {}>{cells}{merge}</Row>", number + 1, hidden(unseen.rows.contains(&number)))
    };
    let rows: String = (0..).zip(&all(rows, unseen)).map(|(number, cells)| row(number, cells)).collect();
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Styles>{styles}</Styles><Worksheet ss:Name=\"{name}\"><Table>{columns}{rows}</Table></Worksheet></Workbook>"
    )
}

/// The same sheet as the Excel of those days writes it as a page.
fn page(name: &str, rows: &[Vec<Cell>], unseen: &Hidden) -> String {
    let styles: String =
        (0..).zip(FORMATS).map(|(i, format)| format!(".s{i} {{mso-number-format:\"{format}\"}}\n")).collect();
    let hidden = |is: bool| if is { "style='display:none'" } else { "" };
    let columns: String = (0..6).map(|i| format!("<col width=64 {}>", hidden(unseen.columns.contains(&i)))).collect();
    let cell = |cell: &Cell| match cell {
        Cell::Blank => ("", String::new(), String::new()),
        Cell::Text(text) => ("x:str", format!("=\"{}\"", escaped(text)), escaped(text)),
        Cell::Number(number) => ("x:num", format!("=\"{number}\""), "###".to_owned()),
        Cell::Day(day) => {
            let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            ("x:num", format!("=\"{}\"", day.signed_duration_since(zero).num_days()), day.to_string())
        }
        Cell::Bool(truth) => ("x:bool", format!("=\"{}\"", truth.to_string().to_uppercase()), truth.to_string()),
        Cell::Formula(formula) => match result(formula) {
            "" => ("x:str", format!(" x:fmla=\"{}\"", escaped(formula)), String::new()),
            error => ("x:err", format!("=\"{error}\" x:fmla=\"{}\"", escaped(formula)), error.to_owned()),
        },
    };
    let row = |number: u32, cells: &[Cell]| {
        let written = (0..6_u16).map(|column| {
            let covers = |(row, first): (u32, u16)| {
                (row..=row + 1).contains(&number)
                    && (first..=first + 1).contains(&column)
                    && (number, column) != (row, first)
            };
            if unseen.merge.is_some_and(covers) {
                return String::new();
            }
            let span = reach(unseen, number, column).map_or("", |()| "colspan=2 rowspan=2");
            let (attribute, value, shown) = cell(cells.get(usize::from(column)).unwrap_or(&Cell::Blank));
            format!("<td class=s{column} {span} {attribute}{value}>{shown}</td>\n")
        });
        format!("<tr {}>{}</tr>", hidden(unseen.rows.contains(&number)), written.collect::<String>())
    };
    let rows: String = (0..).zip(&all(rows, unseen)).map(|(number, cells)| row(number, cells)).collect();
    format!(
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta http-equiv=Content-Type content=\"text/html; charset=utf-8\">\
         <meta name=ProgId content=Excel.Sheet><style><!--table {{}} {styles}--></style><!--[if gte mso 9]><xml><x:ExcelWorkbook>\
         <x:ExcelWorksheets><x:ExcelWorksheet><x:Name>{name}</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml>\
         <![endif]--></head><body><table x:str>{columns}{rows}</table></body></html>"
    )
}

/// Writes workbooks anew in a format, by another program that speaks Italian.
fn converted(folder: &Path, format: &str, names: &[String]) {
    let out = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(folder.join("out"))
        .args(names.iter().map(|name| folder.join(format!("{name}.xlsx"))))
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_random_sheet_is_read_alike_in_every_format() {
    if !libreoffice::is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    libreoffice::profile(&folder.path().join("profile"));
    let mut runner = TestRunner::default();
    let sheets: Vec<(String, Vec<Vec<Cell>>, Hidden)> = (0..SHEETS)
        .map(|number| {
            let (rows, mut unseen) = (rows(), unseen()).new_tree(&mut runner).unwrap().current();
            // LibreOffice leaves out of a page what is hidden, and its rows and columns are then others.
            if number == 0 {
                unseen = Hidden { rows: Vec::new(), columns: Vec::new(), merge: None };
            }
            (format!("prova_{number}"), rows, unseen)
        })
        .collect();
    let names: Vec<String> = sheets.iter().map(|(name, ..)| name.clone()).collect();
    for (name, rows, unseen) in &sheets {
        written(&folder.path().join(format!("{name}.xlsx")), name, rows, unseen);
    }
    // Fields between semicolons, in UTF-8, values as the cells show them.
    for format in
        ["xlsx", "xls", "ods", "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false", "html:HTML (StarCalc)"]
    {
        converted(folder.path(), format, &names);
    }
    for (name, rows, unseen) in &sheets {
        let bytes = |end: &str| std::fs::read(folder.path().join(format!("out/{name}.{end}"))).unwrap();
        let read = |end: &str| told(LAYOUT, &format!("{name}.{end}"), &bytes(end), &limits());
        let values = |read: &str| {
            let of_sight = ["read.hidden_rows", "read.hidden_column", "read.merged_cells", "read.filtered"];
            read.lines()
                .filter(|line| !of_sight.iter().any(|code| line.starts_with(code)))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let xlsx = read("xlsx");
        let own = std::fs::read(folder.path().join(format!("{name}.xlsx"))).unwrap();
        let data = xlsx.lines().filter(|line| line.starts_with("Data")).count();
        assert!(data > 0 || rows.len() < 3, "rows are read\n{xlsx}{rows:?}");
        for end in ["xls", "ods"] {
            assert_alike(&read(end), &xlsx, end, rows);
        }
        assert_alike(&values(&read("csv")), &values(&xlsx), "csv", rows);
        if unseen.rows.is_empty() && unseen.columns.is_empty() && unseen.merge.is_none() {
            let page = read("html").replace("Tabella 1", name);
            assert_alike(&values(&page), &values(&xlsx), "html", rows);
        }
        let as_excel_writes = [("xls", spreadsheet_ml(name, rows, unseen)), ("htm", page(name, rows, unseen))];
        for (end, text) in &as_excel_writes {
            assert_alike(&told(LAYOUT, &format!("{name}.{end}"), text.as_bytes(), &limits()), &xlsx, end, rows);
        }
        for end in ["xlsx", "xls", "ods"] {
            assert_eq!(sight(name, end, &bytes(end)), sight(name, "xlsx", &own), "{end} {unseen:?}");
        }
        for (end, text) in &as_excel_writes {
            assert_eq!(sight(name, end, text.as_bytes()), sight(name, "xlsx", &own), "{end} {unseen:?}");
        }
    }
}

/// What is hidden and merged in the first sheet.
fn sight(name: &str, end: &str, bytes: &[u8]) -> String {
    let sheets = sheets::inspect(&format!("{name}.{end}"), bytes, &limits()).unwrap();
    let it = draft::survey(&sheets).remove(0);
    format!("{:?} {:?} {:?}", it.hidden_rows, it.hidden_columns, it.merged)
}

fn assert_alike(read: &str, xlsx: &str, end: &str, rows: &[Vec<Cell>]) {
    let differing = read.lines().zip(xlsx.lines()).find(|(one, other)| one != other);
    assert_eq!(read, xlsx, "{end} reads otherwise: {differing:?}\n{rows:?}");
}
