//! What a formula needs, gathered from the ledger or from what an office measured.
//! Computes nothing; says why something is missing, where a name alone would not tell.

use std::sync::Arc;

use super::definition::{Definition, Source, Unit};
use super::phrases;
use crate::formula::Value;
use crate::ledger::statement::Column;
use crate::ledger::{Ledger, Measurement};
use crate::period::{Period, Scenario};

/// What was found for one indicator in one scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Gathered {
    /// Each input of the formula, in the order of the formula's inputs.
    pub(super) inputs: Vec<(String, Value)>,
    /// The state of a milestone as written.
    pub(super) milestone: Option<Arc<str>>,
    /// Why figures are missing, where there is more to say than their names.
    pub(super) missing: Option<String>,
}

/// What a name of a formula stands for in a column of a scheme; `None` when nothing filled the scheme.
pub(super) type Resolve<'a> = dyn Fn(&str, &str, Column) -> Option<Value> + 'a;

/// The ledger as a resolver of names.
pub(super) fn of_ledger(ledger: &Ledger) -> impl Fn(&str, &str, Column) -> Option<Value> {
    move |scheme, name, column| ledger.statement(scheme).map(|statement| statement.resolve(name, column))
}

/// Gathers what a definition needs in a scenario of a month.
pub(super) fn gather(
    definition: &Definition,
    period: Period,
    scenario: Scenario,
    resolve: &Resolve,
    measurements: &[Measurement],
) -> Gathered {
    match definition.source {
        Source::Accounts => from_accounts(definition, period, scenario, resolve),
        Source::Office => from_office(definition, measurements),
    }
}

fn names(definition: &Definition) -> Vec<String> {
    definition.formula.iter().flat_map(|formula| formula.inputs()).map(str::to_owned).collect()
}

/// Every input missing, for one reason.
fn nothing(definition: &Definition, reason: String) -> Gathered {
    let missing = |name: String| (name.clone(), Value::NoData(vec![name]));
    let inputs = names(definition).into_iter().map(missing).collect();
    Gathered { inputs, milestone: None, missing: Some(reason) }
}

fn from_accounts(definition: &Definition, period: Period, scenario: Scenario, resolve: &Resolve) -> Gathered {
    let Some(scheme) = &definition.scheme else {
        return nothing(definition, phrases::NO_SCHEME.to_owned());
    };
    let exercise = match scenario {
        // A budget prints beside its own year the forecast of the year before.
        Scenario::PrevisioneConsuntivo => period.exercise().previous(),
        _ => period.exercise(),
    };
    let column = Column { exercise, scenario, function: None, centre: None };
    let resolved = |name: String| resolve(scheme, &name, column).map(|value| (name, value));
    match names(definition).into_iter().map(resolved).collect() {
        Some(inputs) => Gathered { inputs, ..Gathered::default() },
        None => nothing(definition, phrases::no_statement(scheme)),
    }
}

fn from_office(definition: &Definition, measurements: &[Measurement]) -> Gathered {
    let of_code = |row: &&Measurement| row.code.trim().eq_ignore_ascii_case(&definition.code);
    let rows: Vec<&Measurement> = measurements.iter().filter(of_code).collect();
    let row = match rows.as_slice() {
        [row] => *row,
        [] => return nothing(definition, phrases::not_delivered(&definition.office, &definition.code)),
        several => {
            // Which of two figures is right, only the offices know.
            let cells: Vec<_> = several.iter().map(|row| (&*row.office, row.origin)).collect();
            return nothing(definition, phrases::measured_twice(&definition.code, &cells));
        }
    };
    if definition.unit == Unit::Milestone {
        return Gathered { milestone: Some(Arc::clone(&row.state)), ..Gathered::default() };
    }
    let measured = |name: String| {
        let number = match name.as_str() {
            "numeratore" => row.numerator,
            "denominatore" => row.denominator,
            "valore" => row.value,
            _ => None,
        };
        let value =
            number.filter(|number| number.is_finite()).map_or_else(|| Value::NoData(vec![name.clone()]), Value::Number);
        (name, value)
    };
    let inputs: Vec<(String, Value)> = names(definition).into_iter().map(measured).collect();
    let blank: Vec<String> =
        inputs.iter().filter(|(_, value)| matches!(value, Value::NoData(_))).map(|(name, _)| name.clone()).collect();
    let missing = (!blank.is_empty()).then(|| phrases::blank(&row.office, row.origin, &blank));
    Gathered { inputs, milestone: None, missing }
}
