//! The monitoring workbook, into a writer. The only room that knows rust_xlsxwriter, and one without arithmetic of its own:
//! a derived cell is one formula, written as Excel text, with the interpreted value as its cached result.

pub mod brief;
pub mod view;
mod visto_cell;

mod phrases;
mod styles;
mod tabs;
mod cells;
mod live;
mod decimals;
mod degrees;
mod package;
mod page;
mod alerts;
pub mod answers;
mod links;
mod dashboard;
mod summary;
mod accounts;
mod lines;
mod columns;
mod income_statement;
mod functions;
mod balance_sheet;
mod investments;
mod budget;
mod inputs;
mod resources;
mod indicators;
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
mod sources;
mod staff;
mod workbook;

#[cfg(test)]
mod tests;

pub use phrases::{difference as difference_state, kind as difference_kind, reason as difference_reason};
pub use scorecard::render_scorecard;
pub use view::{View, workbook_number};
pub use visto_cell::{Declared, declared};
pub use workbook::{render, render_office, render_staff};
