//! Matching rules, their tests, and checks beyond the schemes.

use super::{fault, fault_of, name_known, twice, unknown};
use crate::config::{Config, ConfigError};
use crate::italian::meant;
use crate::ledger::Scheme;
use crate::period::Period;
use crate::read::layout::Kind;
use crate::reconcile::rules::EACH_LINE;
use crate::reconcile::{Acceptance, RuleSet, fixtures};

pub(super) fn reconciliation(config: &Config) -> Result<(), ConfigError> {
    for rules in &config.reconcile.rule_sets {
        for (layout, wanted) in
            [(&rules.accounting_layout, Kind::Registrations), (&rules.office_layout, Kind::Initiatives)]
        {
            if config.layout(layout).is_none_or(|layout| layout.kind != wanted) {
                let text = format!("il tracciato `{layout}` non esiste o non è del genere giusto per `{}`", rules.id);
                return Err(fault(config, "matching/", layout, text));
            }
        }
        if rules.passes.is_empty() || rules.passes.iter().any(|pass| pass.keys.is_empty()) {
            let text = format!("le regole `{}` vogliono almeno un passaggio, e ogni passaggio una chiave", rules.id);
            return Err(fault(config, "matching/", &rules.id, text));
        }
    }
    for rules in &config.reconcile.rule_sets {
        matching(config, rules)?;
    }
    if let Some(id) = twice(config.reconcile.rule_sets.iter().map(|rules| rules.id.as_str())) {
        return Err(fault(config, "matching/", id, format!("le regole `{id}` sono dichiarate due volte")));
    }
    if let Some(id) = twice(config.reconcile.checks.iter().map(|check| check.id.as_str())) {
        return Err(fault(config, "checks.toml", id, format!("il controllo `{id}` è dichiarato due volte")));
    }
    accepted(config)?;
    for check in &config.reconcile.checks {
        let Some(scheme) = config.chart.scheme(&check.scheme) else {
            let text = format!("lo schema `{}` del controllo `{}` non esiste", check.scheme, check.id);
            return Err(fault(config, "checks.toml", &check.scheme, text));
        };
        let known = |name: &str| {
            name == "registrazioni"
                || name.starts_with("conto.")
                || name.strip_prefix("piano.").is_some_and(|code| config.objectives.get(code).is_some())
                || (check.each_line && name == EACH_LINE)
                || name_known(config, scheme, name)
                || of_scheme(config, name)
        };
        if let Some(name) = [&check.left, &check.right].into_iter().find_map(|formula| unknown(formula, &known)) {
            let text =
                format!("il controllo `{}` usa `{name}`, che non esiste{}", check.id, proposal(config, scheme, &name));
            return Err(fault(config, "checks.toml", &name, text));
        }
    }
    Ok(())
}

/// Whether a name is a line of another scheme: `stato_patrimoniale.avanzo`.
fn of_scheme(config: &Config, name: &str) -> bool {
    name.split_once('.')
        .and_then(|(scheme, line)| Some((config.chart.scheme(scheme)?, line)))
        .is_some_and(|(scheme, line)| name_known(config, scheme, line))
}

/// Refuses acceptances without a reason, that end before they begin, or two of one difference at one time.
fn accepted(config: &Config) -> Result<(), ConfigError> {
    let all = &config.reconcile.accepted;
    for (place, it) in all.iter().enumerate() {
        let id = it.id.to_string();
        let at = |text: String| Err(fault(config, "accepted.toml", &id, text));
        if it.why.trim().is_empty() {
            return at(format!("la differenza `{id}` è accettata senza un perché: scriverlo in `why`"));
        }
        if it.from.is_some_and(|from| from.last_day() > it.until) {
            return at(format!("la differenza `{id}` è accettata da un mese che viene dopo `until`"));
        }
        let overlaps = |other: &&Acceptance| {
            let begins = |it: &Acceptance| it.from.map(Period::first_day);
            other.id == it.id
                && begins(it).is_none_or(|from| from <= other.until)
                && begins(other).is_none_or(|from| from <= it.until)
        };
        if all[..place].iter().any(|other| overlaps(&other)) {
            return at(format!("la differenza `{id}` è accettata due volte per gli stessi mesi"));
        }
    }
    Ok(())
}

/// Refuses rules that cannot mean what they say, then runs the tests that stand beside them.
fn matching(config: &Config, rules: &RuleSet) -> Result<(), ConfigError> {
    let at = |word: &str, text: String| fault_of(config, "matching/", &rules.id, word, text);
    if let Some(id) = twice(rules.passes.iter().map(|pass| pass.id.as_str())) {
        return Err(at(id, format!("il passaggio `{id}` di `{}` è dichiarato due volte", rules.id)));
    }
    if !rules.office.accounts.is_empty() {
        return Err(at("accounts", format!("le righe degli uffici non hanno conto: `{}` li filtra", rules.id)));
    }
    for office in rules.accounting.offices.iter().chain(&rules.office.offices) {
        if !config.settings.offices.declares(office) {
            return Err(at(office, format!("l'ufficio `{office}` delle regole `{}` non è dichiarato", rules.id)));
        }
    }
    if let Some(test) = rules.tests.iter().find(|test| test.passes.iter().any(|pass| pass.keys.is_empty())) {
        return Err(at(&test.name, format!("nella prova `{}` ogni passaggio vuole una chiave", test.name)));
    }
    for pass in rules.passes.iter().chain(rules.tests.iter().flat_map(|test| &test.passes)) {
        let tolerance = pass.tolerance;
        let cents = [tolerance.above_cents, tolerance.below_cents, tolerance.percent_max_cents.unwrap_or(0)];
        if cents.iter().any(|cents| *cents < 0) || !(0.0..=100.0).contains(&tolerance.percent) {
            let text = format!("la tolleranza di `{}` vuole importi da 0 in su e una percentuale fra 0 e 100", pass.id);
            return Err(at(&pass.id, text));
        }
        if tolerance.percent > 0.0 && tolerance.percent_max_cents.is_none() {
            let text = format!("la percentuale di `{}` vuole un massimo: aggiungere `percent_max_cents`", pass.id);
            return Err(at(&pass.id, text));
        }
        if pass.window.is_some_and(|window| window.days_before < 0 || window.days_after < 0) {
            return Err(at(&pass.id, format!("la finestra di `{}` vuole giorni da 0 in su", pass.id)));
        }
    }
    if [rules.expected_days, rules.overdue_days].into_iter().flatten().any(|days| days < 0)
        || rules.materiality_cents < 0
    {
        return Err(at(&rules.id, format!("giorni e importi delle regole `{}` vanno da 0 in su", rules.id)));
    }
    if let Some(name) = twice(rules.tests.iter().map(|test| test.name.as_str())) {
        return Err(at(name, format!("la prova `{name}` è scritta due volte")));
    }
    for test in &rules.tests {
        if let Some(failure) = fixtures::failure(rules, test, &config.objectives) {
            return Err(at(&test.name, format!("la prova `{}` non torna; {failure}", test.name)));
        }
    }
    Ok(())
}

/// `; forse si intendeva ...`, when a name of the scheme is near.
fn proposal(config: &Config, scheme: &Scheme, name: &str) -> String {
    let names = scheme.lines.iter().map(|line| &*line.id).chain(config.chart.aggregates.iter().map(|it| &*it.id));
    meant(name, names)
}
