//! A text of the configuration as what its room wants to know; everything wrong with its form is told in one go.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use super::error::ConfigError;

/// Errors of one text that are told: more are not mended in one go.
const ERRORS_MAX: usize = 50;

/// Reads a text. After an error it is read once more without the entry that holds it, to find the next.
///
/// # Errors
/// All that is wrong with its form, each at its place: of an entry of a list (a column, an indicator) the first.
pub(super) fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Vec<ConfigError>> {
    let (tree, faults) = DeTable::parse_recoverable(text);
    if !faults.is_empty() {
        return Err(faults.iter().take(ERRORS_MAX).map(|it| ConfigError::from_toml(name, text, it)).collect());
    }
    let mut left = tree;
    let mut errors = Vec::new();
    let mut removed: Vec<String> = Vec::new();
    // Where keys stood that no table has.
    let mut unknown: Vec<usize> = Vec::new();
    while errors.len() < ERRORS_MAX {
        match T::deserialize(Deserializer::from(left.clone())) {
            Ok(value) if errors.is_empty() => return Ok(value),
            Ok(_) => break,
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                let follows = removed.iter().any(|key| error.message() == format!("missing field `{key}`"))
                    || error.message().starts_with("missing field")
                        && unknown.iter().any(|at| is_of_one_table(text, start, *at));
                if error.message().starts_with("unknown field") {
                    unknown.push(start);
                }
                if !follows {
                    errors.push(ConfigError::from_toml(name, text, &error));
                }
                let Some(Range { start, .. }) = error.span() else { break };
                if !remove(left.get_mut(), start, &mut removed) {
                    break;
                }
            }
        }
    }
    Err(errors)
}

/// Whether a key stands in the table that begins there: it may well be the one that is missing, misspelt.
fn is_of_one_table(text: &str, table: usize, key: usize) -> bool {
    text.get(table..key).is_some_and(|between| !between.contains("\n["))
}

/// Takes out the entry of a list, or the key of a table, in which a byte stands; whether there was one.
fn remove<'t>(table: &mut DeTable<'t>, byte: usize, removed: &mut Vec<String>) -> bool {
    let Some(key) =
        table.iter().find(|(key, value)| key.span().contains(&byte) || holds(value, byte)).map(|(key, _)| key.clone())
    else {
        return false;
    };
    let on_key = key.span().contains(&byte);
    match table.get_mut(&key).filter(|_| !on_key).map(Spanned::get_mut) {
        Some(DeValue::Array(items)) if items.iter().any(|item| item.get_ref().is_table()) => {
            let before = items.len();
            let all = std::mem::replace(items, DeArray::new());
            *items = all.into_iter().filter(|item| !holds(item, byte)).collect();
            items.len() < before
        }
        Some(DeValue::Table(inner)) => {
            if !remove(inner, byte, removed) {
                removed.push(key.get_ref().to_string());
                table.remove(&key);
            }
            true
        }
        _ => {
            removed.push(key.get_ref().to_string());
            table.remove(&key).is_some()
        }
    }
}

/// Whether a byte stands in a value, or in one of those that it holds, wherever they are written.
fn holds(value: &Spanned<DeValue<'_>>, byte: usize) -> bool {
    value.span().contains(&byte)
        || match value.get_ref() {
            DeValue::Array(items) => items.iter().any(|item| holds(item, byte)),
            DeValue::Table(table) => table.iter().any(|(key, value)| key.span().contains(&byte) || holds(value, byte)),
            _ => false,
        }
}
