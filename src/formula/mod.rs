//! The language in which schemes, checks and indicators are defined: `(A - B) / A`, `min(x; 0)`, `oneri_correnti.funzione_a`.
//! Text becomes one bounded tree, which is evaluated here, printed back, and written as an Excel formula.
//! Generic over a resolver of names: it refuses to know what a name means, polars, or a workbook.
//!
//! Numbers are written `0,25`, `0.25` or `25%`, arguments are separated by `;`. Amounts are cents, exact through `+`, `-`,
//! `min`, `max` and `abs`; a number *written in the formula* beside them is euro and leaves them amounts (`max(x; 0)`).
//! Beside any other number, and at `*`, an amount counts as euro and the result is a number; amount over amount is a ratio.
//! A missing figure makes the whole missing; a denominator of zero or less makes it undefined, unless it stands in the
//! branch of a `se(condition; then; otherwise)` that is not taken. Conditions are `<`, `<=`, `>`, `>=`, `=` and `<>`.

mod evaluate;
mod limits;
mod parse;
mod phrases;
mod print;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

pub use tree::{Call, Comparison, Formula, FormulaError, Operator, Tree, Value};

/// Parses a formula.
///
/// # Errors
/// Where it stops being one, and why.
pub fn parse(text: &str) -> Result<Formula, FormulaError> {
    parse::parse(text)
}

impl Formula {
    /// The sum of these names; nothing where there are none, and where a tree holds no more so many.
    #[must_use]
    pub fn sum_of(names: &[&str]) -> Option<Self> {
        let mut trees = names.iter().map(|name| Tree::Name((*name).to_owned()));
        let first = trees.next().filter(|_| names.len() * 2 <= limits::NODES_MAX)?;
        let tree = trees.fold(first, |sum, term| Tree::Binary(Operator::Add, Box::new(sum), Box::new(term)));
        Some(Self { tree })
    }

    /// The tree, for rooms that compile it to something else.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The names it uses, sorted, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<&str> {
        let mut names = BTreeSet::new();
        collect(&self.tree, &mut names);
        names.into_iter().collect()
    }

    /// Its value, with names resolved by `resolve`.
    #[must_use]
    pub fn evaluate(&self, resolve: &dyn Fn(&str) -> Value) -> Value {
        let inputs: BTreeMap<&str, Value> = self.inputs().into_iter().map(|name| (name, resolve(name))).collect();
        // What is missing outweighs what is undefined: with the missing figure it may be defined.
        if let Some(neither) = evaluate::missing(inputs.values()) {
            return neither;
        }
        let known = |name: &str| inputs.get(name).cloned().unwrap_or_else(|| Value::NoData(vec![name.to_owned()]));
        match evaluate::evaluate(&self.tree, &known) {
            // Too large for a float: no figure of accounts is.
            Value::Number(number) if !number.is_finite() => Value::Undefined(self.to_string()),
            value => value,
        }
    }

    /// Its terms when it is a sum: each name with its sign (+1 or -1); `None` when it is anything else.
    #[must_use]
    pub fn terms(&self) -> Option<Vec<(&str, i32)>> {
        let mut terms = Vec::new();
        signed(&self.tree, 1, &mut terms).then_some(terms)
    }

    /// Its terms; of what is no sum its inputs, all as if added.
    #[must_use]
    pub fn signed_inputs(&self) -> Vec<(&str, i32)> {
        self.terms().unwrap_or_else(|| self.inputs().into_iter().map(|name| (name, 1)).collect())
    }

    /// The formula as the language writes it, every name replaced by what `name` says.
    #[must_use]
    pub fn spelled(&self, name: &dyn Fn(&str) -> String) -> String {
        print::spelled(&self.tree, name)
    }

    /// The formula as Excel text without the leading `=`, every name replaced by what `cell` says (`B12`, `'Dati'!C4`);
    /// guarded so that a denominator of zero or less gives an empty text. Cells of amounts hold euro.
    #[must_use]
    pub fn excel(&self, cell: &dyn Fn(&str) -> String) -> String {
        print::excel(&self.tree, cell)
    }
}

fn collect<'a>(tree: &'a Tree, names: &mut BTreeSet<&'a str>) {
    match tree {
        Tree::Number(_) => {}
        Tree::Name(name) => {
            names.insert(name);
        }
        Tree::Neg(inner) => collect(inner, names),
        Tree::Binary(_, left, right) => {
            collect(left, names);
            collect(right, names);
        }
        Tree::Call(_, arguments) => arguments.iter().for_each(|argument| collect(argument, names)),
        Tree::If(_, parts) => parts.iter().for_each(|part| collect(part, names)),
    }
}

/// Gathers the names of a sum with their signs; false at anything that is no sum of names.
fn signed<'a>(tree: &'a Tree, sign: i32, terms: &mut Vec<(&'a str, i32)>) -> bool {
    match tree {
        Tree::Name(name) => {
            terms.push((name, sign));
            true
        }
        Tree::Neg(inner) => signed(inner, -sign, terms),
        Tree::Binary(Operator::Add, left, right) => signed(left, sign, terms) && signed(right, sign, terms),
        Tree::Binary(Operator::Sub, left, right) => signed(left, sign, terms) && signed(right, -sign, terms),
        Tree::Number(_) | Tree::Binary(..) | Tree::Call(..) | Tree::If(..) => false,
    }
}

impl std::fmt::Display for Formula {
    /// The formula printed back; it parses to the same tree.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.tree.fmt(f)
    }
}

impl std::str::FromStr for Formula {
    type Err = FormulaError;

    fn from_str(text: &str) -> Result<Self, FormulaError> {
        parse(text)
    }
}

impl<'de> serde::Deserialize<'de> for Formula {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
