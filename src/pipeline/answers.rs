//! What people filled in in a workbook that came back: against what its issue printed, row by row. A workbook that comes back has
//! no place and supersedes nothing; whoever may decide is told by the tray in which it lay.

use chrono::NaiveDate;

use super::context::Shelves;
use super::phrases::answers as words;
use super::printed::{On, Printed};
use crate::calendar;
use crate::config::Config;
use crate::indicators::Standing;
use crate::issue::{Issue, LayoutId};
use crate::ledger::RowId;
use crate::money::Cents;
use crate::office::OfficeId;
use crate::problem::Problem;
use crate::read::typed_date;
use crate::read::words::folded;
use crate::reconcile::answers::Outcome;
use crate::reconcile::{Answer, Answers, Subject};
use crate::report::answers::{Column, Filled, Returned, Sheet};
use crate::store::Arrival;

/// In the place of a layout: no configuration declares how people answer.
const LAYOUT: &str = "(risposte)";

/// Whether an arrival is a workbook that came back: it stands for no place.
pub(super) fn are_of(arrival: &Arrival) -> bool {
    arrival.layout.as_deref() == Some(LAYOUT)
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
    let Shelves { config, store, .. } = shelves;
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
    let Some(printed) = Printed::of(issue, shelves)? else {
        return Ok(Taken::refused(words::issue_lost(came.period, came.issue)));
    };
    let given = Given { config, issue, office: &office, decides: office == accounts, arrival, known };
    let mut taken = Taken::default();
    for row in &came.rows {
        given.row(row, &printed, &mut taken);
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
    fn row(&self, row: &Filled, printed: &Printed, taken: &mut Taken) {
        let before = taken.problems.len();
        self.read(row, printed, taken);
        for problem in &mut taken.problems[before..] {
            problem.sheet = Some(row.sheet.id().to_owned());
        }
    }

    fn read(&self, row: &Filled, printed: &Printed, taken: &mut Taken) {
        let was = printed.row(row.sheet, &row.id);
        let (Some(was), Some(on)) = (was, was.and_then(|it| printed.on(it))) else {
            // A row that people added for themselves says nothing of ours.
            if !row.answers.is_empty() {
                taken.problems.push(words::unknown_row(&row.id, &row.cell));
            }
            return;
        };
        let changed = row.changed(was);
        if !changed.is_empty() {
            taken.problems.push(words::locked(&changed, &row.cell));
        }
        if !row.answers_beyond(was) {
            return;
        }
        if taken.answers.iter().any(|it| it.subject.is_same(&on.subject)) {
            taken.problems.push(words::twice(&row.id, &row.cell));
            return;
        }
        match self.answer(&row.clone().over(was), &on) {
            Ok(answer) if self.known.0.iter().any(|it| it.id == answer.id) => {
                taken.problems.push(words::given_before(cell(row)));
            }
            Ok(answer) => {
                let standing = self.known.standing(&on.subject, self.issue.period);
                let other = standing.map(|it| it.answer).filter(|it| it.office != answer.office);
                if let Some(other) = other.filter(|it| it.outcome != answer.outcome) {
                    let name = self.config.settings.offices.name_or_id(&other.office);
                    taken.problems.push(words::contradicts(name, &other, cell(row)));
                }
                taken.answers.push(answer);
            }
            Err(problem) => taken.problems.push(*problem),
        }
    }

    /// The answer that a row gives, or why it is none.
    fn answer(&self, row: &Filled, on: &On) -> Result<Answer, Box<Problem>> {
        let wrong = |column: Column, problem: fn(&str, &str) -> Problem| {
            Err(Box::new(problem(row.said(column), row.cell_of(column))))
        };
        let said = folded(row.said(Column::Outcome));
        let outcome = Outcome::ALL.into_iter().find(|it| folded(it.italian()) == said);
        if outcome.is_none() && row.sheet != Sheet::Indicators {
            return wrong(Column::Outcome, if said.is_empty() { words::no_outcome } else { words::unknown_outcome });
        }
        let until = row.said(Column::Until);
        let day = typed_date::civil_date(until);
        if day.is_none() && !until.is_empty() {
            return wrong(Column::Until, words::no_day);
        }
        let why = if row.sheet == Sheet::Indicators { Column::Cause } else { Column::Why };
        let given = Said {
            outcome,
            why: row.said(why).to_owned(),
            action: row.said(Column::Action).to_owned(),
            responsible: row.said(Column::Responsible).to_owned(),
            second: row.said(Column::Second).to_owned(),
            until: day,
            note: row.said(Column::Note).to_owned(),
        };
        let by = self.arrival.owner.as_deref().unwrap_or_default();
        self.may(&given, on, by).map_err(|it| Box::new(Problem { cell: Some(place(row, &it).to_owned()), ..*it }))?;
        let answer = given.on(on.subject.clone(), self.issue, self.office);
        let day = calendar::day(self.arrival.arrived_at);
        let (by, file) = (by.to_owned(), Some(self.arrival.digest));
        Ok(Answer { decides: self.decides, day, by, file, ..answer }.named())
    }

    fn may(&self, given: &Said, on: &On, by: &str) -> Result<(), Box<Problem>> {
        if !self.decides && on.office.as_ref() != Some(self.office) {
            return Err(Box::new(words::of_another_office()));
        }
        allowed(given, &on.subject, self.decides.then_some(by), self.config)
    }
}

/// The cell in which people look for what is wrong with an answer.
fn cell(row: &Filled) -> &str {
    row.cell_of(row.sheet.columns().first().copied().unwrap_or(Column::Outcome))
}

/// The same for one problem: of what is missing, the cell that asks for it.
fn place<'r>(row: &'r Filled, problem: &Problem) -> &'r str {
    if problem.code == words::NO_REASON { cell(row) } else { &row.cell }
}

