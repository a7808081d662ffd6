//! Indicators: every name of a formula, rounds of indicators, phasing and recorded observations.

use std::collections::BTreeSet;

use super::{fault, name_known, nearest};
use crate::config::{Config, ConfigError};
use crate::formula::Formula;
use crate::indicators::definition::{Definition, Source};
use crate::indicators::names::{self, Reference};
use crate::indicators::problems::problems as definition_problems;
use crate::ledger::{Scheme, Scorecard};
use crate::period::Function;

pub(super) fn indicators(config: &Config) -> Result<(), ConfigError> {
    for definition in &config.definitions.all {
        let at = |word: &str, text: String| fault(config, "indicators/", word, text);
        let office = &definition.office;
        if !config.settings.offices.declares(office) {
            return Err(at(&definition.id, format!("l'ufficio `{office}` di `{}` non è dichiarato", definition.id)));
        }
        if let Some(objective) = definition.objective.as_deref().filter(|it| config.objectives.get(it).is_none()) {
            return Err(at(objective, format!("l'obiettivo `{objective}` di `{}` non è nel piano", definition.id)));
        }
        names_of(config, definition)?;
        let known = |group: &str| {
            let in_card = |card: &Scorecard| card.groups.iter().any(|it| it.id == group && it.given_by.is_none());
            config.objectives.scorecards.iter().any(in_card)
        };
        if let Some(group) = definition.weight_group.as_deref().filter(|group| !known(group)) {
            let text = format!("il gruppo `{group}` di `{}` non è in nessuna scheda di valutazione", definition.id);
            return Err(at(group, text));
        }
    }
    if let Some(round) = indicators_go_round(config) {
        let text = format!("gli indicatori tornano su sé stessi: {}", round.join(" → "));
        return Err(fault(config, "indicators/", round.first().map_or("", String::as_str), text));
    }
    // Names and rounds first: an example without the input of a misspelt name would be told instead of the name.
    if let Some(text) = definition_problems(&config.definitions).into_iter().next() {
        let id = text.split('`').nth(1).unwrap_or_default().to_owned();
        return Err(fault(config, "indicators/", &id, text));
    }
    observations(config)?;
    phasing(config)
}

fn phasing(config: &Config) -> Result<(), ConfigError> {
    let at = |word: &str, text: String| Err(fault(config, "phasing.toml", word, text));
    for profile in &config.phasing.profiles {
        let (scheme, line) = (&profile.scheme, &profile.line);
        let Some(known) = config.chart.scheme(scheme) else {
            return at(scheme, format!("lo schema `{scheme}` del profilo di `{line}` non esiste"));
        };
        if known.line(line).is_none() {
            let lines: Vec<String> = known.lines.iter().map(|line| line.id.to_string()).collect();
            return at(line, format!("la voce `{line}` non è nello schema `{scheme}`{}", nearest(&lines, line)));
        }
    }
    match config.phasing.problems().into_iter().next() {
        Some(text) => Err(fault(config, "phasing.toml", text.split('`').nth(1).unwrap_or_default(), &text)),
        None => Ok(()),
    }
}

/// Every name of an indicator's formula must mean something.
fn names_of(config: &Config, definition: &Definition) -> Result<(), ConfigError> {
    let at = |word: &str, text: String| Err(fault(config, "indicators/", word, text));
    let scheme = match (definition.source, definition.scheme.as_deref().unwrap_or_default()) {
        (Source::Accounts, id) => match config.chart.scheme(id) {
            Some(scheme) => Some(scheme),
            None => return at(&definition.id, format!("lo schema `{id}` di `{}` non esiste", definition.id)),
        },
        _ => None,
    };
    let all = &config.definitions.all;
    for name in definition.formula.iter().flat_map(Formula::inputs) {
        let unknown = |known: Vec<String>, wanted: &str| {
            let text = format!("`{}` usa `{name}`, che non esiste{}", definition.id, nearest(&known, wanted));
            at(name, text)
        };
        match names::read(name, definition.source == Source::Office) {
            Reference::Own(_) | Reference::PaymentAmount | Reference::PaymentDays => {}
            Reference::Account { base, .. } => {
                let Some(scheme) = scheme else {
                    return unknown(["numeratore", "denominatore", "valore"].map(str::to_owned).into(), name);
                };
                if !name_known(config, scheme, base) {
                    let lines = scheme.lines.iter().map(|line| line.id.to_string());
                    let aggregates = config.chart.aggregates.iter().map(|it| it.id.to_string());
                    let mut known: Vec<String> = lines.chain(aggregates).collect();
                    known.extend(selected(config, scheme, base));
                    known.extend(["pagamenti.importo".to_owned(), "pagamenti.importo_giorni".to_owned()]);
                    return unknown(known, base);
                }
            }
            Reference::Measure { of, .. } => {
                if !all.iter().any(|it| it.source == Source::Office && names::means(of, it)) {
                    let offices = all.iter().filter(|it| it.source == Source::Office);
                    return unknown(offices.map(|it| format!("misura.{}", it.id)).collect(), &format!("misura.{of}"));
                }
            }
            Reference::Indicator(of) => {
                if !all.iter().any(|it| names::means(of, it)) {
                    return unknown(all.iter().map(|it| format!("indicatore.{}", it.id)).collect(), name);
                }
            }
        }
    }
    Ok(())
}

