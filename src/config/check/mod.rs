//! What the shape of the TOML cannot say: names that must exist, formulas that must not go round in circles, ids given once.

mod alerts;
mod indicators;
mod layouts;
mod ledger;
mod reconciliation;
mod schedule;
pub(super) mod settings;

use std::collections::BTreeSet;

use super::{Config, ConfigError};
use crate::formula::Formula;
use crate::italian::meant;
use crate::ledger::Scheme;
use crate::ledger::statement::split_function;

pub(super) use layouts::layout_alone;

/// Refuses a configuration whose parts do not fit together.
pub(super) fn validate(config: &Config) -> Result<(), ConfigError> {
    settings::settings(config)?;
    schedule::schedule(config)?;
    ledger::schemes(config)?;
    ledger::accounts(config)?;
    layouts::layouts(config)?;
    ledger::objectives(config)?;
    ledger::scorecards(config)?;
    reconciliation::reconciliation(config)?;
    indicators::indicators(config)?;
    alerts::alerts(config)
}

/// A fault at a word, in the first text of this name or folder that holds it.
fn fault(config: &Config, at: &str, word: &str, text: impl Into<String>) -> ConfigError {
    let mut texts = config.texts.iter().filter(|(name, _)| name.starts_with(at));
    let holding = texts.clone().find(|(_, content)| content.contains(word)).or_else(|| texts.next());
    let (name, content) = holding.map_or((at, ""), |(name, content)| (name.as_str(), content.as_str()));
    ConfigError::at_word(name, content, word, text)
}

/// A fault at a word of the text that declares this id: two schemes may well use one word.
fn fault_of(config: &Config, at: &str, id: &str, word: &str, text: impl Into<String>) -> ConfigError {
    let declares = |content: &str| {
        content.lines().any(|line| {
            line.strip_prefix("id = ").is_some_and(|rest| rest.trim_start_matches('"').split('"').next() == Some(id))
        })
    };
    match config.texts.iter().find(|(name, content)| name.starts_with(at) && declares(content)) {
        Some((name, content)) => ConfigError::at_word(name, content, word, text),
        None => fault(config, at, word, text),
    }
}

/// The first name that comes twice.
fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(*name))
}

/// The first name of a formula that is not known, whatever its function.
fn unknown(formula: &Formula, known: &dyn Fn(&str) -> bool) -> Option<String> {
    formula.inputs().into_iter().find(|name| !known(split_function(name).0)).map(str::to_owned)
}

fn name_known(config: &Config, scheme: &Scheme, name: &str) -> bool {
    scheme.line(name).is_some() || config.chart.aggregates.iter().any(|aggregate| &*aggregate.id == name)
}

/// `; forse si intendeva ...`, when one of these is near.
fn nearest(known: &[String], wanted: &str) -> String {
    meant(wanted, known.iter().map(String::as_str))
}
