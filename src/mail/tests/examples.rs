//! The examples on which a chamber's templates are tried are what the messages of an invented month were really given.
//! `BLESS=1` writes them anew.

use std::path::Path;

use minijinja::value::Value;

use super::WORKBOOK;
use super::golden::{machine, notice, received};
use super::june::{june, settings};
use crate::indicators::tree::ScorecardStanding;
use crate::issue::IssueState;
use crate::mail::page::Pages;
use crate::mail::reader::Reader;
use crate::mail::receipt::{self, Received};
use crate::mail::{month, notice as notices, scorecard};
use crate::office::Offices;
use crate::problem::Problem;

fn check(name: &str, pages: &[Value]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/mail/templates/esempi/{name}.json"));
    let given = format!("{}\n", serde_json::to_string_pretty(pages).unwrap());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &given).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == given, "`{}` is not what the message is given: BLESS=1 writes it anew", path.display());
}

#[test]
fn the_examples_are_what_messages_are_given() {
    let pages = Pages::new(&settings().own_templates);
    let (mut draft, released) = (june(), june());
    draft.state = IssueState::Draft;
    draft.blocking = vec!["`oneri_2021-06.xlsx` non è arrivato".into()];
    draft.statement = None;
    let month = |it: &super::june::Month| {
        let (view, changes) = (it.view(), super::things::changes());
        let reader = Reader::of("contabilita", view.offices);
        let pictures = month::pictures(&view, &settings());
        let due = super::duties::due();
        let letter = month::Letter {
            view: &view,
            workbook: WORKBOOK,
            staff: Some("personale-2021-06.xlsx"),
            changes: Some(&changes),
            duties: &due,
            reader,
            pictures: &pictures,
        };
        month::said(&pages, letter, &settings()).unwrap().page
    };
    check("mensile", &[month(&released), month(&draft)]);

    let (assessed, month) = (super::golden::with_scorecard(), june());
    let card = &month.standings.scorecards[0];
    let mut given = month.standings.scorecards[0].clone();
    given.groups[1].rolled.achievement = Some(0.9);
    let letter = |card: &ScorecardStanding| scorecard::tests::said(&pages, &month.view(), card, &assessed).page;
    check("scheda", &[letter(card), letter(&given)]);

    check("avvisi", &super::digest::given(&pages));

    let files = received();
    let files: Vec<&Received<'_>> = files.iter().collect();
    let settings = settings();
    let offices = Offices::default();
    let post = super::golden::post(&offices, &settings);
    let receipt = |files: &[&Received<'_>]| receipt::said(&pages, files, "Ufficio", &post);
    let cut = Problem::warning(
        "intake.waiting_too_long",
        "aspetta da almeno 2 ore e non è stato letto: la copia nella cartella non è ancora finita",
        "copiarlo di nuovo nella cartella, fino in fondo",
    );
    let key = crate::origin::Digest::of(b"oneri");
    let waits = receipt::Waiting { file: "oneri_2021-06 (prova).xlsx", office: None, key, problem: &cut };
    let waiting = receipt::waiting_said(&pages, &waits, "Ufficio", &post);
    let page = waiting.unwrap().page;
    check("ricevuta", &[receipt(&files).unwrap().page, receipt(&files[2..]).unwrap().page, page]);

    let said = notices::said(&pages, &notice(), &machine(), &post, "ced@camera.example");
    check("operatore", &[said.unwrap().page]);
}
