//! `quadratura outbox`: which messages there are, one of them as it travels, and what a person decides about those that
//! did not arrive.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::arguments::{Common, Outbox, OutboxRetry};
use super::exit::Exit;
use super::lines::{self, field};
use super::output::{self, Failure};
use super::summary;
use super::{Answer, opened};
use crate::clock::{Clock as _, Fixed, System};
use crate::config::Config;
use crate::intake::archive;
use crate::italian::counted;
use crate::mail::{Mode, Settings, Tls, transport};
use crate::pipeline::{self, Delivered, Folders, Lock};
use crate::store::{MessageState, QueuedMessage, Store};

/// What became of messages, in words. One that was written as a file, for a trial, has arrived nowhere.
pub(super) struct Words {
    trial: bool,
    outbox: PathBuf,
}

/// What is said of a message, and of several.
type Said = (&'static str, &'static str);

impl Words {
    pub(super) fn of(config: &Config) -> Self {
        Self { trial: config.settings.mail.mode == Mode::Eml, outbox: Folders::of(config).outbox() }
    }

    /// Whether a message became a file: also one of a trial that is over.
    fn is_written(&self, it: &QueuedMessage) -> bool {
        it.state == MessageState::Sent && (self.trial || self.outbox.join(format!("{}.eml", it.id)).is_file())
    }

    fn said(&self, it: &QueuedMessage) -> Said {
        match it.state {
            MessageState::Queued => ("in coda", "in coda"),
            MessageState::Sent if self.is_written(it) => ("scritto in outbox/", "scritti in outbox/"),
            MessageState::Sent => ("consegnato", "consegnati"),
            MessageState::Refused => ("rifiutato", "rifiutati dal server"),
            MessageState::Uncertain => ("incerto", "incerti"),
            MessageState::GivenUp => ("abbandonato", "abbandonati"),
            MessageState::Cancelled => ("annullato", "annullati"),
        }
    }

    /// How one message stands.
    pub(super) fn one(&self, it: &QueuedMessage) -> &'static str {
        self.said(it).0
    }

    /// How many messages stand how: `4 consegnati, 1 in coda`.
    pub(super) fn counts(&self, messages: &[QueuedMessage]) -> String {
        let mut counts: BTreeMap<(MessageState, Said), usize> = BTreeMap::new();
        messages.iter().for_each(|it| *counts.entry((it.state, self.said(it))).or_default() += 1);
        let said = |((_, (one, many)), count): (&(MessageState, Said), &usize)| counted(*count, one, many);
        counts.iter().map(said).collect::<Vec<_>>().join(", ")
    }

    /// How many messages there are; of those that all became files that they did.
    pub(super) fn messages(&self, messages: &[QueuedMessage]) -> String {
        if messages.iter().all(|it| self.is_written(it)) {
            return counted(messages.len(), "messaggio scritto in outbox/", "messaggi scritti in outbox/");
        }
        counted(messages.len(), "messaggio", "messaggi")
    }

    /// The width of a column of these messages' states.
    fn width(&self, messages: &[QueuedMessage]) -> usize {
        messages.iter().map(|it| self.one(it).chars().count()).max().unwrap_or_default().max(STATE_CHARS)
    }
}

/// Letters of a state in a list, and of an id.
const STATE_CHARS: usize = 11;
const ID_CHARS: usize = 48;

pub(super) fn perform(what: &Outbox) -> Answer {
    match what {
        Outbox::List(common) => list(common),
        Outbox::Show { id, common } => show(id, common),
        Outbox::Retry(arguments) => retry(arguments),
        Outbox::Cancel { id, common } => cancel(id, common),
    }
}

fn list(common: &Common) -> Answer {
    let (config, _, store) = opened(&common.config)?;
    let messages = store.messages(None)?;
    if common.json {
        output::print_json(&json!({ "messages": messages.iter().map(json).collect::<Vec<_>>() }))?;
        return Ok(Exit::Done);
    }
    let mut out = String::new();
    let words = Words::of(&config);
    let width = words.width(&messages);
    for it in &messages {
        let begin = format!("{:<width$} ", words.one(it));
        lines::row(
            &mut out,
            &format!("{begin}{:<ID_CHARS$} {}  {}", it.id, it.to, it.subject),
            &begin,
            &[&it.id, &it.to, &it.subject],
        );
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
    Ok(Exit::Done)
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
        None if it.state.waits() => "; si consegna alla prossima occasione".to_owned(),
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
    Ok(Exit::Done)
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
    let words = Words::of(&config);
    let chosen = match &arguments.id {
        Some(id) => vec![known(&store, id)?],
        None => {
            let mut all = store.messages(None)?;
            all.retain(|it| !matches!(it.state, MessageState::Sent | MessageState::Cancelled));
            all
        }
    };
    if let Some(sent) = chosen.iter().find(|it| it.state == MessageState::Sent) {
        let to = if words.is_written(sent) { String::new() } else { format!(" a {}", sent.to) };
        return Err(Failure::usage(format!("il messaggio `{}` è già stato {}{to}", sent.id, words.one(sent))));
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
        let width = words.width(&standing);
        for it in &standing {
            let begin = format!("{:<width$} ", words.one(it));
            lines::row(&mut out, &format!("{begin}{:<ID_CHARS$} {}", it.id, it.to), &begin, &[&it.id, &it.to]);
            if it.state != MessageState::Sent {
                for line in self::standing(it) {
                    let _ = writeln!(out, "            {line}");
                }
            }
        }
        output::print(&out)?;
    }
    Ok(Exit::look_if(standing.iter().any(|it| it.state != MessageState::Sent)))
}

fn cancel(id: &str, common: &Common) -> Answer {
    let config = Config::load(&common.config)?;
    let folders = Folders::of(&config);
    let _lock = Lock::take(&config.root)?;
    let mut store = pipeline::open(&config)?;
    let message = known(&store, id)?;
    if message.state == MessageState::Sent {
        let done = Words::of(&config).one(&message);
        return Err(Failure::usage(format!("il messaggio `{id}` è già stato {done}: non si può più annullare")));
    }
    let cancelled = QueuedMessage { state: MessageState::Cancelled, next_try: None, ..message };
    store.mark_message(&cancelled)?;
    pipeline::record(&folders, &mut store, &|_| Ok(()))?;
    if common.json {
        output::print_json(&json(&cancelled))?;
    } else {
        output::print(&format!("Annullato: `{id}` non sarà mandato a {}.", cancelled.to))?;
    }
    Ok(Exit::Done)
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
pub(super) fn undelivered(out: &mut String, delivered: &Delivered, words: &Words) {
    if let Some(why) = delivered.misconfigured.as_ref().or(delivered.unreachable.as_ref()) {
        field(out, "Posta", &format!("non consegnata: {why}"));
    } else {
        for it in &delivered.failed {
            field(out, "Posta", &format!("{}, {}: {}", words.one(it), it.to, it.answer));
        }
    }
    if let Some(next) = delivered.next_try.filter(|_| delivered.waiting > 0) {
        let waiting = counted(delivered.waiting, "messaggio in coda", "messaggi in coda");
        field(out, "", &format!("{waiting}, si riprova dal {}", summary::instant(next)));
    }
}
