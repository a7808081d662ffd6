//! Text becomes a tree, with winnow's expression combinator; what stops it is said with its place.
//! Bounds length, nesting and size, so that no later walk over the tree can exhaust a thread's stack.

use winnow::combinator::{Infix, dispatch, expression, fail, opt, peek};
use winnow::error::ParserError;
use winnow::stream::{Stateful, Stream};
use winnow::token::{any, one_of, take_while};
use winnow::{Parser, Result};

use super::limits::{CHARACTERS_MAX, DEPTH_MAX, NODES_MAX};
use super::{Call, Comparison, Formula, FormulaError, Operator, Tree, phrases};

/// How far nesting and size have come.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    depth: usize,
    nodes: usize,
}

type Input<'i> = Stateful<&'i str, Size>;

/// Where parsing stopped (bytes left), and why; without a reason another branch may be tried.
#[derive(Debug)]
struct Stop {
    left: usize,
    text: Option<String>,
}

impl<I: Stream> ParserError<I> for Stop {
    type Inner = Self;

    fn from_input(input: &I) -> Self {
        Self { left: input.eof_offset(), text: None }
    }

    fn is_backtrack(&self) -> bool {
        self.text.is_none()
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

fn stop(left: usize, text: impl Into<String>) -> Stop {
    Stop { left, text: Some(text.into()) }
}

/// Parses a whole formula.
pub(super) fn parse(text: &str) -> Result<Formula, FormulaError> {
    if let Some((bytes, _)) = text.char_indices().nth(CHARACTERS_MAX) {
        return Err(located(text, stop(text.len() - bytes, phrases::too_long())));
    }
    let mut input = Input { input: text, state: Size::default() };
    if text.trim().is_empty() {
        return Err(located(text, stop(text.len(), phrases::EMPTY)));
    }
    let tree = sum(&mut input).and_then(|tree| match input.input.chars().next() {
        None => Ok(tree),
        Some(')') => Err(stop(input.eof_offset(), phrases::NOT_OPENED)),
        Some(_) => Err(between(&input)),
    });
    tree.map(|tree| Formula { tree }).map_err(|stopped| located(text, stopped))
}

fn located(text: &str, stopped: Stop) -> FormulaError {
    let bytes = text.len().saturating_sub(stopped.left);
    let position = text.char_indices().take_while(|(at, _)| *at < bytes).count();
    FormulaError { position, text: stopped.text.unwrap_or_else(|| phrases::TERM_MISSING.to_owned()) }
}

/// Why what follows a complete term cannot stand there.
fn between(input: &Input) -> Stop {
    let text = match input.input.chars().next() {
        Some(',') => phrases::COMMA.to_owned(),
        Some(c) if !operand_begins(c) && c != ';' => phrases::unexpected(c),
        _ => phrases::OPERATOR_MISSING.to_owned(),
    };
    stop(input.eof_offset(), text)
}

fn blanks(input: &mut Input) -> Result<(), Stop> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

/// Minus signs as keyboards and word processors write them.
const MINUS: [char; 3] = ['-', '−', '–'];

/// Terms with what stands between them: `*` and `/` bind tighter, equals associate to the left.
fn sum(input: &mut Input) -> Result<Tree, Stop> {
    let tree = expression(operand)
        .infix((blanks, one_of(['+', '*', '/', '-', '−', '–']), blanks).map(|(_, sign, _)| match sign {
            '+' => Infix::Left(1, |i: &mut Input, a, b| binary(i, Operator::Add, a, b)),
            '*' => Infix::Left(2, |i: &mut Input, a, b| binary(i, Operator::Mul, a, b)),
            '/' => Infix::Left(2, |i: &mut Input, a, b| binary(i, Operator::Div, a, b)),
            _ => Infix::Left(1, |i: &mut Input, a, b| binary(i, Operator::Sub, a, b)),
        }))
        .parse_next(input)?;
    blanks(input)?;
    Ok(tree)
}

fn binary(input: &mut Input, operator: Operator, left: Tree, right: Tree) -> Result<Tree, Stop> {
    node(input, Tree::Binary(operator, Box::new(left), Box::new(right)))
}

/// Counts a node; too many stop the parse while the tree is still small.
fn node(input: &mut Input, tree: Tree) -> Result<Tree, Stop> {
    input.state.nodes += 1;
    if input.state.nodes > NODES_MAX { Err(stop(input.eof_offset(), phrases::too_many())) } else { Ok(tree) }
}

fn deeper(input: &mut Input) -> Result<(), Stop> {
    input.state.depth += 1;
    if input.state.depth > DEPTH_MAX { Err(stop(input.eof_offset(), phrases::too_deep())) } else { Ok(()) }
}

/// A term with its minus signs, which bind tighter than any operator.
fn operand(input: &mut Input) -> Result<Tree, Stop> {
    let before = input.state.depth;
    blanks(input)?;
    while opt(one_of(MINUS)).parse_next(input)?.is_some() {
        deeper(input)?;
        blanks(input)?;
    }
    let signs = input.state.depth - before;
    let mut tree = dispatch! {peek(any);
        '(' => bracketed,
        c if c.is_ascii_digit() => number,
        c if name_begins(c) => name_or_call,
        _ => fail,
    }
    .parse_next(input)
    .map_err(|stopped| match stopped.text {
        Some(_) => stopped,
        None => stop(stopped.left, phrases::TERM_MISSING),
    })?;
    for _ in 0..signs {
        tree = node(input, Tree::Neg(Box::new(tree)))?;
    }
    input.state.depth = before;
    Ok(tree)
}

fn bracketed(input: &mut Input) -> Result<Tree, Stop> {
    let opened = input.eof_offset();
    '('.parse_next(input)?;
    deeper(input)?;
    let tree = sum(input)?;
    close(input, opened)?;
    input.state.depth -= 1;
    Ok(tree)
}

fn close(input: &mut Input, opened: usize) -> Result<(), Stop> {
    match input.input.chars().next() {
        Some(')') => ')'.void().parse_next(input),
        None => Err(stop(opened, phrases::NOT_CLOSED)),
        Some(_) => Err(between(input)),
    }
}

fn digits<'i>(input: &mut Input<'i>) -> Result<&'i str, Stop> {
    take_while(1.., |c: char| c.is_ascii_digit()).parse_next(input)
}

