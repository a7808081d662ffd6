//! The cells of one sheet, one at a time and in order, within limits and with the parser's panics contained.
//! Knows what a cell holds; refuses to know what its column means.

use std::borrow::Cow;
use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{DataRef, ExcelDateTime, XlsxCellReader, XlsxError};
use chrono::{NaiveDate, NaiveDateTime};

use super::Limits;
use super::guard::{self, Excess, Fault, Place, Workbook, contained};
use super::number_format::NumberFormat;
use super::texts::Spread;
use crate::origin::cell_name;

/// What a cell holds, before its column's kind is applied.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Content<'w> {
    /// Nothing.
    #[default]
    Blank,
    /// Text as it stands, white space included.
    Text(Cow<'w, str>),
    /// A number without a date format.
    Number(f64),
    /// A number whose format shows a percentage, as its fraction.
    Percent(f64),
    /// A number with a date format, or a date as text of the file format.
    Moment(NaiveDateTime),
    /// A number with a format of hours, or with a date format and no date.
    NoDate(f64),
    /// True or false.
    Bool(bool),
    /// An error as Excel shows it: `#REF!`.
    Error(Cow<'static, str>),
    /// A formula whose result the file does not carry.
    Uncomputed,
    /// What cannot be a value, or is more than one; as it stands.
    Unreadable(Cow<'w, str>),
}

/// What was read so far of a whole file, against its limits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    cells: u64,
    records: u64,
    text_bytes: u64,
}

/// Rows of the grid: Excel 2007 and later.
const ROWS_MAX: u32 = 1_048_576;

/// Blank cells cost time although they hold nothing; a sheet formatted to its last column has many more of them than
/// of values, so they are bounded loosely.
const RECORDS_PER_CELL: u64 = 8;

/// What every source of cells asks before it hands one on: counts, bounds and order are the same for all formats.
pub(super) struct Gate<'g> {
    sheet: &'g str,
    limits: &'g Limits,
    spent: &'g mut Spent,
    last: Option<(u32, u32)>,
}

impl<'g> Gate<'g> {
    /// The gate of one look at one sheet.
    pub fn of(sheet: &'g str, limits: &'g Limits, spent: &'g mut Spent) -> Self {
        Self { sheet, limits, spent, last: None }
    }

    /// A place in this sheet.
    pub fn at(&self, position: Option<(u32, u32)>) -> Place {
        Place { sheet: self.sheet.to_owned(), cell: show(position) }
    }

    /// The last cell that was let through.
    pub fn at_last(&self) -> Place {
        self.at(self.last)
    }

    /// Counts a cell that was met, blank or not.
    #[inline]
    pub fn record(&mut self) -> Result<(), Fault> {
        self.spent.records += 1;
        if self.spent.records > self.limits.cells_max.saturating_mul(RECORDS_PER_CELL) {
            return Err(self.too_large(Excess::Cells));
        }
        Ok(())
    }

    /// Lets a cell that is not blank through, with its column in the form that the rest of the room uses.
    #[inline]
    pub fn admit(&mut self, position: (u32, u32), content: &Content<'_>) -> Result<u16, Fault> {
        let (row, column) = position;
        // Every program writes cells in order. One that goes back has a coordinate that overflowed or was made up.
        let goes_on = self.last.is_none_or(|last| position > last);
        let narrow = u16::try_from(column).ok().filter(|_| column < self.limits.columns_max);
        let (Some(narrow), true, true) = (narrow, row < ROWS_MAX, goes_on) else {
            return Err(self.misplaced(position));
        };
        self.last = Some(position);
        self.spent.cells += 1;
        if let Content::Text(text) = content {
            self.spent.text_bytes += text.len() as u64;
            if text.len() > self.limits.text_chars_max && text.chars().count() > self.limits.text_chars_max {
                return Err(self.too_large(Excess::TextChars));
            }
        }
        // A short part may repeat one long text in every cell: what counts is the text once it is in its cells.
        if self.spent.cells > self.limits.cells_max || self.spent.text_bytes > self.limits.inflated_bytes_max {
            return Err(self.too_large(Excess::Cells));
        }
        Ok(narrow)
    }

    /// What is wrong with the place of a cell.
    #[cold]
    fn misplaced(&self, position: (u32, u32)) -> Fault {
        let (row, column) = position;
        let at = self.at(Some(position));
        if row >= ROWS_MAX {
            Fault::TooLarge(Excess::Rows, at)
        } else if u16::try_from(column).is_err() || column >= self.limits.columns_max {
            Fault::TooLarge(Excess::Columns, at)
        } else {
            Fault::Damaged(at)
        }
    }

    /// Too much, at the last cell.
    #[cold]
    fn too_large(&self, excess: Excess) -> Fault {
        Fault::TooLarge(excess, self.at_last())
    }
}

