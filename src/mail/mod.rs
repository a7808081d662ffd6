//! Composes the messages of an issue, byte for byte reproducible, and hands one to a transport.
//! The only room that knows lettre; it decides nothing about alerts.

mod chart;
mod digest;
mod letter;
mod month;
mod news;
mod notice;
mod own;
mod page;
mod phrases;
mod receipt;
mod rows;
mod settings;
pub mod transport;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::period::Period;
use crate::report::View;

pub use digest::{Around, Digest, digests};
pub use news::MonthNews;
pub use notice::{Notice, is_notice, operator_notice};
pub use own::{TemplateFault, template_fault};
pub use receipt::{Post, Receipt, Received, Waiting, receipt_role, receipts, waiting};
pub use settings::{Mode, Receives, Recipient, Retry, Settings};
pub use transport::{Delivery, EmlFolder, Secret, Smtp, SmtpSettings, Tls, Transport};

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
    /// How many bytes it has.
    pub size: u64,
    /// Its bytes, where it [is light enough](Settings::attaches) to travel; otherwise its place is told.
    pub bytes: Option<&'a [u8]>,
}

/// What a file of so many bytes weighs inside a message: four bytes for three, and a line end after every 76.
fn encoded_bytes(size: u64) -> u64 {
    let base64 = size.div_ceil(3).saturating_mul(4);
    base64.saturating_add(2 * (base64.saturating_sub(1) / 76))
}

/// What a message says, in both of its forms, and the picture that the HTML shows.
struct Said {
    subject: String,
    text: String,
    html: String,
    picture: Option<Picture>,
    /// What the templates were given.
    #[cfg(test)]
    page: minijinja::value::Value,
}

impl Said {
    /// Renders both forms of a page.
    fn of(pages: &page::Pages, name: &str, subject: String, page: &minijinja::value::Value) -> anyhow::Result<Self> {
        let (text, html) = pages.both(name, page)?;
        Ok(Self {
            subject,
            text,
            html,
            picture: None,
            #[cfg(test)]
            page: page.clone(),
        })
    }
}

/// A PNG inside a message.
struct Picture {
    /// By which the HTML names it, without `cid:`.
    id: String,
    bytes: Vec<u8>,
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
    let pages = page::Pages::new(&settings.own_templates);
    let month = month::said(&pages, view, workbook, settings)?;
    let carried = workbook.bytes.map(|bytes| (workbook.name, bytes));
    let monthly = Receives::of_month(view.state);
    let sender = letter::Sender::new(settings, now)?;
    let scope = scope(view.ente, view.period);
    let mut ids = BTreeSet::new();
    let mut out = Vec::new();
    for recipient in &settings.recipients {
        if recipient.receives.contains(&monthly) {
            let id = message_id(view, monthly, &recipient.role, &mut ids);
            out.push(sender.seal(letter::Addressed { scope: &scope, id, recipient }, &month, carried)?);
        }
    }
    out.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(out)
}

/// What tells the messages of a chamber's month from all others.
fn scope(ente: &str, period: Period) -> String {
    format!("{ente}\u{1f}{period}")
}

/// `PERIOD-ISSUE-KIND-ROLE`, fit to be a file name everywhere.
fn message_id(view: &View<'_>, kind: Receives, role: &str, taken: &mut BTreeSet<String>) -> String {
    free_id(&format!("{}-{}-{}", view.period, view.issue, kind.id()), role, taken)
}

/// `NAME-ROLE`; the second of one role (two dirigenti) ends in `-2`.
fn free_id(name: &str, role: &str, taken: &mut BTreeSet<String>) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '_' };
    let role: String = role.chars().map(safe).take(64).collect();
    let base = format!("{name}-{role}");
    let mut id = base.clone();
    let mut ordinal = 2;
    while !taken.insert(id.clone()) {
        id = format!("{base}-{ordinal}");
        ordinal += 1;
    }
    id
}
