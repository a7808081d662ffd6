//! What is in a file, without any layout. Refuses to judge: an error cell is shown as one.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::book::Book;
use super::cell::{Content, is_blank, shown};
use super::fault::Fault;
use super::hidden::Hidden;
use super::meter::Usage;
use super::sheet::Sheet;
use super::{Limits, encryption, phrases};
use crate::named::named;
use crate::origin::cell_name;
use crate::problem::Problem;

/// What a cell seems to hold, where no layout says what its column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A text.
    Text,
    /// A number, a percentage too.
    Number,
    /// A date.
    Date,
    /// True or false.
    Bool,
    /// An error.
    Error,
    /// A formula without its result.
    Uncomputed,
    /// What cannot be a value.
    Unreadable,
}

named!(CellKind {
    Text = "text",
    Number = "number",
    Date = "date",
    Bool = "bool",
    Error = "error",
    Uncomputed = "uncomputed",
    Unreadable = "unreadable",
});

/// A cell as `quadratura read` shows it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct RawCell {
    /// `D14`.
    pub cell: String,
    /// What it holds.
    pub kind: CellKind,
    /// The value as text: numbers with a point, dates as `YYYY-MM-DD`.
    pub value: String,
    /// Whether it is a number whose format shows a percentage; `value` is its fraction.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub percent: bool,
}

/// A sheet as `quadratura read` shows it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct RawSheet {
    /// Its name.
    pub name: String,
    /// Whether the file gives it that name.
    #[serde(skip)]
    pub named: bool,
    /// Whether a person opening the workbook sees it.
    pub visible: bool,
    /// Whether cells of it cannot be read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub damaged: bool,
    /// Its cells that are not blank, in row order.
    pub cells: Vec<RawCell>,
    /// What a person looking at it does not see.
    #[serde(skip)]
    pub hidden: Hidden,
}

/// What is in a file, without any layout: every sheet and cell, or the problems that keep it shut.
///
/// # Errors
/// The problems, when nothing can be seen.
pub fn inspect(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<RawSheet>, Vec<Problem>> {
    inspect_of(name, bytes, limits, &|_| true)
}

/// The same of the sheets that somebody wants, by their names.
///
/// # Errors
/// The problems, when nothing can be seen.
pub fn inspect_of(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<RawSheet>, Vec<Problem>> {
    let all = Ends { first: u32::MAX, last: 0 };
    sheets(name, bytes, limits, wanted, all).map_err(|fault| vec![phrases::refusal(&fault).in_file(name)])
}

/// The rows of a sheet that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// So many from the top.
    pub first: u32,
    /// So many filled ones before the end.
    pub last: usize,
}

/// The same of every sheet, without what lies between its first and its last rows: what a long table is like shows there.
///
/// # Errors
/// The problems, when nothing can be seen.
pub fn inspect_ends(name: &str, bytes: &[u8], limits: &Limits, ends: Ends) -> Result<Vec<RawSheet>, Vec<Problem>> {
    sheets(name, bytes, limits, &|_| true, ends).map_err(|fault| vec![phrases::refusal(&fault).in_file(name)])
}

/// The cells of a sheet that are kept.
struct Kept {
    ends: Ends,
    cells: Vec<RawCell>,
    /// The last rows that were met, each with its cells.
    last: VecDeque<(u32, Vec<RawCell>)>,
}

impl Kept {
    fn take(&mut self, row: u32, cell: RawCell) {
        if row < self.ends.first {
            return self.cells.push(cell);
        }
        match self.last.back_mut() {
            Some((known, cells)) if *known == row => cells.push(cell),
            _ => self.last.push_back((row, vec![cell])),
        }
        if self.last.len() > self.ends.last {
            self.last.pop_front();
        }
    }

    fn all(self) -> Vec<RawCell> {
        self.cells.into_iter().chain(self.last.into_iter().flat_map(|(_, cells)| cells)).collect()
    }
}

/// Every sheet with its cells, those of a damaged one up to the damage; the fault where no sheet is whole. Sheets that hold
/// a chart or a macro have none.
fn sheets(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    wanted: &dyn Fn(&str) -> bool,
    ends: Ends,
) -> Result<Vec<RawSheet>, Fault> {
    let package = encryption::decrypted(bytes, limits);
    let mut book = Book::open(name, package.as_deref().unwrap_or(bytes), limits)?;
    let mut usage = Usage::default();
    let mut seen = Vec::new();
    let mut damage = None;
    for (number, sheet) in book.sheets().to_vec().into_iter().enumerate().filter(|(_, it)| wanted(&it.name)) {
        let mut kept = Kept { ends, cells: Vec::new(), last: VecDeque::new() };
        let mut damaged = sheet.unreadable;
        if sheet.has_cells {
            let read = book.each(number, limits, &mut usage, |row, column, content| {
                if !is_blank(&content) {
                    let (kind, value) = told(&content);
                    let percent = matches!(content, Content::Percent(_));
                    kept.take(row, RawCell { cell: cell_name(row, column), kind, value, percent });
                }
                ControlFlow::Continue(())
            });
            match read {
                Err(fault @ Fault::Damaged(_)) => {
                    damaged = true;
                    damage.get_or_insert(fault);
                }
                read => read?,
            }
        }
        let hidden = book.hidden(number);
        let Sheet { name, visible, named, .. } = sheet;
        seen.push(RawSheet { name, named, visible, damaged, cells: kept.all(), hidden });
    }
    match damage {
        Some(fault) if seen.iter().all(|sheet| sheet.damaged || sheet.cells.is_empty()) => Err(fault),
        _ => Ok(seen),
    }
}

fn told(content: &Content<'_>) -> (CellKind, String) {
    match content {
        Content::Number(value) | Content::Percent(value) | Content::NoDate(value) => {
            (CellKind::Number, value.to_string())
        }
        Content::Moment(moment) => (CellKind::Date, moment.date().to_string()),
        Content::Bool(_) => (CellKind::Bool, shown(content).into_owned()),
        Content::Error(error) => (CellKind::Error, error.clone().into_owned()),
        Content::Unreadable(text) => (CellKind::Unreadable, text.clone().into_owned()),
        Content::Uncomputed => (CellKind::Uncomputed, String::new()),
        Content::Blank | Content::Text(_) => (CellKind::Text, shown(content).into_owned()),
    }
}
