//! Posting balances and printed lines: each becomes an amount of a statement, in the ledger's sign.
//! Refuses to know what is compared with what.

use std::sync::Arc;

use super::super::chart::{Aggregate, Chart, IfMissing};
use super::super::columns::Columns;
use super::super::conserved::Expected;
use super::super::scheme::{Nature, Scheme};
use super::super::signs::{Judged, Seen, Signs, Told};
use super::super::statement::{Beside, Column, Statement};
use super::super::{Cell, FileRows, RowAt, Unmapped, labels, phrases};
use super::Posting;
use crate::formula;
use crate::money::{Cents, Unit};
use crate::origin::Origin;
use crate::period::{Centre, Exercise};
use crate::read::layout::{self, ColumnKind, Field, Holds, Kind};
use crate::read::{Layout, RowKind};

/// One file of balances or of lines, while it is posted.
pub(super) struct Sheet {
    pub(super) columns: Columns,
    pub(super) signs: Signs,
    /// The line last met, by its place in the scheme.
    pub(super) last: Option<usize>,
    pub(super) expected: Expected,
}

/// An amount as its file writes it.
struct Posted<'l> {
    column: Column,
    amount: &'l layout::Amount,
    raw: Cents,
    origin: Origin,
}

impl Posting<'_> {
    /// How a file of balances or of lines writes its oneri.
    pub(super) fn signs(&mut self, file: &FileRows, columns: &Columns) -> Signs {
        let layout = &file.layout;
        let mut seen = Seen::default();
        if layout.oneri == layout::Oneri::ByFile && layout.kind.has_figures() {
            let mut last = None;
            for row in file.rows.iter().filter(|row| row.kind == RowKind::Data) {
                let Some(nature) = self.nature(layout, row, columns, &mut last) else { continue };
                for (at, (column, cell)) in layout.columns.iter().zip(row.cells()).enumerate() {
                    if let (Some(amount), Some(Ok(cents))) = (&column.amount, cell.carried(Unit::default())) {
                        seen.take(at, amount, nature, Told { raw: cents, origin: row.origin_of(at) });
                    }
                }
            }
        }
        let Judged { signs, mixed, opposite } = seen.judge(layout.oneri);
        if let (true, Some(row)) = (mixed, file.rows.iter().next()) {
            self.say(phrases::oneri_of_both_signs(), row.origin);
        }
        for it in opposite {
            let column = &layout.columns[it.column];
            let shown = column.header.first().map_or_else(|| column.id.clone(), |words| words.shown());
            self.say(phrases::opposite_sign(&shown, &it), it.origin);
        }
        signs
    }

    /// What the line of a row is; of several lines of one label, the next below the one last met.
    fn nature(&self, layout: &Layout, row: RowAt<'_>, columns: &Columns, last: &mut Option<usize>) -> Option<Nature> {
        let text = |field: Field| columns.get(field).text(row);
        let scheme = self.scheme(layout)?;
        if layout.kind == Kind::Accounts {
            let (code, description) = (text(Field::Account), text(Field::Description));
            return Some(scheme.line(self.chart.line_of(code, description)?)?.nature);
        }
        let places = labels::places(scheme, text(Field::Line));
        let at = labels::next(scheme, &places, *last, &|_| true)?;
        *last = Some(at);
        Some(scheme.lines[at].nature)
    }

    pub(super) fn account(&mut self, file: &FileRows, row: RowAt<'_>, sheet: &mut Sheet) {
        let layout = &file.layout;
        let account = sheet.columns.get(Field::Account);
        let code = account.text(row);
        let description = sheet.columns.get(Field::Description).text(row);
        let Some(centre) = self.centre(row, &sheet.columns) else { return };
        let cells = self.cells(layout, row, file.period.exercise(), centre);
        let line = self.chart.line_of(code, description).map(Arc::clone);
        let nature = line.as_ref().and_then(|line| Some(self.scheme(layout)?.line(line)?.nature));
        let (Some(line), Some(nature)) = (line, nature) else {
            let at = account.origin(row);
            let cents = cells.iter().rev().map(|cell| cell.raw).find(|cents| *cents != Cents::ZERO);
            let (account, description) = (Arc::from(code), Arc::from(description));
            let unmapped = Unmapped { account, description, origin: at, cents: cents.unwrap_or_default() };
            self.say(phrases::unmapped(&unmapped), at);
            self.ledger.unmapped.push(unmapped);
            return;
        };
        self.belongs(layout, account.origin(row), code, &line);
        let Some(statement) = self.statement(layout) else { return };
        statement.call_account(row.origin, description.trim());
        let code: Arc<str> = Arc::from(code);
        for cell in cells {
            let cents = sheet.signs.cents(cell.amount, nature, cell.raw);
            sheet.expected.add(cell.column, cents, cell.origin);
            let amount = statement.amounts.entry((Arc::clone(&line), cell.column)).or_default();
            amount.accounts = Some(amount.accounts.unwrap_or_default() + cents);
            amount.entries.push((Arc::clone(&code), cents, cell.origin));
        }
    }

    /// Says when an account fills a line that its file may not hold: income among the charges, or the reverse.
    fn belongs(&mut self, layout: &Layout, at: Origin, code: &str, line: &str) {
        let wanted = match layout.holds {
            Some(Holds::Proventi) => Nature::Provento,
            Some(Holds::Oneri) => Nature::Onere,
            None => return,
        };
        let scheme = layout.scheme.as_deref().and_then(|id| self.chart.scheme(id));
        let Some(found) = scheme.and_then(|scheme| scheme.line(line)) else { return };
        if found.nature != wanted {
            let problem = phrases::other_nature(code, &found.label, &layout.title);
            self.say(problem, at);
        }
    }

    pub(super) fn printed(&mut self, file: &FileRows, row: RowAt<'_>, sheet: &mut Sheet) {
        let layout = &file.layout;
        let column = sheet.columns.get(Field::Line);
        let (label, at) = (column.text(row), column.origin(row));
        let Some(centre) = self.centre(row, &sheet.columns) else { return };
        let cells = self.cells(layout, row, file.period.exercise(), centre);
        let Some(scheme) = self.scheme_with(layout, label, !cells.is_empty()) else {
            self.say(phrases::too_many_lines(label), at);
            return;
        };
        let places = labels::places(&scheme, label);
        if places.is_empty() {
            // A caption between the lines says no amount (nothing, where blanks are zeros); whatever says one is a line
            // that is not known.
            if cells.iter().any(|cell| cell.raw != Cents::ZERO) {
                let nearest = labels::nearest(label, scheme.lines.iter().map(|line| line.label.as_str()));
                self.say(phrases::unknown_line(label, nearest), at);
            }
            return;
        }
        let Some(statement) = self.statement(layout) else { return };
        let whole = cells.iter().filter(|cell| cell.amount.whole_year);
        statement.whole_years.extend(whole.map(|cell| cell.column.exercise));
        let free = |line: &Arc<str>| {
            let printed = |cell: &Posted<'_>| {
                statement.amounts.get(&(Arc::clone(line), cell.column)).is_some_and(|it| it.printed.is_some())
            };
            !cells.iter().any(printed)
        };
        let Some(place) = labels::next(&scheme, &places, sheet.last, &free) else {
            self.say(phrases::line_twice(label), at);
            return;
        };
        sheet.last = Some(place);
        let line = &scheme.lines[place];
        if scheme.sheet.is_some() {
            let beside = beside(layout, row);
            if !beside.is_empty() {
                statement.texts.insert(Arc::clone(&line.id), beside);
            }
        }
        let mut outside = Vec::new();
        for cell in cells {
            if let Some(rule) = statement.rule(cell.column).filter(|rule| !rule.allows(cell.raw, scheme.unit)) {
                let shown = rule.unit.unwrap_or(scheme.unit).shown(cell.raw);
                outside.push((phrases::out_of_bounds(rule, &shown), cell.origin));
                // A place that is taken and not known: nothing stands for a blank.
                statement.amounts.entry((Arc::clone(&line.id), cell.column)).or_default();
                continue;
            }
            let cents = sheet.signs.cents(cell.amount, line.nature, cell.raw);
            sheet.expected.add(cell.column, cents, cell.origin);
            let printed = &mut statement.amounts.entry((Arc::clone(&line.id), cell.column)).or_default().printed;
            *printed = match (cell.amount.balance, *printed) {
                // Dare and avere stand in two cells of one row and are one amount, which is where the other than zero is.
                (Some(_), Some((before, _))) if cents != Cents::ZERO => Some((before + cents, cell.origin)),
                (Some(_), Some(before)) => Some(before),
                _ => Some((cents, cell.origin)),
            };
        }
        for (problem, at) in outside {
            self.say(problem, at);
        }
    }

    /// A row of a table that has no amounts: what it says is its name and its texts, and each row is a line. One without a name goes by the
    /// text before it.
    pub(super) fn worded(&mut self, layout: &Layout, row: RowAt<'_>, sheet: &mut Sheet) {
        let column = sheet.columns.get(Field::Line);
        let (beside, at, own) = (beside(layout, row), column.origin(row), column.text(row).trim());
        let before = beside.iter().rfind(|it| it.origin.column < at.column).or(beside.first());
        let label = if own.is_empty() { before.map(|it| it.text.clone()).unwrap_or_default() } else { own.to_owned() };
        let Some(statement) = self.statement(layout) else { return };
        // A caption that comes again on each page says nothing more.
        let is_again = beside.is_empty() && !labels::places(&statement.scheme, &label).is_empty();
        if label.is_empty() || is_again {
            return;
        }
        let Some(line) = Arc::make_mut(&mut statement.scheme).take_row(&label) else {
            self.say(phrases::too_many_lines(&label), at);
            return;
        };
        statement.names.insert(Arc::clone(&line), (!own.is_empty()).then_some(at));
        statement.texts.insert(line, beside);
    }

    /// The scheme of a table of lines, with the line of this label where its lines are those that it prints and this is one; none where it
    /// holds no more.
    fn scheme_with(&mut self, layout: &Layout, label: &str, is_line: bool) -> Option<Arc<Scheme>> {
        let sums = self.scheme(layout)?.lines.len();
        let statement = self.statement(layout)?;
        let is_new = is_line && statement.scheme.as_printed && !label.is_empty();
        if is_new && labels::places(&statement.scheme, label).is_empty() {
            let has_room = Arc::make_mut(&mut statement.scheme).take_line(label, sums);
            return has_room.then(|| Arc::clone(&statement.scheme));
        }
        Some(Arc::clone(&statement.scheme))
    }

    /// The amounts of a row, in the file's sign, with the columns of the ledger that they belong to.
    fn cells<'l>(
        &mut self,
        layout: &'l Layout,
        row: RowAt<'_>,
        exercise: Exercise,
        centre: Option<Centre>,
    ) -> Vec<Posted<'l>> {
        let mut cells = Vec::new();
        for (at, (column, held)) in layout.columns.iter().zip(row.cells()).enumerate() {
            let Some(amount) = &column.amount else { continue };
            let rule = amount.centre.and_then(|centre| self.scheme(layout)?.column(centre));
            let unit = rule.and_then(|rule| rule.unit).unwrap_or_default();
            let Some(raw) = held.carried(unit) else { continue };
            let origin = row.origin_of(at);
            let Ok(raw) = raw else {
                self.say(phrases::finer_than_hundredths(&column.id, unit), origin);
                continue;
            };
            let year = amount.exercise.unwrap_or(exercise.0.saturating_sub(amount.years_before));
            let column = Column {
                exercise: Exercise(year),
                scenario: amount.scenario,
                function: amount.function,
                centre: amount.centre.or(centre),
            };
            cells.push(Posted { column, amount, raw, origin });
        }
        cells
    }

    /// The centre that a row names, if its layout has a column for it; `None` when its name is no name.
    fn centre(&mut self, row: RowAt<'_>, columns: &Columns) -> Option<Option<Centre>> {
        let column = columns.get(Field::Centre);
        if column.0.is_none() {
            return Some(None);
        }
        let name = column.text(row);
        let centre = Centre::named(name);
        if centre.is_none() {
            self.say(phrases::no_centre(name), column.origin(row));
        }
        centre.map(Some)
    }
}

