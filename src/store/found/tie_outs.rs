//! The table `issued_tie_out`: what an issue's identities came to. A month reads of it which of them said anything.

use std::collections::BTreeSet;

use rusqlite::{Transaction, named_params, params};

use crate::issue::Issue;
use crate::reconcile::{TieOut, TieOutState};
use crate::store::Store;
use crate::store::table::Table;

const TABLE: Table = Table {
    name: "issued_tie_out",
    columns: &["period", "number", "id", "scope", "left_cents", "right_cents", "state"],
};

pub(super) fn write(issue: &Issue, tie_outs: &[TieOut], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut insert = transaction.prepare_cached(&TABLE.insert())?;
    for it in tie_outs {
        insert.execute(named_params! {
            ":period": issue.period.to_string(),
            ":number": issue.number,
            ":id": it.id,
            ":scope": it.scope,
            ":left_cents": it.left.map(|cents| cents.0),
            ":right_cents": it.right.map(|cents| cents.0),
            ":state": it.state.id(),
        })?;
    }
    Ok(())
}

impl Store {
    /// The ids of the identities that held or failed in an issue: the others had no data.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issued_tie_outs_with_data(&self, issue: &Issue) -> anyhow::Result<BTreeSet<String>> {
        let filter = "WHERE period = ?1 AND number = ?2 AND state <> ?3";
        let values = params![issue.period.to_string(), issue.number, TieOutState::NoData.id()];
        Ok(TABLE.rows(&self.connection, filter, values, |row| Ok(row.get("id")?))?.into_iter().collect())
    }
}
