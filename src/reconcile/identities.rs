//! The identities of a scheme: what a statement prints on a line against the line's formula, and against its accounts.
//! Knows nothing of the chamber's own checks.

use super::tie_out::{Claim, column_scope, side, terms};
use super::{TieOut, phrases};
use crate::ledger::{Amount, Column, Line, Statement};
use crate::money::Cents;

/// Every printed line of a statement that can be computed in another way.
pub(super) fn of(statement: &Statement) -> Vec<TieOut> {
    let mut tie_outs = Vec::new();
    for ((id, column), amount) in &statement.amounts {
        let Some(line) = statement.scheme.line(id) else { continue };
        tie_outs.extend(by_formula(statement, line, *column, amount));
        tie_outs.extend(by_accounts(statement, line, *column, amount));
    }
    tie_outs
}

fn claim(statement: &Statement, line: &Line, column: Column, amount: &Amount, label: String) -> Claim {
    let scheme = &statement.scheme;
    Claim {
        id: format!("{}.{}", scheme.id, line.id),
        scope: column_scope(&scheme.id, column),
        label,
        tolerance: Cents(scheme.tolerance_cents),
        blocking: scheme.blocking,
        origin: amount.printed.map(|(_, origin)| origin),
    }
}

fn by_formula(statement: &Statement, line: &Line, column: Column, amount: &Amount) -> Option<TieOut> {
    let (printed, _) = amount.printed?;
    let formula = line.formula.as_ref()?;
    let resolve = |name: &str| statement.resolve(name, column);
    let name = |name: &str| phrases::term(&statement.scheme, name);
    let label = phrases::identity(&name(&line.id), formula, &name);
    let right = side(formula, &resolve);
    let missing: Vec<String> = right.as_ref().err().into_iter().flatten().map(|input| name(input)).collect();
    let terms = terms(formula, &name, &resolve);
    Some(claim(statement, line, column, amount, label).settle(Some(printed), right.ok(), terms, &missing))
}

fn by_accounts(statement: &Statement, line: &Line, column: Column, amount: &Amount) -> Option<TieOut> {
    let (printed, _) = amount.printed?;
    let accounts = amount.accounts?;
    let label = phrases::accounts_of(&phrases::term(&statement.scheme, &line.id));
    let mut claim = claim(statement, line, column, amount, label);
    if line.formula.is_some() {
        // A line of both kinds is checked twice, under two scopes.
        claim.scope.push_str("/conti");
    }
    let terms = amount.entries.iter().map(|(account, cents, _)| (phrases::account(account), *cents)).collect();
    Some(claim.settle(Some(printed), Some(accounts), terms, &[]))
}
