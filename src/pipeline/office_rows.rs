//! Sheets of several offices at once: their rows, or the sheets of a workbook, say of which office each row is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::phrases;
use crate::office::Offices;
use crate::problem::Problem;
use crate::read::layout::{Field, Kind};
use crate::read::words::folded;
use crate::read::{Layout, Row, RowKind, Value};

/// Whether the files of a layout are each of an office, which their names or their folders say.
pub(super) fn bears_office(layout: &Layout) -> bool {
    matches!(layout.kind, Kind::Initiatives | Kind::Measurements) && column(layout).is_none()
}

/// The column that says the office of a row, where the name of the file says none.
fn column(layout: &Layout) -> Option<usize> {
    let named = layout.file.0.capture_names().flatten().any(|group| group == "office");
    layout.column(Field::Office.id()).filter(|_| !named && layout.has(Field::Office))
}

/// The offices of the rows of a file, by their ids; what no office is called is told once each.
pub(super) struct OfficesOfRows<'o> {
    column: Option<usize>,
    offices: &'o Offices,
    unknown: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl<'o> OfficesOfRows<'o> {
    pub(super) fn of(layout: &Layout, offices: &'o Offices) -> Self {
        Self { column: column(layout), offices, unknown: BTreeSet::new(), problems: Vec::new() }
    }

    /// The same row, with the id of its office in the place of what it is called.
    pub(super) fn told(&mut self, mut row: Row) -> Row {
        let Some(at) = self.column.filter(|_| row.kind == RowKind::Data) else { return row };
        let said = row.values[at].text().map_or("", |text| text);
        match called(said, self.offices) {
            Some(id) => row.values[at] = Value::Text(Arc::from(id)),
            None if self.unknown.insert(said.to_owned()) => {
                let cell = row.origin_of(at).cell();
                self.problems.push(phrases::unknown_office_of_row(said, self.offices).in_cell(cell));
            }
            None => {}
        }
        row
    }

    pub(super) fn problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// What stands before the name of an office in some places and not in others.
const BEFORE: [&str; 5] = ["ufficio ", "servizio ", "area ", "settore ", "u o "];

/// The office that is called so: by its id, by its name, or by its name without `Ufficio`.
fn called<'o>(said: &str, offices: &'o Offices) -> Option<&'o str> {
    let bare = |text: &str| {
        let words = folded(&text.replace('_', " "));
        let rest = BEFORE.iter().find_map(|before| words.strip_prefix(before)).map(str::to_owned);
        rest.unwrap_or(words)
    };
    let wanted = bare(said);
    let mut called = offices.iter().filter(|it| bare(&it.id) == wanted || bare(&it.name) == wanted);
    called.next().map(|it| &*it.id).filter(|_| !wanted.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_known_by_its_id_and_by_its_name() {
        let offices =
            Offices::from_iter([("promozione", "Ufficio Attività promozionali"), ("affari_generali", "Segreteria")]);
        let of = |said| called(said, &offices);
        assert_eq!(of("Promozione"), Some("promozione"));
        assert_eq!(of("attività promozionali"), Some("promozione"));
        assert_eq!(of("Ufficio affari generali"), Some("affari_generali"));
        assert_eq!((of("Estero"), of("")), (None, None));
    }
}
