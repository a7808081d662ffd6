//! Bytes of any format become sheets of located cells, bounded in all that a file may ask for.
//! The only room that knows calamine, csv, the XML of spreadsheets and the tables of HTML; it refuses to know layouts and what a column means.

mod biff;
mod book;
pub(crate) mod cell;
pub mod child;
mod display;
mod element;
mod encoding;
mod encryption;
mod excel;
mod fault;
mod hash;
mod hidden;
mod html;
mod inspect;
mod limits;
mod listing;
mod meter;
pub(crate) mod number;
mod number_format;
mod ods;
mod package;
pub(crate) mod phrases;
mod shared_strings;
mod sheet;
mod spreadsheet_ml;
mod text;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use book::Book;
pub(crate) use cell::Content;
pub(crate) use encryption::decrypted;
pub(crate) use fault::{Fault, Place};
pub(crate) use hash::FastHash;
pub use hidden::{Hidden, Merge};
pub(crate) use hidden::{MERGES_MAX, extend};
pub use inspect::{CellKind, Ends, RawCell, RawSheet, inspect, inspect_ends, inspect_of};
pub use limits::Limits;
pub(crate) use meter::Usage;
pub(crate) use sheet::Sheet;
pub(crate) use text::{Captions, Misfit};
