//! The table `alert_judged`: the last month that judged each subject of what goes on from month to month.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, named_params};

use super::table::{Table, parsed};
use crate::period::Period;

const TABLE: Table = Table { name: "alert_judged", columns: &["id", "period"] };

pub(super) fn read(connection: &Connection) -> anyhow::Result<BTreeMap<String, Period>> {
    let rows = TABLE.rows(connection, "ORDER BY id", [], |row| Ok((row.get("id")?, parsed(row, "period")?)))?;
    Ok(rows.into_iter().collect())
}

pub(super) fn write(judged: &BTreeMap<String, Period>, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut statement = transaction.prepare_cached(&TABLE.replace())?;
    for (id, period) in judged {
        statement.execute(named_params! { ":id": id, ":period": period.to_string() })?;
    }
    Ok(())
}
