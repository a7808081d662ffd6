//! One payment with two amounts: net and gross, a stamp, a slip of the pen, a rounding.

use quadratura::reconcile::Kind;

use super::chamber::{Chamber, Deal, day};
use super::pairs::last;
use super::spelling::By;
use super::truth::Told;

/// What is kept back of a gross amount: the code, and per cent.
const KEPT_BACK: [(&str, i64); 2] = [("withholding_4", 4), ("withholding_20", 20)];

/// What an invoice has upon its net amount.
const VAT: [(&str, i64); 4] = [("vat_22", 22), ("vat_10", 10), ("vat_5", 5), ("vat_4", 4)];

/// Half a cent goes up.
fn rounded(cents: i64, times: i64, over: i64) -> i64 {
    (cents * times + over / 2) / over
}

/// What of a gross amount is left by each of the known relations.
fn nets(gross: i64) -> impl Iterator<Item = (&'static str, i64)> {
    let kept_back = KEPT_BACK.into_iter().map(move |(code, percent)| (code, rounded(gross, 100 - percent, 100)));
    kept_back.chain(VAT.into_iter().map(move |(code, percent)| (code, rounded(gross, 100, 100 + percent))))
}

/// Whether two neighbouring digits changed places between two amounts.
fn are_transposed(one: i64, other: i64) -> bool {
    let (one, other) = (one.to_string(), other.to_string());
    let swapped = |at: usize| {
        let mut digits: Vec<u8> = one.bytes().collect();
        digits.swap(at, at + 1);
        digits == other.as_bytes()
    };
    one != other && (0..one.len() - 1).any(swapped)
}

/// Every name that a person could give to the gap of two amounts; a cent of rounding does not matter.
pub fn relations(one: i64, other: i64) -> Vec<&'static str> {
    let (less, more) = (one.min(other), one.max(other));
    let mut names: Vec<&str> = nets(more).filter(|(_, net)| (net - less).abs() <= 1).map(|(code, _)| code).collect();
    if (1..=5).contains(&(more - less)) {
        names.push("cents");
    }
    if more - less == 200 {
        names.push("stamp_2");
    }
    if are_transposed(one, other) {
        names.push("digits_transposed");
    }
    names
}

/// The other amount of a payment with a gap of this name, if this amount can have one that nobody takes for another's.
fn with_gap(chamber: &mut Chamber, cents: i64, code: &str) -> Option<i64> {
    let other = match code {
        "cents" => cents + chamber.chance.pick(&[-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]),
        "stamp_2" => cents + 200,
        "digits_transposed" => {
            let mut digits = cents.to_string().into_bytes();
            // The first digit stays: nobody misreads thousands for hundreds.
            let at = 1 + chamber.chance.below(digits.len() - 2);
            digits.swap(at, at + 1);
            String::from_utf8(digits).unwrap().parse().unwrap()
        }
        "" => {
            rounded(cents, chamber.chance.pick(&[71, 77, 83, 88, 93, 97]), 100) + chamber.chance.between(-40, 40) * 10
        }
        _ => {
            // Who computes in two steps is off by a cent, either way.
            let cent = chamber.chance.pick(&[0, 0, 0, -1, 1]);
            nets(cents).find(|(name, _)| *name == code).unwrap().1 + cent
        }
    };
    let expected = if code.is_empty() { vec![] } else { vec![code] };
    (other != cents && other > 0 && relations(cents, other) == expected).then_some(other)
}

/// A payment that both sides tell, with a gap of this name.
fn gap_of(chamber: &mut Chamber, deal: Deal, code: &'static str, other: i64) {
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let booked = chamber.booked(liquidated);
    let mut amounts = [deal.cents, other];
    if chamber.chance.percent(40) {
        amounts.reverse();
    }
    let registration = chamber.registration(Deal { cents: amounts[0], ..deal }, booked);
    let line = chamber.line(Deal { cents: amounts[1], ..deal }, liquidated);
    let rows = [chamber.write(registration), chamber.write(line)];
    chamber.say(kind(code), &rows, vec![Told::differs(Kind::Amount, code, &rows)]);
}

fn kind(code: &str) -> &'static str {
    match code {
        "withholding_4" | "withholding_20" => "amount: withholding",
        "vat_22" | "vat_10" | "vat_5" | "vat_4" => "amount: VAT",
        "stamp_2" => "amount: stamp",
        "digits_transposed" => "amount: digits transposed",
        "cents" => "amount: cents",
        _ => "amount: other",
    }
}

