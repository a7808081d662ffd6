//! A document as a workbook: its sheets in their order, and behind them those from which its figures come.

use std::io::{Seek, Write};

use rust_xlsxwriter::Workbook;

use super::given::Given;
use super::kind::Kind;
use super::paper::Left;
use super::{front, itp, kind, money, pira, relation, results, retargeted, to_write};
use crate::report::behind::{self, Behind};
use crate::report::styles::Styles;
use crate::report::tabs::Tab;
use crate::report::{self, page, resources};

/// Writes a document; how many of its cells a person has still to fill in.
///
/// # Errors
/// When the writer fails, or a text cannot be held by a workbook.
pub fn render<W: Write + Seek + Send>(given: &Given<'_>, writer: W) -> anyhow::Result<usize> {
    let styles = Styles::new();
    let title = format!("{} {}", given.kind.title(), given.exercise());
    let mut book = report::begin(given.view, &title)?;
    // The front page names all others, and is written when they are known.
    for name in [kind::FRONT].into_iter().chain(given.kind.sheets().iter().map(|(name, _)| *name)) {
        book.add_worksheet().set_name(name)?;
    }
    let (left, behind) = match given.kind {
        Kind::Pira => (vec![pira::write(book.worksheet_from_name(kind::PIRA)?, given, &styles)?], Vec::new()),
        Kind::Itp => {
            let behind = behind::files(&mut book, given.view, &styles)?;
            let itp = itp::write(book.worksheet_from_name(kind::ITP)?, given, &styles)?;
            let list = itp::list(book.worksheet_from_name(kind::PAYMENTS)?, given, &styles)?;
            (vec![itp, list], behind.to_vec())
        }
        Kind::Risultati => {
            let behind = behind::write(&mut book, given.view, &styles)?;
            let sheet = book.worksheet_from_name(kind::RESULTS)?;
            (vec![results::write(sheet, given, &behind.inputs, &styles)?], behind.tabs)
        }
        Kind::Relazione => of_relation(&mut book, given, &styles)?,
    };
    front::write(book.worksheet_from_name(kind::FRONT)?, given, (&left, &behind), &styles)?;
    let name = given.name();
    for sheet in book.worksheets_mut() {
        page::sign(sheet, given.view, &name);
    }
    book.save_to_writer(writer)?;
    Ok(left.iter().map(|it| it.count).sum())
}

fn of_relation(book: &mut Workbook, given: &Given<'_>, styles: &Styles) -> anyhow::Result<(Vec<Left>, Vec<Tab>)> {
    let Behind { places, inputs, tabs } = behind::write(book, given.view, styles)?;
    let areas = resources::write_tree(book.worksheet_from_name(kind::TREE)?, given.view, styles)?;
    let left = vec![
        relation::write(book.worksheet_from_name(kind::RELATION)?, given, &inputs, styles)?,
        retargeted::write(book.worksheet_from_name(kind::RETARGETED)?, given, styles)?,
        money::areas(book.worksheet_from_name(kind::AREAS)?, given, &areas, styles)?,
        money::balance(book.worksheet_from_name(kind::BALANCE)?, given, &places, styles)?,
        to_write::write(book.worksheet_from_name(kind::TO_WRITE)?, given, styles)?,
    ];
    Ok((left, tabs))
}
