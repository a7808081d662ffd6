//! The sheets of the tables of a plan, one a subject (`Personale`, `Partecipazioni`, `Azienda speciale`, `Progetti`, `Tabelle del Piano`): the tables one below
//! the other as their files print them, with what follows of their columns, what changed from year to year, and the pyramid of ages.
//! Counts that are told to few are told to their readers alone. Adds up by live formulas.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartFont, ChartFormat, ChartSolidFill, ChartType, Format, FormatAlign, Worksheet,
};

use super::cells::{Cached, here};
use super::page::{Page, Title};
use super::phrases::tables as words;
use super::styles::{self, Styles, Weight};
use super::view::View;
use crate::formula::{Formula, Value};
use crate::indicators;
use crate::ledger::{self, Beside, Column, Line, Place, Statement, Subject};
use crate::money::{Cents, Unit};
use crate::origin::Origin;
use crate::period::{Centre, Exercise, Scenario};
use crate::problem::Problem;
use crate::reconcile::TieOutState;

/// The first row below the note.
const TOP: u32 = 4;
/// The column of the lines' names, and the first of the figures.
const NAME: u16 = 0;
const FIRST: u16 = 1;
/// The columns that are given a width.
const COLUMNS: u16 = 12;
/// How wide figures and texts are.
const FIGURE: f64 = 15.0;
const TEXT: f64 = 24.0;
const WIDE_TEXT: f64 = 32.0;
const SENTENCE: f64 = 62.0;
/// Where the figures stand that the pyramid is drawn of, beside what is printed.
const DRAWN: u16 = 14;
/// How many rows the pyramid is high.
const PICTURE_ROWS: u32 = 16;

/// The tables of the month that tell of a subject, in the order of their schemes.
fn tables<'a>(view: &View<'a>, subject: Subject) -> impl Iterator<Item = &'a Statement> {
    view.ledger.statements.iter().filter(move |it| it.scheme.sheet == Some(subject))
}

/// Whether a month has any.
pub(super) fn any(view: &View<'_>, subject: Subject) -> bool {
    tables(view, subject).next().is_some()
}

/// Whether a role sees more of the tables of persons than everybody.
pub(super) fn is_reader(view: &View<'_>, role: &str) -> bool {
    tables(view, Subject::Staff).any(|it| it.scheme.readers.iter().any(|reader| **reader == *role))
}

/// Writes the sheet of a subject as a role may read it; for nobody in particular, as everybody may.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    subject: Subject,
    reader: Option<&str>,
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = Title { tab: words::sheet(subject), text: words::title(subject), colour: styles::INK };
    let mut page = Page::open(sheet, &title, view, styles)?;
    let of_staff = subject == Subject::Staff;
    let all: Vec<Table<'_>> = tables(view, subject).map(|it| Table::shown_to(reader, it)).collect();
    page.widths(&widths(&all, of_staff)?)?;
    let is_whole = all.iter().all(|table| table.masked.is_empty());
    let (mut row, mut last) = (TOP, FIRST);
    for table in &all {
        row = table.write(&mut page, row, view)?;
        last = last.max(table.last_column()?);
        if let Some(pyramid) = table.pyramid() {
            row = table.draw(&mut page, row, pyramid)?;
        }
        row += 1;
    }
    page.text(2, 0, if is_whole { words::note(subject) } else { words::MASKED_NOTE }, &styles.quiet)?;
    page.print_until(last, row)?;
    if of_staff {
        // Tables below each other: upright they are one page.
        page.sheet.set_portrait().set_print_fit_to_pages(1, 1);
    }
    Ok(())
}

/// Two columns of the whole of which the sheet shows the difference.
#[derive(Clone, Copy)]
struct Compared {
    now: Column,
    before: Column,
}

/// A table as it is shown.
struct Table<'a> {
    statement: &'a Statement,
    masked: BTreeSet<Place>,
    /// Its columns as the file has them, with those that follow of them and no file prints.
    columns: Vec<Column>,
    /// What was done and what was budgeted, or else the last two years of which it has a whole.
    compared: Option<Compared>,
    /// Its columns of texts by id, with their heads, in their order.
    texts: Vec<(Arc<str>, String)>,
    /// Whether anything in it is no whole number.
    has_decimals: bool,
}

