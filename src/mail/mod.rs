//! Composes the messages of an issue, byte for byte reproducible, and hands one to a transport.
//! The only room that knows lettre; it decides nothing about alerts.

mod address;
mod changes;
mod chart;
mod compose;
mod digest;
mod duties;
mod letter;
mod message;
mod month;
mod opening;
mod news;
mod notice;
mod own;
mod page;
mod phrases;
mod reader;
mod receipt;
mod rows;
mod scorecard;
mod settings;
mod things;
pub mod transport;

#[cfg(test)]
mod tests;

pub use changes::{Changed, Changes, NewFile};
pub use compose::{Beside, compose, scorecards};
pub use digest::{Around, Digest, digests};
pub use letter::message_id_of;
pub use message::{Attachment, Message, StaffBooks};
pub use news::MonthNews;
pub use notice::{Machine, Notice, is_notice, operator_notice};
pub use own::{TemplateFault, template_fault};
pub use page::environment;
pub use receipt::{Post, Receipt, Received, Waiting, receipt_role, receipts, waiting};
pub use settings::{Mode, Receives, Recipient, Retry, ScorecardPost, Settings};
pub use transport::{Delivery, EmlFolder, Secret, Smtp, SmtpSettings, Tls, Transport};
