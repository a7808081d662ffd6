//! A figure told down to its cells: the formula with names, with numbers, every input, and the entries behind each.
//! Computes nothing that was not computed for the month; prints nothing.

use std::sync::Arc;

use super::definition::Source;
use super::names::{self, Reference, Year};
use super::{Indicator, measured, phrases};
use crate::formula::{Formula, Value};
use crate::italian::small;
use crate::ledger::statement::Column;
use crate::ledger::{Chart, Ledger, Statement};
use crate::money::{Cents, Ratio, Unit};
use crate::origin::Origin;
use crate::period::{Centre, Exercise, Function, Period, Scenario};

/// One input of a formula, with what stands behind it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name in the formula.
    pub name: String,
    /// What people call it; empty when there is no better name.
    pub label: String,
    /// What it is worth.
    pub value: Value,
    /// What its amounts count.
    pub unit: Unit,
    /// The entries behind it, largest first.
    pub entries: Vec<Entry>,
    /// Where it comes from when no entries stand behind it; empty otherwise.
    pub note: String,
}

/// One entry behind an input.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The account, the indicator's code, or the supplier with a comma.
    pub key: Arc<str>,
    /// What the accounts call the account, where they call it anything.
    pub label: Option<Arc<str>>,
    /// The line it fills, in words; for a payment, its days of delay.
    pub what: String,
    /// What it adds, with its sign in the input; `None` for numbers that are no amounts.
    pub cents: Option<Cents>,
    /// The number, for what is no amount.
    pub number: Option<f64>,
    /// Where it stands.
    pub origin: Origin,
}

/// What an explanation is made from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The month's ledger.
    pub ledger: &'a Ledger,
    /// Schemes and aggregates.
    pub chart: &'a Chart,
    /// All indicators of the month.
    pub indicators: &'a [Indicator],
    /// The month.
    pub period: Period,
}

/// The inputs of an indicator with what is behind them, in the order in which the formula names them.
#[must_use]
pub fn inputs(indicator: &Indicator, ground: Ground<'_>) -> Vec<Input> {
    let formula = indicator.definition.formula.as_ref().map(ToString::to_string).unwrap_or_default();
    let named: Vec<&str> = indicator.definition.formula.iter().flat_map(Formula::inputs).collect();
    let mut in_order: Vec<&(String, Value)> =
        indicator.inputs.iter().filter(|(name, _)| named.contains(&name.as_str())).collect();
    in_order.sort_by_key(|(name, _)| place_in(&formula, name));
    in_order.into_iter().map(|(name, value)| input(indicator, name, value, ground)).collect()
}

/// Where a whole name first stands in the text of a formula.
fn place_in(formula: &str, name: &str) -> usize {
    let continues = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let whole = |at: usize| !formula[..at].ends_with(continues) && !formula[at + name.len()..].starts_with(continues);
    formula.match_indices(name).map(|(at, _)| at).find(|at| whole(*at)).unwrap_or(formula.len())
}

fn input(indicator: &Indicator, name: &str, value: &Value, ground: Ground<'_>) -> Input {
    let definition = &indicator.definition;
    let mut out = Input {
        name: name.to_owned(),
        label: String::new(),
        value: value.clone(),
        unit: Unit::Euro,
        entries: Vec::new(),
        note: String::new(),
    };
    match names::read(name, definition.source == Source::Office) {
        Reference::Own(_) => out.entries = measurement(ground, name, value, |row| measured::is_of(row, definition)),
        Reference::Measure { of, .. } => {
            let other = ground.indicators.iter().find(|it| names::means(of, &it.definition));
            out.label = other.map(|it| it.definition.name.clone()).unwrap_or_default();
            out.entries = measurement(ground, name, value, |row| {
                other.is_some_and(|other| measured::is_of(row, &other.definition))
            });
        }
        Reference::Indicator(of) => {
            let other = ground.indicators.iter().find(|it| names::means(of, &it.definition));
            out.label = other.map(|it| it.definition.name.clone()).unwrap_or_default();
            out.note =
                other.map_or_else(String::new, |it| format!("quadratura explain {} la spiega", it.definition.id));
        }
        Reference::PaymentAmount | Reference::PaymentDays => {
            let days = name.ends_with("_giorni");
            out.label = if days { "Importi per giorni dalla scadenza" } else { "Importi pagati" }.to_owned();
            out.entries = payments(ground.ledger, days);
        }
        Reference::Account { base, function, scenario, year, centre } => {
            let scheme = definition.scheme.as_deref().unwrap_or_default();
            let scenario = scenario.unwrap_or(indicator.scenario);
            let own = match scenario {
                Scenario::PrevisioneConsuntivo => ground.period.exercise().previous(),
                _ => ground.period.exercise(),
            };
            let exercise = match year {
                Year::Own | Year::Three => own,
                Year::Before => own.previous(),
                Year::Base(base) => base,
            };
            let column = Column { exercise, scenario, function, centre };
            (out.label, out.unit) = of_column(ground, scheme, base, column);
            out.entries = account(ground, scheme, base, column);
            if out.entries.is_empty() && year != Year::Own && !matches!(value, Value::NoData(_)) {
                "valore di un altro anno, come fu emesso o come è registrato in `observations.toml`"
                    .clone_into(&mut out.note);
            } else if let Some(table) = function.and(divided(ground, scheme, exercise, scenario)) {
                out.note = phrases::divided(table);
            } else if year == Year::Three || definition.is_over_three() {
                "somma di tre anni: qui sono elencate le righe di quello in corso".clone_into(&mut out.note);
            }
        }
    }
    out.entries.sort_by(|a, b| b.cents.map(Cents::abs).cmp(&a.cents.map(Cents::abs)).then(a.origin.cmp(&b.origin)));
    out
}

