//! What arrived, as the database remembers it: files with their outcome, and files that the last scan left alone.
//! Decides nothing about them.

use rusqlite::{TransactionBehavior, params};

use super::Store;
use super::records::{self, Arrival};
use crate::intake::Sighting;
use crate::origin::Digest;
use crate::period::Period;

impl Store {
    /// The number that the next arrival's id will carry.
    ///
    /// # Errors
    /// When the database fails; so for every function below.
    pub fn next_arrival(&self) -> anyhow::Result<u64> {
        Ok(self.connection.query_row(
            "SELECT coalesce(max(CAST(substr(id, 2) AS INTEGER)), 0) + 1 FROM arrival",
            [],
            |row| row.get(0),
        )?)
    }

    /// Every arrival with these bytes, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_of(&self, digest: Digest) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE digest = ?1", params![digest.to_string()])
    }

    /// An arrival by its id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrival(&self, id: &str) -> anyhow::Result<Option<Arrival>> {
        Ok(self.arrivals("WHERE id = ?1", params![id])?.pop())
    }

    /// The arrivals of a month, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_in(&self, period: Period) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE period = ?1", params![period.to_string()])
    }

    /// The arrivals read by a layout, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals_by(&self, layout: &str) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE layout = ?1", params![layout])
    }

    /// Arrivals that stand for a place and that no issue of their month is made of. Whether one is, its manifest says:
    /// instants would not, since a month may be run with a `now` of the past.
    ///
    /// # Errors
    /// When the database fails.
    pub fn waiting(&self) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals(
            "WHERE state = 'accepted' AND NOT EXISTS \
             (SELECT 1 FROM issue, json_each(issue.manifest, '$.decisive.sources') AS source \
              WHERE issue.period = arrival.period AND json_extract(source.value, '$.sha256') = arrival.digest)",
            [],
        )
    }

    /// Arrivals whose copy does not lie in a tray yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unsettled(&self) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE settled = 0", [])
    }

    /// Every refused arrival, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn refused(&self) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE state = 'refused'", [])
    }

    /// Whether any file was ever put into a tray.
    ///
    /// # Errors
    /// When the database fails.
    pub fn has_settled(&self) -> anyhow::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM arrival WHERE settled = 1 AND tray <> '')";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Arrivals of which the registry does not tell what they are now, in order of arrival.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unrecorded_arrivals(&self) -> anyhow::Result<Vec<Arrival>> {
        self.arrivals("WHERE recorded = 0", [])
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

    fn arrivals(&self, filter: &str, params: impl rusqlite::Params) -> anyhow::Result<Vec<Arrival>> {
        let sql = format!(
            "SELECT id, name, folder, digest, bytes, arrived_at, state, layout, office, period, as_of, row_count, \
             total_cents, problems, settled, tray, configuration FROM arrival {filter} ORDER BY id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params, |row| Ok(Arrival::from_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Marks an arrival as lying in this tray.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_settled(&self, id: &str, tray: &str) -> anyhow::Result<()> {
        self.connection.execute("UPDATE arrival SET settled = 1, tray = ?2, recorded = 0 WHERE id = ?1", [id, tray])?;
        Ok(())
    }

    /// What the last scan saw of the files that it left.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sightings(&self) -> anyhow::Result<Vec<Sighting>> {
        let sql =
            "SELECT folder, name, bytes, modified, scans, first_seen, open_since FROM sighting ORDER BY folder, name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok(records::sighting(row)))?;
        rows.map(|row| row?).collect()
    }
}
