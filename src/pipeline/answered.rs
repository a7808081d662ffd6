//! What was answered on what a month shows beside its differences: a function of the month, which its workbook, its alerts and its
//! manifest ask alike.

use std::collections::BTreeSet;

use super::month::Month;
use crate::indicators::Indicator;
use crate::ledger::RowId;
use crate::period::Period;
use crate::reconcile::answered::Whose;
use crate::reconcile::answers::Outcome;
use crate::reconcile::{Anomaly, Answer, Answered, Subject};

/// What was answered on the problems and indicators of a month.
#[must_use]
pub fn of(month: &Month, period: Period) -> Answered {
    let problems = Anomaly::all(&month.problems, period, |file| whose(month, file));
    let stands = asked(month).filter_map(|it| {
        let stands = month.answers.standing(&it.subject(), period)?;
        Some((it.definition.id.clone(), stands))
    });
    let handed_on = month.carried.all_open().into_iter().filter_map(|(id, it)| {
        let subject = Subject::Difference { id, kind: it.kind, cents: it.cents };
        let stands = month.answers.standing(&subject, period)?;
        it.office.clone().filter(|_| stands.decides(Outcome::AccountsCorrect))
    });
    Answered {
        indicators: stands.collect(),
        handed_on: handed_on.collect(),
        ..Answered::on(problems, &month.answers, period)
    }
}

/// The layout and the office of a file of a month, by its name; where several bear it, of one that some layout reads.
fn whose(month: &Month, file: &str) -> Option<Whose> {
    let named = || month.files.iter().filter(|it| it.file == file);
    let it = named().find(|it| it.layout.is_some()).or_else(|| named().next())?;
    Some((it.layout.clone(), it.office.clone()))
}

/// The ids of the answers by which a month is decided, in the order in which they came: those on differences and indicators that it
/// lists, and those on its own problems.
pub(super) fn deciding(month: &Month, period: Period) -> Vec<String> {
    let differences: BTreeSet<RowId> = month.reconciliation.differences.iter().map(|it| it.id).collect();
    let asked: BTreeSet<&str> = asked(month).map(|it| it.definition.id.as_str()).collect();
    let counts = |it: &&Answer| match &it.subject {
        Subject::Difference { id, .. } => it.period <= period && differences.contains(id),
        Subject::Indicator { id, .. } => {
            it.period <= period && it.period.exercise() == period.exercise() && asked.contains(id.as_str())
        }
        Subject::Problem { .. } => it.period == period,
    };
    month.answers.0.iter().filter(counts).map(|it| it.id.to_string()).collect()
}

/// The indicators of which somebody is asked for the cause.
fn asked(month: &Month) -> impl Iterator<Item = &Indicator> {
    month.indicators.iter().filter(|it| it.is_of_plan() && it.standing.asks())
}
