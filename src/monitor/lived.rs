//! The alerts of a month after its run: their lives, what there is to tell of them, and how they stand for who looks at the
//! month. The one place where what an issue says and what lives from run to run come together.

use std::collections::BTreeMap;

use super::{
    Alert, AlertId, AlertState, Change, Followed, Judgement, Kind, Memory, Moment, News, Settings, Told, follow,
};

/// What a run made of the alerts.
#[derive(Clone, Debug)]
pub struct Lived {
    /// What was remembered before it.
    before: Memory,
    /// What is remembered after it.
    pub after: Memory,
    /// What there is to say.
    changes: Vec<Change>,
    /// The alerts of the month as it leaves them, sorted by severity and id.
    pub shown: Vec<Alert>,
}

impl Lived {
    /// Follows what a month found. `issued` are the alerts of the month as an issue of it says them.
    #[must_use]
    pub fn of(judgement: &Judgement, before: Memory, issued: &[Alert], settings: &Settings, now: Moment) -> Self {
        let (after, changes) = follow(judgement, &before, settings, now);
        let mut lived = Self { before, after, changes, shown: Vec::new() };
        lived.shown = lived.standing(judgement, issued);
        lived
    }

    /// Those it found with their lives, those that it found over, and those that still stand because nobody could judge
    /// them. Where a later month has the word, they stand as the month was issued.
    fn standing(&self, judgement: &Judgement, issued: &[Alert]) -> Vec<Alert> {
        let overtaken = |it: &Followed| self.before.overtaken(&it.id, judgement.period);
        let as_issued: BTreeMap<&AlertId, &Alert> = issued.iter().map(|it| (&it.id, it)).collect();
        let mut out: BTreeMap<&AlertId, Alert> = BTreeMap::new();
        for id in judgement.found.iter().map(|it| &it.id) {
            let lived = self.after.followed.get(id).filter(|it| !overtaken(it) && it.state != AlertState::Resolved);
            let alert = lived.map(Followed::alert).or_else(|| as_issued.get(id).map(|it| (*it).clone()));
            out.extend(alert.map(|alert| (id, alert)));
        }
        let over = |id: &AlertId| self.changes.iter().any(|it| it.id == *id && it.news == News::Resolved);
        for it in self.after.followed.values().filter(|it| !overtaken(it)) {
            let stands = !it.kind.of_month() && it.state != AlertState::Resolved;
            if stands || over(&it.id) {
                out.entry(&it.id).or_insert_with(|| it.alert());
            }
        }
        // What the last issue said to be over, or to stand unjudged, it says still.
        for alert in issued.iter().filter(|it| !it.kind.of_month()) {
            out.entry(&alert.id).or_insert_with(|| alert.clone());
        }
        let mut out: Vec<Alert> = out.into_values().collect();
        out.sort_by(|a, b| (a.severity, &a.id).cmp(&(b.severity, &b.id)));
        out
    }

    /// What the run has to tell. `receipted` is the role that had a receipt of the refused file of a name.
    pub fn told(&self, receipted: impl Fn(&str) -> Option<String>) -> Vec<Told> {
        let told = |change: &Change| {
            let alert = self.after.followed.get(&change.id)?;
            let stood = |it: &&Followed| it.was_said() && it.state != AlertState::Resolved;
            let known = self.before.followed.get(&change.id).filter(stood).map(|it| it.items.clone());
            let fresh = alert.items.difference(&known.unwrap_or_default()).cloned().collect();
            let refusal = matches!(change.news, News::Raised | News::Grown) && alert.kind == Kind::SourceRefused;
            let file = alert.detail.file.as_deref().filter(|_| refusal);
            Some(Told { alert: change.id.clone(), news: change.news, fresh, receipted: file.and_then(&receipted) })
        };
        self.changes.iter().filter_map(told).collect()
    }

    /// Whether the run leaves them otherwise than it found them.
    #[must_use]
    pub fn moved(&self) -> bool {
        self.before != self.after
    }
}
