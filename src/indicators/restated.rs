//! An indicator of a month that was released, as it was issued and as it is computed now: what changed, and by what.
//! The parts are worked out in `history`; here they are given their figures and put into words.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::definition::{Definition, Good, Unit};
use super::{Indicator, Standing, number_of, phrases, shown};
use crate::formula::Value;
use crate::history::restated::{Change, Reading, changes};
use crate::ledger::Corrects;
use crate::money::Ratio;
use crate::period::{Period, Scenario};

/// An indicator of a month, by one definition and on one set of data.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The month.
    pub period: Period,
    /// The definition.
    pub definition: Arc<Definition>,
    /// Its figure to date, in the unit of the indicator.
    pub value: Option<f64>,
    /// Where the year is heading, where it is judged on that.
    pub year_end: Option<f64>,
    /// How it is judged; none where nobody kept it.
    pub standing: Option<Standing>,
}

/// An indicator that is not what a released issue said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Restated {
    /// The month.
    pub period: Period,
    /// The issue that said so.
    pub issue: u32,
    /// The indicator's id.
    pub id: String,
    /// Code and name, for people.
    pub name: String,
    /// Whether the figures are those of the year's end, and not to date.
    pub of_year_end: bool,
    /// The figure as issued, for people.
    pub issued: String,
    /// The figure now.
    pub now: String,
    /// What other data make of it, signed, for people; with what another definition does it adds up to the change. None where a
    /// figure is missing.
    pub data: Option<String>,
    /// What another definition makes of it.
    pub definition: Option<String>,
    /// What another target makes of how far it lies on the good side, for people; none where it is the same.
    pub margin: Option<String>,
    /// The target as issued, and that of now, where they are not the same.
    pub targets: Option<(String, String)>,
    /// How it was judged, and is, where that is not the same.
    pub standings: Option<(Standing, Standing)>,
    /// Where the definition of now corrects a mistake.
    pub corrects: Option<Corrects>,
    /// The same figures for programs.
    pub change: Change,
    /// How many of the units of `change` are one in the unit of the indicator, as a power of ten.
    pub places: usize,
}

impl Judged {
    /// An indicator as it is computed.
    #[must_use]
    pub fn of(indicator: &Indicator, period: Period) -> Self {
        Self {
            period,
            definition: Arc::clone(&indicator.definition),
            value: number_of(&indicator.value),
            year_end: indicator.projection.as_ref().map(|it| it.value),
            standing: Some(indicator.standing),
        }
    }

    /// Those of actuals.
    #[must_use]
    pub fn all(indicators: &[Indicator], period: Period) -> Vec<Self> {
        let actual = indicators.iter().filter(|it| it.scenario == Scenario::Consuntivo);
        actual.map(|it| Self::of(it, period)).collect()
    }

    /// Its target, as `explain` shows one of today.
    #[must_use]
    pub fn target_shown(&self) -> String {
        shown::target(&self.definition)
    }

    /// Its figures in the last unit that is shown by a definition of the same unit.
    fn readings<'a>(&'a self, shown_by: &'a Definition) -> impl Iterator<Item = Reading> + 'a {
        let target = self.definition.goal().map(|goal| in_last_unit(shown_by, goal.value));
        let of = move |of_year_end, number: Option<f64>| Reading {
            period: self.period,
            indicator: self.definition.id.clone(),
            of_year_end,
            figure: number.map(|number| in_last_unit(shown_by, number)),
            target,
        };
        let year_end = self.year_end.map(|number| of(true, Some(number)));
        std::iter::once(of(false, self.value)).chain(year_end)
    }
}

/// The decimals of the last unit that is shown.
fn places(definition: &Definition) -> usize {
    definition.decimals + if definition.unit == Unit::Percent { 2 } else { 0 }
}

/// A number in the last unit that is shown of it.
fn in_last_unit(definition: &Definition, number: f64) -> i64 {
    let places = places(definition);
    #[expect(clippy::cast_possible_truncation, reason = "figures of a chamber are far below 2^53 of any unit shown")]
    let units = (number * 10_f64.powi(i32::try_from(places).unwrap_or_default())).round() as i64;
    units
}

