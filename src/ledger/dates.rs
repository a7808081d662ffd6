//! Which dates are believed, by what they mean. Beyond these bounds a date is told with its cell and enters no formula: one
//! due date of 1900 among a hundred payments adds four hundred days to their mean delay.
//! What cannot be anybody's date (`read::date`) never comes here; measurements have their own bounds, in `indicators`.

use std::ops::RangeInclusive;

use chrono::{Months, NaiveDate};

use crate::period::Period;

/// After ten years a debt is barred (art. 2946 c.c.): nobody pays an older invoice as an ordinary one.
const DEBT_MONTHS: u32 = 10 * 12;

/// Administrations pay within 30 or 60 days (d.lgs. 231/2002); an invoice due more than a year after it was paid has
/// another year's date.
const ADVANCE_MONTHS: u32 = 12;

/// Who exports some days after a month's end may tell a little of the next one.
const LATE_MONTHS: u32 = 1;

/// The days on which what was paid on this day may have been due.
pub(super) fn due(paid: NaiveDate) -> RangeInclusive<NaiveDate> {
    between(paid, DEBT_MONTHS, paid, ADVANCE_MONTHS)
}

/// The days on which something told in the files of a month may have been booked or liquidated.
pub(super) fn booked(period: Period) -> RangeInclusive<NaiveDate> {
    between(period.exercise().first_day(), DEBT_MONTHS, period.last_day(), LATE_MONTHS)
}

fn between(from: NaiveDate, months_before: u32, to: NaiveDate, months_after: u32) -> RangeInclusive<NaiveDate> {
    let first = from.checked_sub_months(Months::new(months_before)).unwrap_or(NaiveDate::MIN);
    first..=to.checked_add_months(Months::new(months_after)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_no_chamber_pays_or_books_is_outside() {
        let paid = due(day("2021-01-24"));
        for honest in ["2011-01-24", "2020-12-31", "2021-02-09", "2022-01-24"] {
            assert!(paid.contains(&day(honest)), "{honest}");
        }
        for other in ["1970-01-01", "2011-01-23", "2022-01-25", "2098-12-31"] {
            assert!(!paid.contains(&day(other)), "{other}");
        }
        let june = booked("2021-06".parse().unwrap());
        for honest in ["2011-01-01", "2021-01-01", "2021-06-30", "2021-07-30"] {
            assert!(june.contains(&day(honest)), "{honest}");
        }
        assert!(!june.contains(&day("2010-12-31")) && !june.contains(&day("2021-07-31")));
        assert!(booked("1900-01".parse().unwrap()).contains(&day("1900-01-31")));
        assert!(booked("2999-12".parse().unwrap()).contains(&day("2999-12-31")));
    }
}
