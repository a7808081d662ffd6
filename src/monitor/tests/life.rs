//! The lives of alerts: nothing is said twice, nothing said is lost, and time alone brings only what was asked of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use proptest::prelude::*;

use crate::monitor::{
    Acknowledgement, AlertId, AlertState, Change, Detail, Finding, Judgement, Kind, Memory, Moment, News, Settings,
    follow,
};
use crate::period::Period;
use crate::problem::Severity;

pub(super) fn day(number: u64) -> Moment {
    let today = NaiveDate::from_ymd_opt(2021, 1, 1).unwrap() + Days::new(number);
    Moment { at: DateTime::<Utc>::from_naive_utc_and_offset(today.and_time(NaiveTime::MIN), Utc), today }
}

pub(super) fn finding(kind: Kind, subject: &str) -> Finding {
    let detail = Detail { title: format!("Titolo di {subject}"), ..Detail::default() };
    Finding::new(id(kind, subject), Severity::Warning, (format!("Trovato {subject}."), detail))
}

fn id(kind: Kind, subject: &str) -> AlertId {
    format!("{}:{subject}", kind.id()).parse().unwrap()
}

/// The alerts of every kind about these subjects, as far as a kind has such a subject.
fn of_all_kinds(subjects: &[&str]) -> BTreeSet<AlertId> {
    let ids = Kind::ALL.into_iter().flat_map(|kind| subjects.iter().map(move |it| format!("{}:{it}", kind.id())));
    ids.filter_map(|id| id.parse().ok()).collect()
}

/// A month that judges these kinds of everything but the blind subjects.
pub(super) fn judgement(month: &str, found: Vec<Finding>, blind: &[&str]) -> Judgement {
    Judgement {
        period: month.parse().unwrap(),
        found,
        judged: Kind::ALL.into(),
        blind: of_all_kinds(blind),
        seen: of_all_kinds(&SUBJECTS),
        well: BTreeMap::new(),
        faded: BTreeSet::new(),
    }
}

pub(super) fn news(changes: &[Change]) -> Vec<(News, &str)> {
    changes.iter().map(|change| (change.news, change.id.as_str())).collect()
}

const SUBJECTS: [&str; 4] = ["a", "b", "c", "d"];
const MISSED: &str = "indicator_missed:a";

#[test]
fn an_alert_is_said_once_stands_in_silence_is_over_and_is_said_anew() {
    let settings = Settings::default();
    let found = || vec![finding(Kind::IndicatorMissed, "a")];
    let (memory, changes) = follow(&judgement("2021-01", found(), &[]), &Memory::default(), &settings, day(35));
    assert_eq!(news(&changes), [(News::Raised, MISSED)]);
    let (memory, changes) = follow(&judgement("2021-02", found(), &[]), &memory, &settings, day(63));
    assert_eq!((news(&changes), memory.followed[MISSED].state), (vec![], AlertState::Standing));
    let (memory, changes) = follow(&judgement("2021-03", vec![], &[]), &memory, &settings, day(94));
    assert_eq!(news(&changes), [(News::Resolved, MISSED)]);
    assert_eq!(memory.followed[MISSED].text, "Rientrato: titolo di a.");
    let (memory, changes) = follow(&judgement("2021-04", vec![], &[]), &memory, &settings, day(124));
    assert_eq!(news(&changes), []);
    let (_, changes) = follow(&judgement("2021-05", found(), &[]), &memory, &settings, day(155));
    assert_eq!(news(&changes), [(News::Raised, MISSED)]);
}

#[test]
fn what_cannot_be_judged_any_more_stands() {
    let settings = Settings::default();
    let found = vec![finding(Kind::IndicatorMissed, "a"), finding(Kind::Differences, "estero")];
    let (memory, _) = follow(&judgement("2021-01", found, &[]), &Memory::default(), &settings, day(35));
    let (memory, changes) = follow(&judgement("2021-02", vec![], &["a", "estero"]), &memory, &settings, day(63));
    assert_eq!(news(&changes), []);
    assert!(memory.followed.values().all(|it| it.state == AlertState::Standing));
    let unjudged = Judgement { judged: BTreeSet::new(), ..judgement("2021-03", vec![], &[]) };
    assert_eq!(news(&follow(&unjudged, &memory, &settings, day(94)).1), []);
}

