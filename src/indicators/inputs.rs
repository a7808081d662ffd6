//! What a formula needs, gathered from the ledger, from what offices measured, from other indicators and other years.
//! Computes nothing of its own; says why something is missing, where a name alone would not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::definition::{Definition, Source, Unit};
use super::names::{self, Part, Reference, Year};
use super::{measured, phrases};
use crate::formula::Value;
use crate::history::triennium::{Triennium, Yearly, triennia};
use crate::history::{IssuedInput, OtherYears};
use crate::ledger::statement::Column;
use crate::ledger::{Ledger, Measurement, Payment};
use crate::period::{Centre, Exercise, Function, Period, Scenario};

/// Indicators stand on each other no deeper than this; `check` refuses those that go round in circles.
const DEPTH_MAX: usize = 8;

/// What was found for one indicator in one scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Gathered {
    /// Each input of the formula, in the order of the formula's inputs.
    pub(super) inputs: Vec<(String, Value)>,
    /// The state of a milestone as written.
    pub(super) milestone: Option<Arc<str>>,
    /// Why figures are missing, where there is more to say than their names.
    pub(super) missing: Option<String>,
}

/// What a name of a formula stands for in a column of a scheme; `None` when nothing filled the scheme.
pub(super) type Resolve<'a> = dyn Fn(&str, &str, Column) -> Option<Value> + 'a;

/// Everything that a formula may ask.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The accounts.
    pub(super) resolve: &'a Resolve<'a>,
    /// Measurements and payments.
    pub(super) ledger: &'a Ledger,
    /// Other years.
    pub(super) years: &'a OtherYears,
    /// The inputs of former Decembers.
    pub(super) inputs: &'a [IssuedInput],
    /// The definitions that hold in the month.
    pub(super) holding: &'a [Arc<Definition>],
    /// The month.
    pub(super) period: Period,
}

/// Gathers what a definition needs in a scenario of a month.
pub(super) fn gather(definition: &Definition, scenario: Scenario, known: Known) -> Gathered {
    within(definition, scenario, known, DEPTH_MAX)
}

fn within(definition: &Definition, scenario: Scenario, known: Known, depth: usize) -> Gathered {
    let office = definition.source == Source::Office;
    let own = if office { Some(own_line(definition, known)) } else { None };
    let line = match &own {
        Some(Err(reason)) => return nothing(definition, reason.clone()),
        Some(Ok(line)) => Some(*line),
        None => None,
    };
    if let (Unit::Milestone, Some(line)) = (definition.unit, line) {
        return Gathered { milestone: Some(Arc::clone(&line.state)), ..Gathered::default() };
    }
    let mut of_year_alone = Vec::new();
    let mut figures = Figures { definition, known, figures: Vec::new(), yearly: Vec::new(), whole: BTreeSet::new() };
    for name in names_of(definition) {
        match names::read(&name, office) {
            Reference::Own(part) => {
                let own = line.map_or_else(|| missing(&name), |line| part_of(definition, line, part, &name));
                if definition.is_over_three() {
                    of_year_alone.push((format!("{name}{OF_YEAR}"), own.clone()));
                }
                figures.measured(&name, own);
            }
            Reference::Measure { of, part } => figures.alone(&name, measure(known, of, part, &name)),
            Reference::Indicator(of) => {
                let value = match other(known, of).filter(|_| depth > 0) {
                    Some(other) => indicator(other, &name, scenario, known, depth - 1),
                    None => missing(&name),
                };
                figures.alone(&name, value);
            }
            Reference::PaymentAmount | Reference::PaymentDays => {
                figures.alone(&name, of_payments(&known.ledger.payments, &name));
            }
            Reference::Account { base, function, scenario: other, year, centre } => {
                let Some(scheme) = &definition.scheme else {
                    return nothing(definition, phrases::NO_SCHEME.to_owned());
                };
                let asked = Asked { scheme, base, function, centre, scenario: other.unwrap_or(scenario), name: &name };
                match of_year(&asked, year, known) {
                    Some(value) => figures.booked(&asked, value),
                    None => return nothing(definition, phrases::no_statement(scheme)),
                }
            }
        }
    }
    let whole = std::mem::take(&mut figures.whole);
    let (mut inputs, incomplete) = figures.summed();
    let blank = |line: &Measurement| {
        let own = |(name, value): &&(String, Value)| Part::of(name).is_some() && matches!(value, Value::NoData(_));
        let blank: Vec<String> = inputs.iter().filter(own).map(|(name, _)| name.clone()).collect();
        (!blank.is_empty()).then(|| phrases::blank(line.origin, &blank))
    };
    let divides = || definition.scheme.as_deref().and_then(|scheme| known.ledger.statement(scheme));
    let undivided = divides().filter(|_| !whole.is_empty()).map(|it| phrases::undivided(&whole, &it.scheme));
    let missing = incomplete.or(undivided).or_else(|| line.and_then(blank));
    inputs.extend(of_year_alone);
    Gathered { inputs, milestone: None, missing }
}

