//! Rows of the accounts against rows of the offices: the passes of a rule set, from strict to loose.
//! Every row of its two layouts ends in one match or in one difference; what ends where depends on no order of rows or files.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::Arc;

use super::carried::RowState;
use super::differences::{self, Book};
use super::groups::{self, Bounds};
use super::keys::{self, Keyed, Row};
use super::reversals::{self, Reversal};
use super::rules::{Hit, RuleSet};
use super::{Acceptance, Given, Match, Reconciliation, accepted, bridge, finer, order};
use crate::ledger::{RowId, Side};

/// Rows that a pass could not settle, and that nothing later did.
#[derive(Debug)]
pub(super) struct Unsettled {
    /// The number of the pass.
    pub(super) pass: usize,
    /// Whether a search ended at its bound; otherwise its partners are too many.
    pub(super) stopped: bool,
    /// The rows, by number.
    pub(super) rows: Vec<usize>,
}

/// Rows that a pass only suggests to pair.
#[derive(Debug)]
pub(super) struct Suggestion {
    /// The number of the pass.
    pub(super) pass: usize,
    /// Rows of the accounts, by number.
    pub(super) accounting: Vec<usize>,
    /// Rows of the offices.
    pub(super) office: Vec<usize>,
}

/// What the passes of a rule set left behind.
#[derive(Debug, Default)]
pub(super) struct Left {
    pub(super) unsettled: Vec<Unsettled>,
    pub(super) suggestions: Vec<Suggestion>,
    /// What one side took back by itself.
    pub(super) reversals: Vec<Reversal>,
}

/// Pairs what agrees, lists what does not, and bridges the totals.
#[must_use]
pub fn all(given: Given<'_>) -> Reconciliation {
    let Given { ledger, objectives, carried, sheets, settings, answers, period } = given;
    let of_file = settings.accepted.iter().filter(|it| !answers.undo(it.id, period)).cloned();
    let accepted: Vec<Acceptance> = answers.acceptances(period).into_iter().chain(of_file).collect();
    let mut found = Reconciliation::default();
    let mut told: BTreeSet<RowId> = BTreeSet::new();
    for (number, rules) in (0_u16..).zip(&settings.rule_sets) {
        let Keyed { rows, inside, acts } = keys::rows(ledger, objectives, rules, &settings.writings, period.exercise());
        let mut open: Vec<bool> = (0..rows.len()).map(|row| row < inside).collect();
        let reversals = reversals::found(ledger, &rows[..inside], &rules.apart);
        let mut left = Left { reversals, ..Left::default() };
        let mut matches = Vec::new();
        for reversal in &left.reversals {
            let both = reversal.rows();
            both.iter().for_each(|row| open[*row] = false);
            matches.push(Match::of_side(&rule_of(rules, "storno"), &rows, &both));
        }
        for pass in 0..rules.passes.len() {
            matches.extend(run(pass, rules, &rows, &mut open, &mut left));
        }
        let (accepted, rows, acts) = (&*accepted, &rows, &acts);
        let book = Book { ledger, objectives, carried, sheets, rules, accepted, answers, rows, inside, acts, period };
        let rest = differences::rest(&book, open, &left);
        matches.extend(rest.matches);
        found.rule_sets.push(Arc::from(rules.id.as_str()));
        let states = rows[..inside].iter().zip(&rest.first_seen).map(|(row, first_seen)| RowState {
            place: row.at,
            rule_set: number,
            first_seen: *first_seen,
            likeness: row.likeness,
        });
        found.rows.extend(states);
        found.bridges.extend(bridge::all(&book, &matches, &rest.found));
        found.finer_objectives.extend(finer::of(ledger, objectives, rules, &matches));
        told.extend(rest.told);
        found.kept.extend(rest.kept);
        // Moved where they are the only ones: a large month has one rule set, and would hold them twice.
        if found.matches.is_empty() {
            found.matches = matches;
        } else {
            found.matches.extend(matches);
        }
        found.differences.extend(rest.found);
    }
    told.extend(found.differences.iter().map(|difference| difference.id));
    found.differences.extend(differences::closed(carried, &told, period));
    told.extend(found.differences.iter().map(|difference| difference.id));
    found.unknown_acceptances = accepted::unknown(&settings.accepted, period, &|id| told.contains(&id));
    found.matches.sort_unstable_by(|a, b| (a.first(), &a.rule).cmp(&(b.first(), &b.rule)));
    order::sort(&mut found.differences, ledger, &settings.writings, period.exercise());
    found
}

