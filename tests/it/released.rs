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

/// A letter of the outbox: its headers, a line each, and its text.
fn letter(office: &Office, name: &str) -> (String, String) {
    let bytes = std::fs::read(office.root().join("outbox").join(format!("{name}.eml"))).unwrap();
    let whole = String::from_utf8(bytes).unwrap();
    let (headers, body) = whole.split_once("\r\n\r\n").unwrap();
    (headers.replace("\r\n ", " "), body.replace("=\r\n", ""))
}

fn header<'a>(headers: &'a str, name: &str) -> Option<&'a str> {
    headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// A draft, its release, and a third issue for a sheet that came late.
fn three_issues() -> Office {
    let office = Office::new();
    office.drop_samples("2021-01", &["oneri", "scheda_interventi_estero"]);
    office.run("2021-01");
    for late in ["oneri", "scheda_interventi_estero"] {
        for (name, bytes) in quadratura::config::embedded_samples("2021-01") {
            if name.contains(late) {
                office.drop_file(&name, bytes);
            }
        }
        office.run("2021-01");
    }
    office
}

#[test]
fn a_month_issued_again_says_what_changed_and_answers_the_first_letter_to_each() {
    let office = three_issues();
    let of = |name: &str| letter(&office, name).0;
    let id = |name: &str| header(&of(name), "Message-ID").unwrap().to_owned();
    let thread = |name: &str| {
        let headers = of(name);
        ["In-Reply-To", "References"].map(|it| header(&headers, it).map(str::to_owned))
    };
    let draft = id("2021-01-1-bozza-contabilita");
    let second = id("2021-01-2-mensile-contabilita");
    assert_eq!(thread("2021-01-1-bozza-contabilita"), [None, None]);
    assert_eq!(thread("2021-01-2-mensile-contabilita"), [Some(draft.clone()), Some(draft.clone())]);
    assert_eq!(thread("2021-01-3-mensile-contabilita"), [Some(draft.clone()), Some(format!("{draft} {second}"))]);
    let first = id("2021-01-2-mensile-segretario_generale");
    assert_eq!(thread("2021-01-2-mensile-segretario_generale"), [None, None], "nobody wrote to him before");
    assert_eq!(thread("2021-01-3-mensile-segretario_generale"), [Some(first.clone()), Some(first)]);

    let (_, text) = letter(&office, "2021-01-3-mensile-segretario_generale");
    let things = &text[text.find("DA GUARDARE").unwrap()..text.find("DOVE VA L'ANNO").unwrap()];
    let lines: Vec<&str> = things.lines().skip(1).filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines[..2],
        [
            "1. [nuova] Gennaio 2021 non =C3=A8 pi=C3=B9 come nell'emissione 2: 5 righe nuove, cambiate o sparite.",
            "   =C3=88 arrivato =C2=ABscheda_interventi_estero_2021-01.xlsx=C2=BB, che non c'era.",
        ]
    );
    // The heaviest row is the first of five.
    assert!(lines[2].contains("6.638,17 =E2=82=AC nella scheda dell'ufficio, che non c'erano quando"), "{}", lines[2]);
    assert_eq!(lines.len(), 7, "{things}");
    // What decides the month decides its letters: the same course gives the same bytes.
    let again = three_issues();
    let letters = |office: &Office| {
        let files = office.files().into_iter();
        files.filter(|(name, _)| name.starts_with("outbox/")).collect::<Vec<_>>()
    };
    assert_eq!(letters(&office), letters(&again));
}
