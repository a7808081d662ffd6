//! What people filled in in a workbook that came back: against what its issue printed, row by row. A workbook that comes back has
//! no place and supersedes nothing; whoever may decide is told by the tray in which it lay.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::context::{Hands, Shelves, Step};
use super::phrases::answers as words;
use super::registry::record;
use crate::calendar;
use crate::config::Config;
use crate::intake::archive;
use crate::issue::{Issue, LayoutId};
use crate::ledger::RowId;
use crate::money::Cents;
use crate::office::OfficeId;
use crate::origin::Digest;
use crate::problem::Problem;
use crate::read::typed_date;
use crate::read::words::folded;
use crate::reconcile::answers::Outcome;
use crate::reconcile::carried::FormerDifference;
use crate::reconcile::{Answer, Answers};
use crate::report::answers::{Column, Filled, Returned, is_looked_at, returned};
use crate::sheets::{self, Limits};
use crate::store::{Arrival, Pass};

/// In the place of a layout: no configuration declares how people answer.
const LAYOUT: &str = "(risposte)";

/// Whether an arrival is a workbook that came back: it stands for no place.
pub(super) fn are_of(arrival: &Arrival) -> bool {
    arrival.layout.as_deref() == Some(LAYOUT)
}

/// The workbook that a file is, if it is one of ours.
pub(super) fn look(name: &str, bytes: &[u8], limits: &Limits) -> Option<Returned> {
    returned(&sheets::inspect_of(name, bytes, limits, &is_looked_at).ok()?)
}

/// What a workbook that came back says, and what of it does not count.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub answers: Vec<Answer>,
    pub problems: Vec<Problem>,
}

/// Takes a workbook that came back: its arrival is of the month of its issue, and of the office in whose tray it lay.
pub(super) fn take(
    came: &Returned,
    arrival: &mut Arrival,
    known: &Answers,
    shelves: Shelves<'_>,
) -> anyhow::Result<Taken> {
    let Shelves { config, folders, store } = shelves;
    let accounts = OfficeId::from(&**config.settings.offices.accounts());
    // What lies beside the trays is of the office whose small workbook it is, and else of who answers for the accounts.
    let office = arrival.folder.clone().or_else(|| came.office.clone()).unwrap_or_else(|| accounts.clone());
    (arrival.layout, arrival.office) = (Some(LayoutId::from(LAYOUT)), Some(office.clone()));
    arrival.period = came.period;
    let issues = store.all_issues()?;
    let is_it = |it: &&Issue| (it.period, it.number) == (came.period, came.issue) && came.is_of(it.decisive);
    let Some(issue) = issues.iter().find(is_it) else {
        return Ok(Taken::refused(words::unknown_issue(came.period, came.issue)));
    };
    if issue.withdrawn.is_some() {
        return Ok(Taken::refused(words::withdrawn(came.period, came.issue)));
    }
    let bytes = archive::load(&folders.archive(), issue.workbook).ok();
    let Some(printed) = bytes.and_then(|it| look(&issue.workbook_name, &it, &config.settings.limits)) else {
        return Ok(Taken::refused(words::issue_lost(came.period, came.issue)));
    };
    let printed: BTreeMap<String, Filled> = printed.rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let told = store.issued_differences(issue)?.known;
    let given = Given { config, issue, office: &office, decides: office == accounts, arrival, known };
    let mut taken = Taken::default();
    for row in &came.rows {
        given.row(row, &printed, &told, &mut taken);
    }
    if taken.answers.is_empty() && taken.problems.is_empty() {
        taken.problems.push(words::nothing_new(came.period, came.issue));
    }
    arrival.rows = taken.answers.len().try_into()?;
    Ok(taken)
}

impl Taken {
    fn refused(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }
}

/// On what, by whom and with what an answer is given.
struct Given<'a> {
    config: &'a Config,
    issue: &'a Issue,
    office: &'a OfficeId,
    decides: bool,
    arrival: &'a Arrival,
    known: &'a Answers,
}

