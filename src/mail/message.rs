//! A message: what it says, and what tells it from all others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::page;
use crate::period::Period;

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

/// The tables of persons as roles may read them, by role: file name and bytes.
pub type StaffBooks = BTreeMap<Arc<str>, (String, Vec<u8>)>;

/// The workbook of the issue, for the monthly message.
#[derive(Clone, Copy, Debug)]
pub struct Attachment<'a> {
    /// Its file name.
    pub name: &'a str,
    /// How many bytes it has.
    pub size: u64,
    /// Its bytes, where it [is light enough](super::Settings::attaches) to travel; otherwise its place is told.
    pub bytes: Option<&'a [u8]>,
    /// The prospetto, name and bytes, for those of its readers who have it too.
    pub prospetto: Option<(&'a str, &'a [u8])>,
    /// The tables of persons as a role may read them, by roles that may read more of them than everybody: name and bytes.
    pub staff: &'a StaffBooks,
}

/// What a file of so many bytes weighs inside a message: four bytes for three, and a line end after every 76.
pub(super) fn encoded_bytes(size: u64) -> u64 {
    let base64 = size.div_ceil(3).saturating_mul(4);
    base64.saturating_add(2 * (base64.saturating_sub(1) / 76))
}

/// What a message says, in both of its forms, and the pictures that the HTML shows.
pub(super) struct Said {
    pub subject: String,
    pub text: String,
    pub html: String,
    pub pictures: Vec<Picture>,
    /// What the templates were given.
    #[cfg(test)]
    pub page: minijinja::value::Value,
}

impl Said {
    /// Renders both forms of a page.
    pub(super) fn of(
        pages: &page::Pages,
        name: &str,
        subject: String,
        page: &minijinja::value::Value,
    ) -> anyhow::Result<Self> {
        let (text, html) = pages.both(name, page)?;
        Ok(Self {
            subject,
            text,
            html,
            pictures: Vec::new(),
            #[cfg(test)]
            page: page.clone(),
        })
    }
}

/// A PNG inside a message.
#[derive(Clone)]
pub(super) struct Picture {
    /// By which the HTML names it, without `cid:`.
    pub id: String,
    pub bytes: Vec<u8>,
}

/// The pictures of a month, drawn once for all its readers; none where there is nothing to draw.
#[derive(Clone, Default)]
pub(super) struct Pictures {
    /// The headline ratios against their targets.
    pub headlines: Option<Picture>,
    /// The voci of the statement.
    pub voci: Option<Picture>,
}

/// What tells the messages of a chamber's month from all others.
pub(super) fn scope(ente: &str, period: Period) -> String {
    format!("{ente}\u{1f}{period}")
}

/// `NAME-ROLE`; the second of one role (two dirigenti) ends in `-2`.
pub(super) fn free_id(name: &str, role: &str, taken: &mut BTreeSet<String>) -> String {
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
