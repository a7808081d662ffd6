//! Sheet `Risorse`: what the plan gives each objective, what the accounts have booked on it and what the offices say, the whole
//! above what it is made of, and the bridge from the one to the other. Each movement counts once. Adds up over the tree by live
//! formulas.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Format, Worksheet};

use super::bridges;
use super::cells::{Block, Cached, here, of_budget, there};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, plan};
use super::styles::{self, Styles, Weight};
use super::view::View;
use crate::ledger::{Level, Objective, Told};
use crate::money::Cents;

const CODE: u16 = 0;
const RESOURCES: u16 = 3;
const BOOKED: u16 = 4;
const LEFT: u16 = 5;
const SHARE: u16 = 6;
const ALLOTTED: u16 = 7;
const PAID: u16 = 8;
/// The code above, over which a row sums what stands below it; for the screen.
const ABOVE: u16 = 9;

const HEAD: [page::Column; ABOVE as usize + 1] = [
    ("Codice", 16.0),
    ("Obiettivo", 76.0),
    ("Ufficio", 29.0),
    ("Risorse\ndel Piano", 16.0),
    ("Registrato in\ncontabilità\nalla data", 16.0),
    ("Resta\n(risorse - registrato)", 16.0),
    ("% registrata\nalla data", 12.0),
    ("Stanziato (impegnato)\nalla data", 16.0),
    ("Liquidato nelle\nschede alla data", 16.0),
    ("Sotto", 16.0),
];

/// What is known of an objective: what the plan gives it, then what rows say of it.
#[derive(Clone, Copy, Debug, Default)]
struct Money {
    resources: Option<Cents>,
    booked: Option<Cents>,
    allotted: Option<Cents>,
    paid: Option<Cents>,
}

impl Money {
    /// The columns that add up over the tree.
    const SUMMED: [u16; 4] = [RESOURCES, BOOKED, ALLOTTED, PAID];

    fn get(&self, column: u16) -> Option<Cents> {
        match column {
            RESOURCES => self.resources,
            BOOKED => self.booked,
            ALLOTTED => self.allotted,
            _ => self.paid,
        }
    }

    fn is_known(&self) -> bool {
        Self::SUMMED.into_iter().any(|column| self.get(column).is_some())
    }

    /// Both together: what one of them does not know is what the other knows.
    fn and(self, other: &Self) -> Self {
        let both = |one: Option<Cents>, other: Option<Cents>| match (one, other) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
        Self {
            resources: both(self.resources, other.resources),
            booked: both(self.booked, other.booked),
            allotted: both(self.allotted, other.allotted),
            paid: both(self.paid, other.paid),
        }
    }
}

/// A row of the sheet.
struct Row<'a> {
    code: &'a str,
    title: String,
    office: &'a str,
    level: Option<Level>,
    above: &'a str,
    /// What it comes to, with what stands below it.
    money: Money,
    /// Columns whose sum is that of the rows below it.
    sums: BTreeSet<u16>,
    /// How many rows stand below it.
    below: u32,
}

/// What an area was given and what is booked on it, and its row.
pub(crate) struct Area {
    /// Its code.
    pub code: String,
    /// Its row, from 0.
    pub row: u32,
    /// What the plan gives it.
    pub resources: Option<Cents>,
    /// What is booked on it and below it.
    pub booked: Option<Cents>,
}

impl Area {
    /// The cells of what it was given and of what is booked, as other sheets name them.
    pub(crate) fn cells(&self) -> (String, String) {
        (there(phrases::RESOURCES, self.row, RESOURCES), there(phrases::RESOURCES, self.row, BOOKED))
    }
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<()> {
    let mut page = open(sheet, view, styles)?;
    let rows = tree(&mut page, view)?;
    let last = last_row(&rows)?;
    let bridged = bridges::write(&mut page, last + 2, view)?;
    let (last, column) = bridged.unwrap_or((last, PAID));
    page.print_until(column.max(PAID), last)
}

/// Writes the sheet without the bridges to what the offices say; answers with its areas.
pub(crate) fn write_tree(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Vec<Area>> {
    let mut page = open(sheet, view, styles)?;
    let rows = tree(&mut page, view)?;
    page.print_until(PAID, last_row(&rows)?)?;
    let areas = (FIRST_ROW..).zip(&rows).filter(|(_, it)| it.above.is_empty() && !it.code.is_empty());
    let area = |(row, it): (u32, &Row<'_>)| Area {
        code: it.code.to_owned(),
        row,
        resources: it.money.resources,
        booked: it.money.booked,
    };
    Ok(areas.map(area).collect())
}

fn open<'w>(sheet: &'w mut Worksheet, view: &View<'_>, styles: &'w Styles) -> anyhow::Result<Page<'w>> {
    let title = Title { tab: phrases::RESOURCES, text: plan::RESOURCES_TITLE, colour: styles::GREEN };
    Page::open(sheet, &title, view, styles)
}

