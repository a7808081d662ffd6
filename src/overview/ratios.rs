//! The headline ratios of an issue, each with the course of its year as a small drawing: what is printed is what its first page says,
//! what is drawn are the values that its months were issued with.

use std::fmt::Write as _;

use serde::Serialize;

use super::phrases;
use crate::formula::Value;
use crate::indicators::{self, Standing};
use crate::issue::{Brief, BriefRatio, Issue};
use crate::period::Period;
use crate::pipeline::Shelves;
use crate::report::brief::Tone;

/// The size of a drawing, in units of its own, and what is left free around its line.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 56.0;
const MARGIN: f64 = 6.0;

/// A ratio.
#[derive(Debug, Serialize)]
pub(super) struct Ratio {
    pub name: String,
    pub value: String,
    pub projection: String,
    pub target: String,
    pub standing: &'static str,
    pub tone: &'static str,
    /// Its months; nothing of fewer than two.
    pub chart: Option<Chart>,
}

/// A line over months, in the units of its drawing.
#[derive(Debug, Serialize)]
pub(super) struct Chart {
    pub width: f64,
    pub height: f64,
    /// `6.0,50.0 51.6,32.1`.
    pub line: String,
    /// Where its last month lies.
    pub last: (String, String),
    /// How high the target lies; none where there is none, or it is no number.
    pub target: Option<String>,
    /// The same in words, and its first and last month alone.
    pub said: String,
    pub first_said: String,
    pub last_said: String,
}

/// The ratios of an issue; `before` are the issues that its reader may know of the months before it, one of each.
pub(super) fn ratios(
    brief: &Brief,
    issue: &Issue,
    before: &[Issue],
    shelves: Shelves<'_>,
) -> anyhow::Result<Vec<Ratio>> {
    let Shelves { config, store, .. } = shelves;
    let of_year = |it: &&Issue| it.period.exercise() == issue.period.exercise();
    let mut values = Vec::new();
    for it in before.iter().filter(of_year).chain([issue]) {
        values.push((it.period, store.issued_values(it)?));
    }
    let definitions = config.definitions.at(issue.period);
    let ratio = |it: &BriefRatio| {
        let series: Vec<(Period, f64)> =
            values.iter().filter_map(|(month, values)| Some((*month, *values.get(&it.indicator)?))).collect();
        let definition = definitions.iter().find(|own| own.id == it.indicator);
        let standing = Standing::of(&it.standing);
        let target = definition.and_then(|own| own.goal()).map(|goal| goal.value);
        let shown = |number: f64| {
            definition.map_or_else(|| number.to_string(), |own| indicators::shown_value(own, &Value::Number(number)))
        };
        let said = |(month, number): &(Period, f64)| format!("{} {}", month.italian(), shown(*number));
        let said: Vec<String> = series.iter().map(said).collect();
        Ratio {
            name: it.name.clone(),
            value: it.value.clone(),
            projection: it.projection.clone(),
            target: it.target.clone(),
            standing: standing.map_or("", Standing::italian),
            tone: match standing.and_then(Tone::of) {
                Some(Tone::Good) => "good",
                Some(Tone::Watch) => "watch",
                Some(Tone::Bad) => "bad",
                None => "calm",
            },
            chart: chart(&series, target, &said),
        }
    };
    Ok(brief.ratios.iter().map(ratio).collect())
}

/// The drawing of a series, of which each month is said in words.
fn chart(series: &[(Period, f64)], target: Option<f64>, said: &[String]) -> Option<Chart> {
    let (first, last) = (series.first()?.0, series.last()?.0);
    if first == last {
        return None;
    }
    let all = || series.iter().map(|(_, number)| *number).chain(target);
    let (least, most) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let span = if most > least { most - least } else { 1.0 };
    let up = |number: f64| format!("{:.1}", HEIGHT - MARGIN - (number - least) / span * (HEIGHT - 2.0 * MARGIN));
    // A month that was not issued leaves its place free.
    let months = f64::from(last.month() - first.month()).max(1.0);
    let along = |month: Period| {
        format!("{:.1}", MARGIN + f64::from(month.month() - first.month()) / months * (WIDTH - 2.0 * MARGIN))
    };
    let mut line = String::new();
    for (month, number) in series {
        // Writing into a `String` cannot fail.
        let _ = write!(line, "{},{} ", along(*month), up(*number));
    }
    let end = series.last().map(|(month, number)| (along(*month), up(*number)))?;
    Some(Chart {
        width: WIDTH,
        height: HEIGHT,
        line: line.trim_end().to_owned(),
        last: end,
        target: target.map(up),
        said: phrases::course(said),
        first_said: said.first().cloned().unwrap_or_default(),
        last_said: said.last().cloned().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_its_first_month_to_its_last_and_leaves_a_missing_one_free() {
        let month = |number: u8| Period::new(2021, number).unwrap();
        let drawn = chart(&[(month(1), 0.0), (month(2), 1.0), (month(5), 2.0)], Some(2.0), &[]).unwrap();
        assert_eq!(drawn.line, "6.0,50.0 63.0,28.0 234.0,6.0");
        assert_eq!((drawn.last, drawn.target), (("234.0".into(), "6.0".into()), Some("6.0".into())));
        assert!(chart(&[(month(1), 0.5)], None, &[]).is_none(), "a month alone has no course");
        let flat = chart(&[(month(1), 0.5), (month(2), 0.5)], None, &[]).unwrap();
        assert_eq!(flat.line, "6.0,50.0 234.0,50.0");
    }
}
