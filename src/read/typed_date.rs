//! Dates and months as people type them: in cells, in titles, in names of files. Refuses to know what they are of.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::words::folded;
use crate::period::{Exercise, Period};

/// The month that a part of a file's name is: `2021-06`, or as people write it, `giugno 2021`, `06_2021`, `giu21`,
/// `202106`, `30.06.2021`, `II trim. 2021`.
pub fn month_in_name(part: &str) -> Option<Period> {
    part.parse().ok().or_else(|| month_or_quarter(&part.replace('_', " ")).map(|(period, _)| period))
}

/// The month that a part of a sheet's name is: as in a file's name, or without its year, `Gennaio`, `gen`, `01`, which then
/// is this one.
pub fn month_of_year(part: &str, year: Exercise) -> Option<Period> {
    month_in_name(part).or_else(|| Period::new(year.0, month_number(part.trim())?))
}

/// The year that a part of a file's name is, where it says no month.
pub fn year_in_name(part: &str) -> Option<Exercise> {
    let first = Period::new(number(part, 4..=4).and_then(|year| u16::try_from(year).ok())?, 1)?;
    Some(first.exercise())
}

/// The date to which the figures stand: `al 30/06/2021`, `al 30.6.2021`, `al 30 giugno 2021`. Of several the one of
/// the data (`dati al`, `aggiornato al`), else the first: a title may also name a decree's date.
pub fn as_of(title: &str) -> Option<NaiveDate> {
    static AT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(dati\s+|aggiornat[oaie]\s+|situazione\s+)?al(?:la\s+data\s+del)?:?\s+(\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?:\d{4}|\d{2}\b)|\d{1,2}[°º]?\s+\p{L}+\s+(?:\d{4}|\d{2}\b))")
            .expect("a pattern that was written with this program")
    });
    let mut first = None;
    for found in AT.captures_iter(title) {
        let Some(date) = found.get(2).and_then(|date| civil_date(date.as_str())) else { continue };
        if found.get(1).is_some() {
            return Some(date);
        }
        first = first.or(Some(date));
    }
    first
}

/// The month that a text is, with its day where it says one: `giugno 2021`, `giu-21`, `giu21`, `06/2021`, `2021-06`,
/// `202106`, `30/06/2021`, `situazione al 30 giugno 2021`.
pub fn month(text: &str) -> Option<(Period, Option<NaiveDate>)> {
    if let Some(day) = civil_date(text).or_else(|| as_of(text)) {
        return Some((Period::of(day)?, Some(day)));
    }
    let parts = parts(text)?;
    let (year, month) = match parts.as_slice() {
        // Six digits may be an account: only those of this century are a month.
        [both] if both.starts_with("20") && both.len() == 6 => (both.get(..4)?, both.get(4..)?),
        [first, second] if number(first, 4..=4).is_some() => (first.as_str(), second.as_str()),
        [first, second] if month_named(first).is_none() => (second.as_str(), first.as_str()),
        [name, year] => return Some((Period::new(year_said(year)?, month_number(name)?)?, None)),
        _ => return None,
    };
    Some((Period::new(u16::try_from(number(year, 4..=4)?).ok()?, month_number(month)?)?, None))
}

/// The same, and of a quarter its last month: `1° trimestre 2021`, `I trim. 2021`, `trimestre 1 2021`. Not over a column:
/// beside the twelve months a table may print the quarters.
pub fn month_or_quarter(text: &str) -> Option<(Period, Option<NaiveDate>)> {
    month(text).or_else(|| Some((quarter_end(text)?, None)))
}

/// The last month of the quarter that a text is.
fn quarter_end(text: &str) -> Option<Period> {
    let parts = parts(text)?;
    let (words, year) = match parts.as_slice() {
        [year, words @ ..] if number(year, 4..=4).is_some() => (words, year_said(year)?),
        [words @ .., year] => (words, year_said(year)?),
        [] => return None,
    };
    let [one, other] = words else { return None };
    let is_quarter = |word: &str| matches!(word, "trimestre" | "trim");
    let ordinal = match (is_quarter(one), is_quarter(other)) {
        (true, false) => other,
        (false, true) => one,
        _ => return None,
    };
    const ORDINALS: [[&str; 3]; 4] =
        [["1", "i", "primo"], ["2", "ii", "secondo"], ["3", "iii", "terzo"], ["4", "iv", "quarto"]];
    let quarter = 1 + ORDINALS.iter().position(|names| names.contains(&ordinal.as_str()))?;
    Period::new(year, u8::try_from(quarter * 3).ok()?)
}

