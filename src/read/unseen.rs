//! What a person looking at a sheet does not see: hidden rows and columns, an active filter, merged cells, formulas that
//! wait to be calculated.
//! The parser of cells does not tell it, so the sheet's part is looked at once more, and only when it names any of
//! these. Refuses to know what is in the cells.

use std::io::{BufReader, Cursor, Read};
use std::sync::LazyLock;

use quick_xml::events::{BytesStart, Event};
use regex::bytes::Regex;

use crate::intake::format::{self, Format};
use crate::origin::parse_cell;

/// What is not seen of a sheet. Rows and columns count from 0, ranges include both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Hidden rows, as sorted ranges.
    pub rows: Vec<(u32, u32)>,
    /// Hidden columns, as sorted ranges.
    pub columns: Vec<(u16, u16)>,
    /// The range of a filter that selects something: `A4:F30`.
    pub filter: Option<String>,
    /// Merged cells, in the order of the file.
    pub merged: Vec<Merge>,
    /// Its first formula, where the file says that formulas waited to be calculated when it was saved.
    pub waiting: Option<(u32, u16)>,
}

/// Cells merged into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// First row and column.
    pub first: (u32, u16),
    /// Last row and column.
    pub last: (u32, u16),
}

/// A sheet with more merges than these is a drawing; the rest of them is not looked at.
pub(super) const MERGES_MAX: usize = 50_000;

/// The parts that say where a sheet lies are small in every real workbook.
const INDEX_BYTES_MAX: u64 = 16 << 20;

impl Unseen {
    /// Whether a row is hidden.
    pub(super) fn hides_row(&self, row: u32) -> bool {
        within(&self.rows, row)
    }

    /// Whether a column is hidden.
    pub(super) fn hides_column(&self, column: u16) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// The rows of a column that merges cover below their first cells, as sorted ranges.
    pub(super) fn covered_rows(&self, column: u16) -> Vec<(u32, u32)> {
        let of_column =
            |merge: &&Merge| merge.last.0 > merge.first.0 && (merge.first.1..=merge.last.1).contains(&column);
        let mut rows: Vec<(u32, u32)> =
            self.merged.iter().filter(of_column).map(|merge| (merge.first.0 + 1, merge.last.0)).collect();
        rows.sort_unstable();
        rows
    }
}

impl Merge {
    /// The cells between two corners, whichever of them a file names first.
    pub(super) fn between(a: (u32, u16), b: (u32, u16)) -> Self {
        Self { first: (a.0.min(b.0), a.1.min(b.1)), last: (a.0.max(b.0), a.1.max(b.1)) }
    }
}

/// Whether a row lies in one of these sorted ranges.
pub(super) fn within(ranges: &[(u32, u32)], row: u32) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= row);
    after > 0 && ranges[after - 1].1 >= row
}

impl std::fmt::Display for Merge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |(row, column)| crate::origin::cell_name(row, column);
        write!(f, "{}:{}", name(self.first), name(self.last))
    }
}

/// What is not seen of a sheet of a workbook that the guard let pass. Formats other than .xlsx, and parts that
/// contradict themselves, say nothing: whether they can be read at all is said elsewhere.
pub(super) fn of(bytes: &[u8], sheet: &str) -> Unseen {
    if format::recognise(bytes) != Format::Xlsx {
        return Unseen::default();
    }
    look(bytes, sheet).unwrap_or_default()
}

