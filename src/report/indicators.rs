//! Sheet `Indicatori`: one row an indicator and scenario, its value a formula over the cells it comes from, and the months before.
//! Judges nothing: states and reasons are given.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, Sparkline, Worksheet};

use super::cells::{Block, Cached, here, there};
use super::degrees::Degrees;
use super::income_statement::Places;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Mood, Styles};
use super::view::View;
use super::{decimals, live};
use crate::formula::Value;
use crate::indicators::definition::{Definition, Source, Unit};
use crate::indicators::{Indicator, Standing, number_of};
use crate::period::{Period, Scenario};

/// The plan's code, by which the summary knows its indicators; none for other ratios.
pub(super) const CODE: u16 = 0;
/// The scenario's name, on which the summary counts.
pub(super) const SCENARIO: u16 = 4;
const VALUE: u16 = 5;
/// Where the year brings it, on which it is judged before its day.
const PROJECTION: u16 = 6;
const UNIT: u16 = 7;
const TARGET: u16 = 8;
/// The state's name, on which the summary counts.
pub(super) const STATE: u16 = 9;
/// The degree of achievement, on which the objectives roll up.
const DEGREE: u16 = 10;
/// The last column that is printed.
const REASON: u16 = 11;
const FORMULA: u16 = 12;
const NUMERATOR: u16 = 13;
const DENOMINATOR: u16 = 14;
const MEASURED: u16 = 15;
/// Since when the definition holds, and by which act.
const DEFINITION: u16 = 16;
/// The month before, the same month last year, the year's first month, and where it is going.
const BEFORE: u16 = 17;
/// Published values of earlier years.
const RECORDED: u16 = 21;
/// The first month of the series, where there is one.
const SERIES: u16 = 22;

const HEAD: [page::Column; SERIES as usize] = [
    ("Codice", 18.5),
    ("Indicatore", 36.0),
    ("Obiettivo", 38.0),
    ("Ufficio", 23.0),
    ("Scenario", 12.0),
    ("Valore\n(consuntivo\nalla data)", 13.0),
    ("Proiezione\na fine anno", 17.0),
    ("Unità", 7.5),
    ("Valore atteso", 17.0),
    ("Stato", 12.5),
    ("Grado di\nraggiungimento", 15.0),
    ("Motivo", 42.0),
    ("Formula", 72.0),
    ("Numeratore", 13.0),
    ("Denominatore", 14.0),
    ("Valore rilevato", 13.0),
    ("Definizione", 22.0),
    ("Mese\nprecedente", 12.0),
    ("Stesso mese\nanno prima", 12.0),
    ("Inizio anno", 12.0),
    ("Tendenza\n(sul giudizio)", 12.0),
    ("Valori pubblicati", 34.0),
];

/// Writes the sheet; says where the rows stand, for the summary, and where the degrees are, for the objectives.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    places: &Places,
    styles: &Styles,
) -> anyhow::Result<(Block, Degrees)> {
    let mut page = Page::open(
        sheet,
        &Title { tab: phrases::INDICATORS, text: "Indicatori del Piano della performance", colour: styles::GREEN },
        view,
        styles,
    )?;
    let earlier: BTreeSet<Period> =
        view.indicators.iter().flat_map(|indicator| indicator.earlier.iter().map(|(month, _)| *month)).collect();
    page.table(&HEAD, 2)?;
    page.sheet.set_row_height(page::HEADER_ROW, 42)?;
    let months = month_columns(&earlier)?;
    for (column, month) in &months {
        page.more(*column, &phrases::month_short(*month), 11.0)?;
    }
    let now = SERIES + u16::try_from(months.len())?;
    if !months.is_empty() {
        page.more(now, &phrases::month_short(view.period), 11.0)?;
        page.more(now + 1, "Andamento", 20.0)?;
    }
    let mut rows: Vec<&Indicator> = view.indicators.iter().collect();
    // Actuals first, then each budget together; inside, the plan in its order, and after it the ratios without a code.
    rows.sort_by_key(|indicator| {
        let actual = indicator.scenario == Scenario::Consuntivo;
        (!actual, indicator.scenario, indicator.definition.code.is_none())
    });
    let mut degrees = Degrees::new();
    for (row, indicator) in (FIRST_ROW..).zip(&rows) {
        if indicator.scenario == Scenario::Consuntivo && indicator.achievement.is_some() {
            degrees.insert(indicator.definition.id.clone(), there(phrases::INDICATORS, row, DEGREE));
        }
        write_row(&mut page, row, indicator, view, places)?;
        if !months.is_empty() && indicator.scenario == Scenario::Consuntivo {
            series(&mut page, row, indicator, &months, now)?;
        }
        page.grow(row)?;
    }
    let block = page.end(phrases::INDICATORS, HEAD.len(), rows.len(), "Nessun indicatore definito per questo mese.")?;
    page.print_until(REASON, block.last)?;
    Ok((block, degrees))
}

