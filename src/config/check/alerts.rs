//! Thresholds, who is told of what, the days of expected files; and the tests that stand in `alerts/`.

use super::{fault, nearest, twice};
use crate::config::{Config, ConfigError, SETTINGS};
use crate::monitor::FileState;
use crate::monitor::fixtures::{self, Chamber};
use crate::period::DAYS_MAX;

pub(super) fn alerts(config: &Config) -> Result<(), ConfigError> {
    thresholds(config)?;
    routes(config)?;
    expected(config)?;
    tests(config)
}

fn thresholds(config: &Config) -> Result<(), ConfigError> {
    let thresholds = &config.settings.thresholds;
    let wrong = |word: &str, text: String| Err(fault(config, SETTINGS, word, text));
    if let Some((word, text)) = thresholds.problem() {
        return wrong(word, text);
    }
    let scheme = config.chart.scheme(&thresholds.scheme);
    if !thresholds.scheme.is_empty() && scheme.is_none() {
        let known: Vec<String> = config.chart.schemes.iter().map(|scheme| scheme.id.to_string()).collect();
        let proposal = nearest(&known, &thresholds.scheme);
        let text = format!("lo schema `{}` non è fra quelli di `schemes`{proposal}", thresholds.scheme);
        return wrong(&thresholds.scheme, text);
    }
    for it in &thresholds.overrides {
        if let Some(line) = &it.line {
            let lines = scheme.map(|scheme| scheme.lines.iter().map(|line| line.id.to_string()).collect::<Vec<_>>());
            let lines = lines.unwrap_or_default();
            if !lines.contains(line) {
                let proposal = nearest(&lines, line);
                return wrong(
                    line,
                    format!("la voce `{line}` di [[thresholds.override]] non è nello schema{proposal}"),
                );
            }
        }
        if let Some(indicator) = &it.indicator {
            let ids: Vec<String> = config.definitions.all.iter().map(|definition| definition.id.clone()).collect();
            if !ids.contains(indicator) {
                let proposal = nearest(&ids, indicator);
                return wrong(indicator, format!("l'indicatore `{indicator}` non è definito{proposal}"));
            }
        }
        if let Some(office) = &it.office {
            let ids: Vec<String> = config.settings.offices.ids().map(ToString::to_string).collect();
            if !ids.contains(office) {
                let proposal = nearest(&ids, office);
                return wrong(office, format!("l'ufficio `{office}` non è dichiarato con [[office]]{proposal}"));
            }
        }
    }
    Ok(())
}

/// Roles are those that receive mail, and the offices.
fn roles(config: &Config) -> Vec<String> {
    let offices = config.settings.offices.ids().map(ToString::to_string);
    let recipients = config.settings.mail.recipients.iter().map(|recipient| recipient.role.to_string());
    let mut roles: Vec<String> =
        offices.chain(recipients).chain([config.settings.offices.accounts().to_string()]).collect();
    roles.sort();
    roles.dedup();
    roles
}

fn routes(config: &Config) -> Result<(), ConfigError> {
    let wrong = |word: &str, text: String| Err(fault(config, SETTINGS, word, text));
    let roles = roles(config);
    let lines = config.chart.schemes.iter().flat_map(|scheme| scheme.lines.iter().map(|line| line.id.to_string()));
    let indicators = config.definitions.all.iter().map(|definition| definition.id.clone());
    let offices = config.settings.offices.ids().map(ToString::to_string);
    let subjects: Vec<String> = lines.chain(indicators).chain(offices).collect();
    for route in &config.settings.alerts.routes {
        if !roles.iter().any(|role| *role == *route.to) {
            let proposal = nearest(&roles, &route.to);
            return wrong(&route.to, format!("il ruolo `{}` di [[alerts.route]] non riceve posta{proposal}", route.to));
        }
        if let Some(about) = route.about.iter().find(|about| !subjects.contains(*about)) {
            let proposal = nearest(&subjects, about);
            return wrong(about, format!("`{about}` non è una voce, un indicatore o un ufficio{proposal}"));
        }
    }
    Ok(())
}

fn expected(config: &Config) -> Result<(), ConfigError> {
    let roles = roles(config);
    for expected in &config.settings.expected {
        let wrong = |word: &str, text: String| Err(fault(config, SETTINGS, word, text));
        if !roles.iter().any(|role| *role == *expected.ask) {
            let proposal = nearest(&roles, &expected.ask);
            let text = format!(
                "a `{}` non si può chiedere un file: non è un ufficio e non riceve posta{proposal}",
                expected.ask
            );
            return wrong(&expected.ask, text);
        }
        let (warn, error) = (expected.warn_after_days, expected.error_after_days);
        for (word, days) in [("warn_after_days", warn), ("error_after_days", error)] {
            if days > DAYS_MAX {
                let layout = &expected.layout;
                let text =
                    format!("`{word}` del file `{layout}` è {days}: scrivere un numero di giorni fino a {DAYS_MAX}");
                return wrong(&days.to_string(), text);
            }
        }
        if error > 0 && error < warn {
            let text = format!(
                "`error_after_days` ({error}) del file `{}` viene prima di `warn_after_days` ({warn})",
                expected.layout
            );
            return wrong("error_after_days", text);
        }
    }
    Ok(())
}

/// Runs the tests that the chamber wrote of its thresholds.
fn tests(config: &Config) -> Result<(), ConfigError> {
    let wrong = |word: &str, text: String| Err(fault(config, "alerts/", word, text));
    if let Some(name) = twice(config.alert_tests.iter().map(|test| test.name.as_str())) {
        return wrong(name, format!("la prova `{name}` è scritta due volte"));
    }
    let expected = config.expected_files(|_| FileState::Here);
    let chamber = Chamber {
        offices: &config.settings.offices,
        thresholds: &config.settings.thresholds,
        settings: &config.settings.alerts,
        scheme: config.chart.scheme(&config.settings.thresholds.scheme),
        phasing: &config.phasing,
        definitions: &config.definitions,
        expected: &expected,
    };
    for test in &config.alert_tests {
        if let Some(failure) = fixtures::failure(test, &chamber) {
            return wrong(&test.name, format!("la prova `{}` non torna: {failure}", test.name));
        }
    }
    Ok(())
}
