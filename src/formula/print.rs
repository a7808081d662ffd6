//! The tree written back: in the language itself, and as the text of an Excel formula.
//! Knows no workbook: what stands for a name is asked of the caller.

use std::fmt::{self, Write};

use super::{Call, Comparison, Operator, Tree};

/// How tightly a tree binds: what stands beside a tighter operator needs brackets.
fn power(tree: &Tree) -> u8 {
    match tree {
        Tree::Binary(Operator::Add | Operator::Sub, ..) => 1,
        Tree::Binary(Operator::Mul | Operator::Div, ..) => 2,
        Tree::Neg(_) => 3,
        Tree::Number(_) | Tree::Name(_) | Tree::Call(..) | Tree::If(..) => 4,
    }
}

/// Who is written to, and how it spells.
struct Spelling<'a> {
    name: &'a dyn Fn(&str) -> String,
    decimal_mark: char,
    separator: &'static str,
    around: &'static str,
    upper: bool,
    /// Whether a minus sign may stand right after an operator without brackets: Excel reads `A1--B1`, people do not.
    bare_minus: bool,
}

impl Spelling<'_> {
    fn tree(&self, out: &mut dyn Write, tree: &Tree) -> fmt::Result {
        match tree {
            Tree::Number(number) => {
                let text = number.to_string();
                out.write_str(&text.replace('.', self.decimal_mark.encode_utf8(&mut [0; 4])))
            }
            Tree::Name(name) => out.write_str(&(self.name)(name)),
            Tree::Neg(inner) => {
                out.write_char('-')?;
                self.within(out, inner, power(inner) < 3 || (!self.bare_minus && power(inner) == 3))
            }
            Tree::Binary(operator, left, right) => {
                let own = power(tree);
                self.within(out, left, power(left) < own)?;
                write!(out, "{}{}{}", self.around, operator.sign(), self.around)?;
                let minus = !self.bare_minus && power(right) == 3;
                self.within(out, right, minus || power(right) <= own)
            }
            Tree::Call(call, arguments) => {
                let name = if self.upper { call.name().to_uppercase() } else { call.name().to_owned() };
                write!(out, "{name}(")?;
                for (i, argument) in arguments.iter().enumerate() {
                    if i > 0 {
                        out.write_str(self.separator)?;
                    }
                    self.tree(out, argument)?;
                }
                out.write_char(')')
            }
            Tree::If(comparison, parts) => {
                let [left, right, then, otherwise] = &**parts;
                out.write_str(if self.upper { "IF(" } else { "se(" })?;
                self.tree(out, left)?;
                write!(out, "{}{}{}", self.around, comparison.sign(), self.around)?;
                for (between, part) in [("", right), (self.separator, then), (self.separator, otherwise)] {
                    out.write_str(between)?;
                    self.tree(out, part)?;
                }
                out.write_char(')')
            }
        }
    }

    fn within(&self, out: &mut dyn Write, tree: &Tree, brackets: bool) -> fmt::Result {
        if brackets {
            out.write_char('(')?;
        }
        self.tree(out, tree)?;
        if brackets { out.write_char(')') } else { Ok(()) }
    }
}

impl Operator {
    fn sign(self) -> char {
        match self {
            Self::Add => '+',
            Self::Sub => '-',
            Self::Mul => '*',
            Self::Div => '/',
        }
    }
}

impl Call {
    fn name(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::Abs => "abs",
        }
    }
}

/// The spelling of the language, with names as the caller writes them.
fn of_the_language(name: &dyn Fn(&str) -> String) -> Spelling<'_> {
    Spelling { name, decimal_mark: ',', separator: "; ", around: " ", upper: false, bare_minus: true }
}

/// The tree as the language writes it, its names replaced.
pub(super) fn spelled(tree: &Tree, name: &dyn Fn(&str) -> String) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = of_the_language(name).tree(&mut text, tree);
    text
}

impl fmt::Display for Tree {
    /// As the language writes it, with decimal commas; it parses to the same tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        of_the_language(&str::to_owned).tree(f, self)
    }
}

/// The Excel text without the leading `=`. The guards stand outside, once: an empty text inside a sum would be `#VALUE!`.
/// A denominator that itself divides is tested after those inside it, so that no test divides by zero.
pub(super) fn excel(tree: &Tree, cell: &dyn Fn(&str) -> String) -> String {
    let spelling =
        Spelling { name: cell, decimal_mark: '.', separator: ",", around: "", upper: true, bare_minus: false };
    let spelled = |tree: &Tree| {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = spelling.tree(&mut text, tree);
        text
    };
    let mut rounds: Vec<Vec<String>> = Vec::new();
    let _ = guards(tree, &mut Vec::new(), 0, &mut |denominator, conditions, round| {
        let test = format!("{}<=0", spelled(denominator));
        // `IF` evaluates only the branch it takes, as `AND` does not.
        let test = conditions.iter().rev().fold(test, |test, Condition { comparison, sides: [left, right], holds }| {
            let condition = format!("{}{}{}", spelled(left), comparison.sign(), spelled(right));
            if *holds { format!("IF({condition},{test},FALSE)") } else { format!("IF({condition},FALSE,{test})") }
        });
        rounds.resize_with(rounds.len().max(round + 1), Vec::new);
        if !rounds.iter().flatten().any(|known| *known == test) {
            rounds[round].push(test);
        }
    });
    let body = spelled(tree);
    rounds.iter().filter(|tests| !tests.is_empty()).rev().fold(body, |body, tests| match tests.as_slice() {
        [test] => format!("IF({test},\"\",{body})"),
        _ => format!("IF(OR({}),\"\",{body})", tests.join(",")),
    })
}

/// What must hold, or must not, for a denominator to count.
struct Condition<'a> {
    comparison: Comparison,
    sides: [&'a Tree; 2],
    holds: bool,
}

/// Tells every denominator that may be zero or negative, under which conditions it counts, and the round in which it can
/// be tested: after all those inside it and inside its conditions. Returns the first free round after this tree.
fn guards<'a>(
    tree: &'a Tree,
    conditions: &mut Vec<Condition<'a>>,
    first: usize,
    tell: &mut dyn FnMut(&Tree, &[Condition<'a>], usize),
) -> usize {
    match tree {
        Tree::Number(_) | Tree::Name(_) => first,
        Tree::Neg(inner) => guards(inner, conditions, first, tell),
        Tree::Binary(Operator::Div, left, right) => {
            let before = guards(left, conditions, first, tell);
            let round = guards(right, conditions, first, tell);
            if matches!(**right, Tree::Number(number) if number > 0.0) {
                return before.max(round);
            }
            tell(right, conditions, round);
            before.max(round + 1)
        }
        Tree::Binary(_, left, right) => {
            guards(left, conditions, first, tell).max(guards(right, conditions, first, tell))
        }
        Tree::Call(_, arguments) => {
            arguments.iter().map(|argument| guards(argument, conditions, first, tell)).max().unwrap_or(first)
        }
        Tree::If(comparison, parts) => {
            let [left, right, then, otherwise] = &**parts;
            let inside = guards(left, conditions, first, tell).max(guards(right, conditions, first, tell));
            let mut last = inside;
            for (branch, holds) in [(then, true), (otherwise, false)] {
                conditions.push(Condition { comparison: *comparison, sides: [left, right], holds });
                last = last.max(guards(branch, conditions, inside, tell));
                conditions.pop();
            }
            last
        }
    }
}