/// The indicators of released issues that are not what they were: as `issued`, with the definitions of then; as those make them
/// of the data of now; as they are now. `number` is the issue of a month.
#[must_use]
pub fn restated(
    issued: &[Judged],
    by_then: &[Judged],
    now: &[Judged],
    number: &dyn Fn(Period) -> u32,
) -> Vec<Restated> {
    let same = |one: &Judged, other: &Judged| (one.period, &one.definition.id) == (other.period, &other.definition.id);
    let find = |all: &'_ [Judged], change: &Change| {
        all.iter().find(|it| it.period == change.period && it.definition.id == change.indicator).cloned()
    };
    // Decimals compute nothing: all is counted in those that were issued, where the unit is the same.
    let readings = |all: &[Judged]| {
        let of = |it: &Judged| {
            let before = issued.iter().find(|before| same(before, it)).map(|before| &before.definition);
            match before.filter(|before| before.unit != it.definition.unit) {
                // Figures of two units do not compare.
                Some(_) => Vec::new(),
                None => it.readings(before.unwrap_or(&it.definition)).collect::<Vec<_>>(),
            }
        };
        all.iter().flat_map(of).collect::<Vec<Reading>>()
    };
    let comparable = |it: &&Judged| {
        let now = now.iter().find(|now| same(now, it));
        now.is_none_or(|now| now.definition.unit == it.definition.unit)
    };
    let by_then: Vec<Judged> = by_then.iter().filter(comparable).cloned().collect();
    let mut changed = changes(&readings(issued), &readings(&by_then), &readings(now));
    // Of what is judged where the year is heading, the target is no matter of the figure to date.
    let of_year_end: BTreeSet<(Period, String)> =
        changed.iter().filter(|it| it.of_year_end).map(|it| (it.period, it.indicator.clone())).collect();
    changed.retain(|it| {
        it.of_year_end || it.issued != it.now || !of_year_end.contains(&(it.period, it.indicator.clone()))
    });
    // A ratio that moved to date and where the year is heading is told of both.
    let judged_otherwise = issued.iter().filter(|before| {
        let now = now.iter().find(|it| it.period == before.period && it.definition.id == before.definition.id);
        let told = changed.iter().any(|it| it.period == before.period && it.indicator == before.definition.id);
        !told && now.is_some_and(|now| before.standing.is_some() && before.standing != now.standing)
    });
    let unmoved = judged_otherwise.map(|before| {
        let figure = before.readings(&before.definition).next().and_then(|it| it.figure);
        Change {
            period: before.period,
            indicator: before.definition.id.clone(),
            of_year_end: false,
            issued: figure,
            now: figure,
            data: figure.map(|_| 0),
            definition: figure.map(|_| 0),
            target: None,
        }
    });
    let unmoved: Vec<Change> = unmoved.collect();
    changed.extend(unmoved);
    changed.sort_by(|a, b| (a.period, &a.indicator, a.of_year_end).cmp(&(b.period, &b.indicator, b.of_year_end)));
    let told = changed.into_iter().filter_map(|change| {
        let before = find(issued, &change)?;
        Some(told(before, find(now, &change), change, number))
    });
    told.collect()
}

fn told(before: Judged, now: Option<Judged>, change: Change, number: &dyn Fn(Period) -> u32) -> Restated {
    let definition = &before.definition;
    let figure = |of: Option<&Judged>| {
        let Some(of) = of else { return Standing::NoData.italian().to_owned() };
        let number = if change.of_year_end { of.year_end } else { of.value };
        match (of.definition.unit, of.standing) {
            (Unit::Milestone, Some(standing)) => standing.italian().to_owned(),
            _ => shown::value(&of.definition, &number.map_or_else(|| Value::NoData(Vec::new()), Value::Number)),
        }
    };
    let part = |units: Option<i64>| units.map(|units| phrases::signed_part(definition, units));
    let targets = now.as_ref().map(|now| (shown::target(definition), shown::target(&now.definition)));
    let standings = now.as_ref().and_then(|now| before.standing.zip(now.standing));
    Restated {
        period: change.period,
        issue: number(change.period),
        id: definition.id.clone(),
        name: format!("{} {}", definition.code_text(), definition.name).trim().to_owned(),
        of_year_end: change.of_year_end,
        issued: figure(Some(&before)),
        now: figure(now.as_ref()),
        data: part(change.data),
        definition: part(change.definition),
        margin: part(change.target.filter(|it| *it != 0).map(|it| match definition.good {
            Good::Up => it,
            Good::Down => -it,
        })),
        targets: targets.filter(|(before, now)| before != now),
        standings: standings.filter(|(before, now)| before != now),
        corrects: now.and_then(|now| {
            let (now, before) = (&now.definition, definition);
            Corrects::newly((now.corrects, &now.act, &now.why), Some((before.corrects, &before.act, &before.why)))
        }),
        places: places(definition),
        change,
    }
}

impl Restated {
    /// So many units of `change` as a decimal in the unit of the indicator, a percentage its fraction.
    #[must_use]
    pub fn canonical(&self, units: i64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "figures of a chamber are far below 2^53 of any unit shown")]
        let number = units as f64 / 10_f64.powi(i32::try_from(self.places).unwrap_or_default());
        Ratio(number).canonical()
    }

    /// By what it changed, in parts that add up; nothing where a figure is missing.
    #[must_use]
    pub fn parts(&self) -> String {
        phrases::parts(self)
    }

    /// What it says now and by what, for who has what was issued before their eyes.
    #[must_use]
    pub fn change_said(&self) -> String {
        phrases::change(self)
    }

    /// One sentence for who asks why it is not what it was.
    #[must_use]
    pub fn sentence(&self) -> String {
        phrases::restated(self)
    }
}
