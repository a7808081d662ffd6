//! What somebody gives a group of a scorecard by a table of their own: the degree as the table prints it, beside the rows that it
//! stands on. What it does not print is never computed, only asked for.

use std::sync::Arc;

use super::phrases::assessed as words;
use crate::ledger::{Column, Objectives, ScoreGroup, Statement};
use crate::money::Cents;
use crate::origin::{Origin, Sources};
use crate::period::Period;
use crate::problem::Problem;

/// The name of the part of a table that holds the weights of its rows.
const WEIGHTS: &str = "peso";

/// A whole share, in hundredths of a percentage point.
const ALL: Cents = Cents(10_000);

/// What a table gives a group. Shares are in hundredths of a percentage point.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessed {
    /// Its rows, in the order of the scheme.
    pub rows: Vec<AssessedRow>,
    /// What it prints as its whole, and where; none where it prints none, or one that is no share.
    pub whole: Option<(Cents, Origin)>,
    /// What rows and weights give, where each row has a weight.
    pub computed: Option<Cents>,
    /// What is wrong with it, and where; it says no figure.
    pub doubts: Vec<(Problem, Origin)>,
}

/// One row of such a table.
#[derive(Clone, Debug, PartialEq)]
pub struct AssessedRow {
    /// Its name for people.
    pub label: String,
    /// Its weight, where the table says one.
    pub weight: Option<Cents>,
    /// What is given for it.
    pub given: Cents,
    /// Where that stands.
    pub origin: Origin,
}

impl Assessed {
    /// What the table of a group gives it; none where it is given otherwise, or no table is there.
    #[must_use]
    pub fn of(group: &ScoreGroup, reserved: &[Statement]) -> Option<Self> {
        let (scheme, line) = group.table()?;
        let statement = reserved.iter().find(|it| *it.scheme.id == *scheme)?;
        let column = statement.columns().into_iter().rfind(Column::is_whole)?;
        let printed = |line: &str| statement.amounts.get(&(Arc::from(line), column))?.printed;
        let is_weights = |at: &Column| at.centre.is_some_and(|it| it.id() == WEIGHTS);
        let weights = statement.columns().into_iter().find(|at| is_weights(at) && at.exercise == column.exercise);
        let weight = |line: &str| {
            let amount = statement.amounts.get(&(Arc::from(line), weights?))?;
            amount.printed.map(|(cents, _)| cents)
        };
        let (mut rows, mut absent) = (Vec::new(), Vec::new());
        for it in statement.scheme.lines.iter().filter(|it| *it.id != *line) {
            match printed(&it.id) {
                Some((given, origin)) => {
                    rows.push(AssessedRow { label: it.label.clone(), weight: weight(&it.id), given, origin });
                }
                None => absent.push(it.label.as_str()),
            }
        }
        let whole = printed(line);
        let at = whole.map(|(_, origin)| origin).or_else(|| rows.last().map(|it| it.origin))?;
        let mut out = Self { computed: computed(&rows), rows, whole, doubts: Vec::new() };
        out.doubts = out.doubts(group, Cents(statement.scheme.tolerance_cents), at, &absent);
        out.whole = out.whole.filter(|(cents, _)| is_share(*cents));
        Some(out)
    }

    /// The degree that it gives, 0 to 1.
    #[must_use]
    pub fn degree(&self) -> Option<f64> {
        self.whole.map(|(cents, _)| cents.as_euro() / ALL.as_euro())
    }

    /// What is wrong, about the whole at the place `at`; `absent` are the rows that are not there.
    fn doubts(&self, group: &ScoreGroup, tolerance: Cents, at: Origin, absent: &[&str]) -> Vec<(Problem, Origin)> {
        let mut out = Vec::new();
        let beyond = self.rows.iter().filter(|row| !is_share(row.given));
        out.extend(beyond.map(|row| (words::no_share(&row.label), row.origin)));
        if !absent.is_empty() {
            out.push((words::rows_missing(absent), at));
        }
        let Some((whole, at_whole)) = self.whole else {
            out.push((words::no_whole(&group.title), at));
            return out;
        };
        if !is_share(whole) {
            out.push((words::no_share(&group.title), at_whole));
            return out;
        }
        let unweighted: Vec<&str> =
            self.rows.iter().filter(|row| row.weight.is_none()).map(|row| row.label.as_str()).collect();
        match self.computed {
            None if unweighted.len() < self.rows.len() => out.push((words::weights_missing(&unweighted), at)),
            None => {}
            Some(_) if self.weights() != ALL => out.push((words::weights_differ(), at)),
            Some(computed) if (computed - whole).abs() > tolerance => out.push((words::whole_differs(), at)),
            Some(_) => {}
        }
        if group.given.zip(self.degree()).is_some_and(|(one, other)| (one - other).abs() > 0.000_05) {
            out.push((words::given_otherwise(&group.title), at));
        }
        out
    }

    /// The sum of the weights.
    fn weights(&self) -> Cents {
        self.rows.iter().filter_map(|row| row.weight).sum()
    }
}

/// The sum of the rows by their weights, to the nearest hundredth of a point; none where a row has no weight.
fn computed(rows: &[AssessedRow]) -> Option<Cents> {
    let terms = rows.iter().map(|row| Some(i128::from(row.weight?.0) * i128::from(row.given.0)));
    let sum = terms.sum::<Option<i128>>().filter(|_| !rows.is_empty())?;
    let all = i128::from(ALL.0);
    i64::try_from((2 * sum + all).div_euclid(2 * all)).ok().map(Cents)
}

fn is_share(cents: Cents) -> bool {
    (Cents::ZERO..=ALL).contains(&cents)
}

/// What is wrong with the tables by which groups of scorecards are given in a month, where they stand.
#[must_use]
pub fn assessed(objectives: &Objectives, reserved: &[Statement], period: Period, sources: &Sources) -> Vec<Problem> {
    let cards = objectives.at(period).scorecards;
    let groups = cards.iter().flat_map(|card| &card.groups);
    let doubts = groups.filter_map(|group| Assessed::of(group, reserved)).flat_map(|it| it.doubts);
    doubts.map(|(problem, origin)| problem.at(origin, sources)).collect()
}
