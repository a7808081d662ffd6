//! What tables of the plan print of indicators, held against what is defined and known of them: the target of each, of one exercise or by
//! phase, how it stood before, and its values of years gone. A figure that no table prints is not asked for. Judges nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::definition::{Definition, Definitions, Unit};
use super::indicator::Indicator;
use super::phrases::published as words;
use super::target::{Target, parse};
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
    // What changes in the year is not what its plan printed.
    let first = Period::of(period.exercise().first_day());
    let months = first.into_iter().chain([period]);
    let defined: Vec<Arc<Definition>> = months.flat_map(|month| definitions.at(month)).collect();
    let all = Known { defined, indicators, exercise: period.exercise() };
    let said = tables.into_iter().flat_map(|table| all.told(table));
    said.map(|(problem, origin)| problem.at(origin, sources)).collect()
}

/// What is known of the indicators of an exercise.
struct Known<'a> {
    /// Their definitions, as they began the exercise and as they are in the month.
    defined: Vec<Arc<Definition>>,
    indicators: &'a [Indicator],
    exercise: Exercise,
}

impl Known<'_> {
    /// What is wrong with a table, and where.
    fn told(&self, table: &Statement) -> Vec<(Problem, Origin)> {
        let (mut out, mut named) = (Vec::new(), BTreeSet::new());
        let lines = table.scheme.lines.iter().filter(|line| line.formula.is_none());
        for line in lines {
            let Some(at) = place(table, line) else { continue };
            let own = self.definitions_of(table, line);
            match own.first() {
                Some(definition) => drop(named.insert(definition.id.as_str())),
                // What is said of none yet is no indicator.
                None if table.is_unnamed(line) => continue,
                None => {
                    let meant = self.nearest(&line.label);
                    // One mistake is told once.
                    named.extend(meant.map(|it| it.id.as_str()));
                    out.push((words::unknown(&line.label, &table.scheme.title, meant.map(|it| it.name.as_str())), at));
                    continue;
                }
            }
            out.extend(self.texts_told(table, line, &own, at));
            out.extend(self.values_told(table, line, &own));
        }
        let missing = self.missing(table, &named);
        if let (false, Some(at)) = (missing.is_empty(), table.scheme.lines.iter().find_map(|line| place(table, line))) {
            out.push((words::missing(&table.scheme.title, &missing), at));
        }
        out
    }

    /// The definitions of the indicator of a line.
    fn definitions_of(&self, table: &Statement, line: &Line) -> Vec<&Definition> {
        self.defined.iter().map(Arc::as_ref).filter(|it| is_of(table, line, it)).collect()
    }

    /// The indicator whose name is nearest to a text, when one is near enough to be proposed.
    fn nearest(&self, text: &str) -> Option<&Definition> {
        let names = self.defined.iter().map(|it| (folded(&it.name), &**it));
        italian::nearest(&folded(text), italian::PROPOSED_MIN, names)
    }

    /// What the table says in words that is not what is defined.
    fn texts_told(&self, table: &Statement, line: &Line, own: &[&Definition], at: Origin) -> Vec<(Problem, Origin)> {
        let mut out = Vec::new();
        let mut hold = |column: &str, what: &str, meant: Vec<String>| {
            let said = text(table, line, column);
            let (printed, at) = said.unwrap_or(("", at));
            if !meant.iter().any(|meant| is_same(printed, meant)) {
                let meant = meant.first().map_or("", String::as_str);
                out.push((words::differs(&line.label, what, printed, meant), at));
            }
        };
        for column in columns(table) {
            if column == BASELINE {
                hold(column, words::BASELINE, own.iter().map(|it| it.baseline.clone()).collect());
            } else if let Some(exercise) = exercise_of(column, self.exercise) {
                let meant: Vec<String> = own.iter().flat_map(|it| self.targets(it, exercise)).collect();
                // Of a later exercise its own plan says it.
                if exercise == self.exercise || own.iter().any(|it| !it.phases.is_empty()) {
                    hold(column, &words::target(exercise), meant);
                }
            }
        }
        out
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
            let known = own.iter().find_map(|it| self.recorded(it, at.exercise));
            let unit = table.unit(line, *at);
            if let Some(known) = known.filter(|known| *known != printed) {
                out.push((
                    words::value_differs(&line.label, at.exercise, &unit.shown(printed), &unit.shown(known)),
                    origin,
                ));
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

    /// The names of those that a table of targets leaves out: one by phases is of those that have phases.
    fn missing(&self, table: &Statement, named: &BTreeSet<&str>) -> Vec<&str> {
        let by_phase = columns(table).iter().any(|column| column.starts_with(TARGET_OF));
        if !by_phase && !columns(table).contains(TARGET) {
            return Vec::new();
        }
        let own = self.defined.iter().filter(|it| it.code.is_some() && it.phases.is_empty() != by_phase);
        let missing: BTreeSet<&str> =
            own.filter(|it| !named.contains(it.id.as_str())).map(|it| it.name.as_str()).collect();
        missing.into_iter().collect()
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
    let own = lines.filter(|(table, line)| is_of(table, line, definition));
    let texts = own.flat_map(|(table, line)| table.texts.get(&line.id).into_iter().flatten());
    texts.filter(move |it| exercise_of(&it.column, exercise) == Some(exercise))
}

/// Whether a line is an indicator: by its code where the table prints one, else by its name.
fn is_of(table: &Statement, line: &Line, definition: &Definition) -> bool {
    match text(table, line, CODE) {
        Some((code, _)) => definition.code_text().eq_ignore_ascii_case(code),
        None => *definition.id == *line.id || folded(&definition.name) == folded(&line.label),
    }
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

/// What stands beside a line in a column of texts, and where.
fn text<'t>(table: &'t Statement, line: &Line, column: &str) -> Option<(&'t str, Origin)> {
    let own = table.texts.get(&line.id)?;
    own.iter().find(|it| *it.column == *column).map(|it| (it.text.as_str(), it.origin))
}

/// Where a line stands, by the first thing that is said of it.
fn place(table: &Statement, line: &Line) -> Option<Origin> {
    let texts = table.texts.get(&line.id).into_iter().flatten().map(|it| it.origin);
    let amounts = table.amounts.iter().filter(|((id, _), _)| *id == line.id);
    texts.chain(amounts.filter_map(|(_, it)| it.printed.map(|(_, origin)| origin))).next()
}

/// Whether two printings of a target are the same: `>=80%` and `>= 80 %` are, `3` and `4` are not.
fn is_same(printed: &str, meant: &str) -> bool {
    match (parse(printed), parse(meant)) {
        (Ok(printed), Ok(meant)) => printed.same(&meant),
        _ => folded(printed) == folded(meant),
    }
}
