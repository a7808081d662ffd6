//! Which sheet of a workbook holds the table of a layout, and what to say when none does, or two do.

use super::file::File;
use super::header::{Header, Top};
use super::layout::Layout;
use super::phrases;
use super::words::folded;
use crate::italian;
use crate::origin::cell_name;
use crate::problem::Problem;
use crate::sheets::{Book, Fault, Hidden, Place, Sheet, Usage};

/// The sheet with the table.
pub(super) struct Found {
    /// Its place in the workbook.
    pub number: u16,
    /// Its name.
    pub name: String,
    /// Its header.
    pub header: Header,
    /// What a person looking at it does not see.
    pub hidden: Hidden,
    /// What is worth saying of it.
    pub warnings: Vec<Problem>,
}

/// Why there is no table to read.
pub(super) enum NoTable {
    /// The file cannot be read.
    Fault(Fault),
    /// It can, and the table is not in it.
    Problems(Vec<Problem>),
}

impl From<Fault> for NoTable {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// How alike a caption must be to be suspected of being an optional column misspelt.
const SUSPECTED_MIN: f64 = 0.92;

/// Finds the table.
#[expect(clippy::too_many_lines, reason = "one search, each step of which needs what the one before found")]
pub(super) fn find(file: File<'_>, book: &mut Book<'_>, usage: &mut Usage) -> Result<Found, NoTable> {
    let sheets = book.sheets().to_vec();
    let candidates: Vec<usize> = match &file.layout.sheet {
        Some(name) => named(name, &sheets)?,
        None => (0..sheets.len())
            .filter(|i| is_visible_sheet(&sheets[*i]))
            .filter(|i| {
                let answers = |sheet: &Sheet, name: &regex::Regex| !sheet.named || name.is_match(&sheet.name);
                file.layout.sheet_pattern.as_ref().is_none_or(|it| answers(&sheets[*i], &it.0))
            })
            .collect(),
    };
    if let (Some(pattern), true) = (&file.layout.sheet_pattern, candidates.is_empty()) {
        let names = sheets.iter().map(|sheet| sheet.name.as_str());
        return Err(NoTable::Problems(vec![phrases::missing_sheet(pattern.0.as_str(), None, names)]));
    }
    let mut whole = Vec::new();
    let mut nearest: Option<(usize, Header)> = None;
    let mut all_empty = true;
    let mut damage = None;
    let mut lost = lost(file.layout, &sheets);
    for i in candidates.iter().copied() {
        let hidden = book.hidden(i);
        let rows_max = file.layout.header_rows_max;
        let top = match Top::of(book, i, rows_max, &hidden.merged, file.limits, usage) {
            Err(fault @ Fault::Damaged(_)) => {
                lost.push(&sheets[i].name);
                damage.get_or_insert(fault);
                continue;
            }
            top => top?,
        };
        all_empty &= top.is_empty();
        let Some(header) = top.header(file.layout, file.month) else { continue };
        if header.is_whole(file.layout) {
            whole.push((i, header, hidden));
        } else if nearest.as_ref().is_none_or(|(_, standing)| header.found() > standing.found()) {
            nearest = Some((i, header));
        }
    }
    if whole.len() > 1 {
        let names = whole.iter().map(|(i, ..)| sheets[*i].name.as_str());
        return Err(NoTable::Problems(vec![phrases::two_tables(names)]));
    }
    if let Some((i, header, hidden)) = whole.pop() {
        let mut found = accept(file, i, &sheets[i], header, hidden)?;
        let others = others(file, book, &candidates, &sheets);
        if !others.is_empty() {
            let fixed = file.layout.sheet.is_some();
            found.warnings.push(phrases::other_sheets(&found.name, others, fixed).in_sheet(&found.name));
        }
        if let Some(other) = continuation(file, book, &found, &sheets) {
            found.warnings.push(phrases::continuation(&found.name, other).in_sheet(&found.name));
        }
        if !lost.is_empty() {
            found.warnings.push(phrases::lost_sheets(lost));
        }
        return Ok(found);
    }
    // The table may be in what cannot be read.
    if let Some(fault) = damage {
        return Err(NoTable::Fault(fault));
    }
    if let Some(problem) = header_below(file, book, &candidates, &sheets, usage)? {
        return Err(NoTable::Problems(vec![problem]));
    }
    if let Some((i, header)) = nearest.filter(|(_, header)| header.is_recognisable(file.layout)) {
        let missing =
            file.layout.columns.iter().zip(&header.columns).filter(|(c, found)| c.required && found.is_none());
        let problems = missing.map(|(column, _)| {
            let nearest = header.nearest(&column.header, italian::PROPOSED_MIN);
            let first = header.columns.iter().flatten().min().copied().unwrap_or_default();
            let cell = cell_name(header.last_row, nearest.map_or(first, |caption| caption.column));
            let nearest = nearest.map(|caption| caption.shown.as_str());
            phrases::missing_column(column, (header.first_row, header.last_row), nearest)
                .in_sheet(&sheets[i].name)
                .in_cell(cell)
        });
        return Err(NoTable::Problems(problems.collect()));
    }
    if let Some(sheet) = lost.first() {
        return Err(NoTable::Fault(damaged(sheet)));
    }
    let hidden = hidden_with_table(file, book, &sheets, usage)?;
    if all_empty && hidden.is_none() {
        return Err(NoTable::Fault(Fault::Empty));
    }
    let columns = file.layout.columns.iter().filter(|column| column.required);
    Err(NoTable::Problems(vec![phrases::header_not_found(columns, file.layout.header_rows_max, hidden.as_deref())]))
}

/// Rows from the top within which a header is still looked for when it is not where the layout wants it.
const LOOKED_AT_ROWS_MAX: u32 = 500;

/// The problem that the whole header is there, below the rows within which the layout wants it: it is not read there, but
/// whoever set the limit wants to know.
fn header_below(
    file: File<'_>,
    book: &mut Book<'_>,
    candidates: &[usize],
    sheets: &[Sheet],
    usage: &mut Usage,
) -> Result<Option<Problem>, Fault> {
    let rows_max = file.layout.header_rows_max;
    if rows_max >= LOOKED_AT_ROWS_MAX {
        return Ok(None);
    }
    for i in candidates.iter().copied() {
        let merged = book.hidden(i).merged;
        let top = Top::of(book, i, LOOKED_AT_ROWS_MAX, &merged, file.limits, usage)?;
        let Some(header) = top.header(file.layout, file.month).filter(|header| header.is_whole(file.layout)) else {
            continue;
        };
        let columns = file.layout.columns.iter().filter(|column| column.required);
        let first = header.columns.iter().flatten().min().copied().unwrap_or_default();
        let problem = phrases::header_below(columns, rows_max, header.last_row);
        return Ok(Some(problem.in_sheet(&sheets[i].name).in_cell(cell_name(header.last_row, first))));
    }
    Ok(None)
}

fn accept(file: File<'_>, i: usize, sheet: &Sheet, header: Header, hidden: Hidden) -> Result<Found, NoTable> {
    if let Some((column, other)) = header.doubled.first() {
        let problem = phrases::doubled_column(&file.layout.columns[*column])
            .in_sheet(&sheet.name)
            .in_cell(cell_name(header.last_row, *other));
        return Err(NoTable::Problems(vec![problem]));
    }
    let mut warnings = Vec::new();
    if !sheet.visible {
        warnings.push(phrases::hidden_sheet().in_sheet(&sheet.name));
    }
    for (column, found) in file.layout.columns.iter().zip(&header.columns) {
        if found.is_none()
            && let Some(caption) = header.nearest(&column.header, SUSPECTED_MIN)
        {
            let cell = cell_name(header.last_row, caption.column);
            warnings.push(phrases::similar_column(column, &caption.shown).in_sheet(&sheet.name).in_cell(cell));
        }
    }
    let number = u16::try_from(i).map_err(|_| Fault::Damaged(Place::default()))?;
    Ok(Found { number, name: sheet.name.clone(), header, hidden, warnings })
}

fn is_visible_sheet(sheet: &Sheet) -> bool {
    sheet.has_cells && sheet.visible
}

/// The sheets that a layout could mean and a person sees, where the file does not say where their cells are.
fn lost<'s>(layout: &Layout, sheets: &'s [Sheet]) -> Vec<&'s str> {
    let is_meant = |sheet: &Sheet| match (&layout.sheet, &layout.sheet_pattern) {
        (Some(name), _) => folded(name) == folded(&sheet.name),
        (None, Some(pattern)) => pattern.0.is_match(&sheet.name),
        (None, None) => true,
    };
    let lost = sheets.iter().filter(|sheet| sheet.visible && sheet.unreadable && is_meant(sheet));
    lost.map(|sheet| sheet.name.as_str()).collect()
}

