//! Half a year of the service, minute by minute where something is due, with the machine off now and then, files that
//! come late and files that change: it ends as the same files run in order by hand, and it has written few letters.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use quadratura::calendar;
use quadratura::clock::Fixed;
use quadratura::config;
use quadratura::monitor::AlertState;
use quadratura::schedule::{Doing, Service};
use quadratura::store::{ArrivalState, JobState, Store};

use crate::arrivals::sheet;
use crate::office::{Office, tray, waiting};

/// When the jobs of this half year are due. Nights are Sundays at half past two, which is the hour that is skipped on
/// the 28th of March; on the 20th a month is issued again if it has something new.
const JOBS: &str = r#"
[schedule]
[[schedule.job]]
name = "arrivi"
kind = "watch"
cron = "0 9,13,17 * * 1-5"

[[schedule.job]]
name = "notte"
kind = "nightly"
cron = "30 2 * * 0"

[[schedule.job]]
name = "emissione"
kind = "issue"
cron = "0 7 5,20 * *"
catch_up = "all"
max_age_hours = 1488

[[schedule.job]]
name = "posta"
kind = "deliver"
cron = "15 8 * * 1-5"
"#;

/// Letters of the half year by kind: three monthly ones for each of eight released issues, one draft, one receipt of a
/// refused file. The digests tell of files (missing, come, changed after the release), of differences (new, too old, a
/// reminder), and of indicators, shares and tie-outs; a night that judges two months writes one of them to each.
const LETTERS: [(&str, usize); 4] = [("-mensile-", 24), ("-bozza-", 1), ("ricevuta-", 1), ("-avvisi-", 16)];

/// When the machine is off: over the change of hour, over the fifth of May, over the fifth of June.
const OFF: [(&str, &str); 3] = [
    ("2021-03-27T20:00:00+01:00", "2021-03-29T09:10:00+02:00"),
    ("2021-05-04T20:00:00+02:00", "2021-05-07T08:30:00+02:00"),
    ("2021-06-04T12:00:00+02:00", "2021-06-08T10:00:00+02:00"),
];

/// What offices do: when, of which month, which files. A name after `!` is left out, `=` means a changed sheet.
const DROPS: [(&str, &str, &str); 10] = [
    ("2021-02-02T10:30:00+01:00", "2021-01", "!scheda_interventi_estero"),
    ("2021-02-10T12:00:00+01:00", "2021-01", "scheda_interventi_estero"),
    ("2021-03-03T09:30:00+01:00", "2021-02", ""),
    ("2021-04-01T16:00:00+02:00", "2021-03", ""),
    ("2021-05-03T10:00:00+02:00", "2021-04", "!proventi"),
    // A required file comes after the issue, while nobody looks: the month was a draft until then.
    ("2021-05-14T10:00:00+02:00", "2021-04", "proventi"),
    ("2021-06-06T10:00:00+02:00", "2021-05", ""),
    ("2021-06-25T11:00:00+02:00", "2021-01", "=scheda_indicatori_promozione"),
    ("2021-07-01T10:00:00+02:00", "2021-06", "!scheda_interventi_promozione"),
    ("2021-07-05T06:59:30+02:00", "2021-06", "scheda_interventi_promozione"),
];

/// The same, run by hand: after how many of the drops, of which month, with which `now`.
const BY_HAND: [(usize, &str, &str); 9] = [
    (1, "2021-01", "2021-02-05T07:00:00+01:00"),
    (2, "2021-01", "2021-02-20T07:00:00+01:00"),
    (3, "2021-02", "2021-03-05T07:00:00+01:00"),
    (4, "2021-03", "2021-04-05T07:00:00+02:00"),
    (5, "2021-04", "2021-05-05T07:00:00+02:00"),
    (6, "2021-04", "2021-05-20T07:00:00+02:00"),
    (7, "2021-05", "2021-06-05T07:00:00+02:00"),
    (10, "2021-01", "2021-07-05T07:00:00+02:00"),
    (10, "2021-06", "2021-07-05T07:00:00+02:00"),
];

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

fn chamber() -> Office {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let (before, rest) = settings.split_once("[schedule]").unwrap();
    let (_, after) = rest.split_once("# La cartella in cui gli uffici").unwrap();
    office.configure("settings.toml", &format!("{before}{JOBS}\n# La cartella in cui gli uffici{after}"));
    office
}

fn drop_files(office: &Office, month: &str, which: &str, changed_sheet: &[u8]) {
    if let Some(changed) = which.strip_prefix('=') {
        return office.drop_file(&format!("{changed}_{month}.xlsx"), changed_sheet);
    }
    for (name, bytes) in config::embedded_samples(month) {
        let wanted = match which.strip_prefix('!') {
            Some(without) => !name.starts_with(without),
            None => name.starts_with(which),
        };
        if wanted {
            office.drop_file(&name, bytes);
        }
    }
}

/// The instants at which the service is awake and something may be due: every due time of a job and the minute after,
/// the minutes around one seven o'clock, and the end of every outage.
fn instants(service: &Service, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let minute = TimeDelta::minutes(1);
    let mut all: Vec<_> = service
        .config()
        .settings
        .schedule
        .jobs
        .iter()
        .flat_map(|job| calendar::due(&job.cron, from, to).flat_map(move |due| [due, due + minute]).collect::<Vec<_>>())
        .collect();
    let seven = at("2021-02-05T07:00:00+01:00");
    all.extend((-10..10).map(|minutes| seven + TimeDelta::minutes(minutes) + TimeDelta::seconds(20)));
    all.extend(OFF.iter().flat_map(|(_, awake)| [at(awake), at(awake) + minute, at(awake) + minute * 2]));
    all.retain(|instant| !OFF.iter().any(|(off, awake)| at(off) <= *instant && *instant < at(awake)));
    all.sort();
    all.dedup();
    all
}

