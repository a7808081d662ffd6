//! The indicator of payments quarter by quarter: the average of a quarter that is over is published as it is (DPCM 22/9/2014,
//! art. 10) and changes no more, whatever the mean of the year becomes.

use super::definition::{Definition, Source};
use super::{inputs, number_of};
use crate::formula::Value;
use crate::ledger::{Ledger, Payment};
use crate::money::Cents;
use crate::period::{Exercise, Period};

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
        let made = |it: &&Payment| quarter_of(it, period.exercise()) == Some(number);
        let payments: Vec<&Payment> = ledger.payments.iter().filter(made).collect();
        let value = formula.evaluate(&|name| inputs::of_payments(payments.iter().copied(), name));
        Some(Quarter { number, value: number_of(&value)? })
    };
    (1..=period.month() / 3).filter_map(of).collect()
}

/// The quarter of an exercise in which a payment was made, 1 to 4; none where it was made in another exercise.
#[must_use]
pub fn quarter_of(payment: &Payment, exercise: Exercise) -> Option<u8> {
    let month = Period::of(payment.paid).filter(|it| it.exercise() == exercise)?;
    Some(month.month().div_ceil(3))
}

/// What payments come to, as the average of DPCM 22/9/2014, art. 9, is made of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// How many.
    pub payments: usize,
    /// What was paid.
    pub cents: Cents,
    /// The sum of each amount times its days after the due date, in cents by days; negative where they were early.
    pub cents_by_days: i128,
    /// How many were made after their due date.
    pub late: usize,
    /// What these come to.
    pub late_cents: Cents,
}

impl Paid {
    /// What these payments come to.
    #[must_use]
    pub fn of<'a>(payments: impl IntoIterator<Item = &'a Payment>) -> Self {
        payments.into_iter().fold(Self::default(), |sum, it| {
            let days = it.days_late();
            let (late, late_cents) = if days > 0 { (1, it.cents) } else { (0, Cents(0)) };
            Self {
                payments: sum.payments + 1,
                cents: sum.cents + it.cents,
                cents_by_days: sum.cents_by_days + i128::from(it.cents.0) * i128::from(days),
                late: sum.late + late,
                late_cents: sum.late_cents + late_cents,
            }
        })
    }

    /// The days after the due date, on the average of the euro that were paid; none of a sum of zero or below.
    #[must_use]
    pub fn days(&self) -> Option<f64> {
        let euro = self.cents.as_euro();
        self.euro_by_days().filter(|_| euro > 0.0).map(|sum| sum / euro)
    }

    /// The sum of each amount times its days, in euro by days.
    #[must_use]
    pub fn euro_by_days(&self) -> Option<f64> {
        number_of(&Value::Cents(self.cents_by_days))
    }
}