/// Gives every cell of a sheet that is not blank, in order, until `take` breaks. Coordinates count from 0. `recalculated`
/// is whether the workbook leaves it to its reader to calculate: then a formula's zero is no result.
pub(super) fn each<'w>(
    (bytes, workbook): (&[u8], &'w mut Workbook<'_>),
    sheet: &str,
    recalculated: bool,
    mut gate: Gate<'_>,
    mut take: impl FnMut(u32, u16, Content<'w>) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut reader = match contained(|| workbook.worksheet_cells_reader(sheet)) {
        Some(Ok(reader)) => reader,
        Some(Err(_)) | None => return Err(Fault::Damaged(gate.at_last())),
    };
    let mut errors: Option<Vec<NumberedPlace>> = None;
    let mut record = 0_u64;
    let mut batch = Vec::with_capacity(BATCH);
    let mut dates = Dates::default();
    loop {
        // What was read before a panic stays read: a fault is met where it stands, after the cells above it.
        let stopped = contained(|| fill(&mut batch, &mut reader));
        for (position, value, formula) in batch.drain(..) {
            record += 1;
            gate.record()?;
            let content = match value {
                DataRef::DateTime(moment) => dates.of(moment),
                DataRef::Float(0.0) if formula && recalculated => Content::Uncomputed,
                value => content(value, formula),
            };
            if matches!(content, Content::Blank) {
                continue;
            }
            let column = gate.admit(position, &content)?;
            if take(position.0, column, content).is_break() {
                return Ok(());
            }
        }
        match stopped {
            Some(Ok(More::Cells)) => {}
            Some(Ok(More::Nothing)) => return Ok(()),
            Some(Err(XlsxError::CellError(text))) => {
                if errors.is_none() {
                    errors = Some(places_of_unknown_errors(bytes, sheet)?);
                }
                let places = errors.as_deref().unwrap_or_default();
                let Ok(found) = places.binary_search_by_key(&record, |(number, _)| *number) else {
                    return Err(Fault::Damaged(gate.at_last()));
                };
                let (position, content) = (places[found].1, Content::Error(Cow::Owned(text)));
                record += 1;
                gate.record()?;
                let column = gate.admit(position, &content)?;
                if take(position.0, column, content).is_break() {
                    return Ok(());
                }
            }
            Some(Err(_)) | None => return Err(Fault::Damaged(gate.at_last())),
        }
    }
}

/// The parser over the cells of one sheet.
type Cells<'w, 'b> = XlsxCellReader<'w, Cursor<&'b [u8]>>;

/// Cells that the parser is asked for at once: its panics are contained once for all of them.
const BATCH: usize = 64;

/// Whether a sheet goes on.
enum More {
    Cells,
    Nothing,
}

/// Place, value, and whether it is that of a formula.
type Parsed<'w> = ((u32, u32), DataRef<'w>, bool);

/// Reads cells until the batch is full.
fn fill<'w>(batch: &mut Vec<Parsed<'w>>, reader: &mut Cells<'w, '_>) -> Result<More, XlsxError> {
    while batch.len() < BATCH {
        let Some(cell) = reader.next_cell_with_formula_metadata()? else { return Ok(More::Nothing) };
        batch.push((cell.pos, cell.value, cell.formula.is_some()));
    }
    Ok(More::Cells)
}

