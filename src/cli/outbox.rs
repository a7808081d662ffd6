//! `quadratura outbox`: which messages there are, one of them as it travels, and what a person decides about those that
//! did not arrive.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::arguments::{Common, Outbox, OutboxRetry};
use super::output::{self, Failure};
use super::summary::{self, field};
use super::{Answer, opened};
use crate::clock::{Clock as _, Fixed, System};
use crate::config::Config;
use crate::intake::archive;
use crate::italian::counted;
use crate::mail::{Mode, Settings, Tls, transport};
use crate::pipeline::{self, Delivered, Folders, Lock};
use crate::store::{MessageState, QueuedMessage, Store};

/// A state, of messages: for people.
pub(super) fn italian(state: &str) -> &str {
    match state {
        "queued" => "in coda",
        "sent" => "consegnati",
        "refused" => "rifiutati dal server",
        "uncertain" => "incerti",
        "given_up" => "abbandonati",
        "cancelled" => "annullati",
        other => other,
    }
}

/// The same of one message.
pub(super) fn italian_of(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "in coda",
        MessageState::Sent => "consegnato",
        MessageState::Refused => "rifiutato",
        MessageState::Uncertain => "incerto",
        MessageState::GivenUp => "abbandonato",
        MessageState::Cancelled => "annullato",
    }
}

pub(super) fn perform(what: &Outbox) -> Answer {
    match what {
        Outbox::List(common) => list(common),
        Outbox::Show { id, common } => show(id, common),
        Outbox::Retry(arguments) => retry(arguments),
        Outbox::Cancel { id, common } => cancel(id, common),
    }
}

fn list(common: &Common) -> Answer {
    let (_, _, store) = opened(&common.config)?;
    let messages = store.messages(None)?;
    if common.json {
        output::print_json(&json!({ "messages": messages.iter().map(json).collect::<Vec<_>>() }))?;
        return Ok(0);
    }
    let mut out = String::new();
    for it in &messages {
        let _ = writeln!(out, "{:<11} {:<48} {}  {}", italian_of(it.state), it.id, it.to, it.subject);
        if it.state != MessageState::Sent {
            for line in standing(it) {
                let _ = writeln!(out, "            {line}");
            }
        }
    }
    if messages.is_empty() {
        out.push_str("Nessun messaggio.");
    }
    output::print(&out)?;
    Ok(0)
}

/// How a message that did not arrive stands: tries and what comes next, then what was answered.
pub(super) fn standing(it: &QueuedMessage) -> Vec<String> {
    let mut lines = Vec::new();
    let tries = match it.failures {
        0 => "mai provato".to_owned(),
        1 => "provato una volta".to_owned(),
        failures => format!("provato {failures} volte"),
    };
    let last = it.tried_at.map_or_else(String::new, |at| format!(", l'ultima il {}", summary::instant(at)));
    let next = match it.next_try {
        Some(at) if it.state.waits() => format!("; si riprova dal {}", summary::instant(at)),
        None if it.state.waits() => "; si consegna al prossimo passaggio".to_owned(),
        _ => String::new(),
    };
    lines.push(format!("{tries}{last}{next}"));
    if !it.answer.is_empty() {
        lines.push(it.answer.clone());
    }
    lines
}

fn show(id: &str, common: &Common) -> Answer {
    let (_, folders, store) = opened(&common.config)?;
    let message = known(&store, id)?;
    let bytes = archive::load(&folders.archive(), message.digest)?;
    if common.json {
        let mut value = json(&message);
        value["content"] = json!(String::from_utf8_lossy(&bytes));
        output::print_json(&value)?;
    } else {
        output::print_bytes(&bytes)?;
    }
    Ok(0)
}

fn known(store: &Store, id: &str) -> Result<QueuedMessage, Failure> {
    let unknown = || Failure::usage(format!("il messaggio `{id}` non c'è: `quadratura outbox list` li elenca"));
    store.message(id)?.ok_or_else(unknown)
}