/// A known base with every selector that may follow it, when a name has a dot: `oneri_correnti.funzone_a` is near one.
fn selected(config: &Config, scheme: &Scheme, base: &str) -> Vec<String> {
    let Some((base, _)) = base.split_once('.').filter(|(base, _)| name_known(config, scheme, base)) else {
        return Vec::new();
    };
    let functions = Function::ALL.iter().map(|function| function.id());
    let scenarios = names::SCENARIOS.iter().map(|scenario| scenario.id());
    functions.chain(scenarios).chain(["anno_precedente", "triennio"]).map(|word| format!("{base}.{word}")).collect()
}

/// A round of indicators that stand on each other, if there is one, from the first to itself again.
fn indicators_go_round(config: &Config) -> Option<Vec<String>> {
    fn walk(config: &Config, at: &Definition, path: &mut Vec<String>, clear: &mut BTreeSet<String>) -> bool {
        if clear.contains(&at.id) {
            return false;
        }
        let again = path.contains(&at.id);
        path.push(at.id.clone());
        if again {
            return true;
        }
        for name in at.formula.iter().flat_map(Formula::inputs) {
            let Reference::Indicator(of) = names::read(name, at.source == Source::Office) else { continue };
            for other in config.definitions.all.iter().filter(|it| names::means(of, it)) {
                if walk(config, other, path, clear) {
                    return true;
                }
            }
        }
        path.pop();
        clear.insert(at.id.clone());
        false
    }
    let mut clear = BTreeSet::new();
    config.definitions.all.iter().find_map(|definition| {
        let mut path = Vec::new();
        walk(config, definition, &mut path, &mut clear).then(|| {
            let last = path.last().cloned().unwrap_or_default();
            let from = path.iter().position(|id| *id == last).unwrap_or_default();
            path.split_off(from)
        })
    })
}

fn observations(config: &Config) -> Result<(), ConfigError> {
    for it in &config.observations {
        let wrong = |word: &str, text: String| Err(fault(config, "observations.toml", word, text));
        match (&it.indicator, &it.scheme, &it.line, it.value, it.euro) {
            (Some(id), None, None, Some(_), None) => {
                if !config.definitions.all.iter().any(|known| known.id == *id) {
                    let ids: Vec<String> = config.definitions.all.iter().map(|it| it.id.clone()).collect();
                    return wrong(id, format!("l'indicatore `{id}` non esiste{}", nearest(&ids, id)));
                }
            }
            (None, Some(scheme), Some(line), None, Some(_)) => {
                // Of one function too: `oneri_correnti.funzione_d`.
                let base = match names::read(line, false) {
                    Reference::Account { base, scenario: None, year: names::Year::Own, .. } => base,
                    _ => line,
                };
                if !config.chart.scheme(scheme).is_some_and(|known| name_known(config, known, base)) {
                    return wrong(line, format!("la voce `{line}` non è nello schema `{scheme}`"));
                }
            }
            _ => {
                let text =
                    "un valore pubblicato ha `indicator` e `value`, oppure `scheme`, `line` ed `euro`".to_owned();
                return wrong(&it.source, text);
            }
        }
        if it.source.trim().is_empty() || !(1..=12).contains(&it.month) {
            return wrong("source", format!("il valore pubblicato del {} vuole la fonte e un mese da 1 a 12", it.year));
        }
    }
    Ok(())
}
