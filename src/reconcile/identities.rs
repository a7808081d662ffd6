//! The identities of a scheme: what a statement prints on a line against the line's formula, its accounts, its parts
//! (functions, centres) and the years that a difference stands between. Knows nothing of the chamber's own checks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::rules::Relation;
use super::tie_out::{Claim, amount as as_amount, column_scope, side, terms};
use super::{TieOut, phrases};
use crate::ledger::{self, Amount, Column, Line, Statement};
use crate::money::Cents;
use crate::origin::Origin;
use crate::period::{Centre, Scenario};

/// Every line of a statement that can be computed in another way.
pub(super) fn of(statement: &Statement) -> Vec<TieOut> {
    let columns = statement.columns();
    let reserved = statement.scheme.mask_below.map(|_| ledger::masked(statement));
    let mut tie_outs = Vec::new();
    for (place @ (id, column), amount) in &statement.amounts {
        let Some(line) = statement.scheme.line(id) else { continue };
        let of_place = by_formula(statement, line, *column, amount)
            .into_iter()
            .chain(by_accounts(statement, line, *column, amount))
            .chain(by_parts(statement, line, *column, &columns, &FUNCTIONS))
            .chain(by_parts(statement, line, *column, &columns, &CENTRES))
            .chain(by_years(statement, line, *column, amount, &columns))
            .chain(by_column(statement, line, *column, amount));
        match &reserved {
            Some(reserved) => tie_outs.extend(of_place.map(|it| told_to_all(it, reserved.contains(place)))),
            None => tie_outs.extend(of_place),
        }
    }
    let absent = not_printed(statement).into_iter();
    // What is not printed is told as that; what it would come to is not.
    let without_sum =
        |it: TieOut| if reserved.is_some() { TieOut { right: None, terms: Vec::new(), ..it } } else { it };
    tie_outs.extend(absent.map(without_sum));
    tie_outs
}

/// A tie-out of a table of persons as everybody may read it: without what its sum is made of, and without its figures where they are
/// told to few.
fn told_to_all(tie_out: TieOut, is_reserved: bool) -> TieOut {
    let tie_out = TieOut { terms: Vec::new(), hint: None, ..tie_out };
    if is_reserved { TieOut { left: None, right: None, hint: Some(phrases::reserved()), ..tie_out } } else { tie_out }
}

/// What an identity says, and what all of its statement say that are checked in the same way.
struct Says {
    label: String,
    family: String,
}

fn claim(statement: &Statement, line: &Line, column: Column, origin: Option<Origin>, says: Says) -> Claim {
    let scheme = &statement.scheme;
    Claim {
        id: format!("{}.{}", scheme.id, line.id),
        scope: column_scope(&scheme.id, column),
        figures: phrases::figures_in(scheme, column),
        label: says.label,
        family: says.family,
        tolerance: Cents(scheme.tolerance_cents),
        blocking: scheme.blocking,
        unit: statement.unit(line, column),
        origin,
        relation: Relation::Equal,
    }
}

/// A way in which a column is divided.
struct Division {
    /// The end of its tie-outs' scopes.
    scope: &'static str,
    /// Whether a column is a part of a whole.
    part_of: fn(Column, Column) -> bool,
    /// The name of a part.
    name: fn(Column) -> String,
    /// The name of all parts.
    whole: &'static str,
}

const FUNCTIONS: Division = Division {
    scope: "/funzioni",
    part_of: |part, whole| part.function.is_some() && Column { function: None, ..part } == whole,
    name: |part| part.function.map_or_else(String::new, phrases::function),
    whole: phrases::FUNCTIONS,
};

const CENTRES: Division = Division {
    scope: "/centri",
    part_of: |part, whole| part.centre.is_some() && Column { centre: None, ..part } == whole,
    name: |part| part.centre.map_or_else(String::new, |centre| phrases::centre(centre.id())),
    whole: phrases::CENTRES,
};

