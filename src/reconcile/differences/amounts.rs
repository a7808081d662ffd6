//! Rows of one key with other amounts: which of them are one payment. A gap that has a name is a better reason than a small
//! one; a payment and all the rows of the other side may be one with a gap, as three of 33,33 are one of 100,00.

use std::collections::BTreeSet;

use super::{Rest, Said};
use crate::ledger::{Movement, Side};
use crate::money::Cents;
use crate::reconcile::groups::are_of_one;
use crate::reconcile::keys::{Person, Row};
use crate::reconcile::matching::by_key;
use crate::reconcile::rules::{KeyPart, Pass};
use crate::reconcile::{Kind, phrases, reasons};

/// Rows of the accounts and rows of an office, by number.
type Sides = [Vec<usize>; 2];

/// How far apart rows may be that nothing but their key joins, in millionths of the greater amount.
const GAP_MAX: i128 = 500_000;

impl Rest<'_> {
    /// Rows of a key of both sides that are one payment with two amounts. `held` are rows of which a search could not say
    /// whether they add up to each other: of those only one on each side.
    pub(super) fn other_amount(&mut self, pass: &Pass, held: &BTreeSet<usize>) {
        let groups: Vec<Vec<usize>> = by_key(self.book.rows, &self.open, |row| row.key(pass)).collect();
        for group in groups {
            let (accounts, office): (Vec<usize>, Vec<usize>) =
                group.into_iter().partition(|row| self.row(*row).side == Side::Accounting);
            let mut left: Sides = [accounts, office];
            // Against one row a row worth nothing says that nothing was paid; among several it says nothing of any.
            if left.iter().any(|side| side.len() > 1) {
                left.iter_mut().for_each(|side| side.retain(|row| self.row(*row).cents.0 != 0));
            }
            let possible = (left[0].len() * left[1].len()) as u64;
            let are_too_many = possible > self.book.rules.search_steps_max;
            if are_too_many || possible > 1 && left.iter().flatten().any(|row| held.contains(row)) {
                continue;
            }
            while let Some(one) = self.next_gap(pass, &left) {
                for (side, used) in left.iter_mut().zip(&one) {
                    side.retain(|row| !used.contains(row));
                }
                self.list_gap(pass, &one);
            }
        }
    }

    /// What of the rows that are left is most likely one payment; nothing where that is open.
    fn next_gap(&self, pass: &Pass, left: &Sides) -> Option<Sides> {
        let [accounts, office] = left;
        let pairs = accounts.iter().flat_map(|account| office.iter().map(move |other| (*account, *other)));
        let pairs = pairs.filter(|pair| self.may_be_one(*pair) && self.row(pair.0).cents != self.row(pair.1).cents);
        if let ([_], [_]) = (&accounts[..], &office[..]) {
            let pair = pairs.map(|(account, other)| [vec![account], vec![other]]).next()?;
            // Where nobody says whom one of them pays, amounts that have nothing in common join nothing.
            let is_known = self.row(accounts[0]).same_person(self.row(office[0])) == Person::Same;
            let speaks = is_known || !self.reason(&pair).is_empty() || self.gap(&pair) < GAP_MAX;
            return speaks.then_some(pair);
        }
        // Rows that add up to each other have no gap, even where the pass does not take sums.
        let [of_accounts, of_office] = self.sums(left);
        if of_accounts == of_office {
            return None;
        }
        let of_one = pairs.filter(|(account, other)| self.row(*account).same_person(self.row(*other)) == Person::Same);
        let pairs: Vec<Sides> = of_one.map(|(account, other)| [vec![account], vec![other]]).collect();
        let speaks = |pair: &&Sides| !self.reason(pair).is_empty();
        let named: Vec<&Sides> = pairs.iter().filter(speaks).collect();
        let is_only =
            |pair: &&&Sides| named.iter().filter(|other| other[0] == pair[0] || other[1] == pair[1]).count() == 1;
        if let Some(pair) = named.iter().find(is_only) {
            return Some((*pair).clone());
        }
        let whole = self.whole(left);
        if let Some(whole) = whole.as_ref().filter(|whole| !self.reason(whole).is_empty()) {
            return Some(whole.clone());
        }
        // A gap without a name is one of a payment that both sides name, not of two that happen to be of one firm.
        let names_payment =
            |part: &KeyPart| matches!(part, KeyPart::Act | KeyPart::Mandate | KeyPart::Cup | KeyPart::Cor);
        if pass.keys.iter().any(names_payment) { self.least_gap(pairs.into_iter().chain(whole)) } else { None }
    }

    /// One row and all of the other side, where nothing says that they are several payments.
    fn whole(&self, left: &Sides) -> Option<Sides> {
        let [accounts, office] = left;
        let is_one = accounts.len() == 1 || office.len() == 1;
        let all = || accounts.iter().flat_map(|account| office.iter().map(move |other| (*account, *other)));
        let is_of_one = |(account, other): (usize, usize)| {
            self.may_be_one((account, other)) && self.row(account).same_person(self.row(other)) == Person::Same
        };
        let everybody: Vec<&Row> = left.iter().flatten().map(|row| self.row(*row)).collect();
        (is_one && all().all(is_of_one) && are_of_one(&everybody)).then(|| left.clone())
    }

    /// The one with the least gap for its amount, of less than half of it; nothing when another is as near.
    fn least_gap(&self, possible: impl Iterator<Item = Sides>) -> Option<Sides> {
        let mut by_gap: Vec<(i128, Sides)> = possible.map(|sides| (self.gap(&sides), sides)).collect();
        by_gap.retain(|(gap, _)| *gap < GAP_MAX);
        let (gap, nearest) = by_gap.iter().min_by_key(|(gap, _)| *gap)?;
        let cents = |sides: &Sides| {
            let [accounts, office] = self.sums(sides);
            (accounts - office).abs()
        };
        let as_near = by_gap.iter().filter(|(other, sides)| other == gap || cents(sides) <= cents(nearest)).count();
        (as_near == 1).then(|| nearest.clone())
    }

    /// What two sides are apart, in millionths of the greater amount.
    fn gap(&self, sides: &Sides) -> i128 {
        let [accounts, office] = self.sums(sides).map(|sum| i128::from(sum.0));
        (accounts - office).abs() * 1_000_000 / accounts.abs().max(office.abs()).max(1)
    }

    fn sums(&self, sides: &Sides) -> [Cents; 2] {
        sides.each_ref().map(|rows| rows.iter().map(|row| self.row(*row).cents).sum())
    }

    fn reason(&self, sides: &Sides) -> &'static str {
        let [accounts, office] = self.sums(sides);
        let rows = sides[0].len() + sides[1].len();
        if accounts == office { "" } else { reasons::between(accounts, office, rows) }
    }

    fn list_gap(&mut self, pass: &Pass, sides: &Sides) {
        let rows: Vec<usize> = sides.iter().flatten().copied().collect();
        // A gap with a name is no economia, whatever is noted.
        let reason = self.reason(sides);
        if let [account, other] = rows[..]
            && reason.is_empty()
            && let Some(said) = self.saved(pass, account, other)
        {
            self.list(&rows, said);
            return;
        }
        let [accounts, office]: [Vec<Movement<'_>>; 2] =
            sides.each_ref().map(|rows| rows.iter().map(|row| self.movement(*row)).collect());
        let text = phrases::amount(&accounts, &office, reason);
        let key = self.key(&pass.keys, rows[0]);
        self.list(&rows, Said { kind: Kind::Amount, reason, text, key, candidate: None });
    }
}
