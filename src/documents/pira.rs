//! PIRA: what is expected of each objective of the budget, how it will be measured, and by whom.

use std::sync::Arc;

use rust_xlsxwriter::Worksheet;

use super::given::Given;
use super::paper::{Left, Named, Paper};
use super::{kind, measured, phrases};
use crate::indicators::tree::GroupStanding;
use crate::indicators::{Definition, Indicator};
use crate::ledger::Objective;
use crate::money::Cents;
use crate::report::View;
use crate::report::indicators::of_plan;
use crate::report::page::{Column, FIRST_ROW};
use crate::report::phrases::{self as report, plan};
use crate::report::styles::{self, Styles};

/// Whose budget an indicator is of.
pub(super) const WHOSE: [Column; 4] =
    [("Missione", 24.0), ("Programma", 15.0), ("Obiettivo", 36.0), ("Indicatore", 38.0)];

const TARGET: u16 = 9;
const OFFICE: u16 = 12;
const RESOURCES: u16 = 13;

const MORE: [Column; 11] = [
    ("Tipo", 11.0),
    ("Formula", 32.0),
    ("Metodo", 36.0),
    ("Unità", 11.0),
    ("Fonte dei dati", 20.0),
    ("Valore atteso", 17.0),
    ("Valore atteso dopo", 14.0),
    ("Valore atteso due anni dopo", 14.0),
    ("Centro di\nresponsabilità", 22.0),
    ("Risorse\ndell'obiettivo (euro)", 14.0),
    ("Da dove", 70.0),
];

/// The list of a scorecard that is PIRA's, by its id or title; none where no list is.
pub(super) fn list<'a>(view: &View<'a>) -> Option<&'a GroupStanding> {
    let names_it =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("pira"));
    let mut groups = view.standings.scorecards.iter().flat_map(|card| &card.groups);
    groups.find(|it| names_it(&it.id) || names_it(&it.title))
}

/// The indicators of the list, in the order of the plan; all of the plan where there is no list.
pub(super) fn indicators<'a>(view: &View<'a>) -> Vec<&'a Indicator> {
    let list = list(view);
    let is_listed = |it: &&Indicator| list.is_none_or(|list| it.definition.weight_group.as_deref() == Some(&*list.id));
    of_plan(view).filter(is_listed).collect()
}

/// Writes the sheet; says what is left to fill in.
pub(super) fn write(sheet: &mut Worksheet, given: &Given<'_>, styles: &Styles) -> anyhow::Result<Left> {
    let view = given.view;
    let columns = [&WHOSE[..], &MORE].concat();
    let note = phrases::listed_in(titled(view));
    let named = Named { tab: kind::PIRA, title: given.kind.title(), note: &note };
    let mut paper = Paper::open(sheet, &named, &columns, given, styles)?;
    let own = [given.exercise()].into_iter().chain(given.next.iter().map(|(year, _)| *year));
    for (column, exercise) in (TARGET..).zip(own) {
        paper.page.more(column, &phrases::target_of(exercise), columns[usize::from(column)].1)?;
    }
    let rows = indicators(view);
    for (row, indicator) in (FIRST_ROW..).zip(&rows) {
        whose(&mut paper, row, indicator, view)?;
        write_row(&mut paper, row, indicator, given)?;
        paper.page.grow(row)?;
    }
    paper.end(rows.len(), phrases::NO_INDICATORS, (RESOURCES, 0))
}

/// The title of the list.
pub(super) fn titled<'a>(view: &View<'a>) -> Option<&'a str> {
    list(view).map(|it| it.title.as_str())
}

/// Missione, programma, objective and indicator, in the first columns.
pub(super) fn whose(paper: &mut Paper<'_>, row: u32, indicator: &Indicator, view: &View<'_>) -> anyhow::Result<()> {
    let definition = &*indicator.definition;
    let objective = definition.objective.as_deref().unwrap_or_default();
    paper.said_or_asked(row, 0, view.objectives.missione_of(objective).unwrap_or_default())?;
    paper.said_or_asked(row, 1, view.objectives.programma_of(objective).unwrap_or_default())?;
    paper.page.wrapped(row, 2, &plan::objective(objective, view.objectives))?;
    paper.page.wrapped(row, 3, &format!("{} {}", definition.code_text(), definition.name))
}

fn write_row(paper: &mut Paper<'_>, row: u32, indicator: &Indicator, given: &Given<'_>) -> anyhow::Result<()> {
    let (view, styles) = (given.view, paper.page.styles);
    let definition = &*indicator.definition;
    let formula = definition.formula.as_ref().map(ToString::to_string).unwrap_or_default();
    paper.page.wrapped(row, 4, plan::kind(definition.kind))?;
    // A milestone is measured by its state, and has none.
    match formula.is_empty() {
        true => paper.page.wrapped(row, 5, phrases::NO_FORMULA)?,
        false => paper.page.wrapped(row, 5, &formula)?,
    }
    paper.said_or_asked(row, 6, definition.method.trim())?;
    paper.page.wrapped(row, 7, measured::unit(definition.unit))?;
    paper.page.wrapped(row, 8, &plan::source(definition, ""))?;
    paper.said_or_asked(row, TARGET, &report::target_and_other(definition))?;
    for (column, (_, definitions)) in (TARGET + 1..).zip(given.next) {
        let target = next_of(definition, definitions).map(report::target).unwrap_or_default();
        paper.said_or_asked(row, column, &target)?;
    }
    paper.said_or_asked(row, OFFICE, view.office_name(&definition.office))?;
    let resources = resources(definition.objective.as_deref().unwrap_or_default(), view);
    match &resources {
        Some((_, cents)) => paper.page.amount(row, RESOURCES, Some(*cents), &styles.amount)?,
        None => paper.asks_in(row, RESOURCES, styles::AMOUNT)?,
    }
    let place = phrases::defined_in(definition, view, resources.map(|(code, _)| code));
    paper.page.text(row, RESOURCES + 1, &place, &styles::body())
}

/// The same indicator as the plan of a later exercise has it.
fn next_of<'a>(definition: &Definition, later: &'a [Arc<Definition>]) -> Option<&'a Definition> {
    later.iter().find(|it| it.id == definition.id && it.not_loaded.is_none()).map(|it| &**it)
}

/// What the plan gives an objective, or the nearest one above it, and which that is.
fn resources<'a>(code: &'a str, view: &View<'a>) -> Option<(&'a str, Cents)> {
    let given = |it: &Objective| it.resources_euro.and_then(|euro| euro.checked_mul(100)).map(Cents);
    let objectives = view.objectives;
    objectives.and_above(code).into_iter().find_map(|it| Some((it, given(objectives.get(it)?)?)))
}
