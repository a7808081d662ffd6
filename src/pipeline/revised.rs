//! Indicators of released months that are not what their issues said, each change split into what data, definition and target
//! make of it. The parts are worked out in `history`, their words in `indicators`; here months are computed by the rules of then.

use super::arrivals::Intake;
use super::context::Shelves;
use super::month::{Issued, Month, compute};
use super::redefined::{self, Then};
use crate::config::Rules;
use crate::indicators::{Definitions, Judged, Standing as JudgedAs, restated};
use crate::issue::Issue;
use crate::ledger::Corrects;
use crate::period::{Period, Scenario};
use crate::store::Store;

/// What an issue said, against a month as it is computed.
pub(super) fn issued(month: &Month, issue: Issue, shelves: Shelves<'_>) -> anyhow::Result<Issued> {
    since(month, issue, &mut Intake::default(), shelves)
}

/// What a released issue said of indicators, and what a month says of them otherwise. The rows of this pass are still at hand.
pub(super) fn since(
    month: &Month,
    released: Issue,
    intake: &mut Intake,
    shelves: Shelves<'_>,
) -> anyhow::Result<Issued> {
    let Shelves { config, folders, store } = shelves;
    let period = released.period;
    let now = Judged::all(&month.indicators, period);
    let (definitions, by_then, corrects) = match redefined::rules_of(&released, shelves)? {
        Then::AsNow => (config.definitions.clone(), now.clone(), None),
        Then::Unknown => (config.definitions.clone(), Vec::new(), None),
        Then::Otherwise(rules) => {
            let by_then = config.by(&rules);
            // What a second reading finds in the files was told by the first.
            let sources = intake.sources.clone();
            let month = compute(period, intake, Shelves { config: &by_then, folders, store });
            intake.sources = sources;
            (
                rules.definitions.clone(),
                Judged::all(&month?.indicators, period),
                corrected_accounts(shelves, &rules, period),
            )
        }
    };
    let issued = told(&released, &definitions, store)?;
    let mut found = restated(&issued, &by_then, &now, &|_| released.number);
    for it in found.iter_mut().filter(|it| it.corrects.is_none() && it.change.definition.is_some_and(|part| part != 0))
    {
        it.corrects.clone_from(&corrects);
    }
    let exercise = period.exercise();
    let is_planned_since = definitions.plans.is_missing(exercise) && !config.definitions.plans.is_missing(exercise);
    if is_planned_since {
        // That they are judged now is said of all of them at once.
        found.retain(|it| it.change.issued != it.change.now);
    }
    let planned_since = is_planned_since.then_some(exercise);
    Ok(Issued { issue: released, indicators: issued, changes: found, planned_since })
}

/// The correction of an account or of a line that the rules of then did not have.
fn corrected_accounts(shelves: Shelves<'_>, rules: &Rules, period: Period) -> Option<Corrects> {
    // Where methods of the year end are others too, nobody knows which of both moved a figure.
    if rules.phasing != shelves.config.phasing {
        return None;
    }
    let lines = shelves.config.chart.at(period).rewritten(&rules.chart.at(period));
    lines.into_iter().find_map(|it| it.corrects)
}

/// The indicators of an issue as it told them, with the definitions of then.
fn told(released: &Issue, definitions: &Definitions, store: &Store) -> anyhow::Result<Vec<Judged>> {
    let (values, judgements) = (store.issued_values(released)?, store.issued_judgements(released)?);
    let of = |definition: &std::sync::Arc<crate::indicators::Definition>| {
        let judged = judgements.iter().find(|it| it.indicator == definition.id);
        let value = values.get(&definition.id).copied();
        // Of what an issue did not tell nothing has changed.
        (judged.is_some() || value.is_some()).then(|| Judged {
            period: released.period,
            definition: std::sync::Arc::clone(definition),
            value,
            year_end: judged.filter(|it| it.on_year_end).and_then(|it| it.value),
            standing: judged.and_then(|it| JudgedAs::of(&it.state)),
        })
    };
    let holding = definitions.at(released.period);
    Ok(holding.iter().filter(|it| it.scenarios.contains(&Scenario::Consuntivo)).filter_map(of).collect())
}
