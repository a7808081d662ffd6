//! Composes the messages of an issue.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::changes::Changes;
use super::message::{Attachment, Message, free_id, scope};
use super::reader::Reader;
use super::settings::{Receives, Recipient, Settings};
use super::{letter, month, page, scorecard};
use crate::duties::Due;
use crate::issue::IssueState;
use crate::report::View;

/// What letters say beside the month itself.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// What the issue says otherwise than the last released one; none where there is none.
    pub changes: Option<&'a Changes>,
    /// The Message-IDs of the letters of the issues before, the first first, by the address that they went to.
    pub letters: &'a BTreeMap<String, Vec<String>>,
    /// What falls due, on the day of the letters.
    pub duties: &'a [Due],
}

/// Composes the monthly messages of an issue, sorted by id. `now` is the Date of the messages. Each answers the first one
/// that the month wrote to its address.
///
/// A released issue goes to everyone with `monthly`, a draft to those with `draft` alone; its scorecards to whom the
/// settings name for each.
///
/// # Errors
/// When an address, the sender or the domain of the Message-IDs is none, or `now` has no place in a Date header.
pub fn compose(
    view: &View<'_>,
    workbook: Attachment<'_>,
    beside: Beside<'_>,
    settings: &Settings,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Message>> {
    let pages = page::Pages::new(&settings.own_templates);
    let monthly = Receives::of_month(view.state);
    let sender = letter::Sender::new(settings, now)?;
    let scope = scope(view.ente, view.period);
    let pictures = month::pictures(view, settings);
    let mut ids = BTreeSet::new();
    let mut out = Vec::new();
    for recipient in settings.recipients.iter().filter(|it| it.receives.contains(&monthly)) {
        let reader = Reader::of(&recipient.role, view.offices);
        let prospetto = workbook.prospetto.filter(|_| has_prospetto(view, recipient));
        let workbook = Attachment { prospetto, ..workbook };
        let staff = workbook.staff.get(&*recipient.role).map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let own = workbook.bytes.map(|bytes| (workbook.name, bytes));
        let carried: Vec<_> = own.into_iter().chain(prospetto).chain(staff).collect();
        let letter = month::Letter {
            view,
            workbook,
            staff: staff.map(|(name, _)| name),
            changes: beside.changes,
            duties: beside.duties,
            reader,
            pictures: &pictures,
        };
        let said = month::said(&pages, letter, settings)?;
        let id = message_id(view, monthly, &recipient.role, &mut ids);
        let before = beside.letters.get(recipient.address.trim()).map_or(&[][..], Vec::as_slice);
        let to = letter::Addressed { scope: &scope, id, recipient };
        out.push(sender.seal_after(to, &said, &carried, before)?.0);
    }
    out.extend(scorecard::letters(&pages, view, settings, now)?);
    out.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(out)
}

/// Composes the letters of the scorecards of an issue alone, sorted by id.
///
/// # Errors
/// When an address, the sender or the domain of the Message-IDs is none, or `now` has no place in a Date header.
pub fn scorecards(view: &View<'_>, settings: &Settings, now: DateTime<Utc>) -> anyhow::Result<Vec<Message>> {
    let mut out = scorecard::letters(&page::Pages::new(&settings.own_templates), view, settings, now)?;
    out.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(out)
}

/// Whether the prospetto comes with a letter: a draft's where it waits to be seen, a released issue's for who answers for the
/// accounts and whoever is named for it. To all others the workbook has it as a sheet.
fn has_prospetto(view: &View<'_>, recipient: &Recipient) -> bool {
    match view.state {
        IssueState::Draft => view.awaits_visto,
        IssueState::Released => {
            view.offices.is_accounts(&recipient.role) || recipient.receives.contains(&Receives::Prospetto)
        }
    }
}

/// `PERIOD-ISSUE-KIND-ROLE`, fit to be a file name everywhere.
fn message_id(view: &View<'_>, kind: Receives, role: &str, taken: &mut BTreeSet<String>) -> String {
    free_id(&format!("{}-{}-{}", view.period, view.issue, kind.id()), role, taken)
}
