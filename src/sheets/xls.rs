//! The binary workbook of Excel, `.xls`, listed cell by cell out of the records of its sheets. Runs in the child process.
//! Refuses to know formulas: a record of one holds a result, or says that a text follows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use super::Limits;
use super::biff::{Announced, BOF, Body, EOF, Letters, Records, Workbook, records, u16_of};
use super::cell::{Content, shown};
use super::encryption;
use super::excel::{error, packed, written};
use super::fault::{Fault, damaged};
use super::hidden::{self, Hidden, MERGES_MAX, Merge};
use super::listing::{Interrupted, Writer};
use super::sheet::Sheet;
use crate::intake::ole::{Container, u16_at, u32_at};

/// Lists a file: a container, or the workbook's stream without one, as some programs write it.
pub(super) fn list(bytes: &[u8], limits: &Limits, out: &mut impl Write) -> Result<(), Interrupted> {
    const FILEPASS: u16 = 0x002f;
    let held = Container::open(bytes).map(|it| it.stream(&["Workbook", "Book"], usize::MAX).ok_or_else(damaged));
    let stream = held.transpose()?.map_or(Cow::Borrowed(bytes), Cow::Owned);
    if records(&stream).take_while(|(kind, _)| *kind != EOF).any(|(kind, _)| kind == FILEPASS) {
        let plain = encryption::plain_workbook(&stream).map_err(Fault::Protected)?;
        return list_stream(&plain, limits, out);
    }
    list_stream(&stream, limits, out)
}

/// Lists the workbook that this stream is.
pub(super) fn list_stream(stream: &[u8], limits: &Limits, out: &mut impl Write) -> Result<(), Interrupted> {
    let book = Workbook::of(stream, limits.cells_max)?;
    let mut writer = Writer::begin(out)?;
    let mut hidden_of_sheets = Vec::new();
    let mut spent = 0;
    for (number, announced) in book.sheets.iter().enumerate() {
        let mut table = Table::of(&book, limits, spent);
        writer.sheet(&table.read(stream, announced)?)?;
        spent = table.spent;
        let (hidden, cells) = table.told(book.filters.get(&number));
        for ((row, column), content) in cells {
            writer.cell(row.into(), column.into(), &content)?;
        }
        hidden_of_sheets.push(hidden);
    }
    Ok(writer.end(&hidden_of_sheets)?)
}

/// Row and column.
type Position = (u16, u16);

/// The cells of a sheet while its records are read.
struct Table<'w> {
    book: &'w Workbook,
    limits: &'w Limits,
    /// Cells of all sheets so far.
    spent: u64,
    cells: Vec<(Position, Content<'w>)>,
    /// The last of them by its position.
    furthest: Option<Position>,
    is_sorted: bool,
    /// Whether the last cell is a formula whose text has not come yet.
    awaits_text: bool,
    properties: Properties,
}

impl<'w> Table<'w> {
    fn of(book: &'w Workbook, limits: &'w Limits, spent: u64) -> Self {
        let (cells, properties) = (Vec::new(), Properties::default());
        Self { book, limits, spent, cells, furthest: None, is_sorted: true, awaits_text: false, properties }
    }