/// The last row of the tree, its total.
fn last_row(rows: &[Row<'_>]) -> anyhow::Result<u32> {
    Ok(Block::new(phrases::RESOURCES, FIRST_ROW, rows.len()).last + 1)
}

/// Writes the tree and its total.
fn tree<'a>(page: &mut Page<'_>, view: &View<'a>) -> anyhow::Result<Vec<Row<'a>>> {
    let styles = page.styles;
    page.text(2, 0, plan::RESOURCES_NOTE, &styles.quiet)?;
    page.table(&HEAD, 2)?;
    page.sheet.set_row_height(page::HEADER_ROW, 44)?;
    let (own, outside) = own(view);
    let mut rows = Vec::new();
    let tops = view.objectives.all.iter().filter(|it| it.parent.is_none());
    tops.for_each(|top| add(top, &own, view, &mut rows));
    if outside.is_known() {
        rows.push(Row::alone(plan::OUTSIDE, outside));
    }
    for (row, it) in (FIRST_ROW..).zip(&rows) {
        write_row(page, row, it)?;
        page.grow(row)?;
    }
    let block = page.end(phrases::RESOURCES, HEAD.len(), rows.len(), plan::NO_OBJECTIVES)?;
    page.sheet.group_symbols_above(true);
    for (row, it) in (FIRST_ROW..).zip(&rows).filter(|(_, it)| it.below > 0) {
        page.sheet.group_rows(row + 1, row + it.below)?;
    }
    if !rows.is_empty() {
        total(page, block.last + 1, &rows)?;
    }
    Ok(rows)
}

/// What is known of each objective itself, and of rows that name none of the plan.
fn own<'a>(view: &View<'a>) -> (BTreeMap<&'a str, Money>, Money) {
    let given = |it: &'a Objective| {
        let resources = it.resources_euro.and_then(|euro| euro.checked_mul(100)).map(Cents);
        (&*it.code, Money { resources, ..Money::default() })
    };
    let mut own: BTreeMap<&str, Money> = view.objectives.all.iter().map(given).collect();
    let mut outside = Money::default();
    for (objective, Told { booked, paid, allotted }) in view.ledger.movements.by_objective() {
        let place = own.get_mut(objective.trim()).unwrap_or(&mut outside);
        *place = place.and(&Money { resources: None, booked, allotted, paid });
    }
    (own, outside)
}

impl Row<'_> {
    fn alone(title: &str, money: Money) -> Self {
        let title = title.to_owned();
        Self { code: "", title, office: "", level: None, above: "", money, sums: BTreeSet::new(), below: 0 }
    }

    /// Whether it is only a part of a strategic objective, or of none.
    fn is_part(&self) -> bool {
        !matches!(self.level, Some(Level::Area | Level::Strategico))
    }
}

/// Adds an objective and, below it, what is known of those beneath: the whole is what its rows come to.
fn add<'a>(objective: &'a Objective, own: &BTreeMap<&'a str, Money>, view: &View<'a>, rows: &mut Vec<Row<'a>>) {
    let at = rows.len();
    let code = &*objective.code;
    let mut money = own.get(code).copied().unwrap_or_default();
    let office = view.objectives.office_of(code).map_or("", |office| view.offices.name_or_id(office));
    let above = objective.parent.as_deref().unwrap_or_default();
    let level = Some(objective.level);
    let title = objective.title.clone();
    rows.push(Row { code, title, office, level, above, money, sums: BTreeSet::new(), below: 0 });
    let below = view.objectives.all.iter().filter(|it| it.parent.as_deref() == Some(code));
    below.for_each(|it| add(it, own, view, rows));
    let direct: Vec<Money> = rows[at + 1..].iter().filter(|it| it.above == code).map(|it| it.money).collect();
    let sum = direct.iter().fold(Money::default(), |sum, it| sum.and(it));
    let mut sums = BTreeSet::new();
    // What the plan prints of the whole and of its parts is given twice, what rows say is not.
    let resources = money.resources;
    let own_rows = Money { resources: None, ..money };
    if sum.is_known() && own_rows.is_known() {
        rows.insert(at + 1, Row { above: code, ..Row::alone(plan::DIRECTLY, own_rows) });
    }
    money = own_rows.and(&sum);
    money.resources = resources.or(sum.resources);
    for column in Money::SUMMED {
        let of_parts = sum.get(column).is_some() || (column != RESOURCES && sum.is_known());
        if of_parts && money.get(column).is_some() && (column != RESOURCES || sum.resources == money.resources) {
            sums.insert(column);
        }
    }
    if !money.is_known() && objective.level != Level::Area {
        rows.truncate(at);
        return;
    }
    rows[at].below = u32::try_from(rows.len() - at - 1).unwrap_or(0);
    (rows[at].money, rows[at].sums) = (money, sums);
}

