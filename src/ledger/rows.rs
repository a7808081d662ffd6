//! The rows of a file at rest, between reading and posting: cells of four bytes one after the other, each text kept once.
//! A large file lies in memory as a whole until it is known whether it stands.

use std::sync::Arc;

use chrono::NaiveDate;

use super::cells::{Cell, Cells, Packed};
use super::texts::{Text, Texts};
use crate::money::Cents;
use crate::origin::Origin;
use crate::read::{Row, RowKind, Stands};

/// Rows of one file, in sheet order.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The row of the sheet in which each stands, and what it is.
    rows: Vec<(u32, RowKind)>,
    /// The cells of all rows, as many a row as the layout has columns.
    cells: Cells,
    texts: Texts,
    /// The sheets in which they stand, in order.
    sheets: Vec<Sheet>,
}

/// The rows of one sheet.
#[derive(Clone, Debug)]
struct Sheet {
    /// How many rows come before them.
    before: usize,
    /// Where the first of them begins: the others differ in the row alone.
    first: Origin,
    /// Where each layout column stands, the same for all rows of a sheet.
    columns: Arc<[Stands]>,
}

impl Sheet {
    /// Where a row of it begins.
    fn at(&self, row: u32) -> Origin {
        Origin { row, ..self.first }
    }
}

/// More cells than this are not foreseen.
const CELLS_EXPECTED_MAX: usize = 1 << 24;

/// From this size on a file's rows are worth room of their own.
const LARGE_FILE_BYTES: usize = 1 << 20;

/// Allocators map what is larger than 32 MiB by itself, and give it back to the system when it is dropped; smaller
/// pieces they keep, each thread for itself. What is not written takes no memory.
pub(super) const MAPPED_BYTES: usize = 33 << 20;

/// Makes room that goes back to the system; without it things only take more memory.
pub(super) fn map<T>(items: &mut Vec<T>, expected: usize) {
    let least = MAPPED_BYTES / size_of::<T>().max(1);
    let _ = items.try_reserve_exact(expected.max(least));
}

impl Rows {
    /// None yet, of a file of so many bytes.
    #[must_use]
    pub fn of_file(bytes: usize) -> Self {
        let mut all = Self::default();
        if bytes >= LARGE_FILE_BYTES {
            // Of a packed file a cell takes four bytes or more.
            all.cells.map((bytes / 4).min(CELLS_EXPECTED_MAX));
            map(&mut all.rows, 0);
            all.texts.map();
        }
        all
    }

    /// Gives back what only adding more needs.
    pub fn drop_index(&mut self) {
        self.texts.drop_index();
    }

    /// Adds the next row of the file.
    pub fn push(&mut self, row: &Row) {
        if self.sheets.last().is_none_or(|last| last.first.sheet != row.origin.sheet) {
            let columns = Arc::clone(&row.columns);
            self.sheets.push(Sheet { before: self.rows.len(), first: row.origin, columns });
        }
        let at = self.sheets.last().map(|sheet| sheet.at(row.origin.row));
        debug_assert_eq!(at, Some(row.origin), "a sheet has one table");
        self.rows.push((row.origin.row, row.kind));
        for value in &row.values {
            self.cells.push(Cell::from(value).map(|text| self.texts.keep(text)));
        }
    }

    /// How many there are, totals included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The keeper of their texts.
    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = RowAt<'_>> {
        let ends = self.sheets.iter().skip(1).map(|next| next.before).chain([self.rows.len()]);
        self.sheets.iter().zip(ends).flat_map(move |(sheet, end)| {
            let width = sheet.columns.len().max(1);
            let cells = self.cells.packed().get(sheet.before * width..end * width).unwrap_or_default();
            let rows = self.rows.get(sheet.before..end).unwrap_or_default();
            rows.iter().zip(cells.chunks(width)).map(move |((row, kind), cells)| RowAt {
                origin: sheet.at(*row),
                kind: *kind,
                cells,
                columns: &sheet.columns,
                of: self,
            })
        })
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(&row));
        all
    }
}

/// One of [`Rows`].
#[derive(Clone, Copy, Debug)]
pub struct RowAt<'r> {
    /// File, sheet and row; `column` is that of the first column.
    pub origin: Origin,
    /// What the row is.
    pub kind: RowKind,
    cells: &'r [Packed],
    columns: &'r [Stands],
    of: &'r Rows,
}

