//! Whether the months that somebody asks a run for are plausible: two digits swapped make a month that has no files, and a run
//! of it would issue an empty draft, write to offices and leave alerts that no file ever ends.

use chrono::{DateTime, Utc};

use super::output::Failure;
use crate::calendar;
use crate::italian::{counted, likeness, listed, visible_line};
use crate::period::Period;
use crate::pipeline::{KnownMonths, Shelves};

/// Months that are proposed at most, and files and months that are named.
const NAMED_MAX: usize = 3;

/// Refuses months of which there is nothing, and those that have not begun.
pub(super) fn plausible(asked: &[Period], shelves: Shelves<'_>, now: DateTime<Utc>) -> Result<(), Failure> {
    let current = calendar::month_of(now);
    let known = KnownMonths::look(asked, shelves, now)?;
    let near = |month| nearest(month, known.months.iter().filter(|it| **it <= current).copied());
    if let Some(early) = asked.iter().copied().find(|month| *month > current) {
        let text = format!("{} non è ancora cominciato (siamo a {})", early.italian(), current.italian());
        return Err(refused(&text, &near(early)));
    }
    // What names no month is taken for the month of the run, which then is the one that the calendar says; a name that no
    // layout knows may still bear the month.
    let usual = |month: Period| {
        let bears = |name: &String| name.contains(&month.to_string());
        known.of_no_month.iter().any(bears) || !known.of_no_month.is_empty() && month >= current.previous()
    };
    let empty: Vec<Period> =
        asked.iter().copied().filter(|month| !known.months.contains(month) && !usual(*month)).collect();
    let Some(first) = empty.first().copied() else { return Ok(()) };
    let of_no_month = match known.of_no_month.as_slice() {
        [] => String::new(),
        [name] => format!(" (in `drop` c'è `{name}`, che non dice di che mese è)"),
        [name, ..] => {
            let files = counted(known.of_no_month.len(), "file", "file");
            format!(" (in `drop` ci sono {files} che non dicono di che mese sono, il primo è `{name}`)")
        }
    };
    let text = format!("di {} non c'è nessun file, né un'emissione{of_no_month}", named(&empty));
    // Of a stretch of months, those that have something are what was meant, where they are one stretch too.
    let meant: Vec<Period> = asked.iter().copied().filter(|month| known.months.contains(month)).collect();
    let near = match (meant.first(), meant.last()) {
        (Some(from), Some(to)) if !empty.iter().any(|month| (from..=to).contains(&month)) => {
            vec![format!("`--from {from} --to {to}`")]
        }
        (Some(_), _) => Vec::new(),
        (None, _) => near(first),
    };
    Err(refused(&text, &near))
}

fn refused(text: &str, near: &[String]) -> Failure {
    let meant = match near {
        [] => String::new(),
        [only] => format!(": forse si intendeva {only}"),
        [first @ .., last] => format!(": forse si intendeva {} o {last}", first.join(", ")),
    };
    Failure::usage(visible_line(&format!("{text}{meant}. Per eseguire lo stesso, aggiungere `--empty`")))
}

/// The month most like the one that was typed, and the nearest in time: to that one where it is of another year, else to
/// what was typed.
fn nearest(typed: Period, known: impl Iterator<Item = Period>) -> Vec<String> {
    const YEAR: i64 = 366;
    let written = typed.to_string();
    let far = |month: Period, from: Period| (month.first_day() - from.first_day()).num_days().abs();
    let mut known: Vec<Period> = known.filter(|month| *month != typed).collect();
    let like = |month: &Period| likeness(&month.to_string(), &written);
    let likest = known.iter().max_by(|a, b| like(a).total_cmp(&like(b)).then(far(**b, typed).cmp(&far(**a, typed))));
    let from = likest.copied().filter(|month| far(*month, typed) > YEAR).unwrap_or(typed);
    known.sort_by_key(|month| far(*month, from));
    known.into_iter().take(NAMED_MAX).map(|month| format!("`{month}`")).collect()
}

fn named(months: &[Period]) -> String {
    let more = months.len().saturating_sub(NAMED_MAX);
    let mut names: Vec<String> = months.iter().take(NAMED_MAX).map(|month| month.italian()).collect();
    if more > 0 {
        names.push(counted(more, "altro mese", "altri mesi"));
    }
    listed(&names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(typed: &str, known: &[&str]) -> String {
        nearest(typed.parse().unwrap(), known.iter().map(|it| it.parse().unwrap())).join(" ")
    }

    #[test]
    fn the_month_that_was_meant_is_proposed_first() {
        let year = ["2021-01", "2021-02", "2021-03", "2021-05", "2021-06", "2021-07"];
        assert_eq!(near("2012-06", &year), "`2021-06` `2021-07` `2021-05`");
        assert_eq!(near("2021-04", &year), "`2021-05` `2021-03` `2021-02`");
        assert_eq!(near("2012-06", &[]), "");
    }
}
