//! What is in a file, without any layout. Refuses to judge: an error cell is shown as one.

use std::ops::ControlFlow;

use super::book::Book;
use super::cells::{Content, Spent};
use super::encryption;
use super::guard::Fault;
use super::value::{is_blank, shown};
use super::{Limits, SeenCell, SeenSheet};
use crate::origin::cell_name;

/// Every sheet with its cells, those of a damaged one up to the damage; the fault where no sheet is whole. Sheets that hold
/// a chart or a macro have none.
pub(super) fn sheets(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<SeenSheet>, Fault> {
    let package = encryption::opened(bytes, limits);
    let mut book = Book::open(name, package.as_deref().unwrap_or(bytes), limits)?;
    let mut spent = Spent::default();
    let mut seen = Vec::new();
    let mut damage = None;
    for (number, sheet) in book.sheets().to_vec().into_iter().enumerate() {
        let mut cells = Vec::new();
        let mut damaged = sheet.unreadable;
        if sheet.has_cells {
            let read = book.each(number, limits, &mut spent, |row, column, content| {
                if !is_blank(&content) {
                    let (kind, value) = told(&content);
                    let percent = matches!(content, Content::Percent(_));
                    cells.push(SeenCell { cell: cell_name(row, column), kind, value, percent });
                }
                ControlFlow::Continue(())
            });
            match read {
                Err(fault @ Fault::Damaged(_)) => {
                    damaged = true;
                    damage.get_or_insert(fault);
                }
                read => read?,
            }
        }
        let unseen = book.unseen(number);
        seen.push(SeenSheet { name: sheet.name, visible: sheet.visible, damaged, cells, unseen });
    }
    match damage {
        Some(fault) if seen.iter().all(|sheet| sheet.damaged || sheet.cells.is_empty()) => Err(fault),
        _ => Ok(seen),
    }
}

fn told(content: &Content<'_>) -> (&'static str, String) {
    match content {
        Content::Number(value) | Content::Percent(value) | Content::NoDate(value) => ("number", value.to_string()),
        Content::Moment(moment) => ("date", moment.date().to_string()),
        Content::Bool(_) => ("bool", shown(content).into_owned()),
        Content::Error(error) => ("error", error.clone().into_owned()),
        Content::Unreadable(text) => ("unreadable", text.clone().into_owned()),
        Content::Uncomputed => ("uncomputed", String::new()),
        Content::Blank | Content::Text(_) => ("text", shown(content).into_owned()),
    }
}
