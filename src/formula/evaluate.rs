//! The exact interpreter: cents through + and -, a float from the first product or division on.
//! Knows no columns and no scenarios: names are resolved by whoever asks.

use super::{Call, Operator, Tree, Value};
use crate::money::Cents;

/// The value of a tree. What is missing outweighs what is undefined: with the missing figure it may be defined.
pub(super) fn evaluate(tree: &Tree, resolve: &dyn Fn(&str) -> Value) -> Value {
    match tree {
        Tree::Number(number) => Value::Number(*number),
        Tree::Name(name) => resolve(name),
        Tree::Neg(inner) => match evaluate(inner, resolve) {
            Value::Cents(cents) => Value::Cents(cents.saturating_neg()),
            Value::Number(number) => Value::Number(-number),
            neither => neither,
        },
        Tree::Binary(operator, left, right) => {
            let values = [evaluate(left, resolve), evaluate(right, resolve)];
            binary(*operator, [left, right], values)
        }
        Tree::Call(call, arguments) => {
            let values: Vec<Value> = arguments.iter().map(|argument| evaluate(argument, resolve)).collect();
            called(*call, arguments, values)
        }
        Tree::If(comparison, parts) => {
            let [left, right, then, otherwise] = &**parts;
            let sides = match known(vec![evaluate(left, resolve), evaluate(right, resolve)]) {
                Ok(sides) => sides,
                Err(neither) => return neither,
            };
            let holds = match alike(&[(left, sides[0]), (right, sides[1])]) {
                Alike::Cents(sides) => comparison.holds(&sides[0], &sides[1]),
                Alike::Numbers(sides) => comparison.holds(&sides[0], &sides[1]),
            };
            let taken = if holds { then } else { otherwise };
            chosen(taken, evaluate(taken, resolve), amounts(&[then, otherwise], resolve))
        }
    }
}

/// The branch that is taken, in the kind of both: a formula's kind does not change with its figures.
fn chosen(taken: &Tree, value: Value, amount: bool) -> Value {
    match value {
        Value::Cents(cents) if !amount => Value::Number(Known::Cents(cents).euro()),
        Value::Number(number) if amount => {
            taken.written_cents().map_or(Value::Number(number), |cents| Value::Cents(i128::from(cents)))
        }
        value => value,
    }
}

/// Whether a tree counts in cents. Told of the tree and the kinds of its names, so that a branch with no value has a kind.
fn is_amount(tree: &Tree, resolve: &dyn Fn(&str) -> Value) -> bool {
    match tree {
        Tree::Number(_) | Tree::Binary(Operator::Mul | Operator::Div, ..) => false,
        Tree::Name(name) => matches!(resolve(name), Value::Cents(_)),
        Tree::Neg(inner) => is_amount(inner, resolve),
        Tree::Binary(Operator::Add | Operator::Sub, left, right) => amounts(&[left, right], resolve),
        Tree::Call(_, arguments) => amounts(&arguments.iter().collect::<Vec<_>>(), resolve),
        Tree::If(_, parts) => amounts(&parts[2..].iter().collect::<Vec<_>>(), resolve),
    }
}

/// Whether [`alike`] brings terms to cents.
fn amounts(trees: &[&Tree], resolve: &dyn Fn(&str) -> Value) -> bool {
    let amount = |tree: &&Tree| is_amount(tree, resolve);
    trees.iter().any(amount) && trees.iter().all(|tree| amount(tree) || tree.written_cents().is_some())
}

/// What stands for inputs of which one is missing or undefined; `None` when all are there.
pub(super) fn missing<'a>(inputs: impl Iterator<Item = &'a Value>) -> Option<Value> {
    known(inputs.cloned().collect()).err()
}

fn binary(operator: Operator, trees: [&Tree; 2], values: [Value; 2]) -> Value {
    let values = match known(values.into()) {
        Ok(values) => values,
        Err(neither) => return neither,
    };
    if let Operator::Add | Operator::Sub = operator {
        let terms = [(trees[0], values[0]), (trees[1], values[1])];
        return match (operator, alike(&terms)) {
            (Operator::Add, Alike::Cents(terms)) => Value::Cents(terms[0].saturating_add(terms[1])),
            (_, Alike::Cents(terms)) => Value::Cents(terms[0].saturating_sub(terms[1])),
            (Operator::Add, Alike::Numbers(terms)) => Value::Number(terms[0] + terms[1]),
            (_, Alike::Numbers(terms)) => Value::Number(terms[0] - terms[1]),
        };
    }
    let [left, right] = [values[0], values[1]];
    if operator == Operator::Mul {
        return Value::Number(left.euro() * right.euro());
    }
    if right.euro() <= 0.0 {
        return Value::Undefined(trees[1].to_string());
    }
    match (left, right) {
        // Cents over cents: dividing both by a hundred first would round twice.
        (Known::Cents(left), Known::Cents(right)) => Value::Number(float(left) / float(right)),
        _ => Value::Number(left.euro() / right.euro()),
    }
}

