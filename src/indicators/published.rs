//! What tables of the plan print of indicators, held against what is defined and known of them: the target of each, of one exercise or by
//! phase, how it stood before, and its values of years gone. Judges nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::definition::{Definition, Definitions, Good, Unit};
use super::indicator::Indicator;
use super::phrases::published as words;
use super::target::{Op, Target, parse};
use crate::italian;
use crate::ledger::{Beside, Ledger, Line, Statement};
use crate::money::Cents;
use crate::origin::{Origin, Sources};
use crate::period::{Exercise, Period};
use crate::problem::Problem;
use crate::read::words::folded;

/// How the codes of its problems begin.
pub const PUBLISHED: &str = "indicators.published_";

/// The column of texts that holds the code of an indicator.
const CODE: &str = "codice";
/// The one that holds how it stands before its first phase.
const BASELINE: &str = "situazione";
/// The one that holds its target of the exercise.
const TARGET: &str = "valore_atteso";
/// How those begin that hold its target of one year; the year follows: `anno_2022`.
const TARGET_OF: &str = "anno_";

/// What is wrong with the tables of a month whose lines are indicators, where it stands.
#[must_use]
pub fn published(
    ledger: &Ledger,
    definitions: &Definitions,
    indicators: &[Indicator],
    period: Period,
    sources: &Sources,
) -> Vec<Problem> {
    let tables: Vec<&Statement> = ledger.statements.iter().filter(|it| it.scheme.of_indicators).collect();
    if tables.is_empty() {
        return Vec::new();
    }
    let known = Known::of(definitions, indicators, period);
    let (mut said, mut named) = (Vec::new(), BTreeSet::new());
    for table in &tables {
        said.extend(known.told(table, &mut named));
    }
    for table in &tables {
        said.extend(known.missing(table, &named));
    }
    said.into_iter().map(|(problem, origin)| problem.at(origin, sources)).collect()
}

/// What is known of the indicators of an exercise.
struct Known<'a> {
    /// Their definitions, each as it is today first, then as it was since the exercise began: what changes in the year is not what its
    /// plan printed.
    defined: Vec<Arc<Definition>>,
    /// The ids of those that hold from the beginning of the exercise to today: of these a table of it says something.
    lasting: BTreeSet<String>,
    indicators: &'a [Indicator],
    exercise: Exercise,
}

impl<'a> Known<'a> {
    fn of(definitions: &Definitions, indicators: &'a [Indicator], period: Period) -> Self {
        let exercise = period.exercise();
        let months = (1..=period.month()).rev().filter_map(|month| Period::new(exercise.0, month));
        let by_month: Vec<Vec<Arc<Definition>>> = months.map(|month| definitions.at(month)).collect();
        let ids = |month: &Vec<Arc<Definition>>| month.iter().map(|it| it.id.clone()).collect::<BTreeSet<_>>();
        let (today, first) = (by_month.first().map(ids), by_month.last().map(ids));
        let lasting = today.zip(first).map(|(today, first)| &today & &first).unwrap_or_default();
        let mut defined: Vec<Arc<Definition>> = Vec::new();
        for it in by_month.into_iter().flatten() {
            if !defined.iter().any(|known| (&known.id, known.valid_from) == (&it.id, it.valid_from)) {
                defined.push(it);
            }
        }
        Self { defined, lasting, indicators, exercise }
    }

    /// What is wrong with a table, and where; the ids of the indicators of its lines are added to `named`.
    fn told(&self, table: &Statement, named: &mut BTreeSet<String>) -> Vec<(Problem, Origin)> {
        let mut out = Vec::new();
        let has_own = columns(table).iter().any(|column| exercise_of(column, self.exercise) == Some(self.exercise));
        let mut untold = None;
        for line in table.scheme.lines.iter().filter(|line| line.formula.is_none()) {
            let Some(at) = table.cells(line).next() else { continue };
            let own: Vec<&Definition> = self.definitions_of(table, line);
            let Some(first) = own.first() else {
                // What is said of none yet is no indicator, nor is a caption between the rows.
                let says_nothing =
                    table.names.contains_key(&line.id) && table.texts.get(&line.id).is_none_or(Vec::is_empty);
                if !table.is_unnamed(line) && !says_nothing {
                    let meant = self.nearest(&line.label);
                    // One mistake is told once.
                    named.extend(meant.map(|it| it.id.clone()));
                    out.push((words::unknown(&line.label, &table.scheme.title, meant.map(|it| it.name.as_str())), at));
                }
                continue;
            };
            named.extend(own.iter().map(|it| it.id.clone()));
            if let Some(code) = text(table, line, CODE).filter(|it| !is_code(it, first)) {
                out.push((words::other_code(&code.text, &line.label, first.code_text()), code.origin));
            }
            if !has_own && !table.texts.is_empty() && table.amounts.is_empty() {
                untold = untold.or(Some(at));
            }
            out.extend(self.texts_told(table, line, &own, at));
            out.extend(self.values_told(table, line, &own));
        }
        out.extend(untold.map(|at| (words::no_target(&table.scheme.title, self.exercise), at)));
        out
    }

