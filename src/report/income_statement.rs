//! Sheet `Conto economico`: the scheme line by line, from the budget to where the year is heading, and below it the aggregates that
//! indicators deduct. Printed totals are not shown here: they stand in `Quadrature`.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{FormatAlign, Worksheet};

use super::accounts::Accounts;
use super::cells::{Cached, here, of_budget, there};
use super::lines::{self, Lines, weight};
use super::live;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, accounts as words};
use super::styles::{self, Mood, Styles, Weight};
use super::view::View;
use crate::formula::Value;
use crate::indicators::Projected;
use crate::indicators::definition::Source;
use crate::indicators::names::{self, Reference};
use crate::ledger::{self, Line, Nature, Statement};
use crate::monitor::Reading;
use crate::period::{Exercise, Function, Scenario};

/// Where the label of a line stands.
const LABEL: u16 = 1;
const HEAD: [page::Column; 2] = [("N.", 5.0), ("Voce", 57.0)];

/// A column of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Figure {
    /// What the statement holds in a scenario, or what is derived where files do not say it.
    Of(Scenario),
    /// What should be there by now.
    Expected,
    /// The actual less that.
    Deviation,
    /// What that says.
    Reading,
    /// The year end less the assestato.
    YearEndGap,
    /// The actual of the same month a year before.
    LastYear,
    /// The actual over the assestato.
    Realised,
    /// The share of the assestato that is due by now.
    Share,
    /// How the year end is projected.
    Method,
}

const BUDGET: Figure = Figure::Of(Scenario::Preventivo);
const REVISED: Figure = Figure::Of(Scenario::Assestato);
const CHANGES: Figure = Figure::Of(Scenario::Variazioni);
const LEFT: Figure = Figure::Of(Scenario::Disponibile);
const COMMITTED: Figure = Figure::Of(Scenario::Prenotato);
const ACTUAL: Figure = Figure::Of(Scenario::Consuntivo);
const YEAR_END: Figure = Figure::Of(Scenario::Preconsuntivo);

/// All columns in their order, with head and width. Those after `% realizzata` are for the screen: they say how others come about.
const COLUMNS: [(Figure, &str, f64); 15] = [
    (BUDGET, "Preventivo", 14.5),
    (CHANGES, "Variazioni", 13.0),
    (REVISED, "Assestato", 14.5),
    (COMMITTED, "Prenotato", 13.0),
    (ACTUAL, phrases::ACTUAL, 14.5),
    (LEFT, "Disponibile\n(proventi: da\nrealizzare)", 14.5),
    (Figure::Expected, "Atteso\nalla data", 14.5),
    (Figure::Deviation, "Scostamento\n(consuntivo\n- atteso)", 14.0),
    (Figure::Reading, "Giudizio dello\nscostamento", 13.5),
    (YEAR_END, "Preconsuntivo\n(proiezione)", 15.0),
    (Figure::YearEndGap, "Preconsuntivo\n- assestato", 14.5),
    (Figure::LastYear, "Stesso mese\nanno prima", 14.5),
    (Figure::Realised, "% realizzata\nalla data", 11.5),
    (Figure::Share, "Quota attesa\nalla data", 12.0),
    (Figure::Method, "Come si proietta", 80.0),
];

/// The columns of the actual by function, on a sheet of their own whose rows are those of this one.
pub(super) const FUNCTIONS: [(Function, u16); 4] =
    [(Function::A, 2), (Function::B, 3), (Function::C, 4), (Function::D, 5)];

/// Where each name of the statement stands, and what its cells show.
#[derive(Debug)]
pub(crate) struct Places {
    /// The exercise whose figures stand in the columns.
    exercise: Exercise,
    /// The row of each line and aggregate.
    pub(super) rows: BTreeMap<String, u32>,
    /// The columns that the month has.
    columns: BTreeMap<Figure, u16>,
    /// What the cell of a name and a column shows; absent where nothing is known.
    shown: BTreeMap<(String, Figure), Cached>,
    /// Whether the actual is known by function.
    by_function: bool,
}

