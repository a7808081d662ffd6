//! Bytes of any format become sheets of located cells, bounded in all that a file may ask for.
//! The only room that knows calamine, csv and the XML of spreadsheets; it refuses to know layouts and what a column means.

mod biff;
pub(crate) mod book;
mod bounds;
pub(crate) mod cell;
pub mod child;
mod encoding;
pub(crate) mod encryption;
mod excel;
pub(crate) mod fault;
pub(crate) mod hash;
pub(crate) mod hidden;
mod inspect;
mod limits;
mod listing;
pub(crate) mod meter;
pub(crate) mod number;
mod number_format;
mod ods;
mod package;
pub(crate) mod phrases;
mod shared_strings;
pub(crate) mod sheet;
pub(crate) mod text;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

#[cfg(test)]
pub(crate) mod tests;

pub use bounds::Bounds;
pub use hidden::{Merge, Unseen};
pub use inspect::{SeenCell, SeenSheet, see};
pub use limits::Limits;
