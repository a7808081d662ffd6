//! Amounts that somebody typed as text, read the Italian way, to the cent.

use super::scan::{Habit, Scanned, scan};
use super::{Cents, NotMoney};

/// An amount that somebody typed as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The amount with its thousands read the Italian way.
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

/// Reads an amount as people type it in Italy: `1.234.567,89`, `(1.705.646)`, `- 341.171`, `1.234-`, `€ 5,00`,
/// a lone `-` for zero. `1.024` comes back with both readings.
///
/// # Errors
/// [`NotMoney`] when it is not a number, or has more decimals than cents.
pub fn parse_italian(text: &str) -> Result<Typed, NotMoney> {
    parse_in_units(text, 1)
}

/// The same of an amount written in units of so many euro, 1 or 1000: of thousands of euro five decimals are cents.
///
/// # Errors
/// [`NotMoney`] when it is not a number, or has more decimals than cents.
pub fn parse_in_units(text: &str, unit_euro: i64) -> Result<Typed, NotMoney> {
    let scanned = scan(text).filter(|it| !it.percent).ok_or(NotMoney::NotNumber)?;
    let of = |decimals| exact(&scanned, decimals, unit_euro);
    Ok(Typed {
        cents: of(scanned.decimals)?,
        if_point_is_decimal: scanned.if_point_is_decimal.map(of),
        doubled_minus: scanned.doubled_minus,
        habit: scanned.habit,
    })
}

/// The amount of digits of which so many are decimals.
fn exact(scanned: &Scanned, decimals: usize, unit_euro: i64) -> NotMoneyOr {
    let places = 2 + unit_euro.ilog10() as usize;
    let (whole, fraction) = scanned.split(decimals);
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return Err(NotMoney::HiddenDecimals);
    }
    let cents: i64 = format!("{whole}{fraction:0<places$}").parse().map_err(|_| NotMoney::TooLarge)?;
    Cents(if scanned.negative { -cents } else { cents }).bounded()
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
