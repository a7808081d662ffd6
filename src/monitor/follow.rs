//! One run of a month over the alerts that are remembered: what is found, what goes on, what is over.

mod ends;
mod pairs;

use std::collections::BTreeMap;

use super::alert::{AlertState, Finding};
use super::id::AlertId;
use super::judgement::Judgement;
use super::life::{Change, Followed, Memory, Moment, News};
use super::routes::Settings;

/// What the run of a month makes of what was remembered: the alerts after it, and what there is to say of them, the worst first.
///
/// A run judges what belongs to its own month, and what goes on from month to month only where no later month was judged.
/// What it could not judge stands as it stood, until a month of the next exercise closes what is of this one: that it carries
/// a thing on, or misses it with its file, is no word on it.
#[must_use]
pub fn follow(judgement: &Judgement, memory: &Memory, settings: &Settings, now: Moment) -> (Memory, Vec<Change>) {
    let period = judgement.period;
    let memory = &ends::reopened(memory, period);
    let own = judgement.found.iter().filter(|it| !memory.overtaken(&it.id, period));
    let found: BTreeMap<&AlertId, &Finding> = own.map(|it| (&it.id, it)).collect();
    let mut run = Run { judgement, memory, settings, now, after: memory.clone(), changes: Vec::new() };
    for (id, finding) in &found {
        run.meets(id, finding);
    }
    let left = memory.followed.iter().filter(|(id, it)| !found.contains_key(id) && it.state != AlertState::Resolved);
    for (id, before) in left {
        run.misses(id, before);
    }
    let Run { mut after, mut changes, .. } = run;
    for id in judgement.going_on() {
        let last = after.judged.entry(id.clone()).or_insert(period);
        *last = (*last).max(period);
    }
    pairs::one_calendar(&mut after, &mut changes, now);
    let importance = |change: &Change| {
        let it = after.followed.get(&change.id);
        let asks = !matches!(change.news, News::Reminder | News::Resolved);
        (!asks, change.news == News::Resolved, it.map(|it| (it.severity, it.kind)), change.id.clone())
    };
    changes.sort_by_cached_key(importance);
    (after, changes)
}

/// A run of a month over what was remembered.
struct Run<'a> {
    judgement: &'a Judgement,
    memory: &'a Memory,
    settings: &'a Settings,
    now: Moment,
    after: Memory,
    changes: Vec<Change>,
}

impl Run<'_> {
    /// What was found is followed.
    fn meets(&mut self, id: &AlertId, finding: &Finding) {
        let Self { judgement, memory, settings, now, .. } = *self;
        let period = judgement.period;
        let before = memory.followed.get(id).filter(|it| !ends::is_of_another(it, period));
        let over = before.is_some_and(|it| it.state == AlertState::Resolved);
        if over && finding.passing && before.is_some_and(|it| finding.items.is_subset(&it.items)) {
            // An event that was told and has passed.
            return;
        }
        let unjudged = (finding.cause.is_some() || finding.carried) && !judgement.judges(id);
        if unjudged && over {
            // The month that could judge it said that it is over; this one, which lacks a file, has nothing to say of it.
            return;
        }
        let known = before.filter(|it| !over && !it.only_explained());
        if known.is_none() {
            self.after.told.remove(id);
        }
        let mut it = known.cloned().unwrap_or_else(|| Followed::new(finding, period, now));
        let news = if unjudged && it.was_said() {
            it.carried(finding, period, settings, now)
        } else {
            it.found(finding, period, settings, now)
        };
        self.note(id, news);
        self.after.followed.insert(id.clone(), it);
    }

    /// What was followed and is found no more is over, or stands until it can be judged.
    fn misses(&mut self, id: &AlertId, before: &Followed) {
        let Self { judgement, memory, settings, now, .. } = *self;
        let period = judgement.period;
        let mut it = before.clone();
        let stays = if ends::is_of_another(before, period) && !ends::is_explained(before, memory) {
            ends::close(&mut it)
        } else {
            let passed = it.passing && it.kind.of_month() && period > it.last_judged;
            let (stays, news) = if passed || (!memory.overtaken(id, period) && judgement.clears(id)) {
                it.over(judgement, now)
            } else if it.was_said() && it.state != AlertState::Muted {
                (true, it.in_time(period, settings, now, None))
            } else {
                (true, None)
            };
            self.note(id, news);
            stays
        };
        if stays {
            self.after.followed.insert(id.clone(), it);
        } else {
            self.after.forget(id);
        }
    }

    fn note(&mut self, id: &AlertId, news: Option<News>) {
        self.changes.extend(news.map(|news| Change { id: id.clone(), news }));
    }
}