impl Places {
    /// The cell that a name of a formula means in a scenario, as other sheets name it; a function has actuals only.
    pub(super) fn of(&self, name: &str, scenario: Scenario) -> Option<String> {
        let Some((line, function)) = name.rsplit_once('.') else {
            let judged = matches!(scenario, Scenario::Preventivo | Scenario::Assestato | Scenario::Consuntivo);
            let column = self.columns.get(&Figure::Of(scenario)).filter(|_| judged)?;
            return Some(there(phrases::INCOME_STATEMENT, *self.rows.get(name)?, *column));
        };
        let (_, column) = FUNCTIONS.iter().find(|(one, _)| one.id() == function)?;
        let known = self.by_function && scenario == Scenario::Consuntivo;
        known.then_some(there(words::FUNCTIONS, *self.rows.get(line)?, *column))
    }

    /// The row of a line.
    pub(super) fn row(&self, line: &str) -> Option<u32> {
        self.rows.get(line).copied()
    }

    /// The cell of a line in a scenario, all functions together, and what it shows.
    pub(crate) fn whole(&self, line: &str, scenario: Scenario) -> Option<(String, &Cached)> {
        self.cell(line, Figure::Of(scenario))
    }

    /// The cell of a line in a column of the sheet, and what it shows, where it shows anything.
    pub(super) fn cell(&self, line: &str, figure: Figure) -> Option<(String, &Cached)> {
        let shown = self.shown.get(&(line.to_owned(), figure))?;
        Some((there(phrases::INCOME_STATEMENT, *self.rows.get(line)?, *self.columns.get(&figure)?), shown))
    }

    /// The aggregates that stand below the lines, with their rows.
    pub(super) fn aggregates<'a>(&'a self, statement: &'a Statement) -> impl Iterator<Item = (&'a str, u32)> {
        let is_one = |(id, _): &(&str, u32)| statement.scheme.line(id).is_none();
        self.rows.iter().map(|(id, row)| (id.as_str(), *row)).filter(is_one)
    }

    fn number(&self, name: &str, figure: Figure) -> Option<f64> {
        self.shown.get(&(name.to_owned(), figure)).and_then(Cached::number)
    }
}

/// The column of all functions and centres of a scenario.
pub(super) fn whole(exercise: Exercise, scenario: Scenario) -> ledger::Column {
    ledger::Column { exercise, scenario, function: None, centre: None }
}

/// Whether the actual of the month is known by function.
pub(super) fn by_function(view: &View<'_>) -> bool {
    let actual = whole(view.period.exercise(), Scenario::Consuntivo);
    let is_part = |at: &ledger::Column| at.function.is_some() && ledger::Column { function: None, ..*at } == actual;
    view.statement.is_some_and(|it| it.columns().iter().any(is_part))
}

/// Writes the sheet and says where everything stands.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    accounts: Option<&Accounts<'_>>,
    styles: &Styles,
) -> anyhow::Result<Places> {
    let title = view.statement.map_or(phrases::INCOME_STATEMENT, |statement| &statement.scheme.title);
    let title = Title { tab: phrases::INCOME_STATEMENT, text: title, colour: styles::INK };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, words::COLUMNS_NOTE, &styles.quiet)?;
    page.table(&HEAD, 2)?;
    page.sheet.set_row_height(page::HEADER_ROW, 44)?;
    let mut places = Places::in_month(view)?;
    for (figure, head, width) in COLUMNS {
        if let Some(column) = places.columns.get(&figure) {
            page.more(*column, head, width)?;
        }
    }
    let Some(statement) = view.statement else {
        page.text(FIRST_ROW, LABEL, phrases::NO_STATEMENT, &styles.quiet)?;
        return Ok(places);
    };
    let all: Vec<&Line> = statement.scheme.lines.iter().collect();
    let rows = places.rows.clone();
    let lines = Lines { statement, rows: &rows, accounts, pattern: styles::AMOUNT };
    for (row, line) in (FIRST_ROW..).zip(&all) {
        Lines::name(&mut page, row, line)?;
        let mut it = Row { row, id: &line.id, weight: weight(line), places: &mut places };
        it.write(&mut page, line, lines, view)?;
    }
    lines::outline(&mut page, FIRST_ROW, &all)?;
    let after = FIRST_ROW + u32::try_from(all.len())?;
    page.filter(HEAD.len() + places.columns.len(), after - 1)?;
    if view.year_end.lines.iter().any(|it| it.correction.is_some()) {
        page.text(after, LABEL, phrases::CORRECTED, &styles.quiet)?;
    }
    if let Some(column) = places.columns.get(&Figure::Reading) {
        moods(&mut page, (FIRST_ROW, after - 1), *column)?;
    }
    let printed = places.columns.get(&Figure::Realised).copied().unwrap_or(LABEL);
    page.print_until(printed, after)?;
    write_aggregates(&mut page, after + 1, statement, &mut places)?;
    Ok(places)
}

