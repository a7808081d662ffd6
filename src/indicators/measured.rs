//! What an office wrote on a line of its sheet, questioned before it is taken: unit, scale, date, and whether the value is
//! what its own numerator and denominator give. What is questioned is told with its cell and taken for nothing.

use super::definition::{Definition, Definitions, Source, Unit};
use super::{number_of, phrases};
use crate::formula::Value;
use crate::ledger::Measurement;
use crate::origin::{Origin, Sources};
use crate::period::Period;
use crate::problem::Problem;
use crate::read::words::folded;

/// A doubt about a measurement.
#[derive(Clone, Debug)]
pub(super) struct Doubt {
    /// The cell it is about.
    pub(super) origin: Origin,
    /// What is said of it.
    pub(super) problem: Problem,
    /// Why nothing is taken, as the indicator's reason; `None` when the measurement stands all the same.
    pub(super) reason: Option<String>,
}

/// Everything questionable in the measurements of a month, with file, sheet and cell. Codes that no definition knows are
/// told elsewhere.
#[must_use]
pub fn doubts(
    measurements: &[Measurement],
    definitions: &Definitions,
    period: Period,
    sources: &Sources,
) -> Vec<Problem> {
    let holding = definitions.at(period);
    let mut said = Vec::new();
    for row in measurements {
        let of_code = |it: &&std::sync::Arc<Definition>| it.source == Source::Office && is_of(row, it);
        if let Some(definition) = holding.iter().find(of_code) {
            said.extend(of_row(definition, period, row).into_iter().map(|it| it.problem.at(it.origin, sources)));
        }
    }
    said
}

/// Whether a line measures this indicator.
#[must_use]
pub fn is_of(row: &Measurement, definition: &Definition) -> bool {
    definition.code.as_deref().is_some_and(|code| row.code.trim().eq_ignore_ascii_case(code))
}

/// Whether a line can be taken for what this indicator measures.
#[must_use]
pub fn is_usable(row: &Measurement, definition: &Definition, period: Period) -> bool {
    of_row(definition, period, row).iter().all(|doubt| doubt.reason.is_none())
}

/// What is questionable in one line.
pub(super) fn of_row(definition: &Definition, period: Period, row: &Measurement) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    dated(period, row, &mut doubts);
    if definition.unit == Unit::Milestone {
        proven(definition, row, &mut doubts);
        return doubts;
    }
    let before = doubts.len();
    unit(definition, row, &mut doubts);
    if doubts.len() == before {
        scaled(definition, row, &mut doubts);
    }
    if doubts.len() == before {
        compared(definition, row, &mut doubts);
    }
    doubts
}

/// A date after the month, or of another exercise, is no measurement of it; one of an earlier month may still stand.
fn dated(period: Period, row: &Measurement, doubts: &mut Vec<Doubt>) {
    let Some(date) = row.date else { return };
    let origin = row.cells.date;
    if date > period.last_day() || date < period.exercise().first_day() {
        let reason = Some(phrases::outside(date, period, origin));
        doubts.push(Doubt { origin, problem: phrases::date_outside(&row.code, date, period), reason });
    } else if date < period.first_day() {
        doubts.push(Doubt { origin, problem: phrases::date_earlier(&row.code, date, period), reason: None });
    }
}

/// A milestone that is said to be done names the document that proves it, where the definition asks for one.
fn proven(definition: &Definition, row: &Measurement, doubts: &mut Vec<Doubt>) {
    if !definition.proof.is_empty() && row.note.trim().is_empty() && super::judge::is_done(&row.state) {
        let origin = row.cells.state;
        let reason = Some(phrases::without_proof(&definition.proof, origin));
        doubts.push(Doubt { origin, problem: phrases::proof_missing(&row.code, &definition.proof), reason });
    }
}

/// The unit that an office wrote, where we know what it means.
fn written(unit: &str) -> Option<Unit> {
    let trimmed = unit.trim();
    if trimmed == "%" {
        return Some(Unit::Percent);
    }
    if trimmed == "€" {
        return Some(Unit::Euro);
    }
    match folded(trimmed).as_str() {
        "per cento" | "percento" | "percentuale" | "punti percentuali" => Some(Unit::Percent),
        "giorni" | "giorno" | "gg" | "g" | "giorni lavorativi" | "gg lavorativi" => Some(Unit::Days),
        "euro" | "eur" => Some(Unit::Euro),
        "n" | "num" | "numero" | "nr" => Some(Unit::Number),
        _ => None,
    }
}

