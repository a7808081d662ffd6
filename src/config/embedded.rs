//! The configuration and the samples that travel inside the program, for `demo`.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

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

/// The embedded settings for another chamber: its id and its name in the place of the sample's, comments kept.
#[must_use]
pub fn settings_for(settings: &str, id: Option<&str>, name: Option<&str>) -> String {
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
fn quoted(text: &str) -> String {
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
