//! Released months are not computed otherwise in silence: what their issues used of definitions, accounts, lines and objectives is
//! compared with what holds today in the same months. It refuses to know figures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::context::Shelves;
use super::phrases;
use super::rules::other_rules;
use crate::config::{Block, Config, Rules, block};
use crate::indicators::{Aspect, Definitions, Redefined};
use crate::issue::Issue;
use crate::ledger::Corrects;
use crate::monitor::ChangedInPlace;
use crate::period::Period;
use crate::problem::Problem;

/// Something of which released months were computed otherwise than they would be by what holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redefinition {
    /// A stable name: an indicator's id, `conto.325`, `aggregato.maggiorazione`, `voce.allegato_c.personale`, `obiettivo.2021_01`.
    pub id: String,
    /// What it is, for people.
    pub name: String,
    /// The released months that it touches, in order.
    pub months: Vec<Period>,
    /// What they used.
    pub before: String,
    /// What holds in them today.
    pub now: String,
    /// The lines and aggregates that add up otherwise by it.
    pub(super) touches: Vec<Arc<str>>,
    /// Where that corrects a mistake.
    pub corrects: Option<Corrects>,
    /// Whether it holds no longer, and is not another.
    pub is_gone: bool,
    /// What to write instead: a table of TOML, to be added at the end of a text of the configuration.
    pub block: Option<Block>,
}

impl Redefinition {
    /// The code of the problem that it is.
    pub const CODE: &'static str = phrases::REDEFINED;

    /// Whether nobody authorised it for months that were released.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.corrects.is_none()
    }

    /// The same, for who is told of it.
    pub(super) fn told(&self) -> ChangedInPlace {
        ChangedInPlace {
            id: Arc::from(self.id.as_str()),
            name: self.name.clone(),
            said: self.refused().text,
            now: self.now.clone(),
            remedy: self.refused().remedy,
        }
    }

    /// That it is refused, one sentence and a remedy.
    #[must_use]
    pub fn refused(&self) -> Problem {
        phrases::redefined(self)
    }
}

/// What was changed in place, of months up to this one, of its exercise and the one before: more is not looked at in a pass.
pub(super) fn before(period: Period, shelves: Shelves<'_>) -> anyhow::Result<Vec<Redefinition>> {
    let first = period.exercise().previous().first_day();
    let months = std::iter::successors(Period::of(first), |it| (*it < period).then(|| it.next())).collect();
    of(shelves.store.released_in(&months)?, shelves)
}

/// What was changed in place, of any month that was ever released.
///
/// # Errors
/// When disk or database fail.
pub fn redefined(shelves: Shelves<'_>) -> anyhow::Result<Vec<Redefinition>> {
    let months: BTreeSet<Period> = shelves.store.months_issued()?.into_iter().collect();
    of(shelves.store.released_in(&months)?, shelves)
}

fn of(released: Vec<Issue>, shelves: Shelves<'_>) -> anyhow::Result<Vec<Redefinition>> {
    let config = shelves.config;
    let mut found: BTreeMap<String, Redefinition> = BTreeMap::new();
    for (issue, rules) in other_rules(released, shelves)? {
        for mut it in changed(config, &rules, issue.period) {
            let known = found.remove(&it.id);
            if let Some(known) = known {
                it.months.splice(0..0, known.months);
                // What a month has used already corrects nothing in it.
                it.corrects = known.corrects.and(it.corrects);
            }
            found.insert(it.id.clone(), it);
        }
    }
    let mut found: Vec<Redefinition> = found.into_values().collect();
    for it in found.iter_mut().filter(|it| it.is_silent()) {
        it.block = it.months.last().filter(|_| !it.is_gone).and_then(|last| block(&config.texts, &it.id, *last));
    }
    Ok(found)
}

/// What holds otherwise in a month than by the rules with which it was computed.
pub(super) fn changed(config: &Config, rules: &Rules, period: Period) -> Vec<Redefinition> {
    let definitions =
        config.definitions.redefined(&rules.definitions, period).into_iter().map(|it| of_indicator(it, period));
    let lines = config.chart.at(period).rewritten(&rules.chart.at(period)).into_iter();
    let objectives = config.objectives.at(period).reweighed(&rules.objectives.at(period));
    let rewritten = lines.chain(objectives).map(|it| Redefinition {
        id: it.id,
        name: it.name,
        months: vec![period],
        before: it.before,
        now: it.now,
        touches: it.touches,
        corrects: it.corrects,
        is_gone: false,
        block: None,
    });
    definitions.chain(rewritten).collect()
}

fn of_indicator(it: Redefined, period: Period) -> Redefinition {
    let (before, now) = it.said();
    let Redefined { before: definition, aspects, corrects, .. } = it;
    let name = format!("{} {}", definition.code_text(), definition.name).trim().to_owned();
    let (name, is_gone) = (phrases::definition_of(&name), aspects.contains(&Aspect::Gone));
    let (id, touches) = (definition.id.clone(), Vec::new());
    Redefinition { id, name, months: vec![period], before, now, touches, corrects, is_gone, block: None }
}

/// The indicators that a released issue computed otherwise than they are now, in its own month, and those that it judged otherwise.
pub(super) fn indicators(
    released: &Issue,
    shelves: Shelves<'_>,
) -> anyhow::Result<(BTreeSet<String>, BTreeSet<String>)> {
    let Then::Otherwise(rules) = rules_of(released, shelves)? else { return Ok(Default::default()) };
    let mut changed = shelves.config.definitions.redefined(&rules.definitions, released.period);
    // How much it counts above it is no matter of its own judgement.
    changed.retain(|it| it.aspects != [Aspect::Weight]);
    let of_figures = |it: &Redefined| {
        let figures = [Aspect::Formula, Aspect::Figures, Aspect::Unit, Aspect::Direction];
        it.aspects.iter().any(|aspect| figures.contains(aspect))
    };
    let (figures, judged): (Vec<Redefined>, Vec<Redefined>) = changed.into_iter().partition(of_figures);
    let ids = |all: Vec<Redefined>| all.into_iter().map(|it| it.before.id.clone()).collect();
    Ok((ids(figures), ids(judged)))
}

/// The rules of a released issue, where something of them holds otherwise today, also in how voci spread over the year.
pub(super) fn rules_of(released: &Issue, shelves: Shelves<'_>) -> anyhow::Result<Then> {
    let config = shelves.config;
    let Some(manifest) = released.made_of()? else { return Ok(Then::Unknown) };
    if manifest.whole_configuration.unwrap_or(manifest.decisive.configuration) == config.digest {
        return Ok(Then::AsNow);
    }
    let mut others = other_rules(vec![released.clone()], shelves)?;
    Ok(others.pop().map_or(Then::Unknown, |(_, rules)| {
        let is_planned = |definitions: &Definitions| !definitions.plans.is_missing(released.period.exercise());
        let as_now = changed(config, &rules, released.period).is_empty()
            && rules.phasing == config.phasing
            && is_planned(&rules.definitions) == is_planned(&config.definitions);
        if as_now { Then::AsNow } else { Then::Otherwise(rules) }
    }))
}

/// How a released issue was computed.
pub(super) enum Then {
    /// As it would be today.
    AsNow,
    /// By these rules.
    Otherwise(Arc<Rules>),
    /// Nobody kept it.
    Unknown,
}
