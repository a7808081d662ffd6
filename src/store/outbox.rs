//! The outbox in the database: which messages wait, how often each was tried, what was answered.
//! The bytes lie in the archive; when a message is due is decided elsewhere.

use chrono::{DateTime, Utc};
use rusqlite::{Row, Transaction, TransactionBehavior, params};

use super::records::{named, parsed};
use super::{Pass, Store};
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
    /// The issue; 0 when it belongs to none.
    pub number: u32,
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

fn instant(row: &Row<'_>, column: usize) -> anyhow::Result<Option<DateTime<Utc>>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.map(|text| text.parse()).transpose()?)
}

impl QueuedMessage {
    fn from_row(row: &Row<'_>) -> anyhow::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            period: parsed(row, 1)?,
            number: row.get(2)?,
            digest: parsed(row, 3)?,
            from: row.get(4)?,
            to: row.get(5)?,
            subject: row.get(6)?,
            state: named(row, 7)?,
            answer: row.get(8)?,
            queued_at: parsed(row, 9)?,
            failures: row.get(10)?,
            tried_at: instant(row, 11)?,
            next_try: instant(row, 12)?,
        })
    }
}

const COLUMNS: &str = "id, period, number, digest, sender, receiver, subject, state, answer, queued_at, failures, \
                       tried_at, next_try";

impl Store {
    /// All messages, sorted by id; those of one month when it is given.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn messages(&self, period: Option<Period>) -> anyhow::Result<Vec<QueuedMessage>> {
        let sql = format!("SELECT {COLUMNS} FROM message WHERE ?1 IS NULL OR period = ?1 ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let period = period.map(|period| period.to_string());
        let rows = statement.query_map(params![period], |row| Ok(QueuedMessage::from_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Messages of which the registry does not tell how they stand, sorted by id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unrecorded_messages(&self) -> anyhow::Result<Vec<QueuedMessage>> {
        let sql = format!("SELECT {COLUMNS} FROM message WHERE recorded = 0 ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| Ok(QueuedMessage::from_row(row)))?;
        rows.map(|row| row?).collect()
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

    /// The message of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn message(&self, id: &str) -> anyhow::Result<Option<QueuedMessage>> {
        let sql = format!("SELECT {COLUMNS} FROM message WHERE id = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query_map(params![id], |row| Ok(QueuedMessage::from_row(row)))?;
        rows.next().map(|row| row?).transpose()
    }

    /// Marks that a message is about to be handed over: killed from here on, it may have been sent.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_begun(&self, id: &str) -> anyhow::Result<()> {
        self.connection.execute("UPDATE message SET state = 'uncertain' WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Writes how the delivery of a message stands: state, answer, queued_at, failures, tried_at, next_try.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_message(&self, it: &QueuedMessage) -> anyhow::Result<()> {
        let text = |instant: Option<DateTime<Utc>>| instant.map(|instant| instant.to_rfc3339());
        self.connection
            .prepare_cached(
                "UPDATE message SET state = ?2, answer = ?3, queued_at = ?4, failures = ?5, tried_at = ?6, \
                 next_try = ?7, recorded = 0 WHERE id = ?1",
            )?
            .execute(params![
                it.id,
                it.state.id(),
                it.answer,
                it.queued_at.to_rfc3339(),
                it.failures,
                text(it.tried_at),
                text(it.next_try)
            ])?;
        Ok(())
    }
}

/// Writes a message as it stands, in the place of what is there.
pub(super) fn write_again(it: &QueuedMessage, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let text = |instant: Option<DateTime<Utc>>| instant.map(|instant| instant.to_rfc3339());
    transaction
        .prepare_cached("INSERT OR REPLACE INTO message VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,0)")?
        .execute(params![
            it.id,
            it.period.to_string(),
            it.number,
            it.digest.to_string(),
            it.from,
            it.to,
            it.subject,
            it.state.id(),
            it.answer,
            it.queued_at.to_rfc3339(),
            it.failures,
            text(it.tried_at),
            text(it.next_try),
        ])?;
    Ok(())
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
    /// The issue; 0 when it belongs to none.
    pub number: u32,
}

/// Queues the messages of a pass.
pub(super) fn write(pass: &Pass<'_>, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let Some(queued_at) = pass.queued_at else { return Ok(()) };
    for Filed { message, digest, period, number } in &pass.messages {
        transaction
            .prepare_cached("INSERT INTO message VALUES (?1,?2,?3,?4,?5,?6,?7,'queued','',?8,0,NULL,NULL,0)")?
            .execute(params![
            message.id,
            period.to_string(),
            number,
            digest.to_string(),
            message.from,
            message.to,
            message.subject,
            queued_at.to_rfc3339(),
        ])?;
    }
    Ok(())
}
