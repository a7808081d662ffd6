//! OpenDocument spreadsheets, listed cell by cell as their XML comes: a sheet that repeats a cell a million times costs
//! nothing until the repetition holds a value. Runs in the child process. Refuses to know formulas, but tells one
//! that has no result.

mod cells;
mod sheet;
mod styles;

use std::io::{BufReader, Read as _, Write};

use chrono::NaiveDate;
use quick_xml::events::Event;

use self::sheet::Lister;
use self::styles::{Family, Styles};
use super::Limits;
use super::element::{Stop, attribute};
use super::fault::{Fault, Password, damaged};
use super::hidden::Hidden;
use super::listing::{Interrupted, Writer};
use super::package::Package;
use super::sheet::Sheet;
use crate::intake::Format;

/// The part that holds the cells of all sheets.
const CONTENT: &str = "content.xml";

/// The part in which a newer program packs all others once it has encrypted them.
const ENCRYPTED: &str = "encrypted-package";

/// Lists an `.ods`.
pub(super) fn list(bytes: &[u8], limits: &Limits, out: &mut impl Write) -> Result<(), Interrupted> {
    let mut package = Package::open(bytes, limits.entries_max, limits.inflated_bytes_max)?;
    if is_protected(&mut package) {
        return Err(Fault::Protected(Password::OfDocument).into());
    }
    match list_parts(&mut package, limits, out) {
        Ok(()) => Ok(()),
        Err(Stop::NotXml) => Err(package.fault().into()),
        Err(Stop::Interrupted(interrupted)) => Err(interrupted),
    }
}

fn list_parts(package: &mut Package<'_>, limits: &Limits, out: &mut impl Write) -> Result<(), Stop> {
    const STYLES: &str = "styles.xml";
    let mut styles = Styles::default();
    if package.has(STYLES) {
        styles.read(&mut package.xml(STYLES)?, None)?;
    }
    let lister = Lister {
        xml: package.xml(CONTENT)?,
        styles,
        writer: Writer::begin(out)?,
        limits,
        cells: 0,
        null_date: NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default(),
    };
    Document { lister, hidden: Vec::new(), names: Vec::new() }.read()
}

/// Whether the list of parts says that the one with the cells is encrypted. A macro may be, by itself, and nobody
/// reads it here.
fn is_protected(package: &mut Package<'_>) -> bool {
    const LIST_BYTES_MAX: u64 = 16 << 20;
    if package.has(ENCRYPTED) && !package.has(CONTENT) {
        return true;
    }
    let Ok(list) = package.part("META-INF/manifest.xml") else { return false };
    // Old programs put a document type before it, which a part with cells may not have.
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(list.take(LIST_BYTES_MAX)));
    let (mut event, mut holds_cells) = (Vec::new(), false);
    loop {
        match reader.read_event_into(&mut event) {
            Ok(Event::Start(element) | Event::Empty(element)) => match element.local_name().as_ref() {
                "file-entry" => {
                    let path = attribute(&element, "full-path").ok().flatten().unwrap_or_default();
                    holds_cells = [CONTENT, ENCRYPTED].contains(&path.trim_start_matches(['.', '/']));
                }
                "encryption-data" if holds_cells => return true,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
        event.clear();
    }
}

/// A document whose sheets are being listed.
struct Document<'p, W: Write> {
    lister: Lister<'p, W>,
    /// What a person does not see, by the number of the sheet.
    hidden: Vec<Hidden>,
    /// The names of the sheets.
    names: Vec<String>,
}

impl<W: Write> Document<'_, W> {
    fn read(mut self) -> Result<(), Stop> {
        let mut is_spreadsheet = false;
        loop {
            match self.lister.xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "document-content" | "body" | "calculation-settings" | "database-ranges" => {}
                    "automatic-styles" => self.lister.styles.read(&mut self.lister.xml, Some("automatic-styles"))?,
                    "spreadsheet" => is_spreadsheet = true,
                    "table" if is_spreadsheet => {
                        let name = attribute(&element, "name")?.unwrap_or_default();
                        let style = attribute(&element, "style-name")?;
                        self.table(name, style.as_deref())?;
                    }
                    "null-date" => {
                        let day = attribute(&element, "date-value")?;
                        let day = day.map(|day| day.parse().map_err(|_| Stop::NotXml)).transpose()?;
                        self.lister.null_date = day.unwrap_or(self.lister.null_date);
                        self.lister.xml.skip()?;
                    }
                    "database-range" => {
                        let range = attribute(&element, "target-range-address")?.unwrap_or_default();
                        self.filter(&range)?;
                    }
                    // Among the rest are cells that were changed and are kept to be compared, and those of other files.
                    _ => self.lister.xml.skip()?,
                },
                Event::Eof => break,
                _ => {}
            }
        }
        if !is_spreadsheet {
            return Err(Fault::Unsupported(Format::Document).into());
        }
        if self.names.is_empty() {
            return Err(damaged().into());
        }
        Ok(self.lister.writer.end(&self.hidden)?)
    }

    fn table(&mut self, name: String, style: Option<&str>) -> Result<(), Stop> {
        // What is kept of a sheet of another file has that file's address for a name, and is no sheet of this one.
        if name.starts_with('\'') && name.contains("'#") {
            return Ok(self.lister.xml.skip()?);
        }
        let visible = !self.lister.styles.hides(Family::Sheet, style);
        self.lister.writer.sheet(&Sheet {
            name: name.clone(),
            visible,
            has_cells: true,
            unreadable: false,
            named: true,
        })?;
        self.names.push(name);
        let hidden = self.lister.sheet()?;
        self.hidden.push(hidden);
        Ok(())
    }

    /// A range of cells whose filter selects something: `Oneri.A4:Oneri.F30`, the sheet's name perhaps in quotes.
    fn filter(&mut self, range: &str) -> Result<(), Stop> {
        let (mut depth, mut filters) = (1_u32, false);
        while depth > 0 {
            match self.lister.xml.next()? {
                Event::Start(element) => {
                    depth = depth.checked_add(1).ok_or(Stop::NotXml)?;
                    filters |= element.local_name().as_ref() == "filter-condition";
                }
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
        let cell = |address: &str| {
            let (sheet, cell) = address.rsplit_once('.')?;
            Some((sheet.trim_matches(['$', '\'']).replace("''", "'"), cell.replace('$', "")))
        };
        // A name may hold the colon that parts the two cells: the last one counts.
        let ends = range.rsplit_once(':').and_then(|(first, last)| Some((cell(first)?, cell(last)?)));
        if let (true, Some(((sheet, first), (_, last)))) = (filters, ends)
            && let Some(number) = self.names.iter().position(|name| *name == sheet)
        {
            self.hidden[number].filter = Some(format!("{first}:{last}"));
        }
        Ok(())
    }
}
