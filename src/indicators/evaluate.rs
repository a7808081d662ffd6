//! Every definition that holds, over the figures of a month: what is asked, what it is worth, how it is judged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::definition::{Definition, Definitions, Reading, Source, Unit};
#[cfg(test)]
use super::inputs::Resolve;
use super::inputs::{self, Gathered, Known};
use super::year_end::YearEnd;
use super::{Courses, Indicator, JudgedBefore, Recorded, Standing, State, number_of};
use super::{frame, judge, names, phrases, quarters, redefined, shown, turned};
use crate::formula::{Formula, Value};
use crate::history::{self, Before, History, Point};
use crate::ledger::Ledger;
use crate::ledger::statement::Column;
use crate::period::{Period, Scenario};
/// Evaluates every definition that holds at the period's last day, for every scenario it is declared on.
/// Sorted by code, then id, then scenario.
#[must_use]
pub fn evaluate(ledger: &Ledger, history: &History, definitions: &Definitions, period: Period) -> Vec<Indicator> {
    evaluate_year(ledger, &Courses::default(), history, definitions, period)
}

/// The same, and the ratios of the accounts where the year is heading, on which they are judged before their day.
#[must_use]
pub fn evaluate_year(
    ledger: &Ledger,
    courses: &Courses,
    history: &History,
    definitions: &Definitions,
    period: Period,
) -> Vec<Indicator> {
    // A name may choose another scenario, or another year: these are what they are.
    let resolve = |end: &YearEnd, scheme: &str, name: &str, column: Column| {
        let is_heading = column.scenario == Scenario::Preconsuntivo;
        let statement = if is_heading { end.statement(scheme) } else { ledger.statement(scheme) };
        statement.map(|statement| statement.resolve(name, column))
    };
    evaluated(&resolve, Evaluated { ledger, courses, history, definitions, period })
}

/// Of which voci the functions are missing to an indicator where the year is heading, and where to write them.
fn without_shares(definition: &Definition, inputs: &[(String, Value)], year_end: &YearEnd) -> Option<String> {
    let scheme = definition.scheme.as_deref()?;
    let mut lines: Vec<String> = Vec::new();
    for (name, _) in inputs.iter().filter(|(_, value)| matches!(value, Value::NoData(_))) {
        let names::Reference::Account { base, function: Some(_), scenario: None, year: names::Year::Own, .. } =
            names::read(name, false)
        else {
            continue;
        };
        for voce in year_end.undivided(scheme, base) {
            if !lines.iter().any(|known| **known == *voce.line) {
                lines.push(voce.line.to_string());
            }
        }
    }
    (!lines.is_empty()).then(|| phrases::no_shares(&lines))
}

/// What is evaluated: the figures, and the definitions that hold at the end of a month.
#[derive(Clone, Copy)]
struct Evaluated<'a> {
    ledger: &'a Ledger,
    courses: &'a Courses,
    history: &'a History,
    definitions: &'a Definitions,
    period: Period,
}

/// What a name of a formula stands for in a column of a scheme, with the year end that it may ask for.
type ResolveIn<'a> = dyn Fn(&YearEnd, &str, &str, Column) -> Option<Value> + 'a;

/// An indicator whose inputs are gathered and whose value is still to come.
struct Asked {
    definition: Arc<Definition>,
    period: Period,
    scenario: Scenario,
    /// Which of the year ends its inputs are of; 0 for what is shown.
    course: usize,
    gathered: Gathered,
}

