//! `docs/avvio.md` brings a chamber from a folder of files to a tied-out month: its commands are run as they stand.

use std::process::Command;

use super::{Chamber, JUNE, colline};

const PAGE: &str = include_str!("../../../docs/avvio.md");

/// The command lines of the page, in order.
fn commands() -> Vec<&'static str> {
    let blocks = PAGE.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.flat_map(str::lines).collect()
}

#[test]
fn the_commands_of_the_page_lead_to_a_month_that_ties_out() {
    let office = tempfile::tempdir().unwrap();
    let hills = Chamber { dir: office };
    hills.put(&colline::files(JUNE), &hills.dir.path().join("file"));
    // The page calls the program as it is found once installed.
    let programs = hills.dir.path().join("programmi");
    std::fs::create_dir(&programs).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_quadratura"), programs.join("quadratura")).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let commands = commands();
    assert!(commands.len() >= 8, "{commands:?}");
    let mut said = Vec::new();
    for line in commands {
        let output = Command::new("sh").args(["-c", line]).current_dir(hills.dir.path()).env("PATH", &path).output();
        let output = output.unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let code = output.status.code().unwrap();
        // 3: done, and somebody should look.
        assert!(matches!(code, 0 | 3), "`{line}` ends with {code}: {text}{}", String::from_utf8_lossy(&output.stderr));
        said.push((line, text));
        if line.contains("--from") {
            hills.answer(include_str!("colline.answers.toml"));
        }
    }
    let of = |begin: &str| said.iter().find(|(line, _)| line.starts_with(begin)).map_or("", |(_, text)| text.as_str());
    assert!(of("quadratura check").contains("è valida") && !of("quadratura check").contains(", riga "), "{said:#?}");
    assert!(of("quadratura run").starts_with("Giugno 2025: emissione 1\n"), "{}", of("quadratura run"));
    assert!(
        of("ls ").contains("monitoraggio-2025-06.xlsx") && of("ls ").contains("prospetto-2025-06.pdf"),
        "{}",
        of("ls ")
    );
    let explained = of("quadratura explain");
    assert!(explained.contains("31,11%") && explained.contains("410001"), "{explained}");
}
