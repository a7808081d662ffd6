//! What a cell of an open document holds: a value in its attributes, or the text that it shows. Refuses to know where
//! the cell stands.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::super::cell::{Content, iso_moment};
use super::super::display::{as_shown, shows_error};
use super::super::element::{Stop, attribute, attributes, count};
use super::super::number_format::NumberFormat;
use super::super::xml::Xml;

/// What a cell says of itself in its attributes.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// How often it stands beside itself.
    pub repeated: u32,
    /// Rows and columns over which it stretches, itself included.
    pub spans: (u32, u32),
    /// Its style.
    pub style: Option<String>,
    is_formula: bool,
    is_error: bool,
    kind: Kind,
    /// Its value, as its kind gives it.
    value: Option<String>,
}

/// What the value of a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// Nothing is said.
    #[default]
    None,
    Number,
    Percent,
    Date,
    Time,
    Bool,
    Text,
    Unknown,
}

impl Kind {
    fn of(word: &str) -> Self {
        match word {
            "float" | "currency" => Self::Number,
            "percentage" => Self::Percent,
            "date" => Self::Date,
            "time" => Self::Time,
            "boolean" => Self::Bool,
            "string" => Self::Text,
            "" | "void" => Self::None,
            _ => Self::Unknown,
        }
    }
}

impl Head {
    /// The attributes of a cell.
    pub fn of(element: &BytesStart<'_>) -> Result<Self, Stop> {
        let mut head = Self { repeated: 1, spans: (1, 1), ..Self::default() };
        let mut values: [Option<Cow<'_, str>>; 5] = Default::default();
        for told in attributes(element) {
            let (prefix, name, value) = told?;
            match name {
                "value-type" if prefix == "calcext" => head.is_error = value == "error",
                "value-type" => head.kind = Kind::of(&value),
                "value" => values[0] = Some(value),
                "date-value" => values[1] = Some(value),
                "time-value" => values[2] = Some(value),
                "boolean-value" => values[3] = Some(value),
                "string-value" => values[4] = Some(value),
                "formula" => head.is_formula = true,
                "style-name" => head.style = Some(value.into_owned()),
                "number-columns-repeated" => head.repeated = count(&value)?,
                "number-columns-spanned" => head.spans.1 = count(&value)?,
                "number-rows-spanned" => head.spans.0 = count(&value)?,
                _ => {}
            }
        }
        let [number, date, time, truth, text] = values;
        let value = match head.kind {
            Kind::None | Kind::Unknown => None,
            Kind::Number | Kind::Percent => number,
            Kind::Date => date,
            Kind::Time => time,
            Kind::Bool => truth,
            Kind::Text => text,
        };
        head.value = value.map(Cow::into_owned);
        Ok(head)
    }

    /// Whether it says that it holds a number, and not what number.
    pub fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }
}

/// What numbers are, where a cell says no more than that it holds one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    /// The number format of the cell's style.
    pub format: NumberFormat,
    /// The day that is zero.
    pub null_date: NaiveDate,
}

/// What a cell holds, by what it says of itself and what it shows; `None` where it has no paragraph to show.
pub(super) fn content(head: Head, shown: Option<String>, numbers: Numbers) -> Content<'static> {
    let (shows, shown) = (shown.is_some(), shown.unwrap_or_default());
    // Programs write an error as a zero, or as an empty text, that shows the error's name.
    let stands_for_what_is_shown = match (head.kind, &head.value) {
        (Kind::None, _) | (Kind::Text, None) => head.is_formula,
        (Kind::Text, Some(text)) => text.is_empty(),
        _ => true,
    };
    if head.is_error || stands_for_what_is_shown && shows_error(shown.trim()) {
        return Content::Error(if shown.is_empty() { Cow::Borrowed("#ERR!") } else { Cow::Owned(shown) });
    }
    match (head.kind, head.value) {
        (Kind::Text, Some(text)) if !text.is_empty() => Content::Text(Cow::Owned(text)),
        // A formula whose result is an empty text has no kind, and shows a paragraph with nothing in it.
        (Kind::None, _) if head.is_formula && (!shows || !shown.is_empty()) => Content::Uncomputed,
        // Some programs show the formula where they have no result.
        (Kind::Text, None) if head.is_formula && shown.starts_with('=') => Content::Uncomputed,
        (Kind::None | Kind::Text, _) if shown.is_empty() => Content::Blank,
        (Kind::None | Kind::Text, _) => Content::Text(Cow::Owned(shown)),
        (_, None) if head.is_formula && shown.is_empty() => Content::Uncomputed,
        (_, None) => Content::Unreadable(Cow::Owned(shown)),
        (kind, Some(value)) => {
            read(kind, value.trim(), &shown, numbers).unwrap_or(Content::Unreadable(Cow::Owned(value)))
        }
    }
}

