//! The configuration and the samples that travel inside the program: whole for `demo`, and for a new chamber what every
//! chamber has (the schemes of the law, the accounts, the ratios in use) without what is the sample chamber's.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::SETTINGS;

static CONFIG: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config");
static SAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/samples");

/// Every text of the embedded configuration, by name relative to its folder.
#[must_use]
pub fn configuration() -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    collect(&CONFIG, &mut |name, bytes| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            texts.insert(name.to_owned(), text.to_owned());
        }
    });
    texts
}

/// Texts that are the sample chamber's from their first to their last line, beside its own layouts.
const SAMPLE_TEXTS: [&str; 3] = ["alerts/", "indicators/uffici.toml", "schemes/cremona"];

/// The layouts of files that every chamber has, before it has seen its own.
const USUAL_LAYOUTS: [&str; 18] = [
    "azienda_speciale",
    "budget_centri",
    "indicatori_piano",
    "interventi_economici",
    "lavoro_agile",
    "oneri",
    "pagamenti_fornitori",
    "partecipazioni",
    "personale_eta",
    "personale_titoli",
    "pola",
    "preventivo_allegato_a",
    "progetti",
    "proventi",
    "rettifiche_preconsuntivo",
    "scheda_indicatori",
    "scheda_interventi",
    "stato_patrimoniale",
];

/// Around what is the sample chamber's, in a text that is not.
const SAMPLE_BEGINS: &str = "# >>> esempio";
const SAMPLE_ENDS: &str = "# <<< esempio";

/// Around what the sample chamber has in comments, and a new one as it stands.
const CHAMBER_BEGINS: &str = "# >>> camera";
const CHAMBER_ENDS: &str = "# <<< camera";

/// What an indicator is in the plan of the sample chamber: not what the ratio is.
const OF_THE_PLAN: [&str; 9] =
    ["code", "objective", "target", "printed", "also_printed", "due", "near_within", "weight", "weight_group"];

/// The configuration of a new chamber, of this id and name: what is law or in use everywhere, ready to be made its own.
#[must_use]
pub fn new_configuration(id: Option<&str>, name: Option<&str>) -> BTreeMap<String, String> {
    let usual = |name: &str| {
        let layout = name.strip_prefix("layouts/").and_then(|name| name.strip_suffix(".toml"));
        layout.map_or(!SAMPLE_TEXTS.iter().any(|prefix| name.starts_with(prefix)), |it| USUAL_LAYOUTS.contains(&it))
    };
    let text = |(file, text): (String, String)| {
        let text = without_sample(&text);
        let text = match file.as_str() {
            SETTINGS => settings_for(&text, id, name),
            file if file.starts_with("indicators/") => without_plan(&text),
            _ => text,
        };
        (file, text)
    };
    configuration().into_iter().filter(|(name, _)| usual(name)).map(text).collect()
}

/// The comments with which a text begins, which say what it is for.
#[must_use]
pub fn comments_above(text: &str) -> String {
    let is_comment = |line: &&str| line.starts_with('#') || line.is_empty();
    let lines: Vec<&str> = text.lines().take_while(is_comment).collect();
    format!("{}\n", lines.join("\n").trim_end())
}

