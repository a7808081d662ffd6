//! `settings.toml`: the chamber, its expectations, offices and mail.

use super::Found;
use crate::config::settings::{Expected, usual_headline};
use crate::config::{Config, ConfigError, FOLDERS, SETTINGS};
use crate::fault::{Fault, twice};
use crate::italian::meant;
use crate::mail::{Receives, TemplateFault, template_fault};
use crate::office::ACCOUNTS;
use crate::period::DAYS_MAX;

pub(super) fn settings(config: &Config, found: &mut Found<'_>) {
    let settings = &config.settings;
    if settings.ente.id.is_empty() || settings.ente.name.trim().is_empty() {
        found.settings("ente", [Fault::at("", "l'ente deve avere un `id` e un `name`")]);
    }
    if config.chart.scheme(&settings.report.statement).is_none() {
        let statement = &settings.report.statement;
        let text = format!("lo schema `{statement}` non è fra quelli di `schemes`");
        found.settings("report", [Fault::at("statement", text)]);
    }
    // Those that a chamber did not write are told where it has them.
    for id in settings.report.headline.iter().filter(|id| !usual_headline().contains(id)) {
        let defined = || config.definitions.all.iter().map(|it| &*it.id);
        if !defined().any(|it| it == id) {
            let text = format!("l'indicatore `{id}` non è definito{}", meant(id, defined()));
            found.settings("report", [Fault::at("headline", text).word(id)]);
        }
    }
    for id in twice(settings.offices.ids().map(|id| &**id)) {
        let text = format!("l'ufficio `{id}` è dichiarato due volte");
        found.settings("", [Fault::at(format!("office[^{id}].id"), text)]);
    }
    let roles = roles(config);
    if let Some(role) = settings.release.then.as_ref().filter(|role| roles.iter().all(|it| **it != ***role)) {
        let text = format!("`{role}` non riceve posta{}", meant(role, roles.iter().map(String::as_str)));
        found.settings("release", [Fault::at("then", text).word(&**role)]);
    }
    if settings.release.signers.iter().any(|it| it.trim().is_empty()) {
        found.settings("release", [Fault::at("signers", "un nome vuoto non è di nessuno: toglierlo")]);
    }
    if settings.release.accept_cell && !settings.intake.own_trays {
        let text =
            "la cella del visto vale dal vassoio di chi risponde dei conti, e in [intake] manca `own_trays = true`";
        found.settings("release", [Fault::at("accept_cell", text)]);
    }
    for (place, expected) in settings.expected.iter().enumerate() {
        found.settings(&format!("expected[{place}]"), of_expected(expected, config, &roles));
    }
    let totals = [
        ("blocking_totals", &settings.tie_outs.blocking_totals),
        ("required_totals", &settings.tie_outs.required_totals),
    ];
    for (key, layout) in totals.into_iter().flat_map(|(key, all)| all.iter().map(move |layout| (key, layout))) {
        if config.layout(layout).is_none() {
            found.settings("tie_outs", [Fault::at(key, unknown_layout(config, layout)).word(layout)]);
        }
    }
    found.settings("limits", settings.limits.faults());
    mail(config, found);
    // A service that ran before there was this key goes on; `check` says of it too that nobody would read its alerts.
    if *settings.ente.accounts_role != *ACCOUNTS {
        found.text(SETTINGS, unanswered(config));
    }
}

fn unknown_layout(config: &Config, layout: &str) -> String {
    let proposal = meant(layout, config.layouts.iter().map(|it| it.id.as_str()));
    format!("il tracciato `{layout}` non è fra quelli di `layouts`{proposal}")
}

/// Roles are those that receive mail, and the offices.
pub(super) fn roles(config: &Config) -> Vec<String> {
    let offices = config.settings.offices.ids().map(ToString::to_string);
    let recipients = config.settings.mail.recipients.iter().map(|recipient| recipient.role.to_string());
    let mut roles: Vec<String> =
        offices.chain(recipients).chain([config.settings.offices.accounts().to_string()]).collect();
    roles.sort();
    roles.dedup();
    roles
}

