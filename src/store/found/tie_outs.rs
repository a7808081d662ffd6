//! The table `issued_tie_out`: what an issue's identities came to. Nothing reads it but an auditor.

use rusqlite::{Transaction, named_params};

use crate::issue::Issue;
use crate::reconcile::TieOut;
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
