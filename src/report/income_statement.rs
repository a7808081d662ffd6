//! Sheet `Conto economico`: the scheme line by line, budget beside actual, and below it the aggregates that indicators deduct.
//! A line that has a formula is one, over the cells of its own column. Printed totals are not shown here: they stand in `Quadrature`.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Format, FormatAlign, Worksheet};

use super::cells::{Cached, here, of_budget, there};
use super::live;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Styles, Weight};
use super::view::View;
use crate::formula::Value;
use crate::indicators::Projected;
use crate::indicators::definition::Source;
use crate::indicators::names::{self, Reference};
use crate::ledger::{self, Line, Nature, Statement};
use crate::monitor::Course;
use crate::period::{Exercise, Function, Scenario};

/// Where the label of a line stands.
const LABEL: u16 = 1;
/// The three scenarios that are shown whole, and their columns.
pub(super) const SCENARIOS: [(Scenario, u16); 3] =
    [(Scenario::Preventivo, 2), (Scenario::Assestato, 3), (Scenario::Consuntivo, 4)];
/// What of the assestato is left for the rest of the year.
const REST: u16 = 5;
/// Consuntivo over assestato.
pub(super) const REALISED: u16 = 6;
/// The actual by function.
const FUNCTIONS: [(Function, u16); 4] = [(Function::A, 7), (Function::B, 8), (Function::C, 9), (Function::D, 10)];

/// The share of the assestato due by now.
const SHARE: u16 = 11;
/// What that is in euro.
const EXPECTED: u16 = 12;
/// Consuntivo less what is expected.
const DEVIATION: u16 = 13;
/// What that says.
const READING: u16 = 14;
/// Consuntivo over what is expected.
const OF_EXPECTED: u16 = 15;
/// The columns of the year's course; only where a voce has a profile.
const PHASED: [(&str, f64); 5] = [
    ("Quota attesa\nalla data", 12.0),
    ("Importo atteso\nalla data", 15.0),
    ("Scostamento\nalla data\n(consuntivo - atteso)", 18.0),
    ("Giudizio dello\nscostamento", 14.0),
    ("% dell'atteso\nalla data", 13.0),
];

/// Where the year is heading, against the assestato, and by which method; only where there is a budget and an actual.
const YEAR_END: [(&str, f64); 3] =
    [("Preconsuntivo\n(proiezione)", 16.0), ("Preconsuntivo\n- assestato", 16.0), ("Come si proietta", 70.0)];

/// Where each name of the statement stands, and what its cells show.
#[derive(Debug)]
pub(super) struct Places {
    /// The exercise whose figures stand in the columns.
    exercise: Exercise,
    /// The row of each line and aggregate.
    rows: BTreeMap<String, u32>,
    /// What the cell of a name and a column shows; absent where nothing is known.
    shown: BTreeMap<(String, u16), Cached>,
}

impl Places {
    /// The cell that a name of a formula means in a scenario, as other sheets name it; a function has actuals only.
    pub(super) fn of(&self, name: &str, scenario: Scenario) -> Option<String> {
        let (line, function) = match name.rsplit_once('.') {
            Some((line, function)) => (line, Some(FUNCTIONS.iter().find(|(one, _)| one.id() == function)?.1)),
            None => (name, None),
        };
        let column = match function {
            Some(column) if scenario == Scenario::Consuntivo => column,
            Some(_) => return None,
            None => SCENARIOS.iter().find(|(one, _)| *one == scenario)?.1,
        };
        Some(there(phrases::INCOME_STATEMENT, *self.rows.get(line)?, column))
    }

    /// The row of a line.
    pub(super) fn row(&self, line: &str) -> Option<u32> {
        self.rows.get(line).copied()
    }

    /// The cell of a line in a scenario, all functions together, and what it shows.
    pub(super) fn whole(&self, line: &str, scenario: Scenario) -> Option<(String, &Cached)> {
        self.cell(line, SCENARIOS.iter().find(|(one, _)| *one == scenario)?.1)
    }

    /// The cell of a line in a column of the sheet, and what it shows, where it shows anything.
    pub(super) fn cell(&self, line: &str, column: u16) -> Option<(String, &Cached)> {
        let shown = self.shown.get(&(line.to_owned(), column))?;
        Some((there(phrases::INCOME_STATEMENT, *self.rows.get(line)?, column), shown))
    }
}

/// The columns of the sheet that are columns of the statement.
fn columns(exercise: Exercise) -> impl Iterator<Item = (ledger::Column, u16)> {
    let whole = SCENARIOS
        .into_iter()
        .map(move |(scenario, at)| (ledger::Column { exercise, scenario, function: None, centre: None }, at));
    let by_function = FUNCTIONS.into_iter().map(move |(function, at)| {
        (ledger::Column { exercise, scenario: Scenario::Consuntivo, function: Some(function), centre: None }, at)
    });
    whole.chain(by_function)
}