impl Places {
    /// The rows, and the columns that hold anything.
    fn in_month(view: &View<'_>) -> anyhow::Result<Self> {
        let exercise = view.period.exercise();
        let mut it = Self {
            exercise,
            rows: BTreeMap::new(),
            columns: BTreeMap::new(),
            shown: BTreeMap::new(),
            by_function: false,
        };
        let held = view.statement.map(Statement::columns).unwrap_or_default();
        it.by_function = by_function(view);
        let expects =
            view.course().is_some_and(|it| it.statement.scheme.lines.iter().any(|line| it.share(&line.id).is_some()));
        let projects = view.statement.is_some_and(|it| view.year_end.statement(&it.scheme.id).is_some());
        let figures = COLUMNS.iter().map(|(figure, ..)| *figure).filter(|figure| match *figure {
            COMMITTED => held.contains(&whole(exercise, Scenario::Prenotato)),
            Figure::Expected | Figure::Deviation | Figure::Reading | Figure::Share => expects,
            YEAR_END | Figure::YearEndGap | Figure::Method => projects,
            Figure::LastYear => !view.past.last_year.is_empty(),
            Figure::Of(_) | Figure::Realised => true,
        });
        it.columns = figures.zip(LABEL + 1..).collect();
        let Some(statement) = view.statement else { return Ok(it) };
        let ids = statement.scheme.lines.iter().map(|line| line.id.to_string());
        it.rows.extend(ids.zip(FIRST_ROW..));
        // A row of notes, and the head of the aggregates, stand between.
        let after = FIRST_ROW + u32::try_from(statement.scheme.lines.len())? + 2;
        it.rows.extend(aggregates(view, statement).into_iter().zip(after..));
        Ok(it)
    }
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

/// What a scostamento says, in its colour.
fn moods(page: &mut Page<'_>, rows: (u32, u32), column: u16) -> anyhow::Result<()> {
    let readings =
        [(Reading::Favourable, Mood::Good), (Reading::Unfavourable, Mood::Bad), (Reading::InLine, Mood::Quiet)];
    for (reading, mood) in readings {
        page.mood(rows, column, (reading.italian(), mood))?;
    }
    Ok(())
}

/// The row of a line or an aggregate, being written.
struct Row<'p> {
    row: u32,
    id: &'p str,
    weight: Weight,
    places: &'p mut Places,
}

