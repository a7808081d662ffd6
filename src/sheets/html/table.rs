//! A table of a page as a grid: where each cell stands beside and below those that stretch over others, which rows and columns
//! nobody sees. Refuses to know tags.

use std::borrow::Cow;

use super::super::cell::{Content, shown, tidy};
use super::super::hidden::{self, Hidden, MERGES_MAX, Merge};
use super::cell::Head;
use super::words::Words;

/// Over how many columns and rows a browser lets a cell stretch.
const COLUMN_SPAN_MAX: u32 = 1_000;
const ROW_SPAN_MAX: u32 = 65_534;

/// A cell that has begun.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub head: Head,
    pub words: Words,
    /// Columns over which it stretches.
    pub columns: u32,
    /// Rows over which it does; zero where it does so to the end of its group.
    pub rows: u32,
    pub is_hidden: bool,
}

/// A cell at its place.
#[derive(Debug)]
struct Placed {
    row: u32,
    column: u32,
    is_wide: bool,
    is_hidden: bool,
    content: Content<'static>,
}

/// A row that has begun.
#[derive(Debug)]
struct Row {
    number: u32,
    next: u32,
    is_hidden: bool,
    cells: Vec<Placed>,
}

/// Columns that are declared together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub count: u32,
    pub are_hidden: bool,
}

/// A table, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub is_outermost: bool,
    pub is_visible: bool,
    /// The lines that stand above it on the page.
    pub above: Vec<String>,
    caption: Option<Words>,
    captions: Vec<String>,
    columns_max: u32,
    rows: u32,
    row: Option<Row>,
    open: Option<Open>,
    /// Of each column, the row up to which a cell above stretches over it.
    covered: Vec<u32>,
    group_is_hidden: bool,
    /// The merges that stood when the group of rows began.
    merged_before: usize,
    /// A group of columns that has begun, and whether one of them was declared.
    columns: Option<(Columns, bool)>,
    declared_columns: u32,
    hidden_columns: Vec<bool>,
    /// Of each column, whether a cell of it is seen, and whether one is not.
    sights: Vec<(bool, bool)>,
    full_rows: u32,
    hidden_rows: Vec<(u32, u32)>,
    merged: Vec<Merge>,
    cells: Vec<Placed>,
}

impl Table {
    /// A table that begins.
    pub fn new(columns_max: u32) -> Self {
        Self { columns_max, ..Self::default() }
    }

    /// Whether anything stands in it.
    pub fn has_cells(&self) -> bool {
        !self.cells.is_empty()
    }

    /// Whether it is more than what a page is laid out by: two rows with two values.
    pub fn is_of_data(&self) -> bool {
        self.full_rows > 1
    }

    /// The first line of its caption.
    pub fn caption(&self) -> Option<String> {
        self.captions.first().cloned()
    }

    /// The cell that has begun.
    pub fn open(&mut self) -> Option<&mut Open> {
        self.open.as_mut()
    }

    /// Whether what is in the cell that has begun is hidden with it.
    pub fn hides_open(&self) -> bool {
        self.open.as_ref().is_some_and(|cell| cell.is_hidden) || self.row.as_ref().is_some_and(|row| row.is_hidden)
    }

    /// Where a text goes that comes now; `None` where it is in no part of the table.
    pub fn words(&mut self) -> Option<&mut Words> {
        self.open.as_mut().map(|open| &mut open.words).or(self.caption.as_mut())
    }

    /// Begins its caption.
    pub fn begin_caption(&mut self) {
        self.caption = Some(Words::default());
    }

    /// Ends its caption.
    pub fn end_caption(&mut self) {
        let lines = self.caption.take().map(|mut words| words.take()).unwrap_or_default();
        self.captions.extend(lines.lines().map(|line| tidy(line).into_owned()).filter(|line| !line.is_empty()));
    }

    /// Begins a group of columns.
    pub fn begin_columns(&mut self, columns: Columns) {
        self.end_columns();
        self.columns = Some((columns, false));
    }

    /// Declares columns, of a group or of none.
    pub fn declare(&mut self, columns: Columns) {
        let are_hidden = columns.are_hidden || self.columns.is_some_and(|(group, _)| group.are_hidden);
        if let Some((_, has_some)) = &mut self.columns {
            *has_some = true;
        }
        let first = self.declared_columns;
        self.declared_columns = first.saturating_add(columns.count.clamp(1, COLUMN_SPAN_MAX));
        if are_hidden {
            for column in first..self.declared_columns.min(self.columns_max) {
                *at(&mut self.hidden_columns, column) = true;
            }
        }
    }

    /// Ends a group of columns, which are those that it declares, or as many as it says itself.
    pub fn end_columns(&mut self) {
        if let Some((columns, false)) = self.columns.take() {
            self.declare(columns);
        }
    }

    /// Begins a group of rows, or the rows that are of none: no cell stretches from one to the next.
    pub fn begin_group(&mut self, is_hidden: bool, is_1904: bool) {
        self.end_row(is_1904);
        let last = self.rows.saturating_sub(1);
        for merge in &mut self.merged[self.merged_before..] {
            merge.last.0 = merge.last.0.min(last);
        }
        self.merged_before = self.merged.len();
        self.covered.clear();
        self.group_is_hidden = is_hidden;
    }

