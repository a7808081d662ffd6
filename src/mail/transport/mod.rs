//! Where a composed message goes. The bytes were settled before: a transport carries them and changes nothing.
//! Refuses to know what a message says, or whether it should be sent.

mod choice;
mod delivery;
mod eml;
mod line;
mod phrases;
mod secret;
mod server;
mod smtp;
mod talk;

pub use choice::of;
pub use delivery::{Delivery, Transport};
pub use eml::EmlFolder;
pub use secret::Secret;
pub use server::{SmtpSettings, Tls};
pub use smtp::Smtp;
