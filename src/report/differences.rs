//! Sheet `Differenze`: what the accounts and an office tell differently, with the place to look on each side.

use rust_xlsxwriter::Worksheet;

use super::answers::{self, Column, Sheet};
use super::cells::{Block, Cached, count, here};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Mood, Styles};
use super::view::View;
use crate::ledger::{Movement, Side};
use crate::money::Cents;
use crate::reconcile::{Difference, DifferenceState};

/// The office, on which the summary counts.
pub(super) const OFFICE: u16 = 0;
const ACCOUNTS: u16 = 5;
const OFFICES: u16 = 6;
/// Accounts less office, which the summary sums.
pub(super) const GAP: u16 = 7;
const SEEN: u16 = 8;
/// Days open, on which the summary counts.
pub(super) const AGE: u16 = 9;
/// The state's name, on which the summary counts.
pub(super) const STATE: u16 = 10;
/// The last column that is printed.
const KEY: u16 = 11;
/// What people fill in, then what an auditor asks.
const ANSWERS: u16 = 12;
const AFTER: u16 = ANSWERS + 6;

const HEAD: [page::Column; AFTER as usize + 4] = [
    ("Ufficio", 23.0),
    ("Obiettivo", 14.5),
    ("Tipo", 19.0),
    ("Causa", 14.0),
    ("Che cosa è successo", 48.0),
    ("Importo in contabilità", 14.0),
    ("Importo dell'ufficio", 14.0),
    ("Differenza", 14.0),
    ("Vista la\nprima volta", 12.0),
    ("Giorni", 8.5),
    ("Stato", 11.0),
    ("Provvedimento e beneficiario", 34.0),
    answers::head(Column::Outcome),
    answers::head(Column::Why),
    answers::head(Column::Responsible),
    answers::head(Column::Second),
    answers::head(Column::Until),
    answers::head(Column::Note),
    ("Dove in contabilità", 40.0),
    ("Dove nella scheda", 40.0),
    ("Riga più vicina", 40.0),
    (answers::ID, 36.0),
];

/// The office of a difference as every sheet writes it: always something, so that it can be counted on.
pub(super) fn office<'a>(difference: &'a Difference, view: &'a View<'_>) -> &'a str {
    difference.office.as_deref().map_or(phrases::NO_OFFICE, |office| view.office_name(office))
}

/// Writes the sheet; says where the rows stand, for the summary.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Block> {
    write_some(sheet, view, &view.reconciliation.differences.iter().collect::<Vec<_>>(), styles)
}

/// The open differences of an office, which it can answer.
pub(super) fn open_of<'a>(view: &View<'a>, office: &str) -> Vec<&'a Difference> {
    let own = |it: &&Difference| it.state == DifferenceState::Open && it.office.as_deref() == Some(office);
    view.reconciliation.differences.iter().filter(own).collect()
}

/// Writes the sheet with these rows.
pub(super) fn write_some(
    sheet: &mut Worksheet,
    view: &View<'_>,
    rows: &[&Difference],
    styles: &Styles,
) -> anyhow::Result<Block> {
    let title = "Differenze tra contabilità e uffici";
    let mut page =
        Page::open(sheet, &Title { tab: phrases::DIFFERENCES, text: title, colour: styles::AMBER }, view, styles)?;
    page.text(2, 0, phrases::DIFFERENCES_NOTE, &styles.quiet)?;
    page.table(&HEAD, 1)?;
    for (row, difference) in (FIRST_ROW..).zip(rows) {
        write_row(&mut page, row, difference, view)?;
        page.grow(row)?;
    }
    let block =
        page.end(phrases::DIFFERENCES, HEAD.len(), rows.len(), "Nessuna differenza tra contabilità e uffici.")?;
    if !rows.is_empty() {
        answers::protect(&mut page, block, (Sheet::Differences, ANSWERS))?;
    }
    page.print_until(KEY, block.last)?;
    Ok(block)
}

fn write_row(page: &mut Page<'_>, row: u32, difference: &Difference, view: &View<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    let rows = |side: Side| -> Vec<Movement<'_>> {
        let all = difference.rows.iter().filter_map(|row| view.ledger.movements.get(*row));
        all.filter(|movement| movement.side == side).collect()
    };
    let (accounts, offices) = (rows(Side::Accounting), rows(Side::Office));
    page.wrapped(row, OFFICE, office(difference, view))?;
    page.text(row, 1, &difference.objective, &styles.code)?;
    page.wrapped(row, 2, phrases::kind(difference.kind))?;
    page.wrapped(row, 3, &phrases::reason(difference.reason))?;
    page.wrapped(row, 4, &difference.text)?;
    let (left, right) = (sum(&accounts), sum(&offices));
    page.amount(row, ACCOUNTS, left, &styles.amount)?;
    page.amount(row, OFFICES, right, &styles.amount)?;
    // Where the rows listed are not the whole story (several candidates, a search that stopped), the amount stands alone.
    if left.unwrap_or_default() - right.unwrap_or_default() == difference.cents {
        let excel = format!("ROUND({}-{},2)", here(row, ACCOUNTS), here(row, OFFICES));
        page.formula(row, GAP, &excel, &Cached::Number(difference.cents.as_euro()), &styles.amount)?;
    } else {
        page.amount(row, GAP, Some(difference.cents), &styles.amount)?;
    }
    page.date(row, SEEN, Some(difference.first_seen), &styles.date)?;
    let age = usize::try_from(difference.age_days.max(0)).unwrap_or_default();
    page.number(row, AGE, count(age), &styles.count)?;
    page.text(row, STATE, phrases::difference(difference.state), &styles::state(mood(difference.state)))?;
    page.wrapped(row, KEY, &difference.key)?;
    // What an office proposes stands in the difference's sentence: printed here, it would be whoever fills in the cell beside it
    // who says it.
    let decided = difference.answer.as_ref().filter(|it| !it.changed && it.answer.decides).map(|it| &it.answer);
    answers::write(page, (row, ANSWERS), Sheet::Differences, decided)?;
    page.wrapped(row, AFTER, &places(&accounts, view))?;
    page.wrapped(row, AFTER + 1, &places(&offices, view))?;
    let near: Vec<Movement<'_>> =
        difference.candidate.and_then(|candidate| view.ledger.movements.get(candidate)).into_iter().collect();
    page.wrapped(row, AFTER + 2, &places(&near, view))?;
    page.text(row, AFTER + 3, &difference.id.to_string(), &styles.code)
}

/// The sum of a side; `None` when nothing of it is there.
fn sum(rows: &[Movement<'_>]) -> Option<Cents> {
    (!rows.is_empty()).then(|| rows.iter().map(|movement| movement.cents).sum())
}

fn places(rows: &[Movement<'_>], view: &View<'_>) -> String {
    phrases::places(rows.iter().map(|movement| view.place(movement.origin)).collect())
}

fn mood(state: DifferenceState) -> Mood {
    match state {
        DifferenceState::Open => Mood::Bad,
        DifferenceState::Expected | DifferenceState::Apart => Mood::Calm,
        DifferenceState::Accepted => Mood::Watch,
        DifferenceState::Closed => Mood::Good,
    }
}
