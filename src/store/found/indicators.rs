//! The table `issued_indicator`: values and states of an issue's indicators, in every scenario.

use std::collections::BTreeMap;

use rusqlite::{Transaction, named_params, params};

use crate::indicators::{Indicator, number_of};
use crate::issue::Issue;
use crate::money::Ratio;
use crate::store::Store;
use crate::store::table::{Table, parsed};

/// `value` and `achievement` are canonical numbers.
const TABLE: Table = Table {
    name: "issued_indicator",
    columns: &["period", "number", "id", "scenario", "code", "value", "unit", "state", "reason", "achievement"],
};

pub(super) fn write(issue: &Issue, indicators: &[Indicator], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in indicators {
        insert.execute(named_params! {
            ":period": issue.period.to_string(),
            ":number": issue.number,
            ":id": it.definition.id,
            ":scenario": it.scenario.id(),
            ":code": it.definition.code_text(),
            ":value": number_of(&it.value).map(|number| Ratio(number).canonical()),
            ":unit": it.definition.unit.id(),
            ":state": it.state.id(),
            ":reason": it.reason,
            ":achievement": it.achievement.map(|share| Ratio(share).canonical()),
        })?;
    }
    Ok(())
}

impl Store {
    /// The values with which a month's indicators were issued, actuals only, by id; those without a value are absent.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_values(&self, issue: &Issue) -> anyhow::Result<BTreeMap<String, f64>> {
        let filter = "WHERE period = ?1 AND number = ?2 AND scenario = 'consuntivo' AND value IS NOT NULL";
        let key = params![issue.period.to_string(), issue.number];
        let rows = TABLE.rows(&self.connection, filter, key, |row| Ok((row.get("id")?, parsed(row, "value")?)))?;
        Ok(rows.into_iter().collect())
    }
}