    /// Begins a row.
    pub fn begin_row(&mut self, is_hidden: bool, is_1904: bool) {
        self.end_row(is_1904);
        self.end_columns();
        self.end_caption();
        let is_hidden = is_hidden || self.group_is_hidden;
        self.row = Some(Row { number: self.rows, next: 0, is_hidden, cells: Vec::new() });
        self.rows = self.rows.saturating_add(1);
    }

    /// Begins a cell, and a row where none has begun.
    pub fn begin_cell(&mut self, open: Open, is_1904: bool) {
        self.end_cell(is_1904);
        if self.row.is_none() {
            self.begin_row(false, is_1904);
        }
        self.open = Some(open);
    }

    /// Ends a cell, and puts it where it stands.
    pub fn end_cell(&mut self, is_1904: bool) {
        let (Some(mut open), Some(row)) = (self.open.take(), self.row.as_mut()) else { return };
        let mut column = row.next;
        while self.covered.get(column as usize).is_some_and(|until| *until > row.number) {
            column += 1;
        }
        let end = column.saturating_add(open.columns.clamp(1, COLUMN_SPAN_MAX));
        let until = match open.rows.min(ROW_SPAN_MAX) {
            0 => u32::MAX,
            rows => row.number.saturating_add(rows),
        };
        row.next = end;
        let is_tall = until > row.number + 1;
        if is_tall {
            for column in column..end.min(self.columns_max) {
                *at(&mut self.covered, column) = until;
            }
        }
        let is_wide = end > column + 1;
        if (is_tall || is_wide) && self.merged.len() < MERGES_MAX {
            let ends = u16::try_from(column).ok().zip(u16::try_from(end - 1).ok());
            self.merged.extend(ends.map(|(from, to)| Merge { first: (row.number, from), last: (until - 1, to) }));
        }
        let content = open.head.content(open.words.take(), is_1904);
        row.cells.push(Placed { row: row.number, column, is_wide, is_hidden: open.is_hidden, content });
    }

    /// Ends a row. One of which no cell is seen is hidden itself.
    pub fn end_row(&mut self, is_1904: bool) {
        self.end_cell(is_1904);
        let Some(row) = self.row.take() else { return };
        let is_hidden = row.is_hidden || !row.cells.is_empty() && row.cells.iter().all(|cell| cell.is_hidden);
        if is_hidden {
            hidden::extend(&mut self.hidden_rows, row.number);
        }
        let mut filled = 0;
        for mut cell in row.cells {
            cell.is_hidden &= !is_hidden;
            if !is_hidden && !cell.is_wide && cell.column < self.columns_max {
                let (is_seen, is_not) = at(&mut self.sights, cell.column);
                *is_seen |= !cell.is_hidden;
                *is_not |= cell.is_hidden;
            }
            if cell.content != Content::Blank {
                filled += 1;
                self.cells.push(cell);
            }
        }
        self.full_rows += u32::from(filled > 1);
    }

    /// Ends the table.
    pub fn end(&mut self, is_1904: bool) {
        self.begin_group(false, is_1904);
        self.end_columns();
        self.end_caption();
    }

    /// Its cells in order, below the lines that stand above it; and what is hidden and merged. A cell that is not seen in a
    /// column that is, gives no value: a browser moves others into its place.
    pub fn cells(self, hidden: &mut Hidden) -> impl Iterator<Item = (u32, u32, Content<'static>)> {
        let lines: Vec<String> = self.above.into_iter().chain(self.captions).collect();
        let below = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let mut columns = self.hidden_columns;
        for (column, (is_seen, is_not)) in (0..).zip(&self.sights) {
            *at(&mut columns, column) |= *is_not && !is_seen;
        }
        for column in (0_u16..).zip(&columns).filter(|(_, is_hidden)| **is_hidden).map(|(column, _)| column) {
            match hidden.columns.last_mut() {
                Some((_, last)) if *last + 1 == column => *last = column,
                _ => hidden.columns.push((column, column)),
            }
        }
        let moved = move |row: u32| row.saturating_add(below);
        hidden.rows = self.hidden_rows.into_iter().map(|(first, last)| (moved(first), moved(last))).collect();
        let merged = self.merged.into_iter().filter(|merge| merge.first != merge.last);
        let merged =
            merged.map(|it| Merge { first: (moved(it.first.0), it.first.1), last: (moved(it.last.0), it.last.1) });
        hidden.merged = merged.collect();
        let titles = (0..).zip(lines).map(|(row, line)| (row, 0, Content::Text(Cow::Owned(line))));
        titles.chain(self.cells.into_iter().map(move |cell| {
            let is_alone = cell.is_hidden && !columns.get(cell.column as usize).is_some_and(|is_hidden| *is_hidden);
            let content = match cell.content {
                content if is_alone => Content::Unreadable(Cow::Owned(shown(&content).into_owned())),
                content => content,
            };
            (moved(cell.row), cell.column, content)
        }))
    }
}

/// The entry of a column, made where there was none.
fn at<T: Clone + Default>(columns: &mut Vec<T>, column: u32) -> &mut T {
    let column = column as usize;
    if columns.len() <= column {
        columns.resize(column + 1, T::default());
    }
    &mut columns[column]
}
