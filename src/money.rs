//! Money is integer cents; a ratio is a float born at a division. Italian numbers come in and go out here.
//! Knows nothing of columns: what a number alone cannot settle (`1.024`) it hands back with both readings.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

/// An amount in euro cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

/// Ten thousand million euro: more than all chambers together handle, and so few that a sum of
/// nine million such amounts still fits an `i64`.
pub const CENTS_MAX: i64 = 1_000_000_000_000;

/// Why a number is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    /// Infinity or not a number.
    #[error("non è un numero finito")]
    NotFinite,
    /// It has more than two decimals and they are not the noise of a float.
    #[error("ha più di due decimali")]
    HiddenDecimals,
    /// Beyond [`CENTS_MAX`].
    #[error("supera i dieci miliardi di euro")]
    TooLarge,
    /// The text is no number at all.
    #[error("non è un numero")]
    NotNumber,
}

impl Cents {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The cents of whole euro.
    #[must_use]
    pub const fn euro(euro: i64) -> Self {
        Self(euro * 100)
    }

    /// The cents of a spreadsheet's float. A double carries 15 significant decimal digits: what lies beyond
    /// is noise (`774755827.0700003`), what lies within and below a cent is a hidden decimal.
    ///
    /// # Errors
    /// [`NotMoney`] when the float is not finite, has a third decimal or is too large.
    pub fn from_f64(value: f64) -> Result<Self, NotMoney> {
        if !value.is_finite() {
            return Err(NotMoney::NotFinite);
        }
        let shown = format!("{value:.14e}");
        let (mantissa, exponent) = shown.split_once('e').ok_or(NotMoney::NotFinite)?;
        let exponent: i32 = exponent.parse().map_err(|_| NotMoney::NotFinite)?;
        let digits: i64 = mantissa.replace('.', "").parse().map_err(|_| NotMoney::NotFinite)?;
        // value = digits * 10^(exponent - 14); in cents, two more.
        let shift = exponent - 12;
        if digits == 0 {
            return Ok(Self::ZERO);
        }
        if shift > 0 {
            return Err(NotMoney::TooLarge);
        }
        let Some(divisor) = 10_i64.checked_pow(shift.unsigned_abs()) else { return Err(NotMoney::HiddenDecimals) };
        if digits % divisor != 0 {
            return Err(NotMoney::HiddenDecimals);
        }
        Self(digits / divisor).bounded()
    }

    /// The same amount, if within [`CENTS_MAX`].
    ///
    /// # Errors
    /// [`NotMoney::TooLarge`].
    pub fn bounded(self) -> Result<Self, NotMoney> {
        if self.0.unsigned_abs() <= CENTS_MAX.unsigned_abs() { Ok(self) } else { Err(NotMoney::TooLarge) }
    }

    /// The amount in euro, for a cell of a spreadsheet: exact to the cent below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "amounts are bounded far below 2^53")]
    #[must_use]
    pub fn as_euro(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// `1.234,56`, without the currency.
    #[must_use]
    pub fn italian(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{},{:02}", grouped(cents / 100), cents % 100)
    }
}

/// `1.234.567`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

impl fmt::Display for Cents {
    /// `1.234,56 €`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} €", self.italian()))
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// A ratio, a count, a number of days: a float, never money.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Ratio(pub f64);

impl Ratio {
    /// The number with at most 12 significant digits and a point, as JSON and the store carry it.
    /// Twelve digits hide the last bits, in which two ways of computing the same ratio may differ.
    #[must_use]
    pub fn canonical(self) -> String {
        let rounded: f64 = format!("{:.11e}", self.0).parse().unwrap_or(self.0);
        if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
    }

    /// `1.234,50` with this many decimals.
    #[must_use]
    pub fn italian(self, decimals: usize) -> String {
        let shown = format!("{:.decimals$}", self.0.abs());
        let (whole, fraction) = shown.split_once('.').map_or((shown.as_str(), None), |(w, f)| (w, Some(f)));
        let zero = shown.bytes().all(|b| matches!(b, b'0' | b'.'));
        let sign = if self.0 < 0.0 && !zero { "-" } else { "" };
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
        fraction.map_or_else(|| format!("{sign}{whole}"), |f| format!("{sign}{whole},{f}"))
    }

