//! Which lines of a sheet are its header, one to three of them, and what each column is called when they are read from
//! top to bottom. Refuses to guess what stands below.

use std::collections::{BTreeMap, BTreeSet};

use super::survey::{Grid, caption, header_rows, is_caption, is_dated, is_year};
use crate::read::header::LINES_MAX;
use crate::read::words::folded;
use crate::sheets::{CellKind, Hidden, Merge, RawCell};

/// The header of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Its first line, from 0.
    pub first: u32,
    /// Its last line.
    pub last: u32,
    /// What each column is called, its captions joined by spaces.
    pub captions: BTreeMap<u16, String>,
    /// The lowest caption of each column, where no other column has the same.
    pub own: BTreeMap<u16, String>,
}

impl Header {
    /// Its rows as a spreadsheet numbers them.
    pub fn rows(&self) -> String {
        match (self.first + 1, self.last + 1) {
            (first, last) if first == last => format!("alla riga {first}"),
            (first, last) => format!("alle righe {first}-{last}"),
        }
    }
}

/// The likeliest header of a sheet; `None` where nothing looks like one.
pub(super) fn header(cells: &Grid<'_>, hidden: &Hidden) -> Option<Header> {
    let row = *header_rows(cells).first()?;
    let block = Block { cells, hidden, first: row, last: row };
    let block = block.grown_down().grown_up();
    let (captions, own) = (block.captions(), block.own());
    Some(Header { first: block.first, last: block.last, captions, own })
}

type Line<'s> = BTreeMap<u16, &'s RawCell>;

/// Lines that are taken for the header so far.
struct Block<'g, 's> {
    cells: &'g Grid<'s>,
    hidden: &'g Hidden,
    first: u32,
    last: u32,
}

