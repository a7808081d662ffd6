//! The money of the Relazione: what was budgeted, revised and spent, by missione and by voce of the statement. Amounts are those of
//! other sheets, live; an amount that no file gives is left to a person, and counts when it is there.

use rust_xlsxwriter::{Format, Worksheet};

use super::given::Given;
use super::paper::{Left, Named, Paper};
use super::{kind, phrases};
use crate::ledger::Line;
use crate::money::Cents;
use crate::period::Scenario;
use crate::report::cells::{Cached, here};
use crate::report::income_statement::Places;
use crate::report::lines::{Lines, to_the_cent, weight};
use crate::report::page::{Column, FIRST_ROW};
use crate::report::phrases::plan;
use crate::report::resources::Area;
use crate::report::styles::{self, Styles, Weight};

const BUDGET: u16 = 2;
const REVISED: u16 = 3;
const ACTUAL: u16 = 4;
const GAP: u16 = 5;
const PLACE: u16 = 6;

const HEAD: [Column; PLACE as usize + 1] = [
    ("N.", 14.0),
    ("Voce", 72.0),
    ("Preventivo", 17.0),
    ("Assestato", 17.0),
    ("Consuntivo\nalla data", 17.0),
    ("Scostamento", 17.0),
    ("Da dove", 34.0),
];

/// A cell of another sheet with what it shows in euro.
type There = (String, f64);

/// The amounts of a row.
#[derive(Default)]
struct Amounts {
    budget: Option<There>,
    revised: Option<There>,
    actual: Option<There>,
}

impl Amounts {
    fn all(&self) -> [(u16, Option<&There>); 3] {
        [(BUDGET, self.budget.as_ref()), (REVISED, self.revised.as_ref()), (ACTUAL, self.actual.as_ref())]
    }

    /// How far the actual is from the revised budget, or from the first where there is no other.
    fn gap(&self) -> Cached {
        let base = self.revised.as_ref().or(self.budget.as_ref());
        gap(self.actual.as_ref().map(|it| it.1), base.map(|it| it.1))
    }
}

fn gap(actual: Option<f64>, base: Option<f64>) -> Cached {
    let both = actual.zip(base).map(|(actual, base)| to_the_cent(actual - base));
    both.map_or_else(|| Cached::Text(String::new()), Cached::Number)
}

/// Writes the missioni; says what is left to fill in.
pub(super) fn areas(sheet: &mut Worksheet, given: &Given<'_>, areas: &[Area], styles: &Styles) -> anyhow::Result<Left> {
    let named = Named { tab: kind::AREAS, title: phrases::AREAS_TITLE, note: phrases::AREAS_NOTE };
    let mut head = HEAD;
    (head[0].0, head[1].0) = ("Codice", "Missione");
    let mut paper = Paper::open(sheet, &named, &head, given, styles)?;
    let look = styles::line(Weight::Plain);
    for (row, area) in (FIRST_ROW..).zip(areas) {
        let title = given.view.objectives.missione_of(&area.code);
        let title = title.or_else(|| Some(given.view.objectives.get(&area.code)?.title.as_str()));
        paper.page.text(row, 0, &area.code, &styles.code)?;
        paper.page.wrapped(row, 1, title.unwrap_or_default())?;
        let (resources, booked) = area.cells();
        let there = |cell: String, cents: Option<Cents>| cents.map(|it| (cell, it.as_euro()));
        let amounts = Amounts {
            budget: there(resources.clone(), area.resources),
            revised: None,
            actual: there(booked, area.booked),
        };
        write_row(&mut paper, row, &amounts, &look)?;
        paper.page.link((row, PLACE), &phrases::of_area(&area.code), &resources)?;
        paper.page.grow(row)?;
    }
    if !areas.is_empty() {
        total(&mut paper, FIRST_ROW + u32::try_from(areas.len())?, areas)?;
    }
    paper.end(areas.len(), phrases::NO_AREAS, (PLACE, u32::from(!areas.is_empty())))
}