impl<'r> RowAt<'r> {
    /// What stands in a layout column; nothing beyond the last one.
    #[must_use]
    pub fn cell(&self, column: usize) -> Cell<&'r str> {
        self.told(column).map(|text| self.of.texts.get(text))
    }

    /// The same, with the handle of its text.
    fn told(&self, column: usize) -> Cell<Text> {
        self.cells.get(column).map_or(Cell::Missing, |cell| self.of.cells.told(*cell))
    }

    /// What stands in each layout column, in their order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<&'r str>> + use<'r> {
        let row = *self;
        (0..row.cells.len()).map(move |column| row.cell(column))
    }

    /// The amounts of the row, in the order of the layout columns.
    pub fn amounts(&self) -> impl Iterator<Item = Cents> + use<'r> {
        let row = *self;
        (0..row.cells.len()).filter_map(move |column| row.money(column))
    }

    /// The handle of a layout column's text among the file's texts; the empty one where it holds none.
    pub(super) fn handle(&self, column: usize) -> Text {
        if let Cell::Text(text) = self.told(column) { text } else { Text::EMPTY }
    }

    /// The text of a layout column, if it holds one.
    #[must_use]
    pub fn text(&self, column: usize) -> Option<&'r str> {
        if let Cell::Text(text) = self.cell(column) { Some(text) } else { None }
    }

    /// The amount of a layout column, if it holds one.
    #[must_use]
    pub fn money(&self, column: usize) -> Option<Cents> {
        self.told(column).money()
    }

    /// The date of a layout column, if it holds one.
    #[must_use]
    pub fn date(&self, column: usize) -> Option<NaiveDate> {
        if let Cell::Date(date) = self.told(column) { Some(date) } else { None }
    }

    /// Where the value of a layout column stands.
    #[must_use]
    pub fn origin_of(&self, column: usize) -> Origin {
        self.columns.get(column).map_or(self.origin, |stands| stands.of_row(self.origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Value;

    #[test]
    fn rows_come_back_as_they_went_in() {
        let columns: Arc<[Stands]> = Arc::from([4, 2, 3].map(Stands::InRow));
        let row = |row, kind, values: [Value; 3]| {
            let (columns, values) = (Arc::clone(&columns), values.to_vec());
            Row { origin: Origin { source: 3, sheet: 1, row, column: 4 }, kind, values, columns }
        };
        let text = |text: &str| Value::Text(Arc::from(text));
        let day = NaiveDate::from_ymd_opt(2021, 6, 30).unwrap();
        let given = [
            row(6, RowKind::Data, [text("118"), Value::Date(day), Value::Money(Cents(-1_250))]),
            row(9, RowKind::Subtotal, [text("Totale"), Value::Missing, Value::Money(Cents(1 << 40))]),
            row(70_000, RowKind::Data, [text("118"), Value::Number(0.1), Value::Percent(0.85)]),
        ];
        let kept: Rows = given.iter().cloned().collect();
        assert_eq!(kept.len(), given.len());
        for (kept, given) in kept.iter().zip(&given) {
            assert_eq!((kept.origin, kept.kind), (given.origin, given.kind));
            assert!(kept.cells().eq(given.values.iter().map(Cell::from)), "{given:?}");
            (0..3).for_each(|column| assert_eq!(kept.origin_of(column), given.origin_of(column)));
            assert_eq!(kept.cell(3), Cell::Missing);
        }
        let codes: Vec<Text> = kept.iter().map(|row| row.handle(0)).collect();
        assert!(codes[0] == codes[2] && codes[0] != codes[1]);
        assert_eq!(kept.iter().flat_map(|row| row.amounts()).collect::<Vec<_>>(), [Cents(-1_250), Cents(1 << 40)]);
    }

    #[test]
    fn rows_of_several_sheets_keep_the_sheet_and_its_columns() {
        let row = |sheet, row, columns: [Stands; 2], cents| {
            let values = vec![Value::Text(Arc::from("2021_04")), Value::Money(Cents(cents))];
            let origin = Origin { source: 3, sheet, row, column: 0 };
            Row { origin, kind: RowKind::Data, values, columns: Arc::from(columns) }
        };
        let (first, second) = ([Stands::Once(0, 0), Stands::InRow(2)], [Stands::Once(1, 4), Stands::InRow(5)]);
        let given = [row(1, 6, first, 1), row(1, 7, first, 2), row(4, 2, second, 3), row(5, 2, first, 4)];
        let kept: Rows = given.iter().cloned().collect();
        let told = |origin: Origin| (origin.sheet, origin.cell());
        let told: Vec<_> = kept.iter().map(|row| (told(row.origin_of(0)), told(row.origin_of(1)))).collect();
        let told: Vec<_> =
            told.iter().map(|((sheet, code), (_, cents))| (*sheet, code.as_str(), cents.as_str())).collect();
        assert_eq!(told, [(1, "A1", "C7"), (1, "A1", "C8"), (4, "E2", "F3"), (5, "A1", "C3")]);
        assert_eq!(kept.iter().filter_map(|row| row.money(1)).collect::<Vec<_>>(), [1, 2, 3, 4].map(Cents));
    }
}
