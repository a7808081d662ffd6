//! A sheet of an office that has less than the one it replaces. It stands, and what is gone is told; of one that has lost
//! much the same bytes have to come twice.

use super::context::Shelves;
use super::examine::{self, Yardstick};
use super::loss::{Held, Loss};
use super::phrases;
use crate::intake::archive;
use crate::issue::SourceState;
use crate::origin::Sources;
use crate::problem::Problem;
use crate::store::Arrival;

/// What is said of a sheet that takes the place of another: nothing when it has as much.
pub(super) fn against(
    arrival: &Arrival,
    now: Held,
    former: &Arrival,
    shelves: Shelves<'_>,
) -> anyhow::Result<Option<Problem>> {
    let Some(loss) = Loss::of(now, of_former(former, shelves)?) else { return Ok(None) };
    let name = Some(former.name.as_str()).filter(|name| *name != arrival.name);
    if loss.is_much() && !came_before(arrival, shelves)? {
        return Ok(Some(phrases::shrunken_sheet(name, &loss)));
    }
    Ok(Some(phrases::shorter_sheet(name, &loss)))
}

/// Whether the same bytes were refused before because of what they lack: whoever drops them again means them.
pub(super) fn came_before(arrival: &Arrival, shelves: Shelves<'_>) -> anyhow::Result<bool> {
    let refused_so = |it: &Arrival| {
        it.id != arrival.id
            && it.state == SourceState::Refused
            && (&it.layout, &it.office, it.period) == (&arrival.layout, &arrival.office, arrival.period)
            && it.problems.iter().any(|problem| problem.code == phrases::SHRUNKEN)
    };
    Ok(shelves.store.arrivals_of(arrival.digest)?.iter().any(refused_so))
}

/// What a sheet held that stands, read once more: what is recorded of it adds all its columns up.
fn of_former(former: &Arrival, shelves: Shelves<'_>) -> anyhow::Result<Held> {
    let bytes = archive::load(&shelves.folders.archive(), former.digest)?;
    let folder = former.folder.as_ref();
    let by = Yardstick { config: shelves.config, month: former.period };
    let mut sources = Sources::default();
    let examined = examine::examine(&former.name, folder, bytes, by, &mut sources);
    Ok(examined
        .layout
        .as_ref()
        .and_then(|layout| Held::of(layout, &examined.rows, &examined.problems, &sources))
        .unwrap_or_default())
}
