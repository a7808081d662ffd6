//! Where a sheet's table begins: the line whose words are those of the layout's columns, and the title above it.
//! It refuses to know what the columns hold.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::layout::{Amount, Column, Kind, Layout, Place};
use super::typed_date;
use super::wording::{Said, Wording};
use super::words::folded;
use crate::origin::cell_name;
use crate::period::Period;
use crate::sheets::cell::{shown, tidy};
use crate::sheets::{Book, Content, Fault, Limits, Merge, Usage};

/// A header that was found, whole or not.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// The first of its one to three lines, from 0.
    pub first_row: u32,
    /// The last of them.
    pub last_row: u32,
    /// The sheet column of each column of the layout.
    pub columns: Vec<Option<u16>>,
    /// The date that stands over each column of the layout, where its words hold one.
    pub dates: Vec<Option<Said>>,
    /// The layout columns that more than one cell answers to, with one more of those cells.
    pub doubled: Vec<(usize, u16)>,
    /// What its cells show, by sheet column.
    pub captions: Vec<Caption>,
    /// The text above it.
    pub title: String,
    /// The same by cells.
    pub title_cells: Vec<(String, String)>,
    /// What the cell shows that names the chamber, where the layout names one.
    pub ente: Option<String>,
    /// What the cell shows that says the month, where the layout names one.
    pub period: Option<String>,
}

/// A cell near the top of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caption {
    /// Its sheet column, from 0.
    pub column: u16,
    /// Its text on one line.
    pub shown: String,
    /// Its words; of a cell below others, all the ways in which they may be joined, its own words first.
    pub variants: Vec<String>,
}

/// The lines at the top of a sheet, within which its header must stand.
#[derive(Debug, Default)]
pub(super) struct Top {
    lines: BTreeMap<u32, Vec<Caption>>,
    goes_on: bool,
    /// Captions that stand over several columns: row, first and last of them.
    groups: Vec<(u32, u16, u16)>,
    /// Captions that stand over several rows: first and last of them.
    tall: Vec<(u32, u32)>,
}

/// The most lines over which a header may be stacked: a group, a name and a date.
pub const LINES_MAX: usize = 3;

/// A caption as long as this is a note, and is not compared whole.
const CAPTION_CHARS_MAX: usize = 500;

impl Top {
    /// Reads the first lines of a sheet.
    #[expect(clippy::too_many_arguments, reason = "the limits and what was usage of them go through all of reading")]
    pub fn of(
        book: &mut Book<'_>,
        sheet: usize,
        rows_max: u32,
        merged: &[Merge],
        limits: &Limits,
        usage: &mut Usage,
    ) -> Result<Self, Fault> {
        let wide = merged.iter().filter(|merge| merge.last.1 > merge.first.1 && merge.first.0 < rows_max);
        let groups = wide.map(|merge| (merge.first.0, merge.first.1, merge.last.1)).collect();
        let tall = merged.iter().filter(|merge| merge.last.0 > merge.first.0 && merge.first.0 < rows_max);
        let tall = tall.map(|merge| (merge.first.0, merge.last.0)).collect();
        let mut top = Self { groups, tall, ..Self::default() };
        book.each(sheet, limits, usage, |row, column, content| {
            if row >= rows_max {
                top.goes_on = true;
                return ControlFlow::Break(());
            }
            let shown: String = match &content {
                Content::Error(_) | Content::Uncomputed | Content::Unreadable(_) => String::new(),
                other => tidy(&shown(other)).chars().take(CAPTION_CHARS_MAX).collect(),
            };
            if !shown.is_empty() {
                let variants = vec![folded(&shown)];
                top.lines.entry(row).or_default().push(Caption { column, shown, variants });
            }
            ControlFlow::Continue(())
        })?;
        merged.iter().filter(|merge| merge.first.0 < rows_max).for_each(|merge| top.uncover(merge));
        top.lines.retain(|_, line| !line.is_empty());
        Ok(top)
    }

    /// Drops what lies hidden under merged cells: only the first of them is seen.
    fn uncover(&mut self, merge: &Merge) {
        for (row, line) in self.lines.range_mut(merge.first.0..).take_while(|(row, _)| **row <= merge.last.0) {
            let seen = u16::from(*row == merge.first.0);
            let from = line.partition_point(|it| it.column < merge.first.1.saturating_add(seen));
            let to = line.partition_point(|it| it.column <= merge.last.1);
            line.drain(from..to.max(from));
        }
    }

