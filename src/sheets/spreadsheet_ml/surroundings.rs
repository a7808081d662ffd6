//! What stands around the cells of a SpreadsheetML: its sheets, which of them are seen, their filters, and what its styles say of
//! numbers. Refuses to know cells, which it passes over.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::super::element::{Stop, attribute};
use super::super::fault::{Excess, damaged, too_large};
use super::super::hidden::Merge;
use super::super::number_format::{NumberFormat, STYLES_MAX};
use super::super::sheet::Sheet;
use super::super::xml::{NotXml, Xml};

/// A chain of styles longer than this goes round.
const PARENTS_MAX: usize = 64;

const SHEETS_MAX: usize = 1_000;

/// A style, as far as it says something itself.
#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    format: Option<NumberFormat>,
}

/// What is known of a workbook before its cells.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// Its sheets, each with the range of a filter that selects something.
    pub sheets: Vec<(Sheet, Option<String>)>,
    pub is_1904: bool,
    styles: BTreeMap<String, Style>,
}

impl Surroundings {
    /// Reads them, to the end of the file: one that is cut is known before a cell of it is told.
    pub fn of(mut xml: Xml<'_>) -> Result<Self, Stop> {
        let (mut found, mut is_workbook) = (Self::default(), false);
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "Workbook" => is_workbook = true,
                    "ExcelWorkbook" | "Styles" if is_workbook => {}
                    "Date1904" => found.is_1904 = true,
                    "Style" => found.style(&element.to_owned(), &mut xml)?,
                    "Worksheet" if is_workbook => {
                        let name = attribute(&element, "Name")?.unwrap_or_default();
                        found.sheet(name, &mut xml)?;
                    }
                    _ => xml.skip()?,
                },
                Event::Eof => break,
                _ => {}
            }
            if found.styles.len() > STYLES_MAX {
                return Err(too_large(Excess::Styles).into());
            }
            if found.sheets.len() > SHEETS_MAX {
                return Err(too_large(Excess::Entries).into());
            }
        }
        if found.sheets.is_empty() || xml.is_open() {
            return Err(damaged().into());
        }
        Ok(found)
    }

    /// What the numbers are in cells of a style, by the style or the nearest above it that says anything.
    pub fn format(&self, id: &str) -> NumberFormat {
        let mut style = self.styles.get(id);
        for _ in 0..PARENTS_MAX {
            let Some(standing) = style else { break };
            if let Some(format) = standing.format {
                return format;
            }
            style = standing.parent.as_ref().and_then(|parent| self.styles.get(parent));
        }
        self.styles.get("Default").and_then(|style| style.format).unwrap_or_default()
    }

    fn style(&mut self, element: &BytesStart<'_>, xml: &mut Xml<'_>) -> Result<(), Stop> {
        let id = attribute(element, "ID")?.unwrap_or_default();
        let mut style = Style { parent: attribute(element, "Parent")?, format: None };
        inside(xml, |element| {
            if element.local_name().as_ref() == "NumberFormat" {
                style.format = attribute(element, "Format")?.map(|format| NumberFormat::of_name(&format));
            }
            Ok(())
        })?;
        self.styles.insert(id, style);
        Ok(())
    }

    fn sheet(&mut self, name: String, xml: &mut Xml<'_>) -> Result<(), Stop> {
        let mut sheet = Sheet { name, visible: true, has_cells: true, unreadable: false, named: true };
        let (mut range, mut filters) = (None, false);
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "WorksheetOptions" => {}
                    "Visible" => {
                        let mut visible = String::new();
                        xml.rich_text(&mut visible)?;
                        sheet.visible = !matches!(visible.trim(), "SheetHidden" | "SheetVeryHidden");
                    }
                    "AutoFilter" => {
                        range = attribute(&element, "Range")?;
                        inside(xml, |element| {
                            let is_column = element.local_name().as_ref() == "AutoFilterColumn";
                            filters |= is_column && attribute(element, "Type")?.is_some_and(|what| what != "All");
                            Ok(())
                        })?;
                    }
                    _ => xml.skip()?,
                },
                Event::End(element) if element.local_name().as_ref() == "Worksheet" => break,
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
        let range = range.filter(|_| filters).and_then(|range| of_numbers(&range)).map(|range| range.to_string());
        self.sheets.push((sheet, range));
        Ok(())
    }
}

/// Tells the elements inside one that has begun, up to its end.
fn inside(xml: &mut Xml<'_>, mut tell: impl FnMut(&BytesStart<'_>) -> Result<(), NotXml>) -> Result<(), NotXml> {
    let mut depth = 1_u32;
    while depth > 0 {
        match xml.next()? {
            Event::Start(element) => {
                tell(&element)?;
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(NotXml),
            _ => {}
        }
    }
    Ok(())
}

/// A range by the numbers of its rows and columns, from 1: `R4C1:R30C6`.
fn of_numbers(range: &str) -> Option<Merge> {
    let cell = |name: &str| {
        let (row, column) = name.trim().strip_prefix('R')?.split_once('C')?;
        Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.parse::<u16>().ok()?.checked_sub(1)?))
    };
    let (first, last) = range.split_once(':')?;
    Some(Merge::between(cell(first)?, cell(last)?))
}
