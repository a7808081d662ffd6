//! Corrections that touch months which were released: told once, with the next issue. Months are computed again for them, by the
//! rules of then and by those of now.

use std::collections::BTreeSet;

use super::compared::Standing;
use super::context::Shelves;
use super::corrected::{self, is_of_accounts};
use super::month::Month;
use super::redefined;
use super::rules::other_rules;
use crate::config::Rules;
use crate::indicators::Restated;
use crate::ledger::Corrected;
use crate::period::Period;

/// Corrections that no issue has told yet.
#[derive(Default)]
pub(super) struct Untold {
    /// The indicators that they move in months before.
    revised: Vec<Restated>,
    /// All of them, with the lines that they move.
    corrected: Vec<Corrected>,
}

impl Untold {
    /// A month that is issued tells them, beside those of its own former issue. Where the figure of an indicator says that its
    /// definition was corrected, that is enough, but for the degrees that other weights move.
    pub(super) fn told_by(self, month: &mut Month) {
        month.revised.extend(self.revised);
        corrected::join(&mut month.corrected, self.corrected);
        let revised = &month.revised;
        let is_said = |it: &Corrected| revised.iter().any(|one| one.id == it.id && one.corrects.is_some());
        month.corrected.retain(|it| !it.degrees.is_empty() || !is_said(it));
    }
}

/// What corrections that no issue has told yet make of released months before this one: those of its exercise, and the end of
/// the one before. A later month that was issued by a correction has told it of all months before its own.
pub(super) fn untold(period: Period, shelves: Shelves<'_>) -> anyhow::Result<Untold> {
    let Shelves { config, store, .. } = shelves;
    let (first, december) = (period.exercise().first_day(), Period::of(period.exercise().previous().last_day()));
    let exercise = std::iter::successors(Period::of(first), |it| (*it < period).then(|| it.next()));
    let months: BTreeSet<Period> = exercise.filter(|it| *it < period).chain(december).collect();
    // Issues of later months have told as well.
    let whole = (1..=12).filter_map(|month| Period::new(period.exercise().0, month)).chain(december).collect();
    let released = store.released_in(&whole)?;
    let others = other_rules(released.clone(), shelves)?;
    let corrected_in = |rules: &Rules, month: Period| {
        let corrected = redefined::changed(config, rules, month).into_iter().filter(|it| it.corrects.is_some());
        corrected.map(|it| it.id).collect::<BTreeSet<String>>()
    };
    let mut out = Untold::default();
    for (issue, rules) in others.iter().filter(|(issue, _)| months.contains(&issue.period)) {
        let mut untold = corrected_in(rules, issue.period);
        let later = released.iter().filter(|it| it.period > issue.period && it.issued_at > issue.issued_at);
        for told in later {
            let by_others = others.iter().find(|(it, _)| (it.period, it.number) == (told.period, told.number));
            let still = by_others.map(|(_, rules)| corrected_in(rules, issue.period)).unwrap_or_default();
            untold.retain(|id| still.contains(id));
        }
        if !untold.is_empty() {
            let standing = Standing::alone(issue.period, shelves)?;
            // An indicator is corrected by its own definition, or by the accounts and lines that it is made of.
            let own = |it: &Restated| corrected_in(rules, issue.period).contains(&it.id);
            let is_untold = |it: &Restated| {
                if own(it) { untold.contains(&it.id) } else { untold.iter().any(|id| is_of_accounts(id)) }
            };
            let Month { revised, corrected, .. } = standing.month;
            out.revised.extend(revised.into_iter().filter(|it| it.corrects.is_some() && is_untold(it)));
            let of_month = corrected.into_iter().filter(|it| untold.contains(&it.id)).collect();
            corrected::join(&mut out.corrected, of_month);
        }
    }
    Ok(out)
}
