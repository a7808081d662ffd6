//! What systemd needs: a unit that serves any data root, each by an instance of its own, and the user of the service.
//! Refuses to install them.

use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use anyhow::Context as _;

/// The unit as it is installed, but for the path of the program.
const UNIT: &str = include_str!("quadratura@.service");

/// What stands there for the path of the program.
const PROGRAM: &str = "{program}";

/// The file of the unit: it says nothing of a data root, so that one is good for all of a machine.
pub(super) const FILE: &str = "quadratura@.service";

/// What an earlier program wrote in its place: a unit for one data root, which goes on working where it is installed.
pub(super) const FORMER: &str = "quadratura.service";

/// The file of the service's user, for `systemd-sysusers`, and what it says.
pub(super) const USER: (&str, &str) = ("quadratura.sysusers", include_str!("quadratura.sysusers"));

/// The unit for this program.
///
/// # Errors
/// When the program does not find itself, or lies where no unit can name it.
pub(super) fn text() -> anyhow::Result<String> {
    let program = std::env::current_exe().context("il programma non trova sé stesso")?;
    Ok(UNIT.replace(PROGRAM, &quoted(plain(&program)?)))
}

/// The instance that serves a folder: `quadratura@srv-camera`, by the rules of `systemd-escape --path`.
pub(super) fn instance(root: &Path) -> String {
    let mut name = String::from("quadratura@");
    let bytes = root.as_os_str().as_bytes();
    let inner: Vec<&[u8]> = bytes.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).collect();
    for (at, byte) in inner.join(&b'/').into_iter().enumerate() {
        match byte {
            b'/' => name.push('-'),
            b'.' if at == 0 => name.push_str(r"\x2e"),
            _ if byte.is_ascii_alphanumeric() || b":_.".contains(&byte) => name.push(char::from(byte)),
            _ => drop(write!(name, r"\x{byte:02x}")),
        }
    }
    name
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_named_as_a_unit_wants_it() {
        assert_eq!(quoted(r#"/opt/al 100%/"q""#), r#"/opt/al 100%%/\"q\""#);
        assert!(plain(Path::new("/srv/due\nrighe")).is_err());
        let unit = text().unwrap();
        assert!(!unit.contains('{') && unit.contains("\nExecStart=:\"/"), "{unit}");
    }

    #[test]
    fn an_instance_is_named_as_systemd_escapes_paths() {
        for (path, name) in [
            ("/srv/camera", "quadratura@srv-camera"),
            ("/srv//camera/", "quadratura@srv-camera"),
            ("/srv/camera-2", r"quadratura@srv-camera\x2d2"),
            ("/.dati/una.camera", r"quadratura@\x2edati-una.camera"),
            ("/srv/le camere/è", r"quadratura@srv-le\x20camere-\xc3\xa8"),
        ] {
            assert_eq!(instance(Path::new(path)), name);
        }
    }
}