impl Row<'_> {
    fn write(&mut self, page: &mut Page<'_>, line: &Line, lines: Lines<'_>, view: &View<'_>) -> anyhow::Result<()> {
        for (figure, at) in self.places.columns.clone() {
            let shown = match figure {
                YEAR_END => self.year_end(page, at, line, view)?,
                Figure::Of(scenario) => {
                    lines.held(page, (self.row, at), line, whole(self.places.exercise, scenario))?
                }
                _ => {
                    page.blank(self.row, at, &styles::line(self.weight))?;
                    None
                }
            };
            self.keep(figure, shown);
        }
        self.derived(page, line.nature != Nature::Risultato)?;
        self.course(page, line, view)?;
        self.year(page, view)
    }

    fn keep(&mut self, figure: Figure, shown: Option<Cached>) {
        if let Some(shown) = shown {
            self.places.shown.insert((self.id.to_owned(), figure), shown);
        }
    }

    fn number(&self, figure: Figure) -> Option<f64> {
        self.places.number(self.id, figure)
    }

    /// The cell of a column, where the month has it.
    fn cell(&self, figure: Figure) -> Option<String> {
        self.places.columns.get(&figure).map(|at| here(self.row, *at))
    }

    /// Writes a formula and its result.
    fn formula(&mut self, page: &mut Page<'_>, figure: Figure, excel: &str, cached: Cached) -> anyhow::Result<()> {
        let Some(at) = self.places.columns.get(&figure) else { return Ok(()) };
        let look = styles::line(self.weight);
        let look = match figure {
            Figure::Of(Scenario::Variazioni) | Figure::Deviation | Figure::YearEndGap => {
                look.set_num_format(styles::SIGNED)
            }
            Figure::Realised => look.set_num_format(styles::PERCENT),
            Figure::Reading => look.set_align(FormatAlign::Center),
            _ => look.set_num_format(styles::AMOUNT),
        };
        page.formula(self.row, *at, excel, &cached, &look)?;
        self.keep(figure, Some(cached));
        Ok(())
    }

    /// One figure less others of the row, where the first two are known; of the rest, what is.
    fn less(&mut self, page: &mut Page<'_>, figure: Figure, from: Figure, less: &[Figure]) -> anyhow::Result<()> {
        let cell = |one: Figure| self.cell(one).zip(self.number(one));
        let (Some(from), true) = (cell(from), less.first().is_some_and(|one| cell(*one).is_some())) else {
            return Ok(());
        };
        let (excel, euro) = lines::less(from, less.iter().filter_map(|one| cell(*one)));
        self.formula(page, figure, &excel, Cached::Number(euro))
    }

    /// What the budget changed by, what is left of it where anything can be, and how much is realised: what files do not say of
    /// the first two is derived.
    fn derived(&mut self, page: &mut Page<'_>, has_left: bool) -> anyhow::Result<()> {
        if self.number(CHANGES).is_none() {
            self.less(page, CHANGES, REVISED, &[BUDGET])?;
        }
        if has_left && self.number(LEFT).is_none() {
            self.less(page, LEFT, REVISED, &[ACTUAL, COMMITTED])?;
        }
        let (Some(budget), Some(actual)) = (self.number(REVISED), self.number(ACTUAL)) else { return Ok(()) };
        let (Some(budget_cell), Some(actual_cell)) = (self.cell(REVISED), self.cell(ACTUAL)) else { return Ok(()) };
        let (excel, realised) = of_budget(&actual_cell, actual, &budget_cell, budget);
        self.formula(page, Figure::Realised, &excel, realised)
    }

    /// What a line should have come to by now, how far off it is, and what that says of a voce.
    fn course(&mut self, page: &mut Page<'_>, line: &Line, view: &View<'_>) -> anyhow::Result<()> {
        let (Some(course), Some(share_at)) = (view.course(), self.places.columns.get(&Figure::Share)) else {
            return Ok(());
        };
        let share = course.share(self.id);
        if let Some(share) = share {
            let percent = styles::line(self.weight).set_num_format(styles::PERCENT);
            page.number(self.row, *share_at, share, &percent)?;
        }
        let Some(deviation) = course.deviation(self.id) else { return Ok(()) };
        let [Some(share_cell), Some(expected), Some(actual), Some(budget), Some(gap)] =
            [Figure::Share, Figure::Expected, ACTUAL, REVISED, Figure::Deviation].map(|figure| self.cell(figure))
        else {
            return Ok(());
        };
        let of_voci = line.formula.as_ref().filter(|_| share.is_none()).and_then(|formula| {
            let at = self.places.columns.get(&Figure::Expected)?;
            let cell = |name: &str| self.places.rows.get(name).map(|row| here(*row, *at));
            live::formula(formula, &Value::Cents(i128::from(deviation.expected.0)), &cell)
        });
        let by_share = || (format!("ROUND({budget}*{share_cell},2)"), Cached::Number(deviation.expected.as_euro()));
        let (excel, cached) = of_voci.unwrap_or_else(by_share);
        self.formula(page, Figure::Expected, &excel, cached)?;
        let off_by = Cached::Number(deviation.off_by.as_euro());
        self.formula(page, Figure::Deviation, &format!("ROUND({actual}-{expected},2)"), off_by)?;
        let sides = course.thresholds.sides(&course.statement.scheme.id, line);
        let Some((reading, sides)) = deviation.reading.zip(sides) else { return Ok(()) };
        let excel = phrases::reading(&gap, sides, [&actual, &budget]);
        self.formula(page, Figure::Reading, &excel, Cached::Text(reading.italian().to_owned()))
    }

    /// Where the year is heading, marked where a person says it.
    fn year_end(&self, page: &mut Page<'_>, at: u16, line: &Line, view: &View<'_>) -> anyhow::Result<Option<Cached>> {
        let Some(statement) = view.statement.and_then(|it| view.year_end.statement(&it.scheme.id)) else {
            return Ok(None);
        };
        let corrected = self.voce(view).is_some_and(|voce| voce.correction.is_some());
        let pattern = if corrected { styles::CORRECTED } else { styles::AMOUNT };
        let lines = Lines { statement, rows: &self.places.rows, accounts: None, pattern };
        lines.held(page, (self.row, at), line, whole(self.places.exercise, Scenario::Preconsuntivo))
    }

    /// What is projected of a voce; none of a total.
    fn voce<'v>(&self, view: &View<'v>) -> Option<&'v Projected> {
        view.year_end.line(&view.statement?.scheme.id, self.id)
    }

    /// The year end against the assestato and how it comes about, and the same month of the year before.
    fn year(&mut self, page: &mut Page<'_>, view: &View<'_>) -> anyhow::Result<()> {
        self.less(page, Figure::YearEndGap, YEAR_END, &[REVISED])?;
        let look = styles::line(self.weight);
        if let (Some(at), Some(voce)) = (self.places.columns.get(&Figure::Method), self.voce(view)) {
            page.text(self.row, *at, &voce.said(), &styles::indented(&look, 1))?;
        }
        let last_year = view.past.last_year.get(self.id);
        if let (Some(at), Some(cents)) = (self.places.columns.get(&Figure::LastYear), last_year) {
            page.amount(self.row, *at, Some(*cents), &look.set_num_format(styles::AMOUNT))?;
            self.keep(Figure::LastYear, Some(Cached::Number(cents.as_euro())));
        }
        Ok(())
    }
}