    /// Reads the records of a sheet and tells what it is.
    fn read(&mut self, stream: &[u8], announced: &Announced) -> Result<Sheet, Fault> {
        const GLOBALS: u16 = 0x0005;
        // Modules, charts, macros: as they are announced, and as they begin.
        let is_without_cells = |kind: u16| matches!(kind, 0x0006 | 0x0020 | 0x0040);
        let (name, visible) = (announced.name.clone(), announced.visible);
        let mut sheet = Sheet { name, visible, has_cells: false, unreadable: false, named: true };
        let mut records = records(stream.get(announced.start..).unwrap_or_default());
        let begins = records.next().filter(|(kind, _)| *kind == BOF).and_then(|(_, data)| u16_at(data, 2));
        if matches!(announced.kind, 1 | 2 | 6) || begins.is_some_and(is_without_cells) {
            return Ok(sheet);
        }
        if begins.is_none_or(|kind| kind == GLOBALS) {
            sheet.unreadable = true;
            return Ok(sheet);
        }
        let mut inside = 0_u32;
        loop {
            // A sheet that is cut off is not half read.
            let (kind, data) = records.next().ok_or_else(damaged)?;
            match (kind, inside) {
                (BOF, _) => inside += 1,
                (EOF, 0) => break,
                (EOF, _) => inside -= 1,
                (_, 0) => self.take_in(kind, data, &mut records)?,
                _ => {}
            }
        }
        sheet.has_cells = !self.properties.is_dialog;
        Ok(sheet)
    }

    fn take_in<'b>(&mut self, kind: u16, data: &'b [u8], records: &mut Records<'b>) -> Result<(), Fault> {
        match kind {
            FORMULA | FORMULA_3 | FORMULA_4 => self.formula(data),
            // The text of the formula before it.
            STRING if self.awaits_text => {
                self.awaits_text = false;
                let text = Body::of(data, records).text(self.book.letters)?;
                if let Some((_, content)) = self.cells.last_mut() {
                    *content = written(text);
                }
                Ok(())
            }
            NUMBER | RK | LABEL | RSTRING | LABELSST | BOOLERR | BLANK => {
                let position = (u16_of(data, 0)?, u16_of(data, 2)?);
                let content = match kind {
                    NUMBER => self.number(u16_of(data, 4)?, real(data.get(6..14))?),
                    RK => self.number(u16_of(data, 4)?, packed(u32_of(data, 6)?)),
                    LABEL | RSTRING => {
                        written(Body::of(data.get(6..).ok_or_else(damaged)?, records).text(self.book.letters)?)
                    }
                    LABELSST => self.book.strings.content(u32_of(data, 6)?),
                    BOOLERR => match u16_of(data, 6)?.to_le_bytes() {
                        [value, 0] => Content::Bool(value != 0),
                        [code, _] => Content::Error(Cow::Borrowed(error(code))),
                    },
                    _ => Content::Blank,
                };
                self.put(position, content)
            }
            MULRK | MULBLANK => self.run_of_cells(kind, data),
            _ => {
                self.properties.take_in(kind, data);
                Ok(())
            }
        }
    }

    /// Cells of a row one after the other: their styles, of numbers the numbers too, and the last column.
    fn run_of_cells(&mut self, kind: u16, data: &[u8]) -> Result<(), Fault> {
        let (row, first) = (u16_of(data, 0)?, u16_of(data, 2)?);
        let run = data.get(4..data.len() - 2).ok_or_else(damaged)?;
        let cells = run.chunks_exact(if kind == MULRK { 6 } else { 2 });
        if usize::from(u16_of(data, data.len() - 2)?) + 1 != usize::from(first) + cells.len() {
            return Err(damaged());
        }
        for (column, cell) in (first..).zip(cells) {
            let content = match kind {
                MULRK => self.number(u16_of(cell, 0)?, packed(u32_of(cell, 2)?)),
                _ => Content::Blank,
            };
            self.put((row, column), content)?;
        }
        Ok(())
    }

    fn formula(&mut self, data: &[u8]) -> Result<(), Fault> {
        // Set by programs that leave it to Excel to calculate.
        const CALCULATE_ON_LOAD: u16 = 2;
        let position = (u16_of(data, 0)?, u16_of(data, 2)?);
        if self.properties.waits {
            self.properties.hidden.waiting.get_or_insert((position.0.into(), position.1));
        }
        let result = data.get(6..14).ok_or_else(damaged)?;
        let uncertain = self.properties.waits || self.book.recalculated || u16_of(data, 14)? & CALCULATE_ON_LOAD != 0;
        let content = match result {
            // Its text is to follow.
            [0, .., 0xff, 0xff] => Content::Uncomputed,
            [1, _, value, .., 0xff, 0xff] => Content::Bool(*value != 0),
            [2, _, code, .., 0xff, 0xff] => Content::Error(Cow::Borrowed(error(*code))),
            [3, .., 0xff, 0xff] if self.gives_a_number(data.get(20..).unwrap_or_default()) => Content::Uncomputed,
            // An empty text.
            [3, .., 0xff, 0xff] => Content::Blank,
            [kind, .., 0xff, 0xff] => unreadable(kind),
            number => match real(Some(number))? {
                0.0 if uncertain => Content::Uncomputed,
                number => self.number(u16_of(data, 4)?, number),
            },
        };
        self.put(position, content)?;
        self.awaits_text = matches!(result, [0, .., 0xff, 0xff]);
        Ok(())
    }

    /// Whether a formula adds, multiplies or sums: an empty text for its result is that of a program that calculates
    /// nothing. Its operations stand behind what they are done to, its length before them.
    fn gives_a_number(&self, formula: &[u8]) -> bool {
        // A lone reference may end in any bytes, and is shorter.
        const REFERENCE_BYTES_MAX: usize = 12;
        let length = u16_at(formula, 0).map_or(0, usize::from);
        let tokens = formula.get(2..2 + length).unwrap_or_default();
        let sums = matches!(tokens, [.., 0x19, 0x10, _, _] | [.., 0x22 | 0x42 | 0x62, _, 4, 0]);
        self.book.letters == Letters::Unicode
            && (matches!(tokens, [.., 0x03..=0x07]) || sums && tokens.len() > REFERENCE_BYTES_MAX)
    }

    fn number(&self, style: u16, value: f64) -> Content<'w> {
        if !value.is_finite() {
            return unreadable(value);
        }
        let format = self.book.styles.get(usize::from(style)).copied().unwrap_or_default();
        format.content(value, self.book.is_1904)
    }

    /// Keeps a cell, and a blank one only where it may stand for another that was kept already.
    fn put(&mut self, position: Position, content: Content<'w>) -> Result<(), Fault> {
        self.awaits_text = false;
        let goes_on = self.furthest.is_none_or(|furthest| furthest < position);
        match (goes_on, &content) {
            (true, Content::Blank) => return Ok(()),
            (true, _) => self.furthest = Some(position),
            (false, _) => self.is_sorted = false,
        }
        self.limits.admit(&mut self.spent, position.1.into())?;
        self.cells.push((position, content));
        Ok(())
    }

    /// What is hidden or merged in the sheet, and its cells in order.
    fn told(mut self, filter: Option<&String>) -> (Hidden, Vec<(Position, Content<'w>)>) {
        if self.properties.is_dialog {
            return (Hidden::default(), Vec::new());
        }
        if !self.is_sorted {
            self.cells = sorted(self.cells);
        }
        let rows = self.cells.iter().map(|((row, _), _)| *row);
        (self.properties.told(rows, filter), self.cells)
    }
}

