//! Sheet `Personale`: the tables of who works for the chamber, one below the other as their files print them, with what changed from year
//! to year and the pyramid of ages. Counts that are told to few are told to their readers alone. Adds up by live formulas.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartFont, ChartFormat, ChartSolidFill, ChartType, Format, FormatAlign, Worksheet,
};

use super::cells::{Cached, here};
use super::page::{Page, Title};
use super::phrases::staff as words;
use super::styles::{self, Styles, Weight};
use super::view::View;
use crate::formula::Value;
use crate::ledger::{self, Column, Line, Place, Statement, Subject};
use crate::money::{Cents, Unit};
use crate::origin::Origin;
use crate::period::{Exercise, Scenario};
use crate::reconcile::TieOutState;

/// The first row below the note.
const TOP: u32 = 4;
/// The column of the lines' names, and the first of the figures.
const NAME: u16 = 0;
const FIRST: u16 = 1;
/// The columns that are given a width.
const COLUMNS: u16 = 12;
/// Where the figures stand that the pyramid is drawn of, beside what is printed.
const DRAWN: u16 = 14;
/// How many rows the pyramid is high.
const PICTURE_ROWS: u32 = 16;

/// The tables of the month that tell of a subject, in the order of their schemes.
fn tables<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Statement> {
    view.ledger.statements.iter().filter(|it| it.scheme.sheet == Some(Subject::Staff))
}

/// Whether a month has any.
pub(super) fn any(view: &View<'_>) -> bool {
    tables(view).next().is_some()
}

/// Whether a role sees more of them than everybody.
pub(super) fn is_reader(view: &View<'_>, role: &str) -> bool {
    tables(view).any(|it| it.scheme.readers.iter().any(|reader| **reader == *role))
}

/// Writes the sheet as a role may read it; for nobody in particular, as everybody may.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    reader: Option<&str>,
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = Title { tab: words::STAFF, text: words::TITLE, colour: styles::INK };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.sheet.set_column_width(NAME, 68.0)?;
    (FIRST..COLUMNS).try_for_each(|at| page.sheet.set_column_width(at, 13.0).map(|_| ()))?;
    let (mut row, mut last) = (TOP, FIRST);
    let mut is_whole = true;
    for statement in tables(view) {
        let may_read = reader.is_some_and(|role| statement.scheme.readers.iter().any(|it| **it == *role));
        let masked = if may_read { BTreeSet::new() } else { ledger::masked(statement) };
        is_whole &= masked.is_empty();
        let table = Table::of(statement, masked);
        row = table.write(&mut page, row, view)?;
        last = last.max(table.last_column()?);
        if let Some(pyramid) = table.pyramid() {
            row = table.draw(&mut page, row, pyramid)?;
        }
        row += 1;
    }
    page.text(2, 0, if is_whole { words::NOTE } else { words::MASKED_NOTE }, &styles.quiet)?;
    page.print_until(last, row)?;
    // Tables below each other: upright they are one page.
    page.sheet.set_portrait().set_print_fit_to_pages(1, 1);
    Ok(())
}

/// A table as it is shown.
struct Table<'a> {
    statement: &'a Statement,
    masked: BTreeSet<Place>,
    /// Its columns as the file has them.
    columns: Vec<Column>,
    /// The last two years of which it has a whole, the later first.
    years: Option<(Column, Column)>,
    /// Whether anything in it is no whole number.
    has_decimals: bool,
}