/// What a line holds as a whole against the sum of the columns that divide it.
fn by_parts(
    statement: &Statement,
    line: &Line,
    column: Column,
    columns: &[Column],
    division: &Division,
) -> Option<TieOut> {
    let amount = statement.amounts.get(&(Arc::clone(&line.id), column))?;
    let whole = amount.accounts.or(amount.printed.map(|(cents, _)| cents))?;
    let parts: Vec<Column> = columns.iter().copied().filter(|part| (division.part_of)(*part, column)).collect();
    if parts.is_empty() {
        return None;
    }
    let mut sum = Some(Cents::ZERO);
    let (mut terms, mut missing) = (Vec::new(), Vec::new());
    for part in parts {
        match as_amount(statement.value(&line.id, part)) {
            Ok(cents) => {
                sum = sum.map(|sum| sum + cents);
                terms.push(((division.name)(part), cents));
            }
            Err(_) => {
                sum = None;
                missing.push((division.name)(part));
            }
        }
    }
    let label = phrases::parts(&phrases::term(&statement.scheme, &line.id), division.whole);
    let says = Says { label, family: phrases::all_parts(&statement.scheme.title, division.whole) };
    let mut claim = claim(statement, line, column, amount.printed.map(|(_, origin)| origin), says);
    claim.scope.push_str(division.scope);
    Some(claim.settle(Some(whole), sum, terms, &missing))
}

/// A printed difference between two years against the years themselves, where the statement has one figure of each.
fn by_years(statement: &Statement, line: &Line, column: Column, amount: &Amount, columns: &[Column]) -> Option<TieOut> {
    let (printed, origin) = amount.printed.filter(|_| column.scenario == Scenario::Differenze)?;
    let of_year = |years_before: u16| {
        let alike = |at: &Column| {
            at.exercise.0 + years_before == column.exercise.0
                && at.scenario != Scenario::Differenze
                && (at.function, at.centre) == (column.function, column.centre)
        };
        let found: Vec<Column> = columns.iter().copied().filter(alike).collect();
        let actual = found.iter().copied().find(|at| at.scenario == Scenario::Consuntivo);
        actual.or(if found.len() == 1 { found.first().copied() } else { None })
    };
    let (now, before) = (of_year(0)?, of_year(1)?);
    let shown = phrases::term(&statement.scheme, &line.id);
    let (mut terms, mut missing, mut right) = (Vec::new(), Vec::new(), Some(Cents::ZERO));
    for (at, sign) in [(now, 1), (before, -1)] {
        let name = format!("{shown} {}", at.exercise);
        match as_amount(statement.value(&line.id, at)) {
            Ok(cents) => {
                let cents = Cents(cents.0 * sign);
                right = right.map(|sum| sum + cents);
                terms.push((name, cents));
            }
            Err(_) => {
                right = None;
                missing.push(name);
            }
        }
    }
    let label = phrases::years(&shown, now.exercise, before.exercise);
    let says = Says { label, family: phrases::all_years(&statement.scheme.title) };
    let mut claim = claim(statement, line, column, Some(origin), says);
    claim.scope.push_str("/anni");
    Some(claim.settle(Some(printed), right, terms, &missing))
}

/// Lines with a formula that a column of printed figures leaves out: what is not printed is no data, and is said.
fn not_printed(statement: &Statement) -> Vec<TieOut> {
    let printed = |((_, column), amount): (&(std::sync::Arc<str>, Column), &Amount)| amount.printed.map(|_| *column);
    let mut columns: BTreeSet<Column> = statement.amounts.iter().filter_map(printed).collect();
    if statement.scheme.as_printed {
        // Such a table may have its sum or not.
        columns.clear();
    }
    // Where accounts fill a column beside printed figures, its totals are the accounts' own.
    statement.amounts.iter().filter(|(_, amount)| amount.accounts.is_some()).for_each(|((_, column), _)| {
        columns.remove(column);
    });
    let mut tie_outs = Vec::new();
    for column in columns {
        for line in &statement.scheme.lines {
            let sums = statement.rule(column).is_none_or(|rule| rule.sums);
            let Some(formula) = line.formula.as_ref().filter(|_| sums) else { continue };
            let amount = statement.amounts.get(&(std::sync::Arc::clone(&line.id), column));
            if amount.is_some_and(|amount| amount.printed.is_some()) {
                continue;
            }
            let name = |name: &str| phrases::term(&statement.scheme, name);
            let resolve = |name: &str| statement.resolve(name, column);
            let right = side(formula, &resolve).ok();
            let shown = name(&line.id);
            let label = phrases::identity(&shown, formula, &name);
            let says = Says { label, family: phrases::all_totals(&statement.scheme.title) };
            let claim = claim(statement, line, column, None, says);
            let terms = terms(formula, &name, &resolve);
            tie_outs.push(TieOut { hint: Some(phrases::not_printed()), ..claim.settle(None, right, terms, &[]) });
        }
    }
    tie_outs
}

