//! Rapporto sui risultati: the indicators of PIRA with what came of them.

use rust_xlsxwriter::Worksheet;

use super::given::Given;
use super::measured::{self, Around, Columns};
use super::paper::{Left, Named, Paper};
use super::{kind, phrases, pira};
use crate::report::inputs::Inputs;
use crate::report::page::FIRST_ROW;
use crate::report::styles::Styles;

const COLUMNS: Columns = Columns { result: 4, reason: 12 };

/// Writes the sheet; says what is left to fill in.
pub(super) fn write(
    sheet: &mut Worksheet,
    given: &Given<'_>,
    inputs: &Inputs,
    styles: &Styles,
) -> anyhow::Result<Left> {
    let columns = [&pira::WHOSE[..], &measured::RESULT, &measured::REASON].concat();
    let named = Named { tab: kind::RESULTS, title: given.kind.title(), note: phrases::MEASURED_NOTE };
    let mut paper = Paper::open(sheet, &named, &columns, given, styles)?;
    let around = Around { columns: COLUMNS, view: given.view, inputs };
    let rows = pira::indicators(given.view);
    for (row, indicator) in (FIRST_ROW..).zip(&rows) {
        pira::whose(&mut paper, row, indicator, given.view)?;
        around.write(&mut paper, row, indicator)?;
        paper.page.grow(row)?;
    }
    paper.end(rows.len(), phrases::NO_INDICATORS, (COLUMNS.printed(), 0))
}
