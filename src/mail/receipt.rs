//! The receipt of an office's files: which were not accepted, why, where, and what to mend.
//! Refuses to know how a file is judged; what it says stands in the file's problems.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use minijinja::context;
use minijinja::value::Value;

use super::letter::{Addressed, Sender};
use super::message::{Said, free_id};
use super::page::Pages;
use super::rows::{FILES_MAX, problem_text};
use super::{Message, Receives, Recipient, Settings, phrases};
use crate::intake;
use crate::issue::SourceState;
use crate::italian::{capital, small};
use crate::office::Offices;
use crate::origin::Digest;
use crate::problem::{Problem, Severity};

/// Problems told of one file; the rest is counted.
const PROBLEMS_MAX: usize = 10;

/// A file that a pass took in.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// The name of its arrival, `A000012`.
    pub arrival: &'a str,
    /// Its name as dropped.
    pub file: &'a str,
    /// The office it came from; none where nothing tells, and for the accounts.
    pub office: Option<&'a str>,
    /// What became of it.
    pub state: SourceState,
    /// Data rows read.
    pub rows: u64,
    /// What is wrong with it.
    pub problems: &'a [Problem],
    /// The good file that came with it for its place, if one did.
    pub beside: Option<&'a str>,
}

impl Received<'_> {
    /// Whether its office has something to do: it was refused, does not count, or counts without some of its rows.
    fn asks_something(&self) -> bool {
        match self.state {
            SourceState::Refused => true,
            SourceState::Superseded => !self.problems.is_empty(),
            SourceState::Accepted => self.problems.iter().any(asks),
            SourceState::Duplicate | SourceState::Missing => false,
        }
    }

    /// What it says less than the one whose place it took, which may be meant.
    fn loss(&self) -> Option<&Problem> {
        self.problems.iter().find(|it| it.code == intake::SHORTER)
    }
}

/// Whether what is said of a file that counts asks its office for something: rows that do not count, a month that may be a
/// slip.
fn asks(problem: &Problem) -> bool {
    problem.severity == Severity::Error || problem.code == intake::FAR_MONTH
}
/// A composed receipt.
#[derive(Clone, Debug)]
pub struct Receipt<'a> {
    /// The first file that it tells of, by the id of its arrival.
    pub arrival: &'a str,
    /// The message.
    pub message: Message,
}

/// What every receipt of a pass is written with.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// The chamber's name.
    pub ente: &'a str,
    /// The offices' names for people, by their ids.
    pub offices: &'a Offices,
    /// The instant as people read it.
    pub when: &'a str,
    /// Recipients, sender and what is wanted.
    pub settings: &'a Settings,
    /// The instant that the messages bear.
    pub now: DateTime<Utc>,
}

/// The role to which the receipt of an office's file goes: the office, the accounts where it has no address; none where the
/// settings want no receipts.
#[must_use]
pub fn receipt_role<'a>(office: Option<&'a str>, settings: &Settings, offices: &'a Offices) -> Option<&'a str> {
    let has_address = |role: &&str| settings.recipients.iter().any(|it| *it.role == **role);
    settings.receipts.then(|| office.filter(has_address).unwrap_or(offices.accounts()))
}

/// One receipt to each recipient of an office whose files ask for something; where the settings or the office want it, also of
/// the files that were simply taken. What nobody's office dropped, or an office without an address, is told to the accounts office.
///
/// # Errors
/// When an address is none, or `now` has no place in a Date header.
pub fn receipts<'a>(files: &[Received<'a>], post: &Post<'_>) -> anyhow::Result<Vec<Receipt<'a>>> {
    let settings = post.settings;
    let mut by_role: BTreeMap<&str, Vec<&Received<'a>>> = BTreeMap::new();
    let wants_all = |role: &str| {
        let mut own = settings.recipients.iter().filter(|it| &*it.role == role);
        settings.receipts_taken || own.any(|it| it.receives.contains(&Receives::Taken))
    };
    for file in files {
        let Some(role) = receipt_role(file.office, settings, post.offices) else { continue };
        if file.asks_something() || file.loss().is_some() || wants_all(role) {
            by_role.entry(role).or_default().push(file);
        }
    }
    let pages = Pages::new(&settings.own_templates);
    let sender = Sender::new(settings, post.now)?;
    let mut ids = BTreeSet::new();
    let mut out = Vec::new();
    for (role, files) in by_role {
        let recipients: Vec<&Recipient> = settings.recipients.iter().filter(|it| &*it.role == role).collect();
        let declared = post.offices.name(role);
        let Some(name) = declared.or(recipients.first().map(|it| it.name.as_str())) else { continue };
        let said = said(&pages, &files, name, post)?;
        // A file that is tried again may be refused for another reason: that is another receipt.
        let content = Digest::of(said.text.as_bytes()).to_string();
        let first = files.first().map_or("", |file| file.arrival);
        let id = format!("ricevuta-{first}-{}", &content[..8]);
        for recipient in recipients {
            let id = free_id(&id, &recipient.role, &mut ids);
            out.push(Receipt {
                arrival: first,
                message: sender.seal(Addressed { scope: post.ente, id, recipient }, &said, None)?,
            });
        }
    }
    out.sort_by(|a, b| a.message.id.cmp(&b.message.id));
    Ok(out)
}

