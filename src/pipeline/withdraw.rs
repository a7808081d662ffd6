//! A draft made in error is taken back: one transaction marks it, ends its alerts and keeps its letters from leaving; then its
//! workbook leaves `reports/`. The archive keeps everything, and so does the registry. What was released stays: people have it.

use std::collections::BTreeSet;

use super::context::{Hands, Step};
use super::finish;
use super::phrases;
use super::registry::record;
use crate::calendar;
use crate::issue::{Issue, IssueState, Withdrawal};
use crate::mail::Receives;
use crate::monitor::{AlertId, Memory, TakenBack};
use crate::period::Period;
use crate::problem::Problem;
use crate::store::{MessageState, Pass, QueuedMessage, Store, Telling};

/// There is no draft to take back; the sentence says why, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoDraft(String);

/// What was taken back.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    /// The drafts, as they stand now.
    pub issues: Vec<Issue>,
    /// The alerts that ended with them.
    pub alerts: BTreeSet<AlertId>,
    /// Letters that will not leave.
    pub cancelled: Vec<QueuedMessage>,
    /// Letters of theirs that had left.
    pub sent: Vec<QueuedMessage>,
    /// Issues of later months that were made of what these drafts said.
    pub resting: Vec<(Period, u32)>,
    /// What could not be taken out of `reports/`.
    pub warnings: Vec<Problem>,
}

/// Takes back the drafts that a month was issued as since it was last released. The caller holds the [`Lock`](super::Lock).
///
/// # Errors
/// [`NoDraft`] where there is none; anything else when disk or database fail.
pub fn withdraw(period: Period, why: &str, hands: &mut Hands<'_>) -> anyhow::Result<Withdrawn> {
    hands.folders.prepare()?;
    let withdrawal = Withdrawal { at: hands.now, why: why.to_owned() };
    let mut issues = drafts(period, hands.store)?;
    let standing: Vec<Issue> = hands.store.standing_issues()?;
    let is_theirs = |it: &Issue| issues.iter().any(|draft| (draft.period, draft.number) == (it.period, it.number));
    let left: Vec<&Issue> = standing.iter().filter(|it| !is_theirs(it)).collect();
    let resting = left.iter().filter(|it| rests_on(it, &issues)).map(|it| (it.period, it.number)).collect();
    let mut memory = hands.store.alerts()?;
    // The current month is looked at every night, draft or not: what it found before is its own.
    let goes_on = left.iter().any(|it| it.period == period) || calendar::month_of(hands.now) == period;
    let drafts = TakenBack {
        period,
        since: issues.first().filter(|_| goes_on).map(|it| it.issued_at),
        before: left.iter().map(|it| it.period).filter(|month| *month < period).max(),
    };
    let before = memory.clone();
    let alerts = memory.take_back(drafts);
    let letters = letters_of(&issues, &alerts, &before, hands.store)?;
    let (sent, unsent): (Vec<_>, Vec<_>) = letters.into_iter().partition(|it| it.state == MessageState::Sent);
    let cancelled: Vec<QueuedMessage> = unsent.into_iter().map(|it| cancelled(it, &withdrawal)).collect();

    let untold = hands.store.untold()?;
    let commit = hands.store.begin()?;
    for it in &mut issues {
        commit.withdraw(it, &withdrawal)?;
        it.withdrawn = Some(withdrawal.clone());
    }
    cancelled.iter().try_for_each(|it| commit.message_again(it))?;
    commit.part(&Pass { alert_lives: Some(&memory), news: Telling::Told, ..Pass::default() })?;
    for news in untold.iter().filter(|it| it.period != period) {
        commit.part(&Pass { news: Telling::Kept(Some(news)), ..Pass::default() })?;
    }
    commit.end(&Pass::default())?;
    (hands.witness)(Step::Committed)?;
    let warnings = finish::take_away(&hands.folders, hands.store, hands.witness)?;
    record(&hands.folders, hands.store, hands.witness)?;
    Ok(Withdrawn { issues, alerts, cancelled, sent, resting, warnings })
}

/// The drafts of a month since it was last released, oldest first.
fn drafts(period: Period, store: &Store) -> anyhow::Result<Vec<Issue>> {
    let of_month = |issues: Vec<Issue>| issues.into_iter().filter(|it| it.period == period).collect::<Vec<_>>();
    let mut standing = of_month(store.standing_issues()?);
    let released = standing.iter().rposition(|it| it.state == IssueState::Released);
    let drafts = standing.split_off(released.map_or(0, |at| at + 1));
    if !drafts.is_empty() {
        return Ok(drafts);
    }
    let said = match (standing.last(), of_month(store.withdrawn_issues()?).last()) {
        (Some(released), _) => phrases::released_stays(released),
        (None, Some(Issue { number, withdrawn: Some(before), .. })) => {
            phrases::withdrawn_before(period, *number, before)
        }
        (None, _) => phrases::never_issued(period),
    };
    Err(NoDraft(said).into())
}

/// Whether an issue used one of these.
fn rests_on(issue: &Issue, drafts: &[Issue]) -> bool {
    let Some(manifest) = issue.made_of().ok().flatten() else { return false };
    let earlier = manifest.earlier.iter().map(|(period, number, _)| (*period, *number));
    let mut used = earlier.chain(manifest.carried_from);
    used.any(|used| drafts.iter().any(|it| (it.period, it.number) == used))
}

/// The letters of these issues, and the digests that told of nothing but alerts that ended with them. Receipts tell of files,
/// which did come.
fn letters_of(
    issues: &[Issue],
    ended: &BTreeSet<AlertId>,
    memory: &Memory,
    store: &Store,
) -> anyhow::Result<Vec<QueuedMessage>> {
    let Some(period) = issues.first().map(|it| it.period) else { return Ok(Vec::new()) };
    let of_issue =
        |it: &QueuedMessage| it.number.is_some_and(|number| issues.iter().any(|issue| issue.number == number));
    let told_by = |letter: &QueuedMessage| -> Vec<&AlertId> {
        let by_it = |address: &str, at| {
            let id = format!("{period}-{}-{}", Receives::Digest.id(), calendar::stamp(at));
            address.eq_ignore_ascii_case(&letter.to) && letter.id.starts_with(&id)
        };
        let told = memory.told.iter().filter(|(_, log)| log.iter().any(|(address, it)| by_it(address, it.told_at)));
        told.map(|(id, _)| id).collect()
    };
    let only_of_ended = |it: &QueuedMessage| {
        let told = told_by(it);
        !told.is_empty() && told.into_iter().all(|id| ended.contains(id))
    };
    let mut letters = store.messages(Some(period))?;
    letters
        .retain(|it| it.state != MessageState::Cancelled && (of_issue(it) || it.number.is_none() && only_of_ended(it)));
    Ok(letters)
}

fn cancelled(letter: QueuedMessage, withdrawal: &Withdrawal) -> QueuedMessage {
    let answer = phrases::letter_of_withdrawn(&withdrawal.why);
    QueuedMessage { state: MessageState::Cancelled, answer, next_try: None, ..letter }
}
