//! The table `alert_judged`: the last month that judged each subject of what goes on from month to month. One of another
//! program's is left alone where it lies.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, Transaction, named_params};

use super::table::{Table, parsed};
use crate::monitor::AlertId;
use crate::period::Period;

const TABLE: Table = Table { name: "alert_judged", columns: &["id", "period"] };

pub(super) fn read(connection: &Connection) -> anyhow::Result<BTreeMap<AlertId, Period>> {
    let of = |row: &Row<'_>| Ok((row.get::<_, String>("id")?.parse().ok(), parsed(row, "period")?));
    let rows = TABLE.rows(connection, "ORDER BY id", [], of)?;
    Ok(rows.into_iter().filter_map(|(id, period)| Some((id?, period))).collect())
}

pub(super) fn write(judged: &BTreeMap<AlertId, Period>, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut statement = transaction.prepare_cached(&TABLE.replace())?;
    for (id, period) in judged {
        statement.execute(named_params! { ":id": id.as_str(), ":period": period.to_string() })?;
    }
    Ok(())
}