fn write_row(page: &mut Page<'_>, row: u32, it: &Row<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    let (weight, depth) = match it.level {
        Some(Level::Area) => (Weight::Total, 0),
        Some(Level::Strategico) => (Weight::Subtotal, 1),
        _ if it.above.is_empty() => (Weight::Plain, 0),
        _ => (Weight::Plain, 3),
    };
    let look = styles::line(weight);
    let words = styles::indented(&look.clone().set_text_wrap(), depth + 1);
    page.text(row, CODE, it.code, &styles::indented(&look, 1))?;
    let named =
        if it.level == Some(Level::Operativo) { format!("{}{}", plan::OF_WHICH, it.title) } else { it.title.clone() };
    // Bold letters are wider by a tenth.
    let bold = if it.is_part() { 0.0 } else { 0.1 };
    page.wrapped_in((row, 1), &named, &words, f64::from(depth) + 1.0 + HEAD[1].1 * bold)?;
    page.wrapped_in((row, 2), it.office, &styles::indented(&look.clone().set_text_wrap(), 1), HEAD[2].1 * bold)?;
    page.text(row, ABOVE, if it.above.is_empty() { plan::PLAN } else { it.above }, &styles.code)?;
    let amount = look.clone().set_num_format(styles::AMOUNT);
    for column in Money::SUMMED {
        match it.money.get(column) {
            Some(cents) if it.sums.contains(&column) => {
                let excel = sum_below(row, it.below, column);
                page.formula(row, column, &excel, &Cached::Number(cents.as_euro()), &amount)?;
            }
            Some(cents) => page.number(row, column, cents.as_euro(), &amount)?,
            // The plan gives nothing below its strategic objectives.
            None if column == RESOURCES && it.is_part() => page.blank(row, column, &look)?,
            None => page.text(row, column, phrases::UNKNOWN, &unknown(&look))?,
        }
    }
    if it.is_part() && it.money.resources.is_none() {
        page.blank(row, LEFT, &look)?;
        return page.blank(row, SHARE, &look);
    }
    left(page, row, &it.money, &look)
}

/// The sum of the rows that name this one as theirs, among those that stand below it.
fn sum_below(row: u32, below: u32, column: u16) -> String {
    let range = |column: u16| format!("{}:{}", here(row + 1, column), here(row + below, column));
    format!("ROUND(SUMIFS({},{},{}),2)", range(column), range(ABOVE), here(row, CODE))
}

/// What is left of the resources, and the share that is booked, where both are known.
fn left(page: &mut Page<'_>, row: u32, money: &Money, look: &Format) -> anyhow::Result<()> {
    let (Some(resources), Some(booked)) = (money.resources, money.booked) else {
        page.text(row, LEFT, phrases::UNKNOWN, &unknown(look))?;
        return page.text(row, SHARE, phrases::UNKNOWN, &unknown(look));
    };
    let (given, spent) = (here(row, RESOURCES), here(row, BOOKED));
    let rest = Cached::Number((resources - booked).as_euro());
    let amount = look.clone().set_num_format(styles::AMOUNT);
    page.formula(row, LEFT, &format!("ROUND({given}-{spent},2)"), &rest, &amount)?;
    let (excel, share) = of_budget(&spent, booked.as_euro(), &given, resources.as_euro());
    page.formula(row, SHARE, &excel, &share, &look.clone().set_num_format(styles::PERCENT))
}

fn unknown(look: &Format) -> Format {
    look.clone().set_align(rust_xlsxwriter::FormatAlign::Right).set_italic()
}

/// The sum of what stands under nothing: all there is, each once.
fn total(page: &mut Page<'_>, row: u32, rows: &[Row<'_>]) -> anyhow::Result<()> {
    let look = styles::line(Weight::Outcome);
    let tops = rows.iter().filter(|it| it.above.is_empty());
    let all = tops.fold(Money::default(), |sum, it| sum.and(&it.money));
    for column in 0..ABOVE {
        page.blank(row, column, &look)?;
    }
    page.text(row, 1, plan::TOTAL, &styles::indented(&look, 1))?;
    let amount = look.clone().set_num_format(styles::AMOUNT);
    let range = |column: u16| format!("{}:{}", here(FIRST_ROW, column), here(row - 1, column));
    for column in Money::SUMMED {
        match all.get(column) {
            Some(cents) => {
                let excel = format!("ROUND(SUMIFS({},{},\"{}\"),2)", range(column), range(ABOVE), plan::PLAN);
                page.formula(row, column, &excel, &Cached::Number(cents.as_euro()), &amount)?;
            }
            None => page.text(row, column, phrases::UNKNOWN, &unknown(&look))?,
        }
    }
    // Of the whole plan much is never booked by objective: what would be left of it says nothing.
    Ok(())
}