#[test]
fn a_month_that_has_no_data_yet_leaves_the_word_to_the_one_before() {
    let settings = Settings::default();
    let july = judgement("2021-07", vec![], &SUBJECTS);
    let (memory, _) = follow(&july, &Memory::default(), &settings, day(182));
    let june = judgement("2021-06", vec![finding(Kind::IndicatorMissed, "a")], &[]);
    let (memory, changes) = follow(&june, &memory, &settings, day(185));
    assert_eq!(news(&changes), [(News::Raised, MISSED)]);
    assert_eq!(news(&follow(&july, &memory, &settings, day(186)).1), []);
}

#[test]
fn what_waits_for_a_file_of_a_later_month_leaves_the_word_to_the_month_that_has_it() {
    const NO_DATA: &str = "indicator_no_data:a";
    let settings = Settings::default();
    let waiting =
        Finding { cause: Some(id(Kind::SourceMissing, "2021-07:a:scheda")), ..finding(Kind::IndicatorNoData, "a") };
    let july = || judgement("2021-07", vec![waiting.clone()], &["a"]);
    let june = |found: Vec<Finding>| judgement("2021-06", found, &[]);
    // The first night of July knows of no file; the sheet of June comes on the second.
    let (memory, changes) = follow(&july(), &Memory::default(), &settings, day(181));
    assert_eq!((news(&changes), memory.followed[NO_DATA].state), (vec![], AlertState::Muted));
    let (memory, changes) = follow(&june(vec![finding(Kind::IndicatorNoData, "a")]), &memory, &settings, day(182));
    assert_eq!(news(&changes), [(News::Raised, NO_DATA)]);
    let (memory, changes) = follow(&july(), &memory, &settings, day(183));
    assert_eq!(news(&changes), []);
    // The sheet that June's office corrects has the value.
    let (memory, changes) = follow(&june(vec![]), &memory, &settings, day(184));
    assert_eq!(news(&changes), [(News::Resolved, NO_DATA)]);
    let (memory, changes) = follow(&july(), &memory, &settings, day(185));
    assert_eq!((news(&changes), memory.followed[NO_DATA].state), (vec![], AlertState::Resolved));
}

#[test]
fn a_month_that_only_carries_a_difference_on_does_not_keep_it_open() {
    const OPEN: &str = "differences:a";
    let settings = Settings::default();
    let open = |month: &str, found: &[&str]| Judgement {
        judged: BTreeSet::new(),
        ..judgement(
            month,
            vec![Finding {
                items: found.iter().map(|it| (*it).to_owned()).collect(),
                carried: true,
                ..finding(Kind::Differences, "a")
            }],
            &[],
        )
    };
    let judged =
        |month: &str, found: &[&str]| Judgement { judged: judgement(month, vec![], &[]).judged, ..open(month, found) };
    let (memory, changes) = follow(&judged("2021-09", &["one"]), &Memory::default(), &settings, day(275));
    assert_eq!(news(&changes), [(News::Raised, OPEN)]);
    // November has begun, and knows the rows of September alone; then the files of October come.
    let (memory, changes) = follow(&open("2021-11", &["one"]), &memory, &settings, day(304));
    assert_eq!(news(&changes), []);
    let (grown, changes) = follow(&judged("2021-10", &["one", "two"]), &memory, &settings, day(305));
    assert_eq!(news(&changes), [(News::Grown, OPEN)]);
    assert_eq!(news(&follow(&open("2021-11", &["one"]), &grown, &settings, day(305)).1), []);
    let (memory, changes) = follow(&judgement("2021-10", vec![], &[]), &memory, &settings, day(305));
    assert_eq!(news(&changes), [(News::Resolved, OPEN)]);
    let (memory, changes) = follow(&open("2021-11", &["one"]), &memory, &settings, day(305));
    assert_eq!((news(&changes), memory.followed[OPEN].state), (vec![], AlertState::Resolved));
}