    /// `86,14%`: a fraction shown as a percentage.
    #[must_use]
    pub fn italian_percent(self, decimals: usize) -> String {
        format!("{}%", Self(self.0 * 100.0).italian(decimals))
    }
}

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
    let mut body: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '€' | '\u{feff}' | '\u{200b}'))
        .map(|c| if matches!(c, '−' | '–' | '—' | '‐' | '‑' | '‒' | '﹣' | '-') { '-' } else { c })
        .collect();
    if body.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("eur")) {
        body = body[3..].trim_start_matches(['o', 'O', '.']).to_owned();
    }
    let typed =
        |cents, if_point_is_decimal, doubled_minus, habit| Typed { cents, if_point_is_decimal, doubled_minus, habit };
    if !body.is_empty() && body.chars().all(|c| c == '-') {
        return Ok(typed(Cents::ZERO, None, false, Habit::Unknown));
    }
    let mut minuses = 0_u32;
    let mut inner = body.as_str();
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
    let sign = if minuses > 0 { -1 } else { 1 };
    let digits_only = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let groups_of_three = |s: &str, mark: char| {
        let mut groups = s.split(mark);
        groups.next().is_some_and(|first| digits_only(first) && first.len() <= 3)
            && groups.all(|group| digits_only(group) && group.len() == 3)
    };
    let exact = |whole: &str, fraction: &str| {
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 2 {
            return Err(NotMoney::HiddenDecimals);
        }
        let digits = format!("{}{fraction:0<2}", whole.replace(['.', ','], ""));
        let cents: i64 = digits.parse().map_err(|_| NotMoney::TooLarge)?;
        Cents(sign * cents).bounded()
    };
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
        for text in ["", "abc", "1.23.45", "12,34,56.7", "1.2345,6", "1,2,3", "n.d.", "()", "1e3", "12..3", "€"] {
            assert!(parse_italian(text).is_err(), "{text}");
        }
        assert_eq!(parse_italian("1,005"), Err(NotMoney::HiddenDecimals));
        assert_eq!(parse_italian("99.999.999.999,00"), Err(NotMoney::TooLarge));
    }

    #[test]
    fn the_noise_of_a_float_is_not_a_decimal() {
        assert_eq!(Cents::from_f64(7.000_000_000_000_001), Ok(Cents(700)));
        assert_eq!(Cents::from_f64(774_755_827.070_000_3), Ok(Cents(77_475_582_707)));
        assert_eq!(Cents::from_f64(0.1 + 0.2), Ok(Cents(30)));
        assert_eq!(Cents::from_f64(-0.0), Ok(Cents(0)));
        assert_eq!(Cents::from_f64(1.005), Err(NotMoney::HiddenDecimals));
        assert_eq!(Cents::from_f64(1e-9), Err(NotMoney::HiddenDecimals));
        assert_eq!(Cents::from_f64(f64::NAN), Err(NotMoney::NotFinite));
        assert_eq!(Cents::from_f64(1e29), Err(NotMoney::TooLarge));
        assert_eq!(Cents::from_f64(1e-300), Err(NotMoney::HiddenDecimals));
    }

    #[test]
    fn ratios_are_shown_as_italians_read_them() {
        assert_eq!(Ratio(0.861_351).italian_percent(2), "86,14%");
        assert_eq!(Ratio(-0.000_01).italian(2), "0,00");
        assert_eq!(Ratio(1234.5).italian(1), "1.234,5");
        assert_eq!(Ratio(46.0).italian(0), "46");
        assert_eq!(Ratio(1.0 / 3.0).canonical(), "0.333333333333");
        assert_eq!(Ratio(-0.0).canonical(), "0");
    }

    proptest! {
        #[test]
        fn every_amount_survives_print_and_parse(amount in -CENTS_MAX..=CENTS_MAX) {
            let amount = Cents(amount);
            prop_assert_eq!(parse_italian(&amount.to_string()).unwrap().cents, amount);
            prop_assert_eq!(parse_italian(&amount.italian()).unwrap().cents, amount);
        }

        #[test]
        fn every_amount_survives_a_float(amount in -CENTS_MAX..=CENTS_MAX) {
            prop_assert_eq!(Cents::from_f64(Cents(amount).as_euro()), Ok(Cents(amount)));
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
