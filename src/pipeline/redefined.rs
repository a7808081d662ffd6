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
use crate::ledger::{Corrects, OBJECTIVE, Objectives, SCORECARD, Scorecard};
use crate::monitor::ChangedInPlace;
use crate::period::Period;
use crate::problem::Problem;

/// Something of which released months were computed otherwise than they would be by what holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redefinition {
    /// A stable name: an indicator's id, `conto.325`, `aggregato.maggiorazione`, `voce.allegato_c.personale`, `obiettivo.2021_01`,
    /// `scheda.segretario_generale`.
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
    /// The degrees that move by it: `obiettivo.2021_01`, `scheda.segretario_generale`.
    pub(super) moves: BTreeSet<String>,
    /// Whether it is of scorecards alone, which not everybody reads.
    pub is_of_scorecards: bool,
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

/// What was changed in place, of every month up to this one that was ever released.
pub(super) fn before(period: Period, shelves: Shelves<'_>) -> anyhow::Result<Vec<Redefinition>> {
    let mut months: BTreeSet<Period> = shelves.store.months_issued()?.into_iter().collect();
    months.retain(|it| *it <= period);
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
    let trees = [rules.objectives.at(period), config.objectives.at(period)];
    let definitions = config.definitions.redefined(&rules.definitions, period).into_iter();
    let lines = config.chart.at(period).rewritten(&rules.chart.at(period)).into_iter();
    let [then, now] = &trees;
    let rewritten = lines.chain(now.reweighed(then)).map(|it| Redefinition {
        is_of_scorecards: it.id.starts_with(SCORECARD),
        id: it.id,
        name: it.name,
        months: vec![period],
        before: it.before,
        now: it.now,
        touches: it.touches,
        moves: it.moves,
        corrects: it.corrects,
        is_gone: false,
        block: None,
    });
    definitions.map(|it| of_indicator(it, period, &trees)).chain(rewritten).collect()
}

fn of_indicator(it: Redefined, period: Period, trees: &[Objectives; 2]) -> Redefinition {
    let (before, now) = it.said();
    let (is_of_scorecards, moves) = (it.is_of_scorecards(), moved_by(&it, trees));
    let Redefined { before: definition, aspects, corrects, .. } = it;
    let name = format!("{} {}", definition.code_text(), definition.name).trim().to_owned();
    let (name, is_gone) = (phrases::definition_of(&name), aspects.contains(&Aspect::Gone));
    Redefinition {
        id: definition.id.clone(),
        name,
        months: vec![period],
        before,
        now,
        touches: Vec::new(),
        moves,
        is_of_scorecards,
        corrects,
        is_gone,
        block: None,
    }
}

/// The degrees that move where an indicator weighs otherwise: of the objectives above it, and of the scorecards with its lists.
fn moved_by(it: &Redefined, trees: &[Objectives; 2]) -> BTreeSet<String> {
    let mut moved = BTreeSet::new();
    for (definition, tree) in [Some(&it.before), it.now.as_ref()].into_iter().flatten().zip(trees) {
        if let Some(code) = definition.objective.as_deref().filter(|_| it.aspects.contains(&Aspect::Weight)) {
            moved.extend(tree.and_above(code).into_iter().map(|code| format!("{OBJECTIVE}{code}")));
        }
        if let Some(group) = definition.weight_group.as_deref().filter(|_| it.aspects.contains(&Aspect::Group)) {
            let has_it = |card: &&Scorecard| card.groups.iter().any(|it| it.id == group);
            moved.extend(tree.scorecards.iter().filter(has_it).map(|card| format!("{SCORECARD}{}", card.id)));
        }
    }
    moved
}

/// The indicators that a released issue computed otherwise than they are now, in its own month, and those that it judged otherwise.
pub(super) fn indicators(
    released: &Issue,
    shelves: Shelves<'_>,
) -> anyhow::Result<(BTreeSet<String>, BTreeSet<String>)> {
    let Then::Otherwise(rules) = rules_of(released, shelves)? else { return Ok(Default::default()) };
    let mut changed = shelves.config.definitions.redefined(&rules.definitions, released.period);
    // How much it counts above it is no matter of its own judgement.
    changed.retain(|it| !it.aspects.iter().all(|aspect| matches!(aspect, Aspect::Weight | Aspect::Group)));
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
