//! The table `arrival`: every file that ever arrived, with its outcome. Decides nothing about it.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Params, Row, Transaction, TransactionBehavior, named_params, params};
use serde::{Deserialize, Serialize};

use super::Store;
use super::table::{Table, json, parsed, parsed_or_none};
use crate::issue::{LayoutId, SourceState};
use crate::office::OfficeId;
use crate::origin::Digest;
use crate::period::Period;
use crate::problem::Problem;

/// A file that arrived: its row, and its record beside the archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// `A000001`, in order of arrival.
    pub id: String,
    /// Its name as dropped.
    pub name: String,
    /// The office in whose subfolder it lay; none for the drop folder itself.
    #[serde(with = "crate::named::absent")]
    pub folder: Option<OfficeId>,
    /// The user of the system whose file it was, or its number; none where nothing tells, and of arrivals of an earlier program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its bytes' digest.
    #[serde(rename = "sha256")]
    pub digest: Digest,
    /// How many they are.
    pub bytes: u64,
    /// When it was claimed.
    pub arrived_at: DateTime<Utc>,
    /// What became of it; never missing.
    pub state: SourceState,
    /// The layout it was read by; none when none fits.
    #[serde(with = "crate::named::absent")]
    pub layout: Option<LayoutId>,
    /// The office it declares; none for the accounts.
    #[serde(with = "crate::named::absent")]
    pub office: Option<OfficeId>,
    /// The month it declares, or that of the run that met it.
    pub period: Period,
    /// The date to which its figures stand.
    pub as_of: Option<NaiveDate>,
    /// Data rows read.
    pub rows: u64,
    /// The sum of its amounts, by which a shrunken copy is recognised.
    pub total_cents: i64,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Whether its copy lies in the tray of its state.
    pub settled: bool,
    /// The tray where its copy lies, by its path in the drop folder: `rifiutati`, or `estero/rifiutati` where the office has
    /// its own; empty while it lies in none.
    pub tray: String,
    /// The configuration by which it was examined.
    pub configuration: Digest,
}

/// `recorded` is left out: what is written is not told by the registry yet, and a copy may be of an earlier schema.
const TABLE: Table = Table {
    name: "arrival",
    columns: &[
        "id",
        "name",
        "folder",
        "owner",
        "digest",
        "bytes",
        "arrived_at",
        "state",
        "layout",
        "office",
        "period",
        "as_of",
        "row_count",
        "total_cents",
        "problems",
        "settled",
        "tray",
        "configuration",
    ],
};

