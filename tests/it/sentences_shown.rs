//! Every sentence that a room says of an office's data is shown by some test: who changes one sees who reads it.

use std::path::{Path, PathBuf};

use crate::rust_source::{literals, tests_of};

/// The rooms whose sentences are the office's own.
const ROOMS: [&str; 4] = ["sheets", "read", "intake", "ledger"];

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.sort();
    found
}

/// Everything that tests hold: their sources, and what the whole cases expect.
fn shown() -> String {
    let mut shown = String::new();
    for path in files("tests").into_iter().chain(files("src")) {
        // Workbooks are no text.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let is_test = !path.components().any(|it| it.as_os_str() == "src")
            || path.components().any(|it| it.as_os_str() == "tests");
        if path.extension().is_none_or(|it| it != "rs") {
            shown += &text;
        } else {
            let tests = if is_test { text.as_str() } else { tests_of(&text) };
            shown.extend(literals(tests).into_iter().map(|(_, literal)| literal + "\n"));
        }
    }
    shown
}

/// The longest part of a sentence between the values that are put into it.
fn longest_part(sentence: &str) -> &str {
    sentence.split(['{', '}']).step_by(2).max_by_key(|part| part.chars().count()).unwrap_or_default().trim()
}

/// Shorter ones are words that sentences are made of: `alla riga`.
const CHARS_MIN: usize = 12;

#[test]
fn every_code_and_sentence_of_a_room_is_shown_by_a_test() {
    let shown = shown();
    let (mut looked_at, mut unshown) = (0, Vec::new());
    for room in ROOMS {
        let phrases = files(&format!("src/{room}")).into_iter().filter(|path| {
            path.components().any(|it| {
                let name = it.as_os_str();
                name == "phrases" || name == "phrases.rs"
            })
        });
        for path in phrases {
            let source = std::fs::read_to_string(&path).unwrap();
            let said = source.strip_suffix(tests_of(&source)).unwrap_or(&source);
            for (line, literal) in literals(said) {
                let is_code =
                    ROOMS.iter().any(|room| literal.strip_prefix(room).is_some_and(|rest| rest.starts_with('.')));
                let part = longest_part(&literal);
                if is_code || (part.contains(' ') && part.chars().count() >= CHARS_MIN) {
                    looked_at += 1;
                    if !shown.contains(part) {
                        unshown.push(format!("{}:{line}: {part}", path.display()));
                    }
                }
            }
        }
    }
    assert!(looked_at > 150, "only {looked_at} sentences were found");
    assert_eq!(unshown, Vec::<String>::new());
}
