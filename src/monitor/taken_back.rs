//! A draft that was made in error is taken back, and with it what it alone brought: nothing was mended, so nothing is said to
//! be over. Refuses to know what an issue is, and who was written to.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::alert::AlertState;
use super::life::{Followed, Memory};
use super::{AlertId, Kind};
use crate::period::Period;

/// The drafts of a month that are taken back.
#[derive(Clone, Copy, Debug)]
pub struct TakenBack {
    /// The month.
    pub period: Period,
    /// Since when what it found is theirs; none when the month is left with nothing, and all that it found is.
    pub since: Option<DateTime<Utc>>,
    /// The last month before it that is still issued.
    pub before: Option<Period>,
}

impl Memory {
    /// Forgets the alerts that only these drafts found, without a word, and gives the word on the others back to the months
    /// that had it. What the drafts found to be over stays so: people were told, and a run that finds it again raises it.
    pub fn take_back(&mut self, drafts: TakenBack) -> BTreeSet<AlertId> {
        let TakenBack { period, since, before } = drafts;
        let only_theirs = |it: &&Followed| {
            let of_month = it.kind.of_month() && it.last_judged == period;
            (it.first_judged == period || of_month) && since.is_none_or(|at| it.first_seen >= at)
        };
        let mut ended: BTreeSet<AlertId> = self.followed.values().filter(only_theirs).map(|it| it.id.clone()).collect();
        for it in self.followed.values_mut().filter(|it| !ended.contains(&it.id)) {
            if it.last_judged == period && it.first_judged < period {
                it.last_judged = before.filter(|month| *month >= it.first_judged).unwrap_or(it.first_judged);
            }
        }
        // What was silent because of one of them stands by itself again, or was nothing by itself.
        let silent: Vec<AlertId> =
            self.followed.values().filter(|it| is_silenced(it, &ended)).map(|it| it.id.clone()).collect();
        for id in silent {
            match self.followed.get_mut(&id) {
                Some(it) if it.was_said() => it.speak_again(),
                _ => ended.extend([id]),
            }
        }
        ended.iter().for_each(|id| self.forget(id));
        if since.is_none() {
            let kept =
                |kind: Kind, month: Period| if month == period && !kind.of_month() { before } else { Some(month) };
            let judged = std::mem::take(&mut self.judged);
            self.judged =
                judged.into_iter().filter_map(|(id, month)| Some((id.clone(), kept(id.kind(), month)?))).collect();
        }
        ended
    }
}

fn is_silenced(it: &Followed, ended: &BTreeSet<AlertId>) -> bool {
    !ended.contains(&it.id) && it.cause.as_ref().is_some_and(|cause| ended.contains(cause))
}

impl Followed {
    /// What kept it silent never was.
    fn speak_again(&mut self) {
        self.cause = None;
        if self.state == AlertState::Muted {
            self.state = if self.acknowledged.is_some() { AlertState::Acknowledged } else { AlertState::Standing };
        }
    }
}
