//! Rows that the month before compared and that are not there any more. A row that is only written otherwise is not gone,
//! and what both sides dropped they agree upon. Knows no amounts of this month.

use std::collections::BTreeMap;

use super::carried::{Carried, FormerRow, FormerState};
use super::keys::Row;
use super::{Kind, differences};
use crate::ledger::Side;

/// What became of the rows that a rule set no longer finds.
#[derive(Debug, Default)]
pub(super) struct Gone<'a> {
    /// Really gone.
    pub(super) vanished: Vec<&'a FormerRow>,
    /// Of a side that says nothing this month: nobody knows.
    pub(super) unheard: Vec<&'a FormerRow>,
}

/// Sorts out the rows that are gone. `heard` says whether a side tells anything this month; rows are those of the rule set.
pub(super) fn sort_out<'a>(
    rule_set: &str,
    carried: &'a Carried,
    rows: &[Row],
    heard: &dyn Fn(&FormerRow) -> bool,
) -> Gone<'a> {
    let mut gone = Gone::default();
    let of_rules = carried.gone.iter().filter(|row| *row.rule_set == *rule_set);
    let (told, silent): (Vec<&FormerRow>, Vec<&FormerRow>) = of_rules.partition(|row| heard(row));
    gone.unheard = silent;
    if told.is_empty() {
        return gone;
    }
    // A row that was not there then and is the same payment: its spelling was mended, or its file names it otherwise.
    let mut written_anew: BTreeMap<(Side, u64), usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| !carried.known.get(row.place()).copied().unwrap_or(false)) {
        *written_anew.entry((row.side, row.likeness)).or_default() += 1;
    }
    let mut left: Vec<&FormerRow> = Vec::new();
    for row in told {
        match written_anew.get_mut(&(row.side, row.likeness)) {
            Some(count) if *count > 0 => *count -= 1,
            _ if mended(row, rule_set, carried) => {}
            _ => left.push(row),
        }
    }
    let mut dropped: BTreeMap<u64, [usize; 2]> = BTreeMap::new();
    for row in &left {
        dropped.entry(row.likeness).or_default()[row.side as usize] += 1;
    }
    // As many as both sides dropped are agreed upon; the first ones in the order of names.
    let mut agreed: BTreeMap<u64, [usize; 2]> =
        dropped.into_iter().map(|(likeness, [a, o])| (likeness, [a.min(o); 2])).collect();
    gone.vanished = left
        .into_iter()
        .filter(|row| match agreed.get_mut(&row.likeness).map(|counts| &mut counts[row.side as usize]) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .collect();
    gone
}

/// Whether a row was open and went because somebody set it right: an office took out what the accounts never had, or a
/// row that was told twice is told once.
fn mended(row: &FormerRow, rule_set: &str, carried: &Carried) -> bool {
    let listed = carried.differences.get(&differences::name_of(rule_set, row.id));
    row.state == FormerState::Open
        && (row.side == Side::Office || listed.is_some_and(|former| former.kind == Kind::Duplicate))
}
