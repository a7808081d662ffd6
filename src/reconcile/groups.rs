//! Rows of one key: which of them agree. Equal amounts first, then one against a sum, then the whole of both sides.
//! Never picks one of two partners that are equally good: it hands such rows back unsettled.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::keys::{Person, Row};
use super::near::{self, Nearness};
use super::pairing::{self, are_alike, by_day};
use super::rules::{Cardinality, Pass, Tolerance, Window};
use super::subsets::{self, Alike, Taken};
use crate::ledger::Side;

/// What became of the rows of one key. Rows are numbers in the slice of all rows; those not named stay open.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Groups that agree: rows of the accounts, rows of the offices.
    pub(super) agreed: Vec<(Vec<usize>, Vec<usize>)>,
    /// Rows that have more than one equally good partner.
    pub(super) ambiguous: Vec<usize>,
    /// Whether a search for sums ended at its bound.
    pub(super) stopped: bool,
}

/// How far a search for sums may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Rows on each side.
    pub(super) rows_max: usize,
    /// Steps over the whole group.
    pub(super) steps_max: u64,
}

/// The two sides of a group, rows by number, in the order of their identities.
pub(super) type Sides = [Vec<usize>; 2];

pub(super) const ACCOUNTS: usize = 0;
pub(super) const OFFICE: usize = 1;

/// Settles the rows of one key, which are given in the order of their identities.
pub(super) fn settle(rows: &[Row], group: &[usize], pass: &Pass, bounds: Bounds) -> Settled {
    let (accounts, office): (Vec<usize>, Vec<usize>) =
        group.iter().copied().partition(|row| rows[*row].side == Side::Accounting);
    let mut settled = Settled::default();
    if accounts.is_empty() || office.is_empty() {
        return settled;
    }
    // Nearly all groups are one row on each side with one amount, and nothing else can be found in them.
    if let ([account], [other]) = (&accounts[..], &office[..])
        && pass.window.is_none()
        && rows[*account].cents == rows[*other].cents
    {
        if rows[*account].same_person(&rows[*other]) != Person::Other {
            settled.agreed.push((accounts, office));
        }
        return settled;
    }
    let mut open = [accounts, office];
    let near = |tolerance| Nearness { tolerance, window: pass.window };
    if pass.window.is_none() {
        equal_and_alike(rows, &mut open, &mut settled);
    }
    let mut contested = near_amounts(rows, &mut open, near(Tolerance::default()), bounds, &mut settled);
    if !pass.tolerance.is_none() {
        contested.extend(near_amounts(rows, &mut open, near(pass.tolerance), bounds, &mut settled));
    }
    // A row worth nothing is in every sum and proves none.
    for side in &mut open {
        side.retain(|row| rows[*row].cents.0 != 0);
    }
    let more_than_pairs = pass.cardinality != Cardinality::OneToOne;
    if more_than_pairs && open.iter().all(|side| !side.is_empty()) && open.iter().any(|side| side.len() > 1) {
        match sums(rows, &open, &contested, pass, bounds) {
            Ok(Sums { agreed, contested: more }) => {
                let used: BTreeSet<usize> = agreed.iter().flat_map(|(a, o)| a.iter().chain(o)).copied().collect();
                for side in &mut open {
                    side.retain(|row| !used.contains(row));
                }
                contested.extend(more);
                contested.retain(|row| !used.contains(row));
                settled.agreed.extend(agreed);
            }
            Err(subsets::Stopped) => settled.stopped = true,
        }
        if let Some(whole) = whole(rows, &open, pass) {
            settled.agreed.push(whole);
            settled.stopped = false;
            contested.clear();
        }
    }
    settled.ambiguous = contested.into_iter().collect();
    settled
}

/// From so many possible pairs on, rows of one amount are too many to be weighed one against the other.
const WEIGHED_MAX: usize = 4096;

/// Pairs rows of equal amount and character by their days, where they are thousands.
fn equal_and_alike(rows: &[Row], open: &mut Sides, settled: &mut Settled) {
    let mut by_amount: BTreeMap<i64, Sides> = BTreeMap::new();
    for (side, numbers) in open.iter().enumerate() {
        for row in numbers {
            by_amount.entry(rows[*row].cents.0).or_default()[side].push(*row);
        }
    }
    let mut paired = BTreeSet::new();
    for sides in by_amount.into_values() {
        let ([account, ..], [other, ..]) = (&sides[ACCOUNTS][..], &sides[OFFICE][..]) else { continue };
        let of_one = rows[*account].same_person(&rows[*other]) == Person::Same;
        let are_many = sides[ACCOUNTS].len() * sides[OFFICE].len() > WEIGHED_MAX;
        if are_many && of_one && sides.iter().all(|side| are_alike(rows, side)) {
            for (account, other) in by_day(rows, &sides, &|_| true) {
                paired.extend([account, other]);
                settled.agreed.push((vec![account], vec![other]));
            }
        }
    }
    for side in open {
        side.retain(|row| !paired.contains(row));
    }
}

