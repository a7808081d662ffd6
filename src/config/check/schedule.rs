//! `[schedule]`: names given once, and bounds that a person meant.

use super::{fault, twice};
use crate::config::schedule::{CatchUp, Schedule};
use crate::config::{Config, ConfigError, SETTINGS};

pub(super) fn schedule(config: &Config) -> Result<(), ConfigError> {
    let Schedule { stop_within_seconds, jobs, .. } = &config.settings.schedule;
    let wrong = |word: &str, text: String| Err(fault(config, SETTINGS, word, text));
    if !(1..=3600).contains(stop_within_seconds) {
        let text = format!("`stop_within_seconds` è {stop_within_seconds}: scrivere un numero di secondi fra 1 e 3600");
        return wrong("stop_within_seconds", text);
    }
    if let Some(name) = twice(jobs.iter().map(|job| job.name.as_str())) {
        return wrong(
            name,
            format!("il lavoro `{name}` è dichiarato due volte: dare a ogni [[schedule.job]] un `name` suo"),
        );
    }
    for job in jobs {
        let name = &job.name;
        if name.trim().is_empty() {
            return wrong("[[schedule.job]]", "un [[schedule.job]] è senza nome: scrivere `name`".to_owned());
        }
        if job.max_age_hours == Some(0) {
            let text = format!("nel lavoro `{name}` `max_age_hours` è 0: scrivere almeno un'ora, o togliere il campo");
            return wrong("max_age_hours", text);
        }
        if job.catch_up == CatchUp::All && job.max_age_hours.is_none() {
            return wrong(
                name,
                format!(
                    "il lavoro `{name}` recupera tutte le esecuzioni (`catch_up = \"all\"`) senza un limite: scrivere \
                     anche `max_age_hours`, per esempio 1488 (due mesi)"
                ),
            );
        }
    }
    Ok(())
}
