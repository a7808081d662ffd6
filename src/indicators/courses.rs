//! The ways in which the year may end, and where each of them brings a ratio of the accounts: what it is judged on before its day.
//! Projects no voce itself and judges nothing.

use std::collections::BTreeMap;

use super::definition::{Definition, Source};
use super::names::{self, Reference};
use super::phasing::{JudgedBy, Phasing};
use super::{Projected, YearEnd, number_of};
use crate::formula::{Formula, Value};
use crate::history::History;
use crate::ledger::{Chart, Ledger};
use crate::period::Period;

/// The year ends of a month: the one that is shown, and those on which ratios are judged.
#[derive(Clone, Debug, Default)]
pub struct Courses {
    /// As each voce's own method says.
    pub shown: YearEnd,
    /// By which ways ratios are judged, and the year end of each; none for the one that is shown.
    judged: Vec<(JudgedBy, Option<YearEnd>)>,
    /// The share of its voci that has to be booked for a ratio's course to mean something, 0 to 1.
    meaningful_from: f64,
}

/// Where the year brings a ratio.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// By the way that the chamber names first: in the unit of the indicator, a percentage as its fraction.
    pub value: f64,
    /// The least and the greatest of all its ways.
    pub range: (f64, f64),
    /// Its value by each way, in the order in which the chamber names them.
    pub by: Vec<(JudgedBy, f64)>,
    /// The share of the voci behind it that is booked, by their amounts, 0 to 1.
    pub booked: f64,
    /// Whether that is enough for the course to mean something.
    pub meaningful: bool,
}

impl Courses {
    /// The year ends as a month shows them.
    #[must_use]
    pub fn of(ledger: &Ledger, chart: &Chart, phasing: &Phasing, former: &History, period: Period) -> Self {
        let others: Vec<(JudgedBy, Phasing)> =
            phasing.judged_by.iter().filter_map(|way| Some((*way, phasing.by(way.method()?, chart)))).collect();
        let all: Vec<&Phasing> = std::iter::once(phasing).chain(others.iter().map(|(_, it)| it)).collect();
        let mut ends = YearEnd::by(&all, ledger, chart, former, period).into_iter();
        let shown = ends.next().unwrap_or_default();
        let mut by_way: Vec<(JudgedBy, YearEnd)> = others.iter().map(|(way, _)| *way).zip(ends).collect();
        let mut end_of = |way: JudgedBy| {
            let at = by_way.iter().position(|(other, _)| *other == way)?;
            Some(by_way.swap_remove(at).1)
        };
        let judged = phasing.judged_by.iter().map(|way| (*way, end_of(*way))).collect();
        Self { shown, judged, meaningful_from: phasing.meaningful_from }
    }

    /// The year ends on which ratios are judged, in the order in which the chamber names them.
    pub(super) fn judged(&self) -> impl Iterator<Item = &YearEnd> {
        self.judged.iter().map(|(_, end)| end.as_ref().unwrap_or(&self.shown))
    }

    /// Whether the year end that is shown is one of those on which ratios are judged.
    pub(super) fn judges_what_is_shown(&self) -> bool {
        self.judged.iter().any(|(_, end)| end.is_none())
    }

    /// Where the ways bring a ratio, by its value in each of them; none where one of them gives no number.
    pub(super) fn projection<'a>(
        &self,
        definition: &Definition,
        values: impl Iterator<Item = &'a Value>,
    ) -> Option<Projection> {
        let numbers: Vec<f64> = values.map(number_of).collect::<Option<_>>()?;
        let first = *numbers.first()?;
        let range = numbers.iter().fold((first, first), |(least, most), one| (least.min(*one), most.max(*one)));
        let booked = self.booked(definition);
        // Shares of a budget come out of decimals: a quarter is a quarter.
        let by = self.judged.iter().map(|(way, _)| *way).zip(numbers).collect();
        Some(Projection { value: first, range, by, booked, meaningful: booked >= self.meaningful_from - 1e-9 })
    }

    /// The share of the voci behind a ratio that is booked: of the sum of their year ends, without signs.
    fn booked(&self, definition: &Definition) -> f64 {
        let voci = behind(definition, &self.shown);
        let sum = |of: fn(&Projected) -> i64| -> i128 { voci.iter().map(|it| i128::from(of(it)).abs()).sum() };
        let (booked, whole) = (sum(|it| it.booked.0), sum(|it| it.cents.0));
        #[expect(clippy::cast_precision_loss, reason = "sums of amounts are bounded below 2^53 cents")]
        if whole == 0 { 1.0 } else { booked as f64 / whole as f64 }
    }
}

/// The voci behind a ratio of the accounts, each once; a sum of accounts is a part of its voce, which may be there already.
pub(super) fn behind<'a>(definition: &Definition, end: &'a YearEnd) -> Vec<&'a Projected> {
    let scheme = definition.scheme.as_deref().unwrap_or_default();
    let mut voci = BTreeMap::new();
    for name in definition.formula.iter().flat_map(Formula::inputs) {
        if let Reference::Account { base, .. } = names::read(name, definition.source == Source::Office) {
            voci.extend(end.voci_of(scheme, base).into_iter().map(|it| (&it.line, it)));
        }
    }
    let is_apart = |it: &&Projected| it.part_of.as_ref().is_none_or(|line| !voci.contains_key(line));
    voci.values().copied().filter(is_apart).collect()
}
