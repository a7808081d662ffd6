//! What definitions and the year end ask of other years: that much is read of them, and no more.

use std::collections::BTreeSet;

use super::definition::{Definitions, Source};
use super::names::{self, Reference, Year};
use super::phasing::Phasing;
use crate::formula::Formula;
use crate::period::Period;

/// What is asked of former exercises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookedBack {
    /// Lines and aggregates of which figures of the same month are asked.
    pub same_month: BTreeSet<String>,
    /// Lines and aggregates of which figures of December are asked.
    pub year_end: BTreeSet<String>,
    /// Indicators of which what an office measured by December is asked.
    pub measured: BTreeSet<String>,
    /// Years that are named.
    pub years: BTreeSet<u16>,
}

impl LookedBack {
    /// What is asked in a month, by the definitions that hold and by the methods of the year end.
    #[must_use]
    pub fn of(definitions: &Definitions, phasing: &Phasing, period: Period) -> Self {
        let mut asked = Self::default();
        for pupil in phasing.pupils(period) {
            asked.same_month.insert(pupil.line.clone());
            asked.year_end.insert(pupil.line);
            asked.years.extend(pupil.years);
        }
        for definition in definitions.at(period) {
            if definition.is_over_three() && definition.source == Source::Office {
                asked.measured.insert(definition.id.clone());
            }
            for name in definition.formula.iter().flat_map(Formula::inputs) {
                let Reference::Account { base, year, .. } = names::read(name, definition.source == Source::Office)
                else {
                    continue;
                };
                match year {
                    Year::Own if definition.is_over_three() => asked.year_end.insert(base.to_owned()),
                    Year::Own => false,
                    Year::Before | Year::Three => asked.same_month.insert(base.to_owned()),
                    Year::Base(year) => asked.years.insert(year.0) | asked.same_month.insert(base.to_owned()),
                };
            }
        }
        asked
    }

    /// Whether the Decembers of former exercises are asked for anything.
    #[must_use]
    pub fn asks_year_ends(&self) -> bool {
        !self.year_end.is_empty() || !self.measured.is_empty()
    }
}