#[test]
fn a_pending_alert_waits_for_its_runs_and_a_run_repeated_at_its_instant_is_one() {
    let settings = Settings { pending_runs: 2, ..Settings::default() };
    let found = || vec![finding(Kind::IndicatorMissed, "a")];
    let mut memory = Memory::default();
    let mut said = Vec::new();
    for number in [1, 1, 1, 2, 2, 3, 4] {
        let (after, changes) = follow(&judgement("2021-01", found(), &[]), &memory, &settings, day(number));
        said.push((number, changes.len(), after.followed[MISSED].state));
        memory = after;
    }
    use AlertState::{Pending, Raised, Standing};
    assert_eq!(
        said,
        [
            (1, 0, Pending),
            (1, 0, Pending),
            (1, 0, Pending),
            (2, 0, Pending),
            (2, 0, Pending),
            (3, 1, Raised),
            (4, 0, Standing)
        ]
    );
    // What was never said is forgotten without a word.
    let (memory, _) = follow(&judgement("2021-01", found(), &[]), &Memory::default(), &settings, day(1));
    let (memory, changes) = follow(&judgement("2021-01", vec![], &[]), &memory, &settings, day(2));
    assert_eq!((news(&changes), memory.followed.len()), (vec![], 0));
}

#[test]
fn a_reminder_comes_at_most_every_so_many_days() {
    let settings = Settings { reminder_days: 10, ..Settings::default() };
    let mut memory = Memory::default();
    let mut said = Vec::new();
    for number in 1..=35 {
        let found = vec![finding(Kind::IndicatorMissed, "a")];
        let (after, changes) = follow(&judgement("2021-01", found, &[]), &memory, &settings, day(number));
        said.extend(changes.iter().map(|change| (number, change.news)));
        memory = after;
    }
    assert_eq!(said, [(1, News::Raised), (11, News::Reminder), (21, News::Reminder), (31, News::Reminder)]);
}

#[test]
fn a_cause_keeps_silent_what_depends_on_it() {
    let settings = Settings::default();
    let missing = finding(Kind::SourceMissing, "2021-02:estero:scheda");
    let caused = |subject: &str| Finding { cause: Some(missing.id.clone()), ..finding(Kind::IndicatorNoData, subject) };
    let known = vec![finding(Kind::IndicatorNoData, "b")];
    let (memory, _) = follow(&judgement("2021-01", known, &[]), &Memory::default(), &settings, day(35));
    let found = vec![missing.clone(), caused("a"), caused("b")];
    let (memory, changes) = follow(&judgement("2021-02", found, &[]), &memory, &settings, day(63));
    assert_eq!(news(&changes), [(News::Raised, "source_missing:2021-02:estero:scheda")]);
    let muted = memory.followed.values().filter(|it| it.state == AlertState::Muted);
    assert_eq!(crate::monitor::mutes(muted.map(|it| (&it.id, &it.detail))), "2 indicatori non si calcolano");
    // The file has come: what nobody was told is said, what was told before goes on in silence.
    let found = vec![finding(Kind::IndicatorNoData, "a"), finding(Kind::IndicatorNoData, "b")];
    let (memory, changes) = follow(&judgement("2021-02", found, &[]), &memory, &settings, day(64));
    assert_eq!(
        news(&changes),
        [(News::Raised, "indicator_no_data:a"), (News::Resolved, "source_missing:2021-02:estero:scheda")]
    );
    assert_eq!(memory.followed["indicator_no_data:b"].state, AlertState::Standing);
}

