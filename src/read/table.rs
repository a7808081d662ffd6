//! The rows of the table that a layout declares: its sheet is found, its rows are told apart, each cell is read.
//! It refuses to know what a row is for.

mod act_dates;
mod dates;
mod declared;
mod habits;
mod hidden;
mod misfits;
mod merged;
mod notes;
mod zeros;

use std::ops::ControlFlow;
use std::sync::Arc;

use super::cell::{self, Around};
use super::file::File;
use super::header::Header;
use super::interner::Interner;
use super::layout::{Blank, Column, ColumnKind, RowIs, Treatment, Unreadable};
use super::phrases;
use super::problems::Problems;
use super::row::{Outcome, Row, RowKind, Stands, Value};
use super::rules::Rules;
use super::said_once::SaidOnce;
use super::sheet_search::Found;
use super::words::folded;
use crate::money::Habit;
use crate::origin::{Origin, cell_name};
use crate::problem::{Problem, Severity};
use crate::sheets::cell::{is_blank, shown, tidy};
use crate::sheets::{Book, Content, Fault, Misfit, Usage};

use act_dates::ActDates;
pub(super) use dates::strange_dates;
pub(super) use declared::Declared;
use habits::{Below, places, proven_habits};
use hidden::HiddenRows;
pub(super) use hidden::hidden_columns;
use merged::Merged;
use notes::Notes;
use zeros::Zeros;

/// The table of a file while its rows are read.
pub(super) struct Table<'t, 'b> {
    file: File<'t>,
    sheet: &'t str,
    header: &'t Header,
    origin: Origin,
    /// The sheet column of each layout column; that of the first one found where it has none.
    columns: Vec<u16>,
    /// Where the value of each stands, as rows say it.
    stands: Arc<[Stands]>,
    /// What the sheet says once for all its rows.
    said: SaidOnce,
    rules: Rules<'t>,
    unit_euro: i64,
    merged: Merged,
    /// By layout column, whether a blank cell may mean the value above it.
    lends: Vec<bool>,
    hidden: HiddenRows<'t>,
    zeros: Zeros,
    act_dates: ActDates,
    notes: Notes,
    /// Whether the row at hand has what may be an amount under no column of the layout.
    strays: bool,
    /// The rows of a text that do not stand under the header, in order.
    misfits: Vec<Misfit>,
    again: Option<Book<'b>>,
    habits: Option<Vec<Habit>>,
    /// By layout column, the value last met that others may mean, and its row.
    above: Vec<Option<(u32, Value)>>,
    ended: bool,
    /// Data rows handed to the sink.
    pub rows: u64,
    /// Data rows refused one by one.
    pub rows_refused: u64,
    /// What its rows say of the whole file.
    pub declared: Declared,
}

/// Where what is read goes: what is wrong, and the rows.
struct Told<'s> {
    problems: &'s mut Problems,
    sink: &'s mut dyn FnMut(Row),
}

/// The cells of a row, one for each column of the layout.
struct Slots<'s, 'b> {
    row: u32,
    slots: &'s [Content<'b>],
    kind: RowKind,
}

impl<'t, 'b> Table<'t, 'b> {
    /// The table of a sheet that was found.
    pub fn new(file: File<'t>, found: &'t Found, unit_euro: i64, said: SaidOnce) -> Self {
        let Found { name, number, header, hidden, .. } = found;
        let first = header.columns.iter().flatten().min().copied().unwrap_or(0);
        let columns: Vec<u16> = header.columns.iter().map(|column| column.unwrap_or(first)).collect();
        let stands = |(i, at): (usize, &u16)| said.stands(i).unwrap_or(Stands::InRow(*at));
        let stands = columns.iter().enumerate().map(stands).collect();
        let merged = Merged::of(file.layout, header, hidden);
        let above = |(i, column): (usize, &Column)| column.blank == Blank::Above || merged.speaks(i);
        let lends = file.layout.columns.iter().enumerate().map(above).collect();
        let column = columns.first().copied().unwrap_or(first);
        Self {
            file,
            sheet: name,
            header,
            origin: Origin { source: file.source, sheet: *number, row: 0, column },
            stands,
            said,
            rules: Rules::of(file.layout, header),
            columns,
            unit_euro,
            merged,
            lends,
            hidden: HiddenRows::of(hidden),
            zeros: Zeros::default(),
            act_dates: ActDates::of(file.layout),
            notes: Notes::default(),
            strays: false,
            misfits: Vec::new(),
            again: None,
            habits: None,
            above: vec![None; file.layout.columns.len()],
            ended: false,
            rows: 0,
            rows_refused: 0,
            declared: Declared::default(),
        }
    }

