//! Refused files that nothing has taken the place of. Refuses to know whom they wait for.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::issue::SourceState;
use crate::period::Period;
use crate::store::{Arrival, Store};

/// Refused files in whose place no later one came, in order of arrival: the same file sent again, accepted or refused,
/// says what there is to say of it.
///
/// # Errors
/// When the database fails.
pub fn refused(store: &Store) -> anyhow::Result<Vec<Arrival>> {
    let mut months: BTreeMap<Period, Last> = BTreeMap::new();
    let mut left = Vec::new();
    for it in store.refused()? {
        let last = match months.entry(it.period) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(Last::of(store.arrivals_in(it.period)?)),
        };
        if !last.took_the_place(&it) {
            left.push(it);
        }
    }
    Ok(left)
}

/// The last arrivals of a month, by what may take the place of another.
#[derive(Default)]
struct Last {
    /// By name and folder.
    named: BTreeMap<String, String>,
    /// Those that came, by layout and office.
    placed: BTreeMap<String, String>,
}

impl Last {
    /// Of arrivals in their order.
    fn of(arrivals: Vec<Arrival>) -> Self {
        let mut last = Self::default();
        for it in arrivals {
            let came = matches!(it.state, SourceState::Accepted | SourceState::Superseded | SourceState::Duplicate);
            if let Some(place) = place(&it).filter(|_| came) {
                last.placed.insert(place, it.id.clone());
            }
            last.named.insert(name(&it), it.id);
        }
        last
    }

    fn took_the_place(&self, it: &Arrival) -> bool {
        let is_later = |other: Option<&String>| other.is_some_and(|other| *other > it.id);
        is_later(self.named.get(&name(it))) || place(it).is_some_and(|place| is_later(self.placed.get(&place)))
    }
}

/// A file by its name and folder; neither can hold the sign between them.
fn name(it: &Arrival) -> String {
    format!("{}\0{}", it.name, it.folder.as_deref().unwrap_or_default())
}

fn place(it: &Arrival) -> Option<String> {
    let layout = it.layout.as_deref()?;
    Some(format!("{layout}\0{}", it.office.as_deref().unwrap_or_default()))
}
