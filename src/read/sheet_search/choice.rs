//! Which sheets of a file its layout may mean, by their names alone. Refuses to look into them.

use regex::Regex;

use super::super::file::File;
use super::super::layout::MONTH;
use super::super::no_table::NoTable;
use super::super::words::folded;
use super::super::{phrases, typed_date};
use crate::italian;
use crate::sheets::Sheet;

/// Whether a person who opens the file sees the sheet, and cells in it.
pub(super) fn is_seen(sheet: &Sheet) -> bool {
    sheet.has_cells && sheet.visible
}

/// The places of the sheets that may be meant.
pub(super) fn candidates(file: File<'_>, sheets: &[Sheet]) -> Result<Vec<usize>, NoTable> {
    if let Some(name) = &file.layout.sheet {
        return named(name, sheets);
    }
    let by_month = file.layout.has_sheets_of_months();
    if by_month && file.month.is_none() && sheets.iter().any(|sheet| sheet.named) {
        return Err(NoTable::problem(phrases::no_month_for_sheet()));
    }
    let answers = |sheet: &Sheet| is_seen(sheet) && (!sheet.named || is_meant(file, &sheet.name));
    let found: Vec<usize> = (0..sheets.len()).filter(|i| answers(&sheets[*i])).collect();
    let Some(pattern) = file.layout.sheet_pattern.as_ref().filter(|_| found.is_empty()) else { return Ok(found) };
    if (by_month || file.layout.takes_every_sheet())
        && let Some(sheet) = lost(file, sheets).first()
    {
        return Err(NoTable::damaged(sheet));
    }
    let names = sheets.iter().map(|sheet| sheet.name.as_str());
    Err(NoTable::problem(match file.month.filter(|_| by_month) {
        Some(month) => {
            let hidden = sheets.iter().find(|it| it.has_cells && !it.visible && is_meant(file, &it.name));
            phrases::missing_month_sheet(month, hidden.map(|it| it.name.as_str()), names)
        }
        None => phrases::missing_sheet(pattern.0.as_str(), None, names),
    }))
}

/// Whether the layout means a sheet of this name, hidden or not.
pub(super) fn is_meant(file: File<'_>, name: &str) -> bool {
    match (&file.layout.sheet, &file.layout.sheet_pattern) {
        (Some(wanted), _) => folded(wanted) == folded(name),
        (None, Some(pattern)) if file.layout.has_sheets_of_months() => {
            is_of_month(file, &pattern.0, name) == Some(true)
        }
        (None, Some(pattern)) => pattern.0.is_match(name),
        (None, None) => true,
    }
}

/// Whether a sheet is one of the same table for another month, which is left where it is.
pub(super) fn is_of_other_month(file: File<'_>, name: &str) -> bool {
    let pattern = file.layout.sheet_pattern.as_ref().filter(|_| file.layout.has_sheets_of_months());
    pattern.is_some_and(|pattern| is_of_month(file, &pattern.0, name) == Some(false))
}

/// Whether the month in a sheet's name is the file's; `None` where there is none.
fn is_of_month(file: File<'_>, pattern: &Regex, name: &str) -> Option<bool> {
    let month = file.month?;
    let said = pattern.captures(name)?.name(MONTH)?;
    Some(typed_date::month_of_year(said.as_str(), month.exercise())? == month)
}

/// The sheets that may be meant and a person sees, where the file does not say where their cells are.
pub(super) fn lost<'s>(file: File<'_>, sheets: &'s [Sheet]) -> Vec<&'s str> {
    let lost = sheets.iter().filter(|sheet| sheet.visible && sheet.unreadable && is_meant(file, &sheet.name));
    lost.map(|sheet| sheet.name.as_str()).collect()
}

/// The sheets of a name; of several, those that are seen. Where none has it, those that have no name of their own.
fn named(name: &str, sheets: &[Sheet]) -> Result<Vec<usize>, NoTable> {
    let wanted = folded(name);
    let all = |is: &dyn Fn(&Sheet) -> bool| -> Vec<usize> {
        let readable = (0..sheets.len()).filter(|i| sheets[*i].has_cells && is(&sheets[*i]));
        let (seen, hidden): (Vec<usize>, Vec<usize>) = readable.partition(|i| sheets[*i].visible);
        if seen.is_empty() { hidden } else { seen }
    };
    let exact = all(&|sheet| sheet.name == name);
    let alike = if exact.is_empty() { all(&|sheet| folded(&sheet.name) == wanted) } else { exact };
    let found = if alike.is_empty() { all(&|sheet| !sheet.named) } else { alike };
    if found.is_empty() && sheets.iter().any(|sheet| sheet.unreadable && folded(&sheet.name) == wanted) {
        return Err(NoTable::damaged(name));
    }
    if found.is_empty() {
        let readable = sheets.iter().filter(|sheet| sheet.has_cells);
        let named = readable.map(|sheet| (folded(&sheet.name), sheet.name.as_str()));
        let nearest = italian::nearest(&wanted, italian::PROPOSED_MIN, named);
        let names = sheets.iter().map(|sheet| sheet.name.as_str());
        return Err(NoTable::problem(phrases::missing_sheet(name, nearest, names)));
    }
    Ok(found)
}
