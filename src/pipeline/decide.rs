//! An answer given by hand, for who answers for the accounts: on a difference, an indicator or a problem, as the last issue that stands
//! told of it.

use std::collections::BTreeSet;

use super::answers::{Said, allowed};
use super::context::{Hands, Shelves, Step};
use super::phrases::answers as words;
use super::printed::{On, Printed, is_meant};
use super::registry::record;
use crate::calendar;
use crate::issue::Issue;
use crate::ledger::RowId;
use crate::office::OfficeId;
use crate::problem::Problem;
use crate::reconcile::{Answer, Subject};
use crate::store::Pass;

/// Digits by which a problem is named at least.
const BEGIN_MIN: usize = 4;

/// Who gives an answer by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The name that was typed; empty where none was.
    pub name: String,
    /// The system's user.
    pub user: String,
}

/// What an answer given by hand is refused for; the sentence says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoAnswer(String);

/// Answers by hand: on a difference or a problem by its id or how that begins, on an indicator by its id or code. The caller holds
/// the [`Lock`](super::Lock).
///
/// # Errors
/// [`NoAnswer`] where it cannot be given; anything else when disk or database fail.
pub fn decide(begin: &str, given: Said, who: &Who, hands: &mut Hands<'_>) -> anyhow::Result<Answer> {
    hands.folders.prepare()?;
    let config = hands.config;
    let shelves = Shelves { config, folders: &hands.folders, store: hands.store };
    let (issue, on) = found(begin, shelves)?;
    if given.outcome.is_none() && !matches!(on.subject, Subject::Indicator { .. }) {
        return Err(NoAnswer(words::outcome_by_hand()).into());
    }
    let name = if who.name.is_empty() { &who.user } else { &who.name };
    allowed(&given, &on.subject, Some(name), config).map_err(|it| refused(&it))?;
    let accounts = OfficeId::from(&**config.settings.offices.accounts());
    let answer = Answer {
        decides: true,
        day: calendar::day(hands.now),
        by: who.name.clone(),
        user: who.user.clone(),
        ..given.on(on.subject, &issue, &accounts)
    };
    let answer = answer.named();
    if hands.store.answers()?.0.iter().any(|it| it.id == answer.id) {
        return Err(NoAnswer(words::given_before("").text).into());
    }
    hands.store.commit(&Pass { answers: std::slice::from_ref(&answer), ..Pass::default() })?;
    (hands.witness)(Step::Committed)?;
    record(&hands.folders, hands.store, hands.witness)?;
    Ok(answer)
}

fn refused(problem: &Problem) -> NoAnswer {
    NoAnswer(words::by_hand(problem))
}

/// What is meant, and the last issue that stands and told of it.
fn found(begin: &str, shelves: Shelves<'_>) -> anyhow::Result<(Issue, On)> {
    if let Some(found) = difference(begin, shelves)? {
        return Ok(found);
    }
    let is_indicator = shelves.config.definitions.all.iter().any(|it| is_meant(begin, it));
    let is_id = begin.len() >= BEGIN_MIN && begin.bytes().all(|it| it.is_ascii_hexdigit());
    let mut standing = shelves.store.standing_issues()?;
    standing.retain(|_| is_indicator || is_id);
    standing.sort_by_key(|it| (it.period, it.number));
    while let Some(issue) = standing.pop() {
        let Some(printed) = Printed::of(&issue, shelves)? else { continue };
        let rows = if is_indicator { printed.indicator(begin).into_iter().collect() } else { printed.problems(begin) };
        match rows[..] {
            [] => {}
            [row] => match printed.on(row) {
                Some(on) => return Ok((issue, on)),
                None => break,
            },
            _ => return Err(NoAnswer(words::not_one(begin, false)).into()),
        }
    }
    Err(NoAnswer(words::not_one(begin, true)).into())
}

/// The difference whose id is this or begins so; none where no issue told of one.
fn difference(begin: &str, shelves: Shelves<'_>) -> anyhow::Result<Option<(Issue, On)>> {
    let store = shelves.store;
    let told = store.differences_told(begin)?;
    let ids: BTreeSet<RowId> = told.iter().map(|it| it.id).collect();
    let id = match ids.into_iter().collect::<Vec<_>>()[..] {
        [] => return Ok(None),
        [id] => id,
        _ => return Err(NoAnswer(words::not_one(begin, false)).into()),
    };
    let last = |it: &Issue| told.iter().any(|told| (told.period, told.number) == (it.period, it.number));
    let issue = store.standing_issues()?.into_iter().filter(last).max_by_key(|it| (it.period, it.number));
    let known = issue.as_ref().map(|it| store.issued_differences(it)).transpose()?;
    let on = known.and_then(|mut it| it.known.remove(&id));
    let (Some(issue), Some(on)) = (issue, on) else { return Err(NoAnswer(words::closed(begin)).into()) };
    let subject = Subject::Difference { id, kind: on.kind, cents: on.cents };
    Ok(Some((issue, On { subject, office: on.office })))
}