impl<'a> Table<'a> {
    /// A table as a role may read it.
    fn shown_to(reader: Option<&str>, statement: &'a Statement) -> Self {
        let may_read = reader.is_some_and(|role| statement.scheme.readers.iter().any(|it| **it == *role));
        Self::of(statement, if may_read { BTreeSet::new() } else { ledger::masked(statement) })
    }

    fn of(statement: &'a Statement, masked: BTreeSet<Place>) -> Self {
        let place = |column: Column| -> Option<Origin> {
            let of_column = statement.amounts.iter().filter(|((_, at), _)| *at == column);
            of_column.filter_map(|(_, amount)| amount.printed.map(|(_, origin)| origin)).min_by_key(|it| it.column)
        };
        let mut columns: Vec<Column> = statement.columns().into_iter().filter(|at| at.function.is_none()).collect();
        columns.sort_by_cached_key(|at| place(*at).map(|it| (it.source, it.column)));
        follow(statement, &mut columns);
        let mut texts: Vec<(Arc<str>, String, u16)> = Vec::new();
        for it in statement.texts.values().flatten() {
            if texts.iter().all(|(column, ..)| *column != it.column) {
                texts.push((Arc::clone(&it.column), it.head.clone(), it.origin.column));
            }
        }
        texts.sort_by_key(|(.., at)| *at);
        let printed = statement.amounts.values().filter_map(|it| it.printed);
        Self {
            statement,
            masked,
            compared: compared(&columns),
            columns,
            texts: texts.into_iter().map(|(column, head, _)| (column, head)).collect(),
            has_decimals: printed.into_iter().any(|(cents, _)| cents.0 % 100 != 0),
        }
    }

    /// What a line holds in a column, as far as it is shown.
    fn figure(&self, line: &Line, column: Column) -> Option<Cents> {
        match self.statement.value(&line.id, column) {
            Value::Cents(cents) => i64::try_from(cents).ok().map(Cents),
            _ => None,
        }
    }

    fn is_masked(&self, line: &Line, column: Column) -> bool {
        self.masked.contains(&(line.id.clone(), column))
    }

    fn look(&self, line: &Line, unit: Unit) -> Format {
        let weight = if line.formula.is_some() { Weight::Total } else { Weight::Plain };
        styles::line(weight).set_num_format(match unit {
            Unit::Percent => styles::PERCENT,
            Unit::FinePercent => styles::FINE_PERCENT,
            Unit::Number if !self.has_decimals => styles::COUNT,
            _ => styles::AMOUNT,
        })
    }

