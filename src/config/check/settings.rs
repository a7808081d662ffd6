//! `settings.toml`: the chamber, its expectations, offices, thresholds and mail.

use super::{fault, twice};
use crate::config::{Config, ConfigError, SETTINGS};

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
