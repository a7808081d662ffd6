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
    let known = [
        "init",
        "check",
        "run",
        "serve",
        "status",
        "retry",
        "ack",
        "outbox",
        "export",
        "explain",
        "read",
        "backup",
        "restore",
        "recover",
        "withdraw",
        "plan",
        "fascicolo",
        "documento",
        "template",
        "completions",
        "man",
    ];
    let mut seen = BTreeSet::new();
    for found in command.captures_iter(PAGE).filter(|found| known.contains(&&found[1])) {
        // Of `outbox` and `plan` each of their own commands has its options.
        let is_of_several = ["outbox", "plan"].contains(&&found[1]);
        let own = found[2].split_whitespace().next().filter(|_| is_of_several).unwrap_or_default();
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
        include_str!("../../src/pipeline/phrases.rs"),
        include_str!("../../src/pipeline/phrases/copies.rs"),
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

/// The commands of a chapter with what each prints, as the page shows them.
fn shown(chapter: &str) -> Vec<(String, String)> {
    let (_, rest) = PAGE.split_once(&format!("\n## {chapter}\n")).unwrap();
    let mut commands: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in rest.split("\n## ").next().unwrap().lines() {
        match line.strip_prefix("    ") {
            Some(line) if line.starts_with("$ ") => commands.push((line[2..].to_owned(), String::new())),
            Some(line) if inside && !commands.is_empty() => commands.last_mut().unwrap().1 += &format!("{line}\n"),
            // A blank line may stand within what is printed.
            None if inside && line.is_empty() && !commands.is_empty() => commands.last_mut().unwrap().1 += "\n",
            _ => {}
        }
        inside = line.starts_with("    ") || inside && line.is_empty();
    }
    commands
}

/// Runs a command of the page beside the folder `camera`, and tells what it prints, with the days of the page.
fn printed(beside: &std::path::Path, command: &str) -> String {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_quadratura"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let mut shell = Command::new("bash");
    let output = shell.args(["-c", command]).env("PATH", path).current_dir(beside).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap().replace(beside.to_str().unwrap(), "/srv");
    let instant = Regex::new(r"\d\d/\d\d/\d{4} \d\d:\d\d").unwrap();
    instant.replace_all(&text, "23/11/2026 08:46").into_owned()
}

#[test]
fn the_chapters_on_copies_and_on_a_lost_database_are_so_word_for_word() {
    let place = tempfile::tempdir().unwrap();
    let beside = place.path().canonicalize().unwrap();
    printed(&beside, "quadratura init camera --ente esempio --nome \"Camera di commercio di esempio\"");
    for (name, text) in quadratura::config::embedded_configuration() {
        let file = beside.join("camera/config").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    for (name, bytes) in quadratura::config::embedded_samples("2021-01") {
        std::fs::write(beside.join("camera/drop").join(name), bytes).unwrap();
    }
    let issue = "quadratura run --config camera/config/settings.toml --period 2021-01";
    assert!(printed(&beside, issue).contains("emissione 1"));
    let mut run = 0;
    for chapter in ["La copia di sicurezza", "Il database perduto o danneggiato"] {
        if chapter.starts_with("Il database") {
            std::fs::remove_file(beside.join("camera/quadratura.db")).unwrap();
        }
        for (command, expected) in shown(chapter) {
            assert_eq!(printed(&beside, &command).trim_end(), expected.trim_end(), "{command}");
            run += 1;
        }
    }
    assert_eq!(run, 5);
    // The second step before the service.
    std::fs::create_dir_all(beside.join("camera/drop/accettati")).unwrap();
    assert!(printed(&beside, issue).contains("(nulla di nuovo)"));
}

#[test]
fn the_first_steps_are_so_word_for_word() {
    let place = tempfile::tempdir().unwrap();
    let beside = place.path().canonicalize().unwrap();
    let steps = shown("Installare");
    // The instance of the unit bears the path of the folder.
    let unit = Regex::new("quadratura@[^ \n']+").unwrap();
    for (command, expected) in &steps[..2] {
        let said = printed(&beside, command).replace("'quadratura@", "quadratura@");
        let as_shown = |text: &str| unit.replace_all(text.trim_end(), "quadratura@").replace('\'', "");
        assert_eq!(as_shown(&said), as_shown(expected), "{command}");
    }
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
