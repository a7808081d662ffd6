//! What a gap between two amounts of one payment looks like: a tax kept back, a VAT left out, a stamp, two digits swapped.
//! Every relation is exact to the cent after rounding; what only resembles one has no name.

use super::Kind;
use crate::money::Cents;

/// A tax or charge that stands between two amounts: its code, and the share of the gross that the net is.
struct Relation {
    code: &'static str,
    /// The greater amount times `times` over `over`, rounded to the cent, is the lesser; or, for VAT, the reverse.
    times: i128,
    over: i128,
    /// Whether the lesser amount is the one that is multiplied.
    from_net: bool,
}

const fn kept_back(code: &'static str, percent: i128) -> Relation {
    Relation { code, times: 100 - percent, over: 100, from_net: false }
}

const fn vat(code: &'static str, percent: i128) -> Relation {
    Relation { code, times: 100 + percent, over: 100, from_net: true }
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

/// Every kind with every reason that a difference of it may carry; nothing where there is nothing to add.
pub const REASONS: [(Kind, &str); 35] = [
    (Kind::MissingInOffice, ""),
    (Kind::MissingInOffice, "suggested"),
    (Kind::MissingInOffice, SIDE_ABSENT),
    (Kind::MissingInAccounting, ""),
    (Kind::MissingInAccounting, NOT_BOOKED_IN_TIME),
    (Kind::MissingInAccounting, "suggested"),
    (Kind::MissingInAccounting, SIDE_ABSENT),
    (Kind::Amount, ""),
    (Kind::Amount, "withholding_4"),
    (Kind::Amount, "withholding_20"),
    (Kind::Amount, "vat_22"),
    (Kind::Amount, "vat_10"),
    (Kind::Amount, "vat_5"),
    (Kind::Amount, "vat_4"),
    (Kind::Amount, "stamp_2"),
    (Kind::Amount, "digits_transposed"),
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

/// The code of what stands between two amounts of the same payment; empty when nothing known does.
pub(super) fn between(accounts: Cents, office: Cents) -> &'static str {
    if accounts.0.signum() * office.0.signum() <= 0 {
        return "";
    }
    let (less, more) = (i128::from(accounts.abs().min(office.abs()).0), i128::from(accounts.abs().max(office.abs()).0));
    let holds = |relation: &&Relation| {
        let (from, to) = if relation.from_net { (less, more) } else { (more, less) };
        // Half a cent goes up, as in every invoice.
        (from * relation.times + relation.over / 2) / relation.over == to
    };
    match RELATIONS.iter().find(holds) {
        _ if less == more => "",
        Some(relation) => relation.code,
        None if more - less == i128::from(STAMP.0) => "stamp_2",
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
            (100_000, 96_001, ""),
        ] {
            assert_eq!(between(Cents(more), Cents(less)), code, "{more} {less}");
            assert_eq!(between(Cents(less), Cents(more)), code, "{less} {more}");
            assert_eq!(between(Cents(-less), Cents(-more)), code, "-{less} -{more}");
        }
    }

    #[test]
    fn amounts_of_opposite_sign_have_no_tax_between_them() {
        assert_eq!(between(Cents(100_000), Cents(-96_000)), "");
        assert_eq!(between(Cents(0), Cents(200)), "");
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
            prop_assert_eq!(between(Cents(gross), Cents(net)), "withholding_4");
        }
    }
}
