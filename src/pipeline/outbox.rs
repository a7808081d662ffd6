//! Delivery: what is due is handed to the transport, and what becomes of each message is written down at once.
//! One bad message never holds up the others; a server that is not there is not asked for each of them.

use std::collections::BTreeSet;

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::failure::failure;
use super::folders::Folders;
use super::phrases;
use crate::calendar;
use crate::config::Config;
use crate::intake::archive;
use crate::mail::{self, Delivery, Message, Mode, Notice, Transport};
use crate::store::{Filed, MessageState, Pass, QueuedMessage, Store};

/// Conversations in a row that break off before the rest is left to a later delivery.
const BROKEN_MAX: usize = 3;

/// What a delivery did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Messages handed over.
    pub sent: usize,
    /// Messages that failed in this delivery, as they stand now.
    pub failed: Vec<QueuedMessage>,
    /// The names of those among them that the archive does not give back.
    pub damaged: BTreeSet<String>,
    /// Why the rest was not tried, when the server was not there.
    pub unreachable: Option<String>,
    /// Why the rest was not tried, when somebody has to mend the settings.
    pub misconfigured: Option<String>,
    /// Messages that wait for a later delivery.
    pub waiting: usize,
    /// When the first of them may be tried.
    pub next_try: Option<DateTime<Utc>>,
}

impl Delivered {
    /// This delivery and a later one of the same pass, told as one.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        let failed = self.failed.into_iter().filter(|it| later.failed.iter().all(|other| other.id != it.id));
        let failed = failed.chain(later.failed.clone()).collect();
        let damaged = self.damaged.union(&later.damaged).cloned().collect();
        Self { sent: self.sent + later.sent, failed, damaged, ..later }
    }

    /// Counts what waits now.
    pub(super) fn count_waiting(&mut self, store: &Store, now: DateTime<Utc>) -> anyhow::Result<()> {
        let waiting: Vec<QueuedMessage> = store.messages(None)?.into_iter().filter(|it| it.state.waits()).collect();
        self.waiting = waiting.len();
        self.next_try = waiting.iter().map(|it| it.next_try.unwrap_or(now)).min();
        Ok(())
    }

    /// Whether the server was given up for this run.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.unreachable.is_some() || self.misconfigured.is_some()
    }

    /// Whether a person has to do something: settings, the archive, or a message that nobody will receive.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        let lost = |it: &QueuedMessage| matches!(it.state, MessageState::Refused | MessageState::GivenUp);
        self.misconfigured.is_some() || !self.damaged.is_empty() || self.failed.iter().any(lost)
    }
}

/// Hands over every message that is due at `now`, the oldest first, and tells the operator by mail of those that nobody
/// will receive, and of those that the archive does not give back. The caller holds the [`Lock`](super::Lock) of the data root.
///
/// # Errors
/// When disk or database fail. What servers answer is in the outcome.
pub fn deliver(
    config: &Config,
    store: &mut Store,
    transport: &dyn Transport,
    now: DateTime<Utc>,
) -> anyhow::Result<Delivered> {
    let folders = Folders::of(config);
    let mut delivered = Delivered::default();
    round(config, &folders, store, transport, now, &mut delivered)?;
    // Told also while no server is there: the notice waits with the rest.
    if tell_of_failed(config, &folders, store, &delivered, now)? && !delivered.stopped() {
        round(config, &folders, store, transport, now, &mut delivered)?;
    }
    transport.close();
    delivered.count_waiting(store, now)?;
    Ok(delivered)
}

/// Whether a message is to be tried at an instant. A try of the future was made by a clock that was ahead: nobody waits for
/// what comes after it.
fn is_due(it: &QueuedMessage, now: DateTime<Utc>) -> bool {
    it.state.waits() && (it.next_try.is_none_or(|next| next <= now) || it.tried_at.is_some_and(|tried| tried > now))
}

fn round(
    config: &Config,
    folders: &Folders,
    store: &Store,
    transport: &dyn Transport,
    now: DateTime<Utc>,
    delivered: &mut Delivered,
) -> anyhow::Result<()> {
    let settings = &config.settings.mail;
    let mut due: Vec<QueuedMessage> = store.messages(None)?.into_iter().filter(|it| is_due(it, now)).collect();
    due.sort_by(|a, b| (a.queued_at, &a.id).cmp(&(b.queued_at, &b.id)));
    let mut broken = 0;
    for mut it in due {
        if settings.mode == Mode::Smtp && !settings.allows(&it.to) {
            it.state = MessageState::Cancelled;
            it.answer = phrases::not_allowed(&it.to);
            store.mark_message(&it)?;
            continue;
        }
        if let Some(why) = delivered.unreachable.clone().or_else(|| delivered.misconfigured.clone()) {
            // The server was asked once for all of them.
            fail(settings, store, it, &why, now, delivered)?;
            continue;
        }
        if broken == BROKEN_MAX {
            continue;
        }
        let bytes = match archive::load(&folders.archive(), it.digest) {
            Ok(bytes) => bytes,
            Err(error) => {
                // It fails alone, and is tried again: somebody may put the file back.
                delivered.damaged.insert(it.id.clone());
                fail(settings, store, it, &failure(&error).text, now, delivered)?;
                continue;
            }
        };
        let message =
            Message { id: it.id.clone(), to: it.to.clone(), from: it.from.clone(), subject: it.subject.clone(), bytes };
        let before = it.state;
        store.mark_begun(&it.id)?;
        let delivery = transport.send(&message).unwrap_or_else(|error| {
            tracing::debug!(message = message.id, error = format!("{error:#}"), "message not handed over");
            Delivery::Deferred(failure(&error).sentence())
        });
        broken = if matches!(delivery, Delivery::Interrupted(_) | Delivery::Uncertain(_)) { broken + 1 } else { 0 };
        match delivery {
            Delivery::Sent => {
                it = QueuedMessage {
                    state: MessageState::Sent,
                    answer: String::new(),
                    tried_at: Some(now),
                    next_try: None,
                    ..it
                };
                store.mark_message(&it)?;
                delivered.sent += 1;
            }
            Delivery::Refused(answer) => {
                it = QueuedMessage {
                    state: MessageState::Refused,
                    answer,
                    failures: it.failures + 1,
                    tried_at: Some(now),
                    next_try: None,
                    ..it
                };
                store.mark_message(&it)?;
                delivered.failed.push(it);
            }
            Delivery::Uncertain(answer) => {
                it.state = MessageState::Uncertain;
                fail(settings, store, it, &answer, now, delivered)?;
            }
            // What may have been sent once stays so, whatever a later try was answered.
            Delivery::Deferred(answer) | Delivery::Interrupted(answer) => {
                it.state = before;
                fail(settings, store, it, &answer, now, delivered)?;
            }
            Delivery::Unreachable(answer) => {
                it.state = before;
                delivered.unreachable = Some(answer.clone());
                fail(settings, store, it, &answer, now, delivered)?;
            }
            Delivery::Misconfigured(answer) => {
                it.state = before;
                tracing::error!(answer, "mail settings refused");
                delivered.misconfigured = Some(answer.clone());
                fail(settings, store, it, &answer, now, delivered)?;
            }
        }
    }
    Ok(())
}

