//! Where a composed message goes. The bytes were settled before: a transport carries them and changes nothing.
//! Refuses to know what a message says, or whether it should be sent.

mod agreed;
mod certificate;
mod choice;
mod delivery;
mod eml;
mod line;
mod phrases;
mod rehearsal;
mod secret;
mod server;
mod smtp;
mod talk;
mod trust;
mod untrusted;

pub use agreed::Agreed;
pub use certificate::{Certificate, Says};
pub use choice::of;
pub use delivery::{Delivery, Transport};
pub use eml::EmlFolder;
pub use rehearsal::{Rehearsal, rehearse};
pub use secret::Secret;
pub use server::{SmtpSettings, Tls};
pub use smtp::Smtp;
