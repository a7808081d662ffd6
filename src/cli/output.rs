//! How answers and failures leave the program.

use std::io::{BufWriter, ErrorKind, IsTerminal as _};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::{Value, json};

use super::exit::Exit;
use super::program::{self, quoted};
use super::{colour, lines, terminal};
use crate::config::{ConfigError, ConfigErrors};
use crate::italian::{self, visible, visible_line};
use crate::period::Period;
use crate::pipeline::{Cause, Foreign, Locked, Step, failure};

/// Why a command could not be done.
#[derive(Debug)]
pub(super) enum Failure {
    /// The arguments, or a path given in them.
    Usage(String),
    /// The configuration.
    Config(ConfigErrors),
    /// Everything else.
    Failed(anyhow::Error),
}

impl From<ConfigErrors> for Failure {
    fn from(error: ConfigErrors) -> Self {
        Self::Config(error)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl Failure {
    pub(super) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    /// Says it, as JSON on stdout or as a sentence on stderr.
    pub(super) fn report(&self, as_json: bool) -> Exit {
        let (exit, code, text) = match self {
            Self::Config(errors) => return refused(errors, as_json),
            Self::Usage(text) => (Exit::Wrong, "cli.usage", text.clone()),
            Self::Failed(error) if error.is::<Locked>() => (Exit::Busy, "pipeline.locked", failure(error).sentence()),
            Self::Failed(error) if error.is::<Foreign>() => (Exit::Wrong, "cli.usage", as_owner(error)),
            Self::Failed(error) => match failure(error) {
                it if it.cause == Cause::Other => (Exit::Failed, "pipeline.failed", it.text),
                it => (Exit::Failed, "pipeline.failed", it.sentence()),
            },
        };
        if as_json {
            let error = json!({ "code": code, "text": text, "file": null, "line": null, "column": null });
            // Nothing can be said of a stdout that is closed.
            let _ = print_json(&json!({ "error": error }));
        } else {
            complain(&text);
        }
        exit
    }
}

/// A configuration that cannot be used: everything for which it cannot, one line each.
fn refused(errors: &ConfigErrors, as_json: bool) -> Exit {
    if as_json {
        let shown = |it: &ConfigError| {
            json!({
                "code": "config.invalid",
                "text": format!("{}{}", it.text, said_by(it)),
                "file": it.file,
                "line": it.at.map(|at| at.line),
                "column": it.at.map(|at| at.column),
            })
        };
        let all: Vec<Value> = errors.iter().map(shown).collect();
        let _ = print_json(&json!({ "error": all.first(), "errors": all }));
    } else {
        for error in errors.iter() {
            complain(&format!("{error}{}", said_by(error)));
        }
    }
    Exit::Wrong
}

/// Who said the path of a settings file that cannot be read, where it was not the command.
fn said_by(error: &ConfigError) -> String {
    let is_it =
        error.at.is_none() && program::configured().is_some_and(|path| *error.file == *path.display().to_string());
    if is_it { format!(" (il percorso lo dice la variabile d'ambiente {})", program::CONFIG) } else { String::new() }
}

/// Why root may not do it, and the same command as the owner gives it.
fn as_owner(error: &anyhow::Error) -> String {
    let owner = error.downcast_ref::<Foreign>().map_or("", |it| &it.owner);
    // Another user has another environment.
    let configured =
        program::configured().into_iter().flat_map(|path| ["--config".into(), path.as_os_str().to_owned()]);
    let words = std::env::args_os().skip(1).chain(configured).map(|word| quoted(&word.to_string_lossy()));
    let words: Vec<String> = std::iter::once(quoted(owner)).chain(["quadratura".to_owned()]).chain(words).collect();
    format!("{error}, con `sudo -u {}`", words.join(" "))
}

/// Prints a text, with one line end after it; on a terminal as wide as that is, and with its colours.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let text = visible(text.trim_end());
    let text = terminal::columns().map_or_else(|| text.clone(), |columns| lines::fitted(&text, columns));
    whole(if terminal::shows_colours() { colour::painted(&text) } else { text })
}

/// Prints a text whose lines are read by programs, or copied, whatever the terminal.
pub(super) fn print_whole(text: &str) -> anyhow::Result<()> {
    whole(visible(text.trim_end()))
}

fn whole(mut text: String) -> anyhow::Result<()> {
    text.push('\n');
    write_closed_is_done(&mut std::io::stdout().lock(), text.as_bytes())
}

/// Complains on stderr, as wide as that is.
fn complain(text: &str) {
    let text = format!("quadratura: {}", visible(text));
    let text = terminal::columns_of_errors().map_or_else(|| text.clone(), |columns| lines::fitted(&text, columns));
    eprintln!("{}", if terminal::shows_colours_of_errors() { colour::complaint(&text) } else { text });
}

/// Prints bytes as they are; to a terminal as text.
pub(super) fn print_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        // The mark by which a file is known as UTF-8 says nothing to a terminal.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        return write_closed_is_done(&mut out, visible(text).as_bytes());
    }
    write_closed_is_done(&mut out, bytes)
}

