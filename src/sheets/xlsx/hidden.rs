//! What is hidden or merged in a sheet of an `.xlsx`, which stands before its cells, in their rows and after them: a part that
//! holds none of the words for it is not parsed.

use std::io::Read;
use std::sync::LazyLock;

use quick_xml::events::BytesStart;
use regex::bytes::Regex;

use super::super::hidden::{self, Hidden, MERGES_MAX, Merge};
use super::super::package::Package;
use super::super::xml::{attribute, is_true};
use super::Workbook;
use crate::origin::parse_cell;

/// What is hidden or merged in a sheet. A part that contradicts itself says nothing: whether it can be read at all is said
/// when its cells are.
pub(in crate::sheets) fn hidden(workbook: &Workbook, package: &mut Package<'_>, sheet: usize) -> Hidden {
    let Some(part) = workbook.part(sheet) else { return Hidden::default() };
    if !may_hide_anything(package, part, workbook.unfinished) {
        return Hidden::default();
    }
    let mut scan = Scan { waits: workbook.unfinished, ..Scan::default() };
    let Ok(xml) = package.xml(part) else { return Hidden::default() };
    let read = xml.with_any_ends().elements(|element| {
        scan.at(element);
        false
    });
    read.map_or_else(|_| Hidden::default(), |()| scan.found())
}

/// Whether a part names anything that is hidden, merged or filtered, a height or width that begins with a zero or, where
/// formulas wait to be calculated, a formula. One in sixteen bits is not searched: it may.
fn may_hide_anything(package: &mut Package<'_>, part: &str, unfinished: bool) -> bool {
    /// A name may lie across two chunks.
    const OVERLAP: usize = 64;
    static NAMES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?-u)hidden|zeroHeight|mergeCell|filterColumn|\\s(?:ht|width)=[\"']0")
            .expect("a pattern that was written with this program")
    });
    static FORMULAS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?-u)<(?:[^<> /]{1,20}:)?f[ >/]").expect("a pattern that was written with this program")
    });
    let Ok(mut part) = package.part(part) else { return false };
    let mut chunk = vec![0; 128 << 10];
    let mut kept = 0;
    loop {
        let read = part.read(&mut chunk[kept..]).unwrap_or(0);
        if read == 0 {
            return false;
        }
        let end = kept + read;
        let is_wide = chunk[..end.min(4)].iter().any(|byte| matches!(byte, 0 | 0xfe | 0xff));
        let seen = &chunk[..end];
        if is_wide || NAMES.is_match(seen) || (unfinished && FORMULAS.is_match(seen)) {
            return true;
        }
        let from = end.saturating_sub(OVERLAP);
        chunk.copy_within(from..end, 0);
        kept = end - from;
    }
}

/// What was met of a sheet so far.
#[derive(Default)]
struct Scan {
    hidden: Hidden,
    /// Whether its formulas waited to be calculated.
    waits: bool,
    /// The place of the cell that was met last.
    cell: Option<String>,
    /// The row that was met last, from 1, and whether it has a height of its own.
    row: u32,
    is_high: bool,
    /// Whether rows have no height unless they say one.
    zero_height: bool,
    /// Where rows have no height: whether any row with cells says one, and those that say none.
    any_high: bool,
    unsaid: Vec<(u32, u32)>,
}

impl Scan {
    fn at(&mut self, element: &BytesStart<'_>) {
        let number = |name| attribute(element, name)?.trim().parse::<f64>().ok();
        let hidden = &mut self.hidden;
        match element.local_name().as_ref() {
            "sheetFormatPr" => self.zero_height = is_true(element, "zeroHeight"),
            "col" if is_true(element, "hidden") || number("width") == Some(0.0) => {
                let bound = |name| attribute(element, name)?.trim().parse::<u16>().ok()?.checked_sub(1);
                hidden.columns.extend(bound("min").zip(bound("max")));
            }
            "row" => {
                let said = attribute(element, "r").and_then(|row| row.trim().parse().ok());
                self.row = said.unwrap_or(self.row.saturating_add(1));
                let height = number("ht");
                let is_hidden = is_true(element, "hidden") || height == Some(0.0);
                self.is_high = is_hidden || height.is_some();
                self.any_high |= height.is_some() && !is_hidden;
                if is_hidden && self.row > 0 {
                    hidden::extend(&mut hidden.rows, self.row - 1);
                }
            }
            "c" => {
                if self.waits && hidden.waiting.is_none() {
                    self.cell = attribute(element, "r").map(std::borrow::Cow::into_owned);
                }
                if self.zero_height && !self.is_high && self.row > 0 {
                    self.is_high = true;
                    hidden::extend(&mut self.unsaid, self.row - 1);
                }
            }
            "f" if self.waits && hidden.waiting.is_none() => {
                hidden.waiting = self.cell.as_deref().and_then(parse_cell);
            }
            // Arrows over the captions hide nothing until somebody selects something.
            "autoFilter" => self.cell = attribute(element, "ref").map(std::borrow::Cow::into_owned),
            "filterColumn" => hidden.filter = self.cell.take().or(hidden.filter.take()),
            "mergeCell" if hidden.merged.len() < MERGES_MAX => {
                hidden.merged.extend(attribute(element, "ref").and_then(|range| Merge::of_range(&range)));
            }
            _ => {}
        }
    }

