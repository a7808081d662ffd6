//! The cell of the first page in which who answers for the accounts may declare the visto: how it is printed, and how it is found
//! again in a workbook that comes back. Whether it counts, `pipeline` says.

use rust_xlsxwriter::Format;

use super::page::Page;
use super::phrases;
use super::styles;
use crate::sheets::RawSheet;

/// What is printed beside the cell, by which it is found.
const LABEL: &str = "Visto dichiarato da (nome e cognome):";

/// A visto that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Who gives it.
    pub by: String,
    /// The sheet.
    pub sheet: String,
    /// The cell.
    pub cell: String,
}

/// Prints label and cell.
pub(super) fn write(page: &mut Page<'_>, row: u32, label: (u16, u16), cell: (u16, u16)) -> anyhow::Result<()> {
    let look: Format = styles::body().set_unlocked().set_background_color(styles::PAPER_TO_FILL);
    page.spread(row, label, LABEL, &styles::body().set_bold())?;
    page.spread(row, cell, "", &look)
}

/// What was typed into the cell of a workbook; nothing where it is empty, or not there.
#[must_use]
pub fn declared(sheets: &[RawSheet]) -> Option<Declared> {
    let sheet = sheets.iter().find(|it| it.name == phrases::SUMMARY)?;
    let row = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
    let label = sheet.cells.iter().position(|it| it.value.trim() == LABEL)?;
    let own = row(&sheet.cells[label].cell);
    let typed = sheet
        .cells
        .iter()
        .enumerate()
        .find(|(at, it)| *at != label && row(&it.cell) == own && !it.value.trim().is_empty());
    let (_, it) = typed?;
    Some(Declared { by: it.value.trim().to_owned(), sheet: sheet.name.clone(), cell: it.cell.clone() })
}