fn month_columns(earlier: &BTreeSet<Period>) -> anyhow::Result<Vec<(u16, Period)>> {
    earlier.iter().enumerate().map(|(at, month)| Ok((SERIES + u16::try_from(at)?, *month))).collect()
}

fn write_row(
    page: &mut Page<'_>,
    row: u32,
    indicator: &Indicator,
    view: &View<'_>,
    places: &Places,
) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    page.text(row, 0, definition.code_text(), &styles.code)?;
    page.wrapped(row, 1, &definition.name)?;
    let objective = definition.objective.as_deref().unwrap_or_default();
    let title = view.objectives.get(objective).map_or("", |objective| &objective.title);
    page.wrapped(row, 2, format!("{objective} {title}").trim())?;
    page.wrapped(row, 3, view.office_name(&definition.office))?;
    page.text(row, SCENARIO, indicator.scenario.italian(), &styles.code)?;
    measured(page, row, indicator, view)?;
    value(page, row, indicator, view, places)?;
    let heading = indicator.projection.as_ref().map(|it| crate::indicators::shown::range(definition, it.range));
    page.wrapped(row, PROJECTION, heading.as_deref().unwrap_or_default())?;
    page.text(row, UNIT, phrases::unit(definition.unit), &styles.code)?;
    page.wrapped(row, TARGET, &phrases::target_and_other(definition))?;
    page.text(row, STATE, indicator.standing.italian(), &styles::state(mood(indicator.standing)))?;
    page.degree(row, DEGREE, indicator)?;
    page.wrapped(row, REASON, &indicator.reason)?;
    let formula = definition.formula.as_ref().map(ToString::to_string).unwrap_or_default();
    page.wrapped(row, FORMULA, &formula)?;
    page.wrapped(row, DEFINITION, &phrases::definition(definition))?;
    if indicator.scenario == Scenario::Consuntivo {
        over_time(page, row, indicator)?;
    }
    Ok(())
}

/// The value beside those it is compared with, all as they were issued, and what was published of earlier years.
fn over_time(page: &mut Page<'_>, row: u32, indicator: &Indicator) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    let others = [indicator.before.month, indicator.before.last_year, indicator.before.year_start];
    for (column, other) in (BEFORE..).zip(others) {
        let value = other.map_or_else(|| Value::NoData(Vec::new()), Value::Number);
        let look = styles::body().set_num_format(decimals::format(definition, &value));
        match other {
            Some(number) => page.number(row, column, number, &look)?,
            None => page.blank(row, column, &look)?,
        }
    }
    let trend = indicator.trend().map_or("", crate::indicators::Trend::italian);
    page.text(row, BEFORE + 3, trend, &styles.code)?;
    let of_year = |one: &crate::indicators::Recorded| {
        let value = crate::indicators::shown::value(definition, &Value::Number(one.value));
        if one.month == 12 {
            format!("{}: {value}", one.year)
        } else {
            format!("{}-{:02}: {value}", one.year, one.month)
        }
    };
    let recorded: Vec<String> = indicator.recorded.iter().map(of_year).collect();
    page.wrapped(row, RECORDED, &recorded.join("; "))
}

