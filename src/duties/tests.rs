//! On which days a duty is told, and what of a calendar is refused.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

/// A calendar of one duty.
fn calendar(day: &str, warn_days: u32, of: &str) -> Duties {
    let text = format!(
        "[[duty]]\nid = 'una'\ntitle = 'Una'\nday = '{day}'\nwarn_days = {warn_days}\nof = '{of}'\nlaw = 'art. 1'\nwhat = 'farla'"
    );
    toml::from_str(&text).unwrap()
}

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What is told on a day, each with its day, its exercise and the days until then.
fn told(calendar: &Duties, today: &str) -> Vec<(String, u16, i64)> {
    calendar.due(on(today)).iter().map(|it| (it.on.to_string(), it.exercise.0, it.days)).collect()
}

#[test]
fn a_duty_is_told_from_its_warning_to_its_day_and_for_sixty_days_after() {
    let calendar = calendar("30/06", 30, "before");
    let until = |days: i64| vec![("2021-06-30".to_owned(), 2020, days)];
    assert_eq!(told(&calendar, "2021-05-30"), []);
    assert_eq!(told(&calendar, "2021-05-31"), until(30));
    assert_eq!(told(&calendar, "2021-06-30"), until(0));
    assert_eq!(told(&calendar, "2021-07-01"), until(-1));
    assert_eq!(told(&calendar, "2021-08-29"), until(-60));
    assert_eq!(told(&calendar, "2021-08-30"), []);
    let said = |today: &str| phrases::when(&calendar.due(on(today))[0]);
    assert_eq!(said("2021-06-30"), "entro il 30/06/2021", "the day itself is no day too late");
    assert_eq!(said("2021-07-01"), "scaduto il 30/06/2021, non risulta fatto");
}

#[test]
fn the_turn_of_the_year_is_no_border() {
    let january = calendar("31/01", 60, "same");
    assert_eq!(told(&january, "2021-12-02"), [("2022-01-31".to_owned(), 2022, 60)]);
    assert_eq!(told(&january, "2021-12-01"), []);
    let december = calendar("31/12", 30, "next");
    assert_eq!(told(&december, "2021-12-31"), [("2021-12-31".to_owned(), 2022, 0)]);
    assert_eq!(told(&december, "2022-01-01"), [("2021-12-31".to_owned(), 2022, -1)], "of the year that it was due in");
    assert_eq!(told(&december, "2022-03-01"), [("2021-12-31".to_owned(), 2022, -60)]);
    assert_eq!(told(&december, "2022-03-02"), []);
    // A warning of a year comes while the day before is not forgotten.
    let all_year = calendar("30/06", 365, "same");
    assert_eq!(
        told(&all_year, "2021-07-01"),
        [("2021-06-30".to_owned(), 2021, -1), ("2022-06-30".to_owned(), 2022, 364)]
    );
}

#[test]
fn a_leap_year_has_a_day_more_and_no_duty_falls_on_it() {
    let march = calendar("01/03", 1, "same");
    assert_eq!(told(&march, "2024-02-28"), [], "two days before");
    assert_eq!(told(&march, "2024-02-29"), [("2024-03-01".to_owned(), 2024, 1)]);
    assert_eq!(told(&march, "2023-02-28"), [("2023-03-01".to_owned(), 2023, 1)]);
    let refused = |day: &str| YearDay::try_from(day.to_owned()).unwrap_err();
    assert_eq!(refused("29/02"), "`29/02` non c'è ogni anno: scrivere \"28/02\"");
    for wrong in ["30/02", "31/06", "00/01", "1/13", "6", "30/06/2021", "30-06", "+1/02", "001/02", "", "giugno"] {
        assert!(refused(wrong).contains("per esempio \"30/06\""), "{wrong}");
    }
    assert_eq!(YearDay::try_from("5/3".to_owned()).unwrap().in_year(2024), on("2024-03-05"));
}

#[test]
fn what_is_done_is_told_no_more_from_its_day_and_for_its_exercise_alone() {
    let mut calendar = calendar("30/06", 30, "before");
    let exercise = Exercise(2020);
    calendar.done.push(Done { duty: "una".into(), exercise, on: on("2021-06-20"), act: "delibera 4".into() });
    assert_eq!(told(&calendar, "2021-06-19").len(), 1, "somebody means to do it tomorrow");
    assert_eq!(told(&calendar, "2021-06-20"), []);
    assert_eq!(told(&calendar, "2021-07-10"), []);
    assert_eq!(told(&calendar, "2022-06-20"), [("2022-06-30".to_owned(), 2021, 10)]);
}

#[test]
fn what_falls_due_first_is_told_first() {
    let mut all = calendar("30/04", 60, "before");
    all.all.extend(calendar("30/03", 60, "before").all);
    all.all.extend(calendar("30/04", 60, "same").all);
    let told: Vec<(String, u16)> = told(&all, "2021-03-20").into_iter().map(|(day, of, _)| (day, of)).collect();
    let expected = [("2021-03-30", 2020), ("2021-04-30", 2020), ("2021-04-30", 2021)];
    assert_eq!(told, expected.map(|(day, of)| (day.to_owned(), of)));
}

#[test]
fn a_need_is_one_thing() {
    let need = |text: &str| {
        toml::from_str::<Duties>(&format!(
            "[[duty]]\nid = 'una'\ntitle = 'Una'\nday = '30/06'\nof = 'same'\nlaw = 'art. 1'\nwhat = 'farla'\nneeds = [{text}]"
        ))
    };
    let read = |text: &str| need(text).unwrap().all[0].needs.clone();
    assert_eq!(read("{ month = 12 }, { document = 'itp' }"), [Need::Month(12), Need::Document(Document::Itp)]);
    for wrong in [
        "{}",
        "{ month = 1, document = 'itp' }",
        "{ month = 13 }",
        "{ month = 0 }",
        "{ document = 'altro' }",
        "{ x = 1 }",
    ] {
        assert!(need(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn every_day_of_a_duty_is_told_once_on_each_day_of_its_warning(ordinal in 1_u32..=365, warn in 0_u32..=300, ahead in -60_i64..=300) {
        let day = NaiveDate::from_yo_opt(2021, ordinal).unwrap();
        let all = calendar(&day.format("%d/%m").to_string(), warn, "same");
        for year in [2023, 2024] {
            let due = all.all[0].day.in_year(year);
            let today = due - chrono::TimeDelta::days(ahead);
            let own = all.due(today).iter().filter(|it| it.on == due).count();
            prop_assert_eq!(own, usize::from(ahead <= i64::from(warn)));
        }
    }
}
