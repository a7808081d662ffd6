//! What a file says of itself, above its table and by its name: its chamber, its month and day, its unit. It refuses to
//! judge whether any of it is true.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::header::Header;
use super::layout::{Kind, Layout, Place};
use super::phrases;
use super::typed_date::{self, month_in_name, year_in_name};
use crate::origin::{cell_name, stem};
use crate::period::Period;
use crate::problem::Problem;

/// What the lines above the header, the file's name and the sheet say of the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The text in which the chamber's name was looked for (all title cells, joined by spaces).
    pub title: String,
    /// The same cell by cell, in order: `A2` and its text.
    pub title_cells: Vec<(String, String)>,
    /// The sheet in which all of this stands.
    pub sheet: String,
    /// The cell that says the month, where the layout names a cell or a column for it.
    pub period_cell: String,
    /// The cell that names the chamber, where the layout names one.
    pub ente_cell: String,
    /// "al 30/06/2021": the date to which the figures stand.
    pub as_of: Option<NaiveDate>,
    /// The month that the file's name declares.
    pub name_period: Option<Period>,
    /// The office that the file's name declares.
    pub name_office: Option<String>,
    /// The month that a cell or a column declares, where the layout names one.
    pub period: Option<Period>,
    /// What a cell or a column shows that names the chamber, where the layout names one.
    pub ente: Option<String>,
}

impl Heading {
    /// The first title cell whose text is so; the first of all where none is, empty without a title.
    #[must_use]
    pub fn title_cell(&self, is: impl Fn(&str) -> bool) -> &str {
        let found = self.title_cells.iter().find(|(_, text)| is(text)).or(self.title_cells.first());
        found.map_or("", |(cell, _)| cell.as_str())
    }

    /// The title cell that says to which day the figures stand.
    #[must_use]
    pub fn as_of_cell(&self) -> &str {
        self.title_cell(|text| self.as_of.is_some() && typed_date::as_of(text) == self.as_of)
    }

    /// Takes in what is said above the rows of a table; what is said so that nobody can read it is a problem.
    pub(super) fn claim(&mut self, layout: &Layout, header: &Header) -> Vec<Problem> {
        self.as_of = typed_date::as_of(&header.title);
        self.title.clone_from(&header.title);
        self.title_cells.clone_from(&header.title_cells);
        self.ente_cell = named_cell(layout.ente.as_ref());
        self.ente.clone_from(&header.ente);
        let (cell, said, month) = match &layout.period {
            Some(Place::Cell(_)) => {
                let said = header.period.as_deref().unwrap_or_default();
                (named_cell(layout.period.as_ref()), said, typed_date::month_or_quarter(said))
            }
            Some(Place::Header(id)) => {
                let Some(i) = layout.column(id) else { return Vec::new() };
                let Some(at) = header.columns[i] else { return Vec::new() };
                let month = header.dates[i].and_then(|said| Some((said.period()?, said.as_of())));
                (cell_name(header.last_row, at), header.shown(at), month)
            }
            Some(Place::Column(_)) | None => return Vec::new(),
        };
        self.period_cell = cell;
        match month {
            Some(month) => self.learn(month),
            None => return vec![phrases::unsaid_period(said).in_cell(&self.period_cell)],
        }
        Vec::new()
    }

    /// Takes in a month that the file declares, and its day where it has one.
    pub(super) fn learn(&mut self, (period, day): (Period, Option<NaiveDate>)) {
        self.period = Some(period);
        self.as_of = day.or(self.as_of);
    }
}

/// What is wrong between the sheets of one table, each of which says of itself what it says: they are of one month. Each of the
/// others is compared with the first that says one.
pub(super) fn agree(layout: &Layout, sheets: &[Heading]) -> Vec<Problem> {
    let month = |it: &Heading| {
        let as_of = it.as_of.filter(|_| !layout.kind.is_of_no_month());
        it.period.or_else(|| as_of.and_then(Period::of))
    };
    let mut said = sheets.iter().filter_map(|it| Some((it, month(it)?)));
    let Some((first, expected)) = said.next() else { return Vec::new() };
    let differ = said.filter(|(_, month)| *month != expected);
    let told = |(it, month): (&Heading, Period)| {
        let what = (&*month.italian(), &*expected.italian());
        let cell = if it.period.is_some() { &it.period_cell } else { it.as_of_cell() };
        phrases::sheets_differ(what, &first.sheet).in_sheet(&it.sheet).in_cell(cell)
    };
    differ.map(told).collect()
}

