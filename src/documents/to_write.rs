//! The parts of the Relazione that a person writes.

use rust_xlsxwriter::Worksheet;

use super::given::Given;
use super::kind;
use super::paper::{Left, Named, Paper};
use super::phrases::{self, PARTS};
use crate::report::page::{Column, FIRST_ROW};
use crate::report::styles::Styles;

/// Points of a cell in which a person writes a page.
const ROOM: f64 = 110.0;

const TEXT: u16 = 3;

const HEAD: [Column; TEXT as usize + 1] =
    [("Parte", 32.0), ("Che cosa ci va", 56.0), ("Che cosa si sa già", 44.0), ("Testo", 80.0)];

/// Writes the sheet; says what is left to fill in.
pub(super) fn write(sheet: &mut Worksheet, given: &Given<'_>, styles: &Styles) -> anyhow::Result<Left> {
    let named = Named { tab: kind::TO_WRITE, title: phrases::TO_WRITE_TITLE, note: "" };
    let mut paper = Paper::open(sheet, &named, &HEAD, given, styles)?;
    for (row, (title, holds, known)) in (FIRST_ROW..).zip(PARTS) {
        paper.page.wrapped(row, 0, title)?;
        paper.page.wrapped(row, 1, holds)?;
        paper.page.wrapped(row, 2, &known.map(|it| phrases::known_in(it, given.view)).unwrap_or_default())?;
        paper.asks(row, TEXT)?;
        paper.page.grow(row)?;
        paper.page.sheet.set_row_height(row, ROOM)?;
    }
    paper.end(PARTS.len(), "", (TEXT, 0))
}
