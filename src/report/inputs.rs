//! Sheet `Dati`: every figure that the formula of an indicator rests on, one row each, with the cell of a file or of the
//! statement from which it comes. Formulas of indicators name the cells of this sheet. Computes nothing.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Worksheet};

use super::cells::{Cached, there};
use super::decimals;
use super::income_statement::Places;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, plan};
use super::sources;
use super::styles::{self, Styles};
use super::view::View;
use crate::formula::{Formula, Value};
use crate::indicators::definition::{Definition, Source, Unit};
use crate::indicators::names::{self, Part, Reference, Year};
use crate::indicators::{Indicator, measures};
use crate::ledger::{Column, Measurement, Statement};
use crate::money;
use crate::origin::Origin;
use crate::period::Scenario;

const INDICATOR: u16 = 1;
const VALUE: u16 = 4;
const PLACE: u16 = 6;

const HEAD: [page::Column; 8] = [
    ("Codice", 17.0),
    ("Indicatore", 56.0),
    ("Cifre di", 13.0),
    ("Dato", 48.0),
    ("Valore", 17.0),
    ("Unità", 9.0),
    ("Da dove viene", 62.0),
    ("Nome nella formula", 44.0),
];

/// Where the figures of indicators stand.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// The row of each, by indicator, scenario and name.
    rows: BTreeMap<(String, Scenario, String), u32>,
    /// Where the first of an indicator comes from, for people, its row, and how many there are.
    first: BTreeMap<(String, Scenario), (String, u32, usize)>,
}

impl Inputs {
    /// The cell of a name in the formula of an indicator, as other sheets name it.
    pub(super) fn cell(&self, indicator: &Indicator, name: &str) -> Option<String> {
        let key = (indicator.definition.id.clone(), indicator.scenario, name.to_owned());
        Some(there(phrases::INPUTS, *self.rows.get(&key)?, VALUE))
    }

    /// Where the first figure of an indicator comes from and how many others it has, and the cell of its row here.
    pub(crate) fn first(&self, indicator: &Indicator) -> Option<(String, String)> {
        let (place, row, all) = self.first.get(&(indicator.definition.id.clone(), indicator.scenario))?;
        Some((plan::and_others(place, all - 1), there(phrases::INPUTS, *row, 0)))
    }
}

/// A figure of an indicator.
struct Input<'a> {
    indicator: &'a Indicator,
    /// Its name in the formula; the state of a milestone has none.
    name: Option<&'a str>,
    value: Value,
}

impl Input<'_> {
    /// What it is, for people.
    fn said(&self, statement: Option<&Statement>) -> String {
        let Some(name) = self.name else { return plan::MILESTONE.to_owned() };
        match names::read(name, self.indicator.definition.source == Source::Office) {
            Reference::Own(part) => plan::part(part).to_owned(),
            Reference::PaymentAmount => plan::PAID.to_owned(),
            Reference::PaymentDays => plan::PAID_BY_DAYS.to_owned(),
            _ => names::in_words(name, statement),
        }
    }
}

/// Where a figure comes from.
enum Place {
    /// A cell of the sheet of the statement, whose value the row repeats live.
    Statement(String),
    /// A cell of a file.
    Cell(Origin),
    /// Many cells of a file, said in words.
    File(Origin, String),
    /// Somewhere else, said in words.
    Elsewhere(String),
}

impl Place {
    /// For people, and the cell of this workbook to which it leads.
    fn said(&self, view: &View<'_>) -> (String, Option<String>) {
        let file = |origin: Origin| sources::row_of(view, origin).map(|row| there(phrases::SOURCES, row, 0));
        match self {
            Self::Statement(cell) => (plan::cell(cell), Some(cell.clone())),
            Self::Cell(origin) => (view.place(*origin), file(*origin)),
            Self::File(origin, what) => (format!("{} · {what}", view.sources.file(*origin)), file(*origin)),
            Self::Elsewhere(said) => (said.clone(), None),
        }
    }
}