/// What people call a line in a column, and what it counts there.
fn of_column(ground: Ground<'_>, scheme: &str, base: &str, column: Column) -> (String, Unit) {
    let statement = ground.ledger.statement(scheme).filter(|_| column.centre.is_some());
    let line = statement.and_then(|statement| Some((statement, statement.scheme.line(base)?)));
    let Some((statement, line)) = line else {
        return (of_function(label(ground.chart, scheme, base), column.function), unit(ground.chart, scheme));
    };
    let rule = statement.rule(column).map(|rule| small(&rule.label));
    let called = [Some(line.label.clone()), rule].into_iter().flatten().collect::<Vec<_>>().join(", ");
    (of_function(called, column.function), statement.unit(line, column))
}

/// The table by which what the accounts keep for the whole chamber was divided among the functions.
fn divided<'a>(ground: Ground<'a>, scheme: &str, exercise: Exercise, scenario: Scenario) -> Option<&'a str> {
    let column = Column { exercise, scenario, function: None, centre: None };
    let table = ground.ledger.statement(scheme)?.divided.get(&column)?;
    ground.ledger.statement(table).map(|table| table.scheme.title.as_str())
}

/// A label with the function that its figures are of, if of one.
#[must_use]
pub fn of_function(label: String, function: Option<Function>) -> String {
    match function {
        Some(function) if !label.is_empty() => format!("{label}, funzione {}", function.letter()),
        _ => label,
    }
}

/// What the amounts of a scheme count.
#[must_use]
pub fn unit(chart: &Chart, scheme: &str) -> Unit {
    chart.scheme(scheme).map(|it| it.unit).unwrap_or_default()
}

/// What people call a line or an aggregate; empty for what is neither.
#[must_use]
pub fn label(chart: &Chart, scheme: &str, base: &str) -> String {
    let line = chart.scheme(scheme).and_then(|scheme| scheme.line(base));
    let aggregate = || chart.aggregates.iter().find(|it| &*it.id == base).map(|it| it.label.clone());
    line.map(|line| line.label.clone()).or_else(aggregate).unwrap_or_default()
}

/// The entries behind a line or aggregate in a column.
#[must_use]
pub fn account(ground: Ground<'_>, scheme: &str, base: &str, column: Column) -> Vec<Entry> {
    let Some(statement) = ground.ledger.statement(scheme) else { return Vec::new() };
    let walk = Walk { statement, column };
    let mut out = Vec::new();
    if let Some(aggregate) = ground.chart.aggregates.iter().find(|it| &*it.id == base) {
        for line in &aggregate.lines {
            walk.down(line, 1, DEPTH_MAX, &mut out);
        }
        for ((line, at), amount) in &statement.amounts {
            let held = amount.entries.iter().filter(|(code, ..)| *at == column && aggregate.holds(code));
            out.extend(held.map(|(code, cents, origin)| Entry {
                key: Arc::clone(code),
                label: statement.account_label(*origin).cloned(),
                what: label(ground.chart, scheme, line),
                cents: Some(*cents),
                number: None,
                origin: *origin,
            }));
        }
    } else {
        walk.down(base, 1, DEPTH_MAX, &mut out);
    }
    out
}

/// Lines stand on each other no deeper than this.
const DEPTH_MAX: usize = 32;

/// The way from a line of a statement down to what its amount in a column is made of.
#[derive(Clone, Copy)]
struct Walk<'a> {
    statement: &'a Statement,
    column: Column,
}

