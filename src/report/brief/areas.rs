//! The areas of the plan, each with a light.

use super::super::View;
use super::tone::Tone;
use crate::indicators::{Indicator, ObjectiveStanding, Standing};
use crate::period::Scenario;

/// An area of the plan.
#[derive(Clone, Debug)]
pub struct Area<'a> {
    /// How it stands as an objective.
    pub standing: &'a ObjectiveStanding,
    /// Its light; none where no indicator of it is judged yet.
    pub tone: Option<Tone>,
    /// Its indicators by how they are judged, in the order of [`Standing::ALL`]; what none is left out.
    pub counts: Vec<(Standing, usize)>,
}

/// The areas of the plan, in its order; of one without areas, the objectives that stand highest.
#[must_use]
pub fn areas<'a>(view: &View<'a>) -> Vec<Area<'a>> {
    view.standings.highest().map(|standing| area(standing, view)).collect()
}

fn area<'a>(standing: &'a ObjectiveStanding, view: &View<'a>) -> Area<'a> {
    let is_below = |it: &&Indicator| {
        it.scenario == Scenario::Consuntivo
            && it.definition.code.is_some()
            && it
                .definition
                .objective
                .as_deref()
                .is_some_and(|code| view.objectives.is_at_or_below(code, &standing.code))
    };
    let own: Vec<Standing> = view.indicators.iter().filter(is_below).map(|it| it.standing).collect();
    let count = |one: Standing| own.iter().filter(|it| **it == one).count();
    let counts = Standing::ALL.into_iter().map(|one| (one, count(one))).filter(|(_, count)| *count > 0).collect();
    Area { standing, tone: own.iter().filter_map(|it| Tone::of(*it)).max(), counts }
}
