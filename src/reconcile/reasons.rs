//! What a gap between two amounts of one payment looks like: a tax kept back, a VAT left out, a stamp, two digits swapped.
//! Every relation is exact to the cent after rounding, or a cent from it: who divides before and who after rounds otherwise.
//! What only resembles one has no name.

use super::Kind;
use crate::money::Cents;

/// A tax or charge that stands between two amounts, the net and the gross.
struct Relation {
    code: &'static str,
    /// What the lesser amount is of the greater one: `times` over `over`.
    times: i128,
    over: i128,
}

const fn kept_back(code: &'static str, percent: i128) -> Relation {
    Relation { code, times: 100 - percent, over: 100 }
}

const fn vat(code: &'static str, percent: i128) -> Relation {
    Relation { code, times: 100, over: 100 + percent }
}

impl Relation {
    /// Whether one amount gives the other within these cents, whichever of them was computed.
    fn holds(&self, less: i128, more: i128, slack: i128) -> bool {
        // Half a cent goes up, as in every invoice.
        let share = |of: i128, times: i128, over: i128| (2 * of * times + over) / (2 * over);
        (share(more, self.times, self.over) - less).abs() <= slack
            || (share(less, self.over, self.times) - more).abs() <= slack
    }
}

/// In the order in which they are tried: the 4% on grants is art. 28 DPR 600/73, the VAT rates are those in force.
const RELATIONS: [Relation; 6] = [
    kept_back("withholding_4", 4),
    kept_back("withholding_20", 20),
    vat("vat_22", 22),
    vat("vat_10", 10),
    vat("vat_5", 5),
    vat("vat_4", 4),
];

/// Of what an office liquidated, and the accounts still have days to book.
pub(super) const NOT_YET_BOOKED: &str = "not_yet_booked";
/// Of what an office liquidated, when those days are over. How long a difference has been open is another matter, and
/// stands in [`Difference::overdue`](super::Difference::overdue).
pub(super) const NOT_BOOKED_IN_TIME: &str = "overdue";

/// Of a row that settles what an earlier exercise left open.
pub(super) const OPEN_ITEM: &str = "open_item";
/// Of what an earlier exercise left open and a row of this one settles.
pub(super) const PAID_NEXT_YEAR: &str = "paid_next_year";
/// Of all the rows of a side that did not come.
pub(super) const SIDE_ABSENT: &str = "side_absent";

/// Of a row whose other side was there and was taken back by its own storno.
pub(super) const REVERSED: &str = "reversed";

/// Every kind with every reason that a difference of it may carry; nothing where there is nothing to add.
pub const REASONS: [(Kind, &str); 39] = [
    (Kind::MissingInOffice, ""),
    (Kind::MissingInOffice, "suggested"),
    (Kind::MissingInOffice, SIDE_ABSENT),
    (Kind::MissingInOffice, REVERSED),
    (Kind::MissingInAccounting, ""),
    (Kind::MissingInAccounting, NOT_BOOKED_IN_TIME),
    (Kind::MissingInAccounting, "suggested"),
    (Kind::MissingInAccounting, SIDE_ABSENT),
    (Kind::MissingInAccounting, REVERSED),
    (Kind::Amount, ""),
    (Kind::Amount, "withholding_4"),
    (Kind::Amount, "withholding_20"),
    (Kind::Amount, "vat_22"),
    (Kind::Amount, "vat_10"),
    (Kind::Amount, "vat_5"),
    (Kind::Amount, "vat_4"),
    (Kind::Amount, "stamp_2"),
    (Kind::Amount, "digits_transposed"),
    (Kind::Amount, "cents"),
    (Kind::Amount, "sign"),
    (Kind::Coding, "objective"),
    (Kind::Coding, "account"),
    (Kind::Timing, NOT_YET_BOOKED),
    (Kind::Timing, "booked_later"),
    (Kind::Timing, "booked_earlier"),
    (Kind::Duplicate, "same_mandate"),
    (Kind::Duplicate, "same_date"),
    (Kind::Ambiguous, ""),
    (Kind::SearchStopped, ""),
    (Kind::Vanished, "gone_from_accounting"),
    (Kind::Vanished, "gone_from_office"),
    (Kind::FormerYear, ""),
    (Kind::FormerYear, OPEN_ITEM),
    (Kind::Revocation, ""),
    (Kind::Saving, ""),
    (Kind::MissingInOffice, PAID_NEXT_YEAR),
    (Kind::MissingInAccounting, PAID_NEXT_YEAR),
    (Kind::Timing, PAID_NEXT_YEAR),
    (Kind::Vanished, PAID_NEXT_YEAR),
];