fn retry(arguments: &OutboxRetry) -> Answer {
    let config = Config::load(&arguments.common.config)?;
    let folders = Folders::of(&config);
    let _lock = Lock::take(&config.root)?;
    let mut store = pipeline::open(&config)?;
    let chosen = match &arguments.id {
        Some(id) => vec![known(&store, id)?],
        None => {
            let mut all = store.messages(None)?;
            all.retain(|it| !matches!(it.state, MessageState::Sent | MessageState::Cancelled));
            all
        }
    };
    if let Some(sent) = chosen.iter().find(|it| it.state == MessageState::Sent) {
        return Err(Failure::usage(format!("il messaggio `{}` è già stato consegnato a {}", sent.id, sent.to)));
    }
    let now = arguments.now.map_or_else(|| System.now(), |now| Fixed(now).now());
    for it in &chosen {
        // What may have been sent stays uncertain until somebody answers.
        let state = if it.state == MessageState::Uncertain { it.state } else { MessageState::Queued };
        store.mark_message(&QueuedMessage { state, queued_at: now, failures: 0, next_try: None, ..it.clone() })?;
    }
    let transport = transport::of(&config.settings.mail, folders.outbox());
    let delivered = pipeline::deliver(&config, &mut store, &*transport, now)?;
    pipeline::record(&folders, &mut store, &|_| Ok(()))?;
    let standing: Vec<QueuedMessage> =
        chosen.iter().filter_map(|it| store.message(&it.id).transpose()).collect::<anyhow::Result<_>>()?;
    if arguments.common.json {
        output::print_json(&json!({
            "messages": standing.iter().map(json).collect::<Vec<_>>(),
            "sent": delivered.sent, "waiting": delivered.waiting,
            "unreachable": delivered.unreachable, "misconfigured": delivered.misconfigured,
        }))?;
    } else {
        let mut out = String::new();
        if standing.is_empty() {
            out.push_str("Nessun messaggio da riprovare.\n");
        }
        for it in &standing {
            let _ = writeln!(out, "{:<11} {:<48} {}", italian_of(it.state), it.id, it.to);
            if it.state != MessageState::Sent {
                for line in self::standing(it) {
                    let _ = writeln!(out, "            {line}");
                }
            }
        }
        output::print(&out)?;
    }
    Ok(if standing.iter().all(|it| it.state == MessageState::Sent) { 0 } else { 3 })
}

fn cancel(id: &str, common: &Common) -> Answer {
    let config = Config::load(&common.config)?;
    let folders = Folders::of(&config);
    let _lock = Lock::take(&config.root)?;
    let mut store = pipeline::open(&config)?;
    let message = known(&store, id)?;
    if message.state == MessageState::Sent {
        return Err(Failure::usage(format!("il messaggio `{id}` è già stato consegnato: non si può più annullare")));
    }
    let cancelled = QueuedMessage { state: MessageState::Cancelled, next_try: None, ..message };
    store.mark_message(&cancelled)?;
    pipeline::record(&folders, &mut store, &|_| Ok(()))?;
    if common.json {
        output::print_json(&json(&cancelled))?;
    } else {
        output::print(&format!("Annullato: `{id}` non sarà mandato a {}.", cancelled.to))?;
    }
    Ok(0)
}

/// A message, for scripts.
pub(super) fn json(it: &QueuedMessage) -> Value {
    json!({
        "id": it.id, "to": it.to, "subject": it.subject, "state": it.state.id(), "period": it.period,
        "issue": it.number.unwrap_or_default(),
        "sha256": it.digest, "answer": it.answer, "queued_at": it.queued_at.to_rfc3339(), "failures": it.failures,
        "tried_at": it.tried_at.map(|at| at.to_rfc3339()), "next_try": it.next_try.map(|at| at.to_rfc3339()),
    })
}

/// How messages leave, for who checks the settings.
pub(super) fn way(mail: &Settings) -> String {
    match (mail.mode, &mail.smtp) {
        (Mode::Smtp, Some(smtp)) => {
            let cipher = if smtp.tls == Tls::Plain { ", senza cifratura" } else { "" };
            let only = match mail.allow.len() {
                0 => String::new(),
                count => format!(", solo a {}", counted(count, "indirizzo o dominio", "indirizzi o domini")),
            };
            format!("dal server {}{cipher}{only}", smtp.place())
        }
        _ => "di prova, ogni messaggio diventa un file in outbox/".to_owned(),
    }
}

/// What a pass could not deliver, told to a person.
pub(super) fn undelivered(out: &mut String, delivered: &Delivered) {
    if let Some(why) = delivered.misconfigured.as_ref().or(delivered.unreachable.as_ref()) {
        field(out, "Posta", &format!("non consegnata: {why}"));
    } else {
        for it in &delivered.failed {
            field(out, "Posta", &format!("{}, {}: {}", italian_of(it.state), it.to, it.answer));
        }
    }
    if let Some(next) = delivered.next_try.filter(|_| delivered.waiting > 0) {
        let waiting = counted(delivered.waiting, "messaggio in coda", "messaggi in coda");
        field(out, "", &format!("{waiting}, si riprova dal {}", summary::instant(next)));
    }
}