/// What stands beside a row in columns of texts that say nothing else of it.
fn beside(layout: &Layout, row: RowAt<'_>) -> Vec<Beside> {
    let is_text = |column: &layout::Column| {
        layout.given_by(column).is_none() && matches!(column.kind, ColumnKind::Text | ColumnKind::Code)
    };
    let cells = layout.columns.iter().zip(row.cells()).enumerate().filter(|(_, (column, _))| is_text(column));
    let said = cells.filter_map(|(at, (column, cell))| match cell {
        Cell::Text(text) if !text.trim().is_empty() => Some(Beside {
            column: Arc::from(column.id.as_str()),
            head: column.header.first().map_or_else(|| column.id.clone(), |words| words.shown()),
            text: text.trim().to_owned(),
            origin: row.origin_of(at),
        }),
        _ => None,
    });
    said.collect()
}

/// Sums the named aggregates of a statement out of its entries.
pub(super) fn aggregate(statement: &mut Statement, chart: &Chart) {
    let here = |it: &&Aggregate| it.lines.is_empty() || it.scheme.as_ref() == Some(&statement.scheme.id);
    statement.labels = chart.aggregates.iter().filter(here).map(|it| (Arc::clone(&it.id), it.label.clone())).collect();
    for column in statement.columns() {
        let entries: Vec<(Arc<str>, Cents)> = statement
            .amounts
            .iter()
            .filter(|((_, at), _)| *at == column)
            .flat_map(|(_, amount)| amount.entries.iter().map(|(code, cents, _)| (Arc::clone(code), *cents)))
            .collect();
        let lists = chart.aggregates.iter().filter(|it| it.scheme.as_ref() == Some(&statement.scheme.id));
        for list in lists {
            let sum = list.lines.iter().try_fold(0_i128, |sum, line| match statement.resolve(line, column) {
                formula::Value::Cents(cents) => Some(sum + cents),
                _ => None,
            });
            if let Some(cents) = sum.and_then(|sum| i64::try_from(sum).ok()) {
                statement.aggregates.insert((Arc::clone(&list.id), column), Cents(cents));
            }
        }
        // A statement that is printed line by line has no accounts, so nothing is known of its aggregates of accounts
        // but what the chamber declares.
        // What a table leaves undivided is of no function that is known, and so is a sum that holds it.
        let whole = Column { function: None, ..column };
        let is_undivided = |aggregate: &Aggregate| {
            let lines = statement.undivided.iter().filter(|(_, at)| *at == column);
            let amounts = lines.filter_map(|(line, _)| statement.amounts.get(&(Arc::clone(line), whole)));
            amounts.flat_map(|amount| &amount.entries).any(|(code, ..)| aggregate.holds(code))
        };
        let of_accounts = chart.aggregates.iter().filter(|it| it.lines.is_empty());
        let known: Vec<&Aggregate> = of_accounts.filter(|it| !is_undivided(it)).collect();
        for aggregate in known {
            let held: Vec<Cents> =
                entries.iter().filter(|(code, _)| aggregate.holds(code)).map(|(_, cents)| *cents).collect();
            if !held.is_empty() || aggregate.if_missing == IfMissing::Zero {
                statement.aggregates.insert((Arc::clone(&aggregate.id), column), held.into_iter().sum());
            }
        }
    }
}
