//! What the prospetto says, taken from the month as it is shown.

use std::collections::BTreeMap;

use super::document::{Cell, Column, Prospetto, Section};
use super::words;
use crate::issue::{IssueState, SourceState, SourceView};
use crate::ledger::FileTotal;
use crate::money::{Cents, Unit};
use crate::origin::Source;
use crate::period::Scenario;
use crate::reconcile::{Difference, DifferenceState, TieOut, TieOutState};
use crate::report::view::View;
use crate::report::{brief, differences, phrases, tie_outs};

/// The prospetto of a month as it is shown.
#[must_use]
pub fn of(view: &View<'_>) -> Prospetto {
    let accepted = view.visto.map_or(0, |it| phrases::accepted_by(it, view));
    let only_visto = view.awaits_only_visto();
    let state = match view.state {
        IssueState::Released => words::FINAL,
        IssueState::Draft if only_visto => words::TO_BE_SEEN,
        IssueState::Draft => words::DRAFT,
    };
    let parts = [
        sentences(words::WHY_DRAFT, if only_visto { &[] } else { view.blocking }),
        Some(files(view)),
        Some(checks(view)),
        Some(open(view)),
        heaviest(view),
        accepted_ones(view),
        sentences(words::FORCED, view.visto.and_then(brief::forced).as_slice()),
    ];
    Prospetto {
        ente: view.ente.to_owned(),
        head: words::head(view.ente, view.period),
        title: words::title(view.period),
        subtitle: words::subtitle(view.period, view.issue),
        state,
        is_draft: view.state == IssueState::Draft,
        sections: parts.into_iter().flatten().collect(),
        visto: view.visto.map(|it| words::visto(it, view.visto_at, accepted)).unwrap_or_default(),
        identity: words::identity(view.period, view.issue, &view.manifest.to_string()),
    }
    .fitted()
}

/// A part of sentences alone; nothing where there are none.
fn sentences(title: &'static str, said: &[String]) -> Option<Section> {
    let rows = said.iter().map(|it| vec![Cell::Text(it.clone())]).collect();
    let columns = vec![Column::words("", 5)];
    (!said.is_empty()).then(|| Section { title, columns, rows, sheet: phrases::SUMMARY, ..Section::default() })
}

fn files(view: &View<'_>) -> Section {
    let row = |file: &SourceView| {
        let office = view.office_name(file.office.as_deref().unwrap_or_default()).to_owned();
        let rows = match file.state {
            SourceState::Accepted => Cell::Count(file.rows),
            other => Cell::Digits(phrases::source(other).to_owned()),
        };
        let digits = file.sha256.map_or(Cell::Empty, |digest| Cell::Digits(digest.short()));
        vec![Cell::Text(file.file.clone()), Cell::Text(office), rows, total(file, view), digits]
    };
    Section {
        title: words::READ,
        intro: view.files.is_empty().then(|| words::NO_FILE.to_owned()),
        columns: vec![
            Column::words("File", 1),
            Column::words("Ufficio", 1),
            Column::figures("Righe"),
            Column::figures("Totale"),
            Column::figures("Impronta"),
        ],
        rows: view.files.iter().map(row).collect(),
        sheet: phrases::SOURCES,
        remark: (!view.files.is_empty()).then(|| words::DIGITS.to_owned()),
        ..Section::default()
    }
}

/// What a file prints as the total of all its rows, of several columns that of the consuntivo, else what its rows sum up to, as where
/// several sheets print one each; nothing where several totals are equally good, or its rows are no movements.
fn total(file: &SourceView, view: &View<'_>) -> Cell {
    let is_source = |it: &Source| file.sha256 == Some(it.digest);
    let of_it: Vec<u16> = (0..).zip(view.sources.iter()).filter(|(_, it)| is_source(it)).map(|(at, _)| at).collect();
    let is_of = |source: u16| of_it.contains(&source);
    let mut printed: Vec<&FileTotal> = view
        .ledger
        .file_totals
        .iter()
        .filter(|it| !it.subtotal && it.unit == Unit::Euro && is_of(it.origin.source))
        .collect();
    // What a sheet prints is of its own rows alone.
    if printed.iter().any(|it| it.origin.sheet != printed[0].origin.sheet) {
        printed.clear();
    }
    if printed.len() > 1 {
        printed.retain(|it| &*it.column == Scenario::Consuntivo.id());
        return if let [only] = printed[..] { Cell::Amount(only.printed) } else { Cell::Empty };
    }
    if let [only] = printed[..] {
        return Cell::Amount(only.printed);
    }
    let all = view.ledger.movements.handles();
    let mut own = all.iter().filter(|it| is_of(it.origin.source)).map(|it| it.cents).peekable();
    if own.peek().is_some() { Cell::Amount(own.sum()) } else { Cell::Empty }
}