/// A try that failed and may be repeated: when, or never again.
fn fail(
    settings: &mail::Settings,
    store: &Store,
    mut it: QueuedMessage,
    answer: &str,
    now: DateTime<Utc>,
    delivered: &mut Delivered,
) -> anyhow::Result<()> {
    it.failures += 1;
    it.tried_at = Some(now);
    it.next_try = settings.retry.next_try(it.failures, it.queued_at, now);
    it.answer = answer.to_owned();
    if it.next_try.is_none() {
        it.answer = phrases::given_up(it.failures, answer, it.state == MessageState::Uncertain);
        it.state = MessageState::GivenUp;
    }
    store.mark_message(&it)?;
    delivered.failed.push(it);
    Ok(())
}

/// Queues a notice of the messages that nobody will receive, and one of those that the archive does not give back, those
/// to the operator himself aside; whether there is a new one.
fn tell_of_failed(
    config: &Config,
    folders: &Folders,
    store: &mut Store,
    delivered: &Delivered,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let others = delivered.failed.iter().filter(|it| !mail::is_notice(&it.id));
    let (lost, waiting): (Vec<_>, Vec<_>) = others.partition(|it| !it.state.waits());
    let lost: Vec<String> = lost.iter().map(|it| phrases::lost_message(&it.subject, &it.answer)).collect();
    let damaged = waiting.iter().filter(|it| delivered.damaged.contains(&it.id));
    let damaged: Vec<String> = damaged.map(|it| phrases::damaged_message(&it.id, &it.to, &it.answer)).collect();
    let mut any = false;
    if !lost.is_empty() {
        any |= queue_notice(config, folders, store, &phrases::lost_messages(lost), now)?;
    }
    if !damaged.is_empty() {
        any |= queue_notice(config, folders, store, &phrases::damaged_messages(damaged), now)?;
    }
    Ok(any)
}

/// The notice, composed for each operator.
fn notices(config: &Config, notice: &Notice, now: DateTime<Utc>) -> anyhow::Result<Vec<Message>> {
    mail::operator_notice(notice, &config.settings.ente.name, &calendar::shown(now), &config.settings.mail, now)
}

/// A notice for each operator, kept in the archive, unless the same was said on the same day.
pub(super) fn notice(
    config: &Config,
    folders: &Folders,
    store: &Store,
    notice: &Notice,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Filed>> {
    let mut messages = Vec::new();
    for message in notices(config, notice, now)? {
        if store.message(&message.id)?.is_none() {
            let digest = folders.keep(&message.bytes)?;
            messages.push(Filed { message, digest, period: calendar::month_of(now), number: 0 });
        }
    }
    Ok(messages)
}

/// Commits a notice for the operator, unless the same was said on the same day; whether there is a new one.
fn queue_notice(
    config: &Config,
    folders: &Folders,
    store: &mut Store,
    notice: &Notice,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let messages = self::notice(config, folders, store, notice, now)?;
    let any = !messages.is_empty();
    store.commit(&Pass { messages, queued_at: Some(now), ..Pass::default() })?;
    Ok(any)
}

/// Tells the operator by mail that the service did not do its work; once a day for one cause. Where archive or database
/// cannot take the notice (they may be what failed), it is handed to the transport directly.
///
/// # Errors
/// When the notice could be neither queued nor handed over.
pub fn notify(
    config: &Config,
    store: Option<&mut Store>,
    transport: &dyn Transport,
    notice: &Notice,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let folders = Folders::of(config);
    if let Some(store) = store {
        let queued = queue_notice(config, &folders, store, notice, now)
            .and_then(|_| deliver(config, store, transport, now).map(|_| ()));
        match queued {
            Ok(()) => return Ok(()),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "l'avviso non si mette in coda, e parte subito"),
        }
    }
    for message in notices(config, notice, now)? {
        let allowed = config.settings.mail.mode == Mode::Eml || config.settings.mail.allows(&message.to);
        if allowed && transport.send(&message).context("l'avviso al responsabile del servizio")? != Delivery::Sent {
            anyhow::bail!("l'avviso al responsabile del servizio non è partito");
        }
    }
    transport.close();
    Ok(())
}
