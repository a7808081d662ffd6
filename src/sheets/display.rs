//! What a cell shows in the place of its value, and what that says of the value: that it is an error, or that a number
//! is a date, hours, a percentage, true or false. LibreOffice gives a formula's result the look of what it was made of,
//! and writes of it no more than the number and the look. Refuses to take a value from what is shown.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::cell::{Content, is_typed_error};
use super::number;

/// Whether an error is shown, in whatever language the program spoke that wrote it: `#DIV/0!`, `#WERT!`, `#NOM?`,
/// `Err:502`.
pub(super) fn shows_error(shown: &str) -> bool {
    let name = shown.strip_prefix('#').and_then(|rest| rest.strip_suffix(['!', '?']));
    let is_name = |name: &str| {
        name.starts_with(char::is_uppercase)
            && name.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '/' | '_' | ' '))
    };
    is_typed_error(shown) || name.is_some_and(is_name)
}

/// A number as it is shown, where that says more than that it is a number. `null_date` is the day that is zero.
pub(super) fn as_shown(number: f64, shown: &str, null_date: NaiveDate) -> Option<Content<'static>> {
    let shown = shown.trim();
    if shown.ends_with('%') {
        return is_percentage(number, shown).then_some(Content::Percent(number));
    }
    if shown.starts_with(char::is_alphabetic) {
        return truth(shown).filter(|truth| number == f64::from(u8::from(*truth))).map(Content::Bool);
    }
    // Most are told by their first letters already.
    if !shown.contains(['/', '-', '.', ':', ' ']) {
        return None;
    }
    let groups: Vec<u32> = shown.split(|c: char| !c.is_ascii_digit()).filter_map(|group| group.parse().ok()).collect();
    let moment = moment(number, null_date)?;
    if is_day(moment.date(), &groups) {
        return Some(Content::Moment(moment));
    }
    (shown.contains(':') && is_time(moment.time(), &groups)).then_some(Content::NoDate(number))
}

/// Whether a percentage that is shown is this fraction, as far as it was rounded; points behind which a format puts a
/// sign are none.
fn is_percentage(fraction: f64, shown: &str) -> bool {
    let Some(typed) = number::parse(shown) else { return false };
    let near = |value: f64| (value - fraction).abs() <= 0.005 + fraction.abs() * 1e-9;
    near(typed.value) || typed.if_point_is_decimal.is_some_and(near)
}

fn truth(shown: &str) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| shown.eq_ignore_ascii_case(word));
    if is(["VERO", "TRUE", "WAHR", "VRAI"]) {
        Some(true)
    } else {
        is(["FALSO", "FALSE", "FALSCH", "FAUX"]).then_some(false)
    }
}

/// The moment that a number is after the day zero, to the second.
fn moment(number: f64, null_date: NaiveDate) -> Option<NaiveDateTime> {
    const SECONDS_MAX: f64 = 3e6 * 86_400.0;
    let seconds = Some((number * 86_400.0).round()).filter(|it| it.abs() < SECONDS_MAX)?;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number that is small enough")]
    let seconds = TimeDelta::try_seconds(seconds as i64)?;
    null_date.and_time(NaiveTime::MIN).checked_add_signed(seconds)
}

/// Whether the first numbers that are shown are those of a day, in whatever order they are written.
fn is_day(day: NaiveDate, groups: &[u32]) -> bool {
    let Some([first, second, third]) = groups.first_chunk() else { return false };
    let (month, of_month) = (day.month(), day.day());
    let is_year = |group: u32| {
        let year = u32::try_from(day.year()).unwrap_or_default();
        group == year || group == year % 100
    };
    let orders = [(first, second, third), (second, first, third), (third, second, first)];
    orders.iter().any(|(of, month_shown, year)| **of == of_month && **month_shown == month && is_year(**year))
}

/// Whether the numbers that are shown are hours, minutes and perhaps seconds of a time, of a day or of half a day.
fn is_time(time: NaiveTime, groups: &[u32]) -> bool {
    use chrono::Timelike as _;
    match groups {
        [hours, minutes, rest @ ..] if rest.len() < 2 => {
            hours % 12 == time.hour() % 12
                && *minutes == time.minute()
                && rest.first().is_none_or(|seconds| *seconds == time.second())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_it_is_shown_as_when_both_agree() {
        let null_date = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
        let kind = |number: f64, shown: &str| match as_shown(number, shown, null_date) {
            None => "number",
            Some(Content::Percent(_)) => "percent",
            Some(Content::Moment(_)) => "date",
            Some(Content::NoDate(_)) => "time",
            Some(Content::Bool(truth)) => {
                if truth {
                    "true"
                } else {
                    "false"
                }
            }
            Some(other) => panic!("{other:?}"),
        };
        for (number, shown, expected) in [
            (44_377.0, "30/06/21", "date"),
            (44_377.0, "06/30/2021", "date"),
            (44_377.75, "2021-06-30 18:00", "date"),
            (44_377.0, "30.06.2021", "date"),
            (44_377.0, "29/06/21", "number"),
            (44_377.0, "44.377,00", "number"),
            (1_234.56, "1.234,56", "number"),
            (0.5, "12:00:00", "time"),
            (0.520_833_333_333_333, "12:30:00 PM", "time"),
            (1.5, "36:00", "time"),
            (0.5, "0,50", "number"),
            (0.1465, "14,65%", "percent"),
            (0.1465, "14.65 %", "percent"),
            (-12.5, "-1.250,00%", "percent"),
            (0.0, "0%", "percent"),
            (14.65, "14,65%", "number"),
            (1.0, "VERO", "true"),
            (0.0, "FALSE", "false"),
            (0.0, "VERO", "number"),
            (1.0, "EUR 1,00", "number"),
            (f64::MAX, "1.797.693", "number"),
            (-5.0, "-5", "number"),
        ] {
            assert_eq!(kind(number, shown), expected, "{number} shown as {shown}");
        }
    }
}
