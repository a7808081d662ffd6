//! What a person reads on a terminal: lines as wide as it is, colours that no file can forge, a configuration that the environment
//! says, completions and pages of the manual.

use std::path::Path;
use std::process::{Command, Output};

use crate::office::{Office, json_of};

fn program(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quadratura"));
    command.args(arguments).envs(environment.iter().copied()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The widest line that could have gone on below: one that is a single word, or a command that is copied, may be as long as it is.
fn widest(text: &str) -> usize {
    let may_be_long = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let backticks = line.trim().starts_with('`') && line.matches('`').count() == 2;
        words.len() <= 1 || backticks || line.contains("quadratura ") || words.len() == 2 && line.starts_with("  ")
    };
    text.lines().filter(|line| !may_be_long(line)).map(|line| line.chars().count()).max().unwrap_or_default()
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn lines_are_as_wide_as_the_terminal_and_say_the_same() {
    let office = Office::new();
    let issued = office.release_samples("2021-04");
    let settings = office.settings();
    let difference = issued["differences"][0]["id"].as_str().unwrap();
    let mut narrower = 0;
    for command in [
        &["status"][..],
        &["check"],
        &["outbox", "list"],
        &["verify", "--period", "2021-04"],
        &["explain", "equilibrio_strutturale", "--period", "2021-04"],
        &["explain", "oneri_correnti", "--period", "2021-04"],
        &["explain", "interventi_economici", "--period", "2021-04", "--scenario", "preconsuntivo"],
        &["explain", "2021_01", "--period", "2021-04"],
        &["explain", "2021-04/1", "--period", "2021-04"],
        &["explain", difference, "--period", "2021-04"],
    ] {
        let arguments = [command, &["--config", settings.to_str().unwrap()]].concat();
        let redirected = said(&program(&arguments, &[]));
        assert!(redirected.lines().count() > 4, "{command:?}: {redirected}");
        for columns in ["80", "120"] {
            let shown = said(&program(&arguments, &[("COLUMNS", columns)]));
            let width: usize = columns.parse().unwrap();
            assert!(widest(&shown) <= width, "{command:?} at {columns}: {}\n{shown}", widest(&shown));
            assert_eq!(words(&shown), words(&redirected), "{command:?} at {columns}");
            narrower += usize::from(shown != redirected);
        }
    }
    assert!(narrower >= 15, "{narrower} texts are laid out anew");
}

#[test]
fn a_run_a_file_and_the_help_fit_a_narrow_terminal() {
    let office = Office::new();
    office.drop_samples("2021-04", &[]);
    let file = office.root().join("drop/scheda_interventi_promozione_2021-04.xlsx");
    let (file, settings) = (file.to_str().unwrap(), office.settings());
    let settings = settings.to_str().unwrap();
    for command in [
        &["read", file][..],
        &["read", file, "--config", settings],
        &["run", "--period", "2021-04", "--now", "2021-05-05T07:00:00+02:00", "--config", settings],
        &["help"],
        &["help", "decide"],
        &["help", "outbox", "retry"],
    ] {
        let shown = said(&program(command, &[("COLUMNS", "80")]));
        assert!(shown.lines().count() > 8, "{command:?}: {shown}");
        assert!(widest(&shown) <= 80, "{command:?}: {}\n{shown}", widest(&shown));
    }
    // Every column of a row is there, some below the others.
    let read = |columns| said(&program(&["read", file, "--config", settings], &[("COLUMNS", columns)]));
    let office_file = "scheda_interventi_promozione_2021-04.xlsx";
    let lying = office.root().join("drop/accettati").join(office_file);
    let lying = lying.to_str().unwrap();
    assert!(read("80").is_empty(), "the run took it");
    let wide = said(&program(&["read", lying, "--config", settings], &[]));
    let narrow = said(&program(&["read", lying, "--config", settings], &[("COLUMNS", "80")]));
    let heads: Vec<&str> = wide.lines().find(|line| line.starts_with("  riga ")).unwrap().split_whitespace().collect();
    let below: Vec<&str> =
        narrow.lines().filter(|line| line.starts_with("  riga ")).flat_map(str::split_whitespace).collect();
    assert!(heads.iter().all(|head| below.contains(head)), "{heads:?} {below:?}");
    assert!(below.iter().filter(|it| **it == "riga").count() > 1);
}

/// A text without the colours that the program has: what is left may hold no other.
fn without_colours(text: &str) -> String {
    ["\u{1b}[1m", "\u{1b}[31m", "\u{1b}[35m", "\u{1b}[0m"].iter().fold(text.to_owned(), |text, it| text.replace(it, ""))
}

#[test]
fn colours_are_shown_where_they_are_wanted_and_no_file_brings_its_own() {
    let office = Office::new();
    office.drop_samples("2021-04", &[]);
    office.drop_file("appunti\u{1b}[31mrossi\u{1b}]0;titolo\u{7}.csv", b"a;b");
    let settings = office.settings();
    let arguments = |command: &'static str| [command, "--config", settings.to_str().unwrap()];
    for command in ["status", "check"] {
        let plain = said(&program(&arguments(command), &[]));
        let coloured = said(&program(&arguments(command), &[("CLICOLOR_FORCE", "1")]));
        assert!(!plain.contains('\u{1b}'), "what is redirected has none");
        assert!(coloured.starts_with("\u{1b}[1m"), "{coloured}");
        assert_eq!(without_colours(&coloured), plain, "colours say nothing that words do not");
        let refused = said(&program(&arguments(command), &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
        assert_eq!(refused, plain);
    }
    let status = said(&program(&arguments("status"), &[("CLICOLOR_FORCE", "1")]));
    assert!(status.contains("appunti�[31mrossi�]0;titolo�.csv"), "{status}");
    let settings = settings.to_str().unwrap();
    let run = ["run", "--period", "2021-04", "--now", "2021-05-05T07:00:00+02:00", "--config", settings];
    let run = said(&program(&run, &[("CLICOLOR_FORCE", "1")]));
    assert!(run.contains("\n  \u{1b}[1m\u{1b}[31mRifiutato\u{1b}[0m"), "{run}");
    assert!(!without_colours(&run).contains('\u{1b}'), "{run}");
}

#[test]
fn the_environment_says_which_configuration_is_meant_unless_the_command_does() {
    let office = Office::new();
    let settings = office.settings();
    let settings = settings.to_str().unwrap();
    let variable = "QUADRATURA_CONFIG";
    let checked = program(&["check", "--json"], &[(variable, settings)]);
    assert_eq!((checked.status.code(), json_of(&checked)["ente"].as_str()), (Some(0), Some("esempio")));
    let checked = program(&["check", "--config", settings], &[(variable, "/non/c'è.toml")]);
    assert_eq!(checked.status.code(), Some(0), "the flag wins");
    let missing = program(&["check"], &[(variable, "/non/esiste.toml")]);
    let why = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert_eq!(missing.status.code(), Some(2));
    assert!(why.contains("`/non/esiste.toml`") && why.contains(variable), "{why}");
    let told = json_of(&program(&["check", "--json"], &[(variable, "/non/esiste.toml")]));
    assert!(told["error"]["text"].as_str().unwrap().contains(variable), "{told}");
    // A path that the command gave is not the environment's.
    let typed = program(&["check", "--config", "/non/esiste.toml"], &[(variable, settings)]);
    assert!(!String::from_utf8_lossy(&typed.stderr).contains(variable));
    for environment in [&[][..], &[(variable, "")]] {
        let none = program(&["check"], environment);
        let why = String::from_utf8_lossy(&none.stderr).into_owned();
        assert!(none.status.code() == Some(2) && why.contains("manca --config"), "{why}");
    }
    let help = said(&program(&["check", "--help"], &[(variable, "/segreto/settings.toml")]));
    assert!(help.contains(variable) && !help.contains("segreto"), "{help}");
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = said(&program(&["help"], &[]));
    let listed = help.split("Comandi:\n").nth(1).unwrap().lines().take_while(|line| !line.is_empty());
    let named = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn completions_know_every_command_and_a_shell_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let commands = commands();
    assert!(commands.len() > 20 && commands.iter().any(|it| it == "completions"), "{commands:?}");
    for shell in ["bash", "zsh", "fish"] {
        let script = said(&program(&["completions", shell], &[]));
        for command in &commands {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
        assert!(!script.contains("read-child"), "{shell}");
        std::fs::write(folder.path().join(shell), script).unwrap();
    }
    let bash = folder.path().join("bash");
    let parsed = Command::new("bash").arg("-n").arg(&bash).output().unwrap();
    assert!(parsed.status.success() && parsed.stderr.is_empty(), "{}", String::from_utf8_lossy(&parsed.stderr));
    let typed = |words: &str, at: usize| {
        let script = format!(
            "source {}; COMP_WORDS=({words}); COMP_CWORD={at}; _quadratura quadratura \"${{COMP_WORDS[{at}]}}\" x; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            bash.display()
        );
        String::from_utf8(Command::new("bash").args(["-c", &script]).output().unwrap().stdout).unwrap()
    };
    assert_eq!(typed("quadratura veri", 1).trim(), "verify");
    assert!(typed("quadratura outbox ''", 2).contains("cancel"));
    assert_eq!(typed("quadratura export --per", 2).trim(), "--period");
    let unknown = program(&["completions", "tcsh"], &[]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn the_manual_has_a_page_of_every_command_in_italian() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    let written = program(&["man", pages.to_str().unwrap()], &[]);
    assert!(written.status.success() && said(&written).contains("pagine scritte in"), "{}", said(&written));
    let page = |name: &str| std::fs::read_to_string(pages.join(name)).unwrap();
    for command in commands() {
        let text = page(&format!("quadratura-{command}.1"));
        assert!(text.contains(".SH NOME\n") && text.contains(".SH SINTASSI\n"), "{command}: {text}");
    }
    for inner in ["quadratura-outbox-retry.1", "quadratura-plan-new.1"] {
        assert!(page(inner).contains("\\-\\-config"), "{inner}");
    }
    for entry in std::fs::read_dir(&pages).unwrap() {
        let (path, text) = (entry.as_ref().unwrap().path(), std::fs::read_to_string(entry.unwrap().path()).unwrap());
        for english in
            [".SH NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SUBCOMMANDS", "EXTRA", "Possible", "default:"]
        {
            assert!(!text.contains(english), "{english} in {}", path.display());
        }
        if Path::new("/usr/bin/groff").exists() {
            let read =
                Command::new("groff").args(["-man", "-Tutf8", "-ww", "-K", "utf8", "-z"]).arg(&path).output().unwrap();
            assert!(read.stderr.is_empty(), "{}: {}", path.display(), String::from_utf8_lossy(&read.stderr));
        }
    }
    assert!(!pages.join("quadratura-read-child.1").exists());
    let first = said(&program(&["man"], &[]));
    assert_eq!(first, page("quadratura.1"));
    assert!(first.contains("quadratura\\-verify(1)") && first.contains(".SH ESITI\n"), "{first}");
    let taken = program(&["man", pages.join("quadratura.1").to_str().unwrap()], &[]);
    assert_eq!(taken.status.code(), Some(2));
}
