//! Rows of a table of accounts that sum the accounts whose codes begin with theirs, and the rule that tells them apart.
//! Refuses to know what the accounts are of.

use super::rows::Row;
use crate::money::{Cents, parse_italian};
use crate::read::summaries::{self, Coded};
use crate::sheets::{CellKind, RawCell};

/// The rows of summary accounts that were found, taken out of the data, and the rule that finds them.
#[derive(Debug, Default)]
pub(super) struct Summaries {
    /// The rows, from 0.
    pub rows: Vec<u32>,
    /// What their codes match, and no other account's.
    pub pattern: String,
}

/// Takes the summary accounts out of the data rows of a table of accounts, whose codes stand `at` a column and whose amounts
/// in those of `money`; `None` where it has none.
pub(super) fn take(at: u16, money: &[u16], data: &mut Vec<Row<'_, '_>>) -> Option<Summaries> {
    let code_of = |row: &Row<'_, '_>| row.1.get(&at).map_or("", |cell| cell.value.trim()).to_owned();
    let codes: Vec<String> = data.iter().map(code_of).collect();
    let amounts =
        |row: &Row<'_, '_>| money.iter().map(|at| row.1.get(at).map_or(Cents::ZERO, |it| cents(it))).collect();
    let coded: Vec<Coded<'_>> =
        data.iter().zip(&codes).map(|(row, code)| Coded { code, amounts: amounts(row) }).collect();
    let found: Vec<usize> = summaries::of(&coded).into_iter().map(|(place, _)| place).collect();
    if found.is_empty() {
        return None;
    }
    let is_blank = |place: usize| coded[place].amounts.iter().all(|cents| *cents == Cents::ZERO);
    let pattern = pattern(&codes, &found, &is_blank);
    let rule = regex::Regex::new(&pattern).ok()?;
    let rows = data.iter().zip(&codes).filter(|(_, code)| rule.is_match(code)).map(|((row, _), _)| *row).collect();
    let mut matched = codes.iter().map(|code| rule.is_match(code));
    data.retain(|_| !matched.next().unwrap_or_default());
    Some(Summaries { rows, pattern })
}

/// Their number of digits, where no other account that holds anything has as few; else one by one.
fn pattern(codes: &[String], found: &[usize], is_blank: &dyn Fn(usize) -> bool) -> String {
    let is_digits = |code: &String| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let lengths = || found.iter().map(|place| codes[*place].len());
    let (least, most) = (lengths().min().unwrap_or_default(), lengths().max().unwrap_or_default());
    let longer = |(place, code): (usize, &String)| found.contains(&place) || code.len() > most || is_blank(place);
    let apart = codes.iter().enumerate().all(longer);
    if apart && found.iter().all(|place| is_digits(&codes[*place])) {
        let count = if least == most { most.to_string() } else { format!("{least},{most}") };
        return format!("^\\d{{{count}}}$");
    }
    let each: Vec<String> = found.iter().map(|place| regex::escape(&codes[*place])).collect();
    format!("^({})$", each.join("|"))
}

/// The amount that a cell shows; zero where it shows none.
pub(super) fn cents(cell: &RawCell) -> Cents {
    let number = || cell.value.parse().ok().and_then(|number| Cents::from_f64(number).ok());
    let typed = || parse_italian(&cell.value).ok().map(|typed| typed.cents);
    if cell.kind == CellKind::Number { number() } else { typed() }.unwrap_or_default()
}
