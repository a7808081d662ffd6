//! One statement: amounts by line and column, printed ones beside those made of accounts, and what a name of a formula is worth.
//! Fills nothing by itself and compares nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::chart::IfMissing;
use super::phrases;
use super::scheme::{ColumnRule, Line, Nature, Scheme};
use crate::formula::{Formula, Value};
use crate::money::{Cents, Unit};
use crate::origin::Origin;
use crate::period::{Centre, Exercise, Function, Scenario};

/// A column of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column {
    /// The year.
    pub exercise: Exercise,
    /// Budget, actual, ...
    pub scenario: Scenario,
    /// One function, or all of them.
    pub function: Option<Function>,
    /// One centro di responsabilità, or all of them.
    pub centre: Option<Centre>,
}

impl Column {
    /// Whether it is of the whole chamber.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.function.is_none() && self.centre.is_none()
    }
}

/// What a line holds in a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Amount {
    /// The sum of its accounts, if any account fills it.
    pub accounts: Option<Cents>,
    /// The accounts behind it: code and cell.
    pub entries: Vec<(Arc<str>, Cents, Origin)>,
    /// What the file prints on the line itself.
    pub printed: Option<(Cents, Origin)>,
}

/// What stands beside a line in a column of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The id of the column.
    pub column: Arc<str>,
    /// As its files head it.
    pub head: String,
    /// The text.
    pub text: String,
    /// Its cell.
    pub origin: Origin,
}

/// The amounts of one scheme.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its scheme.
    pub scheme: Arc<Scheme>,
    /// Amounts by line and column; lines that nothing fills are absent.
    pub amounts: BTreeMap<(Arc<str>, Column), Amount>,
    /// Named aggregates by id and column; absent when missing and not declared zero.
    pub aggregates: BTreeMap<(Arc<str>, Column), Cents>,
    /// What people call each aggregate that a formula may name here, filled or not, by id.
    pub labels: BTreeMap<Arc<str>, String>,
    /// What the accounts call the account of a row, by the row.
    pub account_labels: BTreeMap<RowPlace, Arc<str>>,
    /// Years of which its actuals are those of the whole year, as its layout says.
    pub whole_years: BTreeSet<Exercise>,
    /// Columns that are kept for the whole chamber and were divided among the functions, each with the scheme of the table that
    /// divides it.
    pub divided: BTreeMap<Column, Arc<str>>,
    /// Lines that such a table does not divide, in the columns of the functions.
    pub undivided: BTreeSet<(Arc<str>, Column)>,
    /// What stands beside each line in columns of texts, in their order; only of tables that have a sheet of their own.
    pub texts: BTreeMap<Arc<str>, Vec<Beside>>,
    /// Of a table of texts, where the name of each line stands; none where its row has no name, and goes by what stands beside it.
    pub names: BTreeMap<Arc<str>, Option<Origin>>,
}

/// A row of a file: its file, its sheet and its number.
pub type RowPlace = (u16, u16, u32);

/// Lines of a scheme stand on each other no deeper than this; `check` refuses a scheme that goes round in circles.
const DEPTH_MAX: usize = 32;