/// Whether an answer says what has to be said of its subject; `decides` is who decides, where it is a decision.
pub(super) fn allowed(given: &Said, on: &Subject, decides: Option<&str>, config: &Config) -> Result<(), Box<Problem>> {
    let refused = |problem: Problem| Err(Box::new(problem));
    if let Subject::Indicator { state, .. } = on {
        let standing = Standing::of(state);
        return match given {
            _ if !standing.is_some_and(Standing::asks) => {
                refused(words::not_asked(standing.map_or("", Standing::italian)))
            }
            Said { outcome: Some(_), .. } => refused(words::outcome_of_indicator()),
            Said { second, .. } if !second.is_empty() => refused(words::outcome_of_indicator()),
            Said { why, action, .. } if why.is_empty() && action.is_empty() => refused(words::no_cause()),
            _ => Ok(()),
        };
    }
    let Some(outcome) = given.outcome else { return refused(words::no_outcome("", "")) };
    if !given.action.is_empty() {
        return refused(words::action_of_difference());
    }
    if matches!(outcome, Outcome::Accepted | Outcome::AwaitingDocument) && given.why.trim().is_empty() {
        return refused(words::no_reason(outcome.italian(), ""));
    }
    match (on, decides) {
        (Subject::Difference { cents, .. }, Some(by)) => second_named(given, by, *cents, config),
        (Subject::Problem { .. }, _) if !given.second.is_empty() => refused(words::second_of_problem()),
        _ => Ok(()),
    }
}

/// Whether an acceptance is stood for by as many as its amount asks for.
fn second_named(given: &Said, by: &str, cents: Cents, config: &Config) -> Result<(), Box<Problem>> {
    let limit = config.settings.answers.second_name_above.map(|euro| Cents(euro.saturating_mul(100)));
    match limit {
        Some(limit) if given.outcome == Some(Outcome::Accepted) && cents.abs() > limit => {
            let second = folded(&given.second);
            let same = [by, &given.responsible].iter().any(|it| !it.is_empty() && folded(it) == second);
            if second.is_empty() || same { Err(Box::new(words::no_second(limit))) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// What somebody answers, whoever that is and whatever it is on.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What is to become of it; none of an indicator.
    pub outcome: Option<Outcome>,
    /// Why; of an indicator its cause.
    pub why: String,
    /// What is done about an indicator; empty of anything else.
    pub action: String,
    /// Who sees to it.
    pub responsible: String,
    /// Who stands for it too, of a difference.
    pub second: String,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// What else there is to say.
    pub note: String,
}

impl Said {
    /// The answer on a subject as an issue told it; who gives it, and when, is still to be said.
    pub(super) fn on(self, subject: Subject, issue: &Issue, office: &OfficeId) -> Answer {
        let Self { outcome, why, action, responsible, second, until, note } = self;
        Answer {
            id: RowId::hash(""),
            subject,
            period: issue.period,
            issue: issue.number,
            outcome,
            why,
            action,
            responsible,
            second,
            until,
            note,
            office: office.clone(),
            decides: false,
            day: issue.period.last_day(),
            by: String::new(),
            user: String::new(),
            file: None,
        }
    }
}
