//! The table of TOML that makes a change hold from a day on, written out of the one that was changed in place.

use std::collections::BTreeMap;

use crate::period::{Exercise, Period, italian_date};

/// Where a kind of thing stands, what its tables are called, and by which keys it is named.
struct Kind<'a> {
    texts: &'a str,
    table: &'a str,
    keys: &'a [&'a str],
    name: &'a str,
}

/// A table of TOML, and the text of the configuration at whose end it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// `indicators/economici.toml`.
    pub file: String,
    /// The table.
    pub text: String,
}

/// The table to add where the one of before is put back: what is written today of an indicator, of `conto.325`,
/// `aggregato.maggiorazione` or `scheda.segretario_generale` in a month, from the first day of the next. None of what has no day of its own, or cannot be found.
#[must_use]
pub fn block(texts: &BTreeMap<String, String>, id: &str, last: Period) -> Option<Block> {
    let from = last.next();
    let kind = match id.split_once('.') {
        Some(("conto", name)) => {
            Kind { texts: "accounts.toml", table: "account", keys: &["code", "prefix", "label"], name }
        }
        Some(("scheda", name)) => Kind { texts: "objectives.toml", table: "scorecard", keys: &["id"], name },
        Some(("aggregato", name)) => Kind { texts: "accounts.toml", table: "aggregate", keys: &["id"], name },
        Some(_) => return None,
        None => Kind { texts: "indicators/", table: "indicator", keys: &["id"], name: id },
    };
    let planned = planned(texts, id, from.exercise());
    let texts = texts.iter().filter(|(name, _)| name.starts_with(kind.texts));
    let begun = |(day, _): &(String, String)| day.trim_matches('"') <= last.last_day().to_string().as_str();
    let of_text = |(file, text): (&String, &String)| {
        tables(text, &kind).into_iter().filter(begun).map(|(day, table)| (day, file.clone(), table)).collect::<Vec<_>>()
    };
    let (_, file, table) = texts.flat_map(of_text).max_by(|(a, ..), (b, ..)| a.cmp(b))?;
    Some(Block { file, text: from_day(&table, &planned, from)? })
}

/// What the plan of an exercise says of an indicator in the place of its definition, where it has a file of its own.
fn planned(texts: &BTreeMap<String, String>, id: &str, exercise: Exercise) -> toml::Table {
    let plan = texts.get(&format!("plans/{exercise}.toml")).and_then(|text| text.parse::<toml::Table>().ok());
    let named = |it: &&toml::Value| it.get("id").and_then(toml::Value::as_str) == Some(id);
    let found = plan.as_ref().and_then(|plan| plan.get("indicator")?.as_array()?.iter().find(named)?.as_table());
    let mut said = found.cloned().unwrap_or_default();
    ["id", "corrects", "act", "why", "retired"].into_iter().for_each(|key| drop(said.remove(key)));
    said
}

/// The tables of what is meant, each with the day from which it holds.
fn tables(text: &str, kind: &Kind<'_>) -> Vec<(String, String)> {
    let below = format!("[[{}.", kind.table);
    let begins = |line: &str| {
        let line = line.trim();
        line.starts_with("[[") && line.ends_with("]]") && !line.starts_with(&below)
    };
    let head = format!("[[{}]]", kind.table);
    let mut out = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut starts: Vec<usize> = (0..lines.len()).filter(|at| begins(lines[*at])).collect();
    starts.push(lines.len());
    for pair in starts.windows(2) {
        let own = &lines[pair[0]..pair[1]];
        // What stands right before the next table is said of that one.
        let end = own.iter().rposition(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        let own = own[..=end.unwrap_or_default()].join("\n");
        let Ok(table) = own.parse::<toml::Table>() else { continue };
        let it = table.get(kind.table).and_then(|all| all.get(0));
        let named = |key: &&str| it.and_then(|it| it.get(*key)).and_then(toml::Value::as_str) == Some(kind.name);
        if own.starts_with(&head) && kind.keys.iter().any(named) {
            let day = it.and_then(|it| it.get("valid_from")).map(ToString::to_string).unwrap_or_default();
            out.push((day, own));
        }
    }
    out
}

/// A table from the first day of a month, by an act that somebody has to name.
fn from_day(table: &str, planned: &toml::Table, from: Period) -> Option<String> {
    const DATED: [&str; 5] = ["valid_from", "act", "corrects", "why", "valid_to"];
    let is_said_anew = |key: &str| DATED.contains(&key) || planned.contains_key(key);
    let is_dated = |line: &str| line.split_once('=').is_some_and(|(key, _)| is_said_anew(key.trim()));
    let lines: Vec<&str> = table.lines().collect();
    let below = lines.iter().skip(1).position(|line| line.starts_with('[')).map_or(lines.len(), |at| at + 1);
    let mut own: Vec<&str> = lines[..below].iter().filter(|line| !is_dated(line)).copied().collect();
    while own.last().is_some_and(|line| line.trim().is_empty()) {
        own.pop();
    }
    let said: String = planned.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    let day = from.first_day();
    let dated = format!("valid_from = \"{day}\"  # dal {}\nact = \"\"  # l'atto che la autorizza", italian_date(day));
    let mut out = format!("{}\n{said}{dated}\n", own.join("\n"));
    if below < lines.len() {
        out += &format!("\n{}\n", lines[below..].join("\n"));
    }
    out.parse::<toml::Table>().is_ok().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::embedded_configuration;

    #[test]
    fn the_block_of_a_change_is_what_is_written_from_a_later_day() {
        let texts = embedded_configuration();
        let june = "2021-06".parse().unwrap();
        let of = |id: &str| block(&texts, id, june).unwrap().text;
        insta::assert_snapshot!(of("conto.325"), @r#"
        [[account]]
        prefix = "325"
        line = "prestazione_servizi"
        valid_from = "2021-07-01"  # dal 01/07/2021
        act = ""  # l'atto che la autorizza
        "#);
        insta::assert_snapshot!(of("scheda.segretario_generale"), @r#"
        [[scorecard]]
        id = "segretario_generale"
        title = "Valutazione del Segretario generale"
        group = [
          { id = "strategici", title = "Indicatori dell'elenco PIRA", weight = 0.4 },
          { id = "operativi", title = "Altri indicatori del Piano", weight = 0.4 },
          { id = "comportamenti", title = "Comportamenti", weight = 0.2, given_by = "OIV", from = "valutazione_comportamenti.totale" },
        ]
        valid_from = "2021-07-01"  # dal 01/07/2021
        act = ""  # l'atto che la autorizza
        "#);
        let indicator = of("equilibrio_gestione_corrente");
        assert!(indicator.starts_with("[[indicator]]\nid = \"equilibrio_gestione_corrente\"\n"), "{indicator}");
        assert_eq!(indicator.matches("valid_from").count(), 1);
        assert!(indicator.contains("valid_from = \"2021-07-01\""));
        assert!(indicator.trim_end().ends_with("decimals = 4"), "{indicator}");
        assert_eq!(block(&texts, "voce.allegato_c.personale", june), None);
        assert_eq!(block(&texts, "inesistente", june), None);
    }

    #[test]
    fn every_shipped_definition_has_its_block() {
        let texts = embedded_configuration();
        let config = crate::config::Config::compose(texts.clone(), std::path::Path::new("/nowhere")).unwrap();
        for definition in &config.definitions.all {
            assert!(block(&texts, &definition.id, "2021-06".parse().unwrap()).is_some(), "{}", definition.id);
        }
    }
}
