//! Sheet `Indicatori`: the plan's indicators, one row each: the value as a formula over its figures in `Dati`, what it is judged
//! on, and where it is going. What an auditor asks stands beside, on screen only. Judges nothing.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, FormatAlign, Sparkline, SparklineType, Worksheet};

use super::answers::{self, Column, Sheet};
use super::cells::{Block, Cached, here, there};
use super::degrees::Degrees;
use super::inputs::Inputs;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, plan};
use super::styles::{self, Mood, Styles};
use super::view::View;
use super::{decimals, live};
use crate::formula::Value;
use crate::indicators::definition::{Definition, Unit};
use crate::indicators::{Indicator, Standing, Trend, number_of};
use crate::period::Period;

const VALUE: u16 = 4;
/// The state's name, on which the summary counts.
pub(super) const STATE: u16 = 7;
const TREND: u16 = 8;
/// The months as bars.
const BARS: u16 = 9;
/// The degree of achievement, on which the objectives roll up.
const DEGREE: u16 = 10;
/// The last column that is printed.
const REASON: u16 = 11;
/// What people fill in, then what an auditor asks.
const ANSWERS: u16 = REASON + 1;
const AFTER: u16 = ANSWERS + 5;
/// The month before, the same month last year, the year's first month.
const BEFORE: u16 = AFTER + 6;
/// The first month of the series, where there is one.
const SERIES: u16 = BEFORE + 4;

const HEAD: [page::Column; SERIES as usize] = [
    ("Codice", 17.5),
    ("Indicatore", 48.0),
    ("Tipo", 11.0),
    ("Ufficio", 22.0),
    ("Valore\nalla data", 11.5),
    ("Valore atteso", 19.0),
    ("Proiezione\na fine anno", 13.0),
    ("Stato", 12.5),
    ("Tendenza\n(sul giudizio)", 11.5),
    ("Andamento\nnei mesi", 11.0),
    ("Grado di\nraggiungimento", 14.5),
    ("Motivo", 62.0),
    answers::head(Column::Cause),
    answers::head(Column::Action),
    answers::head(Column::Responsible),
    answers::head(Column::Until),
    answers::head(Column::Note),
    ("Obiettivo", 60.0),
    ("Definizione e metodo", 60.0),
    ("Formula", 60.0),
    ("Fonte", 24.0),
    ("Da dove viene il valore", 52.0),
    ("Definizione in vigore", 24.0),
    ("Mese\nprecedente", 12.0),
    ("Stesso mese\nanno prima", 12.0),
    ("Inizio anno", 12.0),
    ("Valori pubblicati", 34.0),
];

/// Where the plan's indicators stand.
pub(super) struct Rows {
    /// The table.
    pub block: Block,
    /// Those that have a degree, with its cell.
    pub degrees: Degrees,
}

/// The indicators of the plan on their actuals, in its order.
pub(crate) fn of_plan<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Indicator> + use<'a> {
    view.indicators.iter().filter(|it| it.is_of_plan())
}

/// Where the value of each indicator of the plan stands, and its degree.
pub(super) fn cells_of<'a>(view: &View<'a>) -> impl Iterator<Item = (&'a Indicator, String, String)> + use<'a> {
    let cell = |row, column| there(phrases::INDICATORS, row, column);
    (FIRST_ROW..).zip(of_plan(view)).map(move |(row, it)| (it, cell(row, VALUE), cell(row, DEGREE)))
}

/// Writes the sheet; says where the rows stand.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, inputs: &Inputs, styles: &Styles) -> anyhow::Result<Rows> {
    let title = Title { tab: phrases::INDICATORS, text: plan::INDICATORS_TITLE, colour: styles::GREEN };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, phrases::answers::INDICATORS_NOTE, &styles.quiet)?;
    page.table(&HEAD, 2)?;
    page.sheet.set_row_height(page::HEADER_ROW, 42)?;
    let rows: Vec<&Indicator> = of_plan(view).collect();
    let earlier: BTreeSet<Period> = rows.iter().flat_map(|it| it.earlier.iter().map(|(month, _)| *month)).collect();
    let months: Vec<(u16, Period)> = (SERIES..).zip(earlier).collect();
    let now = SERIES + u16::try_from(months.len())?;
    for (column, month) in months.iter().copied().chain((!months.is_empty()).then_some((now, view.period))) {
        page.more(column, &phrases::month_short(month), 11.0)?;
    }
    for (row, indicator) in (FIRST_ROW..).zip(&rows) {
        write_row(&mut page, row, indicator, view, inputs)?;
        beside(&mut page, row, indicator, view, inputs)?;
        if !months.is_empty() {
            series(&mut page, row, indicator, &months, now)?;
        }
        page.grow(row)?;
    }
    let block = page.end(phrases::INDICATORS, HEAD.len(), rows.len(), plan::NO_INDICATORS)?;
    if rows.iter().any(|it| it.standing.asks()) {
        answers::protect(&mut page, block, (Sheet::Indicators, ANSWERS))?;
    }
    page.print_until(REASON, block.last)?;
    let with_degree = cells_of(view).filter(|(it, ..)| it.achievement.is_some());
    let degrees = with_degree.map(|(it, _, degree)| (it.definition.id.clone(), degree)).collect();
    Ok(Rows { block, degrees })
}

