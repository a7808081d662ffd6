//! What is in a file, without any layout. Refuses to judge: an error cell is shown as one.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::book::Book;
use super::cells::{Content, Spent};
use super::guard::Fault;
use super::value::{is_blank, shown};
use super::{Limits, SeenCell, SeenSheet};
use crate::origin::cell_name;

/// Every sheet with its cells. Sheets that hold a chart or a macro have none.
pub(super) fn sheets(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<SeenSheet>, Fault> {
    let mut book = Book::open(name, bytes, limits)?;
    let mut spent = Spent::default();
    let mut seen = Vec::new();
    for sheet in book.sheets().to_vec() {
        let mut cells = Vec::new();
        if sheet.has_cells {
            book.each(&sheet.name, limits, &mut spent, |row, column, content| {
                if !is_blank(&content) {
                    let (kind, value) = told(&content);
                    cells.push((row, column, SeenCell { cell: cell_name(row, column), kind, value, percent: false }));
                }
                ControlFlow::Continue(())
            })?;
            let columns: BTreeSet<u16> = cells.iter().map(|(_, column, _)| *column).collect();
            let percents = book.percents(&sheet.name, &Vec::from_iter(columns), limits)?;
            for (row, column, cell) in &mut cells {
                cell.percent = cell.kind == "number" && percents.binary_search(&(*row, *column)).is_ok();
            }
        }
        let unseen = book.unseen(&sheet.name);
        let cells = cells.into_iter().map(|(_, _, cell)| cell).collect();
        seen.push(SeenSheet { name: sheet.name, visible: sheet.visible, cells, unseen });
    }
    Ok(seen)
}

fn told(content: &Content<'_>) -> (&'static str, String) {
    match content {
        Content::Number(value) | Content::NoDate(value) => ("number", value.to_string()),
        Content::Moment(moment) => ("date", moment.date().to_string()),
        Content::Bool(_) => ("bool", shown(content).into_owned()),
        Content::Error(error) => ("error", error.clone().into_owned()),
        Content::Uncomputed => ("uncomputed", String::new()),
        Content::Blank | Content::Text(_) => ("text", shown(content).into_owned()),
    }
}
