//! How a voce stands against what is expected of it by the end of a month: the scostamento, and whether it is good for the
//! chamber. Knows lines and their profiles, no workbook and no mail.

use super::{Kind, Thresholds};
use crate::formula::Value;
use crate::indicators::{Phasing, YearEnd};
use crate::ledger::{Column, Line, Nature, Statement};
use crate::money::Cents;
use crate::named::named;
use crate::period::{Period, Scenario};

/// Totals stand on each other no deeper than this, as those of a statement.
const DEPTH_MAX: usize = 32;

/// What a scostamento says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// There is none.
    InLine,
    /// Good for the chamber.
    Favourable,
    /// Bad for it.
    Unfavourable,
}

named!(Reading {
    InLine = "in_line",
    Favourable = "favourable",
    Unfavourable = "unfavourable",
});

impl Reading {
    /// Its Italian word.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::InLine => "in linea",
            Self::Favourable => "favorevole",
            Self::Unfavourable => "sfavorevole",
        }
    }
}

/// What is said of a voce above, and below, what is expected of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// Its actual is more.
    pub above: Reading,
    /// Its actual is less.
    pub below: Reading,
    /// Its actual is more than the whole assestato.
    pub beyond: Reading,
}

/// How far a line is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// What was to be there by the end of the month.
    pub expected: Cents,
    /// Consuntivo less that.
    pub off_by: Cents,
    /// What it says; none of a total, which may sum what is good and what is not.
    pub reading: Option<Reading>,
}

/// A statement in the course of its year.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// How its voci spread over the year.
    pub phasing: &'a Phasing,
    /// Of which voci spending less is no saving.
    pub thresholds: &'a Thresholds,
    /// The month.
    pub period: Period,
}

impl Thresholds {
    /// What is said of a voce that is off: more proventi are good, more oneri are not. Of oneri that the chamber wants spent
    /// (`oneri_below_profile`) it is the other way round: what is spent beyond their budget has an alert of its own. None of what is owned and owed, whose more is neither.
    #[must_use]
    pub fn sides(&self, scheme: &str, line: &Line) -> Option<Sides> {
        let (above, below) = match line.nature {
            Nature::Provento | Nature::Risultato => (Reading::Favourable, Reading::Unfavourable),
            Nature::Onere if self.wants_spent(scheme, &line.id) => (Reading::Favourable, Reading::Unfavourable),
            Nature::Onere => (Reading::Unfavourable, Reading::Favourable),
            Nature::Attivo | Nature::Passivo => return None,
        };
        let beyond = if line.nature == Nature::Onere { Reading::Unfavourable } else { above };
        Some(Sides { above, below, beyond })
    }

    /// Whether of a voce of oneri what is not spent is told.
    fn wants_spent(&self, scheme: &str, line: &str) -> bool {
        let limits = self.of_line(line);
        *scheme == *self.scheme
            && limits.oneri_below_profile.is_some()
            && !limits.silent.contains(&Kind::OneriBelowProfile)
    }
}

impl Course<'_> {
    /// The share of the year that is due of a line; `None` without the months of a profile.
    #[must_use]
    pub fn share(&self, line: &str) -> Option<f64> {
        self.phasing.share(&self.statement.scheme.id, line, self.period)
    }

    /// What was to be there of a line by the end of the month, rounded to the cent: its share of the assestato, or of a total the
    /// sum of its voci where each of them has one. `None` otherwise, and without a budget.
    #[must_use]
    pub fn expected(&self, line: &str) -> Option<Cents> {
        cents(&self.expected_within(line, DEPTH_MAX))
    }

    fn expected_within(&self, id: &str, depth: usize) -> Value {
        let Some(line) = self.statement.scheme.line(id) else { return Value::NoData(vec![id.to_owned()]) };
        match (self.share(id), &line.formula) {
            (Some(_), _) => {
                let due = |budget| self.phasing.due(&self.statement.scheme.id, id, self.period, budget);
                let due = self.value(id, Scenario::Assestato).and_then(due);
                due.map_or_else(|| Value::NoData(vec![line.label.clone()]), |due| Value::Cents(i128::from(due.0)))
            }
            (None, Some(formula)) if depth > 0 => formula.evaluate(&|name| self.expected_within(name, depth - 1)),
            (None, _) => Value::NoData(vec![line.label.clone()]),
        }
    }

    /// The same by the end of any month of the year (1 to 12), by the courses on which the year end is projected: a total has it where the course of each of its voci is declared.
    #[must_use]
    pub fn expected_in_year(&self, line: &str, month: u8, year_end: &YearEnd) -> Option<Cents> {
        cents(&self.in_year_within(line, month, year_end, DEPTH_MAX))
    }

    fn in_year_within(&self, id: &str, month: u8, year_end: &YearEnd, depth: usize) -> Value {
        let scheme = &self.statement.scheme;
        if let Some(voce) = year_end.line(&scheme.id, id) {
            let due = month.checked_sub(1).and_then(|at| *voce.due.get(usize::from(at))?);
            return due.map_or_else(|| Value::NoData(vec![voce.label.clone()]), |due| Value::Cents(i128::from(due.0)));
        }
        match scheme.line(id).and_then(|line| line.formula.as_ref()) {
            Some(formula) if depth > 0 => {
                formula.evaluate(&|name| self.in_year_within(name, month, year_end, depth - 1))
            }
            _ => Value::NoData(vec![id.to_owned()]),
        }
    }

    /// How far a line is off; `None` where nothing is expected of it, or nothing known.
    #[must_use]
    pub fn deviation(&self, id: &str) -> Option<Deviation> {
        let line = self.statement.scheme.line(id)?;
        let expected = self.expected(id)?;
        let actual = self.value(id, Scenario::Consuntivo)?;
        let off_by = actual - expected;
        let is_beyond = self.value(id, Scenario::Assestato).is_some_and(|budget| actual > budget);
        let sides = self.share(id).and_then(|_| self.thresholds.sides(&self.statement.scheme.id, line));
        let reading = sides.map(|sides| match off_by.0 {
            0 => Reading::InLine,
            1.. if is_beyond => sides.beyond,
            1.. => sides.above,
            _ => sides.below,
        });
        Some(Deviation { expected, off_by, reading })
    }

    /// What a line holds in a scenario of the year; `None` where it is not known.
    #[must_use]
    pub fn value(&self, line: &str, scenario: Scenario) -> Option<Cents> {
        let column = Column { exercise: self.period.exercise(), scenario, function: None, centre: None };
        cents(&self.statement.value(line, column))
    }
}

fn cents(value: &Value) -> Option<Cents> {
    if let Value::Cents(cents) = value { i64::try_from(*cents).ok().map(Cents) } else { None }
}