    /// Writes it from a row on; says the first row below it.
    fn write(&self, page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<u32> {
        let styles = page.styles;
        let scheme = &self.statement.scheme;
        page.text(top, NAME, &scheme.title, &styles.section)?;
        let head = top + 1;
        page.sheet.set_row_height(head, 33)?;
        page.text(head, NAME, words::LINE, &styles.header)?;
        for (at, column) in (FIRST..).zip(&self.columns) {
            page.text(head, at, &self.head(*column), &styles.header)?;
        }
        let after = FIRST + u16::try_from(self.columns.len())?;
        if let Some(compared) = self.compared {
            page.text(head, after, &compared.head(), &styles.header)?;
        }
        for (at, text) in (self.first_text()?..).zip(self.text_heads()) {
            page.text(head, at, text, &styles.header)?;
        }
        let day = view.period.exercise().last_day();
        for (row, line) in (head + 1..).zip(&scheme.lines) {
            self.write_line(page, (row, head), line, after)?;
            self.write_texts(page, row, line, day)?;
            page.grow(row)?;
        }
        self.write_notes(page, head + 1 + u32::try_from(scheme.lines.len())?, view)
    }

    /// Writes below it what does not add up, what falls due, and where it is from; says the first row below.
    fn write_notes(&self, page: &mut Page<'_>, top: u32, view: &View<'_>) -> anyhow::Result<u32> {
        let (scheme, styles) = (&self.statement.scheme, page.styles);
        let (mut row, last) = (top, self.last_column()?);
        let left = styles::state(styles::Mood::Watch).set_align(FormatAlign::Left).set_text_wrap();
        let failed = view.reconciliation.tie_outs.iter().filter(|it| self.fails(it)).map(words::does_not_add_up);
        let differs = view.problems.iter().filter(|it| self.differs(it, view)).map(words::differs);
        for said in failed.chain(differs) {
            page.spread_lines(row, (NAME, last), &said, &left)?;
            page.grow(row)?;
            row += 1;
        }
        if scheme.sheet == Some(Subject::Participations) {
            page.text(row, NAME, &words::review_due(view.period.exercise().last_day()), &styles.quiet)?;
            row += 1;
        }
        let years: BTreeSet<Exercise> = self.columns.iter().map(|at| at.exercise).collect();
        let of_before = years.last().filter(|last| **last < view.period.exercise()).map(|last| last.last_day());
        page.text(row, NAME, &words::source(scheme, of_before), &styles.quiet)?;
        Ok(row + 1)
    }

    /// The first column of its texts.
    fn first_text(&self) -> anyhow::Result<u16> {
        Ok(FIRST + u16::try_from(self.columns.len())? + u16::from(self.compared.is_some()))
    }

    /// The heads of its texts, with what falls due of companies.
    fn text_heads(&self) -> Vec<&str> {
        let due = (self.statement.scheme.sheet == Some(Subject::Participations)).then_some(words::DUE);
        self.texts.iter().map(|(_, head)| head.as_str()).chain(due).collect()
    }

    fn write_texts(&self, page: &mut Page<'_>, row: u32, line: &Line, day: NaiveDate) -> anyhow::Result<()> {
        let look = styles::indented(&self.look(line, Unit::Number), 1).set_text_wrap();
        let own = self.statement.texts.get(&line.id).map(Vec::as_slice).unwrap_or_default();
        let mut said: Vec<String> = Vec::new();
        for (column, _) in &self.texts {
            said.push(own.iter().find(|it| it.column == *column).map(|it| it.text.clone()).unwrap_or_default());
        }
        if self.text_heads().len() > said.len() {
            said.push(due(line, own, day));
        }
        for (at, text) in (self.first_text()?..).zip(&said) {
            if text.is_empty() { page.blank(row, at, &look)? } else { page.wrapped_in((row, at), text, &look, 0.0)? }
        }
        Ok(())
    }

    /// Whether a tie-out of the table fails: one of its own, or a check whose id begins with that of its scheme.
    fn fails(&self, tie_out: &crate::reconcile::TieOut) -> bool {
        let scheme = &*self.statement.scheme.id;
        let own = tie_out.scope.split('/').next() == Some(scheme);
        let check = tie_out.id.strip_prefix(scheme).is_some_and(|rest| rest.starts_with('_'));
        (own || check) && tie_out.state == TieOutState::Fails
    }

    /// Whether a problem says that what the table prints of an indicator is not what is known of it.
    fn differs(&self, problem: &Problem, view: &View<'_>) -> bool {
        let cell = self.statement.scheme.lines.iter().find_map(|line| self.statement.cells(line).next());
        let file = cell.map(|origin| view.sources.file(origin));
        problem.code.starts_with(indicators::PUBLISHED) && file.is_some_and(|file| problem.is_of(file))
    }

    /// What a column is called: its part, else its year where there are several, else the whole.
    fn head(&self, column: Column) -> String {
        let several = |differs: fn(&Column, &Column) -> bool| self.columns.iter().any(|it| differs(it, &column));
        let of_years = several(|it, own| it.centre == own.centre && it.exercise != own.exercise);
        match column.centre {
            Some(centre) => {
                let rule = self.statement.rule(column);
                let head = rule.map_or_else(|| words::part(centre.id()), |rule| rule.label.clone());
                if of_years && rule.is_some() { words::of_year(&head, column.exercise) } else { head }
            }
            None if several(|it, own| it.centre.is_none() && it.scenario != own.scenario) => {
                words::scenario(column.scenario, column.exercise)
            }
            None if !several(|it, _| it.centre.is_some()) && self.statement.scheme.of_indicators => {
                column.exercise.to_string()
            }
            None if self.compared.is_some() => words::year(column.exercise, self.has_parts(column.exercise)),
            None => words::ALL.to_owned(),
        }
    }

    fn last_column(&self) -> anyhow::Result<u16> {
        Ok(self.first_text()? - 1 + u16::try_from(self.text_heads().len())?)
    }

    fn has_parts(&self, exercise: Exercise) -> bool {
        self.columns.iter().any(|at| at.exercise == exercise && at.centre.is_some())
    }

    fn write_line(&self, page: &mut Page<'_>, (row, head): (u32, u32), line: &Line, after: u16) -> anyhow::Result<()> {
        let plain = self.look(line, self.statement.scheme.unit);
        let name = styles::indented(&plain, line.level.saturating_sub(1)).set_text_wrap();
        let shown = if self.statement.is_unnamed(line) { String::new() } else { words::line(line) };
        page.wrapped_in((row, NAME), &shown, &name, f64::from(line.level))?;
        for (at, column) in (FIRST..).zip(&self.columns) {
            let unit = self.statement.unit(line, *column);
            let look = self.look(line, unit);
            let Some(cents) = self.figure(line, *column) else {
                page.blank(row, at, &look)?;
                continue;
            };
            if self.is_masked(line, *column) {
                page.text(row, at, words::MASKED, &look.set_align(FormatAlign::Right))?;
                continue;
            }
            let shown = held(cents, unit);
            match self.sum(line, *column, head).or_else(|| self.product(line, *column, row)) {
                Some(excel) => page.formula(row, at, &excel, &Cached::Number(shown), &look)?,
                None => page.number(row, at, shown, &look)?,
            }
        }
        self.write_change(page, row, line, after)
    }

    fn write_change(&self, page: &mut Page<'_>, row: u32, line: &Line, after: u16) -> anyhow::Result<()> {
        let Some(Compared { now, before }) = self.compared else { return Ok(()) };
        let unit = self.statement.unit(line, now);
        let signed = self.look(line, unit).set_num_format(match unit {
            Unit::Percent => styles::SIGNED_PERCENT,
            Unit::Number if !self.has_decimals => styles::SIGNED_COUNT,
            _ => styles::SIGNED,
        });
        let is_shown = |at: Column| !self.is_masked(line, at);
        match (self.figure(line, now), self.figure(line, before), is_shown(now) && is_shown(before)) {
            (Some(later), Some(earlier), true) => {
                let excel = format!("ROUND({}-{},4)", self.cell(row, now), self.cell(row, before));
                page.formula(row, after, &excel, &Cached::Number(held(later - earlier, unit)), &signed)
            }
            _ => page.blank(row, after, &signed),
        }
    }

    fn cell(&self, row: u32, column: Column) -> String {
        let at = (FIRST..).zip(&self.columns).find(|(_, it)| **it == column).map_or(FIRST, |(at, _)| at);
        here(row, at)
    }

    /// The live sum of a total, where all of it is shown and comes to what the file prints.
    fn sum(&self, line: &Line, column: Column, head: u32) -> Option<String> {
        let formula = line.formula.as_ref()?;
        let terms: Vec<(&Line, i64)> = formula
            .signed_inputs()
            .into_iter()
            .map(|(name, sign)| Some((self.statement.scheme.line(name)?, i64::from(sign))))
            .collect::<Option<_>>()?;
        let parts = terms.iter().map(|(it, sign)| Some(self.figure(it, column)?.0 * sign)).sum::<Option<i64>>()?;
        let is_shown = terms.iter().all(|(it, _)| !self.is_masked(it, column));
        if !is_shown || self.figure(line, column)? != Cents(parts) {
            return None;
        }
        let row = |name: &str| self.statement.scheme.lines.iter().position(|it| *it.id == *name);
        let cell = |name: &str| {
            let row = row(name).and_then(|at| u32::try_from(at).ok()).unwrap_or_default();
            self.cell(head + 1 + row, column)
        };
        Some(formula.excel(&cell))
    }

    /// The live formula of a column that is made of others, where it comes to the figure.
    fn product(&self, line: &Line, column: Column, row: u32) -> Option<String> {
        let formula: &Formula = self.statement.rule(column).filter(|_| line.formula.is_none())?.formula.as_ref()?;
        let place = |name: &str| Some(Column { centre: Some(Centre::named(name)?), ..column });
        let shown = |name: &str| place(name).filter(|at| self.columns.contains(at));
        // A column that the table does not have counts nothing.
        let is_there = |name: &str| {
            let figure = place(name).and_then(|at| self.figure(line, at));
            figure.is_some_and(|figure| figure == Cents::ZERO || shown(name).is_some())
        };
        let value = formula.evaluate(&|name| self.statement.beside(line, name, column));
        let computed = match value {
            Value::Cents(cents) => i64::try_from(cents).ok().map(Cents),
            Value::Number(number) => Cents::from_f64((number * 100.0).round() / 100.0).ok(),
            _ => None,
        };
        if computed? != self.figure(line, column)? || !formula.inputs().into_iter().all(is_there) {
            return None;
        }
        // A cell of a percentage holds its fraction.
        let cell = |name: &str| {
            let Some(at) = shown(name) else { return "0".to_owned() };
            let cell = self.cell(row, at);
            if self.statement.unit(line, at).is_percent() { format!("({cell}*100)") } else { cell }
        };
        let excel = formula.excel(&cell);
        let is_share = self.statement.unit(line, column) == Unit::Percent;
        Some(if is_share { format!("ROUND({excel},2)/100") } else { format!("ROUND({excel},2)") })
    }

    /// The two columns of women and men and the lines by age, where all of them are shown.
    fn pyramid(&self) -> Option<[Column; 2]> {
        let named = |name: &str| self.columns.iter().copied().find(|at| at.centre.is_some_and(|it| it.id() == name));
        let both = [named("donne")?, named("uomini")?];
        let is_shown = self.masked.iter().all(|(_, at)| !both.contains(at));
        let lines = self.statement.scheme.lines.iter().filter(|line| line.formula.is_none()).count();
        (is_shown && lines > 2).then_some(both)
    }

    /// Draws the pyramid below a table of which the last row is above; says the first row below it.
    fn draw(&self, page: &mut Page<'_>, top: u32, both: [Column; 2]) -> anyhow::Result<u32> {
        let styles = page.styles;
        let lines: Vec<&Line> = self.statement.scheme.lines.iter().filter(|line| line.formula.is_none()).collect();
        let last = top + u32::try_from(lines.len())?;
        for (at, (column, sign)) in (DRAWN + 1..).zip(both.into_iter().zip([1.0, -1.0])) {
            page.text(top, at, &self.head(column), &styles.quiet)?;
            for (row, line) in (top + 1..).zip(&lines) {
                page.text(row, DRAWN, &line.label, &styles.quiet)?;
                let figure = self.figure(line, column).unwrap_or_default();
                page.number(row, at, sign * figure.as_euro(), &styles.quiet)?;
            }
        }
        let mut chart = Chart::new(ChartType::BarStacked);
        chart.title().set_name(words::PYRAMID).set_font(ChartFont::new().set_size(11)).set_overlay(false);
        for (at, colour) in (DRAWN + 1..).zip([styles::INK, styles::SKY]) {
            let series = chart.add_series();
            series.set_name((words::sheet(Subject::Staff), top, at));
            series.set_categories((words::sheet(Subject::Staff), top + 1, DRAWN, last, DRAWN));
            series.set_values((words::sheet(Subject::Staff), top + 1, at, last, at));
            series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)));
            series.set_gap(20).set_overlap(100);
        }
        chart.y_axis().set_label_position(ChartAxisLabelPosition::Low);
        // Those that stand left of the middle are persons too.
        chart.x_axis().set_num_format("0;0").set_major_gridlines(false);
        chart.set_width(640).set_height(17 * PICTURE_ROWS - 8);
        page.sheet.insert_chart(top, NAME, &chart)?;
        Ok(top + PICTURE_ROWS)
    }
}

