//! The prospetto di quadratura: what a month was made of and how it ties out, on one page that a controller may sign. A sheet of
//! the workbook and a PDF are written from the same data, so that they say the same.

mod document;
mod pdf;
mod sections;
mod sheet;
mod words;

pub use document::{Cell, Column, Prospetto, Section};
pub use pdf::render as render_pdf;
pub use sections::of;
pub(super) use sheet::write;