impl<'s> Block<'_, 's> {
    fn is_full(&self) -> bool {
        self.cells.range(self.first..=self.last).count() >= LINES_MAX
    }

    /// Whether the rows between two lines, if any, are covered by a merge that begins in the upper one.
    fn adjoins(&self, upper: u32, lower: u32) -> bool {
        let reaches = |it: &Merge| it.first.0 == upper && it.last.0 + 1 >= lower;
        upper + 1 == lower || self.hidden.merged.iter().any(reaches)
    }

    /// A line of nothing but captions.
    fn caption_line(&self, row: u32) -> Option<&Line<'s>> {
        let is_word = |cell: &RawCell| is_caption(cell) && cell.value.chars().any(char::is_alphabetic);
        let is_date = |column: u16, cell: &RawCell| is_dated(self.cells, row, column, cell);
        let is_any = |(column, cell): (&u16, &&RawCell)| is_word(cell) || is_year(cell) || is_date(*column, cell);
        self.cells.get(&row).filter(|line| line.iter().all(is_any))
    }

    fn named(&self) -> BTreeSet<u16> {
        self.cells.range(self.first..=self.last).flat_map(|(_, line)| line.keys().copied()).collect()
    }

    /// Columns that hold values below and have no caption.
    fn unnamed(&self) -> BTreeSet<u16> {
        let named = self.named();
        let below = self.cells.range(self.last + 1..).flat_map(|(_, line)| line.keys().copied());
        below.filter(|column| !named.contains(column)).collect()
    }

    /// Whether a merge of the header's lines reaches into this row, or stands over several of its cells.
    fn merged_into(&self, row: u32, line: &Line<'_>) -> bool {
        self.hidden.merged.iter().any(|merge| {
            let of_header = (self.first..=self.last).contains(&merge.first.0);
            let over = line.range(merge.first.1..=merge.last.1).count();
            of_header && (merge.last.0 >= row || (merge.last.0 + 1 == row && merge.last.1 > merge.first.1 && over > 1))
        })
    }

    /// The next lines too, where they name columns that have no caption yet and are no data.
    fn grown_down(mut self) -> Self {
        while !self.is_full() {
            let Some(row) = self.cells.range(self.last + 1..).map(|(row, _)| *row).next() else { break };
            let Some(line) = self.caption_line(row).filter(|_| self.adjoins(self.last, row)) else { break };
            let unnamed = self.unnamed();
            let names_more = line.keys().any(|column| unnamed.contains(column));
            let is_header = self.merged_into(row, line) || (names_more && self.differs_below(row, line));
            if !is_header {
                break;
            }
            self.last = row;
        }
        self
    }

    /// Whether what stands below a line is of another sort than the line: captions stand over values.
    fn differs_below(&self, row: u32, line: &Line<'_>) -> bool {
        let has_digit =
            |cell: &RawCell| cell.kind != CellKind::Text || cell.value.bytes().any(|byte| byte.is_ascii_digit());
        line.iter().any(|(column, caption)| {
            let mut below = self.cells.range(row + 1..).filter_map(|(_, under)| under.get(column)).take(6).peekable();
            below.peek().is_some() && !has_digit(caption) && below.all(|cell| has_digit(cell))
        })
    }

    /// The lines above too, where they are groups of captions and no title.
    fn grown_up(mut self) -> Self {
        while !self.is_full() {
            let Some(row) = self.cells.range(..self.first).map(|(row, _)| *row).next_back() else { break };
            let Some(line) = self.caption_line(row).filter(|_| self.adjoins(row, self.first)) else { break };
            let columns = self.named();
            let spans: Vec<(u16, u16)> =
                self.hidden.merged.iter().filter(|it| it.first.0 == row).map(|it| (it.first.1, it.last.1)).collect();
            let covered = |(first, last): &(u16, u16)| columns.range(*first..=*last).count();
            // A title is merged over the whole table; a group over a part of it.
            let groups = spans.iter().any(|span| (2..columns.len()).contains(&covered(span)));
            let reaches_down = self.hidden.merged.iter().any(|it| it.first.0 == row && it.last.0 >= self.first);
            let unnamed = self.unnamed();
            let names_more = line.len() > 1 && line.keys().any(|column| unnamed.contains(column));
            let tells_apart = spans.is_empty()
                && self.has_namesakes()
                && line.keys().any(|column| columns.first().is_some_and(|first| column > first));
            if !(groups || reaches_down || names_more || tells_apart) {
                break;
            }
            self.first = row;
        }
        self
    }

    /// Whether two captions are alike, which a line above would tell apart.
    fn has_namesakes(&self) -> bool {
        let captions = self.captions();
        let words: BTreeSet<String> = captions.values().map(|caption| folded(caption)).collect();
        words.len() < captions.len()
    }

    /// Each column's captions from top to bottom: its own, and those that stand over it and its neighbours.
    fn captions(&self) -> BTreeMap<u16, String> {
        let columns = self.named();
        let rows: Vec<u32> = (self.first..=self.last).filter(|row| self.cells.contains_key(row)).collect();
        let joined = |column: u16| {
            let parts = rows.iter().filter_map(|row| self.over(*row, column)).map(caption);
            parts.collect::<Vec<_>>().join(" ")
        };
        columns.iter().map(|column| (*column, joined(*column))).collect()
    }

    /// The caption next above the values of each column, where it is no other column's too.
    fn own(&self) -> BTreeMap<u16, String> {
        let mut own = BTreeMap::new();
        for (_, line) in self.cells.range(self.first..=self.last) {
            own.extend(line.iter().map(|(column, cell)| (*column, caption(cell))));
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        own.values().for_each(|caption| *counts.entry(folded(caption)).or_default() += 1);
        own.retain(|_, caption| counts.get(&folded(caption)) == Some(&1));
        own
    }

    /// The caption of a line that is meant for a column: in it, merged over it, or, where no cells are merged, the
    /// nearest to its left if both have something below.
    fn over(&self, row: u32, column: u16) -> Option<&RawCell> {
        let line = self.cells.get(&row)?;
        if let Some(own) = line.get(&column) {
            return Some(own);
        }
        let has_below = |column: u16| {
            let below = (row < self.last).then(|| self.cells.range(row + 1..=self.last));
            below.into_iter().flatten().any(|(_, line)| line.contains_key(&column))
        };
        let (from, cell) = line.range(..column).next_back()?;
        let mut spans = self.hidden.merged.iter().filter(|it| it.first.0 == row && it.last.1 > it.first.1).peekable();
        let reaches = match spans.peek() {
            None => true,
            Some(_) => spans.any(|it| it.first.1 == *from && column <= it.last.1),
        };
        (reaches && has_below(*from) && has_below(column)).then_some(*cell)
    }
}
