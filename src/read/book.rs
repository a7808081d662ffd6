//! A file of any format as sheets of located cells: the workbook that is streamed, the lines of the child process,
//! the records of a text. Everything after it reads a table without knowing which of them it came from.

use std::ops::ControlFlow;
use std::sync::Arc;

use calamine::{Reader as _, SheetType, SheetVisible};

use super::Limits;
use super::cells::{self, Content, Gate, Spent};
use super::child;
use super::encryption;
use super::guard::{self, Fault, Workbook};
use super::listing::Listing;
use super::text::Text;
use super::unseen::{self, Unseen};
use crate::intake::format::{self, Format};

/// A sheet, before any of its cells is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Its name; of a text the file's name without extension, as a spreadsheet names it.
    pub name: String,
    /// Whether a person opening the file sees it.
    pub visible: bool,
    /// Whether it holds cells: a chart or a macro does not.
    pub has_cells: bool,
    /// Whether it should hold cells, and the file does not say where.
    pub unreadable: bool,
}

/// What a file can be opened from again while it is being read.
#[derive(Clone)]
enum Source<'b> {
    Xlsx(&'b [u8]),
    Listed(Arc<Listing>),
    Text(Arc<Text<'b>>),
}

/// An open file.
pub(super) struct Book<'b> {
    source: Source<'b>,
    workbook: Option<Workbook<'b>>,
    sheets: Vec<Sheet>,
    speaks_of_unseen: bool,
    /// Whether whoever opens it is to calculate its formulas: a zero may stand for a result that nobody has calculated.
    recalculated: bool,
}

/// A way to look at an open file a second time while the first look goes on.
#[derive(Clone)]
pub(super) struct Again<'b>(Source<'b>, Vec<Sheet>);

impl<'b> Book<'b> {
    /// Opens a file by its content; the name is asked only for what a text calls its sheet.
    pub fn open(name: &str, bytes: &'b [u8], limits: &Limits) -> Result<Self, Fault> {
        if bytes.len() as u64 > limits.file_bytes_max {
            return Err(guard::too_large(guard::Excess::FileBytes));
        }
        match format::recognise(bytes) {
            Format::Xlsx => {
                let (workbook, speaks_of_unseen) = guard::open(bytes, limits)?;
                let sheets = workbook.sheets_metadata().iter().map(|sheet| Sheet {
                    name: sheet.name.clone(),
                    visible: sheet.visible == SheetVisible::Visible,
                    has_cells: sheet.typ == SheetType::WorkSheet,
                    unreadable: false,
                });
                let sheets = sheets.collect();
                let calculation = unseen::calculation_of(bytes).unwrap_or_default();
                Ok(Self {
                    sheets,
                    source: Source::Xlsx(bytes),
                    workbook: Some(workbook),
                    speaks_of_unseen: speaks_of_unseen || calculation.unfinished,
                    recalculated: calculation.unfinished || calculation.on_load,
                })
            }
            format @ (Format::Xls | Format::Xlsb | Format::Ods) => {
                let listing = child::list(format, bytes, limits)?;
                let sheets = listing.sheets();
                Ok(Self::of(Source::Listed(Arc::new(listing)), sheets))
            }
            Format::Text => {
                let text = Text::of(bytes)?;
                let sheet = Sheet { name: sheet_of(name), visible: true, has_cells: true, unreadable: false };
                Ok(Self::of(Source::Text(Arc::new(text)), vec![sheet]))
            }
            Format::Empty => Err(Fault::Empty),
            Format::Encrypted => Err(Fault::Protected(encryption::password(bytes))),
            Format::Archive => Err(Fault::Packed(format::packed(bytes))),
            other => Err(Fault::Unsupported(other)),
        }
    }

    fn of(source: Source<'b>, sheets: Vec<Sheet>) -> Self {
        Self { source, sheets, workbook: None, speaks_of_unseen: false, recalculated: false }
    }

    /// Its sheets, in order.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// What a person looking at a sheet does not see. Most workbooks hide nothing, and are not looked at again for it.
    pub fn unseen(&self, sheet: usize) -> Unseen {
        match &self.source {
            Source::Xlsx(bytes) if self.speaks_of_unseen => unseen::of(bytes, &self.sheets[sheet].name),
            Source::Xlsx(_) | Source::Text(_) => Unseen::default(),
            Source::Listed(listing) => listing.unseen(sheet),
        }
    }

    /// Whether it is a text, whose one sheet answers to whatever name a layout asks for.
    pub fn is_text(&self) -> bool {
        matches!(self.source, Source::Text(_))
    }

    /// A way to look at it again.
    pub fn again(&self) -> Again<'b> {
        Again(self.source.clone(), self.sheets.clone())
    }

    /// Gives every cell of a sheet that is not blank, in order, until `take` breaks. Coordinates count from 0.
    pub fn each<'w>(
        &'w mut self,
        sheet: usize,
        limits: &Limits,
        spent: &mut Spent,
        take: impl FnMut(u32, u16, Content<'w>) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let name = self.sheets.get(sheet).map_or("", |sheet| sheet.name.as_str()).to_owned();
        let gate = Gate::of(&name, limits, spent);
        match (&self.source, &mut self.workbook) {
            (Source::Xlsx(bytes), Some(workbook)) => {
                cells::each((bytes, workbook), &name, self.recalculated, gate, take)
            }
            // A workbook is always opened with its bytes.
            (Source::Xlsx(_), None) => Ok(()),
            (Source::Listed(listing), _) => listing.each(sheet, gate, take),
            (Source::Text(text), _) => text.each(gate, take),
        }
    }
}

impl<'b> Again<'b> {
    /// The same file, open a second time; nothing is inflated or parsed twice but what is then read.
    pub fn open(&self) -> Result<Book<'b>, Fault> {
        let workbook = match &self.0 {
            Source::Xlsx(bytes) => Some(guard::reopen(bytes)?),
            _ => None,
        };
        Ok(Book { workbook, ..Book::of(self.0.clone(), self.1.clone()) })
    }
}

/// How a spreadsheet names the sheet of a text that it opens: the file's name without extension, cut to 31 characters.
fn sheet_of(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).chars().take(31).collect()
}