/// The same, with names of accounts resolved by whoever asks.
fn evaluated(resolve: &ResolveIn, it: Evaluated<'_>) -> Vec<Indicator> {
    let Evaluated { ledger, courses, history, definitions, period } = it;
    let holding = definitions.at(period);
    let heads = |scheme: &str| courses.shown.statement(scheme).is_some();
    let years = history.other_years(period);
    let ask = |end: &YearEnd, course: usize, definition: &Arc<Definition>, scenario: Scenario| {
        let resolve = |scheme: &str, name: &str, column: Column| resolve(end, scheme, name, column);
        let known =
            Known { resolve: &resolve, ledger, years: &years, inputs: &history.inputs, holding: &holding, period };
        let gathered = inputs::gather(definition, scenario, known);
        Asked { definition: Arc::clone(definition), period, scenario, course, gathered }
    };
    let shown = holding.iter().flat_map(|it| scenarios(it, &heads).into_iter().map(move |scenario| (it, scenario)));
    let mut asked: Vec<Asked> = shown.map(|(it, scenario)| ask(&courses.shown, 0, it, scenario)).collect();
    let today = asked.len();
    let on_the_year = holding.iter().filter(|it| it.is_judged_on_the_year(period) && has_year_end(it, &heads));
    for definition in on_the_year {
        let ends = courses.judged().enumerate();
        asked.extend(ends.map(|(at, end)| ask(end, at + 1, definition, Scenario::Preconsuntivo)));
    }

    let values = values(&asked);
    let mut heading: BTreeMap<String, Vec<Heading>> = BTreeMap::new();
    for (asked, value) in asked[today..].iter().zip(&values[today..]) {
        let without_shares = without_shares(&asked.definition, &asked.gathered.inputs, &courses.shown);
        let it = Heading { value: value.clone(), without_shares };
        heading.entry(asked.definition.id.clone()).or_default().push(it);
    }
    let earlier = earlier(history, period);
    let before = history::before(&points(history, &holding, period), period);
    asked
        .into_iter()
        .zip(values)
        .take(today)
        .map(|(asked, value)| {
            let actual = asked.scenario == Scenario::Consuntivo;
            let id = asked.definition.id.as_str();
            let known = Beside {
                heading: heading.get(id).filter(|_| actual).map(Vec::as_slice).unwrap_or_default(),
                earlier: actual.then(|| earlier.get(id).cloned()).flatten().unwrap_or_default(),
                courses,
            };
            let mut indicator = indicator_of(asked, value, known, ledger);
            if actual {
                indicator.compares = compares(&indicator.definition, history, definitions);
                indicator.judged_before = turned::before(&indicator.definition.id, history);
                say_what_turned(&mut indicator, courses, history, period);
                indicator.before = before.get(&indicator.definition.id).copied().unwrap_or_default();
                indicator.recorded = recorded(&indicator.definition, history, period);
            }
            indicator
        })
        .collect()
}

/// Whether the last released month of the exercise was computed as this one is: then the two compare.
fn compares(definition: &Definition, history: &History, definitions: &Definitions) -> bool {
    let last = history.judgements.iter().map(|it| it.period).max();
    let since = last.filter(|last| definition.valid_from > last.last_day());
    let before = since.and_then(|last| definitions.at(last).into_iter().find(|it| it.id == definition.id));
    let is_other = before.is_some_and(|before| !redefined::same_figures(&before, definition));
    !is_other && !history.redefined.contains(&definition.id)
}

/// Adds to the reason of a ratio of the accounts how it was judged before and which voce turned it, where it was otherwise.
fn say_what_turned(indicator: &mut Indicator, courses: &Courses, history: &History, period: Period) {
    let is_ratio = indicator.definition.read_as() == Reading::RapportoContabile;
    let turned =
        |it: &JudgedBefore| is_ratio && indicator.compares && turned::is_turned(it.standing, indicator.standing);
    let Some(before) = indicator.judged_before.filter(turned) else { return };
    // A voce moves the ratio as it is shown; where that is not what is judged, none is named.
    let turning =
        courses.judges_what_is_shown().then(|| turned::by(&indicator.definition, &courses.shown, history, period));
    let turning = turning.flatten();
    indicator.reason += &phrases::turned(before.period, before.standing, turning.as_ref());
}

/// The same, of figures that a test makes up.
#[cfg(test)]
pub(super) fn evaluate_with(
    resolve: &Resolve,
    ledger: &Ledger,
    history: &History,
    definitions: &Definitions,
    period: Period,
) -> Vec<Indicator> {
    let resolve = |_: &YearEnd, scheme: &str, name: &str, column: Column| resolve(scheme, name, column);
    evaluated(&resolve, Evaluated { ledger, courses: &Courses::default(), history, definitions, period })
}

/// The scenarios on which a definition is evaluated, each once, in order. Offices and payments tell actuals only.
fn scenarios(definition: &Definition, heads: &dyn Fn(&str) -> bool) -> BTreeSet<Scenario> {
    match definition.source {
        Source::Accounts => {
            let year_end = has_year_end(definition, heads).then_some(Scenario::Preconsuntivo);
            definition.scenarios.iter().copied().chain(year_end).collect()
        }
        Source::Office | Source::Payments => BTreeSet::from([Scenario::Consuntivo]),
    }
}

/// Whether the year end of its scheme is known, and it is told of actuals.
fn has_year_end(definition: &Definition, heads: &dyn Fn(&str) -> bool) -> bool {
    definition.scheme.as_deref().is_some_and(heads) && definition.scenarios.contains(&Scenario::Consuntivo)
}

