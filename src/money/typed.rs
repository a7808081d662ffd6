//! Amounts that somebody typed as text, read the Italian way.
//! What a text alone cannot settle (`1.024`) it hands back with both readings: the column decides, not this file.

use super::currency::without_currency;
use super::{Cents, NotMoney};

/// A number that somebody typed as text, in hundredths (for money: cents).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The number with its thousands read the Italian way.
    pub cents: Cents,
    /// The other reading, when a single point before three digits may be a decimal point: `1.024`.
    pub if_point_is_decimal: Option<NotMoneyOr>,
    /// The minus was written twice (`-(1,00)`); it is negative, and worth a warning.
    pub doubled_minus: bool,
    /// What the text shows of its writer's habit.
    pub habit: Habit,
}

/// The other reading of an ambiguous text: an amount, or none because of its third decimal.
pub type NotMoneyOr = Result<Cents, NotMoney>;

/// Which character a text proves to be the decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// `1.234,5`, `12,50`, `1.234.567`.
    CommaIsDecimal,
    /// `1,234.5`, `12.5`.
    PointIsDecimal,
    /// `1234`, or `1.024`, which proves nothing.
    Unknown,
}

/// Reads an amount as people type it in Italy: `1.234.567,89`, `(1.705.646)`, `- 341.171`, `1.234-`, `€ 5,00`,
/// a lone `-` for zero; with unicode minus, dashes and spaces. `1.024` comes back with both readings.
///
/// # Errors
/// [`NotMoney`] when it is not a number, or has more decimals than cents.
pub fn parse_italian(text: &str) -> Result<Typed, NotMoney> {
    let body: String = without_currency(text)
        .ok_or(NotMoney::NotNumber)?
        .chars()
        .map(|c| if matches!(c, '−' | '–' | '—' | '‐' | '‑' | '‒' | '﹣' | '-') { '-' } else { c })
        .collect();
    let typed =
        |cents, if_point_is_decimal, doubled_minus, habit| Typed { cents, if_point_is_decimal, doubled_minus, habit };
    if !body.is_empty() && body.chars().all(|c| c == '-') {
        return Ok(typed(Cents::ZERO, None, false, Habit::Unknown));
    }
    let (minuses, inner) = unsigned(&body);
    let sign = if minuses > 0 { -1 } else { 1 };
    let exact = |whole: &str, fraction: &str| exact(sign, whole, fraction);
    let (points, commas) = (inner.matches('.').count(), inner.matches(',').count());
    let doubled = minuses > 1;
    match (points, commas) {
        (0, 0) if digits_only(inner) => Ok(typed(exact(inner, "")?, None, doubled, Habit::Unknown)),
        (_, 1) => {
            let (whole, fraction) = inner.split_once(',').ok_or(NotMoney::NotNumber)?;
            if points == 1 && inner.find('.') > inner.find(',') {
                // 1,234.56: the other convention, certain because both marks are there.
                let (whole, fraction) = inner.split_once('.').ok_or(NotMoney::NotNumber)?;
                if groups_of_three(whole, ',') && digits_only(fraction) {
                    return Ok(typed(exact(whole, fraction)?, None, doubled, Habit::PointIsDecimal));
                }
                return Err(NotMoney::NotNumber);
            }
            let whole_is_right = whole.is_empty() || digits_only(whole) || groups_of_three(whole, '.');
            if whole_is_right && digits_only(fraction) {
                Ok(typed(exact(whole, fraction)?, None, doubled, Habit::CommaIsDecimal))
            } else {
                Err(NotMoney::NotNumber)
            }
        }
        (1, 0) => {
            let (whole, fraction) = inner.split_once('.').ok_or(NotMoney::NotNumber)?;
            if !(whole.is_empty() || digits_only(whole)) || !digits_only(fraction) {
                return Err(NotMoney::NotNumber);
            }
            // `0.024` has no thousands, and four digits before the point are no group.
            if fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0') {
                let other = exact(whole, fraction);
                return Ok(typed(exact(inner, "")?, Some(other), doubled, Habit::Unknown));
            }
            Ok(typed(exact(whole, fraction)?, None, doubled, Habit::PointIsDecimal))
        }
        (_, 0) if groups_of_three(inner, '.') => Ok(typed(exact(inner, "")?, None, doubled, Habit::CommaIsDecimal)),
        (0, _) if groups_of_three(inner, ',') => Ok(typed(exact(inner, "")?, None, doubled, Habit::PointIsDecimal)),
        (1, _) if inner.rfind(',') < inner.find('.') => {
            let (whole, fraction) = inner.split_once('.').ok_or(NotMoney::NotNumber)?;
            if groups_of_three(whole, ',') && digits_only(fraction) {
                Ok(typed(exact(whole, fraction)?, None, doubled, Habit::PointIsDecimal))
            } else {
                Err(NotMoney::NotNumber)
            }
        }
        _ => Err(NotMoney::NotNumber),
    }
}