/// What was drawn and can have no such gap stays a payment that both sides tell alike.
fn alike(chamber: &mut Chamber, deal: Deal) {
    let rows = chamber.both(deal, day(6, 20));
    chamber.agree("pair", &rows);
}

/// A payment with a gap of this name.
pub fn gap(chamber: &mut Chamber, code: &'static str) {
    loop {
        let deal = chamber.sole_deal(last());
        if let Some(other) = with_gap(chamber, deal.cents, code).filter(|other| chamber.keep(deal.firm, &[*other])) {
            return gap_of(chamber, deal, code, other);
        }
        alike(chamber, deal);
    }
}

/// Two payments to one firm by one act: one or both have a gap, and who is whose leaves no doubt.
pub fn gaps_of_a_firm(chamber: &mut Chamber) {
    const CODES: [&str; 8] =
        ["withholding_4", "withholding_20", "vat_22", "vat_10", "stamp_2", "digits_transposed", "cents", ""];
    loop {
        let deal = chamber.sole_deal(last());
        let first = chamber.chance.pick(&CODES);
        // Of two amounts without a name nobody could say which is whose.
        let second =
            chamber.chance.pick(if first.is_empty() { &["alike", "alike"] } else { &["alike", "withholding_4"] });
        let beside = chamber.amount();
        let other = with_gap(chamber, deal.cents, first);
        let beside_other = if second == "alike" { Some(beside) } else { with_gap(chamber, beside, second) };
        let (Some(other), Some(beside_other)) = (other, beside_other) else {
            alike(chamber, deal);
            continue;
        };
        let crossed = [(deal.cents, beside), (deal.cents, beside_other), (other, beside), (other, beside_other)];
        let apart =
            crossed.iter().all(|(one, two)| (one - two).abs() * 3 > *one.max(two) && relations(*one, *two).is_empty());
        let mut amounts = vec![other, beside, beside_other];
        amounts.dedup();
        if !apart || !chamber.keep(deal.firm, &amounts) {
            alike(chamber, deal);
            continue;
        }
        gap_of(chamber, deal, first, other);
        let deal = Deal { cents: beside, ..deal };
        if second != "alike" {
            return gap_of(chamber, deal, second, beside_other);
        }
        let rows = chamber.both(deal, day(6, 20));
        return chamber.agree("pair, beside a gap", &rows);
    }
}

/// An invoice in equal parts, each rounded by itself: their sum is some cents off.
pub fn cents_of_parts(chamber: &mut Chamber) {
    let count = chamber.chance.pick(&[3, 3, 6, 7]);
    let (deal, part) = loop {
        let deal = chamber.sole_deal(last());
        let part = Deal { cents: rounded(deal.cents, 1, count), ..deal };
        if deal.cents % count != 0 && deal.cents % 100 == 0 && chamber.keep(deal.firm, &[part.cents]) {
            break (deal, part);
        }
        alike(chamber, deal);
    };
    let liquidated = chamber.liquidated(deal, day(6, 18));
    let mut rows = Vec::new();
    if chamber.chance.percent(60) {
        let booked = chamber.booked(liquidated);
        let registration = chamber.registration(deal, booked);
        rows.push(chamber.write(registration));
        for _ in 0..count {
            let date = chamber.after(liquidated, 0, 6);
            let line = chamber.line_saying(part, date, By::Code);
            rows.push(chamber.write(line));
        }
    } else {
        for _ in 0..count {
            let booked = chamber.booked(liquidated);
            let registration = chamber.registration(part, booked);
            rows.push(chamber.write(registration));
        }
        let line = chamber.line(deal, liquidated);
        rows.push(chamber.write(line));
    }
    chamber.say("amount: cents of equal parts", &rows, vec![Told::differs(Kind::Amount, "cents", &rows)]);
}

/// One side writes the payment with a minus.
pub fn opposite_sign(chamber: &mut Chamber) {
    let deal = chamber.sole_deal(last());
    let liquidated = chamber.liquidated(deal, day(6, 20));
    let booked = chamber.booked(liquidated);
    let (mut registration, mut line) = (chamber.registration(deal, booked), chamber.line(deal, liquidated));
    let negative = if chamber.chance.percent(50) { &mut registration } else { &mut line };
    negative.cents = -deal.cents;
    let rows = [chamber.write(registration), chamber.write(line)];
    chamber.say("amount: sign", &rows, vec![Told::differs(Kind::Amount, "sign", &rows)]);
}