#[test]
fn a_month_without_its_file_takes_back_no_good_news_of_its_own_run() {
    let settings = Settings::default();
    let july = judgement("2021-07", vec![finding(Kind::IndicatorNoData, "a")], &[]);
    let (memory, _) = follow(&july, &Memory::default(), &settings, day(217));
    let (memory, changes) = follow(&judgement("2021-08", vec![], &[]), &memory, &settings, day(247));
    assert_eq!(news(&changes), [(News::Resolved, "indicator_no_data:a")]);
    let missing = finding(Kind::SourceMissing, "2021-09:estero:scheda");
    let caused = Finding { cause: Some(missing.id.clone()), ..finding(Kind::IndicatorNoData, "a") };
    let september = judgement("2021-09", vec![missing, caused], &["a"]);
    // Neither in the same run, whose digest reads the words of the good news, nor in the next.
    for later in [247, 248] {
        let (after, _) = follow(&september, &memory, &settings, day(later));
        assert_eq!(after.followed["indicator_no_data:a"], memory.followed["indicator_no_data:a"]);
    }
}

#[test]
fn what_fades_is_over_without_a_word_and_may_be_said_anew() {
    let settings = Settings::default();
    let ahead = |month: &str| judgement(month, vec![finding(Kind::ShareOfYear, "a")], &[]);
    let id = id(Kind::ShareOfYear, "a");
    let faded = Judgement { faded: BTreeSet::from([id.clone()]), ..judgement("2021-09", vec![], &[]) };
    let (memory, _) = follow(&ahead("2021-05"), &Memory::default(), &settings, day(155));
    let (memory, changes) = follow(&faded, &memory, &settings, day(278));
    assert_eq!((news(&changes), memory.followed[&id].state), (vec![], AlertState::Resolved));
    let (_, changes) = follow(&ahead("2021-10"), &memory, &settings, day(309));
    assert_eq!(news(&changes), [(News::Raised, "share_of_year:a")]);
}

#[test]
fn an_indicator_that_the_month_does_not_have_is_over_without_a_word() {
    let settings = Settings::default();
    let missed = judgement("2021-06", vec![finding(Kind::IndicatorMissed, "a")], &[]);
    let (memory, _) = follow(&missed, &Memory::default(), &settings, day(186));
    let month = |seen: &str| {
        let seen = BTreeSet::from([id(Kind::IndicatorMissed, seen)]);
        follow(&Judgement { seen, ..judgement("2021-07", vec![], &[]) }, &memory, &settings, day(217))
    };
    assert_eq!(news(&month("a").1), [(News::Resolved, "indicator_missed:a")]);
    let (after, changes) = month("b");
    assert_eq!((news(&changes), after.followed["indicator_missed:a"].state), (vec![], AlertState::Resolved));
}

#[test]
fn what_was_only_ever_explained_remembers_nothing_of_the_order_of_months() {
    let settings = Settings { pending_runs: 1, ..Settings::default() };
    const SILENT: &str = "indicator_no_data:a";
    let without = |month: &str| {
        let missing = finding(Kind::SourceMissing, &format!("{month}:estero:scheda"));
        let caused = Finding { cause: Some(missing.id.clone()), ..finding(Kind::IndicatorNoData, "a") };
        judgement(month, vec![missing, caused], &[])
    };
    let february = || judgement("2021-02", vec![], &[]);
    let (before, _) = follow(&without("2021-02"), &Memory::default(), &settings, day(35));
    // The file of february has come, that of march has not. By night march is met first and has the word on february too;
    // by hand february is, and what was silent is over before march finds it.
    let (night, _) = follow(&without("2021-03"), &before, &settings, day(63));
    let (night, _) = follow(&february(), &night, &settings, day(63));
    let (hand, _) = follow(&february(), &before, &settings, day(63));
    assert!(!hand.followed.contains_key(SILENT));
    let (hand, _) = follow(&without("2021-03"), &hand, &settings, day(63));
    assert_eq!(night.followed[SILENT], hand.followed[SILENT]);
    assert_eq!(night.followed[SILENT].first_seen, day(63).at);
    // The runs in which it was explained are none of its own.
    let march = || judgement("2021-03", vec![finding(Kind::IndicatorNoData, "a")], &[]);
    let (after, changes) = follow(&march(), &night, &settings, day(64));
    assert!(!news(&changes).contains(&(News::Raised, SILENT)));
    assert_eq!((after.followed[SILENT].state, after.followed[SILENT].runs), (AlertState::Pending, 1));
    assert_eq!(news(&follow(&march(), &after, &settings, day(65)).1), [(News::Raised, SILENT)]);
}

