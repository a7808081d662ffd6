//! What the shape of the TOML cannot say: names that must exist, formulas that must not go round in circles, ids given once.

use std::collections::BTreeSet;

use super::{Config, ConfigError, SETTINGS};
use crate::formula::Formula;
use crate::indicators::definition::{Definition, Source};
use crate::indicators::names::{self, Reference};
use crate::indicators::problems::problems as definition_problems;
use crate::ledger::statement::split_function;
use crate::ledger::{Scheme, Scorecard};
use crate::period::Function;
use crate::read::layout::{Kind, Place};
use crate::read::{ColumnKind, Layout};
use crate::reconcile::rules::EACH_LINE;
use crate::reconcile::{RuleSet, fixtures};

/// Refuses a configuration whose parts do not fit together.
pub(super) fn validate(config: &Config) -> Result<(), ConfigError> {
    settings(config)?;
    schemes(config)?;
    accounts(config)?;
    layouts(config)?;
    objectives(config)?;
    scorecards(config)?;
    reconciliation(config)?;
    indicators(config)
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

fn settings(config: &Config) -> Result<(), ConfigError> {
    let settings = &config.settings;
    let wrong = |word: &str, text: String| Err(fault(config, SETTINGS, word, text));
    if settings.ente.id.is_empty() || settings.ente.name.trim().is_empty() {
        return wrong("[ente]", "l'ente deve avere un `id` e un `name`".to_owned());
    }
    if config.chart.scheme(&settings.report.statement).is_none() {
        let statement = &settings.report.statement;
        return wrong(statement, format!("lo schema `{statement}` non è fra quelli di `schemes`"));
    }
    if let Some(id) = twice(settings.offices.iter().map(|office| &*office.id)) {
        return wrong(id, format!("l'ufficio `{id}` è dichiarato due volte"));
    }
    let office_known = |id: &str| settings.offices.iter().any(|office| &*office.id == id);
    for expected in &settings.expected {
        if config.layout(&expected.layout).is_none() {
            let layout = &expected.layout;
            return wrong(layout, format!("il tracciato `{layout}` non è fra quelli di `layouts`"));
        }
        if !expected.office.is_empty() && !office_known(&expected.office) {
            return wrong(&expected.office, format!("l'ufficio `{}` non è dichiarato con [[office]]", expected.office));
        }
    }
    if let Some(share) = settings.thresholds.max_share_of_year
        && !(share > 0.0 && share.is_finite())
    {
        return wrong(
            "max_share_of_year",
            "la quota dev'essere un numero maggiore di zero, per esempio 0.75".to_owned(),
        );
    }
    if !settings.thresholds.scheme.is_empty() && config.chart.scheme(&settings.thresholds.scheme).is_none() {
        let scheme = &settings.thresholds.scheme;
        return wrong(scheme, format!("lo schema `{scheme}` non è fra quelli di `schemes`"));
    }
    for layout in settings.tie_outs.blocking_totals.iter().chain(&settings.tie_outs.required_totals) {
        if config.layout(layout).is_none() {
            return wrong(layout, format!("il tracciato `{layout}` non è fra quelli di `layouts`"));
        }
    }
    let domain = &settings.mail.domain;
    if !domain.contains('.') || domain.contains([' ', '@', '<', '>']) {
        return wrong("domain", format!("`{domain}` non è un dominio di posta, per esempio `camera.it`"));
    }
    for recipient in &settings.mail.recipients {
        let address = &recipient.address;
        let valid = address.split_once('@').is_some_and(|(user, domain)| {
            !user.is_empty() && domain.contains('.') && !address.contains([' ', ',', ';', '<', '>'])
        });
        if !valid {
            return wrong(address, format!("`{address}` non è un indirizzo di posta"));
        }
    }
    Ok(())
}

fn schemes(config: &Config) -> Result<(), ConfigError> {
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

/// The first name of a formula that is not known, whatever its function.
fn unknown(formula: &Formula, known: &dyn Fn(&str) -> bool) -> Option<String> {
    formula.inputs().into_iter().find(|name| !known(split_function(name).0)).map(str::to_owned)
}

fn accounts(config: &Config) -> Result<(), ConfigError> {
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

fn layouts(config: &Config) -> Result<(), ConfigError> {
    if let Some(id) = twice(config.layouts.iter().map(|layout| layout.id.as_str())) {
        return Err(fault(config, "layouts/", id, format!("il tracciato `{id}` è dichiarato due volte")));
    }
    for layout in &config.layouts {
        let at = |word: &str, text: String| fault_of(config, "layouts/", &layout.id, word, text);
        layout_alone(layout).map_err(|(word, text)| at(&word, text))?;
        if matches!(layout.kind, Kind::Accounts | Kind::Reference | Kind::Statement) {
            let scheme = layout.scheme.as_deref().unwrap_or_default();
            if config.chart.scheme(scheme).is_none() {
                return Err(at(scheme, format!("lo schema `{scheme}` del tracciato `{}` non esiste", layout.id)));
            }
            if layout.columns.iter().all(|column| column.amount.is_none()) {
                return Err(at(&layout.id, format!("il tracciato `{}` non ha colonne di importi", layout.id)));
            }
        }
        let needed: &[&str] = match layout.kind {
            Kind::Accounts => &["conto", "descrizione"],
            Kind::Reference | Kind::Statement => &["voce"],
            Kind::Registrations if layout.column("dare").is_some() => &["conto", "obiettivo", "avere"],
            Kind::Registrations => &["conto", "obiettivo", "importo"],
            Kind::Initiatives => &["obiettivo", "liquidato"],
            Kind::Measurements => &["codice", "valore"],
            Kind::Payments => &["importo", "data_scadenza", "data_pagamento"],
        };
        if let Some(missing) = needed.iter().find(|id| layout.column(id).is_none()) {
            return Err(at(&layout.id, format!("al tracciato `{}` manca la colonna `{missing}`", layout.id)));
        }
    }
    Ok(())
}

/// What is wrong with a layout by itself: the word at which it is said, and the sentence.
pub(super) fn layout_alone(layout: &Layout) -> Result<(), (String, String)> {
    let wrong = |word: &str, text: String| Err((word.to_owned(), text));
    if let Some(id) = twice(layout.columns.iter().map(|column| column.id.as_str())) {
        return wrong(id, format!("la colonna `{id}` è dichiarata due volte nel tracciato `{}`", layout.id));
    }
    let places = [&layout.ente, &layout.period].into_iter().flatten().filter_map(|place| match place {
        Place::Column(id) => Some(id.as_str()),
        Place::Cell(_) => None,
    });
    let named = layout.identity.iter().map(String::as_str).chain(layout.rows.iter().map(|row| row.column.as_str()));
    for id in named.chain(places) {
        if layout.column(id).is_none() {
            return wrong(id, format!("il tracciato `{}` nomina la colonna `{id}`, che non ha", layout.id));
        }
    }
    if let Some(column) = layout.columns.iter().find(|column| column.header.is_empty()) {
        return wrong(&column.id, format!("la colonna `{}` non dice con quali parole è intestata", column.id));
    }
    if layout.sheet.is_some() && layout.sheet_pattern.is_some() {
        let text = format!("il tracciato `{}` dice il foglio due volte: `sheet` o `sheet_pattern`", layout.id);
        return wrong("sheet_pattern", text);
    }
    if let Some(column) = layout.columns.iter().find(|it| it.bare.is_some() && it.kind != ColumnKind::Percent) {
        return wrong(&column.id, format!("`bare` vale solo per una colonna `percent`, e `{}` non lo è", column.id));
    }
    Ok(())
}

fn objectives(config: &Config) -> Result<(), ConfigError> {
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
        let office = &objective.office;
        if !office.is_empty() && !config.settings.offices.iter().any(|known| known.id == *office) {
            let text = format!("l'ufficio `{office}` dell'obiettivo `{}` non è dichiarato", objective.code);
            return Err(fault(config, "objectives.toml", office, text));
        }
    }
    Ok(())
}

/// The weights of a scorecard are shares of one; what is given by hand is a share too.
fn scorecards(config: &Config) -> Result<(), ConfigError> {
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
            if group.given_by.trim().is_empty() || !group.given.is_some_and(|given| (0.0..=1.0).contains(&given)) {
                return at(format!("il valore dato a mano al gruppo `{}` va da 0 a 1 e vuole `given_by`", group.id));
            }
        }
    }
    Ok(())
}