fn damaged(sheet: &str) -> Fault {
    Fault::Damaged(Place { sheet: sheet.to_owned(), cell: String::new() })
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
        return Err(damaged(name).into());
    }
    if found.is_empty() {
        let readable = sheets.iter().filter(|sheet| sheet.has_cells);
        let named = readable.map(|sheet| (folded(&sheet.name), sheet.name.as_str()));
        let nearest = italian::nearest(&wanted, italian::PROPOSED_MIN, named);
        let names = sheets.iter().map(|sheet| sheet.name.as_str());
        return Err(NoTable::Problems(vec![phrases::missing_sheet(name, nearest, names)]));
    }
    Ok(found)
}

/// Rows below a header within which it must have some, for its table to be one.
const BELOW_ROWS: u32 = 5;

/// Where a layout says which sheet is read, the others that are seen and hold the same table with rows: what they say is not
/// counted. One that cannot be read says nothing.
fn others<'s>(file: File<'_>, book: &mut Book<'_>, candidates: &[usize], sheets: &'s [Sheet]) -> Vec<&'s str> {
    if file.layout.sheet.is_none() && file.layout.sheet_pattern.is_none() {
        return Vec::new();
    }
    let rows_max = file.layout.header_rows_max.saturating_add(BELOW_ROWS);
    let mut holds_it = |i: &usize| {
        let top = Top::of(book, *i, rows_max, &[], file.limits, &mut Usage::default()).ok()?;
        let header = top.header(file.layout, file.month).filter(|header| header.is_whole(file.layout))?;
        top.goes_on_below(&header).then_some(())
    };
    let seen = (0..sheets.len()).filter(|i| is_visible_sheet(&sheets[*i]) && !candidates.contains(i));
    seen.filter(|i| holds_it(i).is_some()).map(|i| sheets[i].name.as_str()).collect()
}

