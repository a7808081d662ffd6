//! Sheet `Quadrature`: what is printed against what is computed, failures first. The gap and the verdict are live.

use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule, Worksheet};

use super::cells::{Block, Cached, here};
use super::page::{self, FIRST_ROW, Page, Title};
use super::styles::{self, Mood, Styles};
use super::view::View;
use super::{decimals, phrases};
use crate::money::Unit;
use crate::reconcile::{Relation, TieOut, TieOutState};

const LEFT: u16 = 3;
const RIGHT: u16 = 4;
const GAP: u16 = 5;
const TOLERANCE: u16 = 6;
/// The verdict, on which the summary counts.
pub(super) const VERDICT: u16 = 7;
/// The last column that is printed.
const HINT: u16 = 9;

const HEAD: [page::Column; 12] = [
    ("Quadratura", 33.0),
    ("Ambito", 28.0),
    ("Che cosa deve tornare", 38.0),
    ("Stampato", 15.0),
    ("Calcolato", 15.0),
    ("Differenza", 14.0),
    ("Tolleranza", 11.0),
    ("Esito", 13.5),
    ("Bloccante", 10.5),
    ("Che cosa sembra", 32.0),
    ("Dove è stampato", 40.0),
    ("Addendi del calcolato", 46.0),
];

/// Writes the sheet; says where the rows stand, for the summary.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Block> {
    let mut page = Page::open(
        sheet,
        &Title { tab: phrases::TIE_OUTS, text: "Quadrature contabili", colour: styles::GREEN },
        view,
        styles,
    )?;
    let counts = view.reconciliation.tie_outs.iter().any(|it| it.unit != Unit::Euro);
    page.text(2, 0, if counts { phrases::IN_EURO_AND_NUMBERS } else { phrases::IN_EURO }, &styles.quiet)?;
    page.table(&HEAD, 1)?;
    let mut rows: Vec<&TieOut> = view.reconciliation.tie_outs.iter().collect();
    rows.sort_by_key(|tie_out| match tie_out.state {
        TieOutState::Fails => 0,
        TieOutState::NoData => 1,
        TieOutState::Holds => 2,
    });
    for (row, tie_out) in (FIRST_ROW..).zip(&rows) {
        write_row(&mut page, row, tie_out, view)?;
        page.grow(row)?;
    }
    let block = page.end(phrases::TIE_OUTS, HEAD.len(), rows.len(), "Nessuna quadratura da verificare.")?;
    for (verdict, mood) in [(phrases::HOLDS, Mood::Good), (phrases::FAILS, Mood::Bad), (phrases::NO_DATA, Mood::Quiet)]
    {
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(verdict))
            .set_format(styles::tint(mood));
        page.sheet.add_conditional_format(block.first, VERDICT, block.last, VERDICT, &rule)?;
    }
    page.print_until(HINT, block.last)?;
    Ok(block)
}

fn write_row(page: &mut Page<'_>, row: u32, tie_out: &TieOut, view: &View<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    page.wrapped(row, 0, &tie_out.id)?;
    page.wrapped(row, 1, &tie_out.scope)?;
    page.wrapped(row, 2, &tie_out.label)?;
    let counted = styles::body().set_num_format(decimals::PLAIN);
    let amount = if tie_out.unit == Unit::Euro { &styles.amount } else { &counted };
    page.amount(row, LEFT, tie_out.left, amount)?;
    page.amount(row, RIGHT, tie_out.right, amount)?;
    page.amount(row, TOLERANCE, Some(tie_out.tolerance), amount)?;
    let verdict = phrases::tie_out(tie_out.state);
    let centred = styles.date.clone();
    match tie_out.difference() {
        Some(gap) if tie_out.state != TieOutState::NoData => {
            let excel = format!("ROUND({}-{},2)", here(row, LEFT), here(row, RIGHT));
            page.formula(row, GAP, &excel, &Cached::Number(gap.as_euro()), amount)?;
            let (gap, tolerance) = (here(row, GAP), here(row, TOLERANCE));
            let size = match tie_out.relation {
                Relation::Equal => format!("ABS({gap})"),
                Relation::AtMost => gap,
            };
            let excel = format!("IF({size}<={tolerance},\"{}\",\"{}\")", phrases::HOLDS, phrases::FAILS);
            page.formula(row, VERDICT, &excel, &Cached::Text(verdict.to_owned()), &centred)?;
        }
        _ => {
            page.blank(row, GAP, amount)?;
            page.text(row, VERDICT, verdict, &centred)?;
        }
    }
    page.text(row, 8, if tie_out.blocking { "sì" } else { "no" }, &centred)?;
    page.wrapped(row, HINT, tie_out.hint.as_deref().unwrap_or_default())?;
    let place = tie_out.origin.map(|origin| view.place(origin)).unwrap_or_default();
    page.wrapped(row, 10, &place)?;
    page.wrapped(row, 11, &phrases::terms(&tie_out.terms, tie_out.unit))
}
