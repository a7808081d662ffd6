//! What an act is written of: words, numbers and whole days, each with how it is tied to what stands before it.
//! Refuses to know which words say something.

use crate::read::typed_date::month_named;
use crate::read::words::{is_apostrophe, small_letters};

/// A part of a written act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub what: What,
    pub tie: Tie,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Letters, small and without accents; a percentage, and letters mixed with digits.
    Word(String),
    /// Digits.
    Number(String),
    /// A day, of this year.
    Day(u16),
}

/// What stands between two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Nothing, an apostrophe or the mark of an ordinal: `det12`, `n°12`.
    Glued,
    /// One mark: `12/2021`, `785-21`, `S.G`.
    Mark(char),
    /// A point and a space, as after what is shortened.
    Point,
    /// Anything else.
    Apart,
}

impl Part {
    pub fn word(&self) -> Option<&str> {
        if let What::Word(word) = &self.what { Some(word) } else { None }
    }

    pub fn number(&self) -> Option<&str> {
        if let What::Number(digits) = &self.what { Some(digits) } else { None }
    }

    /// Whether a mark ties it to what stands before it.
    pub fn is_marked(&self) -> bool {
        matches!(self.tie, Tie::Mark(_))
    }
}

/// The year that four digits are.
pub fn year_of(digits: &str) -> Option<u16> {
    let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    is_year.then(|| digits.parse().ok())?
}

/// The parts of a text. `near` gives the year that two digits are, where they can be one.
pub fn parts(text: &str, near: &dyn Fn(&str) -> Option<u16>) -> Vec<Part> {
    with_days(with_thousands(with_initials(runs(text))), near)
}

/// Runs of letters and digits, each with what stands before it.
fn runs(text: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let (mut between, mut run) = (String::new(), String::new());
    for c in small_letters(text).chars().chain([' ']) {
        let is_mark = is_apostrophe(c) || matches!(c, '°' | 'º' | 'ª' | '^');
        if !is_mark && (c.is_alphanumeric() || c == '%') {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            split(&run, tie(&between), &mut out);
            run.clear();
            between.clear();
        }
        if !is_mark {
            between.push(c);
        }
    }
    out
}

fn tie(between: &str) -> Tie {
    match between.trim() {
        "" if between.is_empty() => Tie::Glued,
        // A slash says the same with spaces around it; a dash with spaces is one between thoughts.
        "/" => Tie::Mark('/'),
        "-" | "‐" | "‑" | "–" if between.trim() == between => Tie::Mark('-'),
        "." if between == "." => Tie::Mark('.'),
        "_" => Tie::Mark('_'),
        point if point.starts_with('.') => Tie::Point,
        _ => Tie::Apart,
    }
}

/// `det12` is a word and a number, `785bis` and `1a` a number and a word; what else mixes the two is a word.
fn split(run: &str, tie: Tie, out: &mut Vec<Part>) {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let part = |text: &str, tie: Tie| {
        let what = if is_number(text) { What::Number(text.to_owned()) } else { What::Word(text.to_owned()) };
        Part { what, tie }
    };
    let letters = run.find(|c: char| c.is_ascii_digit()).unwrap_or(run.len());
    let digits = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
    let suffix = &run[digits..];
    let at = if letters > 0 && is_number(&run[letters..]) {
        letters
    } else if suffix.len() == 1 && suffix != "%" || matches!(suffix, "bis" | "ter" | "quater") {
        digits
    } else {
        run.len()
    };
    let (first, second) = run.split_at(at);
    if !first.is_empty() {
        out.push(part(first, tie));
    }
    if !second.is_empty() {
        out.push(part(second, if first.is_empty() { tie } else { Tie::Glued }));
    }
}

/// Initials as one word: `S.G.` is `sg`; in `D.D.n. 785` the last one belongs to the number.
fn with_initials(parts: Vec<Part>) -> Vec<Part> {
    let is_initial = |part: &Part| part.word().is_some_and(|word| word.len() == 1 && word != "%");
    let follows = |part: &Part| is_initial(part) && matches!(part.tie, Tie::Mark('.') | Tie::Point);
    let mut out: Vec<Part> = Vec::with_capacity(parts.len());
    let mut parts = parts.into_iter().peekable();
    while let Some(mut part) = parts.next() {
        let begins = is_initial(&part);
        let mut number_sign = None;
        if let (true, What::Word(initials)) = (begins, &mut part.what) {
            while let Some(next) = parts.next_if(follows) {
                let before_number = next.word() == Some("n") && parts.peek().is_none_or(|it| it.number().is_some());
                if before_number {
                    number_sign = Some(next);
                    break;
                }
                initials.push_str(next.word().unwrap_or_default());
            }
        }
        out.push(part);
        out.extend(number_sign);
    }
    out
}

/// `1.234` is one number: a point before three digits separates thousands, and what acts are counted by is whole.
fn with_thousands(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::with_capacity(parts.len());
    let mut parts = parts.into_iter().peekable();
    let mut after_point = false;
    while let Some(part) = parts.next() {
        let point = part.tie == Tie::Mark('.');
        let goes_on = point && parts.peek().is_some_and(|next| next.tie == Tie::Mark('.') && next.number().is_some());
        if let (Some(Part { what: What::Number(thousands), .. }), Some(rest)) = (out.last_mut(), part.number())
            && point
            && !goes_on
            && !after_point
            && rest.len() == 3
            && thousands.len() <= 3
            && !thousands.starts_with('0')
        {
            thousands.push_str(rest);
            continue;
        }
        after_point = point;
        out.push(part);
    }
    out
}

/// Days as one part each: `12/05/2021`, `12.5.21`, `2021-05-12`, `12 maggio 2021`, and after `del` also `12 05 2021`.
fn with_days(parts: Vec<Part>, near: &dyn Fn(&str) -> Option<u16>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::with_capacity(parts.len());
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let before = out.last();
        let listed = part.is_marked() && before.is_some_and(|it| it.number().is_some());
        let after_del = before.is_some_and(|it| it.word() == Some("del"));
        let day = if listed { None } else { day(&parts[at..], after_del, near) };
        match day {
            Some(year) => {
                out.push(Part { what: What::Day(year), tie: part.tie });
                at += 3;
            }
            None => {
                out.push(part.clone());
                at += 1;
            }
        }
    }
    out
}

/// The year of the day with which parts begin.
fn day(parts: &[Part], after_del: bool, near: &dyn Fn(&str) -> Option<u16>) -> Option<u16> {
    let [first, second, third, rest @ ..] = parts else { return None };
    if rest.first().is_some_and(|next| next.is_marked() && next.number().is_some()) {
        return None;
    }
    let within = |digits: &str, max: u8| {
        digits.len() <= 2 && digits.parse::<u8>().is_ok_and(|number| (1..=max).contains(&number))
    };
    let (first, last) = (first.number()?, third.number()?);
    if let Some(name) = second.word() {
        month_named(name)?;
        return if within(first, 31) { year_of(last).or_else(|| near(last)) } else { None };
    }
    second.number().filter(|month| within(month, 12))?;
    let alike = second.tie == third.tie;
    match second.tie {
        Tie::Mark('/' | '-' | '.') if alike && within(first, 31) => year_of(last).or_else(|| near(last)),
        Tie::Mark('/' | '-' | '.') if alike && within(last, 31) => year_of(first),
        Tie::Apart if alike && after_del && within(first, 31) => year_of(last),
        _ => None,
    }
}
