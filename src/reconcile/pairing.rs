//! Rows that may be one payment: which of them pair. The rows that have most in common go first; equal instalments by the
//! nearest days. Never picks one of two partners that are equally good: it hands such rows back unsettled.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{ACCOUNTS, OFFICE, Sides};
use super::keys::Row;

/// A row of the accounts and a row of an office that may be one payment, by number.
pub(super) type Edge = (usize, usize);

/// What became of rows that may pair.
#[derive(Debug, Default)]
pub(super) struct Paired {
    pub(super) pairs: Vec<Edge>,
    /// Rows that have more than one equally good partner.
    pub(super) contested: BTreeSet<usize>,
}

/// Pairs the rows of these edges, each of them once at most.
pub(super) fn settle(rows: &[Row], mut edges: Vec<Edge>) -> Paired {
    let mut found = Paired::default();
    loop {
        let paired = strongest(rows, &edges);
        if paired.is_empty() {
            found.contested = edges.into_iter().flat_map(|(account, office)| [account, office]).collect();
            return found;
        }
        let settled: BTreeSet<usize> = paired.iter().flat_map(|(account, office)| [*account, *office]).collect();
        edges.retain(|(account, office)| !settled.contains(account) && !settled.contains(office));
        found.pairs.extend(paired);
    }
}

/// Pairs of which neither row has another partner with which it has as much in common, but for rows that are as good as
/// each other.
fn strongest(rows: &[Row], edges: &[Edge]) -> Vec<Edge> {
    let mut most: BTreeMap<usize, u32> = BTreeMap::new();
    let weighed: Vec<(Edge, u32)> =
        edges.iter().map(|(account, office)| ((*account, *office), rows[*account].common(&rows[*office]))).collect();
    for ((account, office), common) in &weighed {
        for row in [account, office] {
            let most = most.entry(*row).or_default();
            *most = (*common).max(*most);
        }
    }
    let is_most = |((account, office), common): &(Edge, u32)| {
        [account, office].into_iter().all(|row| most.get(row) == Some(common))
    };
    let tight: BTreeSet<Edge> = weighed.into_iter().filter(is_most).map(|(edge, _)| edge).collect();
    let of_component = |sides: Sides| {
        let alike = sides.iter().all(|side| are_alike(rows, side));
        if alike { by_day(rows, &sides, &|edge| tight.contains(&edge)) } else { Vec::new() }
    };
    components(&tight).into_iter().flat_map(of_component).collect()
}

/// Whether nothing tells these rows apart but their days and how they are written.
pub(super) fn are_alike(rows: &[Row], side: &[usize]) -> bool {
    let mark = |row: &usize| (rows[*row].cents, rows[*row].character());
    side.windows(2).all(|pair| mark(&pair[0]) == mark(&pair[1])) && Row::forms_agree(side.iter().map(|row| &rows[*row]))
}

/// Beyond so many possible pairs rows that are as good as each other pair in the order of their days.
const PAIRS_MAX: usize = 1 << 20;

/// More than any days between two rows: as many pairs as possible are made.
const UNPAIRED: u64 = 1 << 32;

/// As many pairs as possible of rows that are as good as each other, with the fewest days between their rows in all. Rows
/// without a day come after all others: nothing says that they are near.
pub(super) fn by_day(rows: &[Row], sides: &Sides, may_pair: &dyn Fn(Edge) -> bool) -> Vec<Edge> {
    let dated: Sides = sides.each_ref().map(|side| {
        let mut dated: Vec<usize> = side.iter().copied().filter(|row| rows[*row].day.is_some()).collect();
        dated.sort_by_key(|row| (rows[*row].day, *row));
        dated
    });
    let mut pairs = fewest_days(rows, &dated, may_pair);
    let paired: BTreeSet<usize> = pairs.iter().flat_map(|(account, office)| [*account, *office]).collect();
    let left: Sides = sides.each_ref().map(|side| side.iter().copied().filter(|row| !paired.contains(row)).collect());
    pairs.extend(fewest_days(rows, &left, may_pair));
    pairs
}

/// The same among rows in the order of their days.
fn fewest_days(rows: &[Row], sides: &Sides, may_pair: &dyn Fn(Edge) -> bool) -> Vec<Edge> {
    let [accounts, office] = sides;
    if accounts.len() * office.len() > PAIRS_MAX {
        let all = accounts.iter().copied().zip(office.iter().copied());
        return all.filter(|edge| may_pair(*edge)).collect();
    }
    let days = |account: usize, other: usize| {
        let days = rows[account].day.zip(rows[other].day).map_or(0, |(one, two)| (one - two).num_days());
        may_pair((account, other)).then(|| days.unsigned_abs())
    };
    // The least days of the first so many of each side; of pairs that cross, the same two rows uncrossed are no worse.
    let width = office.len() + 1;
    let mut least = vec![0_u64; (accounts.len() + 1) * width];
    let at = |a: usize, o: usize| a * width + o;
    for a in 0..=accounts.len() {
        for o in 0..=office.len() {
            let alone =
                [(a > 0).then(|| least[at(a - 1, o)] + UNPAIRED), (o > 0).then(|| least[at(a, o - 1)] + UNPAIRED)];
            let paired =
                (a > 0 && o > 0).then(|| Some(least[at(a - 1, o - 1)] + days(accounts[a - 1], office[o - 1])?));
            least[at(a, o)] = alone.into_iter().chain([paired.flatten()]).flatten().min().unwrap_or(0);
        }
    }
    let (mut pairs, mut a, mut o) = (Vec::new(), accounts.len(), office.len());
    while a > 0 && o > 0 {
        let here = least[at(a, o)];
        if here == least[at(a, o - 1)] + UNPAIRED {
            o -= 1;
        } else if here == least[at(a - 1, o)] + UNPAIRED {
            a -= 1;
        } else {
            (a, o) = (a - 1, o - 1);
            pairs.push((accounts[a], office[o]));
        }
    }
    pairs.reverse();
    pairs
}

/// Rows that hang together through possible pairs, each side in the order of row identities.
pub(super) fn components(edges: &BTreeSet<Edge>) -> Vec<Sides> {
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
    let mut found: BTreeMap<usize, [BTreeSet<usize>; 2]> = BTreeMap::new();
    for (a, o) in edges {
        let sides = found.entry(top(&mut above, *a)).or_default();
        sides[ACCOUNTS].insert(*a);
        sides[OFFICE].insert(*o);
    }
    found.into_values().map(|sides| sides.map(|side| side.into_iter().collect())).collect()
}
