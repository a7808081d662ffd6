//! The table `message`: which messages wait, how often each was tried, what was answered.
//! The bytes lie in the archive; when a message is due is decided elsewhere.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Params, Row, Transaction, TransactionBehavior, named_params};

use super::Store;
use super::table::{Table, parsed, parsed_or_none};
use crate::mail::Message;
use crate::named::named;
use crate::origin::Digest;
use crate::period::Period;

/// How a message's delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageState {
    /// Composed and committed, or not accepted yet.
    Queued,
    /// Handed over.
    Sent,
    /// The server refused it for good.
    Refused,
    /// The answer was lost: it may have been sent. The same bytes are tried again.
    Uncertain,
    /// Tried too often, or for too long.
    GivenUp,
    /// Somebody, or the list of allowed addresses, keeps it from being sent.
    Cancelled,
}

named!(MessageState {
    Queued = "queued",
    Sent = "sent",
    Refused = "refused",
    Uncertain = "uncertain",
    GivenUp = "given_up",
    Cancelled = "cancelled",
});

impl MessageState {
    /// Whether it is tried again by itself.
    #[must_use]
    pub fn waits(self) -> bool {
        matches!(self, Self::Queued | Self::Uncertain)
    }
}

/// A message of the outbox; its bytes lie in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedMessage {
    /// Its stable name.
    pub id: String,
    /// The month.
    pub period: Period,
    /// The issue; none when it belongs to none.
    pub number: Option<u32>,
    /// Its bytes.
    pub digest: Digest,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's receiver.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// How delivery stands.
    pub state: MessageState,
    /// What the last try was answered, when it failed.
    pub answer: String,
    /// When it was committed, or put back by hand.
    pub queued_at: DateTime<Utc>,
    /// Tries that failed since.
    pub failures: u32,
    /// When it was last tried.
    pub tried_at: Option<DateTime<Utc>>,
    /// Not before this instant is it tried again; none when it may be at once.
    pub next_try: Option<DateTime<Utc>>,
}

impl QueuedMessage {
    /// It was tried for the last time, with this outcome.
    pub fn tried(&mut self, state: MessageState, answer: String, at: DateTime<Utc>) {
        self.state = state;
        self.answer = answer;
        self.tried_at = Some(at);
        self.next_try = None;
    }
}

/// A message to be queued, and where it is filed.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The message.
    pub message: Message,
    /// The digest of its bytes in the archive.
    pub digest: Digest,
    /// The month.
    pub period: Period,
    /// The issue; none when it belongs to none.
    pub number: Option<u32>,
}

impl Filed {
    /// As it waits in the outbox, since an instant.
    fn queued(&self, at: DateTime<Utc>) -> QueuedMessage {
        let Message { id, from, to, subject, .. } = &self.message;
        QueuedMessage {
            id: id.clone(),
            period: self.period,
            number: self.number,
            digest: self.digest,
            from: from.clone(),
            to: to.clone(),
            subject: subject.clone(),
            state: MessageState::Queued,
            answer: String::new(),
            queued_at: at,
            failures: 0,
            tried_at: None,
            next_try: None,
        }
    }
}

/// `recorded` is left out: what is written is not told by the registry yet, and a copy may be of an earlier schema.
const TABLE: Table = Table {
    name: "message",
    columns: &[
        "id",
        "period",
        "number",
        "digest",
        "sender",
        "receiver",
        "subject",
        "state",
        "answer",
        "queued_at",
        "failures",
        "tried_at",
        "next_try",
    ],
};

/// Queues messages; one of this name must not be there.
pub(super) fn queue(messages: &[Filed], at: DateTime<Utc>, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    messages.iter().try_for_each(|it| put(&it.queued(at), &TABLE.insert(), transaction))
}

/// Writes a message as it stands, in the place of what is there.
pub(super) fn write_again(it: &QueuedMessage, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    put(it, &TABLE.replace(), transaction)
}

fn put(it: &QueuedMessage, sql: &str, connection: &Connection) -> anyhow::Result<()> {
    connection.prepare_cached(sql)?.execute(named_params! {
        ":id": it.id,
        ":period": it.period.to_string(),
        ":number": it.number.unwrap_or_default(),
        ":digest": it.digest.to_string(),
        ":sender": it.from,
        ":receiver": it.to,
        ":subject": it.subject,
        ":state": it.state.id(),
        ":answer": it.answer,
        ":queued_at": it.queued_at.to_rfc3339(),
        ":failures": it.failures,
        ":tried_at": it.tried_at.map(|at| at.to_rfc3339()),
        ":next_try": it.next_try.map(|at| at.to_rfc3339()),
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<QueuedMessage> {
    Ok(QueuedMessage {
        id: row.get("id")?,
        period: parsed(row, "period")?,
        number: Some(row.get("number")?).filter(|number| *number > 0),
        digest: parsed(row, "digest")?,
        from: row.get("sender")?,
        to: row.get("receiver")?,
        subject: row.get("subject")?,
        state: parsed(row, "state")?,
        answer: row.get("answer")?,
        queued_at: parsed(row, "queued_at")?,
        failures: row.get("failures")?,
        tried_at: parsed_or_none(row, "tried_at")?,
        next_try: parsed_or_none(row, "next_try")?,
    })
}

fn messages(connection: &Connection, filter: &str, params: impl Params) -> anyhow::Result<Vec<QueuedMessage>> {
    TABLE.rows(connection, &format!("{filter} ORDER BY id"), params, from_row)
}

impl Store {
    /// All messages, sorted by id; those of one month when it is given.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn messages(&self, period: Option<Period>) -> anyhow::Result<Vec<QueuedMessage>> {
        let period = period.map(|period| period.to_string());
        messages(&self.connection, "WHERE ?1 IS NULL OR period = ?1", [period])
    }

    /// The message of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn message(&self, id: &str) -> anyhow::Result<Option<QueuedMessage>> {
        Ok(messages(&self.connection, "WHERE id = ?1", [id])?.pop())
    }

    /// Marks that a message is about to be handed over: killed from here on, it may have been sent.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_begun(&self, id: &str) -> anyhow::Result<()> {
        self.connection.execute("UPDATE message SET state = 'uncertain' WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Writes how the delivery of a message that is there stands.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_message(&self, it: &QueuedMessage) -> anyhow::Result<()> {
        put(it, &TABLE.replace(), &self.connection)
    }

    /// Messages of which the registry does not tell how they stand, sorted by id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unrecorded_messages(&self) -> anyhow::Result<Vec<QueuedMessage>> {
        messages(&self.connection, "WHERE recorded = 0", [])
    }

    /// Marks messages as told by the registry.
    ///
    /// # Errors
    /// When the database fails; none is marked then.
    pub fn mark_messages_recorded(&mut self, messages: &[QueuedMessage]) -> anyhow::Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for it in messages {
            transaction.execute("UPDATE message SET recorded = 1 WHERE id = ?1", [&it.id])?;
        }
        Ok(transaction.commit()?)
    }
}
