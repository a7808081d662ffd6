//! Where a composed message goes. The bytes were settled before: a transport carries them and changes nothing.
//! Refuses to know what a message says, or whether it should be sent.

mod eml;
mod line;
mod phrases;
mod secret;
mod server;
mod smtp;
mod talk;

use std::path::PathBuf;

pub use eml::EmlFolder;
pub use secret::Secret;
pub use server::{SmtpSettings, Tls};
pub use smtp::Smtp;

use super::{Message, Mode, Settings};

/// What became of a message handed to a transport. Texts are Italian sentences without a full stop, with the server's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The other side has it.
    Sent,
    /// The other side will never take it.
    Refused(String),
    /// The other side will not take it now.
    Deferred(String),
    /// The conversation broke off before the message was handed over.
    Interrupted(String),
    /// The other side may have it: the answer was lost. The same bytes may be handed over again.
    Uncertain(String),
    /// There was no conversation: nothing can be handed over for the time being, whatever the message.
    Unreachable(String),
    /// The settings or the login are wrong: nothing can be handed over until somebody mends them.
    Misconfigured(String),
}

/// Hands a message on, at least once.
pub trait Transport {
    /// Hands over one message.
    ///
    /// # Errors
    /// When nothing was handed over and a later try may succeed.
    fn send(&self, message: &Message) -> anyhow::Result<Delivery>;

    /// Says that no further message follows for now; what was kept open may be closed.
    fn close(&self) {}
}

/// The transport that the settings ask for; `folder` is where a trial writes its messages.
#[must_use]
pub fn of(settings: &Settings, folder: impl Into<PathBuf>) -> Box<dyn Transport + Send + Sync> {
    match (settings.mode, &settings.smtp) {
        (Mode::Smtp, Some(smtp)) => Box::new(Smtp::new(smtp.clone(), &settings.domain)),
        _ => Box::new(EmlFolder::new(folder)),
    }
}