/// Writes the sheet; says where everything stands.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    places: &Places,
    styles: &Styles,
) -> anyhow::Result<Inputs> {
    let title = Title { tab: phrases::INPUTS, text: plan::INPUTS_TITLE, colour: styles::GREY };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, plan::INPUTS_NOTE, &styles.quiet)?;
    page.table(&HEAD, INDICATOR + 1)?;
    let mut found = Inputs::default();
    let all: Vec<Input<'_>> = ordered(view).into_iter().flat_map(inputs).collect();
    for (row, input) in (FIRST_ROW..).zip(&all) {
        let place = place(input, view, places);
        let definition = &input.indicator.definition;
        let of = (definition.id.clone(), input.indicator.scenario);
        if let Some(name) = input.name {
            found.rows.insert((of.0.clone(), of.1, name.to_owned()), row);
        }
        let shown = write_row(&mut page, row, input, &place, view)?;
        found.first.entry(of).or_insert((shown, row, 0)).2 += 1;
    }
    page.end(phrases::INPUTS, HEAD.len(), all.len(), plan::NO_INPUTS)?;
    Ok(found)
}

/// The plan's indicators in its order, then the other ratios, each with its scenarios together.
pub(super) fn ordered<'a>(view: &View<'a>) -> Vec<&'a Indicator> {
    let mut all: Vec<&Indicator> = view.indicators.iter().collect();
    all.sort_by_key(|it| (!it.is_of_plan(), it.definition.code.is_none()));
    all
}

/// The figures of an indicator, in the order in which formulas have them.
fn inputs(indicator: &Indicator) -> Vec<Input<'_>> {
    let definition = &indicator.definition;
    if let (Unit::Milestone, Some(state)) = (definition.unit, &indicator.milestone) {
        return vec![Input { indicator, name: None, value: Value::NoData(vec![state.to_string()]) }];
    }
    let known = |name: &str| indicator.inputs.iter().find(|(input, _)| input == name).map(|(_, value)| value.clone());
    let named = definition.formula.iter().flat_map(Formula::inputs);
    let value = |name: &str| known(name).unwrap_or_else(|| Value::NoData(vec![name.to_owned()]));
    named.map(|name| Input { indicator, name: Some(name), value: value(name) }).collect()
}

/// The line in which an office measures an indicator, if there is one.
fn line<'a>(definition: &Definition, view: &View<'a>) -> Option<&'a Measurement> {
    view.ledger.measurements.iter().find(|row| measures(row, definition))
}

fn part(line: &Measurement, part: Part) -> Origin {
    match part {
        Part::Numerator => line.cells.numerator,
        Part::Denominator => line.cells.denominator,
        Part::Value => line.cells.value,
    }
}

fn place(input: &Input<'_>, view: &View<'_>, places: &Places) -> Place {
    let definition = &*input.indicator.definition;
    let of_line = |definition: &Definition, origin: fn(&Measurement) -> Origin| {
        line(definition, view)
            .map_or_else(|| Place::Elsewhere(plan::NOT_DELIVERED.to_owned()), |it| Place::Cell(origin(it)))
    };
    let Some(name) = input.name else { return of_line(definition, |line| line.cells.state) };
    match names::read(name, definition.source == Source::Office) {
        Reference::Own(Part::Numerator) => of_line(definition, |line| part(line, Part::Numerator)),
        Reference::Own(Part::Denominator) => of_line(definition, |line| part(line, Part::Denominator)),
        Reference::Own(Part::Value) => of_line(definition, |line| part(line, Part::Value)),
        Reference::Measure { of, part: wanted } => {
            let other = view.indicators.iter().find(|it| names::means(of, &it.definition));
            let line = other.and_then(|other| line(&other.definition, view));
            line.map_or_else(
                || Place::Elsewhere(plan::NOT_DELIVERED.to_owned()),
                |line| Place::Cell(part(line, wanted)),
            )
        }
        Reference::Indicator(of) => {
            let other = view.indicators.iter().find(|it| names::means(of, &it.definition));
            Place::Elsewhere(plan::of_indicator(other.map_or(of, |it| &it.definition.name)))
        }
        Reference::PaymentAmount | Reference::PaymentDays => match view.ledger.payments.first() {
            Some(first) => Place::File(first.origin, plan::payments(view.ledger.payments.len())),
            None => Place::Elsewhere(plan::NOT_DELIVERED.to_owned()),
        },
        Reference::Account { base, function, scenario, year, centre } => {
            let shown = view.statement.map(|statement| &*statement.scheme.id) == definition.scheme.as_deref();
            // A sum of three years is in no cell of one.
            let cell =
                if shown && !definition.is_over_three() { places.of(name, input.indicator.scenario) } else { None };
            cell.map_or_else(
                || {
                    let scenario = scenario.unwrap_or(input.indicator.scenario);
                    let column = Column { exercise: view.period.exercise(), scenario, function, centre };
                    let one_year = year == Year::Own && !definition.is_over_three();
                    of_accounts(definition, base, column, one_year, view)
                },
                Place::Statement,
            )
        }
    }
}

