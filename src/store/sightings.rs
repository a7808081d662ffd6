//! The table `sighting`: the files that the last scan saw and left where they lie.

use rusqlite::{Row, Transaction, named_params};

use super::Store;
use super::table::{Table, parsed, parsed_or_none};
use crate::intake::Sighting;
use crate::office::OfficeId;

const TABLE: Table =
    Table { name: "sighting", columns: &["folder", "name", "bytes", "modified", "scans", "first_seen", "open_since"] };

/// Writes what a scan saw, in the place of what the one before saw.
pub(super) fn write(sightings: &[Sighting], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    transaction.execute("DELETE FROM sighting", [])?;
    let mut statement = transaction.prepare_cached(&TABLE.insert())?;
    for it in sightings {
        statement.execute(named_params! {
            ":folder": it.folder.as_deref().unwrap_or_default(),
            ":name": it.name,
            ":bytes": it.bytes,
            ":modified": it.modified,
            ":scans": it.scans,
            ":first_seen": it.first_seen.to_rfc3339(),
            ":open_since": it.open_since.map(|since| since.to_rfc3339()),
        })?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Sighting> {
    Ok(Sighting {
        folder: OfficeId::of(row.get_ref("folder")?.as_str()?),
        name: row.get("name")?,
        bytes: row.get("bytes")?,
        modified: row.get("modified")?,
        scans: row.get("scans")?,
        first_seen: parsed(row, "first_seen")?,
        open_since: parsed_or_none(row, "open_since")?,
    })
}

impl Store {
    /// What the last scan saw of the files that it left.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sightings(&self) -> anyhow::Result<Vec<Sighting>> {
        TABLE.rows(&self.connection, "ORDER BY folder, name", [], from_row)
    }
}
