//! What alerts say to people, in Italian: the figure, the limit, and what to do about it.
//! Each gives one sentence and the same in parts, with the words by which it is over; the sentence alone is enough.

mod files;
mod lines;
mod lives;
mod measures;
mod reconciled;

use chrono::{Datelike, NaiveDate};

use super::{Detail, Ending};
use crate::italian::{al, counted, listed};
use crate::money::Ratio;
use crate::period::Period;

pub(super) use files::{
    changed_in_place, draft, restated, rows_refused, source_missing, source_refused, source_waiting, visto_awaited,
};
pub(super) use lines::{Ahead, OfLine, back_within, line, no_budget, over_budget, profile, share_of_year};
pub use lives::mutes;
pub(super) use lives::resolved;
pub(super) use measures::{Moved, indicator_missed, indicator_near, no_data, ratio_moved, well};
pub(super) use reconciled::{HANDED_ON, Whose, differences, differences_aged, tie_outs_failed, unmapped_accounts};

/// A sentence, and its parts.
type Said = (String, Detail);

/// Reasons, lines and files named before the rest is counted.
const SHOWN_MAX: usize = 3;

/// Where the rows behind an alert can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// The alert stands in the workbook itself.
    Here,
    /// There is a workbook of the month.
    InWorkbook,
    /// There will be one, when the month is issued.
    InWorkbookToCome,
}

/// The parts that every alert has: what it is about, what to do, and the sentence that it is over.
fn detail(title: impl Into<String>, action: impl Into<String>, over: impl Into<String>) -> Detail {
    let ends = Ending { subject: None, words: over.into() };
    Detail { title: title.into(), action: action.into(), ends, ..Detail::default() }
}

/// The same of something with a name: what is wrong with it, and how it stands when that is over.
fn detail_of(subject: &str, wrong: &str, action: impl Into<String>, well: &str) -> Detail {
    // An indicator is called so only where nothing else says what it is.
    let named = subject.strip_prefix("Indicatore ").unwrap_or(subject).to_owned();
    let ends = Ending { subject: Some(named), words: well.to_owned() };
    Detail { ends, ..detail(format!("{subject}: {wrong}"), action, "") }
}

/// `a fine giugno 2021`; of a month that is not over, the day by which it is judged: `al 12 giugno 2021`.
pub(super) fn at(period: Period, today: Option<NaiveDate>) -> String {
    match today.filter(|today| (period.first_day()..period.last_day()).contains(today)).map(|today| today.day()) {
        None => format!("a fine {}", period.italian()),
        Some(1) => al(&format!("1° {}", period.italian())),
        Some(day) => al(&format!("{day} {}", period.italian())),
    }
}

/// A file with its cells, or its rows where it has no sheets: ``` `oneri.xlsx`, foglio `Oneri`, celle J20, J22 e un'altra ```.
pub(super) fn cells(file: &str, sheet: &str, cells: &[String], more: usize) -> String {
    let (one, many) = if sheet.is_empty() { ("riga", "righe") } else { ("cella", "celle") };
    let noun = if cells.len() + more == 1 { one } else { many };
    let named = match more {
        0 => listed(cells),
        1 => format!("{} e un'altra", cells.join(", ")),
        more => format!("{} e altre {more}", cells.join(", ")),
    };
    let sheet = if sheet.is_empty() { String::new() } else { format!(" foglio `{sheet}`,") };
    format!("`{file}`,{sheet} {noun} {named}")
}

pub(super) fn more_rows(count: usize) -> String {
    counted(count, "altra riga", "altre righe")
}

/// `a, b e altri 3`.
fn first_of(all: &[String], more: &str) -> String {
    let shown = all.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(SHOWN_MAX) {
        0 => shown,
        rest => format!("{shown} e {more} {rest}"),
    }
}

/// A limit as it was declared: `75%`, `72,5%`.
fn percent(limit: f64) -> String {
    format!("{}%", plain(limit * 100.0))
}

fn plain(number: f64) -> String {
    without_zeros(&Ratio(number).italian(2)).to_owned()
}

/// `78` for `78,00`, `78,5` for `78,50`; what has no decimals stays.
fn without_zeros(shown: &str) -> &str {
    if shown.contains(',') { shown.trim_end_matches('0').trim_end_matches(',') } else { shown }
}