impl Statement {
    /// An empty statement of a scheme.
    #[must_use]
    pub fn of(scheme: Arc<Scheme>) -> Self {
        Self {
            scheme,
            amounts: BTreeMap::new(),
            aggregates: BTreeMap::new(),
            labels: BTreeMap::new(),
            account_labels: BTreeMap::new(),
            whole_years: BTreeSet::new(),
            divided: BTreeMap::new(),
            undivided: BTreeSet::new(),
            texts: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    /// Notes what the accounts call the account of a row; what is not said is not noted.
    pub(super) fn call_account(&mut self, origin: Origin, label: &str) {
        if !label.is_empty() {
            self.account_labels.insert((origin.source, origin.sheet, origin.row), Arc::from(label));
        }
    }

    /// What the accounts call the account whose amount stands there, where they call it anything.
    #[must_use]
    pub fn account_label(&self, origin: Origin) -> Option<&Arc<str>> {
        self.account_labels.get(&(origin.source, origin.sheet, origin.row))
    }

    /// What people call a line or an aggregate; `None` for what is neither.
    #[must_use]
    pub fn label(&self, id: &str) -> Option<&str> {
        let aggregate = || self.labels.get(id).map(String::as_str);
        self.scheme.line(id).map(|line| line.label.as_str()).or_else(aggregate)
    }

    /// Whether its row has no name of its own, and goes by what stands beside it.
    #[must_use]
    pub fn is_unnamed(&self, line: &Line) -> bool {
        matches!(self.names.get(&line.id), Some(None))
    }

    /// The cells that say anything of a line: its name, what stands beside it, what is printed of it.
    pub fn cells<'s>(&'s self, line: &'s Line) -> impl Iterator<Item = Origin> + use<'s> {
        let name = self.names.get(&line.id).copied().flatten();
        let texts = self.texts.get(&line.id).into_iter().flatten().map(|it| it.origin);
        let amounts = self.amounts.iter().filter(|((id, _), _)| *id == line.id);
        let printed = amounts.filter_map(|(_, amount)| amount.printed.map(|(_, origin)| origin));
        name.into_iter().chain(texts).chain(printed)
    }

    /// The columns that hold anything, sorted.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        let columns: BTreeSet<Column> = self.amounts.keys().map(|(_, column)| *column).collect();
        columns.into_iter().collect()
    }

    /// What holds in a column on every line, where anything does.
    #[must_use]
    pub fn rule(&self, column: Column) -> Option<&ColumnRule> {
        self.scheme.column(column.centre?)
    }

    /// What a line counts in a column.
    #[must_use]
    pub fn unit(&self, line: &Line, column: Column) -> Unit {
        self.rule(column).and_then(|rule| rule.unit).or(line.unit).unwrap_or(self.scheme.unit)
    }

    /// Whether a column of the whole chamber is known by function too.
    #[must_use]
    pub fn is_by_function(&self, column: Column) -> bool {
        self.amounts.keys().any(|(_, at)| at.function.is_some() && Column { function: None, ..*at } == column)
    }

    /// Every amount that it holds, by line or aggregate and column: what an issue keeps of it.
    pub fn amounts_told(&self) -> impl Iterator<Item = (&str, Column, Cents)> {
        self.columns().into_iter().flat_map(move |column| {
            // A formula of next year may ask for an aggregate of this one.
            let aggregates = self.aggregates.iter().filter(move |((_, at), _)| *at == column);
            let aggregates = aggregates.map(move |((id, _), cents)| (&**id, column, *cents));
            let lines = self.scheme.lines.iter().filter_map(move |line| match self.value(&line.id, column) {
                Value::Cents(cents) => Some((&*line.id, column, Cents(i64::try_from(cents).ok()?))),
                _ => None,
            });
            aggregates.chain(lines)
        })
    }

    /// What a line holds in a column: its accounts, else what is printed, else its formula over its terms.
    /// Where accounts of the same nature fill the column, a line that no account fills is zero: an export lists
    /// the accounts that moved. Where none does, its file is not there, and the line is not known; so is a line that a
    /// printed statement leaves out, unless its scheme says that it may ([`IfMissing`]).
    #[must_use]
    pub fn value(&self, line: &str, column: Column) -> Value {
        self.value_within(line, column, DEPTH_MAX)
    }

    fn value_within(&self, id: &str, column: Column, depth: usize) -> Value {
        let Some(line) = self.scheme.line(id) else { return Value::NoData(vec![id.to_owned()]) };
        let amount = self.amounts.get(&(Arc::clone(&line.id), column));
        let known = amount.and_then(|amount| amount.accounts.or(amount.printed.map(|(cents, _)| cents)));
        if let Some(Cents(cents)) = known {
            return Value::Cents(i128::from(cents));
        }
        match &line.formula {
            Some(formula) if depth > 0 && self.rule(column).is_none_or(|rule| rule.sums) => {
                formula.evaluate(&|name| self.resolve_within(name, column, depth - 1))
            }
            None if self.undivided.contains(&(Arc::clone(&line.id), column)) => {
                Value::NoData(vec![phrases::undivided(&line.label)])
            }
            // A cell that could not count is no blank.
            None if amount.is_some() && self.rule(column).is_some() => Value::NoData(vec![line.label.clone()]),
            None if self.filled(line.nature, column) => Value::Cents(0),
            None if line.if_missing == IfMissing::Zero && self.printed(column) => Value::Cents(0),
            None => self.by_rule(line, column, depth),
            Some(_) => Value::NoData(vec![line.label.clone()]),
        }
    }

    /// What a line that is not printed in a column has there by what holds in the column.
    fn by_rule(&self, line: &Line, column: Column, depth: usize) -> Value {
        match self.rule(column) {
            Some(ColumnRule { formula: Some(formula), .. }) if depth > 0 && self.is_known_of(formula, column) => {
                in_cents(formula.evaluate(&|name| self.in_column(line, name, column, depth - 1)))
            }
            Some(rule) if rule.if_missing == IfMissing::Zero && self.has_none(line, column) => Value::Cents(0),
            _ => Value::NoData(vec![line.label.clone()]),
        }
    }

    /// Whether a table prints one at least of the columns that a column is made of, or they are made of others: costs of which no kind is
    /// printed are not known, and not nothing.
    #[must_use]
    pub fn is_known_of(&self, formula: &Formula, column: Column) -> bool {
        formula.inputs().into_iter().any(|name| {
            let asked = Qualified::of(name);
            let Some(centre) = Centre::named(asked.base) else { return false };
            let at = Column { centre: Some(centre), ..asked.column(column) };
            let is_made = self.rule(at).is_some_and(|rule| rule.formula.is_some());
            is_made || self.amounts.iter().any(|((_, other), amount)| *other == at && amount.printed.is_some())
        })
    }

    /// Whether a line of a table says by its silence that it has nothing in a column: it stands in the table's year, and the column is one that
    /// the table prints of this year, or of none.
    fn has_none(&self, line: &Line, column: Column) -> bool {
        let printed = self.amounts.iter().filter(|(_, amount)| amount.printed.is_some());
        let (mut stands, mut of_year, mut of_others) = (false, false, false);
        for ((id, at), _) in printed {
            let same = (at.exercise, at.scenario) == (column.exercise, column.scenario);
            stands |= same && *id == line.id;
            of_year |= same && at.centre == column.centre;
            of_others |= !same && at.centre == column.centre;
        }
        stands && (of_year || !of_others)
    }

    /// What a name of a column's formula stands for on a line.
    #[must_use]
    pub fn beside(&self, line: &Line, name: &str, column: Column) -> Value {
        self.in_column(line, name, column, DEPTH_MAX)
    }

    fn in_column(&self, line: &Line, name: &str, column: Column, depth: usize) -> Value {
        let asked = Qualified::of(name);
        match Centre::named(asked.base) {
            Some(centre) => {
                let column = Column { centre: Some(centre), ..asked.column(column) };
                self.in_points(self.value_within(&line.id, column, depth), column)
            }
            None => Value::NoData(vec![name.to_owned()]),
        }
    }

    /// A value as formulas have it: a percentage that is carried finer is in points, as any other.
    fn in_points(&self, value: Value, column: Column) -> Value {
        let is_fine = self.rule(column).is_some_and(|rule| rule.unit == Some(Unit::FinePercent));
        match value {
            #[expect(clippy::cast_precision_loss, reason = "at most a hundred million millionths")]
            Value::Cents(cents) if is_fine => Value::Number(cents as f64 / Unit::FinePercent.scale() as f64),
            value => value,
        }
    }

    /// What a name of a formula stands for in a column: a line or an aggregate, alone or followed by `.funzione_a` to `.funzione_d`.
    #[must_use]
    pub fn resolve(&self, name: &str, column: Column) -> Value {
        self.resolve_within(name, column, DEPTH_MAX)
    }

    fn resolve_within(&self, name: &str, column: Column, depth: usize) -> Value {
        let asked = Qualified::of(name);
        let column = asked.column(column);
        if asked.centres {
            return self.over_centres(name, asked.base, column, depth);
        }
        if self.scheme.line(asked.base).is_some() {
            return self.in_points(self.value_within(asked.base, column, depth), column);
        }
        match self.aggregates.get(&(Arc::from(asked.base), column)) {
            Some(Cents(cents)) => Value::Cents(i128::from(*cents)),
            None => Value::NoData(vec![name.to_owned()]),
        }
    }

    /// The sum over the centres that the column is divided into; not known when it is not divided.
    fn over_centres(&self, name: &str, base: &str, column: Column, depth: usize) -> Value {
        let mut sum = None;
        for centre in self.centres(column) {
            match self.resolve_within(base, Column { centre: Some(centre), ..column }, depth) {
                Value::Cents(cents) => sum = Some(sum.unwrap_or(0) + cents),
                // Shares are no sum.
                Value::Number(_) => return Value::NoData(vec![name.to_owned()]),
                other => return other,
            }
        }
        sum.map_or_else(|| Value::NoData(vec![name.to_owned()]), Value::Cents)
    }

    /// The centres that a column is divided into, sorted.
    #[must_use]
    pub fn centres(&self, column: Column) -> Vec<Centre> {
        let same = |at: &&Column| Column { centre: column.centre, ..**at } == column;
        let columns = self.columns();
        columns.iter().filter(same).filter_map(|at| at.centre).collect()
    }

    /// Whether a statement prints anything in a column.
    fn printed(&self, column: Column) -> bool {
        self.amounts.iter().any(|((_, at), amount)| *at == column && amount.printed.is_some())
    }

    /// Whether any account of this nature fills a column.
    fn filled(&self, nature: Nature, column: Column) -> bool {
        self.amounts.iter().any(|((id, at), amount)| {
            *at == column && amount.accounts.is_some() && self.scheme.line(id).is_some_and(|line| line.nature == nature)
        })
    }
}

/// A figure that is made by products, to the hundredth; what has no hundredths stays as it is.
fn in_cents(value: Value) -> Value {
    match value {
        // Beyond 2^53 a float has no cents.
        Value::Number(number) if (number * 100.0).abs() < 9e15 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "the bound is checked")]
            Value::Cents((number * 100.0).round() as i128)
        }
        value => value,
    }
}