#[test]
fn what_was_never_said_at_its_worst_is_said_when_it_is() {
    let settings = Settings { pending_runs: 1, ..Settings::default() };
    let mut memory = Memory::default();
    let mut said = Vec::new();
    for (number, severity) in (1..).zip([Severity::Error, Severity::Warning, Severity::Error]) {
        let found = vec![Finding { severity, ..finding(Kind::IndicatorMissed, "a") }];
        let (after, changes) = follow(&judgement("2021-01", found, &[]), &memory, &settings, day(number));
        said.extend(changes.iter().map(|change| (number, change.news)));
        memory = after;
    }
    assert_eq!(said, [(2, News::Raised), (3, News::Worse)]);
}

#[test]
fn what_grows_or_worsens_is_said_again() {
    let settings = Settings::default();
    let with = |items: &[&str], severity| Finding {
        items: items.iter().map(|item| (*item).to_owned()).collect(),
        severity,
        ..finding(Kind::Differences, "estero")
    };
    let mut memory = Memory::default();
    let mut said = Vec::new();
    let runs: [(&[&str], Severity); 7] = [
        (&["x"], Severity::Warning),
        (&["x", "y"], Severity::Warning),
        (&["y"], Severity::Warning),
        (&["x", "y"], Severity::Warning),
        (&["x", "y"], Severity::Error),
        (&["x", "y"], Severity::Warning),
        (&["x", "y"], Severity::Error),
    ];
    for (number, (items, severity)) in (1..).zip(runs) {
        let (after, changes) =
            follow(&judgement("2021-01", vec![with(items, severity)], &[]), &memory, &settings, day(number));
        said.extend(changes.iter().map(|change| (number, change.news)));
        memory = after;
    }
    assert_eq!(said, [(1, News::Raised), (2, News::Grown), (4, News::Grown), (5, News::Worse)]);
}

#[test]
fn an_acknowledgement_silences_until_its_day_and_what_gets_worse_breaks_it() {
    let settings = Settings { reminder_days: 1, ..Settings::default() };
    let found = |severity| vec![Finding { severity, ..finding(Kind::IndicatorMissed, "a") }];
    let known = |until: u64| Acknowledgement { until: day(until).today, why: "si sa".into(), by: "contabilita".into() };
    let (mut memory, _) =
        follow(&judgement("2021-01", found(Severity::Warning), &[]), &Memory::default(), &settings, day(1));
    assert!(!memory.acknowledge("indicator_missed:b", known(5)));
    assert!(memory.acknowledge(MISSED, known(5)));
    let worse = follow(&judgement("2021-01", found(Severity::Error), &[]), &memory, &settings, day(3));
    assert_eq!(news(&worse.1), [(News::Worse, MISSED)]);
    let mut said = Vec::new();
    for number in 2..=7 {
        let (after, changes) =
            follow(&judgement("2021-01", found(Severity::Warning), &[]), &memory, &settings, day(number));
        said.push((number, after.followed[MISSED].state, changes.first().map(|change| change.news)));
        memory = after;
    }
    use AlertState::{Acknowledged, Raised, Standing};
    assert_eq!(
        said,
        [
            (2, Acknowledged, None),
            (3, Acknowledged, None),
            (4, Acknowledged, None),
            (5, Acknowledged, None),
            (6, Raised, Some(News::Again)),
            (7, Standing, Some(News::Reminder)),
        ]
    );
}

/// The first day of the exercise after that of `day`.
const NEW_YEAR: u64 = 365;

