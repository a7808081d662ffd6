//! How this program was called, for the commands that it proposes: they are copied as they are printed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

static CALLED: OnceLock<String> = OnceLock::new();

/// The variable that says which settings file is meant where `--config` does not.
pub(super) const CONFIG: &str = "QUADRATURA_CONFIG";

static CONFIGURED: OnceLock<PathBuf> = OnceLock::new();

/// Notes by which name the program was called, and whether the environment says its configuration; the first time counts.
pub(super) fn remember(arguments: &[OsString]) {
    let says = |word: &OsString| word.to_str().is_some_and(|it| it == "--config" || it.starts_with("--config="));
    if let Some(path) = of_environment().filter(|_| !arguments.iter().any(says)) {
        let _ = CONFIGURED.set(path);
    }
    let Some(called) = arguments.first() else { return };
    // Cargo tells a program that it runs where its package lies.
    let by_cargo = ["CARGO", "CARGO_MANIFEST_DIR"].iter().all(|name| std::env::var_os(name).is_some());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let searched: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let _ = CALLED.set(typed(Path::new(called), by_cargo, &searched));
}

/// The settings file that the environment says; an empty variable says none.
pub(super) fn of_environment() -> Option<PathBuf> {
    std::env::var_os(CONFIG).filter(|it| !it.is_empty()).map(PathBuf::from)
}

/// The same, where the command was given none of its own.
pub(super) fn configured() -> Option<&'static Path> {
    CONFIGURED.get().map(PathBuf::as_path)
}

/// What one types to call it again from where one stands.
pub(super) fn name() -> &'static str {
    CALLED.get().map_or("quadratura", String::as_str)
}

fn typed(called: &Path, by_cargo: bool, searched: &[PathBuf]) -> String {
    let name = called.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = called.parent().unwrap_or(Path::new(""));
    match folder.to_str() {
        // Cargo calls it by a path from the package's own folder, where it can be asked again.
        Some("target/debug") if by_cargo => "cargo run --".to_owned(),
        Some("target/release") if by_cargo => "cargo run --release --".to_owned(),
        Some("") => quoted(&name),
        _ if searched.iter().any(|it| it == folder) => quoted(&name),
        _ => quoted(&super::summary::shortened(called)),
    }
}

/// A word as a shell takes it whole.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%,=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_proposed_as_it_can_be_typed() {
        let searched = [PathBuf::from("/usr/local/bin")];
        let here = std::env::current_dir().unwrap().join("target/release/quadratura");
        for (called, by_cargo, expected) in [
            ("quadratura", false, "quadratura"),
            ("/usr/local/bin/quadratura", false, "quadratura"),
            ("target/debug/quadratura", true, "cargo run --"),
            ("target/release/quadratura", true, "cargo run --release --"),
            ("target/debug/quadratura", false, "target/debug/quadratura"),
            ("./quadratura", true, "./quadratura"),
            ("/opt/la mia/quadratura", false, "'/opt/la mia/quadratura'"),
            (here.to_str().unwrap(), false, "target/release/quadratura"),
        ] {
            assert_eq!(typed(Path::new(called), by_cargo, &searched), expected, "{called}");
        }
        assert_eq!(quoted("un'altra demo"), r"'un'\''altra demo'");
    }
}
