//! What is wrong with the configuration, where, in our own words.

use std::fmt;
use std::ops::Range;

use super::SETTINGS;

/// A place in a text, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A configuration that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, as given or relative to the settings' folder.
    pub file: String,
    /// Where in it; none when the fault is of the whole file.
    pub at: Option<Position>,
    /// One Italian sentence.
    pub text: String,
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            None => write!(f, "`{}`: {}", self.file, self.text),
            Some(Position { line, column }) => {
                write!(f, "`{}`, riga {line}, colonna {column}: {}", self.file, self.text)
            }
        }
    }
}

impl ConfigError {
    /// A fault of a whole file.
    pub(super) fn of_file(file: &str, text: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at: None, text: text.into() }
    }

    /// A fault of a line, or of the whole file.
    pub(super) fn at_line(file: &str, line: Option<usize>, text: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at: line.map(|line| Position { line, column: 1 }), text: text.into() }
    }

    /// A fault that the TOML reader found.
    pub(super) fn from_toml(file: &str, content: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map(|Range { start, .. }| position(content, start));
        Self { file: file.to_owned(), at, text: in_italian(error.message()) }
    }
}

/// Everything for which a configuration cannot be used; at least one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors {
    first: ConfigError,
    others: Vec<ConfigError>,
}

impl std::error::Error for ConfigErrors {}

impl From<ConfigError> for ConfigErrors {
    fn from(first: ConfigError) -> Self {
        Self { first, others: Vec::new() }
    }
}

/// On one line, for logs and notices: the first, and how many more there are.
impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.others.len() {
            0 => write!(f, "{}", self.first),
            1 => write!(f, "{} (e un altro errore: lo dice `quadratura check`)", self.first),
            more => write!(f, "{} (e altri {more} errori: li dice `quadratura check`)", self.first),
        }
    }
}

impl ConfigErrors {
    /// These errors, each once, in the order of their files.
    ///
    /// # Errors
    /// When there is one.
    pub(super) fn unless_none(errors: Vec<ConfigError>) -> Result<(), Self> {
        let mut each: Vec<ConfigError> = Vec::with_capacity(errors.len());
        for error in errors {
            if !each.contains(&error) {
                each.push(error);
            }
        }
        // The settings first, then file by file, as one reads them.
        let place = |it: &ConfigError| (it.file != SETTINGS, it.file.clone(), it.at.map(|at| (at.line, at.column)));
        each.sort_by_key(place);
        let mut each = each.into_iter();
        each.next().map_or(Ok(()), |first| Err(Self { first, others: each.collect() }))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The same, with each file as it is known to who gave the configuration.
    #[must_use]
    pub fn in_files(mut self, file: impl Fn(&str) -> String) -> Self {
        for error in std::iter::once(&mut self.first).chain(&mut self.others) {
            error.file = file(&error.file);
        }
        self
    }
}

/// Where a byte offset is.
pub(super) fn position(content: &str, offset: usize) -> Position {
    let before = content.get(..offset.min(content.len())).unwrap_or(content);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// The reader's messages have few forms; our own validations speak Italian already and pass unchanged.
fn in_italian(message: &str) -> String {
    let message = message.lines().next().unwrap_or(message);
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let allowed: Vec<&str> = rest.split('`').skip(1).step_by(2).skip(1).collect();
        return match allowed.as_slice() {
            [] => format!("il campo `{}` non esiste", quoted(rest)),
            allowed => format!("il campo `{}` non esiste; i campi ammessi sono {}", quoted(rest), listed(allowed)),
        };
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let allowed: Vec<&str> = rest.split('`').skip(1).step_by(2).skip(1).collect();
        return format!("il valore `{}` non è ammesso; si può scrivere {}", quoted(rest), listed(&allowed));
    }
    if let Some(rest) = message.strip_prefix("missing field ") {
        return format!("manca il campo `{}`", quoted(rest));
    }
    if let Some(rest) = message.strip_prefix("duplicate key") {
        return format!("il campo{} è scritto due volte", rest.split(" in ").next().unwrap_or_default());
    }
    if message.starts_with("invalid type") || message.starts_with("invalid value") {
        let expected = message.rsplit_once("expected ").map_or("", |(_, expected)| expected);
        let wanted = match expected {
            "a string" | "string" => "un testo fra virgolette",
            "a boolean" => "true o false",
            "a sequence" => "un elenco fra parentesi quadre",
            text if text.starts_with("u") || text.starts_with("i") || text.contains("integer") => "un numero intero",
            text if text.starts_with("f") => "un numero",
            text if text.starts_with("struct") || text.contains("map") => "una tabella",
            _ => "un valore di altro tipo",
        };
        return format!("qui serve {wanted}");
    }
    if message.starts_with("wanted string") {
        return "qui serve un testo fra virgolette".to_owned();
    }
    let date =
        ["input is out of range", "input contains invalid characters", "premature end of input", "trailing input"];
    if date.contains(&message) {
        return "qui serve una data che esiste, fra virgolette e nella forma AAAA-MM-GG".to_owned();
    }
    let syntax = [
        "invalid",
        "expected",
        "unclosed",
        "missing",
        "extra",
        "unexpected",
        "string values must",
        "newline",
        "key with",
        "unquoted",
        "bare",
        "too",
        "leading",
    ];
    if syntax.iter().any(|start| message.starts_with(start)) {
        return "il TOML non è scritto correttamente: controllare virgolette, parentesi e segni di uguale".to_owned();
    }
    message.to_owned()
}

/// Why a file cannot be read, in Italian.
#[must_use]
pub fn why_unreadable(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "non esiste".to_owned(),
        ErrorKind::PermissionDenied => "non si può leggere: mancano i permessi; darli all'utente che esegue \
                                        Quadratura, per il file e per le cartelle in cui sta"
            .to_owned(),
        ErrorKind::IsADirectory => "è una cartella, non un file".to_owned(),
        ErrorKind::InvalidInput => "non è un file: mettere al suo posto il file stesso".to_owned(),
        ErrorKind::InvalidData => "non è testo UTF-8: salvarlo di nuovo con questa codifica".to_owned(),
        _ => format!("non si legge ({error})"),
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
