//! Which sheets of a workbook hold the table of a layout, and what to say when none does, or two do where one is meant.

mod beside;
mod choice;

use super::file::File;
use super::header::{Header, Top};
use super::layout::Column;
use super::no_table::NoTable;
use super::phrases;
use crate::italian;
use crate::origin::cell_name;
use crate::problem::Problem;
use crate::sheets::{Book, Fault, Hidden, Place, Sheet, Usage};

/// A sheet with the table, or a part of it.
pub(super) struct Found {
    /// Its place in the workbook.
    pub number: u16,
    /// Its name.
    pub name: String,
    /// Whether the file gives it that name.
    pub named: bool,
    /// Its header.
    pub header: Header,
    /// What a person looking at it does not see.
    pub hidden: Hidden,
    /// What is worth saying of it.
    pub warnings: Vec<Problem>,
}

/// How alike a caption must be to be suspected of being an optional column misspelt.
const SUSPECTED_MIN: f64 = 0.92;

/// A sheet that has the whole header.
struct Whole {
    at: usize,
    header: Header,
    hidden: Hidden,
}

/// A sheet that has cells, and not the whole header.
struct Partial {
    at: usize,
    /// What comes nearest to the header; none where nothing does.
    header: Option<Header>,
    /// Whether a row stands below it.
    has_rows: bool,
}

/// What the first lines of the sheets that may be meant are.
#[derive(Default)]
struct Looked {
    whole: Vec<Whole>,
    partial: Vec<Partial>,
    /// The sheets that cannot be read, and the first fault.
    damaged: Vec<usize>,
    fault: Option<Fault>,
}

/// Finds the table: one sheet, or where the layout takes every sheet as many as have it, in the workbook's order.
pub(super) fn find(file: File<'_>, book: &mut Book<'_>, usage: &mut Usage) -> Result<Vec<Found>, NoTable> {
    let sheets = book.sheets().to_vec();
    let candidates = choice::candidates(file, &sheets)?;
    let looked = look(file, book, &candidates, usage)?;
    let mut lost = choice::lost(file, &sheets);
    lost.extend(looked.damaged.iter().map(|i| sheets[*i].name.as_str()));
    if file.layout.takes_every_sheet() {
        if let Some(fault) = looked.fault {
            return Err(fault.into());
        }
        if let Some(sheet) = lost.first() {
            return Err(NoTable::damaged(sheet));
        }
    } else if looked.whole.len() > 1 {
        let names = looked.whole.iter().map(|it| sheets[it.at].name.as_str());
        return Err(NoTable::problem(phrases::two_tables(names)));
    }
    if looked.whole.is_empty() {
        return Err(why_none(file, book, &sheets, looked, usage)?);
    }
    let mut left_out = Vec::new();
    if file.layout.takes_every_sheet() {
        left_out = incomplete(file, book, &sheets, &looked.partial, usage)?;
        if left_out.iter().any(Problem::refuses) {
            return Err(NoTable::Problems(left_out));
        }
    }
    let mut found = Vec::with_capacity(looked.whole.len());
    for it in looked.whole {
        let sheet = &sheets[it.at];
        found.push(accept(file, sheet, it)?);
    }
    left_out.extend(beside(file, book, &candidates, &sheets, &found));
    if let Some(last) = found.last_mut() {
        last.warnings.extend(left_out);
        if !lost.is_empty() {
            last.warnings.push(phrases::lost_sheets(lost));
        }
    }
    Ok(found)
}

/// Looks at the first lines of these sheets.
fn look(file: File<'_>, book: &mut Book<'_>, candidates: &[usize], usage: &mut Usage) -> Result<Looked, Fault> {
    let mut looked = Looked::default();
    for at in candidates.iter().copied() {
        let hidden = book.hidden(at);
        let top = match Top::of(book, at, file.layout.header_rows_max, &hidden.merged, file.limits, usage) {
            Err(fault @ Fault::Damaged(_)) => {
                looked.damaged.push(at);
                looked.fault.get_or_insert(fault);
                continue;
            }
            top => top?,
        };
        match top.header(file.layout, file.month) {
            Some(header) if header.is_whole(file.layout) => looked.whole.push(Whole { at, header, hidden }),
            None if top.is_empty() => {}
            header => {
                let has_rows = header.as_ref().is_some_and(|header| top.goes_on_below(header));
                looked.partial.push(Partial { at, header, has_rows });
            }
        }
    }
    Ok(looked)
}

