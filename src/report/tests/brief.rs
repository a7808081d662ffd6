//! The first page and the pictures: the verdict, the heaviest first and linked, points that a preview shows.

use std::io::{Cursor, Read as _};

use super::month::Month;
use super::{View, book, bytes, cells, number, row_of};
use crate::history::Past;
use crate::issue::IssueState;
use crate::money::Cents;
use crate::monitor::{AlertId, AlertState, Kind};
use crate::problem::Severity;
use crate::report::brief::{self, Ask, Tone};

/// The parts of a workbook whose names begin so.
fn parts(bytes: &[u8], begins: &str) -> Vec<String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let held: Vec<usize> = (0..package.len())
        .filter(|at| package.by_index_raw(*at).unwrap().name().unwrap().to_string().starts_with(begins))
        .collect();
    held.into_iter()
        .map(|at| {
            let mut text = String::new();
            package.by_index(at).unwrap().read_to_string(&mut text).unwrap();
            text
        })
        .collect()
}

#[test]
fn a_draft_is_critical_and_says_so_first() {
    let mut month = Month::full();
    let verdict = brief::verdict(&month.view());
    assert_eq!(verdict.tone, Tone::Bad);
    insta::assert_snapshot!(verdict.sentences[0], @"Il mese è una BOZZA: 2 motivi da rimuovere prima di diffonderlo");
    (month.state, month.alerts) = (IssueState::Released, Vec::new());
    month.reconciliation.tie_outs.clear();
    month.indicators.clear();
    let verdict = brief::verdict(&month.view());
    assert_eq!((verdict.tone, verdict.sentences), (Tone::Good, Vec::new()));
}

#[test]
fn the_heavier_stands_first_and_leads_to_its_row() {
    let mut month = Month::full();
    let failed = month.reconciliation.tie_outs.iter().find(|it| it.difference() == Some(Cents(125_000))).unwrap();
    let of_tie_out = AlertId::of_tie_out(&failed.id);
    let alert = |id: AlertId, weight| crate::monitor::Alert {
        kind: id.kind(),
        id,
        weight: Cents(weight),
        state: AlertState::Standing,
        severity: Severity::Warning,
        ..month.alerts[0].clone()
    };
    let light = alert(AlertId::of_office(Kind::DifferencesAged, None), 36_000);
    month.alerts = vec![light, alert(of_tie_out, 132_185_300)];
    let view = View { blocking: &[], ..month.view() };
    assert_eq!(brief::alerts(&view).iter().map(|it| it.weight.0).collect::<Vec<_>>(), [132_185_300, 36_000]);
    assert_eq!(Ask::of(brief::alerts(&view)[0], &view), Ask::Correct);
    let first = &parts(&bytes(&view), "xl/worksheets/sheet1.xml")[0];
    assert!(first.contains("location=\"'Quadrature'!A5\""), "{first}");
}

#[test]
fn a_picture_has_its_points_and_is_shown_as_italians_write() {
    let month = Month::full();
    let headline = ["equilibrio_gestione_corrente".to_owned(), "nessuno".to_owned()];
    let months = [("proventi_correnti".to_owned(), vec![("2021-05".parse().unwrap(), Cents(100_000_000))])];
    let past = Past { months: months.into(), ..Past::default() };
    let view = View { past: &past, headline: &headline, ..month.view() };
    let charts = parts(&bytes(&view), "xl/charts/chart");
    assert!(!charts.is_empty());
    for chart in &charts {
        assert!(chart.contains("<c:lang val=\"it-IT\"/>"));
        let caches: Vec<&str> = chart.split("<c:numCache>").skip(1).collect();
        assert!(!caches.is_empty());
        for cache in caches {
            assert!(cache.split("</c:numCache>").next().unwrap().contains("<c:pt "), "{cache}");
        }
    }
    // What is drawn of this month is what the statement says.
    let mut book = book(&view);
    let (drawn, statement) = (cells(&mut book, "Cruscotto"), cells(&mut book, "Conto economico"));
    let row = (60..80).find(|row| drawn.get(&format!("A{row}")).is_some_and(|(it, _)| *it == "Consuntivo alla data"));
    let total = row_of(&statement, "B", "Totale proventi correnti (A)");
    let row = row.unwrap();
    assert_eq!(number(&drawn, &format!("F{row}")), 1_000_000.0);
    assert_eq!(number(&drawn, &format!("G{row}")), number(&statement, &format!("F{total}")));
}

#[test]
fn the_figures_of_the_first_page_add_up() {
    let month = Month::full();
    let view = month.view();
    let figures = brief::figures(&view);
    assert_eq!(figures.iter().map(|it| it.label).collect::<Vec<_>>()[2], "Altre gestioni");
    for of in [|it: &brief::Figure<'_>| it.actual, |it: &brief::Figure<'_>| it.assestato] {
        let cents: Vec<Cents> = figures.iter().filter_map(of).collect();
        assert_eq!(cents[0] - cents[1] + cents[2], cents[3]);
    }
}
