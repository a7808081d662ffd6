//! What a person or a script types. Everything on stdout is Italian, or one JSON object; logs go to stderr, in English.
//!
//! Exit codes: 0 done; 1 failed; 2 usage or configuration; 3 done, and somebody should look; 4 already running.

mod arguments;
mod demo;
mod explain;
mod export;
mod json;
mod look;
mod outbox;
mod output;
mod retry;
mod status;
mod summary;

use std::path::Path;
use std::process::ExitCode;

use arguments::{Command, Common, RunArguments};
use chrono::{DateTime, Utc};
use output::Failure;
pub use summary::month as month_summary;

use crate::calendar;
use crate::clock::{Clock, Fixed, System};
use crate::config::{self, Config};
use crate::mail::{EmlFolder, Transport, transport};
use crate::period::Period;
use crate::pipeline::{self, Folders, Lock, Options, Step};
use crate::read;
use crate::store::Store;

/// Runs the program on these arguments, the first being its own name.
pub fn main(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("QUADRATURA_LOG").unwrap_or_else(|_| "warn".into());
    // A second initialisation, in tests, is no failure.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
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
        Command::Run(arguments) => run(&arguments),
        Command::Check(common) => check(&common),
        Command::Read { file, config, layout: _, json: _, suggest: true } => look::suggest(&file, config.as_deref()),
        Command::Read { file, config, layout, json, suggest: false } => {
            look::perform(&file, config.as_deref(), layout.as_deref(), json)
        }
        Command::Retry(arguments) => retry::perform(&arguments),
        Command::Status(common) => status::perform(&common),
        Command::Outbox { what } => outbox::perform(&what),
        Command::Export(arguments) => export::perform(&arguments),
        Command::ReadChild { format, bounds } => read_child(&format, &bounds),
        Command::Explain(arguments) => explain::perform(&arguments),
    }
}

fn run(arguments: &RunArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let clock: Box<dyn Clock> = match &arguments.now {
        Some(now) => Box::new(Fixed(*now)),
        None => Box::new(System),
    };
    let period = arguments.period.unwrap_or_else(|| due_period(clock.now(), arguments.nightly));
    let folders = Folders { root: config.root.clone(), dry_out: arguments.out.clone() };
    if let Some(out) = &arguments.out {
        let out = config::normal(&std::path::absolute(out).unwrap_or_else(|_| out.clone()));
        let own = ["drop", "archive", "reports", "outbox"].iter().any(|name| out.starts_with(config.root.join(name)));
        if own || out == config.root {
            return Err(Failure::usage("una prova non può scrivere fra i dati veri: scegliere un'altra --out"));
        }
    }
    let options = Options { nightly: arguments.nightly, dry_run_out: arguments.out.clone(), settled_scans: 1 };
    let (mut store, _lock) = if arguments.out.is_some() {
        (Store::open_dry(&folders.database(), &config.settings.ente.id)?, None)
    } else {
        let lock = Lock::take(&config.root)?;
        (Store::open(&folders.database(), &config.settings.ente.id)?, Some(lock))
    };
    let progress = output::Progress::start(period);
    let witness = |step: Step<'_>| {
        progress.show(step);
        Ok(())
    };
    let transport: Box<dyn Transport> = match &arguments.out {
        Some(_) => Box::new(EmlFolder::replacing(folders.outbox())),
        None => transport::of(&config.settings.mail, folders.outbox()),
    };
    let outcome = pipeline::run(period, &config, &mut store, clock.as_ref(), &*transport, &options, &witness)?;
    drop(progress);
    if arguments.common.json {
        output::print_json(&json::run(&outcome, &config))?;
    } else {
        output::print(&summary::month(&outcome, &config))?;
    }
    Ok(if outcome.needs_attention() { 3 } else { 0 })
}

/// The month that a run without `--period` is for: the one before, or at night the current one.
fn due_period(now: DateTime<Utc>, nightly: bool) -> Period {
    let before = calendar::month_before(now);
    if nightly { before.next() } else { before }
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
    let store = Store::open_dry(&folders.database(), &config.settings.ente.id)?;
    Ok((config, folders, store))
}