/// The words and the numbers of a text, in lower case; `None` where anything else stands among them.
fn parts(text: &str) -> Option<Vec<String>> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars().flat_map(char::to_lowercase) {
        let is_mark = matches!(c, '°' | 'º' | 'ª');
        if c.is_alphanumeric() && !is_mark {
            let goes_on = before.is_alphanumeric() && before.is_ascii_digit() == c.is_ascii_digit();
            if !goes_on {
                parts.push(String::new());
            }
            parts.last_mut()?.push(c);
        } else if !is_mark && !matches!(c, '/' | '-' | '.' | '\'' | '’') && !c.is_whitespace() {
            return None;
        }
        before = if is_mark { ' ' } else { c };
    }
    Some(parts)
}

/// A number of so many digits.
fn number(text: &str, digits: RangeInclusive<usize>) -> Option<u32> {
    (digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A year in four digits, or in two: exports of this century alone are read, so these leave no doubt.
fn year_said(text: &str) -> Option<u16> {
    let year = number(text, 4..=4).or_else(|| Some(2000 + number(text, 2..=2)?))?;
    u16::try_from(year).ok()
}

/// The number of a month, by its number or its name.
fn month_number(text: &str) -> Option<u8> {
    u8::try_from(number(text, 1..=2).or_else(|| month_named(text))?).ok()
}

/// The date that a text is, of a year that a month may have.
pub fn civil_date(text: &str) -> Option<NaiveDate> {
    day_of(text).filter(|date| Period::of(*date).is_some())
}

/// The date that a text is, day first: `30/06/2021`, `30.6.21`, `1° giugno 2021`; or `2021-06-30`. A time after it does
/// not count. Of any year: whether it can be meant is asked by whoever takes it.
pub fn day_of(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let text = match text.split_once([' ', 'T']) {
        Some((date, time)) if time.contains(':') && time.bytes().all(|b| !b.is_ascii_alphabetic() || b == b'Z') => date,
        _ => text,
    };
    let parts: Vec<&str> = if text.contains(['/', '.', '-']) {
        text.split(['/', '.', '-']).map(str::trim).collect()
    } else {
        text.split_whitespace().collect()
    };
    let &[first, second, third] = parts.as_slice() else { return None };
    let (year, month, day) = if first.len() == 4 {
        (number(first, 4..=4)?, number(second, 1..=2)?, number(third, 1..=2)?)
    } else {
        let day = number(first.trim_end_matches(['°', 'º']), 1..=2)?;
        let month = number(second, 1..=2).or_else(|| month_named(second))?;
        (u32::from(year_said(third)?), month, day)
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The number of a month by its name or the first three letters of it.
pub fn month_named(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"];
    let name = folded(name);
    let start = name.get(..3)?;
    let month = 1 + u32::try_from(MONTHS.iter().position(|month| *month == start)?).ok()?;
    let whole = Period::new(2000, u8::try_from(month).ok()?)?.italian();
    // `giu`, `giugno`; not `giusto`.
    whole.strip_suffix(" 2000").is_some_and(|whole| name == start || name == whole).then_some(month)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn titles_say_to_which_day_the_figures_stand() {
        for (title, expected) in [
            ("Camera di commercio di esempio Proventi al 30/06/2021 (in euro)", day(2021, 6, 30)),
            ("SITUAZIONE AL 30.06.2021", day(2021, 6, 30)),
            ("Dati al 30 giugno 2021", day(2021, 6, 30)),
            ("periodo dal 01/01/2021 al 30/06/2021", day(2021, 6, 30)),
            ("Bilancio approvato al 31/12/2020 - dati al 30/06/2021", day(2021, 6, 30)),
            ("dal 30/06/2021", None),
            ("Consuntivo 2021", None),
            ("al 31/02/2021", None),
        ] {
            assert_eq!(as_of(title), expected, "{title}");
        }
    }

    #[test]
    fn dates_are_read_day_first() {
        for (text, expected) in [
            ("05/06/2021", day(2021, 6, 5)),
            ("5.6.2021", day(2021, 6, 5)),
            ("5-6-21", day(2021, 6, 5)),
            ("2021-06-05", day(2021, 6, 5)),
            ("2021-06-05T00:00:00Z", day(2021, 6, 5)),
            ("05/06/2021 12:30", day(2021, 6, 5)),
            ("1° giugno 2021", day(2021, 6, 1)),
            ("5 giu 2021", day(2021, 6, 5)),
            ("06/30/2021", None),
            ("30/06", None),
            ("44377", None),
            ("entro giugno", None),
            ("31/06/2021", None),
        ] {
            assert_eq!(civil_date(text), expected, "{text}");
        }
    }

    #[test]
    fn months_are_said_in_many_ways() {
        for text in [
            "giugno 2021",
            "Giu 2021",
            "giu. 2021",
            "Giu-21",
            "giu '21",
            "GIU21",
            "giugno2021",
            "202106",
            "06/2021",
            "6-2021",
            "2021-06",
            "30/06/2021",
            "30/06/21",
            "Situazione al 30 giugno 2021",
            "Situazione al 30/06/21",
        ] {
            assert_eq!(month(text).map(|(period, _)| period), Period::new(2021, 6), "{text}");
        }
        assert_eq!(month("30/06/2021").unwrap().1, day(2021, 6, 30));
        for text in [
            "",
            "2021",
            "giugno",
            "13/2021",
            "2021/2022",
            "Giusto 2021",
            "06/21",
            "21 giu",
            "310006",
            "202113",
            "giugno 021",
            "giugno luglio 2021",
            "giugno 2021 luglio 2021",
            "giu21 (2)",
        ] {
            assert_eq!(month(text), None, "{text}");
        }
    }

    #[test]
    fn a_quarter_is_its_last_month_but_not_over_a_column() {
        for (text, end) in [
            ("1° trimestre 2021", 3),
            ("I trim. 2021", 3),
            ("trimestre 1 2021", 3),
            ("2021 trim. I", 3),
            ("2º trim 21", 6),
            ("III TRIMESTRE 2021", 9),
            ("quarto trimestre 2021", 12),
            ("4trim2021", 12),
        ] {
            assert_eq!(month_or_quarter(text), Some((Period::new(2021, end).unwrap(), None)), "{text}");
            assert_eq!(month(text), None, "{text}");
        }
        for text in [
            "5° trimestre 2021",
            "trimestre 2021",
            "I e II trimestre 2021",
            "I 2021",
            "1 trim",
            "trim trim 2021",
            "0 trim 2021",
        ] {
            assert_eq!(month_or_quarter(text), None, "{text}");
        }
    }

    #[test]
    fn a_sheet_says_its_month_with_or_without_the_year() {
        for name in ["Giugno", "giu", "GIU.", "06", "6", "giugno 2021", "giu-21", "2021-06", "06_2021", "202106"] {
            assert_eq!(month_of_year(name, Exercise(2021)), Period::new(2021, 6), "{name}");
        }
        assert_eq!(month_of_year("giugno 2020", Exercise(2021)), Period::new(2020, 6));
        for name in ["", "13", "0", "Riepilogo", "giusto", "2021", "006"] {
            assert_eq!(month_of_year(name, Exercise(2021)), None, "{name}");
        }
    }

    #[test]
    fn a_name_says_its_month_as_people_write_it() {
        for name in [
            "2021-06",
            "giugno 2021",
            "GIUGNO_2021",
            "giu-2021",
            "giu_21",
            "06_2021",
            "6.2021",
            "30.06.2021",
            "30_06_2021",
            "2_trim_2021",
        ] {
            assert_eq!(month_in_name(name), Period::new(2021, 6), "{name}");
        }
        for name in ["2021-13", "330000", "giugno", "12"] {
            assert_eq!(month_in_name(name), None, "{name}");
        }
        assert_eq!(year_in_name("2021"), Some(Exercise(2021)));
        for name in ["21", "0021", "2021-06", "budget 2021", "+021"] {
            assert_eq!(year_in_name(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_dates_panic(text in "\\PC{0,24}|[0-9°./ -]{0,14}|[0-9 .]{0,4}(trim|giu)[0-9 .]{0,6}") {
            let _ = (civil_date(&text), as_of(&format!("al {text}")), month_or_quarter(&text));
        }
    }
}
