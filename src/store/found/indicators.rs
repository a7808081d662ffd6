//! The table `issued_indicator`: values and states of an issue's indicators, in every scenario.

use std::collections::BTreeMap;

use rusqlite::{Transaction, named_params, params};

use crate::history::IssuedJudgement;
use crate::indicators::{Indicator, number_of};
use crate::issue::Issue;
use crate::money::Ratio;
use crate::period::Scenario;
use crate::store::Store;
use crate::store::table::{Table, parsed, parsed_or_none};

/// `value`, `judged_value` and `achievement` are canonical numbers; what is judged is of actuals.
const TABLE: Table = Table {
    name: "issued_indicator",
    columns: &[
        "period",
        "number",
        "id",
        "scenario",
        "code",
        "value",
        "unit",
        "state",
        "reason",
        "achievement",
        "judged_state",
        "judged_value",
        "judged_on",
    ],
};

pub(super) fn write(issue: &Issue, indicators: &[Indicator], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in indicators {
        let is_judged = it.scenario == Scenario::Consuntivo;
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
            ":judged_state": is_judged.then(|| it.standing.id()),
            ":judged_on": is_judged.then(|| it.judged_on().id()),
            ":judged_value": it.judged_value().filter(|_| is_judged).map(|number| Ratio(number).canonical()),
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
        self.issued_values_on(issue, Scenario::Consuntivo)
    }

    /// The same of one scenario.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_values_on(&self, issue: &Issue, scenario: Scenario) -> anyhow::Result<BTreeMap<String, f64>> {
        let filter = "WHERE period = ?1 AND number = ?2 AND scenario = ?3 AND value IS NOT NULL";
        let key = params![issue.period.to_string(), issue.number, scenario.id()];
        let rows = TABLE.rows(&self.connection, filter, key, |row| Ok((row.get("id")?, parsed(row, "value")?)))?;
        Ok(rows.into_iter().collect())
    }

    /// How the actuals of an issue were judged, by id; nothing of issues of before.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_judgements(&self, issue: &Issue) -> anyhow::Result<Vec<IssuedJudgement>> {
        let filter = "WHERE period = ?1 AND number = ?2 AND judged_state IS NOT NULL ORDER BY id";
        TABLE.rows(&self.connection, filter, params![issue.period.to_string(), issue.number], |row| {
            Ok(IssuedJudgement {
                period: issue.period,
                indicator: row.get("id")?,
                state: row.get("judged_state")?,
                value: parsed_or_none(row, "judged_value")?,
                on_year_end: parsed_or_none(row, "judged_on")? == Some(Scenario::Preconsuntivo),
            })
        })
    }
}
