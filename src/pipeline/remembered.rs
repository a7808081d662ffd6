//! What a month looks back to: the released issues of other months, read once a pass.

use std::collections::BTreeSet;

use super::context::Shelves;
use super::rules::other_rules;
use crate::config::Config;
use crate::formula::Value;
use crate::history::{self, Flow, History, IssuedAmount, IssuedInput, IssuedValue, Window};
use crate::indicators::LookedBack;
use crate::issue::Issue;
use crate::ledger::{Column, Ledger};
use crate::money::Cents;
use crate::origin::Digest;
use crate::period::{Period, Scenario};
use crate::store::Store;

/// What was used of the issue of a month.
pub type Used = (Period, Digest);

/// The history of a month, and the issues that it is read from.
pub(super) struct Remembered {
    pub(super) history: History,
    /// What it used of earlier months of the exercise.
    pub(super) used: Vec<Used>,
    /// The same month of other exercises, and their Decembers where anything is asked of them.
    pub(super) other_years: Vec<Issue>,
    /// Released issues in whose place a later draft stands.
    pub(super) released: Vec<Issue>,
}

/// Reads what a month looks back to, beside the last issues of the months of its exercise, drafts or not.
pub(super) fn before(earlier: &[Issue], period: Period, store: &Store, config: &Config) -> anyhow::Result<Remembered> {
    let asked = LookedBack::of(&config.definitions, &config.phasing, period);
    let window = Window::of(period, &asked.years);
    let mut history = History { observations: config.observations.clone(), ..History::default() };
    let of_exercise = store.released_in(&window.of_exercise)?;
    let used = series(store, earlier, &of_exercise, &mut history)?;
    for issue in &of_exercise {
        history.values.extend(values_of(issue, store)?);
    }
    if let Some(last) = of_exercise.last() {
        history.judgements = store.issued_judgements(last)?;
        history.projections = store.issued_projections(last)?;
    }
    let mut other_years = store.released_in(&window.same_month)?;
    // The year before stands beside the statement that the workbook shows, line by line.
    let shown = config.chart.schemes.iter().find(|it| *it.id == config.settings.report.statement);
    let shown: BTreeSet<String> = shown.iter().flat_map(|it| &it.lines).map(|it| it.id.to_string()).collect();
    for issue in &other_years {
        let is_before = issue.period.exercise() == period.exercise().previous();
        let lines = if is_before { &asked.same_month | &shown } else { asked.same_month.clone() };
        if !lines.is_empty() {
            history.amounts.extend(store.issued_lines(issue, &lines)?);
        }
        if issue.period.exercise() == period.exercise().previous() {
            history.values.extend(values_of(issue, store)?);
        }
    }
    if asked.asks_year_ends() {
        let year_ends = store.released_in(&window.year_ends)?;
        for issue in &year_ends {
            history.amounts.extend(store.issued_lines(issue, &asked.year_end)?);
            let inputs = store.issued_inputs(issue)?.into_iter();
            history.inputs.extend(inputs.filter(|it| asked.measured.contains(&it.indicator)));
        }
        if period.month() != 12 {
            other_years.extend(year_ends);
        }
    }
    let stands = |it: &Issue| earlier.iter().any(|last| (last.period, last.number) == (it.period, it.number));
    let released = of_exercise.into_iter().filter(|it| !stands(it)).collect();
    Ok(Remembered { history, used, other_years, released })
}

/// What is asked of the past: a line or aggregate of a scheme.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The scheme.
    pub scheme: &'a str,
    /// The line or aggregate.
    pub line: &'a str,
}