fn write_row(
    page: &mut Page<'_>,
    row: u32,
    indicator: &Indicator,
    view: &View<'_>,
    inputs: &Inputs,
) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    named(page, row, indicator, view)?;
    value(page, (row, VALUE), indicator, inputs)?;
    page.wrapped(row, VALUE + 1, &phrases::target_and_other(definition))?;
    page.wrapped(row, VALUE + 2, &projection(indicator))?;
    page.text(row, STATE, indicator.standing.italian(), &styles::state(mood(indicator.standing)))?;
    page.text(row, TREND, indicator.trend().map_or("", Trend::italian), &styles.code)?;
    page.blank(row, BARS, &styles::body())?;
    page.degree(row, DEGREE, indicator)?;
    let answer = view.answered.indicators.get(&definition.id);
    page.wrapped(row, REASON, &reason(indicator, view))?;
    if indicator.standing.asks() {
        let stands = answer.filter(|it| !it.changed).map(|it| &it.answer);
        answers::write(page, (row, ANSWERS), Sheet::Indicators, stands)?;
    }
    Ok(())
}

/// What it is called, of which kind it is, and whose.
fn named(page: &mut Page<'_>, row: u32, indicator: &Indicator, view: &View<'_>) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    page.text(row, 0, definition.code_text(), &styles.code)?;
    page.wrapped(row, 1, &plan::short(&definition.name))?;
    page.text(row, 2, plan::kind(definition.kind), &styles.code)?;
    page.wrapped(row, 3, view.office_name(&definition.office))
}

/// Why an indicator stands as it does, with what was answered on it.
fn reason(indicator: &Indicator, view: &View<'_>) -> String {
    let Some(answer) = view.answer_on(indicator) else { return indicator.reason.clone() };
    format!("{}. {answer}", indicator.reason.trim_end_matches('.'))
}

/// What an office reads of its own indicators: nothing that rests on other sheets.
const OFFICE_REASON: u16 = 8;
const OFFICE_ANSWERS: u16 = OFFICE_REASON + 1;
const OFFICE_HEAD: [page::Column; OFFICE_ANSWERS as usize + 5] = [
    HEAD[0],
    HEAD[1],
    HEAD[2],
    HEAD[3],
    HEAD[4],
    HEAD[5],
    HEAD[6],
    HEAD[7],
    HEAD[11],
    answers::head(Column::Cause),
    answers::head(Column::Action),
    answers::head(Column::Responsible),
    answers::head(Column::Until),
    answers::head(Column::Note),
];

/// The indicators of an office that ask for an answer.
pub(super) fn asked_of<'a>(view: &View<'a>, office: &str) -> Vec<&'a Indicator> {
    let own = |it: &&Indicator| it.standing.asks() && *it.definition.office == *office;
    of_plan(view).filter(own).collect()
}

/// Writes the sheet with these indicators, for the office that answers on them.
pub(super) fn write_some(
    sheet: &mut Worksheet,
    view: &View<'_>,
    rows: &[&Indicator],
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = Title { tab: phrases::INDICATORS, text: plan::INDICATORS_TITLE, colour: styles::GREEN };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, phrases::answers::INDICATORS_NOTE, &styles.quiet)?;
    page.table(&OFFICE_HEAD, 2)?;
    for (row, indicator) in (FIRST_ROW..).zip(rows) {
        named(&mut page, row, indicator, view)?;
        value(&mut page, (row, VALUE), indicator, &Inputs::default())?;
        page.wrapped(row, VALUE + 1, &phrases::target_and_other(&indicator.definition))?;
        page.wrapped(row, VALUE + 2, &projection(indicator))?;
        page.text(row, STATE, indicator.standing.italian(), &styles::state(mood(indicator.standing)))?;
        page.wrapped(row, OFFICE_REASON, &reason(indicator, view))?;
        let answer = view.answered.indicators.get(&indicator.definition.id).filter(|it| !it.changed);
        answers::write(&mut page, (row, OFFICE_ANSWERS), Sheet::Indicators, answer.map(|it| &it.answer))?;
        page.grow(row)?;
    }
    let block = page.end(phrases::INDICATORS, OFFICE_HEAD.len(), rows.len(), plan::NO_INDICATORS)?;
    answers::protect(&mut page, block, (Sheet::Indicators, OFFICE_ANSWERS))?;
    page.print_until(OFFICE_REASON, block.last)
}

