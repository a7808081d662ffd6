//! One sheet in every format: made at random, written as .xlsx, .xls, .ods and .csv by another program, read value by
//! value alike. What only a workbook can say, what is hidden, merged or filtered, is alike in the workbooks.

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
            let (rows, unseen) = (rows(), unseen()).new_tree(&mut runner).unwrap().current();
            (format!("prova_{number}"), rows, unseen)
        })
        .collect();
    let names: Vec<String> = sheets.iter().map(|(name, ..)| name.clone()).collect();
    for (name, rows, unseen) in &sheets {
        written(&folder.path().join(format!("{name}.xlsx")), name, rows, unseen);
    }
    // Fields between semicolons, in UTF-8, values as the cells show them.
    for format in ["xlsx", "xls", "ods", "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false"] {
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
        let sight = |end: &str, bytes: &[u8]| {
            let sheets = sheets::inspect(&format!("{name}.{end}"), bytes, &limits()).unwrap();
            let it = draft::survey(&sheets).remove(0);
            format!("{:?} {:?} {:?}", it.hidden_rows, it.hidden_columns, it.merged)
        };
        for end in ["xlsx", "xls", "ods"] {
            assert_eq!(sight(end, &bytes(end)), sight("xlsx", &own), "{end} {unseen:?}");
        }
    }
}

fn assert_alike(read: &str, xlsx: &str, end: &str, rows: &[Vec<Cell>]) {
    let differing = read.lines().zip(xlsx.lines()).find(|(one, other)| one != other);
    assert_eq!(read, xlsx, "{end} reads otherwise: {differing:?}\n{rows:?}");
}
