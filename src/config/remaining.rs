//! What a configuration that can be used still leaves to the chamber: it is told by `check`, and stops nothing.

use std::collections::BTreeSet;

use super::Config;
use super::next_plan::is_to_confirm;
use crate::formula::Formula;
use crate::indicators::phasing::Method;
use crate::indicators::{Plan, names};
use crate::italian::{counted, listed};
use crate::ledger::{Line, Nature};
use crate::period::Scenario;

/// The end of addresses that nobody can have (RFC 2606): what `init` writes until somebody writes the true ones.
const NOBODYS: &str = ".example";

/// Before what only a person can say, in the comments of a configuration that was drafted.
pub const TO_COMPLETE: &str = "DA COMPLETARE";

/// The texts in the order in which a person completes them.
const IN_ORDER: [&str; 6] =
    ["settings.toml", "layouts/", "accounts.toml", "objectives.toml", "indicators/", "matching/"];

/// What a draft left to complete, with the file and the line; what goes on below a mark is indented.
fn to_complete(config: &Config) -> Vec<String> {
    let rank = |name: &str| IN_ORDER.iter().position(|begin| name.starts_with(begin)).unwrap_or(IN_ORDER.len());
    let mut names: Vec<&String> = config.texts.keys().collect();
    names.sort_by_key(|name| (rank(name), *name));
    let mark = format!("# {TO_COMPLETE}: ");
    let of_text = |name: &String| {
        let lines: Vec<&str> = config.texts[name].lines().collect();
        let marked = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.strip_prefix(&mark)?)));
        let said = marked.map(|(at, begun)| {
            let goes_on = lines[at + 1..].iter().map_while(|line| line.strip_prefix("#   ")).map(str::trim);
            let said: Vec<&str> = std::iter::once(begun).chain(goes_on).collect();
            format!("`{name}`, riga {}: {}", at + 1, said.join(" "))
        });
        said.collect::<Vec<_>>()
    };
    names.into_iter().flat_map(of_text).collect()
}

/// What is still the program's proposal, or is not there yet, one sentence each.
pub(super) fn remaining(config: &Config) -> Vec<String> {
    let settings = &config.settings;
    let mut out = to_complete(config);
    let mail = &settings.mail;
    let mut nobodys: Vec<String> = Vec::new();
    for (key, address) in [("from", &mail.from), ("reply_to", &mail.reply_to)] {
        if address.trim_end_matches('>').ends_with(NOBODYS) {
            nobodys.push(format!("`{key}`"));
        }
    }
    if mail.domain.ends_with(NOBODYS) {
        nobodys.push("`domain`".to_owned());
    }
    let recipients = mail.recipients.iter().filter(|it| it.address.ends_with(NOBODYS)).count();
    if recipients > 0 {
        nobodys.push(counted(recipients, "destinatario", "destinatari"));
    }
    if !nobodys.is_empty() {
        out.push(format!(
            "gli indirizzi in [mail] che finiscono in `{NOBODYS}` non sono di nessuno: {}",
            listed(&nobodys)
        ));
    }
    if settings.offices.ids().all(|id| **id == *settings.ente.accounts_role) {
        out.push(
            "nessun ufficio oltre a chi risponde dei conti: aggiungere un [[office]] per ogni ufficio che tiene una scheda, con \
             il suo [[mail.recipient]] e i suoi [[expected]]"
                .to_owned(),
        );
    }
    if config.objectives.all.is_empty() {
        out.push(
            "nessun obiettivo in objectives.toml: gli indici si calcolano, e nessuno si giudica finché non c'è il Piano".to_owned(),
        );
    } else if config.definitions.all.iter().all(|it| it.code.is_none()) {
        out.push(
            "nessun indicatore del Piano in `indicators`: dare a ciascuno `code`, `objective` e `target` (se ci sono mesi già diffusi, in una definizione nuova con `valid_from`)".to_owned(),
        );
    }
    out.extend(unfinished_plans(config));
    out.extend(without_method(config));
    out.extend(without_shares(config));
    out
}

/// Plans of which something is still to be confirmed.
fn unfinished_plans(config: &Config) -> Vec<String> {
    let told = |plan: &Plan| {
        let name = format!("plans/{}.toml", plan.exercise);
        let open = config.texts.get(&name)?.lines().filter(|line| is_to_confirm(line)).count();
        let lines = counted(open, "riga da confermare", "righe da confermare");
        match (plan.draft, open) {
            (true, 0) => Some(format!("`{name}` è una bozza, e nulla vi è più da confermare: togliere `draft = true`")),
            (true, _) => Some(format!(
                "`{name}` è una bozza, con {lines}: fino ad allora il Piano {} non è caricato",
                plan.exercise
            )),
            (false, 0) => None,
            (false, _) => Some(format!("`{name}` vale, ed ha ancora {lines}: confermarle, e togliere il commento")),
        }
    };
    config.plans.iter().filter_map(told).collect()
}

/// The voci of the statement shown whose year end is projected by no method of the chamber's.
fn without_method(config: &Config) -> Option<String> {
    let scheme = config.chart.scheme(&config.settings.report.statement)?;
    let is_voce = |line: &&Line| {
        let is_of_the_year = matches!(line.nature, Nature::Provento | Nature::Onere);
        is_of_the_year && line.formula.is_none() && config.phasing.of(&scheme.id, &line.id).is_none()
    };
    let without: Vec<String> = scheme.lines.iter().filter(is_voce).map(|line| format!("`{}`", line.id)).collect();
    let count = counted(without.len(), "voce", "voci");
    (!without.is_empty()).then(|| {
        format!(
            "in phasing.toml {count} senza metodo, per cui nel preconsuntivo vale l'assestato, o ciò che è registrato se è di più: {}",
            listed(&without)
        )
    })
}

/// The voci that are booked once at the year's end, of which an indicator asks the functions where the year is heading, and that
/// have no shares.
fn without_shares(config: &Config) -> Option<String> {
    let mut asked: BTreeSet<(&str, &str)> = BTreeSet::new();
    for definition in config.definitions.all.iter().filter(|it| it.scenarios.contains(&Scenario::Consuntivo)) {
        let Some(scheme) = definition.scheme.as_deref().and_then(|id| config.chart.scheme(id)) else { continue };
        for name in definition.formula.iter().flat_map(Formula::inputs) {
            let names::Reference::Account { base, function: Some(_), scenario: None, year: names::Year::Own, .. } =
                names::read(name, false)
            else {
                continue;
            };
            asked.extend(scheme.voci_of(base).into_iter().map(|voce| (&*scheme.id, &*voce.id)));
        }
    }
    let is_without = |(scheme, line): &(&str, &str)| {
        let at_the_end = config.phasing.of(scheme, line).is_some_and(|it| it.method == Method::Assestato);
        at_the_end && config.phasing.shares_of(scheme, line).is_none()
    };
    let without: Vec<String> = asked.into_iter().filter(is_without).map(|(_, line)| format!("`{line}`")).collect();
    let voci = counted(without.len(), "voce che si registra", "voci che si registrano");
    (!without.is_empty()).then(|| {
        format!(
            "in phasing.toml non c'è la quota per funzione di {voci} a fine anno, e nel preconsuntivo gli indicatori che la chiedono \
             sono «non rilevato»: {}",
            listed(&without)
        )
    })
}
