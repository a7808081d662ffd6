//! The chamber's own checks: formulas over a statement, and over what no scheme has: registrations, accounts, the plan.
//! A check whose statement is not there this month has no data; it never holds by being empty.

use std::collections::BTreeSet;

use super::rules::{Check, EACH_LINE};
use super::tie_out::{Claim, column_scope, side, terms};
use super::{TieOut, TieOutState, phrases};
use crate::formula::{Tree, Value};
use crate::ledger::plans::{in_exercise, year_of};
use crate::ledger::statement::Qualified;
use crate::ledger::{Column, Ledger, Objective, Objectives, Side, Statement};
use crate::money::{Cents, Unit};
use crate::origin::Origin;
use crate::period::{Centre, Exercise, Function, Period};

/// A check on each of its scenarios, in the period's exercise, and on each line, centre and exercise that it asks for.
pub(super) fn of(check: &Check, ledger: &Ledger, objectives: &Objectives, period: Period) -> Vec<TieOut> {
    if !check.is_of(ledger, period) {
        return Vec::new();
    }
    let statement = ledger.statement(&check.scheme);
    let columns = statement.map(Statement::columns).unwrap_or_default();
    let mut exercises = BTreeSet::from([period.exercise()]);
    if check.each_exercise && !columns.is_empty() {
        exercises = columns.iter().map(|at| at.exercise).collect();
    }
    let mut tie_outs = Vec::new();
    for exercise in exercises {
        for scenario in &check.scenarios {
            for centre in centres(check, &columns, exercise) {
                let column = Column { exercise, scenario: *scenario, function: None, centre };
                let names = Names { statement, ledger, objectives, column, line: None };
                match statement {
                    Some(statement) if check.each_line => {
                        let on_line = |line: &crate::ledger::Line| on(check, &Names { line: Some(&line.id), ..names });
                        let said = |it: &TieOut| it.left.is_some() && it.state != TieOutState::NoData;
                        tie_outs.extend(statement.scheme.lines.iter().map(on_line).filter(said));
                    }
                    _ => tie_outs.push(on(check, &names)),
                }
            }
        }
    }
    tie_outs
}

impl Check {
    /// Whether there is anything that it could be asked of in a month.
    #[must_use]
    pub fn is_of(&self, ledger: &Ledger, period: Period) -> bool {
        let is_there = |table: &String| {
            let asked = Qualified::of(table);
            let is_it = |at: &Column| {
                (asked.centre.is_none() || at.centre == asked.centre)
                    && asked.scenario.is_none_or(|scenario| (at.scenario, at.exercise) == (scenario, period.exercise()))
            };
            ledger.statement(asked.base).is_some_and(|it| it.columns().iter().any(is_it))
        };
        (self.months.is_empty() || self.months.contains(&period.month()))
            && self.only_with.as_ref().is_none_or(is_there)
    }
}

/// The whole, and each centre of the exercise where the check holds for each.
fn centres(check: &Check, columns: &[Column], exercise: Exercise) -> Vec<Option<Centre>> {
    let mut centres = BTreeSet::from([None]);
    if check.each_centre {
        centres.extend(columns.iter().filter(|at| at.exercise == exercise).map(|at| at.centre));
    }
    centres.into_iter().collect()
}

fn on(check: &Check, names: &Names<'_>) -> TieOut {
    let resolve = |name: &str| names.value(name);
    let name = |name: &str| names.shown(name);
    let (left, right) = (side(&check.left, &resolve), side(&check.right, &resolve));
    let mut missing: Vec<String> =
        [&left, &right].into_iter().filter_map(|side| side.as_ref().err()).flatten().map(|input| name(input)).collect();
    missing.sort();
    missing.dedup();
    let mut scope = column_scope(&check.id.as_str().into(), names.column);
    let mut label = check.label.clone();
    if let Some(line) = names.line {
        scope.push_str(&format!("/{line}"));
        label = phrases::check_of_line(&name(line), &label);
    }
    let claim = Claim {
        id: check.id.clone(),
        scope,
        figures: phrases::figures(names.column),
        label,
        family: check.label.clone(),
        tolerance: Cents(check.tolerance_cents),
        blocking: check.blocking,
        unit: names.unit(check.left.tree()),
        origin: names.cell(check.left.tree()),
        relation: check.relation,
    };
    claim.settle(left.ok(), right.ok(), terms(&check.right, &name, &resolve), &missing)
}

/// What the names of a check stand for.
#[derive(Clone, Copy)]
struct Names<'a> {
    statement: Option<&'a Statement>,
    ledger: &'a Ledger,
    objectives: &'a Objectives,
    column: Column,
    /// The line that is called `voce`.
    line: Option<&'a str>,
}

