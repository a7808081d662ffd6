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
    /// Percent of which a table prints more decimals, as of small shares: millionths of a percentage point are carried as cents are.
    FinePercent,
}

named!(Unit {
    Euro = "euro",
    Number = "number",
    Percent = "percent",
    FinePercent = "fine_percent",
});

impl Unit {
    /// The amount as people read it: `1.234,56 €`; of what is no money `12` or `3,5`.
    #[must_use]
    pub fn shown(self, cents: Cents) -> String {
        match self {
            Self::Euro => cents.to_string(),
            Self::Number => self.figure(cents),
            Self::Percent | Self::FinePercent => format!("{}%", self.figure(cents)),
        }
    }

    /// How many of what is carried one euro, one person or one percentage point is.
    #[must_use]
    pub fn scale(self) -> i64 {
        if self == Self::FinePercent { 1_000_000 } else { 100 }
    }

    /// Whether it is a percentage.
    #[must_use]
    pub fn is_percent(self) -> bool {
        matches!(self, Self::Percent | Self::FinePercent)
    }

    /// The same without the sign of the euro.
    #[must_use]
    pub fn figure(self, cents: Cents) -> String {
        let figure = cents.italian();
        match self {
            Self::Euro | Self::Percent => figure,
            Self::Number => figure.trim_end_matches('0').trim_end_matches(',').to_owned(),
            Self::FinePercent => {
                let (whole, rest) = (cents.0 / self.scale(), (cents.0 % self.scale()).unsigned_abs());
                let decimals = format!("{rest:06}");
                let kept = decimals.trim_end_matches('0').len().max(2);
                let sign = if cents.0 < 0 && whole == 0 { "-" } else { "" };
                format!("{sign}{whole},{}", &decimals[..kept])
            }
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
        let fine = [-500, 31_200, 5_710_000, 45_714_286].map(|it| Unit::FinePercent.shown(Cents(it))).join("; ");
        assert_eq!(fine, "-0,0005%; 0,0312%; 5,71%; 45,714286%");
        assert_eq!(Unit::Percent.shown(Cents(6_745)), "67,45%");
    }
}
