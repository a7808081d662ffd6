//! Weighted means of degrees of achievement: over what is measured, and how much of the whole that is, each as a formula
//! with its value. Knows no plan: a part is a name and a weight.

use crate::formula::{Formula, Value};

/// One term of a roll-up.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name in the formula: `indicatore.SLUG`, `obiettivo.CODE`, `gruppo.ID`.
    pub name: String,
    /// Its weight.
    pub weight: f64,
    /// Its degree of achievement, 0 to 1.
    pub achievement: Option<f64>,
    /// How much of it is measured, 0 to 1.
    pub coverage: f64,
}

/// A weighted mean of parts: its formula over those that are measured, and what it gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rolled {
    /// The terms.
    pub parts: Vec<Part>,
    /// The mean of the degrees that are there, as a formula over their names.
    pub formula: Option<Formula>,
    /// What it gives.
    pub achievement: Option<f64>,
    /// The mean of all coverages, as a formula over the same names.
    pub coverage_formula: Option<Formula>,
    /// What it gives: 0 to 1.
    pub coverage: f64,
}

/// The weighted means of parts.
pub(super) fn rolled(parts: Vec<Part>) -> Rolled {
    let measured: Vec<(&Part, f64)> = parts.iter().filter_map(|part| Some((part, part.achievement?))).collect();
    let all: Vec<(&Part, f64)> = parts.iter().map(|part| (part, part.coverage)).collect();
    let (formula, achievement) = mean(&measured);
    let (coverage_formula, coverage) = mean(&all);
    let coverage = coverage.unwrap_or(0.0);
    Rolled { formula, achievement, coverage_formula, coverage, parts }
}

/// A weighted mean as a formula and its value; neither without terms, or when nothing weighs.
fn mean(terms: &[(&Part, f64)]) -> (Option<Formula>, Option<f64>) {
    let weights: f64 = terms.iter().map(|(part, _)| part.weight).sum();
    if terms.is_empty() || weights <= 0.0 {
        return (None, None);
    }
    let number = |number: f64| number.to_string().replace('.', ",");
    let equal = terms.iter().all(|(part, _)| part.weight == 1.0);
    let term = |part: &Part| match part.weight {
        weight if equal || weight == 1.0 => part.name.clone(),
        weight => format!("{} * {}", number(weight), part.name),
    };
    let sum: Vec<String> = terms.iter().map(|(part, _)| term(part)).collect();
    let text = if let ([one], true) = (sum.as_slice(), equal) {
        one.clone()
    } else {
        format!("({}) / {}", sum.join(" + "), number(weights))
    };
    let direct = || terms.iter().map(|(part, value)| part.weight * value).sum::<f64>() / weights;
    // More parts than a formula may have are still a mean, only not a live one.
    let Ok(formula) = text.parse::<Formula>() else { return (None, Some(direct())) };
    let value = formula.evaluate(&|name| {
        let found = terms.iter().find(|(part, _)| part.name == name);
        found.map_or_else(|| Value::NoData(vec![name.to_owned()]), |(_, value)| Value::Number(*value))
    });
    let value = super::number_of(&value);
    (Some(formula), value)
}
