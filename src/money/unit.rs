//! What the amounts of a statement count: most are euro, some are persons. An amount is written by what it counts.

use super::Cents;
use crate::named::named;

/// What amounts count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Euro.
    #[default]
    Euro,
    /// Persons, or whatever else is no money: hundredths of one are carried as cents are.
    Number,
    /// Percent: hundredths of a percentage point are carried as cents are.
    Percent,
}

named!(Unit {
    Euro = "euro",
    Number = "number",
    Percent = "percent",
});

impl Unit {
    /// The amount as people read it: `1.234,56 €`; of what is no money `12` or `3,5`.
    #[must_use]
    pub fn shown(self, cents: Cents) -> String {
        match self {
            Self::Euro => cents.to_string(),
            Self::Number => self.figure(cents),
            Self::Percent => format!("{}%", self.figure(cents)),
        }
    }

    /// The same without the sign of the euro.
    #[must_use]
    pub fn figure(self, cents: Cents) -> String {
        let figure = cents.italian();
        match self {
            Self::Euro | Self::Percent => figure,
            Self::Number => figure.trim_end_matches('0').trim_end_matches(',').to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_no_euro() {
        let shown = |unit: Unit| [-350, 0, 2_000, 123_456_700].map(|cents| unit.shown(Cents(cents))).join("; ");
        assert_eq!(shown(Unit::Euro), "-3,50 €; 0,00 €; 20,00 €; 1.234.567,00 €");
        assert_eq!(shown(Unit::Number), "-3,5; 0; 20; 1.234.567");
        assert_eq!(Unit::Percent.shown(Cents(6_745)), "67,45%");
    }
}
