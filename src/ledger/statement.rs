//! One statement: amounts by line and column, printed ones beside those made of accounts, and what a name of a formula is worth.
//! Fills nothing by itself and compares nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::scheme::{Nature, Scheme};
use crate::formula::Value;
use crate::money::Cents;
use crate::origin::Origin;
use crate::period::{Exercise, Function, Scenario};

/// A column of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column {
    /// The year.
    pub exercise: Exercise,
    /// Budget, actual, ...
    pub scenario: Scenario,
    /// One function, or all of them.
    pub function: Option<Function>,
}

/// What a line holds in a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Amount {
    /// The sum of its accounts, if any account fills it.
    pub accounts: Option<Cents>,
    /// The accounts behind it: code and cell.
    pub entries: Vec<(Arc<str>, Cents, Origin)>,
    /// What the file prints on the line itself.
    pub printed: Option<(Cents, Origin)>,
}

/// The amounts of one scheme.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its scheme.
    pub scheme: Arc<Scheme>,
    /// Amounts by line and column; lines that nothing fills are absent.
    pub amounts: BTreeMap<(Arc<str>, Column), Amount>,
    /// Named aggregates by id and column; absent when missing and not declared zero.
    pub aggregates: BTreeMap<(Arc<str>, Column), Cents>,
}

/// Lines of a scheme stand on each other no deeper than this; `check` refuses a scheme that goes round in circles.
const DEPTH_MAX: usize = 32;

impl Statement {
    /// An empty statement of a scheme.
    #[must_use]
    pub fn of(scheme: Arc<Scheme>) -> Self {
        Self { scheme, amounts: BTreeMap::new(), aggregates: BTreeMap::new() }
    }

    /// The columns that hold anything, sorted.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        let columns: BTreeSet<Column> = self.amounts.keys().map(|(_, column)| *column).collect();
        columns.into_iter().collect()
    }

    /// What a line holds in a column: its accounts, else what is printed, else its formula over its terms.
    /// Where accounts of the same nature fill the column, a line that no account fills is zero: an export lists
    /// the accounts that moved. Where none does, its file is not there, and the line is not known.
    #[must_use]
    pub fn value(&self, line: &str, column: Column) -> Value {
        self.value_within(line, column, DEPTH_MAX)
    }

    fn value_within(&self, id: &str, column: Column, depth: usize) -> Value {
        let Some(line) = self.scheme.line(id) else { return Value::NoData(vec![id.to_owned()]) };
        let amount = self.amounts.get(&(Arc::clone(&line.id), column));
        let known = amount.and_then(|amount| amount.accounts.or(amount.printed.map(|(cents, _)| cents)));
        if let Some(Cents(cents)) = known {
            return Value::Cents(i128::from(cents));
        }
        match &line.formula {
            Some(formula) if depth > 0 => formula.evaluate(&|name| self.resolve_within(name, column, depth - 1)),
            None if self.filled(line.nature, column) => Value::Cents(0),
            _ => Value::NoData(vec![line.label.clone()]),
        }
    }

    /// What a name of a formula stands for in a column: a line or an aggregate, alone or followed by `.funzione_a` to `.funzione_d`.
    #[must_use]
    pub fn resolve(&self, name: &str, column: Column) -> Value {
        self.resolve_within(name, column, DEPTH_MAX)
    }

    fn resolve_within(&self, name: &str, column: Column, depth: usize) -> Value {
        let (base, function) = split_function(name);
        let column = Column { function: function.or(column.function), ..column };
        if self.scheme.line(base).is_some() {
            return self.value_within(base, column, depth);
        }
        match self.aggregates.get(&(Arc::from(base), column)) {
            Some(Cents(cents)) => Value::Cents(i128::from(*cents)),
            None => Value::NoData(vec![name.to_owned()]),
        }
    }

    /// Whether any account of this nature fills a column.
    fn filled(&self, nature: Nature, column: Column) -> bool {
        self.amounts.iter().any(|((id, at), amount)| {
            *at == column && amount.accounts.is_some() && self.scheme.line(id).is_some_and(|line| line.nature == nature)
        })
    }
}

/// A name without its function, and the function: `oneri_correnti.funzione_a` → `oneri_correnti`, A.
#[must_use]
pub fn split_function(name: &str) -> (&str, Option<Function>) {
    name.rsplit_once('.')
        .and_then(|(base, last)| {
            Function::ALL.into_iter().find(|function| function.id() == last).map(|function| (base, Some(function)))
        })
        .unwrap_or((name, None))
}
