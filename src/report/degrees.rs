//! Degrees of achievement and their coverage as cells: live where all their terms stand in cells of the workbook.
//! Rolls nothing up: the formulas and their values come from `indicators`.

use std::collections::BTreeMap;

use rust_xlsxwriter::Format;

use super::cells::{Cached, here};
use super::live;
use super::page::Page;
use super::phrases;
use super::styles;
use crate::formula::{Formula, Value};
use crate::indicators::Rolled;

/// The cell of each indicator's degree of achievement, as formulas name it, by id.
pub(crate) type Degrees = BTreeMap<String, String>;

/// Where the degrees of names stand, and their coverage.
pub(crate) struct Cells<'a> {
    /// Those of the indicators.
    pub degrees: &'a Degrees,
    /// The rows of objectives and groups of this sheet, by the names that formulas give them.
    pub rows: BTreeMap<String, u32>,
    /// The column of their degrees.
    pub degree: u16,
    /// That of their coverage.
    pub coverage: u16,
}

impl Cells<'_> {
    /// The cell of an objective or group in a column; of an indicator only the degree has one.
    fn of(&self, name: &str, column: u16) -> Option<String> {
        match name.strip_prefix("indicatore.") {
            Some(id) => self.degrees.get(id).filter(|_| column == self.degree).cloned(),
            None => self.rows.get(name).map(|row| here(*row, column)),
        }
    }

    /// Writes degree and coverage into a row; a degree that may still change is marked.
    pub(crate) fn write(&self, page: &mut Page<'_>, row: u32, it: &Rolled, provisional: bool) -> anyhow::Result<()> {
        let percent = styles::body().set_num_format(styles::PERCENT);
        let degree = if provisional { styles::body().set_num_format(styles::PROVISIONAL) } else { percent.clone() };
        let value = it.achievement.map_or_else(|| Value::NoData(Vec::new()), Value::Number);
        self.live_or_known(it.formula.as_ref(), &value, self.degree).write(page, (row, self.degree), &degree)?;
        let coverage = Value::Number(it.coverage);
        let coverage = self.live_or_known(it.coverage_formula.as_ref(), &coverage, self.coverage);
        coverage.write(page, (row, self.coverage), &percent)
    }

    fn live_or_known(&self, formula: Option<&Formula>, value: &Value, column: u16) -> Share {
        let cell = |name: &str| self.of(name, column);
        match (formula.and_then(|formula| live::formula(formula, value, &cell)), Cached::of(value)) {
            (Some((excel, cached)), _) => Share::Live(excel, cached),
            (None, Some(Cached::Number(number))) => Share::Known(number),
            (None, _) => Share::Unknown,
        }
    }
}

/// What a share is written as.
enum Share {
    /// A formula over cells, with its value.
    Live(String, Cached),
    /// Its value alone: its terms do not stand in cells.
    Known(f64),
    Unknown,
}

impl Share {
    fn write(&self, page: &mut Page<'_>, at: (u32, u16), look: &Format) -> anyhow::Result<()> {
        let styles = page.styles;
        let (row, column) = at;
        match self {
            Self::Live(excel, cached) => page.formula(row, column, excel, cached, look),
            Self::Known(number) => page.number(row, column, *number, look),
            Self::Unknown => page.text(row, column, phrases::UNKNOWN, &styles.unknown),
        }
    }
}