fn look(bytes: &[u8], sheet: &str) -> Option<Unseen> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let part = part_of(&mut archive, sheet)?;
    let waits = calculation(&mut archive).is_some_and(|it| it.unfinished);
    let mut unseen = Unseen::default();
    let (mut row, mut cell) = (0, None);
    elements(archive.by_name(&part).ok()?, |element| {
        let is_true = |name| is_true(element, name);
        match element.local_name().as_ref() {
            "c" if waits && unseen.waiting.is_none() => cell = attribute(element, "r"),
            "f" if waits && unseen.waiting.is_none() => {
                unseen.waiting = cell.as_deref().and_then(parse_cell);
            }
            "row" => {
                row = attribute(element, "r").and_then(|r| r.parse().ok()).unwrap_or(row + 1);
                if is_true("hidden") && row > 0 {
                    extend(&mut unseen.rows, row - 1);
                }
            }
            "col" if is_true("hidden") => {
                let bound = |name| attribute(element, name)?.parse::<u16>().ok()?.checked_sub(1);
                if let (Some(first), Some(last)) = (bound("min"), bound("max")) {
                    unseen.columns.push((first, last));
                }
            }
            "autoFilter" => unseen.filter = attribute(element, "ref"),
            "mergeCell" if unseen.merged.len() < MERGES_MAX => {
                unseen.merged.extend(attribute(element, "ref").and_then(|range| merge(&range)));
            }
            _ => {}
        }
        element.local_name().as_ref() == "filterColumn"
    })
    .map(|filters| {
        // Arrows over the captions hide nothing until somebody selects something.
        if !filters {
            unseen.filter = None;
        }
        unseen.rows.sort_unstable();
        unseen
    })
}

/// What a workbook says of the results of its formulas.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Calculation {
    /// Whoever opens it is to calculate all of them: what wrote it may have put zeros in their places.
    pub on_load: bool,
    /// Some waited to be calculated when it was saved: Excel's manual calculation.
    pub unfinished: bool,
}

/// What a workbook says of the results of its formulas; `None` where it cannot be asked.
pub(super) fn calculation_of(bytes: &[u8]) -> Option<Calculation> {
    calculation(&mut zip::ZipArchive::new(Cursor::new(bytes)).ok()?)
}

fn calculation(archive: &mut Archive<'_>) -> Option<Calculation> {
    let book = relation(archive, "_rels/.rels", |kind, _| kind.ends_with("/officeDocument"))?;
    let mut found = Calculation::default();
    elements(archive.by_name(book.trim_start_matches('/')).ok()?.take(INDEX_BYTES_MAX), |element| {
        if element.local_name().as_ref() == "calcPr" {
            found.on_load = is_true(element, "fullCalcOnLoad");
            let completed = attribute(element, "calcCompleted");
            found.unfinished = completed.is_some_and(|value| value == "0" || value == "false");
        }
        false
    })?;
    Some(found)
}

/// Adds a row below those that are told already.
pub(super) fn extend(ranges: &mut Vec<(u32, u32)>, row: u32) {
    match ranges.last_mut() {
        Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
        _ => ranges.push((row, row)),
    }
}

fn merge(range: &str) -> Option<Merge> {
    let (first, last) = range.split_once(':')?;
    Some(Merge::between(parse_cell(first)?, parse_cell(last)?))
}

/// Looks for the names of what this file tells, while a part is inflated: inflating is cheap, parsing is not.
#[derive(Default)]
pub(super) struct Names {
    /// The end of the part so far: a name may lie across two chunks.
    tail: Vec<u8>,
}

impl Names {
    /// Whether the part, up to this chunk, names anything that is hidden, merged or filtered.
    pub fn any_in(&mut self, chunk: &[u8]) -> bool {
        static NAMES: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("(?-u)hidden|mergeCell|filterColumn").expect("a pattern that was written with this program")
        });
        const LONGEST: usize = 12;
        let head = chunk.len().min(LONGEST);
        self.tail.extend_from_slice(&chunk[..head]);
        if NAMES.is_match(&self.tail) || NAMES.is_match(chunk) {
            return true;
        }
        let kept = if chunk.len() >= LONGEST { chunk } else { &self.tail };
        self.tail = kept[kept.len().saturating_sub(LONGEST)..].to_vec();
        false
    }
}

/// Tells every element of a part; answers whether any telling said yes. `None` where the part is no XML.
pub(super) fn elements(part: impl Read, mut tell: impl FnMut(&BytesStart<'_>) -> bool) -> Option<bool> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let mut any = false;
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) => any |= tell(&element),
            Event::Eof => return Some(any),
            _ => {}
        }
        buffer.clear();
    }
}