    /// Whether the whole sheet is without a value.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && !self.goes_on
    }

    /// Whether a row stands below a header, in two of its columns.
    pub fn goes_on_below(&self, header: &Header) -> bool {
        let of_table = |line: &[Caption]| line.iter().filter(|it| header.columns.contains(&Some(it.column))).count();
        let wanted = header.found().min(2);
        self.lines.range(header.last_row.saturating_add(1)..).any(|(_, line)| of_table(line) >= wanted)
    }

    /// Whether it begins with a row that could stand below a header: with values in all of its required columns, of which one
    /// begins like a number. Titles stand above a table in a single cell.
    pub fn begins_with_row_of(&self, header: &Header, layout: &Layout) -> bool {
        let Some(line) = self.lines.values().find(|line| line.len() > 1) else { return false };
        let columns = layout.columns.iter().zip(&header.columns);
        let required = columns.filter(|(column, _)| column.required && column.is_headed());
        let under: Vec<Option<&Caption>> =
            required.map(|(_, found)| line.iter().find(|it| Some(it.column) == *found)).collect();
        let is_number = |it: &Caption| it.shown.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        under.iter().all(Option::is_some) && under.into_iter().flatten().any(is_number)
    }

    /// The header: the topmost line that has every required column, alone or together with the one or two above it
    /// where they answer to more columns. Never one further down: what lies above it would be taken for a title and lost.
    /// Where no line has them all, the one that comes nearest; `None` where none answers to any.
    /// `month` is what the file's name says: of several dates over columns those of the file's month are meant.
    pub fn header(&self, layout: &Layout, month: Option<Period>) -> Option<Header> {
        let mut candidates: Vec<Header> = Vec::new();
        let mut topmost = None;
        for (row, line) in &self.lines {
            let mut captions = line.clone();
            candidates.push(self.candidate(layout, month, (*row, *row), &captions));
            let mut first = *row;
            for _ in 1..LINES_MAX {
                let Some((above, upper)) = self.line_above(first) else { break };
                captions = stack(upper, &captions, |from, to| self.reaches(*above, from, to));
                first = *above;
                candidates.push(self.candidate(layout, month, (first, *row), &captions));
            }
            let whole = || candidates.iter().find(|header| header.is_whole(layout)).map(|header| header.last_row);
            topmost = topmost.or_else(whole);
            // None further down begins above it.
            if topmost.is_some_and(|whole| first > whole) {
                break;
            }
        }
        let stands = |header: &Header| match topmost {
            Some(row) => header.is_whole(layout) && header.first_row <= row,
            None => header.found() > 0,
        };
        let mut best: Option<((usize, usize), Header)> = None;
        for header in candidates.into_iter().filter(stands) {
            let score = (header.required_found(layout), header.found());
            if best.as_ref().is_none_or(|(standing, _)| score > *standing) {
                best = Some((score, header));
            }
        }
        best.map(|(_, header)| header)
    }

    /// The line above a row: the next row, or one whose merged captions cover the rows between.
    fn line_above(&self, row: u32) -> Option<(&u32, &Vec<Caption>)> {
        let (above, line) = self.lines.range(..row).next_back()?;
        let covers = |tall: &(u32, u32)| tall.0 == *above && tall.1 + 1 >= row;
        (above + 1 == row || self.tall.iter().any(covers)).then_some((above, line))
    }

    /// Whether a caption of a line is meant for a column further right. Where cells of the line are merged side by side
    /// that says it; where none are (a text has no merges), a caption reaches up to the next one.
    fn reaches(&self, row: u32, from: u16, to: u16) -> bool {
        let mut groups = self.groups.iter().filter(|group| group.0 == row).peekable();
        groups.peek().is_none() || groups.any(|(_, first, last)| *first == from && to <= *last)
    }

    fn candidate(
        &self,
        layout: &Layout,
        month: Option<Period>,
        (first_row, last_row): (u32, u32),
        captions: &[Caption],
    ) -> Header {
        let above = self.lines.range(..first_row).flat_map(|(row, line)| line.iter().map(move |it| (*row, it)));
        let title_cells: Vec<(String, String)> =
            above.map(|(row, caption)| (cell_name(row, caption.column), caption.shown.clone())).collect();
        let title = title_cells.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        let period = self.at(layout.period.as_ref());
        let in_cell = period.as_deref().and_then(typed_date::month_or_quarter).map(|(month, _)| month);
        let month = in_cell.or_else(|| typed_date::as_of(&title).and_then(Period::of)).or(month);
        let (columns, dates) = meant(layout, month, captions);
        // Two columns of the layout with the same words are the first and the second of the file: what one of them
        // answers to is no double of the other. Nor is the column of another month.
        let doubled = layout.columns.iter().enumerate().filter_map(|(i, column)| {
            let (year, month) = expected(layout, column, month);
            let is_date = |caption: &Caption| caption.date(&column.header).is_some_and(|said| said.agrees(year, month));
            let answers = |caption: &Caption| caption.is_one_of(&column.header) || is_date(caption);
            let left = captions.iter().find(|it| !columns.contains(&Some(it.column)) && answers(it));
            left.filter(|_| columns[i].is_some()).map(|caption| (i, caption.column))
        });
        let doubled = doubled.collect();
        Header {
            first_row,
            last_row,
            columns,
            dates,
            doubled,
            title,
            title_cells,
            captions: captions.to_vec(),
            ente: self.at(layout.ente.as_ref()),
            period,
        }
    }

    /// What a cell shows; nothing where it is blank, `None` where the layout names no cell.
    fn at(&self, place: Option<&Place>) -> Option<String> {
        let Some(Place::Cell(cell)) = place else { return None };
        let line = self.lines.get(&cell.row).map(Vec::as_slice).unwrap_or_default();
        let caption = line.iter().find(|caption| caption.column == cell.column);
        Some(caption.map_or_else(String::new, |caption| caption.shown.clone()))
    }
}

