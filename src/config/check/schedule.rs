//! `[schedule]`: names given once, and bounds that a person meant.

use super::Found;
use crate::config::Config;
use crate::config::schedule::{CatchUp, Schedule};
use crate::fault::{Fault, twice};
use crate::period::DAYS_MAX;

/// The same bound in hours.
const HOURS_MAX: u32 = DAYS_MAX * 24;

/// Folders of the data root whose files are the program's own.
const FOLDERS: [&str; 4] = ["archive", "drop", "outbox", "reports"];

/// What the names of the program's own files in the data root begin with: the database, its log, the locks.
const OWN: &str = "quadratura.";

pub(super) fn schedule(config: &Config, found: &mut Found<'_>) {
    let Schedule { stop_within_seconds, jobs, heartbeat } = &config.settings.schedule;
    let mut wrong = |path: &str, text: String| found.settings("schedule", [Fault::at(path, text)]);
    if !(1..=3600).contains(stop_within_seconds) {
        let text = format!("`stop_within_seconds` è {stop_within_seconds}: scrivere un numero di secondi fra 1 e 3600");
        wrong("stop_within_seconds", text);
    }
    if let Some(path) = heartbeat.as_ref().filter(|_| is_anothers(config)) {
        let text = format!(
            "`heartbeat` è `{}`, che è d'altro: il servizio lo riscriverebbe ogni minuto. Dargli un file suo, per esempio \
             `../heartbeat.json`",
            path.display()
        );
        wrong("heartbeat", text);
    }
    for name in twice(jobs.iter().map(|job| job.name.as_str())) {
        let text = format!("il lavoro `{name}` è dichiarato due volte: dare a ogni [[schedule.job]] un `name` suo");
        wrong(&format!("job[^{name}].name"), text);
    }
    for (place, job) in jobs.iter().enumerate() {
        let name = &job.name;
        let mut wrong = |key: &str, text: String| wrong(&format!("job[{place}].{key}"), text);
        if name.trim().is_empty() {
            wrong("name", "un [[schedule.job]] è senza nome: scrivere `name`".to_owned());
        }
        if job.max_age_hours == Some(0) {
            let text = format!("nel lavoro `{name}` `max_age_hours` è 0: scrivere almeno un'ora, o togliere il campo");
            wrong("max_age_hours", text);
        }
        if let Some(hours) = job.max_age_hours.filter(|hours| *hours > HOURS_MAX) {
            let text = format!(
                "nel lavoro `{name}` `max_age_hours` è {hours}: scrivere un numero di ore fino a {HOURS_MAX}, per esempio 1488 \
                 (due mesi)"
            );
            wrong("max_age_hours", text);
        }
        if job.catch_up == CatchUp::All && job.max_age_hours.is_none() {
            let text = format!(
                "il lavoro `{name}` recupera tutte le esecuzioni (`catch_up = \"all\"`) senza un limite: scrivere \
                 anche `max_age_hours`, per esempio 1488 (due mesi)"
            );
            wrong("catch_up", text);
        }
    }
}

/// Whether the sign of life would be written over, or among, what is no sign of life.
fn is_anothers(config: &Config) -> bool {
    let path = &config.heartbeat;
    let named = |begins: &str| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(begins));
    let is_nothing = config.settings.schedule.heartbeat.as_ref().is_some_and(|it| it.as_os_str().is_empty());
    let is_folder = config.root.starts_with(path) || path.file_name().is_none() || is_nothing;
    let of_system = ["/dev", "/proc", "/sys"].iter().any(|folder| path.starts_with(folder));
    is_folder
        || of_system
        || FOLDERS.iter().any(|folder| path.starts_with(config.root.join(folder)))
        || path.parent() == Some(&config.root) && named(OWN)
        || path.extension().is_some_and(|extension| extension == "toml")
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
    fn no_number_leads_out_of_the_calendar() {
        for (word, now, bound) in [
            ("max_age_hours", "48", "fino a 2400000"),
            ("warn_after_days", "4", "fino a 100000"),
            ("give_up_after_hours", "120", "da 1 a 2400000"),
            ("backoff_minutes", "[5, 15, 60, 240, 480]", "nessuno aspetta tanto"),
        ] {
            let most = if now.starts_with('[') { "[5, 4294967295]" } else { "4294967295" };
            let said = refusal(&format!("{word} = {now}"), &format!("{word} = {most}"));
            assert!(said.contains(word) && said.contains(bound) && said.contains("riga"), "{said}");
        }
    }

    #[test]
    fn a_sign_of_life_has_a_file_of_its_own() {
        let database = ["../quadratura.db", "../quadratura.db-wal", "../quadratura.lock"];
        for path in
            database.into_iter().chain(["../archive/x", "../reports", "..", "/", "settings.toml", "", "/dev/null"])
        {
            let said = refusal("heartbeat = \"../heartbeat.json\"", &format!("heartbeat = \"{path}\""));
            assert!(said.contains("Dargli un file suo") && said.contains("riga"), "{path}: {said}");
        }
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
