//! One digest of alerts for each recipient of a pass: what is new, the worst first, what still stands when a reminder is due,
//! what is over. An office reads its own rows and no other's. Decides nothing about alerts: why each is said, it is told.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::context;
use minijinja::value::Value;

use super::page::Pages;
use super::{Message, Receives, Recipient, Said, Settings, free_id, letter, phrases, rows, scope};
use crate::italian::listed;
use crate::monitor::{ACCOUNTS_OFFICE, AlertState, Followed, Kind, Memory, News};
use crate::period::italian_date;
use crate::problem::Severity;
use crate::report::{IssueState, View};

/// An alert that a pass has to tell.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// The alert as it stands after the pass.
    pub alert: &'a Followed,
    /// Why it is told.
    pub news: News,
    /// What it keeps silent, in words; empty for nothing.
    pub mutes: String,
    /// What of its items is told for the first time.
    pub fresh: BTreeSet<String>,
    /// The role that knows it by a receipt; empty for nobody.
    pub receipted: String,
}

/// A composed digest.
#[derive(Clone, Debug)]
pub struct Digest {
    /// The message.
    pub message: Message,
    /// Its Message-ID.
    pub message_id: String,
    /// The address it goes to, as the settings write it: by it threads are kept.
    pub address: String,
    /// The alerts that it tells, by id.
    pub alerts: Vec<String>,
}

