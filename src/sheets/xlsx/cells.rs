//! The cells of a sheet, one at a time and in order. Refuses to know what its columns mean.

use std::borrow::Cow;
use std::ops::ControlFlow;

use chrono::NaiveDateTime;
use quick_xml::events::{BytesStart, Event};

use super::super::cell::{Content, iso_moment};
use super::super::fault::{Excess, Fault};
use super::super::hash::FastHash;
use super::super::meter::{Meter, ROWS_MAX};
use super::super::number_format::NumberFormat;
use super::super::package::Package;
use super::super::xml::{NotXml, Xml, attributes};
use super::{Workbook, text, unescape};

/// Gives every cell of a sheet that is not blank, in order, until `take` breaks. Coordinates count from 0.
pub(in crate::sheets) fn each<'w>(
    (workbook, package): (&'w Workbook, &mut Package<'_>),
    sheet: usize,
    mut meter: Meter<'_>,
    mut take: impl FnMut(u32, u16, Content<'w>) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let Some(part) = workbook.part(sheet) else { return Ok(()) };
    let xml = package.xml(part)?;
    let mut cells = Cells::of(workbook, xml.with_any_ends());
    loop {
        match cells.next(&mut meter) {
            Ok(Some(_)) if matches!(cells.content, Content::Blank) => {}
            Ok(Some(position)) => {
                let content = std::mem::take(&mut cells.content);
                let column = meter.admit(position, &content)?;
                if take(position.0, column, content).is_break() {
                    return Ok(());
                }
            }
            Ok(None) => return Ok(()),
            Err(Stop::Fault(fault)) => return Err(fault),
            Err(Stop::NotXml) => {
                drop(cells);
                // What was read before stays read: the fault is met where it stands.
                return Err(match package.fault() {
                    Fault::Damaged(_) => Fault::Damaged(meter.at_last()),
                    other => other,
                });
            }
        }
    }
}

/// Why there is no next cell.
enum Stop {
    NotXml,
    Fault(Fault),
}

impl From<NotXml> for Stop {
    fn from(_: NotXml) -> Self {
        Self::NotXml
    }
}

/// Reads the cells of a sheet.
struct Cells<'w, 'x> {
    workbook: &'w Workbook,
    xml: Xml<'x>,
    begun: bool,
    /// Row and column of the next cell that does not say where it is.
    next: (u32, u32),
    dates: Dates,
    /// What the cell that was met last holds.
    content: Content<'w>,
    /// The text of its value.
    value: String,
}

/// What a cell says of itself before its value.
struct Head {
    position: (u32, u32),
    format: NumberFormat,
    kind: Kind,
}

/// What a cell's value is, by its attribute `t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Bool,
    Error,
    /// The text that a formula gives.
    Result,
    Inline,
    Date,
    Unknown,
}

impl<'w, 'x> Cells<'w, 'x> {
    fn of(workbook: &'w Workbook, xml: Xml<'x>) -> Self {
        Self {
            workbook,
            xml,
            begun: false,
            next: (0, 0),
            dates: Dates::default(),
            content: Content::Blank,
            value: String::new(),
        }
    }