/// What the records of a sheet say of it as a whole.
#[derive(Default)]
struct Properties {
    /// Formulas waited to be calculated when it was saved; told before the cells.
    waits: bool,
    /// It is a dialog, which is announced like a sheet of cells.
    is_dialog: bool,
    filters: bool,
    /// Of the rows that say it themselves, whether they are hidden.
    rows: BTreeMap<u16, bool>,
    /// Whether all other rows are.
    hides_rows: bool,
    hidden: Hidden,
}

impl Properties {
    fn take_in(&mut self, kind: u16, data: &[u8]) {
        let at = |place| u16_at(data, place).unwrap_or_default();
        match kind {
            UNCALCED => self.waits = true,
            FILTERMODE | AUTOFILTER => self.filters = true,
            WSBOOL => self.is_dialog |= at(0) & 0x10 != 0,
            DEFAULTROWHEIGHT => self.hides_rows = at(0) & 2 != 0,
            ROW if data.len() >= 14 => {
                // Hidden, or of a height that somebody set to nothing.
                let hidden = at(12) & 0x20 != 0 || (at(12) & 0x40 != 0 && at(6) & 0x7fff == 0);
                self.rows.insert(at(0), hidden);
            }
            COLINFO if data.len() >= 10 && (at(8) & 1 != 0 || at(4) == 0) => {
                self.hidden.columns.push((at(0), at(2)));
            }
            MERGEDCELLS => {
                let ranges = data.get(2..).unwrap_or_default().chunks_exact(8).take(at(0).into());
                for range in ranges.take(MERGES_MAX - self.hidden.merged.len()) {
                    let corner = |place| u16_at(range, place).unwrap_or_default();
                    let (first, last) = ((corner(0).into(), corner(4)), (corner(2).into(), corner(6)));
                    self.hidden.merged.push(Merge::between(first, last));
                }
            }
            _ => {}
        }
    }

