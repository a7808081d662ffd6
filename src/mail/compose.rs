//! Composes the messages of an issue.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::message::{Attachment, Message, free_id, scope};
use super::settings::{Receives, Settings};
use super::{letter, month, page, scorecard};
use crate::report::View;

/// Composes the monthly messages of an issue, sorted by id. `now` is the Date of the messages.
///
/// A released issue goes to everyone with `monthly`, a draft to those with `draft` alone; its scorecards to whom the
/// settings name for each.
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
    out.extend(scorecard::letters(&pages, view, settings, &sender)?);
    out.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(out)
}

/// `PERIOD-ISSUE-KIND-ROLE`, fit to be a file name everywhere.
fn message_id(view: &View<'_>, kind: Receives, role: &str, taken: &mut BTreeSet<String>) -> String {
    free_id(&format!("{}-{}-{}", view.period, view.issue, kind.id()), role, taken)
}
