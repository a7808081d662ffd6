//! What stands before the sheets of a binary workbook: which there are and where they lie, the texts that their cells
//! share, their number formats. Refuses to know cells.

use super::super::fault::{Excess, Fault, damaged, too_large};
use super::super::number_format::{NumberFormat, NumberFormats, STYLES_MAX};
use super::super::package::{Package, Relation, companion};
use super::super::shared_strings::SharedStrings;
use super::super::sheet::Sheet;
use super::records::{each, records_of, text, two_texts};
use crate::intake::ole::{u16_at, u32_at};

/// What stands before the sheets.
#[derive(Default)]
pub(super) struct Workbook {
    /// Its sheets in order, each with the part that holds its cells.
    pub sheets: Vec<(Sheet, String)>,
    pub is_1904: bool,
    /// Formulas are to be calculated by whoever opens the file, or waited for it when it was saved.
    pub recalculated: bool,
    /// They waited for it when it was saved.
    pub unfinished: bool,
    pub strings: SharedStrings,
    pub styles: Vec<NumberFormat>,
}

/// A workbook with more sheets is none.
const SHEETS_MAX: usize = 1_000;

/// The first record of a part that holds cells.
const BEGINS_SHEET: u32 = 129;

impl Workbook {
    /// Reads what stands before the sheets; a workbook has no more texts than it may have cells.
    pub fn open(package: &mut Package<'_>, cells_max: u64) -> Result<Self, Fault> {
        let part = package.main_part("xl/workbook.bin");
        let relations = package.relations(&part);
        let mut found = Self::default();
        found.list_sheets(package, &part, &relations)?;
        let [formats, texts] = ["styles", "sharedStrings"].map(|kind| companion(&part, &relations, kind, "bin"));
        if package.has(&texts) {
            found.strings = strings(package, &texts, cells_max)?;
        }
        if package.has(&formats) {
            found.styles = styles(package, &formats)?;
        }
        Ok(found)
    }

    fn list_sheets(&mut self, package: &mut Package<'_>, part: &str, relations: &[Relation]) -> Result<(), Fault> {
        let mut named = Vec::new();
        each(package, part, |kind, data| {
            match kind {
                153 => self.is_1904 = u32_at(data, 0).ok_or_else(damaged)? & 1 != 0,
                // The engine, the mode, three measures of iterations and threads, then fFullCalcOnLoad, fRefA1, fIter,
                // fFullPrec, fSomeUncalced.
                157 => {
                    let flags = u16_at(data, 24).unwrap_or_default();
                    self.unfinished = flags & 0x10 != 0;
                    self.recalculated = self.unfinished || flags & 1 != 0;
                }
                156 => {
                    // The first edition of the format has four bytes more before the two texts that end the record.
                    let texts = [8, 12].into_iter().find_map(|at| two_texts(data.get(at..)?));
                    let ((id, name), state) = texts.zip(u32_at(data, 0)).ok_or_else(damaged)?;
                    named.push((name, state == 0, id));
                }
                _ => {}
            }
            if named.len() > SHEETS_MAX { Err(too_large(Excess::Entries)) } else { Ok(()) }
        })?;
        for (name, visible, id) in named {
            let relation = relations.iter().find(|relation| Some(&relation.id) == id.as_ref());
            // Macros, dialogs and charts are sheets too, and have no cells.
            let is_table = relation.is_none_or(|relation| relation.is("worksheet"));
            let part = relation.filter(|_| is_table).map(|relation| relation.part.clone());
            let part = part.filter(|part| begins_sheet(package, part));
            let has_cells = part.is_some();
            let sheet = Sheet { name, visible, has_cells, unreadable: is_table && !has_cells, named: true };
            self.sheets.push((sheet, part.unwrap_or_default()));
        }
        Ok(())
    }
}

/// Whether a part is there and begins as one with cells does.
fn begins_sheet(package: &mut Package<'_>, part: &str) -> bool {
    let Ok(part) = package.part(part) else { return false };
    matches!(records_of(part).next(), Ok(Some((BEGINS_SHEET, _))))
}

fn strings(package: &mut Package<'_>, part: &str, texts_max: u64) -> Result<SharedStrings, Fault> {
    let mut found = SharedStrings::default();
    each(package, part, |kind, data| {
        if kind == 19 {
            let (text, _) = data.get(1..).and_then(text).ok_or_else(damaged)?;
            found.next().push_str(&text);
            found.end(texts_max)?;
        }
        Ok(())
    })?;
    Ok(found)
}

/// What the number format of each cell format says.
fn styles(package: &mut Package<'_>, part: &str) -> Result<Vec<NumberFormat>, Fault> {
    let (mut declared, mut used, mut of_cells) = (NumberFormats::default(), Vec::new(), false);
    each(package, part, |kind, data| {
        match kind {
            44 => {
                let code = data.get(2..).and_then(text);
                let (id, (code, _)) = u16_at(data, 0).zip(code).ok_or_else(damaged)?;
                declared.declare(id, &code);
            }
            617 => of_cells = true,
            618 => of_cells = false,
            47 if of_cells => used.push(u16_at(data, 2).ok_or_else(damaged)?),
            _ => {}
        }
        if used.len() > STYLES_MAX { Err(too_large(Excess::Styles)) } else { Ok(()) }
    })?;
    Ok(used.into_iter().map(|format| declared.of(format)).collect())
}