/// What is decided, by month and number.
fn issues(store: &Store) -> Vec<(String, u32, String, String, String)> {
    let issues = store.all_issues().unwrap();
    issues
        .into_iter()
        .map(|it| {
            let (decisive, workbook) = (it.decisive.to_string(), it.workbook.to_string());
            (it.period.to_string(), it.number, decisive, workbook, it.issued_at.to_rfc3339())
        })
        .collect()
}

/// What became of every file; when it was taken differs, since nobody by hand looks three times a day.
fn arrivals(store: &Store) -> Vec<(String, String, String, ArrivalState)> {
    let mut all = Vec::new();
    for (period, ..) in issues(store) {
        for it in store.arrivals_in(period.parse().unwrap()).unwrap() {
            all.push((it.period.to_string(), it.name, it.digest.to_string(), it.state));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// The alerts that somebody was told of and that still stand. When each was said depends on who looks how often, and a
/// night words those that go on for the month that has begun.
fn standing(store: &Store) -> Vec<String> {
    let memory = store.alerts().unwrap();
    let said = memory.followed.into_values().filter(|it| it.was_said() && it.state != AlertState::Resolved);
    said.map(|it| format!("{:?} {}", it.severity, it.id)).collect()
}

fn below(office: &Office, folder: &str) -> BTreeMap<String, String> {
    office.files().into_iter().filter(|(name, _)| name.starts_with(folder)).collect()
}

#[test]
fn half_a_year_of_the_service_ends_as_the_same_files_run_in_order_by_hand() {
    let (start, end) = (at("2021-02-01T08:00:00+01:00"), at("2021-07-10T12:00:00+02:00"));
    // A workbook made twice is not the same file twice: it bears the second in which it was made.
    let changed_sheet = sheet(7.0, "Codice");
    let served = chamber();
    let mut service = Service::new(&served.settings(), start).unwrap();
    let quiet = |_: &str| {};
    assert_eq!(service.tick(&Fixed(start), &Doing::default(), &quiet), []);
    let (mut drops, mut before, mut ran) = (DROPS.iter().peekable(), start, Vec::new());
    for now in instants(&service, start, end) {
        while let Some((_, month, which)) = drops.next_if(|(when, ..)| at(when) <= now) {
            drop_files(&served, month, which, &changed_sheet);
        }
        if OFF.iter().any(|(off, _)| before < at(off) && at(off) <= now) {
            service = Service::new(&served.settings(), now).unwrap();
        }
        ran.extend(service.tick(&Fixed(now), &Doing::default(), &quiet));
        before = now;
    }
    assert_eq!(ran.iter().filter_map(|it| it.result.as_ref().err()).next(), None);
    assert!(waiting(&served).is_empty());

    let by_hand = chamber();
    let mut dropped = 0;
    for (count, month, now) in BY_HAND {
        for (_, of, which) in &DROPS[dropped..count] {
            // By hand too, a changed or late file is put there when the former was taken.
            drop_files(&by_hand, of, which, &changed_sheet);
        }
        dropped = count;
        let output = by_hand.program(&["run", "--json", "--period", month, "--now", now]);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stdout));
    }

    let store = |office: &Office| Store::open_looking(&office.root().join("quadratura.db"), "esempio").unwrap();
    let (left, right) = (store(&served), store(&by_hand));
    assert_eq!(issues(&left), issues(&right));
    assert_eq!(issues(&left).len(), BY_HAND.len());
    assert_eq!(arrivals(&left), arrivals(&right));
    for issue in left.all_issues().unwrap() {
        assert_eq!(left.issued_differences(&issue).unwrap(), right.issued_differences(&issue).unwrap());
    }
    assert_eq!(below(&served, "reports/"), below(&by_hand, "reports/"));
    assert_eq!(tray(&served, "rifiutati"), tray(&by_hand, "rifiutati"));
    let monthly = |office: &Office| {
        let mut letters = below(office, "outbox/");
        letters.retain(|name, _| name.contains("-mensile-"));
        letters
    };
    assert_eq!(monthly(&served), monthly(&by_hand));
    let letters: Vec<String> = below(&served, "outbox/").into_keys().collect();
    let of_kind = LETTERS.map(|(kind, _)| (kind, letters.iter().filter(|name| name.contains(kind)).count()));
    assert_eq!(of_kind, LETTERS, "{letters:#?}");
    assert_eq!(letters.len(), LETTERS.iter().map(|(_, count)| count).sum::<usize>());
    assert_eq!(standing(&left), standing(&right));

    // Each due time at most once, and those that mattered with their own date.
    let runs = left.all_runs().unwrap();
    assert!(runs.iter().all(|run| matches!(run.state, JobState::Done | JobState::Skipped)), "{runs:#?}");
    let done = |job: &str| runs.iter().filter(|run| run.job == job && run.state == JobState::Done).collect::<Vec<_>>();
    let caught_up = |day: &str| done("emissione").iter().any(|run| run.due.to_rfc3339().starts_with(day));
    // Runs are remembered for a month; the issues above carry the earlier dates.
    assert!(caught_up("2021-06-20T05:00") && caught_up("2021-07-05T05:00"), "{runs:#?}");
    let spring = ran.iter().filter(|it| it.job == "notte" && it.due.to_rfc3339().starts_with("2021-03-28")).count();
    assert_eq!(spring, 1, "the night of the change of hour was made up for once");
}