impl Caption {
    /// Whether it is one of these wordings without a date.
    fn is_one_of(&self, wordings: &[Wording]) -> bool {
        self.variants.iter().any(|words| wordings.iter().any(|wording| wording.is(words)))
    }

    /// The date in it, where it is one of these wordings with one.
    fn date(&self, wordings: &[Wording]) -> Option<Said> {
        self.variants.iter().find_map(|words| wordings.iter().find_map(|wording| wording.date_in(words)))
    }
}

/// The year and the month of which the date over a column should be, as far as a layout and the file's month tell it.
pub(super) fn expected(layout: &Layout, column: &Column, month: Option<Period>) -> (Option<i32>, Option<u32>) {
    let year = |years: u16| month.map(|month| i32::from(month.exercise().0) - i32::from(years));
    match column.amount {
        Some(Amount { exercise: Some(declared), .. }) => (Some(declared.into()), None),
        // It belongs to no month.
        _ if layout.kind == Kind::Reference => (None, None),
        Some(Amount { years_before: years @ 1.., .. }) => (year(years), None),
        _ => (year(0), month.map(|month| month.month().into())),
    }
}

/// Which caption is meant by each column of a layout, and the date that stands in it. Words without a date are told by
/// their order. Of several with one, those of the expected month or year are meant, else the latest is this year's and
/// those before it those of the years before: a date that should not be there is told once it has been found.
fn meant(layout: &Layout, month: Option<Period>, captions: &[Caption]) -> (Vec<Option<u16>>, Vec<Option<Said>>) {
    let mut columns: Vec<Option<u16>> = Vec::with_capacity(layout.columns.len());
    for column in &layout.columns {
        let free = |it: &&Caption| !columns.contains(&Some(it.column));
        let found = captions.iter().filter(free).find(|it| it.is_one_of(&column.header));
        columns.push(found.map(|caption| caption.column));
    }
    let mut dates = vec![None; columns.len()];
    let is_dated = |i: &usize| layout.columns[*i].header.iter().any(Wording::is_dated);
    let mut dated: Vec<usize> = (0..columns.len()).filter(|i| columns[*i].is_none()).filter(is_dated).collect();
    dated.sort_by_key(|i| layout.columns[*i].amount.map_or(0, |amount| amount.years_before));
    for i in dated {
        let column = &layout.columns[i];
        let (year, month) = expected(layout, column, month);
        let of_exercise = column.amount.is_some_and(|amount| amount.exercise.is_some());
        let free = captions.iter().filter(|it| !columns.contains(&Some(it.column)));
        let said = free.filter_map(|it| Some((it.date(&column.header)?, it.column)));
        let said = said.filter(|(said, _)| !of_exercise || said.agrees(year, month));
        // Of equal dates the first in the file.
        let nearest = said.min_by_key(|(said, at)| (!said.agrees(year, month), std::cmp::Reverse(*said), *at));
        if let Some((said, at)) = nearest {
            (columns[i], dates[i]) = (Some(at), Some(said));
        }
    }
    (columns, dates)
}