    /// Reads all rows below the header.
    pub fn read(
        &mut self,
        book: &mut Book<'b>,
        usage: &mut Usage,
        problems: &mut Problems,
        sink: &mut dyn FnMut(Row),
    ) -> Result<(), Fault> {
        let (file, header) = (self.file, self.header);
        self.misfits = book.misfits(misfits::captions(file.layout, header));
        self.again = Some(book.clone());
        let places = places(header);
        let mut slots = vec![Content::Blank; header.columns.len()];
        let mut standing: Option<u32> = None;
        let mut texts = Interner::default();
        book.each(usize::from(self.origin.sheet), file.limits, usage, |row, column, content| {
            if row <= header.last_row {
                return ControlFlow::Continue(());
            }
            if standing != Some(row) {
                if let Some(row) = standing.replace(row) {
                    self.take(row, &mut slots, &mut texts, &mut Told { problems, sink })?;
                }
                // Filling would clone a blank for every slot.
                slots.iter_mut().for_each(|slot| *slot = Content::Blank);
                self.strays = false;
            }
            match places.get(usize::from(column)) {
                Some(Some(place)) => slots[*place] = content,
                _ => self.strays = self.strays || notes::is_stray(&content),
            }
            ControlFlow::Continue(())
        })?;
        if let (Some(row), false) = (standing, self.ended) {
            // Nothing follows that a break could spare.
            let _ = self.take(row, &mut slots, &mut texts, &mut Told { problems, sink });
        }
        self.merged.tell(file.layout, self.sheet, problems);
        self.zeros.tell(file.layout, self.sheet, problems);
        self.act_dates.tell(file.layout, self.sheet, problems);
        self.hidden.tell(file.layout, header, self.sheet, problems);
        Ok(())
    }