/// Pairs rows whose amounts and dates are near enough.
fn near_amounts(
    rows: &[Row],
    open: &mut Sides,
    nearness: Nearness,
    bounds: Bounds,
    settled: &mut Settled,
) -> BTreeSet<usize> {
    let near = match near::edges(rows, open, nearness, bounds.steps_max) {
        Ok(edges) => pairing::settle(rows, edges),
        Err(subsets::Stopped) => {
            settled.stopped = true;
            return BTreeSet::new();
        }
    };
    let paired: BTreeSet<usize> = near.pairs.iter().flat_map(|(a, o)| [*a, *o]).collect();
    settled.agreed.extend(near.pairs.into_iter().map(|(a, o)| (vec![a], vec![o])));
    for side in open {
        side.retain(|row| !paired.contains(row));
    }
    near.contested
}

/// What the search for sums found.
struct Sums {
    agreed: Vec<(Vec<usize>, Vec<usize>)>,
    contested: BTreeSet<usize>,
}

/// Rows of one side that are as good as each other.
struct Kind {
    cents: i64,
    rows: Vec<usize>,
}

/// One row of `side` against a sum of the other side: `times` rows of kind `target`, each made of `taken`.
struct Sum {
    side: usize,
    target: usize,
    taken: Taken,
    times: usize,
}

/// What a row of this kind, on this side, may be summed from: rows of its person or of nobody else's. Where they are of
/// several persons, those alone that say that they are of its own, if these are of one.
fn alike(rows: &[Row], side: usize, kind: &Kind, others: &[Kind], window: Option<Window>) -> Vec<Alike> {
    let one = &rows[kind.rows[0]];
    let of = |other: &Kind| &rows[other.rows[0]];
    let persons: Vec<Person> = others.iter().map(|other| one.same_person(of(other))).collect();
    let are_one = |least: Person| {
        let all = others.iter().zip(&persons).filter(|(_, it)| **it >= least);
        are_of_one(&all.map(|(other, _)| of(other)).collect::<Vec<_>>())
    };
    let least = [Person::Unknown, Person::Same].into_iter().find(|least| are_one(*least));
    let of_kind = |(other, person): (&Kind, &Person)| {
        let (account, office) = if side == ACCOUNTS { (one, of(other)) } else { (of(other), one) };
        let takes_part = least.is_some_and(|least| *person >= least) && near::in_time(window, account, office);
        Alike { cents: other.cents, count: if takes_part { other.rows.len() } else { 0 } }
    };
    others.iter().zip(&persons).map(of_kind).collect()
}

/// Whether no two of these rows say that they are of two persons.
pub(super) fn are_of_one(rows: &[&Row]) -> bool {
    let mut persons: Vec<&Row> = Vec::new();
    for row in rows {
        if persons.iter().any(|other| other.same_person(row) == Person::Other) {
            return false;
        }
        if !persons.iter().any(|other| other.says_as_much_of_its_person_as(row)) {
            persons.push(row);
        }
    }
    true
}

/// Finds one against a sum, in the ways that the pass allows. A sum stands only when it is the only one, and no other wants
/// the same rows.
fn sums(
    rows: &[Row],
    open: &Sides,
    held: &BTreeSet<usize>,
    pass: &Pass,
    bounds: Bounds,
) -> Result<Sums, subsets::Stopped> {
    if open.iter().any(|side| side.len() > bounds.rows_max) {
        return Err(subsets::Stopped);
    }
    let kinds = [ACCOUNTS, OFFICE].map(|side| kinds(rows, &open[side], held, pass.window.is_some()));
    let mut steps = bounds.steps_max;
    let mut standing = Vec::new();
    let mut contested: [BTreeSet<usize>; 2] = Default::default();
    let targets: &[usize] = match pass.cardinality {
        Cardinality::OneToOne => &[],
        Cardinality::OneToMany => &[ACCOUNTS],
        Cardinality::ManyToOne => &[OFFICE],
        Cardinality::ManyToMany => &[ACCOUNTS, OFFICE],
    };
    for side in targets.iter().copied() {
        let others = &kinds[1 - side];
        for (target, kind) in kinds[side].iter().enumerate() {
            let alike = alike(rows, side, kind, others, pass.window);
            let wanted_sum = if side == ACCOUNTS {
                pass.tolerance.offices_of(kind.cents)
            } else {
                pass.tolerance.around(kind.cents)
            };
            let ways = subsets::ways(wanted_sum, &alike, &mut steps)?;
            match ways.count {
                0 => {}
                1 => {
                    let enough = wanted(&ways.first)
                        .map(|other| others[other].rows.len() / ways.first[other])
                        .min()
                        .unwrap_or(0);
                    standing.push(Sum { side, target, taken: ways.first, times: enough.min(kind.rows.len()) });
                }
                _ => {
                    contested[side].insert(target);
                    contested[1 - side].extend((0..alike.len()).filter(|other| ways.used[*other]));
                }
            }
        }
    }
    contest(&kinds, &standing, &mut contested);
    let mut left = kinds.map(|side| side.into_iter().map(|kind| kind.rows).collect::<Vec<_>>());
    let mut agreed = Vec::new();
    for sum in standing.iter().filter(|sum| !sum.touches(&contested)) {
        for _ in 0..sum.times {
            let mut group: Sides = Default::default();
            let target = left[sum.side][sum.target].remove(0);
            for other in wanted(&sum.taken) {
                group[1 - sum.side].extend(nearest(rows, target, &mut left[1 - sum.side][other], sum.taken[other]));
            }
            group[sum.side].push(target);
            let [accounts, office] = group;
            agreed.push((accounts, office));
        }
    }
    let mut rows_contested = BTreeSet::new();
    for (side, kinds) in contested.iter().enumerate() {
        rows_contested.extend(kinds.iter().flat_map(|kind| &left[side][*kind]));
    }
    Ok(Sums { agreed, contested: rows_contested })
}