/// A value as its kind writes it; `None` where it does not.
fn read(kind: Kind, value: &str, shown: &str, numbers: Numbers) -> Option<Content<'static>> {
    let number = || value.parse().ok().filter(|it: &f64| it.is_finite());
    Some(match kind {
        Kind::Number => number_of(number()?, shown, numbers)?,
        Kind::Percent => Content::Percent(number()?),
        Kind::Date => date_of(iso_moment(value)?, numbers.null_date),
        Kind::Time => Content::NoDate(days_of(value)?),
        Kind::Bool => Content::Bool(match value {
            "true" => true,
            "false" => false,
            _ => return None,
        }),
        Kind::None | Kind::Text | Kind::Unknown => return None,
    })
}

/// A number whose style, or else its look, may say that it is a percentage or a date: some programs write every number
/// alike.
fn number_of(number: f64, shown: &str, Numbers { format, null_date }: Numbers) -> Option<Content<'static>> {
    if format == NumberFormat::Number {
        return Some(as_shown(number, shown, null_date).unwrap_or(Content::Number(number)));
    }
    let is_1904 = Some(null_date) == NaiveDate::from_ymd_opt(1904, 1, 1);
    let is_usual = is_1904 || Some(null_date) == NaiveDate::from_ymd_opt(1899, 12, 30);
    // Days counted from any other day are those of a program that nobody has any more.
    (format == NumberFormat::Percent || is_usual).then(|| format.content(number, is_1904))
}

/// The day that is zero is what an empty cell gives where a date is wanted, and is none.
fn date_of(moment: NaiveDateTime, null_date: NaiveDate) -> Content<'static> {
    if moment.date() == null_date { Content::NoDate(0.0) } else { Content::Moment(moment) }
}

/// Days, out of a duration as XML writes it: `PT12H30M00S`, `-P1DT2H`.
fn days_of(text: &str) -> Option<f64> {
    let (sign, rest) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let rest = rest.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut seconds = 0.0;
    let mut told = false;
    for (part, units) in [(days, &[('D', 86_400.0)][..]), (time, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)])] {
        let mut rest = part;
        for (unit, length) in units {
            if let Some((number, after)) = rest.split_once(*unit) {
                seconds += number.parse::<f64>().ok().filter(|it| it.is_finite() && *it >= 0.0)? * length;
                rest = after;
                told = true;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    told.then_some(sign * seconds / 86_400.0)
}

/// The text that a cell shows, up to its end: paragraphs on lines of their own, without notes and drawings; `None`
/// where it has no paragraph.
pub(super) fn shown(xml: &mut Xml<'_>) -> Result<Option<String>, Stop> {
    let (mut shown, mut depth) = (None::<String>, 1_u32);
    while depth > 0 {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "p" | "h" => {
                    let prefix = element.name().prefix().map(|prefix| prefix.as_ref().to_owned());
                    let text = match &mut shown {
                        Some(text) => {
                            text.push('\n');
                            text
                        }
                        none => none.insert(String::new()),
                    };
                    paragraph(xml, prefix.as_deref(), text)?;
                }
                "list" | "list-item" | "list-header" | "section" => depth += 1,
                _ => xml.skip()?,
            },
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(Stop::NotXml),
            _ => {}
        }
    }
    Ok(shown)
}

/// Adds the text of a paragraph, up to its end. What is of another namespace than the paragraph is no text of it.
fn paragraph(xml: &mut Xml<'_>, prefix: Option<&str>, into: &mut String) -> Result<(), Stop> {
    const SPACES_MAX: u32 = 1024;
    let mut depth = 1_u32;
    while depth > 0 {
        match xml.next()? {
            Event::Start(element) => {
                let (name, own) = element.name().decompose();
                match name.as_ref() {
                    "note" | "ruby-text" => xml.skip()?,
                    _ if own.as_ref().map(AsRef::as_ref) != prefix => xml.skip()?,
                    "s" => {
                        let spaces = attribute(&element, "c")?
                            .map_or(Ok(1), |spaces| spaces.parse())
                            .map_err(|_| Stop::NotXml)?;
                        into.extend(std::iter::repeat_n(' ', SPACES_MAX.min(spaces) as usize));
                        depth += 1;
                    }
                    "tab" | "line-break" => {
                        into.push(if name.as_ref() == "tab" { '\t' } else { '\n' });
                        depth += 1;
                    }
                    _ => depth += 1,
                }
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) => into.push_str(&text),
            Event::CData(text) => into.push_str(&text),
            Event::GeneralRef(name) => into.push_str(&unescape(&format!("&{};", &*name)).map_err(|_| Stop::NotXml)?),
            Event::Eof => return Err(Stop::NotXml),
            _ => {}
        }
    }
    Ok(())
}
