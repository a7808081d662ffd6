//! Sheet `Quadrature`: what is printed against what is computed. What fails comes first, one row each; what holds, and what has no
//! data, in one row a family, whose members are folded away below it. Gaps and verdicts are live.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rust_xlsxwriter::{FormatAlign, Worksheet};

use super::cells::{Block, Cached, count, here};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, accounts as words};
use super::styles::{self, Mood, Styles};
use super::view::View;
use super::{decimals, sources};
use crate::money::{Cents, Unit};
use crate::reconcile::{Relation, TieOut, TieOutState};

/// The verdict, on which the summary counts; a group's is another word.
pub(super) const VERDICT: u16 = 0;
const LABEL: u16 = 1;
const FIGURES: u16 = 2;
const LEFT: u16 = 3;
const RELATION: u16 = 4;
const RIGHT: u16 = 5;
const GAP: u16 = 6;
const COUNT: u16 = 7;
const BLOCKING: u16 = 8;
/// The last column that is printed.
const HINT: u16 = 9;
const TOLERANCE: u16 = 10;

const HEAD: [page::Column; 15] = [
    ("Esito", 14.0),
    ("Che cosa deve tornare", 58.0),
    ("Quali cifre", 31.0),
    ("Stampato", 15.0),
    ("Relazione", 9.5),
    ("Calcolato\no limite", 15.0),
    ("Differenza\n(la maggiore)", 14.5),
    ("Quante", 8.0),
    ("Bloccante", 10.0),
    ("Che cosa sembra", 36.0),
    ("Tolleranza", 11.0),
    ("Dove è stampato", 46.0),
    ("Addendi del calcolato", 46.0),
    ("Sigla", 34.0),
    ("Sigla dell'ambito", 40.0),
];

/// A gap below a bound: nothing to be red about.
const ROOM: &str = "#,##0.00;-#,##0.00";

/// Tie-outs of one state that say the same.
type Family<'a> = Vec<&'a TieOut>;

/// Those that fail, in the order of the sheet's first rows: those that block, then the largest.
pub(super) fn failed<'a>(view: &View<'a>) -> Vec<&'a TieOut> {
    let mut failed: Vec<&TieOut> = of_state(view, TieOutState::Fails).into_iter().flatten().collect();
    failed.sort_by_key(|it| (!it.blocking, Reverse(it.difference().map(Cents::abs))));
    failed
}

/// Writes the sheet; says where the rows stand, for the summary.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Block> {
    let title = Title { tab: phrases::TIE_OUTS, text: "Quadrature contabili", colour: styles::GREEN };
    let mut page = Page::open(sheet, &title, view, styles)?;
    let counts = view.reconciliation.tie_outs.iter().any(|it| it.unit != Unit::Euro);
    let units = if counts { phrases::IN_EURO_AND_NUMBERS } else { phrases::IN_EURO };
    page.text(2, 0, &format!("{units}; {}", words::GROUPS_NOTE), &styles.quiet)?;
    page.table(&HEAD, 2)?;
    page.sheet.group_symbols_above(true);
    let mut row = FIRST_ROW;
    for tie_out in failed(view) {
        row = write_row(&mut page, row, tie_out, view)?;
    }
    for state in [TieOutState::Holds, TieOutState::NoData] {
        for family in of_state(view, state) {
            row = write_family(&mut page, row, &family, view)?;
        }
    }
    let rows = usize::try_from(row - FIRST_ROW)?;
    let block = page.end(phrases::TIE_OUTS, HEAD.len(), rows, "Nessuna quadratura da verificare.")?;
    for word in [
        (phrases::HOLDS, Mood::Good),
        (words::ALL_HOLD, Mood::Good),
        (phrases::FAILS, Mood::Bad),
        (phrases::NO_DATA, Mood::Quiet),
        (words::ALL_WITHOUT_DATA, Mood::Quiet),
    ] {
        page.mood((block.first, block.last), VERDICT, word)?;
    }
    page.print_until(HINT, block.last)?;
    Ok(block)
}

/// The families of a state: those that keep a month a draft when they fail, then the others.
fn of_state<'a>(view: &View<'a>, state: TieOutState) -> Vec<Family<'a>> {
    let mut families: Vec<Family<'a>> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for tie_out in view.reconciliation.tie_outs.iter().filter(|it| it.state == state) {
        let place = *places.entry(&tie_out.family).or_insert(families.len());
        if place == families.len() {
            families.push(Vec::new());
        }
        families[place].push(tie_out);
    }
    families.sort_by_key(|family| !family.iter().any(|it| it.blocking));
    families
}