/// Prints one JSON object.
pub(super) fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    // Written as it is made: what a large month says is not held as text too.
    let mut out = BufWriter::new(Escaping(std::io::stdout().lock()));
    match serde_json::to_writer_pretty(&mut out, value) {
        Ok(()) => write_closed_is_done(&mut out, b"\n"),
        Err(e) if e.io_error_kind() == Some(ErrorKind::BrokenPipe) => Ok(()),
        Err(e) => Err(e).context("non si scrive sull'uscita"),
    }
}

/// Writes JSON so that a terminal shows it: characters that would act on it are escaped, which changes no value.
struct Escaping<W>(W);

impl<W: std::io::Write> std::io::Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // A character that the buffer cuts in two is written with what comes next.
        let whole = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) if e.valid_up_to() > 0 => std::str::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default(),
            Err(_) => {
                self.0.write_all(bytes)?;
                return Ok(bytes.len());
            }
        };
        let mut rest = whole;
        while let Some(at) = rest.find(italian::acts) {
            self.0.write_all(&rest.as_bytes()[..at])?;
            let mut acting = rest[at..].chars();
            for unit in acting.next().into_iter().flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec()) {
                write!(self.0, "\\u{unit:04x}")?;
            }
            rest = acting.as_str();
        }
        self.0.write_all(rest.as_bytes())?;
        Ok(whole.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// A reader that went away (`| head`) has what it wanted.
fn write_closed_is_done(out: &mut impl std::io::Write, bytes: &[u8]) -> anyhow::Result<()> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("non si scrive sull'uscita"),
    }
}

/// A line of progress on stderr while a terminal is attached; nothing otherwise.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    /// For the month of this number among several.
    pub(super) fn counted(period: Period, number: usize, count: usize) -> Self {
        let progress = Self::start(period);
        if let Self(Some(bar)) = &progress {
            bar.set_prefix(format!("{} ({number} di {count})", period.italian()));
        }
        progress
    }

    pub(super) fn start(period: Period) -> Self {
        Self::titled(period.italian())
    }

    /// For work that is of no month.
    pub(super) fn titled(title: String) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(title);
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        Self(Some(bar))
    }

    /// That a file is being looked at, of so many.
    pub(super) fn looking_at(&self, name: &str, number: usize, count: usize) {
        if let Some(bar) = &self.0 {
            bar.set_message(format!("{number} di {count}, {}", visible_line(name)));
        }
    }

    pub(super) fn show(&self, step: Step<'_>) {
        let Some(bar) = &self.0 else { return };
        let named = |what: &str, name: &str| bar.set_message(format!("{what} {}", visible_line(name)));
        match step {
            Step::Claimed(name) => named("prendo", name),
            Step::Reading(name) => named("leggo", name),
            Step::Computing => bar.set_message("quadro i conti e abbino le righe"),
            Step::Kept => bar.set_message("registro il mese"),
            Step::Committed => bar.set_message("consegno cartella e messaggi"),
            Step::Withdrawn(name) | Step::Moved(name) | Step::Settled(name) => named("ripongo", name),
            Step::TakenAway(name) => named("tolgo", name),
            Step::Published(name) => named("pubblico", name),
            Step::Recorded => bar.set_message("annoto nell'archivio"),
            Step::Verifying => bar.set_message("verifico"),
            Step::CarriedOut => bar.set_message("fatto"),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
