//! Refused files that nothing has taken the place of. Refuses to know whom they wait for.

use crate::issue::SourceState;
use crate::store::{Arrival, Store};

/// Refused files in whose place no later one came, in order of arrival: the same file sent again, accepted or refused,
/// says what there is to say of it.
///
/// # Errors
/// When the database fails.
pub fn refused(store: &Store) -> anyhow::Result<Vec<Arrival>> {
    let mut left = Vec::new();
    for it in store.refused()? {
        let later = store.arrivals_in(it.period)?;
        if !later.iter().any(|other| other.id > it.id && takes_the_place(other, &it)) {
            left.push(it);
        }
    }
    Ok(left)
}

fn takes_the_place(other: &Arrival, it: &Arrival) -> bool {
    let same_name = (&other.name, &other.folder) == (&it.name, &it.folder);
    let same_place = it.layout.is_some() && (&other.layout, &other.office) == (&it.layout, &it.office);
    let came = matches!(other.state, SourceState::Accepted | SourceState::Superseded | SourceState::Duplicate);
    same_name || (same_place && came)
}