/// The first column of the year end: after those of the year's course, where there are some.
fn year_end_at(with_phasing: bool) -> u16 {
    if with_phasing { OF_EXPECTED + 1 } else { FUNCTIONS[3].1 + 1 }
}

/// The columns; those of a plan of the year's course, and of its end, only where there is one.
fn head(with_phasing: bool, with_year_end: bool) -> Vec<page::Column> {
    let mut head: Vec<page::Column> = vec![
        ("N.", 5.5),
        ("Voce", 56.0),
        ("Preventivo", 16.0),
        ("Assestato", 16.0),
        ("Consuntivo\nalla data", 16.0),
        ("Resto dell'anno\n(assestato - consuntivo)", 17.0),
        ("% realizzata\nalla data", 13.0),
    ];
    head.extend(FUNCTIONS.map(|(function, _)| (phrases::function(function), 17.0)));
    if with_phasing {
        head.extend(PHASED);
    }
    if with_year_end {
        head.extend(YEAR_END);
    }
    head
}

/// Writes the sheet and says where everything stands.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Places> {
    let title = view.statement.map_or(phrases::INCOME_STATEMENT, |statement| &statement.scheme.title);
    let mut page =
        Page::open(sheet, &Title { tab: phrases::INCOME_STATEMENT, text: title, colour: styles::INK }, view, styles)?;
    page.text(2, 0, phrases::IN_EURO, &styles.quiet)?;
    let course = view.course();
    let any = course.is_some_and(|it| it.statement.scheme.lines.iter().any(|line| it.share(&line.id).is_some()));
    let heading = view.statement.and_then(|it| view.year_end.statement(&it.scheme.id));
    page.table(&head(any, heading.is_some()), 2)?;
    page.sheet.set_row_height(page::HEADER_ROW, 56)?;
    let exercise = view.period.exercise();
    let mut places = Places { exercise, rows: BTreeMap::new(), shown: BTreeMap::new() };
    let Some(statement) = view.statement else {
        page.text(FIRST_ROW, LABEL, phrases::NO_STATEMENT, &styles.quiet)?;
        return Ok(places);
    };
    for (row, line) in (FIRST_ROW..).zip(&statement.scheme.lines) {
        places.rows.insert(line.id.to_string(), row);
    }
    let after = FIRST_ROW + u32::try_from(statement.scheme.lines.len())?;
    let aggregates = aggregates(view, statement);
    for (row, id) in (after + 2..).zip(&aggregates) {
        places.rows.insert(id.clone(), row);
    }
    for (row, line) in (FIRST_ROW..).zip(&statement.scheme.lines) {
        write_line(&mut page, row, line, statement, &mut places)?;
        if let Some(course) = course.filter(|_| any) {
            phase(&mut page, row, line, course, &places)?;
        }
        if let Some(heading) = heading {
            let end = End {
                statement: heading,
                voce: view.year_end.line(&heading.scheme.id, &line.id),
                at: year_end_at(any),
            };
            end.write(&mut page, row, line, &places)?;
        }
    }
    write_aggregates(&mut page, after + 1, &aggregates, statement, &mut places)?;
    if heading.is_some() {
        // On one page across nobody could read them: three, each with the names of the lines.
        page.sheet.set_print_fit_to_pages(3, 0);
        page.sheet.set_repeat_columns(0, LABEL)?;
    }
    if view.year_end.lines.iter().any(|it| it.correction.is_some()) {
        let below = after + 3 + u32::try_from(aggregates.len())?;
        page.text(below, LABEL, phrases::CORRECTED, &styles.quiet)?;
    }
    Ok(places)
}

/// The aggregates below the statement, under a head of their own.
fn write_aggregates(
    page: &mut Page<'_>,
    head: u32,
    aggregates: &BTreeSet<String>,
    statement: &Statement,
    places: &mut Places,
) -> anyhow::Result<()> {
    let styles = page.styles;
    if !aggregates.is_empty() {
        for column in 0..=FUNCTIONS[3].1 {
            page.blank(head, column, &styles.section)?;
        }
        page.text(head, 0, phrases::AGGREGATES, &styles.section)?;
    }
    for (row, id) in (head + 1..).zip(aggregates) {
        page.text(
            row,
            LABEL,
            &statement.label(id).map_or_else(|| phrases::named(id), str::to_owned),
            &styles::indented(&styles::body(), 2),
        )?;
        for (column, at) in columns(places.exercise) {
            match Cached::of(&statement.resolve(id, column)) {
                Some(Cached::Number(euro)) => {
                    page.number(row, at, euro, &styles.amount)?;
                    places.shown.insert((id.clone(), at), Cached::Number(euro));
                }
                _ => page.text(row, at, phrases::UNKNOWN, &styles.unknown)?,
            }
        }
        comparison(page, row, id, Weight::Plain, places)?;
    }
    Ok(())
}

