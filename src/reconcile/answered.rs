//! What a month shows of answers beside those on differences: its problems by name, and its indicators.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::answers::{Answers, Standing};
use super::subject::Subject;
use crate::issue::LayoutId;
use crate::italian::quoted;
use crate::ledger::RowId;
use crate::office::OfficeId;
use crate::period::Period;
use crate::problem::Problem;

/// A problem of a month with its name, which stays while it stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Anomaly {
    /// The hash of its code, of the layout and office of its file, of its month and cell; where that does not tell it from
    /// others, of its text too.
    pub id: RowId,
    /// What is wrong.
    pub problem: Problem,
    /// The office of its file; none of the accounts, and of what is of no file.
    pub office: Option<OfficeId>,
    /// What was answered on it.
    pub answer: Option<Standing>,
}

/// By which layout a file was read, and whose it is.
pub type Whose = (Option<LayoutId>, Option<OfficeId>);

impl Anomaly {
    /// The problems of a month by name, in their order. `whose` knows its files by name.
    #[must_use]
    pub fn all(problems: &[Problem], period: Period, whose: impl Fn(&str) -> Option<Whose>) -> Vec<Self> {
        let named = |problem: &Problem| {
            let file = problem.file.as_deref().unwrap_or_default();
            let (layout, office) = whose(file).unwrap_or_default();
            // A file that no layout fits has no place: it is known by its name.
            let of = layout.as_deref().map_or_else(|| file.to_owned(), ToOwned::to_owned);
            let parts = [
                "anomalia",
                &problem.code,
                &of,
                office.as_deref().unwrap_or_default(),
                &period.to_string(),
                problem.sheet.as_deref().unwrap_or_default(),
                problem.cell.as_deref().unwrap_or_default(),
            ];
            (parts.join("\u{1f}"), office)
        };
        let named: Vec<(String, Option<OfficeId>)> = problems.iter().map(named).collect();
        let mut often: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, _) in &named {
            *often.entry(name).or_default() += 1;
        }
        let one = |(problem, (name, office)): (&Problem, &(String, Option<OfficeId>))| {
            let by_place = problem.cell.is_some() && often.get(name.as_str()) == Some(&1);
            let id = if by_place { RowId::hash(name) } else { RowId::hash(&format!("{name}\u{1f}{}", problem.text)) };
            Self { id, problem: problem.clone(), office: office.clone(), answer: None }
        };
        problems.iter().zip(&named).map(one).collect()
    }

    /// The problem as people answer on it.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::Problem { id: self.id, text: quoted(&self.problem.text).trim().to_owned() }
    }

    /// Whether who answers for the accounts accepts it on this day.
    #[must_use]
    pub fn is_accepted(&self, day: NaiveDate) -> bool {
        self.answer.as_ref().is_some_and(|it| it.accepts(day))
    }
}

/// The last day on which nobody is reminded of problems; none where there are none, or one is not answered.
pub fn silent_until<'a>(problems: impl IntoIterator<Item = &'a Anomaly>) -> Option<NaiveDate> {
    let days = problems.into_iter().map(|it| it.answer.as_ref().and_then(Standing::silent_until));
    days.min().flatten()
}

/// What was answered on what a month shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// Its problems.
    pub problems: Vec<Anomaly>,
    /// What stands of answers on its indicators, by their ids.
    pub indicators: BTreeMap<String, Standing>,
    /// Offices of which the month before left differences open that who answers for the accounts corrects.
    pub handed_on: BTreeSet<OfficeId>,
}

/// Nothing was answered.
pub static NOTHING: Answered =
    Answered { problems: Vec::new(), indicators: BTreeMap::new(), handed_on: BTreeSet::new() };

impl Answered {
    /// Problems with what was answered on each.
    #[must_use]
    pub fn on(mut problems: Vec<Anomaly>, answers: &Answers, period: Period) -> Self {
        for it in &mut problems {
            it.answer = answers.standing(&it.subject(), period);
        }
        Self { problems, ..Self::default() }
    }

    /// The problems of a file that count for something.
    #[must_use]
    pub fn of_file(&self, file: &str, counts: impl Fn(&Problem) -> bool) -> Vec<&Anomaly> {
        self.problems.iter().filter(|it| it.problem.is_of(file) && counts(&it.problem)).collect()
    }
}
