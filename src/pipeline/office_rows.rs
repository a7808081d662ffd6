//! Sheets of several offices at once: their rows, or the sheets of a workbook, say of which office each row is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::phrases;
use crate::config::settings::Expected;
use crate::office::{Offices, without_title};
use crate::problem::Problem;
use crate::read::layout::{Field, Kind};
use crate::read::words::folded;
use crate::read::{Layout, Row, RowKind, Value};

/// Whether the files of a layout are each of an office, which their names or their folders say.
pub(super) fn bears_office(layout: &Layout, expected: &[Expected]) -> bool {
    matches!(layout.kind, Kind::Initiatives | Kind::Measurements) && column(layout, expected).is_none()
}

/// The column that says the office of a row, where neither the name of the file says one nor a file of one is expected: what a row
/// says beside is then shown and counts for nothing.
fn column(layout: &Layout, expected: &[Expected]) -> Option<usize> {
    let named = layout.file.0.capture_names().flatten().any(|group| group == "office");
    let is_of_one = named || expected.iter().any(|it| *it.layout == *layout.id && it.office.is_some());
    layout.column(Field::Office.id()).filter(|_| !is_of_one && layout.has(Field::Office))
}

/// The offices of the rows of a file, by their ids; what no office is called is told once each.
pub(super) struct OfficesOfRows<'o> {
    column: Option<usize>,
    offices: &'o Offices,
    wrong: BTreeSet<String>,
    /// Each with the number of its sheet.
    problems: Vec<(u16, Problem)>,
}

impl<'o> OfficesOfRows<'o> {
    pub(super) fn of(layout: &Layout, expected: &[Expected], offices: &'o Offices) -> Self {
        Self { column: column(layout, expected), offices, wrong: BTreeSet::new(), problems: Vec::new() }
    }

    /// The same row, with the id of its office in the place of what it is called.
    pub(super) fn told(&mut self, mut row: Row) -> Row {
        let Some(at) = self.column.filter(|_| row.kind == RowKind::Data) else { return row };
        let said = row.values[at].text().map_or("", |text| text);
        match called(said, self.offices)[..] {
            [id] => row.values[at] = Value::Text(Arc::from(id)),
            ref several if self.wrong.insert(said.to_owned()) => {
                let origin = row.origin_of(at);
                let problem = match several {
                    [] => phrases::unknown_office_of_row(said, self.offices),
                    _ => phrases::offices_of_row(said, several),
                };
                self.problems.push((origin.sheet, problem.in_cell(origin.cell())));
            }
            _ => {}
        }
        row
    }

    /// What is wrong, in the sheets of these names.
    pub(super) fn problems(self, sheets: &[String]) -> impl Iterator<Item = Problem> {
        let here = |(sheet, problem): (u16, Problem)| match sheets.get(usize::from(sheet)) {
            Some(name) => problem.in_sheet(name.clone()),
            None => problem,
        };
        self.problems.into_iter().map(here)
    }
}

/// The offices that are called so: by its id or its name one alone, else all whose ids or names without their titles are these words.
fn called<'o>(said: &str, offices: &'o Offices) -> Vec<&'o str> {
    let words = folded(&said.replace('_', " "));
    let by = |is_called: &dyn Fn(&str) -> bool| -> Vec<&'o str> {
        let called = offices.iter().filter(|it| is_called(&it.id.replace('_', " ")) || is_called(&it.name));
        called.map(|it| &*it.id).collect()
    };
    if words.is_empty() {
        return Vec::new();
    }
    let exact = by(&|name| folded(name) == words);
    if exact.is_empty() { by(&|name| without_title(&folded(name)) == without_title(&words)) } else { exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_known_by_its_id_and_by_its_name() {
        let offices =
            Offices::from_iter([("promozione", "Ufficio Attività promozionali"), ("affari_generali", "Segreteria")]);
        let of = |said| called(said, &offices).join(" ");
        assert_eq!(of("Promozione"), "promozione");
        assert_eq!(of("attività promozionali"), "promozione");
        assert_eq!(of("Ufficio affari generali"), "affari_generali");
        assert_eq!((of("Estero"), of("")), (String::new(), String::new()));
    }

    #[test]
    fn of_two_that_differ_by_their_titles_a_row_says_which() {
        let offices = Offices::from_iter([("a", "Ufficio Estero"), ("b", "Servizio Estero")]);
        let of = |said| called(said, &offices).join(" ");
        assert_eq!((of("servizio estero"), of("UFFICIO ESTERO")), ("b".to_owned(), "a".to_owned()));
        assert_eq!((of("Estero"), of("Settore Estero")), ("a b".to_owned(), "a b".to_owned()));
    }
}
