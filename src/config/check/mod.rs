//! What the shape of the TOML cannot say: names that must exist, formulas that must not go round in circles, ids given once.
//! Each room knows what is wrong with its own part; here all of it is gathered, with file and line.

mod filled;
mod layouts;
mod schedule;
pub(super) mod settings;

use std::borrow::Cow;

use super::error::{ConfigError, ConfigErrors};
use super::places::{self, Of};
use super::{Config, DUTIES, SETTINGS};
use crate::duties;
use crate::fault::{Fault, twice};
use crate::indicators::faults::Around;
use crate::ledger::Scheme;
use crate::money::Unit;
use crate::monitor::FileState;
use crate::monitor::faults::Named;
use crate::monitor::fixtures::{self, Chamber};

/// Everything wrong with a configuration, with the texts of which it is.
pub(super) struct Found<'a> {
    config: &'a Config,
    errors: Vec<ConfigError>,
}

impl<'a> Found<'a> {
    fn of(config: &'a Config) -> Self {
        Self { config, errors: Vec::new() }
    }

    /// Faults of the text of this name.
    fn text(&mut self, name: impl Into<Cow<'static, str>>, faults: impl IntoIterator<Item = Fault>) {
        self.all(&Of::Text(name.into()), faults);
    }

    /// Faults of one table of the settings.
    fn settings(&mut self, table: &str, faults: impl IntoIterator<Item = Fault>) {
        self.text(SETTINGS, faults.into_iter().map(|fault| fault.below(table)));
    }

    /// Faults of the text of a folder that declares this id.
    fn declared(&mut self, folder: &'static str, id: &str, faults: impl IntoIterator<Item = Fault>) {
        self.all(&Of::Declared(folder, id.to_owned()), faults);
    }

    fn all(&mut self, of: &Of, faults: impl IntoIterator<Item = Fault>) {
        let texts = &self.config.texts;
        self.errors.extend(faults.into_iter().map(|fault| places::place(texts, of, &fault)));
    }
}

/// Refuses a configuration whose parts do not fit together.
pub(super) fn validate(config: &Config) -> Result<(), ConfigErrors> {
    let mut found = Found::of(config);
    settings::settings(config, &mut found);
    schedule::schedule(config, &mut found);
    accounts(config, &mut found);
    layouts::layouts(config, &mut found);
    let planned = |code: &str| config.plans.iter().any(|plan| plan.objectives.iter().any(|it| *it.code == *code));
    let mut own = config.objectives.clone();
    own.all.retain(|objective| !planned(&objective.code));
    found.text("objectives.toml", own.faults(&config.settings.offices).into_iter().chain(assessments(config)));
    reconciliation(config, &mut found);
    indicators(config, &mut found);
    duties(config, &mut found);
    alerts(config, &mut found);
    ConfigErrors::unless_none(found.errors)
}

/// What a service that runs goes on with, and a person should not: alerts that nobody reads, passes in which no row takes
/// part, formulas that are without data in every month.
pub(super) fn in_vain(config: &Config) -> Result<(), ConfigErrors> {
    let mut found = Found::of(config);
    found.text(SETTINGS, settings::unanswered(config));
    for rules in &config.reconcile.rule_sets {
        found.declared("matching/", &rules.id, rules.unfilled_keys(&config.layouts));
    }
    found.all(&Of::Within("indicators/"), filled::unfilled_names(config));
    ConfigErrors::unless_none(found.errors)
}

fn accounts(config: &Config, found: &mut Found<'_>) {
    let double = twice(config.chart.schemes.iter().map(|scheme| &*scheme.id));
    for id in &double {
        found.declared("schemes/", id, [Fault::at("id", format!("lo schema `{id}` è dichiarato due volte"))]);
    }
    for scheme in config.chart.schemes.iter().filter(|scheme| !double.contains(&&*scheme.id)) {
        let of_chart = config.chart.functions_fault(scheme).into_iter().chain(readers(scheme, config));
        found.declared("schemes/", &scheme.id, scheme.faults().into_iter().chain(of_chart));
    }
    found.text("accounts.toml", config.chart.faults());
}

/// That somebody to whom nobody writes is to see a table whole.
fn readers(scheme: &Scheme, config: &Config) -> impl Iterator<Item = Fault> {
    let offices = &config.settings.offices;
    let unknown = scheme.readers.iter().filter(|role| offices.called(role).is_none());
    unknown.map(|role| {
        let text = format!("`{role}` di `readers` non è un ufficio né un ruolo a cui si scrive{}", offices.meant(role));
        Fault::at("readers", text).word(&**role)
    })
}

