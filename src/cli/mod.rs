//! What a person or a script types. Everything on stdout is Italian, or one JSON object; logs go to stderr, in English.
//! How a command ends is [`exit`].

mod ack;
mod decide;
mod acts;
mod arguments;
mod backup;
mod check;
mod colour;
mod completions;
mod demo;
mod drop_note;
mod exit;
mod explain;
mod export;
mod document;
mod fascicolo;
mod init;
mod jobs;
mod json;
mod lines;
mod look;
mod manual;
mod months;
mod outbox;
mod output;
mod parse;
mod plan;
mod program;
mod recover;
mod retry;
mod run;
mod serve;
mod status;
mod summary;
mod template;
mod terminal;
mod unit;
mod verify;
mod visto;
mod withdraw;

use std::io::IsTerminal as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::ExitCode;

use arguments::Command;
use chrono::{DateTime, Utc};
use exit::Exit;
use output::Failure;
pub use summary::month as month_summary;

use crate::config::Config;
use crate::overview::{self, Heartbeat};
use crate::period::Period;
use crate::pipeline::{self, Folders, Shelves};
use crate::sheets;
use crate::store::Store;

/// Threads that polars may make: a chamber's month needs no more, and a service may not make as many as a large machine
/// has processors.
const THREADS_MAX: usize = 4;

/// Where polars reads how many threads it makes, once, before it makes them.
const THREADS: &str = "POLARS_MAX_THREADS";

/// The program begun again, as the same process, with few threads; nothing where there are few, or somebody said how many.
fn begun_again(arguments: &[std::ffi::OsString], processors: usize) -> Option<std::process::Command> {
    if processors <= THREADS_MAX || std::env::var_os(THREADS).is_some() {
        return None;
    }
    let (name, rest) = arguments.split_first()?;
    let mut command = std::process::Command::new(std::env::current_exe().ok()?);
    command.arg0(name).args(rest).env(THREADS, THREADS_MAX.to_string());
    Some(command)
}

/// Runs the program on these arguments, the first being its own name.
pub fn main(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if let Some(mut command) = begun_again(&arguments, processors) {
        // It comes back only when it could not begin: then it goes on as it is.
        let error = command.exec();
        tracing::debug!(%error, "polars makes as many threads as there are processors");
    }
    program::remember(&arguments);
    terminal::look();
    pipeline::keep_from_others();
    let filter = tracing_subscriber::EnvFilter::try_from_env("QUADRATURA_LOG").unwrap_or_else(|_| "warn".into());
    // A second initialisation, in tests, is no failure.
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    let _ = log.try_init();
    let wants_json = arguments.iter().any(|argument| argument == "--json");
    let outcome = match parse::parse(&arguments) {
        Ok(command) => perform(command),
        Err(answer) => answer,
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => failure.report(wants_json).into(),
    }
}

/// How a command ended, or why it could not be done.
type Answer = Result<Exit, Failure>;

fn perform(command: Command) -> Answer {
    match command {
        Command::Demo { dir } => demo::perform(&dir),
        Command::Run(arguments) => run::perform(&arguments),
        Command::Serve(arguments) => serve::perform(&arguments),
        Command::Init(arguments) => init::perform(&arguments),
        Command::Check(arguments) => check::perform(&arguments),
        Command::Read { file, config, layout: _, json: _, suggest: true } => look::suggest(&file, config.as_deref()),
        Command::Read { file, config, layout, json, suggest: false } => {
            look::perform(&file, config.as_deref(), layout.as_deref(), json)
        }
        Command::Retry(arguments) => retry::perform(&arguments),
        Command::Ack(arguments) => ack::perform(&arguments),
        Command::Decide(arguments) => decide::perform(&arguments),
        Command::Visto(arguments) => visto::perform(&arguments),
        Command::Withdraw(arguments) => withdraw::perform(&arguments),
        Command::Status(arguments) => status::perform(&arguments),
        Command::Backup(arguments) => backup::perform(&arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::Recover(common) => recover::perform(&common),
        Command::Verify(arguments) => verify::perform(&arguments),
        Command::Fascicolo(arguments) => fascicolo::perform(&arguments),
        Command::Documento(arguments) => document::perform(&arguments),
        Command::Template(arguments) => template::perform(&arguments),
        Command::Plan { what } => plan::perform(&what),
        Command::Outbox { what } => outbox::perform(&what),
        Command::Export(arguments) => export::perform(&arguments),
        Command::ReadChild { format, bounds } => read_child(&format, &bounds),
        Command::Explain(arguments) => explain::perform(&arguments),
        Command::Completions { shell } => completions::perform(shell),
        Command::Man { dir } => manual::perform(dir.as_deref()),
        Command::Help { command } => parse::help(&command),
    }
}

/// The hidden half of reading a format whose parser may not be trusted with this process's memory.
fn read_child(format: &str, bounds: &[String]) -> Answer {
    let limits = sheets::Limits::of_child(bounds)
        .ok_or_else(|| Failure::usage("questo comando lo avvia il programma stesso".to_owned()))?;
    // A parent that is gone needs no answer.
    Ok(Exit::failed_if(sheets::child::serve(format, &limits).is_err()))
}

/// The configuration and database of a command that changes nothing.
fn opened(config: &Path) -> Result<(Config, Folders, Store), Failure> {
    let config = Config::load(config)?;
    let folders = Folders::of(&config);
    let store = Store::open_looking(&folders.database(), &config.settings.ente.id)?;
    Ok((config, folders, store))
}

/// Writes how things stand, after what a command has done. That it could not be done is no failure of the command.
fn show(shelves: Shelves<'_>, now: DateTime<Utc>) {
    let heartbeat = Heartbeat::read(&shelves.config.heartbeat);
    if let Err(error) = overview::write(shelves, heartbeat.as_ref(), now) {
        tracing::warn!(error = format!("{error:#}"), "la pagina di come stanno le cose non è aggiornata");
    }
}

/// That there is something to tell of a month: its files came, or it was issued without them.
fn come(period: Period, store: &Store) -> Result<(), Failure> {
    if !store.arrivals_in(period)?.is_empty() || store.last_issue(period)?.is_some() {
        return Ok(());
    }
    let last = store.all_issues()?.last().map(|it| it.period.italian());
    let last = last.map_or_else(String::new, |last| format!(" (l'ultimo emesso è {last})"));
    Err(Failure::usage(format!(
        "di {month} non è arrivato nessun file{last}: prima va eseguito il mese, `{program} run --period {period}`",
        month = period.italian(),
        program = program::name()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_large_machine_the_program_begins_again_with_few_threads() {
        let arguments = ["quadratura", "status", "--json"].map(std::ffi::OsString::from);
        assert!(begun_again(&arguments, THREADS_MAX).is_none());
        let command = begun_again(&arguments, 256).unwrap();
        assert!(command.get_args().eq(["status", "--json"]));
        assert!(command.get_envs().eq([(THREADS.as_ref(), Some("4".as_ref()))]));
    }
}
