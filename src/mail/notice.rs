//! The operator's notice: the service did not do its work. One sentence of cause, what to do, and what goes on by itself.
//! Refuses to know what failed.

use minijinja::context;

use super::letter::{Addressed, Sender};
use super::message::{Said, free_id};
use super::page::Pages;
use super::{Message, Post, Receives, phrases};
use crate::italian::capital;
use crate::origin::Digest;

/// How the id of every notice begins.
const PREFIX: &str = "avviso-";

/// The machine that speaks: an operator may keep several, and several chambers on one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// Its host name.
    pub host: String,
    /// The data root of the chamber.
    pub root: String,
}

/// What the operator has to know, in Italian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What did not happen, as a sentence begins without its full stop: `Il monitoraggio di giugno 2021 non è riuscito`.
    pub what: String,
    /// Why, one sentence each; usually one.
    pub causes: Vec<String>,
    /// What to do.
    pub remedy: String,
    /// What goes on by itself meanwhile, a whole sentence; may be empty.
    pub goes_on: String,
}

/// Whether a message of this id is a notice: that one of them is lost gives no further notice.
#[must_use]
pub fn is_notice(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// One message to each recipient with `operator`; where there is none, to those who receive drafts: somebody has to know.
/// The id is made of the day and the causes: what stays broken is said once a day. `when` is the instant as people read it.
///
/// # Errors
/// When an address is none, or `now` has no place in a Date header.
pub fn operator_notice(notice: &Notice, machine: &Machine, post: &Post<'_>) -> anyhow::Result<Vec<Message>> {
    let Post { ente, settings, now, .. } = *post;
    let with = |kind| settings.recipients.iter().filter(move |it| it.receives.contains(&kind)).collect::<Vec<_>>();
    let operators = Some(with(Receives::Operator)).filter(|all| !all.is_empty()).unwrap_or(with(Receives::Draft));
    // Who answers a notice writes to those who keep the service, not to the office that answers for the figures.
    let reply_to = operators.first().map_or(settings.reply_to.as_str(), |it| it.address.as_str());
    let said = said(&Pages::new(&settings.own_templates), notice, machine, post, reply_to)?;
    let sender = Sender::new(settings, now)?.answered_at(reply_to)?;
    let cause = Digest::of([&notice.what, &notice.causes.join("\n")].map(String::as_str).join("\n").as_bytes());
    let name = format!("{PREFIX}{}-{}", now.date_naive(), &cause.to_string()[..8]);
    let mut ids = std::collections::BTreeSet::new();
    operators
        .into_iter()
        .map(|recipient| {
            let id = free_id(&name, &recipient.role, &mut ids);
            sender.seal(Addressed { scope: ente, id, recipient }, &said, None)
        })
        .collect()
}

/// What the notice says.
pub(super) fn said(
    pages: &Pages,
    notice: &Notice,
    machine: &Machine,
    post: &Post<'_>,
    reply_to: &str,
) -> anyhow::Result<Said> {
    let subject = phrases::notice_subject(&notice.what);
    let page = context! {
        subject => &subject,
        ente => post.ente,
        when => post.when,
        host => &machine.host,
        root => &machine.root,
        what => capital(&notice.what),
        causes => &notice.causes,
        remedy => &notice.remedy,
        goes_on => &notice.goes_on,
        manifest => "",
        reply_to,
    };
    Said::of(pages, "operatore", subject, &page)
}
