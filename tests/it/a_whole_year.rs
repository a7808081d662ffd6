//! A year of the service, minute by minute where something is due, with the machine off now and then, files that come late
//! and files that change: it ends as the same files run in order by hand, and it has written few letters. It is the longest of
//! all tests, and called so that it begins first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::thread;

use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook};
use chrono::{DateTime, TimeDelta, Utc};
use quadratura::calendar;
use quadratura::clock::Fixed;
use quadratura::issue::{Issue, SourceState};
use quadratura::monitor::AlertState;
use quadratura::reconcile::DifferenceState;
use quadratura::schedule::{Doing, Ran, Service};
use quadratura::store::{JobState, Store};
use rust_xlsxwriter::Workbook;

use crate::office::{Office, tray, waiting};
use crate::planted;
use crate::samples;
use crate::year_drops::{BY_HAND, DROPS, OFF, chamber, drop_files, run_by_hand};

/// Letters of the year, by kind and recipient. Twelve months make sixteen released issues, each for three; three drafts
/// (April, September, and January 2022, of which there is nothing) are for the accounts alone, as are the receipts.
const LETTERS: [(&str, &str, usize); 14] = [
    ("mensile", "contabilita", 16),
    ("mensile", "dirigente", 16),
    ("mensile", "segretario_generale", 16),
    ("bozza", "contabilita", 3),
    ("ricevuta", "contabilita", 2),
    ("avvisi", "contabilita", 12),
    ("avvisi", "dirigente", 3),
    ("avvisi", "estero", 6),
    ("avvisi", "promozione", 10),
    ("avvisi", "registro", 5),
    ("avvisi", "regolazione", 2),
    ("avvisi", "segreteria", 1),
    ("scheda_segretario_generale", "oiv", 2),
    ("scheda_segretario_generale", "segretario_generale", 2),
];

/// Few, whatever the table above says: three a month for who mends the accounts, less than two for who governs, less than
/// one for an office.
fn at_most(recipient: &str) -> usize {
    match recipient {
        "contabilita" => 36,
        "dirigente" | "segretario_generale" => 20,
        _ => 10,
    }
}

/// What became of what happened in the second half: month, emission, alert, how it stood there.
const BECAME: [(&str, u32, &str, &str); 14] = [
    ("2021-06", 1, "indicator_no_data:percezione_percorsi_formativi", "raised"),
    ("2021-07", 1, "indicator_no_data:percezione_percorsi_formativi", "resolved"),
    ("2021-07", 1, "source_missing:2021-07:regolazione:scheda_interventi", "raised"),
    ("2021-07", 1, "differences:regolazione", "muted"),
    ("2021-07", 2, "restatement:2021-07", "raised"),
    ("2021-08", 2, "restatement:2021-08", "raised"),
    ("2021-09", 1, "tie_out_failed:registrazioni", "raised"),
    ("2021-10", 1, "differences:estero", "resolved"),
    ("2021-10", 1, "differences_aged:estero", "resolved"),
    ("2021-10", 1, "indicator_missed:tempo_evasione_protesti", "standing"),
    ("2021-11", 1, "indicator_missed:tempo_evasione_protesti", "resolved"),
    ("2021-12", 1, "indicator_missed:incontri_formazione_suap", "raised"),
    ("2021-12", 1, "indicator_near:tempo_pubblicazione_indagini", "raised"),
    ("2021-12", 1, "differences:promozione", "standing"),
];

/// What became of the files that were not simply taken.
const FILES: [(&str, SourceState); 8] = [
    ("scheda_interventi_regolazione_2021-07.xlsx", SourceState::Accepted),
    ("oneri_2021-08.xlsx", SourceState::Superseded),
    ("oneri_2021-08_rettificato.xlsx", SourceState::Accepted),
    ("interventi_economici_2021-09.xlsx", SourceState::Superseded),
    ("interventi_economici_2021-09_completo.xlsx", SourceState::Accepted),
    ("scheda_interventi_estero_2021-10_copia.xlsx", SourceState::Duplicate),
    ("oneri_2021-11.xlsx", SourceState::Refused),
    ("oneri_2021-11_corretto.xlsx", SourceState::Accepted),
];

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// The instants at which the service is awake and something may be due: every due time of a job and the minute after,
/// the minutes around one seven o'clock, the end of every outage, and some in between, without which it would believe
/// that it had slept.
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
    all.extend(std::iter::successors(Some(from), |it| Some(*it + TimeDelta::hours(12))).take_while(|it| *it < to));
    all.retain(|instant| !OFF.iter().any(|(off, awake)| at(off) <= *instant && *instant < at(awake)));
    all.sort();
    all.dedup();
    all
}