    /// The place of the next cell, blank or not; `None` after the last.
    fn next(&mut self, meter: &mut Meter<'_>) -> Result<Option<(u32, u32)>, Stop> {
        loop {
            match self.xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "c" if self.begun => {
                        meter.record().map_err(Stop::Fault)?;
                        let head = head(&element, self.next, &self.workbook.styles).ok_or(Stop::NotXml)?;
                        self.next = (head.position.0, head.position.1.saturating_add(1));
                        self.cell(&head)?;
                        return Ok(Some(head.position));
                    }
                    "row" if self.begun => {
                        meter.record().map_err(Stop::Fault)?;
                        let said = attributes(&element).find(|(name, _)| *name == "r");
                        if let Some((_, row)) = said {
                            let row = row.trim().parse::<u32>().ok().and_then(|row| row.checked_sub(1));
                            self.next.0 = row.ok_or(Stop::NotXml)?;
                        }
                        self.next.1 = 0;
                        if self.next.0 >= ROWS_MAX {
                            return Err(Stop::Fault(meter.beyond(Excess::Rows)));
                        }
                    }
                    "sheetData" => self.begun = true,
                    _ if self.begun => self.xml.skip()?,
                    _ => {}
                },
                Event::End(element) if self.begun => match element.local_name().as_ref() {
                    "row" => self.next = (self.next.0.saturating_add(1), 0),
                    "sheetData" => return Ok(None),
                    _ => {}
                },
                Event::Eof => return Err(Stop::NotXml),
                _ => {}
            }
        }
    }

    /// Reads what a cell holds, up to its end.
    fn cell(&mut self, head: &Head) -> Result<(), NotXml> {
        self.value.clear();
        let (mut values, mut formula, mut inline, mut plain) = (0_u32, false, None::<String>, true);
        loop {
            match self.xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" => {
                        if values > 0 {
                            self.value.push(' ');
                        }
                        values += 1;
                        plain &= self.xml.text(&mut self.value)?;
                    }
                    "is" => {
                        plain &= inline.is_none();
                        text(&mut self.xml, inline.get_or_insert_default())?;
                    }
                    "f" => {
                        formula = true;
                        self.xml.skip()?;
                    }
                    _ => self.xml.skip()?,
                },
                Event::End(element) if element.local_name().as_ref() == "c" => break,
                Event::End(_) | Event::Eof => return Err(NotXml),
                _ => {}
            }
        }
        self.content = match inline {
            // A value beside a text in the cell repeats it, or the two contradict each other.
            Some(inline) if plain && (values == 0 || inline.trim() == self.value.trim()) => {
                Content::Text(Cow::Owned(inline))
            }
            Some(inline) => Content::Unreadable(Cow::Owned(format!("{inline} {}", self.value))),
            None if !plain || values > 1 => Content::Unreadable(Cow::Owned(self.value.clone())),
            None => self.valued(head, formula, values == 1),
        };
        Ok(())
    }

    /// What a cell with at most one value, of nothing but text, holds.
    #[inline]
    fn valued(&mut self, head: &Head, formula: bool, given: bool) -> Content<'w> {
        let value = self.value.trim_ascii();
        if value.is_empty() {
            // A formula may give an empty text; without any value it was not calculated.
            let is_text = matches!(head.kind, Kind::Result | Kind::Inline) && given;
            return if formula && !is_text { Content::Uncomputed } else { Content::Blank };
        }
        let unreadable = || Content::Unreadable(Cow::Owned(value.to_owned()));
        match head.kind {
            Kind::Shared => {
                let text = value.parse().ok().and_then(|number| self.workbook.strings.get(number));
                text.map_or_else(unreadable, |text| Content::Text(Cow::Borrowed(text)))
            }
            Kind::Number => match value.parse::<f64>() {
                Ok(0.0) if formula && self.workbook.recalculated => Content::Uncomputed,
                Ok(number) if number.is_finite() => self.dates.of(number, head.format, self.workbook.is_1904),
                Ok(_) => unreadable(),
                // What programs write that do not say that it is a text.
                Err(_) => Content::Text(Cow::Owned(value.to_owned())),
            },
            Kind::Bool => match value {
                "1" | "true" | "TRUE" => Content::Bool(true),
                "0" | "false" | "FALSE" => Content::Bool(false),
                _ => unreadable(),
            },
            Kind::Error => Content::Error(Cow::Owned(value.to_owned())),
            Kind::Result | Kind::Inline => {
                let mut text = self.value.clone();
                unescape(&mut text, 0);
                Content::Text(Cow::Owned(text))
            }
            Kind::Date => {
                iso_moment(value).map_or_else(|| Content::Text(Cow::Owned(value.to_owned())), Content::Moment)
            }
            Kind::Unknown => unreadable(),
        }
    }
}

/// What a cell says of itself; `None` where it says no place on the grid.
#[inline]
fn head(element: &BytesStart<'_>, next: (u32, u32), styles: &[NumberFormat]) -> Option<Head> {
    let mut head = Head { position: next, format: NumberFormat::default(), kind: Kind::Number };
    for (name, value) in attributes(element) {
        match name {
            "r" => head.position = position(value.trim_ascii())?,
            // A style that is not there is the first one.
            "s" => {
                let style = value.trim_ascii().parse::<usize>().ok();
                head.format = style.and_then(|style| styles.get(style)).copied().unwrap_or_default();
            }
            "t" => {
                head.kind = match value {
                    "n" => Kind::Number,
                    "s" => Kind::Shared,
                    "b" => Kind::Bool,
                    "e" => Kind::Error,
                    "str" => Kind::Result,
                    "inlineStr" => Kind::Inline,
                    "d" => Kind::Date,
                    _ => Kind::Unknown,
                }
            }
            _ => {}
        }
    }
    Some(head)
}

/// Row and column of a name such as `C7`; beyond the grid they are as great as they are.
#[inline]
fn position(name: &str) -> Option<(u32, u32)> {
    let (mut row, mut column, mut digits) = (0_u32, 0_u32, false);
    for byte in name.bytes() {
        match byte {
            b'0'..=b'9' => {
                digits = true;
                row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
            }
            b'A'..=b'Z' | b'a'..=b'z' if !digits => {
                let letter = byte.to_ascii_uppercase() - b'A' + 1;
                column = column.checked_mul(26)?.checked_add(u32::from(letter))?;
            }
            b'$' => {}
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// The dates that a sheet has lately shown, each in its place: an export of a month repeats its days.
struct Dates(Vec<Option<(u64, NaiveDateTime)>>);

impl Dates {
    /// A power of two.
    const PLACES: usize = 1 << 9;

    #[inline]
    fn of(&mut self, number: f64, format: NumberFormat, is_1904: bool) -> Content<'static> {
        if format != NumberFormat::Date {
            return format.content(number, is_1904);
        }
        let bits = number.to_bits();
        let place = FastHash::of_bits(bits).place(Self::PLACES);
        match self.0[place] {
            Some((standing, moment)) if standing == bits => Content::Moment(moment),
            _ => {
                let content = format.content(number, is_1904);
                if let Content::Moment(moment) = content {
                    self.0[place] = Some((bits, moment));
                }
                content
            }
        }
    }
}

impl Default for Dates {
    fn default() -> Self {
        Self(vec![None; Self::PLACES])
    }
}