/// Values of earlier months of the exercise as they were issued, oldest first.
fn earlier(history: &History, period: Period) -> BTreeMap<String, Vec<(Period, Value)>> {
    let of_exercise = |it: Period| it < period && it.exercise() == period.exercise();
    let mut earlier: BTreeMap<String, Vec<(Period, Value)>> = BTreeMap::new();
    for it in history.values.iter().filter(|it| of_exercise(it.period)) {
        earlier.entry(it.indicator.clone()).or_default().push((it.period, Value::Number(it.value)));
    }
    earlier.values_mut().for_each(|all| all.sort_by_key(|(month, _)| *month));
    earlier
}

/// The value of each, in order: numbers from the frame, and from the interpreter what is missing or undefined.
fn values(asked: &[Asked]) -> Vec<Value> {
    let with_formula: Vec<(usize, frame::Case)> = asked
        .iter()
        .enumerate()
        .filter(|(_, asked)| asked.definition.unit != Unit::Milestone)
        .filter_map(|(at, asked)| {
            let Asked { definition, period, scenario, course, gathered } = asked;
            let (period, scenario, course, inputs) = (*period, *scenario, *course, gathered.inputs.as_slice());
            definition
                .formula
                .as_ref()
                .map(|formula| (at, frame::Case { definition, formula, period, scenario, course, inputs }))
        })
        .collect();
    let cases: Vec<frame::Case> = with_formula.iter().map(|(_, case)| *case).collect();
    let computed = frame::compute(&cases).unwrap_or_else(|error| {
        // The frame is ours, so this is a defect; the interpreter gives the same values, one at a time.
        tracing::error!(%error, cases = cases.len(), "indicators: the frame was not evaluated");
        vec![frame::Computed::Null; cases.len()]
    });
    let mut values = vec![Value::NoData(Vec::new()); asked.len()];
    for ((at, case), computed) in with_formula.into_iter().zip(computed) {
        values[at] = match computed {
            frame::Computed::Cents(cents) => Value::Cents(i128::from(cents)),
            frame::Computed::Number(number) => Value::Number(number),
            frame::Computed::Null | frame::Computed::Undefined => interpreted(&case),
        };
    }
    values
}

/// A case by the interpreter, which names what is missing.
pub(super) fn interpreted(case: &frame::Case) -> Value {
    case.formula.evaluate(&|name| {
        let found = case.inputs.iter().find(|(input, _)| input == name);
        found.map_or_else(|| Value::NoData(vec![name.to_owned()]), |(_, value)| value.clone())
    })
}

/// A value whose missing names are those that people use.
fn in_words(value: &Value, definition: &Definition, ledger: &Ledger) -> Value {
    let statement = definition.scheme.as_deref().and_then(|scheme| ledger.statement(scheme));
    let said = |name: &String| names::in_words(name, statement);
    match value {
        Value::NoData(names) => {
            let mut words: Vec<String> = names.iter().map(said).collect();
            words.dedup();
            Value::NoData(words)
        }
        Value::Undefined(denominator) => {
            Value::Undefined(denominator.parse::<Formula>().map_or_else(
                |_| denominator.clone(),
                |formula| formula.spelled(&|name| names::in_words(name, statement)),
            ))
        }
        known => known.clone(),
    }
}

/// The value of an indicator in one of the ways to the year's end.
struct Heading {
    value: Value,
    /// Why it has none, where shares of functions are missing.
    without_shares: Option<String>,
}

/// What is known beside the value of an indicator.
struct Beside<'a> {
    /// Its value where the year is heading, by each of the ways on which it is judged; none for what is not judged on them.
    heading: &'a [Heading],
    courses: &'a Courses,
    earlier: Vec<(Period, Value)>,
}

