//! The monitoring workbook, into a writer, and what any workbook is written with. A room without arithmetic of its own: a derived
//! cell is one formula, written as Excel text, with the interpreted value as its cached result.

pub mod brief;
pub mod view;
mod visto_cell;

pub(crate) mod phrases;
pub(crate) mod styles;
pub(crate) mod tabs;
pub(crate) mod cells;
mod live;
pub(crate) mod decimals;
pub(crate) mod degrees;
mod package;
pub(crate) mod page;
mod agile;
mod alerts;
pub mod answers;
mod links;
mod dashboard;
mod summary;
mod accounts;
pub(crate) mod lines;
mod columns;
pub(crate) mod income_statement;
mod functions;
mod balance_sheet;
mod investments;
mod budget;
pub(crate) mod inputs;
pub(crate) mod resources;
pub(crate) mod indicators;
mod ratios;
mod objectives;
mod cards;
mod scorecard;
mod tie_outs;
mod differences;
mod bridges;
mod changes;
mod matches;
mod problems;
pub mod prospetto;
pub mod template;
pub(crate) mod sources;
mod tables;
mod workbook;
pub(crate) mod behind;

#[cfg(test)]
mod tests;

pub use phrases::{difference as difference_state, kind as difference_kind, reason as difference_reason};
pub use scorecard::render_scorecard;
pub use view::{View, workbook_number};
pub use visto_cell::{Declared, declared};
pub(crate) use workbook::begin;
pub use workbook::{render, render_office, render_staff};