fn reconciliation(config: &Config) -> Result<(), ConfigError> {
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
        if !config.settings.offices.iter().any(|known| *known.id == **office) {
            return Err(at(office, format!("l'ufficio `{office}` delle regole `{}` non è dichiarato", rules.id)));
        }
    }
    for pass in &rules.passes {
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

fn name_known(config: &Config, scheme: &Scheme, name: &str) -> bool {
    scheme.line(name).is_some() || config.chart.aggregates.iter().any(|aggregate| &*aggregate.id == name)
}

/// `; forse si intendeva ...`, when a name of the scheme is near.
fn proposal(config: &Config, scheme: &Scheme, name: &str) -> String {
    let names = scheme.lines.iter().map(|line| &*line.id).chain(config.chart.aggregates.iter().map(|it| &*it.id));
    names
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, known)| format!("; forse si intendeva `{known}`"))
}

fn indicators(config: &Config) -> Result<(), ConfigError> {
    for definition in &config.definitions.all {
        let at = |word: &str, text: String| fault(config, "indicators/", word, text);
        let office = &definition.office;
        if !config.settings.offices.iter().any(|known| known.id == *office) {
            return Err(at(&definition.id, format!("l'ufficio `{office}` di `{}` non è dichiarato", definition.id)));
        }
        let objective = &definition.objective;
        if !objective.is_empty() && config.objectives.get(objective).is_none() {
            return Err(at(objective, format!("l'obiettivo `{objective}` di `{}` non è nel piano", definition.id)));
        }
        names_of(config, definition)?;
        let group = &definition.weight_group;
        let known = |card: &Scorecard| card.groups.iter().any(|known| known.id == *group && known.given_by.is_empty());
        if !group.is_empty() && !config.objectives.scorecards.iter().any(known) {
            let text = format!("il gruppo `{group}` di `{}` non è in nessuna scheda di valutazione", definition.id);
            return Err(at(group, text));
        }
    }
    if let Some(round) = indicators_go_round(config) {
        let text = format!("gli indicatori tornano su sé stessi: {}", round.join(" → "));
        return Err(fault(config, "indicators/", round.first().map_or("", String::as_str), text));
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
    // Names first: an example without the input of a misspelt name would be told instead of the name.
    if let Some(text) = definition_problems(&config.definitions).into_iter().next() {
        let id = text.split('`').nth(1).unwrap_or_default().to_owned();
        return Err(fault(config, "indicators/", &id, text));
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

/// `; forse si intendeva ...`, when one of these is near.
fn nearest(known: &[String], wanted: &str) -> String {
    known
        .iter()
        .map(|known| (strsim::jaro_winkler(known, wanted), known))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, known)| format!("; forse si intendeva `{known}`"))
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
                if !config.chart.scheme(scheme).is_some_and(|known| name_known(config, known, line)) {
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
