//! What a transport does, and what becomes of a message.

use crate::mail::message::Message;

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