/// What is wrong with a file that is expected every month.
fn of_expected(expected: &Expected, config: &Config, roles: &[String]) -> Vec<Fault> {
    let mut out = Vec::new();
    let layout = &expected.layout;
    if config.layout(layout).is_none() {
        out.push(Fault::at("layout", unknown_layout(config, layout)));
    }
    let offices = &config.settings.offices;
    if let Some(office) = expected.office.as_deref().filter(|office| !offices.declares(office)) {
        let proposal = offices.meant(office);
        let text = format!("l'ufficio `{office}` non è dichiarato con [[office]]{proposal}");
        out.push(Fault::at("office", text));
    }
    if !roles.iter().any(|role| **role == *expected.ask) {
        let ask = &expected.ask;
        let proposal = meant(ask, roles.iter().map(String::as_str));
        let text = format!("a `{ask}` non si può chiedere un file: non è un ufficio e non riceve posta{proposal}");
        out.push(Fault::at("ask", text));
    }
    let (warn, error) = (expected.warn_after_days, expected.error_after_days);
    for (key, days) in [("warn_after_days", warn), ("error_after_days", error)] {
        if days > DAYS_MAX {
            let text = format!("`{key}` del file `{layout}` è {days}: scrivere un numero di giorni fino a {DAYS_MAX}");
            out.push(Fault::at(key, text));
        }
    }
    if error > 0 && error < warn {
        let text =
            format!("`error_after_days` ({error}) del file `{layout}` viene prima di `warn_after_days` ({warn})");
        out.push(Fault::at("error_after_days", text));
    }
    out
}

/// Who answers for the accounts is written to: the gravest alerts are his.
pub(super) fn unanswered(config: &Config) -> Option<Fault> {
    let settings = &config.settings;
    let role = &settings.ente.accounts_role;
    let own = settings.mail.recipients.iter().filter(|it| it.role == *role).collect::<Vec<_>>();
    if own.iter().any(|it| it.receives.contains(&Receives::Digest)) {
        return None;
    }
    let recipient = settings.mail.recipients.iter().position(|it| it.role == *role);
    let path = recipient.map_or_else(|| "ente.accounts_role".to_owned(), |at| format!("mail.recipient[{at}].receives"));
    let text = if !own.is_empty() {
        format!("`{role}` risponde della contabilità e non riceve gli avvisi: aggiungere \"digest\" al suo `receives`")
    } else if settings.offices.declares(role) {
        format!(
            "l'ufficio `{role}` risponde della contabilità e non riceve posta: i suoi avvisi, i più gravi, non \
             arriverebbero a nessuno. Aggiungere un [[mail.recipient]] con `role = \"{role}\"` e `receives = [\"digest\"]`"
        )
    } else {
        let proposal = meant(role, settings.mail.recipients.iter().map(|it| &*it.role));
        format!(
            "nessuno risponde della contabilità: `{role}` non è un ufficio né un ruolo che riceve posta{proposal}. \
             Scrivere in [ente] `accounts_role` e dare a quel ruolo un [[mail.recipient]] con `receives = [\"digest\"]`"
        )
    };
    Some(Fault::at(path, text))
}

/// What `[mail]` says, and the templates that it names.
fn mail(config: &Config, found: &mut Found<'_>) {
    let settings = &config.settings.mail;
    found.settings("mail", settings.faults());
    let cards = || config.objectives.scorecards.iter().map(|card| card.id.as_str());
    for (place, post) in settings.scorecards.iter().enumerate().filter(|(_, post)| !cards().any(|id| *id == *post.id)) {
        let proposal = meant(&post.id, cards());
        let text = format!("la scheda `{}` non è fra gli [[scorecard]] di objectives.toml{proposal}", post.id);
        found.settings("mail", [Fault::at(format!("scorecard[{place}].id"), text)]);
    }
    let Some(folder) = settings.templates.as_deref().and_then(std::path::Path::to_str) else { return };
    let folder = folder.trim_end_matches('/');
    if FOLDERS.contains(&folder) || folder.is_empty() {
        let text = format!("`{folder}` contiene altro: dare ai modelli una cartella loro, per esempio `modelli`");
        return found.settings("mail", [Fault::at("templates", text)]);
    }
    if let Some(TemplateFault { name, line, text }) = template_fault(&settings.own_templates) {
        // What fails in a template of the program's own was asked by one that stands in for another.
        let file =
            if settings.own_templates.contains_key(&name) { format!("{folder}/{name}") } else { folder.to_owned() };
        found.errors.push(ConfigError::at_line(&file, line, text));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::{Config, SETTINGS, embedded_configuration};

    #[test]
    fn bounds_that_no_file_keeps_are_refused() {
        let mut texts = embedded_configuration();
        let settings = texts.get_mut(SETTINGS).unwrap();
        *settings = settings.replacen("file_bytes_max = 268435456", "file_bytes_max = 1", 1);
        let said = Config::compose(texts, Path::new("/srv/camera/config")).map(|_| ()).unwrap_err().to_string();
        assert!(said.contains("`file_bytes_max` è 1, e nessun file sarebbe letto"), "{said}");
    }
}
