//! The rows of the table that a layout declares: its sheet is found, its rows are told apart, each cell is read.
//! It refuses to know what a row is for.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::cells::{self, Content, Spent};
use super::guard::{self, Fault, Workbook};
use super::header::Header;
use super::layout::{Blank, Column, ColumnKind, Layout, RowIs, Unreadable};
use super::problems::Problems;
use super::value::{self, Around, Outcome, Texts, habit_of, is_blank, shown, tidy};
use super::words::folded;
use super::{File, Row, RowKind, Value, phrases};
use crate::money::Habit;
use crate::origin::{Origin, cell_name};
use crate::problem::{Problem, Severity};

/// The table of a file while its rows are read.
pub(super) struct Table<'t> {
    file: File<'t>,
    sheet: &'t str,
    header: &'t Header,
    origin: Origin,
    columns: Arc<[u16]>,
    /// The words of each column's captions: a header printed again on each page is no row.
    words: Vec<Vec<String>>,
    percents: Vec<(u32, u16)>,
    habits: Option<Vec<Habit>>,
    texts: Texts,
    above: Vec<Option<Value>>,
    ended: bool,
    /// Data rows handed to the sink.
    pub rows: u64,
    /// Data rows refused one by one.
    pub rows_refused: u64,
}

impl<'t> Table<'t> {
    /// The table below a header; `sheet_number` is the sheet's place in the workbook.
    pub fn new(file: File<'t>, sheet: &'t str, sheet_number: u16, header: &'t Header) -> Self {
        let first = header.columns.iter().flatten().min().copied().unwrap_or(0);
        let columns: Arc<[u16]> = header.columns.iter().map(|column| column.unwrap_or(first)).collect();
        let words = file.layout.columns.iter().map(|column| column.header.iter().map(|alias| folded(alias)).collect());
        Self {
            file,
            sheet,
            header,
            origin: Origin {
                source: file.source,
                sheet: sheet_number,
                row: 0,
                column: columns.first().copied().unwrap_or(first),
            },
            words: words.collect(),
            columns,
            percents: Vec::new(),
            habits: None,
            texts: Texts::default(),
            above: vec![None; file.layout.columns.len()],
            ended: false,
            rows: 0,
            rows_refused: 0,
        }
    }

    /// Reads all rows below the header.
    pub fn read(
        &mut self,
        workbook: &mut Workbook<'_>,
        spent: &mut Spent,
        problems: &mut Problems,
        sink: &mut dyn FnMut(Row),
    ) -> Result<(), Fault> {
        let (file, header) = (self.file, self.header);
        let measures: Vec<u16> = file
            .layout
            .columns
            .iter()
            .zip(&header.columns)
            .filter_map(|(column, found)| found.filter(|_| column.kind == ColumnKind::Number))
            .collect();
        if !measures.is_empty() {
            self.percents = cells::percents(workbook, self.sheet, &measures, file.limits)?;
        }
        let places = places(header);
        let mut slots = vec![Content::Blank; header.columns.len()];
        let mut standing: Option<u32> = None;
        cells::each((file.bytes, workbook), self.sheet, file.limits, spent, |row, column, content| {
            if row <= header.last_row {
                return ControlFlow::Continue(());
            }
            if standing != Some(row) {
                if let Some(row) = standing.replace(row) {
                    self.take(row, &slots, problems, sink)?;
                }
                slots.fill(Content::Blank);
            }
            if let Some(Some(place)) = places.get(usize::from(column)) {
                slots[*place] = content;
            }
            ControlFlow::Continue(())
        })?;
        if let (Some(row), false) = (standing, self.ended) {
            // Nothing follows that a break could spare.
            let _ = self.take(row, &slots, problems, sink);
        }
        Ok(())
    }

