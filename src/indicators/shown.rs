//! How values and targets are printed for people, the same in the workbook and in the mail.
//! Judges nothing; but never prints a number that would contradict how it was judged.

use super::definition::{Definition, Goal, Unit};
use super::phrases;
use super::target::Target;
use super::{Indicator, State, number_of};
use crate::formula::Value;
use crate::money::Ratio;

/// Most decimals ever shown: a float carries hardly more.
const DECIMALS_MAX: usize = 12;

/// The value of an indicator: `38,88%`, `46`, `12,50 giorni`, `1.234,56 €`, a milestone's state as written;
/// `non rilevato` and `non definito` where there is none.
#[must_use]
pub fn shown(indicator: &Indicator) -> String {
    match (&indicator.milestone, indicator.definition.unit) {
        (Some(state), Unit::Milestone) if !state.is_empty() => state.to_string(),
        _ => value(&indicator.definition, &indicator.value),
    }
}

/// What an indicator is judged on, with the word that says so: `proiezione a fine anno tra 10,84% e 13,18%`; otherwise its value.
#[must_use]
pub fn judged(indicator: &Indicator) -> String {
    let heading = indicator.projection.as_ref().map(|it| range(&indicator.definition, it.range));
    heading.map_or_else(|| shown(indicator), |range| phrases::projection(&range))
}

/// The target of an indicator as it is compared: `>= 30,00%`, `<= 20,00 giorni`, `>= 2 bandi`; a milestone in words;
/// empty when there is none.
#[must_use]
pub fn target_shown(indicator: &Indicator) -> String {
    target(&indicator.definition)
}

/// The target of an indicator in words, for a sentence: `almeno 30%`, `al massimo 20 giorni`, `almeno 2 bandi`; a milestone
/// as it is written; empty when there is none.
#[must_use]
pub fn target_said(indicator: &Indicator) -> String {
    target_in_words(&indicator.definition)
}

/// A value of this definition, today's or that of an earlier month.
#[must_use]
pub fn value(definition: &Definition, value: &Value) -> String {
    match (value, number_of(value)) {
        (_, Some(number)) => with_unit(definition.unit, number, decimals_for(definition, number)),
        (Value::Undefined(_), None) => State::Undefined.italian().to_owned(),
        (_, None) => State::NoData.italian().to_owned(),
    }
}

/// Where the year brings a ratio, between the least and the greatest of the ways to its end: `tra 10,84% e 13,18%`.
#[must_use]
pub fn range(definition: &Definition, (least, most): (f64, f64)) -> String {
    let shown = |number: f64| value(definition, &Value::Number(number));
    phrases::between(&shown(least), &shown(most))
}

/// A definition's target.
pub(super) fn target(definition: &Definition) -> String {
    let Some(goal) = definition.goal() else { return definition.target.to_string() };
    format!("{} {}", goal.op.sign(), goal_number(definition, goal, definition.decimals))
}

/// A definition's target in words, with no more decimals than it needs.
pub(super) fn target_in_words(definition: &Definition) -> String {
    let Some(goal) = definition.goal() else { return definition.target.to_string() };
    format!("{} {}", phrases::comparison(goal.op), goal_number(definition, goal, 0))
}

/// The number of a target with its unit or noun, in this many decimals or as many more as it has.
fn goal_number(definition: &Definition, goal: Goal, decimals_min: usize) -> String {
    let exact = in_unit(definition.unit, goal.value, 10);
    let decimals =
        (decimals_min..10).find(|decimals| in_unit(definition.unit, goal.value, *decimals) == exact).unwrap_or(10);
    let number = with_unit(definition.unit, goal.value, decimals);
    match &definition.target {
        Target::Number { unit, .. } if definition.unit == Unit::Number && !unit.is_empty() => {
            format!("{number} {unit}")
        }
        _ => number,
    }
}

/// The number as it is shown, rounded: a percentage in hundredths.
fn in_unit(unit: Unit, number: f64, decimals: usize) -> f64 {
    let number = if unit == Unit::Percent { number * 100.0 } else { number };
    format!("{number:.decimals$}").parse().unwrap_or(number)
}

/// The definition's decimals, or more where the rounded number would say the contrary of the exact one:
/// 59,996 against 60 is not 60,00.
fn decimals_for(definition: &Definition, number: f64) -> usize {
    let Some(goal) = definition.goal() else { return definition.decimals };
    let met = goal.op.met(number, goal.value);
    let target = in_unit(definition.unit, goal.value, 10);
    (definition.decimals..DECIMALS_MAX)
        .find(|decimals| goal.op.met(in_unit(definition.unit, number, *decimals), target) == met)
        .unwrap_or(DECIMALS_MAX)
}

fn with_unit(unit: Unit, number: f64, decimals: usize) -> String {
    match unit {
        Unit::Percent => Ratio(number).italian_percent(decimals),
        Unit::Days => format!("{} giorni", Ratio(number).italian(decimals)),
        Unit::Euro => format!("{} €", Ratio(number).italian(decimals)),
        Unit::Number | Unit::Milestone => Ratio(number).italian(decimals),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::definition;
    use super::*;

    #[test]
    fn what_is_shown_never_contradicts_how_it_was_judged() {
        let shown = |lines: &str, number: f64| value(&definition(lines), &Value::Number(number));
        assert_eq!(shown("target = \">= 60%\"", 0.599_96), "59,996%");
        assert_eq!(shown("target = \">= 60%\"", 0.6), "60,00%");
        assert_eq!(shown("target = \">= 60%\"", 0.600_04), "60,00%");
        assert_eq!(shown("target = \"> 38\"\nunit = \"number\"\ndecimals = 0", 38.01), "38,01");
        assert_eq!(shown("target = \"<= 20 giorni\"\ngood = \"down\"\nunit = \"days\"", 20.001), "20,001 giorni");
        assert_eq!(shown("unit = \"euro\"", 1_234_567.891), "1.234.567,89 €");
        let target = |lines: &str| super::target(&definition(lines));
        assert_eq!(target("target = \"Almeno 2 bandi\"\nunit = \"number\"\ndecimals = 0"), ">= 2 bandi");
        assert_eq!(target("target = \"59,996\""), ">= 59,996%");
        assert_eq!(target("target = \"<= 5gg\"\nunit = \"days\"\ngood = \"down\""), "<= 5,00 giorni");
        assert_eq!(target("target = \">\""), "");
        let said = |lines: &str| target_in_words(&definition(lines));
        assert_eq!(said("target = \"Almeno 2 bandi\"\nunit = \"number\"\ndecimals = 0"), "almeno 2 bandi");
        assert_eq!(said("target = \"59,996\""), "almeno 59,996%");
        assert_eq!(said("target = \"<= 5gg\"\nunit = \"days\"\ngood = \"down\""), "al massimo 5 giorni");
        assert_eq!(said("target = \"> 38\"\nunit = \"number\"\ndecimals = 0"), "più di 38");
        assert_eq!(said("target = \"< 2,5\"\nunit = \"days\"\ngood = \"down\""), "meno di 2,5 giorni");
        assert_eq!(said("target = \">\""), "");
    }
}
