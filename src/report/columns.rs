//! Lines of a statement by columns of it: the table that `Funzioni`, `Stato patrimoniale` and `Investimenti` are.

use std::collections::BTreeMap;

use super::accounts::Accounts;
use super::cells::{Cached, here};
use super::lines::{self, Lines, to_the_cent, weight};
use super::page::{self, FIRST_ROW, HEADER_ROW, Page};
use super::styles::{self, LINE};
use crate::ledger::{self, Line, Statement};

/// The first column after the names of the lines.
pub(super) const FIRST: u16 = 2;
/// The width of a column of amounts, and how many bold letters of a head fit in it.
const WIDTH: f64 = 17.5;
const HEAD_CHARACTERS: usize = 18;
const HEAD: [page::Column; 2] = [("N.", 5.5), ("Voce", 58.0)];

/// A column of the table.
pub(super) struct Column<'a> {
    /// Its head.
    pub head: String,
    /// What its cells hold.
    pub holds: Holds<'a>,
}

/// What the cells of a column hold.
pub(super) enum Holds<'a> {
    /// What a statement holds in one of its columns.
    Amounts(&'a Statement, ledger::Column),
    /// The same, as the sum of the table's columns from one to another where it is.
    Across(&'a Statement, ledger::Column, (u16, u16)),
    /// One column of the table less another, in this look.
    Less(u16, u16, &'static str),
}

/// A table: its lines, and its columns from [`FIRST`] on.
pub(super) struct Table<'a> {
    /// The lines, one a row.
    pub lines: Vec<&'a Line>,
    /// The columns.
    pub columns: Vec<Column<'a>>,
    /// The accounts behind the statement, where the workbook lists them.
    pub accounts: Option<&'a Accounts<'a>>,
}

impl Table<'_> {
    /// Writes it; answers with its last row.
    pub(super) fn write(&self, page: &mut Page<'_>) -> anyhow::Result<u32> {
        page.table(&HEAD, FIRST)?;
        let lines = self.columns.iter().map(|column| page::lines_of(&column.head, HEAD_CHARACTERS)).max().unwrap_or(1);
        page.sheet.set_row_height(HEADER_ROW, LINE * f64::from(lines) + 8.0)?;
        for (at, column) in (FIRST..).zip(&self.columns) {
            page.more(at, &column.head, WIDTH)?;
        }
        let rows: BTreeMap<String, u32> = self.lines.iter().map(|line| line.id.to_string()).zip(FIRST_ROW..).collect();
        for (row, line) in (FIRST_ROW..).zip(&self.lines) {
            Lines::name(page, row, line)?;
            let mut it = Row { table: self, rows: &rows, row, line, pattern: styles::AMOUNT, shown: BTreeMap::new() };
            for (at, column) in (FIRST..).zip(&self.columns) {
                it.write(page, at, &column.holds)?;
            }
        }
        lines::outline(page, FIRST_ROW, &self.lines)?;
        let last = FIRST_ROW + u32::try_from(self.lines.len())?.saturating_sub(1);
        page.filter(usize::from(FIRST) + self.columns.len(), last)?;
        Ok(last)
    }

    /// The last column.
    pub(super) fn last_column(&self) -> anyhow::Result<u16> {
        Ok(FIRST + u16::try_from(self.columns.len())? - 1)
    }
}

/// A row being written.
struct Row<'t> {
    table: &'t Table<'t>,
    rows: &'t BTreeMap<String, u32>,
    row: u32,
    line: &'t Line,
    /// How the amounts of the column look.
    pattern: &'static str,
    /// What is known so far, by column.
    shown: BTreeMap<u16, f64>,
}

impl Row<'_> {
    fn write(&mut self, page: &mut Page<'_>, at: u16, holds: &Holds<'_>) -> anyhow::Result<()> {
        self.pattern = if let Holds::Less(.., pattern) = holds { pattern } else { styles::AMOUNT };
        let shown = match holds {
            Holds::Amounts(statement, column) => self.amount(page, at, statement, *column)?,
            Holds::Across(statement, column, parts) => match self.across(statement, *column, *parts) {
                Some((excel, euro)) => self.formula(page, at, &excel, euro)?,
                None => self.amount(page, at, statement, *column)?,
            },
            Holds::Less(from, less, _) => match self.shown.get(from).zip(self.shown.get(less)) {
                Some((a, b)) => {
                    let (excel, euro) =
                        lines::less((here(self.row, *from), *a), std::iter::once((here(self.row, *less), *b)));
                    self.formula(page, at, &excel, euro)?
                }
                None => {
                    page.blank(self.row, at, &styles::line(weight(self.line)))?;
                    None
                }
            },
        };
        self.shown.extend(shown.map(|euro| (at, euro)));
        Ok(())
    }

    fn amount(
        &self,
        page: &mut Page<'_>,
        at: u16,
        statement: &Statement,
        column: ledger::Column,
    ) -> anyhow::Result<Option<f64>> {
        let lines = Lines { statement, rows: self.rows, accounts: self.table.accounts, pattern: styles::AMOUNT };
        let shown = lines.held(page, (self.row, at), self.line, column)?;
        Ok(shown.as_ref().and_then(Cached::number))
    }

    /// The sum of the columns that divide a column, where all are known and it is theirs.
    fn across(
        &self,
        statement: &Statement,
        column: ledger::Column,
        (first, last): (u16, u16),
    ) -> Option<(String, f64)> {
        let whole = Cached::of(&statement.value(&self.line.id, column))?.number()?;
        let parts = (first..=last).map(|at| self.shown.get(&at).copied()).sum::<Option<f64>>()?;
        #[expect(clippy::float_cmp, reason = "both are the nearest float of an amount in cents")]
        let is_theirs = to_the_cent(parts) == whole;
        let (first, last) = (here(self.row, first), here(self.row, last));
        is_theirs.then(|| (format!("ROUND(SUM({first}:{last}),2)"), whole))
    }

    fn formula(&self, page: &mut Page<'_>, at: u16, excel: &str, euro: f64) -> anyhow::Result<Option<f64>> {
        let amount = styles::line(weight(self.line)).set_num_format(self.pattern);
        page.formula(self.row, at, excel, &Cached::Number(euro), &amount)?;
        Ok(Some(euro))
    }
}
