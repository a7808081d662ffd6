//! A sheet of an open document: its rows and columns as they repeat, which of them are hidden, its merged cells, and its cells
//! into the listing. Refuses to know what a cell's attributes mean.

use std::io::Write;
use std::ops::Range;

use chrono::NaiveDate;
use quick_xml::events::{BytesStart, Event};

use super::super::Limits;
use super::super::cell::Content;
use super::super::element::{Stop, attribute, attributes, count};
use super::super::fault::{Excess, too_large};
use super::super::hidden::{Hidden, MERGES_MAX, Merge};
use super::super::listing::Writer;
use super::super::number_format::NumberFormat;
use super::super::xml::Xml;
use super::cells::{self, Head, Numbers};
use super::styles::{Family, Styles};

/// A value with how often it stands beside itself.
struct Filled {
    column: u32,
    end: u32,
    content: Content<'static>,
}

/// A row or a column, or many alike.
#[derive(Debug, Default)]
struct Line {
    repeated: u32,
    /// Hidden by hand or by a filter.
    is_hidden: bool,
    style: Option<String>,
    /// The style of its cells that have none.
    cells: Option<String>,
}

impl Line {
    fn of(element: &BytesStart<'_>) -> Result<Self, Stop> {
        let mut line = Self { repeated: 1, ..Self::default() };
        for told in attributes(element) {
            let (_, name, value) = told?;
            match name {
                "number-rows-repeated" | "number-columns-repeated" => line.repeated = count(&value)?,
                "visibility" => line.is_hidden = matches!(&*value, "collapse" | "filter"),
                "style-name" => line.style = Some(value.into_owned()),
                "default-cell-style-name" => line.cells = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(line)
    }
}

/// Where the reading of a sheet stands.
#[derive(Default)]
struct Progress {
    row: u32,
    column: u32,
    /// Of each group of rows or columns that has begun, whether it is folded.
    groups: Vec<bool>,
    /// The end of the columns whose cells are alike, and the number format of those.
    formats: Vec<(u32, NumberFormat)>,
}

impl Progress {
    /// What numbers are in the cells of a column that have no style of their own.
    fn format(&self, column: u32) -> NumberFormat {
        let at = self.formats.partition_point(|(end, _)| *end <= column);
        self.formats.get(at).map(|(_, format)| *format).unwrap_or_default()
    }
}

/// Lists the cells of sheets, one sheet after the other.
pub(super) struct Lister<'p, W: Write> {
    pub xml: Xml<'p>,
    pub styles: Styles,
    pub writer: Writer<W>,
    pub limits: &'p Limits,
    /// Cells of all sheets so far.
    pub cells: u64,
    /// The day whose number is zero.
    pub null_date: NaiveDate,
}

impl<W: Write> Lister<'_, W> {
    /// Lists the cells of a table that has begun, up to its end.
    pub(super) fn sheet(&mut self) -> Result<Hidden, Stop> {
        let (mut progress, mut hidden) = (Progress::default(), Hidden::default());
        loop {
            match self.xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "table-columns" | "table-header-columns" | "table-rows" | "table-header-rows" => {}
                    "table-column-group" | "table-row-group" => {
                        progress.groups.push(attribute(&element, "display")?.as_deref() == Some("false"));
                    }
                    "table-column" => {
                        let line = Line::of(&element)?;
                        self.column(&line, &mut progress, &mut hidden)?;
                        self.xml.skip()?;
                    }
                    "table-row" => {
                        let line = Line::of(&element)?;
                        self.rows(&line, &mut progress, &mut hidden)?;
                    }
                    // Drawings and sources of data may hold tables of their own.
                    _ => self.xml.skip()?,
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "table-column-group" | "table-row-group" => drop(progress.groups.pop()),
                    "table" => return Ok(hidden),
                    _ => {}
                },
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
    }

