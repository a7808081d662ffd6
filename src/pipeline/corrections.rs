//! Corrections that touch months which were released: told once, with the next issue. Months are computed again for them, by the
//! rules of then and by those of now.

use std::collections::BTreeSet;

use super::compared::Standing;
use super::context::Shelves;
use super::month::Month;
use super::redefined;
use super::rules::other_rules;
use crate::config::Rules;
use crate::indicators::Restated;
use crate::issue::Issue;
use crate::period::Period;

/// What corrections that no issue has told yet make of released months before this one: those of its exercise, and the end of
/// the one before.
pub(super) fn untold(period: Period, month: &Month, shelves: Shelves<'_>) -> anyhow::Result<Vec<Restated>> {
    let Shelves { config, folders, store } = shelves;
    let (first, december) = (period.exercise().first_day(), Period::of(period.exercise().previous().last_day()));
    let exercise = std::iter::successors(Period::of(first), |it| (*it < period).then(|| it.next()));
    let months: BTreeSet<Period> = exercise.filter(|it| *it < period).chain(december).collect();
    let released = store.released_in(&months)?;
    let last = released.iter().chain(&month.compared).max_by_key(|it| (it.issued_at, it.period)).cloned();
    let Some(last) = last else { return Ok(Vec::new()) };
    let told = |issue: &Issue, rules: &Rules| {
        let corrected = redefined::changed(config, rules, issue.period).into_iter().filter(|it| it.corrects.is_some());
        corrected.map(|it| it.id).collect::<BTreeSet<String>>()
    };
    let untold: BTreeSet<String> =
        other_rules(vec![last], config, folders)?.iter().flat_map(|(issue, rules)| told(issue, rules)).collect();
    if untold.is_empty() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for (issue, rules) in other_rules(released, config, folders)? {
        if told(&issue, &rules).is_disjoint(&untold) {
            continue;
        }
        let standing = Standing::alone(issue.period, shelves)?;
        out.extend(standing.month.revised.into_iter().filter(|it| it.corrects.is_some()));
    }
    Ok(out)
}
