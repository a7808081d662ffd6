//! Sheet `Conto economico`: the scheme line by line, budget beside actual, and below it the aggregates that indicators deduct.
//! A line that has a formula is one, over the cells of its own column. Printed totals are not shown here: they stand in `Quadrature`.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Format, FormatAlign, Worksheet};

use super::cells::{Cached, here, there};
use super::live;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Styles, Weight};
use super::view::View;
use crate::indicators::Projected;
use crate::indicators::definition::Source;
use crate::indicators::names::{self, Reference};
use crate::ledger::{self, Line, Nature, Statement};
use crate::period::{Exercise, Function, Scenario};

/// Where the label of a line stands.
const LABEL: u16 = 1;
/// The three scenarios that are shown whole, and their columns.
pub(super) const SCENARIOS: [(Scenario, u16); 3] =
    [(Scenario::Preventivo, 2), (Scenario::Assestato, 3), (Scenario::Consuntivo, 4)];
/// Consuntivo less assestato.
const DEVIATION: u16 = 5;
/// Consuntivo over assestato.
pub(super) const REALISED: u16 = 6;
/// The actual by function.
const FUNCTIONS: [(Function, u16); 4] = [(Function::A, 7), (Function::B, 8), (Function::C, 9), (Function::D, 10)];

/// The share of the assestato due by now, what that is in euro, and how much of it is realised; only where a voce has a profile.
const PHASED: [(&str, u16); 3] =
    [("Quota attesa\nalla data", 11), ("Importo atteso\nalla data", 12), ("%\ndell'atteso", 13)];

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
    if with_phasing { PHASED[2].1 + 1 } else { FUNCTIONS[3].1 + 1 }
}

/// The columns; those of a plan of the year's course, and of its end, only where there is one.
fn head(with_phasing: bool, with_year_end: bool) -> Vec<page::Column> {
    let mut head: Vec<page::Column> = vec![
        ("N.", 5.5),
        ("Voce", 56.0),
        ("Preventivo", 16.0),
        ("Assestato", 16.0),
        ("Consuntivo", 16.0),
        ("Scostamento\n(consuntivo - assestato)", 17.0),
        ("%\nrealizzazione", 13.0),
    ];
    head.extend(FUNCTIONS.map(|(function, _)| (phrases::function(function), 17.0)));
    if with_phasing {
        head.extend(PHASED.map(|(title, _)| (title, 15.0)));
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
    let phased = |line: &Line, statement: &Statement| view.phasing.share(&statement.scheme.id, &line.id, view.period);
    let any = view.statement.is_some_and(|it| it.scheme.lines.iter().any(|line| phased(line, it).is_some()));
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
        if let Some(share) = phased(line, statement) {
            phase(&mut page, row, line, share, &places)?;
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
        // How each voce is projected is for the screen: on paper it would make the figures illegible.
        page.print_until(year_end_at(any) + 1, after + 1 + u32::try_from(aggregates.len())?)?;
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

/// What a voce should have come to by now: its share of the assestato, and how much of that is realised.
fn phase(page: &mut Page<'_>, row: u32, line: &Line, share: f64, places: &Places) -> anyhow::Result<()> {
    let look = styles::line(weight(line));
    let (amount, percent) = (look.clone().set_num_format(styles::AMOUNT), look.set_num_format(styles::PERCENT));
    let shown = |at: u16| places.shown.get(&(line.id.to_string(), at)).and_then(Cached::number);
    let (budget_at, actual_at) = (SCENARIOS[1].1, SCENARIOS[2].1);
    let [(_, share_at), (_, expected_at), (_, realised_at)] = PHASED;
    page.number(row, share_at, share, &percent)?;
    let (Some(budget), Some(actual)) = (shown(budget_at), shown(actual_at)) else { return Ok(()) };
    let expected = to_the_cent(budget * share);
    let formula = format!("ROUND({}*{},2)", here(row, budget_at), here(row, share_at));
    page.formula(row, expected_at, &formula, &Cached::Number(expected), &amount)?;
    let realised = if expected == 0.0 { Cached::Text(String::new()) } else { Cached::Number(actual / expected) };
    let (expected_cell, actual_cell) = (here(row, expected_at), here(row, actual_at));
    let formula = format!("IF({expected_cell}=0,\"\",{actual_cell}/{expected_cell})");
    page.formula(row, realised_at, &formula, &realised, &percent)
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

/// Scostamento and realizzazione of a row: both need both sides.
fn comparison(page: &mut Page<'_>, row: u32, name: &str, weight: Weight, places: &mut Places) -> anyhow::Result<()> {
    let amount = styles::line(weight).set_num_format(styles::AMOUNT);
    let percent: Format = styles::line(weight).set_num_format(styles::PERCENT);
    let shown = |at: u16| places.shown.get(&(name.to_owned(), at)).and_then(Cached::number);
    let (budget_at, actual_at) = (SCENARIOS[1].1, SCENARIOS[2].1);
    let (Some(budget), Some(actual)) = (shown(budget_at), shown(actual_at)) else {
        page.blank(row, DEVIATION, &amount)?;
        return page.blank(row, REALISED, &percent);
    };
    let (budget_cell, actual_cell) = (here(row, budget_at), here(row, actual_at));
    let deviation = Cached::Number(to_the_cent(actual - budget));
    let realised = if budget == 0.0 { Cached::Text(String::new()) } else { Cached::Number(actual / budget) };
    page.formula(row, DEVIATION, &format!("ROUND({actual_cell}-{budget_cell},2)"), &deviation, &amount)?;
    let ratio = format!("IF({budget_cell}=0,\"\",{actual_cell}/{budget_cell})");
    page.formula(row, REALISED, &ratio, &realised, &percent)?;
    places.shown.insert((name.to_owned(), DEVIATION), deviation);
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