impl Names<'_> {
    fn value(&self, name: &str) -> Value {
        let name = self.meant(name);
        let name = name.as_str();
        if let Some((other, rest)) = self.elsewhere(name) {
            return other.resolve(rest, self.column);
        }
        let Some(statement) = self.statement else { return Value::NoData(vec![name.to_owned()]) };
        let found = if name == "registrazioni" {
            self.registrations(None)
        } else if let Some(code) = name.strip_prefix("registrazioni.") {
            self.registrations(Some(code))
        } else if let Some(code) = name.strip_prefix("piano.") {
            self.plan(code)
        } else if let Some(code) = name.strip_prefix("conto.") {
            let (code, function) = of_function(code);
            let column = Column { function: function.or(self.column.function), ..self.column };
            accounts(statement, code, column)
        } else {
            return statement.resolve(name, self.column);
        };
        found.map_or_else(|| Value::NoData(vec![name.to_owned()]), Value::Cents)
    }

    /// The name with `voce` replaced by the line it stands for.
    fn meant(&self, name: &str) -> String {
        let rest = name.strip_prefix(EACH_LINE).filter(|rest| rest.is_empty() || rest.starts_with('.'));
        match (self.line, rest) {
            (Some(line), Some(rest)) => format!("{line}{rest}"),
            _ => name.to_owned(),
        }
    }

    /// The statement of another scheme, and the name in it: `stato_patrimoniale.avanzo`. A line of the own one is meant before it.
    fn elsewhere<'n>(&self, name: &'n str) -> Option<(&Statement, &'n str)> {
        let (scheme, rest) = name.split_once('.')?;
        let is_own = |it: &&Statement| Qualified::of(name).base == scheme && it.scheme.line(scheme).is_some();
        if self.statement.as_ref().is_some_and(is_own) {
            return None;
        }
        self.ledger.statement(scheme).map(|statement| (statement, rest))
    }

    /// The sum of the accounts' registrations, or of those of an objective and what stands below it; not known when there is none at all.
    fn registrations(&self, code: Option<&str>) -> Option<i128> {
        let objective = code.map(|code| self.objective(code).map_or(code, |it| &it.code));
        let is_of = |stated: &str| objective.is_none_or(|code| self.objectives.and_above(stated).contains(&code));
        let mut all = self.ledger.side(Side::Accounting).peekable();
        all.peek()?;
        Some(total(all.filter(|movement| is_of(movement.objective)).map(|movement| movement.cents)).unwrap_or(0))
    }

    fn plan(&self, code: &str) -> Option<i128> {
        self.objective(code)?.resources_euro.map(|euro| i128::from(euro) * 100)
    }

    /// An objective of the plan of the column's exercise, by its code of that exercise, of an earlier one, or without a year.
    fn objective(&self, code: &str) -> Option<&Objective> {
        let exercise = self.column.exercise;
        match year_of(code) {
            Some(year) if year > exercise => None,
            Some(_) => self.objectives.get(&in_exercise(code, exercise).unwrap_or_else(|| code.to_owned())),
            None => self.objectives.get(&format!("{exercise}_{code}")).or_else(|| self.objectives.get(code)),
        }
    }

    /// The line and the column of a side that is one line and nothing else.
    fn place(&self, tree: &Tree) -> Option<(&Statement, String, Column)> {
        let Tree::Name(name) = tree else { return None };
        let name = self.meant(name);
        let (statement, rest) = self.elsewhere(&name).or_else(|| Some((self.statement?, name.as_str())))?;
        let asked = Qualified::of(rest);
        Some((statement, asked.base.to_owned(), asked.column(self.column)))
    }

    /// The printed cell, when a side is one line and nothing else.
    fn cell(&self, tree: &Tree) -> Option<Origin> {
        let (statement, line, column) = self.place(tree)?;
        statement.amounts.get(&(line.into(), column))?.printed.map(|(_, origin)| origin)
    }

    /// What the sides count: what the column of the left one does, where that is one line of a column, else what the scheme does. Sides are
    /// amounts: of a percentage they are its hundredths, however fine a table prints it.
    fn unit(&self, tree: &Tree) -> Unit {
        let of_column = |(statement, line, column): (&Statement, String, Column)| {
            statement.rule(column)?;
            let unit = statement.unit(statement.scheme.line(&line)?, column);
            Some(if unit == Unit::FinePercent { Unit::Percent } else { unit })
        };
        let of_scheme = || self.statement.map(|it| it.scheme.unit).unwrap_or_default();
        self.place(tree).and_then(of_column).unwrap_or_else(of_scheme)
    }

    fn shown(&self, name: &str) -> String {
        let name = self.meant(name);
        let name = name.as_str();
        if let Some((other, rest)) = self.elsewhere(name) {
            return phrases::term_elsewhere(&phrases::term(&other.scheme, rest), &other.scheme.title);
        }
        match self.statement {
            _ if name == "registrazioni" => phrases::registrations(),
            _ if name.starts_with("registrazioni.") => {
                let code = name.trim_start_matches("registrazioni.");
                let objective = self.objective(code);
                phrases::registrations_of(objective.map_or(code, |it| &it.code), objective.map_or("", |it| &it.title))
            }
            _ if name.starts_with("piano.") => {
                let code = name.trim_start_matches("piano.");
                let objective = self.objective(code);
                phrases::plan(objective.map_or(code, |it| &it.code), objective.map_or("", |it| &it.title))
            }
            _ if name.starts_with("conto.") => phrases::account(name.trim_start_matches("conto.")),
            Some(statement) => phrases::term(&statement.scheme, name),
            None => name.to_owned(),
        }
    }
}

/// A code and the function it is asked for: `330*.funzione_a`.
fn of_function(code: &str) -> (&str, Option<Function>) {
    Function::ALL
        .into_iter()
        .find_map(|function| Some((code.strip_suffix(function.id())?.strip_suffix('.')?, Some(function))))
        .unwrap_or((code, None))
}

/// The sum of the accounts of a code, or of a prefix written `330*`; not known when the column has none of them.
fn accounts(statement: &Statement, code: &str, column: Column) -> Option<i128> {
    let asked = |account: &str| match code.strip_suffix('*') {
        Some(prefix) => account.starts_with(prefix),
        None => account == code,
    };
    let filled = statement.amounts.iter().filter(|((_, at), _)| *at == column);
    let entries = filled.flat_map(|(_, amount)| &amount.entries);
    total(entries.filter(|(account, ..)| asked(account)).map(|(_, cents, _)| *cents))
}

fn total(amounts: impl Iterator<Item = Cents>) -> Option<i128> {
    amounts.fold(None, |sum, cents| Some(sum.unwrap_or(0) + i128::from(cents.0)))
}