/// The cells of a sheet with a percent format among these columns, sorted. Styles and formulas cannot be asked in one
/// pass, so this one is made only for tables that hold measures.
pub(super) fn percents(
    workbook: &mut Workbook<'_>,
    sheet: &str,
    columns: &[u16],
    limits: &Limits,
) -> Result<Vec<(u32, u16)>, Fault> {
    let damaged = || Fault::Damaged(Place { sheet: sheet.to_owned(), cell: String::new() });
    let mut reader =
        contained(|| workbook.worksheet_cells_reader(sheet)).ok_or_else(damaged)?.map_err(|_| damaged())?;
    let is_percent: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| {
            style
                .number_format
                .as_ref()
                .is_some_and(|format| NumberFormat::of_code(&format.format_code) == NumberFormat::Percent)
        })
        .collect();
    let mut found = Vec::new();
    if !is_percent.contains(&true) {
        return Ok(found);
    }
    while let Some((row, column, style)) =
        contained(|| reader.next_style_id()).ok_or_else(damaged)?.map_err(|_| damaged())?
    {
        let Ok(column) = u16::try_from(column) else { continue };
        if is_percent.get(style) == Some(&true) && columns.contains(&column) {
            found.push((row, column));
            if found.len() as u64 > limits.cells_max {
                return Err(Fault::TooLarge(Excess::Cells, Place { sheet: sheet.to_owned(), cell: String::new() }));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// A cell's ordinal among those that the sheet's part holds, blank ones included, and its row and column.
type NumberedPlace = (u64, (u32, u32));

/// Where the cells stand whose error the parser does not know (`#SPILL!`, `#CALC!`): it stops at them without saying
/// where. They are counted in one pass, and that many cells are counted again in another that looks only at formulas.
fn places_of_unknown_errors(bytes: &[u8], sheet: &str) -> Result<Vec<NumberedPlace>, Fault> {
    let damaged = || Fault::Damaged(Place { sheet: sheet.to_owned(), cell: String::new() });
    let mut workbook = guard::reopen(bytes)?;
    let mut numbers = Vec::new();
    {
        let mut reader =
            contained(|| workbook.worksheet_cells_reader(sheet)).ok_or_else(damaged)?.map_err(|_| damaged())?;
        for number in 0_u64.. {
            match contained(|| reader.next_cell_with_formula_metadata()).ok_or_else(damaged)? {
                Ok(None) => break,
                Ok(Some(_)) => {}
                Err(XlsxError::CellError(_)) if numbers.len() < UNKNOWN_ERRORS_MAX => numbers.push(number),
                Err(_) => return Err(damaged()),
            }
        }
    }
    // The second pass keeps a table as long as the greatest number of a shared formula, which may be made up.
    if guard::any_part_matches(bytes, SHARED_FORMULA_LIE)? {
        return Err(damaged());
    }
    let mut reader =
        contained(|| workbook.worksheet_cells_reader(sheet)).ok_or_else(damaged)?.map_err(|_| damaged())?;
    let mut found = Vec::with_capacity(numbers.len());
    let mut wanted = numbers.into_iter().peekable();
    for number in 0_u64.. {
        let Some(next) = wanted.peek() else { break };
        let Some(cell) = contained(|| reader.next_formula()).ok_or_else(damaged)?.map_err(|_| damaged())? else {
            break;
        };
        if number == *next {
            found.push((number, cell.get_position()));
            wanted.next();
        }
    }
    Ok(found)
}

/// A sheet with more of these is no table any more.
const UNKNOWN_ERRORS_MAX: usize = 1_000_000;

/// A shared formula with a number of seven digits or more, or written so that the number could hide.
const SHARED_FORMULA_LIE: &str = r#"\bsi(?:\s{64}|\s*=\s*["']\s*\+?(?:0{32}|0*[1-9][0-9]{6}))"#;

/// What the parser says of a cell; `formula` is whether it holds one.
#[inline]
pub(super) fn content(value: DataRef<'_>, formula: bool) -> Content<'_> {
    match value {
        DataRef::Empty if formula => Content::Uncomputed,
        DataRef::Empty => Content::Blank,
        DataRef::Float(number) => Content::Number(number),
        DataRef::SharedString(text) => Content::Text(Cow::Borrowed(text)),
        DataRef::String(text) => Content::Text(Cow::Owned(text)),
        other => rare(other),
    }
}

/// The same, of what few cells hold: kept apart, so that the rest is short enough to be told where it is asked.
#[cold]
fn rare(value: DataRef<'_>) -> Content<'_> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a workbook's numbers are doubles anyway")]
        DataRef::Int(number) => Content::Number(number as f64),
        DataRef::Bool(value) => Content::Bool(value),
        DataRef::DateTime(moment) => moment_of(moment),
        DataRef::DateTimeIso(text) => iso_moment(&text).map_or(Content::Text(Cow::Owned(text)), Content::Moment),
        DataRef::Error(error) => Content::Error(Cow::Owned(error.to_string())),
        DataRef::String(text) | DataRef::DurationIso(text) => Content::Text(Cow::Owned(text)),
        DataRef::SharedString(text) => Content::Text(Cow::Borrowed(text)),
        DataRef::Float(number) => Content::Number(number),
        DataRef::Empty => Content::Blank,
    }
}

/// The last day that Excel knows, 31 December 9999, as a serial of the 1900 system.
const SERIAL_MAX: f64 = 2_958_466.0;

pub(super) fn moment_of<'w>(moment: ExcelDateTime) -> Content<'w> {
    let serial = moment.as_f64();
    // A bare time is a serial below one day; the conversion itself must not meet what is no number.
    let is_date = moment.is_datetime() && (1.0..SERIAL_MAX).contains(&serial);
    let converted = if is_date { contained(|| moment.as_datetime()).flatten() } else { None };
    converted.map_or(Content::NoDate(serial), Content::Moment)
}

/// The dates that a sheet has lately shown, each in its place: an export of a month repeats its days.
struct Dates(Vec<(u64, NaiveDateTime)>);

impl Dates {
    /// A power of two.
    const PLACES: usize = 1 << 9;

    fn of(&mut self, moment: ExcelDateTime) -> Content<'static> {
        let serial = moment.as_f64();
        if !moment.is_datetime() {
            return moment_of(moment);
        }
        // A serial that is a date is at least one: no bits are those of an empty place.
        let bits = serial.to_bits();
        let place = Spread::of_bits(bits).place(Self::PLACES);
        if self.0[place].0 == bits {
            return Content::Moment(self.0[place].1);
        }
        let content = moment_of(moment);
        if let Content::Moment(moment) = content {
            self.0[place] = (bits, moment);
        }
        content
    }
}

impl Default for Dates {
    fn default() -> Self {
        Self(vec![(0, NaiveDateTime::MIN); Self::PLACES])
    }
}

fn iso_moment(text: &str) -> Option<NaiveDateTime> {
    let day = NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
    Some(day.and_time(chrono::NaiveTime::MIN))
}

fn show(position: Option<(u32, u32)>) -> String {
    position.map_or_else(String::new, |(row, column)| match u16::try_from(column) {
        Ok(column) => cell_name(row, column),
        Err(_) => String::new(),
    })
}