/// Where the year brings an indicator, with its range; empty where that is not known.
pub(crate) fn projection(indicator: &Indicator) -> String {
    let heading =
        indicator.projection.as_ref().map(|it| crate::indicators::shown::range(&indicator.definition, it.range));
    heading.unwrap_or_default()
}

/// What an auditor asks, in texts that do not wrap, so that no row grows for what is not printed.
fn beside(
    page: &mut Page<'_>,
    row: u32,
    indicator: &Indicator,
    view: &View<'_>,
    inputs: &Inputs,
) -> anyhow::Result<()> {
    let styles = page.styles;
    let definition = &*indicator.definition;
    let objective = definition.objective.as_deref().unwrap_or_default();
    page.text(row, AFTER, &plan::objective(objective, view.objectives), &styles.code)?;
    let after_reason = AFTER + 1;
    page.text(row, after_reason, &plan::defined(definition), &styles.code)?;
    let formula = definition.formula.as_ref().map(ToString::to_string).unwrap_or_default();
    page.text(row, after_reason + 1, &formula, &styles.code)?;
    page.text(row, after_reason + 2, &definition.data_source, &styles.code)?;
    if let Some((place, cell)) = inputs.first(indicator) {
        page.link((row, after_reason + 3), &place, &cell)?;
    }
    page.text(row, after_reason + 4, &phrases::definition(definition), &styles.code)?;
    let others = [indicator.before.month, indicator.before.last_year, indicator.before.year_start];
    for (column, other) in (BEFORE..).zip(others) {
        let value = other.map_or_else(|| Value::NoData(Vec::new()), Value::Number);
        let look = styles::body().set_num_format(decimals::format(definition, &value));
        match other {
            Some(number) => page.number(row, column, number, &look)?,
            None => page.blank(row, column, &look)?,
        }
    }
    page.text(row, SERIES - 1, &plan::recorded(indicator), &styles.code)
}

/// The value of an indicator in any scenario: live over its figures, and as it is where it has no formula.
pub(crate) fn value(page: &mut Page<'_>, at: (u32, u16), indicator: &Indicator, inputs: &Inputs) -> anyhow::Result<()> {
    let styles = page.styles;
    let (row, column) = at;
    let definition = &*indicator.definition;
    let look = styles::body().set_bold().set_num_format(decimals::format(definition, &indicator.value));
    if definition.unit == Unit::Milestone {
        let state = indicator.milestone.as_deref().unwrap_or(phrases::UNKNOWN);
        return page.text(row, column, state, &styles::body().set_align(FormatAlign::Right));
    }
    let cell = |name: &str| inputs.cell(indicator, name);
    let live = definition.formula.as_ref().and_then(|formula| live::formula(formula, &indicator.value, &cell));
    match (live, Cached::of(&indicator.value)) {
        (Some((excel, cached @ Cached::Number(_))), _) => page.formula(row, column, &excel, &cached, &look),
        (Some((excel, cached)), _) => page.formula(row, column, &excel, &cached, &styles.unknown),
        (None, Some(Cached::Number(number))) => page.number(row, column, number, &look),
        (None, _) => page.text(row, column, phrases::UNKNOWN, &styles.unknown),
    }
}

/// The months before, as they were issued, then this month, and all of them as bars in view.
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
    // Bars, since LibreOffice prints no lines; from zero where nothing is below it, so that they do not exaggerate.
    let mut bars = Sparkline::new()
        .set_range((phrases::INDICATORS, row, SERIES, row, now))
        .set_type(SparklineType::Column)
        .show_last_point(true)
        .set_sparkline_color(styles::SKY)
        .set_last_point_color(styles::INK);
    let known = indicator.earlier.iter().map(|(_, value)| value).chain([&indicator.value]).filter_map(number_of);
    if known.into_iter().all(|number| number >= 0.0) {
        bars = bars.set_custom_min(0.0);
    }
    page.sheet.add_sparkline(row, BARS, &bars)?;
    Ok(())
}

/// How a state feels.
pub(crate) fn mood(standing: Standing) -> Mood {
    match standing {
        Standing::Met | Standing::OnTrack => Mood::Good,
        Standing::Near | Standing::AtRisk => Mood::Watch,
        Standing::Missed | Standing::OffTrack => Mood::Bad,
        Standing::InProgress => Mood::Calm,
        Standing::NotMeaningful | Standing::ToDate | Standing::NoData | Standing::Undefined => Mood::Quiet,
    }
}
