//! What was issued stays as it was: other bytes at a workbook's name are never replaced, and the pass says so.

use quadratura::clock::Fixed;
use quadratura::pipeline::Step;
use quadratura::schedule::{Doing, Service};
use serde_json::json;

use crate::office::{Office, go_on};
use crate::service::first_start;

const WORKBOOK: &str = "reports/2021-01/monitoraggio-2021-01.xlsx";

fn occupied(office: &Office) {
    std::fs::create_dir_all(office.root().join("reports/2021-01")).unwrap();
    std::fs::write(office.root().join(WORKBOOK), "di qualcun altro").unwrap();
}

fn stands(office: &Office) -> Vec<u8> {
    std::fs::read(office.root().join(WORKBOOK)).unwrap()
}

#[test]
fn a_file_of_somebody_else_at_the_name_of_a_workbook_stays_and_is_told() {
    let office = Office::new();
    office.run("2020-12");
    office.drop_samples("2021-01", &[]);
    occupied(&office);
    let (code, said) = office.run("2021-01");
    assert_eq!((code, &said["issue"], &said["workbook"]), (3, &json!(1), &json!(null)));
    let problem = said["problems"].as_array().unwrap().iter().find(|it| it["code"] == "pipeline.report_occupied");
    let problem = problem.unwrap();
    assert_eq!(problem["file"], office.root().join(WORKBOOK).to_str().unwrap());
    insta::assert_snapshot!(format!("{}\n{}", problem["text"].as_str().unwrap(), problem["remedy"].as_str().unwrap()), @r"
    al posto dell'emissione 1 di gennaio 2021 c'è un altro file, che resta com'è: non è stata pubblicata
    spostare o rinominare quel file: l'esecuzione seguente pubblica l'emissione, che intanto è al sicuro nell'archivio
    ");
    assert_eq!(stands(&office), b"di qualcun altro");
    let messages = said["messages"].as_array().unwrap();
    assert!(!messages.is_empty() && messages.iter().all(|it| it["state"] == "sent"), "the rest goes on");

    std::fs::rename(office.root().join(WORKBOOK), office.root().join("reports/2021-01/mio.xlsx")).unwrap();
    let (code, said) = office.run("2021-01");
    assert_eq!((code, &said["issue"], &said["changed"]), (0, &json!(1), &json!(false)));
    let undisturbed = Office::new();
    undisturbed.run("2020-12");
    undisturbed.drop_samples("2021-01", &[]);
    undisturbed.run("2021-01");
    assert_eq!(stands(&office), stands(&undisturbed));
}

#[test]
fn a_workbook_published_by_a_killed_pass_is_not_published_twice() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let killed = |step: Step<'_>| match step {
        Step::Published(_) => anyhow::bail!("killed"),
        _ => Ok(()),
    };
    office.pass("2021-01", &killed).unwrap_err();
    let published = std::fs::metadata(office.root().join(WORKBOOK)).unwrap();
    let outcome = office.pass("2021-01", &go_on).unwrap();
    assert!(!outcome.changed && !outcome.needs_attention());
    use std::os::unix::fs::MetadataExt as _;
    assert_eq!(std::fs::metadata(office.root().join(WORKBOOK)).unwrap().ino(), published.ino(), "the same file");
}

#[test]
fn the_service_does_its_work_and_tells_once_of_a_place_that_is_taken() {
    let office = Office::new();
    first_start(&office, "2021-02-04T10:00:00+01:00");
    office.drop_samples("2021-01", &[]);
    occupied(&office);
    let at = |text: &str| Fixed(text.parse().unwrap());
    let mut service = Service::new(&office.settings(), at("2021-02-05T05:50:00Z").0).unwrap();
    let said = std::cell::RefCell::new(Vec::new());
    let mut tick = |now: &str| {
        said.borrow_mut().clear();
        service.tick(&at(now), &Doing::default(), &|text: &str| said.borrow_mut().push(text.to_owned()));
        said.borrow().join("\n")
    };
    tick("2021-02-05T05:50:00Z");
    tick("2021-02-05T05:55:00Z");
    let text = tick("2021-02-05T06:00:00Z");
    assert!(text.contains("emissione (05/02/2021 07:00) non riuscito: `"), "{text}");
    assert!(text.contains("c'è un altro file, che resta com'è") && text.contains("Rimedio: spostare"), "{text}");
    assert!(!tick("2021-02-05T06:05:00Z").contains("un altro file"), "it was said");
    assert_eq!(stands(&office), b"di qualcun altro");
    let mails = office.files().into_keys().filter(|name| name.starts_with("outbox/2021-01")).count();
    assert!(mails > 0, "the month was issued");
    std::fs::remove_file(office.root().join(WORKBOOK)).unwrap();
    let later = tick("2021-02-05T06:15:00Z") + &tick("2021-02-05T06:20:00Z");
    assert!(later.contains("Risolto, dopo "), "{later}");
    assert!(stands(&office).starts_with(b"PK"));
}