/// A number without its signs, of which some are put around or doubled, and how many of them were minuses.
fn unsigned(body: &str) -> (u32, &str) {
    let mut minuses = 0_u32;
    let mut inner = body;
    if let Some(unwrapped) = inner.strip_prefix('-') {
        // `-(1,00)`: the sign outside the brackets.
        minuses += 1;
        inner = unwrapped;
    }
    if let Some(unwrapped) = inner.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        minuses += 1;
        inner = unwrapped;
    }
    while let Some(unwrapped) = inner.strip_prefix('-').or_else(|| inner.strip_suffix('-')) {
        minuses += 1;
        inner = unwrapped;
    }
    if minuses == 0 {
        inner = inner.strip_prefix('+').unwrap_or(inner);
    }
    (minuses, inner)
}

/// The amount of digits before and after the decimal mark; a thousands mark among them is passed over.
fn exact(sign: i64, whole: &str, fraction: &str) -> Result<Cents, NotMoney> {
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 2 {
        return Err(NotMoney::HiddenDecimals);
    }
    let digits = format!("{}{fraction:0<2}", whole.replace(['.', ','], ""));
    let cents: i64 = digits.parse().map_err(|_| NotMoney::TooLarge)?;
    Cents(sign * cents).bounded()
}

fn digits_only(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())
}

fn groups_of_three(s: &str, mark: char) -> bool {
    let mut groups = s.split(mark);
    groups.next().is_some_and(|first| digits_only(first) && first.len() <= 3)
        && groups.all(|group| digits_only(group) && group.len() == 3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::CENTS_MAX;

    fn cents(text: &str) -> i64 {
        let typed = parse_italian(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(typed.if_point_is_decimal, None, "{text}");
        typed.cents.0
    }

    #[test]
    fn italian_texts_are_read_to_the_cent() {
        for (text, expected) in [
            ("1.234.567,89", 123_456_789),
            ("(1.705.646,00)", -170_564_600),
            ("-4.518.027,04", -451_802_704),
            ("- 341.171,5", -34_117_150),
            ("1.234,00-", -123_400),
            ("−12,30", -1_230),
            ("€ 5,00", 500),
            ("5,00 €", 500),
            ("EUR 5,00", 500),
            ("1000,00 euro", 100_000),
            ("€ 1.000,00", 100_000),
            ("1.000,00 €", 100_000),
            ("Eur. -12,50", -1_250),
            ("EUR .50", 50),
            ("€ -", 0),
            ("-", 0),
            ("—", 0),
            ("12.5", 1_250),
            ("1,234.56", 123_456),
            ("1,234,567.89", 123_456_789),
            ("774755827", 77_475_582_700),
            (",5", 50),
            ("0,00", 0),
            ("1\u{a0}234,50", 123_450),
            ("0.02", 2),
            ("7,100", 710),
        ] {
            assert_eq!(cents(text), expected, "{text}");
        }
    }

    #[test]
    fn a_lone_point_before_three_digits_is_ambiguous() {
        let typed = parse_italian("1.024").unwrap();
        assert_eq!((typed.cents, typed.if_point_is_decimal), (Cents(102_400), Some(Err(NotMoney::HiddenDecimals))));
        let typed = parse_italian("-4.530").unwrap();
        assert_eq!((typed.cents, typed.if_point_is_decimal), (Cents(-453_000), Some(Ok(Cents(-453)))));
    }

    #[test]
    fn a_doubled_minus_is_negative_and_said() {
        for text in ["-(1,00)", "--1,00", "-1,00-", "(-1,00)"] {
            let typed = parse_italian(text).unwrap();
            assert_eq!((typed.cents, typed.doubled_minus), (Cents(-100), true), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "abc",
            "1.23.45",
            "12,34,56.7",
            "1.2345,6",
            "1,2,3",
            "n.d.",
            "()",
            "1e3",
            "12..3",
            "€",
            "5€50",
            "EUR.50",
            "1.000 euro circa",
        ] {
            assert!(parse_italian(text).is_err(), "{text}");
        }
        assert_eq!(parse_italian("1,005"), Err(NotMoney::HiddenDecimals));
        assert_eq!(parse_italian("99.999.999.999,00"), Err(NotMoney::TooLarge));
    }

    proptest! {
        #[test]
        fn every_amount_survives_print_and_parse(amount in -CENTS_MAX..=CENTS_MAX) {
            let amount = Cents(amount);
            prop_assert_eq!(parse_italian(&amount.to_string()).unwrap().cents, amount);
            prop_assert_eq!(parse_italian(&amount.italian()).unwrap().cents, amount);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,24}") {
            let _ = parse_italian(&text);
        }

        #[test]
        fn no_amount_like_text_makes_the_parser_panic(text in "[-+().,0-9 €]{0,16}") {
            let _ = parse_italian(&text);
        }
    }
}
