//! Sheet `Raccordo`: from the accounts' total to the office's, objective by objective, with what lies between them and
//! what nobody explains. Adds up nothing itself.

use rust_xlsxwriter::Worksheet;

use super::cells::{Block, Cached, here};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Styles};
use super::view::View;
use crate::money::Cents;
use crate::reconcile::Bridge;

const OFFICE: u16 = 0;
const OBJECTIVE: u16 = 1;
const ACCOUNTING: u16 = 2;
/// The first kind of item; as many columns follow as the month has kinds.
const ITEMS: u16 = 3;

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

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<()> {
    let title = "Raccordo tra contabilità e uffici";
    let mut page =
        Page::open(sheet, &Title { tab: phrases::BRIDGES, text: title, colour: styles::AMBER }, view, styles)?;
    page.text(2, 0, phrases::BRIDGES_NOTE, &styles.quiet)?;
    let bridges = &view.reconciliation.bridges;
    let occurs = |kind: &str| bridges.iter().any(|bridge| bridge.items.iter().any(|item| item.kind == kind));
    let kinds: Vec<&'static str> = KINDS.into_iter().filter(|kind| occurs(kind)).collect();
    let mut head: Vec<page::Column> = vec![("Ufficio", 31.0), ("Obiettivo", 15.0), ("Contabilità", 16.0)];
    head.extend(kinds.iter().map(|kind| (phrases::bridge_item(kind), 16.0)));
    head.extend([("Scheda dell'ufficio", 16.0), ("Non spiegato", 14.0)]);
    page.table(&head, 2)?;
    for (row, bridge) in (FIRST_ROW..).zip(bridges) {
        write_row(&mut page, row, bridge, &kinds, view)?;
        page.grow(row)?;
    }
    let block = page.end(phrases::BRIDGES, head.len(), bridges.len(), "Nessuna riga da raccordare.")?;
    let last_column = u16::try_from(head.len().saturating_sub(1))?;
    if !bridges.is_empty() {
        totals(&mut page, block, bridges, &kinds)?;
    }
    page.print_until(last_column, block.last + u32::from(!bridges.is_empty()))?;
    Ok(())
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
    page.wrapped(row, OFFICE, office)?;
    page.text(row, OBJECTIVE, &bridge.objective, &styles.code)?;
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

/// The sum of each column, below a bridge of many rows as below one.
fn totals(page: &mut Page<'_>, block: Block, bridges: &[Bridge], kinds: &[&'static str]) -> anyhow::Result<()> {
    let styles = page.styles;
    let row = block.last + 1;
    page.text(row, OFFICE, "Totale", &styles.label_total)?;
    page.text(row, OBJECTIVE, "", &styles.label_total)?;
    let (told, unexplained) = ends(kinds)?;
    let mut sums: Vec<(u16, Cents)> = vec![(ACCOUNTING, bridges.iter().map(|it| it.accounting).sum())];
    for (column, kind) in (ITEMS..).zip(kinds) {
        sums.push((column, bridges.iter().filter_map(|bridge| item(bridge, kind)).sum()));
    }
    sums.push((told, bridges.iter().map(|it| it.told).sum()));
    sums.push((unexplained, bridges.iter().map(|it| it.unexplained).sum()));
    for (column, sum) in sums {
        let excel = format!("ROUND(SUM({}:{}),2)", here(block.first, column), here(block.last, column));
        page.formula(row, column, &excel, &Cached::Number(sum.as_euro()), &styles.amount_total)?;
    }
    Ok(())
}
