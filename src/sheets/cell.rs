//! What a cell holds before anybody knows what its column means, and what of it a person sees.

use std::borrow::Cow;

use calamine::ExcelDateTime;
use chrono::{NaiveDate, NaiveDateTime};

use super::fault::contained;
use crate::period::italian_date;

/// What a cell holds, before its column's kind is applied.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content<'w> {
    /// Nothing.
    #[default]
    Blank,
    /// Text as it stands, white space included.
    Text(Cow<'w, str>),
    /// A number without a date format.
    Number(f64),
    /// A number whose format shows a percentage, as its fraction.
    Percent(f64),
    /// A number with a date format, or a date as text of the file format.
    Moment(NaiveDateTime),
    /// A number with a format of hours, or with a date format and no date.
    NoDate(f64),
    /// True or false.
    Bool(bool),
    /// An error as Excel shows it: `#REF!`.
    Error(Cow<'static, str>),
    /// A formula whose result the file does not carry.
    Uncomputed,
    /// What cannot be a value, or is more than one; as it stands.
    Unreadable(Cow<'w, str>),
}

/// The last day that Excel knows, 31 December 9999, as a serial of the 1900 system.
const SERIAL_MAX: f64 = 2_958_466.0;

pub fn moment_of<'w>(moment: ExcelDateTime) -> Content<'w> {
    let serial = moment.as_f64();
    // A bare time is a serial below one day; the conversion itself must not meet what is no number.
    let is_date = moment.is_datetime() && (1.0..SERIAL_MAX).contains(&serial);
    let converted = if is_date { contained(|| moment.as_datetime()).flatten() } else { None };
    converted.map_or(Content::NoDate(serial), Content::Moment)
}

/// The day that a date as text of the file format says: `2021-06-30T00:00:00`.
pub fn iso_moment(text: &str) -> Option<NaiveDateTime> {
    let day = NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
    Some(day.and_time(chrono::NaiveTime::MIN))
}

/// The text without white space around it and with single spaces inside; most texts are that already.
pub fn tidy(text: &str) -> Cow<'_, str> {
    // Printable characters with single spaces inside: nearly all texts of an export. Both looks go over all bytes, so
    // that many are looked at in one step.
    let bytes = text.as_bytes();
    let ends_well = |end: Option<&u8>| end.is_some_and(u8::is_ascii_graphic);
    if ends_well(bytes.first())
        && ends_well(bytes.last())
        && bytes.iter().fold(true, |fine, byte| fine & (b' '..=b'~').contains(byte))
        && bytes.iter().zip(&bytes[1..]).fold(true, |fine, (one, next)| fine & ((*one != b' ') | (*next != b' ')))
    {
        return Cow::Borrowed(text);
    }
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}');
    let trimmed = text.trim_matches(blank);
    let mut after_space = false;
    let is_tidy = trimmed.chars().all(|c| {
        let space = blank(c);
        let fine = !space || (c == ' ' && !after_space);
        after_space = space;
        fine
    });
    if is_tidy {
        return Cow::Borrowed(trimmed);
    }
    Cow::Owned(trimmed.split(blank).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A cell as a person sees it, near enough to be recognised.
pub fn shown<'c>(content: &'c Content<'_>) -> Cow<'c, str> {
    match content {
        Content::Blank | Content::Uncomputed => Cow::Borrowed(""),
        Content::Text(text) | Content::Unreadable(text) => Cow::Borrowed(text),
        Content::Number(value) | Content::NoDate(value) => Cow::Owned(value.to_string().replace('.', ",")),
        Content::Percent(value) => {
            // Of the digits that a factor of a hundred adds none is seen.
            let points = format!("{:.10}", value * 100.0);
            Cow::Owned(format!("{}%", points.trim_end_matches('0').trim_end_matches('.').replace('.', ",")))
        }
        Content::Moment(moment) => Cow::Owned(italian_date(moment.date())),
        Content::Bool(true) => Cow::Borrowed("VERO"),
        Content::Bool(false) => Cow::Borrowed("FALSO"),
        Content::Error(error) => Cow::Borrowed(error),
    }
}

/// Whether a cell is a number that a formula gives when it points at an empty cell.
#[inline]
pub fn is_zero(content: &Content<'_>) -> bool {
    matches!(content, Content::Number(value) | Content::Percent(value) | Content::NoDate(value) if *value == 0.0)
}

/// Whether a cell holds nothing that counts.
pub fn is_blank(content: &Content<'_>) -> bool {
    match content {
        Content::Blank => true,
        Content::Text(text) => !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && tidy(text).is_empty(),
        _ => false,
    }
}

/// An error that an export wrote as text: by its name, in the languages of the Italian chambers, or by its number.
pub fn is_typed_error(text: &str) -> bool {
    const ERRORS: [&str; 31] = [
        "#RIF!",
        "#REF!",
        "#BEZUG!",
        "#N/D",
        "#N/A",
        "#NV",
        "#VALORE!",
        "#VALUE!",
        "#WERT!",
        "#VALEUR!",
        "#DIV/0!",
        "#NOME?",
        "#NAME?",
        "#NOM?",
        "#NUM!",
        "#ZAHL!",
        "#NOMBRE!",
        "#NULLO!",
        "#NULL!",
        "#NUL!",
        "#ESPANSIONE!",
        "#SPILL!",
        "#ÜBERLAUF!",
        "#CALC!",
        "#CALCOLO!",
        "#KALK!",
        "#BLOCCATO!",
        "#BLOCKED!",
        "#CAMPO!",
        "#FIELD!",
        "#ERR!",
    ];
    match text.as_bytes().first() {
        Some(b'#') => ERRORS.iter().any(|error| text.eq_ignore_ascii_case(error)),
        // What LibreOffice shows of an error that Excel has no name for: `Err:502`.
        Some(b'E' | b'e') => text.split_once(':').is_some_and(|(word, number)| {
            word.trim_end().eq_ignore_ascii_case("err")
                && number.len() == 3
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }),
        _ => false,
    }
}

/// What somebody typed, in a format in which every value is text.
pub fn typed(field: &str) -> Content<'static> {
    // `="00123"` is how exports keep a spreadsheet from eating zeros; what it shows is 00123.
    let shown = field.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(field);
    let tidied = tidy(shown);
    if tidied.is_empty() {
        Content::Blank
    } else if is_typed_error(&tidied) {
        Content::Error(Cow::Owned(tidied.into_owned()))
    } else {
        Content::Text(Cow::Owned(shown.to_owned()))
    }
}
