//! Where a cell of the workbook is, as formulas name it, and what its formula yields. Knows no sheet's content.

use crate::formula::Value;
use crate::indicators::number_of;
use crate::money::Ratio;
use crate::origin::cell_name;

/// The result that a formula cell carries, so that a reader who does not calculate sees it all the same.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cached {
    /// A number: euro for amounts, the fraction for a percentage.
    Number(f64),
    /// A text; empty where a formula answers with nothing.
    Text(String),
}

impl Cached {
    /// The result of a formula whose value is known or undefined; `None` where something is missing.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Undefined(_) => Some(Self::Text(String::new())),
            Value::NoData(_) => None,
            known => number_of(known).filter(|number| number.is_finite()).map(Self::Number),
        }
    }

    /// The number, if it is one.
    pub(crate) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// The formula of how much a cell is of a budget's, and what it yields: empty where that is no share of anything
/// ([`Ratio::of_budget`]).
pub(crate) fn of_budget(actual_cell: &str, actual: f64, budget_cell: &str, budget: f64) -> (String, Cached) {
    let shown = Ratio::of_budget(actual, budget).map_or(Cached::Text(String::new()), |it| Cached::Number(it.0));
    (format!("IF(OR({budget_cell}<=0,{actual_cell}<0),\"\",{actual_cell}/{budget_cell})"), shown)
}

/// A count, for a cell.
#[expect(clippy::cast_precision_loss, reason = "no list of a month comes near 2^53 rows")]
pub(crate) fn count(number: usize) -> f64 {
    number as f64
}

/// `E7`, from row and column counted from 0.
pub(crate) fn here(row: u32, column: u16) -> String {
    cell_name(row, column)
}

/// `'Conto economico'!E7`: a cell as another sheet names it. No sheet of ours has an apostrophe in its name.
pub(crate) fn there(sheet: &str, row: u32, column: u16) -> String {
    format!("'{sheet}'!{}", cell_name(row, column))
}

/// The rows of a sheet's table, for formulas that count over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The sheet.
    pub sheet: &'static str,
    /// The first row, from 0.
    pub first: u32,
    /// The last row; the first again when the table is empty, so that a range is never backwards.
    pub last: u32,
}

impl Block {
    /// The table that begins at `first` and holds `rows` rows.
    pub(crate) fn new(sheet: &'static str, first: u32, rows: usize) -> Self {
        let more = u32::try_from(rows.saturating_sub(1)).unwrap_or(u32::MAX);
        Self { sheet, first, last: first.saturating_add(more) }
    }

    /// One column of it: `'Indicatori'!$I$5:$I$38`.
    pub(crate) fn column(&self, column: u16) -> String {
        let letters = crate::origin::column_name(column);
        let (first, last) = (u64::from(self.first) + 1, u64::from(self.last) + 1);
        format!("'{}'!${letters}${first}:${letters}${last}", self.sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_without_rows_still_has_a_range() {
        assert_eq!(Block::new("Fonti", 4, 0).column(1), "'Fonti'!$B$5:$B$5");
        assert_eq!(Block::new("Fonti", 4, 3).column(1), "'Fonti'!$B$5:$B$7");
    }

    #[test]
    fn undefined_is_an_empty_text_and_missing_is_nothing() {
        assert_eq!(Cached::of(&Value::Undefined("a".to_owned())), Some(Cached::Text(String::new())));
        assert_eq!(Cached::of(&Value::NoData(vec![])), None);
        assert_eq!(Cached::of(&Value::Number(f64::NAN)), None);
        assert_eq!(Cached::of(&Value::Cents(1_050)), Some(Cached::Number(10.5)));
    }
}