/// A text without what is marked as the sample chamber's, and without the blank line that stood before it; what is marked as a
/// new chamber's is no comment any more.
fn without_sample(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut of_chamber) = (false, false);
    for line in text.lines() {
        let line = line.strip_prefix("# ").filter(|_| of_chamber && line != CHAMBER_ENDS).unwrap_or(line);
        match line {
            SAMPLE_BEGINS => inside = true,
            SAMPLE_ENDS => inside = false,
            CHAMBER_BEGINS => of_chamber = true,
            CHAMBER_ENDS => of_chamber = false,
            _ if inside || (line.is_empty() && out.ends_with("\n\n")) => {}
            line => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    format!("{}\n", out.trim_end())
}

/// Definitions as ratios alone: without their place in a plan, its targets, and the examples that bear its figures.
fn without_plan(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut table = "";
    for line in text.lines() {
        if line.starts_with('[') {
            table = line;
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        if table.starts_with("[indicator.example") || OF_THE_PLAN.contains(&key) {
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// The settings for another chamber: its id and its name in the place of the sample's, comments kept.
fn settings_for(settings: &str, id: Option<&str>, name: Option<&str>) -> String {
    let mut out = String::with_capacity(settings.len());
    let mut table = "";
    for line in settings.lines() {
        if line.starts_with('[') {
            table = line.trim();
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        let value = match (table, key) {
            ("[ente]", "id") => id,
            ("[ente]", "name") => name,
            _ => None,
        };
        match value {
            Some(value) => {
                let set = format!("{key} = {}", quoted(value));
                match line.find('#') {
                    Some(column) => out.push_str(&format!("{set:<width$} {}", &line[column..], width = column - 1)),
                    None => out.push_str(&set),
                }
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// A text as a TOML string on one line.
pub(super) fn quoted(text: &str) -> String {
    let escaped = text.chars().flat_map(|c| match c {
        '"' | '\\' => vec!['\\', c],
        c if c.is_control() => vec![' '],
        c => vec![c],
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// The sample files of a month, by name.
#[must_use]
pub fn samples(month: &str) -> BTreeMap<String, &'static [u8]> {
    let mut files = BTreeMap::new();
    if let Some(folder) = SAMPLES.get_dir(month) {
        for file in folder.files() {
            let name = file.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, file.contents());
        }
    }
    files
}

fn collect(folder: &'static Dir<'static>, found: &mut dyn FnMut(&str, &'static [u8])) {
    for file in folder.files() {
        found(&file.path().to_string_lossy(), file.contents());
    }
    for inner in folder.dirs() {
        collect(inner, found);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;
    use crate::formula::Formula;

    #[test]
    fn a_new_chamber_begins_with_what_is_law_and_in_use_and_with_nothing_of_the_samples() {
        let texts = new_configuration(Some("nuova"), Some("Camera di commercio nuova"));
        for (name, text) in &texts {
            let said = |line: &&str| !line.trim_start().starts_with('#');
            for own in [
                "cremon",
                "\"promozione\"",
                "\"regolazione\"",
                "\"segreteria\"",
                "\"estero\"",
                "2017",
                "2021_",
                "[[test]]",
                "[[accepted",
            ] {
                let line = text.lines().filter(said).find(|line| line.to_lowercase().contains(own));
                assert!(line.is_none(), "{name}: {line:?}");
            }
            assert!(!text.contains("esempio\n") && !text.contains("\n\n\n"), "{name}");
        }
        let config = Config::compose(texts, Path::new("/")).unwrap();
        config.nothing_in_vain(Path::new("settings.toml")).unwrap();
        assert_eq!(config.settings.ente.name, "Camera di commercio nuova");
        let schemes: Vec<&str> = config.chart.schemes.iter().map(|it| &*it.id).collect();
        let of_staff = schemes.iter().filter(|id| id.starts_with("personale_")).count();
        assert_eq!((schemes.len(), of_staff), (16, 5), "{schemes:?}");
        assert!(config.objectives.all.is_empty() && config.observations.is_empty() && config.alert_tests.is_empty());
        assert!(
            config.reconcile.accepted.is_empty() && config.reconcile.rule_sets.iter().all(|it| it.tests.is_empty())
        );

        // Every ratio of the accounts is the sample's own, and judged by nobody's plan.
        let sample = Config::compose(configuration(), Path::new("/")).unwrap();
        let ratios = |it: &Config| -> BTreeMap<String, Formula> {
            let all = it.definitions.all.iter().filter(|it| it.scheme.is_some() || it.id == "tempestivita_pagamenti");
            all.filter_map(|it| Some((it.id.clone(), it.formula.clone()?))).collect()
        };
        assert_eq!(ratios(&config), ratios(&sample));
        assert_eq!(config.definitions.all.len(), ratios(&config).len());
        assert!(config.definitions.all.iter().all(|it| it.code.is_none() && it.goal().is_none()));
    }
}
