//! Composes the messages of an issue, byte for byte reproducible, and hands one to a transport.
//! The only room that knows lettre; it decides nothing about alerts.

mod digest;
mod letter;
mod month;
mod page;
mod phrases;
mod rows;
pub mod transport;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::report::{IssueState, View};

pub use digest::{Digest, Told, digests};
pub use transport::{Delivery, EmlFolder, Transport};

/// Who writes and who receives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The sender: `Quadratura <quadratura@camera.example>`.
    pub from: String,
    /// Where replies go: a person.
    pub reply_to: String,
    /// The part after `@` of our Message-IDs.
    pub domain: String,
    /// Bytes after base64 beyond which the workbook is named instead of attached.
    #[serde(default = "attachment_bytes_max")]
    pub attachment_bytes_max: usize,
    /// Who receives what.
    #[serde(rename = "recipient", default)]
    pub recipients: Vec<Recipient>,
}

impl Settings {
    /// Whether a workbook is light enough to travel.
    fn attaches(&self, workbook: Attachment<'_>) -> bool {
        workbook.encoded_bytes() <= self.attachment_bytes_max
    }
}

fn attachment_bytes_max() -> usize {
    8 << 20
}

/// A person by role, or an office.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The role, or the office's id.
    pub role: Arc<str>,
    /// The name shown.
    pub name: String,
    /// The address.
    pub address: String,
    /// What it receives.
    pub receives: Vec<Receives>,
}

/// Kinds of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receives {
    /// The monthly message of a released issue.
    Monthly,
    /// The monthly message of a draft (the finance office); who receives drafts receives the released one too only if it has both.
    Draft,
    /// The digest of the alerts that are its role's or its office's, with the rows of that office alone.
    Digest,
}

impl Receives {
    /// The kind in a message's id.
    fn id(self) -> &'static str {
        match self {
            Self::Monthly => "mensile",
            Self::Draft => "bozza",
            Self::Digest => "avvisi",
        }
    }
}

/// A composed message, ready to be kept and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `2021-06-1-mensile-segretario_generale`: stable, and a file name.
    pub id: String,
    /// The address.
    pub to: String,
    /// The envelope's sender.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The whole message as it travels.
    pub bytes: Vec<u8>,
}

/// The workbook of the issue, for the monthly message.
#[derive(Clone, Copy, Debug)]
pub struct Attachment<'a> {
    /// Its file name.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl Attachment<'_> {
    /// What it weighs inside a message: four bytes for three, and a line end after every 76.
    fn encoded_bytes(&self) -> usize {
        let base64 = self.bytes.len().div_ceil(3) * 4;
        base64 + 2 * (base64.saturating_sub(1) / 76)
    }
}

/// What a message says, in both of its forms.
struct Said {
    subject: String,
    text: String,
    html: String,
}

/// Composes the monthly messages of an issue, sorted by id. `now` is the Date of the messages.
///
/// A released issue goes to everyone with `monthly`, a draft to those with `draft` alone.
///
/// # Errors
/// When an address, the sender or the domain of the Message-IDs is none, or `now` has no place in a Date header.
pub fn compose(
    view: &View<'_>,
    workbook: Attachment<'_>,
    settings: &Settings,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Message>> {
    let pages = page::Pages::new()?;
    let month = month::said(&pages, view, workbook, settings)?;
    let carried = settings.attaches(workbook).then_some(workbook);
    let monthly = match view.state {
        IssueState::Draft => Receives::Draft,
        IssueState::Released => Receives::Monthly,
    };
    let sender = letter::Sender::new(settings, now)?;
    let mut ids = BTreeSet::new();
    let mut out = Vec::new();
    for recipient in &settings.recipients {
        if recipient.receives.contains(&monthly) {
            let id = message_id(view, monthly, &recipient.role, &mut ids);
            out.push(sender.seal(view, id, recipient, &month, carried)?);
        }
    }
    out.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(out)
}

/// `PERIOD-ISSUE-KIND-ROLE`, fit to be a file name everywhere; the second of one role (two dirigenti) ends in `-2`.
fn message_id(view: &View<'_>, kind: Receives, role: &str, taken: &mut BTreeSet<String>) -> String {
    free_id(&format!("{}-{}-{}", view.period, view.issue, kind.id()), role, taken)
}

fn free_id(before: &str, role: &str, taken: &mut BTreeSet<String>) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '_' };
    let role: String = role.chars().map(safe).take(64).collect();
    let base = format!("{before}-{role}");
    let mut id = base.clone();
    let mut ordinal = 2;
    while !taken.insert(id.clone()) {
        id = format!("{base}-{ordinal}");
        ordinal += 1;
    }
    id
}
