//! What happens to a chamber in the simulated year: the hours of its jobs, when the machine is off, which files its offices
//! put down and when, and which runs a person would make by hand of the same files.

use crate::office::Office;
use crate::samples;

/// When the jobs are due. Nights are Sundays, and the first of a month, in which the files of the month before come and of
/// its own there are none. Half past two is skipped on the 28th of March and comes twice on the 31st of October. On the 20th
/// a month is issued again if it has something new.
pub const JOBS: &str = r#"
[schedule]
[[schedule.job]]
name = "arrivi"
kind = "watch"
cron = "0 9,17 * * 1-5"

[[schedule.job]]
name = "notte"
kind = "nightly"
cron = "30 2 1-4 * 0"

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

/// When the machine is off: over both changes of hour, over the fifth of May, over the fifth of June, over New Year.
pub const OFF: [(&str, &str); 5] = [
    ("2021-03-27T20:00:00+01:00", "2021-03-29T09:10:00+02:00"),
    ("2021-05-04T20:00:00+02:00", "2021-05-07T08:30:00+02:00"),
    ("2021-06-04T12:00:00+02:00", "2021-06-08T10:00:00+02:00"),
    ("2021-10-30T20:00:00+02:00", "2021-10-31T12:00:00+01:00"),
    ("2021-12-31T12:00:00+01:00", "2022-01-02T18:00:00+01:00"),
];

/// What offices do: when, of which month, with which files. All of the month's; those whose names begin so; after `!`, all
/// but those; after `=`, another sheet under that name; after `+`, the same file under another name.
pub const DROPS: [(&str, &str, &str); 21] = [
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
    // A sheet comes when its month was issued without it.
    ("2021-08-02T10:00:00+02:00", "2021-07", "!scheda_interventi_regolazione"),
    ("2021-08-12T11:00:00+02:00", "2021-07", "scheda_interventi_regolazione"),
    ("2021-09-02T10:00:00+02:00", "2021-08", "!oneri_2021-08_rettificato"),
    // The registrations are not all there, which keeps the month a draft.
    ("2021-10-04T09:30:00+02:00", "2021-09", "!interventi_economici_2021-09_completo"),
    ("2021-10-12T15:00:00+02:00", "2021-09", "interventi_economici_2021-09_completo"),
    ("2021-11-02T10:00:00+01:00", "2021-10", ""),
    ("2021-11-03T12:00:00+01:00", "2021-10", "+scheda_interventi_estero"),
    // A required file is refused, and comes again before the issue.
    ("2021-12-02T16:00:00+01:00", "2021-11", "!oneri_2021-11_corretto"),
    ("2021-12-03T11:00:00+01:00", "2021-11", "oneri_2021-11_corretto"),
    // A wrong posting of August is mended when the month was issued long ago.
    ("2021-12-10T12:00:00+01:00", "2021-08", "oneri_2021-08_rettificato"),
    ("2022-01-04T10:00:00+01:00", "2021-12", ""),
];

/// The same, run by hand: after how many of the drops, of which month, with which `now`. Of January 2022 there is nothing.
pub const BY_HAND: [(usize, &str, &str); 19] = [
    (1, "2021-01", "2021-02-05T07:00:00+01:00"),
    (2, "2021-01", "2021-02-20T07:00:00+01:00"),
    (3, "2021-02", "2021-03-05T07:00:00+01:00"),
    (4, "2021-03", "2021-04-05T07:00:00+02:00"),
    (5, "2021-04", "2021-05-05T07:00:00+02:00"),
    (6, "2021-04", "2021-05-20T07:00:00+02:00"),
    (7, "2021-05", "2021-06-05T07:00:00+02:00"),
    (10, "2021-01", "2021-07-05T07:00:00+02:00"),
    (10, "2021-06", "2021-07-05T07:00:00+02:00"),
    (11, "2021-07", "2021-08-05T07:00:00+02:00"),
    (12, "2021-07", "2021-08-20T07:00:00+02:00"),
    (13, "2021-08", "2021-09-05T07:00:00+02:00"),
    (14, "2021-09", "2021-10-05T07:00:00+02:00"),
    (15, "2021-09", "2021-10-20T07:00:00+02:00"),
    (17, "2021-10", "2021-11-05T07:00:00+01:00"),
    (19, "2021-11", "2021-12-05T07:00:00+01:00"),
    (20, "2021-08", "2021-12-20T07:00:00+01:00"),
    // November used nothing of what August says otherwise now: it is not issued again.
    (21, "2021-12", "2022-01-05T07:00:00+01:00"),
    (21, "2022-01", "2022-02-05T07:00:00+01:00"),
];

/// A chamber with these jobs.
pub fn chamber() -> Office {
    let office = Office::new();
    let settings = std::fs::read_to_string(office.settings()).unwrap();
    let (before, rest) = settings.split_once("[schedule]").unwrap();
    let (_, after) = rest.split_once("# La cartella in cui gli uffici").unwrap();
    office.configure("settings.toml", &format!("{before}{JOBS}\n# La cartella in cui gli uffici{after}"));
    office
}

/// Puts the files of a drop down.
pub fn drop_files(office: &Office, month: &str, which: &str, changed_sheet: &[u8]) {
    if let Some(changed) = which.strip_prefix('=') {
        return office.drop_file(&format!("{changed}_{month}.xlsx"), changed_sheet);
    }
    for (name, bytes) in samples::of_month(month) {
        let (wanted, name) = match which.split_at_checked(1) {
            Some(("!", without)) => (!name.starts_with(without), name),
            Some(("+", again)) => (name.starts_with(again), name.replace(".xlsx", "_copia.xlsx")),
            _ => (name.starts_with(which), name),
        };
        if wanted {
            office.drop_file(&name, &bytes);
        }
    }
}

/// Makes the runs of a person, who puts a changed or late file there when the former was taken.
pub fn run_by_hand(office: &Office, changed_sheet: &[u8]) {
    let mut dropped = 0;
    for (count, month, now) in BY_HAND {
        for (_, of, which) in &DROPS[dropped..count] {
            drop_files(office, of, which, changed_sheet);
        }
        dropped = count;
        let output = office.program(&["run", "--json", "--empty", "--period", month, "--now", now]);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stdout));
    }
}
