//! How the month stands, in a word and a few sentences.

use super::super::View;
use super::course::Figure;
use super::tone::Tone;
use super::{figures, headlines, phrases, variations};
use crate::indicators::{Indicator, counts};
use crate::issue::IssueState;
use crate::period::Scenario;
use crate::problem::Severity;
use crate::reconcile::TieOutState;

/// How the month stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// In a word.
    pub tone: Tone,
    /// Why, one Italian sentence each, in the order in which they matter.
    pub sentences: Vec<String>,
}

/// How the month stands: critical while it is a draft, where a headline ratio heads past its target by every way, where something
/// is wrong that is no mere warning, and where a budget is spent; to be watched where anything is to be looked at.
#[must_use]
pub fn verdict(view: &View<'_>) -> Verdict {
    let headlines = headlines(view);
    let variations = variations(view);
    let alerts = super::alerts(view);
    let draft = view.state == IssueState::Draft;
    let off = |tone| headlines.iter().any(|it| Tone::of(it.standing) == Some(tone));
    let graver = alerts.iter().any(|it| it.severity < Severity::Warning);
    let tone = if draft || graver || off(Tone::Bad) || variations.iter().any(|it| it.committed) {
        Tone::Bad
    } else if off(Tone::Watch) || is_to_watch(view) || !alerts.is_empty() || variations.iter().any(|it| !it.slight) {
        Tone::Watch
    } else {
        Tone::Good
    };
    let result = figures(view).into_iter().next_back();
    let sentences = [
        draft.then(|| phrases::draft(view.blocking.len())),
        result.as_ref().and_then(heading),
        phrases::headlines(&headlines),
        phrases::variations(&variations, view.period.month() == 12),
        tie_outs(view),
        phrases::plan(&counts(view.indicators)),
    ];
    Verdict { tone, sentences: sentences.into_iter().flatten().collect() }
}

/// Whether anything is wrong that no alert may tell: it was told before, or its limit is not set.
fn is_to_watch(view: &View<'_>) -> bool {
    let of_plan = |it: &&Indicator| it.scenario == Scenario::Consuntivo && it.definition.code.is_some();
    let mut missed = view.indicators.iter().filter(of_plan).filter(|it| Tone::of(it.standing) == Some(Tone::Bad));
    missed.next().is_some() || view.reconciliation.tie_outs.iter().any(|it| it.state == TieOutState::Fails)
}

fn heading(result: &Figure<'_>) -> Option<String> {
    Some(phrases::heading(result.projected?, result.assestato))
}

fn tie_outs(view: &View<'_>) -> Option<String> {
    let all = &view.reconciliation.tie_outs;
    let failed = || all.iter().filter(|it| it.state == TieOutState::Fails);
    let greatest = failed().filter_map(|it| it.difference()).map(|it| it.abs()).max();
    (!all.is_empty()).then(|| phrases::tie_outs(all.len(), failed().count(), greatest))
}
