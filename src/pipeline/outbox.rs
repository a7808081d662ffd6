//! Delivery: what is due is handed to the transport, and what becomes of each message is written down at once.
//! One bad message never holds up the others; a server that is not there is not asked for each of them.

use std::collections::BTreeSet;

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::context::Desk;
use super::failure::failure;
use super::folders::Folders;
use super::phrases;
use crate::calendar;
use crate::config::Config;
use crate::intake::archive;
use crate::mail::{self, Delivery, Machine, Message, Mode, Notice, Post, Transport};
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
    let desk = Desk { config, folders: &folders, now };
    let mut delivered = Delivered::default();
    Round { desk, store, transport, delivered: &mut delivered, broken: 0 }.run()?;
    // Told also while no server is there: the notice waits with the rest.
    if tell_of_failed(desk, store, &delivered)? && !delivered.stopped() {
        Round { desk, store, transport, delivered: &mut delivered, broken: 0 }.run()?;
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

/// One look at everything that is due.
struct Round<'r> {
    desk: Desk<'r>,
    store: &'r Store,
    transport: &'r dyn Transport,
    delivered: &'r mut Delivered,
    /// Conversations in a row that broke off.
    broken: usize,
}

impl Round<'_> {
    fn run(&mut self) -> anyhow::Result<()> {
        let now = self.desk.now;
        let mut due: Vec<QueuedMessage> = self.store.messages(None)?.into_iter().filter(|it| is_due(it, now)).collect();
        due.sort_by(|a, b| (a.queued_at, &a.id).cmp(&(b.queued_at, &b.id)));
        due.into_iter().try_for_each(|it| self.one(it))
    }

    /// Tries one message, where that is of any use.
    fn one(&mut self, mut it: QueuedMessage) -> anyhow::Result<()> {
        let settings = &self.desk.config.settings.mail;
        if settings.mode == Mode::Smtp && !settings.allows(&it.to) {
            it.state = MessageState::Cancelled;
            it.answer = phrases::not_allowed(&it.to);
            return self.store.mark_message(&it);
        }
        if let Some(why) = self.delivered.unreachable.clone().or_else(|| self.delivered.misconfigured.clone()) {
            // The server was asked once for all of them.
            return self.fail(it, &why);
        }
        if self.broken == BROKEN_MAX {
            return Ok(());
        }
        let bytes = match archive::load(&self.desk.folders.archive(), it.digest) {
            Ok(bytes) => bytes,
            Err(error) => {
                // It fails alone, and is tried again: somebody may put the file back.
                self.delivered.damaged.insert(it.id.clone());
                return self.fail(it, &failure(&error).text);
            }
        };
        let message =
            Message { id: it.id.clone(), to: it.to.clone(), from: it.from.clone(), subject: it.subject.clone(), bytes };
        self.store.mark_begun(&it.id)?;
        let delivery = self.transport.send(&message).unwrap_or_else(|error| {
            tracing::debug!(message = message.id, error = format!("{error:#}"), "message not handed over");
            Delivery::Deferred(failure(&error).sentence())
        });
        let broke = matches!(delivery, Delivery::Interrupted(_) | Delivery::Uncertain(_));
        self.broken = if broke { self.broken + 1 } else { 0 };
        self.mark(it, delivery)
    }

    /// Writes down what became of a message that was handed over.
    fn mark(&mut self, mut it: QueuedMessage, delivery: Delivery) -> anyhow::Result<()> {
        match delivery {
            Delivery::Sent => {
                it.tried(MessageState::Sent, String::new(), self.desk.now);
                self.delivered.sent += 1;
                self.store.mark_message(&it)
            }
            Delivery::Refused(answer) => {
                it.failures += 1;
                it.tried(MessageState::Refused, answer, self.desk.now);
                self.store.mark_message(&it)?;
                self.delivered.failed.push(it);
                Ok(())
            }
            Delivery::Uncertain(answer) => {
                it.state = MessageState::Uncertain;
                self.fail(it, &answer)
            }
            // What may have been sent once stays so, whatever a later try was answered.
            Delivery::Deferred(answer) | Delivery::Interrupted(answer) => self.fail(it, &answer),
            Delivery::Unreachable(answer) => {
                self.delivered.unreachable = Some(answer.clone());
                self.fail(it, &answer)
            }
            Delivery::Misconfigured(answer) => {
                self.delivered.misconfigured = Some(answer.clone());
                self.fail(it, &answer)
            }
        }
    }

    /// A try that failed and may be repeated: when, or never again.
    fn fail(&mut self, mut it: QueuedMessage, answer: &str) -> anyhow::Result<()> {
        let now = self.desk.now;
        it.failures += 1;
        it.tried_at = Some(now);
        it.next_try = self.desk.config.settings.mail.retry.next_try(it.failures, it.queued_at, now);
        it.answer = answer.to_owned();
        if it.next_try.is_none() {
            it.answer = phrases::given_up(it.failures, answer, it.state == MessageState::Uncertain);
            it.state = MessageState::GivenUp;
        }
        self.store.mark_message(&it)?;
        self.delivered.failed.push(it);
        Ok(())
    }
}

