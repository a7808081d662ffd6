//! Where a password lies. Refuses to hold one in the settings, and to print one.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

use super::phrases;
use crate::intake;

/// A place where a password lies: an environment variable, a file, or a credential that the service manager hands over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Secret {
    /// `env:NAME`.
    Environment(String),
    /// `file:PATH`: its first line; relative to the settings file.
    File(PathBuf),
    /// `credential:NAME`: a file of this name in `$CREDENTIALS_DIRECTORY`.
    Credential(String),
}

impl TryFrom<String> for Secret {
    type Error = &'static str;

    /// The sentence never repeats what was written: it may be the password itself.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let plain =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
        match text.split_once(':') {
            Some(("env", name)) if plain(name) => Ok(Self::Environment(name.to_owned())),
            Some(("credential", name)) if plain(name) && !name.starts_with('.') => {
                Ok(Self::Credential(name.to_owned()))
            }
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            _ => Err(phrases::PASSWORD_IN_SETTINGS),
        }
    }
}

/// A password in memory: its `Debug` says nothing.
pub(super) struct Password(String);

impl Password {
    /// The password itself, for the login alone.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Secret {
    /// Fetches the password.
    ///
    /// # Errors
    /// An Italian sentence that says what is missing and how to mend it.
    pub(super) fn fetch(&self) -> Result<Password, String> {
        let text = match self {
            Self::Environment(name) => std::env::var(name).map_err(|_| phrases::no_variable(name))?,
            Self::File(path) => intake::read_text(path).map_err(|e| phrases::no_password_file(path, &e))?,
            Self::Credential(name) => {
                let folder = std::env::var_os("CREDENTIALS_DIRECTORY").ok_or_else(|| phrases::no_credentials(name))?;
                let path = PathBuf::from(folder).join(name);
                intake::read_text(&path).map_err(|e| phrases::no_password_file(&path, &e))?
            }
        };
        match without_mark(&text).lines().next() {
            Some(first) if !first.is_empty() => Ok(Password(first.to_owned())),
            _ => Err(phrases::EMPTY_PASSWORD.to_owned()),
        }
    }
}

/// A text without the mark that editors of Windows put before it: nobody sees it, and it is no part of a password.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Result<Secret, &'static str> {
        Secret::try_from(text.to_owned())
    }

    #[test]
    fn a_password_in_the_settings_is_refused_without_being_repeated() {
        for text in ["Segreta123", "env:", "env:A B", "credential:../x", "credential:.x", "file:", "pass:word"] {
            let said = secret(text).unwrap_err();
            assert!(said.contains("credential:NOME") && !said.contains("Segreta"), "{said}");
        }
    }

    #[test]
    fn a_file_gives_its_first_line_and_its_debug_gives_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("smtp");
        std::fs::write(&path, "parola d'ordine\n").unwrap();
        let password = secret(&format!("file:{}", path.display())).unwrap().fetch().unwrap();
        assert_eq!(password.reveal(), "parola d'ordine");
        assert_eq!(format!("{password:?}"), "Password(…)");
        std::fs::write(&path, "\u{feff}parola d'ordine\r\n").unwrap();
        assert_eq!(Secret::File(path.clone()).fetch().unwrap().reveal(), "parola d'ordine", "saved by Windows");
        std::fs::write(&path, "\u{feff}\r\n").unwrap();
        assert!(Secret::File(path.clone()).fetch().unwrap_err().contains("vuota"));
        std::fs::write(&path, "\n").unwrap();
        assert!(Secret::File(path.clone()).fetch().unwrap_err().contains("vuota"));
        std::fs::remove_file(&path).unwrap();
        assert!(Secret::File(path).fetch().unwrap_err().contains("non esiste"));
    }

    #[test]
    fn a_variable_that_is_not_there_is_named() {
        let said = secret("env:QUADRATURA_TEST_NOBODY_SETS_THIS").unwrap().fetch().unwrap_err();
        assert!(said.contains("QUADRATURA_TEST_NOBODY_SETS_THIS"), "{said}");
    }
}
