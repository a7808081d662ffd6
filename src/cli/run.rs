//! `quadratura run`: one month, or several one after the other.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::arguments::RunArguments;
use super::exit::Exit;
use super::output::{self, Failure, Progress};
use super::{Answer, json, lines, months, show, summary};
use crate::calendar;
use crate::clock::{Clock, Fixed, System};
use crate::config::{self, Config};
use crate::italian::counted;
use crate::mail::{EmlFolder, Transport, transport};
use crate::period::Period;
use crate::pipeline::{self, Folders, Hands, Lock, Outcome, Shelves, Step};
use crate::store::Store;

pub(super) fn perform(arguments: &RunArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let clock: Box<dyn Clock> = match &arguments.now {
        Some(now) => Box::new(Fixed(*now)),
        None => Box::new(System),
    };
    if let (Some(from), Some(to)) = (arguments.from, arguments.to) {
        return several(from, to, arguments, &config, clock.as_ref());
    }
    let period = arguments.period.unwrap_or_else(|| due_period(clock.now(), arguments.nightly));
    let folders = Folders { dry_out: arguments.out.clone(), ..Folders::of(&config) };
    arguments.out.as_deref().map_or(Ok(()), |out| refuse_own(out, &config))?;
    let (mut store, _lock) = if arguments.out.is_some() {
        let store = Store::open_dry(&folders.database(), &config.settings.ente.id)?;
        if let Some(behind) = pipeline::behind(&folders, &store)? {
            return Err(anyhow::Error::from(behind).into());
        }
        (store, None)
    } else {
        let lock = Lock::take_alone(&config.root, "run", System.now())?;
        (pipeline::open(&config)?, Some(lock))
    };
    // Where the calendar says the month too, a month whose files have not come is told as such.
    let by_calendar = arguments.period.is_none() || arguments.nightly && period == calendar::month_of(clock.now());
    if !by_calendar && !arguments.empty {
        months::plausible(&[period], Shelves { config: &config, folders: &folders, store: &store }, clock.now())?;
    }
    let progress = Progress::start(period);
    let witness = |step: Step<'_>| {
        progress.show(step);
        Ok(())
    };
    let transport: Box<dyn Transport> = match &arguments.out {
        Some(_) => Box::new(EmlFolder::replacing(folders.outbox())),
        None => transport::of(&config.settings.mail, folders.outbox()),
    };
    let mut hands = Hands::of(&config, &mut store, &*transport, clock.now(), &witness);
    if let Some(out) = &arguments.out {
        hands = hands.trying(out.clone());
    }
    let pass = if arguments.nightly { pipeline::night } else { pipeline::issue };
    let outcome = pass(period, &mut hands)?;
    drop(progress);
    show(Shelves { config: &config, folders: &folders, store: &store }, clock.now());
    if arguments.common.json {
        output::print_json(&json::run(&outcome, &config))?;
    } else {
        output::print(&summary::month(&outcome, &config))?;
    }
    Ok(Exit::look_if(outcome.needs_attention()))
}

/// Refuses a trial that would write among the data.
fn refuse_own(out: &Path, config: &Config) -> Result<(), Failure> {
    let out = config::normal(&std::path::absolute(out).unwrap_or_else(|_| out.to_owned()));
    let own = ["drop", "archive", "reports", "outbox"].iter().any(|name| out.starts_with(config.root.join(name)));
    if own || out == config.root {
        return Err(Failure::usage("una prova non può scrivere fra i dati veri: scegliere un'altra --out"));
    }
    Ok(())
}

/// The month that a run without `--period` is for: the one before, or at night the current one.
fn due_period(now: DateTime<Utc>, nightly: bool) -> Period {
    let before = calendar::month_before(now);
    if nightly { before.next() } else { before }
}

/// Every month from the first to the last, each told as soon as it is done. What was issued before stays as it is, so
/// the same command takes up what was interrupted.
fn several(from: Period, to: Period, arguments: &RunArguments, config: &Config, clock: &dyn Clock) -> Answer {
    if from > to {
        return Err(Failure::usage(format!("`--from {from}` viene dopo `--to {to}`: scambiarli")));
    }
    let months: Vec<Period> = std::iter::successors(Some(from), |month| (*month < to).then(|| month.next())).collect();
    let folders = Folders::of(config);
    let _lock = Lock::take_alone(&config.root, "run", System.now())?;
    let mut store = pipeline::open(config)?;
    if !arguments.empty {
        months::plausible(&months, Shelves { config, folders: &folders, store: &store }, clock.now())?;
    }
    let as_json = arguments.common.json;
    let transport = transport::of(&config.settings.mail, folders.outbox());
    let (mut runs, mut attention) = (Vec::new(), false);
    for (number, month) in (1..).zip(&months) {
        let needed = needed_before(*month, &store)?;
        let progress = Progress::counted(*month, number, months.len());
        let witness = |step: Step<'_>| {
            progress.show(step);
            Ok(())
        };
        // One run, however many months: what they have to tell is told with the last.
        let mut hands = Hands::of(config, &mut store, &*transport, clock.now(), &witness).going_on_to(to);
        if number < months.len() {
            hands = hands.keeping_digests();
        }
        let done = pipeline::issue(*month, &mut hands);
        drop(progress);
        // Nobody reads between two months of a run how things stand.
        if number == months.len() || done.is_err() {
            show(Shelves { config, folders: &folders, store: &store }, clock.now());
        }
        if done.is_err() {
            // What the months before it had to tell does not wait for the one that failed.
            pipeline::tell_kept(config, &mut store, clock.now())?;
        }
        let outcome = done.map_err(|error| {
            let left = months.len() - number + 1;
            let left = counted(left, "mese da eseguire", "mesi da eseguire");
            error.context(format!("{}: restano {left}, si riprende con lo stesso comando", month.italian()))
        })?;
        attention |= outcome.needs_attention();
        if as_json {
            runs.push(with_needs(&json::run(&outcome, config), needed)?);
        } else {
            output::print(&told(&outcome, config, needed))?;
        }
    }
    if as_json {
        output::print_json(&json!({ "ente": config.settings.ente.id, "from": from, "to": to, "runs": runs }))?;
    }
    Ok(Exit::look_if(attention))
}

/// The month that this one leans on, when it was never issued: open differences are carried from there, and trends
/// begin there. January leans on none.
fn needed_before(month: Period, store: &Store) -> anyhow::Result<Option<Period>> {
    if month.month() == 1 {
        return Ok(None);
    }
    let before = month.previous();
    Ok(store.last_issue(before)?.is_none().then_some(before))
}

fn with_needs(run: &json::Run<'_>, needed: Option<Period>) -> anyhow::Result<Value> {
    let mut run = serde_json::to_value(run)?;
    run["needs"] = json!(needed.into_iter().collect::<Vec<_>>());
    Ok(run)
}

fn told(outcome: &Outcome, config: &Config, needed: Option<Period>) -> String {
    let mut out = format!("\n{}", summary::month(outcome, config));
    // What was passed over is said of every run.
    if let Some(before) = needed.filter(|_| outcome.month.never_issued.is_empty()) {
        let text = format!(
            "si appoggia a {}, che non è mai stato emesso: differenze riportate e andamenti cominciano da qui; per averli: \
             run --from {before} --to {}",
            before.italian(),
            outcome.period
        );
        lines::field(&mut out, "Prima", &text);
    }
    out
}