/// The aggregates of the month, and those that an indicator asks for and nobody filled: their absence explains a *no data*.
fn aggregates(view: &View<'_>, statement: &Statement) -> BTreeSet<String> {
    let exercise = view.period.exercise();
    let held = statement.aggregates.keys().filter(|(_, column)| column.exercise == exercise);
    let mut ids: BTreeSet<String> = held.map(|(id, _)| id.to_string()).collect();
    for indicator in view.indicators {
        let definition = &indicator.definition;
        if definition.source != Source::Accounts || definition.scheme.as_deref() != Some(&*statement.scheme.id) {
            continue;
        }
        let accounts = |name: &&str| matches!(names::read(name, false), Reference::Account { .. });
        for name in definition.formula.iter().flat_map(crate::formula::Formula::inputs).filter(accounts) {
            ids.insert(name.split_once('.').map_or(name, |(line, _)| line).to_owned());
        }
    }
    ids.retain(|id| statement.scheme.line(id).is_none());
    ids
}

fn write_line(
    page: &mut Page<'_>,
    row: u32,
    line: &Line,
    statement: &Statement,
    places: &mut Places,
) -> anyhow::Result<()> {
    let weight = weight(line);
    let look = styles::line(weight);
    page.text(row, 0, &line.number, &look.clone().set_align(FormatAlign::Right))?;
    page.text(row, LABEL, &line.label, &styles::indented(&look, line.level.min(6) + 1))?;
    let amount = look.set_num_format(styles::AMOUNT);
    for (column, at) in columns(places.exercise) {
        let value = statement.value(&line.id, column);
        let Some(shown) = Cached::of(&value) else {
            page.blank(row, at, &amount)?;
            continue;
        };
        // The formula is live where its terms give what the statement holds; where a file prints a line without
        // its terms, the figure stands alone, and `Quadrature` says how far apart they are.
        let formula = line.formula.as_ref().filter(|it| it.evaluate(&|name| statement.resolve(name, column)) == value);
        let cell = |name: &str| places.rows.get(name).map(|row| here(*row, at));
        match (formula.and_then(|formula| live::formula(formula, &value, &cell)), &shown) {
            (Some((excel, cached)), _) => page.formula(row, at, &excel, &cached, &amount)?,
            (None, Cached::Number(euro)) => page.number(row, at, *euro, &amount)?,
            (None, Cached::Text(_)) => page.blank(row, at, &amount)?,
        }
        places.shown.insert((line.id.to_string(), at), shown);
    }
    comparison(page, row, &line.id, weight, places)
}

/// What a line should have come to by now, how far off it is, and what that says of a voce.
fn phase(page: &mut Page<'_>, row: u32, line: &Line, course: Course<'_>, places: &Places) -> anyhow::Result<()> {
    let look = styles::line(weight(line));
    let (amount, percent) = (look.clone().set_num_format(styles::AMOUNT), look.clone().set_num_format(styles::PERCENT));
    let formats = [&percent, &amount, &amount, &look, &percent];
    for (column, format) in (SHARE..).zip(formats) {
        page.blank(row, column, format)?;
    }
    let share = course.share(&line.id);
    if let Some(share) = share {
        page.number(row, SHARE, share, &percent)?;
    }
    let (budget_at, actual_at) = (SCENARIOS[1].1, SCENARIOS[2].1);
    let Some(deviation) = course.deviation(&line.id) else { return Ok(()) };
    let expected = deviation.expected.as_euro();
    let (share_cell, expected_cell) = (here(row, SHARE), here(row, EXPECTED));
    let (budget_cell, actual_cell) = (here(row, budget_at), here(row, actual_at));
    let of_voci = line.formula.as_ref().filter(|_| share.is_none()).and_then(|formula| {
        let cell = |name: &str| places.rows.get(name).map(|row| here(*row, EXPECTED));
        live::formula(formula, &Value::Cents(i128::from(deviation.expected.0)), &cell)
    });
    let (excel, cached) =
        of_voci.unwrap_or_else(|| (format!("ROUND({budget_cell}*{share_cell},2)"), Cached::Number(expected)));
    page.formula(row, EXPECTED, &excel, &cached, &amount)?;
    let excel = format!("ROUND({actual_cell}-{expected_cell},2)");
    page.formula(row, DEVIATION, &excel, &Cached::Number(deviation.off_by.as_euro()), &amount)?;
    let sides = course.thresholds.sides(&course.statement.scheme.id, line);
    if let (Some(reading), Some(sides)) = (deviation.reading, sides) {
        let excel = phrases::reading(&here(row, DEVIATION), sides, [&actual_cell, &budget_cell]);
        let centred = look.set_align(FormatAlign::Center);
        page.formula(row, READING, &excel, &Cached::Text(reading.italian().to_owned()), &centred)?;
    }
    let actual = (deviation.expected + deviation.off_by).as_euro();
    let (excel, realised) = of_budget(&actual_cell, actual, &expected_cell, expected);
    page.formula(row, OF_EXPECTED, &excel, &realised, &percent)
}