/// A name of a formula taken apart: `personale.assestato.funzione_a.anno_prima` is the line `personale`, looked for in
/// another column than the one the formula is worth in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Qualified<'a> {
    /// The line or the aggregate.
    pub base: &'a str,
    /// `.funzione_a`: of this function.
    pub function: Option<Function>,
    /// `.assestato`: of this scenario (`.iniziale` and `.utilizzato` are the budget's words for preventivo and consuntivo).
    pub scenario: Option<Scenario>,
    /// `.anno_prima`, once or more: so many years before.
    pub years_before: u16,
    /// `.centri`: the sum over the centres.
    pub centres: bool,
    /// `.colonna_quota`: of this column of a table, the one whose `centre` is `quota`.
    pub centre: Option<Centre>,
}

/// What the name of a column of a table begins with, where a name of a formula says it.
pub const COLUMN: &str = "colonna_";

impl<'a> Qualified<'a> {
    /// Takes a name apart, from its end to the first word that qualifies nothing.
    #[must_use]
    pub fn of(name: &'a str) -> Self {
        let mut asked = Self { base: name, ..Self::default() };
        while let Some((base, last)) = asked.base.rsplit_once('.') {
            let function = Function::ALL.into_iter().find(|function| function.id() == last);
            let scenario = Scenario::of(last);
            match (function, scenario, last) {
                (Some(_), ..) if asked.function.is_none() => asked.function = function,
                (_, Some(_), _) if asked.scenario.is_none() => asked.scenario = scenario,
                (.., "anno_prima") => asked.years_before += 1,
                (.., "centri") if !asked.centres => asked.centres = true,
                _ => match last.strip_prefix(COLUMN).and_then(Centre::named) {
                    Some(centre) if asked.centre.is_none() => asked.centre = Some(centre),
                    _ => break,
                },
            }
            asked.base = base;
        }
        asked
    }

    /// The column in which it is looked for, out of the one the formula is worth in.
    #[must_use]
    pub fn column(&self, column: Column) -> Column {
        Column {
            exercise: Exercise(column.exercise.0.saturating_sub(self.years_before)),
            scenario: self.scenario.unwrap_or(column.scenario),
            function: self.function.or(column.function),
            centre: if self.centres { None } else { self.centre.or(column.centre) },
        }
    }
}

/// A name without what qualifies it, and its function: `oneri_correnti.funzione_a` → `oneri_correnti`, A.
#[must_use]
pub fn split_function(name: &str) -> (&str, Option<Function>) {
    let asked = Qualified::of(name);
    (asked.base, asked.function)
}