/// Where a figure of the accounts comes from that stands in no cell of the statement shown.
fn of_accounts(definition: &Definition, base: &str, column: Column, one_year: bool, view: &View<'_>) -> Place {
    let statement = definition.scheme.as_deref().and_then(|scheme| view.ledger.statement(scheme));
    let Some(statement) = statement else { return Place::Elsewhere(plan::NOT_DELIVERED.to_owned()) };
    let title = &statement.scheme.title;
    if !one_year {
        return Place::Elsewhere(plan::other_years(title));
    }
    let Some(amount) = statement.amounts.get(&(base.into(), column)) else {
        return Place::Elsewhere(plan::of_scheme(title));
    };
    let table = statement.divided.get(&Column { function: None, ..column }).filter(|_| column.function.is_some());
    if let (Some(table), [(_, _, first), ..]) = (table, &amount.entries[..]) {
        let table = view.ledger.statement(table).map_or(&**table, |table| &table.scheme.title);
        return Place::File(*first, plan::divided_accounts(amount.entries.len(), table));
    }
    match (&amount.entries[..], amount.printed) {
        ([(_, _, only)], _) => Place::Cell(*only),
        ([(_, _, first), ..], _) => Place::File(*first, plan::accounts(amount.entries.len())),
        ([], Some((_, origin))) => Place::Cell(origin),
        ([], None) => Place::Elsewhere(plan::of_scheme(title)),
    }
}

/// Writes a row; answers with what it says of where the figure comes from.
fn write_row(
    page: &mut Page<'_>,
    row: u32,
    input: &Input<'_>,
    place: &Place,
    view: &View<'_>,
) -> anyhow::Result<String> {
    let styles = page.styles;
    let definition = &*input.indicator.definition;
    let statement = definition.scheme.as_deref().and_then(|scheme| view.ledger.statement(scheme));
    page.text(row, 0, definition.code_text(), &styles.code)?;
    page.text(row, INDICATOR, &plan::short(&definition.name), &styles.code)?;
    page.text(row, 2, input.indicator.scenario.italian(), &styles.code)?;
    page.text(row, 3, &input.said(statement.or(view.statement)), &styles.code)?;
    let unit = statement.map_or(money::Unit::Euro, |it| unit_of(input, it));
    let (look, unit) = look(input, unit);
    page.text(row, 5, unit, &styles.code)?;
    match (place, &input.indicator.milestone, Cached::of(&input.value)) {
        (Place::Statement(cell), _, Some(shown)) => page.formula(row, VALUE, cell, &shown, &look)?,
        (_, _, Some(Cached::Number(number))) => page.number(row, VALUE, number, &look)?,
        (_, Some(state), _) if input.name.is_none() => page.text(row, VALUE, state, &styles.code)?,
        _ => page.text(row, VALUE, phrases::UNKNOWN, &styles.unknown)?,
    }
    let (shown, target) = place.said(view);
    match target {
        Some(target) => page.link((row, PLACE), &shown, &target)?,
        None => page.text(row, PLACE, &shown, &styles.code)?,
    }
    page.text(row, PLACE + 1, input.name.unwrap_or_default(), &styles.code)?;
    Ok(shown)
}

/// What the amounts of an input count: of a column of a table what its scheme says of it.
fn unit_of(input: &Input<'_>, statement: &Statement) -> money::Unit {
    let rule = match input.name.map(|name| names::read(name, false)) {
        Some(Reference::Account { centre: Some(centre), .. }) => statement.scheme.column(centre),
        _ => None,
    };
    rule.and_then(|rule| rule.unit).unwrap_or(statement.scheme.unit)
}

/// How a figure is written, and what it counts.
fn look(input: &Input<'_>, of_scheme: money::Unit) -> (Format, &'static str) {
    let definition = &input.indicator.definition;
    let percent = definition.unit == Unit::Percent && input.name == Some("valore");
    let (pattern, unit) = match (definition.source, &input.value) {
        (_, Value::Cents(_)) if of_scheme == money::Unit::Euro => (styles::AMOUNT, plan::EURO),
        (Source::Office, _) if percent => (styles::PERCENT, plan::PERCENT),
        (Source::Office, _) if input.name == Some("valore") => (decimals::PLAIN, phrases::unit(definition.unit)),
        (_, Value::NoData(_)) => (decimals::PLAIN, ""),
        _ => (decimals::PLAIN, plan::NUMBER),
    };
    (styles::body().set_num_format(pattern), unit)
}
