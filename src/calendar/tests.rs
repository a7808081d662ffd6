//! Rome's clocks over three years, both changes of hour of each included.

use chrono::{Datelike as _, TimeDelta, Timelike as _};
use proptest::prelude::*;

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

fn cron(text: &str) -> Cron {
    Cron::try_from(text.to_owned()).unwrap()
}

fn year(year: i32) -> DateTime<Utc> {
    rome(NaiveDate::from_ymd_opt(year, 1, 1).unwrap(), 0)
}

/// The days from 2025 to 2027 on which Rome changes the hour.
const CHANGES: [(i32, u32, u32); 6] =
    [(2025, 3, 30), (2025, 10, 26), (2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31)];

#[test]
fn every_fixed_time_comes_exactly_once_every_day_of_three_years() {
    let (first, end) = (year(2025), year(2028) - TimeDelta::seconds(1));
    for minute in [0, 30] {
        for hour in 0..24 {
            let times: Vec<_> = due(&cron(&format!("{minute} {hour} * * *")), first - TimeDelta::seconds(1), end)
                .map(|at| at.with_timezone(&Rome))
                .collect();
            assert_eq!(times.len(), 3 * 365, "{hour}:{minute}");
            for (day, at) in (0..).zip(&times) {
                assert_eq!(at.date_naive(), first.with_timezone(&Rome).date_naive() + chrono::Days::new(day));
                let spring = CHANGES.contains(&(at.year(), at.month(), at.day())) && at.month() == 3;
                let expected = if spring && hour == 2 { (3, 0, 0) } else { (hour, minute, 0) };
                assert_eq!((at.hour(), at.minute(), at.second()), expected, "{at}");
            }
        }
    }
}

#[test]
fn a_time_that_is_told_twice_comes_the_first_time() {
    for (y, m, d) in CHANGES.into_iter().filter(|(_, m, _)| *m == 10) {
        let midnight = rome(NaiveDate::from_ymd_opt(y, m, d).unwrap(), 0);
        let times: Vec<_> = due(&cron("30 2 * * *"), midnight, midnight + TimeDelta::hours(24)).collect();
        assert_eq!(times, [midnight + TimeDelta::minutes(150)], "{y}");
    }
}

#[test]
fn several_fixed_times_of_one_expression_are_each_fixed() {
    for (y, m, d) in CHANGES {
        let midnight = rome(NaiveDate::from_ymd_opt(y, m, d).unwrap(), 0);
        let next_midnight = rome(NaiveDate::from_ymd_opt(y, m, d).unwrap() + chrono::Days::new(1), 0);
        for (text, count) in [("30 2,14 * * *", 2), ("15,45 1-3 * * *", 6), ("0 0,23 * * *", 2)] {
            let cron = cron(text);
            let times = due(&cron, midnight - TimeDelta::seconds(1), next_midnight - TimeDelta::seconds(1));
            // In spring 2:15 and 2:45 fall together on the first instant after the gap.
            let together = usize::from(text.starts_with("15,45") && m == 3);
            assert_eq!(times.count(), count - together, "{text} on {y}-{m}-{d}");
        }
    }
}

#[test]
fn an_interval_follows_the_minutes_that_pass() {
    let (first, end) = (year(2025), year(2028));
    let five = TimeDelta::minutes(5);
    let times: Vec<_> = due(&cron("*/5 * * * *"), first - five, end - five).collect();
    assert_eq!(times.len() as i64, (end - first).num_minutes() / 5);
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] == five));
}

#[test]
fn the_fifth_at_seven_is_the_fifth_at_seven_in_rome() {
    let fifth = cron("0 7 5 * *");
    let times: Vec<String> = due(&fifth, year(2025), year(2026)).map(shown).collect();
    assert_eq!(times.len(), 12);
    assert_eq!((times[0].as_str(), times[6].as_str()), ("05/01/2025 07:00", "05/07/2025 07:00"));
    assert_eq!(fifth.text(), "0 7 5 * *");
}

fn refusal(text: &str) -> String {
    Cron::try_from(text.to_owned()).unwrap_err()
}

#[test]
fn what_never_comes_or_cannot_be_read_is_refused() {
    insta::assert_snapshot!(refusal("0 6 31 2 *"), @"il campo `cron` è `0 6 31 2 *`, un momento che non arriva mai: scrivere cinque campi, minuto ora giorno mese giorno-della-settimana, per esempio `0 7 5 * *`");
    insta::assert_snapshot!(refusal("0 25 * * *"), @"il campo `cron` è `0 25 * * *`, dove `25` non va bene come ora: scrivere cinque campi, minuto ora giorno mese giorno-della-settimana, per esempio `0 7 5 * *`");
    insta::assert_snapshot!(refusal("0 0 7 5 * *"), @"il campo `cron` è `0 0 7 5 * *`, che ha 6 campi: scrivere cinque campi, minuto ora giorno mese giorno-della-settimana, per esempio `0 7 5 * *`");
    for text in ["", "@daily", "ogni notte alle 2 circa", "0 7 5 * lun", "1-0 7 * * *", "0 7 30 2 *", "60 * * * *"] {
        assert!(refusal(text).contains(HOW), "{text}");
    }
    for text in ["0 7 L * *", "0 7 29 2 *", "*/5 8-18 * * MON-FRI", "0 7 5W * *", "0 7 * * 1#1"] {
        assert!(Cron::try_from(text.to_owned()).is_ok(), "{text}");
    }
}

/// Expressions of every kind that a chamber may write.
fn expressions() -> impl Strategy<Value = Cron> {
    let minute = prop_oneof![(0..60u32).prop_map(|m| m.to_string()), Just("*/15".to_owned()), Just("5,35".to_owned())];
    let hour = prop_oneof![
        (0..24u32).prop_map(|h| h.to_string()),
        Just("*".to_owned()),
        Just("1-3".to_owned()),
        Just("2,14".to_owned()),
        Just("*/6".to_owned())
    ];
    let day = prop_oneof![Just("* * *"), Just("5 * *"), Just("* * 1-5"), Just("L * *"), Just("25-31 3,10 *")];
    (minute, hour, day).prop_map(|(minute, hour, day)| cron(&format!("{minute} {hour} {day}")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn stepping_by_any_step_tells_the_same_as_one_call(
        cron in expressions(),
        start_minutes in 0..(3 * 365 * 24 * 60i64),
        steps in proptest::collection::vec(1..(26 * 3600i64), 1..40),
    ) {
        let start = year(2025) + TimeDelta::minutes(start_minutes);
        let (mut now, mut stepped) = (start, Vec::new());
        for seconds in steps {
            let then = now + TimeDelta::seconds(seconds);
            stepped.extend(due(&cron, now, then));
            now = then;
        }
        let once: Vec<_> = due(&cron, start, now).collect();
        prop_assert!(once.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert_eq!(stepped, once);
    }

    #[test]
    fn stepping_over_a_change_of_hour_loses_and_doubles_nothing(
        cron in expressions(),
        change in 0..CHANGES.len(),
        step_minutes in 1..200i64,
    ) {
        let (y, m, d) = CHANGES[change];
        let start = rome(NaiveDate::from_ymd_opt(y, m, d).unwrap(), 0) - TimeDelta::hours(2);
        let end = start + TimeDelta::hours(12);
        let (mut now, mut stepped) = (start, Vec::new());
        while now < end {
            let then = end.min(now + TimeDelta::minutes(step_minutes));
            stepped.extend(due(&cron, now, then));
            now = then;
        }
        prop_assert_eq!(stepped, due(&cron, start, end).collect::<Vec<_>>());
    }
}