/// A row for all, and below it, folded away, a row each; one alone has its row and no other.
fn write_family(page: &mut Page<'_>, row: u32, family: &Family<'_>, view: &View<'_>) -> anyhow::Result<u32> {
    let [first, _, ..] = family[..] else {
        return family.iter().try_fold(row, |row, tie_out| write_row(page, row, tie_out, view));
    };
    let styles = page.styles;
    for column in LEFT..=HINT {
        page.blank(row, column, &styles.code)?;
    }
    let (top, bottom) = (row + 1, row + u32::try_from(family.len())?);
    let range = |at: u16| format!("{}:{}", here(top, at), here(bottom, at));
    let centred = styles.date.clone();
    let (one, all) = match first.state {
        TieOutState::NoData => (phrases::NO_DATA, words::ALL_WITHOUT_DATA),
        _ => (phrases::HOLDS, words::ALL_HOLD),
    };
    let excel = format!("IF(COUNTIF({},\"{one}\")=ROWS({0}),\"{all}\",\"{}\")", range(VERDICT), phrases::FAILS);
    page.formula(row, VERDICT, &excel, &Cached::Text(all.to_owned()), &centred)?;
    page.wrapped(row, LABEL, &first.family)?;
    let mut figures: Vec<&str> = family.iter().map(|it| it.figures.as_str()).collect();
    figures.sort_unstable();
    figures.dedup();
    page.wrapped(row, FIGURES, &words::figures(figures))?;
    page.text(row, RELATION, sign(first), &centred)?;
    page.formula(
        row,
        COUNT,
        &format!("ROWS({})", range(VERDICT)),
        &Cached::Number(count(family.len())),
        &styles.count,
    )?;
    page.text(row, BLOCKING, yes_or_no(family.iter().any(|it| it.blocking)), &centred)?;
    if let Some(greatest) = greatest(family) {
        let gaps = range(GAP);
        let excel = match first.relation {
            Relation::Equal => format!("MAX(MAX({gaps}),-MIN({gaps}))"),
            Relation::AtMost => format!("MAX({gaps})"),
        };
        page.formula(row, GAP, &excel, &Cached::Number(greatest.as_euro()), &amount(first))?;
    }
    page.grow(row)?;
    let mut next = top;
    for tie_out in family {
        next = write_row(page, next, tie_out, view)?;
    }
    page.sheet.group_rows_collapsed(top, bottom)?;
    Ok(next)
}

/// The greatest gap of a family; of a bound, the one that comes nearest to it.
fn greatest(family: &Family<'_>) -> Option<Cents> {
    let gaps = family.iter().filter(|it| it.state != TieOutState::NoData).filter_map(|it| {
        let gap = it.difference()?;
        Some(if it.relation == Relation::Equal { gap.abs() } else { gap })
    });
    gaps.max()
}

/// How the gap of a tie-out looks.
fn amount(tie_out: &TieOut) -> rust_xlsxwriter::Format {
    let pattern = match (tie_out.unit, tie_out.relation) {
        (Unit::Euro, Relation::Equal) => styles::AMOUNT,
        (Unit::Euro, Relation::AtMost) => ROOM,
        _ => decimals::PLAIN,
    };
    styles::body().set_num_format(pattern)
}

fn sign(tie_out: &TieOut) -> &'static str {
    match tie_out.relation {
        Relation::Equal => "=",
        Relation::AtMost => "<=",
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "sì" } else { "no" }
}

/// Writes a tie-out; answers with the next row.
fn write_row(page: &mut Page<'_>, row: u32, tie_out: &TieOut, view: &View<'_>) -> anyhow::Result<u32> {
    let styles = page.styles;
    let centred = styles.date.clone();
    page.wrapped(row, LABEL, &tie_out.label)?;
    page.wrapped(row, FIGURES, &tie_out.figures)?;
    let plain = if tie_out.unit == Unit::Euro { styles.amount.clone() } else { amount(tie_out) };
    page.amount(row, LEFT, tie_out.left, &plain)?;
    page.text(row, RELATION, sign(tie_out), &centred)?;
    page.amount(row, RIGHT, tie_out.right, &plain)?;
    page.amount(row, TOLERANCE, Some(tie_out.tolerance), &plain)?;
    verdict(page, row, tie_out)?;
    page.blank(row, COUNT, &styles.count)?;
    page.text(row, BLOCKING, yes_or_no(tie_out.blocking), &centred)?;
    page.wrapped(row, HINT, tie_out.hint.as_deref().unwrap_or_default())?;
    if let Some(origin) = tie_out.origin {
        sources::link(page, (row, TOLERANCE + 1), origin, view)?;
    }
    // In one line: what is not printed must not make the printed rows tall.
    let terms = phrases::terms(&tie_out.terms, tie_out.unit).replace('\n', "  ");
    page.text(row, TOLERANCE + 2, &terms, &styles.code)?;
    page.text(row, TOLERANCE + 3, &tie_out.id, &styles.code)?;
    page.text(row, TOLERANCE + 4, &tie_out.scope, &styles.code)?;
    page.grow(row)?;
    Ok(row + 1)
}

/// The gap and what it comes to, both live where both sides are known.
fn verdict(page: &mut Page<'_>, row: u32, tie_out: &TieOut) -> anyhow::Result<()> {
    let centred = page.styles.date.clone().set_align(FormatAlign::Center);
    let verdict = phrases::tie_out(tie_out.state);
    let Some(gap) = tie_out.difference().filter(|_| tie_out.state != TieOutState::NoData) else {
        page.blank(row, GAP, &amount(tie_out))?;
        return page.text(row, VERDICT, verdict, &centred);
    };
    let excel = format!("ROUND({}-{},2)", here(row, LEFT), here(row, RIGHT));
    page.formula(row, GAP, &excel, &Cached::Number(gap.as_euro()), &amount(tie_out))?;
    let (gap, tolerance) = (here(row, GAP), here(row, TOLERANCE));
    let size = match tie_out.relation {
        Relation::Equal => format!("ABS({gap})"),
        Relation::AtMost => gap,
    };
    let excel = format!("IF({size}<={tolerance},\"{}\",\"{}\")", phrases::HOLDS, phrases::FAILS);
    page.formula(row, VERDICT, &excel, &Cached::Text(verdict.to_owned()), &centred)
}
