//! The workbook that Excel 2003 and many accounting programs write as one XML, SpreadsheetML, most often named `.xls`: first what
//! stands around the cells, then the cells, one by one. Runs in the child process. Refuses to know formulas, but tells one that
//! has no result.

mod cells;
mod surroundings;

use std::io::Write;

use quick_xml::events::Event;

use self::cells::Lister;
use self::surroundings::Surroundings;
use super::Limits;
use super::element::Stop;
use super::fault::damaged;
use super::listing::{Interrupted, Writer};
use super::xml::{NotXml, Xml};

/// Lists a SpreadsheetML.
pub(super) fn list(bytes: &[u8], limits: &Limits, out: &mut impl Write) -> Result<(), Interrupted> {
    match list_sheets(bytes.trim_ascii_start(), limits, out) {
        Ok(()) => Ok(()),
        Err(Stop::NotXml) => Err(damaged().into()),
        Err(Stop::Interrupted(interrupted)) => Err(interrupted),
    }
}

fn list_sheets(bytes: &[u8], limits: &Limits, out: &mut impl Write) -> Result<(), Stop> {
    let surroundings = Surroundings::of(Xml::of(bytes)?)?;
    let mut lister =
        Lister { xml: Xml::of(bytes)?, writer: Writer::begin(out)?, limits, cells: 0, book: &surroundings };
    let (mut sheets, mut all_hidden) = (surroundings.sheets.iter(), Vec::new());
    loop {
        match lister.xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Worksheet" => {
                let (sheet, filter) = sheets.next().ok_or(NotXml)?;
                lister.writer.sheet(sheet)?;
                let mut hidden = lister.sheet()?;
                hidden.filter.clone_from(filter);
                all_hidden.push(hidden);
            }
            Event::Start(element) if element.local_name().as_ref() == "Workbook" => {}
            Event::Start(_) => lister.xml.skip()?,
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(lister.writer.end(&all_hidden)?)
}