fn checks(view: &View<'_>) -> Section {
    let all = &view.reconciliation.tie_outs;
    let count = |state| all.iter().filter(|it| it.state == state).count();
    let [hold, fail, no_data] = [TieOutState::Holds, TieOutState::Fails, TieOutState::NoData].map(count);
    let row = |it: &&TieOut| {
        let figure = |cents: Option<Cents>| match (cents, it.unit) {
            (Some(cents), Unit::Euro) => Cell::Amount(cents),
            (Some(cents), unit) => Cell::Digits(unit.figure(cents)),
            (None, _) => Cell::Empty,
        };
        let label = if it.blocking { words::blocking(&it.label) } else { it.label.clone() };
        vec![
            Cell::Text(label),
            Cell::Text(it.figures.clone()),
            figure(it.left),
            figure(it.right),
            figure(it.difference()),
        ]
    };
    Section {
        title: words::CHECKS,
        intro: Some(words::checks([all.len(), hold, fail, no_data])),
        columns: vec![
            Column::words("Che cosa non quadra", 1),
            Column::words("Quali cifre", 1),
            Column::figures("Stampato"),
            Column::figures("Calcolato"),
            Column::figures("Scarto"),
        ],
        rows: tie_outs::failed(view).iter().map(row).collect(),
        sheet: phrases::TIE_OUTS,
        ..Section::default()
    }
}

fn in_state<'a>(view: &View<'a>, state: DifferenceState) -> Vec<&'a Difference> {
    view.reconciliation.differences.iter().filter(|it| it.state == state).collect()
}

fn counted(all: &[&Difference]) -> (usize, Cents) {
    (all.len(), all.iter().map(|it| it.cents).sum())
}

/// The open ones, by office and kind.
fn open(view: &View<'_>) -> Section {
    let all = in_state(view, DifferenceState::Open);
    let mut groups: BTreeMap<(&str, &str), Vec<&Difference>> = BTreeMap::new();
    for it in &all {
        groups.entry((differences::office(it, view), phrases::kind(it.kind))).or_default().push(it);
    }
    let figures = |all: &[&Difference]| {
        let size = all.iter().map(|it| it.cents.abs()).sum();
        [Cell::Count(all.len() as u64), Cell::Amount(size), Cell::Amount(counted(all).1)]
    };
    let row = |((office, kind), own): (&(&str, &str), &Vec<&Difference>)| {
        let named = [Cell::Text((*office).to_owned()), Cell::Text((*kind).to_owned())];
        named.into_iter().chain(figures(own)).collect()
    };
    let total = [Cell::Text("Totale".to_owned()), Cell::Empty].into_iter().chain(figures(&all)).collect();
    let beside = [DifferenceState::Expected, DifferenceState::Apart].map(|state| counted(&in_state(view, state)));
    Section {
        title: words::OPEN,
        intro: all.is_empty().then(|| words::NONE_OPEN.to_owned()),
        columns: vec![
            Column::words("Ufficio", 1),
            Column::words("Tipo", 1),
            Column::figures("Quante"),
            Column::figures("Senza segno"),
            Column::figures("Differenza"),
        ],
        rows: groups.iter().map(row).collect(),
        total: (!all.is_empty()).then_some(total),
        sheet: phrases::DIFFERENCES,
        remark: words::beside(beside[0], beside[1]),
        ..Section::default()
    }
}

/// What a difference is called: act and beneficiary of its first row, and its kind.
fn name(it: &Difference, view: &View<'_>) -> Cell {
    let row = it.rows.first().and_then(|row| view.ledger.movements.get(*row));
    let parts: Vec<&str> =
        row.iter().flat_map(|row| [row.act, row.beneficiary]).filter(|it| !it.trim().is_empty()).collect();
    let named = if parts.is_empty() { it.key.clone() } else { parts.join(", ") };
    Cell::Text(format!("{named}: {}", phrases::kind(it.kind)))
}

fn heaviest(view: &View<'_>) -> Option<Section> {
    /// More of them belong into the workbook, however few the rest of the page has.
    const NAMED: usize = 12;
    let mut all = in_state(view, DifferenceState::Open);
    all.sort_by_key(|it| (std::cmp::Reverse(it.cents.abs()), it.key.clone(), it.id.to_string()));
    let left = all.len().saturating_sub(NAMED);
    let row = |it: &&Difference| {
        vec![name(it, view), Cell::Text(differences::office(it, view).to_owned()), Cell::Amount(it.cents)]
    };
    (!all.is_empty()).then(|| Section {
        title: words::HEAVIEST,
        columns: vec![
            Column::words("Provvedimento, beneficiario e tipo", 2),
            Column::words("Ufficio", 2),
            Column::figures("Differenza"),
        ],
        rows: all.iter().take(NAMED).map(row).collect(),
        left,
        sheet: phrases::DIFFERENCES,
        ..Section::default()
    })
}

fn accepted_ones(view: &View<'_>) -> Option<Section> {
    let all = in_state(view, DifferenceState::Accepted);
    let row = |it: &&Difference| {
        let answer = it.answer.as_ref().map(|it| &it.answer).filter(|it| it.decides);
        let why = match answer {
            Some(answer) => words::accepted(answer, view.office_name(&answer.office)),
            None => format!("{} {}", words::BY_CONFIGURATION, it.text),
        };
        vec![name(it, view), Cell::Text(why), Cell::Amount(it.cents)]
    };
    (!all.is_empty()).then(|| Section {
        title: words::ACCEPTED,
        columns: vec![
            Column::words("Provvedimento, beneficiario e tipo", 1),
            Column::words("Da chi, e perché", 3),
            Column::figures("Differenza"),
        ],
        rows: all.iter().map(row).collect(),
        sheet: phrases::DIFFERENCES,
        ..Section::default()
    })
}