    /// What is hidden or merged in a sheet with cells in these rows and a filter over this range.
    fn told(mut self, rows: impl Iterator<Item = u16>, filter: Option<&String>) -> Hidden {
        if self.hides_rows {
            rows.for_each(|row| {
                self.rows.entry(row).or_insert(true);
            });
        }
        for (row, _) in self.rows.into_iter().filter(|(_, hidden)| *hidden) {
            hidden::extend(&mut self.hidden.rows, row.into());
        }
        self.hidden.columns.sort_unstable();
        self.hidden.filter = filter.filter(|_| self.filters).cloned();
        self.hidden
    }
}

const FORMULA: u16 = 0x0006;
const FORMULA_3: u16 = 0x0206;
const FORMULA_4: u16 = 0x0406;
const STRING: u16 = 0x0207;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027e;
const MULRK: u16 = 0x00bd;
const LABEL: u16 = 0x0204;
const RSTRING: u16 = 0x00d6;
const LABELSST: u16 = 0x00fd;
const BOOLERR: u16 = 0x0205;
const BLANK: u16 = 0x0201;
const MULBLANK: u16 = 0x00be;
const UNCALCED: u16 = 0x005e;
const FILTERMODE: u16 = 0x009b;
const AUTOFILTER: u16 = 0x009e;
const WSBOOL: u16 = 0x0081;
const DEFAULTROWHEIGHT: u16 = 0x0225;
const ROW: u16 = 0x0208;
const COLINFO: u16 = 0x007d;
const MERGEDCELLS: u16 = 0x00e5;

/// The cells of a sheet that does not tell them in order. Of two records for one cell the later counts, as in Excel; what
/// a blank one does to a value before it each program says differently.
fn sorted<'w>(mut cells: Vec<(Position, Content<'w>)>) -> Vec<(Position, Content<'w>)> {
    cells.sort_by_key(|(position, _)| *position);
    let mut kept: Vec<(Position, Content<'w>)> = Vec::with_capacity(cells.len());
    for (position, content) in cells {
        match kept.last_mut().filter(|(last, _)| *last == position) {
            Some((_, earlier)) if content == Content::Blank && *earlier != Content::Blank => {
                *earlier = unreadable(shown(earlier));
            }
            Some((_, earlier)) => *earlier = content,
            None => kept.push((position, content)),
        }
    }
    kept
}

fn u32_of(data: &[u8], at: usize) -> Result<u32, Fault> {
    u32_at(data, at).ok_or_else(damaged)
}

fn real(bytes: Option<&[u8]>) -> Result<f64, Fault> {
    bytes.and_then(|bytes| bytes.try_into().ok()).map(f64::from_le_bytes).ok_or_else(damaged)
}

/// What stands where a value should.
fn unreadable(found: impl ToString) -> Content<'static> {
    Content::Unreadable(Cow::Owned(found.to_string()))
}
