//! `quadratura visto`: who answers for the accounts has seen a month, and it goes out.

use super::arguments::VistoArguments;
use super::exit::Exit;
use super::output::{self, Failure};
use super::{Answer, json, show, summary};
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::mail::transport;
use crate::pipeline::{self, Folders, Force, GivenVisto, Hands, Lock, NoVisto, Shelves};

pub(super) fn perform(arguments: &VistoArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let by = arguments.by.trim();
    if by.is_empty() {
        return Err(Failure::usage(
            "chi dà il visto (`--by`) non può essere vuoto: il nome resta scritto nella cartella",
        ));
    }
    let now = arguments.now.unwrap_or_else(|| System.now());
    let folders = Folders::of(&config);
    let _lock = Lock::take_alone(&config.root, "visto", System.now())?;
    let mut store = pipeline::open(&config)?;
    let transport = transport::of(&config.settings.mail, folders.outbox());
    // What lies in the drop folder was not seen.
    let mut hands = Hands::of(&config, &mut store, &*transport, now, &|_| Ok(())).leaving_the_drop_folder();
    let (why, second) = (arguments.why.trim(), arguments.second.trim());
    let force = arguments.force.as_deref().map(|it| Force { finding: it.trim(), why, second });
    let given = GivenVisto { by, note: arguments.note.trim(), force };
    let outcome = pipeline::visto(arguments.period, &given, &mut hands).map_err(|error| {
        match error.downcast_ref::<NoVisto>() {
            Some(none) => Failure::usage(none.to_string()),
            None => error.into(),
        }
    })?;
    show(Shelves { config: &config, folders: &folders, store: &store }, now);
    if arguments.common.json {
        output::print_json(&json::run(&outcome, &config))?;
    } else {
        output::print(&summary::month(&outcome, &config))?;
    }
    Ok(Exit::look_if(outcome.needs_attention()))
}