/// Why no sheet has the table.
fn why_none(
    file: File<'_>,
    book: &mut Book<'_>,
    sheets: &[Sheet],
    looked: Looked,
    usage: &mut Usage,
) -> Result<NoTable, Fault> {
    // The table may be in what cannot be read.
    if let Some(fault) = looked.fault {
        return Ok(fault.into());
    }
    let filled: Vec<usize> = looked.partial.iter().map(|it| it.at).collect();
    if let Some(problem) = beside::header_below(file, book, &filled, sheets, usage)? {
        return Ok(NoTable::problem(problem));
    }
    let mut nearest: Option<(usize, &Header)> = None;
    for (at, header) in looked.partial.iter().filter_map(|it| Some((it.at, it.header.as_ref()?))) {
        if nearest.is_none_or(|(_, standing)| header.found() > standing.found()) {
            nearest = Some((at, header));
        }
    }
    if let Some((at, header)) = nearest.filter(|(_, header)| header.is_recognisable(file.layout)) {
        return Ok(NoTable::Problems(missing_columns(file, header, &sheets[at].name)));
    }
    if let Some(sheet) = choice::lost(file, sheets).first() {
        return Ok(NoTable::damaged(sheet));
    }
    let hidden = beside::hidden_with_table(file, book, sheets, usage)?;
    if looked.partial.is_empty() && hidden.is_none() {
        return Ok(Fault::Empty.into());
    }
    Ok(NoTable::problem(phrases::header_not_found(wanted(file), file.layout.header_rows_max, hidden.as_deref())))
}

/// The columns that a header must have.
fn wanted(file: File<'_>) -> impl Iterator<Item = &Column> {
    file.layout.columns.iter().filter(|column| column.required && column.is_headed())
}

fn missing_columns(file: File<'_>, header: &Header, sheet: &str) -> Vec<Problem> {
    let problem = |column: &Column| {
        let nearest = header.nearest(&column.header, italian::PROPOSED_MIN);
        let first = header.columns.iter().flatten().min().copied().unwrap_or_default();
        let cell = cell_name(header.last_row, nearest.map_or(first, |caption| caption.column));
        let nearest = nearest.map(|caption| caption.shown.as_str());
        phrases::missing_column(column, (header.first_row, header.last_row), nearest).in_sheet(sheet).in_cell(cell)
    };
    header.missing(file.layout).map(problem).collect()
}

/// Where every sheet is read, what is wrong with those that have not the whole header. One that the layout means by its name
/// is a part of the table that cannot be read; any other one may be, where little is missing.
fn incomplete(
    file: File<'_>,
    book: &mut Book<'_>,
    sheets: &[Sheet],
    partial: &[Partial],
    usage: &mut Usage,
) -> Result<Vec<Problem>, Fault> {
    let mut problems = Vec::new();
    for it in partial {
        let sheet = &sheets[it.at];
        let header = it.header.as_ref();
        if file.layout.sheet_pattern.is_some() && sheet.named {
            if let Some(problem) = beside::header_below(file, book, &[it.at], sheets, usage)? {
                problems.push(problem);
            } else if let Some(header) = header.filter(|header| header.is_recognisable(file.layout)) {
                problems.extend(missing_columns(file, header, &sheet.name));
            } else {
                let rows_max = file.layout.header_rows_max;
                problems.push(phrases::header_not_found(wanted(file), rows_max, None).in_sheet(&sheet.name));
            }
        } else if let Some(header) = header.filter(|header| it.has_rows && header.is_nearly_whole(file.layout))
            && let Some(column) = header.missing(file.layout).next()
        {
            let nearest = header.nearest(&column.header, italian::PROPOSED_MIN);
            let nearest = nearest.map(|caption| caption.shown.as_str());
            problems.push(phrases::nearly_a_table(column, nearest).in_sheet(&sheet.name));
        }
    }
    Ok(problems)
}

/// What stands beside the table and is not read.
fn beside(
    file: File<'_>,
    book: &mut Book<'_>,
    candidates: &[usize],
    sheets: &[Sheet],
    found: &[Found],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(first) = found.first() else { return problems };
    let others = beside::others(file, book, candidates, sheets);
    if !others.is_empty() {
        problems.push(if file.layout.takes_every_sheet() {
            phrases::sheets_of_other_names(others)
        } else {
            phrases::other_sheets(&first.name, others, file.layout.sheet.is_some()).in_sheet(&first.name)
        });
    }
    let read: Vec<usize> = found.iter().map(|it| usize::from(it.number)).collect();
    if let Some((it, other)) =
        found.iter().find_map(|it| Some((it, beside::continuation(file, book, &it.header, &read, sheets)?)))
    {
        problems.push(phrases::continuation(&it.name, other).in_sheet(&it.name));
    }
    if file.layout.takes_every_sheet() {
        let hidden = beside::hidden_ones(file, book, sheets);
        problems.extend(hidden.into_iter().map(|name| phrases::hidden_table().in_sheet(name)));
    }
    problems
}

fn accept(file: File<'_>, sheet: &Sheet, it: Whole) -> Result<Found, NoTable> {
    let Whole { at, header, hidden } = it;
    if let Some((column, other)) = header.doubled.first() {
        let problem = phrases::doubled_column(&file.layout.columns[*column])
            .in_sheet(&sheet.name)
            .in_cell(cell_name(header.last_row, *other));
        return Err(NoTable::problem(problem));
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
            // One caption is told once, whatever columns it is like.
            if warnings.iter().all(|it: &Problem| it.cell.as_ref() != Some(&cell)) {
                warnings.push(phrases::similar_column(column, &caption.shown).in_sheet(&sheet.name).in_cell(cell));
            }
        }
    }
    let number = u16::try_from(at).map_err(|_| Fault::Damaged(Place::default()))?;
    let (name, named) = (sheet.name.clone(), sheet.named);
    Ok(Found { number, name, named, header, hidden, warnings })
}
