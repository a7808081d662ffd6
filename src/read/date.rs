//! A date by its cell: day first, and of the years that a date may have.
//! Refuses to know what the column is for: narrower bounds come with its meaning.

use std::borrow::Cow;

use chrono::{Datelike as _, NaiveDate};

use super::layout::Column;
use super::phrases;
use super::row::{Outcome, Value, YEARS};
use super::typed_date::day_of;
use crate::problem::Problem;
use crate::sheets::Content;
use crate::sheets::cell::shown;

/// Whether a date is of one of these years.
#[inline]
pub(super) fn is_of_our_time(date: NaiveDate) -> bool {
    YEARS.contains(&date.year())
}

/// Reads a cell that is not blank; `text` is what it holds, where that is a text.
pub(super) fn read(content: &Content<'_>, text: Option<Cow<'_, str>>, column: &Column) -> Outcome {
    let date = match (content, &text) {
        (Content::Moment(moment), _) => Some(moment.date()),
        (_, Some(text)) => day_of(text),
        _ => None,
    };
    let shown = text.unwrap_or_else(|| shown(content));
    match date {
        Some(date) if is_of_our_time(date) => Outcome::Good(Value::Date(date), None),
        Some(_) => Outcome::wrong(phrases::date_out_of_range(column, &shown)),
        None => Outcome::wrong(no_date(column, &shown)),
    }
}

/// What is wrong with a cell that shows this where a date should be.
fn no_date(column: &Column, shown: &str) -> Problem {
    match serial_day(shown) {
        Some(day) => phrases::serial_date(column, shown, day),
        None if is_month_first(shown) => phrases::month_first(column, shown),
        None => phrases::not_date(column, shown),
    }
}

/// The day that a number without a date format would be in a date's cell, within the years of which exports speak.
fn serial_day(shown: &str) -> Option<NaiveDate> {
    let days: i64 = shown.parse().ok().filter(|days| (32_874..73_051).contains(days))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(chrono::TimeDelta::days(days))
}

/// `06/30/2021`: no date day first, a date month first.
fn is_month_first(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).collect();
    matches!(parts[..], [month, day, year] if day_of(&format!("{day}/{month}/{year}")).is_some())
}
