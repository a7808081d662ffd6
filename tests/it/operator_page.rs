//! `docs/operatore.md` is what the operator has: every command in it exists with the options it shows, every sentence
//! that it explains is one that the program says, and its schedule is one that the program reads.

use std::collections::BTreeSet;
use std::process::Command;

use regex::Regex;

use crate::office::Office;

const PAGE: &str = include_str!("../../docs/operatore.md");

#[test]
fn every_command_of_the_page_exists_with_its_options() {
    let command = Regex::new(r"quadratura ([a-z]+)((?: +[^\s`|&]+)*)").unwrap();
    let known = ["init", "check", "run", "serve", "status", "retry", "ack", "outbox", "export", "explain", "read"];
    let mut seen = BTreeSet::new();
    for found in command.captures_iter(PAGE).filter(|found| known.contains(&&found[1])) {
        // Of `outbox` each of its own commands has its options.
        let own = found[2].split_whitespace().next().filter(|_| &found[1] == "outbox").unwrap_or_default();
        for option in found[2].split_whitespace().filter_map(|word| word.strip_prefix("--")) {
            seen.insert((format!("{} {own}", &found[1]).trim().to_owned(), option.to_owned()));
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
    for (name, option) in seen {
        let output =
            Command::new(env!("CARGO_BIN_EXE_quadratura")).args(name.split(' ')).arg("--help").output().unwrap();
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(help.contains(&format!("--{option}")), "quadratura {name} has no --{option}");
    }
}

#[test]
fn every_sentence_that_the_page_explains_is_one_of_the_program() {
    let sources = [
        include_str!("../../src/pipeline/failure.rs"),
        include_str!("../../src/schedule/phrases.rs"),
        include_str!("../../src/store/opening.rs"),
        include_str!("../../src/store/fault.rs"),
        include_str!("../../src/pipeline/folders.rs"),
        include_str!("../../src/intake/archive.rs"),
        include_str!("../../src/intake/phrases.rs"),
    ]
    .concat();
    let (_, rest) = PAGE.split_once("| la frase dice |").unwrap();
    let (table, _) = rest.split_once("\n\n").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|line| line.split_once(" | "));
    let quoted = Regex::new("`([^`]+)`").unwrap();
    let mut sentences = 0;
    for (left, _) in rows {
        for found in quoted.captures_iter(&format!("`{left}")) {
            let sentence = found[1].trim_end_matches(" ...");
            assert!(sources.contains(sentence), "nobody says `{sentence}`");
            sentences += 1;
        }
    }
    assert!(sentences >= 10, "{sentences} sentences");
}

#[test]
fn the_schedule_of_the_page_is_read() {
    let (_, rest) = PAGE.split_once("```toml\n").unwrap();
    let (schedule, _) = rest.split_once("```").unwrap();
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let (before, rest) = settings.split_once("[schedule]").unwrap();
    let (_, after) = rest.split_once("# La cartella in cui gli uffici").unwrap();
    office.configure("settings.toml", &format!("{before}{schedule}\n# La cartella in cui gli uffici{after}"));
    let output = office.program(&["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