/// Writes the voci and results of the statement; says what is left to fill in.
pub(super) fn balance(
    sheet: &mut Worksheet,
    given: &Given<'_>,
    places: &Places,
    styles: &Styles,
) -> anyhow::Result<Left> {
    const LETTER: u8 = 2;
    let named = Named { tab: kind::BALANCE, title: phrases::BALANCE_TITLE, note: phrases::BALANCE_NOTE };
    let mut paper = Paper::open(sheet, &named, &HEAD, given, styles)?;
    let lines = given.view.statement.map(|it| it.scheme.lines.iter()).into_iter().flatten();
    let lines: Vec<&Line> = lines.filter(|it| it.level < LETTER).collect();
    for (row, line) in (FIRST_ROW..).zip(&lines) {
        Lines::name(&mut paper.page, row, line)?;
        let there = |scenario| {
            let (cell, shown) = places.whole(&line.id, scenario)?;
            Some((cell, shown.number()?))
        };
        let amounts = Amounts {
            budget: there(Scenario::Preventivo),
            revised: there(Scenario::Assestato),
            actual: there(Scenario::Consuntivo),
        };
        write_row(&mut paper, row, &amounts, &styles::line(weight(line)))?;
        let place = amounts.all().into_iter().rev().find_map(|(_, there)| there).map(|(cell, _)| cell.clone());
        match place {
            Some(cell) => paper.page.link((row, PLACE), &plan::cell(&cell), &cell)?,
            None => paper.page.text(row, PLACE, plan::NOT_DELIVERED, &styles.code)?,
        }
    }
    paper.end(lines.len(), phrases::NO_STATEMENT, (PLACE, 0))
}

fn write_row(paper: &mut Paper<'_>, row: u32, amounts: &Amounts, look: &Format) -> anyhow::Result<()> {
    let amount = look.clone().set_num_format(styles::AMOUNT);
    for (column, there) in amounts.all() {
        match there {
            Some((cell, euro)) => paper.page.formula(row, column, cell, &Cached::Number(*euro), &amount)?,
            None => paper.asks_in(row, column, styles::AMOUNT)?,
        }
    }
    write_gap(paper, row, &amounts.gap(), look)
}

/// The actual less the revised budget, or less the first while there is no other: as soon as the cells hold numbers.
fn write_gap(paper: &mut Paper<'_>, row: u32, shown: &Cached, look: &Format) -> anyhow::Result<()> {
    let [budget, revised, actual] = [BUDGET, REVISED, ACTUAL].map(|column| here(row, column));
    let base = format!("IF(ISNUMBER({revised}),{revised},{budget})");
    let excel = format!("IF(AND(ISNUMBER({actual}),ISNUMBER({base})),ROUND({actual}-{base},2),\"\")");
    paper.page.formula(row, GAP, &excel, shown, &look.clone().set_num_format(styles::SIGNED))
}

/// The sum of the missioni, in each column as soon as all of them are known.
fn total(paper: &mut Paper<'_>, row: u32, areas: &[Area]) -> anyhow::Result<()> {
    let look = styles::line(Weight::Outcome);
    for column in [0, PLACE] {
        paper.page.blank(row, column, &look)?;
    }
    paper.page.text(row, 1, plan::TOTAL, &styles::indented(&look, 1))?;
    let amount = look.clone().set_num_format(styles::AMOUNT);
    let sum = |of: fn(&Area) -> Option<Cents>| {
        let all = areas.iter().map(of).try_fold(Cents(0), |sum, it| Some(sum + it?));
        all.map(Cents::as_euro)
    };
    let (budget, actual) = (sum(|it| it.resources), sum(|it| it.booked));
    for (column, known) in [(BUDGET, budget), (REVISED, None), (ACTUAL, actual)] {
        let range = format!("{}:{}", here(FIRST_ROW, column), here(row - 1, column));
        let excel = format!("IF(COUNT({range})<{},\"\",ROUND(SUM({range}),2))", areas.len());
        let shown = known.map_or_else(|| Cached::Text(String::new()), Cached::Number);
        paper.page.formula(row, column, &excel, &shown, &amount)?;
    }
    write_gap(paper, row, &gap(actual, budget), &look)
}