#[test]
fn what_is_of_an_exercise_ends_with_it_and_begins_anew() {
    let settings = Settings { reminder_days: 10, ..Settings::default() };
    let missing = || finding(Kind::SourceMissing, "2021-12:estero:scheda");
    let found = || vec![finding(Kind::IndicatorMissed, "a"), finding(Kind::IndicatorMissed, "b"), missing()];
    let december = || judgement("2021-12", found(), &[]);
    let (memory, _) = follow(&december(), &Memory::default(), &settings, day(NEW_YEAR - 2));
    // January sees nothing of a and cannot judge b: neither is over, reminded of or told any more; the file of December is.
    let january = judgement("2022-01", vec![], &["b"]);
    let (after, changes) = follow(&january, &memory, &settings, day(NEW_YEAR + 20));
    assert_eq!(news(&changes), [(News::Reminder, "source_missing:2021-12:estero:scheda")]);
    for id in [MISSED, "indicator_missed:b"] {
        assert_eq!(
            (after.followed[id].state, &after.followed[id].text),
            (AlertState::Resolved, &memory.followed[id].text)
        );
    }
    assert_eq!(news(&follow(&january, &after, &settings, day(NEW_YEAR + 21)).1), []);
    // The same subject in the new exercise is another alert, whether the old one was closed before or is in this run.
    for before in [&memory, &after] {
        let found = vec![finding(Kind::IndicatorMissed, "a")];
        let (anew, changes) = follow(&judgement("2022-01", found, &[]), before, &settings, day(NEW_YEAR + 22));
        assert!(news(&changes).contains(&(News::Raised, MISSED)), "{changes:?}");
        assert_eq!(anew.followed[MISSED].first_judged, "2022-01".parse().unwrap());
        // December, run again, does not touch it.
        let (again, changes) = follow(&december(), &anew, &settings, day(NEW_YEAR + 23));
        let raised_at = |memory: &Memory| memory.followed[MISSED].raised_at;
        assert_eq!((news(&changes), raised_at(&again)), (vec![], raised_at(&anew)));
        assert_eq!(again.followed[MISSED].state, AlertState::Standing);
    }
}

#[test]
fn a_december_that_comes_in_january_is_judged_as_if_january_had_not_been_looked_at() {
    let settings = Settings { reminder_days: 10, ..Settings::default() };
    let of = |subjects: &[&str]| subjects.iter().map(|it| finding(Kind::IndicatorMissed, it)).collect::<Vec<_>>();
    let (november, _) = follow(&judgement("2021-11", of(&["a", "b"]), &[]), &Memory::default(), &settings, day(334));
    let empty = judgement("2022-01", vec![], &SUBJECTS);
    let (closed, _) = follow(&empty, &november, &settings, day(NEW_YEAR));
    let december = judgement("2021-12", of(&["a", "c"]), &[]);
    let by_night = follow(&december, &closed, &settings, day(NEW_YEAR + 4));
    let by_hand = follow(&december, &november, &settings, day(NEW_YEAR + 4));
    assert_eq!(by_night.1, by_hand.1);
    assert_eq!(by_night.0.followed, by_hand.0.followed);
    // a stands without a reminder, which an exercise that is over does not ask for; b is over, c is new.
    assert_eq!(news(&by_night.1), [(News::Raised, "indicator_missed:c"), (News::Resolved, "indicator_missed:b")]);
    assert_eq!(by_night.0.followed[MISSED].state, AlertState::Standing);
    // A January that was judged and found well has no word on December either.
    let (january, _) = follow(&judgement("2022-01", vec![], &[]), &november, &settings, day(NEW_YEAR + 3));
    let late = follow(&december, &january, &settings, day(NEW_YEAR + 4));
    assert!(news(&late.1).contains(&(News::Raised, "indicator_missed:c")));
}

#[test]
fn what_a_file_of_december_explains_waits_for_it_in_january() {
    let settings = Settings::default();
    let missing = finding(Kind::SourceMissing, "2021-12:estero:scheda");
    let caused = Finding { cause: Some(missing.id.clone()), ..finding(Kind::Differences, "estero") };
    let december = judgement("2021-12", vec![missing, caused], &["estero"]);
    let (memory, _) = follow(&december, &Memory::default(), &settings, day(NEW_YEAR + 4));
    let (after, changes) = follow(&judgement("2022-01", vec![], &["estero"]), &memory, &settings, day(NEW_YEAR + 5));
    assert_eq!((news(&changes), after.followed["differences:estero"].state), (vec![], AlertState::Muted));
}