/// What follows the name of an office's figure of the year alone, beside the same name of its triennium.
const OF_YEAR: &str = ".anno";

/// The figures of a definition, over three exercises where it says so: this one, and the two whole ones before it.
struct Figures<'a> {
    definition: &'a Definition,
    known: Known<'a>,
    /// Each figure with its own value, in the order of the names.
    figures: Vec<Figure>,
    /// What is known of each by exercise, its own included; only over three.
    yearly: Vec<Yearly>,
    /// Functions that are asked for of what is known for the whole chamber alone.
    whole: BTreeSet<Function>,
}

/// A figure of a formula.
struct Figure {
    /// Its name in the formula.
    name: String,
    /// Its value in the exercise of the month.
    own: Value,
    /// The voce as a sentence calls it; none of what is not of the accounts.
    voce: Option<String>,
    /// Whether it is summed with former years: it has a value, and names a figure that they have too.
    is_summed: bool,
}

impl Figures<'_> {
    fn former(&self) -> [Exercise; 2] {
        let before = self.known.period.exercise().previous();
        [before, before.previous()]
    }

    /// A figure as it is, whatever the window.
    fn alone(&mut self, name: &str, own: Value) {
        self.figures.push(Figure { name: name.to_owned(), own, voce: None, is_summed: false });
    }

    /// A figure of the accounts: of the former years the actuals of December, as issued or recorded, or those that a table
    /// prints of the whole year.
    fn booked(&mut self, asked: &Asked, own: Value) {
        let Known { years, ledger, .. } = self.known;
        if matches!(own, Value::NoData(_)) {
            self.whole.extend(asked.function.filter(|_| is_whole_alone(asked, self.known)));
        }
        let line = ledger.statement(asked.scheme).and_then(|it| it.scheme.line(asked.base));
        let voce = line.map_or_else(|| format!("`{}`", asked.name), |line| format!("«{}»", line.label));
        self.over(asked.name, Some(voce), own, &|exercise| {
            let scenario = Scenario::Consuntivo;
            let column = Column { exercise, scenario, function: asked.function, centre: asked.centre };
            let issued =
                years.amount(asked.scheme, asked.base, column, 12).map(|cents| Value::Cents(i128::from(cents.0)));
            let statement = ledger.statement(asked.scheme).filter(|it| it.whole_years.contains(&exercise));
            let printed = statement.map(|it| it.resolve(asked.base, column));
            issued.or(printed.filter(|value| matches!(value, Value::Cents(_) | Value::Number(_))))
        });
    }

    /// A figure of an office: of the former years what it measured by December, as issued.
    fn measured(&mut self, name: &str, own: Value) {
        let (inputs, id) = (self.known.inputs, &self.definition.id);
        let of_year = format!("{name}{OF_YEAR}");
        self.over(name, None, own, &|exercise| {
            let of = |name: &str| {
                let is_it = |it: &&IssuedInput| {
                    (it.period.exercise(), it.period.month()) == (exercise, 12)
                        && it.indicator == *id
                        && it.name == name
                };
                inputs.iter().find(is_it)
            };
            // An issue that summed a triennium kept the figure of its year beside.
            of(&of_year).or_else(|| of(name)).map(|it| it.value.clone())
        });
    }

    fn over(&mut self, name: &str, voce: Option<String>, own: Value, former: &dyn Fn(Exercise) -> Option<Value>) {
        let figure = self.figures.len();
        let is_summed = self.definition.is_over_three() && !matches!(own, Value::NoData(_) | Value::Undefined(_));
        if is_summed {
            let years = self.former().into_iter().filter_map(|exercise| Some((exercise, former(exercise)?)));
            let years = years.chain([(self.known.period.exercise(), own.clone())]);
            self.yearly.extend(years.map(|(exercise, value)| Yearly { figure, exercise, value }));
        }
        self.figures.push(Figure { name: name.to_owned(), own, voce, is_summed });
    }

    /// The figures with their values, and why there is none where a former year is missing.
    fn summed(self) -> (Vec<(String, Value)>, Option<String>) {
        let trienni = if self.definition.is_over_three() {
            triennia(&self.yearly, self.figures.len(), self.known.period.exercise())
        } else {
            Vec::new()
        };
        let mut lacking: BTreeMap<u16, BTreeSet<String>> = BTreeMap::new();
        let mut inputs = Vec::with_capacity(self.figures.len());
        for (place, Figure { name, own, voce, is_summed }) in self.figures.into_iter().enumerate() {
            let value = match trienni.get(place).filter(|_| is_summed) {
                None => own,
                Some(Triennium::Sum(sum)) => sum.clone(),
                Some(Triennium::Lacks(years)) => {
                    for exercise in years {
                        lacking.entry(exercise.0).or_default().extend(voce.clone());
                    }
                    let first = years.last().map_or_else(String::new, |exercise| format!(" ({exercise})"));
                    missing(&format!("{name}{first}"))
                }
            };
            inputs.push((name, value));
        }
        (inputs, (!lacking.is_empty()).then(|| phrases::incomplete(&lacking)))
    }
}