/// Lives through the year; everything that was run.
fn serve(office: &Office, changed_sheet: &[u8]) -> Vec<Ran> {
    let (start, end) = (at("2021-02-01T08:00:00+01:00"), at("2022-02-10T12:00:00+01:00"));
    let mut service = Service::new(&office.settings(), start).unwrap();
    let quiet = |_: &str| {};
    assert_eq!(service.tick(&Fixed(start), &Doing::default(), &quiet), []);
    let (mut drops, mut before, mut ran) = (DROPS.iter().peekable(), start, Vec::new());
    for now in instants(&service, start, end) {
        while let Some((_, month, which)) = drops.next_if(|(when, ..)| at(when) <= now) {
            drop_files(office, month, which, changed_sheet);
        }
        if OFF.iter().any(|(off, _)| before < at(off) && at(off) <= now) {
            service = Service::new(&office.settings(), now).unwrap();
        }
        ran.extend(service.tick(&Fixed(now), &Doing::default(), &quiet));
        before = now;
    }
    ran
}

/// What is decided, by month and number.
fn issues(store: &Store) -> Vec<(String, u32, String, String)> {
    let issues = store.all_issues().unwrap();
    issues
        .into_iter()
        .map(|it| (it.period.to_string(), it.number, it.decisive.to_string(), it.issued_at.to_rfc3339()))
        .collect()
}

/// What became of every file; when it was taken differs, since nobody by hand looks three times a day.
fn arrivals(store: &Store) -> Vec<(String, String, String, SourceState)> {
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

/// Every cell of every workbook that was issued, but for when its files arrived: nobody by hand looks three times a day.
fn workbooks(office: &Office) -> BTreeMap<String, Vec<String>> {
    let cells = |name: String| {
        let mut book: Xlsx<_> = open_workbook(office.root().join(&name)).unwrap();
        let mut cells = Vec::new();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).unwrap();
            let arrived =
                range.rows().find_map(|row| row.iter().position(|cell| cell.get_string() == Some("Arrivato il")));
            for row in range.rows() {
                let told = row.iter().enumerate().filter(|(at, _)| sheet != "Fonti" || Some(*at) != arrived);
                cells.push(told.map(|(_, cell)| cell.to_string()).collect::<Vec<_>>().join("|"));
            }
        }
        (name, cells)
    };
    below(office, "reports/").into_keys().filter(|name| name.ends_with(".xlsx")).map(cells).collect()
}

/// The prospetti that were issued, by their digests: they tell nothing of when files arrived.
fn prospetti(office: &Office) -> BTreeMap<String, String> {
    below(office, "reports/").into_iter().filter(|(name, _)| name.ends_with(".pdf")).collect()
}

/// What each monthly letter says, without the workbook that it carries and what names it.
fn monthly(office: &Office) -> BTreeMap<String, String> {
    let said = |name: String| {
        let letter = std::fs::read_to_string(office.root().join(&name)).unwrap();
        let (_, text) = letter.split_once("Content-Type: text/plain").unwrap();
        let (text, _) = text.split_once("Content-Type: text/html").unwrap();
        let lines: Vec<&str> =
            text.lines().filter(|line| !line.starts_with("--") && !line.contains("boundary=")).collect();
        (name, lines.join("\n"))
    };
    below(office, "outbox/").into_keys().filter(|name| name.contains("-mensile-")).map(said).collect()
}

/// How many letters there are of each kind to each recipient; a name ends with who reads it.
fn letters(office: &Office) -> BTreeMap<(&'static str, &'static str), usize> {
    let names: Vec<String> = below(office, "outbox/").into_keys().collect();
    let mut counted = BTreeMap::new();
    for name in &names {
        let of = |(kind, recipient, _): &&(&str, &str, usize)| {
            name.ends_with(&format!("-{recipient}.eml")) && name.contains(&format!("{kind}-"))
        };
        let (kind, recipient, _) = LETTERS.iter().find(of).unwrap_or_else(|| panic!("a letter nobody expects: {name}"));
        *counted.entry((*kind, *recipient)).or_default() += 1;
    }
    counted
}

/// Codes and cents of differences and of missed or near targets: as planted in a month, and as its last issue says.
fn judged(store: &Store, issue: &Issue) -> (BTreeSet<(String, i64)>, usize) {
    let differences = store.issued_differences(issue).unwrap();
    let open = differences.known.values().filter(|it| it.state == DifferenceState::Open);
    let open = open.map(|it| (it.kind.id().to_owned(), it.cents.0)).collect();
    let targets = |id: &str| id.starts_with("indicator_missed:") || id.starts_with("indicator_near:");
    let alerts = store.issued_alerts(issue).unwrap();
    (open, alerts.iter().filter(|it| targets(it.id.as_str()) && it.state != AlertState::Resolved).count())
}

