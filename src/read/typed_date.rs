//! Dates and months as people type them: in cells, in titles, in names of files. Refuses to know what they are of.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::words::folded;
use crate::period::Period;

/// The month that a part of a file's name is: `2021-06`, or as people write it, `giugno 2021`, `06_2021`, `30.06.2021`.
pub fn month_in_name(part: &str) -> Option<Period> {
    part.parse().ok().or_else(|| month(&part.replace('_', " ")).map(|(period, _)| period))
}

/// The date to which the figures stand: `al 30/06/2021`, `al 30.6.2021`, `al 30 giugno 2021`. Of several the one of
/// the data (`dati al`, `aggiornato al`), else the first: a title may also name a decree's date.
pub fn as_of(title: &str) -> Option<NaiveDate> {
    static AT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(dati\s+|aggiornat[oaie]\s+|situazione\s+)?al(?:la\s+data\s+del)?:?\s+(\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{4}|\d{1,2}[°º]?\s+\p{L}+\s+\d{4})")
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

/// The month that a text is, with its day where it says one: `giugno 2021`, `06/2021`, `2021-06`, `30/06/2021`,
/// `situazione al 30 giugno 2021`.
pub fn month(text: &str) -> Option<(Period, Option<NaiveDate>)> {
    if let Some(day) = civil_date(text).or_else(|| as_of(text)) {
        return Some((Period::of(day)?, Some(day)));
    }
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let &[first, second] = parts.as_slice() else { return None };
    let (year, month) = if first.len() == 4 { (first, second) } else { (second, first) };
    let year = (year.len() == 4).then(|| year.parse::<i32>().ok())??;
    let month = month.parse().ok().or_else(|| month_named(month))?;
    Some((Period::of(NaiveDate::from_ymd_opt(year, month, 1)?)?, None))
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
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        (digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u32>().ok())?
    };
    let (year, month, day) = if first.len() == 4 {
        (number(first, 4..=4)?, number(second, 1..=2)?, number(third, 1..=2)?)
    } else {
        let day = number(first.trim_end_matches(['°', 'º']), 1..=2)?;
        let month = number(second, 1..=2).or_else(|| month_named(second))?;
        // Exports of this century alone are read, so two digits leave no doubt.
        let year = number(third, 4..=4).or_else(|| Some(2000 + number(third, 2..=2)?))?;
        (year, month, day)
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
        for text in
            ["giugno 2021", "Giu 2021", "06/2021", "6-2021", "2021-06", "30/06/2021", "Situazione al 30 giugno 2021"]
        {
            assert_eq!(month(text).map(|(period, _)| period), Period::new(2021, 6), "{text}");
        }
        assert_eq!(month("30/06/2021").unwrap().1, day(2021, 6, 30));
        for text in ["", "2021", "giugno", "13/2021", "2021/2022", "Giusto 2021"] {
            assert_eq!(month(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_says_its_month_as_people_write_it() {
        for name in
            ["2021-06", "giugno 2021", "GIUGNO_2021", "giu-2021", "06_2021", "6.2021", "30.06.2021", "30_06_2021"]
        {
            assert_eq!(month_in_name(name), Period::new(2021, 6), "{name}");
        }
        for name in ["2021-13", "330000", "giugno", "12"] {
            assert_eq!(month_in_name(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_dates_panic(text in "\\PC{0,24}|[0-9°./ -]{0,14}") {
            let _ = (civil_date(&text), as_of(&format!("al {text}")), month(&text));
        }
    }
}