fn indicator_of(asked: Asked, value: Value, beside: Beside<'_>, ledger: &Ledger) -> Indicator {
    let Asked { definition, period, scenario, gathered, .. } = asked;
    let Gathered { inputs, milestone, missing } = gathered;
    let Beside { heading, courses, earlier } = beside;
    let projection = courses.projection(&definition, heading.iter().map(|it| &it.value));
    let without_shares = without_shares(&definition, &inputs, &courses.shown);
    let mut verdict = match &milestone {
        Some(state) => judge::milestone(&definition, period, state),
        None => {
            let value = in_words(&value, &definition, ledger);
            let on_the_year = judge::OnTheYear {
                projection: projection.as_ref(),
                missing: heading.iter().find(|it| number_of(&it.value).is_none()).map(|it| {
                    let why = || phrases::no_projection(&in_words(&it.value, &definition, ledger));
                    it.without_shares.clone().unwrap_or_else(why)
                }),
            };
            judge::value(&definition, period, scenario, &value, &on_the_year)
        }
    };
    if verdict.state == State::NoData {
        let no_formula = definition.unit != Unit::Milestone && definition.formula.is_none();
        let of_functions = without_shares.filter(|_| scenario == Scenario::Preconsuntivo);
        let better = missing.or_else(|| no_formula.then(|| phrases::NO_FORMULA.to_owned())).or(of_functions);
        verdict.reason = better.unwrap_or(verdict.reason);
    }
    let judge::Verdict { state, standing, reason, achievement } = verdict;
    let (before, recorded) = (Before::default(), Vec::new());
    let quarters = quarters::closed(&definition, ledger, period);
    let closed: Vec<(u8, String)> =
        quarters.iter().map(|it| (it.number, shown::value(&definition, &Value::Number(it.value)))).collect();
    let by_table = divided_by(&definition, scenario, period, ledger);
    let by_table = by_table.filter(|_| state != State::NoData).map(|title| format!("; {}", phrases::divided(title)));
    let reason = reason + &phrases::quarters(&closed) + &by_table.unwrap_or_default();
    let projection = projection.filter(|_| !matches!(value, Value::NoData(_) | Value::Undefined(_)));
    Indicator {
        // What is met or missed for good changes no more.
        provisional: achievement.is_some()
            && !matches!(standing, Standing::Met | Standing::Missed)
            && !definition.is_due(period),
        definition,
        scenario,
        value,
        milestone,
        inputs,
        state,
        standing,
        projection,
        judged_before: None,
        reason,
        quarters,
        achievement,
        earlier,
        before,
        compares: true,
        recorded,
    }
}

/// The table by which the functions that a formula asks for were divided; none where the accounts keep them.
pub(super) fn divided_by<'a>(
    definition: &Definition,
    scenario: Scenario,
    period: Period,
    ledger: &'a Ledger,
) -> Option<&'a str> {
    let statement = ledger.statement(definition.scheme.as_deref()?)?;
    let of = |name: &str| match names::read(name, definition.source == Source::Office) {
        names::Reference::Account { function: Some(_), scenario: other, year: names::Year::Own, .. } => {
            let scenario = other.unwrap_or(scenario);
            let column = Column { exercise: period.exercise(), scenario, function: None, centre: None };
            statement.divided.get(&column)
        }
        _ => None,
    };
    let table = definition.formula.iter().flat_map(Formula::inputs).find_map(of)?;
    ledger.statement(table).map(|table| table.scheme.title.as_str())
}

/// An actual as it is judged on this value alone, without the figures behind it.
#[must_use]
pub fn of_value(
    definition: &Arc<Definition>,
    period: Period,
    value: Value,
    earlier: Vec<(Period, Value)>,
) -> Indicator {
    let definition = Arc::clone(definition);
    let asked = Asked { definition, period, scenario: Scenario::Consuntivo, course: 0, gathered: Gathered::default() };
    indicator_of(asked, value, Beside { heading: &[], courses: &Courses::default(), earlier }, &Ledger::default())
}

/// What was published of an indicator of earlier years.
fn recorded(definition: &Definition, history: &History, period: Period) -> Vec<Recorded> {
    let factor = if definition.unit == Unit::Percent { 0.01 } else { 1.0 };
    let before = history.recorded(&definition.id).into_iter().filter(|it| it.year < period.exercise().0);
    before
        .filter_map(|it| {
            Some(Recorded { year: it.year, month: it.month, value: it.value? * factor, source: it.source.clone() })
        })
        .collect()
}

/// The values of other months, as issued or recorded.
fn points(history: &History, holding: &[Arc<Definition>], period: Period) -> Vec<Point> {
    let of = |id: &str, period, value, recorded| Point { indicator: id.to_owned(), period, value, recorded };
    let issued = history.values.iter().map(|it| of(&it.indicator, it.period, Some(it.value), false));
    let published = holding.iter().flat_map(|definition| {
        let published = recorded(definition, history, period).into_iter();
        published.filter_map(|it| Some(of(&definition.id, Period::new(it.year, it.month)?, Some(it.value), true)))
    });
    issued.chain(published).collect()
}