fn what_was_planted_is_there_to_the_cent(store: &Store) {
    let planted = planted::planted(&samples::year().join("planted.csv"));
    for month in 1..=12 {
        let month = format!("2021-{month:02}");
        let last = store.last_issue(month.parse().unwrap()).unwrap().unwrap();
        let of_month = || planted.iter().filter(|it| it.0 == month);
        let differ = of_month().filter(|it| it.1 == "amount" || it.1 == "missing_in_office");
        let targets = of_month().filter(|it| it.1 == "missed" || it.1 == "near").count();
        let expected = (differ.map(|it| (it.1.clone(), it.5.unwrap())).collect(), targets);
        assert_eq!(judged(store, &last), expected, "{month}");
    }
}

/// The sheet of January of promozione, in which the first count is another one.
fn with_seven_calls() -> Vec<u8> {
    let samples = samples::of_month("2021-01");
    let (_, bytes) = samples.into_iter().find(|(name, _)| name.starts_with("scheda_indicatori_promozione")).unwrap();
    let mut sheet: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let cells = sheet.worksheet_range("Indicatori").unwrap();
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet().set_name("Indicatori").unwrap();
    for (row, column, value) in cells.cells() {
        let is_count = cells.get_value((u32::try_from(row).unwrap(), 0)).is_some_and(|it| *it == "2021_01_01_01-I1");
        let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
        match value {
            Data::Float(_) if is_count && column == 4 => page.write_number(row, column, 7.0),
            Data::Float(number) => page.write_number(row, column, *number),
            Data::DateTime(_) => page.write_string(row, column, "31/01/2021"),
            Data::String(text) => page.write_string(row, column, text),
            _ => continue,
        }
        .unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_year_of_the_service_ends_as_the_same_files_run_in_order_by_hand() {
    // A workbook made twice is not the same file twice: it bears the second in which it was made.
    let changed_sheet = with_seven_calls();
    let (served, by_hand) = (chamber(), chamber());
    let ran = thread::scope(|scope| {
        scope.spawn(|| run_by_hand(&by_hand, &changed_sheet));
        serve(&served, &changed_sheet)
    });
    assert_eq!(ran.iter().filter_map(|it| it.result.as_ref().err()).next(), None);
    assert!(waiting(&served).is_empty());

    let store = |office: &Office| Store::open_looking(&office.root().join("quadratura.db"), "esempio").unwrap();
    let (left, right) = (store(&served), store(&by_hand));
    assert_eq!(issues(&left), issues(&right));
    assert_eq!(issues(&left).len(), BY_HAND.len());
    assert_eq!(arrivals(&left), arrivals(&right));
    for issue in left.all_issues().unwrap() {
        assert_eq!(left.issued_differences(&issue).unwrap(), right.issued_differences(&issue).unwrap());
    }
    assert_eq!(workbooks(&served), workbooks(&by_hand));
    assert_eq!(prospetti(&served), prospetti(&by_hand));
    assert_eq!(prospetti(&served).len(), BY_HAND.len());
    assert_eq!(tray(&served, "rifiutati"), tray(&by_hand, "rifiutati"));
    assert_eq!(monthly(&served), monthly(&by_hand));
    assert_eq!(standing(&left), standing(&right));

    let counted = letters(&served);
    assert_eq!(counted, LETTERS.map(|(kind, recipient, count)| ((kind, recipient), count)).into());
    for (_, recipient, _) in LETTERS {
        let all: usize = counted.iter().filter(|((_, to), _)| *to == recipient).map(|(_, count)| count).sum();
        assert!(all <= at_most(recipient), "{recipient} has {all} letters in a year");
    }

    what_was_planted_is_there_to_the_cent(&left);
    for (month, number, id, state) in BECAME {
        let issues = left.all_issues().unwrap();
        let issue = issues.iter().find(|it| it.period.to_string() == month && it.number == number).unwrap();
        let alerts = left.issued_alerts(issue).unwrap();
        let stood = alerts.iter().find(|it| it.id.as_str() == id).map(|it| it.state.id());
        assert_eq!(stood, Some(state), "{id} in {month}, emission {number}");
    }
    let became = arrivals(&left);
    for (name, state) in FILES {
        assert_eq!(became.iter().find(|it| it.1 == name).map(|it| it.3), Some(state), "{name}");
    }

    // Each due time at most once, and those that mattered with their own date.
    let runs = left.all_runs().unwrap();
    assert!(runs.iter().all(|run| matches!(run.state, JobState::Done | JobState::Skipped)), "{runs:#?}");
    let done = |job: &str| runs.iter().filter(|run| run.job == job && run.state == JobState::Done).collect::<Vec<_>>();
    let issued = |day: &str| done("emissione").iter().any(|run| run.due.to_rfc3339().starts_with(day));
    // Runs are remembered for a month; the issues above carry the earlier dates.
    assert!(issued("2022-01-20T06:00") && issued("2022-02-05T06:00"), "{runs:#?}");
    let nights = |due: &str| ran.iter().filter(|it| it.job == "notte" && it.due.to_rfc3339().starts_with(due)).count();
    for missed in ["2021-03-28", "2021-10-31", "2022-01-02"] {
        assert_eq!(nights(missed), 1, "the night of {missed} was made up for once");
    }
}
