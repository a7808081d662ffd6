//! `status` as its operator reads it after years: whether the service runs, what still needs somebody, and a word for the
//! program that watches over the machine.

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::office::{Office, json_of};
use crate::service::{Served, first_start};

fn text(office: &Office, arguments: &[&str]) -> String {
    let output = office.program(&[&["status"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The exit code and the one line of the probe.
fn probe(office: &Office) -> (i32, String) {
    let output = office.program(&["status", "--probe"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    (output.status.code().unwrap(), said)
}

fn lines<'t>(text: &'t str, label: &str) -> Vec<&'t str> {
    text.lines().filter(|line| line.trim_start().split("  ").next() == Some(label)).collect()
}

#[test]
fn a_service_runs_as_long_as_it_holds_its_seat_whatever_its_last_sign_of_life_says() {
    let office = Office::new();
    assert!(text(&office, &[]).contains("mai avviato"));
    assert_eq!(probe(&office).0, 1);
    let now = quadratura::clock::Clock::now(&quadratura::clock::System).to_rfc3339();
    let served = Served::start(&office, &now, None);
    let said = text(&office, &[]);
    assert!(said.contains("Servizio     attivo dal ") && said.contains("(processo "), "{said}");
    let (code, said) = probe(&office);
    assert!(code == 0 && said.starts_with("va bene: servizio attivo dal "), "{said}");
    served.signal(Signal::KILL);
    assert_eq!(served.ended(), None);
    let status = json_of(&office.program(&["status", "--json"]));
    assert_eq!(status["service"]["alive"], json!(false), "its last sign of life is of this minute");
    assert!(text(&office, &[]).contains("fermo: ultimo segno di vita "));
    let (code, said) = probe(&office);
    assert!(code == 1 && said.starts_with("non gira: servizio fermo: ultimo segno di vita "), "{said}");
    let json = json_of(&office.program(&["status", "--probe", "--json"]));
    assert_eq!((&json["state"], &json["exit"]), (&json!("stopped"), &json!(1)));
}

#[test]
fn a_service_that_holds_its_seat_and_gives_no_sign_of_life_is_looked_at() {
    let office = Office::new();
    // Its clock is of another year, and so are its signs of life.
    let served = Served::start(&office, "2021-02-01T10:00:00+01:00", None);
    let (code, said) = probe(&office);
    assert!(code == 3 && said.contains("ma non dà segno di vita dal 01/02/2021 10:00"), "{said}");
    served.signal(Signal::TERM);
    assert_eq!(served.ended(), Some(0));
}

#[test]
fn a_command_given_by_hand_is_no_service_and_one_that_is_called_each_time_is() {
    let office = Office::new();
    let now = quadratura::clock::Clock::now(&quadratura::clock::System);
    {
        let _run = quadratura::pipeline::Lock::take_alone(office.root(), "run", now).unwrap();
        let status = json_of(&office.program(&["status", "--json"]));
        assert_eq!(status["service"]["alive"], json!(false));
        let said = text(&office, &[]).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("al lavoro c'è un comando dato a mano (processo "), "{said}");
    }
    first_start(&office, &now.to_rfc3339());
    let said = text(&office, &[]);
    assert!(said.contains("chiamato ogni volta da fuori (`quadratura serve --once`), l'ultima "), "{said}");
    assert_eq!(probe(&office).0, 0);
    first_start(&office, &(now - chrono::TimeDelta::hours(2)).to_rfc3339());
    assert_eq!(probe(&office).0, 1, "nobody has called it for two hours");
}

#[test]
fn a_refused_file_is_named_with_its_reason_until_it_is_sent_again_or_taken_away() {
    let office = Office::new();
    office.drop_samples("2021-04", &["oneri_2021-04_corretto.xlsx"]);
    office.drop_file("appunti.xlsx", b"no workbook");
    office.run("2021-04");
    let said = text(&office, &[]);
    assert_eq!(lines(&said, "Rifiutato").len(), 2, "{said}");
    assert!(said.contains("`oneri_2021-04.xlsx`, di aprile 2021, depositato da `"), "{said}");
    let status = json_of(&office.program(&["status", "--json"]));
    let reason = |status: &Value, at: usize| status["refused"][at]["reason"].as_str().unwrap().to_owned();
    let reasons: Vec<String> = (0..2).map(|at| reason(&status, at)).collect();
    assert!(reasons.iter().all(|path| std::path::Path::new(path).is_file()), "{reasons:?}");
    let (code, said) = probe(&office);
    assert!(code == 1 && said.contains("2 file rifiutati: `"), "{said}");
    assert!(said.contains("1 mese in BOZZA: aprile 2021"), "{said}");

    let corrected = quadratura::config::embedded_samples("2021-04")["oneri_2021-04_corretto.xlsx"].to_vec();
    office.drop_file("oneri_2021-04_corretto.xlsx", &corrected);
    office.run("2021-04");
    let said = text(&office, &[]);
    assert!(!said.contains("oneri_2021-04") && said.contains("`appunti.xlsx`"), "{said}");
    let left = json_of(&office.program(&["status", "--json"]))["refused"].as_array().unwrap().len();
    assert_eq!(left, 1);
    for name in ["appunti.xlsx", "appunti.xlsx.motivo.txt"] {
        std::fs::remove_file(office.root().join("drop/rifiutati").join(name)).unwrap();
    }
    assert!(lines(&text(&office, &[]), "Rifiutato").is_empty(), "who took it away has seen it");
}

#[test]
fn months_that_need_nobody_any_more_are_one_line_and_all_are_told_when_asked() {
    let office = Office::new();
    for month in ["2021-01", "2021-02", "2021-03"] {
        // February stays a draft.
        office.drop_samples(month, if month == "2021-02" { &["oneri"] } else { &[] });
        office.run(month);
    }
    assert_eq!(lines(&text(&office, &[]), "Mese").len(), 3, "the exercise under way is told month by month");
    office.run("2022-01");
    let said = text(&office, &[]);
    let months = lines(&said, "Mese");
    assert!(months.len() == 2 && months[0].contains("febbraio 2021: emissione 1, BOZZA"), "{said}");
    assert!(months[1].contains("gennaio 2022"), "{said}");
    let folded = "Mesi 2 altri mesi a posto, fra gennaio 2021 e marzo 2021: `quadratura status --all` li elenca";
    assert!(said.split_whitespace().collect::<Vec<_>>().join(" ").contains(folded), "{said}");
    let all = text(&office, &["--all"]);
    assert!(lines(&all, "Mese").len() == 4 && lines(&all, "Mesi").is_empty(), "{all}");
    let status = json_of(&office.program(&["status", "--json"]));
    assert_eq!(status["issues"].as_array().unwrap().len(), 4, "for a program nothing is left out");
    assert_eq!(office.program(&["status", "--all", "--probe"]).status.code(), Some(2));
}
