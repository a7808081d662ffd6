//! The six workbooks, recalculated by another program, agree with themselves in every formula cell.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx, open_workbook};

use crate::demo;

/// Makes LibreOffice compute every formula again on load, whatever the file says, and show values in Italian.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>it-IT</value></prop></item>
</oor:items>
"#;

/// How far two programs' floats may be apart: the fifteen digits that a spreadsheet keeps, less what a sum loses.
const RELATIVE: f64 = 1e-12;

fn workbooks() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for month in 1..=6 {
        let name = format!("reports/2021-{month:02}/monitoraggio-2021-{month:02}.xlsx");
        found.push(demo::made().join(name));
    }
    found
}

/// Sheet → cell → value, of the cells that hold a formula in `formulas`.
fn values(path: &Path, formulas: &BTreeMap<String, Vec<(u32, u32)>>) -> BTreeMap<String, Data> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let mut found = BTreeMap::new();
    for (sheet, cells) in formulas {
        let range = workbook.worksheet_range(sheet).unwrap();
        for (row, column) in cells {
            let value = range.get_value((*row, *column)).cloned().unwrap_or(Data::Empty);
            found.insert(format!("{sheet}!{row}:{column}"), value);
        }
    }
    found
}

fn formulas(path: &Path) -> BTreeMap<String, Vec<(u32, u32)>> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let mut found = BTreeMap::new();
    for sheet in workbook.sheet_names() {
        let range = workbook.worksheet_formula(&sheet).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        let cells: Vec<(u32, u32)> = range
            .used_cells()
            .filter(|(_, _, formula)| !formula.is_empty())
            .map(|(row, column, _)| (top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap()))
            .collect();
        found.insert(sheet, cells);
    }
    found
}

fn agree(ours: &Data, theirs: &Data) -> bool {
    let empty = |it: &Data| matches!(it, Data::Empty) || matches!(it, Data::String(text) if text.is_empty());
    let number = |it: &Data| match it {
        Data::Float(number) => Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "counts of a workbook")]
        Data::Int(number) => Some(*number as f64),
        _ => None,
    };
    match (number(ours), number(theirs)) {
        (Some(a), Some(b)) => (a - b).abs() <= RELATIVE * a.abs().max(b.abs()).max(1.0),
        _ => ours == theirs || (empty(ours) && empty(theirs)),
    }
}

#[test]
fn every_workbook_opens_with_its_sheets_and_cached_results() {
    for path in workbooks() {
        let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
        let names = workbook.sheet_names();
        for sheet in [
            "Sommario",
            "Cruscotto",
            "Conto economico",
            "Funzioni",
            "Risorse",
            "Indicatori",
            "Altri indici",
            "Albero",
            "Quadrature",
            "Differenze",
            "Abbinamenti",
            "Fonti",
            "Prospetto",
            "Schede",
            "Conti",
            "Dati",
        ] {
            assert!(names.iter().any(|name| name == sheet), "{sheet} is not in {names:?}");
            assert!(!workbook.worksheet_range(sheet).unwrap().is_empty());
        }
    }
}

/// Whether LibreOffice is on this machine; under CI it must be.
pub fn is_there() -> bool {
    let there = Command::new("soffice").arg("--version").output().is_ok();
    assert!(there || std::env::var_os("CI").is_none(), "LibreOffice must be there under CI");
    if !there {
        eprintln!("skipped: `soffice` is not on this machine");
    }
    there
}

/// Makes a profile in a folder: formulas are calculated whatever a file says, values are shown in Italian.
pub fn profile(folder: &Path) {
    std::fs::create_dir_all(folder.join("user")).unwrap();
    std::fs::write(folder.join("user/registrymodifications.xcu"), PROFILE).unwrap();
}

/// The workbooks as LibreOffice computes them anew: the folder, below the one given, in which they lie under their names.
pub fn recalculated(folder: &Path, workbooks: &[PathBuf]) -> PathBuf {
    let profile = folder.join("profile");
    self::profile(&profile);
    let out = folder.join("recalculated");
    let status = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&out)
        .args(workbooks)
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    out
}

#[test]
fn libreoffice_recalculates_every_formula_to_the_value_it_carries() {
    if !is_there() {
        return;
    }
    for (path, formulas) in formulas_that_agree(&workbooks()) {
        assert!(formulas > 300, "{formulas} formulas in {}", path.display());
    }
}

/// That LibreOffice computes what each formula of the workbooks carries; how many each has.
pub fn formulas_that_agree(workbooks: &[PathBuf]) -> Vec<(PathBuf, usize)> {
    let folder = tempfile::tempdir().unwrap();
    let recalculated = recalculated(folder.path(), workbooks);
    let agrees = |path: &PathBuf| {
        let formulas = formulas(path);
        let ours = values(path, &formulas);
        let theirs = values(&recalculated.join(path.file_name().unwrap()), &formulas);
        for (cell, value) in &ours {
            assert!(agree(value, &theirs[cell]), "{} {cell}: {value:?} against {:?}", path.display(), theirs[cell]);
        }
        (path.clone(), ours.len())
    };
    workbooks.iter().map(agrees).collect()
}

/// The sheets that one prints for a board, on how many pages they come: all but long lists and forms.
#[test]
fn june_prints_on_twelve_pages() {
    if !is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    self::profile(&profile);
    let june = workbooks().pop().unwrap();
    let pdf = folder.path().join("june.pdf");
    std::fs::copy(&june, folder.path().join("june.xlsx")).unwrap();
    let made = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .args([folder.path(), &folder.path().join("june.xlsx")])
        .output()
        .unwrap();
    assert!(made.status.success() && pdf.exists(), "{}", String::from_utf8_lossy(&made.stderr));
    let text = Command::new("pdftotext").args(["-layout"]).args([&pdf, Path::new("-")]).output();
    assert!(text.is_ok() || std::env::var_os("CI").is_none(), "pdftotext must be there under CI");
    let Ok(text) = text else { return };
    let text = String::from_utf8(text.stdout).unwrap();
    // The head of each page names its sheet.
    let sheets: Vec<&str> =
        text.split('\u{c}').filter_map(|page| page.split(" - giugno 2021").next()?.split("  ").last()).collect();
    let sheets: Vec<&str> = sheets.into_iter().map(str::trim).take_while(|sheet| *sheet != "Schede").collect();
    // The prospetto is a paper of its own: it is printed alone, and signed.
    let (own, sheets): (Vec<&str>, Vec<&str>) = sheets.into_iter().partition(|sheet| *sheet == "Prospetto");
    assert_eq!(own.len(), 1, "on exactly one page");
    assert!((10..=12).contains(&sheets.len()), "{sheets:?}");
    assert_eq!((sheets[0], sheets[1]), ("Sommario", "Cruscotto"));
}
