//! The formats that are told apart.

use serde::{Deserialize, Serialize};

/// What the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Office Open XML workbook, with or without macros.
    Xlsx,
    /// Binary workbook in a zip.
    Xlsb,
    /// OLE workbook (Excel 97-2003).
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// An encrypted Office document.
    Encrypted,
    /// HTML, often named .xls.
    Html,
    /// SpreadsheetML 2003, often named .xls.
    Xml,
    /// OpenDocument spreadsheet in one XML.
    FlatOds,
    /// A sheet of Excel 2, 3 or 4.
    OldExcel,
    /// A table of dBase.
    Dbase,
    /// A sheet as programs once exchanged them: SYLK, DIF.
    Exchange,
    /// A document of Numbers, Pages or Keynote.
    Apple,
    /// A web page with its parts in one file.
    WebArchive,
    /// A letter.
    Mail,
    /// A file inside of its digital signature.
    Signed,
    /// A link to a file.
    Shortcut,
    /// PDF.
    Pdf,
    /// A picture.
    Image,
    /// An archive of files, perhaps with a workbook among them.
    Archive,
    /// An Office document that is no workbook.
    Document,
    /// Text: perhaps a CSV.
    Text,
    /// No bytes at all.
    Empty,
    /// Anything else.
    Unknown,
}