impl Given<'_> {
    fn row(
        &self,
        row: &Filled,
        printed: &BTreeMap<String, Filled>,
        told: &BTreeMap<RowId, FormerDifference>,
        taken: &mut Taken,
    ) {
        let mut says = |problem: Problem| taken.problems.push(problem);
        let was = printed.get(&row.id);
        let difference = row.id.parse::<RowId>().ok().and_then(|id| Some((id, told.get(&id)?)));
        let (Some(was), Some((id, on))) = (was, difference) else {
            // A row that people added for themselves says nothing of ours.
            if !row.answers.is_empty() {
                says(words::unknown_row(&row.id, &row.cell));
            }
            return;
        };
        let changed = row.changed(was);
        if !changed.is_empty() {
            says(words::locked(&changed, &row.cell));
        }
        if !row.answers_beyond(was) {
            return;
        }
        if taken.answers.iter().any(|it| it.difference == id) {
            taken.problems.push(words::twice(&row.id, &row.cell));
            return;
        }
        let mut says = |problem: Problem| taken.problems.push(problem);
        match self.answer(&row.clone().over(was), id, on) {
            Ok(answer) if self.known.0.iter().any(|it| it.id == answer.id) => {
                says(words::given_before(row.cell_of(Column::Outcome)));
            }
            Ok(answer) => {
                let standing = self.known.standing(id, (on.kind, on.cents), self.issue.period);
                let other = standing.map(|it| it.answer).filter(|it| it.office != answer.office);
                if let Some(other) = other.filter(|it| it.outcome != answer.outcome) {
                    let name = self.config.settings.offices.name_or_id(&other.office);
                    says(words::contradicts(name, &other, row.cell_of(Column::Outcome)));
                }
                taken.answers.push(answer);
            }
            Err(problem) => says(*problem),
        }
    }

    /// The answer that a row gives, or why it is none.
    fn answer(&self, row: &Filled, id: RowId, on: &FormerDifference) -> Result<Answer, Box<Problem>> {
        let wrong = |column: Column, problem: fn(&str, &str) -> Problem| {
            Err(Box::new(problem(row.said(column), row.cell_of(column))))
        };
        let said = folded(row.said(Column::Outcome));
        let Some(outcome) = Outcome::ALL.into_iter().find(|it| folded(it.italian()) == said) else {
            return wrong(Column::Outcome, if said.is_empty() { words::no_outcome } else { words::unknown_outcome });
        };
        let until = row.said(Column::Until);
        let day = typed_date::civil_date(until);
        if day.is_none() && !until.is_empty() {
            return wrong(Column::Until, words::no_day);
        }
        let given = ByHand {
            outcome,
            why: row.said(Column::Why).to_owned(),
            responsible: row.said(Column::Responsible).to_owned(),
            second: row.said(Column::Second).to_owned(),
            until: day,
            note: row.said(Column::Note).to_owned(),
        };
        if given.lacks_reason() {
            return wrong(Column::Outcome, words::no_reason);
        }
        self.may(&given, on).map_err(|problem| Box::new(Problem { cell: Some(row.cell.clone()), ..*problem }))?;
        let day = calendar::day(self.arrival.arrived_at);
        let by = self.arrival.owner.as_deref().unwrap_or_default();
        Ok(given.on(id, on, self.issue, self.office).given(self.decides, day, by, Some(self.arrival.digest)))
    }

    fn may(&self, given: &ByHand, on: &FormerDifference) -> Result<(), Box<Problem>> {
        if !self.decides && on.office.as_ref() != Some(self.office) {
            return Err(Box::new(words::of_another_office()));
        }
        if self.decides {
            second_named(given, self.arrival.owner.as_deref().unwrap_or_default(), on.cents, self.config)
        } else {
            Ok(())
        }
    }
}

