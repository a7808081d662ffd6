//! The targets that were changed within the exercise, each beside the one before it, with its act.

use rust_xlsxwriter::Worksheet;

use super::given::Given;
use super::paper::{Left, Named, Paper};
use super::{kind, phrases};
use crate::report::page::{Column, FIRST_ROW};
use crate::report::phrases as report;
use crate::report::styles::Styles;

const PLACE: u16 = 7;

const HEAD: [Column; PLACE as usize + 1] = [
    ("Codice", 18.0),
    ("Indicatore", 52.0),
    ("Valore atteso\ndi prima", 20.0),
    ("Valore atteso\nadesso", 20.0),
    ("Dal", 12.0),
    ("Atto", 30.0),
    ("Perché", 40.0),
    ("Da dove", 50.0),
];

/// Writes the sheet; says what is left to fill in.
pub(super) fn write(sheet: &mut Worksheet, given: &Given<'_>, styles: &Styles) -> anyhow::Result<Left> {
    let named = Named { tab: kind::RETARGETED, title: phrases::RETARGETED_TITLE, note: phrases::RETARGETED_NOTE };
    let mut paper = Paper::open(sheet, &named, &HEAD, given, styles)?;
    for (row, it) in (FIRST_ROW..).zip(given.retargeted) {
        paper.page.text(row, 0, it.now.code_text(), &styles.code)?;
        paper.page.wrapped(row, 1, &it.now.name)?;
        paper.said_or_asked(row, 2, &report::target(&it.before))?;
        paper.said_or_asked(row, 3, &report::target(&it.now))?;
        paper.page.date(row, 4, Some(it.from), &styles.date)?;
        paper.said_or_asked(row, 5, &it.now.act)?;
        paper.said_or_asked(row, 6, &it.now.why)?;
        paper.page.text(row, PLACE, &phrases::changed_in(it.corrects, &it.now), &styles.code)?;
        paper.page.grow(row)?;
    }
    paper.end(given.retargeted.len(), phrases::NOT_RETARGETED, (PLACE - 1, 0))
}
