//! Indicators of released months that are not what their issues said, each change split into what data, definition and target
//! make of it. The parts are worked out in `history`, their words in `indicators`; here months are computed by the rules of then.

use super::arrivals::Intake;
use super::context::Shelves;
use super::corrected::{self, Readings};
use super::month::{Issued, Month, compute};
use super::redefined::{self, Then};
use crate::config::Config;
use crate::indicators::{Definitions, Degree, Judged, Restated, Standing as JudgedAs, restated, restated_degrees};
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
    let Shelves { config, store, .. } = shelves;
    let period = released.period;
    let now = Judged::all(&month.indicators, period);
    let (mut corrected, mut by_accounts) = (Vec::new(), None);
    let issued_degrees = store.issued_degrees(&released)?;
    let degrees_now = month.standings.degrees();
    let degrees =
        |by_then: &[Degree]| restated_degrees(period, released.number, &issued_degrees, by_then, &degrees_now);
    let (definitions, by_then, degrees) = match redefined::rules_of(&released, shelves)? {
        Then::AsNow => (config.definitions.clone(), now.clone(), degrees(&degrees_now)),
        Then::Unknown => (config.definitions.clone(), Vec::new(), degrees(&[])),
        Then::Otherwise(rules) => {
            let then = computed_by(config.by(&rules), period, intake, shelves)?;
            let charts = [rules.chart.at(period), config.chart.at(period)];
            let degrees = degrees(&then.standings.degrees());
            let readings = Readings {
                issue: &released,
                issued: &store.issued_amounts(&released)?,
                by_then: &then.ledger,
                now: &month.ledger,
                degrees: &degrees,
                charts: [&charts[0], &charts[1]],
            };
            corrected = corrected::of(redefined::changed(config, &rules, period), &readings);
            let by_then = Judged::all(&then.indicators, period);
            if let Some(corrects) = corrected::of_accounts(&corrected) {
                let judged = if rules.phasing == config.phasing {
                    by_then.clone()
                } else {
                    // Methods of the year end are others too: what accounts alone move is computed by itself.
                    let month = computed_by(config.by_chart(&rules), period, intake, shelves)?;
                    Judged::all(&month.indicators, period)
                };
                by_accounts = Some(ByAccounts { corrects, judged });
            }
            (rules.definitions.clone(), by_then, degrees)
        }
    };
    let issued = told(&released, &definitions, store)?;
    let mut found = restated(&issued, &by_then, &now, &|_| released.number);
    by_accounts.iter().for_each(|it| it.mark(&mut found, &now));
    let exercise = period.exercise();
    let is_planned_since = definitions.plans.is_missing(exercise) && !config.definitions.plans.is_missing(exercise);
    if is_planned_since {
        // That they are judged now is said of all of them at once.
        found.retain(|it| it.change.issued != it.change.now);
    }
    let planned_since = is_planned_since.then_some(exercise);
    Ok(Issued {
        on_year_end: store.issued_values_on(&released, Scenario::Preconsuntivo)?,
        year_ends: store.issued_projections(&released)?,
        degrees_told: issued_degrees,
        degrees,
        issue: released,
        indicators: issued,
        changes: found,
        corrected,
        planned_since,
    })
}

/// A month by other rules than those of today. What a second reading finds in the files was told by the first.
fn computed_by(config: Config, period: Period, intake: &mut Intake, shelves: Shelves<'_>) -> anyhow::Result<Month> {
    let sources = intake.sources.clone();
    let month = compute(period, intake, Shelves { config: &config, ..shelves });
    intake.sources = sources;
    month
}

/// Corrections of accounts and lines, and the indicators as they were without them, all else as it is now.
struct ByAccounts {
    corrects: Corrects,
    judged: Vec<Judged>,
}

impl ByAccounts {
    /// Says of the changes that accounts and lines make that these were corrected.
    fn mark(&self, found: &mut [Restated], now: &[Judged]) {
        let figure = |all: &[Judged], it: &Restated| {
            let of = all.iter().find(|judged| judged.period == it.period && judged.definition.id == it.id);
            of.and_then(|of| if it.of_year_end { of.year_end } else { of.value })
        };
        for it in found.iter_mut().filter(|it| it.corrects.is_none()) {
            if figure(&self.judged, it) != figure(now, it) {
                it.corrects = Some(self.corrects.clone());
            }
        }
    }
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
