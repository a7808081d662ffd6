//! Indicators over scenarios and months at once: one frame, one query. The only file that knows polars.
//! Tells a number, nothing, or undefined; which names were missing is the interpreter's to say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;

use super::definition::{Definition, Source};
use crate::formula::{Call, Comparison, Formula, Operator, Tree, Value};
use crate::period::{Period, Scenario};

/// One indicator in one scenario of one month, with what its formula needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    pub(super) definition: &'a Definition,
    pub(super) formula: &'a Formula,
    pub(super) period: Period,
    pub(super) scenario: Scenario,
    /// Which of the year ends its inputs are of; 0 for what is shown.
    pub(super) course: usize,
    pub(super) inputs: &'a [(String, Value)],
}

/// What the frame makes of a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Computed {
    /// An amount.
    Cents(i64),
    /// A number.
    Number(f64),
    /// An input is null.
    Null,
    /// A denominator is zero or negative, or the number is too large to be one.
    Undefined,
}

/// Whether a column holds amounts (i64 cents) or numbers (f64).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Cents,
    Number,
}

/// Cents that the frame takes in: a thousand terms of this size still fit an i64, which polars lets wrap silently.
/// A larger amount stays null here and is left to the interpreter, which counts in i128.
const CENTS_MAX: i128 = 1_000_000_000_000_000;

/// A formula whose inputs have these kinds: one group of columns of the frame.
type Group<'a> = (&'a str, NaiveDate, Vec<Kind>);

/// A row of the frame: month, scenario, and which of the year ends.
type Place = (Period, Scenario, usize);

/// Evaluates all cases in one frame, whose rows are the months and scenarios and whose columns the inputs of every formula.
/// One result a case, in the order of the cases.
///
/// # Errors
/// Only polars' own, on a frame that we built: a defect of this file.
pub(super) fn compute(cases: &[Case]) -> PolarsResult<Vec<Computed>> {
    let rows: BTreeSet<Place> = cases.iter().map(place).collect();
    let rows: Vec<Place> = rows.into_iter().collect();
    let mut groups: BTreeMap<Group, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        groups.entry(group(case)).or_default().push(case);
    }

    // A last row of nulls: polars would divide by a column of one row as by a scalar, that is, multiply by its reciprocal,
    // and the last bit of a ratio decides whether a target is met. For the same reason constants are columns.
    let height = rows.len() + 1;
    let last = std::iter::once(None);
    let periods: Vec<Option<String>> = rows.iter().map(|(period, ..)| Some(period.to_string())).chain(last).collect();
    let scenarios: Vec<Option<&str>> = rows.iter().map(|(_, scenario, _)| Some(scenario.id())).chain([None]).collect();
    let mut columns = vec![Column::new("period".into(), periods), Column::new("scenario".into(), scenarios)];
    let mut constants = BTreeMap::new();
    let mut queries = Vec::with_capacity(2 * groups.len());
    for (number, ((.., kinds), cases)) in groups.iter().enumerate() {
        let Some(first) = cases.first() else { continue };
        for (input, ((name, _), kind)) in first.inputs.iter().zip(kinds).enumerate() {
            columns.push(column(&column_name(number, name), *kind, input, &rows, cases));
        }
        let kind_of: BTreeMap<&str, Kind> =
            first.inputs.iter().zip(kinds).map(|((name, _), kind)| (name.as_str(), *kind)).collect();
        let [value, undefined] = query(first.formula, number, &kind_of, &mut constants);
        queries.push(value.alias(format!("{number}")));
        queries.push(undefined.alias(format!("{number} undefined")));
    }

    for (name, number) in constants {
        columns.push(Column::new(name.into(), vec![number; height]));
    }

    let result = DataFrame::new(height, columns)?.lazy().select(queries).collect()?;
    let number_of: BTreeMap<&Group, usize> = groups.keys().enumerate().map(|(number, group)| (group, number)).collect();
    cases
        .iter()
        .map(|case| {
            let row = rows.binary_search(&place(case)).unwrap_or_default();
            let number = number_of.get(&group(case)).copied().unwrap_or_default();
            if result.column(&format!("{number} undefined"))?.bool()?.get(row) == Some(true) {
                return Ok(Computed::Undefined);
            }
            let value = result.column(&format!("{number}"))?;
            Ok(match value.dtype() {
                DataType::Int64 => value.i64()?.get(row).map_or(Computed::Null, Computed::Cents),
                _ => value.f64()?.get(row).map_or(Computed::Null, Computed::Number),
            })
        })
        .collect()
}

