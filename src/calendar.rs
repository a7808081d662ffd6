//! Time as Rome's offices live it. The only place that knows a time zone.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Rome;

use crate::period::{Period, italian_date};

/// The month before an instant, in Rome: what a run issues when no month is named.
///
/// # Panics
/// On an instant outside the years that periods know.
#[must_use]
pub fn month_before(now: DateTime<Utc>) -> Period {
    Period::of(now.with_timezone(&Rome).date_naive()).expect("an instant of our time").previous()
}

/// The month of an instant, in Rome.
///
/// # Panics
/// On an instant outside the years that periods know.
#[must_use]
pub fn month_of(now: DateTime<Utc>) -> Period {
    Period::of(now.with_timezone(&Rome).date_naive()).expect("an instant of our time")
}

/// `05/07/2021 07:00`, in Rome.
#[must_use]
pub fn shown(instant: DateTime<Utc>) -> String {
    let rome = instant.with_timezone(&Rome);
    format!("{} {}", italian_date(rome.date_naive()), rome.format("%H:%M"))
}

/// The instant at which Rome's clocks first show this hour of this day; the first after it where the hour is skipped.
///
/// # Panics
/// Never for an hour below 24: a skipped hour is followed by one that exists.
#[must_use]
pub fn rome(date: NaiveDate, hour: u32) -> DateTime<Utc> {
    let at = |hour: u32| NaiveTime::from_hms_opt(hour, 0, 0).map(|time| date.and_time(time));
    (hour..24)
        .filter_map(at)
        .find_map(|local| Rome.from_local_datetime(&local).earliest())
        .expect("an hour of the day that exists")
        .with_timezone(&Utc)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn the_month_turns_at_midnight_in_rome() {
        assert_eq!(month_before(instant("2021-06-30T21:59:59Z")).to_string(), "2021-05");
        assert_eq!(month_before(instant("2021-06-30T22:00:00Z")).to_string(), "2021-06");
        assert_eq!(month_before(instant("2020-12-31T23:00:00Z")).to_string(), "2020-12");
    }

    #[test]
    fn seven_in_the_morning_is_seven_in_summer_and_in_winter() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(rome(day(2021, 7, 5), 7), instant("2021-07-05T05:00:00Z"));
        assert_eq!(rome(day(2021, 2, 5), 7), instant("2021-02-05T06:00:00Z"));
        assert_eq!(shown(instant("2021-07-05T05:00:00Z")), "05/07/2021 07:00");
    }

    #[test]
    fn a_skipped_hour_is_the_next_one() {
        let day = NaiveDate::from_ymd_opt(2021, 3, 28).unwrap();
        assert_eq!(rome(day, 2), instant("2021-03-28T01:00:00Z"));
    }
}