impl Compared {
    fn head(self) -> String {
        if self.now.scenario == self.before.scenario {
            words::change(self.now.exercise, self.before.exercise)
        } else {
            words::DEVIATION.to_owned()
        }
    }
}

/// What was done beside what was budgeted, where a table has both of a year; else the last two years of which it has a whole.
fn compared(columns: &[Column]) -> Option<Compared> {
    let wholes = |scenario: Scenario| {
        let own = columns.iter().copied().filter(move |at| at.is_whole() && at.scenario == scenario);
        own.max_by_key(|at| at.exercise)
    };
    let now = wholes(Scenario::Consuntivo)?;
    let earlier = |at: &&Column| at.is_whole() && at.scenario == now.scenario && at.exercise < now.exercise;
    let before = columns.iter().filter(earlier).max_by_key(|at| at.exercise).copied();
    let planned = wholes(Scenario::Preventivo).filter(|at| at.exercise == now.exercise);
    planned.or(before).map(|before| Compared { now, before })
}

/// Puts among the columns that a file prints those that follow of them, as the scheme says, each behind the one that the scheme has before it.
fn follow(statement: &Statement, columns: &mut Vec<Column>) {
    let beside: BTreeSet<(Exercise, Scenario)> =
        columns.iter().filter(|at| at.centre.is_some()).map(|at| (at.exercise, at.scenario)).collect();
    for (exercise, scenario) in beside {
        for (place, rule) in statement.scheme.columns.iter().enumerate().filter(|(_, rule)| rule.formula.is_some()) {
            let column = Column { exercise, scenario, function: None, centre: Some(rule.id) };
            let is_known = |line: &Line| matches!(statement.value(&line.id, column), Value::Cents(_));
            if columns.contains(&column) || !statement.scheme.lines.iter().any(is_known) {
                continue;
            }
            let before = |at: &Column| {
                let own = (at.exercise, at.scenario) == (exercise, scenario);
                own && statement.scheme.columns[..place].iter().any(|rule| Some(rule.id) == at.centre)
            };
            let behind = columns.iter().rposition(before).map_or(columns.len(), |at| at + 1);
            columns.insert(behind, column);
        }
    }
}

