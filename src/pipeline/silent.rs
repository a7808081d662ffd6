//! Checks of the chamber that say nothing: in a month whose files are there, and through a whole exercise.

use std::collections::BTreeSet;

use super::phrases;
use crate::config::Config;
use crate::config::settings::Expected;
use crate::ledger::statement::Qualified;
use crate::ledger::{Ledger, Objectives, Side};
use crate::period::{Exercise, Period};
use crate::problem::Problem;
use crate::read::layout::Kind;
use crate::reconcile::{Check, TieOut, TieOutState};
use crate::store::Store;

/// A month whose checks were made.
#[derive(Clone, Copy)]
pub(super) struct Checked<'a> {
    pub period: Period,
    pub ledger: &'a Ledger,
    pub objectives: &'a Objectives,
    pub tie_outs: &'a [TieOut],
    /// The expected files for which nothing stands.
    pub missing: &'a [&'a Expected],
}

/// Checks that have no data in a month although its files are there, and those that had none in any month of an exercise that
/// ends, each told once. Of the plan that is not loaded another problem tells; a table that a chamber may drop is not missed.
pub(super) fn told(month: Checked<'_>, config: &Config, store: &Store) -> anyhow::Result<Vec<Problem>> {
    let checks = &config.reconcile.checks;
    let names_plan = |check: &Check| names(check).any(|name| name.starts_with("piano."));
    let silent = |check: &&Check| !(speaks(check, month) || month.objectives.not_loaded.is_some() && names_plan(check));
    let mut out = Vec::new();
    let mut others = Vec::new();
    for check in checks.iter().filter(|check| check.is_of(month.ledger, month.period)) {
        if silent(&check) && has_files(check, month, config) {
            let hint = month.tie_outs.iter().find(|it| it.id == check.id).and_then(|it| it.hint.as_deref());
            out.push(phrases::check_without_data(&check.id, &check.label, hint));
        } else if check.only_with.is_none() && (month.period.month() == 1 || silent(&check)) {
            others.push(check);
        }
    }
    out.extend(never(&others, store, month.period)?);
    Ok(out)
}

fn names(check: &Check) -> impl Iterator<Item = &str> {
    check.left.inputs().into_iter().chain(check.right.inputs())
}

/// Whether a check came to anything in a month.
fn speaks(check: &Check, month: Checked<'_>) -> bool {
    month.tie_outs.iter().any(|it| it.id == check.id && it.state != TieOutState::NoData)
}

/// Whether every file of which a check speaks came, and its statements have the columns that it asks for.
fn has_files(check: &Check, month: Checked<'_>, config: &Config) -> bool {
    let scheme_of = |name: &str| {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        match config.chart.scheme(first) {
            Some(other) => (other.id.to_string(), rest.to_owned()),
            None => (check.scheme.clone(), name.to_owned()),
        }
    };
    let of_accounts = |name: &str| name.split('.').next() == Some("registrazioni");
    let lacks = |name: &str| {
        let scheme = scheme_of(name).0;
        month.missing.iter().filter_map(|it| config.layout(&it.layout)).any(|layout| match layout.kind {
            Kind::Accounts | Kind::Statement | Kind::Reference => layout.scheme.as_deref() == Some(&*scheme),
            _ => false,
        })
    };
    let has_column = |name: &str| {
        let (scheme, rest) = scheme_of(name);
        let Some(statement) = month.ledger.statement(&scheme) else { return false };
        let asked = Qualified::of(&rest);
        check.scenarios.iter().any(|scenario| {
            let exercise = Exercise(month.period.exercise().0.saturating_sub(asked.years_before));
            let scenario = asked.scenario.unwrap_or(*scenario);
            let is_of_year = |at: Exercise| check.each_exercise || at == exercise;
            statement.columns().iter().any(|at| is_of_year(at.exercise) && at.scenario == scenario)
        })
    };
    let is_there = |name: &str| {
        if of_accounts(name) {
            return month.ledger.side(Side::Accounting).next().is_some();
        }
        name.starts_with("piano.") || (has_column(name) && !lacks(name))
    };
    // A check of the plan alone is of the statement in whose columns it stands; one of a table, of the table.
    (check.only_with.is_some() || has_column("")) && names(check).all(is_there)
}

/// Those of these checks that had no data in any released month of the exercise that ends: in December, whose own month they are
/// silent in, and in a January that follows no December.
fn never(checks: &[&Check], store: &Store, period: Period) -> anyhow::Result<Vec<Problem>> {
    let exercise = match period.month() {
        12 => period.exercise(),
        1 if store.last_issue(period.previous())?.is_none() => period.exercise().previous(),
        _ => return Ok(Vec::new()),
    };
    let months = (1..=12).filter_map(|month| Period::new(exercise.0, month)).filter(|it| *it < period);
    let released = store.released_in(&months.collect())?;
    if released.is_empty() && period.month() == 1 {
        return Ok(Vec::new());
    }
    let mut spoke = BTreeSet::new();
    for issue in &released {
        spoke.extend(store.issued_tie_outs_with_data(issue)?);
    }
    let never: Vec<&str> = checks.iter().filter(|it| !spoke.contains(&it.id)).map(|it| it.label.as_str()).collect();
    Ok((!never.is_empty()).then(|| phrases::checks_never(&never, exercise)).into_iter().collect())
}
