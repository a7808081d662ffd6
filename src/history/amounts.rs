//! Amounts of other years: as they were issued, else as they were recorded.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::{AmountKey, History, known};
use crate::ledger::statement::{self, split_function};
use crate::money::Cents;
use crate::period::{Exercise, Function, Period, Scenario};

/// What the columns of the frame are called.
const KEYS: [&str; 6] = ["year", "month", "scheme", "line", "function", "scenario"];

/// Amounts of former exercises, each in its own column, by the month to which it is cumulated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OtherYears(BTreeMap<(u8, AmountKey), Cents>);

impl OtherYears {
    /// An amount of another year by the end of a month: as issued, or as recorded.
    #[must_use]
    pub fn amount(&self, scheme: &str, line: &str, column: statement::Column, month: u8) -> Option<Cents> {
        self.0.get(&(month, (scheme.to_owned(), line.to_owned(), column))).copied()
    }
}

impl History {
    /// Amounts of the years before that of a month.
    #[must_use]
    pub fn other_years(&self, period: Period) -> OtherYears {
        if self.is_without_amounts() {
            return OtherYears::default();
        }
        known(self.former(period), "amounts")
    }

    fn is_without_amounts(&self) -> bool {
        self.amounts.is_empty() && self.observations.iter().all(|it| it.euro.is_none())
    }

    fn former(&self, period: Period) -> PolarsResult<OtherYears> {
        let before = col("year").lt(lit(i32::from(period.exercise().0)));
        let frame = self.frame()?.filter(before).sort(KEYS, SortMultipleOptions::default()).collect()?;
        let number = |name: &str| frame.column(name)?.i32().cloned();
        let text = |name: &str| frame.column(name)?.str().cloned();
        let (years, months, cents) = (number("year")?, number("month")?, frame.column("cents")?.i64()?.clone());
        let (schemes, lines) = (text("scheme")?, text("line")?);
        let (functions, scenarios) = (text("function")?, text("scenario")?);
        let at = |row: usize| {
            let column = statement::Column {
                exercise: Exercise(u16::try_from(years.get(row)?).ok()?),
                scenario: Scenario::of(scenarios.get(row)?)?,
                function: Function::ALL.into_iter().find(|it| Some(it.id()) == functions.get(row)),
                centre: None,
            };
            let key = (schemes.get(row)?.to_owned(), lines.get(row)?.to_owned(), column);
            Some(((u8::try_from(months.get(row)?).ok()?, key), Cents(cents.get(row)?)))
        };
        Ok(OtherYears((0..frame.height()).filter_map(at).collect()))
    }

    /// Every amount once: one that was issued and recorded as it was issued.
    pub(super) fn frame(&self) -> PolarsResult<LazyFrame> {
        let rows = self.rows();
        let text = |of: for<'a> fn(&'a Row<'_>) -> &'a str| rows.iter().map(of).collect::<Vec<&str>>();
        let number = |of: fn(Period) -> i32| rows.iter().map(|it| of(it.period)).collect::<Vec<i32>>();
        let columns = vec![
            Column::new("year".into(), number(|it| i32::from(it.exercise().0))),
            Column::new("month".into(), number(|it| i32::from(it.month()))),
            Column::new("scheme".into(), text(|it| it.scheme)),
            Column::new("line".into(), text(|it| it.line)),
            Column::new("function".into(), text(|it| it.function.map_or("", Function::id))),
            Column::new("scenario".into(), text(|it| it.scenario.id())),
            Column::new("cents".into(), rows.iter().map(|it| it.cents.0).collect::<Vec<i64>>()),
            Column::new("recorded".into(), rows.iter().map(|it| it.recorded).collect::<Vec<bool>>()),
        ];
        let sorted: Vec<&str> = KEYS.into_iter().chain(["recorded"]).collect();
        Ok(DataFrame::new(rows.len(), columns)?
            .lazy()
            .sort(sorted, SortMultipleOptions::default())
            .group_by_stable(KEYS.map(col))
            .agg([col("cents").first()]))
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let issued = self.amounts.iter().map(|it| {
            let (scheme, line, column) = &it.key;
            let (function, scenario) = (column.function, column.scenario);
            Row { period: it.period, scheme, line, function, scenario, cents: it.cents, recorded: false }
        });
        let recorded = self.observations.iter().filter_map(|it| {
            let (line, function) = split_function(it.line.as_deref()?);
            Some(Row {
                period: Period::new(it.year, it.month)?,
                scheme: it.scheme.as_deref()?,
                line,
                function,
                scenario: Scenario::Consuntivo,
                cents: Cents::from_f64(it.euro?).ok()?,
                recorded: true,
            })
        });
        issued.chain(recorded).collect()
    }
}

/// A row of the frame.
struct Row<'a> {
    period: Period,
    scheme: &'a str,
    line: &'a str,
    function: Option<Function>,
    scenario: Scenario,
    cents: Cents,
    recorded: bool,
}
