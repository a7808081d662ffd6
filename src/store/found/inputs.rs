//! The table `issued_input`: what the formulas of an issue's indicators were worked out on, actuals only.

use rusqlite::{Row, Transaction, named_params, params};

use crate::formula::Value;
use crate::history::IssuedInput;
use crate::indicators::Indicator;
use crate::issue::Issue;
use crate::period::Scenario;
use crate::store::Store;
use crate::store::table::{Table, parsed};

/// An amount, a number, or neither: no data.
const TABLE: Table =
    Table { name: "issued_input", columns: &["period", "number", "indicator", "name", "cents", "number_value"] };

pub(super) fn write(issue: &Issue, indicators: &[Indicator], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for indicator in indicators.iter().filter(|it| it.scenario == Scenario::Consuntivo) {
        for (name, value) in &indicator.inputs {
            insert.execute(named_params! {
                ":period": issue.period.to_string(),
                ":number": issue.number,
                ":indicator": indicator.definition.id,
                ":name": name,
                ":cents": if let Value::Cents(cents) = value { i64::try_from(*cents).ok() } else { None },
                ":number_value": if let Value::Number(number) = value { Some(*number) } else { None },
            })?;
        }
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<IssuedInput> {
    let name: String = row.get("name")?;
    let value = match (row.get::<_, Option<i64>>("cents")?, row.get("number_value")?) {
        (Some(cents), _) => Value::Cents(i128::from(cents)),
        (None, Some(number)) => Value::Number(number),
        (None, None) => Value::NoData(vec![name.clone()]),
    };
    Ok(IssuedInput { period: parsed(row, "period")?, indicator: row.get("indicator")?, name, value })
}

impl Store {
    /// The inputs with which a month was issued, by indicator and name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_inputs(&self, issue: &Issue) -> anyhow::Result<Vec<IssuedInput>> {
        let filter = "WHERE period = ?1 AND number = ?2 ORDER BY indicator, name";
        TABLE.rows(&self.connection, filter, params![issue.period.to_string(), issue.number], from_row)
    }
}