fn place(case: &Case) -> Place {
    (case.period, case.scenario, case.course)
}

fn group<'a>(case: &Case<'a>) -> Group<'a> {
    let of_missing = if case.definition.source == Source::Office { Kind::Number } else { Kind::Cents };
    let kinds = case.inputs.iter().map(|(_, value)| match value {
        Value::Cents(_) => Kind::Cents,
        Value::Number(_) => Kind::Number,
        Value::NoData(_) | Value::Undefined(_) => of_missing,
    });
    (&case.definition.id, case.definition.valid_from, kinds.collect())
}

fn column_name(group: usize, input: &str) -> String {
    format!("{group} {input}")
}

/// One input over all rows and the last: null where the case is missing or has no figure.
fn column(name: &str, kind: Kind, input: usize, rows: &[Place], cases: &[&Case]) -> Column {
    let at = |row: &Place| cases.iter().find(|case| place(case) == *row).and_then(|case| case.inputs.get(input));
    match kind {
        Kind::Cents => {
            let cents = rows
                .iter()
                .map(|row| match at(row) {
                    Some((_, Value::Cents(cents))) if cents.abs() <= CENTS_MAX => i64::try_from(*cents).ok(),
                    _ => None,
                })
                .chain([None]);
            Column::new(name.into(), cents.collect::<Vec<Option<i64>>>())
        }
        Kind::Number => {
            let numbers = rows
                .iter()
                .map(|row| match at(row) {
                    Some((_, Value::Number(number))) => Some(*number),
                    _ => None,
                })
                .chain([None]);
            Column::new(name.into(), numbers.collect::<Vec<Option<f64>>>())
        }
    }
}

/// The value of a formula, null where it has none; and whether it is undefined, null where an input is.
fn query(
    formula: &Formula,
    group: usize,
    kind_of: &BTreeMap<&str, Kind>,
    constants: &mut BTreeMap<String, f64>,
) -> [Expr; 2] {
    let mut compiler = Compiler { group, kind_of, constants, refused: Vec::new() };
    let compiled = compiler.tree(formula.tree());
    let mut refused = compiler.refused;
    if compiled.kind == Kind::Number {
        refused.push(compiled.expr.clone().is_finite().not());
    }
    // Comparisons inside `min` and `max` read a null as false, so nulls are kept out here and not left to propagate.
    let known = formula.inputs().into_iter().map(|name| col(column_name(group, name)).is_not_null());
    let known = known.reduce(Expr::and).unwrap_or_else(|| lit(true));
    let refused = refused.into_iter().reduce(Expr::or).unwrap_or_else(|| lit(false));
    let undefined = when(known.clone()).then(refused).otherwise(lit(NULL).cast(DataType::Boolean));
    let dtype = match compiled.kind {
        Kind::Cents => DataType::Int64,
        Kind::Number => DataType::Float64,
    };
    let value = when(known.and(undefined.clone().not())).then(compiled.expr).otherwise(lit(NULL).cast(dtype));
    [value, undefined]
}

/// An expression and what it holds.
#[derive(Clone)]
struct Compiled {
    expr: Expr,
    kind: Kind,
}

struct Compiler<'a> {
    group: usize,
    kind_of: &'a BTreeMap<&'a str, Kind>,
    /// Columns that hold one number throughout, by name.
    constants: &'a mut BTreeMap<String, f64>,
    /// A condition for each division: that its denominator is zero or negative.
    refused: Vec<Expr>,
}