/// Composes the digests of a pass, sorted by id; none for who has nothing to read.
///
/// `memory` are the alerts after the pass, `stamp` names the pass within its month, `taken` are the ids of messages that exist.
///
/// # Errors
/// As [`super::compose`].
pub fn digests(
    view: &View<'_>,
    told: &[Told<'_>],
    memory: &Memory,
    settings: &Settings,
    (now, stamp): (DateTime<Utc>, &str),
    taken: BTreeSet<String>,
) -> anyhow::Result<Vec<Digest>> {
    let mut taken = taken;
    let mut out = Vec::new();
    if told.is_empty() {
        return Ok(out);
    }
    let pages = Pages::new(&settings.own_templates);
    let sender = letter::Sender::new(settings, now)?;
    let scope = scope(view);
    for recipient in settings.recipients.iter().filter(|it| it.receives.contains(&Receives::Digest)) {
        // Who had a receipt of a refused file is not told of it again.
        let news = |it: &&Told<'_>| it.alert.recipients.contains(&recipient.role) && it.receipted != *recipient.role;
        let own: Vec<&Told<'_>> = told.iter().filter(news).collect();
        if own.is_empty() {
            continue;
        }
        let said = said(&pages, view, &own, memory, recipient, (now.date_naive(), &settings.reply_to))?;
        let before = format!("{}-{}-{stamp}", view.period, Receives::Digest.id());
        let id = free_id(&before, &recipient.role, &mut taken);
        let mut earlier: Vec<String> = Vec::new();
        for message_id in own.iter().filter_map(|it| it.alert.threads.get(&recipient.address)) {
            if !earlier.contains(message_id) {
                earlier.push(message_id.clone());
            }
        }
        let (message, message_id) = sender.seal_after(&scope, id, recipient, &said, None, &earlier)?;
        let alerts = own.iter().map(|it| it.alert.id.clone()).collect();
        out.push(Digest { message, message_id, address: recipient.address.clone(), alerts });
    }
    out.sort_by(|a, b| a.message.id.cmp(&b.message.id));
    Ok(out)
}

/// What a recipient reads.
pub(super) fn said(
    pages: &Pages,
    view: &View<'_>,
    own: &[&Told<'_>],
    memory: &Memory,
    recipient: &Recipient,
    (today, reply_to): (NaiveDate, &str),
) -> anyhow::Result<Said> {
    let role = &*recipient.role;
    let accounts = role == ACCOUNTS_OFFICE;
    let office = view.offices.iter().any(|(id, _)| **id == *role);
    let name = if office { view.office_name(role) } else { &recipient.name };
    let month = view.period.italian();
    let with = |news: News| own.iter().copied().filter(move |it| it.news == news);
    let asks: Vec<&Told<'_>> =
        own.iter().copied().filter(|it| !matches!(it.news, News::Reminder | News::Resolved)).collect();

    let own_of = |kind: Kind| own.iter().copied().find(move |it| it.alert.id == format!("{}:{role}", kind.id()));
    let asked = |it: &&Told<'_>| !matches!(it.news, News::Reminder | News::Resolved);
    let fresh = own_of(Kind::Differences).filter(asked).map(|it| it.fresh.clone()).unwrap_or_default();
    // Where a file that is not there explains all the rows of an office, it is that file that is told.
    let own_id = format!("{}:{role}", Kind::Differences.id());
    let explained = memory.followed.get(&own_id).is_some_and(|it| it.state == AlertState::Muted);
    let (new, old) =
        if accounts || explained { (Vec::new(), Vec::new()) } else { rows::differences(view, role, &fresh) };
    let aged = own_of(Kind::DifferencesAged).filter(asked).map_or(0, |it| it.alert.items.len());
    let kinds: Vec<Kind> = asks.iter().map(|it| it.alert.kind).collect();
    let findings = phrases::alerts(&kinds, new.len(), aged);
    let (reminders, resolved) = (with(News::Reminder).count(), with(News::Resolved).count());
    let subject = phrases::digest_subject(&month, &findings, reminders, resolved);
    // The rows of an office say all that its own alert of differences would.
    let rows_say = !new.is_empty() || !old.is_empty();
    let in_rows = |id: &str| rows_say && id == own_id;
    let lines = |all: &mut dyn Iterator<Item = &Told<'_>>| -> Vec<Value> {
        all.filter(|it| !in_rows(&it.alert.id)).map(|it| thing(view, it, role)).collect()
    };
    let page = context! {
        subject => &subject,
        ente => view.ente,
        name,
        month => &month,
        // By night the month may not be over.
        as_of => italian_date(view.period.last_day().min(today)),
        own_rows => office && !accounts,
        draft => view.issue > 0 && view.state == IssueState::Draft,
        findings,
        accounts,
        things => lines(&mut asks.iter().copied()),
        differences => new,
        open => old,
        reminders => lines(&mut with(News::Reminder)),
        resolved => with(News::Resolved).map(|it| it.alert.text.clone()).collect::<Vec<_>>(),
        standing => standing(memory, own, role, &in_rows),
        reply_to,
        manifest => view.manifest.short(),
    };
    Said::of(pages, "avvisi", subject, &page)
}

/// Alerts of this role that stand, were said before and are not said now.
fn standing(memory: &Memory, own: &[&Told<'_>], role: &str, in_rows: &dyn Fn(&str) -> bool) -> usize {
    let of_role = |it: &&Followed| it.state == AlertState::Standing && it.recipients.iter().any(|to| **to == *role);
    let told = |it: &&Followed| in_rows(&it.id) || own.iter().any(|told| told.alert.id == it.id);
    memory.followed.values().filter(of_role).filter(|it| !told(it)).count()
}

/// One alert: what, figure against target, deviation, where it stands, what to do.
fn thing(view: &View<'_>, told: &Told<'_>, role: &str) -> Value {
    let detail = &told.alert.detail;
    let facts = [&detail.figure, &detail.target, &detail.deviation];
    let facts: Vec<&str> = facts.into_iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect();
    // Who mends a file reads what is wrong with it, cell by cell.
    let of_file = matches!(told.alert.kind, Kind::SourceRefused | Kind::RowsRefused);
    // An office knows that its differences are its own.
    let own = told.alert.id == format!("{}:{role}", Kind::DifferencesAged.id());
    let title = if own { "Differenze aperte da troppo tempo" } else { &detail.title };
    let file = detail.title.split('`').nth(1).filter(|_| of_file).and_then(|name| rows::file(view, name));
    context! {
        title,
        serious => told.alert.severity != Severity::Warning,
        news => phrases::news(told.news),
        facts => if facts.is_empty() { String::new() } else { facts.join("; ") },
        places => listed(&detail.places),
        mutes => &told.mutes,
        action => &detail.action,
        file,
        id => if role == ACCOUNTS_OFFICE { told.alert.id.as_str() } else { "" },
        since => told.alert.raised_at.map(|at| italian_date(at.date_naive())).unwrap_or_default(),
    }
}