    fn column(&self, line: &Line, progress: &mut Progress, hidden: &mut Hidden) -> Result<(), Stop> {
        let first = progress.column;
        progress.column = first.checked_add(line.repeated).ok_or_else(|| too_large(Excess::Columns))?;
        if first < self.limits.columns_max {
            let format = self.styles.format(line.cells.as_deref());
            match progress.formats.last_mut() {
                Some((end, standing)) if *standing == format => *end = progress.column,
                _ => progress.formats.push((progress.column, format)),
            }
        }
        let is_folded = progress.groups.contains(&true);
        let is_hidden = line.is_hidden || is_folded || self.styles.hides(Family::Column, line.style.as_deref());
        if let (true, Ok(first)) = (is_hidden, u16::try_from(first)) {
            let last = u16::try_from(progress.column - 1).unwrap_or(u16::MAX);
            match hidden.columns.last_mut() {
                Some((_, standing)) if standing.checked_add(1) == Some(first) => *standing = last,
                _ => hidden.columns.push((first, last)),
            }
        }
        Ok(())
    }

    fn rows(&mut self, line: &Line, progress: &mut Progress, hidden: &mut Hidden) -> Result<(), Stop> {
        let first = progress.row;
        progress.row = first.checked_add(line.repeated).ok_or_else(|| too_large(Excess::Rows))?;
        let is_folded = progress.groups.contains(&true);
        if line.is_hidden || is_folded || self.styles.hides(Family::Row, line.style.as_deref()) {
            match hidden.rows.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(first) => *last = progress.row - 1,
                _ => hidden.rows.push((first, progress.row - 1)),
            }
        }
        let filled = self.row(line, progress, hidden)?;
        let in_row: u64 = filled.iter().map(|cell| u64::from(cell.end - cell.column)).sum();
        self.cells = self.cells.saturating_add(in_row.saturating_mul(line.repeated.into()));
        if self.cells > self.limits.cells_max {
            return Err(too_large(Excess::Cells).into());
        }
        if filled.is_empty() {
            return Ok(());
        }
        for row in first..progress.row {
            for cell in &filled {
                for column in cell.column..cell.end {
                    self.writer.cell(row, column, &cell.content)?;
                }
            }
        }
        Ok(())
    }

    /// The values of a row, each of them in a column of its own: no more than there may be columns.
    fn row(&mut self, line: &Line, progress: &Progress, hidden: &mut Hidden) -> Result<Vec<Filled>, Stop> {
        let (mut filled, mut column) = (Vec::new(), 0_u32);
        loop {
            match self.xml.next()? {
                Event::Start(element)
                    if matches!(element.local_name().as_ref(), "table-cell" | "covered-table-cell") =>
                {
                    let head = Head::of(&element)?;
                    let shown = cells::shown(&mut self.xml)?;
                    let end = column.saturating_add(head.repeated);
                    merge(progress.row - line.repeated..progress.row, column, head.spans, hidden);
                    let style = head.style.as_deref().or(line.cells.as_deref());
                    let format = match style {
                        _ if !head.is_number() => NumberFormat::Number,
                        Some(_) => self.styles.format(style),
                        None => progress.format(column),
                    };
                    let content = cells::content(head, shown, Numbers { format, null_date: self.null_date });
                    if content != Content::Blank {
                        if end > self.limits.columns_max {
                            return Err(too_large(Excess::Columns).into());
                        }
                        filled.push(Filled { column, end, content });
                    }
                    column = end;
                }
                Event::Start(_) => self.xml.skip()?,
                Event::End(_) => return Ok(filled),
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
    }
}

/// Takes in a cell that stretches over others, in each of the rows in which it stands.
fn merge(standing: Range<u32>, column: u32, (rows, columns): (u32, u32), hidden: &mut Hidden) {
    let last = column.saturating_add(columns - 1);
    if (rows, columns) == (1, 1) {
        return;
    }
    let (Ok(first), Ok(last)) = (u16::try_from(column), u16::try_from(last)) else { return };
    let left = MERGES_MAX.saturating_sub(hidden.merged.len());
    let merges = standing.map(|row| Merge { first: (row, first), last: (row.saturating_add(rows - 1), last) });
    hidden.merged.extend(merges.take(left));
}
