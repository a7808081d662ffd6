//! A file of any format as sheets of located cells: the workbook that is streamed, the lines of the child process,
//! the records of a text. Everything after it reads a table without knowing which of them it came from.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::Limits;
use super::cell::Content;
use super::child;
use super::encryption;
use super::fault::{self, Fault, Password};
use super::hidden::Hidden;
use super::listing::Listing;
use super::meter::{Meter, Usage};
use super::package::Package;
use super::sheet::Sheet;
use super::text::{Captions, Misfit, Text};
use super::xlsx::{self, Workbook};
use crate::intake::format::{self, Format};
use crate::origin::stem;

/// Where a file's cells come from.
#[derive(Clone)]
enum Source<'b> {
    Xlsx(Arc<Workbook>, Package<'b>),
    Listed(Arc<Listing>),
    Text(Arc<Text<'b>>),
}

/// An open file. A copy is a second look at it while the first goes on: nothing is parsed twice but what is then read.
#[derive(Clone)]
pub struct Book<'b> {
    source: Source<'b>,
    sheets: Vec<Sheet>,
}

impl<'b> Book<'b> {
    /// Opens a file by its content; the name is asked only for what a text calls its sheet.
    pub fn open(name: &str, bytes: &'b [u8], limits: &Limits) -> Result<Self, Fault> {
        if bytes.len() as u64 > limits.file_bytes_max {
            return Err(fault::too_large(fault::Excess::FileBytes));
        }
        match format::recognise(bytes) {
            Format::Xlsx => {
                let mut package = Package::open(bytes, limits.entries_max, limits.inflated_bytes_max)?;
                let workbook = Workbook::open(&mut package, limits)?;
                let sheets = workbook.sheets.iter().map(|(sheet, _)| sheet.clone()).collect();
                Ok(Self { source: Source::Xlsx(Arc::new(workbook), package), sheets })
            }
            format @ (Format::Xls | Format::Xlsb | Format::Ods | Format::Xml | Format::Html) => {
                Self::listed(format, bytes, limits)
            }
            Format::Text => {
                let text = Text::of(bytes)?;
                let name = sheet_of(name);
                let sheet = Sheet { name, visible: true, has_cells: true, unreadable: false, named: false };
                Ok(Self { source: Source::Text(Arc::new(text)), sheets: vec![sheet] })
            }
            Format::Empty => Err(Fault::Empty),
            // A package was decrypted before, and is opened once; an old workbook is decrypted where it is read.
            Format::Encrypted => match encryption::password(bytes) {
                Password::BuiltIn if !encryption::is_package(bytes) => Self::listed(Format::Xls, bytes, limits),
                password => Err(Fault::Protected(password)),
            },
            Format::Archive => Err(Fault::Packed(format::packed(bytes))),
            other => Err(Fault::Unsupported(other)),
        }
    }

    fn listed(format: Format, bytes: &[u8], limits: &Limits) -> Result<Self, Fault> {
        let listing = child::list(format, bytes, limits)?;
        let sheets = listing.sheets();
        Ok(Self { source: Source::Listed(Arc::new(listing)), sheets })
    }

    /// Whether it is a text: every value is as its writer typed it, and one writer has one decimal mark.
    pub fn is_text(&self) -> bool {
        matches!(self.source, Source::Text(_))
    }

    /// Its sheets, in order.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// What a person looking at a sheet does not see.
    pub fn hidden(&mut self, sheet: usize) -> Hidden {
        match &mut self.source {
            Source::Xlsx(workbook, package) => xlsx::hidden(workbook, package, sheet),
            Source::Text(_) => Hidden::default(),
            Source::Listed(listing) => listing.hidden(sheet),
        }
    }

    /// The rows of a text that do not stand under its header; in a workbook every cell says its column.
    pub fn misfits(&self, captions: Captions) -> Vec<Misfit> {
        match &self.source {
            Source::Text(text) => text.misfits(captions),
            Source::Xlsx(..) | Source::Listed(_) => Vec::new(),
        }
    }

    /// Gives every cell of a sheet that is not blank, in order, until `take` breaks. Coordinates count from 0.
    pub fn each<'w>(
        &'w mut self,
        sheet: usize,
        limits: &Limits,
        usage: &mut Usage,
        take: impl FnMut(u32, u16, Content<'w>) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let name = self.sheets.get(sheet).map_or("", |sheet| &sheet.name);
        let meter = Meter::of(name, limits, usage);
        match &mut self.source {
            Source::Xlsx(workbook, package) => xlsx::each((workbook, package), sheet, meter, take),
            Source::Listed(listing) => listing.each(sheet, meter, take),
            Source::Text(text) => text.each(meter, take),
        }
    }
}

/// How a spreadsheet names the sheet of a text that it opens: the file's name without extension, cut to 31 characters.
fn sheet_of(name: &str) -> String {
    stem(name).chars().take(31).collect()
}