fn by_formula(statement: &Statement, line: &Line, column: Column, amount: &Amount) -> Option<TieOut> {
    let (printed, _) = amount.printed?;
    let formula = line.formula.as_ref().filter(|_| statement.rule(column).is_none_or(|rule| rule.sums))?;
    let resolve = |name: &str| statement.resolve(name, column);
    let name = |name: &str| phrases::term(&statement.scheme, name);
    let shown = name(&line.id);
    let as_printed = statement.scheme.as_printed;
    let label = if as_printed { phrases::sum_of_lines(&shown) } else { phrases::identity(&shown, formula, &name) };
    let right = side(formula, &resolve);
    let missing: Vec<String> = right.as_ref().err().into_iter().flatten().map(|input| name(input)).collect();
    let terms = terms(formula, &name, &resolve);
    let says = Says { label, family: phrases::all_totals(&statement.scheme.title) };
    Some(claim(statement, line, column, amount.printed.map(|(_, origin)| origin), says).settle(
        Some(printed),
        right.ok(),
        terms,
        &missing,
    ))
}

/// What a line prints in a column against the columns that it is made of; a sum of lines has no need of it.
fn by_column(statement: &Statement, line: &Line, column: Column, amount: &Amount) -> Option<TieOut> {
    let (printed, origin) = amount.printed?;
    let rule = statement.rule(column).filter(|_| line.formula.is_none())?;
    let formula = rule.formula.as_ref().filter(|formula| statement.is_known_of(formula, column))?;
    let scheme = &statement.scheme;
    let name = |name: &str| Centre::named(name).map_or_else(|| name.to_owned(), |it| phrases::column(scheme, it));
    let resolve = |name: &str| statement.beside(line, name, column);
    let right = side(formula, &resolve);
    let missing: Vec<String> = right.as_ref().err().into_iter().flatten().cloned().collect();
    // Of an earlier year a table may print some columns alone, to compare with.
    let is_last = statement.amounts.keys().all(|(_, at)| at.exercise <= column.exercise);
    if right.is_err() && !is_last {
        return None;
    }
    // Factors are no terms: they count other things than their product.
    let terms = formula.terms().map(|_| terms(formula, &name, &resolve)).unwrap_or_default();
    let (made, called) = (formula.spelled(&name), phrases::column(scheme, rule.id));
    let label = phrases::of_columns(&phrases::term(scheme, &line.id), &called, &made);
    let says = Says { label, family: phrases::all_of_column(&scheme.title, &called, &made) };
    let mut claim = claim(statement, line, column, Some(origin), says);
    claim.scope.push_str("/colonne");
    let allowed = rule.tolerance.as_ref().and_then(|formula| side(formula, &resolve).ok());
    claim.tolerance += allowed.map_or(Cents::ZERO, Cents::abs);
    Some(claim.settle(Some(printed), right.ok(), terms, &missing))
}

fn by_accounts(statement: &Statement, line: &Line, column: Column, amount: &Amount) -> Option<TieOut> {
    let (printed, _) = amount.printed?;
    let accounts = amount.accounts?;
    let label = phrases::accounts_of(&phrases::term(&statement.scheme, &line.id));
    let says = Says { label, family: phrases::all_accounts(&statement.scheme.title) };
    let mut claim = claim(statement, line, column, amount.printed.map(|(_, origin)| origin), says);
    if line.formula.is_some() {
        // A line of both kinds is checked twice, under two scopes.
        claim.scope.push_str("/conti");
    }
    let named =
        |account: &str, origin| phrases::account_called(account, statement.account_label(origin).map(|it| &**it));
    let terms = amount.entries.iter().map(|(account, cents, origin)| (named(account, *origin), *cents)).collect();
    Some(claim.settle(Some(printed), Some(accounts), terms, &[]))
}