impl Walk<'_> {
    fn down(self, id: &str, sign: i64, depth: usize, out: &mut Vec<Entry>) {
        let Self { statement, column } = self;
        let Some(line) = statement.scheme.line(id) else { return };
        let amount = statement.amounts.get(&(Arc::clone(&line.id), column));
        let entry = |key: &Arc<str>, cents: Cents, origin: Origin| Entry {
            key: Arc::clone(key),
            label: statement.account_label(origin).cloned(),
            what: match statement.rule(column) {
                Some(rule) => format!("{}, {}", line.label, small(&rule.label)),
                None => line.label.clone(),
            },
            cents: Some(Cents(cents.0 * sign)),
            number: None,
            origin,
        };
        match amount {
            Some(amount) if !amount.entries.is_empty() => {
                out.extend(amount.entries.iter().map(|(code, cents, origin)| entry(code, *cents, *origin)));
            }
            Some(amount) if amount.printed.is_some() => {
                out.extend(amount.printed.iter().map(|(cents, origin)| entry(&line.id, *cents, *origin)));
            }
            _ if depth > 0 => {
                let terms = line.formula.as_ref().map(Formula::signed_inputs).unwrap_or_default();
                for (name, term) in terms {
                    let sign = if term < 0 { -sign } else { sign };
                    self.down(name, sign, depth - 1, out);
                }
                // What no file prints of a column is made of others.
                let made =
                    statement.rule(column).filter(|_| line.formula.is_none()).and_then(|rule| rule.formula.as_ref());
                for name in made.map(Formula::inputs).unwrap_or_default() {
                    let column = Column { centre: Centre::named(name), ..column };
                    Walk { statement, column }.down(id, sign, depth - 1, out);
                }
            }
            _ => {}
        }
    }
}

fn measurement(
    ground: Ground<'_>,
    name: &str,
    value: &Value,
    is: impl Fn(&crate::ledger::Measurement) -> bool,
) -> Vec<Entry> {
    ground
        .ledger
        .measurements
        .iter()
        .filter(|row| is(row))
        .map(|row| Entry {
            key: Arc::clone(&row.code),
            label: None,
            what: phrases::measured_by(row.office.as_deref().unwrap_or_default(), row.former),
            cents: None,
            number: super::number_of(value),
            origin: match name.rsplit('.').next() {
                Some("numeratore") => row.cells.numerator,
                Some("denominatore") => row.cells.denominator,
                _ => row.cells.value,
            },
        })
        .collect()
}

fn payments(ledger: &Ledger, days: bool) -> Vec<Entry> {
    let of = |payment: &crate::ledger::Payment| {
        let late = payment.days_late();
        let what = match late {
            0 => "alla scadenza".to_owned(),
            late if late < 0 => format!("{} gg prima", -late),
            late => format!("{late} gg dopo"),
        };
        let factor = if days { late } else { 1 };
        Entry {
            key: Arc::from(format!("{},", payment.supplier).as_str()),
            label: None,
            what,
            cents: Some(Cents(payment.cents.0.saturating_mul(factor))),
            number: None,
            origin: payment.origin,
        }
    };
    ledger.payments.iter().map(of).collect()
}

/// A formula with its numbers in place of its names: `2.100.000,00 / (6.213.500,00 - 812.000,00)`.
#[must_use]
pub fn with_numbers(formula: &Formula, inputs: &[(String, Value)], unit: Unit) -> String {
    formula.spelled(&|name| {
        let found = inputs.iter().find(|(input, _)| input == name).map(|(_, value)| value);
        match found {
            Some(Value::Cents(cents)) => {
                i64::try_from(*cents).map_or_else(|_| cents.to_string(), |it| unit.figure(Cents(it)))
            }
            Some(Value::Number(number)) => {
                let text = Ratio(*number).italian(4);
                text.trim_end_matches('0').trim_end_matches(',').to_owned()
            }
            Some(Value::Undefined(_)) => "non definito".to_owned(),
            Some(Value::NoData(_)) | None => "n.d.".to_owned(),
        }
    })
}

/// The value of an input for people.
#[must_use]
pub fn value_shown(value: &Value, unit: Unit) -> String {
    match value {
        Value::Cents(cents) => i64::try_from(*cents).map_or_else(|_| cents.to_string(), |it| unit.shown(Cents(it))),
        Value::Number(number) => {
            let text = Ratio(*number).italian(4);
            text.trim_end_matches('0').trim_end_matches(',').to_owned()
        }
        Value::NoData(_) => "non rilevato".to_owned(),
        Value::Undefined(_) => "non definito".to_owned(),
    }
}