/// Where the year is heading for one line.
struct End<'a> {
    statement: &'a Statement,
    /// The voce, where the line is one and no total.
    voce: Option<&'a Projected>,
    /// The first of its columns.
    at: u16,
}

impl End<'_> {
    fn write(&self, page: &mut Page<'_>, row: u32, line: &Line, places: &Places) -> anyhow::Result<()> {
        let look = styles::line(weight(line));
        let amount = look.clone().set_num_format(styles::AMOUNT);
        let is_corrected = self.voce.is_some_and(|voce| voce.correction.is_some());
        let heading = if is_corrected { amount.clone().set_num_format(styles::CORRECTED) } else { amount.clone() };
        let column = ledger::Column {
            exercise: places.exercise,
            scenario: Scenario::Preconsuntivo,
            function: None,
            centre: None,
        };
        let value = self.statement.value(&line.id, column);
        let Some(Cached::Number(euro)) = Cached::of(&value) else {
            page.blank(row, self.at, &amount)?;
            page.blank(row, self.at + 1, &amount)?;
            return page.blank(row, self.at + 2, &look);
        };
        let cell = |name: &str| places.rows.get(name).map(|row| here(*row, self.at));
        match line.formula.as_ref().and_then(|formula| live::formula(formula, &value, &cell)) {
            Some((excel, cached)) => page.formula(row, self.at, &excel, &cached, &amount)?,
            None => page.number(row, self.at, euro, &heading)?,
        }
        let budget_at = SCENARIOS[1].1;
        if let Some(budget) = places.shown.get(&(line.id.to_string(), budget_at)).and_then(Cached::number) {
            let formula = format!("ROUND({}-{},2)", here(row, self.at), here(row, budget_at));
            page.formula(row, self.at + 1, &formula, &Cached::Number(to_the_cent(euro - budget)), &amount)?;
        }
        let how = self.voce.map(Projected::said).unwrap_or_default();
        page.text(row, self.at + 2, &how, &styles::indented(&look, 1))
    }
}

/// What is left for the rest of the year, and how much is realised: both need both sides.
fn comparison(page: &mut Page<'_>, row: u32, name: &str, weight: Weight, places: &mut Places) -> anyhow::Result<()> {
    let amount = styles::line(weight).set_num_format(styles::AMOUNT);
    let percent: Format = styles::line(weight).set_num_format(styles::PERCENT);
    let shown = |at: u16| places.shown.get(&(name.to_owned(), at)).and_then(Cached::number);
    let (budget_at, actual_at) = (SCENARIOS[1].1, SCENARIOS[2].1);
    let (Some(budget), Some(actual)) = (shown(budget_at), shown(actual_at)) else {
        page.blank(row, REST, &amount)?;
        return page.blank(row, REALISED, &percent);
    };
    let (budget_cell, actual_cell) = (here(row, budget_at), here(row, actual_at));
    let rest = Cached::Number(to_the_cent(budget - actual));
    page.formula(row, REST, &format!("ROUND({budget_cell}-{actual_cell},2)"), &rest, &amount)?;
    let (excel, realised) = of_budget(&actual_cell, actual, &budget_cell, budget);
    page.formula(row, REALISED, &excel, &realised, &percent)?;
    places.shown.insert((name.to_owned(), REST), rest);
    places.shown.insert((name.to_owned(), REALISED), realised);
    Ok(())
}

/// The nearest cent: amounts of both sides are exact cents, only their float difference is not.
fn to_the_cent(euro: f64) -> f64 {
    (euro * 100.0).round() / 100.0
}

fn weight(line: &Line) -> Weight {
    match (line.nature, line.level, line.formula.is_some()) {
        (Nature::Risultato, ..) => Weight::Outcome,
        (_, 0, true) => Weight::Total,
        (_, _, true) => Weight::Subtotal,
        _ => Weight::Plain,
    }
}
