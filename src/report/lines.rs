//! Lines of a statement as rows of a sheet: their names, and what each holds in a column. What is made of other lines, or of
//! accounts, is a formula over them; where a file prints a line without its terms the figure stands alone, and `Quadrature`
//! says how far apart they are.

use std::collections::BTreeMap;

use rust_xlsxwriter::FormatAlign;

use super::accounts::Accounts;
use super::cells::{Cached, here};
use super::live;
use super::page::Page;
use super::styles::{self, Weight};
use crate::formula::{Formula, Value};
use crate::ledger::{Column, Line, Nature, Statement};

/// A sum of so many neighbours is written as one of their range.
const RANGE_FROM: usize = 3;

/// The lines of a statement on a sheet.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// The row of each line.
    pub rows: &'a BTreeMap<String, u32>,
    /// The accounts, where the workbook lists those of the statement.
    pub accounts: Option<&'a Accounts<'a>>,
    /// How its amounts look.
    pub pattern: &'static str,
}

impl Lines<'_> {
    /// Writes the number and the name of a line in the first two columns.
    pub(crate) fn name(page: &mut Page<'_>, row: u32, line: &Line) -> anyhow::Result<()> {
        let look = styles::line(weight(line));
        page.text(row, 0, &line.number, &look.clone().set_align(FormatAlign::Right))?;
        page.text(row, 1, &line.label, &styles::indented(&look, line.level.min(6) + 1))
    }

    /// Writes what a line holds in a column of the statement; answers with what the cell shows, where it is known.
    pub(super) fn held(
        &self,
        page: &mut Page<'_>,
        (row, at): (u32, u16),
        line: &Line,
        column: Column,
    ) -> anyhow::Result<Option<Cached>> {
        let amount = styles::line(weight(line)).set_num_format(self.pattern);
        let value = self.statement.value(&line.id, column);
        let Some(Cached::Number(euro)) = Cached::of(&value) else {
            page.blank(row, at, &amount)?;
            return Ok(None);
        };
        let sum = || self.accounts?.sum(&line.id, column, &value);
        match self.of_lines(line, &value, column, at).or_else(sum) {
            Some(excel) => page.formula(row, at, &excel, &Cached::Number(euro), &amount)?,
            None => page.number(row, at, euro, &amount)?,
        }
        Ok(Some(Cached::Number(euro)))
    }

    /// The formula of a line over the cells of its terms, where they give what it holds.
    fn of_lines(&self, line: &Line, value: &Value, column: Column, at: u16) -> Option<String> {
        let resolve = |name: &str| self.statement.resolve(name, column);
        let formula = line.formula.as_ref().filter(|it| it.evaluate(&resolve) == *value)?;
        let cell = |name: &str| self.rows.get(name).map(|row| here(*row, at));
        let over_cells = || live::formula(formula, value, &cell).map(|(excel, _)| excel);
        self.range(formula, at).or_else(over_cells)
    }

    /// A plain sum of lines that stand together, as one of their range.
    fn range(&self, formula: &Formula, at: u16) -> Option<String> {
        let terms = formula.terms()?;
        let rows: Vec<u32> = terms
            .iter()
            .map(|(name, sign)| self.rows.get(*name).copied().filter(|_| *sign > 0))
            .collect::<Option<_>>()?;
        let (first, last) = (*rows.first()?, *rows.last()?);
        let together = rows.windows(2).all(|pair| pair[1] == pair[0] + 1);
        (together && rows.len() >= RANGE_FROM).then(|| format!("ROUND(SUM({}:{}),2)", here(first, at), here(last, at)))
    }
}

/// The outline: the letters of a voce can be folded away. `lines` stand in rows that follow one another from `first`.
pub(super) fn outline(page: &mut Page<'_>, first: u32, lines: &[&Line]) -> anyhow::Result<()> {
    const LETTER: u8 = 2;
    let mut row = first;
    for run in lines.chunk_by(|a, b| (a.level >= LETTER) == (b.level >= LETTER)) {
        let last = row + u32::try_from(run.len())? - 1;
        if run[0].level >= LETTER {
            page.sheet.group_rows(row, last)?;
        }
        row = last + 1;
    }
    let above = |pair: &[&Line]| {
        let inputs = pair[0].formula.as_ref().map(Formula::inputs).unwrap_or_default();
        pair[1].level >= LETTER && inputs.contains(&&*pair[1].id)
    };
    page.sheet.group_symbols_above(lines.windows(2).any(above));
    Ok(())
}

/// How a line stands out.
pub(crate) fn weight(line: &Line) -> Weight {
    match (line.nature, line.level, line.formula.is_some()) {
        (Nature::Risultato, ..) => Weight::Outcome,
        (_, 0, true) => Weight::Total,
        (_, _, true) => Weight::Subtotal,
        _ => Weight::Plain,
    }
}

/// An amount less others, each with its cell: the formula, and what it yields.
pub(super) fn less(from: (String, f64), others: impl Iterator<Item = (String, f64)>) -> (String, f64) {
    let (mut excel, mut euro) = from;
    for (cell, less) in others {
        excel.push_str(&format!("-{cell}"));
        euro -= less;
    }
    (format!("ROUND({excel},2)"), to_the_cent(euro))
}

/// The nearest cent: amounts of both sides are exact cents, only the float of their sum is not.
pub(crate) fn to_the_cent(euro: f64) -> f64 {
    (euro * 100.0).round() / 100.0
}