/// The aggregates below the statement, under a head of their own.
fn write_aggregates(page: &mut Page<'_>, head: u32, statement: &Statement, places: &mut Places) -> anyhow::Result<()> {
    let styles = page.styles;
    let aggregates: Vec<(String, u32)> = places.aggregates(statement).map(|(id, row)| (id.to_owned(), row)).collect();
    if aggregates.is_empty() {
        return Ok(());
    }
    aggregates_head(page, head, LABEL + u16::try_from(places.columns.len())?)?;
    for (id, row) in aggregates {
        aggregate_name(page, row, &id, statement)?;
        let mut it = Row { row, id: &id, weight: Weight::Plain, places };
        for figure in [BUDGET, REVISED, ACTUAL] {
            let (Figure::Of(scenario), Some(at)) = (figure, it.places.columns.get(&figure).copied()) else { continue };
            let shown = Cached::of(&statement.resolve(&id, whole(it.places.exercise, scenario)));
            match &shown {
                Some(Cached::Number(euro)) => page.number(row, at, *euro, &styles.amount)?,
                _ => page.text(row, at, phrases::UNKNOWN, &styles.unknown)?,
            }
            it.keep(figure, shown.filter(|shown| shown.number().is_some()));
        }
        it.derived(page, true)?;
    }
    Ok(())
}

/// The head of the aggregates, up to a column.
pub(super) fn aggregates_head(page: &mut Page<'_>, row: u32, last: u16) -> anyhow::Result<()> {
    let styles = page.styles;
    for column in 0..=last {
        page.blank(row, column, &styles.section)?;
    }
    page.text(row, 0, phrases::AGGREGATES, &styles.section)
}

/// The name of an aggregate.
pub(super) fn aggregate_name(page: &mut Page<'_>, row: u32, id: &str, statement: &Statement) -> anyhow::Result<()> {
    let label = statement.label(id).map_or_else(|| phrases::named(id), str::to_owned);
    page.text(row, LABEL, &label, &styles::indented(&styles::body(), 2))
}
