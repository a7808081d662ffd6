//! `settings.toml`: the chamber, its expectations, offices, thresholds and mail.

use super::{fault, nearest, twice};
use crate::config::{Config, ConfigError, FOLDERS, SETTINGS};
use crate::mail::{Receives, TemplateFault, template_fault};
use crate::office::ACCOUNTS;

pub(super) fn settings(config: &Config) -> Result<(), ConfigError> {
    let settings = &config.settings;
    let wrong = |word: &str, text: String| Err(fault(config, SETTINGS, word, text));
    if settings.ente.id.is_empty() || settings.ente.name.trim().is_empty() {
        return wrong("[ente]", "l'ente deve avere un `id` e un `name`".to_owned());
    }
    if config.chart.scheme(&settings.report.statement).is_none() {
        let statement = &settings.report.statement;
        return wrong(statement, format!("lo schema `{statement}` non è fra quelli di `schemes`"));
    }
    if let Some(id) = twice(settings.offices.ids().map(|id| &**id)) {
        return wrong(id, format!("l'ufficio `{id}` è dichiarato due volte"));
    }
    let office_known = |id: &str| settings.offices.declares(id);
    for expected in &settings.expected {
        if config.layout(&expected.layout).is_none() {
            let layout = &expected.layout;
            return wrong(layout, format!("il tracciato `{layout}` non è fra quelli di `layouts`"));
        }
        if let Some(office) = expected.office.as_deref().filter(|office| !office_known(office)) {
            return wrong(office, format!("l'ufficio `{office}` non è dichiarato con [[office]]"));
        }
    }
    for layout in settings.tie_outs.blocking_totals.iter().chain(&settings.tie_outs.required_totals) {
        if config.layout(layout).is_none() {
            return wrong(layout, format!("il tracciato `{layout}` non è fra quelli di `layouts`"));
        }
    }
    limits(config)?;
    mail(config)?;
    // A service that ran before there was this key goes on; `check` says of it too that nobody would read its alerts.
    if &*settings.ente.accounts_role == ACCOUNTS { Ok(()) } else { answered(config) }
}

/// Who answers for the accounts is written to: the gravest alerts are his.
pub(in crate::config) fn answered(config: &Config) -> Result<(), ConfigError> {
    let settings = &config.settings;
    let role = &settings.ente.accounts_role;
    let own = settings.mail.recipients.iter().filter(|it| it.role == *role).collect::<Vec<_>>();
    if own.iter().any(|it| it.receives.contains(&Receives::Digest)) {
        return Ok(());
    }
    let word = if own.is_empty() { "[ente]" } else { &**role };
    let text = if !own.is_empty() {
        format!("`{role}` risponde della contabilità e non riceve gli avvisi: aggiungere \"digest\" al suo `receives`")
    } else if settings.offices.declares(role) {
        format!(
            "l'ufficio `{role}` risponde della contabilità e non riceve posta: i suoi avvisi, i più gravi, non \
             arriverebbero a nessuno. Aggiungere un [[mail.recipient]] con `role = \"{role}\"` e `receives = [\"digest\"]`"
        )
    } else {
        let roles: Vec<String> = settings.mail.recipients.iter().map(|it| it.role.to_string()).collect();
        let proposal = nearest(&roles, role);
        format!(
            "nessuno risponde della contabilità: `{role}` non è un ufficio né un ruolo che riceve posta{proposal}. \
             Scrivere in [ente] `accounts_role` e dare a quel ruolo un [[mail.recipient]] con `receives = [\"digest\"]`"
        )
    };
    Err(fault(config, SETTINGS, word, text))
}

/// Bounds that would refuse what every chamber has.
fn limits(config: &Config) -> Result<(), ConfigError> {
    let it = &config.settings.limits;
    for (word, value, least) in [
        ("file_bytes_max", it.file_bytes_max, 10_000),
        ("inflated_bytes_max", it.inflated_bytes_max, 1 << 20),
        ("entries_max", it.entries_max as u64, 100),
        ("cells_max", it.cells_max, 10_000),
        ("columns_max", u64::from(it.columns_max), 50),
        ("text_chars_max", it.text_chars_max as u64, 1_000),
        ("problems_max", it.problems_max as u64, 1),
        ("child_memory_bytes_max", it.child_memory_bytes_max, 64 << 20),
        ("child_cpu_seconds_max", it.child_cpu_seconds_max, 1),
        ("child_wall_seconds_max", it.child_wall_seconds_max, 1),
        ("child_output_bytes_max", it.child_output_bytes_max, 1 << 20),
    ] {
        if value < least {
            let text = format!("`{word}` è {value}, e nessun file sarebbe letto: scrivere almeno {least}");
            return Err(fault(config, SETTINGS, word, text));
        }
    }
    Ok(())
}

/// What `[mail]` says, and the templates that it names.
fn mail(config: &Config) -> Result<(), ConfigError> {
    let settings = &config.settings.mail;
    let wrong = |word: &str, text: String| Err(fault(config, SETTINGS, word, text));
    if let Some((word, text)) = settings.fault() {
        return wrong(&word, text);
    }
    let known: Vec<String> = config.objectives.scorecards.iter().map(|card| card.id.clone()).collect();
    if let Some(post) = settings.scorecards.iter().find(|post| !known.contains(&post.id)) {
        let proposal = nearest(&known, &post.id);
        return wrong(
            &post.id,
            format!("la scheda `{}` non è fra gli [[scorecard]] di objectives.toml{proposal}", post.id),
        );
    }
    let Some(folder) = settings.templates.as_deref().and_then(std::path::Path::to_str) else { return Ok(()) };
    let folder = folder.trim_end_matches('/');
    if FOLDERS.contains(&folder) || folder.is_empty() {
        return wrong(
            "templates",
            format!("`{folder}` contiene altro: dare ai modelli una cartella loro, per esempio `modelli`"),
        );
    }
    if let Some(TemplateFault { name, line, text }) = template_fault(&settings.own_templates) {
        // What fails in a template of the program's own was asked by one that stands in for another.
        let file =
            if settings.own_templates.contains_key(&name) { format!("{folder}/{name}") } else { folder.to_owned() };
        return Err(ConfigError::at_line(&file, line, text));
    }
    Ok(())
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
