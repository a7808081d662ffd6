//! Judges a month by every rule.

use std::collections::{BTreeMap, BTreeSet};

use super::alert::{Alert, AlertState, Former};
use super::findings::Findings;
use super::id::AlertId;
use super::judgement::Judgement;
use super::routes::{self, Settings};
use super::thresholds::Thresholds;
use super::{files, lines, measures, reconciled};

/// Judges a month: what is worth telling, and whom.
#[must_use]
pub fn judge(findings: &Findings<'_>, thresholds: &Thresholds, settings: &Settings) -> Judgement {
    let mut out = Judgement::of(findings.period);
    files::judge(findings, &mut out);
    lines::judge(findings, thresholds, &mut out);
    measures::judge(findings, thresholds, &mut out);
    reconciled::judge(findings, thresholds, &mut out);
    for finding in &mut out.found {
        routes::route(finding, settings, findings.offices);
    }
    out.found.sort_by(|a, b| (a.severity, a.id.kind(), &a.id).cmp(&(b.severity, b.id.kind(), &b.id)));
    out.found.dedup_by(|a, b| a.id == b.id);
    out
}

/// The alerts of an issue, a function of what it is made of: `before` are those of the last issue of an earlier month of the
/// exercise. What was there is standing, what is new raised, what was judged and is gone resolved, and said once. Days,
/// reminders and acknowledgements are no part of this: [`follow`](super::follow) lives them.
#[must_use]
pub fn assess(judgement: &Judgement, before: &[Former]) -> Vec<Alert> {
    let said: BTreeMap<&AlertId, &Former> = before.iter().filter(|it| it.was_said()).map(|it| (&it.id, it)).collect();
    let mut alerts: Vec<Alert> = judgement
        .found
        .iter()
        .map(|finding| {
            let state = match (&finding.cause, said.contains_key(&finding.id)) {
                (Some(_), _) => AlertState::Muted,
                (None, true) => AlertState::Standing,
                (None, false) => AlertState::Raised,
            };
            finding.alert(state)
        })
        .collect();
    let found: BTreeSet<AlertId> = alerts.iter().map(|alert| alert.id.clone()).collect();
    for former in said.values().filter(|it| !found.contains(&it.id)) {
        let kind = former.id.kind();
        // What belongs to another month is that month's; an event that has passed is no news, and what has faded is none.
        if kind.of_month() || kind.is_event() || judgement.is_faded(&former.id) {
            continue;
        }
        alerts.push(match judgement.clears(&former.id) {
            true => former.resolved(judgement.well(&former.id)),
            false => former.standing(),
        });
    }
    alerts.sort_by(|a, b| (a.severity, &a.id).cmp(&(b.severity, &b.id)));
    alerts
}
