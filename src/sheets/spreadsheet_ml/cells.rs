//! The rows and columns of a sheet of SpreadsheetML, where each cell of it stands, what it holds, what is hidden and merged: out of
//! its XML into the listing. Refuses to know what stands around the sheet.

use std::borrow::Cow;
use std::io::Write;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use quick_xml::events::{BytesStart, Event};

use super::super::Limits;
use super::super::cell::{Content, iso_moment};
use super::super::element::{Stop, attribute, attributes};
use super::super::fault::{Excess, too_large};
use super::super::hidden::{Hidden, MERGES_MAX, Merge};
use super::super::listing::Writer;
use super::super::number_format::NumberFormat;
use super::super::xml::{NotXml, Xml};
use super::surroundings::Surroundings;

/// Lists the cells of sheets, one sheet after the other.
pub(super) struct Lister<'b, W: Write> {
    pub xml: Xml<'b>,
    pub writer: Writer<W>,
    pub limits: &'b Limits,
    /// Cells of all sheets so far.
    pub cells: u64,
    pub book: &'b Surroundings,
}

/// What a column, a row or a cell says of itself.
#[derive(Debug, Default)]
struct Head {
    /// Its place, from 1.
    index: Option<u32>,
    /// Columns or rows that follow and are like it, or are merged with it.
    across: u32,
    down: u32,
    is_hidden: bool,
    style: Option<String>,
    is_formula: bool,
}

impl Head {
    fn of(element: &BytesStart<'_>) -> Result<Self, Stop> {
        let mut head = Self::default();
        let number = |value: &str| value.trim().parse::<u32>().map_err(|_| NotXml);
        for told in attributes(element) {
            let (_, name, value) = told?;
            match name {
                "Index" => head.index = Some(number(&value)?),
                "Span" | "MergeAcross" => head.across = number(&value)?,
                "MergeDown" => head.down = number(&value)?,
                "Hidden" => head.is_hidden |= matches!(value.trim(), "1" | "true"),
                // Of no height or width, it is not seen either.
                "Height" | "Width" => head.is_hidden |= value.trim().parse() == Ok(0.0),
                "StyleID" => head.style = Some(value.into_owned()),
                "Formula" => head.is_formula = !value.trim().is_empty(),
                _ => {}
            }
        }
        Ok(head)
    }

    /// Where it stands, from 0, where the next one without a place would stand at `next`: never before it.
    fn place(&self, first: u32, next: u32) -> Result<u32, NotXml> {
        let place = match self.index {
            Some(index) => index.checked_sub(1).and_then(|index| index.checked_add(first)).ok_or(NotXml)?,
            None => next,
        };
        if place < next { Err(NotXml) } else { Ok(place) }
    }
}

/// The columns that have a style, by the first and the last of them.
type ColumnStyles = Vec<(u32, u32, String)>;

