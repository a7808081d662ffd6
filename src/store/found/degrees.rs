//! The table `issued_degree`: how far objectives and scorecards had come in an issue.

use rusqlite::{Row, Transaction, named_params, params};

use crate::indicators::{Degree, Standings};
use crate::issue::Issue;
use crate::money::Ratio;
use crate::store::Store;
use crate::store::table::{Table, parsed, parsed_or_none};

/// `degree` and `coverage` are canonical numbers.
const TABLE: Table =
    Table { name: "issued_degree", columns: &["period", "number", "id", "degree", "coverage", "state"] };

pub(super) fn write(issue: &Issue, standings: &Standings, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in standings.degrees() {
        insert.execute(named_params! {
            ":period": issue.period.to_string(),
            ":number": issue.number,
            ":id": it.id,
            ":degree": it.achievement.map(|share| Ratio(share).canonical()),
            ":coverage": Ratio(it.coverage).canonical(),
            ":state": it.state.map(|state| state.id()),
        })?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Degree> {
    Ok(Degree {
        id: row.get("id")?,
        title: String::new(),
        achievement: parsed_or_none(row, "degree")?,
        coverage: parsed(row, "coverage")?,
        state: parsed_or_none(row, "state")?,
    })
}

impl Store {
    /// How far objectives and scorecards had come in an issue, by id and without their titles; nothing of issues of before.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_degrees(&self, issue: &Issue) -> anyhow::Result<Vec<Degree>> {
        let filter = "WHERE period = ?1 AND number = ?2 ORDER BY id";
        TABLE.rows(&self.connection, filter, params![issue.period.to_string(), issue.number], from_row)
    }
}
