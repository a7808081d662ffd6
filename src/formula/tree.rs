//! What a formula is made of, and what it yields.

/// What a formula yields, and what a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An amount, exact through + and -.
    Cents(i128),
    /// A number: from the first division or product on.
    Number(f64),
    /// Something it needs is missing; the names of what, sorted, without repetition.
    NoData(Vec<String>),
    /// A division by zero or by a negative denominator; the denominator as written.
    Undefined(String),
}

/// Why a text is no formula.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text} (carattere {})", .position + 1)]
pub struct FormulaError {
    /// Characters before the place, from 0.
    pub position: usize,
    /// What is wrong, in Italian.
    pub text: String,
}

/// A parsed formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    pub(super) tree: Tree,
}

/// The tree of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// A number as written.
    Number(f64),
    /// A dotted name.
    Name(String),
    /// Unary minus.
    Neg(Box<Tree>),
    /// Two terms and what stands between.
    Binary(Operator, Box<Tree>, Box<Tree>),
    /// A function of the language and its arguments.
    Call(Call, Vec<Tree>),
    /// `se(left comparison right; then; otherwise)`.
    If(Comparison, Box<[Tree; 4]>),
}

/// How the two sides of a condition are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
    /// `<>`
    Different,
}

impl Comparison {
    /// The sign, the same in the language and in Excel.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::Different => "<>",
        }
    }

    /// Whether it holds between two values of one kind.
    #[must_use]
    pub fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
            Self::Equal => left == right,
            Self::Different => left != right,
        }
    }
}

/// What stands between two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`; undefined when the denominator is zero or negative.
    Div,
}

/// The functions of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `min(a; b; ...)`
    Min,
    /// `max(a; b; ...)`
    Max,
    /// `abs(a)`
    Abs,
}
