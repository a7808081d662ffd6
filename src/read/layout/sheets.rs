//! How many sheets a table has, and what may say a value once for all rows of one of them.

use serde::Deserialize;

/// How many of the sheets that a layout may mean are its table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheets {
    /// One: two that have the header refuse the file.
    #[default]
    One,
    /// Each that has the header: their rows one after the other, in the workbook's order.
    Every,
}

/// What says a value once for all rows of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    /// The sheet's name.
    Sheet,
    /// The lines above the header.
    Title,
}
