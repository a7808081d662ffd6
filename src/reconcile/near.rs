//! Rows of one key whose amounts and dates are near enough, and whose persons are not two: which of them may be one payment.
//! Which are, says `pairing`.

use std::collections::BTreeSet;

use super::groups::{ACCOUNTS, OFFICE, Sides};
use super::keys::{Person, Row};
use super::pairing::Edge;
use super::rules::{Tolerance, Window};
use super::subsets::Stopped;

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

/// The possible pairs of a group. Each counts as a step.
///
/// # Errors
/// [`Stopped`] when there are more possible pairs than steps.
pub(super) fn edges(rows: &[Row], open: &Sides, nearness: Nearness, steps_max: u64) -> Result<Vec<Edge>, Stopped> {
    let Nearness { tolerance, window } = nearness;
    let mut office = open[OFFICE].clone();
    office.sort_by_key(|row| (rows[*row].cents, *row));
    let mut steps = steps_max;
    let mut edges = Vec::new();
    let mut doubted: BTreeSet<usize> = BTreeSet::new();
    for account in &open[ACCOUNTS] {
        let cents = rows[*account].cents.0;
        // Both bounds rise with the office's amount, so that those that agree stand side by side.
        let from = office.partition_point(|row| tolerance.around(rows[*row].cents.0).1 < cents);
        let within = office[from..].iter().take_while(|row| tolerance.around(rows[**row].cents.0).0 <= cents);
        for other in within {
            steps = steps.checked_sub(1).ok_or(Stopped)?;
            let (account_row, other_row) = (&rows[*account], &rows[*other]);
            match account_row.same_person(other_row) {
                Person::Other if account_row.may_be_a_slip(other_row) => doubted.extend([*account, *other]),
                Person::Other => {}
                _ if in_time(window, account_row, other_row) => edges.push((*account, *other)),
                _ => {}
            }
        }
    }
    // Who says no name may be anybody; where a name may be a slip as well, neither is chosen.
    let is_doubted = |(account, other): &Edge| {
        rows[*account].same_person(&rows[*other]) == Person::Unknown
            && (doubted.contains(account) || doubted.contains(other))
    };
    if !doubted.is_empty() {
        edges.retain(|edge| !is_doubted(edge));
    }
    Ok(edges)
}
