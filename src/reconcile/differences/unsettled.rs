//! Rows with more than one partner that is as good as another, and rows too many to be searched.

use std::collections::BTreeSet;

use super::{Rest, Said};
use crate::ledger::{Side, Text};
use crate::money::Cents;
use crate::reconcile::keys::Row;
use crate::reconcile::matching::{Unsettled, by_key};
use crate::reconcile::rules::KeyPart;
use crate::reconcile::{Kind, phrases};

/// Of how many rows one may be the partner before they are the many payments of one act.
pub(super) const PARTNERS_MAX: usize = 3;

/// What two rows share that may be one payment though they name two persons.
type Terms = ([Text; 3], Cents);

impl Rest<'_> {
    /// Rows with equally good partners, when no looser pass gave one of them a better one.
    pub(super) fn ambiguous(&mut self, cluster: &Unsettled) {
        if cluster.rows.iter().all(|row| self.open[*row]) {
            self.cluster(&self.book.rules.passes[cluster.pass].keys, &cluster.rows, Kind::Ambiguous);
        }
    }

    /// Rows of a group too large to be searched to the end, when both sides still have some.
    pub(super) fn search_stopped(&mut self, cluster: &Unsettled) {
        let rows: Vec<usize> = cluster.rows.iter().copied().filter(|row| self.open[*row]).collect();
        let has = |side| rows.iter().any(|row| self.row(*row).side == side);
        if has(Side::Accounting) && has(Side::Office) {
            self.cluster(&self.book.rules.passes[cluster.pass].keys, &rows, Kind::SearchStopped);
        }
    }

    /// One row and several of the other side, of one office, objective, act and amount, whose names are other ones and of
    /// which no two fiscal codes say that they are not. An act that pays others as much pays many: there a name is a name.
    pub(super) fn one_of_several(&mut self, matched: &[bool]) {
        const KEYS: [KeyPart; 3] = [KeyPart::Office, KeyPart::Objective, KeyPart::Act];
        let terms = |row: &Row| -> Option<Terms> {
            let texts = KEYS.map(|part| row.part(part));
            (!texts[2].is_empty() && row.cents.0 != 0).then_some((texts, row.cents))
        };
        let groups: Vec<Vec<usize>> =
            by_key(self.book.rows, &self.open, terms).filter(|group| self.is_one_of_several(group)).collect();
        if groups.is_empty() {
            return;
        }
        let asked: BTreeSet<Terms> = groups.iter().filter_map(|group| terms(self.row(group[0]))).collect();
        let agreed = self.book.rows.iter().zip(matched).filter(|(_, matched)| **matched);
        let paid: BTreeSet<Terms> =
            agreed.filter_map(|(row, _)| terms(row)).filter(|terms| asked.contains(terms)).collect();
        for group in groups {
            if terms(self.row(group[0])).is_some_and(|terms| !paid.contains(&terms)) {
                self.cluster(&KEYS, &group, Kind::Ambiguous);
            }
        }
    }

    fn is_one_of_several(&self, group: &[usize]) -> bool {
        let (accounts, office): (Vec<usize>, Vec<usize>) =
            group.iter().copied().partition(|row| self.row(*row).side == Side::Accounting);
        let (one, several) = match (&accounts[..], &office[..]) {
            ([one], several) | (several, [one]) => (self.row(*one), several),
            _ => return false,
        };
        let codes_differ = |other: &Row| {
            let codes = [one, other].map(|row| row.part(KeyPart::FiscalCode));
            codes.iter().all(|code| !code.is_empty()) && codes[0] != codes[1]
        };
        (2..=PARTNERS_MAX).contains(&several.len()) && !several.iter().any(|other| codes_differ(self.row(*other)))
    }

    /// Lists rows that nobody can pair, under a key that they share.
    pub(super) fn cluster(&mut self, keys: &[KeyPart], rows: &[usize], kind: Kind) {
        let (accounts, office): (Vec<usize>, Vec<usize>) =
            rows.iter().copied().partition(|row| self.row(*row).side == Side::Accounting);
        let rows: Vec<usize> = accounts.iter().chain(&office).copied().collect();
        let Some(anchor) = rows.first() else { return };
        let movements = |rows: &[usize]| rows.iter().map(|row| self.movement(*row)).collect::<Vec<_>>();
        let text = phrases::unsettled(kind, &movements(&accounts), &movements(&office));
        let key = self.key(keys, *anchor);
        self.list(&rows, Said { kind, reason: "", text, key, candidate: None });
    }
}
