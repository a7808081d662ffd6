//! The database of one chamber; its tables are the modules beside this one.

use rusqlite::Connection;

/// The database of one chamber.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    /// Whether a commit is taken back at its end: nothing outlives whoever only looks.
    pub(super) rolls_back: bool,
}