/// The captions of a line below those of another, with the words by which each may be meant: its lower cell's, both
/// together, or the upper one's alone where nothing stands below it. An upper cell merged over several columns keeps
/// its text in the first of them, so it is carried to the right, as far as it `reaches`.
fn stack(upper: &[Caption], lower: &[Caption], reaches: impl Fn(u16, u16) -> bool) -> Vec<Caption> {
    let mut stacked: Vec<Caption> = Vec::new();
    for caption in lower {
        let mut joined = caption.clone();
        let above = upper.iter().rev().find(|above| above.column <= caption.column);
        if let Some(above) = above.filter(|it| it.column == caption.column || reaches(it.column, caption.column)) {
            let words = above.variants.first().map_or("", String::as_str);
            joined.variants.extend(caption.variants.iter().map(|variant| format!("{words} {variant}")));
            if above.column == caption.column {
                joined.shown = format!("{} {}", above.shown, caption.shown);
            }
        }
        stacked.push(joined);
    }
    for above in upper {
        if lower.iter().all(|caption| caption.column != above.column) {
            stacked.push(above.clone());
        }
    }
    stacked.sort_by_key(|caption| caption.column);
    stacked
}

/// How many columns of a layout a header must have.
fn required(layout: &Layout) -> usize {
    layout.columns.iter().filter(|column| column.required && column.is_headed()).count()
}

impl Header {
    /// How many columns of the layout it answers to.
    pub fn found(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    fn required_found(&self, layout: &Layout) -> usize {
        layout.columns.iter().zip(&self.columns).filter(|(column, found)| column.required && found.is_some()).count()
    }

    /// Whether every required column is there.
    pub fn is_whole(&self, layout: &Layout) -> bool {
        self.found() > 0 && self.required_found(layout) == required(layout)
    }

    /// Whether enough is there to call it this table's header with something missing.
    pub fn is_recognisable(&self, layout: &Layout) -> bool {
        self.found() >= layout.columns.iter().filter(|column| column.is_headed()).count().min(2)
    }

    /// Whether a single required column is missing, and others are there.
    pub fn is_nearly_whole(&self, layout: &Layout) -> bool {
        self.found() > 1 && self.required_found(layout) + 1 == required(layout)
    }

    /// The required columns of the layout that it has not.
    pub fn missing<'l>(&self, layout: &'l Layout) -> impl Iterator<Item = &'l Column> {
        let columns = layout.columns.iter().zip(&self.columns);
        let missing = columns.filter(|(column, found)| column.required && column.is_headed() && found.is_none());
        missing.map(|(column, _)| column)
    }

    /// What the header shows over a column of the sheet.
    pub fn shown(&self, column: u16) -> &str {
        self.captions.iter().find(|caption| caption.column == column).map_or("", |caption| caption.shown.as_str())
    }

    /// The caption that no column answers to and that is most like one of these, with at least this likeness (0 to 1).
    pub fn nearest(&self, wordings: &[Wording], likeness_min: f64) -> Option<&Caption> {
        let likeness = |caption: &Caption| {
            let variants = || caption.variants.iter();
            wordings.iter().flat_map(|wording| variants().map(|it| wording.likeness(it))).fold(0.0, f64::max)
        };
        self.captions
            .iter()
            .filter(|caption| !self.columns.contains(&Some(caption.column)))
            .map(|caption| (likeness(caption), caption))
            .filter(|(likeness, _)| *likeness >= likeness_min)
            .max_by(|(a, first), (b, second)| a.total_cmp(b).then(second.column.cmp(&first.column)))
            .map(|(_, caption)| caption)
    }
}
