//! The table `issued_projection`: where an issue saw the year heading, voce by voce and sum by sum of accounts.

use rusqlite::{Row, Transaction, named_params, params};

use crate::history::IssuedProjection;
use crate::indicators::YearEnd;
use crate::issue::Issue;
use crate::money::Cents;
use crate::store::Store;
use crate::store::table::Table;

const TABLE: Table = Table { name: "issued_projection", columns: &["period", "number", "scheme", "line", "cents"] };

pub(super) fn write(issue: &Issue, year_end: &YearEnd, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in year_end.lines.iter().chain(&year_end.sums) {
        insert.execute(named_params! {
            ":period": issue.period.to_string(),
            ":number": issue.number,
            ":scheme": &*it.scheme,
            ":line": &*it.line,
            ":cents": it.cents.0,
        })?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<IssuedProjection> {
    Ok(IssuedProjection { scheme: row.get("scheme")?, line: row.get("line")?, cents: Cents(row.get("cents")?) })
}

impl Store {
    /// Where an issue saw the year heading, by scheme and line; nothing of issues of before.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_projections(&self, issue: &Issue) -> anyhow::Result<Vec<IssuedProjection>> {
        let filter = "WHERE period = ?1 AND number = ?2 ORDER BY scheme, line";
        TABLE.rows(&self.connection, filter, params![issue.period.to_string(), issue.number], from_row)
    }
}
