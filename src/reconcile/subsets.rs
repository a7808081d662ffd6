//! Which rows of one side add up to an amount of the other: a bounded search that says how many answers there are.
//! Knows amounts and how many rows are worth each; never which rows they are.

/// Rows that are as good as each other: what one is worth, and how many there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alike {
    /// Cents of one row, not zero.
    pub(super) cents: i64,
    /// How many rows.
    pub(super) count: usize,
}

/// How many rows of each kind are taken, in the order in which they were given.
pub(super) type Taken = Vec<usize>;

/// The search ended at its bound: it cannot say whether there is an answer, or only one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stopped;

/// The ways of making a sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ways {
    /// How many there are.
    pub(super) count: usize,
    /// The first of them.
    pub(super) first: Taken,
    /// Of each kind, whether any way takes one of its rows.
    pub(super) used: Vec<bool>,
}

/// All ways of making a sum from `least` to `greatest` out of two or more rows. `steps` is what remains of the bound.
///
/// # Errors
/// [`Stopped`] when the bound is reached first.
pub(super) fn ways((least, greatest): (i64, i64), kinds: &[Alike], steps: &mut u64) -> Result<Ways, Stopped> {
    // What the kinds from here to the end can still add and take away: a target outside is out of reach.
    let mut reach = vec![(0_i128, 0_i128); kinds.len() + 1];
    for (at, kind) in kinds.iter().enumerate().rev() {
        let whole = i128::from(kind.cents) * kind.count as i128;
        let (down, up) = reach[at + 1];
        reach[at] = (down + whole.min(0), up + whole.max(0));
    }
    let found = Ways { used: vec![false; kinds.len()], ..Ways::default() };
    let mut search = Search { kinds, reach, taken: vec![0; kinds.len()], found, steps };
    search.descend(0, (i128::from(least), i128::from(greatest)), 0)?;
    Ok(search.found)
}

struct Search<'a> {
    kinds: &'a [Alike],
    reach: Vec<(i128, i128)>,
    taken: Taken,
    found: Ways,
    steps: &'a mut u64,
}

impl Search<'_> {
    /// `rest` is what the kinds from here on must still add, at least and at most.
    fn descend(&mut self, at: usize, rest: (i128, i128), rows: usize) -> Result<(), Stopped> {
        let (down, up) = self.reach[at];
        if rest.1 < down || rest.0 > up {
            return Ok(());
        }
        *self.steps = self.steps.checked_sub(1).ok_or(Stopped)?;
        let Some(kind) = self.kinds.get(at) else {
            if rest.0 <= 0 && rest.1 >= 0 && rows >= 2 {
                self.found.count += 1;
                self.found.used.iter_mut().zip(&self.taken).for_each(|(used, taken)| *used |= *taken > 0);
                if self.found.count == 1 {
                    self.found.first.clone_from(&self.taken);
                }
            }
            return Ok(());
        };
        for count in 0..=kind.count {
            self.taken[at] = count;
            let taken = i128::from(kind.cents) * count as i128;
            self.descend(at + 1, (rest.0 - taken, rest.1 - taken), rows + count)?;
        }
        self.taken[at] = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one_each(amounts: &[i64]) -> Vec<Alike> {
        amounts.iter().map(|cents| Alike { cents: *cents, count: 1 }).collect()
    }

    fn found(target: (i64, i64), kinds: &[Alike]) -> (usize, Taken) {
        let ways = ways(target, kinds, &mut 1000).unwrap();
        (ways.count, ways.first)
    }

    #[test]
    fn one_way_is_found_and_all_are_told() {
        assert_eq!(found((100, 100), &one_each(&[60, 40, 7])), (1, vec![1, 1, 0]));
        let three = ways((100, 100), &one_each(&[60, 40, 70, 30, 99, 1, 5]), &mut 1000).unwrap();
        assert_eq!((three.count, three.used), (3, vec![true, true, true, true, true, true, false]));
        assert_eq!(found((100, 100), &one_each(&[100, 30])), (0, vec![]), "one row alone is no sum");
    }

    #[test]
    fn a_storno_takes_part_in_a_sum() {
        assert_eq!(found((80, 80), &one_each(&[100, 33, -20])), (1, vec![1, 0, 1]));
    }

    #[test]
    fn a_sum_may_be_anywhere_between_its_bounds() {
        assert_eq!(found((98, 102), &one_each(&[60, 41, 7])), (1, vec![1, 1, 0]));
        assert_eq!(found((98, 102), &one_each(&[60, 41, 39])).0, 2);
        assert_eq!(found((98, 100), &one_each(&[60, 41, 7])).0, 0);
    }

    #[test]
    fn equal_rows_are_one_way_and_not_many() {
        assert_eq!(found((100, 100), &[Alike { cents: 50, count: 4 }]), (1, vec![2]));
    }

    #[test]
    fn the_bound_is_told_and_never_taken_for_an_answer() {
        let amounts: Vec<i64> = (0..24).map(|n| 1001 + 2 * n).collect();
        assert_eq!(ways((12_000, 12_000), &one_each(&amounts), &mut 10), Err(Stopped));
    }

    proptest! {
        #[test]
        fn every_way_adds_up(amounts in prop::collection::vec(-20_i64..20, 0..10), target in -40_i64..40) {
            let kinds: Vec<Alike> = one_each(&amounts).into_iter().filter(|kind| kind.cents != 0).collect();
            let found = ways((target, target), &kinds, &mut 1_000_000).unwrap();
            let all = (0_u32..1 << kinds.len()).filter(|mask| {
                let sum: i64 = kinds.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, k)| k.cents).sum();
                mask.count_ones() >= 2 && sum == target
            });
            prop_assert_eq!(found.count, all.count());
            let sum: i64 = found.first.iter().zip(&kinds).map(|(count, kind)| kind.cents * *count as i64).sum();
            prop_assert!(found.count == 0 || sum == target);
        }
    }
}
