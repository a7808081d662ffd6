//! A draft that is taken back takes its alerts with it, and gives the word back to the months that had it.

use super::life::{day, finding, judgement, news};
use crate::monitor::{AlertState, Kind, Memory, News, Settings, TakenBack, follow};
use crate::period::Period;

fn month(text: &str) -> Period {
    text.parse().unwrap()
}

/// January found that `a` misses its target, and told it.
fn january() -> Memory {
    let found = vec![finding(Kind::IndicatorMissed, "a")];
    follow(&judgement("2021-01", found, &[]), &Memory::default(), &Settings::default(), day(35)).0
}

#[test]
fn what_only_the_draft_found_is_forgotten_and_january_has_the_word_again() {
    let before = january();
    let found = vec![finding(Kind::IndicatorMissed, "a"), finding(Kind::IndicatorMissed, "b")];
    let (mut memory, changes) = follow(&judgement("2021-11", found, &[]), &before, &Settings::default(), day(40));
    assert_eq!(news(&changes), [(News::Raised, "indicator_missed:b")]);
    let ended = memory.take_back(TakenBack { period: month("2021-11"), since: None, before: Some(month("2021-01")) });
    assert_eq!(ended.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["indicator_missed:b"]);
    assert_eq!(memory.followed.keys().map(|id| id.as_str()).collect::<Vec<_>>(), ["indicator_missed:a"]);
    let a = memory.followed.values().next().unwrap();
    assert_eq!((a.last_judged, a.state), (month("2021-01"), AlertState::Standing));
    assert!(memory.judged.values().all(|last| *last == month("2021-01")), "{:?}", memory.judged);
    // February judges as if November had never been run.
    let (_, changes) = follow(&judgement("2021-02", Vec::new(), &[]), &memory, &Settings::default(), day(63));
    assert_eq!(news(&changes), [(News::Resolved, "indicator_missed:a")]);
}

#[test]
fn what_the_draft_only_silenced_speaks_again() {
    let mut silent = finding(Kind::IndicatorMissed, "a");
    let missing = finding(Kind::SourceMissing, "2021-02:estero:scheda_interventi");
    silent.cause = Some(missing.id.clone());
    let (mut memory, _) =
        follow(&judgement("2021-02", vec![silent, missing], &["a"]), &january(), &Settings::default(), day(40));
    let a = |memory: &Memory| memory.followed.values().find(|it| it.kind == Kind::IndicatorMissed).unwrap().clone();
    assert_eq!(a(&memory).state, AlertState::Muted);
    memory.take_back(TakenBack { period: month("2021-02"), since: None, before: Some(month("2021-01")) });
    assert_eq!((a(&memory).state, a(&memory).cause), (AlertState::Standing, None));
    assert_eq!(memory.followed.len(), 1);
}

#[test]
fn of_a_month_that_goes_on_only_what_came_with_the_draft_is_forgotten() {
    let first = vec![finding(Kind::IndicatorMissed, "a")];
    let (memory, _) = follow(&judgement("2021-02", first, &[]), &Memory::default(), &Settings::default(), day(35));
    let both = vec![finding(Kind::IndicatorMissed, "a"), finding(Kind::IndicatorMissed, "b")];
    let (mut memory, _) = follow(&judgement("2021-02", both, &[]), &memory, &Settings::default(), day(40));
    memory.take_back(TakenBack { period: month("2021-02"), since: Some(day(40).at), before: None });
    let left: Vec<&str> = memory.followed.keys().map(|id| id.as_str()).collect();
    assert_eq!(left, ["indicator_missed:a"]);
    assert!(memory.judged.values().all(|last| *last == month("2021-02")));
}