impl<'a> Table<'a> {
    fn of(statement: &'a Statement, masked: BTreeSet<Place>) -> Self {
        let place = |column: Column| -> Option<Origin> {
            let of_column = statement.amounts.iter().filter(|((_, at), _)| *at == column);
            of_column.filter_map(|(_, amount)| amount.printed.map(|(_, origin)| origin)).min_by_key(|it| it.column)
        };
        let actual = |at: &Column| at.scenario == Scenario::Consuntivo && at.function.is_none();
        let mut columns: Vec<Column> = statement.columns().into_iter().filter(actual).collect();
        columns.sort_by_cached_key(|at| place(*at).map(|it| (it.source, it.column)));
        let mut wholes: Vec<Column> = columns.iter().copied().filter(Column::is_whole).collect();
        wholes.sort_by_key(|at| std::cmp::Reverse(at.exercise));
        let years = <[Column; 2]>::try_from(wholes.into_iter().take(2).collect::<Vec<_>>()).ok().map(|[a, b]| (a, b));
        let printed = statement.amounts.values().filter_map(|it| it.printed);
        let has_decimals = printed.into_iter().any(|(cents, _)| cents.0 % 100 != 0);
        Self { statement, masked, columns, years, has_decimals }
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

    fn unit(&self, line: &Line) -> Unit {
        line.unit.unwrap_or(self.statement.scheme.unit)
    }

    fn look(&self, line: &Line) -> Format {
        let weight = if line.formula.is_some() { Weight::Total } else { Weight::Plain };
        styles::line(weight).set_num_format(match self.unit(line) {
            Unit::Percent => styles::PERCENT,
            Unit::Number if !self.has_decimals => styles::COUNT,
            _ => styles::AMOUNT,
        })
    }

    /// A figure as a cell holds it: percent as its fraction.
    fn held(&self, line: &Line, cents: Cents) -> f64 {
        if self.unit(line) == Unit::Percent { cents.as_euro() / 100.0 } else { cents.as_euro() }
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
        if let Some((later, earlier)) = self.years {
            page.text(head, after, &words::change(later.exercise, earlier.exercise), &styles.header)?;
        }
        for (row, line) in (head + 1..).zip(&scheme.lines) {
            self.write_line(page, (row, head), line, after)?;
        }
        let mut row = head + 1 + u32::try_from(scheme.lines.len())?;
        for failed in view.reconciliation.tie_outs.iter().filter(|it| self.fails(it)) {
            page.text(
                row,
                NAME,
                &words::does_not_add_up(failed),
                &styles::state(styles::Mood::Watch).set_align(FormatAlign::Left),
            )?;
            row += 1;
        }
        page.text(row, NAME, &scheme.source, &styles.quiet)?;
        Ok(row + 1)
    }

    fn fails(&self, tie_out: &crate::reconcile::TieOut) -> bool {
        let own = tie_out.scope.split('/').next() == Some(&*self.statement.scheme.id);
        own && tie_out.state == TieOutState::Fails
    }

    /// What a column is called: its part, else its year where there are several, else the whole.
    fn head(&self, column: Column) -> String {
        match column.centre {
            Some(centre) => words::part(centre.id()),
            None if self.years.is_some() => words::year(column.exercise, self.has_parts(column.exercise)),
            None => words::ALL.to_owned(),
        }
    }

    fn last_column(&self) -> anyhow::Result<u16> {
        let changes = u16::from(self.years.is_some());
        Ok(FIRST + u16::try_from(self.columns.len())? - 1 + changes)
    }

    fn has_parts(&self, exercise: Exercise) -> bool {
        self.columns.iter().any(|at| at.exercise == exercise && at.centre.is_some())
    }

    fn write_line(&self, page: &mut Page<'_>, (row, head): (u32, u32), line: &Line, after: u16) -> anyhow::Result<()> {
        let look = self.look(line);
        page.text(row, NAME, &line.label, &styles::indented(&look, line.level.saturating_sub(1)))?;
        for (at, column) in (FIRST..).zip(&self.columns) {
            let Some(cents) = self.figure(line, *column) else {
                page.blank(row, at, &look)?;
                continue;
            };
            if self.is_masked(line, *column) {
                page.text(row, at, words::MASKED, &look.clone().set_align(FormatAlign::Right))?;
                continue;
            }
            let shown = self.held(line, cents);
            match self.sum(line, *column, head) {
                Some(excel) => page.formula(row, at, &excel, &Cached::Number(shown), &look)?,
                None => page.number(row, at, shown, &look)?,
            }
        }
        let Some((later, earlier)) = self.years else { return Ok(()) };
        let signed = look.set_num_format(match self.unit(line) {
            Unit::Percent => styles::SIGNED_PERCENT,
            Unit::Number if !self.has_decimals => styles::SIGNED_COUNT,
            _ => styles::SIGNED,
        });
        let is_shown = |at: Column| !self.is_masked(line, at);
        match (self.figure(line, later), self.figure(line, earlier), is_shown(later) && is_shown(earlier)) {
            (Some(now), Some(before), true) => {
                let excel = format!("ROUND({}-{},4)", self.cell(row, later), self.cell(row, earlier));
                let change = self.held(line, now - before);
                page.formula(row, after, &excel, &Cached::Number(change), &signed)
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
            series.set_name((words::STAFF, top, at));
            series.set_categories((words::STAFF, top + 1, DRAWN, last, DRAWN));
            series.set_values((words::STAFF, top + 1, at, last, at));
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