/// What a line or aggregate came to in each month alone of the exercise up to a month: each as it was last released, a month that
/// never was as it is computed. Where two months add up other accounts, what lies between them is no flow.
///
/// # Errors
/// When disk or database fail.
pub fn flows(ledger: &Ledger, period: Period, asked: Asked<'_>, shelves: Shelves<'_>) -> anyhow::Result<Vec<Flow>> {
    let Shelves { config, store, .. } = shelves;
    let Asked { scheme, line } = asked;
    let column = Column { exercise: period.exercise(), scenario: Scenario::Consuntivo, function: None, centre: None };
    let mut amounts = Vec::new();
    let mut months = Window::of(period, &BTreeSet::new()).of_exercise;
    months.insert(period);
    let released = store.released_in(&months)?;
    for issue in &released {
        let lines = store.issued_lines(issue, &BTreeSet::from([line.to_owned()]))?;
        amounts.extend(lines.into_iter().filter(|it| it.key.0 == scheme && it.key.2 == column));
    }
    let is_released = released.last().is_some_and(|it| it.period == period);
    let now = ledger.statement(scheme).filter(|_| !is_released).map(|statement| statement.resolve(line, column));
    if let Some(Value::Cents(cents)) = now
        && let Ok(cents) = i64::try_from(cents)
    {
        let key = (scheme.to_owned(), line.to_owned(), column);
        amounts.push(IssuedAmount { period, key, cents: Cents(cents) });
    }
    let others = other_rules(released, shelves)?;
    let chart_of = |month: Period| {
        let rules = others.iter().find(|(issue, _)| issue.period == month).map(|(_, rules)| &rules.chart);
        rules.unwrap_or(&config.chart).at(month)
    };
    let is_regrouped = |it: &Flow| {
        let (own, before) = (chart_of(it.period), chart_of(it.period.previous()));
        it.cents.is_some()
            && it.period.month() > 1
            && !std::ptr::eq(&*own, &*before)
            && !own.adds_up_as(&before, scheme, line)
    };
    let flows = history::flows(&amounts).into_iter();
    Ok(flows.map(|it| if is_regrouped(&it) { it.regrouped() } else { it }).collect())
}

/// What the last released issue of a month said of a line or aggregate, actuals of all centres and functions; none where it said
/// nothing, or there is none.
///
/// # Errors
/// When the database fails.
pub fn issued_line(period: Period, scheme: &str, line: &str, store: &Store) -> anyhow::Result<Option<(Issue, Cents)>> {
    let Some(issue) = store.released_before(period, u32::MAX)? else { return Ok(None) };
    let column = Column { exercise: period.exercise(), scenario: Scenario::Consuntivo, function: None, centre: None };
    let lines = store.issued_lines(&issue, &BTreeSet::from([line.to_owned()]))?;
    let own = lines.into_iter().find(|it| it.key.0 == scheme && it.key.2 == column);
    Ok(own.map(|it| (issue, it.cents)))
}

/// What an issue said of indicators.
fn values_of(issue: &Issue, store: &Store) -> anyhow::Result<Vec<IssuedValue>> {
    let values = store.issued_values(issue)?.into_iter();
    Ok(values.map(|(indicator, value)| IssuedValue { period: issue.period, indicator, value }).collect())
}

/// Reads the inputs with which earlier months were released, and what is used of each: of one that is issued again with the
/// same inputs nothing is new to this month, unless it hands on its rows.
fn series(store: &Store, earlier: &[Issue], released: &[Issue], history: &mut History) -> anyhow::Result<Vec<Used>> {
    let mut used = Vec::new();
    let (last_month, last_released) = (earlier.last().map(|it| it.period), released.last().map(|it| it.period));
    for last in earlier {
        let issued = released.iter().find(|it| it.period == last.period);
        let is_last = last_month == Some(last.period);
        // The last issue hands on its differences and its rows, draft or not.
        if is_last && issued.is_none_or(|issued| issued.number != last.number) {
            used.push((last.period, last.decisive));
        }
        let Some(issued) = issued else { continue };
        let inputs = store.issued_inputs(issued)?;
        let hands_on = is_last || last_released == Some(issued.period);
        used.push((issued.period, if hands_on { issued.decisive } else { digest_of(&inputs) }));
        history.inputs.extend(inputs);
    }
    Ok(used)
}

/// The digest of inputs. Issues rest on it: what it is made of never changes.
fn digest_of(inputs: &[IssuedInput]) -> Digest {
    let told = |IssuedInput { indicator, name, value, .. }: &IssuedInput| {
        let (cents, number) = match value {
            Value::Cents(cents) => (Some(*cents), None),
            Value::Number(number) => (None, Some(*number)),
            Value::NoData(_) | Value::Undefined(_) => (None, None),
        };
        format!("{indicator}\t{name}\t{cents:?}\t{number:?}\n")
    };
    Digest::of(inputs.iter().map(told).collect::<String>().as_bytes())
}
