//! What is wrong when the database itself fails, told apart so that somebody can be told what to do.

use rusqlite::ErrorCode;

/// Why the database failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another process holds it.
    Busy,
    /// It is damaged, or no database at all.
    Damaged,
    /// The disk is full.
    Full,
    /// It may not be written.
    ReadOnly,
    /// It cannot be opened, or the disk below it fails.
    Gone,
}

/// The fault behind an error of the database; none for any other error, or one that is our own.
#[must_use]
pub fn fault(error: &(dyn std::error::Error + 'static)) -> Option<Fault> {
    match error.downcast_ref::<rusqlite::Error>()?.sqlite_error_code()? {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Some(Fault::Busy),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Some(Fault::Damaged),
        ErrorCode::DiskFull => Some(Fault::Full),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Some(Fault::ReadOnly),
        ErrorCode::CannotOpen | ErrorCode::SystemIoFailure => Some(Fault::Gone),
        _ => None,
    }
}
