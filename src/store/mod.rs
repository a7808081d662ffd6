//! SQLite: the log of what was done, and the only room that writes SQL.
//! A pass is committed in one transaction or not at all; what follows the commit is repeatable and marked when done.

mod alerts;
mod answers;
mod arrivals;
mod back;
mod chain;
mod commit;
mod database;
mod fault;
mod found;
mod issues;
mod jobs;
mod judged;
mod messages;
mod migrations;
mod opening;
mod pass;
mod sightings;
mod table;
mod told;
mod untold;
mod whole;

pub use answers::{Numbered, Said};
pub use arrivals::Arrival;
pub use back::{Back, Then};
pub use chain::{Break, Chain, Link};
pub use commit::Commit;
pub use database::Store;
pub use fault::{Fault, fault};
pub use found::rows::ComparedRows;
pub use found::{Found, IssuedDifferences, ToldDifference, UnknownDifference};
pub use jobs::{JobRun, JobState, RunEnd};
pub use messages::{Filed, MessageState, QueuedMessage};
pub use pass::{Pass, Telling};
pub use whole::{free_name, is_new, put_aside};
