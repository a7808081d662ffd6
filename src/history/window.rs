//! Which other months a month looks back to: so many, however many there are.

use std::collections::BTreeSet;

use crate::period::{Exercise, Period};

/// Months that a month looks back over, itself included: three whole years.
pub const MONTHS: u16 = 37;

/// The other months of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The months of the exercise before it.
    pub of_exercise: BTreeSet<Period>,
    /// The same month of former exercises.
    pub same_month: BTreeSet<Period>,
    /// The Decembers of former exercises.
    pub year_ends: BTreeSet<Period>,
}

impl Window {
    /// That of a month, and of the years that are named beyond it.
    #[must_use]
    pub fn of(period: Period, named: &BTreeSet<u16>) -> Self {
        let year = period.exercise().0;
        let within = (1..=(MONTHS - 1) / 12).map(|back| year.saturating_sub(back));
        let years: BTreeSet<u16> = within.chain(named.iter().copied()).filter(|it| *it < year).collect();
        let months = |month: u8| years.iter().filter_map(|year| Period::new(*year, month)).collect();
        let of_exercise = (1..period.month()).filter_map(|month| Period::new(year, month)).collect();
        Self { of_exercise, same_month: months(period.month()), year_ends: months(12) }
    }

    /// The former exercises that it looks back to.
    pub fn years(&self) -> impl Iterator<Item = Exercise> {
        self.year_ends.iter().map(|it| it.exercise())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_years_and_those_that_are_named() {
        let window = Window::of("2021-03".parse().unwrap(), &BTreeSet::from([2011, 2020, 2022]));
        let told = |months: &BTreeSet<Period>| months.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(told(&window.of_exercise), "2021-01 2021-02");
        assert_eq!(told(&window.same_month), "2011-03 2018-03 2019-03 2020-03");
        assert_eq!(told(&window.year_ends), "2011-12 2018-12 2019-12 2020-12");
        // The first of them is the 37th month back.
        assert_eq!(i32::from(MONTHS), (2021 - 2018) * 12 + 1);
    }
}