fn names_of(definition: &Definition) -> Vec<String> {
    definition.formula.iter().flat_map(|formula| formula.inputs()).map(str::to_owned).collect()
}

fn missing(name: &str) -> Value {
    Value::NoData(vec![name.to_owned()])
}

/// Every input missing, for one reason.
fn nothing(definition: &Definition, reason: String) -> Gathered {
    let inputs = names_of(definition).into_iter().map(|name| (name.clone(), missing(&name))).collect();
    Gathered { inputs, milestone: None, missing: Some(reason) }
}

/// The one line that measures an indicator, if nothing is wrong with it; otherwise why it is not taken.
fn own_line<'a>(definition: &Definition, known: Known<'a>) -> Result<&'a Measurement, String> {
    let rows: Vec<&Measurement> =
        known.ledger.measurements.iter().filter(|row| measured::is_of(row, definition)).collect();
    let row = match rows.as_slice() {
        [row] => *row,
        [] => return Err(phrases::NOT_DELIVERED.to_owned()),
        several => {
            // Which of two figures is right, only the offices know.
            let cells: Vec<_> =
                several.iter().map(|row| (row.office.as_deref().unwrap_or_default(), row.origin)).collect();
            return Err(phrases::measured_twice(definition.code_text(), &cells));
        }
    };
    let doubts = measured::of_row(definition, known.period, row);
    doubts.into_iter().find_map(|doubt| doubt.reason).map_or(Ok(row), Err)
}

fn part_of(definition: &Definition, line: &Measurement, part: Part, name: &str) -> Value {
    let number = match part {
        Part::Numerator => line.numerator,
        Part::Denominator => line.denominator,
        Part::Value => measured::fraction(definition, line),
    };
    number.filter(|number| number.is_finite()).map_or_else(|| missing(name), Value::Number)
}

fn other<'a>(known: Known<'a>, name: &str) -> Option<&'a Definition> {
    known.holding.iter().find(|definition| names::means(name, definition)).map(|definition| &**definition)
}

/// What an office measured of another indicator.
fn measure(known: Known, of: &str, part: Part, name: &str) -> Value {
    match other(known, of) {
        Some(other) if other.source == Source::Office => {
            own_line(other, known).map_or_else(|_| missing(name), |line| part_of(other, line, part, name))
        }
        _ => missing(name),
    }
}

