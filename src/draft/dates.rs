//! Captions that hold a date or a year: the wording that holds next month too. Refuses to say which month is the file's.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::amounts::Year;
use crate::origin::stem;
use crate::period::Period;
use crate::read::typed_date::{as_of, month_in_name, year_in_name};
use crate::read::wording::{Said, Wording};
use crate::read::words::folded;

/// How people write a month in a file's name, as a layout's pattern finds it.
const MONTHS_IN_NAMES: [&str; 10] = [
    r"\d{4}-\d{2}",
    r"\d{1,2}[ ._-]\d{1,2}[ ._-]\d{4}",
    r"(?:\d[°ºª]?|[iv]+|[a-z]+)[ ._-]?trim(?:estre|\.)?[ ._-]*\d{4}",
    r"trim(?:estre|\.)?[ ._-]?(?:\d[°ºª]?|[iv]+)[ ._-]\d{4}",
    r"\d{1,2}[ ._-]\d{4}",
    r"[a-z]+[ ._-]?\d{4}",
    r"\d{4}[ ._]\d{2}",
    r"[a-z]+[ ._-]?\d{2}",
    r"20\d{4}",
    r"\d{4}[ ._-][a-z]+",
];

/// Where a file's name, without extension, says its month, with the pattern that finds the next one's, and the month.
pub(super) fn month_in(stem: &str) -> Option<(Range<usize>, &'static str, Period)> {
    static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let pattern = |pattern: &&str| Regex::new(&format!("(?i){pattern}"));
        let patterns = MONTHS_IN_NAMES.iter().map(pattern).collect::<Result<_, _>>();
        patterns.expect("patterns that were written with this program")
    });
    PATTERNS.iter().zip(MONTHS_IN_NAMES).find_map(|(pattern, written)| {
        // `conto_330000_2021-06`: no digit before it, none after it.
        let is_digit = |at: Option<char>| at.is_some_and(|c| c.is_ascii_digit());
        let apart = |it: &regex::Match<'_>| {
            !is_digit(stem[..it.start()].chars().next_back()) && !is_digit(stem[it.end()..].chars().next())
        };
        let found = pattern.find_iter(stem).filter(apart);
        found.filter_map(|it| Some((it.range(), written, month_in_name(it.as_str())?))).last()
    })
}

/// The same of a reference table, whose name may say a year alone.
pub(super) fn year_in(stem: &str) -> Option<(Range<usize>, &'static str, Period)> {
    static DIGITS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d+").expect("a pattern that was written with this program"));
    let mut found = DIGITS.find_iter(stem).filter(|it| it.len() == 4 && it.as_str().starts_with("20"));
    let (only, None) = (found.next()?, found.next()) else { return None };
    Some((only.range(), r"\d{4}", Period::of(year_in_name(only.as_str())?.first_day())?))
}

/// Whether a caption will be another one next month or next year.
pub(super) fn carries_a_day(caption: &str) -> bool {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b\d{1,2}[./-]\d{1,2}[./-](19|20)\d\d\b|\b(19|20)\d\d\b|\b\d{1,2}/\d{1,2}\b")
            .expect("a pattern that was written with this program")
    });
    DAY.is_match(caption)
}

/// The month that a file's name or title says.
pub(super) fn month_of(name: &str, title: &str) -> Option<Period> {
    let stem = stem(name);
    let in_name = month_in(stem).map(|(.., period)| period);
    in_name.or_else(|| as_of(title).and_then(Period::of))
}

/// A caption with its date or year replaced by what stands for it in a layout, and the date; `None` where it holds none,
/// or more than one.
pub(super) fn changing(caption: &str) -> Option<(String, Said)> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        const MONTHS: &str = "gen(?:naio)?|feb(?:braio)?|mar(?:zo)?|apr(?:ile)?|mag(?:gio)?|giu(?:gno)?|lug(?:lio)?|ago(?:sto)?|set(?:tembre)?|ott(?:obre)?|nov(?:embre)?|dic(?:embre)?";
        Regex::new(&format!(
            r"(?i)\b(?:\d{{4}}-\d{{1,2}}(?:-\d{{1,2}})?|\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d\d)|\d{{1,2}}/\d{{4}}|\d{{1,2}}/\d{{1,2}}|(?:\d{{1,2}}[°º]?\s+)?(?:{MONTHS})\b\.?(?:[\s-]+\d{{4}}|[-' ]\d\d\b)?)"
        ))
        .expect("a pattern that was written with this program")
    });
    static YEAR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(?:19|20)\d\d\b").expect("a pattern that was written with this program"));
    let of = |pattern: &Regex, mark: &str| {
        let mut found = pattern.find_iter(caption);
        let (only, None) = (found.next()?, found.next()) else { return None };
        let written = format!("{}{mark}{}", &caption[..only.start()], &caption[only.end()..]);
        let said = Wording::try_from(written.clone()).ok()?.date_in(&folded(caption))?;
        Some((written, said))
    };
    of(&DATE, "{data}").or_else(|| if DATE.is_match(caption) { None } else { of(&YEAR, "{anno}") })
}

/// Whether a date over a column is what a layout would expect there in a file of this month.
pub(super) fn is_expected(said: Said, year: Option<Year>, month: Option<Period>) -> bool {
    let Some(month) = month else { return false };
    let exercise = i32::from(month.exercise().0);
    match year {
        Some(Year::Fixed(_)) => false,
        Some(Year::Before) => said.year == Some(exercise - 1),
        Some(Year::OfFile) | None => {
            said.year.is_none_or(|year| year == exercise) && said.month.is_none_or(|it| it == u32::from(month.month()))
        }
    }
}
