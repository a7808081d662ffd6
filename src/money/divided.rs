//! Parts of an amount: of integers, rounded once, and no cent lost between them.

use super::Cents;

/// An amount as parts of one sign divide it: what has been reached, less what was given, so that it sums to the whole. None
/// without parts, or where there is nothing to divide by.
#[must_use]
pub fn divided<T: Copy>(cents: Cents, parts: &[(T, i64)]) -> Option<Vec<(T, Cents)>> {
    let whole: i128 = parts.iter().map(|(_, part)| i128::from(*part)).sum();
    if parts.is_empty() || (whole == 0 && cents != Cents::ZERO) {
        return None;
    }
    let (mut reached, mut given) = (0, Cents::ZERO);
    let part = |(of, part): &(T, i64)| {
        reached += i128::from(*part);
        let until = if whole == 0 { Cents::ZERO } else { share(cents, reached, whole) };
        let part = until - given;
        given = until;
        (*of, part)
    };
    Some(parts.iter().map(part).collect())
}

/// An amount times a ratio, rounded once to the cent, half away from zero.
#[must_use]
pub fn share(cents: Cents, numerator: i128, denominator: i128) -> Cents {
    let product = i128::from(cents.0) * numerator;
    let (product, denominator) = if denominator < 0 { (-product, -denominator) } else { (product, denominator) };
    let rounded = (2 * product.abs() + denominator) / (2 * denominator);
    let bound = if product < 0 { i64::MIN } else { i64::MAX };
    Cents(i64::try_from(rounded * product.signum()).unwrap_or(bound))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The parts sum to the whole, however they divide it.
        #[test]
        fn a_whole_is_the_sum_of_its_parts(cents in -1_000_000_i64..1_000_000, booked in proptest::collection::vec(0_i64..10_000, 4)) {
            prop_assume!(booked.iter().any(|it| *it != 0));
            let booked: Vec<(usize, i64)> = booked.into_iter().enumerate().collect();
            let sum: i64 = divided(Cents(cents), &booked).unwrap().iter().map(|(_, cents)| cents.0).sum();
            prop_assert_eq!(sum, cents);
        }
    }

    #[test]
    fn a_part_is_rounded_once_half_away_from_zero() {
        for (cents, over, of, wanted) in
            [(100, 1, 3, 33), (1, 1, 2, 1), (-1, 1, 2, -1), (5, 3, 2, 8), (-5, 3, 2, -8), (7, -1, -1, 7)]
        {
            assert_eq!(share(Cents(cents), over, of), Cents(wanted), "{cents} * {over} / {of}");
        }
    }
}
