//! A sheet of a file, before any of its cells is read.

/// What a file says of one of its sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; of a text the file's name without extension, as a spreadsheet names it, of a table of a page its caption
    /// or its number.
    pub name: String,
    /// Whether a person opening the file sees it.
    pub visible: bool,
    /// Whether it holds cells: a chart or a macro does not.
    pub has_cells: bool,
    /// Whether it should hold cells, and the file does not say where.
    pub unreadable: bool,
    /// Whether the file names it; else it answers to whatever name a layout asks for.
    pub named: bool,
}