/// What the sheets of one table say of the file: what the first says that says its month, and the others. Of several days
/// in one month the last is that to which the figures stand.
pub(super) fn of_file(mut sheets: Vec<Heading>) -> Option<(Heading, Vec<Heading>)> {
    let says_month = |it: &Heading| it.period.is_some() || it.as_of.is_some();
    let first = sheets.iter().position(says_month).unwrap_or_default();
    let last_day = sheets.iter().filter_map(|it| it.as_of).max();
    if first >= sheets.len() {
        return None;
    }
    let mut heading = sheets.remove(first);
    heading.as_of = last_day;
    Some((heading, sheets))
}

/// The name of the cell that a layout names; nothing where it names none.
fn named_cell(place: Option<&Place>) -> String {
    match place {
        Some(Place::Cell(cell)) => cell_name(cell.row, cell.column),
        _ => String::new(),
    }
}

/// Euro of one unit of the file's amounts: what the layout declares, unless the title contradicts it.
pub(super) fn unit(layout: &Layout, title: &str) -> Result<i64, Box<Problem>> {
    match (layout.unit.euro(), unit_euro(title)) {
        (Some(declared), Some(said)) if said != declared => Err(Box::new(phrases::unit_conflict(said, declared))),
        (Some(euro), _) | (None, Some(euro)) => Ok(euro),
        (None, None) => Err(Box::new(phrases::no_unit())),
    }
}

/// The month and the office that a file's name declares, by the groups of the layout's pattern. A reference table is of no
/// month: one that bears a year alone counts from the first month of that exercise.
#[must_use]
pub fn said_by_name(name: &str, layout: &Layout) -> (Option<Period>, Option<String>) {
    let stem = stem(name);
    let Some(found) = layout.file.0.captures(stem) else { return (None, None) };
    let declared = found.name("period").map(|period| period.as_str());
    let of_year = || Period::of(year_in_name(declared?)?.first_day()).filter(|_| layout.kind == Kind::Reference);
    let period = declared.and_then(month_in_name).or_else(of_year);
    let office = found.name("office").map(|office| office.as_str().to_lowercase());
    (period, office)
}

/// Euro of one unit, as a title says it: `(valori in migliaia di euro)`, `€/000`; `(valori all'unità di Euro)`.
pub fn unit_euro(title: &str) -> Option<i64> {
    static THOUSANDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\bmigliaia\s+di\s+(euro|€)|(€|\beuro)\s*/\s*1?\.?000\b|\b(k€|keuro)")
            .expect("a pattern that was written with this program")
    });
    static UNITS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(valori|importi|dati|espressi|cifre)\s+(espressi\s+)?in\s+(unità\s+di\s+)?(euro\b|€)|\bunit[àa]'?\s+di\s+(euro\b|€)|\(\s*in\s+(euro|€)\s*\)")
            .expect("a pattern that was written with this program")
    });
    if THOUSANDS.is_match(title) { Some(1000) } else { UNITS.is_match(title).then_some(1) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_title_says_its_unit() {
        for (title, expected) in [
            ("Conto economico (valori in migliaia di euro)", Some(1000)),
            ("ONERI - IMPORTI IN MIGLIAIA DI EURO", Some(1000)),
            ("Proventi (€/000)", Some(1000)),
            ("Proventi euro/1.000", Some(1000)),
            ("ALL. C (valori all'unità di Euro)", Some(1)),
            ("Oneri al 30/06/2021 (in euro)", Some(1)),
            ("Importi in €", Some(1)),
            ("Camera di commercio di esempio, oneri in Europa", None),
            ("Contributi di euro 1.000 al 30/06/2021", None),
        ] {
            assert_eq!(unit_euro(title), expected, "{title}");
        }
    }
    proptest! {
        #[test]
        fn no_title_makes_its_unit_panic(text in "\\PC{0,24}|[0-9°./ -]{0,14}") {
            let _ = unit_euro(&text);
        }
    }
}
