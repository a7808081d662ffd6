//! A number that is no money, as people type it: `14,65%`, `1.234,567`, `(3)`, `12.5`.
//! Like `money`, it hands back what a number alone cannot settle (`1.024`) with both readings.

use crate::money::{Habit, scan};

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

/// More digits than these are no measure, and a double could not hold them.
const DIGITS_MAX: usize = 32;

/// Reads a number; `None` when the text is not one. A lone dash is none either: nothing was measured.
pub fn parse(text: &str) -> Option<TypedNumber> {
    let scanned = scan(text).filter(|it| (1..=DIGITS_MAX).contains(&it.digits.len()))?;
    let value = |decimals| -> Option<f64> {
        let (whole, fraction) = scanned.split(decimals);
        let size: f64 = format!("0{whole}.{fraction}0").parse().ok()?;
        let value = if scanned.negative { -size } else { size };
        Some(if scanned.percent { hundredth(value) } else { value })
    };
    Some(TypedNumber {
        value: value(scanned.decimals)?,
        if_point_is_decimal: scanned.if_point_is_decimal.and_then(value),
        percent: scanned.percent,
        doubled_minus: scanned.doubled_minus,
        habit: scanned.habit,
    })
}

/// `14,65` is `0.1465` and not the nearest double to a division of doubles: 0.14650000000000002 would be shown.
pub fn hundredth(value: f64) -> f64 {
    format!("{value:e}")
        .split_once('e')
        .and_then(|(mantissa, exponent)| format!("{mantissa}e{}", exponent.parse::<i32>().ok()? - 2).parse().ok())
        .unwrap_or(value / 100.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::{NotMoney, parse_in_units};

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

    fn is_worth(number: f64, cents: i64, unit: i64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "at most 10^12")]
        let (euro, unit) = (cents as f64 / 100.0, unit as f64);
        (number * unit - euro).abs() <= euro.abs() * 1e-9
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

        #[test]
        fn money_and_numbers_agree_wherever_both_are_read(
            text in "[-−(]{0,2}[0-9]{0,4}([.,][0-9]{1,4}){0,3}[-)]{0,2} ?[€%]?|[-+().,0-9 €%]{0,12}",
            unit in prop_oneof![Just(1_i64), Just(1000)],
        ) {
            let number = parse(&text);
            match (parse_in_units(&text, unit), number) {
                (Ok(money), Some(number)) => {
                    prop_assert!(is_worth(number.value, money.cents.0, unit), "{text}");
                    prop_assert_eq!((number.doubled_minus, number.habit), (money.doubled_minus, money.habit));
                    match (number.if_point_is_decimal, money.if_point_is_decimal) {
                        (Some(value), Some(Ok(cents))) => prop_assert!(is_worth(value, cents.0, unit), "{text}"),
                        (Some(_), Some(Err(why))) => prop_assert_eq!(why, NotMoney::HiddenDecimals),
                        (one, other) => prop_assert_eq!((one, other), (None, None)),
                    }
                }
                // A lone dash is no euro and no measure.
                (Ok(money), None) => prop_assert!(money.cents.0 == 0 && !text.contains(char::is_numeric), "{text}"),
                (Err(NotMoney::NotNumber), number) => prop_assert!(number.is_none_or(|it| it.percent), "{text}"),
                (Err(_), number) => prop_assert!(number.is_some(), "{text}"),
            }
        }
    }
}