#[test]
fn the_two_alerts_of_an_offices_differences_keep_one_calendar() {
    let settings = Settings { reminder_days: 90, ..Settings::default() };
    let rows = |kind: Kind, items: &[&str]| Finding {
        items: items.iter().map(|it| (*it).to_owned()).collect(),
        ..finding(kind, "estero")
    };
    // One row, late from the sixtieth day: said, said to be late, and then every ninety days from there, once.
    let lived = |days: &[u64], found: &dyn Fn(u64) -> Vec<Finding>| {
        let mut memory = Memory::default();
        let mut said = Vec::new();
        for number in days {
            let (after, changes) = follow(&judgement("2021-12", found(*number), &[]), &memory, &settings, day(*number));
            said.extend(changes.iter().map(|change| (*number, change.news, change.id.clone())));
            memory = after;
        }
        said
    };
    let said = |number: u64, news: News, kind: Kind| (number, news, id(kind, "estero"));
    let days: Vec<u64> = (1..=360).collect();
    let one = lived(&days, &|number| {
        let mut found = vec![rows(Kind::Differences, &["x"])];
        found.extend((number >= 60).then(|| rows(Kind::DifferencesAged, &["x"])));
        if number < 350 { found } else { Vec::new() }
    });
    use Kind::{Differences, DifferencesAged};
    assert_eq!(
        one,
        [
            said(1, News::Raised, Differences),
            said(60, News::Raised, DifferencesAged),
            said(150, News::Reminder, DifferencesAged),
            said(240, News::Reminder, DifferencesAged),
            said(330, News::Reminder, DifferencesAged),
            said(350, News::Resolved, Differences),
        ]
    );
    // A new row is told by the wider alert, whose reminder tells of all rows while one of them is not late.
    let two = lived(&days[..250], &|number| {
        let open: &[&str] = if number < 100 { &["x"] } else { &["x", "y"] };
        vec![rows(Kind::Differences, open), rows(Kind::DifferencesAged, &["x"])]
    });
    assert_eq!(
        two,
        [
            said(1, News::Raised, Differences),
            said(1, News::Raised, DifferencesAged),
            said(91, News::Reminder, DifferencesAged),
            said(100, News::Grown, Differences),
            said(190, News::Reminder, Differences),
        ]
    );
}

#[test]
fn an_event_is_said_once_and_passes_without_a_word() {
    let settings = Settings { reminder_days: 1, ..Settings::default() };
    let restated = |lines: &[&str]| {
        let items = lines.iter().map(|line| (*line).to_owned()).collect();
        vec![Finding { items, ..finding(Kind::Restatement, "2021-01") }]
    };
    let january = |lines: &[&str]| judgement("2021-01", restated(lines), &[]);
    let (memory, changes) = follow(&january(&["a"]), &Memory::default(), &settings, day(60));
    assert_eq!(news(&changes), [(News::Raised, "restatement:2021-01")]);
    let (memory, changes) = follow(&judgement("2021-02", vec![], &[]), &memory, &settings, day(63));
    assert_eq!((news(&changes), memory.followed["restatement:2021-01"].state), (vec![], AlertState::Resolved));
    let (memory, changes) = follow(&january(&["a"]), &memory, &settings, day(64));
    assert_eq!(news(&changes), []);
    let (_, changes) = follow(&january(&["a", "b"]), &memory, &settings, day(65));
    assert_eq!(news(&changes), [(News::Raised, "restatement:2021-01")]);
}

/// What the six months of a year find, each a set of subjects, of kinds that go on and of kinds that are of their month.
fn year() -> impl Strategy<Value = Vec<BTreeSet<usize>>> {
    prop::collection::vec(prop::collection::btree_set(0..SUBJECTS.len(), 0..4), 6)
}

