//! The bridges, below the resources of the sheet `Risorse`: from the accounts' total to the office's, objective by objective, with
//! what lies between them and what nobody explains. Adds up nothing itself.

use super::cells::{Cached, here};
use super::page::Page;
use super::phrases;
use super::view::View;
use crate::money::Cents;
use crate::reconcile::Bridge;

const CODE: u16 = 0;
const OBJECTIVE: u16 = 1;
const OFFICE: u16 = 2;
const ACCOUNTING: u16 = 3;
/// The first kind of item; as many columns follow as the month has kinds.
const ITEMS: u16 = 4;

/// The kinds of items in the order of their columns.
const KINDS: [&str; 15] = [
    "missing_in_office",
    "missing_in_accounting",
    "amount",
    "coding",
    "timing",
    "duplicate",
    "vanished",
    "ambiguous",
    "search_stopped",
    "former_year",
    "revocation",
    "saving",
    "accepted",
    "tolerance",
    "elsewhere",
];

/// Writes them from this row, where there are some; answers with the last row and column.
pub(super) fn write(page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<Option<(u32, u16)>> {
    let styles = page.styles;
    let bridges = &view.reconciliation.bridges;
    if bridges.is_empty() {
        return Ok(None);
    }
    let occurs = |kind: &str| bridges.iter().any(|bridge| bridge.items.iter().any(|item| item.kind == kind));
    let kinds: Vec<&'static str> = KINDS.into_iter().filter(|kind| occurs(kind)).collect();
    let mut heads = vec!["Codice", "Obiettivo", "Ufficio", "Contabilità"];
    heads.extend(kinds.iter().map(|kind| phrases::bridge_item(kind)));
    heads.extend(["Scheda dell'ufficio", "Non spiegato"]);
    let last_column = u16::try_from(heads.len() - 1)?;
    for column in 0..=last_column {
        page.blank(top, column, &styles.section)?;
    }
    page.text(top, 0, phrases::BRIDGES, &styles.section)?;
    page.text(top + 1, 0, phrases::BRIDGES_NOTE, &styles.quiet)?;
    page.sheet.set_row_height(top + 2, 30)?;
    for (column, head) in (0..).zip(heads) {
        page.text(top + 2, column, head, &styles.header)?;
    }
    let first = top + 3;
    for (row, bridge) in (first..).zip(bridges) {
        write_row(page, row, bridge, &kinds, view)?;
        page.grow(row)?;
    }
    let total = first + u32::try_from(bridges.len())?;
    totals(page, (first, total), bridges, &kinds)?;
    Ok(Some((total, last_column)))
}

fn item(bridge: &Bridge, kind: &str) -> Option<Cents> {
    bridge.items.iter().find(|item| item.kind == kind).map(|item| item.cents)
}

/// The columns of the office's total and of what is not explained.
fn ends(kinds: &[&'static str]) -> anyhow::Result<(u16, u16)> {
    let told = ITEMS + u16::try_from(kinds.len())?;
    Ok((told, told + 1))
}

fn write_row(
    page: &mut Page<'_>,
    row: u32,
    bridge: &Bridge,
    kinds: &[&'static str],
    view: &View<'_>,
) -> anyhow::Result<()> {
    let styles = page.styles;
    let office = bridge.office.as_deref().map_or(phrases::NO_OFFICE, |office| view.office_name(office));
    let title = view.objectives.get(&bridge.objective).map_or("", |it| &it.title);
    page.text(row, CODE, &bridge.objective, &styles.code)?;
    page.wrapped(row, OBJECTIVE, title)?;
    page.wrapped(row, OFFICE, office)?;
    page.amount(row, ACCOUNTING, Some(bridge.accounting), &styles.amount)?;
    for (column, kind) in (ITEMS..).zip(kinds) {
        page.amount(row, column, item(bridge, kind), &styles.amount)?;
    }
    let (told, unexplained) = ends(kinds)?;
    page.amount(row, told, Some(bridge.told), &styles.amount)?;
    let from_to = format!("{}:{}", here(row, ACCOUNTING), here(row, told - 1));
    let excel = format!("ROUND({}-SUM({from_to}),2)", here(row, told));
    page.formula(row, unexplained, &excel, &Cached::Number(bridge.unexplained.as_euro()), &styles.amount)
}

/// The sum of each column of these rows, on the row after them.
fn totals(
    page: &mut Page<'_>,
    (first, row): (u32, u32),
    bridges: &[Bridge],
    kinds: &[&'static str],
) -> anyhow::Result<()> {
    let styles = page.styles;
    for column in [CODE, OBJECTIVE, OFFICE] {
        let text = if column == OBJECTIVE { "Totale" } else { "" };
        page.text(row, column, text, &styles.label_total)?;
    }
    let (told, unexplained) = ends(kinds)?;
    let mut sums: Vec<(u16, Cents)> = vec![(ACCOUNTING, bridges.iter().map(|it| it.accounting).sum())];
    for (column, kind) in (ITEMS..).zip(kinds) {
        sums.push((column, bridges.iter().filter_map(|bridge| item(bridge, kind)).sum()));
    }
    sums.push((told, bridges.iter().map(|it| it.told).sum()));
    sums.push((unexplained, bridges.iter().map(|it| it.unexplained).sum()));
    for (column, sum) in sums {
        let excel = format!("ROUND(SUM({}:{}),2)", here(first, column), here(row - 1, column));
        page.formula(row, column, &excel, &Cached::Number(sum.as_euro()), &styles.amount_total)?;
    }
    Ok(())
}
