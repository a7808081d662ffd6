//! The table `issued_amount`: lines and aggregates of an issue's statements, in every column.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Row, Transaction, named_params, params};

use crate::history::{AmountKey, IssuedAmount};
use crate::issue::Issue;
use crate::ledger::{Column, Statement};
use crate::money::Cents;
use crate::period::{Exercise, Function};
use crate::store::Store;
use crate::store::table::{Table, parsed};

/// `function` and `centre` are empty for all of them.
const TABLE: Table = Table {
    name: "issued_amount",
    columns: &["period", "number", "scheme", "line", "exercise", "scenario", "function", "centre", "cents"],
};

pub(super) fn write(issue: &Issue, statements: &[Statement], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    let period = issue.period.to_string();
    for statement in statements {
        for (line, column, cents) in statement.amounts_told() {
            insert.execute(named_params! {
                ":period": period,
                ":number": issue.number,
                ":scheme": &*statement.scheme.id,
                ":line": line,
                ":exercise": column.exercise.0,
                ":scenario": column.scenario.id(),
                ":function": column.function.map_or("", Function::id),
                ":centre": column.centre.as_ref().map_or("", |centre| centre.id()),
                ":cents": cents.0,
            })?;
        }
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<(AmountKey, Cents)> {
    let function: String = row.get("function")?;
    let column = Column {
        exercise: Exercise(row.get("exercise")?),
        scenario: parsed(row, "scenario")?,
        function: Function::ALL.into_iter().find(|it| it.id() == function),
        centre: None,
    };
    Ok(((row.get("scheme")?, row.get("line")?, column), Cents(row.get("cents")?)))
}

impl Store {
    /// The amounts with which a month was issued, of all centres together: lines and aggregates by scheme and column.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_amounts(&self, issue: &Issue) -> anyhow::Result<BTreeMap<AmountKey, Cents>> {
        let filter = "WHERE period = ?1 AND number = ?2 AND centre = ''";
        let key = params![issue.period.to_string(), issue.number];
        Ok(TABLE.rows(&self.connection, filter, key, from_row)?.into_iter().collect())
    }

    /// Some lines and aggregates of an issue, of all centres together, in the columns of its own exercise; sorted.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_lines(&self, issue: &Issue, lines: &BTreeSet<String>) -> anyhow::Result<Vec<IssuedAmount>> {
        let filter = "WHERE period = ?1 AND number = ?2 AND exercise = ?3 AND centre = '' \
                      AND line IN (SELECT value FROM json_each(?4)) ORDER BY scheme, line, scenario, function";
        let lines = serde_json::to_string(lines)?;
        let key = params![issue.period.to_string(), issue.number, issue.period.exercise().0, lines];
        let rows = TABLE.rows(&self.connection, filter, key, from_row)?.into_iter();
        Ok(rows.map(|(key, cents)| IssuedAmount { period: issue.period, key, cents }).collect())
    }
}