/// How wide the columns of tables below each other are.
fn widths(all: &[Table<'_>], of_staff: bool) -> anyhow::Result<Vec<(&'static str, f64)>> {
    let figure = if of_staff { 13.0 } else { FIGURE };
    let is_of_texts = all.iter().any(|table| table.columns.is_empty());
    let last = all.iter().map(Table::last_column).collect::<Result<Vec<_>, _>>()?.into_iter().max().unwrap_or(FIRST);
    let mut widths = vec![("", figure); usize::from(COLUMNS.max(last + 1))];
    widths[usize::from(NAME)].1 = if of_staff { 68.0 } else { 46.0 };
    for table in all {
        let (first, heads) = (usize::from(table.first_text()?), table.text_heads());
        for (at, head) in heads.into_iter().enumerate() {
            let text = if is_of_texts { WIDE_TEXT } else { TEXT };
            widths[first + at].1 = if head == words::DUE { SENTENCE } else { text };
        }
    }
    Ok(widths)
}

/// A figure as a cell holds it: percent as its fraction, by one division.
#[expect(clippy::cast_precision_loss, reason = "figures are bounded far below 2^53")]
fn held(cents: Cents, unit: Unit) -> f64 {
    if unit.is_percent() { cents.0 as f64 / (100 * unit.scale()) as f64 } else { cents.as_euro() }
}

/// What falls due of a company by a day.
fn due(line: &Line, own: &[Beside], day: NaiveDate) -> String {
    let mut texts = own.iter().map(|it| it.text.as_str()).chain([line.label.as_str()]);
    if texts.any(words::is_wound_up) {
        words::wound_up(day)
    } else if own.iter().any(|it| *it.column == *words::MEASURE && words::is_measure(&it.text)) {
        words::measure_due(day)
    } else {
        String::new()
    }
}
