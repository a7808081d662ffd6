//! What a person or a script types. Everything on stdout is Italian, or one JSON object; logs go to stderr, in English.
//!
//! Exit codes: 0 done; 1 failed; 2 usage or configuration; 3 done, and somebody should look; 4 already running.

mod ack;
mod arguments;
mod backup;
mod demo;
mod explain;
mod export;
mod init;
mod jobs;
mod json;
mod look;
mod outbox;
mod output;
mod recover;
mod retry;
mod run;
mod serve;
mod status;
mod summary;
mod unit;

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use arguments::{Command, Common};
use output::Failure;
pub use summary::month as month_summary;

use crate::config::Config;
use crate::pipeline::Folders;
use crate::read;
use crate::store::Store;

/// Runs the program on these arguments, the first being its own name.
pub fn main(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("QUADRATURA_LOG").unwrap_or_else(|_| "warn".into());
    // A second initialisation, in tests, is no failure.
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    let _ = log.try_init();
    let arguments: Vec<_> = arguments.into_iter().collect();
    let wants_json = arguments.iter().any(|argument| argument == "--json");
    let outcome = match arguments::parse(&arguments) {
        Ok(command) => perform(command),
        Err(answer) => answer,
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(failure) => ExitCode::from(failure.report(wants_json)),
    }
}

/// An exit code, or why there is none better.
type Answer = Result<u8, Failure>;

fn perform(command: Command) -> Answer {
    match command {
        Command::Demo { dir } => demo::perform(&dir),
        Command::Run(arguments) => run::perform(&arguments),
        Command::Serve(arguments) => serve::perform(&arguments),
        Command::Init(arguments) => init::perform(&arguments),
        Command::Check(common) => check(&common),
        Command::Read { file, config, layout: _, json: _, suggest: true } => look::suggest(&file, config.as_deref()),
        Command::Read { file, config, layout, json, suggest: false } => {
            look::perform(&file, config.as_deref(), layout.as_deref(), json)
        }
        Command::Retry(arguments) => retry::perform(&arguments),
        Command::Ack(arguments) => ack::perform(&arguments),
        Command::Status(common) => status::perform(&common),
        Command::Backup(arguments) => backup::perform(&arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::Recover(common) => recover::perform(&common),
        Command::Outbox { what } => outbox::perform(&what),
        Command::Export(arguments) => export::perform(&arguments),
        Command::ReadChild { format, bounds } => read_child(&format, &bounds),
        Command::Explain(arguments) => explain::perform(&arguments),
    }
}

/// The hidden half of reading a format whose parser may not be trusted with this process's memory.
fn read_child(format: &str, bounds: &[String]) -> Answer {
    let bounds = read::child::Bounds::parse(bounds)
        .ok_or_else(|| Failure::usage("questo comando lo avvia il programma stesso".to_owned()))?;
    // A parent that is gone needs no answer.
    Ok(u8::from(read::child::serve(format, bounds).is_err()))
}

fn check(common: &Common) -> Answer {
    let config = Config::load(&common.config)?;
    if common.json {
        output::print_json(&json::check(&config))?;
    } else {
        output::print(&summary::check(&config))?;
    }
    Ok(0)
}

/// The configuration and database of a command that changes nothing.
fn opened(config: &Path) -> Result<(Config, Folders, Store), Failure> {
    let config = Config::load(config)?;
    let folders = Folders { root: config.root.clone(), dry_out: None };
    let store = Store::open_looking(&folders.database(), &config.settings.ente.id)?;
    Ok((config, folders, store))
}