/// `0,25`, `0.25`, `25%`. A lone point before three digits (`1.024`) could be of thousands: refused, not guessed.
fn number(input: &mut Input) -> Result<Tree, Stop> {
    let start = input.eof_offset();
    let written = (digits, opt((one_of(['.', ',']), digits))).take().parse_next(input)?;
    let percent = opt('%').parse_next(input)?.is_some();
    if input.input.starts_with(|c: char| c == '.' || c == '%' || name_begins(c) || c.is_ascii_digit()) {
        return Err(stop(start, phrases::NOT_NUMBER));
    }
    if let Some((whole, fraction)) = written.split_once('.')
        && fraction.len() == 3
        && whole.len() <= 3
        && !whole.starts_with('0')
    {
        return Err(stop(start, phrases::thousands_or_decimals(written)));
    }
    // The exponent moves the point before rounding: `14,65%` is the float nearest to 0,1465.
    let plain = written.replace(',', ".");
    let value = if percent { format!("{plain}e-2").parse() } else { plain.parse() };
    match value {
        Ok(value) if f64::is_finite(value) => node(input, Tree::Number(value)),
        _ => Err(stop(start, phrases::NOT_NUMBER)),
    }
}

fn name_begins(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn name_continues(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a character can begin a term, a minus sign apart.
fn operand_begins(c: char) -> bool {
    name_begins(c) || c.is_ascii_digit() || c == '('
}

/// A dotted name, or one of the functions. A `*` right after a last part that begins with a digit belongs to the name
/// (`conto.330*`: all accounts that begin so) unless a term follows it, blanks aside: then it is a product.
fn name_or_call(input: &mut Input) -> Result<Tree, Stop> {
    let start = input.eof_offset();
    let whole = input.input;
    let mut last = take_while(1.., name_continues).parse_next(input)?;
    while opt('.').parse_next(input)?.is_some() {
        last = match take_while(1.., name_continues).parse_next(input) {
            Ok(part) => part,
            Err(Stop { left, .. }) => return Err(stop(left, phrases::NAME_PART_MISSING)),
        };
    }
    if last.starts_with(|c: char| c.is_ascii_digit())
        && let Some(rest) = input.input.strip_prefix('*')
        && !rest.trim_start().starts_with(operand_begins)
    {
        '*'.void().parse_next(input)?;
    }
    let name = &whole[..start - input.eof_offset()];
    let gap = input.checkpoint();
    blanks(input)?;
    if input.input.starts_with('(') {
        return call(input, name, start);
    }
    input.reset(&gap);
    node(input, Tree::Name(name.to_owned()))
}

fn call(input: &mut Input, name: &str, start: usize) -> Result<Tree, Stop> {
    if matches!(name.to_lowercase().as_str(), "se" | "if") {
        return choice(input, start);
    }
    let call = match name.to_lowercase().as_str() {
        "min" => Call::Min,
        "max" => Call::Max,
        "abs" => Call::Abs,
        _ => return Err(stop(start, phrases::no_function(name))),
    };
    let opened = input.eof_offset();
    '('.parse_next(input)?;
    deeper(input)?;
    let mut arguments = vec![sum(input)?];
    while opt(';').parse_next(input)?.is_some() {
        arguments.push(sum(input)?);
    }
    close(input, opened)?;
    input.state.depth -= 1;
    match (call, arguments.len()) {
        (Call::Abs, 1) => {}
        (Call::Abs, _) => return Err(stop(start, phrases::ABS_TAKES_ONE)),
        (_, 1) => return Err(stop(start, phrases::takes_more(name))),
        _ => {}
    }
    node(input, Tree::Call(call, arguments))
}

/// `se(left < right; then; otherwise)`, after its name.
fn choice(input: &mut Input, start: usize) -> Result<Tree, Stop> {
    let opened = input.eof_offset();
    '('.parse_next(input)?;
    deeper(input)?;
    let left = sum(input)?;
    let comparison = comparison(input)?;
    let right = sum(input)?;
    let mut branches = Vec::new();
    while opt(';').parse_next(input)?.is_some() {
        branches.push(sum(input)?);
    }
    close(input, opened)?;
    input.state.depth -= 1;
    let Ok([then, otherwise]) = <[Tree; 2]>::try_from(branches) else {
        return Err(stop(start, phrases::IF_TAKES_THREE));
    };
    node(input, Tree::If(comparison, Box::new([left, right, then, otherwise])))
}

/// The sign of a condition; the longer before those they contain.
fn comparison(input: &mut Input) -> Result<Comparison, Stop> {
    for comparison in [
        Comparison::AtMost,
        Comparison::AtLeast,
        Comparison::Different,
        Comparison::Less,
        Comparison::More,
        Comparison::Equal,
    ] {
        if opt(comparison.sign()).parse_next(input)?.is_some() {
            return Ok(comparison);
        }
    }
    Err(stop(input.eof_offset(), phrases::CONDITION_MISSING))
}
