//! What the name of a sheet or the lines above its header say once for all its rows. Refuses to know what it means.

use std::borrow::Cow;

use super::cell::{self, Around};
use super::interner::Interner;
use super::layout::{Column, Layout, SaidBy};
use super::phrases;
use super::row::{Outcome, Stands, Value};
use super::words::folded;
use crate::money::Habit;
use crate::origin::{cell_name, parse_cell};
use crate::problem::{Problem, Severity};
use crate::sheets::Content;

/// A sheet as it introduces its rows.
#[derive(Clone, Copy)]
pub(super) struct Introduced<'s> {
    /// Its name; none where the file gives it none.
    pub name: Option<&'s str>,
    /// The cells above its header, by name.
    pub title: &'s [(String, String)],
}

/// The values that are said once, by layout column; empty where the layout has no such column.
#[derive(Debug, Default)]
pub(super) struct SaidOnce {
    values: Vec<Option<(Value, Stands)>>,
    /// What is wrong with them: nothing, as long as the sheet has no row.
    problems: Vec<Problem>,
}

/// The cell at which the name of a sheet is looked for.
const CORNER: (u32, u16) = (0, 0);

impl SaidOnce {
    /// What a sheet says.
    pub fn of(layout: &Layout, sheet: Introduced<'_>) -> Self {
        let mut said = Self::default();
        if layout.columns.iter().all(Column::is_headed) {
            return said;
        }
        let mut texts = Interner::default();
        let lines = title_lines(sheet.title);
        for column in &layout.columns {
            let Some(by) = column.from else {
                said.values.push(None);
                continue;
            };
            let found = match by {
                SaidBy::Sheet => in_name(layout, column, sheet.name),
                SaidBy::Title => in_title(layout, column, &lines),
            };
            let (value, at, problem) = value(column, by, found, &mut texts);
            said.problems.extend(problem);
            said.values.push(Some((value, Stands::Once(at.0, at.1))));
        }
        said
    }

    /// The value of a layout column, if it is one of these.
    #[inline]
    pub fn value(&self, column: usize) -> Option<&Value> {
        self.values.get(column)?.as_ref().map(|(value, _)| value)
    }

    /// Where it stands.
    pub fn stands(&self, column: usize) -> Option<Stands> {
        self.values.get(column)?.as_ref().map(|(_, stands)| *stands)
    }

    /// What is wrong with them, to be told once.
    pub fn problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }
}

/// A text that says a value, where it does, and the cell in which it begins.
type Said = Result<(Option<String>, (u32, u16)), Box<Problem>>;

/// What a text is in its column, where it stands, and what is wrong with it.
fn value(column: &Column, by: SaidBy, found: Said, texts: &mut Interner) -> (Value, (u32, u16), Option<Problem>) {
    let (text, at) = match found {
        Ok(found) => found,
        Err(problem) => return (Value::Missing, CORNER, Some(*problem)),
    };
    let (value, problem) = text.map_or((Value::Missing, None), |text| read(&text, column, texts));
    let unsaid = || (column.required && value == Value::Missing).then(|| phrases::unsaid_once(column, by));
    let problem = problem.or_else(unsaid);
    // The name of a sheet stands in no cell of it.
    let in_cell = |problem: Problem| problem.in_cell(cell_name(at.0, at.1));
    (value, at, if by == SaidBy::Title && at != CORNER { problem.map(in_cell) } else { problem })
}

/// The cells above a header that stand in one row, joined by spaces.
struct TitleLine {
    text: String,
    /// Where in the text each begins, and its cell.
    cells: Vec<(usize, (u32, u16))>,
}

impl TitleLine {
    /// The cell that holds what begins at a place of the text.
    fn cell(&self, at: usize) -> (u32, u16) {
        self.cells.iter().rev().find(|(begins, _)| *begins <= at).map_or(CORNER, |(_, cell)| *cell)
    }
}

/// The lines of these title cells, which are in order.
fn title_lines(cells: &[(String, String)]) -> Vec<TitleLine> {
    let mut lines: Vec<(u32, TitleLine)> = Vec::new();
    for (cell, text) in cells.iter().filter_map(|(name, text)| Some((parse_cell(name)?, text))) {
        match lines.last_mut().filter(|(row, _)| *row == cell.0) {
            Some((_, line)) => {
                line.text.push(' ');
                line.cells.push((line.text.len(), cell));
                line.text.push_str(text);
            }
            None => lines.push((cell.0, TitleLine { text: text.clone(), cells: vec![(0, cell)] })),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn in_name(layout: &Layout, column: &Column, name: Option<&str>) -> Said {
    let Some(name) = name else {
        // A column that need not be there is as if it were not.
        return if column.required { Err(Box::new(phrases::unnamed_sheet(column))) } else { Ok((None, CORNER)) };
    };
    let pattern = layout.sheet_pattern.as_ref().filter(|pattern| pattern.finds(&column.id));
    let text = match pattern {
        Some(pattern) => {
            let found = pattern.0.captures(name);
            found.and_then(|found| Some(found.name(&column.id)?.as_str().to_owned()))
        }
        None => Some(name.to_owned()),
    };
    Ok((text, CORNER))
}

fn in_title(layout: &Layout, column: &Column, title: &[TitleLine]) -> Said {
    let Some(pattern) = &layout.title_pattern else { return Ok((None, CORNER)) };
    let mut found: Option<(String, (u32, u16))> = None;
    for line in title {
        for it in pattern.0.captures_iter(&line.text).filter_map(|it| it.name(&column.id)) {
            let at = line.cell(it.start());
            match &found {
                None => found = Some((it.as_str().to_owned(), at)),
                Some((first, _)) if folded(first) == folded(it.as_str()) => {}
                Some((first, _)) => {
                    let problem = phrases::title_twice(column, first, it.as_str());
                    return Err(Box::new(problem.in_cell(cell_name(at.0, at.1))));
                }
            }
        }
    }
    Ok(found.map_or((None, CORNER), |(text, at)| (Some(text), at)))
}

/// Reads a text as a cell of the column would be; what cannot be read takes the file away, since it is of all rows.
fn read(text: &str, column: &Column, texts: &mut Interner) -> (Value, Option<Problem>) {
    let content = Content::Text(Cow::Borrowed(text));
    match cell::read(&content, column, Around { unit_euro: 1, habit: &mut || Habit::Unknown, texts }) {
        Outcome::Good(value, warning) => (value, warning.map(|warning| *warning)),
        Outcome::Blank => (Value::Missing, None),
        Outcome::Wrong(problem) => (Value::Missing, Some(Problem { severity: Severity::Refusal, ..*problem })),
    }
}
