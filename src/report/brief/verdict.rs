//! How the month stands, in a word and a few sentences.

use std::cmp::Reverse;

use super::super::View;
use super::course::Figure;
use super::tone::Tone;
use super::{figures, headlines, phrases, short_name, variations};
use crate::indicators::{Indicator, Projected, Standing, counts};
use crate::issue::IssueState;
use crate::ledger::Nature;
use crate::money::Cents;
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

/// How the month stands: critical while something blocks it or was forced, where a headline ratio heads past its target by every way, where something
/// is wrong that is no mere warning, and where a budget is spent; to be watched where anything is to be looked at.
#[must_use]
pub fn verdict(view: &View<'_>) -> Verdict {
    let headlines = headlines(view);
    let variations = variations(view);
    let alerts = super::alerts(view);
    // What only waits to be seen is told as it will go out.
    let to_be_seen = view.awaits_only_visto();
    let draft = view.state == IssueState::Draft && !to_be_seen;
    let off = |tone| headlines.iter().any(|it| Tone::of(it.standing) == Some(tone));
    let graver = alerts.iter().any(|it| it.severity < Severity::Warning);
    let forced = view.visto.is_some_and(|it| it.forced.is_some());
    let tone = if draft || forced || graver || off(Tone::Bad) || variations.iter().any(|it| it.committed) {
        Tone::Bad
    } else if off(Tone::Watch) || is_to_watch(view) || !alerts.is_empty() || variations.iter().any(|it| !it.slight) {
        Tone::Watch
    } else {
        Tone::Good
    };
    let figures = figures(view);
    let sentences = [
        draft.then(|| phrases::draft(view.blocking.len())),
        to_be_seen.then(phrases::to_be_seen),
        view.visto.and_then(phrases::forced),
        figures.last().and_then(heading),
        turn(view, &figures),
        phrases::headlines(&headlines),
        phrases::variations(&variations, view.period.month() == 12),
        tie_outs(view),
        phrases::plan(&counts(view.indicators), &to_name(view)),
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

/// Why the year ends on the other side of zero than it stands today: what is still to come.
fn turn(view: &View<'_>, figures: &[Figure<'_>]) -> Option<String> {
    let result = figures.last()?;
    let (actual, projected) = (result.actual?, result.projected?);
    let others = &figures[..figures.len() - 1];
    let to_come = others.iter().map(|it| Some((it.label, it.projected? - it.actual?))).collect::<Option<Vec<_>>>()?;
    (actual.0.signum() * projected.0.signum() < 0 && !to_come.is_empty())
        .then(|| phrases::turn(view.period, actual, &to_come, &heaviest_to_come(view)))
}

/// The voci of oneri of which most is still to come, the heaviest first.
fn heaviest_to_come<'a>(view: &View<'a>) -> Vec<(&'a str, Cents)> {
    /// So many say why.
    const NAMED_MAX: usize = 2;
    let Some(statement) = view.statement else { return Vec::new() };
    let is_cost = |it: &&Projected| {
        it.scheme == statement.scheme.id
            && it.part_of.is_none()
            && statement.scheme.line(&it.line).is_some_and(|line| line.nature == Nature::Onere)
    };
    let costs = view.year_end.lines.iter().filter(is_cost);
    let mut costs: Vec<(&str, Cents)> = costs.map(|it| (it.label.as_str(), it.cents - it.booked)).collect();
    costs.retain(|(_, to_come)| to_come.0 > 0);
    costs.sort_by_key(|(label, to_come)| (Reverse(*to_come), *label));
    costs.truncate(NAMED_MAX);
    costs
}

/// The indicators of the plan that do not go as they were meant to, where they are few enough to be named.
fn to_name<'a>(view: &View<'a>) -> Vec<&'a str> {
    const NAMED_MAX: usize = 2;
    let of_plan = |it: &&Indicator| it.scenario == Scenario::Consuntivo && it.definition.code.is_some();
    let off = |it: &&Indicator| Tone::of(it.standing) > Some(Tone::Good) && it.standing != Standing::NoData;
    let named: Vec<&str> =
        view.indicators.iter().filter(of_plan).filter(off).map(|it| short_name(&it.definition.name)).collect();
    if named.len() <= NAMED_MAX { named } else { Vec::new() }
}

fn tie_outs(view: &View<'_>) -> Option<String> {
    let all = &view.reconciliation.tie_outs;
    let failed = || all.iter().filter(|it| it.state == TieOutState::Fails);
    let greatest = failed().filter_map(|it| it.difference()).map(|it| it.abs()).max();
    (!all.is_empty()).then(|| {
        let blocking = failed().filter(|it| it.blocking).count();
        phrases::tie_outs(all.len(), failed().count(), blocking, greatest)
    })
}
