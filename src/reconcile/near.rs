//! Rows of one key whose amounts and dates are near enough: which pairs are the only ones possible.
//! A row with two partners is handed back unsettled, unless they are as good as each other and nothing hangs on the choice.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{ACCOUNTS, OFFICE, Sides};
use super::keys::Row;
use super::rules::{Tolerance, Window};
use super::subsets::Stopped;

/// Pairs, and rows that have more than one partner.
#[derive(Debug, Default)]
pub(super) struct Near {
    pub(super) pairs: Vec<(usize, usize)>,
    pub(super) contested: BTreeSet<usize>,
}

/// Whether a registration may be of what an office liquidated, by their days.
pub(super) fn in_time(window: Option<Window>, account: &Row, office: &Row) -> bool {
    let Some(window) = window else { return true };
    match (account.day, office.day) {
        (Some(booked), Some(liquidated)) => {
            let late = (booked - liquidated).num_days();
            (-window.days_before..=window.days_after).contains(&late)
        }
        _ => false,
    }
}

/// How far apart two rows may be.
#[derive(Clone, Copy)]
pub(super) struct Nearness {
    /// In amount.
    pub tolerance: Tolerance,
    /// In time; `None` where dates are not looked at.
    pub window: Option<Window>,
}

/// Pairs the rows of a group. Every possible pair counts as a step.
///
/// # Errors
/// [`Stopped`] when there are more possible pairs than steps.
pub(super) fn pairs(rows: &[Row], open: &Sides, nearness: Nearness, steps_max: u64) -> Result<Near, Stopped> {
    let Nearness { tolerance, window } = nearness;
    let mut office = open[OFFICE].clone();
    office.sort_by_key(|row| (rows[*row].cents, *row));
    let mut steps = steps_max;
    let mut edges = Vec::new();
    for account in &open[ACCOUNTS] {
        let cents = rows[*account].cents.0;
        // Both bounds rise with the office's amount, so that those that agree stand side by side.
        let from = office.partition_point(|row| tolerance.around(rows[*row].cents.0).1 < cents);
        let within = office[from..].iter().take_while(|row| tolerance.around(rows[**row].cents.0).0 <= cents);
        for other in within {
            steps = steps.checked_sub(1).ok_or(Stopped)?;
            if in_time(window, &rows[*account], &rows[*other]) {
                edges.push((*account, *other));
            }
        }
    }
    let mut near = Near::default();
    for (sides, edges) in components(&edges) {
        let [accounts, office] = &sides;
        let more = if accounts.len() > office.len() { accounts } else { office };
        let complete = edges == accounts.len() * office.len();
        let even = accounts.len() == office.len() && same_amounts(rows, accounts) && same_amounts(rows, office);
        if complete && (even || alike(rows, more)) {
            near.pairs.extend(accounts.iter().copied().zip(office.iter().copied()));
        } else {
            near.contested.extend(accounts.iter().chain(office));
        }
    }
    Ok(near)
}

/// Rows that hang together through possible pairs, each side in the order of row identities, with how many pairs there are.
fn components(edges: &[(usize, usize)]) -> Vec<(Sides, usize)> {
    let mut above: BTreeMap<usize, usize> = edges.iter().flat_map(|(a, o)| [(*a, *a), (*o, *o)]).collect();
    fn top(above: &mut BTreeMap<usize, usize>, mut row: usize) -> usize {
        while let Some(next) = above.get(&row).copied().filter(|next| *next != row) {
            let further = above.get(&next).copied().unwrap_or(next);
            above.insert(row, further);
            row = next;
        }
        row
    }
    for (a, o) in edges {
        let (a, o) = (top(&mut above, *a), top(&mut above, *o));
        above.insert(a.max(o), a.min(o));
    }
    let mut found: BTreeMap<usize, ([BTreeSet<usize>; 2], usize)> = BTreeMap::new();
    for (a, o) in edges {
        let (sides, count) = found.entry(top(&mut above, *a)).or_default();
        sides[ACCOUNTS].insert(*a);
        sides[OFFICE].insert(*o);
        *count += 1;
    }
    found.into_values().map(|(sides, count)| (sides.map(|side| side.into_iter().collect()), count)).collect()
}

fn same_amounts(rows: &[Row], side: &[usize]) -> bool {
    side.windows(2).all(|pair| rows[pair[0]].cents == rows[pair[1]].cents)
}

/// Whether nothing tells these rows apart but their names.
fn alike(rows: &[Row], side: &[usize]) -> bool {
    let mark = |row: &usize| (rows[*row].cents, rows[*row].character(), rows[*row].day);
    side.windows(2).all(|pair| mark(&pair[0]) == mark(&pair[1]))
}
