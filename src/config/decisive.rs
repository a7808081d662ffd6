//! What figures and judgements of a month rest on, out of all that a configuration says: a corrected address of the mail
//! server, a due time or a comment makes no month another one.

use std::collections::BTreeMap;

use toml::Value;

use super::{DUTIES, SETTINGS};
use crate::office::ACCOUNTS;
use crate::origin::Digest;
use crate::period::Exercise;

/// Tables of the settings that say where things lie, when they are done, what is read at all, who is told and how, and what is asked
/// of people before a month goes out or a difference is accepted.
const BESIDE: [&str; 8] = ["paths", "schedule", "intake", "limits", "mail", "alerts", "release", "answers"];

/// What a text says to try itself, not to compute.
const TESTS: &str = "test";

/// The folder of nothing but tests.
const ALERT_TESTS: &str = "alerts/";

/// The folder of the plans that have a file of their own.
const PLANS: &str = "plans/";

/// The digest of what decides in an exercise, whatever the order of its keys and the comments beside them.
pub(super) fn digest(texts: &BTreeMap<String, String>, exercise: Exercise) -> Digest {
    let mut out = String::new();
    let may_decide = |name: &str| name.ends_with(".toml") && !name.starts_with(ALERT_TESTS) && name != DUTIES;
    for (name, text) in texts.iter().filter(|(name, _)| may_decide(name)) {
        // Texts that are no TOML are refused before anybody asks.
        let Ok(mut table) = text.parse::<toml::Table>() else { continue };
        if name == SETTINGS {
            BESIDE.iter().for_each(|key| drop(table.remove(*key)));
            as_if_unwritten(&mut table);
        }
        if name.starts_with(PLANS) && !is_in_force(&table, exercise) {
            continue;
        }
        table.remove(TESTS);
        if !table.is_empty() {
            out.push_str(name);
            write(&Value::Table(table), &mut out);
        }
    }
    Digest::of(out.as_bytes())
}

/// Whether a plan may decide in an exercise: it is no draft, and of no later one. One of an earlier exercise goes on where none
/// is loaded, and with what is of several years.
fn is_in_force(plan: &toml::Table, exercise: Exercise) -> bool {
    let is_draft = plan.get("draft").and_then(Value::as_bool).unwrap_or(false);
    let year = plan.get("exercise").and_then(Value::as_integer).unwrap_or_default();
    !is_draft && year <= i64::from(exercise.0)
}

/// Takes out what is written as it would be understood anyway.
fn as_if_unwritten(settings: &mut toml::Table) {
    let Some(Value::Table(ente)) = settings.get_mut("ente") else { return };
    if ente.get("accounts_role").and_then(Value::as_str) == Some(ACCOUNTS) {
        ente.remove("accounts_role");
    }
}

/// A value in the one way in which it can be written.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Table(table) => {
            let sorted: BTreeMap<&String, &Value> = table.iter().collect();
            out.push('{');
            for (key, value) in sorted {
                out.push_str(&format!("{key:?}="));
                write(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for value in values {
                write(value, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&format!("{text:?}")),
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::embedded_configuration;

    fn changed(name: &str, from: &str, to: &str) -> bool {
        let texts = embedded_configuration();
        let before = digest(&texts, Exercise(2021));
        let text = texts[name].replacen(from, to, 1);
        assert_ne!(text, texts[name], "`{from}` stands in `{name}`");
        digest(&texts.into_iter().chain([(name.to_owned(), text)]).collect(), Exercise(2021)) != before
    }

    #[test]
    fn what_a_month_does_not_rest_on_does_not_decide() {
        for (name, from, to) in [
            (SETTINGS, "root = \"..\"", "root = \"../altrove\""),
            (SETTINGS, "cron = \"0 7 5 * *\"", "cron = \"0 8 6 * *\""),
            (SETTINGS, "address = \"ced@", "address = \"informatica@"),
            (SETTINGS, "open_age_max_minutes = 60", "open_age_max_minutes = 90"),
            (SETTINGS, "[ente]", "# un commento\n[ente]"),
            (SETTINGS, "accounts_role = \"contabilita\"", "# senza"),
            ("layouts/oneri.toml", "id = \"oneri\"", "# un commento\nid   =   \"oneri\""),
            ("alerts/voci.toml", "[[test]]", "[[test]]\nnew = 1"),
            (DUTIES, "day = \"30/06\"", "day = \"29/06\""),
            ("matching/interventi.toml", "[[test]]", "[[test]]\nnew = 1"),
        ] {
            assert!(!changed(name, from, to), "{name}: {from}");
        }
    }

    #[test]
    fn a_plan_decides_from_its_exercise_on_and_a_draft_nowhere() {
        let texts = embedded_configuration();
        let with = |plan: &str| {
            let more = [("plans/2022.toml".to_owned(), plan.to_owned())];
            texts.clone().into_iter().chain(more).collect::<BTreeMap<_, _>>()
        };
        let changes = |plan: &str, year: u16| digest(&with(plan), Exercise(year)) != digest(&texts, Exercise(year));
        let plan = "exercise = 2022";
        assert_eq!([2021, 2022, 2023].map(|year| changes(plan, year)), [false, true, true]);
        assert!(!changes("exercise = 2022\ndraft = true", 2022));
    }

    #[test]
    fn what_it_rests_on_decides() {
        for (name, from, to) in [
            (SETTINGS, "\nrequired = true", "\nrequired = false"),
            (SETTINGS, "accounts_role = \"contabilita\"", "accounts_role = \"ced\""),
            (SETTINGS, "blocking_totals = [\"proventi\", ", "blocking_totals = ["),
            ("accounts.toml", "prefix = \"310\"", "prefix = \"3100\""),
            ("layouts/oneri.toml", "header = [\"", "header = [\"Altro\", \""),
            ("checks.toml", "\nblocking = true", "\nblocking = false"),
            ("indicators/economici.toml", "target = \">= 8%\"", "target = \">= 9%\""),
            ("matching/interventi.toml", "id = \"interventi\"", "id = \"altri\""),
        ] {
            assert!(changed(name, from, to), "{name}: {from}");
        }
    }
}