/// A unit that contradicts the declared one. Words that are no unit of ours (`bandi`, `incontri`) count things.
fn unit(definition: &Definition, row: &Measurement, doubts: &mut Vec<Doubt>) {
    let said = written(&row.unit).or(row.cells.percent.then_some(Unit::Percent));
    let other = match (definition.unit, said) {
        (_, None) => definition.unit == Unit::Percent && !row.unit.trim().is_empty(),
        (declared, Some(said)) => declared != said,
    };
    if !other {
        return;
    }
    let written = if row.unit.trim().is_empty() { "%" } else { row.unit.trim() };
    let origin = if row.unit.trim().is_empty() { row.cells.value } else { row.cells.unit };
    let reason = Some(phrases::other_unit(written, definition.unit, origin));
    doubts.push(Doubt { origin, problem: phrases::wrong_unit(&row.code, written, definition.unit), reason });
}

/// The value of a percentage as its fraction: points (`80`) unless the cell itself says `80%`.
pub(super) fn fraction(definition: &Definition, row: &Measurement) -> Option<f64> {
    match (definition.unit, row.cells.typed) {
        (Unit::Percent, Some(typed)) if !row.cells.percent => Some(typed / 100.0),
        (Unit::Percent, Some(typed)) => Some(typed),
        _ => row.value,
    }
}

/// A percentage a hundred times too small or too large for its target: `0,8` under `>= 80%` is eight thousandths, or 80%.
fn scaled(definition: &Definition, row: &Measurement, doubts: &mut Vec<Doubt>) {
    let (Unit::Percent, Some(typed), Some(value)) = (definition.unit, row.cells.typed, fraction(definition, row))
    else {
        return;
    };
    let origin = row.cells.value;
    let goal = definition.goal().map(|goal| goal.value);
    // A fraction typed where points are meant; below two points a target makes such a value plausible.
    let too_small = !row.cells.percent && typed > 0.0 && typed <= 1.0 && goal.is_none_or(|goal| goal > 0.02);
    // `8000%` is what Excel makes of 80 in a cell that was formatted as a percentage.
    let too_large = row.cells.percent && value > 10.0 && goal.is_none_or(|goal| goal < 5.0);
    if too_small || too_large {
        let shown = if row.cells.percent { typed * 100.0 } else { typed };
        let meant = if too_small { typed * 100.0 } else { typed };
        let reason = Some(phrases::doubtful_scale(shown, meant, origin));
        doubts.push(Doubt { origin, problem: phrases::percent_scale(&row.code, shown, meant), reason });
    }
}

/// The value against numerator over denominator, where the formula is over these two and the office wrote all three.
fn compared(definition: &Definition, row: &Measurement, doubts: &mut Vec<Doubt>) {
    let Some(formula) = &definition.formula else { return };
    if formula.inputs() != ["denominatore", "numeratore"] {
        return;
    }
    let (Some(above), Some(below), Some(value)) = (row.numerator, row.denominator, fraction(definition, row)) else {
        return;
    };
    let computed = formula.evaluate(&|name| Value::Number(if name == "numeratore" { above } else { below }));
    let Some(computed) = number_of(&computed) else { return };
    let factor = if definition.unit == Unit::Percent { 100.0 } else { 1.0 };
    let (computed, value) = (computed * factor, value * factor);
    // An office rounds: its value agrees when the exact one, rounded to as many decimals as were typed, gives it.
    let agrees = (0..=6_usize).any(|decimals| {
        let unit = 0.1_f64.powi(i32::try_from(decimals).unwrap_or_default());
        let typed_so: f64 = format!("{value:.decimals$}").parse().unwrap_or(value);
        (typed_so - value).abs() < 1e-9 && (computed - value).abs() <= unit / 2.0 + 1e-9
    });
    if !agrees {
        let origin = row.cells.value;
        let (computed, value) = (phrases::in_unit(definition.unit, computed), phrases::in_unit(definition.unit, value));
        let reason = Some(phrases::not_its_ratio(&computed, &value, origin));
        doubts.push(Doubt { origin, problem: phrases::value_mismatch(&row.code, &computed, &value), reason });
    }
}
