//! One cell by its column's kind: the value, or the problem that it is. Severities and places are the table's business.

use std::borrow::Cow;

use super::fiscal_code::NotCode;
use super::interner::Interner;
use super::layout::{Bare, Column, ColumnKind};
use super::row::{Outcome, Value};
use super::words::is_unsaid;
use super::{cup_cor, date, fiscal_code as fiscal, phrases};
use crate::money::{Cents, Habit, NotMoney, parse_in_units, scan};
use crate::sheets::cell::{is_typed_error, is_zero, shown, tidy};
use crate::sheets::number;
use crate::sheets::{Content, FastHash};

/// What is known around a cell.
pub(super) struct Around<'a> {
    /// Euro of one unit of the file's amounts.
    pub unit_euro: i64,
    /// The habit that the texts of the column prove, asked only when a text is ambiguous.
    pub habit: &'a mut dyn FnMut() -> Habit,
    /// The file's texts.
    pub texts: &'a mut Interner,
}

/// An ordinary cell, of which there is nothing to say and nothing to ask: what [`read`] would make of it, or `None`.
#[inline]
pub(super) fn plain(content: &Content<'_>, column: &Column, unit_euro: i64, texts: &mut Interner) -> Option<Value> {
    match (column.kind, content) {
        // A text that recurs was tidy, and no error, when it was kept.
        (ColumnKind::Text | ColumnKind::Code, Content::Text(text)) => {
            texts.again(text, FastHash::of(text)).map(Value::Text)
        }
        (ColumnKind::Code, Content::Number(value)) => {
            whole(*value).filter(|number| *number != 0).map(|number| Value::Text(texts.digits(number)))
        }
        (ColumnKind::Money, Content::Number(value)) => in_units(*value, unit_euro).ok().map(Value::Money),
        (ColumnKind::Date, Content::Moment(moment)) => {
            Some(moment.date()).filter(|date| date::is_of_our_time(*date)).map(Value::Date)
        }
        _ => None,
    }
}

/// Reads a cell as its column's kind says.
pub(super) fn read(content: &Content<'_>, column: &Column, around: Around<'_>) -> Outcome {
    let text = match content {
        Content::Blank => return Outcome::Blank,
        Content::Error(error) => return Outcome::wrong(phrases::error_cell(column, error)),
        Content::Uncomputed => return Outcome::wrong(phrases::uncomputed_formula(column)),
        Content::Unreadable(text) => return Outcome::wrong(phrases::unreadable_cell(column, &tidy(text))),
        Content::Text(text) => match tidy(text) {
            text if text.is_empty() => return Outcome::Blank,
            text if is_typed_error(&text) => return Outcome::wrong(phrases::error_cell(column, &text)),
            text => Some(text),
        },
        zero if is_zero(zero) && !column.kind.is_numeric() && !column.zeros => {
            return Outcome::wrong(phrases::zero(column));
        }
        _ => None,
    };
    match column.kind {
        ColumnKind::Text => keep(&text.unwrap_or_else(|| shown(content)), around.texts),
        ColumnKind::Code => code(content, text, column, around.texts),
        ColumnKind::Money => match text {
            Some(text) => money_typed(&text, column, around),
            None => money(content, column, around.unit_euro),
        },
        ColumnKind::Number => number(content, text, column, around),
        ColumnKind::Percent => percent(number(content, text, column, around), column, content),
        ColumnKind::Integer => integer(content, text, column, around),
        ColumnKind::FiscalCode => fiscal_code(content, text, column, around.texts),
        ColumnKind::Cup | ColumnKind::Cor => {
            cup_cor::checked(code(content, text, column, around.texts), column, around.texts)
        }
        ColumnKind::Date => date::read(content, text, column),
    }
}

fn number(content: &Content<'_>, text: Option<Cow<'_, str>>, column: &Column, around: Around<'_>) -> Outcome {
    match (text, content) {
        (Some(text), _) => number_typed(&text, column, around),
        (None, Content::Number(value)) if value.is_finite() => Outcome::Good(Value::Number(*value), None),
        (None, Content::Percent(value)) if value.is_finite() => Outcome::Good(Value::Percent(*value), None),
        (None, other) => Outcome::wrong(phrases::not_number(column, &shown(other))),
    }
}

/// A number in a column of percentages, whose factor the cell or the layout must say.
fn percent(number: Outcome, column: &Column, content: &Content<'_>) -> Outcome {
    match (number, column.bare) {
        (Outcome::Good(Value::Number(value), warning), Some(Bare::Points)) => {
            Outcome::Good(Value::Percent(number::hundredth(value)), warning)
        }
        (Outcome::Good(Value::Number(value), warning), Some(Bare::Fraction)) => {
            Outcome::Good(Value::Percent(value), warning)
        }
        (Outcome::Good(Value::Number(_), _), None) => Outcome::wrong(phrases::bare_percent(column, &shown(content))),
        (other, _) => other,
    }
}

/// A whole number: a single point before three digits separates thousands, unless the column proves otherwise.
fn integer(content: &Content<'_>, text: Option<Cow<'_, str>>, column: &Column, around: Around<'_>) -> Outcome {
    let Around { unit_euro, habit, texts } = around;
    let mut habit = || match habit() {
        Habit::Unknown => Habit::CommaIsDecimal,
        proven => proven,
    };
    match number(content, text, column, Around { unit_euro, habit: &mut habit, texts }) {
        Outcome::Good(Value::Number(value), _) if value.fract() != 0.0 || value.abs() >= 1e15 => {
            Outcome::wrong(phrases::not_integer(column, &shown(content)))
        }
        Outcome::Good(Value::Percent(_), _) => Outcome::wrong(phrases::not_integer(column, &shown(content))),
        other => other,
    }
}

