//! The end of an exercise: what is of its budget, its targets and its differences ends with it, without a word, since the new
//! exercise begins them anew. Refuses to know what any alert says.

use crate::monitor::alert::AlertState;
use crate::monitor::life::{Followed, Memory};
use crate::period::Period;

/// What is remembered, as a month of this exercise finds it: what a later exercise has closed stands again for a month of
/// its own that comes late. December is issued in January, when January has been looked at already.
pub(super) fn reopened(memory: &Memory, period: Period) -> Memory {
    let mut memory = memory.clone();
    let own = |it: &&mut Followed| closed(it) && it.last_judged.exercise() == period.exercise();
    for it in memory.followed.values_mut().filter(own) {
        it.passing = false;
        it.state = if it.acknowledged.is_some() { AlertState::Acknowledged } else { AlertState::Standing };
    }
    memory
}

/// Whether an alert is of an exercise that was over before this month: the same subject is another alert now.
pub(super) fn is_of_another(it: &Followed, period: Period) -> bool {
    it.kind.of_exercise() && it.last_judged.exercise() < period.exercise()
}

/// Whether it waits for what explains it and belongs to its own month: a sheet of December that comes in January.
pub(super) fn is_explained(it: &Followed, memory: &Memory) -> bool {
    let cause = it.cause.as_ref().and_then(|id| memory.followed.get(id));
    it.state == AlertState::Muted
        && cause.is_some_and(|cause| cause.kind.of_month() && cause.state != AlertState::Resolved)
}

/// Closes an alert without a word; `false` when nothing is left to remember. It passes as an event does, and is told from
/// one by its kind.
pub(super) fn close(it: &mut Followed) -> bool {
    it.state = AlertState::Resolved;
    it.passing = true;
    it.cause = None;
    it.was_said()
}

/// Whether it was closed with its exercise, and not because it was over.
fn closed(it: &Followed) -> bool {
    it.kind.of_exercise() && !it.kind.is_event() && it.passing && it.state == AlertState::Resolved
}