/// Queues a notice of the messages that nobody will receive, and one of those that the archive does not give back, those
/// to the operator himself aside; whether there is a new one.
fn tell_of_failed(desk: Desk<'_>, store: &mut Store, delivered: &Delivered) -> anyhow::Result<bool> {
    let others = delivered.failed.iter().filter(|it| !mail::is_notice(&it.id));
    let (lost, waiting): (Vec<_>, Vec<_>) = others.partition(|it| !it.state.waits());
    let lost: Vec<String> = lost.iter().map(|it| phrases::lost_message(&it.subject, &it.answer)).collect();
    let damaged = waiting.iter().filter(|it| delivered.damaged.contains(&it.id));
    let damaged: Vec<String> = damaged.map(|it| phrases::damaged_message(&it.id, &it.to, &it.answer)).collect();
    let mut any = false;
    if !lost.is_empty() {
        any |= queue_notice(&phrases::lost_messages(lost), desk, store)?;
    }
    if !damaged.is_empty() {
        any |= queue_notice(&phrases::damaged_messages(damaged), desk, store)?;
    }
    Ok(any)
}

/// The notice, composed for each operator.
/// The name of this machine, as its kernel says it; nothing where it does not.
fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").map(|name| name.trim().to_owned()).unwrap_or_default()
}

fn notices(config: &Config, notice: &Notice, now: DateTime<Utc>) -> anyhow::Result<Vec<Message>> {
    let settings = &config.settings;
    let (ente, offices, when) = (settings.ente.name.as_str(), &settings.offices, calendar::shown(now));
    let machine = Machine { host: host(), root: config.root.display().to_string() };
    mail::operator_notice(notice, &machine, &Post { ente, offices, when: &when, settings: &settings.mail, now })
}

/// A notice for each operator, kept in the archive, unless the same was said on the same day.
pub(super) fn notice(notice: &Notice, desk: Desk<'_>, store: &Store) -> anyhow::Result<Vec<Filed>> {
    let Desk { config, folders, now } = desk;
    let mut messages = Vec::new();
    for message in notices(config, notice, now)? {
        if store.message(&message.id)?.is_none() {
            let digest = folders.keep(&message.bytes)?;
            messages.push(Filed { message, digest, period: calendar::month_of(now), number: None });
        }
    }
    Ok(messages)
}

/// Commits a notice for the operator, unless the same was said on the same day; whether there is a new one.
fn queue_notice(notice: &Notice, desk: Desk<'_>, store: &mut Store) -> anyhow::Result<bool> {
    let messages = self::notice(notice, desk, store)?;
    let any = !messages.is_empty();
    store.commit(&Pass { messages, queued_at: Some(desk.now), ..Pass::default() })?;
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
        let queued = queue_notice(notice, Desk { config, folders: &folders, now }, store)
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