fn called(call: Call, trees: &[Tree], values: Vec<Value>) -> Value {
    let values = match known(values) {
        Ok(values) => values,
        Err(neither) => return neither,
    };
    let terms: Vec<(&Tree, Known)> = trees.iter().zip(values).collect();
    let value = match (call, alike(&terms)) {
        (Call::Min, Alike::Cents(cents)) => cents.into_iter().min().map(Value::Cents),
        (Call::Max, Alike::Cents(cents)) => cents.into_iter().max().map(Value::Cents),
        (Call::Abs, Alike::Cents(cents)) => cents.first().map(|cents| Value::Cents(cents.saturating_abs())),
        (Call::Min, Alike::Numbers(numbers)) => {
            numbers.into_iter().reduce(|a, b| if b < a { b } else { a }).map(Value::Number)
        }
        (Call::Max, Alike::Numbers(numbers)) => {
            numbers.into_iter().reduce(|a, b| if b > a { b } else { a }).map(Value::Number)
        }
        (Call::Abs, Alike::Numbers(numbers)) => numbers.first().map(|number| Value::Number(number.abs())),
    };
    value.unwrap_or(Value::NoData(Vec::new()))
}

/// A value that is there.
#[derive(Clone, Copy)]
enum Known {
    Cents(i128),
    Number(f64),
}

impl Known {
    /// An amount in euro, a number as it is.
    fn euro(self) -> f64 {
        match self {
            Self::Cents(cents) => float(cents) / 100.0,
            Self::Number(number) => number,
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of amounts stay far below 2^53 cents; beyond, a ratio loses nothing visible"
)]
fn float(cents: i128) -> f64 {
    cents as f64
}

/// All values, or the one that stands for those that are missing or undefined.
fn known(values: Vec<Value>) -> Result<Vec<Known>, Value> {
    let mut missing: Option<Vec<String>> = None;
    let mut undefined = None;
    let mut known = Vec::with_capacity(values.len());
    for value in values {
        match value {
            Value::Cents(cents) => known.push(Known::Cents(cents)),
            Value::Number(number) => known.push(Known::Number(number)),
            Value::NoData(names) => missing.get_or_insert_default().extend(names),
            Value::Undefined(denominator) => undefined = undefined.or(Some(denominator)),
        }
    }
    if let Some(mut names) = missing {
        names.sort();
        names.dedup();
        return Err(Value::NoData(names));
    }
    undefined.map_or(Ok(known), |denominator| Err(Value::Undefined(denominator)))
}

/// Terms brought to one kind.
enum Alike {
    Cents(Vec<i128>),
    Numbers(Vec<f64>),
}

/// Amounts stay amounts beside amounts and beside numbers written in the formula, which are then euro (`max(x; 0)`);
/// beside any other number they become euro.
fn alike(terms: &[(&Tree, Known)]) -> Alike {
    let amount = |(tree, value): &(&Tree, Known)| match value {
        Known::Cents(cents) => Some(*cents),
        Known::Number(_) => tree.written_cents().map(i128::from),
    };
    let any = terms.iter().any(|(_, value)| matches!(value, Known::Cents(_)));
    match terms.iter().map(amount).collect::<Option<Vec<i128>>>() {
        Some(cents) if any => Alike::Cents(cents),
        _ => Alike::Numbers(terms.iter().map(|(_, value)| value.euro()).collect()),
    }
}

impl Tree {
    /// The cents of a number written in the formula, read as euro; `None` for other trees, and below a cent.
    #[must_use]
    pub fn written_cents(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Cents::from_f64(*number).ok().map(|cents| cents.0),
            Self::Neg(inner) => inner.written_cents().map(|cents| -cents),
            _ => None,
        }
    }
}
