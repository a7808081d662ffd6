//! Rows of the accounts against rows of the offices: the passes of a rule set, from strict to loose.
//! Every row of its two layouts ends in one match or in one difference; what ends where depends on no order of rows or files.

use std::sync::Arc;

use super::differences::{self, Book};
use super::groups::{self, Bounds};
use super::keys::{self, Row};
use super::rules::RuleSet;
use super::{Carried, Difference, Match, Settings};
use crate::ledger::{Ledger, Objectives};
use crate::period::Period;

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

/// Pairs what agrees, lists what does not. `sheets` are the offices whose sheet was accepted this month, even an empty one.
#[must_use]
pub fn all(
    ledger: &Ledger,
    objectives: &Objectives,
    carried: &Carried,
    sheets: &[Arc<str>],
    settings: &Settings,
    period: Period,
) -> (Vec<Match>, Vec<Difference>) {
    let mut matches = Vec::new();
    let mut differences = Vec::new();
    for rules in &settings.rule_sets {
        let rows = keys::rows(ledger, objectives, rules);
        let mut open = vec![true; rows.len()];
        let mut unsettled = Vec::new();
        for pass in 0..rules.passes.len() {
            run(pass, rules, &rows, &mut open, &mut matches, &mut unsettled);
        }
        let book = Book { ledger, objectives, carried, sheets, rules, rows: &rows, period };
        let (zero, rest) = differences::rest(&book, open, &unsettled);
        matches.extend(zero);
        differences.extend(rest);
    }
    matches.sort_by(|a, b| (a.first(), &a.rule).cmp(&(b.first(), &b.rule)));
    differences.sort_by(|a, b| (&a.office, &a.objective, a.id).cmp(&(&b.office, &b.objective, b.id)));
    (matches, differences)
}

impl Match {
    /// The group of these rows, by number.
    pub(super) fn of(rules: &RuleSet, step: &str, rows: &[Row], accounting: &[usize], office: &[usize]) -> Self {
        let places = |numbers: &[usize]| {
            let mut places: Vec<usize> = numbers.iter().map(|row| rows[*row].place).collect();
            places.sort_unstable();
            places
        };
        let rule = Arc::from(format!("{}.{step}", rules.id));
        Self { rule, accounting: places(accounting), office: places(office) }
    }

    fn first(&self) -> usize {
        self.accounting.first().into_iter().chain(self.office.first()).min().copied().unwrap_or_default()
    }
}

/// One pass: what agrees is closed, what is contested is noted and stays open for looser passes.
fn run(
    number: usize,
    rules: &RuleSet,
    rows: &[Row],
    open: &mut [bool],
    matches: &mut Vec<Match>,
    unsettled: &mut Vec<Unsettled>,
) {
    let pass = &rules.passes[number];
    let bounds = Bounds { rows_max: rules.group_rows_max, steps_max: rules.search_steps_max };
    for group in by_key(rows, open, |row| row.key(pass)) {
        let settled = groups::settle(rows, &group, bounds);
        for (accounting, office) in &settled.agreed {
            for row in accounting.iter().chain(office) {
                open[*row] = false;
            }
            matches.push(Match::of(rules, &pass.id, rows, accounting, office));
        }
        if settled.stopped {
            let rows = group.iter().copied().filter(|row| open[*row]).collect();
            unsettled.push(Unsettled { pass: number, stopped: true, rows });
        }
        if !settled.ambiguous.is_empty() {
            unsettled.push(Unsettled { pass: number, stopped: false, rows: settled.ambiguous });
        }
    }
}

/// Rows that are still open, grouped by a key, each group in the order of row identities. Rows without key take no part.
pub(super) fn by_key<K: Ord>(rows: &[Row], open: &[bool], key: impl Fn(&Row) -> Option<K>) -> Vec<Vec<usize>> {
    let numbered = rows.iter().enumerate().filter(|(number, _)| open[*number]);
    let mut keyed: Vec<(K, usize)> = numbered.filter_map(|(number, row)| Some((key(row)?, number))).collect();
    keyed.sort_unstable();
    keyed.chunk_by(|a, b| a.0 == b.0).map(|group| group.iter().map(|(_, number)| *number).collect()).collect()
}
