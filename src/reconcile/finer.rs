//! Rows that agree at the level at which objectives are compared, and stand under two objectives below it. They stay a pair:
//! that one of the two is wrong is told beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::RuleSet;
use super::{Match, Reconciliation, phrases};
use crate::ledger::{Ledger, Objectives, Text};
use crate::origin::Sources;
use crate::problem::Problem;

/// A match whose sides name two objectives below the level of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinerObjectives {
    /// Its first row of the accounts: a place in [`Ledger::movements`].
    pub accounting: usize,
    /// Its first row of the office.
    pub office: usize,
}

/// Those of the matches of a rule set, in their order.
pub(super) fn of(ledger: &Ledger, objectives: &Objectives, rules: &RuleSet, matches: &[Match]) -> Vec<FinerObjectives> {
    let handles = ledger.movements.handles();
    let texts = ledger.movements.texts();
    let mut known: BTreeMap<Text, bool> = BTreeMap::new();
    let mut is_finer = |code: Text| {
        let level = || objectives.get(texts.get(code).trim()).map(|objective| objective.level);
        *known.entry(code).or_insert_with(|| level().is_some_and(|level| level > rules.objective_level))
    };
    let mut found = Vec::new();
    for group in matches {
        let (Some(accounting), Some(office)) = (group.accounting.first(), group.office.first()) else { continue };
        let codes = |places: &[usize]| places.iter().map(|place| handles[*place].objective).collect::<BTreeSet<_>>();
        let [booked, told] = [codes(&group.accounting), codes(&group.office)];
        if booked != told && booked.iter().chain(&told).all(|code| is_finer(*code)) {
            found.push(FinerObjectives { accounting: *accounting, office: *office });
        }
    }
    found
}

impl Reconciliation {
    /// What is said of them: once for each sheet and two objectives, at its first row.
    #[must_use]
    pub fn finer_problems(&self, ledger: &Ledger, sources: &Sources) -> Vec<Problem> {
        let mut groups: BTreeMap<_, Vec<&FinerObjectives>> = BTreeMap::new();
        for it in &self.finer_objectives {
            let [booked, told] = [it.accounting, it.office].map(|place| ledger.movements.at(place));
            groups.entry((told.origin.source, booked.objective, told.objective)).or_default().push(it);
        }
        let of_group = |((_, booked, told), group): ((_, &str, &str), Vec<&FinerObjectives>)| {
            let mut rows: Vec<_> = group.iter().map(|it| ledger.movements.at(it.office)).collect();
            rows.sort_by_key(|row| row.origin);
            Some(phrases::finer_objectives(booked, told, &rows).at(rows.first()?.origin, sources))
        };
        groups.into_iter().filter_map(of_group).collect()
    }
}