    /// Where rows have no height, Excel shows those that are written all the same, unless the file says a height for
    /// others: then those that say none are told, since programs differ on them.
    fn found(mut self) -> Hidden {
        if self.zero_height && self.any_high {
            self.hidden.rows.append(&mut self.unsaid);
        }
        self.hidden.rows.sort_unstable();
        self.hidden
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{FilterCondition, FilterCriteria, Format, Workbook};

    use super::super::super::{Limits, book::Book};
    use super::*;

    fn of(bytes: &[u8], sheet: usize) -> Hidden {
        Book::open("x.xlsx", bytes, &Limits::default()).unwrap().hidden(sheet)
    }

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
        sheet.set_row_height(5, 0).unwrap();
        sheet.set_column_hidden(3).unwrap();
        sheet.set_column_width(2, 0).unwrap();
        sheet.merge_range(1, 5, 2, 5, "unite", &Format::new()).unwrap();
        sheet.autofilter(0, 0, 8, 1).unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let found = of(&bytes, 1);
        assert_eq!(found.rows, [(3, 5), (7, 7)]);
        assert_eq!((found.merged[0].to_string().as_str(), &found.filter), ("F2:F3", &None));
        assert!(found.hides_row(4) && !found.hides_row(6) && found.hides_column(3) && found.hides_column(2));
        assert_eq!((of(&bytes, 0), of(&bytes, 7)), (Hidden::default(), Hidden::default()));
        assert_eq!(of(b"conto;importo", 0), Hidden::default());
    }

    #[test]
    fn a_sheet_that_hides_nothing_is_not_looked_at_element_by_element() {
        let speaks = |bytes: &[u8], unfinished| {
            let mut package = Package::open(bytes, 1000, 1 << 20).unwrap();
            may_hide_anything(&mut package, "xl/worksheets/sheet1.xml", unfinished)
        };
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_number(0, 0, 1.0).unwrap();
        // Its margins are said to be `right="0.7"`.
        let plain = workbook.save_to_buffer().unwrap();
        assert!(!speaks(&plain, true));
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write_formula(0, 0, "=1+1").unwrap();
        let with_formula = workbook.save_to_buffer().unwrap();
        assert!(speaks(&with_formula, true) && !speaks(&with_formula, false));
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
        let found = of(&workbook.save_to_buffer().unwrap(), 0);
        assert_eq!(found.filter.as_deref(), Some("A1:A2"));
    }

    #[test]
    fn rows_without_a_height_are_hidden_where_others_say_one() {
        let rows = |elements: &[&str]| {
            let mut scan = Scan::default();
            for element in elements {
                scan.at(&BytesStart::from_content(*element, element.split(' ').next().unwrap().len()));
            }
            scan.found().rows
        };
        let zero = r#"sheetFormatPr zeroHeight="1""#;
        let (high, unsaid) = (r#"row r="1" ht="15" customHeight="1""#, r#"row r="2""#);
        assert_eq!(rows(&[zero, high, "c", unsaid, "c"]), [(1, 1)]);
        assert_eq!(rows(&[zero, high, "c", unsaid]), []);
        assert_eq!(rows(&[high, "c", unsaid, "c"]), []);
        // What hides its unused rows, as Excel writes it.
        assert_eq!(rows(&[zero, r#"row r="1""#, "c", unsaid, "c"]), []);
    }
}