    /// The definitions of the indicator of a line: those of its name, of several the one of its code; where none has its name, that of
    /// its code.
    fn definitions_of(&self, table: &Statement, line: &Line) -> Vec<&Definition> {
        let code = text(table, line, CODE);
        let (mut named, mut coded) = (Vec::new(), Vec::new());
        for it in self.defined.iter().map(Arc::as_ref) {
            if is_named(table, line, it) {
                named.push(it);
            }
            if code.is_some_and(|code| is_code(code, it)) {
                coded.push(it);
            }
        }
        if named.is_empty() {
            return coded;
        }
        let both: Vec<&Definition> =
            named.iter().copied().filter(|it| coded.iter().any(|code| code.id == it.id)).collect();
        if both.is_empty() { named } else { both }
    }

    /// The indicator whose name is nearest to a text, when one is near enough to be proposed.
    fn nearest(&self, text: &str) -> Option<&Definition> {
        let names = self.defined.iter().map(|it| (folded(&it.name), &**it));
        italian::nearest(&folded(text), italian::PROPOSED_MIN, names)
    }

    /// What the table says in words that is not what is defined.
    fn texts_told(&self, table: &Statement, line: &Line, own: &[&Definition], at: Origin) -> Vec<(Problem, Origin)> {
        let mut out = Vec::new();
        for column in columns(table) {
            let said = text(table, line, column);
            let (printed, at) = said.map_or(("", at), |it| (it.text.as_str(), it.origin));
            let exercise = exercise_of(column, self.exercise);
            let (what, meant): (String, Vec<(&Definition, String)>) = match exercise {
                None if column == BASELINE => {
                    (words::BASELINE.to_owned(), own.iter().map(|it| (*it, it.baseline.clone())).collect())
                }
                // A plan that is not loaded has said nothing yet.
                Some(exercise) if own.iter().all(|it| it.not_loaded.is_none()) && self.says(own, exercise, printed) => {
                    let targets =
                        own.iter().flat_map(|it| self.targets(it, exercise).into_iter().map(move |all| (*it, all)));
                    (words::target(exercise), targets.collect())
                }
                _ => continue,
            };
            if !meant.iter().any(|(definition, meant)| is_same(printed, meant, definition.good)) {
                let meant = meant.first().map_or("", |(_, meant)| meant.as_str());
                out.push((words::differs(&line.label, &what, printed, meant), at));
            }
        }
        out
    }

    /// Whether definitions say a target of an exercise that a table may print: of a later one those with phases do, and a cell that
    /// stands blank there may be merged with the one before.
    fn says(&self, own: &[&Definition], exercise: Exercise, printed: &str) -> bool {
        exercise == self.exercise || (!printed.is_empty() && own.iter().any(|it| !it.phases.is_empty()))
    }

    /// The ways in which a definition says its target of an exercise, the one that people read first.
    fn targets(&self, definition: &Definition, exercise: Exercise) -> Vec<String> {
        let phase = definition.phase(exercise);
        let of_phase = phase.into_iter().flat_map(|it| [it.target_shown(), it.target.to_string()]);
        let is_now = exercise == self.exercise && definition.phases.is_empty();
        let own = [&definition.printed, &Some(definition.target.clone()), &definition.also_printed];
        let own = own.into_iter().flatten().filter(|_| is_now).map(Target::to_string);
        let all: Vec<String> = of_phase.chain(own).collect();
        if all.is_empty() { vec![String::new()] } else { all }
    }

    /// The values of years gone that are not what is recorded of them.
    fn values_told(&self, table: &Statement, line: &Line, own: &[&Definition]) -> Vec<(Problem, Origin)> {
        let mut out = Vec::new();
        let amounts = table.amounts.iter().filter(|((id, at), _)| *id == line.id && at.is_whole());
        for ((_, at), amount) in amounts {
            let Some((printed, origin)) = amount.printed else { continue };
            let unit = table.unit(line, *at);
            let mut same_unit = own.iter().filter(|it| (it.unit == Unit::Percent) == unit.is_percent());
            let known = same_unit.find_map(|it| self.recorded(it, at.exercise));
            if let Some(known) = known.filter(|known| !is_rounded(*known, printed)) {
                let (printed, known) = (unit.shown(printed), unit.shown(known));
                out.push((words::value_differs(&line.label, at.exercise, &printed, &known), origin));
            }
        }
        out
    }

    /// What is recorded of an indicator for a whole year, in hundredths.
    fn recorded(&self, definition: &Definition, exercise: Exercise) -> Option<Cents> {
        let of = self.indicators.iter().filter(|it| it.definition.id == definition.id);
        let recorded = of.flat_map(|it| &it.recorded).find(|it| it.year == exercise.0 && it.month == 12)?;
        let scale = if definition.unit == Unit::Percent { 100.0 } else { 1.0 };
        Cents::from_f64((recorded.value * scale * 100.0).round() / 100.0).ok()
    }

