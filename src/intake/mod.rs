//! The drop folder: finds complete files, claims them without overwriting, archives their bytes, returns copies to the trays.
//! Knows bytes and names; refuses to know what is inside a workbook, or why a file was refused.

pub mod archive;
pub mod format;
pub mod leftovers;
pub(crate) mod ole;
mod opening;
mod phrases;
mod scan;
mod sighting;
mod signed;
pub mod trays;

pub use format::Format;
pub use opening::{open_file, open_plain, read_file, read_text};
pub use phrases::{FAR_MONTH, Reason, SHORTER, When, disk_answer, far_month, is_full, unreadable};
pub use scan::scan;
pub use sighting::{Found, Scan, Settings, Settling, Sighting, Wait};
pub use signed::{Signed, Signer, Unsigned, signed};
