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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::{Config, SETTINGS, embedded_configuration};

    fn refusal(from: &str, to: &str) -> String {
        let mut texts = embedded_configuration();
        let settings = texts.get_mut(SETTINGS).unwrap();
        assert!(settings.contains(from), "{from}");
        *settings = settings.replacen(from, to, 1);
        Config::compose(texts, Path::new("/srv/camera/config")).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn a_schedule_that_cannot_be_meant_is_refused_with_key_and_remedy() {
        let never = refusal("cron = \"0 7 5 * *\"", "cron = \"0 7 31 2 *\"");
        assert!(
            never.starts_with("`settings.toml`, riga ")
                && never.contains("`0 7 31 2 *`, un momento che non arriva mai: scrivere"),
            "{never}"
        );
        let twice = refusal("name = \"notte\"", "name = \"arrivi\"");
        assert!(twice.contains("il lavoro `arrivi` è dichiarato due volte"), "{twice}");
        let unbounded = refusal("max_age_hours = 1488", "");
        assert!(
            unbounded.contains("`emissione`") && unbounded.contains("scrivere anche `max_age_hours`"),
            "{unbounded}"
        );
        let zero = refusal("max_age_hours = 48", "max_age_hours = 0");
        assert!(zero.contains("`notte`") && zero.contains("almeno un'ora"), "{zero}");
        let stop = refusal("stop_within_seconds = 30", "stop_within_seconds = 0");
        assert!(stop.contains("fra 1 e 3600"), "{stop}");
        let kind = refusal("kind = \"issue\"", "kind = \"emetti\"");
        assert!(kind.contains("il valore `emetti` non è ammesso; si può scrivere `watch`, `nightly`"), "{kind}");
        let unnamed = refusal("name = \"posta\"", "name = \" \"");
        assert!(unnamed.contains("è senza nome"), "{unnamed}");
    }
}