fn is_true(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| value == "1" || value == "true")
}

/// An attribute's value by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

pub(super) type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

/// The part that holds a sheet, by the workbook's list of sheets and its relations.
fn part_of(archive: &mut Archive<'_>, sheet: &str) -> Option<String> {
    let book = relation(archive, "_rels/.rels", |kind, _| kind.ends_with("/officeDocument"))?;
    let book = book.trim_start_matches('/').to_owned();
    let mut id = None;
    elements(archive.by_name(&book).ok()?.take(INDEX_BYTES_MAX), |element| {
        if element.local_name().as_ref() == "sheet" && attribute(element, "name").as_deref() == Some(sheet) {
            // `sheetId` has another local name; `r:id` is the relation's.
            id = id.take().or_else(|| attribute(element, "id"));
        }
        false
    })?;
    let id = id?;
    let (folder, name) = book.rsplit_once('/').unwrap_or(("", &book));
    let relations =
        if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let target = relation(archive, &relations, |_, found| found == id)?;
    Some(match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if folder.is_empty() => target,
        None => format!("{folder}/{target}"),
    })
}

/// The target of the first relation of this kind or id.
pub(super) fn relation(
    archive: &mut Archive<'_>,
    part: &str,
    mut is: impl FnMut(&str, &str) -> bool,
) -> Option<String> {
    let mut target = None;
    elements(archive.by_name(part).ok()?.take(INDEX_BYTES_MAX), |element| {
        if target.is_none() && element.local_name().as_ref() == "Relationship" {
            let kind = attribute(element, "Type").unwrap_or_default();
            let id = attribute(element, "Id").unwrap_or_default();
            if is(&kind, &id) {
                target = attribute(element, "Target");
            }
        }
        false
    })?;
    target
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{FilterCondition, FilterCriteria, Format, Workbook};

    use super::*;

    #[test]
    fn what_a_person_does_not_see_is_found() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name("Prima & ultima").unwrap().write_string(0, 0, "x").unwrap();
        let sheet = workbook.add_worksheet().set_name("Oneri").unwrap();
        for row in 0..9 {
            sheet.write_number(row, 0, f64::from(row)).unwrap();
            sheet.write_string(row, 1, "y").unwrap();
        }
        for row in [3, 4, 7] {
            sheet.set_row_hidden(row).unwrap();
        }
        sheet.set_column_hidden(3).unwrap();
        sheet.merge_range(1, 5, 2, 5, "unite", &Format::new()).unwrap();
        sheet.autofilter(0, 0, 8, 1).unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let found = of(&bytes, "Oneri");
        assert_eq!(
            (found.rows.as_slice(), found.columns.as_slice()),
            ([(3, 4), (7, 7)].as_slice(), [(3, 3)].as_slice())
        );
        assert_eq!((found.merged[0].to_string().as_str(), &found.filter), ("F2:F3", &None));
        assert!(found.hides_row(4) && !found.hides_row(5) && found.hides_column(3) && !found.hides_column(2));
        assert_eq!((found.covered_rows(5), found.covered_rows(4)), (vec![(2, 2)], vec![]));
        assert_eq!(of(&bytes, "Prima & ultima"), Unseen::default());
        assert_eq!(of(&bytes, "Altro"), Unseen::default());
        assert_eq!(of(b"conto;importo", "Oneri"), Unseen::default());
        assert_eq!(of(&bytes[..bytes.len() / 2], "Oneri"), Unseen::default());
    }

    #[test]
    fn a_filter_counts_when_it_selects() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("Oneri").unwrap();
        sheet.write_string(0, 0, "Conto").unwrap();
        sheet.write_number(1, 0, 1.0).unwrap();
        sheet.autofilter(0, 0, 1, 0).unwrap();
        let condition = FilterCondition::new().add_custom_filter(FilterCriteria::GreaterThan, 5.0);
        sheet.filter_column(0, &condition).unwrap();
        let found = of(&workbook.save_to_buffer().unwrap(), "Oneri");
        assert_eq!(found.filter.as_deref(), Some("A1:A2"));
    }
}
