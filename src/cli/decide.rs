//! `quadratura decide`: who answers for the accounts says what becomes of a difference or a problem, or what an indicator comes from,
//! with a reason that stays written.

use serde_json::json;

use super::Answer;
use super::arguments::DecideArguments;
use super::exit::Exit;
use super::lines::field;
use super::output::{self, Failure};
use crate::clock::{Clock as _, System};
use crate::config::Config;
use crate::italian::visible_line;
use crate::mail::transport;
use crate::period::italian_date;
use crate::pipeline::{self, Folders, Hands, Lock, NoAnswer, Said, Who};
use crate::reconcile::{self, Subject};

pub(super) fn perform(arguments: &DecideArguments) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let now = arguments.now.unwrap_or_else(|| System.now());
    let folders = Folders::of(&config);
    let _lock = Lock::take_as(&config.root, "decide", System.now())?;
    let mut store = pipeline::open(&config)?;
    let transport = transport::of(&config.settings.mail, folders.outbox());
    let mut hands = Hands::of(&config, &mut store, &*transport, now, &|_| Ok(()));
    let text = |it: &Option<String>| it.as_deref().unwrap_or_default().trim().to_owned();
    let given = Said {
        outcome: arguments.outcome,
        why: text(if arguments.outcome.is_some() { &arguments.why } else { &arguments.cause }),
        action: text(&arguments.action),
        responsible: text(&arguments.responsible),
        second: text(&arguments.second),
        until: arguments.until,
        note: text(&arguments.note),
    };
    let who = Who { name: text(&arguments.by), user: pipeline::user() };
    let id = arguments.id.trim().to_ascii_lowercase();
    let answer =
        pipeline::decide(&id, given, &who, &mut hands).map_err(|error| match error.downcast_ref::<NoAnswer>() {
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
    let (title, holds) = match &it.subject {
        Subject::Difference { id, cents, .. } => {
            let title = format!("Differenza {id}, {} €: {}", cents.italian(), it.outcome_said());
            (title, "vale finché tipo e importo restano quelli")
        }
        Subject::Problem { id, text } => {
            let title = format!("Anomalia {id}, «{}»: {}", visible_line(text), it.outcome_said());
            (title, "vale finché il testo resta quello; nessuna cifra cambia")
        }
        Subject::Indicator { id, value, .. } => {
            (format!("Indicatore {id}, {value}"), "vale finché valore e stato restano quelli")
        }
    };
    let mut out = format!("{title}\n");
    let is_indicator = matches!(it.subject, Subject::Indicator { .. });
    field(&mut out, if is_indicator { "Causa" } else { "Motivo" }, &visible_line(&it.why));
    field(&mut out, "Azione", &visible_line(&it.action));
    if let Some(until) = it.until {
        field(&mut out, "Scadenza", &italian_date(until));
    }
    let on = format!("emissione {} di {}", it.issue, it.period.italian());
    field(&mut out, "Risponde a", &format!("{on}; {holds}"));
    field(&mut out, "Cartella", "la prossima emissione del mese la mostra; `quadratura run` la prepara subito");
    out
}
