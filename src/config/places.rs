//! Where a value stands in the texts of a configuration, by the way that leads to it through their tables.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, position};
use crate::fault::Fault;

/// A value with its place, as the reader gives it.
type Value<'t> = Spanned<DeValue<'t>>;

/// Which text a fault is of.
#[derive(Clone, Debug)]
pub(super) enum Of {
    /// The one of this name.
    Text(Cow<'static, str>),
    /// Of those below a folder, the one that declares this id; of two, the last.
    Declared(&'static str, String),
    /// Of those below a folder, the one in which the way leads furthest; of two, the last.
    Within(&'static str),
}

impl Of {
    /// The name of the text, or of its folder.
    fn wanted(&self) -> &str {
        match self {
            Self::Text(name) => name,
            Self::Declared(folder, _) | Self::Within(folder) => folder,
        }
    }
}

/// The fault with its file and place. One whose way leads nowhere is told at the last value on it that there is.
pub(super) fn place(texts: &BTreeMap<String, String>, of: &Of, fault: &Fault) -> ConfigError {
    let found = texts.iter().filter_map(|(name, text)| {
        let wanted = of.wanted();
        let fits = if matches!(of, Of::Text(_)) { name == wanted } else { name.starts_with(wanted) };
        if !fits {
            return None;
        }
        let tree = DeTable::parse(text).ok()?.into_inner();
        if let Of::Declared(_, id) = of
            && tree.get("id").and_then(|value| value.get_ref().as_str()) != Some(id)
        {
            return None;
        }
        let (steps, at) = follow(&tree, &fault.path);
        Some((steps, name, text, at))
    });
    let Some((_, name, text, at)) = found.max_by_key(|(steps, ..)| *steps) else {
        return ConfigError::of_file(of.wanted(), &fault.text);
    };
    let at = at.map(|Range { start, end }| {
        let value = text.get(start..end).unwrap_or_default();
        let word = if fault.word.is_empty() { None } else { whole_word(value, &fault.word) };
        position(text, start + word.unwrap_or(0))
    });
    ConfigError { file: name.clone(), at, text: fault.text.clone() }
}

/// Where a word stands in a value, and not within a longer one.
fn whole_word(value: &str, word: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let alone = |at: &usize| !value[..*at].ends_with(is_word) && !value[at + word.len()..].starts_with(is_word);
    value.match_indices(word).map(|(at, _)| at).find(alone)
}

/// How many steps of a way lead on from a table, and where the last value stands to which they lead.
fn follow(table: &DeTable<'_>, path: &str) -> (usize, Option<Range<usize>>) {
    let (mut steps, mut at, mut table) = (0, None, table);
    for step in steps_of(path) {
        let (key, which) = step.strip_suffix(']').and_then(|it| it.split_once('[')).unwrap_or((step, ""));
        let Some((name, mut value)) = table.get_key_value(key) else { return (steps, at) };
        steps += 1;
        at = Some(if value.get_ref().is_table() || value.get_ref().is_array() { name.span() } else { value.span() });
        if !which.is_empty() {
            let Some(item) = value.get_ref().as_array().and_then(|items| chosen(items, which)) else {
                return (steps, at);
            };
            value = item;
            steps += 1;
            at = Some(value.span());
        } else if value.get_ref().is_array() {
            at = Some(value.span());
        }
        match value.get_ref().as_table() {
            Some(inner) => table = inner,
            None => return (steps, at),
        }
    }
    (steps, at)
}

/// The item of a list that a step means.
fn chosen<'v, 't>(items: &'v [Value<'t>], which: &str) -> Option<&'v Value<'t>> {
    let bears = |wanted: &str, item: &&Value<'_>| {
        let table = item.get_ref().as_table();
        let (wanted, from) = wanted.split_once('@').map_or((wanted, None), |(wanted, from)| (wanted, Some(from)));
        let begins = || table.and_then(|it| it.get("valid_from")).and_then(|it| it.get_ref().as_str());
        if from.is_some() && begins() != from {
            return false;
        }
        ["id", "code", "name"]
            .into_iter()
            .any(|key| table.and_then(|it| it.get(key)).and_then(|it| it.get_ref().as_str()) == Some(wanted))
    };
    match (which.strip_prefix('='), which.strip_prefix('^')) {
        (Some(wanted), _) => items.iter().find(|item| bears(wanted, item)),
        (_, Some(wanted)) => items.iter().rfind(|item| bears(wanted, item)),
        _ => items.get(which.parse::<usize>().ok()?),
    }
}

/// The steps of a way: a dot within brackets is part of a name.
fn steps_of(path: &str) -> Vec<&str> {
    let mut inside = false;
    let ends = |c: char| {
        inside = c == '[' || (inside && c != ']');
        c == '.' && !inside
    };
    path.split(ends).filter(|step| !step.is_empty()).collect()
}
