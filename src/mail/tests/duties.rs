//! What falls due, in the letters of who reads the month and in those of who answers for it.

use std::collections::{BTreeMap, BTreeSet};

use super::digest::{alerts, remembered, told_as};
use super::june::{june, now, settings};
use super::reader::{html_of, read_aloud, text_of};
use super::{FIRST, WORKBOOK};
use crate::duties::{Due, Duties};
use crate::mail::{Around, Beside, MonthNews, compose, digests};
use crate::monitor::News;

/// Of three owners, on the day of the letters: one past, two still to come.
pub(super) fn due() -> Vec<Due> {
    let duty = |id: &str, owner: &str, day: &str, of: &str| {
        format!(
            "[[duty]]\nid = '{id}'\ntitle = 'Adempimento {id}'\n{owner}\nday = '{day}'\nof = '{of}'\nlaw = 'art. 1'\nwhat = 'Fare {id}.'\n"
        )
    };
    let text = [
        duty("uno", "owner = 'segretario_generale'", "30/06", "before"),
        duty("due", "", "30/07", "same"),
        duty("tre", "owner = 'promozione'", "31/07", "next"),
        duty("lontano", "", "31/12", "next"),
    ];
    let duties: Duties = toml::from_str(&text.concat()).unwrap();
    duties.due(now().date_naive())
}

/// From the heading to the next one.
fn section(text: &str, next: &str) -> String {
    let from = text.find("SCADENZE").unwrap();
    text[from..from + text[from..].find(next).unwrap()].trim_end().to_owned()
}

#[test]
fn who_reads_the_month_reads_all_that_falls_due_and_its_owner_what_to_do() {
    let month = june();
    let due = due();
    let letters = compose(&month.view(), WORKBOOK, Beside { duties: &due, ..FIRST }, &settings(), now()).unwrap();
    let of = |role: &str| letters.iter().find(|it| it.id.ends_with(role)).unwrap();
    insta::assert_snapshot!(section(&text_of(of("contabilita")), "DOVE VA L'ANNO"), @r"
    SCADENZE
    - scaduto il 30/06/2021, non risulta fatto: Adempimento uno, esercizio 2020 (segretario_generale)
    - entro il 30/07/2021: Adempimento due, esercizio 2021
      Fare due.
    - entro il 31/07/2021: Adempimento tre, esercizio 2022 (Ufficio Attività promozionali)
    ");
    insta::assert_snapshot!(section(&text_of(of("segretario_generale")), "DOVE VA L'ANNO"), @r"
    SCADENZE
    - scaduto il 30/06/2021, non risulta fatto: Adempimento uno, esercizio 2020
      Fare uno.
    - entro il 30/07/2021: Adempimento due, esercizio 2021 (contabilita)
    - entro il 31/07/2021: Adempimento tre, esercizio 2022 (Ufficio Attività promozionali)
    ");
    let read = read_aloud(&html_of(of("contabilita")));
    assert!(read.contains("Scadenze") && read.contains("Fare due."), "{read}");
    assert!(read.contains("scaduto il 30/06/2021, non risulta fatto"), "{read}");
    let without = compose(&month.view(), WORKBOOK, FIRST, &settings(), now()).unwrap();
    assert!(without.iter().all(|it| !text_of(it).contains("SCADENZE") && !html_of(it).contains("Scadenze")));
}

#[test]
fn an_owner_who_does_not_read_the_month_has_its_own_in_the_digest() {
    let month = june();
    let (alerts, view, due) = (alerts(&month), month.view(), due());
    let memory = remembered(&alerts);
    let told = told_as(&alerts, News::Raised);
    let news = [MonthNews::of(&view, told, &memory, now().date_naive(), false).unwrap()];
    let (months, workbooks) = (&news, &BTreeMap::new());
    let around = Around { months, ente: view.ente, offices: view.offices, memory: &memory, workbooks, duties: &due };
    let all = digests(&around, &settings(), (now(), "20210705-0700"), BTreeSet::new()).unwrap();
    let of = |role: &str| text_of(&all.iter().find(|it| it.message.id.ends_with(role)).unwrap().message);
    insta::assert_snapshot!(section(&of("promozione"), "--\n"), @r"
    SCADENZE
    - entro il 31/07/2021: Adempimento tre, esercizio 2022
      Fare tre.
    ");
    for role in ["contabilita", "estero"] {
        assert!(!of(role).contains("SCADENZE"), "{role}");
    }
}