/// The value: live over the statement's cells or over the office's own, as it is where its inputs are not in the workbook.
fn value(page: &mut Page<'_>, row: u32, indicator: &Indicator, view: &View<'_>, places: &Places) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    let look = styles::body().set_bold().set_num_format(decimals::format(definition, &indicator.value));
    if definition.unit == Unit::Milestone {
        return page.wrapped(row, VALUE, indicator.milestone.as_deref().unwrap_or(phrases::UNKNOWN));
    }
    let shown_scheme = view.statement.map(|statement| &*statement.scheme.id);
    let cell = |name: &str| match definition.source {
        // A triennium is not in the cells of one year.
        Source::Accounts if definition.is_over_three() => None,
        Source::Accounts if definition.scheme.as_deref() == shown_scheme => places.of(name, indicator.scenario),
        Source::Accounts | Source::Payments => None,
        Source::Office => Some(here(row, own_column(name)?)),
    };
    let live = definition.formula.as_ref().and_then(|formula| live::formula(formula, &indicator.value, &cell));
    match (live, Cached::of(&indicator.value)) {
        (Some((excel, cached @ Cached::Number(_))), _) => page.formula(row, VALUE, &excel, &cached, &look),
        (Some((excel, cached)), _) => page.formula(row, VALUE, &excel, &cached, &styles.unknown),
        (None, Some(Cached::Number(number))) => page.number(row, VALUE, number, &look),
        (None, _) => page.text(row, VALUE, phrases::UNKNOWN, &styles.unknown),
    }
}

fn own_column(name: &str) -> Option<u16> {
    match name {
        "numeratore" => Some(NUMERATOR),
        "denominatore" => Some(DENOMINATOR),
        "valore" => Some(MEASURED),
        _ => None,
    }
}

/// What the office measured, in cells of its own: the inputs of the formula, and whatever else the sheet of the office says.
fn measured(page: &mut Page<'_>, row: u32, indicator: &Indicator, view: &View<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    if definition.source != Source::Office {
        return Ok(());
    }
    let own = |one: &&crate::ledger::Measurement| {
        definition.code.as_deref() == Some(&*one.code) && one.office.as_ref() == Some(&definition.office)
    };
    let told = view.ledger.measurements.iter().find(own);
    for (name, besides) in [
        ("numeratore", told.and_then(|one| one.numerator)),
        ("denominatore", told.and_then(|one| one.denominator)),
        ("valore", told.and_then(|one| one.value)),
    ] {
        let Some(column) = own_column(name) else { continue };
        let input = indicator.inputs.iter().find(|(input, _)| input == name);
        // An input that the evaluation did not know stays blank here too, or the cell would calculate on it.
        let number = input.map_or(besides, |(_, value)| number_of(value));
        let percent = name == "valore" && definition.unit == Unit::Percent;
        let look = styles::body().set_num_format(if percent { styles::PERCENT } else { decimals::PLAIN });
        match number {
            Some(number) => page.number(row, column, number, &look)?,
            None => page.blank(row, column, &styles.code)?,
        }
    }
    Ok(())
}

/// The months before, as they were issued, then this month, then both as a line.
fn series(
    page: &mut Page<'_>,
    row: u32,
    indicator: &Indicator,
    months: &[(u16, Period)],
    now: u16,
) -> anyhow::Result<()> {
    let look = |definition: &Definition, value: &Value| -> Format {
        styles::body().set_num_format(decimals::format(definition, value))
    };
    for (column, month) in months {
        let value = indicator.earlier.iter().find(|(earlier, _)| earlier == month).map(|(_, value)| value);
        match value.and_then(|value| Some((value, number_of(value)?))) {
            Some((value, number)) => page.number(row, *column, number, &look(&indicator.definition, value))?,
            None => page.blank(row, *column, &styles::body())?,
        }
    }
    match Cached::of(&indicator.value) {
        Some(cached @ Cached::Number(_)) => {
            let look = look(&indicator.definition, &indicator.value);
            page.formula(row, now, &here(row, VALUE), &cached, &look)?;
        }
        _ => page.blank(row, now, &styles::body())?,
    }
    let line = Sparkline::new()
        .set_range((phrases::INDICATORS, row, SERIES, row, now))
        .show_last_point(true)
        .set_sparkline_color(styles::INK)
        .set_last_point_color(styles::AMBER);
    page.sheet.add_sparkline(row, now + 1, &line)?;
    Ok(())
}

/// How a state feels.
pub(super) fn mood(standing: Standing) -> Mood {
    match standing {
        Standing::Met | Standing::OnTrack => Mood::Good,
        Standing::Near | Standing::AtRisk => Mood::Watch,
        Standing::Missed | Standing::OffTrack => Mood::Bad,
        Standing::InProgress => Mood::Calm,
        Standing::NotMeaningful | Standing::ToDate | Standing::NoData | Standing::Undefined => Mood::Quiet,
    }
}