    /// Takes a row in its turn; one that may be a note below the table waits for what follows.
    fn take(
        &mut self,
        row: u32,
        slots: &mut [Content<'_>],
        texts: &mut Interner,
        told: &mut Told<'_>,
    ) -> ControlFlow<()> {
        if slots.iter().all(is_blank) {
            return self.take_row(row, slots, texts, told);
        }
        let look = if self.strays { None } else { notes::look(slots, self.file.layout) };
        match look.map(|look| (look, self.rules.judge(slots))) {
            Some((look, None)) if self.notes.take(row, slots, look, self.file.layout) => {
                return ControlFlow::Continue(());
            }
            // The layout's own notes are no rows either.
            Some((_, Some(RowIs::Skip | RowIs::End))) => {}
            _ => {
                for (row, mut held) in self.notes.give_back() {
                    self.take_row(row, &mut held, texts, told)?;
                }
            }
        }
        self.take_row(row, slots, texts, told)
    }

    fn take_row(
        &mut self,
        row: u32,
        slots: &mut [Content<'_>],
        texts: &mut Interner,
        told: &mut Told<'_>,
    ) -> ControlFlow<()> {
        let Told { problems, sink } = told;
        let covered = self.merged.uncover(row, slots);
        let slots = &*slots;
        if slots.iter().all(is_blank) || self.zeros.is_row(row, slots, self.file.layout) {
            self.merged.note(row, &self.columns, &covered);
            return ControlFlow::Continue(());
        }
        if self.is_header_again(slots) {
            return ControlFlow::Continue(());
        }
        let kind = match self.rules.judge(slots) {
            Some(RowIs::End) => {
                self.ended = true;
                return ControlFlow::Break(());
            }
            Some(RowIs::Skip) => return ControlFlow::Continue(()),
            Some(RowIs::Subtotal) => RowKind::Subtotal,
            Some(RowIs::Total) => RowKind::Total,
            Some(RowIs::Summary) => RowKind::Summary,
            None => RowKind::Data,
        };
        self.notes.meet(kind == RowKind::Total);
        if self.hidden.meet(row) && self.file.layout.hidden_rows == Treatment::Ignore {
            // The rows below that say "as above" may mean it, which nobody sees.
            self.above.iter_mut().zip(slots).filter(|(_, it)| !is_blank(it)).for_each(|(above, _)| *above = None);
            return ControlFlow::Continue(());
        }
        if kind == RowKind::Data {
            for problem in self.said.problems() {
                problems.push(problem.in_sheet(self.sheet));
            }
            if self.refuses_misfit(row, problems) {
                return ControlFlow::Continue(());
            }
        }
        self.merged.note(row, &self.columns, &covered);
        match self.values(Slots { row, slots, kind }, texts, problems) {
            Some(values) => {
                if kind == RowKind::Data {
                    self.act_dates.look(row, slots, &values, &self.columns);
                    let origin = Origin { row, ..self.origin };
                    for problem in self.declared.listen(origin, &values, self.file.layout, &self.stands) {
                        // The first row that differs says enough.
                        if !problems.refuse() {
                            problems.push(problem.in_sheet(self.sheet));
                        }
                    }
                }
                // What a refused file gives is thrown away: its other rows are read only for their problems.
                if !problems.refuse() {
                    self.rows += u64::from(kind == RowKind::Data);
                    let origin = Origin { row, ..self.origin };
                    sink(Row { origin, kind, values, columns: Arc::clone(&self.stands) });
                }
            }
            // Of a file that is refused as a whole no row is refused alone.
            None if problems.refuse() => {}
            None => self.rows_refused += u64::from(kind == RowKind::Data),
        }
        ControlFlow::Continue(())
    }

    /// Whether a data row does not stand under the header; then it is refused, alone or with its file.
    fn refuses_misfit(&mut self, row: u32, problems: &mut Problems) -> bool {
        let Some(problem) = misfits::problem(&self.misfits, row, self.file.layout.unreadable) else { return false };
        problems.push(problem.in_sheet(self.sheet));
        // The rows below that say "as above" cannot mean what stands in nobody knows which column.
        self.above.iter_mut().for_each(|above| *above = None);
        self.rows_refused += u64::from(!problems.refuse());
        true
    }

    /// The values of a row, or `None` when a cell takes the row away.
    fn values(&mut self, of: Slots<'_, '_>, texts: &mut Interner, problems: &mut Problems) -> Option<Vec<Value>> {
        let Slots { row, slots, kind } = of;
        let layout = self.file.layout;
        let mut values = Vec::with_capacity(slots.len());
        let mut whole = true;
        for (i, (column, content)) in layout.columns.iter().zip(slots).enumerate() {
            if let Some(value) = self.said.value(i) {
                // A total is of what it sums, which its caption says.
                values.push(if kind == RowKind::Data { value.clone() } else { Value::Missing });
                continue;
            }
            if let Some(value) = cell::plain(content, column, self.unit_euro, texts) {
                self.lend((row, i), kind, &value);
                values.push(value);
                continue;
            }
            let (sheet, cell_column) = (self.sheet, self.columns[i]);
            let here = |problem: Problem| problem.in_sheet(sheet).in_cell(cell_name(row, cell_column));
            let value = match self.outcome(i, column, content, texts) {
                Outcome::Good(value, warning) => {
                    if let Some(warning) = warning {
                        problems.push(here(*warning));
                    }
                    // `n.d.` says that nothing was measured, which is not zero and not "as above".
                    let unsaid = column.required && kind == RowKind::Data && matches!(value, Value::Missing);
                    if unsaid {
                        Err(Box::new(phrases::unsaid_required(column, &tidy(&shown(content)))))
                    } else {
                        Ok(value)
                    }
                }
                Outcome::Blank => self.blank(row, i, column, kind),
                Outcome::Wrong(problem) => Err(problem),
            };
            match value {
                Ok(value) => {
                    // A blank cell lends nothing of its own.
                    if !is_blank(content) {
                        self.lend((row, i), kind, &value);
                    }
                    values.push(value);
                }
                // In a total only the amounts say something; its caption may stand in any column.
                Err(_) if kind != RowKind::Data && column.kind != ColumnKind::Money => values.push(Value::Missing),
                Err(mut problem) => {
                    if problem.code != phrases::MONTH_FIRST {
                        problem.severity = taken_away(column, layout.unreadable);
                    }
                    whole &= problem.severity == Severity::Warning;
                    if problem.code == phrases::ZERO && problem.severity == Severity::Warning {
                        self.zeros.add(i, cell_name(row, cell_column));
                    } else {
                        problems.push(here(*problem));
                    }
                    // The rows below that say "as above" cannot mean what could not be read.
                    self.above[i] = None;
                    values.push(Value::Missing);
                }
            }
        }
        whole.then_some(values)
    }

    /// Remembers a value that the blank cells below it may mean.
    fn lend(&mut self, (row, i): (u32, usize), kind: RowKind, value: &Value) {
        if kind == RowKind::Data && self.lends[i] {
            self.above[i] = Some((row, value.clone()));
        }
    }

    fn outcome(&mut self, i: usize, column: &Column, content: &Content<'_>, texts: &mut Interner) -> Outcome {
        let Self { habits, file, origin, header, unit_euro, again, merged, .. } = self;
        let mut habit = || {
            let sheet = usize::from(origin.sheet);
            let proven =
                habits.get_or_insert_with(|| proven_habits(*file, again.as_ref(), sheet, &Below { header, merged }));
            proven.get(i).copied().unwrap_or(Habit::Unknown)
        };
        cell::read(content, column, Around { unit_euro: *unit_euro, habit: &mut habit, texts })
    }

    /// What nothing means in a column.
    fn blank(&self, row: u32, i: usize, column: &Column, kind: RowKind) -> Result<Value, Box<Problem>> {
        if kind != RowKind::Data {
            // A total that prints no amount claims none.
            return Ok(Value::Missing);
        }
        let above = |speaks: &dyn Fn(u32) -> bool| match &self.above[i] {
            Some((row, value)) if speaks(*row) => value.clone(),
            _ => Value::Missing,
        };
        let speaker = self.merged.speaker(row, i);
        let value = match column.blank {
            // In a column of which blank cells mean the row above, the first of a merge is lent on from row to row.
            Blank::Missing | Blank::Zero if speaker.is_some() => above(&|row| Some(row) == speaker),
            Blank::Missing => Value::Missing,
            Blank::Zero if self.header.columns[i].is_none() => Value::Missing,
            Blank::Zero => match column.kind {
                ColumnKind::Money => Value::Money(crate::money::Cents::ZERO),
                ColumnKind::Number | ColumnKind::Integer => Value::Number(0.0),
                ColumnKind::Percent => Value::Percent(0.0),
                ColumnKind::Code
                | ColumnKind::FiscalCode
                | ColumnKind::Cup
                | ColumnKind::Cor
                | ColumnKind::Text
                | ColumnKind::Date => Value::Missing,
            },
            Blank::Above => above(&|_| true),
        };
        if value == Value::Missing && column.required {
            Err(Box::new(phrases::blank_required(column)))
        } else {
            Ok(value)
        }
    }

    /// Whether these are captions again, each in its own column, and at least two of them: a header printed on each page
    /// is no row.
    fn is_header_again(&self, slots: &[Content<'_>]) -> bool {
        // Nearly every row has a number, and then nothing needs to be compared.
        if slots.iter().any(|content| matches!(content, Content::Number(_) | Content::Percent(_))) {
            return false;
        }
        let mut captions = 0;
        for (content, column) in slots.iter().zip(&self.file.layout.columns) {
            let is_caption = |text: &str| {
                let words = folded(text);
                column.header.iter().any(|wording| wording.is(&words) || wording.date_in(&words).is_some())
            };
            match content {
                Content::Text(text) if tidy(text).is_empty() => {}
                Content::Text(text) if is_caption(text) => captions += 1,
                Content::Blank => {}
                _ => return false,
            }
        }
        captions > 1
    }
}

/// What a cell that cannot be read takes away. A measure or an amount half read would be a wrong one; of a note or a
/// date that nobody requires, only the value is lost.
fn taken_away(column: &Column, unreadable: Unreadable) -> Severity {
    let counts = column.required || column.kind.is_numeric();
    match unreadable {
        _ if !counts => Severity::Warning,
        Unreadable::File => Severity::Refusal,
        Unreadable::Row => Severity::Error,
    }
}