impl<W: Write> Lister<'_, W> {
    /// Lists the cells of a sheet that has begun, up to its end.
    pub fn sheet(&mut self) -> Result<Hidden, Stop> {
        let mut hidden = Hidden::default();
        loop {
            match self.xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "Table" => {
                    let corner = |name| -> Result<u32, Stop> {
                        let place = attribute(&element, name)?.map(|place| place.trim().parse::<u32>());
                        Ok(place.transpose().map_err(|_| NotXml)?.map_or(0, |place| place.saturating_sub(1)))
                    };
                    let corner = (corner("TopCell")?, corner("LeftCell")?);
                    self.table(corner, &mut hidden)?;
                }
                Event::Start(_) => self.xml.skip()?,
                Event::End(_) => return Ok(hidden),
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
    }

    fn table(&mut self, (top, left): (u32, u32), hidden: &mut Hidden) -> Result<(), Stop> {
        let (mut row, mut column, mut styles) = (top, left, ColumnStyles::new());
        loop {
            match self.xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "Column" => {
                        let head = Head::of(&element)?;
                        let first = head.place(left, column)?;
                        let last = first.checked_add(head.across).ok_or(NotXml)?;
                        column = last.checked_add(1).ok_or(NotXml)?;
                        if let (true, Ok(first)) = (head.is_hidden, u16::try_from(first)) {
                            let last = u16::try_from(last).unwrap_or(u16::MAX);
                            match hidden.columns.last_mut() {
                                Some((_, standing)) if standing.checked_add(1) == Some(first) => *standing = last,
                                _ => hidden.columns.push((first, last)),
                            }
                        }
                        styles.extend(head.style.map(|style| (first, last, style)));
                        self.xml.skip()?;
                    }
                    "Row" => {
                        let head = Head::of(&element)?;
                        let first = head.place(top, row)?;
                        let last = first.checked_add(head.across).ok_or_else(|| too_large(Excess::Rows))?;
                        row = last.checked_add(1).ok_or_else(|| too_large(Excess::Rows))?;
                        if head.is_hidden {
                            hide(&mut hidden.rows, first, last);
                        }
                        self.row((first, left), head.style.as_deref(), &styles, hidden)?;
                    }
                    _ => self.xml.skip()?,
                },
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
    }

    fn row(
        &mut self,
        (row, left): (u32, u32),
        style: Option<&str>,
        columns: &ColumnStyles,
        hidden: &mut Hidden,
    ) -> Result<(), Stop> {
        let mut next = left;
        loop {
            match self.xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "Cell" => {
                    let head = Head::of(&element)?;
                    let column = head.place(left, next)?;
                    let last = column.checked_add(head.across).ok_or(NotXml)?;
                    next = last.checked_add(1).ok_or(NotXml)?;
                    if (head.across, head.down) != (0, 0) && hidden.merged.len() < MERGES_MAX {
                        let ends = (u16::try_from(column), u16::try_from(last));
                        let merge =
                            |(first, last)| Merge { first: (row, first), last: (row.saturating_add(head.down), last) };
                        hidden.merged.extend(ends.0.ok().zip(ends.1.ok()).map(merge));
                    }
                    let of_column = || columns.iter().find(|(first, last, _)| (*first..=*last).contains(&column));
                    let style = head.style.as_deref().or(style);
                    let style = style.or_else(|| of_column().map(|(.., style)| style.as_str()));
                    let format = self.book.format(style.unwrap_or_default());
                    let content = self.cell(&head, format)?;
                    if content != Content::Blank {
                        self.limits.admit(&mut self.cells, column)?;
                        self.writer.cell(row, column, &content)?;
                    }
                }
                Event::Start(_) => self.xml.skip()?,
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
    }

    /// What a cell that has begun holds, up to its end.
    fn cell(&mut self, head: &Head, format: NumberFormat) -> Result<Content<'static>, Stop> {
        let mut data = None;
        loop {
            match self.xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "Data" => {
                    let kind = attribute(&element, "Type")?.unwrap_or_default();
                    let mut text = String::new();
                    self.xml.rich_text(&mut text)?;
                    data = Some((kind, text));
                }
                // A comment has data of its own.
                Event::Start(_) => self.xml.skip()?,
                Event::End(_) => break,
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
        let Some((kind, text)) = data else {
            return Ok(if head.is_formula { Content::Uncomputed } else { Content::Blank });
        };
        Ok(match kind.as_str() {
            "String" if text.is_empty() => Content::Blank,
            "String" => Content::Text(Cow::Owned(text)),
            _ if text.trim().is_empty() && head.is_formula => Content::Uncomputed,
            _ if text.trim().is_empty() => Content::Blank,
            kind => {
                value(kind, text.trim(), format, self.book.is_1904).unwrap_or(Content::Unreadable(Cow::Owned(text)))
            }
        })
    }
}

/// A value as its kind writes it; `None` where it does not.
fn value(kind: &str, text: &str, format: NumberFormat, is_1904: bool) -> Option<Content<'static>> {
    Some(match kind {
        "Number" => format.content(text.parse().ok().filter(|it: &f64| it.is_finite())?, is_1904),
        "DateTime" => moment(text, format, is_1904)?,
        "Boolean" => Content::Bool(match text {
            "1" | "true" => true,
            "0" | "false" => false,
            _ => return None,
        }),
        "Error" => Content::Error(Cow::Owned(text.to_owned())),
        _ => return None,
    })
}

/// A moment. Hours are written as those of the day zero, and where they are counted beyond a day, as those of a later one.
fn moment(text: &str, format: NumberFormat, is_1904: bool) -> Option<Content<'static>> {
    let day = iso_moment(text)?.date();
    let time = match text.get(10..).unwrap_or_default().trim_end_matches('Z') {
        "" => NaiveTime::MIN,
        time => NaiveTime::parse_from_str(time.strip_prefix(['T', ' '])?, "%H:%M:%S%.f").ok()?,
    };
    let zero = if is_1904 { NaiveDate::from_ymd_opt(1904, 1, 1) } else { NaiveDate::from_ymd_opt(1899, 12, 31) }?;
    if day > zero && format != NumberFormat::Duration {
        return Some(Content::Moment(NaiveDateTime::new(day, NaiveTime::MIN)));
    }
    let days = i32::try_from(day.signed_duration_since(zero).num_days()).ok()?;
    Some(Content::NoDate(f64::from(days) + f64::from(time.num_seconds_from_midnight()) / 86_400.0))
}

/// Adds rows below those that are told already.
fn hide(rows: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    match rows.last_mut() {
        Some((_, standing)) if standing.checked_add(1) == Some(first) => *standing = last,
        _ => rows.push((first, last)),
    }
}
