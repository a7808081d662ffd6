//! Identities of the schemes, of the files' own totals, and of the chamber's checks: printed against computed, to the cent.
//! A side that is not known is no failure; whose fault a gap is, nobody here knows: a hint says what it looks like.

use std::sync::Arc;

use super::rules::Relation;
use super::{Settings, TieOut, TieOutState, checks, hints, identities, phrases};
use crate::formula::{Formula, Value};
use crate::ledger::{FileTotal, Ledger, Objectives};
use crate::money::{Cents, Unit};
use crate::origin::Origin;
use crate::period::Period;
use crate::read::words::folded;

/// All tie-outs of a month, sorted by id and scope. No two have both in common.
#[must_use]
pub fn all(ledger: &Ledger, objectives: &Objectives, settings: &Settings, period: Period) -> Vec<TieOut> {
    let mut all: Vec<TieOut> = ledger.statements.iter().flat_map(identities::of).collect();
    all.extend(file_totals(&ledger.file_totals, &settings.blocking_totals, period));
    all.extend(settings.checks.iter().flat_map(|check| checks::of(check, ledger, objectives, period)));
    all.sort_by(|a, b| (&a.id, &a.scope).cmp(&(&b.id, &b.scope)));
    all
}

/// What an identity is about, before its two sides are known.
pub(super) struct Claim {
    pub(super) id: String,
    pub(super) scope: String,
    pub(super) figures: String,
    pub(super) label: String,
    pub(super) family: String,
    pub(super) tolerance: Cents,
    pub(super) blocking: bool,
    pub(super) unit: Unit,
    pub(super) origin: Option<Origin>,
    pub(super) relation: Relation,
}

impl Claim {
    /// The identity checked: `left` is printed, `right` computed out of `terms`. `missing` names what is not known.
    pub(super) fn settle(
        self,
        left: Option<Cents>,
        right: Option<Cents>,
        terms: Vec<(String, Cents)>,
        missing: &[String],
    ) -> TieOut {
        let gap = left.zip(right).map(|(left, right)| i128::from(left.0) - i128::from(right.0));
        let state = match gap {
            None => TieOutState::NoData,
            Some(gap) if self.relation == Relation::AtMost && gap < 0 => TieOutState::Holds,
            Some(gap) if gap.abs() <= i128::from(self.tolerance.0) => TieOutState::Holds,
            Some(_) => TieOutState::Fails,
        };
        let hint = match (state, left.zip(right)) {
            // A bound that is passed has no slip to look for.
            (TieOutState::Fails, Some(_)) if self.relation == Relation::AtMost => None,
            (TieOutState::Fails, Some((left, right))) => hints::of(left, right, &terms, self.tolerance, self.unit),
            (TieOutState::NoData, _) if !missing.is_empty() => Some(phrases::not_known(missing)),
            _ => None,
        };
        let Self { id, scope, figures, label, family, tolerance, blocking, unit, origin, relation } = self;
        TieOut {
            id,
            scope,
            figures,
            label,
            family,
            left,
            right,
            tolerance,
            relation,
            blocking,
            unit,
            state,
            hint,
            terms,
            origin,
        }
    }
}

/// A side of an identity: its amount, or the names of what it lacks.
pub(super) fn side(formula: &Formula, resolve: &dyn Fn(&str) -> Value) -> Result<Cents, Vec<String>> {
    amount(formula.evaluate(resolve)).map_err(|missing| {
        // A resolver may say that there is nothing without saying of what.
        if missing.is_empty() { formula.inputs().into_iter().map(str::to_owned).collect() } else { missing }
    })
}

/// A value as an amount; a number (an amount times a share) is euro, rounded to the cent.
pub(super) fn amount(value: Value) -> Result<Cents, Vec<String>> {
    match value {
        Value::Cents(cents) => i64::try_from(cents).map(Cents).map_err(|_| Vec::new()),
        Value::Number(euro) => {
            let cents = (euro * 100.0).round();
            // Beyond 2^53 a float has no cents; no sum of accounts comes near.
            #[expect(clippy::cast_possible_truncation, reason = "the bound is checked")]
            if cents.abs() < 9e15 { Ok(Cents(cents as i64)) } else { Err(Vec::new()) }
        }
        Value::NoData(names) => Err(names),
        Value::Undefined(denominator) => Err(vec![denominator]),
    }
}

/// The terms of a formula with their amounts, signed when it is a sum; a term that is not known is left out.
pub(super) fn terms(
    formula: &Formula,
    name: &dyn Fn(&str) -> String,
    resolve: &dyn Fn(&str) -> Value,
) -> Vec<(String, Cents)> {
    let signed = formula.terms().unwrap_or_else(|| formula.inputs().into_iter().map(|input| (input, 1)).collect());
    let term = |(input, sign): (&str, i32)| {
        let cents = amount(resolve(input)).ok()?;
        Some((name(input), if sign < 0 { -cents } else { cents }))
    };
    signed.into_iter().filter_map(term).collect()
}

/// What files print of their own rows. Two totals of one name (two offices' sheets, two groups of one label) are told
/// apart by an ordinal, in the order of the rows they are printed on.
fn file_totals(totals: &[FileTotal], blocking: &[String], period: Period) -> Vec<TieOut> {
    let scope = |total: &FileTotal| {
        let label = if total.subtotal { format!("/{}", folded(&total.label)) } else { String::new() };
        format!("{}/{period}/{}{label}", total.layout, total.column)
    };
    let mut scoped: Vec<(String, &FileTotal)> = totals.iter().map(|total| (scope(total), total)).collect();
    scoped.sort_by_cached_key(|(scope, total)| {
        let origin = total.origin;
        (scope.clone(), total.subtotal, origin.row, origin.column, total.printed, total.computed, origin.source)
    });
    let mut ordinal = 0;
    let mut before: Option<(String, bool)> = None;
    let mut tie_outs = Vec::with_capacity(scoped.len());
    for (scope, total) in scoped {
        let name = (scope.clone(), total.subtotal);
        ordinal = if before.as_ref() == Some(&name) { ordinal + 1 } else { 1 };
        before = Some(name);
        let claim = Claim {
            id: format!("{}.{}", total.layout, if total.subtotal { "subtotale" } else { "totale" }),
            scope: if ordinal == 1 { scope } else { format!("{scope}/{ordinal}") },
            figures: period.italian(),
            label: phrases::file_total(&total.label, &total.column),
            family: phrases::file_totals(&total.layout),
            tolerance: Cents::ZERO,
            blocking: blocking.iter().any(|layout| **layout == *total.layout),
            unit: total.unit,
            origin: Some(total.origin),
            relation: Relation::Equal,
        };
        let terms = vec![(phrases::rows_above(total.rows), total.computed)];
        let mut tie_out = claim.settle(Some(total.printed), Some(total.computed), terms, &[]);
        tie_out.hint = tie_out.hint.or_else(|| hints::of_own_rows(total.printed, total.computed));
        tie_outs.push(tie_out);
    }
    tie_outs
}

/// `exercise/scenario`, and the function and the centre where it is of one.
pub(super) fn column_scope(name: &Arc<str>, column: crate::ledger::Column) -> String {
    let function = column.function.map_or_else(String::new, |function| format!("/{}", function.id()));
    let centre = column.centre.map_or_else(String::new, |centre| format!("/{}", centre.id()));
    format!("{name}/{}/{}{function}{centre}", column.exercise, column.scenario.id())
}
