//! Answers that wait for somebody: what offices propose and nobody decided yet, and those whose day has passed while what they are
//! on stands as it did. Looks at the last issue of each month; changes nothing.

use chrono::NaiveDate;

use super::context::Shelves;
use super::printed::Printed;
use crate::issue::Issue;
use crate::named::named;
use crate::reconcile::{Answer, Answers, DifferenceState, Subject};
use crate::report::answers::Sheet;
use crate::store::Store;

/// For what an answer waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waits {
    /// An office proposes it, and nobody decided.
    Proposed,
    /// Its day has passed.
    Overdue,
}

named!(Waits {
    Proposed = "proposed",
    Overdue = "overdue",
});

/// The answers that wait on a day, those that are proposed first; `last` are the last issues that stand of each month, by month.
///
/// # Errors
/// When disk or database fail.
pub fn answers_waiting(last: &[Issue], today: NaiveDate, shelves: Shelves<'_>) -> anyhow::Result<Vec<(Waits, Answer)>> {
    let answers = shelves.store.answers()?;
    let mut out: Vec<(Waits, Answer)> = Vec::new();
    for (at, issue) in last.iter().enumerate() {
        let is_last = at + 1 == last.len();
        let subjects = subjects(issue, is_last, &answers, shelves)?;
        out.extend(subjects.iter().filter_map(|now| waiting(now, issue, today, &answers)));
    }
    Ok(sorted(out))
}

/// The same of the differences of the last issue alone: all that there is to know of these stands in the database.
///
/// # Errors
/// When the database fails.
pub fn answers_waiting_on_differences(
    last: &Issue,
    today: NaiveDate,
    store: &Store,
) -> anyhow::Result<Vec<(Waits, Answer)>> {
    let answers = store.answers()?;
    let subjects = open_differences(last, &answers, store)?;
    Ok(sorted(subjects.iter().filter_map(|now| waiting(now, last, today, &answers)).collect()))
}

/// The answer that waits on a subject as it is now, and for what.
fn waiting(now: &Subject, issue: &Issue, today: NaiveDate, answers: &Answers) -> Option<(Waits, Answer)> {
    let answer = answers.standing(now, issue.period).filter(|it| !it.changed)?.answer;
    let proposes = !answer.decides && !matches!(now, Subject::Indicator { .. });
    let is_over = answer.until.is_some_and(|until| until < today);
    let waits = proposes.then_some(Waits::Proposed).or(is_over.then_some(Waits::Overdue))?;
    Some((waits, answer))
}

fn sorted(mut waiting: Vec<(Waits, Answer)>) -> Vec<(Waits, Answer)> {
    waiting.sort_by(|(a, one), (b, other)| (a, one.day, one.id).cmp(&(b, other.day, other.id)));
    waiting
}

/// The open differences of an issue as they are now; none where nobody ever answered.
fn open_differences(issue: &Issue, answers: &Answers, store: &Store) -> anyhow::Result<Vec<Subject>> {
    if answers.0.is_empty() {
        return Ok(Vec::new());
    }
    let known = store.issued_differences(issue)?.known;
    let open = known.iter().filter(|(_, it)| it.state == DifferenceState::Open);
    Ok(open.map(|(id, it)| Subject::Difference { id: *id, kind: it.kind, cents: it.cents }).collect())
}

/// What answers are on, as an issue told it: what is of a month by its issue, what goes on by the last one of all.
fn subjects(issue: &Issue, is_last: bool, answers: &Answers, shelves: Shelves<'_>) -> anyhow::Result<Vec<Subject>> {
    let mut all: Vec<Subject> = Vec::new();
    let own = |it: &&Answer| match it.subject {
        Subject::Difference { .. } => false,
        Subject::Indicator { .. } => is_last && it.period == issue.period,
        Subject::Problem { .. } => it.period == issue.period,
    };
    let own: Vec<&Answer> = answers.0.iter().filter(own).collect();
    if let Some(printed) = (!own.is_empty()).then(|| Printed::of(issue, shelves)).transpose()?.flatten() {
        for answer in own {
            let row = match &answer.subject {
                Subject::Indicator { id, .. } => printed.indicator(id),
                Subject::Problem { id, .. } => printed.row(Sheet::Problems, &id.to_string()),
                Subject::Difference { .. } => None,
            };
            let now = row.and_then(|it| printed.on(it)).map(|it| it.subject);
            all.extend(now.filter(|now| !all.contains(now)));
        }
    }
    if is_last {
        all.extend(open_differences(issue, answers, shelves.store)?);
    }
    Ok(all)
}