/// That a group is to be given by a table that is none of who gives it.
fn assessments(config: &Config) -> Vec<Fault> {
    let offices = &config.settings.offices;
    let groups = config.objectives.scorecards.iter().flat_map(|card| card.groups.iter().map(|it| (&card.id, it)));
    groups
        .filter_map(|(card, group)| {
            let from = group.from.as_deref()?;
            let at = |key: &str, text: String| {
                Some(Fault::at(format!("scorecard[={card}].group[={}].{key}", group.id), text))
            };
            let scheme = group.table().and_then(|(scheme, line)| config.chart.scheme(scheme).filter(|it| it.line(line).is_some()));
            let known = scheme.is_some_and(|scheme| scheme.reserved && scheme.unit == Unit::Percent);
            let who = group.given_by.as_deref().unwrap_or_default();
            if !known {
                let text = format!(
                    "`{from}` del gruppo `{}` è lo schema di una valutazione e la voce del suo totale, \"SCHEMA.VOCE\": lo schema ha `reserved = true` e `unit = \"percent\"`",
                    group.id
                );
                at("from", text)
            } else if offices.role(who).is_none() {
                let text = format!(
                    "il gruppo `{}` è dato da un file (`from`), e `given_by` non è un ufficio né un ruolo a cui si scrive, per identificativo o per nome",
                    group.id
                );
                at("given_by", text)
            } else {
                None
            }
        })
        .collect()
}

fn reconciliation(config: &Config, found: &mut Found<'_>) {
    let double = twice(config.reconcile.rule_sets.iter().map(|rules| rules.id.as_str()));
    for id in &double {
        found.declared("matching/", id, [Fault::at("id", format!("le regole `{id}` sono dichiarate due volte"))]);
    }
    for rules in config.reconcile.rule_sets.iter().filter(|rules| !double.contains(&rules.id.as_str())) {
        let faults = rules.faults(&config.layouts, &config.settings.offices, &config.objectives);
        found.declared("matching/", &rules.id, faults);
    }
    found.text("checks.toml", config.reconcile.faults_of_checks(&config.chart, &config.objectives));
    found.text("accepted.toml", config.reconcile.faults_of_accepted());
}

fn indicators(config: &Config, found: &mut Found<'_>) {
    let Config { chart, objectives, definitions, .. } = config;
    let around = Around { chart, objectives, offices: &config.settings.offices };
    found.all(&Of::Within("indicators/"), definitions.faults(around));
    for plan in &config.plans {
        let (year, name) = (plan.exercise, format!("plans/{}.toml", plan.exercise));
        if config.texts.contains_key(&name) {
            found.text(name, plan.faults(definitions, around));
        } else {
            let text = format!("il piano del {year} va scritto in `{name}`, e non con un altro nome");
            found.all(&Of::Within("plans/"), [Fault::at("exercise", text)]);
        }
    }
    for two in config.plans.windows(2).filter(|two| two[0].exercise == two[1].exercise) {
        let year = two[0].exercise;
        let text = format!("il piano del {year} è scritto in due file: tenerne uno solo, `plans/{year}.toml`");
        found.all(&Of::Within("plans/"), [Fault::at("exercise", text)]);
    }
    for (place, it) in config.observations.iter().enumerate() {
        let path = format!("observation[{place}]");
        let faults = it.faults(definitions, chart);
        found.text("observations.toml", faults.into_iter().map(|fault| fault.below(&path)));
    }
    found.text("phasing.toml", config.phasing.faults(chart));
}

fn duties(config: &Config, found: &mut Found<'_>) {
    let layouts: Vec<&str> = config.layouts.iter().map(|it| it.id.as_str()).collect();
    let known = duties::Known { roles: &settings::roles(config), layouts: &layouts };
    found.text(DUTIES, config.duties.faults(known));
}

fn alerts(config: &Config, found: &mut Found<'_>) {
    let roles = settings::roles(config);
    let settings = &config.settings;
    let named = Named {
        schemes: &config.chart.schemes,
        definitions: &config.definitions,
        offices: &settings.offices,
        roles: &roles,
    };
    found.settings("thresholds", settings.thresholds.faults(named));
    found.settings("alerts", settings.alerts.faults(named));
    for name in twice(config.alert_tests.iter().map(|test| test.name.as_str())) {
        let fault = Fault::at(format!("test[^{name}].name"), format!("la prova `{name}` è scritta due volte"));
        found.all(&Of::Within("alerts/"), [fault]);
    }
    // A test of what is wrong by itself would only say so again.
    if found.errors.is_empty() {
        found.all(&Of::Within("alerts/"), alert_tests(config));
    }
}

/// Runs the tests that the chamber wrote of its thresholds.
fn alert_tests(config: &Config) -> Vec<Fault> {
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
    let failed = config.alert_tests.iter().filter_map(|test| {
        let failure = fixtures::failure(test, &chamber)?;
        Some(Fault::at(format!("test[={}].name", test.name), format!("la prova `{}` non torna: {failure}", test.name)))
    });
    failed.collect()
}
