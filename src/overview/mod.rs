//! How things stand, gathered once from what the database holds: for `status`, and for the pages under `reports/` that are rewritten
//! with every pass and every hour. Refuses to open a file of the drop folder or a workbook, and to compute a month.

mod duties;
mod files;
mod gathered;
mod heartbeat;
mod months;
mod page;
mod phrases;
mod ratios;
mod reader;
mod troubles;
mod written;

pub use duties::{Needed, Owed};
pub use gathered::Gathered;
pub use heartbeat::{Heartbeat, Running, is_old};
pub use months::Months;
pub use troubles::{Trouble, Troubles};
pub use written::write;
