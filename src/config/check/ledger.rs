//! Schemes, accounts, objectives and scorecards.

use std::collections::BTreeSet;

use super::{fault, fault_of, nearest, twice, unknown};
use crate::config::{Config, ConfigError};
use crate::formula::Formula;
use crate::ledger::Scheme;
use crate::ledger::statement::split_function;

pub(super) fn schemes(config: &Config) -> Result<(), ConfigError> {
    if let Some(id) = twice(config.chart.schemes.iter().map(|scheme| &*scheme.id)) {
        return Err(fault(config, "schemes/", id, format!("lo schema `{id}` è dichiarato due volte")));
    }
    for scheme in &config.chart.schemes {
        let at = |word: &str, text: String| fault_of(config, "schemes/", &scheme.id, word, text);
        if let Some(id) = twice(scheme.lines.iter().map(|line| &*line.id)) {
            return Err(at(id, format!("la voce `{id}` è dichiarata due volte nello schema `{}`", scheme.id)));
        }
        for line in &scheme.lines {
            let Some(formula) = &line.formula else { continue };
            if let Some(name) = unknown(formula, &|name| scheme.line(name).is_some()) {
                let text = format!("la formula di `{}` usa `{name}`, che non è una voce dello schema", line.id);
                return Err(at(&name, text));
            }
            if goes_round(scheme, &line.id) {
                return Err(at(&line.id, format!("la formula di `{}` torna su sé stessa", line.id)));
            }
        }
    }
    Ok(())
}

/// Whether a line stands on itself.
fn goes_round(scheme: &Scheme, start: &str) -> bool {
    let mut open: Vec<&str> = vec![start];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        for input in scheme.line(id).and_then(|line| line.formula.as_ref()).map(Formula::inputs).unwrap_or_default() {
            let (input, _) = split_function(input);
            if input == start {
                return true;
            }
            if seen.insert(input.to_owned())
                && let Some(line) = scheme.line(input)
            {
                open.push(&line.id);
            }
        }
    }
    false
}

pub(super) fn accounts(config: &Config) -> Result<(), ConfigError> {
    let line_known = |id: &str| config.chart.schemes.iter().any(|scheme| scheme.line(id).is_some());
    for mapping in &config.chart.mappings {
        let given = [&mapping.code, &mapping.prefix, &mapping.label].iter().filter(|part| part.is_some()).count();
        let line = &mapping.line;
        if given != 1 {
            let text = format!("un conto della voce `{line}` deve avere uno solo fra `code`, `prefix` e `label`");
            return Err(fault(config, "accounts.toml", line, text));
        }
        if !line_known(line) {
            let text = format!("la voce `{line}` non è in nessuno schema");
            return Err(fault(config, "accounts.toml", line, text));
        }
    }
    let exact = config.chart.mappings.iter().filter_map(|mapping| mapping.code.as_deref());
    let prefixes = config.chart.mappings.iter().filter_map(|mapping| mapping.prefix.as_deref());
    if let Some(code) = twice(exact).or_else(|| twice(prefixes)) {
        return Err(fault(config, "accounts.toml", code, format!("il conto `{code}` è assegnato due volte")));
    }
    if let Some(empty) = config.chart.aggregates.iter().find(|it| it.accounts.is_empty() && it.lines.is_empty()) {
        let text = format!("l'aggregato `{}` non nomina nessun conto", empty.id);
        return Err(fault(config, "accounts.toml", &empty.id, text));
    }
    if let Some(id) = twice(config.chart.aggregates.iter().map(|aggregate| &*aggregate.id)) {
        return Err(fault(config, "accounts.toml", id, format!("l'aggregato `{id}` è dichiarato due volte")));
    }
    for aggregate in &config.chart.aggregates {
        let at = |word: &str, text: String| Err(fault(config, "accounts.toml", word, text));
        let id = &aggregate.id;
        if aggregate.accounts.is_empty() == aggregate.lines.is_empty() {
            return at(id, format!("l'aggregato `{id}` vuole o dei conti (`accounts`) o delle voci (`lines`)"));
        }
        if aggregate.lines.is_empty() {
            continue;
        }
        let Some(scheme) = aggregate.scheme.as_deref().and_then(|scheme| config.chart.scheme(scheme)) else {
            return at(id, format!("l'aggregato `{id}` vuole lo `scheme` delle sue voci, fra quelli di `schemes`"));
        };
        if let Some(line) = aggregate.lines.iter().find(|line| scheme.line(line).is_none()) {
            let lines: Vec<String> = scheme.lines.iter().map(|line| line.id.to_string()).collect();
            let proposal = nearest(&lines, line);
            return at(line, format!("la voce `{line}` dell'aggregato `{id}` non è nello schema{proposal}"));
        }
    }
    Ok(())
}

pub(super) fn objectives(config: &Config) -> Result<(), ConfigError> {
    let all = &config.objectives.all;
    if let Some(code) = twice(all.iter().map(|objective| &*objective.code)) {
        return Err(fault(config, "objectives.toml", code, format!("l'obiettivo `{code}` è dichiarato due volte")));
    }
    for objective in all {
        if let Some(parent) = &objective.parent {
            let above = config.objectives.get(parent);
            if above.is_none_or(|above| above.level >= objective.level) {
                let text =
                    format!("l'obiettivo `{}` sta sotto `{parent}`, che non è un obiettivo più alto", objective.code);
                return Err(fault(config, "objectives.toml", &objective.code, text));
            }
        }
        if !objective.weight.is_finite() || objective.weight < 0.0 {
            let text = format!("il peso dell'obiettivo `{}` è un numero da 0 in su", objective.code);
            return Err(fault(config, "objectives.toml", &objective.code, text));
        }
        if let Some(office) = objective.office.as_deref().filter(|office| !config.settings.offices.declares(office)) {
            let text = format!("l'ufficio `{office}` dell'obiettivo `{}` non è dichiarato", objective.code);
            return Err(fault(config, "objectives.toml", office, text));
        }
    }
    Ok(())
}

/// The weights of a scorecard are shares of one; what is given by hand is a share too.
pub(super) fn scorecards(config: &Config) -> Result<(), ConfigError> {
    for card in &config.objectives.scorecards {
        let at = |text: String| Err(fault(config, "objectives.toml", &card.id, text));
        let sum: f64 = card.groups.iter().map(|group| group.weight).sum();
        if (sum - 1.0).abs() > 1e-9 || card.groups.iter().any(|group| group.weight < 0.0) {
            return at(format!("i pesi della scheda `{}` devono sommare a 1", card.id));
        }
        if let Some(id) = twice(card.groups.iter().map(|group| group.id.as_str())) {
            return at(format!("il gruppo `{id}` della scheda `{}` è dichiarato due volte", card.id));
        }
        for group in card.groups.iter().filter(|group| group.given.is_some()) {
            if group.given_by.as_deref().is_none_or(|who| who.trim().is_empty())
                || !group.given.is_some_and(|given| (0.0..=1.0).contains(&given))
            {
                return at(format!("il valore dato a mano al gruppo `{}` va da 0 a 1 e vuole `given_by`", group.id));
            }
        }
    }
    Ok(())
}