/// How the groups of a step of a rule set are called.
pub(super) fn rule_of(rules: &RuleSet, step: &str) -> Arc<str> {
    Arc::from(format!("{}.{step}", rules.id))
}

impl Match {
    /// The group of these rows, by number.
    pub(super) fn of(rule: &Arc<str>, rows: &[Row], accounting: &[usize], office: &[usize]) -> Self {
        let places = |numbers: &[usize]| numbers.iter().map(|row| rows[*row].place()).collect();
        Self { rule: Arc::clone(rule), accounting: places(accounting), office: places(office) }
    }

    /// Rows of one side that need nothing of the other.
    pub(super) fn of_side(rule: &Arc<str>, rows: &[Row], one: &[usize]) -> Self {
        let is_accounting = one.first().is_some_and(|row| rows[*row].side == Side::Accounting);
        if is_accounting { Self::of(rule, rows, one, &[]) } else { Self::of(rule, rows, &[], one) }
    }

    fn first(&self) -> usize {
        self.accounting.first().into_iter().chain(self.office.first()).min().copied().unwrap_or_default()
    }
}

/// One pass: what agrees is closed, what is contested is noted and stays open for looser passes.
fn run(number: usize, rules: &RuleSet, rows: &[Row], open: &mut [bool], left: &mut Left) -> Vec<Match> {
    let mut matches = Vec::new();
    let pass = &rules.passes[number];
    let bounds = Bounds { rows_max: rules.group_rows_max, steps_max: rules.search_steps_max };
    let rule = rule_of(rules, &pass.id);
    let key = |row: &Row| row.key(pass).filter(|_| pass.window.is_none() || row.day.is_some());
    for group in by_key(rows, open, key) {
        let settled = groups::settle(rows, &group, pass, bounds);
        if pass.hit == Hit::Suggested {
            // What is only suggested closes nothing, and what it could not settle says nothing.
            let suggestion = |(accounting, office)| Suggestion { pass: number, accounting, office };
            left.suggestions.extend(settled.agreed.into_iter().map(suggestion));
            continue;
        }
        for (accounting, office) in &settled.agreed {
            for row in accounting.iter().chain(office) {
                open[*row] = false;
            }
            matches.push(Match::of(&rule, rows, accounting, office));
        }
        if settled.stopped {
            let rows = group.iter().copied().filter(|row| open[*row]).collect();
            left.unsettled.push(Unsettled { pass: number, stopped: true, rows });
        }
        if !settled.ambiguous.is_empty() {
            left.unsettled.push(Unsettled { pass: number, stopped: false, rows: settled.ambiguous });
        }
    }
    matches
}

/// Rows that are still open, grouped by a key, each group in the order of row identities. Rows without key take no part.
/// The groups come in an order that says nothing, the same in every run.
pub(super) fn by_key<'r, K: Ord + Hash, F: Fn(&'r Row) -> Option<K>>(
    rows: &'r [Row],
    open: &[bool],
    key: F,
) -> impl Iterator<Item = Vec<usize>> + use<'r, K, F> {
    // Keys are sorted by four bytes of their hash: a large month has hundreds of thousands, of forty bytes each.
    let mut keyed: Vec<(u32, u32)> = (0..)
        .zip(rows)
        .zip(open)
        .filter(|(_, open)| **open)
        .filter_map(|((number, row), _)| Some((hash(&key(row)?), number)))
        .collect();
    keyed.sort_unstable();
    let mut waiting: Vec<Vec<usize>> = Vec::new();
    let mut from = 0;
    std::iter::from_fn(move || {
        if let Some(group) = waiting.pop() {
            return Some(group);
        }
        let rest = &keyed[from..];
        let (first, _) = rest.first()?;
        let alike = rest.iter().take_while(|(other, _)| other == first);
        let group: Vec<usize> = alike.map(|(_, number)| *number as usize).collect();
        from += group.len();
        let of = |number: usize| key(&rows[number]);
        if group[1..].iter().all(|number| of(*number) == of(group[0])) {
            return Some(group);
        }
        // Keys that share their hash are told apart by themselves.
        let mut apart: BTreeMap<Option<K>, Vec<usize>> = BTreeMap::new();
        group.into_iter().for_each(|number| apart.entry(of(number)).or_default().push(number));
        waiting.extend(apart.into_values());
        waiting.pop()
    })
}

/// The same in every run, and spread over all bits.
#[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
fn hash(key: &impl Hash) -> u32 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish() as u32
}
