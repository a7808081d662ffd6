//! Proventi, oneri and result in the course of their year, and the oneri that need a variation.

use std::cmp::Reverse;

use super::super::View;
use crate::formula::Value;
use crate::indicators::Projected;
use crate::ledger::{Column, Nature, Statement};
use crate::money::Cents;
use crate::monitor::Reading;
use crate::period::Scenario;

/// Proventi, oneri and the result, where the scheme has them; otherwise the totals and results that it has.
pub const KEY_LINES: [(&str, &str); 3] = [
    ("proventi_correnti", "Proventi correnti"),
    ("oneri_correnti", "Oneri correnti"),
    ("avanzo", "Avanzo o disavanzo (-)"),
];

/// A total of the statement shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure<'a> {
    /// Its line; empty for what lies between the lines shown.
    pub line: &'a str,
    /// Its name for people, without the letters of the scheme.
    pub label: &'a str,
    /// Whether it is a result.
    pub is_result: bool,
    /// What is booked by the month.
    pub actual: Option<Cents>,
    /// What was to be booked by then, by the course of each voce; none where of a voce nobody says how it goes.
    pub expected: Option<Cents>,
    /// The budget as it stands.
    pub assestato: Option<Cents>,
    /// Where the year brings it.
    pub projected: Option<Cents>,
    /// What its distance from what is expected does to the result.
    pub effect: Option<Reading>,
}

/// The totals that tell a month, and what lies between them; the last is the year's result. Empty where no statement is filled.
#[must_use]
pub fn figures<'a>(view: &View<'a>) -> Vec<Figure<'a>> {
    let Some(statement) = view.statement else { return Vec::new() };
    let scheme = &statement.scheme;
    let named: Vec<(_, &str)> = KEY_LINES.iter().filter_map(|(id, name)| Some((scheme.line(id)?, *name))).collect();
    let by_key = !named.is_empty();
    let lines = if by_key {
        named
    } else {
        let sums = scheme.lines.iter().filter(|line| line.level == 0 && line.formula.is_some());
        sums.map(|line| (line, line.label.split(" (").next().unwrap_or(&line.label))).collect()
    };
    let heading = view.year_end.statement(&scheme.id);
    let figure = |(line, label): (&'a crate::ledger::Line, &'a str)| {
        let value = |of: &Statement, scenario| amount(of, &line.id, column(view, scenario));
        let actual = value(statement, Scenario::Consuntivo);
        let expected =
            view.course().and_then(|course| course.expected_in_year(&line.id, view.period.month(), view.year_end));
        let effect = actual.zip(expected).map(|(actual, expected)| effect(line.nature, actual - expected));
        Figure {
            line: &line.id,
            label,
            is_result: line.nature == Nature::Risultato,
            actual,
            expected,
            assestato: value(statement, Scenario::Assestato),
            projected: heading.and_then(|of| value(of, Scenario::Preconsuntivo)),
            effect,
        }
    };
    let mut figures: Vec<Figure<'a>> = lines.into_iter().map(figure).collect();
    let others = if by_key { other_results(&figures) } else { None };
    if let Some(others) = others {
        figures.insert(figures.len() - 1, others);
    }
    figures
}

/// What lies between proventi less oneri correnti and the year's result, so that the figures add up for who reads them; none
/// where nothing does.
fn other_results<'a>(figures: &[Figure<'a>]) -> Option<Figure<'a>> {
    let [income, costs, result] = figures else { return None };
    let between = |of: fn(&Figure<'_>) -> Option<Cents>| Some(of(result)? - (of(income)? - of(costs)?));
    let others = Figure {
        line: "",
        label: "Altre gestioni",
        is_result: false,
        actual: between(|it| it.actual),
        expected: between(|it| it.expected),
        assestato: between(|it| it.assestato),
        projected: between(|it| it.projected),
        effect: None,
    };
    let off_by = others.actual.zip(others.expected).map(|(actual, expected)| actual - expected);
    let others = Figure { effect: off_by.map(|it| effect(Nature::Risultato, it)), ..others };
    let cents = [others.actual, others.expected, others.assestato, others.projected];
    cents.iter().flatten().any(|it| *it != Cents::ZERO).then_some(others)
}

fn column(view: &View<'_>, scenario: Scenario) -> Column {
    Column { exercise: view.period.exercise(), scenario, function: None, centre: None }
}

fn amount(statement: &Statement, line: &str, column: Column) -> Option<Cents> {
    match statement.value(line, column) {
        Value::Cents(cents) => i64::try_from(cents).ok().map(Cents),
        _ => None,
    }
}

/// More cost than expected is less result, more of anything else is more.
fn effect(nature: Nature, off_by: Cents) -> Reading {
    let more = if nature == Nature::Onere { Cents::ZERO - off_by } else { off_by };
    match more.0 {
        0 => Reading::InLine,
        1.. => Reading::Favourable,
        _ => Reading::Unfavourable,
    }
}

/// A voce of oneri that ends beyond its budget.
#[derive(Clone, Copy, Debug)]
pub struct Variation<'a> {
    /// Where it is heading.
    pub voce: &'a Projected,
    /// By how much it passes its assestato.
    pub beyond: Cents,
    /// Whether what is booked and committed passes it already.
    pub committed: bool,
    /// Whether it passes it by so little that its course may still bring it back: by less than a hundredth, and not yet.
    pub slight: bool,
}

/// The voci of the statement shown that end beyond their budget, those first that are beyond it already, then the heaviest.
#[must_use]
pub fn variations<'a>(view: &View<'a>) -> Vec<Variation<'a>> {
    let Some(statement) = view.statement else { return Vec::new() };
    let own = view.year_end.lines.iter().filter(|it| it.over_budget && it.scheme == statement.scheme.id);
    let variation = |voce: &'a Projected| {
        let reserved = amount(statement, &voce.line, column(view, Scenario::Prenotato)).unwrap_or_default();
        let beyond = voce.cents.max(voce.booked + reserved) - voce.assestato.unwrap_or_default();
        let committed = voce.committed;
        let slight = !committed && beyond.0.saturating_mul(100) < voce.assestato.unwrap_or_default().0;
        Variation { voce, beyond, committed, slight }
    };
    let mut all: Vec<Variation<'a>> = own.map(variation).collect();
    all.sort_by_key(|it| (it.slight, !it.committed, Reverse(it.beyond), it.voce.line.clone()));
    all
}
