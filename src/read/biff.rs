//! What the parser does not tell of an `.xls`: which numbers show a percentage, which formulas have no result yet, which
//! rows and columns are hidden, what is filtered and merged. What a cell holds is the parser's business. What it cannot
//! follow it answers with `None`.

use std::collections::{BTreeMap, BTreeSet};

use super::number_format::NumberFormat;
use super::ole::records;
use super::unseen::{self, MERGES_MAX, Merge, Unseen};
use crate::intake::ole::{Container, u16_at, u32_at};

/// The number of the sheet and the cell's row and column, all from 0.
pub(super) type Cell = (usize, u32, u32);

/// What is told of a workbook.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The cells with a percent format.
    pub percents: BTreeSet<Cell>,
    /// The formulas that hold a zero for want of a result.
    pub uncomputed: BTreeSet<Cell>,
    /// What a person does not see, by the number of the sheet.
    pub unseen: Vec<Unseen>,
}

/// Looks at a workbook; `None` when its structure could not be followed.
pub(super) fn told(bytes: &[u8]) -> Option<Told> {
    let stream = Container::open(bytes)?.stream(&["Workbook", "Book"], usize::MAX)?;
    let globals = globals(&stream)?;
    let mut told = Told::default();
    for (number, start) in globals.sheets.iter().enumerate() {
        let mut unseen = Unseen::default();
        let (mut filters, mut waits) = (false, false);
        for (kind, data) in records(stream.get(*start..)?) {
            match kind {
                EOF => break,
                UNCALCED => waits = true,
                // FILTERMODE, and AUTOFILTER, which stands for a column that selects.
                0x009b | 0x009e => filters = true,
                ROW | COLINFO | MERGEDCELLS => out_of_sight(kind, data, &mut unseen),
                _ => {
                    cells_of(kind, data, |row, column, format| {
                        if globals.percent.get(format) == Some(&true) {
                            told.percents.insert((number, row, column));
                        }
                    });
                    if let Some((row, column, is_zero)) = formula(kind, data).filter(|_| waits) {
                        unseen.waiting.get_or_insert((row.into(), column));
                        if is_zero {
                            told.uncomputed.insert((number, row.into(), column.into()));
                        }
                    }
                }
            }
        }
        unseen.filter = globals.filters.get(&number).filter(|_| filters).cloned();
        unseen.rows.sort_unstable();
        told.unseen.push(unseen);
    }
    Some(told)
}

const EOF: u16 = 0x000a;
/// Formulas of the sheet waited to be calculated when it was saved; it stands before the cells.
const UNCALCED: u16 = 0x005e;
const ROW: u16 = 0x0208;
const COLINFO: u16 = 0x007d;
const MERGEDCELLS: u16 = 0x00e5;

/// Takes in a record of a sheet that hides or merges.
fn out_of_sight(kind: u16, data: &[u8], unseen: &mut Unseen) {
    let at = |place| u16_at(data, place);
    match (kind, at(0), at(2)) {
        (ROW, Some(row), _) if at(12).is_some_and(|flags| flags & 0x20 != 0) => {
            unseen::extend(&mut unseen.rows, row.into());
        }
        (COLINFO, Some(first), Some(last)) if at(8).is_some_and(|flags| flags & 1 != 0) => {
            unseen.columns.push((first, last));
        }
        (MERGEDCELLS, ..) => {
            for range in data.get(2..).unwrap_or_default().chunks_exact(8) {
                let corner = |place| u16_at(range, place).unwrap_or_default();
                if unseen.merged.len() < MERGES_MAX {
                    let (first, last) = ((corner(0).into(), corner(4)), (corner(2).into(), corner(6)));
                    unseen.merged.push(Merge { first, last });
                }
            }
        }
        _ => {}
    }
}

/// What stands before the sheets.
#[derive(Debug, Default)]
struct Globals {
    /// Offsets of the sheets' substreams.
    sheets: Vec<usize>,
    /// Of each cell format whether it shows a percentage.
    percent: Vec<bool>,
    /// The ranges of filters, selecting or not, by the number of the sheet.
    filters: BTreeMap<usize, String>,
}

fn globals(stream: &[u8]) -> Option<Globals> {
    let (mut found, mut custom, mut used) = (Globals::default(), BTreeSet::new(), Vec::new());
    // The workbook of Excel 5 and 95 (0x0500) writes its formats in bytes, later ones with a length of two bytes.
    let wide = u16_at(stream, 4)? != 0x0500;
    for (kind, data) in records(stream) {
        match kind {
            EOF => break,
            0x0085 => found.sheets.push(usize::try_from(u32_at(data, 0)?).ok()?),
            0x041e => {
                // One without its code says nothing of percentages.
                let text = data.get(if wide { 5 } else { 3 }..).unwrap_or_default();
                // Sixteen-bit characters have a zero after each ASCII one.
                let code: String = text.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
                if NumberFormat::of_code(&code) == NumberFormat::Percent {
                    custom.insert(u16_at(data, 0)?);
                }
            }
            0x00e0 => used.push(u16_at(data, 2)?),
            0x0018 if wide => found.filters.extend(filter_range(data)),
            _ => {}
        }
    }
    // 9 and 10 are `0%` and `0.00%` in every workbook.
    found.percent = used.into_iter().map(|format| matches!(format, 9 | 10) || custom.contains(&format)).collect();
    Some(found)
}

/// The sheet and the range of a defined name that is a filter's: built in, called 13, an area of one sheet.
fn filter_range(name: &[u8]) -> Option<(usize, String)> {
    const AREA_OF_A_SHEET: u8 = 0x3b;
    let built_in = u16_at(name, 0)? & 0x20 != 0 && name.get(3) == Some(&1) && name.get(15) == Some(&13);
    let area = name.get(16..).filter(|area| built_in && area.first() == Some(&AREA_OF_A_SHEET))?;
    let sheet = usize::from(u16_at(name, 8)?).checked_sub(1)?;
    // The two high bits of a column say that it moves with the formula.
    let corner = |row, column| Some((u32::from(u16_at(area, row)?), u16_at(area, column)? & 0x3fff));
    Some((sheet, Merge { first: corner(3, 7)?, last: corner(5, 9)? }.to_string()))
}

/// Row and column of a formula, and whether the result that it holds is a zero.
fn formula(kind: u16, data: &[u8]) -> Option<(u16, u16, bool)> {
    let is_formula = matches!(kind, 0x0006 | 0x0406);
    is_formula.then(|| Some((u16_at(data, 0)?, u16_at(data, 2)?, *data.get(6..14)? == [0; 8])))?
}

/// The numbers of a record, each with the index of its format.
fn cells_of(kind: u16, data: &[u8], mut each: impl FnMut(u32, u32, usize)) {
    let at = |place| u16_at(data, place);
    let (Some(row), Some(column)) = (at(0), at(2)) else { return };
    match kind {
        // NUMBER, RK, FORMULA.
        0x0203 | 0x027e | 0x0006 | 0x0406 => {
            if let Some(format) = at(4) {
                each(row.into(), column.into(), format.into());
            }
        }
        // MULRK: a run of cells, six bytes each, and the last column.
        0x00bd => {
            let run = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
            for (offset, cell) in (0_u32..).zip(run.chunks_exact(6)) {
                if let Some(format) = u16_at(cell, 0) {
                    each(row.into(), u32::from(column) + offset, format.into());
                }
            }
        }
        _ => {}
    }
}