fn of_month(number: usize, found: &BTreeSet<usize>) -> Judgement {
    let month = format!("2021-{:02}", number + 1);
    let going = found.iter().map(|at| finding(Kind::IndicatorMissed, SUBJECTS[*at]));
    let own = found.iter().map(|at| finding(Kind::SourceMissing, &format!("{month}:{}:scheda", SUBJECTS[*at])));
    judgement(&month, going.chain(own).collect(), &[])
}

proptest! {
    #[test]
    fn nothing_is_said_twice_and_what_was_said_ends_or_stands(year in year(), blind in 0..4_usize) {
        let settings = Settings::default();
        let mut memory = Memory::default();
        let mut open: BTreeSet<AlertId> = BTreeSet::new();
        for (number, found) in year.iter().enumerate() {
            let mut judgement = of_month(number, found);
            // One subject has no data in this month and is not found either.
            if number % 2 == 1 {
                let blind = id(Kind::IndicatorMissed, SUBJECTS[blind]);
                let own = id(Kind::SourceMissing, &format!("{}:{}:scheda", judgement.period, blind.subject()));
                judgement.found.retain(|it| it.id != blind && it.id != own);
                judgement.blind.insert(blind);
            }
            let (after, changes) = follow(&judgement, &memory, &settings, day(30 * number as u64));
            for change in &changes {
                match change.news {
                    News::Raised => prop_assert!(open.insert(change.id.clone()), "{} raised twice", change.id),
                    News::Resolved => prop_assert!(open.remove(&change.id), "{} resolved and not open", change.id),
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            let standing: BTreeSet<AlertId> = after
                .followed
                .values()
                .filter(|it| matches!(it.state, AlertState::Raised | AlertState::Standing))
                .map(|it| it.id.clone())
                .collect();
            prop_assert_eq!(&standing, &open);
            memory = after;
        }
    }

    #[test]
    fn runs_repeated_in_any_order_say_nothing_new(year in year(), again in prop::collection::vec(0..6_usize, 0..12)) {
        let settings = Settings::default();
        let mut memory = Memory::default();
        for (number, found) in year.iter().enumerate() {
            memory = follow(&of_month(number, found), &memory, &settings, day(30 * number as u64)).0;
        }
        for (later, number) in again.into_iter().enumerate() {
            let (after, changes) = follow(&of_month(number, &year[number]), &memory, &settings, day(200 + later as u64));
            prop_assert_eq!(news(&changes), vec![]);
            memory = after;
        }
    }

    #[test]
    fn a_later_month_has_the_word_on_what_goes_on(found in prop::collection::btree_set(0..4_usize, 0..4)) {
        let settings = Settings::default();
        let june: Period = "2021-06".parse().unwrap();
        let (memory, _) = follow(&of_month(5, &BTreeSet::new()), &Memory::default(), &settings, day(180));
        let (after, changes) = follow(&of_month(2, &found), &memory, &settings, day(181));
        prop_assert!(changes.iter().all(|change| change.id.as_str().starts_with("source_missing:2021-03:")));
        prop_assert_eq!(after.judged[MISSED], june);
    }

    #[test]
    fn an_acknowledgement_expires_on_its_day_and_is_said_once(until in 2..28_u64, judged in prop::collection::vec(any::<bool>(), 30)) {
        let settings = Settings::default();
        let found = || vec![finding(Kind::IndicatorMissed, "a")];
        let (mut memory, _) = follow(&judgement("2021-01", found(), &[]), &Memory::default(), &settings, day(1));
        let known = Acknowledgement { until: day(until).today, why: "si sa".into(), by: String::new() };
        prop_assert!(memory.acknowledge(MISSED, known));
        let mut said = Vec::new();
        for (number, judged) in (2..).zip(judged) {
            // Whether the run can judge it or not, its time passes.
            let judgement = if judged { judgement("2021-01", found(), &[]) } else { judgement("2021-01", vec![], &["a"]) };
            let (after, changes) = follow(&judgement, &memory, &settings, day(number));
            said.extend(changes.iter().map(|change| (number, change.news)));
            memory = after;
        }
        prop_assert_eq!(said, vec![(until + 1, News::Again)]);
    }
}