/// Takes out so many of the parts, which are worth the same: those of the nearest days.
fn nearest(rows: &[Row], target: usize, parts: &mut Vec<usize>, count: usize) -> Vec<usize> {
    let days = |row: &usize| rows[*row].day.zip(rows[target].day).map(|(one, two)| (one - two).num_days().abs());
    parts.sort_by_key(|row| (days(row).is_none(), days(row), *row));
    parts.drain(..count).collect()
}

impl Sum {
    fn touches(&self, kinds: &[BTreeSet<usize>; 2]) -> bool {
        kinds[self.side].contains(&self.target)
            || wanted(&self.taken).any(|other| kinds[1 - self.side].contains(&other))
    }
}

/// The kinds of which any row is taken.
fn wanted(taken: &Taken) -> impl Iterator<Item = usize> {
    taken.iter().enumerate().filter(|(_, count)| **count > 0).map(|(kind, _)| kind)
}

/// Contests every sum that wants rows of which there are too few for all, and whatever such a sum touches: no order
/// in which sums are looked at may decide who has them.
fn contest(kinds: &[Vec<Kind>; 2], standing: &[Sum], contested: &mut [BTreeSet<usize>; 2]) {
    let mut wants = kinds.each_ref().map(|side| vec![0; side.len()]);
    for sum in standing {
        wants[sum.side][sum.target] += sum.times;
        for other in wanted(&sum.taken) {
            wants[1 - sum.side][other] += sum.times * sum.taken[other];
        }
    }
    for side in [ACCOUNTS, OFFICE] {
        contested[side]
            .extend((0..kinds[side].len()).filter(|kind| wants[side][*kind] > kinds[side][*kind].rows.len()));
    }
    loop {
        let before = contested[ACCOUNTS].len() + contested[OFFICE].len();
        for sum in standing {
            if sum.touches(contested) {
                contested[sum.side].insert(sum.target);
                contested[1 - sum.side].extend(wanted(&sum.taken));
            }
        }
        if contested[ACCOUNTS].len() + contested[OFFICE].len() == before {
            return;
        }
    }
}

/// The rows of a side by amount and character, and by day where days are looked at, greatest amount first and then by
/// their first row: characters are handles, whose order is that in which texts were met. Those held back take no part.
/// No kind is without rows.
fn kinds(rows: &[Row], side: &[usize], held: &BTreeSet<usize>, by_day: bool) -> Vec<Kind> {
    let mut kinds: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let is_one_form = Row::forms_agree(side.iter().map(|row| &rows[*row]));
    for row in side.iter().filter(|row| !held.contains(row)) {
        let day = rows[*row].day.filter(|_| by_day);
        let form = Some(rows[*row].person().1).filter(|_| !is_one_form);
        kinds.entry((Reverse((rows[*row].cents, day)), rows[*row].character(), form)).or_default().push(*row);
    }
    let mut kinds: Vec<_> = kinds.into_iter().map(|((marks, ..), rows)| (marks, rows)).collect();
    kinds.sort();
    kinds.into_iter().map(|(Reverse((cents, _)), rows)| Kind { cents: cents.0, rows }).collect()
}

/// Both sides whole, when they add up to the same amount. A sum of nothing is no evidence.
fn whole(rows: &[Row], open: &Sides, pass: &Pass) -> Option<(Vec<usize>, Vec<usize>)> {
    if pass.cardinality != Cardinality::ManyToMany {
        return None;
    }
    let [accounts, office] =
        open.each_ref().map(|side| side.iter().map(|row| i128::from(rows[*row].cents.0)).sum::<i128>());
    let some = open.iter().all(|side| !side.is_empty());
    let everybody: Vec<&Row> = open.iter().flatten().map(|row| &rows[*row]).collect();
    let in_time =
        |account: &usize| open[OFFICE].iter().all(|office| near::in_time(pass.window, &rows[*account], &rows[*office]));
    (some
        && accounts == office
        && accounts != 0
        && are_of_one(&everybody)
        && (pass.window.is_none() || open[ACCOUNTS].iter().all(in_time)))
    .then(|| (open[ACCOUNTS].clone(), open[OFFICE].clone()))
}
