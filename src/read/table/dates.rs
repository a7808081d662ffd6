//! Whether the dates over the columns of a table are those of the file, where a layout lets them change.
//! Refuses to look at a row.

use super::super::claims::Heading;
use super::super::header::{Header, expected};
use super::super::layout::{Kind, Layout};
use super::super::phrases::{self, Wanted};
use super::super::wording::Said;
use crate::origin::cell_name;
use crate::period::Period;
use crate::problem::Problem;

/// The problem of each date over a column that is not of the file's month, or of the year that the column is declared to
/// be of. Where nothing says the file's month, of each that is not of the first one's.
pub(in crate::read) fn strange_dates(layout: &Layout, header: &Header, heading: &Heading) -> Vec<Problem> {
    if layout.kind == Kind::Reference {
        // It belongs to no month.
        return Vec::new();
    }
    let file = heading.period.or_else(|| heading.as_of.and_then(Period::of)).or(heading.name_period);
    let mut first: Option<(Said, &str)> = None;
    let mut problems = Vec::new();
    for (i, column) in layout.columns.iter().enumerate() {
        let (Some(said), Some(at)) = (header.dates[i], header.columns[i]) else { continue };
        let amount = column.amount.as_ref();
        if amount.is_some_and(|amount| amount.exercise.is_some()) {
            // The header was found by its year.
            continue;
        }
        let years_before = amount.map_or(0, |amount| amount.years_before);
        let shown = header.shown(at);
        let wanted = match (file, first) {
            (Some(file), _) if years_before > 0 => {
                Wanted::OfYear(i32::from(file.exercise().0) - i32::from(years_before))
            }
            (Some(file), _) => Wanted::OfFile(file),
            (None, _) if years_before > 0 => continue,
            (None, Some((that, other))) => Wanted::As(other, that),
            (None, None) => {
                first = Some((said, shown));
                continue;
            }
        };
        let (year, month) = match wanted {
            Wanted::As(_, that) => (that.year, that.month),
            _ => expected(layout, column, file),
        };
        if !said.agrees(year, month) {
            problems.push(phrases::header_date(shown, said, &wanted).in_cell(cell_name(header.last_row, at)));
        }
    }
    problems
}
