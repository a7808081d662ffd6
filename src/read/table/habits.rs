//! What the texts of a column, and of a text file the other columns, prove of the way of writing numbers; and where cells
//! stand.
//! Refuses to read a value.

use std::ops::ControlFlow;

use super::super::cell::habit_of;
use super::super::file::File;
use super::super::header::Header;
use super::super::layout::Layout;
use super::merged::Merged;
use crate::money::Habit;
use crate::sheets::{Book, Content, Usage};

/// What stands below a header.
pub(super) struct Below<'a> {
    pub header: &'a Header,
    pub merged: &'a Merged,
}

/// The habit that the texts of each column prove, by a look at the whole sheet; a column in which both marks are
/// decimal proves nothing. A text file was written by one program with one decimal mark: there a column that proves
/// nothing itself is read as the others prove, unless they differ. The cells of a workbook were typed one by one, or
/// pasted from elsewhere. Asked at most once a file, and only for a text that can be read in two ways.
pub(super) fn proven_habits(file: File<'_>, again: Option<&Book<'_>>, sheet: usize, below: &Below<'_>) -> Vec<Habit> {
    let Below { header, merged } = below;
    let layout: &Layout = file.layout;
    let mut seen = vec![(false, false); layout.columns.len()];
    let places = places(header);
    let look = |row: u32, column: u16, content: Content<'_>| {
        if row > header.last_row
            && let Some(Some(i)) = places.get(usize::from(column))
            && layout.columns[*i].kind.is_numeric()
            && !merged.covers(row, *i)
        {
            match habit_of(&content) {
                Habit::CommaIsDecimal => seen[*i].0 = true,
                Habit::PointIsDecimal => seen[*i].1 = true,
                Habit::Unknown => {}
            }
        }
        ControlFlow::Continue(())
    };
    // A fault here is met again by the reading itself, which says it.
    let read = again.map(|book| book.clone().each(sheet, file.limits, &mut Usage::default(), look));
    if !matches!(read, Some(Ok(()))) {
        return Vec::new();
    }
    let proven = |seen: &(bool, bool)| match seen {
        (true, false) => Habit::CommaIsDecimal,
        (false, true) => Habit::PointIsDecimal,
        _ => Habit::Unknown,
    };
    let of_file = match again {
        Some(book) if book.is_text() => {
            proven(&seen.iter().fold((false, false), |all, it| (all.0 | it.0, all.1 | it.1)))
        }
        _ => Habit::Unknown,
    };
    seen.iter().map(|it| if *it == (false, false) { of_file } else { proven(it) }).collect()
}

/// The layout column of each sheet column.
pub(super) fn places(header: &Header) -> Vec<Option<usize>> {
    let width = header.columns.iter().flatten().max().map_or(0, |last| usize::from(*last) + 1);
    let mut places = vec![None; width];
    for (i, column) in header.columns.iter().enumerate() {
        if let Some(column) = column {
            places[usize::from(*column)] = Some(i);
        }
    }
    places
}