    fn take(
        &mut self,
        row: u32,
        slots: &[Content<'_>],
        problems: &mut Problems,
        sink: &mut dyn FnMut(Row),
    ) -> ControlFlow<()> {
        if slots.iter().all(is_blank) || self.is_header_again(slots) {
            return ControlFlow::Continue(());
        }
        let kind = match self.rule(slots) {
            Some(RowIs::End) => {
                self.ended = true;
                return ControlFlow::Break(());
            }
            Some(RowIs::Skip) => return ControlFlow::Continue(()),
            Some(RowIs::Subtotal) => RowKind::Subtotal,
            Some(RowIs::Total) => RowKind::Total,
            None => RowKind::Data,
        };
        match self.values(row, kind, slots, problems) {
            Some(values) => {
                // What a refused file gives is thrown away: its other rows are read only for their problems.
                if !problems.refuse() {
                    self.rows += u64::from(kind == RowKind::Data);
                    let origin = Origin { row, ..self.origin };
                    sink(Row { origin, kind, values, columns: Arc::clone(&self.columns) });
                }
            }
            // Of a file that is refused as a whole no row is refused alone.
            None if problems.refuse() => {}
            None => self.rows_refused += u64::from(kind == RowKind::Data),
        }
        ControlFlow::Continue(())
    }

    /// The values of a row, or `None` when a cell takes the row away.
    fn values(
        &mut self,
        row: u32,
        kind: RowKind,
        slots: &[Content<'_>],
        problems: &mut Problems,
    ) -> Option<Vec<Value>> {
        let layout = self.file.layout;
        let mut values = Vec::with_capacity(slots.len());
        let mut whole = true;
        for (i, (column, content)) in layout.columns.iter().zip(slots).enumerate() {
            let (sheet, cell_column) = (self.sheet, self.columns[i]);
            let here = |problem: Problem| problem.in_sheet(sheet).in_cell(cell_name(row, cell_column));
            let value = match self.outcome(row, i, column, content) {
                Outcome::Good(value, warning) => {
                    if let Some(warning) = warning {
                        problems.push(here(warning));
                    }
                    // `n.d.` says that nothing was measured, which is not zero and not "as above".
                    let unsaid = value == Value::Missing && column.required && kind == RowKind::Data;
                    if unsaid { Err(Box::new(phrases::blank_required(column))) } else { Ok(value) }
                }
                Outcome::Blank => self.blank(i, column, kind),
                Outcome::Wrong(problem) => Err(Box::new(problem)),
            };
            match value {
                Ok(value) => {
                    if kind == RowKind::Data && column.blank == Blank::Above {
                        self.above[i] = Some(value.clone());
                    }
                    values.push(value);
                }
                // In a total only the amounts say something; its caption may stand in any column.
                Err(_) if kind != RowKind::Data && column.kind != ColumnKind::Money => values.push(Value::Missing),
                Err(mut problem) => {
                    problem.severity = taken_away(column, layout.unreadable);
                    whole &= problem.severity == Severity::Warning;
                    problems.push(here(*problem));
                    // The rows below that say "as above" cannot mean what could not be read.
                    self.above[i] = None;
                    values.push(Value::Missing);
                }
            }
        }
        whole.then_some(values)
    }

    fn outcome(&mut self, row: u32, i: usize, column: &Column, content: &Content<'_>) -> Outcome {
        let Self { percents, habits, texts, columns, file, sheet, header, .. } = self;
        let percent = !percents.is_empty() && percents.binary_search(&(row, columns[i])).is_ok();
        let mut habit = || {
            let proven = habits.get_or_insert_with(|| proven_habits(*file, sheet, header));
            proven.get(i).copied().unwrap_or(Habit::Unknown)
        };
        value::read(content, column, Around { unit_euro: file.layout.unit_euro, percent, habit: &mut habit, texts })
    }

    /// What nothing means in a column.
    fn blank(&self, i: usize, column: &Column, kind: RowKind) -> Result<Value, Box<Problem>> {
        if kind != RowKind::Data {
            // A total that prints no amount claims none.
            return Ok(Value::Missing);
        }
        let value = match column.blank {
            Blank::Missing => Value::Missing,
            Blank::Zero if self.header.columns[i].is_none() => Value::Missing,
            Blank::Zero => match column.kind {
                ColumnKind::Money => Value::Money(crate::money::Cents::ZERO),
                ColumnKind::Number => Value::Number(0.0),
                ColumnKind::Code | ColumnKind::Text | ColumnKind::Date => Value::Missing,
            },
            Blank::Above => self.above[i].clone().unwrap_or(Value::Missing),
        };
        if value == Value::Missing && column.required {
            Err(Box::new(phrases::blank_required(column)))
        } else {
            Ok(value)
        }
    }

    fn rule(&self, slots: &[Content<'_>]) -> Option<RowIs> {
        let layout = self.file.layout;
        layout.rows.iter().find_map(|rule| {
            let i = layout.column(&rule.column)?;
            self.header.columns[i]?;
            let text = shown(&slots[i]);
            rule.matches.0.is_match(&tidy(&text)).then_some(rule.is)
        })
    }

    /// Whether these are captions again, each in its own column, and at least two of them.
    fn is_header_again(&self, slots: &[Content<'_>]) -> bool {
        // Nearly every row has a number, and then nothing needs to be compared.
        if slots.iter().any(|content| matches!(content, Content::Number(_))) {
            return false;
        }
        let mut captions = 0;
        for (content, words) in slots.iter().zip(&self.words) {
            match content {
                Content::Text(text) if tidy(text).is_empty() => {}
                Content::Text(text) if words.contains(&folded(text)) => captions += 1,
                Content::Blank => {}
                _ => return false,
            }
        }
        captions > 1
    }
}

/// The layout column of each sheet column.
fn places(header: &Header) -> Vec<Option<usize>> {
    let width = header.columns.iter().flatten().max().map_or(0, |last| usize::from(*last) + 1);
    let mut places = vec![None; width];
    for (i, column) in header.columns.iter().enumerate() {
        if let Some(column) = column {
            places[usize::from(*column)] = Some(i);
        }
    }
    places
}

/// What a cell that cannot be read takes away. A measure or an amount half read would be a wrong one; of a note or a
/// date that nobody requires, only the value is lost.
fn taken_away(column: &Column, unreadable: Unreadable) -> Severity {
    let counts = column.required || matches!(column.kind, ColumnKind::Money | ColumnKind::Number);
    match unreadable {
        _ if !counts => Severity::Warning,
        Unreadable::File => Severity::Refusal,
        Unreadable::Row => Severity::Error,
    }
}

/// The habit that the texts of each column prove, by a look at the whole sheet; a column in which both marks are
/// decimal proves nothing. Asked at most once a file, and only for a text that can be read in two ways.
fn proven_habits(file: File<'_>, sheet: &str, header: &Header) -> Vec<Habit> {
    let layout: &Layout = file.layout;
    let mut seen = vec![(false, false); layout.columns.len()];
    let places = places(header);
    let look = |row: u32, column: u16, content: Content<'_>| {
        if row > header.last_row
            && let Some(Some(i)) = places.get(usize::from(column))
        {
            let kind = layout.columns[*i].kind;
            if matches!(kind, ColumnKind::Money | ColumnKind::Number) {
                match habit_of(&content, kind, layout.unit_euro) {
                    Habit::CommaIsDecimal => seen[*i].0 = true,
                    Habit::PointIsDecimal => seen[*i].1 = true,
                    Habit::Unknown => {}
                }
            }
        }
        ControlFlow::Continue(())
    };
    // A fault here is met again by the reading itself, which says it.
    let read = guard::reopen(file.bytes).and_then(|mut workbook| {
        cells::each((file.bytes, &mut workbook), sheet, file.limits, &mut Spent::default(), look)
    });
    if read.is_err() {
        return Vec::new();
    }
    seen.iter()
        .map(|seen| match seen {
            (true, false) => Habit::CommaIsDecimal,
            (false, true) => Habit::PointIsDecimal,
            _ => Habit::Unknown,
        })
        .collect()
}