/// Whether an acceptance is stood for by as many as its amount asks for.
pub(super) fn second_named(given: &ByHand, by: &str, cents: Cents, config: &Config) -> Result<(), Box<Problem>> {
    let limit = config.settings.answers.second_name_above.map(|euro| Cents(euro.saturating_mul(100)));
    match limit {
        Some(limit) if given.outcome == Outcome::Accepted && cents.abs() > limit => {
            let second = folded(&given.second);
            let same = [by, &given.responsible].iter().any(|it| !it.is_empty() && folded(it) == second);
            if second.is_empty() || same { Err(Box::new(words::no_second(limit))) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// An answer as somebody gives it.
#[derive(Clone, Debug)]
pub struct ByHand {
    /// What is to become of the difference.
    pub outcome: Outcome,
    /// Why.
    pub why: String,
    /// Who sees to it.
    pub responsible: String,
    /// Who stands for it too.
    pub second: String,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// What else there is to say.
    pub note: String,
}

impl ByHand {
    /// Whether it says neither why a difference may stand nor for which document it waits.
    fn lacks_reason(&self) -> bool {
        matches!(self.outcome, Outcome::Accepted | Outcome::AwaitingDocument) && self.why.trim().is_empty()
    }

    /// The answer on a difference as an issue told it; who gives it is still to be said.
    pub(super) fn on(self, difference: RowId, on: &FormerDifference, issue: &Issue, office: &OfficeId) -> Answer {
        let Self { outcome, why, responsible, second, until, note } = self;
        Answer {
            id: difference,
            difference,
            period: issue.period,
            issue: issue.number,
            kind: on.kind,
            cents: on.cents,
            outcome,
            why,
            responsible,
            second,
            until,
            note,
            office: office.clone(),
            decides: false,
            day: issue.period.last_day(),
            by: String::new(),
            file: None,
        }
    }
}

impl Answer {
    /// The same by whom it was given.
    pub(super) fn given(self, decides: bool, day: NaiveDate, by: &str, file: Option<Digest>) -> Self {
        Self { decides, day, by: by.to_owned(), file, ..self }.named()
    }
}

/// What an answer given by hand is refused for; the sentence says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoAnswer(String);

/// Answers a difference by hand, for who answers for the accounts: by its id or how that begins, as the last issue that stands told
/// of it. The caller holds the [`Lock`](super::Lock).
///
/// # Errors
/// [`NoAnswer`] where it cannot be given; anything else when disk or database fail.
pub fn decide(begin: &str, given: ByHand, by: &str, hands: &mut Hands<'_>) -> anyhow::Result<Answer> {
    hands.folders.prepare()?;
    let config = hands.config;
    let standing = hands.store.standing_issues()?;
    let told = hands.store.differences_told(begin)?;
    let ids: BTreeSet<RowId> = told.iter().map(|it| it.id).collect();
    let [id] = ids.into_iter().collect::<Vec<_>>()[..] else {
        return Err(NoAnswer(words::not_one(begin, told.is_empty())).into());
    };
    let last = |it: &&Issue| told.iter().any(|told| (told.period, told.number) == (it.period, it.number));
    let issue = standing.iter().filter(last).max_by_key(|it| (it.period, it.number));
    let known = issue.map(|it| hands.store.issued_differences(it)).transpose()?;
    let on = known.and_then(|mut it| it.known.remove(&id));
    let (Some(issue), Some(on)) = (issue, on) else { return Err(NoAnswer(words::closed(begin)).into()) };
    let problem = second_named(&given, by.split(", ").next().unwrap_or_default(), on.cents, config).err().map(|it| *it);
    let problem = problem.or_else(|| given.lacks_reason().then(|| words::no_reason(given.outcome.italian(), "")));
    if let Some(problem) = problem {
        return Err(NoAnswer(format!("{}: {}", problem.text, problem.remedy)).into());
    }
    let accounts = OfficeId::from(&**config.settings.offices.accounts());
    let answer = given.on(id, &on, issue, &accounts).given(true, calendar::day(hands.now), by, None);
    if hands.store.answers()?.0.iter().any(|it| it.id == answer.id) {
        return Err(NoAnswer(words::given_before("").text).into());
    }
    hands.store.commit(&Pass { answers: std::slice::from_ref(&answer), ..Pass::default() })?;
    (hands.witness)(Step::Committed)?;
    record(&hands.folders, hands.store, hands.witness)?;
    Ok(answer)
}
