//! A number that is no money, as people type it: `14,65%`, `1.234,567`, `(3)`, `12.5`.
//! Like `money`, it hands back what a number alone cannot settle (`1.024`) with both readings.

use crate::money::{Habit, without_currency};

/// A number that somebody typed as text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypedNumber {
    /// The number with its thousands read the Italian way; of a percentage, the fraction.
    pub value: f64,
    /// The other reading, when a single point before three digits may be a decimal point.
    pub if_point_is_decimal: Option<f64>,
    /// Whether a `%` was written.
    pub percent: bool,
    /// The minus was written twice.
    pub doubled_minus: bool,
    /// What the text shows of its writer's habit.
    pub habit: Habit,
}

/// Longer digits than these are no measure, and a double could not hold them.
const CHARS_MAX: usize = 32;

/// Reads a number; `None` when the text is not one.
pub fn parse(text: &str) -> Option<TypedNumber> {
    let mut body: String = without_currency(text)?
        .chars()
        .map(|c| if matches!(c, '−' | '–' | '—' | '‐' | '‑' | '‒' | '﹣') { '-' } else { c })
        .collect();
    if body.chars().count() > CHARS_MAX {
        return None;
    }
    let percent = body.ends_with('%');
    if percent {
        body.pop();
    }
    let (inner, minuses) = unsigned(&body);
    let (value, other, habit) = digits(inner)?;
    let sign = if minuses > 0 { -1.0 } else { 1.0 };
    let scaled = |value: f64| if percent { hundredth(sign * value) } else { sign * value };
    Some(TypedNumber {
        value: scaled(value),
        if_point_is_decimal: other.map(scaled),
        percent,
        doubled_minus: minuses > 1,
        habit,
    })
}

/// `14,65` is `0.1465` and not the nearest double to a division of doubles: 0.14650000000000002 would be shown.
pub fn hundredth(value: f64) -> f64 {
    format!("{value:e}")
        .split_once('e')
        .and_then(|(mantissa, exponent)| format!("{mantissa}e{}", exponent.parse::<i32>().ok()? - 2).parse().ok())
        .unwrap_or(value / 100.0)
}

fn unsigned(body: &str) -> (&str, u32) {
    let (mut inner, mut minuses) = (body, 0);
    loop {
        let bare = inner
            .strip_prefix('-')
            .or_else(|| inner.strip_suffix('-'))
            .or_else(|| inner.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')));
        match bare {
            Some(bare) => (inner, minuses) = (bare, minuses + 1),
            None => break,
        }
    }
    (if minuses == 0 { inner.strip_prefix('+').unwrap_or(inner) } else { inner }, minuses)
}

fn digits(inner: &str) -> Option<(f64, Option<f64>, Habit)> {
    let only_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let grouped = |s: &str, mark: char| {
        let mut groups = s.split(mark);
        groups.next().is_some_and(|first| only_digits(first) && first.len() <= 3)
            && groups.all(|group| only_digits(group) && group.len() == 3)
    };
    let number = |whole: &str, fraction: &str| -> Option<f64> {
        let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
        if (whole.is_empty() && fraction.is_empty()) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        format!("0{whole}.{fraction}0").parse().ok()
    };
    let with_mark = |decimal: char, thousands: char, habit| {
        let (whole, fraction) = inner.split_once(decimal)?;
        let right = whole.is_empty() || only_digits(whole) || (whole.contains(thousands) && grouped(whole, thousands));
        (right && only_digits(fraction)).then_some((number(whole, fraction)?, None, habit))
    };
    match (inner.matches(',').count(), inner.matches('.').count()) {
        (0, 0) if only_digits(inner) => Some((number(inner, "")?, None, Habit::Unknown)),
        (1, points) if points == 0 || inner.rfind('.') < inner.find(',') => with_mark(',', '.', Habit::CommaIsDecimal),
        (0, 1) => {
            let (whole, fraction) = inner.split_once('.')?;
            // `0.024` has no thousands, and four digits before the point are no group.
            if fraction.len() == 3 && !whole.starts_with('0') && grouped(inner, '.') {
                return Some((number(inner, "")?, number(whole, fraction), Habit::Unknown));
            }
            with_mark('.', ',', Habit::PointIsDecimal)
        }
        (_, 1) if inner.rfind(',') < inner.find('.') => with_mark('.', ',', Habit::PointIsDecimal),
        (0, _) if grouped(inner, '.') => Some((number(inner, "")?, None, Habit::CommaIsDecimal)),
        (_, 0) if grouped(inner, ',') => Some((number(inner, "")?, None, Habit::PointIsDecimal)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_italians_type_them() {
        for (text, value, percent) in [
            ("46", 46.0, false),
            ("14,653", 14.653, false),
            ("1.234,5", 1234.5, false),
            ("1.234.567", 1_234_567.0, false),
            ("1,234.5", 1234.5, false),
            ("12.5", 12.5, false),
            ("0.024", 0.024, false),
            ("- 3,5", -3.5, false),
            ("(3)", -3.0, false),
            ("85%", 0.85, true),
            ("14,65 %", 0.1465, true),
            ("−0,5%", -0.005, true),
            ("+7", 7.0, false),
        ] {
            let typed = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((typed.value, typed.percent, typed.if_point_is_decimal), (value, percent, None), "{text}");
        }
    }

    #[test]
    fn a_lone_point_before_three_digits_has_two_readings() {
        let typed = parse("1.024").unwrap();
        assert_eq!((typed.value, typed.if_point_is_decimal), (1024.0, Some(1.024)));
        assert!(parse("--1").unwrap().doubled_minus);
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "%", "-", "abc", "5 gg", ">=80%", "1,2,3", "1.23.4", "1e3", "()", "12/06", &"9".repeat(40)] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_the_italian_way_is_read_back(thousandths in -1_000_000_000_i64..1_000_000_000) {
            let (sign, size) = (if thousandths < 0 { "-" } else { "" }, thousandths.unsigned_abs());
            let text = format!("{sign}{},{:03}", crate::money::grouped(size / 1000), size % 1000);
            let value: f64 = format!("{sign}{}.{:03}", size / 1000, size % 1000).parse().unwrap();
            prop_assert_eq!(parse(&text).unwrap().value, value);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[-+().,0-9 €%]{0,16}|\\PC{0,24}") {
            let _ = parse(&text);
        }
    }
}
