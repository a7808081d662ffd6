//! The unit of systemd over a data root: paths as each of its directives wants them written. Refuses to install it.

use std::path::Path;

use anyhow::Context as _;

/// The unit as it is installed; its words in braces are replaced.
const UNIT: &str = include_str!("quadratura.service");

/// The unit for a service over this folder, by this program.
///
/// # Errors
/// When the program does not find itself, or a path holds what no unit can.
pub(super) fn text(root: &Path) -> anyhow::Result<String> {
    let program = std::env::current_exe().context("il programma non trova sé stesso")?;
    Ok(filled(plain(&program)?, plain(root)?))
}

fn filled(program: &str, root: &str) -> String {
    // Quotes, not `\x20`: RequiresMountsFor= and ReadWritePaths= do not know that escape, and LoadCredential= takes what
    // follows the name as it stands.
    let replaced = [
        ("{program}", argument(program)),
        ("{argument}", argument(root)),
        ("{root}", quoted(root)),
        ("{plain}", root.replace('%', "%%")),
        ("{shell}", format!("'{}'", root.replace('\'', r"'\''"))),
    ];
    replaced.iter().fold(UNIT.to_owned(), |unit, (word, value)| unit.replace(word, value))
}

/// A path that a line of text can hold.
fn plain(path: &Path) -> anyhow::Result<&str> {
    let plain = path.to_str().filter(|text| !text.contains(char::is_control));
    plain.with_context(|| format!("nessuna unità di systemd può contenere il percorso `{}`", path.display()))
}

/// Between quotes: a per cent begins a specifier.
fn quoted(path: &str) -> String {
    path.replace('\\', r"\\").replace('"', "\\\"").replace('%', "%%")
}

/// Between quotes, in a command: a dollar begins a variable.
fn argument(path: &str) -> String {
    quoted(path).replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_directive_writes_a_path_in_its_own_way() {
        let unit = filled("/usr/local/bin/quadratura", r#"/srv/le camere/al 100% di $"d'oro""#);
        let lines: Vec<&str> = unit.lines().collect();
        for line in [
            r#"RequiresMountsFor="/srv/le camere/al 100%% di $\"d'oro\"" "/srv/le camere/al 100%% di $\"d'oro\"/drop""#,
            r#"ExecStart="/usr/local/bin/quadratura" serve --config "/srv/le camere/al 100%% di $$\"d'oro\"/config/settings.toml""#,
            r#"LoadCredential=smtp:/srv/le camere/al 100%% di $"d'oro"/config/smtp-password"#,
            r#"ReadWritePaths="/srv/le camere/al 100%% di $\"d'oro\"""#,
            r#"#   chown -R quadratura: '/srv/le camere/al 100% di $"d'\''oro"'"#,
        ] {
            assert!(lines.contains(&line), "{line}\n{unit}");
        }
        assert!(!unit.contains('{'), "{unit}");
        assert!(plain(Path::new("/srv/due\nrighe")).is_err());
    }
}