/// Writes arrivals, in the place of what was known of them.
pub(super) fn write(arrivals: &[Arrival], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    let mut statement = transaction.prepare_cached(&TABLE.replace())?;
    for it in arrivals {
        statement.execute(named_params! {
            ":id": it.id,
            ":name": it.name,
            ":folder": it.folder.as_deref().unwrap_or_default(),
            ":owner": it.owner,
            ":digest": it.digest.to_string(),
            ":bytes": it.bytes,
            ":arrived_at": it.arrived_at.to_rfc3339(),
            ":state": it.state.id(),
            ":layout": it.layout.as_deref().unwrap_or_default(),
            ":office": it.office.as_deref().unwrap_or_default(),
            ":period": it.period.to_string(),
            ":as_of": it.as_of.map(|date| date.to_string()),
            ":row_count": it.rows,
            ":total_cents": it.total_cents,
            ":problems": serde_json::to_string(&it.problems)?,
            ":settled": it.settled,
            ":tray": it.tray,
            ":configuration": it.configuration.to_string(),
        })?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> anyhow::Result<Arrival> {
    Ok(Arrival {
        id: row.get("id")?,
        name: row.get("name")?,
        folder: OfficeId::of(row.get_ref("folder")?.as_str()?),
        owner: row.get("owner")?,
        digest: parsed(row, "digest")?,
        bytes: row.get("bytes")?,
        arrived_at: parsed(row, "arrived_at")?,
        state: parsed(row, "state")?,
        layout: LayoutId::of(row.get_ref("layout")?.as_str()?),
        office: OfficeId::of(row.get_ref("office")?.as_str()?),
        period: parsed(row, "period")?,
        as_of: parsed_or_none(row, "as_of")?,
        rows: row.get("row_count")?,
        total_cents: row.get("total_cents")?,
        problems: json(row, "problems")?,
        settled: row.get("settled")?,
        tray: row.get("tray")?,
        configuration: parsed(row, "configuration")?,
    })
}

/// Writes by which configuration refused arrivals were examined again with the outcome that they had.
pub(super) fn recheck(rechecked: &[(String, Digest)], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    for (id, configuration) in rechecked {
        let sql = "UPDATE arrival SET configuration = ?2, recorded = 0 WHERE id = ?1";
        transaction.execute(sql, params![id, configuration.to_string()])?;
    }
    Ok(())
}

/// Writes that arrivals stand no longer.
pub(super) fn supersede(ids: &[String], transaction: &Transaction<'_>) -> anyhow::Result<()> {
    for id in ids {
        transaction.execute("UPDATE arrival SET state = 'superseded', recorded = 0 WHERE id = ?1", [id])?;
    }
    Ok(())
}

fn arrivals(connection: &Connection, filter: &str, params: impl Params) -> anyhow::Result<Vec<Arrival>> {
    TABLE.rows(connection, &format!("{filter} ORDER BY id"), params, from_row)
}

impl Store {
    /// The number that the next arrival's id will carry.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn next_arrival(&self) -> anyhow::Result<u64> {
        // Of the ids that we give: whatever else stands there is counted on from nowhere.
        let sql = "SELECT coalesce(max(CAST(substr(id, 2) AS INTEGER)), 0) + 1 FROM arrival WHERE length(id) <= 13";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Every arrival with these bytes, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_of(&self, digest: Digest) -> anyhow::Result<Vec<Arrival>> {
        arrivals(&self.connection, "WHERE digest = ?1", [digest.to_string()])
    }

    /// An arrival by its id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrival(&self, id: &str) -> anyhow::Result<Option<Arrival>> {
        Ok(arrivals(&self.connection, "WHERE id = ?1", [id])?.pop())
    }

    /// Every arrival, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn all_arrivals(&self) -> anyhow::Result<Vec<Arrival>> {
        arrivals(&self.connection, "", [])
    }

    /// The arrivals of a month, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_in(&self, period: Period) -> anyhow::Result<Vec<Arrival>> {
        arrivals(&self.connection, "WHERE period = ?1", [period.to_string()])
    }

    /// The arrivals read by a layout, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_by(&self, layout: &str) -> anyhow::Result<Vec<Arrival>> {
        arrivals(&self.connection, "WHERE layout = ?1", [layout])
    }

    /// Arrivals that stand for a place and that no issue of their month is made of. Whether one is, its manifest says:
    /// instants would not, since a month may be run with a `now` of the past.
    ///
    /// # Errors
    /// When the database fails.
    pub fn waiting(&self) -> anyhow::Result<Vec<Arrival>> {
        let unused = "WHERE state = 'accepted' AND NOT EXISTS \
                      (SELECT 1 FROM issue, json_each(issue.manifest, '$.decisive.sources') AS source \
                       WHERE issue.period = arrival.period AND json_extract(source.value, '$.sha256') = arrival.digest)";
        arrivals(&self.connection, unused, [])
    }

    /// Arrivals whose copy does not lie in a tray yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unsettled(&self) -> anyhow::Result<Vec<Arrival>> {
        arrivals(&self.connection, "WHERE settled = 0", [])
    }

    /// Every refused arrival, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn refused(&self) -> anyhow::Result<Vec<Arrival>> {
        arrivals(&self.connection, "WHERE state = 'refused'", [])
    }

    /// Whether any file was ever put into a tray.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_settled(&self) -> anyhow::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM arrival WHERE settled = 1 AND tray <> '')";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Marks an arrival as lying in this tray.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_settled(&self, id: &str, tray: &str) -> anyhow::Result<()> {
        self.connection.execute("UPDATE arrival SET settled = 1, tray = ?2, recorded = 0 WHERE id = ?1", [id, tray])?;
        Ok(())
    }

    /// Arrivals of which the registry does not tell what they are now, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unrecorded_arrivals(&self) -> anyhow::Result<Vec<Arrival>> {
        arrivals(&self.connection, "WHERE recorded = 0", [])
    }

    /// Marks arrivals as told by the registry.
    ///
    /// # Errors
    /// When the database fails; none is marked then.
    pub fn mark_arrivals_recorded(&mut self, arrivals: &[Arrival]) -> anyhow::Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for arrival in arrivals {
            transaction.execute("UPDATE arrival SET recorded = 1 WHERE id = ?1", [&arrival.id])?;
        }
        Ok(transaction.commit()?)
    }
}