/// The code that was written down in an earlier month; empty when this program has no such code.
pub(super) fn known(code: &str) -> &'static str {
    REASONS.into_iter().map(|(_, known)| known).find(|known| *known == code).unwrap_or_default()
}

/// The stamp on a receipt.
const STAMP: Cents = Cents::euro(2);

/// What rounding leaves in a few rows.
const ROUNDING: i128 = 5;

/// The code of what stands between two amounts of one payment, told in so many rows; empty when nothing known does.
pub(super) fn between(accounts: Cents, office: Cents, rows: usize) -> &'static str {
    if accounts.0 == -office.0 && accounts.0 != 0 {
        return "sign";
    }
    if accounts.0.signum() * office.0.signum() <= 0 {
        return "";
    }
    let (less, more) = (i128::from(accounts.abs().min(office.abs()).0), i128::from(accounts.abs().max(office.abs()).0));
    let relation = |slack: i128| RELATIONS.iter().find(|relation| relation.holds(less, more, slack));
    let gap = more - less;
    match relation(0) {
        _ if gap == 0 => "",
        Some(relation) => relation.code,
        // Each row may be rounded by a cent, and small amounts are never a rounding of each other.
        None if gap <= ROUNDING.max(rows as i128) && gap * 20 < more => "cents",
        None if let Some(relation) = relation(1) => relation.code,
        None if gap == i128::from(STAMP.0) => "stamp_2",
        None if digits_transposed(accounts, office) => "digits_transposed",
        None => "",
    }
}

/// Whether two amounts are written with the same digits, but for two neighbours that changed places.
pub(super) fn digits_transposed(one: Cents, other: Cents) -> bool {
    if one.0.signum() * other.0.signum() < 0 {
        return false;
    }
    let (one, other) = (one.0.unsigned_abs().to_string(), other.0.unsigned_abs().to_string());
    // A leading zero is not written: `0,12` and `0,21` are both of two digits, `1,20` and `0,12` are not the same digits.
    if one.len() != other.len() {
        return false;
    }
    let apart: Vec<usize> =
        one.bytes().zip(other.bytes()).enumerate().filter(|(_, (a, b))| a != b).map(|(i, _)| i).collect();
    match apart[..] {
        [i, j] => {
            let (one, other) = (one.as_bytes(), other.as_bytes());
            j == i + 1 && one[i] == other[j] && one[j] == other[i]
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_known_gap_is_named_whichever_side_is_gross() {
        for (more, less, code) in [
            (100_000, 96_000, "withholding_4"),
            (100_013, 96_012, "withholding_4"),
            (100_000, 80_000, "withholding_20"),
            (122_000, 100_000, "vat_22"),
            (12_345, 10_119, "vat_22"),
            (110_000, 100_000, "vat_10"),
            (105_000, 100_000, "vat_5"),
            (104_000, 100_000, "vat_4"),
            (50_200, 50_000, "stamp_2"),
            (154_300, 145_300, "digits_transposed"),
            // A cent from what the rate gives, either way.
            (100_000, 96_001, "withholding_4"),
            (100_000, 95_999, "withholding_4"),
            (122_001, 100_000, "vat_22"),
            (121_999, 100_000, "vat_22"),
            (100_000, 96_002, ""),
            (100_001, 100_000, "cents"),
            (100_005, 100_000, "cents"),
            (100_006, 100_000, ""),
            (100, 96, "withholding_4"),
            (20, 14, ""),
        ] {
            assert_eq!(between(Cents(more), Cents(less), 2), code, "{more} {less}");
            assert_eq!(between(Cents(less), Cents(more), 2), code, "{less} {more}");
            assert_eq!(between(Cents(-less), Cents(-more), 2), code, "-{less} -{more}");
        }
        assert_eq!(between(Cents(100_008), Cents(100_000), 9), "cents", "a cent a row");
    }

    #[test]
    fn amounts_of_opposite_sign_have_no_tax_between_them() {
        assert_eq!(between(Cents(100_000), Cents(-96_000), 2), "");
        assert_eq!(between(Cents(0), Cents(200), 2), "");
        assert_eq!(between(Cents(100_000), Cents(-100_000), 2), "sign");
    }

    #[test]
    fn only_neighbours_change_places() {
        assert!(digits_transposed(Cents(12_345), Cents(12_435)));
        assert!(!digits_transposed(Cents(12_345), Cents(14_325)));
        assert!(!digits_transposed(Cents(120), Cents(12)));
        assert!(!digits_transposed(Cents(120), Cents(120)));
    }

    proptest! {
        #[test]
        fn the_net_of_a_grant_is_recognised(gross in 100_000_i64..100_000_000) {
            let net = (gross * 96 + 50) / 100;
            prop_assert_eq!(between(Cents(gross), Cents(net), 2), "withholding_4");
        }
    }
}