impl Compiler<'_> {
    fn constant(&mut self, number: f64) -> Expr {
        let name = format!("constant {number}");
        self.constants.insert(name.clone(), number);
        col(name)
    }

    /// An amount in euro, a number as it is.
    fn euro(&mut self, compiled: Compiled) -> Expr {
        match compiled.kind {
            Kind::Cents => compiled.expr.cast(DataType::Float64) / self.constant(100.0),
            Kind::Number => compiled.expr,
        }
    }

    fn tree(&mut self, tree: &Tree) -> Compiled {
        match tree {
            Tree::Number(number) => Compiled { expr: self.constant(*number), kind: Kind::Number },
            Tree::Name(name) => Compiled {
                expr: col(column_name(self.group, name)),
                kind: self.kind_of.get(name.as_str()).copied().unwrap_or(Kind::Cents),
            },
            Tree::Neg(inner) => {
                let Compiled { expr, kind } = self.tree(inner);
                let minus = if kind == Kind::Cents { lit(-1_i64) } else { lit(-1.0) };
                Compiled { expr: expr * minus, kind }
            }
            Tree::Binary(operator, left, right) => {
                let trees = [&**left, &**right];
                let terms = [self.tree(left), self.tree(right)];
                self.binary(*operator, trees, terms)
            }
            Tree::Call(call, arguments) => {
                let terms: Vec<Compiled> = arguments.iter().map(|argument| self.tree(argument)).collect();
                let (terms, kind) = self.alike(&arguments.iter().collect::<Vec<_>>(), terms);
                let expr = match call {
                    Call::Abs => terms.into_iter().next().map(Expr::abs),
                    Call::Min => terms.into_iter().reduce(|a, b| when(b.clone().lt(a.clone())).then(b).otherwise(a)),
                    Call::Max => terms.into_iter().reduce(|a, b| when(b.clone().gt(a.clone())).then(b).otherwise(a)),
                };
                Compiled { expr: expr.unwrap_or_else(|| lit(NULL)), kind }
            }
            Tree::If(comparison, parts) => self.choice(*comparison, parts),
        }
    }

    /// A denominator is refused only in the branch that is taken.
    fn choice(&mut self, comparison: Comparison, parts: &[Tree; 4]) -> Compiled {
        let [left, right, then, otherwise] = parts;
        let sides = vec![self.tree(left), self.tree(right)];
        let (sides, _) = self.alike(&[left, right], sides);
        let holds = sides
            .into_iter()
            .reduce(|a, b| match comparison {
                Comparison::Less => a.lt(b),
                Comparison::AtMost => a.lt_eq(b),
                Comparison::More => a.gt(b),
                Comparison::AtLeast => a.gt_eq(b),
                Comparison::Equal => a.eq(b),
                Comparison::Different => a.neq(b),
            })
            .unwrap_or_else(|| lit(false));
        let outside = std::mem::take(&mut self.refused);
        let first = self.tree(then);
        let in_first = std::mem::replace(&mut self.refused, outside);
        let outside = std::mem::take(&mut self.refused);
        let second = self.tree(otherwise);
        let in_second = std::mem::replace(&mut self.refused, outside);
        self.refused.extend(in_first.into_iter().map(|refused| holds.clone().and(refused)));
        self.refused.extend(in_second.into_iter().map(|refused| holds.clone().not().and(refused)));
        let (branches, kind) = self.alike(&[then, otherwise], vec![first, second]);
        let expr = branches.into_iter().reduce(|a, b| when(holds.clone()).then(a).otherwise(b));
        Compiled { expr: expr.unwrap_or_else(|| lit(NULL)), kind }
    }

    fn binary(&mut self, operator: Operator, trees: [&Tree; 2], terms: [Compiled; 2]) -> Compiled {
        if let Operator::Add | Operator::Sub = operator {
            let (terms, kind) = self.alike(&trees, terms.into());
            let expr = terms.into_iter().reduce(|a, b| if operator == Operator::Add { a + b } else { a - b });
            return Compiled { expr: expr.unwrap_or_else(|| lit(NULL)), kind };
        }
        let [left, right] = terms;
        let expr = match (operator, left.kind, right.kind) {
            (Operator::Mul, ..) => self.euro(left) * self.euro(right),
            (_, Kind::Cents, Kind::Cents) => {
                self.refused.push(right.expr.clone().lt_eq(lit(0_i64)));
                left.expr.cast(DataType::Float64) / right.expr.cast(DataType::Float64)
            }
            _ => {
                let right = self.euro(right);
                self.refused.push(right.clone().lt_eq(lit(0.0)));
                self.euro(left) / right
            }
        };
        Compiled { expr, kind: Kind::Number }
    }

    /// Terms brought to one kind by the interpreter's rule: amounts stay amounts beside numbers written in the formula.
    fn alike(&mut self, trees: &[&Tree], terms: Vec<Compiled>) -> (Vec<Expr>, Kind) {
        let any = terms.iter().any(|term| term.kind == Kind::Cents);
        let amounts = trees.iter().zip(&terms).map(|(tree, term)| match term.kind {
            Kind::Cents => Some(term.expr.clone()),
            Kind::Number => tree.written_cents().map(lit),
        });
        match amounts.collect::<Option<Vec<Expr>>>() {
            Some(amounts) if any => (amounts, Kind::Cents),
            _ => (terms.into_iter().map(|term| self.euro(term)).collect(), Kind::Number),
        }
    }
}
