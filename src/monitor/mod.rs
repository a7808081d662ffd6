//! Findings against thresholds become alerts, each for whoever must act, and alerts live from run to run.
//! Knows no mail, no workbook and no database: what stood before is given, what stands now is given back.

mod alert;
mod detail;
mod deviation;
mod expected;
pub mod faults;
mod files;
mod findings;
pub mod fixtures;
mod follow;
mod id;
mod judge;
mod judgement;
mod kind;
pub mod life;
mod lines;
mod lived;
mod measures;
mod phrases;
mod reconciled;
mod routes;
mod taken_back;
mod telling;
#[cfg(test)]
mod tests;
mod thresholds;

pub use alert::{Alert, AlertState, Finding, Former, known};
pub use detail::{Detail, Ending};
pub use deviation::{Course, Deviation, Reading, Sides};
pub use expected::{AwaitedVisto, ChangedInPlace, ExpectedFile, FileState, PartialFile, RefusedFile, Restatement};
pub use files::reasons_told;
pub use findings::Findings;
pub use follow::follow;
pub use id::{AlertId, Subject};
pub use judge::{assess, judge};
pub use judgement::Judgement;
pub use kind::Kind;
pub use life::{Acknowledgement, Change, Followed, Memory, Moment, News, Notification};
pub use lived::Lived;
pub use phrases::mutes;
pub use routes::{Route, Settings};
pub use taken_back::TakenBack;
pub use telling::{Item, Told, items, told_to};
pub use thresholds::{Limits, Override, Thresholds};
