//! The ratios that the chamber asks for first.

use super::super::View;
use crate::indicators::{Indicator, Standing, Trend, number_of, shown};
use crate::period::{Period, Scenario};

/// One of them.
#[derive(Clone, Debug)]
pub struct Headline<'a> {
    /// Its actual.
    pub indicator: &'a Indicator,
    /// Its name without what explains it.
    pub name: &'a str,
    /// Its value to date: `35,35%`.
    pub to_date: String,
    /// Where the year brings it: `tra 10,84% e 13,18%`; empty where that is not known.
    pub projection: String,
    /// What is expected of it: `almeno 8%`; empty where nothing is.
    pub target: String,
    /// How it is judged.
    pub standing: Standing,
    /// Where it is going, where its months compare.
    pub trend: Option<Trend>,
    /// Its values to date, month by month, this month's last.
    pub series: Vec<(Period, f64)>,
}

/// The headline ratios that the month has, in the chamber's order.
#[must_use]
pub fn headlines<'a>(view: &View<'a>) -> Vec<Headline<'a>> {
    let actual = |id: &&String| {
        view.indicators.iter().find(|it| it.scenario == Scenario::Consuntivo && *it.definition.id == **id)
    };
    view.headline.iter().filter_map(|id| actual(&id)).map(|it| headline(it, view.period)).collect()
}

fn headline(indicator: &Indicator, period: Period) -> Headline<'_> {
    let definition = &*indicator.definition;
    let now = number_of(&indicator.value).map(|number| (period, number));
    let before = indicator.earlier.iter().filter_map(|(month, value)| Some((*month, number_of(value)?)));
    Headline {
        indicator,
        name: super::short_name(&definition.name),
        to_date: shown(indicator),
        projection: indicator
            .projection
            .as_ref()
            .map(|it| crate::indicators::shown::range(definition, it.range))
            .unwrap_or_default(),
        target: crate::indicators::target_said(indicator),
        standing: indicator.standing,
        trend: indicator.trend(),
        series: before.chain(now).collect(),
    }
}
