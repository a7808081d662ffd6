//! `quadratura decide`: who answers for the accounts says what becomes of a difference, with a reason that stays written.

use serde_json::json;

use super::Answer;
use super::arguments::DecideArguments;
use super::exit::Exit;
use super::output::{self, Failure};
use super::summary::field;
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::italian::visible_line;
use crate::mail::transport;
use crate::period::italian_date;
use crate::pipeline::{self, ByHand, Folders, Hands, Lock, NoAnswer};
use crate::reconcile;

pub(super) fn perform(arguments: &DecideArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let now = arguments.now.unwrap_or_else(|| System.now());
    let folders = Folders::of(&config);
    let _lock = Lock::take_as(&config.root, "decide", System.now())?;
    let mut store = pipeline::open(&config)?;
    let transport = transport::of(&config.settings.mail, folders.outbox());
    let mut hands = Hands::of(&config, &mut store, &*transport, now, &|_| Ok(()));
    let text = |it: &Option<String>| it.as_deref().unwrap_or_default().trim().to_owned();
    let given = ByHand {
        outcome: arguments.outcome,
        why: arguments.why.trim().to_owned(),
        responsible: text(&arguments.responsible),
        second: text(&arguments.second),
        until: arguments.until,
        note: text(&arguments.note),
    };
    let id = arguments.id.trim().to_ascii_lowercase();
    let by = [text(&arguments.by), pipeline::user()].into_iter().filter(|it| !it.is_empty());
    let by = by.collect::<Vec<_>>().join(", ");
    let answer =
        pipeline::decide(&id, given, &by, &mut hands).map_err(|error| match error.downcast_ref::<NoAnswer>() {
            Some(none) => Failure::usage(none.to_string()),
            None => error.into(),
        })?;
    if arguments.common.json {
        output::print_json(&json!({ "answer": answer }))?;
    } else {
        output::print(&said(&answer))?;
    }
    Ok(Exit::Done)
}

fn said(it: &reconcile::Answer) -> String {
    let mut out = format!("Differenza {}, {} €: {}\n", it.difference, it.cents.italian(), it.outcome.italian());
    field(&mut out, "Motivo", &visible_line(&it.why));
    if let Some(until) = it.until {
        field(&mut out, "Scadenza", &italian_date(until));
    }
    let on = format!("emissione {} di {}", it.issue, it.period.italian());
    field(&mut out, "Risponde a", &format!("{on}; vale finché tipo e importo restano quelli"));
    field(&mut out, "Cartella", "la prossima emissione del mese la mostra; `quadratura run` la prepara subito");
    out
}