/// A tax code in its normal form. A number has lost its leading zeros, which a right check digit gives back.
fn fiscal_code(content: &Content<'_>, text: Option<Cow<'_, str>>, column: &Column, texts: &mut Interner) -> Outcome {
    let (written, is_number) = match code(content, text, column, texts) {
        Outcome::Good(Value::Text(text), _) => (text, matches!(content, Content::Number(_) | Content::Percent(_))),
        other => return other,
    };
    let normal = fiscal::normal(&written);
    let padded = format!("{normal:0>11}");
    if is_number && normal.len() < padded.len() && fiscal::check(&padded).is_ok() {
        let warning = phrases::fiscal_code_zeros(column, &normal, &padded);
        return Outcome::Good(Value::Text(texts.made(&padded)), Some(Box::new(warning)));
    }
    let found = fiscal::check(&normal).map_err(|why| (why, phrases::fiscal_code(column, &written, why)));
    match found {
        Ok(()) => Outcome::Good(Value::Text(texts.made(&normal)), None),
        Err((NotCode::Zeros, problem)) => Outcome::wrong(problem),
        Err((_, warning)) => Outcome::Good(Value::Text(texts.made(&normal)), Some(Box::new(warning))),
    }
}

fn code(content: &Content<'_>, text: Option<Cow<'_, str>>, column: &Column, texts: &mut Interner) -> Outcome {
    match content {
        Content::Moment(_) | Content::NoDate(_) => Outcome::wrong(phrases::date_in_code(column, &shown(content))),
        Content::Number(value) | Content::Percent(value) => match whole(*value) {
            Some(number) => Outcome::Good(Value::Text(texts.digits(number)), None),
            None => Outcome::wrong(phrases::not_code(column, &shown(content))),
        },
        _ => keep(&text.unwrap_or_else(|| shown(content)), texts),
    }
}

/// A whole number of at most fifteen digits. Excel keeps no more: a longer number has lost its last ones already.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "compared with what it was made of")]
fn whole(value: f64) -> Option<i64> {
    let number = value as i64;
    (number as f64 == value && value.abs() < 1e15).then_some(number)
}

fn keep(text: &str, texts: &mut Interner) -> Outcome {
    Outcome::Good(Value::Text(texts.shown(text, FastHash::of(text))), None)
}

#[expect(clippy::cast_precision_loss, reason = "a unit is 1 or 1000")]
fn in_units(value: f64, unit_euro: i64) -> Result<Cents, NotMoney> {
    Cents::from_f64(if unit_euro == 1 { value } else { value * unit_euro as f64 })
}

fn money(content: &Content<'_>, column: &Column, unit_euro: i64) -> Outcome {
    let (Content::Number(value) | Content::Percent(value)) = content else {
        return Outcome::wrong(phrases::not_money(column, &shown(content), NotMoney::NotNumber, false));
    };
    match in_units(*value, unit_euro) {
        Ok(cents) => Outcome::Good(Value::Money(cents), None),
        Err(why) => Outcome::wrong(phrases::not_money(column, &shown(content), why, false)),
    }
}

fn money_typed(text: &str, column: &Column, around: Around<'_>) -> Outcome {
    let wrong = |why| Outcome::wrong(phrases::not_money(column, text, why, true));
    let good = |cents, doubled_minus: bool| {
        Outcome::Good(Value::Money(cents), doubled_minus.then(|| Box::new(phrases::minus_doubled(column, text))))
    };
    match parse_in_units(text, around.unit_euro) {
        Err(why) => wrong(why),
        Ok(typed) => match settled(Ok(typed.cents), typed.if_point_is_decimal, around.habit) {
            None => Outcome::wrong(phrases::ambiguous_number(column, text)),
            Some(cents) => cents.map_or_else(wrong, |cents| good(cents, typed.doubled_minus)),
        },
    }
}

fn number_typed(text: &str, column: &Column, around: Around<'_>) -> Outcome {
    if is_unsaid(text) {
        return Outcome::Good(Value::Missing, None);
    }
    let Some(typed) = number::parse(text) else { return Outcome::wrong(phrases::not_number(column, text)) };
    match settled(typed.value, typed.if_point_is_decimal, around.habit) {
        None => Outcome::wrong(phrases::ambiguous_number(column, text)),
        Some(value) => {
            let value = if typed.percent { Value::Percent(value) } else { Value::Number(value) };
            Outcome::Good(value, typed.doubled_minus.then(|| Box::new(phrases::minus_doubled(column, text))))
        }
    }
}

/// Of two readings the one that the column's other texts prove; `None` when they prove none.
fn settled<T>(italian: T, if_point_is_decimal: Option<T>, habit: &mut dyn FnMut() -> Habit) -> Option<T> {
    let Some(other) = if_point_is_decimal else { return Some(italian) };
    match habit() {
        Habit::CommaIsDecimal => Some(italian),
        Habit::PointIsDecimal => Some(other),
        Habit::Unknown => None,
    }
}

/// What a cell's text proves of its writer's habit.
pub(super) fn habit_of(content: &Content<'_>) -> Habit {
    let Content::Text(text) = content else { return Habit::Unknown };
    scan(text).map_or(Habit::Unknown, |scanned| scanned.habit)
}
