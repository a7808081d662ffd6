//! Money is integer cents; a ratio is a float born at a division. Italian numbers come in and go out here.
//! Knows nothing of columns, accounts or what an amount is for.

mod currency;
mod divided;
mod scan;
mod typed;
mod unit;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

pub use divided::{divided, share};
pub use scan::{Habit, Scanned, is_dash, scan};
pub use typed::{NotMoneyOr, Typed, parse_in_units, parse_italian};
pub use unit::Unit;

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
        // Nearly every amount is the double nearest to some cents: its fifteen digits are those cents, and need no printing.
        let nearest = (value * 100.0).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "whole, and at most 10^12")]
        if nearest.abs() <= CENTS_MAX as f64 && nearest / 100.0 == value {
            return Ok(Self(nearest as i64));
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
    /// How much of a budget an actual is, both in the same unit. `None` unless the budget is above zero and the actual not
    /// below it: across signs, and between two amounts below zero, a percentage says nothing that anybody should read.
    #[must_use]
    pub fn of_budget(actual: f64, budget: f64) -> Option<Self> {
        (budget > 0.0 && actual >= 0.0).then(|| Self(actual / budget)).filter(|it| it.0.is_finite())
    }

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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

    #[test]
    fn a_share_of_a_budget_is_of_one_above_zero() {
        assert_eq!(Ratio::of_budget(45.0, 60.0), Some(Ratio(0.75)));
        assert_eq!(Ratio::of_budget(0.0, 60.0), Some(Ratio(0.0)));
        // An avanzo that was to be a disavanzo, rimanenze that fall by three times, and nothing of nothing.
        for (actual, budget) in [(45.0, -60.0), (-45.0, 60.0), (-15.0, -5.0), (5.0, 0.0), (0.0, 0.0), (f64::NAN, 1.0)] {
            assert_eq!(Ratio::of_budget(actual, budget), None, "{actual} of {budget}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_survives_a_float(amount in -CENTS_MAX..=CENTS_MAX) {
            prop_assert_eq!(Cents::from_f64(Cents(amount).as_euro()), Ok(Cents(amount)));
        }
    }
}
