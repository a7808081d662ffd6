//! The tree written back: in the language itself, and as the text of an Excel formula.
//! Knows no workbook: what stands for a name is asked of the caller.

use std::fmt::{self, Write};

use super::{Call, Operator, Tree};

/// How tightly a tree binds: what stands beside a tighter operator needs brackets.
fn power(tree: &Tree) -> u8 {
    match tree {
        Tree::Binary(Operator::Add | Operator::Sub, ..) => 1,
        Tree::Binary(Operator::Mul | Operator::Div, ..) => 2,
        Tree::Neg(_) => 3,
        Tree::Number(_) | Tree::Name(_) | Tree::Call(..) => 4,
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

impl fmt::Display for Tree {
    /// As the language writes it, with decimal commas; it parses to the same tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spelling = Spelling {
            name: &str::to_owned,
            decimal_mark: ',',
            separator: "; ",
            around: " ",
            upper: false,
            bare_minus: true,
        };
        spelling.tree(f, self)
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
    let _ = guards(tree, &mut |denominator, round| {
        let test = format!("{}<=0", spelled(denominator));
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

/// Tells every denominator that may be zero or negative, with the round in which it can be tested: after all those
/// inside it. Returns the first free round after this tree.
fn guards(tree: &Tree, tell: &mut dyn FnMut(&Tree, usize)) -> usize {
    match tree {
        Tree::Number(_) | Tree::Name(_) => 0,
        Tree::Neg(inner) => guards(inner, tell),
        Tree::Binary(Operator::Div, left, right) => {
            let before = guards(left, tell);
            let round = guards(right, tell);
            if matches!(**right, Tree::Number(number) if number > 0.0) {
                return before.max(round);
            }
            tell(right, round);
            before.max(round + 1)
        }
        Tree::Binary(_, left, right) => guards(left, tell).max(guards(right, tell)),
        Tree::Call(_, arguments) => arguments.iter().map(|argument| guards(argument, tell)).max().unwrap_or(0),
    }
}