/// A file that has waited for too long in the drop folder.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<'a> {
    /// Its name as dropped.
    pub file: &'a str,
    /// The office it is of; none where nothing tells, and for the accounts.
    pub office: Option<&'a str>,
    /// What tells it from other files that wait, and from the same file when it waits for another reason.
    pub key: Digest,
    /// Since when and why it waits, and what to do.
    pub problem: &'a Problem,
}

/// What each recipient of its office is told of a file that waits, under a name that is the same as long as it waits for
/// the same reason.
///
/// # Errors
/// When an address is none, or `now` has no place in a Date header.
pub fn waiting(file: &Waiting<'_>, post: &Post<'_>) -> anyhow::Result<Vec<Message>> {
    let settings = post.settings;
    let Some(role) = receipt_role(file.office, settings, post.offices) else { return Ok(Vec::new()) };
    let recipients: Vec<&Recipient> = settings.recipients.iter().filter(|it| &*it.role == role).collect();
    let declared = post.offices.name(role);
    let Some(office) = declared.or(recipients.first().map(|it| it.name.as_str())) else { return Ok(Vec::new()) };
    let said = waiting_said(&Pages::new(&settings.own_templates), file, office, post)?;
    let (sender, mut ids) = (Sender::new(settings, post.now)?, BTreeSet::new());
    let id = format!("attesa-{}", &file.key.to_string()[..12]);
    let seal = |recipient: &&Recipient| {
        let id = free_id(&id, &recipient.role, &mut ids);
        sender.seal(Addressed { scope: post.ente, id, recipient }, &said, None)
    };
    recipients.iter().map(seal).collect()
}

/// What is said of a file that waits.
pub(super) fn waiting_said(pages: &Pages, file: &Waiting<'_>, office: &str, post: &Post<'_>) -> anyhow::Result<Said> {
    let subject = phrases::waiting_subject(file.file);
    let page = context! {
        subject => &subject,
        ente => post.ente,
        office,
        when => post.when,
        opening => phrases::WAITING_OPENING,
        waiting => true,
        files => [context! {
            file => file.file,
            state => phrases::WAITING,
            refused => false,
            beside => "",
            problems => [context! { text => problem_text(file.problem), remedy => &file.problem.remedy }],
            more => 0,
        }],
        taken => Vec::<Value>::new(),
        manifest => "",
        reply_to => &post.settings.reply_to,
    };
    Said::of(pages, "ricevuta", subject, &page)
}

/// What a receipt says.
pub(super) fn said(pages: &Pages, files: &[&Received<'_>], office: &str, post: &Post<'_>) -> anyhow::Result<Said> {
    let (asking, taken): (Vec<&Received<'_>>, Vec<&Received<'_>>) =
        files.iter().copied().partition(|file| file.asks_something());
    let names: Vec<&str> = asking.iter().chain(&taken).map(|file| file.file).collect();
    let refused = asking.iter().filter(|file| file.state == SourceState::Refused).count();
    let subject = phrases::receipt_subject(&names, asking.len(), refused);
    // An entry among the others, so that a chamber's own template tells of them too.
    let left = |files: &[&Received<'_>], state: &str| {
        phrases::files_left(files.len().saturating_sub(FILES_MAX)).map(|file| {
            context! { file, state, refused => false, beside => "", problems => Vec::<Value>::new(), more => 0 }
        })
    };
    let (asking_left, taken_left) = (left(&asking, phrases::REASONS_BESIDE), left(&taken, phrases::TAKEN));
    let page = context! {
        subject => &subject,
        ente => post.ente,
        office,
        when => post.when,
        opening => phrases::receipt_opening(asking.len(), refused, files.iter().any(|file| file.loss().is_some())),
        waiting => false,
        files => asking.iter().take(FILES_MAX).map(|file| shown(file)).chain(asking_left).collect::<Vec<_>>(),
        taken => taken.iter().take(FILES_MAX).map(|file| shown_taken(file)).chain(taken_left).collect::<Vec<_>>(),
        manifest => "",
        reply_to => &post.settings.reply_to,
    };
    Said::of(pages, "ricevuta", subject, &page)
}

fn shown_taken(file: &Received<'_>) -> Value {
    let state = phrases::taken(file.state, file.rows);
    let state = match file.loss() {
        Some(loss) => format!("{state}. {}. Che fare: {}", capital(&loss.text), small(&loss.remedy)),
        None => state,
    };
    context! { file => file.file, state }
}

fn shown(file: &Received<'_>) -> Value {
    let mut problems: Vec<&Problem> = file.problems.iter().collect();
    // What is wrong in the file explains what is wrong with it beside another one.
    problems.sort_by_key(|problem| (problem.code.starts_with("intake."), !problem.refuses()));
    if file.state == SourceState::Accepted {
        problems.retain(|problem| asks(problem) || problem.code == intake::SHORTER);
    }
    // What does not add up counts as it is.
    let is_whole = file.state == SourceState::Accepted && problems.iter().any(|it| it.code.starts_with("indicators."));
    let partly = problems.iter().any(|it| it.severity == Severity::Error);
    let state = if is_whole { phrases::TO_CORRECT } else { phrases::received(file.state, partly) };
    context! {
        file => file.file,
        state => state,
        refused => file.state == SourceState::Refused,
        beside => file.beside.unwrap_or_default(),
        problems => problems
            .iter()
            .take(PROBLEMS_MAX)
            .map(|it| context! { text => problem_text(it), remedy => &it.remedy })
            .collect::<Vec<_>>(),
        more => problems.len().saturating_sub(PROBLEMS_MAX),
    }
}