/// The value of another indicator, by the interpreter.
fn indicator(other: &Definition, name: &str, scenario: Scenario, known: Known, depth: usize) -> Value {
    let Some(formula) = &other.formula else { return missing(name) };
    let gathered = within(other, scenario, known, depth);
    formula.evaluate(&|input| {
        let found = gathered.inputs.iter().find(|(known, _)| known == input);
        found.map_or_else(|| missing(input), |(_, value)| value.clone())
    })
}

/// What a name stands for among some payments: their sum, or the sum of each times its days of delay; unknown without payments.
pub(super) fn of_payments<'a>(payments: impl IntoIterator<Item = &'a Payment>, name: &str) -> Value {
    let days = match names::read(name, false) {
        Reference::PaymentAmount => |_: &Payment| 1,
        Reference::PaymentDays => Payment::days_late,
        _ => return missing(name),
    };
    let terms = payments.into_iter().map(|it| i128::from(it.cents.0) * i128::from(days(it)));
    terms.reduce(|sum, term| sum + term).map_or_else(|| missing(name), Value::Cents)
}

/// A figure of the accounts that a name asks for.
struct Asked<'a> {
    scheme: &'a str,
    base: &'a str,
    function: Option<Function>,
    centre: Option<Centre>,
    scenario: Scenario,
    name: &'a str,
}

/// The figure in the year asked for; `None` when nothing filled the scheme in its own year.
fn of_year(asked: &Asked, year: Year, known: Known) -> Option<Value> {
    let own = match asked.scenario {
        // A budget prints beside its own year the forecast of the year before.
        Scenario::PrevisioneConsuntivo => known.period.exercise().previous(),
        _ => known.period.exercise(),
    };
    match year {
        Year::Own => in_statement(asked, own, known),
        Year::Before => Some(in_exercise(asked, own.previous(), known)),
        Year::Base(base) if base == own => in_statement(asked, own, known),
        Year::Base(base) => Some(in_exercise(asked, base, known)),
        Year::Three => {
            let value = in_statement(asked, own, known)?;
            if !matches!(value, Value::Cents(_)) {
                return Some(value);
            }
            let former = [own.previous(), own.previous().previous()].map(|it| (it, in_exercise(asked, it, known)));
            let years = former.into_iter().chain([(own, value)]);
            let yearly: Vec<Yearly> = years.map(|(exercise, value)| Yearly { figure: 0, exercise, value }).collect();
            match triennia(&yearly, 1, own).pop()? {
                Triennium::Sum(sum) => Some(sum),
                Triennium::Lacks(years) => Some(missing(
                    &years
                        .first()
                        .map_or_else(|| asked.name.to_owned(), |exercise| format!("{} ({exercise})", asked.name)),
                )),
            }
        }
    }
}

fn in_statement(asked: &Asked, exercise: Exercise, known: Known) -> Option<Value> {
    let column = Column { exercise, scenario: asked.scenario, function: None, centre: asked.centre };
    let name = match asked.function {
        Some(function) => format!("{}.{}", asked.base, function.id()),
        None => asked.base.to_owned(),
    };
    (known.resolve)(asked.scheme, &name, column)
}

/// Whether a figure of a function is missing because the accounts of its column are kept for the whole chamber alone.
fn is_whole_alone(asked: &Asked, known: Known) -> bool {
    let exercise = known.period.exercise();
    let column = Column { exercise, scenario: asked.scenario, function: None, centre: None };
    let statement = known.ledger.statement(asked.scheme);
    statement.is_some_and(|it| !it.is_by_function(column) && matches!(it.value(asked.base, column), Value::Cents(_)))
}

/// Another year: what this month's files print of it, what was issued in its same month, or what was recorded.
fn in_exercise(asked: &Asked, exercise: Exercise, known: Known) -> Value {
    if let Some(value @ (Value::Cents(_) | Value::Number(_))) = in_statement(asked, exercise, known) {
        return value;
    }
    let column = Column { exercise, scenario: asked.scenario, function: asked.function, centre: asked.centre };
    known
        .years
        .amount(asked.scheme, asked.base, column, known.period.month())
        .map_or_else(|| missing(&format!("{} ({exercise})", asked.name)), |cents| Value::Cents(i128::from(cents.0)))
}
