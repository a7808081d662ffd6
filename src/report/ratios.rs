//! Sheet `Altri indici`: the ratios that the plan does not list, and those of its own that are known of budgets too: one row
//! each, a column a scenario. Judges nothing.

use std::collections::BTreeSet;

use rust_xlsxwriter::Worksheet;

use super::cells::{Block, Cached};
use super::decimals;
use super::indicators::{self, mood, projection, value};
use super::inputs::Inputs;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, plan};
use super::styles::{self, Styles};
use super::view::View;
use crate::indicators::{Indicator, Trend};
use crate::period::Scenario;

/// The plan's code, or that it lists none, on which the summary counts.
pub(super) const CODE: u16 = 0;
/// The scenarios that every month has a column for; those that few ratios have stand behind all others.
const SCENARIOS: [(Scenario, u16); 3] =
    [(Scenario::Preventivo, 2), (Scenario::Assestato, 3), (Scenario::Consuntivo, 4)];
/// The name of the state of the actuals, on which the summary counts.
pub(super) const STATE: u16 = 7;
/// The last column that is printed.
const REASON: u16 = 9;
/// The first of the scenarios that few ratios have.
const MORE: u16 = 12;

const HEAD: [page::Column; MORE as usize] = [
    ("Codice\ndel Piano", 18.0),
    ("Indice", 50.0),
    ("Preventivo", 14.0),
    ("Assestato", 14.0),
    ("Consuntivo\nalla data", 14.0),
    ("Proiezione\na fine anno", 17.0),
    ("Valore atteso", 14.0),
    ("Stato", 14.0),
    ("Tendenza\n(sul giudizio)", 12.0),
    ("Motivo", 60.0),
    ("Valori pubblicati", 44.0),
    ("Formula", 70.0),
];

/// Writes the sheet; says where the rows stand.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, inputs: &Inputs, styles: &Styles) -> anyhow::Result<Block> {
    let title = Title { tab: phrases::RATIOS, text: plan::RATIOS_TITLE, colour: styles::GREEN };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.table(&HEAD, 2)?;
    let shown = |scenario: &Scenario| SCENARIOS.iter().any(|(one, _)| one == scenario);
    let more: BTreeSet<Scenario> = view.indicators.iter().map(|it| it.scenario).filter(|it| !shown(it)).collect();
    let more: Vec<(Scenario, u16)> = more.into_iter().zip(MORE..).collect();
    for (scenario, column) in &more {
        page.more(*column, plan::scenario(*scenario), 15.0)?;
    }
    let ids = ids(view);
    for (row, id) in (FIRST_ROW..).zip(&ids) {
        let of_id = |it: &&Indicator| it.definition.id == *id;
        for (scenario, column) in SCENARIOS.iter().chain(&more) {
            match view.indicators.iter().filter(of_id).find(|it| it.scenario == *scenario) {
                Some(one) if one.is_of_plan() => of_plan(&mut page, (row, *column), one, view)?,
                Some(one) => value(&mut page, (row, *column), one, inputs)?,
                None => page.blank(row, *column, &styles::body())?,
            }
        }
        // What is judged are the actuals; a ratio that has none is told by what it has.
        let told = view.indicators.iter().filter(of_id).min_by_key(|it| it.scenario != Scenario::Consuntivo);
        if let Some(told) = told {
            words(&mut page, row, told)?;
        }
        page.grow(row)?;
    }
    let block = page.end(phrases::RATIOS, HEAD.len(), ids.len(), plan::NO_RATIOS)?;
    page.print_until(REASON, block.last)?;
    Ok(block)
}

/// The ratios that the plan does not list, then its own of which budgets are known too; by id.
fn ids<'a>(view: &View<'a>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    let mut out: Vec<&Indicator> = view.indicators.iter().filter(|it| !it.is_of_plan()).collect();
    out.retain(|it| seen.insert(&*it.definition.id));
    out.sort_by_key(|it| it.definition.code.is_some());
    out.into_iter().map(|it| &*it.definition.id).collect()
}

/// The value of one of the plan's own, as `Indicatori` has it.
fn of_plan(page: &mut Page<'_>, at: (u32, u16), indicator: &Indicator, view: &View<'_>) -> anyhow::Result<()> {
    let look = styles::body().set_bold().set_num_format(decimals::format(&indicator.definition, &indicator.value));
    let there = indicators::cells_of(view).find(|(it, ..)| std::ptr::eq(*it, indicator));
    match (there, Cached::of(&indicator.value)) {
        (Some((_, cell, _)), Some(shown)) => page.formula(at.0, at.1, &cell, &shown, &look),
        _ => page.text(at.0, at.1, phrases::UNKNOWN, &page.styles.unknown),
    }
}

/// What is said of a ratio beside its values.
fn words(page: &mut Page<'_>, row: u32, indicator: &Indicator) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    page.text(row, CODE, definition.code.as_deref().unwrap_or(plan::NOT_OF_PLAN), &styles.code)?;
    page.wrapped(row, 1, &plan::short(&definition.name))?;
    page.wrapped(row, 5, &projection(indicator))?;
    page.wrapped(row, 6, &phrases::target(definition))?;
    if indicator.scenario == Scenario::Consuntivo {
        page.text(row, STATE, indicator.standing.italian(), &styles::state(mood(indicator.standing)))?;
        page.wrapped(row, REASON, &indicator.reason)?;
    } else {
        page.blank(row, STATE, &styles::body())?;
        page.blank(row, REASON, &styles::body())?;
    }
    page.text(row, 8, indicator.trend().map_or("", Trend::italian), &styles.code)?;
    page.text(row, 10, &plan::recorded(indicator), &styles.code)?;
    let formula = definition.formula.as_ref().map(ToString::to_string).unwrap_or_default();
    page.text(row, 11, &formula, &styles.code)
}
