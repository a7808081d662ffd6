//! How many indicators stand how: those of the plan by their standing, the other ratios apart. One count for every place.

use super::{Indicator, Standing};
use crate::period::Scenario;

/// How many actuals there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The plan's indicators.
    pub plan: usize,
    /// The same by how they are judged, in the order of [`Standing::ALL`]; what none is left out.
    pub by_standing: Vec<(Standing, usize)>,
    /// Ratios that the plan does not list.
    pub others: usize,
}

/// Counts the actuals.
#[must_use]
pub fn counts(indicators: &[Indicator]) -> Counts {
    let actual = || indicators.iter().filter(|it| it.scenario == Scenario::Consuntivo);
    let plan = || actual().filter(|it| it.definition.code.is_some());
    let standing = |one: Standing| plan().filter(|it| it.standing == one).count();
    let by_standing = Standing::ALL.into_iter().map(|one| (one, standing(one))).filter(|(_, count)| *count > 0);
    Counts { plan: plan().count(), by_standing: by_standing.collect(), others: actual().count() - plan().count() }
}
