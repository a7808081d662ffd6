//! The workbook of Excel 2007 and later, `.xlsx` and `.xlsm`: its sheets, texts and number formats, and what stands in
//! the cells of a sheet. A value that cannot be read whole is unreadable, never cut.

mod cells;
mod hidden;

use quick_xml::events::{BytesStart, Event};

use super::Limits;
use super::fault::{Excess, Fault, damaged, too_large};
use super::number_format::{NumberFormat, NumberFormats, STYLES_MAX};
use super::package::{Package, Relation, companion};
use super::shared_strings::SharedStrings;
use super::sheet::Sheet;
use super::xml::{NotXml, Xml, attribute, attributes, is_true};

pub(super) use cells::each;
pub(super) use hidden::hidden;

/// What stands beside the sheets of a workbook.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// Its sheets in order, each with the part that holds its cells.
    pub sheets: Vec<(Sheet, String)>,
    strings: SharedStrings,
    styles: Vec<NumberFormat>,
    is_1904: bool,
    /// Whether whoever opens it is to calculate its formulas: a zero may stand for a result that nobody has calculated.
    recalculated: bool,
    /// Whether formulas waited to be calculated when it was saved.
    unfinished: bool,
}

const SHEETS_MAX: usize = 1_000;

impl Workbook {
    /// Reads what stands beside the sheets.
    pub fn open(package: &mut Package<'_>, limits: &Limits) -> Result<Self, Fault> {
        let part = Some(package.main_part("xl/workbook.xml")).filter(|part| package.has(part)).ok_or_else(damaged)?;
        let relations = package.relations(&part);
        let mut workbook = Self::default();
        workbook.list_sheets(package, &part, &relations)?;
        if workbook.sheets.is_empty() {
            return Err(damaged());
        }
        let [formats, texts] = ["styles", "sharedStrings"].map(|kind| companion(&part, &relations, kind, "xml"));
        if package.has(&formats) {
            workbook.styles = styles(package, &formats)?;
        }
        if package.has(&texts) {
            workbook.strings = strings(package, &texts, limits)?;
        }
        Ok(workbook)
    }

    fn list_sheets(&mut self, package: &mut Package<'_>, part: &str, relations: &[Relation]) -> Result<(), Fault> {
        let mut named = Vec::new();
        let xml = package.xml(part)?;
        let read = xml.elements(|element| {
            match element.local_name().as_ref() {
                // `id` is the relation's; `sheetId` has another local name.
                "sheet" => {
                    let value = |name| attribute(element, name).unwrap_or_default();
                    let visible = matches!(&*value("state"), "" | "visible");
                    named.push((value("name").into_owned(), visible, value("id").into_owned()));
                }
                "workbookPr" => self.is_1904 |= is_true(element, "date1904"),
                "calcPr" => {
                    let completed = attribute(element, "calcCompleted");
                    self.unfinished = completed.is_some_and(|value| matches!(&*value, "0" | "false"));
                    self.recalculated = self.unfinished || is_true(element, "fullCalcOnLoad");
                }
                _ => {}
            }
            named.len() > SHEETS_MAX
        });
        read.map_err(|_| package.fault())?;
        if named.len() > SHEETS_MAX {
            return Err(too_large(Excess::Entries));
        }
        self.sheets = named
            .into_iter()
            .map(|(name, visible, id)| {
                let relation = relations.iter().find(|relation| relation.id == id && !id.is_empty());
                let is_table = relation.is_none_or(|relation| relation.is("worksheet"));
                let part = relation.filter(|relation| is_table && package.has(&relation.part));
                let (has_cells, part) = (part.is_some(), part.map(|it| it.part.clone()).unwrap_or_default());
                (Sheet { name, visible, has_cells, unreadable: is_table && !has_cells, named: true }, part)
            })
            .collect();
        Ok(())
    }

    /// The part that holds the cells of a sheet; `None` for one without cells.
    fn part(&self, sheet: usize) -> Option<&str> {
        self.sheets.get(sheet).filter(|(sheet, _)| sheet.has_cells).map(|(_, part)| part.as_str())
    }
}

/// The sections of the part of styles that matter here.
#[derive(Clone, Copy)]
enum Section {
    NumberFormats,
    CellFormats,
    Other,
}

/// What the number format of each cell format says.
fn styles(package: &mut Package<'_>, part: &str) -> Result<Vec<NumberFormat>, Fault> {
    let (mut declared, mut used, mut section) = (NumberFormats::default(), Vec::new(), Section::Other);
    let read = package.xml(part)?.elements(|element| {
        match (element.local_name().as_ref(), section) {
            ("numFmts", _) => section = Section::NumberFormats,
            ("cellXfs", _) => section = Section::CellFormats,
            ("fonts" | "fills" | "borders" | "cellStyleXfs" | "cellStyles" | "dxfs", _) => section = Section::Other,
            ("numFmt", Section::NumberFormats) => {
                if let Some(id) = number_format_id(element) {
                    declared.declare(id, &attribute(element, "formatCode").unwrap_or_default());
                }
            }
            ("xf", Section::CellFormats) => used.push(number_format_id(element).unwrap_or_default()),
            _ => {}
        }
        used.len() > STYLES_MAX
    });
    read.map_err(|_| package.fault())?;
    if used.len() > STYLES_MAX {
        return Err(too_large(Excess::Styles));
    }
    Ok(used.into_iter().map(|id| declared.of(id)).collect())
}

fn number_format_id(format: &BytesStart<'_>) -> Option<u16> {
    attributes(format).find(|(name, _)| *name == "numFmtId").and_then(|(_, id)| id.trim().parse().ok())
}

/// The texts that cells share.
fn strings(package: &mut Package<'_>, part: &str, limits: &Limits) -> Result<SharedStrings, Fault> {
    let mut strings = SharedStrings::default();
    let mut xml = package.xml(part)?;
    loop {
        match xml.next() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "si" => {
                if text(&mut xml, strings.next()).is_err() {
                    break;
                }
                strings.end(limits.cells_max)?;
            }
            Ok(Event::Eof) => return Ok(strings),
            Ok(_) => {}
            Err(_) => break,
        }
    }
    drop(xml);
    Err(package.fault())
}

/// Adds the text of an element that has begun, `si` or `is`: of all its runs, without what is written over a word to
/// say how it is spoken.
fn text(xml: &mut Xml<'_>, into: &mut String) -> Result<(), NotXml> {
    let (mut depth, from) = (1_u32, into.len());
    while depth > 0 {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => drop(xml.text(into)?),
                "rPh" => xml.skip()?,
                _ => depth += 1,
            },
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(NotXml),
            _ => {}
        }
    }
    unescape(into, from);
    Ok(())
}

/// Puts the characters in their places that XML cannot carry, which a workbook writes as `_x000D_`.
fn unescape(text: &mut String, from: usize) {
    let mut at = from;
    while let Some(found) = text[at..].find("_x") {
        let start = at + found;
        at = start + 2;
        let code = text.get(start + 2..start + 7).and_then(|code| code.strip_suffix('_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let number = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        if let Some(character) = number.and_then(char::from_u32) {
            let mut bytes = [0; 4];
            let character = character.encode_utf8(&mut bytes);
            text.replace_range(start..start + 7, character);
            at = start + character.len();
        }
    }
}
