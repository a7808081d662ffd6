//! Places of rows among the movements: nearly always one, and then without an allocation of its own. Knows no rows.

use std::fmt;
use std::ops::Deref;

/// Places in [`crate::ledger::Movements`], ascending.
#[derive(Clone, PartialEq, Eq)]
pub struct Places(Held);

#[derive(Clone, PartialEq, Eq)]
enum Held {
    One(usize),
    Others(Box<[usize]>),
}

impl Deref for Places {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        match &self.0 {
            Held::One(place) => std::slice::from_ref(place),
            Held::Others(places) => places,
        }
    }
}

impl FromIterator<usize> for Places {
    /// In whatever order they come.
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut places = places.into_iter();
        let (first, second) = (places.next(), places.next());
        match (first, second) {
            (Some(place), None) => Self(Held::One(place)),
            _ => {
                let mut all: Vec<usize> = first.into_iter().chain(second).chain(places).collect();
                all.sort_unstable();
                Self(Held::Others(all.into()))
            }
        }
    }
}

impl<'p> IntoIterator for &'p Places {
    type Item = &'p usize;
    type IntoIter = std::slice::Iter<'p, usize>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_are_ascending_however_they_come(mut places in prop::collection::vec(0..9_usize, 0..5)) {
            let held: Places = places.iter().copied().collect();
            places.sort_unstable();
            prop_assert_eq!(&held[..], &places[..]);
        }
    }
}