/// A table without a name of its own, and without a header, that may be the rest of the one that was found: pages cut long lists
/// into several tables. One that the layout chooses by its name stands alone.
fn continuation<'s>(file: File<'_>, book: &mut Book<'_>, found: &Found, sheets: &'s [Sheet]) -> Option<&'s str> {
    let is_chosen = |sheet: &Sheet| {
        sheet.named || file.layout.sheet.as_ref().is_some_and(|name| folded(name) == folded(&sheet.name))
    };
    if sheets.get(usize::from(found.number)).is_none_or(is_chosen) {
        return None;
    }
    let mut goes_on = |i: &usize| {
        let top = Top::of(book, *i, file.layout.header_rows_max, &[], file.limits, &mut Usage::default());
        top.is_ok_and(|top| top.begins_with_row_of(&found.header, file.layout))
    };
    let others = (0..sheets.len()).filter(|i| *i != usize::from(found.number));
    let mut others = others.filter(|i| is_visible_sheet(&sheets[*i]) && !sheets[*i].named);
    others.find(|i| goes_on(i)).map(|i| sheets[i].name.as_str())
}

/// A hidden sheet that has the whole header: it is not read, but whoever hid it wants to know. One that cannot be read says
/// nothing.
fn hidden_with_table(
    file: File<'_>,
    book: &mut Book<'_>,
    sheets: &[Sheet],
    usage: &mut Usage,
) -> Result<Option<String>, Fault> {
    if file.layout.sheet.is_some() {
        return Ok(None);
    }
    for (i, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.has_cells && !sheet.visible) {
        let merged = book.hidden(i).merged;
        let top = match Top::of(book, i, file.layout.header_rows_max, &merged, file.limits, usage) {
            Err(Fault::Damaged(_)) => continue,
            top => top?,
        };
        if top.header(file.layout, file.month).is_some_and(|header| header.is_whole(file.layout)) {
            return Ok(Some(sheet.name.clone()));
        }
    }
    Ok(None)
}
