//! Cells become located, typed rows by a declared layout, handed one at a time to a sink.
//! Refuses to know formats of files, accounts, offices' duties or what a row is for.

pub mod acts;
mod cell;
pub(crate) mod claims;
mod cup_cor;
mod date;
mod file;
pub(crate) mod fiscal_code;
pub(crate) mod header;
mod interner;
pub mod layout;
mod no_table;
mod phrases;
mod problems;
mod reading;
mod row;
mod rules;
mod said_once;
mod sheet_search;
pub mod summaries;
mod table;
pub(crate) mod typed_date;
mod usual_name;
pub mod wording;
pub mod words;

#[cfg(test)]
pub(crate) mod tests;

pub use claims::{Heading, said_by_name};
pub use layout::{Column, ColumnKind, Layout};
pub use reading::{Reading, rows};
pub use row::{Row, RowKind, Stands, Value, YEARS};
pub use usual_name::{A_MONTH, usual_name};
