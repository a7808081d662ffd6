//! The indicator of payments quarter by quarter: the average of a quarter that is over is published as it is (DPCM 22/9/2014,
//! art. 10) and changes no more, whatever the mean of the year becomes.

use super::definition::{Definition, Source};
use super::{inputs, number_of};
use crate::ledger::{Ledger, Payment};
use crate::period::Period;

/// A quarter that is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quarter {
    /// 1 to 4.
    pub number: u8,
    /// Its value, in the unit of the indicator.
    pub value: f64,
}

/// The quarters of the exercise that are over at the end of a month, by the payments made in each; those without payments,
/// or with a sum of zero, have no value.
pub(super) fn closed(definition: &Definition, ledger: &Ledger, period: Period) -> Vec<Quarter> {
    let (Source::Payments, Some(formula)) = (definition.source, &definition.formula) else { return Vec::new() };
    let of = |number: u8| {
        let made = |it: &&Payment| {
            let month = Period::of(it.paid);
            month.is_some_and(|it| it.exercise() == period.exercise() && it.month().div_ceil(3) == number)
        };
        let payments: Vec<&Payment> = ledger.payments.iter().filter(made).collect();
        let value = formula.evaluate(&|name| inputs::of_payments(payments.iter().copied(), name));
        Some(Quarter { number, value: number_of(&value)? })
    };
    (1..=period.month() / 3).filter_map(of).collect()
}