    /// The indicators that a table of targets leaves out, and no other has: one of the lavoro agile is of those of its dimensions, another
    /// of those of the plan that have none.
    fn missing(&self, table: &Statement, named: &BTreeSet<String>) -> Option<(Problem, Origin)> {
        let lines = || table.scheme.lines.iter().filter(|line| line.formula.is_none());
        if !columns(table).iter().any(|column| exercise_of(column, self.exercise).is_some()) {
            return None;
        }
        let met: Vec<&Definition> = lines().flat_map(|line| self.definitions_of(table, line)).collect();
        let by_dimension = !met.first()?.dimension.is_empty();
        let own = self.defined.iter().filter(|it| it.code.is_some() && it.dimension.is_empty() != by_dimension);
        let own = own.filter(|it| it.not_loaded.is_none() && self.lasting.contains(&it.id) && !named.contains(&it.id));
        let missing: BTreeSet<&str> = own.map(|it| it.name.as_str()).collect();
        let missing: Vec<&str> = missing.into_iter().collect();
        let at = lines().find_map(|line| table.cells(line).next())?;
        (!missing.is_empty()).then(|| (words::missing(&table.scheme.title, &missing), at))
    }
}

/// Where the tables of a month print the target of an indicator in its exercise, and as what.
pub fn printed_targets<'l>(
    ledger: &'l Ledger,
    definition: &'l Definition,
    exercise: Exercise,
) -> impl Iterator<Item = &'l Beside> {
    let tables = ledger.statements.iter().filter(|it| it.scheme.of_indicators);
    let lines = tables.flat_map(|table| table.scheme.lines.iter().map(move |line| (table, line)));
    let own = lines.filter(|(table, line)| is_named(table, line, definition));
    let texts = own.flat_map(|(table, line)| table.texts.get(&line.id).into_iter().flatten());
    texts.filter(move |it| exercise_of(&it.column, exercise) == Some(exercise))
}

/// Whether a line is an indicator, by its name or by the id of a line that the scheme declares.
fn is_named(table: &Statement, line: &Line, definition: &Definition) -> bool {
    let is_declared = !table.names.contains_key(&line.id) && *definition.id == *line.id;
    is_declared || folded(&definition.name) == folded(&line.label)
}

fn is_code(printed: &Beside, definition: &Definition) -> bool {
    definition.code_text().eq_ignore_ascii_case(&printed.text)
}

/// The exercise of which a column of texts holds the targets, in a table of an exercise.
fn exercise_of(column: &str, own: Exercise) -> Option<Exercise> {
    if column == TARGET {
        return Some(own);
    }
    column.strip_prefix(TARGET_OF)?.parse().ok().map(Exercise)
}

/// The columns of texts that a table has.
fn columns(table: &Statement) -> BTreeSet<&str> {
    table.texts.values().flatten().map(|it| &*it.column).collect()
}

/// What stands beside a line in a column of texts.
fn text<'t>(table: &'t Statement, line: &Line, column: &str) -> Option<&'t Beside> {
    table.texts.get(&line.id)?.iter().find(|it| *it.column == *column)
}

/// Whether two printings of a target are the same: `>=80%` and `>= 80 %` are, `3` and `4` are not. Without a sign more, or less, is meant
/// as is good; a unit that one of them leaves out is that of the other.
fn is_same(printed: &str, meant: &str, good: Good) -> bool {
    // A plan may write `1.500`, which a definition has to write without its point.
    let read = |text: &str| parse(text).or_else(|_| parse(&text.replace('.', "")));
    let by_direction = if good == Good::Up { Op::AtLeast } else { Op::AtMost };
    match (read(printed), read(meant)) {
        (
            Ok(Target::Number { op, value, unit }),
            Ok(Target::Number { op: other_op, value: other, unit: other_unit }),
        ) => {
            let (unit, other_unit) = (unit_meant(&unit), unit_meant(&other_unit));
            let is_of_one = unit == other_unit || unit.is_empty() || other_unit.is_empty();
            op.unwrap_or(by_direction) == other_op.unwrap_or(by_direction) && (value - other).abs() < 1e-9 && is_of_one
        }
        (Ok(printed), Ok(meant)) => printed.same(&meant),
        _ => folded(printed) == folded(meant),
    }
}

/// A unit to compare: of a percentage nothing else is asked, and days have their short forms.
fn unit_meant(unit: &str) -> String {
    if unit.starts_with('%') {
        return "%".to_owned();
    }
    match folded(unit).as_str() {
        "gg" | "g" | "giorno" => "giorni".to_owned(),
        unit => unit.to_owned(),
    }
}

/// Whether a figure is another one, or that one rounded to a decimal or to a whole.
fn is_rounded(known: Cents, printed: Cents) -> bool {
    let rounds = |to: i64| printed.0 % to == 0 && (known.0 - printed.0).abs() * 2 <= to;
    known == printed || [10, 100].into_iter().any(rounds)
}
